"""Each profile's visits to the sample (D-15): one full load in a fresh context, for what only a live page shows."""

import time
from dataclasses import replace

from crawler.browser.rendered import Rendered
from crawler.frontier import in_order
from crawler.pages import FETCHED_AS, unvisited_page, visited_page
from crawler.sample import choose_sample
from crawler.session import Session
from facts import Page, PageState

SIDE_BY_SIDE = 5  # one more than the pool has tabs, so that none waits
VISITS_SHARE = 0.9  # of the caller's minutes; the rest is for links


def draw_sample(session: Session) -> dict[str, Page]:
    """The pages of the sample, marked in the audit file; those of an earlier run if it drew one."""
    pages = {page.url: page for page in session.file.pages() if page.profile == FETCHED_AS and page.ok}
    drawn = {url: page for url, page in pages.items() if page.sampled}
    if not drawn:
        chosen = choose_sample(pages.values(), session.plan.sample_pages, session.plan.seed)
        drawn = {url: replace(pages[url], sampled=True) for url in chosen}
        for page in drawn.values():
            session.file.put_page(page)
    return drawn


async def visit_sample(session: Session, sample: dict[str, Page]) -> None:
    """Visit every page of the sample under every profile of the plan that has not seen it yet."""
    started = time.monotonic()
    jobs = {
        f"{profile} {url}": (profile, url) for profile in session.plan.profiles for url in sample if not _visited(session, url, profile)
    }

    async def one(job: str) -> Page:
        profile, url = jobs[job]
        return await _visit(session, sample[url], profile)

    done = 0
    async for job, page in in_order(jobs, one, lambda under_way: under_way < SIDE_BY_SIDE):
        session.file.put_page(page)
        done += 1
        session.progress.update("sample", done, len(jobs), job.partition(" ")[2])
    session.clock.book("sample", started)


async def _visit(session: Session, page: Page, profile: str) -> Page:
    if session.clock.over(VISITS_SHARE):
        return unvisited_page(page, profile, "the time given for the audit was used up", PageState.TIME_OVER)
    rendered: Rendered = await session.browsers.visit(page.url, profile, probe_search=_search_is_tried(page, profile))
    return visited_page(page, rendered)


def _search_is_tried(page: Page, profile: str) -> bool:
    """Typing into a search field is tried where the site greets: on the home pages of the desktop."""
    return page.is_home and profile == FETCHED_AS


def _visited(session: Session, url: str, profile: str) -> bool:
    kept = session.file.page(url, profile)
    return kept is not None and kept.live is not None
