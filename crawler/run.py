"""One crawl from the first look to the last link."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address

from crawler.agent import agent, browser_suffix
from crawler.asking import Asker, scrapy_asker
from crawler.browsers import Browsers
from crawler.client import MEGABYTE, Client, Limits
from crawler.errors import Interrupted, SiteUnreachable
from crawler.fetch import fetch, now
from crawler.first_look import Start, find_homes, looks_of_nothing, open_start
from crawler.kept import Kept
from crawler.look import Seen
from crawler.manners import Manners
from crawler.network import FetchFailed, Resolver
from crawler.pace import LOOPBACK, Hosts, Pace
from crawler.pages import FETCHED_AS, is_html
from crawler.progress import Progress
from crawler.scope import place
from crawler.session import Clock, RobotsBook, Session
from crawler.sitemaps import LARGEST, read_sitemaps
from crawler.targets import ask_targets
from crawler.urls import canonical, host, origin, same_host
from crawler.versions import pair_pages
from crawler.visits import draw_sample, visit_sample
from crawler.walk import Walk
from facts import AuditPlan, Coverage, CrawlSummary, Page, PageState, ProfileUsed, Site
from store import AuditFile

_SITEMAP_LIMITS = Limits(page_bytes=MEGABYTE, document_bytes=LARGEST, seconds=60)


def crawl(plan: AuditPlan, file: AuditFile, progress: Progress, *, limits: Limits | None = None) -> None:
    """See the resource at `plan.url` and put all facts into `file` as they come; blocks until it is done.

    May be called any number of times in one process, one after the other, from a thread that runs no event loop.
    What `file` already holds of the same plan is not asked for again. Raises SiteUnreachable when nothing can be
    audited, Interrupted after Ctrl-C, with everything seen until then kept. `limits` bounds each exchange of the resource.
    """
    try:
        asyncio.run(_crawl(plan, file, progress, limits or Limits()))
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        raise Interrupted("the crawl was stopped; it can be gone on with by --resume") from error


async def _crawl(plan: AuditPlan, file: AuditFile, progress: Progress, limits: Limits) -> None:
    progress.update("start", 0, 1, plan.url)
    clock, began = Clock(plan.max_minutes), now()
    browsers = Browsers(allow_private=plan.allow_private, user_agent_suffix=browser_suffix(plan), contrast_min=plan.contrast_min)
    resolver = Resolver(allow_private=plan.allow_private)
    hosts = Hosts(lambda url: _pace_of(resolver, url), own=canonical(plan.url))
    async with _opened(plan, limits, resolver, hosts) as ask:
        robots = RobotsBook(ask, limits, plan.opened_paths, origin(canonical(plan.url)))
        browsers.manners = Manners(hosts, robots.of)
        start = await open_start(ask, robots, plan.url)
        async with browsers:
            session = Session(
                plan=plan,
                file=file,
                progress=progress,
                ask=ask,
                browsers=browsers,
                robots=robots,
                clock=clock,
                scope=start.scope,
                limits=limits,
                start_page=start.page.url,
                start_redirects=_redirects(start),
            )
            await _Phases(session, Kept(file), began).run(start.page)


@asynccontextmanager
async def _opened(plan: AuditPlan, limits: Limits, resolver: Resolver, hosts: Hosts) -> AsyncIterator[Asker]:
    """The door to the network, each host at the pace that it deserves."""
    client = Client(resolver, agent(plan), limits)
    try:
        async with scrapy_asker(client, hosts) as ask:
            yield ask
    finally:
        await client.close()


async def _pace_of(resolver: Resolver, url: str) -> Pace:
    return LOOPBACK if await _on_loopback(resolver, url) else Pace()


async def _on_loopback(resolver: Resolver, url: str) -> bool:
    try:
        addresses = await resolver.resolve(host(canonical(url)))
    except FetchFailed:
        return False
    return all(ip_address(address.partition("%")[0]).is_loopback for address in addresses)


def _redirects(start: Start) -> tuple[str, ...]:
    hops = [*(hop.url for hop in start.fetched.redirects), start.fetched.final_url]
    return tuple(hops[1:])


class _Phases:
    """The phases of one crawl over one session."""

    def __init__(self, session: Session, kept: Kept, began: str) -> None:
        self._session = session
        self._kept = kept
        self._began = began
        self._walk: Walk | None = None
        # the walk of an earlier run that had ended stays told as it was
        self._coverage = (
            session.file.site().coverage if kept.sampled else Coverage(stopped_by="interrupted", languages_asked=session.plan.langs)
        )
        self._profiles: tuple[ProfileUsed, ...] = ()
        self._reached = False

    async def run(self, start: Page) -> None:
        """All phases in order; whatever ends them, what was seen is kept."""
        try:
            await self._see(start)
        finally:
            self._save()

    async def _see(self, start: Page) -> None:
        session = self._session
        self._profiles = session.browsers.used(session.plan.profiles)
        looked = await find_homes(session, start)
        session.missing = await looks_of_nothing(session)
        session.sitemap = await self._sitemap()
        self._save()
        if not self._kept.sampled:
            await self._walk_through(looked)
        await visit_sample(session, draw_sample(session))
        self._reached = await ask_targets(session, self._kept, self._coverage)

    async def _walk_through(self, looked: dict[str, Seen]) -> None:
        self._walk = Walk(self._session, self._kept, looked)
        try:
            await self._walk.run()
        finally:
            self._coverage = self._walk.coverage()
            self._session.scope = replace(self._session.scope, shared=self._walk.shared)
        _refuse_unseen(self._session.file)
        self._save()
        self._session.file.put_pairs(pair_pages(self._session.file.pages(), self._aliases()))

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

    def _aliases(self) -> dict[str, str]:
        return {target.url: target.final_url for target in self._session.file.targets() if target.final_url}

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
        )
        session.file.put_site(site)
        session.file.update_meta(scope=session.scope, profiles=self._profiles, summary=self._summary())

    def _summary(self) -> CrawlSummary:
        session, coverage = self._session, self._coverage
        pages = [page for page in session.file.pages() if page.profile == FETCHED_AS and page.ok]
        languages = Counter(page.lang for page in pages if page.lang)
        return CrawlSummary(
            pages=len(pages),
            rendered=sum(page.rendered for page in pages),
            documents=sum(1 for one in session.file.documents() if one.state is PageState.OK),
            links_checked=sum(1 for target in session.file.targets() if target.checked_at),
            by_language={lang: languages[lang] for lang in sorted(languages)},
            refused_by_robots=len(coverage.refused_by_robots),
            failed=len(coverage.failed),
            stopped_by=coverage.stopped_by,
            started_at=self._began,
            finished_at=now(),
            seconds=session.clock.seconds,
        )


def _refuse_unseen(file: AuditFile) -> None:
    """SiteUnreachable when the walk has seen no page at all and the site's refusals are why."""
    states = {page.state for page in file.pages()}
    if PageState.OK not in states and PageState.BLOCKED in states:
        raise SiteUnreachable("blocked", "a captcha or a firewall stands before every page")
