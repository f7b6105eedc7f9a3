"""What a phone gets where a desktop gets the main version: home pages of the scored languages and a few others, and the mobile version
that a link of them leads to.

A mobile version may have a host of its own, outside the audited resource: it is opened as far as is needed to see that it is there and
leads back, at the pace and by the robots.txt of its host.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from crawler.asking import RETRIES, Asker
from crawler.browser import DESKTOP, PHONE
from crawler.client import Answer, Limits
from crawler.fetch import Fetched, Refusal, fetch
from crawler.frontier import in_order
from crawler.likeness import compare
from crawler.mobile import main_links, mobile_links
from crawler.pages import FETCHED_AS, is_html, visited_page
from crawler.scope import same_owner
from crawler.searching import LANGUAGES
from crawler.session import Session
from facts import Fit, Gap, Lang, Page, PageState, PhoneLook, Variant
from facts.reasons import page_reason, reason

INNER = 2  # pages of each language beside its home page
MOST_FOLLOWED = 2  # links to a mobile version
SHARE = 0.96  # of the caller's minutes
SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True)
class Job:
    """One page of the main version to be looked at."""

    lang: Lang
    url: str
    is_home: bool


async def look_with_phone(session: Session) -> None:
    """Look at every page that was not looked at yet, or may be seen now; each look is kept at its end."""
    if PHONE.name not in session.plan.profiles:
        return
    started = time.monotonic()
    kept = {(look.lang, look.url) for look in session.file.phones() if look.gap is None or not reason(look.gap.reason).again}
    jobs = {f"{job.lang} {job.url}": job for job in _jobs(session) if (job.lang, job.url) not in kept}
    done = 0

    async def one(name: str) -> None:
        await look_at(session, jobs[name])

    async for name, _ in in_order(jobs, one, lambda under_way: under_way < SIDE_BY_SIDE):
        done += 1
        session.progress.update("phone", done, len(jobs), jobs[name].url)
    session.clock.book("phone", started)


def _jobs(session: Session) -> list[Job]:
    outlines = session.kept.outlines
    sample = [page for url in outlines.sampled(FETCHED_AS) if (page := outlines.page(url, FETCHED_AS)) and page.ok and not page.is_home]
    jobs: list[Job] = []
    for lang in LANGUAGES:
        if lang not in session.plan.langs or lang not in session.homes:
            continue
        jobs.append(Job(lang, session.homes[lang], is_home=True))
        inner = sorted(page.url for page in sample if page.lang == lang)
        dice = random.Random(f"{session.plan.seed} {lang} phone")  # noqa: S311  # pages that anyone can draw again
        jobs += [Job(lang, url, is_home=False) for url in sorted(dice.sample(inner, min(INNER, len(inner))))]
    return jobs


class Keeps(Protocol):
    """Where looks of a phone are kept; an audit file, for the first ones."""

    def put_phone(self, look: PhoneLook) -> None:
        """Keep what a phone got of one address."""

    def put_phone_page(self, page: Page) -> None:
        """Keep a page as a phone shows it."""


async def look_at(session: Session, job: Job, keep: Keeps | None = None) -> None:
    """What a phone gets of one page, kept; of a home page also whether its links to a mobile version lead to one."""
    keep = keep or session.file
    look = PhoneLook(lang=job.lang, url=job.url, is_home=job.is_home)
    if session.clock.over(SHARE):
        keep.put_phone(replace(look, gap=Gap("time-over", "the time given for the audit was used up")))
        return
    first = session.file.page(job.url, FETCHED_AS)
    seen = first or Page(url=job.url, final_url=job.url, state=PageState.OK, profile=PHONE.name, lang=job.lang, is_home=job.is_home)
    page, fit = await see_on_phone(session, seen, keep)
    if not page.ok:
        keep.put_phone(replace(look, gap=_gap(page)))
        return
    variant = await _variant(session, job.url)
    desktop_url = await _desktop_url(session, page, variant, seen)
    look = replace(
        _described(look, page, fit),
        desktop_url=desktop_url,
        variant=variant if isinstance(variant, Variant) else None,
        variant_gap=variant if isinstance(variant, Gap) else None,
        to_mobile=mobile_links(page),
        to_main=main_links(page, desktop_url, session.homes.values()),
    )
    if not same_owner(page.final_url, session.scope.origin):
        look = replace(look, gap=Gap("leads-out", f"a phone is led to {page.final_url}"))
    keep.put_phone(look)
    if job.is_home:
        await _follow(session, look, keep)


async def see_on_phone(session: Session, seen: Page, keep: Keeps | None = None) -> tuple[Page, Fit | None]:
    """The record of `seen` as a phone shows it when all that opens was touched, kept; and how it stands in the phone's window."""
    taken = await session.browsers.take_in_hand(seen.url)
    page = replace(visited_page(seen, taken.page), sampled=False)
    if not page.ok:
        page = replace(page, status=taken.page.status)
    (keep or session.file).put_phone_page(page)
    return page, taken.fit


def _described(look: PhoneLook, page: Page, fit: Fit | None) -> PhoneLook:
    return replace(look, final_url=page.final_url, redirects=page.redirects, viewport_meta=page.viewport_meta, fit=fit)


def _gap(page: Page) -> Gap:
    return Gap(page_reason(page.state, page.status), page.why)


async def _desktop_url(session: Session, page: Page, variant: Variant | Gap, seen: Page) -> str:
    """Where a desktop browser ends; a browser is asked only where a phone ended elsewhere than a fetch did."""
    fetched = variant.desktop_url if isinstance(variant, Variant) else seen.final_url
    if page.final_url in {fetched, seen.url}:
        return fetched
    shown = await session.browsers.render(seen.url)
    return shown.final_url if shown.ok else fetched


async def _follow(session: Session, look: PhoneLook, keep: Keeps) -> None:
    """See whether the links to a mobile version lead to one."""
    ways = dict.fromkeys(link.url for link in look.to_mobile if link.visible is not False and link.url != look.final_url)
    for url in tuple(ways)[:MOST_FOLLOWED]:
        page, fit = await see_on_phone(session, Page(url=url, final_url=url, state=PageState.OK, profile=PHONE.name, lang=look.lang), keep)
        reached = PhoneLook(lang=look.lang, url=url, is_home=True, via="link", desktop_url=look.desktop_url)
        if not page.ok:
            keep.put_phone(replace(reached, gap=_gap(page)))
            continue
        to_main = main_links(page, look.desktop_url, session.homes.values())
        keep.put_phone(replace(_described(reached, page, fit), to_main=to_main))


async def _variant(session: Session, url: str) -> Variant | Gap:
    """The two documents of one address, for a desktop's user agent and for a phone's."""
    if not isinstance(session.ask, AsksAnew):
        return Gap("not-asked")
    answers: list[Fetched] = []
    for profile in (DESKTOP.name, PHONE.name):
        ask: Asker = _Dressed(session.ask, profile, session.browsers.agent_of(profile))
        answer = await fetch(ask, url, guard=_Guard(session))
        if answer.state is not PageState.OK or not is_html(answer):
            return Gap(page_reason(answer.state, answer.status) if answer.state is not PageState.OK else "no-content", answer.why)
        answers.append(answer)
    return compare(*answers)


@runtime_checkable
class AsksAnew(Protocol):
    """An Asker that can ask as somebody else, whatever is kept."""

    async def anew(
        self, url: str, method: str, headers: Mapping[str, str], *, by: str, limits: Limits | None = None, retries: int = RETRIES
    ) -> Answer:
        """The answer that `by` gets with these headers."""

    def keep_apart(self, name: str, seconds: float) -> None:
        """Leave so many seconds between two requests to a host."""


class _Guard:
    """Lets through what belongs to the owner of the resource and is open by its host's robots.txt."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def __call__(self, url: str) -> Refusal | None:
        if not same_owner(url, self._session.scope.origin):
            return Refusal(PageState.OUT_OF_SCOPE, "redirects to another owner's site")
        refused = (await self._session.robots.of(url)).refuses(url)
        return Refusal(*refused) if refused else None


class _Dressed:
    """An Asker that names itself as a profile's browser does, the tool's name behind it."""

    def __init__(self, ask: AsksAnew, profile: str, agent: str) -> None:
        self._ask = ask
        self._profile = profile
        self._agent = agent

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        """The answer that this browser would get."""
        sent = {**(headers or {}), "User-Agent": self._agent}
        return await self._ask.anew(url, method, sent, by=self._profile, limits=limits, retries=retries)

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave so many seconds between two requests to a host."""
        self._ask.keep_apart(url, seconds)
