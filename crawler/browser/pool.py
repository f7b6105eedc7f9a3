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
from crawler.browser.process import BrowserProcess, NoBrowser, died, expect_deaths, finishes
from crawler.browser.profiles import Profile
from crawler.browser.recording import Known, Record, Recorder
from crawler.browser.rendered import Died, Fault, Rendered, failed, fault_of
from crawler.browser.tab import Tab, WentAway
from crawler.probes.every import PROBES
from crawler.probes.live import axe_beside, look_live
from crawler.probes.search_field import type_into_search
from crawler.probes.series import Chances, run_series
from facts import Gap, PageState

log = logging.getLogger(__name__)
_T = TypeVar("_T")
_PROXY_SAYS_NO = 502  # the proxy's own answer where it did not connect
_ATTEMPTS = 3  # at a page whose browser went away
_TAB_PAGES = 60  # pages after which a tab's context is closed, with what it has cached
_WEIGHED = 10  # pages between two looks at a browser's memory
_MEMORY = 500_000_000  # bytes that a browser may hold, and more for each tab
_MEMORY_A_TAB = 300_000_000
_QUIETING = 2.0  # seconds that a page may take to fall silent
_WORTH = 5.0  # seconds of a visit that must be left to load a page once more for a probe
_REST = 1.0  # seconds after which a tab that nobody wants leaves its page


class BrowserPool:
    """Tabs of one engine, shared by all who need a page.

    `gate` is asked for every address that a page wants to open: it gets `scheme://host:port/` of the name and again of
    the number it leads to, and False refuses it; None lets everything through. `retire_after`: pages after which a
    browser is replaced, because its memory grows; one that has swollen is replaced before. `record` is handed every
    answer that a page got and whose address `known` does not hold.
    """

    def __init__(
        self,
        engine: Engine | None,
        *,
        tabs: int = 2,
        gate: Gate | None = None,
        user_agent_suffix: str = "",
        retire_after: int = 600,
        record: Record | None = None,
        known: Known | None = None,
    ) -> None:
        self._engine = engine
        self._proxy = GateProxy(gate) if gate is not None else None
        self._suffix = user_agent_suffix
        self._retire_after = retire_after
        self._most_memory = _MEMORY + tabs * _MEMORY_A_TAB
        self._recorder = Recorder(record, known) if record is not None else None
        self._resting: set[asyncio.Task[None]] = set()
        self._tabs = tabs
        self._lanes = asyncio.Semaphore(tabs)
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._playwright: Playwright | None = None
        self._process: BrowserProcess | None = None
        self.version = engine.version if engine else ""
        self.sandboxed: bool | None = None  # whether the system let the browser have its sandbox; None until it has started

    @property
    def proxy_address(self) -> str:
        """Where the gate's proxy listens; "" where there is no gate."""
        return self._proxy.address if self._proxy is not None else ""

    async def start(self) -> None:
        """Start the browser; NoBrowser when there is none or it will not run."""
        if self._engine is None:
            raise NoBrowser("no Chromium was found on this machine")
        expect_deaths()
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
        """The document at `url` within `deadline` seconds, as a new visitor gets it: for content only."""

        async def work(tab: Tab, clock: Clock) -> Rendered:
            return await load(tab, url, clock)

        return await self._record(url, profile, work, live=False, seconds=deadline)

    async def visit(
        self, url: str, profile: Profile, *, deadline: float, live: bool = True, contrast: float | None = None, probe_search: bool = False
    ) -> Rendered:
        """One full load as a new visitor within `deadline` seconds, with what only a live page shows.

        `contrast`: the ratio that text of every size must reach, None for axe's own limits. `probe_search`: type into
        the search fields, after everything else.
        """
        chances = Chances(PROBES)

        async def work(tab: Tab, clock: Clock) -> Rendered:
            page = await load(tab, url, clock)
            if not page.ok:
                return page
            if live:
                chances.begin(profile.name)
                page = await self._with_live(tab, page, contrast, clock, chances)
            return await _with_search(tab, page, clock) if probe_search else page

        page = await self._record(url, profile, work, live=live, seconds=deadline)
        if page.live is not None:
            page = await self._with_the_rest(page, profile, chances)
        return page

    async def _with_the_rest(self, page: Rendered, profile: Profile, chances: Chances) -> Rendered:
        """`page` with what the probes say that were not asked because it left or hung before; each round asks one at least."""
        while chances.left and chances.seconds > _WORTH:

            async def further(tab: Tab, clock: Clock, page: Rendered = page) -> Rendered:
                again = await load(tab, page.final_url, clock)
                if not again.ok or again.final_url != page.final_url or page.live is None:
                    return again
                seen, lacking = await run_series(tab, again, page.live, clock, chances)
                return replace(again, live=seen, gaps=lacking)

            more = await self._record(page.final_url, profile, further, live=True, seconds=chances.seconds)
            if more.live is None:
                break
            page = replace(page, live=more.live, gaps={**page.gaps, **more.gaps})
        return replace(page, gaps={**page.gaps, **chances.given_up()})

    async def take(
        self, url: str, profile: Profile, then: Callable[[Tab, Rendered, Clock], Awaitable[Rendered]], *, deadline: float
    ) -> Rendered:
        """Load `url` as a new visitor and give what `then` makes of its page and record; never raises."""

        async def work(tab: Tab, clock: Clock) -> Rendered:
            page = await load(tab, url, clock)
            return await then(tab, page, clock) if page.ok else page

        return await self._record(url, profile, work, live=False, seconds=deadline)

    async def act(self, url: str, profile: Profile, then: Callable[[Tab, Clock], Awaitable[None]], *, deadline: float) -> Rendered:
        """Load `url` as a new visitor and do `then` on its page, once more from the start where the browser went away; never raises."""

        async def work(tab: Tab, clock: Clock) -> Rendered:
            page = await load(tab, url, clock)
            if page.ok:
                await then(tab, clock)
            return page

        return await self._record(url, profile, work, live=False, seconds=deadline)

    async def _with_live(self, tab: Tab, page: Rendered, contrast: float | None, clock: Clock, chances: Chances) -> Rendered:
        started = time.monotonic()
        try:
            seen, gaps = await look_live(tab, page, version=self.version, contrast=contrast, seconds=clock.left - 1)
            seen, lacking = await run_series(tab, page, seen, clock, chances)
        except WentAway:
            return replace(page, gaps={**page.gaps, "live": Gap("went-away", "the page left for another address after it had loaded")})
        millis = page.millis + round((time.monotonic() - started) * 1000)
        return replace(page, live=replace(seen, millis=millis), gaps={**page.gaps, **gaps, **lacking}, millis=millis)

    async def _record(
        self, url: str, profile: Profile, work: Callable[[Tab, Clock], Awaitable[Rendered]], *, live: bool, seconds: float
    ) -> Rendered:
        started = time.monotonic()
        if not url.startswith(("http://", "https://")):  # no page leads us to a file of this machine
            return failed(url, profile.name, Fault(PageState.OTHER, "not an address of the web"), 0)
        try:
            page = await self.use(profile, work, live=live, seconds=seconds)
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

    async def use(self, profile: Profile, work: Callable[[Tab, Clock], Awaitable[_T]], *, live: bool = False, seconds: float) -> _T:
        """The result of `work` with a tab of `profile`, as axe-core's too when `live`; Fault when it cannot be had in `seconds`.

        A browser that went away under the work, perhaps through its neighbour's fault, gets another chance, and the last
        one alone: a page that ends a browser of its own has ended it itself.
        """
        self._waiting += 1
        async with self._lanes:
            self._waiting -= 1
            for attempt in range(_ATTEMPTS):
                last = attempt == _ATTEMPTS - 1
                try:
                    return await self._once(profile, work, Clock.of(seconds), live=live, alone=last)
                except Died as death:
                    if last or (attempt and not death.whole):
                        raise
                    log.info("once more: %s", death.why)
        raise AssertionError("the last attempt returns or raises")

    async def _once(
        self, profile: Profile, work: Callable[[Tab, Clock], Awaitable[_T]], clock: Clock, *, live: bool, alone: bool = False
    ) -> _T:
        process = await self._running(alone=alone)
        process.users += 1
        process.pages += 1
        tab: Tab | None = None
        keep = False
        try:
            tab = await self._tab(process, profile, clock, live=live)
            result = await tab.within(work(tab, clock), clock.left)
            await tab.recorded(clock.left)
            keep = True
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

    async def _tab(self, process: BrowserProcess, profile: Profile, clock: Clock, *, live: bool) -> Tab:
        idle = process.idle.setdefault(profile.name, [])
        tab = next((tab for tab in iter(lambda: idle.pop() if idle else None, None) if not tab.gone.done()), None)
        opening = self._ready(process, tab, profile, live=live)
        try:
            return await asyncio.wait_for(opening, max(1.0, clock.left))
        except TimeoutError as error:
            process.kill()
            raise Died("the browser opened no page in time", whole=True) from error

    async def _ready(self, process: BrowserProcess, tab: Tab | None, profile: Profile, *, live: bool) -> Tab:
        tab = tab or await process.open(profile, self.version, self._suffix, recorder=self._recorder)
        if live:
            await tab.equip(axe_beside())
        return tab

    async def _give_back(self, process: BrowserProcess, tab: Tab | None, *, keep: bool) -> None:
        if process.pages >= self._retire_after or (process.pages % _WEIGHED == 0 and process.memory() > self._most_memory):
            process.retired = True
        if tab is not None:
            if keep and not process.retired and tab.pages < _TAB_PAGES and await self._quiet(tab):
                idle = process.idle[tab.profile.name]
                idle.append(tab)
                asyncio.get_running_loop().call_later(_REST, self._rest, tab, idle)
                await self._thin_out(process)
            else:
                await process.discard(tab)
        process.users -= 1
        if process.retired and not process.users:
            await process.close()

    async def _thin_out(self, process: BrowserProcess) -> None:
        """Close the tabs that have lain idle longest, when there are more than work at a time: each holds a hundred megabytes."""
        resting = sorted((tab for idle in process.idle.values() for tab in idle), key=lambda tab: tab.used_at)
        wanted = resting[: -self._tabs]
        for tab in wanted:  # all of them before the first is waited for: meanwhile others take tabs and put them back
            process.idle[tab.profile.name].remove(tab)
        for tab in wanted:
            await process.discard(tab)

    async def _quiet(self, tab: Tab) -> bool:
        with suppress(Fault):
            return await finishes(tab.within(tab.quiet(), _QUIETING), _QUIETING + 1)
        return False

    def _rest(self, tab: Tab, idle: list[Tab]) -> None:
        """Leave the page of a tab that nobody has wanted for a while, so that nothing on it runs on."""
        if tab not in idle or tab.gone.done():
            return
        idle.remove(tab)

        async def leave() -> None:
            if await finishes(tab.within(tab.navigate("about:blank"), _QUIETING), _QUIETING + 1):
                idle.append(tab)
            else:
                tab.end(Died("the tab would not rest", whole=False))

        task = asyncio.ensure_future(leave())
        self._resting.add(task)
        task.add_done_callback(self._resting.discard)

    async def _running(self, *, alone: bool = False) -> BrowserProcess:
        async with self._lock:
            if alone:
                process = await self._relaunch()
                process.retired = True
                return process
            if self._process is None or self._process.retired or self._process.retired_by_loss:
                self._process = await self._relaunch()
            return self._process

    async def _launch(self) -> BrowserProcess:
        if self._playwright is None or self._engine is None:
            raise NoBrowser("the pool is closed")
        process = await BrowserProcess.launch(self._playwright, self._engine, self._proxy.address if self._proxy else "")
        self.version = process.browser.version or self.version
        self.sandboxed = process.sandboxed
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
