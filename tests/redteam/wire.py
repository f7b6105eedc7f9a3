"""A loopback server that puts bytes on the wire as they are: what no well-behaved server library would send."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

Stream = Callable[[], AsyncIterator[bytes]]
OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"


def whole(body: bytes, *, kind: bytes = b"text/html; charset=utf-8", extra: bytes = b"") -> bytes:
    """A proper answer."""
    return OK + b"Content-Type: " + kind + b"\r\nContent-Length: %d\r\n" % len(body) + extra + b"\r\n" + body


def forever(*, before: bytes, piece: bytes, every: float = 0.0) -> Stream:
    """`before`, then `piece` again and again until the other side leaves."""

    async def stream() -> AsyncIterator[bytes]:
        yield before
        while True:
            yield piece
            await asyncio.sleep(every)

    return stream


def repeated(*, before: bytes, piece: bytes, times: int, after: bytes = b"") -> Stream:
    """`before`, `piece` so many times, `after`."""

    async def stream() -> AsyncIterator[bytes]:
        yield before
        for _ in range(times):
            yield piece
        yield after

    return stream


class Wire:
    """A running server: its origin, and how many bytes each path has sent."""

    def __init__(self, routes: Mapping[str, bytes | Stream]) -> None:
        self.routes = routes
        self.origin = ""
        self.sent: dict[str, int] = {}
        self.heads: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            path = head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]
            await self._send(path, writer)
        writer.close()

    async def _send(self, path: str, writer: asyncio.StreamWriter) -> None:
        reply = self.routes.get(path, self.routes.get("*", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        if isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
            return
        async for piece in reply():
            self.sent[path] = self.sent.get(path, 0) + len(piece)
            writer.write(piece)
            await writer.drain()


@contextmanager
def wire(routes: Mapping[str, bytes | Stream]) -> Iterator[Wire]:
    """Serve `routes` by path ("*" for all else) on 127.0.0.1 from a thread of its own."""
    server, loop, ready = Wire(routes), asyncio.new_event_loop(), threading.Event()

    async def run() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.origin = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        ready.set()
        with suppress(asyncio.CancelledError):
            await listening.serve_forever()

    task = loop.create_task(run())

    def work() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        for left in asyncio.all_tasks(loop):
            left.cancel()
            with suppress(BaseException):
                loop.run_until_complete(left)
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
