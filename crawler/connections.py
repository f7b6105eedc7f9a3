"""Connections to servers: opened to addresses that were looked at, kept for a while, one HTTP/1.1 exchange at a time on each.

h11 speaks the protocol; this holds the sockets. A general client asks its clock and its locks dozens of times a request, which is a
tenth of what a page costs.
"""

import asyncio
import os
import select
import socket
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

import certifi
import h11

from crawler.network import Resolver

MOST = 64  # connections at a time
_MOST_IDLE = 16
_IDLE_SECONDS = 5.0
_PIECE = 64 * 1024  # bytes that may wait to be read
_LONGEST_HEAD = 100 * 1024  # bytes of a status line with its headers
_Place = tuple[str, str, int]  # scheme, host, port
Headers = Sequence[tuple[bytes, bytes]]
_PORTS = {"http": 80, "https": 443}


class NotConnected(Exception):
    """No connection came about; its cause tells why."""


class BrokeOff(Exception):
    """The server closed the connection, or said what is no HTTP."""


class _Connection(asyncio.Protocol):
    """One open connection; what comes is read hardly faster than it is wanted."""

    def __init__(self, place: _Place) -> None:
        self.place = place
        self.idle_since = 0.0
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._transport: asyncio.Transport | None = None
        self._came = bytearray()  # and was not asked for yet
        self._ended = False
        self._failure: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio: it is open."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Asyncio: the server says something."""
        self._came += data
        if len(self._came) >= _PIECE and self._transport is not None:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Asyncio: the server says no more; the connection is closed by that."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio: it is closed, or broke."""
        self._ended, self._failure = True, exc
        self._wake()

    def usable(self) -> bool:
        """False once the server has closed the idle connection, or says something on it that nobody asked for."""
        if self._ended or self._came or self._transport is None or self._transport.is_closing():
            return False
        return not _readable(self._transport.get_extra_info("socket"))

    def next_cycle(self) -> bool:
        """Make ready for another exchange; False when this one did not end, or the server said more than its answer."""
        if self.http.our_state is not h11.DONE or self.http.their_state is not h11.DONE or self.http.trailing_data[0]:
            return False
        self.http.start_next_cycle()
        return not self._came

    def send(self, method: bytes, target: bytes, headers: Headers) -> None:
        """Send a request without a body; what the server does not take shows when its answer is read."""
        request = self.http.send(h11.Request(method=method, target=target, headers=list(headers))) or b""
        if self._transport is not None:
            self._transport.write(request + (self.http.send(h11.EndOfMessage()) or b""))

    async def event(self) -> Any:
        """What the server says next, as h11 tells it; BrokeOff when it says no more, or no HTTP."""
        try:
            while (event := self.http.next_event()) is h11.NEED_DATA:
                data = await self._data()
                if not data and self.http.their_state is h11.SEND_RESPONSE:
                    raise BrokeOff("Server disconnected without sending a response.")
                self.http.receive_data(data)
        except (h11.ProtocolError, OSError) as error:
            raise BrokeOff(str(error)) from error
        return event

    def close(self) -> None:
        """Close it; nothing is waited for."""
        if self._transport is not None:
            with suppress(OSError, RuntimeError):  # of a loop that has ended
                self._transport.abort()

    async def _data(self) -> bytes:
        """What came since the last time, at least a byte; nothing at the end."""
        if not self._came and not self._ended and self._transport is not None:
            self._transport.resume_reading()
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if self._failure is not None and not self._came:
            raise self._failure
        came, self._came = bytes(self._came), bytearray()
        return came

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Response:
    """The head of an answer; its body comes by `pieces`. Call `release` in the end, whatever happened."""

    def __init__(self, status: int, headers: Headers, connection: _Connection, pool: "Pool") -> None:
        self.status = status
        self.headers = headers  # names in lower case
        self._connection = connection
        self._pool = pool

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes; BrokeOff when its end does not."""
        while isinstance(event := await self._connection.event(), h11.Data):
            yield bytes(event.data)

    def release(self) -> None:
        """Keep the connection for the next request when this answer was read to its end, close it when not."""
        self._pool.take_back(self._connection)


class Pool:
    """The connections of one crawl."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._idle: list[_Connection] = []  # the one that was used last stands last
        self._free = asyncio.Semaphore(MOST)
        self._context: ssl.SSLContext | None = None

    async def request(self, method: str, url: str, headers: Headers, connect_seconds: float) -> Response:
        """Send a request and wait for the head of its answer.

        NotConnected, TimeoutError or FetchFailed when there is no connection, BrokeOff when no answer comes, ValueError for what is no
        address. `connect_seconds` bounds the connection and the handshake each; the caller bounds the whole.
        """
        place, target = _parts(url)
        await self._free.acquire()
        connection: _Connection | None = None
        try:
            connection = self._kept(place) or await self._open(place, connect_seconds)
            try:
                connection.send(method.encode("ascii"), target, headers)
            except h11.ProtocolError as error:
                raise BrokeOff(str(error)) from error
            while not isinstance(event := await connection.event(), h11.Response):  # 1xx come before
                if not isinstance(event, h11.InformationalResponse):
                    raise BrokeOff("the server ended without an answer")
        except BaseException:
            if connection is not None:
                connection.close()
            self._free.release()
            raise
        return Response(event.status_code, list(event.headers), connection, self)

    def take_back(self, connection: _Connection) -> None:
        """The end of an exchange."""
        self._free.release()
        if connection.next_cycle():
            connection.idle_since = time.monotonic()
            self._idle.append(connection)
            if len(self._idle) > _MOST_IDLE:
                self._idle.pop(0).close()
        else:
            connection.close()

    async def close(self) -> None:
        """Close all connections that are kept."""
        while self._idle:
            self._idle.pop().close()
        await asyncio.sleep(0)  # so that the loop lets go of them

    def _kept(self, place: _Place) -> _Connection | None:
        """A connection to the place that is still open; those that are kept too long are closed."""
        oldest = time.monotonic() - _IDLE_SECONDS
        while self._idle and self._idle[0].idle_since < oldest:
            self._idle.pop(0).close()
        for at in range(len(self._idle) - 1, -1, -1):
            if self._idle[at].place == place:
                found = self._idle.pop(at)
                if found.usable():
                    return found
                found.close()
        return None

    async def _open(self, place: _Place, seconds: float) -> _Connection:
        """Connect to the first address of the host that takes the connection."""
        scheme, name, port = place
        opened: socket.socket | None = None
        failure: OSError | None = None
        for address in await self._resolver.resolve(name):
            try:
                opened = await _connected(address, port, seconds)
                break
            except OSError as error:  # TimeoutError is one
                failure = error
        if opened is None:
            if isinstance(failure, TimeoutError):
                raise failure
            raise NotConnected(name) from failure
        try:
            async with asyncio.timeout(seconds):
                tls: dict[str, Any] = {"ssl": self._tls(), "server_hostname": name} if scheme == "https" else {}
                _, connection = await asyncio.get_running_loop().create_connection(lambda: _Connection(place), sock=opened, **tls)
                return connection
        except TimeoutError:
            opened.close()
            raise
        except (OSError, ssl.CertificateError) as error:  # ssl.SSLError is an OSError
            opened.close()
            raise NotConnected(name) from error
        except BaseException:
            opened.close()
            raise

    def _tls(self) -> ssl.SSLContext:
        """Certifi's authorities, or those that SSL_CERT_FILE or SSL_CERT_DIR names; read when first wanted."""
        if self._context is None:
            file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
            authorities = None if folder and not file else file or certifi.where()
            self._context = ssl.create_default_context(cafile=authorities, capath=None if file else folder)
            self._context.set_alpn_protocols(["http/1.1"])
        return self._context


async def _connected(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to one IP address; OSError when none came about, TimeoutError in time."""
    family, kind, protocol, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setblocking(False)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, where)
    except BaseException:
        opened.close()
        raise
    return opened


def _readable(connection: socket.socket) -> bool:
    """True when something waits to be read: on an idle connection that is its end. True for a closed one too."""
    if connection.fileno() < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([connection], [], [], 0)[0])
    look = select.poll()  # `select.select` cannot be asked of more than 1,024 files
    look.register(connection, select.POLLIN)
    return bool(look.poll(0))


def _parts(url: str) -> tuple[_Place, bytes]:
    """The server that an address names, and what it is asked for; ValueError for what is no address of the web."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"an address that begins with {parts.scheme}: cannot be asked")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]), target.encode("ascii")
