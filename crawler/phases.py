"""The phases of one crawl: homes, walk, sample, search, links; each keeps what it sees as it sees it."""

from contextlib import suppress
from dataclasses import replace

from crawler.client import MEGABYTE, Limits
from crawler.errors import SiteUnreachable
from crawler.fetch import fetch, now
from crawler.first_look import find_homes, looks_of_nothing
from crawler.linking import link_walked
from crawler.look import Seen
from crawler.menus import open_menus
from crawler.pages import FETCHED_AS, is_html
from crawler.phones import look_with_phone
from crawler.recognise import look_of
from crawler.sample import Candidate
from crawler.scope import place
from crawler.searching import use_searches
from crawler.session import Session
from crawler.showing import show_pages
from crawler.sitemaps import LARGEST, read_sitemaps
from crawler.targets import ask_targets
from crawler.urls import canonical, same_host
from crawler.visits import draw_sample, visit_sample
from crawler.walk import Walk
from facts import Coverage, CrawlSummary, Page, PageState, ProfileUsed, Site
from store import StoreError

_SITEMAP_LIMITS = Limits(page_bytes=MEGABYTE, document_bytes=LARGEST, seconds=60)


class Phases:
    """The phases of one crawl over one session."""

    def __init__(self, session: Session, began: str) -> None:
        self._session = session
        self._began = began
        earlier = session.kept.outlines.site()
        self._walked = earlier is not None and session.kept.walk_ended
        if earlier and self._walked:  # the walk of an earlier run that had ended stays told as it was
            self._coverage, self._shared = earlier.coverage, earlier.scope.shared
        else:
            unopened = earlier.coverage.unopened_menus if earlier else ()
            self._coverage = Coverage(stopped_by="interrupted", languages_asked=session.plan.langs, unopened_menus=unopened)
            self._shared = ()
        self._searches = earlier.searches if earlier and self._walked else ()
        self._profiles: tuple[ProfileUsed, ...] = ()
        self._reached = self._ended = False

    async def run(self, start: Page) -> None:
        """All phases in order; whatever ends them, what was seen is kept."""
        try:
            await self._see(start)
        except StoreError:
            with suppress(StoreError):  # the first failure tells it
                self._save()
            raise
        except BaseException:
            self._save()
            raise
        self._ended = True
        self._save()

    async def _see(self, start: Page) -> None:
        session = self._session
        self._profiles = session.browsers.used(session.plan.profiles)
        looked = await find_homes(session, start)
        homes = {look_of(seen.page) for seen in looked.values() if seen.page and seen.page.url in session.homes.values()}
        session.missing = await looks_of_nothing(session) - homes  # a site that shows one page everywhere does not say what is missing
        session.sitemap = await self._sitemap()
        session.scope = replace(session.scope, shared=self._shared)
        self._save()
        seen = None if self._walked else await self._walk(looked)
        await visit_sample(session, draw_sample(session, seen))
        del seen
        self._searches = await use_searches(session, self._searches)
        self._save()
        await look_with_phone(session)
        if not session.file.shown()[1]:
            await show_pages(session, session.plan.browsers)
        self._reached = await ask_targets(session, self._coverage)

    async def _walk(self, looked: dict[str, Seen]) -> list[Candidate]:
        """Walk; the pages that can be drawn for the sample."""
        walk = Walk(self._session, looked, await open_menus(self._session, looked))
        self._coverage = replace(self._coverage, unopened_menus=walk.coverage().unopened_menus)
        self._save()  # a run that goes on after a kill must know it beside the pages
        try:
            await walk.run()
        finally:
            self._coverage = walk.coverage()
            self._session.scope = replace(self._session.scope, shared=walk.shared)
            seen = link_walked(self._session)
        self._refuse_unseen()
        self._save()
        return seen

    def _refuse_unseen(self) -> None:
        """SiteUnreachable when the walk has seen no page at all and the site's refusals are why."""
        states = {state for state, _ in self._session.kept.outlines.endings(FETCHED_AS)}
        if PageState.OK not in states and PageState.BLOCKED in states:
            raise SiteUnreachable("blocked", "a captcha or a firewall stands before every page", PageState.BLOCKED)

    async def _sitemap(self) -> tuple[str, ...]:
        session = self._session
        robots = await session.robots.of(session.scope.origin)
        starts = [*robots.sitemaps, f"{session.scope.origin}/sitemap.xml"]
        urls = await read_sitemaps([key for url in starts if (key := canonical(url, session.scope.origin))], self._read_sitemap)
        return tuple(url for url in urls if place(session.scope, url) == "inside")

    async def _read_sitemap(self, url: str) -> bytes:
        if not same_host(url, self._session.scope.origin):
            return b""
        fetched = await fetch(self._session.ask, url, guard=self._session.guard_host, limits=_SITEMAP_LIMITS, retries=1)
        return fetched.body if fetched.state is PageState.OK and not is_html(fetched) else b""

    def _save(self) -> None:
        """Write the resource as a whole, with what is known of it by now."""
        session, plan = self._session, self._session.plan
        site = Site(
            scope=session.scope,
            body=plan.body,
            today=plan.today,
            start_url=plan.url,
            start_redirects=session.start_redirects,
            homes=session.homes,
            coverage=self._coverage,
            profiles=self._profiles,
            reached_outside=self._reached,
            sitemap_urls=len(session.sitemap),
            searches=self._searches,
        )
        session.file.put_site(site)
        session.file.update_meta(scope=session.scope, profiles=self._profiles, summary=self._summary())

    def _summary(self) -> CrawlSummary:
        session, coverage = self._session, self._coverage
        tally = session.kept.outlines.tally(FETCHED_AS)
        return CrawlSummary(
            pages=tally.pages,
            rendered=tally.rendered,
            documents=tally.documents,
            links_checked=tally.targets,
            by_language=tally.by_language,
            refused_by_robots=coverage.refused_count,
            failed=coverage.failed_count,
            stopped_by=coverage.stopped_by if self._ended or coverage.stopped_by != "done" else "interrupted",
            started_at=self._began,
            finished_at=now(),
            seconds=session.clock.seconds,
        )
