"""The walk through the resource: every address once, breadth first, into the audit file as it comes."""

import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.fetch import Fetched, now
from crawler.first_look import own_language, refresh_target
from crawler.frontier import SITEMAP_DEPTH, Frontier, in_order
from crawler.kept import RENDERED, WALKED
from crawler.look import Seen, compare_rendered, is_document_address, look, missing, shown_page
from crawler.menus import Opened
from crawler.pages import FETCHED_AS
from crawler.recognise import Look, Wall, look_of, walled_off
from crawler.rendering import Wish
from crawler.scope import Place, place, shared_path
from crawler.session import Session
from crawler.targets import target_of
from crawler.traps import TrapGuard
from crawler.urls import canonical
from crawler.versions import address_language, version_links
from facts import Coverage, Document, Lang, Page, PageState
from facts.site import StoppedBy
from store import StoreError

log = logging.getLogger(__name__)
PAGES_SHARE = 0.6  # of the caller's minutes; the rest is for visits and links
PATIENCE = 25  # addresses in a row that the site would not give
_UNWILLING = frozenset(
    {
        PageState.BLOCKED,
        PageState.TIMEOUT,
        PageState.UNSETTLED,  # each costs the whole time of a page
        PageState.REFUSED,
        PageState.DNS,
        PageState.TLS,
        PageState.TLS_CHAIN,
        PageState.BROKEN,
        PageState.RESTS,
        PageState.ROBOTS_UNREAD,
    }
)
_NO_FAILURE = frozenset({PageState.OK, PageState.NOT_FOUND_SOFT, PageState.ROBOTS, PageState.OUT_OF_SCOPE})
_GONE = frozenset({404, 410})
_MOST_LISTED = 500
_LINKS_KNOWN = 8_192  # addresses of links whose key and place are remembered: menus come on every page
# the same page for print, for a phone, for weak sight (?special=1, ?mob=1): asked as a link target, not walked
_VARIANT = re.compile(
    r"(?:^|&)(?:special|mob|mobile|print|printable|bvi|vision|version|view|format)=(?:1|y|yes|no|on|true|print|mobile|special)(?:&|$)", re.I
)


class Walk:
    """One walk; `run` may be cancelled at any time, `coverage` then tells what was seen until there."""

    def __init__(self, session: Session, looked: Mapping[str, Seen], menus: Mapping[str, Opened] | None = None) -> None:
        """`menus`: what closed menus of home pages showed, by address (`crawler.menus`)."""
        self._session = session
        self._menus = menus or {}
        self._kept = session.kept
        self._looked = looked
        self._asked = session.plan.langs
        self._frontier = Frontier()
        self._traps = TrapGuard()
        self._files: dict[str, None] = {}
        self._switched: dict[str, Lang] = {}  # of addresses that name no language
        self._refused: set[str] = set()
        self._failed: set[str] = set()
        self._shared: set[str] = set()
        self._left: list[str] = []
        self._sampled = frozenset(session.kept.outlines.sampled(FETCHED_AS))  # visits hold the place of their records
        self._again = session.kept.outlines.tally(FETCHED_AS).pages > 0
        self._home_looks: dict[str, Look] | None = None
        self._wall = Wall()
        self._place = lru_cache(_LINKS_KNOWN)(self._placed_at)
        self._pages = self._done = self._unwilling = 0
        self._stop: StoppedBy | None = "interrupted"

    async def run(self) -> None:
        """Visit pages level by level, then the files that they link to."""
        started = time.monotonic()
        self._begin()
        self._stop = None
        try:
            while not self._out_of_budget() and (level := self._frontier.take_level()):
                await self._visit(*level)
            await self._visit_files()
        except BaseException:
            self._stop = "interrupted"
            raise
        finally:
            self._session.clock.book("fetch", started)

    def coverage(self) -> Coverage:
        """How much of the resource was seen."""
        left = [url for url in self._left if not (self._traps.closed(url) and self._traps.barren(url))]
        not_visited = len(left) + self._frontier.left()
        stopped: StoppedBy | None = "site-refused" if self._stop is None and self._unwilling >= PATIENCE else self._stop
        stop = stopped if not_visited or stopped == "interrupted" else None
        return Coverage(
            stopped_by=stop or ("trap-guard" if self._traps.cut else "done"),
            refused_by_robots=tuple(sorted(self._refused))[:_MOST_LISTED],
            failed=tuple(sorted(self._failed))[:_MOST_LISTED],
            refused_total=len(self._refused),
            failed_total=len(self._failed),
            not_visited=not_visited,
            trapped=self._traps.cut,
            languages_asked=self._asked,
            unopened_menus=tuple(url for url, opened in self._menus.items() if not opened.whole),
        )

    @property
    def shared(self) -> tuple[str, ...]:
        """Path prefixes of the host outside the resource's own that its pages link to."""
        return tuple(sorted(self._shared))

    def _begin(self) -> None:
        homes = [self._session.homes[lang] for lang in self._asked if lang in self._session.homes]
        for url in homes or [self._session.start_page]:
            self._frontier.add(url, 0)
        if self._wanted(self._session.start_page):
            self._frontier.add(self._session.start_page, 0)
        for url in self._session.sitemap:
            if is_document_address(url):
                self._files.setdefault(url)
            elif self._wanted(url):
                self._frontier.add(url, SITEMAP_DEPTH)

    # pages

    async def _visit(self, depth: int, urls: list[str]) -> None:
        taken = 0
        async for url, seen in in_order(urls, self._look, self._may_start):
            taken += 1
            await self._take(url, depth, seen)
            self._tell(url)
        self._left += urls[taken:]

    def _may_start(self, under_way: int) -> bool:
        budget = self._session.plan.max_pages
        within = budget is None or self._pages + under_way < budget
        return within and under_way < self._session.together and not self._out_of_budget()

    def _out_of_budget(self) -> bool:
        budget = self._session.plan.max_pages
        if self._session.clock.over(PAGES_SHARE):
            self._stop = "max-minutes"
        elif budget is not None and self._pages >= budget:
            self._stop = "max-pages"
        return self._stop is not None or self._unwilling >= PATIENCE

    async def _look(self, url: str) -> Seen | None:
        """What is at an address; None when the trap guard has cut its pattern meanwhile."""
        if self._traps.closed(url):
            return None
        page = None if self._kept.empty else self._kept.page(url)
        if page is not None and not page.rendered:
            return Seen(url=url, fetched=Fetched(url=url, final_url=page.final_url, state=page.state), page=page, plain=page, kept=True)
        document = None if self._kept.empty else self._kept.document(url)
        if document is not None:
            fetched = Fetched(url=url, final_url=document.final_url, state=document.state)
            return Seen(url=url, fetched=fetched, document=document, kept=True)
        if url in self._looked:
            return self._looked[url]
        try:
            return await look(self._session, url)
        except StoreError:
            raise
        except Exception as error:  # one page must not end an audit; it stays undecided, with this reason
            log.error("looking at %s failed in our own code: %r", url, error)
            log.debug("the fault in full", exc_info=True)
            why = f"our own fault: {type(error).__name__}"
            page = Page(url=url, final_url=url, state=PageState.OURS, why=why, profile=FETCHED_AS, fetched_at=now())
            return Seen(url=url, fetched=Fetched(url=url, final_url=url, state=PageState.OURS), page=page)

    async def _take(self, url: str, depth: int, seen: Seen | None) -> None:
        """Keep what an address turned out to be; called in visiting order only, so that every run decides the same."""
        if seen is None or (depth and self._traps.closed(url)):
            self._left.append(url)
            return
        if seen.document:
            self._keep_document(replace(seen.document, depth=depth), new=not seen.kept)
            return
        page, others = await self._settled(seen)
        if page is None or page.state is PageState.OUT_OF_SCOPE:
            self._session.led_out.add(url)  # asked as a link target
            return
        if page.url != url:
            self._session.file.put_target(target_of(page, url))
            if page.url in self._frontier:
                return
            self._frontier.know(page.url, depth)
        if not (seen.kept and page is seen.page):
            page = self._placed(page, url, depth)
            self._keep_page(page, seen.plain)
        self._note(page, depth)
        if others:
            await self._render_too(others)

    async def _settled(self, seen: Seen) -> tuple[Page | None, tuple[str, ...]]:
        """The page as it is kept, fetched or rendered, and addresses of earlier pages that must be rendered as well."""
        session, plain = self._session, seen.plain
        if plain is None or not plain.ok or seen.page is None or not session.browsers.there:
            return seen.page, ()
        if plain.needs_browser:
            return seen.page, session.rendering.learn(plain, more=True) if seen.page.rendered else ()
        wish = session.rendering.wish(plain)
        if wish is Wish.LEAVE:
            return (seen.page if seen.page is plain else missing(session, plain)), ()
        if wish is Wish.RENDER:
            tried = seen.page.rendered or "rendered" in seen.page.gaps or not seen.page.ok
            return seen.page if tried else missing(session, await shown_page(session, plain)), ()
        page, more = await compare_rendered(session, plain)
        others = session.rendering.learn(plain, more=more)
        return (seen.page if page is seen.page else missing(session, page)), others

    async def _render_too(self, urls: Iterable[str]) -> None:
        """Render pages that were left as fetched before it was known that pages like them show more in a browser."""

        async def work(url: str) -> Page | None:
            plain = self._kept.page(url)
            return None if plain is None or not plain.ok else await shown_page(self._session, plain)

        async for url, page in in_order(dict.fromkeys(urls), work, lambda under_way: under_way < self._session.together):
            if page is None or page.url != url:  # what leads elsewhere only now stays as it was fetched
                continue
            shown = missing(self._session, page)
            self._put(shown)
            self._kept.outlines.drop_draft(url, RENDERED)
            if shown.ok:
                self._follow(shown, shown.depth)

    def _placed(self, page: Page, url: str, depth: int) -> Page:
        switched = self._switched.get(url) or self._switched.get(page.url)
        lang, how = own_language(page, switched, self._session.site_lang)
        pressed = self._menus[page.url].links if page.url in self._menus else page.pressed
        return replace(page, depth=depth, lang=lang, lang_from=how, is_home=self._shows_home(page), pressed=pressed)

    def _shows_home(self, page: Page) -> bool:
        """True for a home page of a language, and for the same page under another address (`/ru/` and `/ru/index.html`)."""
        homes = self._session.homes.values()
        if page.url in homes or not (page.ok and page.main_text):
            return page.url in homes
        if self._home_looks is None:
            known = (seen.page for url, seen in self._looked.items() if url in homes)
            self._home_looks = {home.url: look_of(home) for home in known if home is not None and home.main_text}
        title = page.title.strip().lower()
        return any(home.title == title and home == look_of(page) for home in self._home_looks.values())

    def _keep_page(self, page: Page, plain: Page | None) -> None:
        if self._other_language(page):
            self._session.file.put_target(target_of(page))
        elif not page.rendered and self._again and (kept := self._kept.page(page.url)) and kept.rendered:
            return  # an earlier run has rendered it later on, and so will this one
        else:
            waited = plain is not None and plain.url == page.url and page.url not in self._looked and self._kept.waits(page.url)
            if not waited:
                self._put(page)
                return
            with self._session.file.together():
                self._put(page)
                self._kept.outlines.drop_draft(page.url, RENDERED)

    def _put(self, page: Page) -> None:
        if page.url in self._sampled:
            self._session.file.put_draft(page.url, WALKED, page)
        else:
            self._session.file.put_page(page)

    def _other_language(self, page: Page) -> bool:
        return page.ok and bool(page.lang) and page.lang not in self._asked and self._session.has_asked_home

    def _note(self, page: Page, depth: int) -> None:
        """Take account of a page that was taken."""
        for lang, url in version_links(page).items():
            if address_language(url)[0] is None:
                self._switched.setdefault(url, lang)
        if self._other_language(page):
            return
        page = self._behind_wall(page)
        self._account(page)
        if page.ok:
            self._pages += 1
            self._follow(page, depth)

    def _behind_wall(self, page: Page) -> Page:
        """The page, or its record as turned away where the site has begun to show one short page at every address."""
        walled = self._wall.note(page)
        for url in walled:
            if seen := self._session.file.page(url, FETCHED_AS):
                self._put(walled_off(seen))
                self._failed.add(url)
        return walled_off(page) if walled else page

    def _account(self, page: Page) -> None:
        self._unwilling = self._unwilling + 1 if page.state in _UNWILLING else 0
        if page.state is PageState.ROBOTS:
            self._refused.add(page.url)
        elif page.state not in _NO_FAILURE and page.status not in _GONE:
            self._failed.add(page.url)

    def _follow(self, page: Page, depth: int) -> None:
        links = dict.fromkeys(self._links(page))
        for url in links:
            self._find(url, depth + 1)
        if depth:
            pictures = frozenset(image.src for image in page.images if image.src)
            self._traps.note(page.url, page.main_text, pictures, frozenset(links))

    def _links(self, page: Page) -> Iterator[str]:
        yield from (key for link in (*page.links, *page.pressed) if link.url and (key := _key(link.url)))
        yield from (key for feed in page.feeds if feed.url and (key := _key(feed.url)))
        if target := refresh_target(page):
            yield target

    def _find(self, url: str, depth: int) -> None:
        """Put an address that a page links to where it belongs."""
        if url in self._frontier:
            self._frontier.add(url, depth)  # a page that a sitemap named may be nearer than was known
            return
        if url in self._files:
            return
        where = self._place(url)
        if where == "outside":
            return
        if where == "shared":
            self._shared.add(shared_path(url))
        if where == "shared" or is_document_address(url):
            self._files.setdefault(url)
        elif self._wanted(url) and not self._traps.refuse(url):
            self._frontier.add(url, depth)

    def _placed_at(self, url: str) -> Place:
        return place(self._session.scope, url)

    def _wanted(self, url: str) -> bool:
        lang = address_language(url)[0] or self._switched.get(url)
        return (lang is None or lang in self._asked) and not _VARIANT.search(urlsplit(url).query)

    # files

    async def _visit_files(self) -> None:
        urls = sorted(url for url in self._files if url not in self._frontier)
        taken = 0
        async for url, seen in in_order(urls, self._look, self._may_start_file):
            taken += 1
            self._take_file(url, seen)
            self._tell(url)
        self._left += urls[taken:]

    def _may_start_file(self, under_way: int) -> bool:
        if self._session.clock.over(PAGES_SHARE):
            self._stop = "max-minutes"
        return self._stop != "max-minutes" and self._unwilling < PATIENCE and under_way < self._session.together

    def _take_file(self, url: str, seen: Seen | None) -> None:
        if seen and seen.document:
            self._keep_document(seen.document, new=not seen.kept)
        elif seen and seen.page:
            self._session.file.put_target(target_of(seen.page, url))
            if seen.page.state is PageState.ROBOTS:
                self._refused.add(url)

    def _keep_document(self, document: Document, *, new: bool) -> None:
        if document.state is PageState.ROBOTS:
            self._refused.add(document.url)
        if new:
            self._session.file.put_document(document)

    def _tell(self, url: str) -> None:
        self._done += 1
        self._session.progress.update("fetch", self._done, max(self._done, len(self._frontier) + len(self._files)), url)


@lru_cache(_LINKS_KNOWN)
def _key(url: str) -> str:
    return canonical(url)
