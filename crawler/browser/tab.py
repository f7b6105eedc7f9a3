"""One tab: a page in a context of its own, what it has asked for, and scripts run beside the site's own.

Our scripts run in an isolated world: they see the document, and the page's changes to `Array`, `Promise` or
`Element` do not reach them.
"""

import asyncio
import json
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from crawler.browser.profiles import Profile
from crawler.browser.recording import BUFFER, LARGEST, PageRecorder, Recorder
from crawler.browser.rendered import Died, Fault
from crawler.browser.scripts import script
from crawler.browser.traffic import Traffic
from facts import PageState

_T = TypeVar("_T")
_WORLD = "tekser"
_AWAY = ("context was destroyed", "Cannot find context", "navigated or closed", "Promise was collected", "context with specified id")
_GOODBYE = 0.3  # seconds between a page's end and its browser's
_MEDIA_WORDS = ("play()", "supported source", "NotSupportedError")  # what pages throw because we fetch no video
_MOST_ERRORS = 20
_MOST_CONSOLE = 500  # messages of one page that are listened to
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_RECORDING = 3.0  # seconds that reading bodies may hold a page up


class WentAway(Exception):
    """The page left for another document while a script ran in it."""


class Tab:
    """A page, its context and what was seen of them since `forget()`."""

    def __init__(self, context: BrowserContext, page: Page, cdp: CDPSession, profile: Profile, recorder: Recorder | None = None) -> None:
        self.context = context
        self.page = page
        self.cdp = cdp
        self.profile = profile
        self.pages = 0  # shown so far
        self.used_at = 0.0  # when a page was begun last, monotonic
        self._equipped = False
        self.gone: asyncio.Future[Fault] = asyncio.get_running_loop().create_future()
        self._frame = ""
        self._world: int | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.stays = False  # refuse to leave for another document, while a probe holds writes
        self._recording = PageRecorder(recorder, cdp, profile.name) if recorder is not None else None
        self.traffic = Traffic("", self.end)
        self._forget()

    def _forget(self) -> None:
        self.errors: list[str] = []
        self.console_errors = 0
        self._console_heard = 0
        self.refused_media = False
        self.lets_media = False  # media may be fetched: only while a probe listens to them
        self._world = None

    async def prepare(self) -> None:
        """Listen to the page."""
        page, cdp = self.page, self.cdp
        page.on("popup", self._close)
        page.on("crash", lambda _: self.end(Died("the page's renderer crashed", whole=False)))
        page.on("close", self._closed)
        cdp.on("Fetch.requestPaused", self._refuse)
        cdp.on("Runtime.exceptionThrown", self._threw)
        cdp.on("Runtime.consoleAPICalled", self._said)
        tree = await cdp.send("Page.getFrameTree")
        self._frame = tree["frameTree"]["frame"]["id"]
        self.traffic = Traffic(self._frame, self.end, self._recording.answered if self._recording else None)
        self.traffic.listen(cdp)
        buffers = {"maxTotalBufferSize": BUFFER, "maxResourceBufferSize": LARGEST}
        await asyncio.gather(
            cdp.send("Fetch.enable", {"patterns": [{"resourceType": "Media"}]}),
            cdp.send("Network.enable", buffers if self._recording else {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}),
            cdp.send("Runtime.enable"),
        )

    async def equip(self, beside: str) -> None:
        """From now on a program stands beside our scripts in every document."""
        if not self._equipped:
            self._equipped = True
            await self.cdp.send("Page.enable")
            await self.cdp.send("Page.addScriptToEvaluateOnNewDocument", {"source": beside, "worldName": _WORLD})

    async def start(self) -> None:
        """Begin a new page as a new visitor: no cookies, nothing stored, no notes. What was fetched stays in the cache."""
        if self.pages:
            everything = {"origin": "*", "storageTypes": "all"}
            await asyncio.gather(self.cdp.send("Network.clearBrowserCookies"), self.cdp.send("Storage.clearDataForOrigin", everything))
        if self._console_heard > _MOST_CONSOLE:
            await self.cdp.send("Runtime.enable")
        if self._recording is not None:
            self._recording.forget()
        self.pages += 1
        self.used_at = time.monotonic()
        self._forget()
        self.traffic.forget()

    async def navigate(self, url: str) -> dict[str, Any]:
        """Lead the page to `url`; the browser's answer when the document has been reached, or `errorText`."""
        answer: dict[str, Any] = await self.cdp.send("Page.navigate", {"url": url})
        return answer

    async def hold_writes(self, on: bool) -> None:
        """While a probe acts like a visitor, keep every request that would write (POST and its like, beacons) from leaving."""
        await self.cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}] if on else [{"resourceType": "Media"}]})

    async def recorded(self, seconds: float) -> None:
        """Leave the page time to hand over the answers that are to be kept, for at most `seconds`."""
        if self._recording is not None:
            await asyncio.wait((asyncio.ensure_future(self._recording.finish()),), timeout=max(0.0, min(seconds, _RECORDING)))

    async def quiet(self) -> None:
        """Stop what the page would still do, so that it does nothing between this visit and the next."""
        await self.ask(script("crawler.browser", "quiet.js"))

    def end(self, fault: Fault) -> None:
        """Nothing more will come of the page: whoever waits for it gets the fault."""
        if not self.gone.done():
            self.gone.set_result(fault)

    def _closed(self, _: Page) -> None:
        # A browser that goes away closes its pages first: leave it a moment to say so.
        closed = Died("the page's window was closed", whole=False)
        asyncio.get_running_loop().call_later(_GOODBYE, self.end, closed)

    async def within(self, work: Awaitable[_T], seconds: float) -> _T:
        """The result of `work`; TimeoutError after `seconds`, the page's own Fault when it ends meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            either: set[asyncio.Future[Any]] = {task, self.gone}
            await asyncio.wait(either, timeout=max(seconds, 0.05), return_when=asyncio.FIRST_COMPLETED)
            if self.gone.done():
                raise self.gone.result()
            if not task.done():
                raise TimeoutError
            return task.result()
        finally:
            if not task.done():
                task.cancel()
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def ask(self, source: str, given: object = None) -> Any:
        """What a script (a function in parentheses) returns for `given` in the page's document.

        WentAway when the document was left meanwhile; Fault when the script failed.
        """
        try:
            world = await self._isolated_world()
            asked = {"expression": f"{source}({json.dumps(given)})", "contextId": world, "awaitPromise": True, "returnByValue": True}
            answer = await self.cdp.send("Runtime.evaluate", asked)
        except PlaywrightError as error:
            self._world = None
            if any(words in error.message for words in _AWAY):
                raise WentAway from error
            raise
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Fault(PageState.BROWSER, str(details.get("exception", {}).get("description", details.get("text", "")))[:300])
        return answer["result"].get("value")

    async def _isolated_world(self) -> int:
        if self._world is None:
            made = await self.cdp.send("Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _WORLD})
            self._world = int(made["executionContextId"])
        return self._world

    async def world(self) -> int:
        """The browser's number of the world that our scripts run in, in the document that stands in the tab."""
        return await self._isolated_world()

    def _spawn(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _threw(self, event: dict[str, Any]) -> None:
        if len(self.errors) < _MOST_ERRORS:
            self.errors.append(_message(event["exceptionDetails"]))

    def _said(self, event: dict[str, Any]) -> None:
        self.console_errors += event["type"] in {"error", "assert"}
        self._console_heard += 1
        if self._console_heard == _MOST_CONSOLE + 1:  # one that talks without end would keep this process busy
            self._spawn(self.cdp.send("Runtime.disable"))

    def _refuse(self, event: dict[str, Any]) -> None:
        media = event.get("resourceType") == "Media"
        writes = event.get("request", {}).get("method", "GET") not in _READS
        if self.stays and event.get("resourceType") == "Document":  # an aborted navigation leaves the page where it is
            self._spawn(self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"}))
            return
        if not writes and (self.lets_media or not media):
            self._spawn(self.cdp.send("Fetch.continueRequest", {"requestId": event["requestId"]}))
            return
        self.refused_media = self.refused_media or media
        self._spawn(self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"}))

    def _close(self, popup: Page) -> None:
        self._spawn(popup.close())

    def uncaught(self) -> tuple[str, ...]:
        """Uncaught errors of the page's scripts; those that only say that our refusal of video was noticed are left out."""
        if not self.refused_media:
            return tuple(self.errors)
        return tuple(error for error in self.errors if not any(words in error for words in _MEDIA_WORDS))


def _message(details: dict[str, Any]) -> str:
    """The message of an uncaught error without its class and its stack."""
    thrown = details.get("exception", {})
    said = str(thrown.get("description") or thrown.get("value") or details.get("text", ""))
    first = said.partition("\n    at ")[0]
    name, colon, message = first.partition(": ")
    return (message if colon and name.isidentifier() and name.endswith(("Error", "Exception")) else first)[:300]


async def _quietly(work: Awaitable[Any]) -> None:
    try:
        await work
    except Exception:  # the page is gone, or its driver, which answers with a bare Exception: nothing is left to dismiss, close or refuse
        return
