"""What a tab asks the network for, read from the browser's own protocol.

Raw events and not Playwright's: those make objects for every request, which this process would keep by the thousand.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession

from crawler.browser.rendered import Fault, host_of
from facts import PageState, Redirect

MAX_DOCUMENTS = 8  # documents that one visit may lead through by script
_WAITED_FOR = frozenset({"fetch", "xhr", "script"})
_OWN_PARTS = frozenset({"stylesheet", "script"})
_NOT_FAILURES = frozenset({"", "net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT"})
_MOST_ASKED = 3_000  # requests of one page that are followed; one that asks more is not read to the end
_MOST_FAILED = 50
_MOST_HOPS = 20
_WORKER = 3.0  # seconds given to a worker's own script, of which the browser tells its page the beginning and never the end


@dataclass(slots=True, eq=False)
class Asked:
    """One request and what came of it; times are the browser's own, in seconds."""

    url: str
    method: str
    kind: str  # resource type in Playwright's words
    sent: Mapping[str, str]
    began: float
    wall: float  # seconds since 1970
    given: str = ""  # what it carried, as far as the browser tells
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    led_on: bool = False  # answered with a redirect
    since: float = field(default_factory=time.monotonic)


Ending = Callable[[str, Asked, float], None]  # request id, request, seconds it took


class Traffic:
    """The requests of the page in a tab since `forget()`.

    `too_often` is called when scripts lead through too many documents. `answered` is called for every answer whose body
    is there; a redirect is one with an empty body and no id.
    """

    def __init__(self, frame: str, too_often: Callable[[Fault], None], answered: Ending | None = None) -> None:
        self._frame = frame
        self._too_often = too_often
        self._answered = answered
        self.forget()

    def forget(self) -> None:
        """Start a new page's notes."""
        self._open: dict[str, Asked] = {}
        self._followed = 0
        self.pending: dict[str, float] = {}
        self._workers: set[str] = set()
        self.documents: list[Asked] = []
        self.failed: dict[str, None] = {}
        self.broke = ""  # the network error that the last document ended in
        self.last_answer = 0.0

    def listen(self, cdp: CDPSession) -> None:
        """Follow the events of a session whose Network domain is enabled."""
        cdp.on("Network.requestWillBeSent", self._asked)
        cdp.on("Network.responseReceived", self._response)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.loadingFailed", self._broken)

    def busy(self, patience: float) -> bool:
        """True while scripts or data that were asked for less than `patience` seconds ago have not come."""
        now = time.monotonic()
        return any(now - since < (min(patience, _WORKER) if key in self._workers else patience) for key, since in self.pending.items())

    def document(self) -> Asked | None:
        """The document that was answered last."""
        return next((one for one in reversed(self.documents) if one.status and not one.led_on), None)

    def hops(self) -> tuple[Redirect, ...]:
        """Every document on the way to the last one: HTTP redirects and pages that scripts left."""
        last = self.document()
        before = self.documents[: self.documents.index(last)] if last else self.documents
        return tuple(Redirect(url=one.url, status=one.status) for one in before[-_MOST_HOPS:])

    def _asked(self, event: dict[str, Any]) -> None:
        key = event["requestId"]
        if "redirectResponse" in event:
            self._redirected(key, event["redirectResponse"], event["timestamp"])
        if self._followed >= _MOST_ASKED:
            return
        self._followed += 1
        request = event["request"]
        kind = str(event.get("type", "Other")).lower()
        given = request.get("postData", "")
        asked = Asked(request["url"], request["method"], kind, request["headers"], event["timestamp"], event["wallTime"], given)
        self._open[key] = asked
        if kind in _WAITED_FOR:
            self.pending[key] = asked.since
            if kind == "script" and not event.get("loaderId"):  # it belongs to no document
                self._workers.add(key)
        elif kind == "document" and event.get("frameId") == self._frame:
            self.documents.append(asked)
            if sum(not one.led_on for one in self.documents) > MAX_DOCUMENTS:
                self._too_often(Fault(PageState.REDIRECT_LOOP, f"scripts sent the visitor on more than {MAX_DOCUMENTS - 1} times"))

    def _redirected(self, key: str, answer: dict[str, Any], at: float) -> None:
        before = self._open.pop(key, None)
        if before is None:
            return
        before.led_on = True
        self._answer(before, answer)
        if self._answered is not None:
            self._answered("", before, at - before.began)

    def _answer(self, asked: Asked, answer: dict[str, Any]) -> None:
        asked.status = int(answer["status"])
        asked.headers = answer["headers"]
        if asked.status >= 400:
            self._note_failure(asked)

    def _response(self, event: dict[str, Any]) -> None:
        asked = self._open.get(event["requestId"])
        if asked is not None:
            self._answer(asked, event["response"])

    def _finished(self, event: dict[str, Any]) -> None:
        asked = self._ended(event["requestId"])
        if asked is not None and asked.status and self._answered is not None:
            self._answered(event["requestId"], asked, event["timestamp"] - asked.began)

    def _broken(self, event: dict[str, Any]) -> None:
        asked = self._ended(event["requestId"])
        if asked is None:
            return
        error = event.get("errorText", "")
        if self.documents and asked is self.documents[-1]:
            self.broke = error
        if not event.get("canceled") and error not in _NOT_FAILURES:
            self._note_failure(asked)

    def _ended(self, key: str) -> Asked | None:
        if self.pending.pop(key, None) is not None:
            self.last_answer = time.monotonic()
        return self._open.pop(key, None)

    def _note_failure(self, asked: Asked) -> None:
        own = host_of(self.documents[-1].url) if self.documents else ""
        if asked.kind in _OWN_PARTS and host_of(asked.url) == own and len(self.failed) < _MOST_FAILED:
            self.failed[asked.url] = None
