"""Opens an address in a tab, waits until its content stands still, and writes the document down."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from crawler.browser.rendered import Fault, Rendered, fault_of, state_of
from crawler.browser.scripts import script
from crawler.browser.tab import MAX_DOCUMENTS, Tab, WentAway
from facts import PageState, Redirect

QUIET = 0.06  # seconds of stillness that end the wait on a page that shows no sign of scripts at work
BUSY_QUIET = 0.5  # the same on a page that scripts fill
THIN_QUIET = 1.2  # the same where there is hardly any text: a shell whose content has not been asked for yet
THIN = 200  # characters of text under which a page with scripts is thin
BIG_CHANGE = 200  # characters that come after loading and show that scripts fill the page
LOAD_CAP = 8.0  # seconds to wait for images and frames after the document
PATIENCE = 2.0  # seconds of only small changes (a clock, a counter) after which a page is taken for still
CONTENT_CAP = 15.0  # seconds after which content that still changes is taken as it is
MAX_HTML = 8_000_000  # characters of a serialised document
SCREENS = 25  # windows that are scrolled through on a page whose texts wait for it
_RESERVE = 2.0  # seconds kept for writing the document down
_HEADERS = ("content-type", "content-language", "last-modified", "retry-after", "x-robots-tag")


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds left of a visit."""

    ends: float

    @classmethod
    def of(cls, seconds: float) -> "Clock":
        """A clock that runs out `seconds` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.ends - time.monotonic())


async def _goto(tab: Tab, url: str, clock: Clock) -> None:
    try:
        await tab.page.goto(url, wait_until="domcontentloaded", timeout=max(1.0, clock.left * 1000))
    except PlaywrightTimeout as error:
        raise Fault(PageState.TIMEOUT, "the document did not load in time") from error
    except PlaywrightError as error:
        # A page that sends the visitor on while it loads aborts its own first navigation.
        if "interrupted by another navigation" not in error.message:
            raise await _unopened(tab, error) from error
        await tab.page.wait_for_load_state("domcontentloaded", timeout=max(1.0, clock.left * 1000))


async def _unopened(tab: Tab, error: PlaywrightError) -> Fault:
    last = tab.documents[-1] if tab.documents else None
    if last is not None and "ERR_HTTP_RESPONSE_CODE_FAILURE" in error.message:  # an error's status without a word beside it
        answer = await last.response()
        if answer is not None:
            return Fault(*state_of(answer.status), url=last.url, status=answer.status)
    return fault_of(error.message, last.url if last else "")


async def _still(tab: Tab, quiet: float, clock: Clock) -> dict[str, int]:
    cap = min(CONTENT_CAP, max(0.1, clock.left - _RESERVE))
    given = {"quiet": quiet * 1000, "cap": cap * 1000, "loadCap": LOAD_CAP * 1000, "patience": PATIENCE * 1000}
    answer: dict[str, int] = await tab.ask(script("crawler.browser", "settle.js"), given)
    return answer


async def _settle_here(tab: Tab, clock: Clock) -> bool:
    end = Clock.of(min(CONTENT_CAP, max(0.1, clock.left - _RESERVE)))
    quiet, before = QUIET, -1
    while True:
        seen = await _still(tab, quiet, Clock(end.ends + _RESERVE))
        if not seen["settled"]:
            return False
        waited = tab.busy()
        while tab.busy() and end.left:
            await asyncio.sleep(0.05)
        needed = _needed_quiet(seen, before, waited=waited, quiet=quiet)
        if needed <= quiet and not waited:
            return True
        if not end.left:
            return False
        quiet, before = max(needed, quiet), seen["letters"]


def _needed_quiet(seen: dict[str, int], before: int, *, waited: bool, quiet: float) -> float:
    """How long a page must stand still before it is believed, from what was seen of it up to now."""
    if waited or seen["added"] >= BIG_CHANGE:
        return BUSY_QUIET
    # A thin page is given the long wait once; that it stayed as it was is then the answer.
    if seen["scripts"] and seen["letters"] < THIN and seen["letters"] != before:
        return THIN_QUIET
    return quiet


async def settle(tab: Tab, clock: Clock) -> bool:
    """Wait for the content, also through the documents that scripts lead to; False when it still changed at the end."""
    for _ in range(MAX_DOCUMENTS):
        try:
            return await _settle_here(tab, clock)
        except WentAway:
            await tab.page.wait_for_load_state("domcontentloaded", timeout=max(1.0, clock.left * 1000))
    raise Fault(PageState.REDIRECT_LOOP, f"scripts sent the visitor on {MAX_DOCUMENTS} times")


async def _hops(request: Request) -> list[Redirect]:
    hops: list[Redirect] = []
    earlier = request.redirected_from
    while earlier is not None and len(hops) < 20:
        answer = await earlier.response()
        hops.append(Redirect(url=earlier.url, status=answer.status if answer else 0))
        earlier = earlier.redirected_from
    return hops[::-1]


async def _answers(tab: Tab) -> tuple[Response | None, tuple[Redirect, ...]]:
    """The answer that gave the document, and every hop before it: HTTP redirects and pages that scripts left."""
    last = [request for request in tab.documents if request.redirected_to is None]
    if not last:
        return None, ()
    hops: list[Redirect] = []
    for request in last[:-1]:
        answer = await request.response()
        hops += [*await _hops(request), Redirect(url=request.url, status=answer.status if answer else 0)]
    return await last[-1].response(), (*hops, *await _hops(last[-1]))


async def load(tab: Tab, url: str, clock: Clock) -> Rendered:
    """Open `url` and write down the document it leads to; Fault when there is none."""
    started = time.monotonic()
    tab.forget()
    await _goto(tab, url, clock)
    settled = await settle(tab, clock)
    written = await _written(tab, clock)
    answer, redirects = await _answers(tab)
    headers = answer.headers if answer else {}
    state, why = state_of(answer.status if answer else None)
    if written["cut"]:
        state, why = PageState.TOO_LARGE, f"the document is longer than {MAX_HTML} characters"
    return Rendered(
        url=url,
        final_url=tab.page.url,
        profile=tab.profile.name,
        state=state,
        why=why,
        html=written["html"],
        title=written["title"],
        status=answer.status if answer else None,
        content_type=headers.get("content-type", written["type"]),
        headers={name: headers[name] for name in _HEADERS if name in headers},
        redirects=redirects,
        settled=settled,
        millis=round((time.monotonic() - started) * 1000),
    )


async def _written(tab: Tab, clock: Clock) -> dict[str, Any]:
    written = await _serialised(tab)
    if written["faded"] and clock.left > 2 * _RESERVE:
        await tab.ask(script("crawler.browser", "reveal.js"), {"steps": SCREENS, "patience": 1000})
        await _still(tab, QUIET, Clock.of(2 * _RESERVE))
        return await _serialised(tab)
    return written


async def _serialised(tab: Tab) -> dict[str, Any]:
    answer: dict[str, Any] = await tab.ask(script("crawler.browser", "serialise.js"), {"limit": MAX_HTML})
    return answer
