"""Pages of the site as a phone shows them: those that hold what a phone must show, chosen once the facts have been thought about."""

import asyncio
import logging
from collections.abc import Sequence

from crawler.errors import Interrupted
from crawler.frontier import in_order
from crawler.later import later_session
from crawler.pages import FETCHED_AS
from crawler.phones import see_on_phone
from crawler.progress import Progress
from crawler.session import Session
from facts import AuditPlan
from store import AuditFile, StoreError

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 4
MINUTES_SHARE = 0.25  # of the caller's minutes, on top of them


def see_pages_on_phone(plan: AuditPlan, file: AuditFile, urls: Sequence[str], progress: Progress) -> None:
    """Put the phone's records of pages that the desktop has seen into `file`; blocks until it is done.

    Interrupted after Ctrl-C or `stop`, with all that was seen until then kept.
    """
    try:
        asyncio.run(_see(plan, file, urls, progress))
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        raise Interrupted("pages were being opened by a phone; it can be gone on with by --resume") from error


async def _see(plan: AuditPlan, file: AuditFile, urls: Sequence[str], progress: Progress) -> None:
    async with later_session(plan, file, progress, minutes_share=MINUTES_SHARE) as session:
        done = 0
        async for url, _ in in_order(urls, lambda url: _one(session, url), lambda begun: begun < SIDE_BY_SIDE and not session.clock.over()):
            done += 1
            progress.update("phone-items", done, len(urls), url)


async def _one(session: Session, url: str) -> None:
    first = session.file.page(url, FETCHED_AS)
    if first is None:
        return
    try:
        await see_on_phone(session, first)
    except StoreError:
        raise
    except Exception as error:  # one page must not end an audit: what a phone did not show stays undecided
        log.error("a phone's look at %s failed in our own code: %r", url, error)
        log.debug("the fault in full", exc_info=True)
