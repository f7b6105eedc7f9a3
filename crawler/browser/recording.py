"""Hands what a visited page exchanged to whoever keeps it, once for each address."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from crawler.browser.traffic import Asked
from facts.exchange import Exchange, Headers
from store.exchanges import LARGEST_SEEN

LARGEST = LARGEST_SEEN  # bytes of a body that is kept
BUFFER = 50_000_000  # bytes of bodies that the browser holds of one page
_LEFT_OUT = frozenset({"media", "websocket", "eventsource", "preflight", "ping", "prefetch", "cspviolationreport", "signedexchange"})
_MOST_OF_A_PAGE = 300  # answers of one page that are handed over
_REMEMBERED = 200_000  # addresses handed over in this process

Record = Callable[[Exchange], None]
Known = Callable[[str], bool]


class Recorder:
    """Where exchanges go; `known` says which addresses are kept already."""

    def __init__(self, record: Record, known: Known | None = None) -> None:
        self.record = record
        self._known = known
        self._given: set[int] = set()

    def wants(self, asked: Asked) -> bool:
        """True, and only once, for an answer that is to be kept."""
        if asked.kind in _LEFT_OUT or not asked.url.startswith(("http://", "https://")):
            return False
        key = hash((asked.method, asked.url, asked.given))
        if key in self._given or (self._known is not None and self._known(asked.url)):
            return False
        if len(self._given) >= _REMEMBERED:
            self._given.clear()
        self._given.add(key)
        return True

    def missed(self, asked: Asked) -> None:
        """Its body did not come: another page may have it."""
        self._given.discard(hash((asked.method, asked.url, asked.given)))


class PageRecorder:
    """What one tab hands over: bodies are read from the browser while the page is still there."""

    def __init__(self, recorder: Recorder, cdp: CDPSession, profile: str) -> None:
        self._recorder = recorder
        self._cdp = cdp
        self._profile = profile
        self._reading: set[asyncio.Task[None]] = set()
        self._count = 0

    def forget(self) -> None:
        """A new page begins."""
        for task in self._reading:
            task.cancel()
        self._count = 0

    def answered(self, key: str, asked: Asked, seconds: float) -> None:
        """An answer is complete; `key` is the browser's name for its body, "" for a redirect."""
        if self._count >= _MOST_OF_A_PAGE or not self._recorder.wants(asked):
            return
        self._count += 1
        if not key or asked.method == "HEAD":
            self._recorder.record(self._exchange(asked, seconds, b"", ""))
            return
        task = asyncio.ensure_future(self._read(key, asked, seconds))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def finish(self) -> None:
        """Wait until every body that was asked for has been handed over."""
        while self._reading:
            await asyncio.wait(set(self._reading))

    async def _read(self, key: str, asked: Asked, seconds: float) -> None:
        body, cut = b"", ""
        try:
            answer = await self._cdp.send("Network.getResponseBody", {"requestId": key})
            text: str = answer["body"]
            body = base64.b64decode(text) if answer["base64Encoded"] else text.encode("utf-8", "surrogatepass")
        except PlaywrightError as error:
            if "evicted" not in error.message:  # the page was left before its body was read
                self._recorder.missed(asked)
                return
            cut = "length"
        except asyncio.CancelledError:
            self._recorder.missed(asked)
            raise
        except Exception:  # a driver that is gone answers with a bare Exception
            self._recorder.missed(asked)
            return
        if len(body) > LARGEST:
            body, cut = b"", "length"
        self._recorder.record(self._exchange(asked, seconds, body, cut))

    def _exchange(self, asked: Asked, seconds: float, body: bytes, cut: str) -> Exchange:
        return Exchange(
            url=asked.url,
            method=asked.method,
            sent=_pairs(asked.sent),
            given=asked.given.encode("utf-8", "surrogatepass"),
            status=asked.status,
            headers=_pairs(asked.headers),
            body=body,
            cut=cut,
            at=datetime.fromtimestamp(asked.wall, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            seconds=round(max(0.0, seconds), 3),
            by=self._profile,
            kind=asked.kind,
        )


def _pairs(headers: Mapping[str, str]) -> Headers:
    """Headers one by one: the browser joins those of one name with line breaks."""
    return tuple((name, value) for name, values in headers.items() for value in values.split("\n"))
