"""Every address that links lead to, asked once: alive, dead, or undecided with the reason (D-14)."""

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice, zip_longest

from crawler.client import Limits
from crawler.fetch import Fetched, Refusal, fetch, now
from crawler.frontier import in_order
from crawler.kept import WALKED
from crawler.pages import FETCHED_AS, is_html, page_of
from crawler.scope import place
from crawler.session import Session
from crawler.urls import canonical, host, same_host
from facts import Coverage, Document, Page, PageState, Scope, Target, TargetState
from facts.reasons import REASONS, link_reason
from store.outlines import PageOutline

SIDE_BY_SIDE = 24
_AT_ONCE = 500  # records put in one transaction
_LIMITS = Limits(page_bytes=64 * 1024, document_bytes=1024, other_bytes=1024, connect_seconds=8, seconds=15)
_RETRIES = 1
_HEAD_TELLS = frozenset({410, 429})  # errors that a GET would not answer otherwise
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
    reason = link_reason(state, status)
    if not reason:
        return TargetState.ALIVE, ""
    return TargetState.DEAD if REASONS[reason].dead else TargetState.UNDECIDED, reason


async def ask_targets(session: Session, coverage: Coverage) -> bool:
    """Put a Target for every address linked to, each when it is known; True when this machine reaches the outside."""
    started = time.monotonic()
    outside = Outside(session.scope)
    waiting = _hosts_in_turn(_put_known(session, outside))
    doubtful = await _ask_all(session, waiting, coverage, outside)
    if outside.reached:
        with session.file.together():
            for target in doubtful:
                session.file.put_target(target)
    session.clock.book("links", started)
    return outside.reached


class Outside:
    """Whether the run has shown that this machine reaches the outside (D-14): enough of the outer hosts asked have answered.

    One answer among many failures is what a filtered network looks like, so that alone proves nothing. Other bodies' pages on the host of
    the resource itself, as on gov.kz, are answered by what was reached anyway.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hosts: dict[str, bool] = {}

    def note(self, target: Target) -> None:
        """Take account of an address that was asked."""
        url = target.final_url or target.url
        if (target.status is not None or target.reason in _NETWORK) and not same_host(self._scope.origin, url):
            name = host(url)
            self._hosts[name] = self._hosts.get(name, False) or target.status is not None

    @property
    def reached(self) -> bool:
        """True when the outside answers."""
        return any(self._hosts.values()) and sum(self._hosts.values()) >= REACHED_SHARE * len(self._hosts)


def _doubtful(session: Session, target: Target) -> bool:
    """True for a failure on another host that may be the fault of our own network."""
    return target.reason in _NETWORK and not same_host(session.scope.origin, target.final_url or target.url)


def of_this_host(scope: Scope, target: Target) -> Target:
    """A host that has answered and then refuses connections turns this program away, or is down: its address is not known to be dead."""
    own = target.reason in _NETWORK and same_host(scope.origin, target.final_url or target.url)
    return replace(target, state=TargetState.UNDECIDED) if own else target


def _put_known(session: Session, outside: Outside) -> Iterable[str]:
    """Put targets of the pages and documents that the walk has seen, and take account of those of an earlier run.

    Returns addresses that links, language switches and feeds of any profile lead to, but for those known. Records are walked over once.
    """
    outlines = session.kept.outlines
    linked = _Linked(frozenset(session.kept.known()))
    walked = {page.url: page for page in outlines.drafts(WALKED)}

    def seen() -> Iterator[Target]:
        for page in outlines.pages():
            linked.note(page)
            if page.profile == FETCHED_AS:
                yield _target_of_outline(walked.get(page.url, page))
        yield from map(target_of, session.file.documents())

    known = seen()
    while batch := list(islice(known, _AT_ONCE)):
        with session.file.together():
            for target in batch:
                outside.note(target)
                session.file.put_target(of_this_host(session.scope, target))
    for target in session.file.targets():
        if target.external:
            outside.note(target)
    return linked.urls


def _target_of_outline(page: PageOutline) -> Target:
    state, reason = _verdict(page.state, page.status)
    final = page.final_url if page.final_url != page.url else ""
    return Target(url=page.url, state=state, reason=reason, status=page.status, final_url=final, checked_at=page.fetched_at)


class _Linked:
    """Addresses that pages lead to, but for those known."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self.urls: dict[str, None] = {}

    def note(self, page: PageOutline) -> None:
        """Take account of the links of a page that was seen."""
        if page.ok:
            known, found = self._known, self.urls
            links = chain(page.links, page.pressed, page.feeds)
            for url in chain((one.url for one in links), (one.url for one in page.switches)):
                if url and url not in known and url not in found and (key := canonical(url) or url) not in known:
                    found[key] = None


def _hosts_in_turn(urls: Iterable[str]) -> list[str]:
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        hosts[host(url) if canonical(url) else ""].append(url)
    return [url for url in chain.from_iterable(zip_longest(*hosts.values())) if url is not None]


async def _ask_all(session: Session, urls: list[str], coverage: Coverage, outside: Outside) -> list[Target]:
    """Ask and put, in whatever order answers come; failures are given back that may be our own network's fault, put as such."""
    stopped = coverage.not_visited > 0  # what the walk left out is not asked behind its back
    doubtful: list[Target] = []

    async def one(url: str) -> None:
        target = await _asked(session, url, stopped=stopped)
        outside.note(target)
        if _doubtful(session, target):  # not known to be dead until the end has shown that this machine reaches the outside
            doubtful.append(target)
            target = replace(target, state=TargetState.UNDECIDED, reason="our-network")
        session.file.put_target(target)

    done = 0
    async for url, _ in in_order(urls, one, lambda under_way: under_way < SIDE_BY_SIDE):
        done += 1
        session.progress.update("links", done, len(urls), url)
    return doubtful


async def _asked(session: Session, url: str, *, stopped: bool) -> Target:
    if not canonical(url):
        return Target(url=url, state=TargetState.UNDECIDED, reason="bad-address")
    where = place(session.scope, url)
    if session.clock.over() or (where == "inside" and stopped and url not in session.led_out):
        return Target(url=url, state=TargetState.UNDECIDED, reason="not-asked", external=where == "outside")
    return of_this_host(session.scope, await ask_target(session, url))


async def ask_target(session: Session, url: str) -> Target:
    """Ask one address: HEAD, then GET where HEAD is not to be trusted."""

    async def guard(hop: str) -> Refusal | None:
        rules = await session.robots.of(hop)
        refused = rules.refuses(hop)
        return Refusal(*refused) if refused else None

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
