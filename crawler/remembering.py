"""An Asker that keeps every answer, and asks for nothing that is kept: what makes a killed crawl go on where it was."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from crawler.asking import RETRIES, Asker
from crawler.client import Answer, Cut, Limits
from crawler.fetch import now
from facts.exchange import Exchange, Headers
from facts.reasons import http_reason, reason
from store import AuditFile

ROBOTS = "/robots.txt"
ROBOTS_HOLDS = timedelta(hours=24)  # RFC 9309, 2.4
_OURS = frozenset({"too-large", "not-read", "encoding"})  # cuts that asking again would make again
_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})


class Remembering:
    """Answers from the audit file where it can, else asks and keeps.

    Not answered from the file: what is worth asking again by the table of reasons, what broke off, a robots.txt older
    than a day, what was cut shorter than is wanted now, and `stale` addresses, each once.
    """

    def __init__(self, ask: Asker, file: AuditFile, *, own: Headers = (), limits: Limits, stale: Iterable[str] = ()) -> None:
        self._ask = ask
        self._file = file
        self._own = own  # headers of every request
        self._limits = limits
        self._stale = set(stale)

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        """The answer; FetchFailed when none came."""
        if kept := self._kept(url, method, (headers or {}).get("Cookie", ""), limits or self._limits):
            return kept
        at = now()
        answer = await self._ask(url, method, headers=headers, limits=limits, retries=retries)
        self._file.put_exchange(_exchange(url, method, (*self._own, *(headers or {}).items()), answer, at))
        self._stale.discard(url)
        return answer

    async def anew(
        self, url: str, method: str, headers: Mapping[str, str], *, by: str, limits: Limits | None = None, retries: int = RETRIES
    ) -> Answer:
        """The answer to another asker than the fetching tier, whatever is kept; kept as that of `by`."""
        at = now()
        answer = await self._ask(url, method, headers=headers, limits=limits, retries=retries)
        self._file.put_exchange(replace(_exchange(url, method, tuple(headers.items()), answer, at), by=by, kind="document"))
        return answer

    def keep_apart(self, name: str, seconds: float) -> None:
        """Leave so many seconds between two requests to a host."""
        self._ask.keep_apart(name, seconds)

    def _kept(self, url: str, method: str, cookie: str, limits: Limits) -> Answer | None:
        if url in self._stale:
            return None
        exchange = self._file.exchange(url, method, cookie)
        if exchange is None or not _holds(exchange):
            return None
        answer = _answer(exchange)
        return None if answer.cut == "too-large" and not _long_enough(answer, limits) else answer


def _holds(exchange: Exchange) -> bool:
    """True when asking again would bring nothing else."""
    if exchange.cut and exchange.cut not in _OURS:
        return False
    if exchange.status >= 400 and reason(http_reason(exchange.status)).again:
        return False
    return not exchange.url.endswith(ROBOTS) or datetime.now(UTC) - datetime.fromisoformat(exchange.at) < ROBOTS_HOLDS


def _long_enough(answer: Answer, limits: Limits) -> bool:
    limit = limits.page_bytes if answer.media_type in _PAGES or answer.status >= 400 else limits.document_bytes
    return max(len(answer.body), answer.length or 0) >= limit


def _exchange(url: str, method: str, sent: Headers, answer: Answer, at: str) -> Exchange:
    headers = tuple(
        (name, line) for name, value in answer.headers.items() for line in (value.split("\n") if name == "set-cookie" else (value,))
    )
    return Exchange(
        url=url,
        method=method,
        sent=sent,
        status=answer.status,
        headers=headers,
        body=answer.body,
        cut=answer.cut,
        at=at,
        seconds=answer.seconds,
    )


def _answer(exchange: Exchange) -> Answer:
    headers: dict[str, str] = {}
    for name, value in exchange.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}{chr(10) if key == 'set-cookie' else ', '}{value}" if key in headers else value
    length = headers.get("content-length", "").partition(",")[0].strip()
    return Answer(
        status=exchange.status,
        headers=headers,
        body=exchange.body,
        cut=cast("Cut", exchange.cut),
        length=int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None,
        seconds=exchange.seconds,
    )
