"""One exchange with a server: bounded in time and size, certificates verified, redirects not followed."""

import asyncio
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import httpcore
import httpx

from crawler.network import CheckedBackend, FetchFailed, Resolver
from facts import PageState

Cut = Literal["", "too-large", "timeout", "not-read", "broken"]
_HEADERS = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip, deflate", "Accept-Language": "kk,ru;q=0.9,en;q=0.8"}
MEGABYTE = 1024 * 1024
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_UNREAD_TYPES = ("video/", "audio/")  # of these only the headers are wanted


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
    decoder: "_Decoder"
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    cut: Cut = ""

    def take(self, data: bytes) -> bool:
        """Keep a piece; False when no more is wanted."""
        plain = self.decoder.decode(data, self.limit - self.size + 1)
        self.chunks.append(plain)
        self.size += len(plain)
        if self.size > self.limit:
            self.cut = "too-large"
            return False
        return True


class Client:
    """Asks servers; one pool of connections for a whole crawl."""

    def __init__(self, resolver: Resolver, user_agent: str, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._agent = user_agent
        context = httpx.create_ssl_context()  # certifi's authorities, or those of SSL_CERT_FILE
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            network_backend=CheckedBackend(resolver),
            max_connections=64,
            max_keepalive_connections=16,
            keepalive_expiry=5,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def ask(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None, *, limits: Limits | None = None) -> Answer:
        """The answer to one request; FetchFailed when none came."""
        limits = limits or self.limits
        sent = {"Host": urlsplit(url).netloc.rpartition("@")[2], "User-Agent": self._agent, **_HEADERS}
        timeout = {"connect": limits.connect_seconds, "read": limits.seconds, "write": limits.connect_seconds, "pool": limits.seconds}
        request = httpcore.Request(method, url, headers=list({**sent, **(headers or {})}.items()), extensions={"timeout": timeout})
        try:
            return await self._exchange(request, limits)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise FetchFailed(PageState.TIMEOUT, f"no answer in {limits.seconds:.0f} seconds", again=True) from error
        except httpcore.ConnectError as error:
            raise _not_connected(error, url) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError, ssl.SSLError) as error:
            raise FetchFailed(PageState.OTHER, f"the connection broke off: {error}", again=True) from error

    async def _exchange(self, request: httpcore.Request, limits: Limits) -> Answer:
        started = time.monotonic()
        until = asyncio.get_running_loop().time() + limits.seconds
        async with asyncio.timeout_at(until):
            response = await self._pool.handle_async_request(request)
        latency = time.monotonic() - started
        headers = _headers(response.headers)
        reading = _Reading(_limit(response.status, headers, limits), _Decoder(headers.get("content-encoding", "")))
        try:
            async with asyncio.timeout_at(until):
                await _read(request, response, headers, reading)
        except (TimeoutError, httpcore.TimeoutException):
            reading.cut = "timeout"
        except (httpcore.NetworkError, httpcore.ProtocolError):
            reading.cut = "broken"
        finally:
            await response.aclose()
        body = b"".join(reading.chunks)[: reading.limit]
        return Answer(status=response.status, headers=headers, body=body, cut=reading.cut, length=_length(headers), seconds=latency)


async def _read(request: httpcore.Request, response: httpcore.Response, headers: Mapping[str, str], reading: _Reading) -> None:
    if request.method == b"HEAD":
        return
    if reading.limit == 0:
        reading.cut = "not-read"
        return
    if (_length(headers) or 0) > reading.limit and not headers.get("content-encoding"):
        reading.cut = "too-large"
        return
    async for chunk in response.aiter_stream():
        if not reading.take(chunk):
            return


def _limit(status: int, headers: Mapping[str, str], limits: Limits) -> int:
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if 300 <= status < 400:
        return limits.other_bytes
    if media in _PAGE_TYPES or status >= 400:
        return limits.page_bytes
    return 0 if media.startswith(_UNREAD_TYPES) else limits.document_bytes


def _headers(pairs: list[tuple[bytes, bytes]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for raw, value in pairs:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        glue = "\n" if name == "set-cookie" else ", "
        found[name] = f"{found[name]}{glue}{text}" if name in found else text
    return found


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "").partition(",")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


_ISSUER_UNKNOWN = frozenset({20, 21})  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_UNABLE_TO_VERIFY_LEAF_SIGNATURE


def _not_connected(error: httpcore.ConnectError, url: str) -> FetchFailed:
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
    return FetchFailed(PageState.OTHER, f"no connection: {causes[-1] or 'network unreachable'}", again=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it, outermost first; groups are opened."""
    seen: list[BaseException | None] = [error]
    while seen:
        one = seen.pop(0)
        if one is not None:
            yield one
            seen += [*getattr(one, "exceptions", ()), one.__cause__ or one.__context__]


class _Decoder:
    """Unpacks gzip and deflate piece by piece and never more than asked, so that a bomb stays small."""

    def __init__(self, encoding: str) -> None:
        self._bits = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding.strip().lower(), 0)
        self._inflate = zlib.decompressobj(self._bits) if self._bits else None
        self._begun = False

    def decode(self, data: bytes, most: int) -> bytes:
        """At most `most` bytes out of the next piece."""
        if self._inflate is None:
            return data
        try:
            plain = self._inflate.decompress(data, most)
        except zlib.error:
            return self._otherwise(data, most)
        self._begun = True
        return plain

    def _otherwise(self, data: bytes, most: int) -> bytes:
        if self._begun:
            return b""
        if self._bits == 15:  # deflate without the zlib header, as some servers send it
            self._bits, self._inflate = -15, zlib.decompressobj(-15)
            return self.decode(data, most)
        self._inflate = None  # says gzip and is not
        return data
