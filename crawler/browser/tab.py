"""One tab: a page in a context of its own, what it has asked for, and scripts run beside the site's own.

Our scripts run in an isolated world: they see the document, and the page's changes to `Array`, `Promise` or
`Element` do not reach them.
"""

import asyncio
import json
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Frame, Page, Request, Response
from playwright.async_api import Error as PlaywrightError

from crawler.browser.profiles import Profile
from crawler.browser.rendered import Died, Fault, host_of
from facts import PageState

_T = TypeVar("_T")
_WORLD = "tekser"
_WAITED_FOR = frozenset({"fetch", "xhr", "script"})
_OWN_PARTS = frozenset({"stylesheet", "script"})
_LONG_POLL = 8.0  # seconds after which a request that stays open is taken for a channel, not for content
_AWAY = ("context was destroyed", "Cannot find context", "navigated or closed", "Promise was collected", "context with specified id")
_GOODBYE = 0.3  # seconds between a page's end and its browser's
MAX_DOCUMENTS = 8  # documents that one visit may lead through by script
_MEDIA_WORDS = ("play()", "supported source", "NotSupportedError")  # what pages throw because we fetch no video


class WentAway(Exception):
    """The page left for another document while a script ran in it."""


class Tab:
    """A page, its context and what was seen of them since `forget()`."""

    def __init__(self, context: BrowserContext, page: Page, cdp: CDPSession, profile: Profile) -> None:
        self.context = context
        self.page = page
        self.cdp = cdp
        self.profile = profile
        self.gone: asyncio.Future[Fault] = asyncio.get_running_loop().create_future()
        self._frame = ""
        self._world: int | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.forget()

    def forget(self) -> None:
        """Start a new page's notes."""
        self.pending: dict[Request, float] = {}
        self.documents: list[Request] = []
        self.errors: list[str] = []
        self.failed: dict[str, None] = {}
        self.console_errors = 0
        self.refused_media = False
        self._world = None

    async def prepare(self, *, live: bool) -> None:
        """Listen to the page; `live` also for what goes wrong in it."""
        page = self.page
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._unanswered)
        page.on("dialog", self._dismiss)
        page.on("popup", self._close)
        page.on("crash", lambda _: self.end(Died("the page's renderer crashed", whole=False)))
        page.on("close", self._closed)
        if live:
            page.on("response", self._response)
            page.on("pageerror", lambda error: self.errors.append(str(error)[:300]))
            page.on("console", self._console)
        self.cdp.on("Fetch.requestPaused", self._refuse)
        tree = await self.cdp.send("Page.getFrameTree")
        self._frame = tree["frameTree"]["frame"]["id"]
        await self.cdp.send("Fetch.enable", {"patterns": [{"resourceType": "Media"}]})

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

    async def run(self, source: str) -> None:
        """Run a program for what it leaves behind; errors as in `ask`."""
        await self._evaluate(f"{source}\n;undefined")

    async def ask(self, source: str, given: object = None) -> Any:
        """What a script (a function in parentheses) returns for `given` in the page's document.

        WentAway when the document was left meanwhile; Fault when the script failed.
        """
        return await self._evaluate(f"{source}({json.dumps(given)})")

    async def _evaluate(self, expression: str) -> Any:
        try:
            world = await self._isolated_world()
            answer = await self.cdp.send(
                "Runtime.evaluate", {"expression": expression, "contextId": world, "awaitPromise": True, "returnByValue": True}
            )
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

    def busy(self) -> bool:
        """True while content may still be on its way."""
        oldest = time.monotonic() - _LONG_POLL
        return any(since > oldest for since in self.pending.values())

    def _spawn(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _asked(self, request: Request) -> None:
        if request.resource_type in _WAITED_FOR:
            self.pending[request] = time.monotonic()
        elif request.resource_type == "document" and _is_main(request, self.page.main_frame):
            self.documents.append(request)
            if sum(one.redirected_from is None for one in self.documents) > MAX_DOCUMENTS:
                self.end(Fault(PageState.REDIRECT_LOOP, f"scripts sent the visitor on more than {MAX_DOCUMENTS - 1} times"))

    def _answered(self, request: Request) -> None:
        self.pending.pop(request, None)

    def _unanswered(self, request: Request) -> None:
        self.pending.pop(request, None)
        if request.failure not in {"net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT"}:
            self._note_failure(request)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note_failure(response.request)

    def _note_failure(self, request: Request) -> None:
        if request.resource_type in _OWN_PARTS and host_of(request.url) == host_of(self.page.url) and len(self.failed) < 50:
            self.failed[request.url] = None

    def _console(self, message: ConsoleMessage) -> None:
        self.console_errors += message.type == "error"

    def _refuse(self, event: dict[str, Any]) -> None:
        self.refused_media = True
        self._spawn(self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"}))

    def _dismiss(self, dialog: Dialog) -> None:
        # Dismissing "leave this page?" would keep us on it.
        self._spawn(dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())

    def _close(self, popup: Page) -> None:
        self._spawn(popup.close())

    def uncaught(self) -> tuple[str, ...]:
        """Uncaught errors of the page's scripts; those that only say that our refusal of video was noticed are left out."""
        if not self.refused_media:
            return tuple(self.errors[:20])
        return tuple(error for error in self.errors if not any(words in error for words in _MEDIA_WORDS))[:20]


def _is_main(request: Request, main: Frame) -> bool:
    try:
        return request.is_navigation_request() and request.frame == main
    except PlaywrightError:  # the frame of a navigation is not known before it answers: it is the main one
        return True


async def _quietly(work: Awaitable[Any]) -> None:
    try:
        await work
    except PlaywrightError:
        return  # the page is gone: there is nothing left to dismiss, close or refuse
