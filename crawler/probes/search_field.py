"""How many characters a search field takes when a visitor types them; nothing is submitted."""

from playwright.async_api import Error as PlaywrightError

from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab, WentAway
from facts import Gap

TYPED = "public services of the country"  # 30 characters, all on the keyboard, so that key handlers see each of them
MOST_FIELDS = 3
_SECONDS = 10.0


async def _accepts(tab: Tab, selector: str) -> int | None:
    source = with_selectors("crawler.probes", "search_field.js")
    if not await tab.ask(source, {"step": "focus", "selector": selector}):
        return None
    await tab.page.keyboard.type(TYPED)
    stayed: int | None = await tab.ask(source, {"step": "read", "selector": selector})
    await tab.page.keyboard.press("ControlOrMeta+A")
    await tab.page.keyboard.press("Delete")
    return stayed


async def type_into_search(tab: Tab, seconds: float) -> tuple[dict[str, int], Gap | None]:
    """Characters that stayed, by selector of each search field that is visible; and why it could not be told, if so."""
    accepts: dict[str, int] = {}

    async def each() -> None:
        source = with_selectors("crawler.probes", "search_field.js")
        for selector in await tab.ask(source, {"step": "find", "most": MOST_FIELDS}):
            stayed = await _accepts(tab, selector)
            if stayed is not None:
                accepts[selector] = stayed

    try:
        await tab.within(each(), min(seconds, _SECONDS))
    except TimeoutError:
        return accepts, Gap("probe-timeout", "typing into the search field did not end in time")
    except WentAway:
        return accepts, Gap("went-away", "the page left for another address while the search field was typed into")
    except (Fault, PlaywrightError) as error:
        return accepts, Gap("probe-failed", f"typing into the search field failed: {str(error)[:200]}")
    return accepts, None
