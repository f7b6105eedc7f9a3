"""Opens an address in a tab, waits until its content stands still, and writes the document down."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError

from crawler.browser.rendered import Fault, Rendered, fault_of, state_of
from crawler.browser.scripts import script
from crawler.browser.tab import Tab, WentAway
from crawler.browser.traffic import MAX_DOCUMENTS
from facts import PageState

_T = TypeVar("_T")

QUIET = 0.06  # seconds of stillness that end the wait on a page that shows no sign of scripts at work
BUSY_QUIET = 0.15  # the same on a page that scripts fill, when no timer of it is about to run
HOLD = 0.7  # the same while timers of the page are about to run: what comes half a second after loading is seen
THIN_QUIET = 1.2  # the same where there is hardly any text: a shell whose content has not been asked for yet
THIN = 200  # characters of text under which a page with scripts is thin
FULL = 1_500  # characters of text above which a request that stays open is no longer waited for as long as there is time
BIG_CHANGE = 200  # characters that come after loading and show that scripts fill the page
LOAD_CAP = 8.0  # seconds to wait for images and frames after the document
PATIENCE = 2.0  # seconds of only small changes (a clock, a counter) after which a page is taken for still
CONTENT_CAP = 15.0  # seconds after which content that still changes, and asks for nothing, is taken as it is
LONG_POLL = 8.0  # seconds after which a request that stays open is taken for a channel, not for content
FRESH_ANSWER = 3.0  # seconds after an answer in which what it brings may still be put in place
MAX_HTML = 8_000_000  # characters of a serialised document
SCREENS = 25  # windows that are scrolled through on a page whose texts wait for it
_RESERVE = 2.0  # seconds kept for writing the document down
_ERROR_PAGE = "chrome-error:"  # what the browser itself shows where there is no document
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
        answer = await asyncio.wait_for(tab.navigate(url), max(0.1, clock.left - 0.2))
    except TimeoutError as error:
        raise Fault(PageState.TIMEOUT, "the document did not load in time") from error
    except PlaywrightError as error:
        raise fault_of(error.message, url) from error
    if answer.get("isDownload"):
        raise Fault(PageState.OTHER, "the address answers with a download", _asked_last(tab, url))
    if answer.get("errorText"):
        raise _unopened(tab, answer["errorText"], url)


def _asked_last(tab: Tab, url: str) -> str:
    documents = tab.traffic.documents
    return documents[-1].url if documents else url


def _unopened(tab: Tab, error: str, url: str) -> Fault:
    """The fault of a document that the browser could not show."""
    last = tab.traffic.documents[-1] if tab.traffic.documents else None
    if last is not None and last.status >= 400:  # an error's status without a word beside it
        return Fault(*state_of(last.status), url=last.url, status=last.status)
    return fault_of(error, last.url if last else url)


async def _still(tab: Tab, quiet: float, seconds: float, parsed: float) -> dict[str, Any]:
    given = {
        "quiet": quiet, "hold": max(HOLD, quiet), "parsed": parsed, "loadCap": LOAD_CAP, "patience": PATIENCE, "cap": seconds,
    }  # fmt: skip
    answer: dict[str, Any] = await tab.ask(script("crawler.browser", "settle.js"), {name: one * 1000 for name, one in given.items()})
    return answer


def _coming(tab: Tab, letters: int) -> bool:
    """True while content may be on its way: something was asked for, or has just been answered."""
    patience = LONG_POLL if letters >= FULL else float("inf")
    return tab.traffic.busy(patience) or time.monotonic() - tab.traffic.last_answer < FRESH_ANSWER


async def _settle_here(tab: Tab, clock: Clock) -> bool:
    usual = Clock.of(min(CONTENT_CAP, max(0.1, clock.left - _RESERVE)))
    quiet, before = QUIET, -1
    while True:
        left = max(0.1, clock.left - _RESERVE)
        seen = await _still(tab, quiet, max(0.1, usual.left) if usual.left else min(left, PATIENCE), left)
        if not seen["parsed"]:
            raise Fault(PageState.TIMEOUT, "the document did not load in time")
        letters = seen["letters"]
        in_time = clock.left > _RESERVE
        if not seen["settled"]:
            if in_time and _coming(tab, letters):
                continue
            return False
        patience = LONG_POLL if letters >= FULL else clock.left
        waited = tab.traffic.busy(patience)
        while tab.traffic.busy(patience) and clock.left > _RESERVE:
            await asyncio.sleep(0.03)
        needed = _needed_quiet(seen, before, waited=waited, quiet=quiet)
        if needed <= quiet and not waited:
            return True
        if clock.left <= _RESERVE:
            return False
        quiet, before = max(needed, quiet), letters


def _needed_quiet(seen: dict[str, Any], before: int, *, waited: bool, quiet: float) -> float:
    """How long a page must stand still before it is believed, from what was seen of it up to now."""
    if waited or seen["added"] >= BIG_CHANGE:
        return BUSY_QUIET
    # A thin page is given the long wait once; that it stayed as it was is then the answer.
    if seen["scripts"] and seen["letters"] < THIN and seen["letters"] != before:
        return THIN_QUIET
    return quiet


async def settle(tab: Tab, clock: Clock) -> bool:
    """Wait for the content, also through the documents that scripts lead to; False when it still changed at the end."""
    return await _followed(_settle_here, tab, clock)


async def _followed(work: Callable[[Tab, Clock], Awaitable[_T]], tab: Tab, clock: Clock) -> _T:
    """What `work` makes of the document that scripts lead to in the end; Fault where they never come to one."""
    for _ in range(MAX_DOCUMENTS):
        try:
            return await work(tab, clock)
        except WentAway:
            continue
    raise Fault(PageState.REDIRECT_LOOP, f"scripts sent the visitor on {MAX_DOCUMENTS} times")


async def _read_still(tab: Tab, clock: Clock) -> tuple[bool, dict[str, Any]]:
    # One piece: a page may stand still just long enough to be believed, and leave while it is written down.
    return await _settle_here(tab, clock), await _written(tab, clock)


async def load(tab: Tab, url: str, clock: Clock) -> Rendered:
    """Open `url` and write down the document it leads to; Fault when there is none."""
    started = time.monotonic()
    await tab.start()
    await _goto(tab, url, clock)
    settled, written = await _followed(_read_still, tab, clock)
    if written["url"].startswith(_ERROR_PAGE):
        raise _unopened(tab, tab.traffic.broke, url)
    answer = tab.traffic.document()
    headers = {name.lower(): value for name, value in answer.headers.items()} if answer else {}
    state, why = state_of(answer.status if answer else None)
    if written["cut"]:
        state, why = PageState.TOO_LARGE, f"the document is longer than {MAX_HTML} characters"
    width, height = written["extent"]
    return Rendered(
        url=url,
        final_url=written["url"],
        profile=tab.profile.name,
        state=state,
        why=why,
        html=written["html"],
        title=written["title"],
        size=(width, height),
        status=answer.status if answer else None,
        content_type=headers.get("content-type", written["type"]),
        headers={name: headers[name] for name in _HEADERS if name in headers},
        redirects=tab.traffic.hops(),
        settled=settled,
        millis=round((time.monotonic() - started) * 1000),
    )


async def _written(tab: Tab, clock: Clock) -> dict[str, Any]:
    written = await _serialised(tab)
    if written["faded"] and clock.left > 2 * _RESERVE:
        await tab.ask(script("crawler.browser", "reveal.js"), {"steps": SCREENS, "patience": 1000})
        await _still(tab, QUIET, 2 * _RESERVE, _RESERVE)
        return await _serialised(tab)
    return written


async def _serialised(tab: Tab) -> dict[str, Any]:
    answer: dict[str, Any] = await tab.ask(script("crawler.browser", "serialise.js"), {"limit": MAX_HTML})
    return answer
