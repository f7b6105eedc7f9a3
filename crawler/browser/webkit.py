"""WebKit for comparison: WebKitGTK's own browser through WebDriver, on a display that nobody sees; ended for certain.

The W3C protocol is spoken directly: it is a handful of requests, and each has its own deadline.
"""

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageGrab

from crawler.browser.eight import NARROW_WIDTH
from crawler.browser.engines import Engine, find_minibrowser
from crawler.browser.memory import descendants
from crawler.browser.process import NoBrowser
from crawler.browser.profiles import Profile
from crawler.browser.rendered import state_of
from crawler.browser.scripts import script
from crawler.browser.seeing import MOST_WORDS, QUALITY, SECONDS, Seen, of_page, shown_script, unseen
from facts import PageState

_START = 60.0
_ATTEMPTS = 2  # to start it again after a page that held it; each may take as long as a start may
_SCREEN = "1400x1100x24"
_SETTLE = {"quiet": 150, "hold": 700, "parsed": 15_000, "loadCap": 8_000, "patience": 2_000, "cap": 12_000}
_FORGET = "try { localStorage.clear(); sessionStorage.clear(); } catch (error) {}"


class WebKit:
    """One running WebKitGTK browser under one profile: its user agent is given when it starts."""

    def __init__(self, engine: Engine, profile: Profile, *, proxy: str = "", suffix: str = "") -> None:
        self._engine = engine
        self._profile = profile
        self._proxy = proxy
        self._suffix = suffix
        self._processes: list[asyncio.subprocess.Process] = []
        self._home: Path | None = None
        self._client: httpx.AsyncClient | None = None
        self._session = ""
        self._display = ""
        self._bar = 0  # height of the browser's own bar above the page
        self._held = False  # by the page that was seen last
        self._lost = 0  # times in a row that it did not start again
        self.version = engine.version

    async def start(self) -> None:
        """Start display, driver and browser, and try them on an empty page; NoBrowser with the reason when that fails."""
        try:
            await asyncio.wait_for(self._start(), _START)
        except (OSError, ValueError, KeyError, httpx.HTTPError, TimeoutError) as error:
            await self.close()
            raise NoBrowser(f"WebKitGTK did not start: {str(error)[:200] or type(error).__name__}") from error

    async def _start(self) -> None:
        self._home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="tekser-webkit-"))
        self._display = os.environ.get("DISPLAY", "") if shutil.which("Xvfb") is None else await self._screen()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        await self._run(self._engine.path, "--host=127.0.0.1", f"--port={port}")
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS, trust_env=False)
        while True:
            try:
                await self._client.get("/status", timeout=5)
                break
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
        arguments = ["--automation", f"--user-agent={self._profile.user_agent(self.version, self._suffix)}"]
        if self._proxy:
            arguments.append(f"--proxy={self._proxy}")
        options = {"binary": find_minibrowser(), "args": arguments}
        wanted = {
            "browserName": "MiniBrowser",
            "pageLoadStrategy": "normal",
            "unhandledPromptBehavior": "dismiss",  # as a visitor would; by default the next command fails for it
            "webkitgtk:browserOptions": options,
        }
        answer = await self._client.post("/session", json={"capabilities": {"alwaysMatch": wanted}})
        made = answer.json()["value"]
        self._session = made["sessionId"]
        self.version = made["capabilities"].get("browserVersion") or self.version
        millis = int(SECONDS * 1000)
        await self._ask("POST", "/timeouts", {"script": millis, "pageLoad": millis})
        width = NARROW_WIDTH if self._profile.is_mobile else self._profile.viewport[0]
        await self._ask("POST", "/window/rect", {"x": 0, "y": 0, "width": width, "height": self._profile.viewport[1] + 38})
        inner, outer = await self._script("return [innerHeight, outerHeight]")
        self._bar = max(0, outer - inner)

    async def _screen(self) -> str:
        told, tell = os.pipe()
        try:
            # No other machine gets in; the tool's own folder for its files.
            await self._run("Xvfb", "-displayfd", str(tell), "-screen", "0", _SCREEN, "-nolisten", "tcp", "-noreset", keep=(tell,))
            os.close(tell)
            tell = -1
            number = await asyncio.to_thread(_line, told)
        finally:
            os.close(told)
            if tell >= 0:
                os.close(tell)
        if not number.strip():
            raise OSError("the display did not start")
        return f":{number.strip()}"

    async def _run(self, *command: str, keep: tuple[int, ...] = ()) -> None:
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("LC_") and name.lower() not in {"http_proxy", "https_proxy", "all_proxy"}
        }
        own |= {
            "DISPLAY": self._display,
            "HOME": str(self._home),
            "XDG_CACHE_HOME": str(self._home),
            "XDG_DATA_HOME": str(self._home),
            "LANG": "kk_KZ.UTF-8",
            "LANGUAGE": "kk_KZ:ru:en",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            "NO_AT_BRIDGE": "1",
        }
        nothing = asyncio.subprocess.DEVNULL
        self._processes.append(
            await asyncio.create_subprocess_exec(
                *command, env=own, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, pass_fds=keep
            )
        )

    async def close(self) -> None:
        """End all of it: politely the session, at once the rest."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(httpx.HTTPError):
                if self._session:
                    await client.delete(f"/session/{self._session}", timeout=5)
            await client.aclose()
        for process in reversed(self._processes):
            for pid in (*descendants(process.pid), process.pid):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        self._processes.clear()
        if self._home is not None:
            await asyncio.to_thread(shutil.rmtree, self._home, ignore_errors=True)

    async def _ask(self, method: str, path: str, given: dict[str, Any] | None = None) -> Any:
        if self._client is None:
            raise httpx.TransportError("the browser is closed")
        answer = await self._client.request(method, f"/session/{self._session}{path}", json=given if method == "POST" else None)
        value = answer.json()["value"]
        if answer.status_code >= 400:
            raise ValueError(f"{value.get('error', '')}: {value.get('message', '')}"[:300])
        return value

    async def _script(self, source: str) -> Any:
        return await self._ask("POST", "/execute/sync", {"script": source, "args": []})

    async def _await(self, function: str, given: object) -> Any:
        then = "then((value) => done({ value }), (error) => done({ error: String(error) }))"
        source = f"const done = arguments[1]; ({function})(arguments[0]).{then};"
        answer = await self._ask("POST", "/execute/async", {"script": source, "args": [given]})
        if answer is None:
            raise ValueError("a dialog of the page ended the script")
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["value"]

    async def see(self, url: str, profile: Profile, *, picture: bool) -> Seen:
        """One load as a new visitor; never raises for what the page does. After a page that held the browser it is started anew."""
        try:
            if self._held:
                await self._start_again()
            self._held = True
            seen = await asyncio.wait_for(self._see(url, profile, picture=picture), SECONDS)
        except TimeoutError:
            return unseen(url, profile, self.version, PageState.TIMEOUT, "the page did not come to rest in time")
        except (httpx.HTTPError, OSError, NoBrowser) as error:
            return unseen(url, profile, self.version, PageState.BROWSER, f"WebKit went away: {error}")
        except (ValueError, KeyError, TypeError) as error:
            state = PageState.TIMEOUT if str(error).startswith("timeout") else PageState.OTHER
            return unseen(url, profile, self.version, state, str(error))
        self._held = False
        return seen

    async def _start_again(self) -> None:
        if self._lost >= _ATTEMPTS:
            raise NoBrowser("it does not start again")
        self._lost += 1
        await self.close()
        await self.start()
        self._lost = 0

    async def _see(self, url: str, profile: Profile, *, picture: bool) -> Seen:
        await self._ask("POST", "/url", {"url": url})
        settle = script("crawler.browser", "settle.js").strip().rstrip(";")
        settled = await self._await(settle, _SETTLE)
        asked = {"most": MOST_WORDS, "verify": True}
        said = await self._await(shown_script(), asked)
        if said["faded"]:
            await self._await(script("crawler.browser", "reveal.js").strip().rstrip(";"), {"steps": 25, "patience": 1000})
            said = await self._await(shown_script(), asked)
        shot = await asyncio.to_thread(self._picture, said["viewport"]) if picture else b""
        await self._script(_FORGET)
        await self._ask("DELETE", "/cookie")
        if said["status"] == 0:  # the page cannot even ask for itself: it is the browser's own page of an error
            return unseen(url, profile, self.version, PageState.OTHER, said["words"][:200])
        state, why = state_of(said["status"])
        showing = of_page(
            url, profile, self.version, said, status=said["status"], state=state, why=why, errors=None, settled=bool(settled["settled"])
        )
        return Seen(showing, shot)

    def _picture(self, viewport: list[float]) -> bytes:
        """What stands on the display: the driver's own screenshot waits for a frame that need not come."""
        try:
            whole = ImageGrab.grab(xdisplay=self._display)
        except (OSError, ValueError):
            return b""
        width, height = round(viewport[0]), round(viewport[1])
        page = whole.crop((0, self._bar, min(width, whole.width), min(self._bar + height, whole.height)))
        return _jpeg(page)


def _line(file: int) -> str:
    """All that is written until the end of a line: who closes earlier ends the writer."""
    said = b""
    while not said.endswith(b"\n") and (piece := os.read(file, 20)):
        said += piece
    return said.decode()


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
