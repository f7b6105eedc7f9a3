"""One exchange with a server: bounded in time and size, certificates verified, redirects not followed."""

import asyncio
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from crawler.connections import BrokeOff, NotConnected, Pool, Response
from crawler.encodings import BrokenEncoding, Decoder
from crawler.network import FetchFailed, Resolver
from facts import PageState

Cut = Literal["", "too-large", "timeout", "not-read", "broken", "encoding"]
_HEADERS = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip, deflate", "Accept-Language": "kk,ru;q=0.9,en;q=0.8"}
MEGABYTE = 1024 * 1024
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_UNREAD_TYPES = ("video/", "audio/")  # of these only the headers are wanted
_PORTS_OF_OTHERS = frozenset({  # spoken to by other protocols; browsers never open them (Fetch standard, "bad port")
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115,
    117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
    636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
    10080,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one exchange, in bytes and seconds."""

    page_bytes: int = 10 * MEGABYTE
    document_bytes: int = 20 * MEGABYTE
    other_bytes: int = 64 * 1024  # bodies of redirects and of media
    connect_seconds: float = 10
    seconds: float = 40  # from the request to the last byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered to one request; `cut` says why `body` is not whole, `length` is the size it announced."""

    status: int
    headers: Mapping[str, str]  # names in lower case; repeated ones joined by ", ", Set-Cookie by line breaks
    body: bytes = b""
    cut: Cut = ""
    length: int | None = None
    seconds: float = 0.0

    @property
    def media_type(self) -> str:
        """Content type in lower case without parameters, "" when there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(slots=True)
class _Reading:
    """A body as it comes in, and where it stopped."""

    limit: int
    decoder: Decoder
    chunks: list[bytes] = field(default_factory=list)
    came: int = 0  # bytes as sent
    size: int = 0  # bytes unpacked
    cut: Cut = ""

    def take(self, data: bytes) -> bool:
        """Keep a piece; False when no more is wanted."""
        self.came += len(data)
        try:
            plain = self.decoder.decode(data, self.limit - self.size + 1)
        except BrokenEncoding:
            self.cut = "broken"
            return False
        self.chunks.append(plain)
        self.size += len(plain)
        if max(self.size, self.came, self.decoder.unpacked) > self.limit:
            self.cut = "too-large"
            return False
        return True

    def end(self) -> None:
        """The server has sent all that it wanted to: was that the whole?"""
        if self.came and not self.decoder.whole:
            self.cut = "broken"


class Client:
    """Asks servers; one pool of connections for a whole crawl."""

    def __init__(self, resolver: Resolver, user_agent: str, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._agent = user_agent
        self._resolver = resolver
        self._pool = Pool(resolver)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()
        self._resolver.close()

    async def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None, *, limits: Limits | None = None) -> Answer:
        """The answer to one request; FetchFailed when none came."""
        limits = limits or self.limits
        parts = urlsplit(url)
        if parts.port in _PORTS_OF_OTHERS and not self._resolver.allow_private:
            raise FetchFailed(PageState.OTHER, f"port {parts.port} belongs to another protocol and is not opened, as in browsers")
        sent = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": self._agent, **_HEADERS}
        try:
            return await self._exchange(method, url, _sent({**sent, **(headers or {})}), limits)
        except TimeoutError as error:
            raise FetchFailed(PageState.TIMEOUT, f"no answer in {limits.seconds:.0f} seconds", again=True) from error
        except NotConnected as error:
            raise _not_connected(error, url) from error
        except (BrokeOff, ValueError, OSError) as error:
            raise FetchFailed(PageState.BROKEN, f"the connection broke off: {error}", again=True) from error

    async def _exchange(self, method: str, url: str, sent: list[tuple[bytes, bytes]], limits: Limits) -> Answer:
        started = time.monotonic()
        until = asyncio.get_running_loop().time() + limits.seconds
        async with asyncio.timeout_at(until):
            response = await self._pool.request(method, url, sent, limits.connect_seconds)
        latency = time.monotonic() - started
        headers = _headers(response.headers)
        reading = _Reading(_limit(response.status, headers, limits), Decoder(headers.get("content-encoding", "")))
        try:
            async with asyncio.timeout_at(until):
                await _read(method, response, headers, reading)
        except TimeoutError:
            reading.cut = "timeout"
        except BrokeOff:
            reading.cut = "broken"
        finally:
            response.release()
        body = b"".join(reading.chunks)[: reading.limit]
        return Answer(status=response.status, headers=headers, body=body, cut=reading.cut, length=_length(headers), seconds=latency)


async def _read(method: str, response: Response, headers: Mapping[str, str], reading: _Reading) -> None:
    if method == "HEAD":
        async for _ in response.pieces():  # none: its end leaves the connection free
            pass
        return
    if reading.limit == 0 or not reading.decoder.able:
        reading.cut = "not-read" if reading.limit == 0 else "encoding"
        return
    if (_length(headers) or 0) > reading.limit and not headers.get("content-encoding"):
        reading.cut = "too-large"
        return
    async for chunk in response.pieces():
        if not reading.take(chunk):
            return
    reading.end()


def _limit(status: int, headers: Mapping[str, str], limits: Limits) -> int:
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if 300 <= status < 400:
        return limits.other_bytes
    if media in _PAGE_TYPES or status >= 400:
        return limits.page_bytes
    return 0 if media.startswith(_UNREAD_TYPES) else limits.document_bytes


def _sent(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for raw, value in pairs:
        found.setdefault(raw.decode("latin-1"), []).append(value.decode("latin-1"))
    return {name: ("\n" if name == "set-cookie" else ", ").join(values) for name, values in found.items()}


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "").partition(",")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


_ISSUER_UNKNOWN = frozenset({20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_UNABLE_TO_VERIFY_LEAF_SIGNATURE


def _not_connected(error: NotConnected, url: str) -> FetchFailed:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            state = PageState.TLS_CHAIN if cause.verify_code in _ISSUER_UNKNOWN else PageState.TLS
            return FetchFailed(state, f"the certificate is not valid: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return FetchFailed(PageState.TLS, f"no secure connection: {cause.reason or cause}")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return FetchFailed(PageState.REFUSED, "the server refused the connection")
    if url.startswith("https:") and not any(isinstance(cause, OSError) and cause.errno for cause in causes):
        return FetchFailed(PageState.TLS, "no secure connection: the server broke the handshake off")
    return FetchFailed(PageState.BROKEN, f"no connection: {causes[-1] or 'network unreachable'}", again=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it, outermost first; groups are opened."""
    seen: list[BaseException | None] = [error]
    while seen:
        one = seen.pop(0)
        if one is not None:
            yield one
            seen += [*getattr(one, "exceptions", ()), one.__cause__ or one.__context__]
