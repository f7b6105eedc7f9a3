"""Firefox for comparison: Playwright's own build, or the system's through WebDriver BiDi; ended for certain."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Playwright, Request, Response, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.browser.engines import Engine
from crawler.browser.memory import descendants
from crawler.browser.process import NoBrowser, finishes
from crawler.browser.profiles import Profile
from crawler.browser.rendered import host_of, state_of
from crawler.browser.scripts import script
from crawler.browser.seeing import MOST_WORDS, QUALITY, SECONDS, Seen, of_page, own_errors, shown_script, unseen
from facts import PageState, ScriptError

_LAUNCH = 100.0  # seconds: a busy machine takes half a minute
_GOODBYE = 6.0
_SETTLE = {"quiet": 150, "hold": 700, "parsed": 15_000, "loadCap": 8_000, "patience": 2_000, "cap": 12_000}
# What no page sees: one process for all pages, none in advance, and nothing of the browser's own that goes out or reports.
_LEAN: dict[str, str | float | bool] = {
    "dom.ipc.processCount": 1,
    "dom.ipc.processPrelaunch.enabled": False,
    "fission.autostart": False,
    "browser.newtab.preload": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.webextensions.remote": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
_STATES = (
    ("UNKNOWN_HOST", PageState.DNS),
    ("CONNECTION_REFUSED", PageState.REFUSED),
    ("MODULE_SECURITY", PageState.TLS),
    ("NET_TIMEOUT", PageState.TIMEOUT),
    ("REDIRECT_LOOP", PageState.REDIRECT_LOOP),
    ("NET_RESET", PageState.BROKEN),
    ("NET_INTERRUPT", PageState.BROKEN),
    ("PROXY", PageState.REFUSED),
)
_TOLD = "(() => window[Symbol.for('tekser-errors')] || [])"


class Firefox:
    """One running Firefox; every page gets a context of its own."""

    def __init__(self, engine: Engine, *, proxy: str = "", suffix: str = "") -> None:
        self._engine = engine
        self._proxy = proxy
        self._suffix = suffix
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._processes: tuple[int, ...] = ()
        self.version = engine.version

    async def start(self) -> None:
        """Start it and try it on an empty page; NoBrowser with the reason when this pair of driver and browser does not work."""
        self._playwright = await async_playwright().start()
        try:
            self._browser = await asyncio.wait_for(self._launched(self._playwright), _LAUNCH + 5)
            self._processes = descendants(os.getpid(), "firefox")
            self.version = self._browser.version or self.version
            await asyncio.wait_for(self._smoke(self._browser), _LAUNCH)
        except (PlaywrightError, TimeoutError) as error:
            self._processes = self._processes or descendants(os.getpid(), "firefox")
            await self.close()
            said = str(error).strip().splitlines()
            raise NoBrowser(
                f"Firefox {self.version} and this Playwright did not start together: {said[0] if said else 'no answer'}"
            ) from error

    async def _launched(self, playwright: Playwright) -> Browser:
        prefs: dict[str, str | float | bool] = {
            "app.update.enabled": False,
            "browser.cache.disk.enable": False,
            "dom.serviceWorkers.enabled": False,
            **_LEAN,
        }
        if self._proxy:
            host, port = urlsplit(self._proxy).hostname or "", urlsplit(self._proxy).port or 0
            prefs |= {"network.proxy.type": 1, "network.proxy.allow_hijacking_localhost": True, "network.proxy.no_proxies_on": ""}
            prefs |= {
                "network.proxy.http": host,
                "network.proxy.http_port": port,
                "network.proxy.ssl": host,
                "network.proxy.ssl_port": port,
            }
            prefs |= {"media.peerconnection.enabled": False, "network.http.http3.enable": False}
        system = {"channel": "moz-firefox"} if self._engine.how != "playwright" else {}
        return await playwright.firefox.launch(
            executable_path=self._engine.path,
            headless=True,
            firefox_user_prefs=prefs,
            timeout=_LAUNCH * 1000,
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            **system,  # type: ignore[arg-type]  # one keyword
        )

    async def _smoke(self, browser: Browser) -> None:
        context = await browser.new_context()
        page = await context.new_page()
        if await page.evaluate("6 * 7") != 42:
            raise PlaywrightError("a page does not answer")
        await context.close()

    async def close(self) -> None:
        """End it politely, or else at once."""
        browser, self._browser = self._browser, None
        if browser is not None:
            await finishes(browser.close(), _GOODBYE)
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            await finishes(playwright.stop(), _GOODBYE)
        for pid in self._processes:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    async def see(self, url: str, profile: Profile, *, picture: bool) -> Seen:
        """One load in a fresh context; never raises for what the page does."""
        if self._browser is None or not self._browser.is_connected():
            return unseen(url, profile, self.version, PageState.BROWSER, "Firefox went away")
        options = profile.context_options(self.version, self._suffix)
        for unknown in ("is_mobile", "has_touch", "screen", "permissions", "color_scheme", "reduced_motion"):
            options.pop(unknown)
        try:
            context = await asyncio.wait_for(self._browser.new_context(**options), 15)
        except (PlaywrightError, TimeoutError) as error:
            return unseen(url, profile, self.version, PageState.BROWSER, str(error))
        try:
            return await asyncio.wait_for(self._in(context, url, profile, picture=picture), SECONDS)
        except TimeoutError:
            return unseen(url, profile, self.version, PageState.TIMEOUT, "the page did not come to rest in time")
        except PlaywrightError as error:
            return unseen(url, profile, self.version, *_fault(error.message))
        finally:
            await finishes(context.close(), _GOODBYE)

    async def _in(self, context: BrowserContext, url: str, profile: Profile, *, picture: bool) -> Seen:
        await context.add_init_script(script("crawler.browser", "window.js") + script("crawler.browser", "errors.js"))
        page = await context.new_page()
        failed: dict[str, None] = {}

        def answered(response: Response) -> None:
            if response.status >= 400:
                _note(response.request, url, failed)

        page.on("response", answered)
        page.on("requestfailed", lambda request: None if "ABORTED" in (request.failure or "") else _note(request, url, failed))
        answer = await page.goto(url, wait_until="domcontentloaded", timeout=SECONDS * 1000)
        settled = await page.evaluate(script("crawler.browser", "settle.js"), _SETTLE)
        said = await page.evaluate(shown_script(), {"most": MOST_WORDS, "verify": False})
        if said["faded"]:
            await page.evaluate(script("crawler.browser", "reveal.js"), {"steps": 25, "patience": 1000})
            said = await page.evaluate(shown_script(), {"most": MOST_WORDS, "verify": False})
        errors = [ScriptError(**one) for one in await page.evaluate(_TOLD)]
        shot = await page.screenshot(type="jpeg", quality=QUALITY, scale="css", animations="allow") if picture else b""
        state, why = state_of(answer.status if answer else None)
        showing = of_page(
            url,
            profile,
            self.version,
            said,
            status=answer.status if answer else None,
            state=state,
            why=why,
            failed=tuple(failed),
            errors=own_errors(errors, said["url"]),
            settled=bool(settled["settled"]),
        )
        return Seen(showing, shot)


def _note(request: Request, page: str, failed: dict[str, None]) -> None:
    if request.resource_type in {"stylesheet", "script"} and host_of(request.url) == host_of(page) and len(failed) < 50:
        failed[request.url] = None


def _fault(message: str) -> tuple[PageState, str]:
    said: Any = message.strip().splitlines()
    why = next((line for line in said if "Error: " in line), said[0] if said else "Firefox gave no reason")
    return next((state for word, state in _STATES if word in message), PageState.OTHER), why
