"""What a server may put on the wire: every exchange ends in time and in a state that says how, and takes little memory."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator, Mapping

import msgspec
import pytest

from crawler.client import Answer, Client, Limits
from crawler.fetch import Fetched, fetch
from crawler.network import Resolver
from crawler.pages import page_of
from facts import Page, PageState
from tests.redteam.wire import HTML, OK, Stream, Wire, forever, repeated, whole, wire

LIMITS = Limits(connect_seconds=2, seconds=1.5, page_bytes=1 << 20, document_bytes=1 << 20)
PAGE = (
    b"<!DOCTYPE html><html lang=ru><title>T</title><body><main><h1>H</h1><p>" + "Слова страницы. ".encode() * 30 + b"</main></body></html>"
)
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(PAGE)

BROKEN = {PageState.OTHER, PageState.BROKEN}  # the connection broke off, or is no HTTP
ENDS: dict[str, tuple[bytes | Stream, set[PageState]]] = {
    # headers
    "/100000-headers": (repeated(before=OK, piece=b"X-A: b\r\n", times=100_000, after=b"\r\n" + PAGE), BROKEN),
    "/100000-empty-headers": (repeated(before=OK + HTML, piece=b"A:\r\n", times=100_000, after=b"\r\n" + PAGE), BROKEN),
    "/header-of-100-MB": (repeated(before=OK + b"X-A: ", piece=b"a" * (1 << 20), times=100, after=b"\r\n\r\n"), BROKEN),
    "/headers-without-end": (forever(before=OK, piece=b"X-A: b\r\n" * 1000), BROKEN),
    "/header-line-without-end": (forever(before=OK + b"X-A: ", piece=b"a" * 65536), BROKEN),
    "/slow-headers": (forever(before=OK, piece=b"X-A: b\r\n", every=0.1), {PageState.TIMEOUT}),
    "/status-line-without-end": (forever(before=b"HTTP/1.1 200 ", piece=b"O" * 4096), BROKEN),
    "/continue-without-end": (forever(before=b"", piece=b"HTTP/1.1 100 Continue\r\n\r\n" * 100), {PageState.TIMEOUT} | BROKEN),
    "/early-hints-without-end": (forever(before=b"", piece=b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n", every=0.01), {PageState.TIMEOUT}),
    "/silence": (forever(before=b"", piece=b"", every=0.5), {PageState.TIMEOUT}),
    "/hangs-up": (b"", BROKEN),
    "/http-0.9": (PAGE, BROKEN),
    "/http-9": (b"HTTP/9.9 200 OK\r\n\r\n" + PAGE, {PageState.OK}),
    "/not-http": (b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", BROKEN),
    "/status-1000": (b"HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n", BROKEN),
    "/status-999": (b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", {PageState.HTTP_ERROR} | BROKEN),
    "/null-in-header": (OK + HTML + b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n", {PageState.OK} | BROKEN),
    "/two-lengths": (OK + HTML + b"Content-Length: 5\r\nContent-Length: 900\r\n\r\nabcde", BROKEN),
    "/length-below-zero": (OK + HTML + b"Content-Length: -1\r\n\r\n" + PAGE, BROKEN),
    "/length-of-words": (OK + HTML + b"Content-Length: 1e9\r\n\r\n" + PAGE, BROKEN),
    "/length-of-a-terabyte": (OK + HTML + b"Content-Length: 1099511627776\r\n\r\n" + PAGE, {PageState.TOO_LARGE}),
    "/cookies": (repeated(before=OK + HTML, piece=b"Set-Cookie: a=b\r\n", times=4000, after=b"\r\n" + PAGE), {PageState.OK}),
    # bodies
    "/endless": (forever(before=OK + HTML + b"\r\n", piece=b"<p>a" * 20_000), {PageState.TOO_LARGE}),
    "/slow-body": (forever(before=OK + HTML + b"\r\n", piece=b"a", every=0.1), {PageState.TIMEOUT}),
    "/endless-chunks": (forever(before=CHUNKED, piece=b"10000\r\n" + b"a" * 65536 + b"\r\n"), {PageState.TOO_LARGE}),
    "/chunk-of-an-exabyte": (forever(before=CHUNKED + b"FFFFFFFFFFFFFFF\r\n", piece=b"a" * 65536), {PageState.TOO_LARGE} | BROKEN),
    "/chunk-size-without-end": (forever(before=CHUNKED, piece=b"0" * 4096), BROKEN),
    "/chunk-extension-without-end": (forever(before=CHUNKED + b"5;", piece=b"a" * 4096), BROKEN),
    "/chunk-of-words": (CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", BROKEN),
    "/chunk-cut": (CHUNKED + b"%x\r\n" % (2 * len(PAGE)) + PAGE[:400], BROKEN),
    "/chunks-without-end": (CHUNKED + b"%x\r\n" % len(PAGE) + PAGE[:-40] + b" " * 40 + b"\r\n", BROKEN),
    "/trailers-without-end": (forever(before=CHUNKED + b"5\r\nabcde\r\n0\r\n", piece=b"X-A: b\r\n" * 1000), BROKEN | {PageState.TOO_LARGE}),
    "/short": (whole(PAGE)[:-200], BROKEN),
    # packed
    "/gzip-cut": (whole(PACKED[:-30], extra=b"Content-Encoding: gzip\r\n"), BROKEN),
    "/gzip-damaged": (whole(PACKED[:60] + b"\xff" * 60 + PACKED[120:], extra=b"Content-Encoding: gzip\r\n"), BROKEN),
    "/gzip-only-head": (whole(PACKED[:10], extra=b"Content-Encoding: gzip\r\n"), BROKEN),
    "/brotli": (whole(b"\x1b\x03\x04" * 90, extra=b"Content-Encoding: br\r\n"), {PageState.ENCODING}),
    "/zstd": (whole(b"\x28\xb5\x2f\xfd" * 90, extra=b"Content-Encoding: gzip, zstd\r\n"), {PageState.ENCODING}),
    "/gzip-twice": (whole(gzip.compress(PACKED), extra=b"Content-Encoding: gzip, gzip\r\n"), {PageState.OK}),
    "/bomb": (whole(gzip.compress(b"<p>" * (20 << 20)), extra=b"Content-Encoding: gzip\r\n"), {PageState.TOO_LARGE}),
    "/bomb-twice": (
        whole(gzip.compress(gzip.compress(b"<p>" * (20 << 20)) * 9), extra=b"Content-Encoding: gzip, gzip\r\n"),
        {PageState.TOO_LARGE},
    ),
    "/bomb-of-nothing": (
        whole(gzip.compress(gzip.compress(b"") * 400_000), extra=b"Content-Encoding: gzip, gzip\r\n"),
        {PageState.TOO_LARGE},
    ),
    # redirects
    "/to-itself": (b"HTTP/1.1 302 F\r\nLocation: /to-itself\r\nContent-Length: 0\r\n\r\n", {PageState.REDIRECT_LOOP}),
    "/long-location": (b"HTTP/1.1 302 F\r\nLocation: /" + b"a" * 60_000 + b"\r\nContent-Length: 0\r\n\r\n", {PageState.HTTP_ERROR}),
    "/location-of-controls": (b"HTTP/1.1 302 F\r\nLocation: /\x1b]0;x\x07\r\nContent-Length: 0\r\n\r\n", {PageState.HTTP_ERROR} | BROKEN),
    "/to-a-script": (b"HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\nContent-Length: 0\r\n\r\n", {PageState.HTTP_ERROR}),
    "/to-a-file": (b"HTTP/1.1 301 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", {PageState.HTTP_ERROR}),
    "/redirect-with-a-body": (forever(before=b"HTTP/1.1 302 F\r\nLocation: /none\r\n\r\n", piece=b"a" * 65536), {PageState.HTTP_ERROR}),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for all."""
    with wire({path: reply for path, (reply, _) in ENDS.items()}) as running:
        yield running


async def seen(url: str) -> tuple[Fetched, Page]:
    """What the crawl makes of an address."""
    client = Client(Resolver(allow_private=True), "test", LIMITS)

    class Ask:
        async def __call__(
            self,
            url: str,
            method: str = "GET",
            *,
            headers: Mapping[str, str] | None = None,
            limits: Limits | None = None,
            retries: int = 0,  # noqa: ARG002  # each address is asked once
        ) -> Answer:
            return await client.ask(url, method, headers, limits=limits)

        def keep_apart(self, name: str, seconds: float) -> None:
            raise NotImplementedError

    try:
        fetched = await fetch(Ask(), url)
    finally:
        await client.close()
    return fetched, page_of(fetched)[0]


@pytest.mark.parametrize("path", ENDS)
async def test_how_it_ends(server: Wire, path: str) -> None:
    """In time, in a state that says what happened, and without reading on."""
    started = time.monotonic()
    fetched, page = await seen(server.origin + path)
    assert page.state in ENDS[path][1], (page.state, page.why, fetched.cut)
    assert page.ok or page.why
    assert time.monotonic() - started < 8
    assert len(fetched.body) <= LIMITS.page_bytes
    assert server.sent.get(path, 0) < 40 << 20  # what was on its way in the system's own buffers


async def test_memory(server: Wire) -> None:
    """The worst of them together take no more than a few bodies."""
    tracemalloc.start()
    for path in ("/header-of-100-MB", "/header-line-without-end", "/endless", "/chunk-of-an-exabyte", "/bomb-of-nothing"):
        await seen(server.origin + path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


async def test_chain_of_growing_addresses() -> None:
    """A redirect that makes the address longer each time ends after a few steps."""

    routes: dict[str, bytes] = {
        "/" + "a" * n: b"HTTP/1.1 302 F\r\nLocation: /" + b"a" * (n + 1) + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        for n in range(1, 100)
    }
    with wire(routes) as server:
        _, page = await seen(f"{server.origin}/a")
    assert page.state is PageState.REDIRECT_LOOP
    assert len(server.heads) < 20


async def test_cookies_cannot_write_headers() -> None:
    """A cookie goes back as it came, and never as another line of the request."""
    routes = {
        "/": b"HTTP/1.1 302 F\r\nLocation: /2\r\nConnection: close\r\nContent-Length: 0\r\n"
        b'Set-Cookie: a="x\\015\\012X-Evil: 1"\r\nSet-Cookie: b=\xe9\r\n\r\n',
        "/2": whole(PAGE),
    }
    with wire(routes) as server:
        _, page = await seen(f"{server.origin}/")
    assert page.state is PageState.OK
    assert len(server.heads) == 2
    assert b"\r\nX-Evil" not in server.heads[1]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"text/html; charset=utf-8", b"\xff\xfe\xfd<h1>\xc3\x28</h1>" + PAGE),
        (b"text/html; charset=utf-16", PAGE),
        (b"text/html", PAGE.decode().encode("utf-16")),
        (b"text/html; charset=utf-16le", PAGE.decode().encode("utf-16le")[:-1] + b"\x00\xd8"),
        (b"text/html; charset=utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-" + PAGE),
        (b"text/html; charset=no-such", PAGE),
        (b"text/html; charset=idna", PAGE),
        (b"text/html; charset=unicode_escape", PAGE + b"\\ud800\\x1b"),
        (b"text/html; charset=zlib_codec", PAGE),
        (b"text/html; charset=\x00", PAGE),
        (b"text/html", PAGE.replace(b"<h1>", b"<h1>\0\0\0\x1b[2J\x9b")),
        (b"text/html", b"\0" * 5000 + PAGE),
        (b"text/html", PAGE.replace(b"<h1>", b"<h1>&#xD800;&#0;&#x1b;&#x202e;")),
        (b"TEXT/HTML ;;; charset=\"utf-8", PAGE),
    ],
)  # fmt: skip
async def test_how_it_is_written(kind: bytes, body: bytes) -> None:
    """Whatever the charset is called and whatever the bytes are, the page is read, and can be kept as UTF-8."""
    with wire({"/": whole(body, kind=kind) if b"\0" not in kind else whole(body)}) as server:
        _, page = await seen(f"{server.origin}/")
    assert page.state in {PageState.OK, PageState.BLOCKED, PageState.NOT_FOUND_SOFT}
    assert msgspec.json.encode(page)  # no lone surrogate
    assert "\0" not in page.title + page.main_text
