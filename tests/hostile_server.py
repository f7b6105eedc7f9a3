"""A small loopback server whose sites behave badly on purpose; what was asked of it is written down."""

import datetime
import gzip
import ipaddress
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """One answer; `before` seconds pass first, `slowly` sends the body in so many pieces a tenth of a second apart."""

    body: str | bytes = ""
    status: int = 200
    type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    before: float = 0.0
    slowly: int = 0
    length: int | None = None  # announced in place of the true one
    lost: int = 0  # bytes announced that never come: the connection breaks off


Answer = Callable[[str], Reply]
Routes = Mapping[str, Reply | Answer]


@dataclass
class Site:
    """A running site: its origin and every request line that reached it."""

    origin: str
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.origin + path

    @property
    def counts(self) -> Counter[str]:
        """How often each path was asked for by GET."""
        return Counter(line.partition(" ")[2] for line in self.asked if line.startswith("GET "))


def page(title: str, *links: str, lang: str = "ru", text: str = "", head: str = "") -> str:
    """A plain page with a heading, a paragraph and links."""
    items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><main><h1>{title}</h1><p>{text or _WORDS[lang] + ' ' + title}</p><ul>{items}</ul></main></body></html>"
    )


_WORDS = {
    "ru": "Министерство публикует на этой странице сведения о своей работе, приёме граждан и принятых решениях.",
    "kk": "Министрлік бұл бетте өз жұмысы, азаматтарды қабылдау және қабылданған шешімдер туралы мәлімет жариялайды.",
    "en": "The ministry publishes on this page what it does, when it receives citizens and which decisions it has taken.",
}


def redirect(to: str, status: int = 302, **headers: str) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": to, **headers})


def calendar(path: str) -> Reply:
    """A month of a calendar that goes on for ever, with a link to the next month and to the one before."""
    month = int(parse_qs(urlsplit(path).query).get("month", ["0"])[0])
    names = ("қаңтар", "февраль", "march", "апрель")
    return Reply(
        page("Календарь", f"/calendar?month={month + 1}", f"/calendar?month={month - 1}", text=f"{names[month % 4]} {2026 + month}")
    )


def gigabyte(announced: bool) -> Reply:
    """A gigabyte of zeros, with its length announced or not; the server really sends until the client hangs up."""
    return Reply(b"\0" * 65536, type="application/octet-stream", length=1 << 30 if announced else -1)


def bomb() -> Reply:
    """A hundred megabytes packed into a tenth of one."""
    return Reply(gzip.compress(b"<p>" + b" " * (96 << 20), 1), headers={"Content-Encoding": "gzip"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self) -> None:
        site = self.server.site
        site.asked.append(f"{self.command} {self.path}")
        site.headers.append(dict(self.headers))
        site.times.append(time.monotonic())
        route = self.server.routes.get(self.path) or self.server.routes.get(urlsplit(self.path).path) or self.server.routes.get("*")
        reply = route(self.path) if callable(route) else route or Reply(page("Страница не найдена"), 404)
        time.sleep(reply.before)
        with suppress(ConnectionError):
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        if reply.type:
            self.send_header("Content-Type", reply.type)
        if reply.length != -1:
            self.send_header("Content-Length", str(len(body) + reply.lost if reply.length is None else reply.length))
        else:
            self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        sent = 0
        for piece in self._pieces(reply, body):
            self.wfile.write(piece)
            self.wfile.flush()
            sent += len(piece)
            if reply.slowly:
                time.sleep(0.1)
        if reply.length == -1 or reply.lost:
            self.close_connection = True

    @staticmethod
    def _pieces(reply: Reply, body: bytes) -> Iterator[bytes]:
        if reply.length is not None:
            for _ in range((1 << 30) // max(len(body), 1)):
                yield body
        elif reply.slowly:
            size = max(1, len(body) // reply.slowly)
            yield from (body[at : at + size] for at in range(0, len(body), size))
        else:
            yield body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site
    routes: Routes

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def hostile(routes: Routes, certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve `routes` (path with or without query, "*" for all else; unknown paths are 404), over TLS with `certificate`."""
    with _Server((host, 0), _Handler) as server:
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        server.routes = routes
        server.site = Site(f"{scheme}://{host}:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.site
        finally:
            server.shutdown()


def self_signed(folder: Path, issuer: str = "127.0.0.1") -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one PEM file.

    With another `issuer` name it looks like one whose issuer was not sent.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "self-signed.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
