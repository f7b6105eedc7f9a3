"""A page in a phone's hand: how it stands in the window, and what is there after all that opens something was touched."""

from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import MAX_HTML, Clock
from crawler.browser.rendered import Fault, Rendered
from crawler.browser.scripts import script, with_selectors
from crawler.browser.tab import Tab, WentAway
from crawler.probes.staying import nothing_leads_away
from facts import Fit, Gap

MOST_TEXTS = 5_000  # pieces of text that are measured
MOST_TOUCHES = 40
TOUCH_SECONDS = 10.0
_WAIT = 70  # ms between two looks at what a touch has opened
_RESERVE = 3.0  # seconds kept for writing the document down


@dataclass(frozen=True, slots=True)
class InHand:
    """A page as `crawler.browser` gave it, its document with what touching has opened, and how it stands in the window."""

    page: Rendered
    fit: Fit | None = None


async def take_in_hand(tab: Tab, page: Rendered, clock: Clock) -> InHand:
    """Measure the loaded page, touch it, write it down again; a gap of `fit` or `touch` names what could not be done."""
    gaps = dict(page.gaps)
    fit: Fit | None = None
    html = page.html
    try:
        fit = _fit(await tab.within(tab.ask(script("crawler.probes", "phone_fit.js"), {"most": MOST_TEXTS}), clock.left))
        told = await _touched(tab, clock)
        if told["left"] or told["away"]:
            gaps["touch"] = Gap("went-away" if told["away"] else "probe-timeout", "there was more to touch")
        if not told["away"]:
            given = {"limit": MAX_HTML, "touched": True}
            html = (await tab.within(tab.ask(script("crawler.browser", "serialise.js"), given), clock.left))["html"]
    except (WentAway, TimeoutError, PlaywrightError, Fault) as error:
        if tab.gone.done():
            raise
        gaps["touch" if fit else "fit"] = Gap(_reason(error), str(error)[:200])
    return InHand(replace(page, html=html, gaps=gaps), fit)


def _reason(error: Exception) -> str:
    return "went-away" if isinstance(error, WentAway) else "probe-timeout" if isinstance(error, TimeoutError) else "probe-failed"


def _fit(told: dict[str, Any]) -> Fit:
    return Fit(
        window=round(told["window"]),
        scale=round(told["scale"], 4),
        page_width=round(told["page_width"], 1),
        letters=told["letters"],
        beyond=round(told["beyond"], 4),
        font=round(told["font"], 2),
    )


async def _touched(tab: Tab, clock: Clock) -> dict[str, Any]:
    seconds = min(TOUCH_SECONDS, max(0.5, clock.left - _RESERVE))
    given = {"most": MOST_TOUCHES, "wait": _WAIT, "seconds": seconds}
    async with nothing_leads_away(tab):
        told: dict[str, Any] = await tab.within(
            tab.ask(with_selectors("crawler.probes", "phone_touch.js", "pressing.js"), given), seconds + 1
        )
    return told
