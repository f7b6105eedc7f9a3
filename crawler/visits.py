"""Each profile's visits to the sample (D-15): one full load in a fresh context, for what only a live page shows."""

import time
from collections.abc import Iterable
from dataclasses import replace

from crawler.browser.rendered import Rendered
from crawler.frontier import in_order
from crawler.kept import WALKED, visit_lacks
from crawler.pages import FETCHED_AS, unvisited_page, visited_page
from crawler.sample import Candidate, draw
from crawler.session import Session
from facts import Page, PageState

SIDE_BY_SIDE = 5  # one more than the pool has tabs, so that none waits
VISITS_SHARE = 0.9  # of the caller's minutes; the rest is for links


def draw_sample(session: Session, walked: Iterable[Candidate] | None) -> tuple[str, ...]:
    """Addresses of the sample, marked in the audit file.

    `walked`: the pages that a walk has just seen, to draw from; None when an earlier run has drawn. An earlier run may have drawn
    another one, when it had not seen all pages: pages that are in it no longer get the walk's record back, those that are keep their
    visits.
    """
    outlines = session.kept.outlines
    earlier = outlines.sampled(FETCHED_AS)
    if walked is None:
        return tuple(earlier)
    chosen = draw(walked, session.plan.sample_pages, session.plan.seed)
    for url in sorted(set(earlier) - set(chosen)):
        _leave_out(session, url)
    for url in sorted(set(chosen) - set(earlier)):
        page = session.file.page(url, FETCHED_AS)
        if page is not None:
            with session.file.together():
                session.file.put_draft(url, WALKED, page)
                session.file.put_page(replace(page, sampled=True))
    return chosen


def _leave_out(session: Session, url: str) -> None:
    page = session.file.draft(url, WALKED)
    with session.file.together():
        for profile in session.plan.profiles:
            session.kept.outlines.drop_page(url, profile)
        if isinstance(page, Page):
            session.file.put_page(page)
        session.kept.outlines.drop_draft(url, WALKED)


async def visit_sample(session: Session, sample: tuple[str, ...]) -> None:
    """Visit every page of the sample under every profile of the plan that has not seen it yet; each visit is kept at its end."""
    started = time.monotonic()
    jobs = {
        f"{profile} {url}": (profile, url) for profile in session.plan.profiles for url in sample if not _visited(session, url, profile)
    }

    async def one(job: str) -> None:
        profile, url = jobs[job]
        page = session.file.draft(url, WALKED) or session.file.page(url, FETCHED_AS)
        if isinstance(page, Page):
            session.file.put_page(await visit(session, page, profile))

    done = 0
    async for job, _ in in_order(jobs, one, lambda under_way: under_way < SIDE_BY_SIDE):
        done += 1
        session.progress.update("sample", done, len(jobs), job.partition(" ")[2])
    session.clock.book("sample", started)


async def visit(session: Session, page: Page, profile: str) -> Page:
    """The record of one visit to a sampled page, whatever came of it."""
    if session.clock.over(VISITS_SHARE):
        return unvisited_page(page, profile, "the time given for the audit was used up", PageState.TIME_OVER)
    rendered: Rendered = await session.browsers.visit(page.url, profile, probe_search=_search_is_tried(page, profile))
    return visited_page(page, rendered)


def _search_is_tried(page: Page, profile: str) -> bool:
    """Typing into a search field is tried where the site greets: on the home pages of the desktop."""
    return page.is_home and profile == FETCHED_AS


def _visited(session: Session, url: str, profile: str) -> bool:
    kept = session.kept.outlines.page(url, profile)
    return kept is not None and kept.visited and not visit_lacks(kept)
