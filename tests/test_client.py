"""Connections of the client: kept between requests, and never asked once their server has left."""

import asyncio

import pytest

from crawler.client import Client
from crawler.network import Resolver

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request of a connection; `leaves` closes every connection a moment after its first answer."""

    def __init__(self, *, leaves: bool) -> None:
        self.leaves = leaves
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
                await writer.drain()
                if self.leaves:
                    await asyncio.sleep(0.05)
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()


async def _connections_of_three(*, leaves: bool) -> int:
    answering = Server(leaves=leaves)
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    client = Client(Resolver(allow_private=True), "test")
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        for _ in range(3):
            assert (await client.ask(url)).body == b"ok"
            await asyncio.sleep(0.2)
    finally:
        await client.close()
        server.close()
    return answering.connections


async def test_connection_is_kept() -> None:
    """Three requests one after the other go over one connection."""
    assert await _connections_of_three(leaves=False) == 1


async def test_closed_connection_is_not_asked() -> None:
    """A server that closes each connection while it is idle loses no request: each gets a connection of its own."""
    assert await _connections_of_three(leaves=True) == 3


async def test_what_a_server_reads() -> None:
    """The whole path is asked for, parameters of its last segment too; the end of a HEAD leaves the connection for the next request."""
    heads: list[bytes] = []

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                heads.append(head.partition(b"\r\n")[0])
                writer.write(ANSWER.removesuffix(b"ok") if head.startswith(b"HEAD") else ANSWER)
        except asyncio.IncompleteReadError:
            heads.append(b"end")
        writer.close()

    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    client = Client(Resolver(allow_private=True), "test")
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/list;sort=date/page;jsessionid=1?q=1"
    try:
        assert (await client.ask(url, "HEAD")).length == 2
        assert (await client.ask(url)).body == b"ok"
    finally:
        await client.close()
        server.close()
    await asyncio.sleep(0.1)
    target = b"/list;sort=date/page;jsessionid=1?q=1 HTTP/1.1"
    assert heads == [b"HEAD " + target, b"GET " + target, b"end"]


def _plain(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(
    ("at_once", "later"),
    [
        (b"", b""),
        (_plain(b"of nobody"), b""),
        (b"", _plain(b"of nobody")),
        (b"tail that its length does not count", b""),
        (b"", b"\r\n\r\n"),
    ],
)
async def test_what_a_server_says_unasked_answers_no_request(at_once: bytes, later: bytes) -> None:
    """Each address gets its own answer, whatever the server says after the end of the one before, in one piece with it or later."""
    opened = 0

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, target, *_ = head.split(b" ")
                writer.write((ANSWER.removesuffix(b"ok") if method == b"HEAD" else _plain(target)) + at_once)
                await writer.drain()
                if later:
                    await asyncio.sleep(0.02)
                    writer.write(later)
        except (asyncio.IncompleteReadError, OSError):
            pass
        writer.close()

    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    client = Client(Resolver(allow_private=True), "test")
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        for method, target in (("HEAD", "/a"), ("GET", "/b"), ("GET", "/c"), ("HEAD", "/d"), ("GET", "/e")):
            answer = await client.ask(url + target, method)
            assert (answer.status, answer.body, answer.cut) == (200, b"" if method == "HEAD" else target.encode(), "")
            await asyncio.sleep(0.1)
    finally:
        await client.close()
        server.close()
    assert opened == (5 if at_once or later else 1)
