"""A proxy on this machine through which a gated browser goes out: it asks the gate for every address.

Only here can it be held: the browser follows redirects and looks up names by itself, so a page, a redirect or a name
that is answered anew could lead it to a private address. The proxy looks a name up once, asks the gate for the numbers
it leads to, and connects to a number that was let through.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.browser.rendered import Fault
from crawler.network import is_private
from facts import PageState

Gate = Callable[[str], bool]
_HEAD_LIMIT = 64 * 1024  # bytes of a request's head
_CONNECT = 20.0  # seconds to look a name up and connect
_CHUNK = 64 * 1024
_REMEMBERED = 500  # hosts whose failure is remembered


@dataclass(frozen=True, slots=True)
class _Wanted:
    scheme: str
    host: str
    port: int

    def url(self, host: str) -> str:
        return f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{self.port}/"


class _Refused(Exception):
    """The proxy did not connect; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


def public_only(url: str) -> bool:
    """The gate of an audit that may open nothing private: refuses numbers that are not of the public internet.

    Names pass, because the gate is asked again for the numbers they lead to.
    """
    wanted = _wanted_of(url)
    if wanted is None:
        return False
    try:
        return not is_private(wanted.host)
    except ValueError:
        return True


class GateProxy:
    """An HTTP proxy on 127.0.0.1 that connects only where `gate` allows."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._server: asyncio.Server | None = None
        self._faults: dict[tuple[str, int], Fault] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it listens, as a browser's proxy setting wants it."""
        if self._server is None:
            raise RuntimeError("the proxy has not been started")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT)

    async def close(self) -> None:
        """Stop listening and end what is open."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def fault_for(self, url: str) -> Fault | None:
        """Why the last connection to the host of `url` was not made; None when it was."""
        wanted = _wanted_of(url)
        return self._faults.get((wanted.host, wanted.port)) if wanted else None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            return  # one of the two sides left
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        method, target, version = [*line.decode("latin-1").split(" "), "", ""][:3]
        wanted = _wanted_of(f"https://{target}/" if method == "CONNECT" else target)
        if wanted is None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        try:
            out_reader, out_writer = await self._connect(wanted)
        except _Refused as refused:
            self._remember(wanted, refused.fault)
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 7\r\nConnection: close\r\n\r\nrefused")
            return
        self._faults.pop((wanted.host, wanted.port), None)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            out_writer.write(_forwarded(method, target, version, fields))
        await _join(reader, writer, out_reader, out_writer)

    async def _connect(self, wanted: _Wanted) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self._gate(wanted.url(wanted.host)):
            raise _Refused(Fault(PageState.PRIVATE, f"{wanted.host} may not be opened"))
        try:
            async with asyncio.timeout(_CONNECT):
                return await self._reach(wanted, await _numbers(wanted))
        except TimeoutError as error:
            raise _Refused(Fault(PageState.TIMEOUT, f"no connection to {wanted.host} in {_CONNECT:.0f} s")) from error
        except OSError as error:
            raise _Refused(Fault(PageState.REFUSED, f"no connection to {wanted.host}: {error.strerror or error}")) from error

    async def _reach(self, wanted: _Wanted, numbers: list[str]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        allowed = [number for number in numbers if self._gate(wanted.url(number))]
        if not allowed:
            raise _Refused(Fault(PageState.PRIVATE, f"{wanted.host} leads to {numbers[0]}, which may not be opened"))
        last: OSError | None = None
        for number in allowed:
            try:
                return await asyncio.open_connection(number, wanted.port)
            except OSError as error:
                last = error
        raise last or OSError("no address")

    def _remember(self, wanted: _Wanted, fault: Fault) -> None:
        self._faults[wanted.host, wanted.port] = fault
        while len(self._faults) > _REMEMBERED:
            self._faults.pop(next(iter(self._faults)))


def _wanted_of(url: str) -> _Wanted | None:
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.replace("ws", "http", 1) if parts.scheme in {"ws", "wss"} else parts.scheme
        port = parts.port or (443 if scheme == "https" else 80)
    except ValueError:
        return None
    if not parts.hostname or scheme not in {"http", "https"}:
        return None
    return _Wanted(scheme, parts.hostname.lower(), port)


async def _numbers(wanted: _Wanted) -> list[str]:
    """The addresses a name leads to, each once, in the resolver's order."""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(wanted.host))]
    try:
        found = await asyncio.get_running_loop().getaddrinfo(wanted.host, wanted.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _Refused(Fault(PageState.DNS, f"the name {wanted.host} is not known")) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _forwarded(method: str, target: str, version: str, fields: bytes) -> bytes:
    """A request as the site itself expects it; one request a connection, so that none slips past the gate."""
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    upgrade = b"\r\nupgrade:" in b"\r\n" + fields.lower()
    dropped = (
        (b"proxy-connection:", b"proxy-authorization:") if upgrade else (b"proxy-connection:", b"proxy-authorization:", b"connection:")
    )
    kept = [field for field in fields.split(b"\r\n") if field and not field.lower().startswith(dropped)]
    if not upgrade:
        kept.append(b"Connection: close")
    return b"\r\n".join([f"{method} {path} {version}".encode("latin-1"), *kept]) + b"\r\n\r\n"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


async def _join(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, out_reader: asyncio.StreamReader, out_writer: asyncio.StreamWriter
) -> None:
    """Carry bytes both ways until the site's side ends."""
    up = asyncio.ensure_future(_pump(reader, out_writer))
    try:
        await _pump(out_reader, writer)
    finally:
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)
        out_writer.close()
