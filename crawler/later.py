"""A session over a site that was crawled already, for what is looked at once the facts have been thought about."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from crawler.agent import agent, browser_suffix
from crawler.asking import Asker
from crawler.browsers import Browsers
from crawler.client import Limits
from crawler.kept import Kept
from crawler.manners import Manners
from crawler.network import Resolver
from crawler.pace import Hosts
from crawler.progress import Progress
from crawler.remembering import Remembering
from crawler.rendering import Rendering
from crawler.run import opened, pace_of
from crawler.session import Clock, RobotsBook, Session
from crawler.stopping import stoppable
from crawler.urls import canonical, origin
from facts import AuditPlan
from store import AuditFile


@asynccontextmanager
async def later_session(
    plan: AuditPlan, file: AuditFile, progress: Progress, *, minutes_share: float, fresh: Callable[[Asker], Asker] | None = None
) -> AsyncIterator[Session]:
    """The session, with at most `minutes_share` of the caller's minutes on top of them.

    `fresh` makes of the door to the network what the session asks through; without it answers that are kept are not asked for again.
    """
    limits, resolver = Limits(), Resolver(allow_private=plan.allow_private)
    hosts = Hosts(partial(pace_of, resolver), own=canonical(plan.url))
    browsers = Browsers(allow_private=plan.allow_private, user_agent_suffix=browser_suffix(plan), contrast_min=plan.contrast_min)
    with stoppable():
        async with opened(plan, limits, resolver, hosts) as door:
            kept = Remembering(door, file, own=(("User-Agent", agent(plan)),), limits=limits)
            robots = RobotsBook(kept, limits, plan.opened_paths, origin(canonical(plan.url)))
            browsers.manners = Manners(hosts, robots.of)
            async with browsers:
                site = file.site()
                yield Session(
                    plan=plan,
                    file=file,
                    progress=progress,
                    ask=fresh(door) if fresh else kept,
                    browsers=browsers,
                    robots=robots,
                    clock=Clock(plan.max_minutes * minutes_share if plan.max_minutes else None),
                    scope=site.scope,
                    limits=limits,
                    kept=Kept(file),
                    rendering=Rendering(plan.seed),
                    start_page=canonical(plan.url),
                    homes=site.homes,
                )
