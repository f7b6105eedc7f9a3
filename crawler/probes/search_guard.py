"""What a page may ask for while its search is used: nothing that writes, nothing that robots.txt closes, no other site's pages.

Every request is held back until it has been looked at, so that none of these leaves the browser.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from playwright.async_api import CDPSession

from crawler.browser.rendered import host_of
from crawler.browser.tab import Tab

Refuses = Callable[[str], Awaitable[str]]  # key of the reason why an address may not be asked for, "" when it may
_KINDS = ("Document", "XHR", "Fetch", "Script", "Ping", "EventSource", "Other")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_TELLING = 4  # letters of the query by which a request that carries it is known


class SearchGuard:
    """Holds every request of a tab back while `use` lasts; tells what was stopped and whether the query was asked for."""

    def __init__(self, tab: Tab, refuses: Refuses, delay: float) -> None:
        self._tab = tab
        self._refuses = refuses
        self._delay = delay
        self._query = ""
        self._cdp: CDPSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._frame = ""
        self._own = ""
        self.stopped: tuple[str, str] | None = None  # reason and address of the request that would have asked for the results
        self.held: tuple[str, str] | None = None  # the same of a script's own write with the query: suggestions are asked for so, too
        self.outer = ""  # host of another site that was asked with the query
        self.carried = 0  # requests with the query that went out

    async def __aenter__(self) -> "SearchGuard":
        self._own = host_of(self._tab.page.url)
        self._cdp = await self._tab.context.new_cdp_session(self._tab.page)
        self._frame = (await self._cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        self._cdp.on("Fetch.requestPaused", self._paused)
        await self._cdp.send("Fetch.enable", {"patterns": [{"resourceType": kind} for kind in _KINDS]})
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._cdp is not None:
            with suppress(Exception):  # a bare one where the driver is gone
                await self._cdp.send("Fetch.disable")
                await self._cdp.detach()
        for task in self._tasks:
            task.cancel()

    def ask_for(self, query: str) -> None:
        """From now on the page is asked for `query`."""
        self._query = query.lower()[:_TELLING]
        self.carried = 0

    def sent(self) -> None:
        """The query is sent: what was stopped while it was typed were suggestions."""
        self.stopped = self.held = None
        self.carried = 0

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _decide(self, event: dict[str, Any]) -> None:
        assert self._cdp is not None  # noqa: S101  # events come while it is there
        why = await self._why_not(event)
        with suppress(Exception):  # a bare one where the driver is gone
            if why:
                await self._cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"})
            else:
                await self._cdp.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    async def _why_not(self, event: dict[str, Any]) -> str:
        request = event["request"]
        url = request["url"]
        page = event["resourceType"] == "Document" and event.get("frameId") == self._frame
        carries = self._carries(unquote_plus(url)) or self._carries(_sent(request))
        if request["method"] not in _READS:
            if carries and not page:
                self.held = self.held or ("would-write", url)
            return self._stop("would-write", url, results=page)
        if not url.startswith(("http://", "https://")) or not (page or carries):
            return ""
        own = host_of(url) == self._own
        if page and not own:
            self.outer = urlsplit(url).hostname or ""
            return self._stop("leads-out", url, results=True)
        if own and (why := await self._refuses(url)):
            return self._stop(why, url, results=True)
        if not own:
            self.outer = urlsplit(url).hostname or ""
        self.carried += carries
        if page and self._delay:
            await asyncio.sleep(self._delay)
        return ""

    def _carries(self, text: str) -> bool:
        return bool(self._query) and self._query in text.lower()

    def _stop(self, why: str, url: str, *, results: bool) -> str:
        if results and self.stopped is None:
            self.stopped = (why, url)
        return why


def _sent(request: dict[str, Any]) -> str:
    """The words of a request's body, as far as they are words."""
    body = str(request.get("postData", ""))
    with suppress(ValueError):
        return json.dumps(json.loads(body), ensure_ascii=False)
    return unquote(body.replace("+", " "))
