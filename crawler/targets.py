"""Every address that links lead to, asked once: alive, dead, or undecided with the reason (D-14)."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, zip_longest

from crawler.client import Limits
from crawler.fetch import Fetched, Refusal, fetch, now
from crawler.frontier import in_order
from crawler.kept import Kept
from crawler.pages import FETCHED_AS, is_html, page_of
from crawler.scope import place
from crawler.session import Session
from crawler.urls import canonical, host
from facts import Coverage, Document, Page, PageState, Scope, Target, TargetState

SIDE_BY_SIDE = 24
_LIMITS = Limits(page_bytes=64 * 1024, document_bytes=1024, other_bytes=1024, connect_seconds=8, seconds=15)
_RETRIES = 1
_GONE = frozenset({404, 410})
_SERVER_ERRORS = range(500, 600)  # 999 and its like are refusals of programs
_HEAD_TELLS = frozenset({410, 429})  # errors that a GET would not answer otherwise
_DEAD = {PageState.DNS: "dns", PageState.REFUSED: "refused", PageState.TLS: "tls", PageState.NOT_FOUND_SOFT: "soft-404"}
_UNDECIDED = {
    PageState.ROBOTS: "robots",
    PageState.TIMEOUT: "timeout",
    PageState.TLS_CHAIN: "tls-chain",
    PageState.REDIRECT_LOOP: "redirect-loop",
    PageState.PRIVATE: "private-address",
    PageState.BROWSER: "browser-failed",
}
REACHED_SHARE = 0.2  # of the outer hosts asked
_NETWORK = frozenset({"dns", "refused"})  # may be the fault of our own network


def target_of(seen: Page | Document | Fetched, url: str = "", *, external: bool = False) -> Target:
    """What an answer says of the address that led to it."""
    state, reason = _verdict(seen.state, seen.status)
    final = seen.final_url if seen.final_url != (url or seen.url) else ""
    at = seen.at if isinstance(seen, Fetched) else seen.fetched_at
    return Target(
        url=url or seen.url, state=state, reason=reason, status=seen.status, final_url=final, external=external, checked_at=at or now()
    )


def _verdict(state: PageState, status: int | None) -> tuple[TargetState, str]:
    if state in (PageState.OK, PageState.TOO_LARGE, PageState.OUT_OF_SCOPE):
        return TargetState.ALIVE, ""
    if state in _DEAD:
        return TargetState.DEAD, _DEAD[state]
    if state is PageState.HTTP_ERROR and status is not None:
        if status in _SERVER_ERRORS:
            return TargetState.DEAD, "http-5xx"
        return (TargetState.DEAD if status in _GONE else TargetState.UNDECIDED), f"http-{status}"
    if state is PageState.BLOCKED:
        return TargetState.UNDECIDED, f"http-{status}" if status and status >= 400 else "blocked"
    return TargetState.UNDECIDED, _UNDECIDED.get(state, "failed")


async def ask_targets(session: Session, kept: Kept, coverage: Coverage) -> bool:
    """Put a Target for every address linked to; True when some host outside the resource answered."""
    started = time.monotonic()
    known = _known(session, kept)
    waiting = [url for url in _linked(session) if url not in known]
    for target in known.values():
        session.file.put_target(of_this_host(session.scope, target))
    asked = await _ask_all(session, waiting, coverage)
    reached = reaches_outside(session.scope, (*known.values(), *asked))
    for target in asked:
        if _doubtful(session, target):
            doubt = replace(target, state=TargetState.UNDECIDED, reason="our-network")
            session.file.put_target(target if reached else doubt)
    session.clock.book("links", started)
    return reached


def reaches_outside(scope: Scope, targets: Iterable[Target]) -> bool:
    """True when the run has shown that this machine reaches the outside (D-14): enough of the outer hosts asked have answered.

    One answer among many failures is what a filtered network looks like, so that alone proves nothing.
    """
    hosts: dict[str, bool] = {}
    for target in targets:
        if place(scope, target.final_url or target.url) == "outside" and (target.status is not None or target.reason in _NETWORK):
            name = host(target.final_url or target.url)
            hosts[name] = hosts.get(name, False) or target.status is not None
    return any(hosts.values()) and sum(hosts.values()) >= REACHED_SHARE * len(hosts)


def _doubtful(session: Session, target: Target) -> bool:
    """True for a failure on another host that may be the fault of our own network."""
    return target.reason in _NETWORK and place(session.scope, target.final_url or target.url) == "outside"


def of_this_host(scope: Scope, target: Target) -> Target:
    """A host that has answered and then refuses connections turns this program away, or is down: its address is not known to be dead."""
    own = target.reason in _NETWORK and place(scope, target.final_url or target.url) != "outside"
    return replace(target, state=TargetState.UNDECIDED) if own else target


def _known(session: Session, kept: Kept) -> dict[str, Target]:
    """Targets of which the walk or an earlier run already tells."""
    known = dict(kept.targets)
    known |= {target.url: target for target in session.file.targets() if target.reason not in ("not-asked", "our-network")}
    for document in session.file.documents():
        known[document.url] = target_of(document)
    for page in session.file.pages():
        if page.profile == FETCHED_AS:
            known[page.url] = target_of(page)
    return known


def _linked(session: Session) -> list[str]:
    """Addresses that links, language switches and feeds of any profile lead to."""
    found: dict[str, None] = {}
    for page in session.file.pages():
        if page.ok:
            urls = chain((link.url for link in page.links), (one.url for one in page.switches), (feed.url for feed in page.feeds))
            found |= dict.fromkeys(canonical(url) or url for url in urls if url)
    return _hosts_in_turn(found)


def _hosts_in_turn(urls: Iterable[str]) -> list[str]:
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        hosts[host(url) if canonical(url) else ""].append(url)
    return [url for url in chain.from_iterable(zip_longest(*hosts.values())) if url is not None]


async def _ask_all(session: Session, urls: list[str], coverage: Coverage) -> list[Target]:
    stopped = coverage.not_visited > 0  # what the walk left out is not asked behind its back

    async def one(url: str) -> Target:
        if not canonical(url):
            return Target(url=url, state=TargetState.UNDECIDED, reason="bad-address")
        where = place(session.scope, url)
        if session.clock.over() or (where == "inside" and stopped and url not in session.led_out):
            return Target(url=url, state=TargetState.UNDECIDED, reason="not-asked", external=where == "outside")
        return of_this_host(session.scope, await ask_target(session, url))

    asked = []
    async for url, target in in_order(urls, one, lambda under_way: under_way < SIDE_BY_SIDE):
        asked.append(target)
        if not _doubtful(session, target):
            session.file.put_target(target)
        session.progress.update("links", len(asked), len(urls), url)
    return asked


async def ask_target(session: Session, url: str) -> Target:
    """Ask one address: HEAD, then GET where HEAD is not to be trusted."""

    async def guard(hop: str) -> Refusal | None:
        rules = await session.robots.of(hop)
        if rules.allows(hop):
            return None
        return Refusal(rules.failed_as or PageState.ROBOTS, rules.failed or "closed by robots.txt")

    external = place(session.scope, url) == "outside"
    limits = replace(_LIMITS, seconds=min(_LIMITS.seconds, session.limits.seconds))
    head = await fetch(session.ask, url, guard=guard, method="HEAD", limits=limits, retries=0)
    trusted = head.state in (PageState.OK, PageState.ROBOTS, PageState.DNS, PageState.REFUSED, PageState.TLS, PageState.PRIVATE)
    if trusted or head.status in _HEAD_TELLS:
        return target_of(head, external=external)
    retries = 0 if head.state is PageState.TIMEOUT else _RETRIES
    got = await fetch(session.ask, url, guard=guard, limits=limits, retries=retries)
    if got.state in (PageState.OK, PageState.HTTP_ERROR) and is_html(got):  # a firewall's challenge comes with 503 too
        page, _ = page_of(replace(got, cut=""))
        got = replace(got, state=page.state)
    return target_of(got, external=external)
