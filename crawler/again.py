"""What a finding rests on, seen a second time: the way it was seen first, and nothing taken from what is kept.

A page that a browser visited gets another visit as a new visitor under the same profile with all probes, a rendered one is rendered anew, a
fetched one fetched anew, as are files and link targets. Each record is kept when it is there, apart from the first ones, so that a
stopped run goes on where it was.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawler.asking import RETRIES, Asker
from crawler.client import Answer, Limits
from crawler.errors import Interrupted
from crawler.fetch import fetch, now
from crawler.frontier import in_order
from crawler.later import later_session
from crawler.look import document_of, plain_page
from crawler.pages import FETCHED_AS, rendered_page
from crawler.phones import Job, look_at, see_on_phone
from crawler.places import Places
from crawler.progress import Progress
from crawler.searching import use_searches
from crawler.session import Session
from crawler.targets import ask_target, of_this_host
from crawler.visits import visit
from facts import AuditPlan, Document, Page, PageState, PhoneLook, Target
from store import AuditFile, StoreError

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 4
MINUTES_SHARE = 0.25  # of the caller's minutes, on top of them
PAUSE = 2.0  # seconds before dead links are asked once more
_FRESH = {"Cache-Control": "no-cache"}


def look_again(plan: AuditPlan, file: AuditFile, places: Places, progress: Progress) -> None:
    """Put second records of all `places` into `file`; blocks until it is done.

    Interrupted after Ctrl-C or `stop`, with all that was seen until then kept.
    """
    try:
        asyncio.run(_look_again(plan, file, places, progress))
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        raise Interrupted("findings were being seen a second time; it can be gone on with by --resume") from error


async def _look_again(plan: AuditPlan, file: AuditFile, places: Places, progress: Progress) -> None:
    async with later_session(plan, file, progress, minutes_share=MINUTES_SHARE, fresh=_Fresh) as session:
        await _Second(session, places).run()


class _Fresh:
    """An Asker that wants no cache on the way to answer."""

    def __init__(self, ask: Asker) -> None:
        self._ask = ask

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        """The answer of the site itself."""
        return await self._ask(url, method, headers={**_FRESH, **(headers or {})}, limits=limits, retries=retries)

    async def anew(
        self, url: str, method: str, headers: Mapping[str, str], *, by: str, limits: Limits | None = None, retries: int = RETRIES
    ) -> Answer:
        """The answer that `by` gets."""
        del by  # second answers are not archived
        return await self._ask(url, method, headers={**_FRESH, **headers}, limits=limits, retries=retries)

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave so many seconds between two requests to a host."""
        self._ask.keep_apart(url, seconds)


class _SecondPhones:
    """Keeps second looks of a phone apart from the first ones."""

    def __init__(self, file: AuditFile) -> None:
        self._file = file

    def put_phone(self, look: PhoneLook) -> None:
        """Keep what a phone got of one address the second time."""
        self._file.put_again_phone(look)

    def put_phone_page(self, page: Page) -> None:
        """Keep a page as a phone shows it the second time."""
        self._file.put_again_phone(page)


class _Second:
    """One run of second looks."""

    def __init__(self, session: Session, places: Places) -> None:
        self._session = session
        self._places = places
        self._done = 0

    async def run(self) -> None:
        """See all places: pages and files first, so that links are asked again as late as can be."""
        jobs: list[tuple[str, str, str]] = [("page", url, profile) for url, profile in self._places.pages]
        jobs += [("document", url, "") for url in self._places.documents]
        jobs += [("phone", url, "") for url in self._places.phones]
        await self._all(jobs)
        if self._places.targets:
            await asyncio.sleep(PAUSE)
            await self._all([("target", url, "") for url in self._places.targets])
        if self._places.search:
            self._session.file.put_again_searches(await use_searches(self._session))

    async def _all(self, jobs: Sequence[tuple[str, str, str]]) -> None:
        by_name = {" ".join(job): job for job in jobs}

        async def one(name: str) -> None:
            try:
                record = await self._record(*by_name[name])
            except StoreError:
                raise
            except Exception as error:  # one look must not end an audit; what was not seen again stays undecided or seen once
                log.error("a second look at %s failed in our own code: %r", name, error)
                log.debug("the fault in full", exc_info=True)
                return
            if record is not None:
                self._session.file.put_again(record)

        async for name, _ in in_order(by_name, one, self._may_start):
            self._done += 1
            self._session.progress.update("again", self._done, len(self._places), by_name[name][1])

    def _may_start(self, under_way: int) -> bool:
        return under_way < SIDE_BY_SIDE and not self._session.clock.over()

    async def _record(self, kind: str, url: str, profile: str) -> Page | Document | Target | None:
        if kind == "page":
            return await self._page(url, profile)
        if kind == "target":
            return of_this_host(self._session.scope, replace(await ask_target(self._session, url), url=url))
        if kind == "phone":
            await self._phone(url)
            return None
        first = self._session.kept.document(url)
        if first is None:
            return None
        second = await document_of(await fetch(self._session.ask, url, guard=self._session.guard_host))
        return replace(second, url=url, linked_from=first.linked_from, depth=first.depth, lang=first.lang)

    async def _phone(self, url: str) -> None:
        """A phone's look at a page of the main version, for every language that it is a page of; or at one that holds an item."""
        session, keep = self._session, _SecondPhones(self._session.file)
        looks = [look for look in session.file.phones() if look.url == url and look.via == "address"]
        for look in looks:
            await look_at(session, Job(look.lang, url, look.is_home), keep)
        first = session.file.page(url, FETCHED_AS)
        if not looks and first is not None:
            await see_on_phone(session, first, keep)

    async def _page(self, url: str, profile: str) -> Page | None:
        first = self._session.file.page(url, profile)
        if first is None:
            return None
        if first.live is not None:
            return await self._visited(first, profile)
        return await (self._rendered(first) if first.rendered else self._fetched(first))

    async def _visited(self, first: Page, profile: str) -> Page:
        base = first if profile == FETCHED_AS else self._session.file.page(first.url, FETCHED_AS) or first
        page = await visit(self._session, replace(base, live=None), profile)
        if not page.ok:
            return _unseen(first, page.state, page.why)
        lost = page.gaps.get("live")
        if lost is not None or page.live is None:
            return _unseen(first, PageState.OTHER, lost.detail or lost.reason if lost else "no live facts")
        return page

    async def _rendered(self, first: Page) -> Page:
        page = rendered_page(replace(first, rendered=False, gaps={}), await self._session.browsers.render(first.url))
        if not page.ok:
            return _unseen(first, page.state, page.why)
        if not page.rendered:
            lost = page.gaps.get("rendered")
            return _unseen(first, PageState.BROWSER, lost.detail if lost else "")
        return replace(page, url=first.url, fetched_at=now())

    async def _fetched(self, first: Page) -> Page:
        page = plain_page(await fetch(self._session.ask, first.url, guard=self._session.guard))
        if not page.ok:
            return _unseen(first, page.state, page.why, page.status)
        return replace(
            page,
            url=first.url,
            profile=first.profile,
            depth=first.depth,
            lang=first.lang,
            lang_from=first.lang_from,
            is_home=first.is_home,
            template=first.template,
            sampled=first.sampled,
        )


def _unseen(first: Page, state: PageState, why: str, status: int | None = None) -> Page:
    """The record of a page that could not be seen a second time: it says nothing of the finding."""
    return Page(url=first.url, final_url=first.final_url, profile=first.profile, state=state, why=why, status=status, fetched_at=now())
