"""A page is touched and stays: what is pressed does not lead away, and nothing that writes leaves this machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crawler.browser.tab import Tab


@asynccontextmanager
async def nothing_leads_away(tab: Tab) -> AsyncIterator[None]:
    """While it lasts the tab stays where it is, and requests that would write are held back."""
    tab.stays = True
    await tab.hold_writes(True)
    try:
        yield
    finally:
        tab.stays = False
        await tab.hold_writes(False)
