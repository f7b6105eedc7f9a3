"""A pool of browser tabs: pages by address, each within its deadline, whatever the page does.

A page that hangs costs its tab, a tab that will not close costs its browser, a browser that is gone is replaced.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from crawler.browser.engines import Engine
from crawler.browser.gate import Gate, GateProxy
from crawler.browser.loading import Clock, load
from crawler.browser.process import BrowserProcess, NoBrowser, died, finishes
from crawler.browser.profiles import Profile
from crawler.browser.rendered import Died, Fault, Rendered, failed, fault_of
from crawler.browser.tab import Tab, WentAway
from crawler.probes.live import look_live
from crawler.probes.search_field import type_into_search
from facts import Gap, PageState

log = logging.getLogger(__name__)
_T = TypeVar("_T")
_PROXY_SAYS_NO = 502  # the proxy's own answer where it did not connect


class BrowserPool:
    """Tabs of one engine, shared by all who need a page.

    `gate` is asked for every address that a page wants to open: it gets `scheme://host:port/` of the name and again of
    the number it leads to, and False refuses it; None lets everything through. `retire_after`: pages after which a
    browser is replaced, because its memory grows.
    """

    def __init__(
        self, engine: Engine | None, *, tabs: int = 2, gate: Gate | None = None, user_agent_suffix: str = "", retire_after: int = 120
    ) -> None:
        self._engine = engine
        self._proxy = GateProxy(gate) if gate is not None else None
        self._suffix = user_agent_suffix
        self._retire_after = retire_after
        self._lanes = asyncio.Semaphore(tabs)
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._playwright: Playwright | None = None
        self._process: BrowserProcess | None = None
        self.version = engine.version if engine else ""

    async def start(self) -> None:
        """Start the browser; NoBrowser when there is none or it will not run."""
        if self._engine is None:
            raise NoBrowser("no Chromium was found on this machine")
        if self._proxy is not None:
            await self._proxy.start()
        self._playwright = await async_playwright().start()
        try:
            self._process = await self._launch()
        except (NoBrowser, PlaywrightError):
            await self.close()
            raise

    async def close(self) -> None:
        """End the browser and its driver."""
        process, self._process = self._process, None
        if process is not None:
            await process.close()
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            await finishes(playwright.stop(), 5)
        if self._proxy is not None:
            await self._proxy.close()

    async def __aenter__(self) -> "BrowserPool":
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def render(self, url: str, profile: Profile, *, deadline: float) -> Rendered:
        """The document at `url` within `deadline` seconds, in a tab used before (without its cookies): for content only."""

        async def work(tab: Tab, clock: Clock) -> Rendered:
            await tab.context.clear_cookies()
            return await load(tab, url, clock)

        return await self._record(url, profile, work, fresh=False, seconds=deadline)

    async def visit(
        self, url: str, profile: Profile, *, deadline: float, live: bool = True, contrast: float | None = None, probe_search: bool = False
    ) -> Rendered:
        """One full load in a fresh context within `deadline` seconds, with what only a live page shows.

        `contrast`: the ratio that text of every size must reach, None for axe's own limits. `probe_search`: type into
        the search fields, after everything else.
        """

        async def work(tab: Tab, clock: Clock) -> Rendered:
            page = await load(tab, url, clock)
            if not page.ok:
                return page
            if live:
                page = await self._with_live(tab, page, contrast, clock)
            return await _with_search(tab, page, clock) if probe_search else page

        return await self._record(url, profile, work, fresh=True, seconds=deadline)

    async def _with_live(self, tab: Tab, page: Rendered, contrast: float | None, clock: Clock) -> Rendered:
        started = time.monotonic()
        try:
            seen, gaps = await look_live(tab, version=self.version, contrast=contrast, settled=page.settled, seconds=clock.left - 1)
        except WentAway:
            return replace(page, gaps={**page.gaps, "live": Gap("went-away", "the page left for another address after it had loaded")})
        millis = page.millis + round((time.monotonic() - started) * 1000)
        return replace(page, live=replace(seen, millis=millis), gaps={**page.gaps, **gaps}, millis=millis)

    async def _record(
        self, url: str, profile: Profile, work: Callable[[Tab, Clock], Awaitable[Rendered]], *, fresh: bool, seconds: float
    ) -> Rendered:
        started = time.monotonic()
        try:
            page = await self.use(profile, work, fresh=fresh, seconds=seconds)
            fault = self._refused(page.final_url) if page.status == _PROXY_SAYS_NO else None
            if fault is None:
                return page
        except Fault as error:
            fault = (self._refused(error.url or url) if "PROXY" in error.why or "TUNNEL" in error.why else None) or error
        except Exception as error:  # one page must not end an audit; it stays undecided, with this reason
            log.exception("the visit to %s failed in our own code", url)
            fault = Fault(PageState.BROWSER, f"our own fault: {type(error).__name__}")
        return failed(url, profile.name, fault, round((time.monotonic() - started) * 1000))

    def _refused(self, url: str) -> Fault | None:
        return self._proxy.fault_for(url) if self._proxy is not None else None

    async def use(self, profile: Profile, work: Callable[[Tab, Clock], Awaitable[_T]], *, fresh: bool, seconds: float) -> _T:
        """The result of `work` with a tab of `profile`; Fault when it cannot be had within `seconds`.

        `fresh`: in a new context, closed afterwards. A browser that went away under the work, perhaps through its
        neighbour's fault, gets one more chance in the time that is left.
        """
        self._waiting += 1
        async with self._lanes:
            self._waiting -= 1
            clock = Clock.of(seconds)
            try:
                return await self._once(profile, work, clock, fresh=fresh)
            except Died as death:
                if not death.whole or clock.left < 1:
                    raise
                return await self._once(profile, work, clock, fresh=fresh)

    async def _once(self, profile: Profile, work: Callable[[Tab, Clock], Awaitable[_T]], clock: Clock, *, fresh: bool) -> _T:
        process = await self._running()
        process.users += 1
        process.pages += 1
        tab: Tab | None = None
        keep = False
        try:
            tab = await self._tab(process, profile, clock, fresh=fresh)
            result = await tab.within(work(tab, clock), clock.left)
            keep = not fresh
        except TimeoutError as error:
            raise Fault(PageState.TIMEOUT, "the page did not come to rest in time") from error
        except WentAway as error:
            raise Fault(PageState.OTHER, "the page kept leaving for other addresses") from error
        except PlaywrightError as error:
            raise died(error) or fault_of(error.message) from error
        except Fault:
            raise
        except Exception as error:  # a driver that is gone answers with a bare Exception, and still calls its browser connected
            death = died(error)
            if death is None:
                raise
            process.kill()
            raise death from error
        else:
            return result
        finally:
            await self._give_back(process, tab, keep=keep)

    async def _tab(self, process: BrowserProcess, profile: Profile, clock: Clock, *, fresh: bool) -> Tab:
        idle = process.idle.setdefault(profile.name, [])
        while idle and not fresh:
            tab = idle.pop()
            if not tab.gone.done():
                return tab
        try:
            return await asyncio.wait_for(process.open(profile, self.version, self._suffix, live=fresh), max(1.0, clock.left))
        except TimeoutError as error:
            process.kill()
            raise Died("the browser opened no page in time", whole=True) from error

    async def _give_back(self, process: BrowserProcess, tab: Tab | None, *, keep: bool) -> None:
        if process.pages >= self._retire_after:
            process.retired = True
        if tab is not None:
            if keep and not process.retired and await self._rested(tab):
                process.idle[tab.profile.name].append(tab)
            else:
                await process.discard(tab)
        process.users -= 1
        if process.retired and not process.users:
            await process.close()

    async def _rested(self, tab: Tab) -> bool:
        """Leave the page when nobody waits for the tab, so that its scripts do not run on."""
        if self._waiting:
            return True
        with suppress(Fault):
            return await finishes(tab.within(tab.page.goto("about:blank"), 3), 4)
        return False

    async def _running(self) -> BrowserProcess:
        async with self._lock:
            if self._process is None or self._process.retired or self._process.retired_by_loss:
                self._process = await self._relaunch()
            return self._process

    async def _launch(self) -> BrowserProcess:
        if self._playwright is None or self._engine is None:
            raise NoBrowser("the pool is closed")
        process = await BrowserProcess.launch(self._playwright, self._engine, self._proxy.address if self._proxy else "")
        self.version = process.browser.version or self.version
        return process

    async def _relaunch(self) -> BrowserProcess:
        if self._playwright is None:
            raise Fault(PageState.BROWSER, "the pool is closed")
        try:
            return await self._launch()
        except Exception as error:  # a bare one where the driver is gone
            log.warning("the browser did not start again, its driver is renewed: %s", error)
        try:
            await finishes(self._playwright.stop(), 5)
            self._playwright = await async_playwright().start()
            return await self._launch()
        except Exception as error:
            raise Fault(PageState.BROWSER, f"the browser did not start again: {error}") from error


async def _with_search(tab: Tab, page: Rendered, clock: Clock) -> Rendered:
    accepts, gap = await type_into_search(tab, clock.left - 0.5)
    gaps = {**page.gaps, "search": gap} if gap else page.gaps
    return replace(page, accepts=accepts, gaps=gaps)
