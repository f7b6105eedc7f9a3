"""One crawl from the first look to the last link."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from ipaddress import ip_address

from crawler.agent import agent, browser_suffix
from crawler.asking import Asker, scrapy_asker
from crawler.browsers import Browsers
from crawler.client import Client, Limits
from crawler.errors import Interrupted, SiteUnreachable
from crawler.fetch import now
from crawler.first_look import Start, open_start
from crawler.garbage import seldom
from crawler.kept import Kept
from crawler.manners import Manners
from crawler.network import FetchFailed, Resolver
from crawler.pace import LOOPBACK, Hosts, Pace
from crawler.pages import FETCHED_AS
from crawler.phases import Phases
from crawler.progress import Progress
from crawler.remembering import Remembering
from crawler.rendering import Rendering
from crawler.session import Clock, RobotsBook, Session
from crawler.stopping import Keeper, stoppable
from crawler.urls import canonical, host, origin
from facts import AuditPlan, Coverage, CrawlSummary, Page, Scope, Site
from store import AuditFile


def crawl(plan: AuditPlan, file: AuditFile, progress: Progress, *, limits: Limits | None = None) -> None:
    """See the resource at `plan.url` and put all facts into `file` as they come; blocks until it is done.

    May be called any number of times in one process, one after the other, from a thread that runs no event loop.
    What `file` already holds of the same plan is not asked for again, but for what is worth it by the table of reasons.
    Raises SiteUnreachable when nothing can be audited, Interrupted after Ctrl-C or `stop`, StoreError when the file can
    no longer be written, each with everything seen until then kept. `limits` bounds each exchange of the resource.
    """
    keeper = Keeper(file)
    try:
        with seldom():
            asyncio.run(_crawl(plan, keeper, progress, limits or Limits()))
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if keeper.failed:
            raise keeper.failed from error
        raise Interrupted("the crawl was stopped; it can be gone on with by --resume") from error


async def _crawl(plan: AuditPlan, keeper: Keeper, progress: Progress, limits: Limits) -> None:
    progress.update("start", 0, 1, plan.url)
    clock, began, file = Clock(plan.max_minutes), now(), keeper.file
    kept = Kept(file)
    resolver = Resolver(allow_private=plan.allow_private)
    hosts = Hosts(partial(pace_of, resolver), own=canonical(plan.url))
    browsers = Browsers(
        allow_private=plan.allow_private,
        user_agent_suffix=browser_suffix(plan),
        contrast_min=plan.contrast_min,
        record=keeper.record,
        known=keeper.known,
    )
    with stoppable():
        async with opened(plan, limits, resolver, hosts) as door:
            ask = Remembering(door, file, own=(("User-Agent", agent(plan)),), limits=limits, stale=kept.stale())
            robots = RobotsBook(ask, limits, plan.opened_paths, origin(canonical(plan.url)))
            browsers.manners = Manners(hosts, robots.of)
            try:
                start = await open_start(ask, robots, plan.url)
            except SiteUnreachable as error:
                _put_unreachable(plan, file, error, began)
                raise
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
                    kept=kept,
                    rendering=Rendering(plan.seed),
                    start_page=start.page.url,
                    start_redirects=_redirects(start),
                )
                await Phases(session, began).run(start.page)


def _put_unreachable(plan: AuditPlan, file: AuditFile, error: SiteUnreachable, began: str) -> None:
    """Keep that the start page gave nothing, so that a report can say so; what an earlier run saw stays as it is."""
    if Kept(file).outlines.tally(FETCHED_AS).pages:
        return
    url = canonical(plan.url) or plan.url
    scope = Scope(origin=origin(url))
    file.put_page(Page(url=url, final_url=url, state=error.state, why=str(error), profile=FETCHED_AS, fetched_at=now()))
    coverage = Coverage(stopped_by="interrupted", failed=(url,), languages_asked=plan.langs)
    file.put_site(Site(scope=scope, body=plan.body, today=plan.today, start_url=plan.url, coverage=coverage))
    summary = CrawlSummary(failed=1, stopped_by="site-refused", started_at=began, finished_at=now())
    file.update_meta(scope=scope, summary=summary)


@asynccontextmanager
async def opened(plan: AuditPlan, limits: Limits, resolver: Resolver, hosts: Hosts) -> AsyncIterator[Asker]:
    """The door to the network, each host at the pace that it deserves."""
    client = Client(resolver, agent(plan), limits)
    try:
        async with scrapy_asker(client, hosts) as ask:
            yield ask
    finally:
        await client.close()


async def pace_of(resolver: Resolver, url: str) -> Pace:
    """The pace that the host of an address is asked at."""
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
