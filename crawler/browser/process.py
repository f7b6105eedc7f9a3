"""One running browser: started with the right switches, ended for certain."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from crawler.browser.engines import Engine, may_use_sandbox
from crawler.browser.memory import memory_of
from crawler.browser.profiles import Profile
from crawler.browser.recording import Recorder
from crawler.browser.rendered import Died
from crawler.browser.scripts import script
from crawler.browser.tab import Tab

log = logging.getLogger(__name__)

_HEAP = 1024  # MB a page's scripts may use: one that eats memory fails alone, not with the machine
_CLOSE = 4.0  # seconds that a polite end may take
# A new frame and a new compositor for every page of the same site cost a fifth of showing it. The first name is what Playwright gives
# here itself: of two such switches a browser hears the last.
FEATURES = "CDPScreenshotNewSurface,RenderDocument:level/crashed-frame"
_LAUNCH = 30.0  # seconds


class NoBrowser(Exception):
    """No browser engine could be started on this machine."""


async def finishes(work: Awaitable[object], seconds: float) -> bool:
    """True when `work` ends within `seconds` without an error."""
    try:
        await asyncio.wait_for(work, seconds)
    except Exception:  # a driver that is gone answers with a bare Exception
        return False
    return True


class BrowserProcess:
    """A browser, the tabs opened in it, and how many pages it has shown."""

    def __init__(self, browser: Browser, pid: int | None, *, sandboxed: bool) -> None:
        self.browser = browser
        self.pid = pid
        self.sandboxed = sandboxed
        self.pages = 0
        self.users = 0
        self.retired = False
        self.idle: dict[str, list[Tab]] = {}  # by profile
        self.tabs: set[Tab] = set()
        browser.on("disconnected", self._lost)

    @classmethod
    async def launch(cls, playwright: Playwright, engine: Engine, proxy: str = "") -> "BrowserProcess":
        """Start the engine, in its sandbox where the system allows; NoBrowser with the reason when it will not start."""
        attempts = (True, False) if may_use_sandbox() else (False,)
        reason = ""
        for sandbox in attempts:
            try:
                browser = await _launched(playwright, engine, proxy, sandbox=sandbox)
            except PlaywrightError as error:
                reason = error.message.strip().splitlines()[0] if error.message.strip() else type(error).__name__
            else:
                return cls(browser, await _pid(browser), sandboxed=sandbox)
        raise NoBrowser(f"{engine.path}: {reason}")

    def _lost(self, _: Browser) -> None:
        self.retired = True
        for tab in self.tabs:
            tab.end(Died("the browser went away", whole=True))

    async def open(self, profile: Profile, version: str, suffix: str, *, recorder: Recorder | None = None) -> Tab:
        """A tab in a context of its own."""
        context = await self.browser.new_context(**profile.context_options(version, suffix))
        await context.add_init_script(script("crawler.browser", "window.js") + script("crawler.browser", "early.js"))
        page = await context.new_page()
        tab = Tab(context, page, await context.new_cdp_session(page), profile, recorder)
        self.tabs.add(tab)
        await tab.prepare()
        return tab

    async def discard(self, tab: Tab) -> None:
        """Close a tab; one that cannot be closed takes its browser with it."""
        self.tabs.discard(tab)
        tab.end(Died("the tab was closed", whole=False))
        if not self.retired_by_loss and not await finishes(tab.context.close(), _CLOSE):
            log.warning("a page would not close: its browser is ended")
            self.kill()

    def memory(self) -> int:
        """Bytes that all its processes hold; 0 where the system does not tell."""
        return memory_of(self.pid) if self.pid is not None else 0

    @property
    def retired_by_loss(self) -> bool:
        """True when the process is gone already."""
        return not self.browser.is_connected()

    def kill(self) -> None:
        """End the process at once."""
        self.retired = True
        if self.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End the browser politely, or else at once."""
        self.retired = True
        if self.browser.is_connected() and not await finishes(self.browser.close(), _CLOSE):
            self.kill()


async def _launched(playwright: Playwright, engine: Engine, proxy: str, *, sandbox: bool) -> Browser:
    switches = [f"--js-flags=--max-old-space-size={_HEAP}", "--block-new-web-contents", f"--enable-features={FEATURES}"]
    if proxy:  # what does not go through the proxy would not pass the gate
        switches += ["--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-quic"]
    return await playwright.chromium.launch(
        executable_path=engine.path,
        headless=True,
        args=switches,
        chromium_sandbox=sandbox,
        proxy={"server": proxy} if proxy else None,
        timeout=_LAUNCH * 1000,
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def _pid(browser: Browser) -> int | None:
    """The process id of the browser itself, as it says."""
    try:
        session = await browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
    except PlaywrightError:
        return None
    return next((int(process["id"]) for process in told["processInfo"] if process["type"] == "browser"), None)


def died(error: Exception) -> Died | None:
    """The death behind the message of a browser's or its driver's error; None when it tells of something else."""
    message = str(error)
    if "Page crashed" in message or "Target crashed" in message:
        return Died("the page's renderer crashed", whole=False)
    if "has been closed" in message or "Connection closed" in message:
        return Died("the browser went away", whole=True)
    return None


def expect_deaths() -> None:
    """Have the running event loop pass over futures of the driver's own that nobody asks for once a browser or its driver has died.

    The death itself is known by the page it struck; a traceback on the screen would only be noise. Other complaints stay as they are.
    """

    def complain(loop: asyncio.AbstractEventLoop, said: dict[str, Any]) -> None:
        error = said.get("exception")
        if isinstance(error, Exception) and died(error) is not None:
            log.debug("left behind by a dead browser: %r", error)
        else:
            loop.default_exception_handler(said)

    asyncio.get_running_loop().set_exception_handler(complain)
