"""Pages with known outcomes that nobody here wrote: read from the folder beside the project, served as their README asks.

Nothing of them is copied into the project. Without the folder there is nothing to measure, and `there` says so.
"""

import json
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
_TYPES = {".html": "text/html", ".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml", ".xml": "application/xml"}
_HEAD = 2048  # bytes in which a page names its own encoding


@dataclass(frozen=True, slots=True)
class Question:
    """What one of the corpora's indicators is measured by.

    `kinds`: the findings of the check that answer it, None for all; `shown`: undecided kinds which say that the thing is there;
    `rules`: those of axe-core that ask the same, empty where it has none.
    """

    check: str
    kinds: frozenset[str] | None = None
    but: frozenset[str] = frozenset()  # kinds of the check that answer another question
    part: str = ""
    shown: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    how: str = ""


_ALT_RULES = {"image-alt", "input-image-alt", "area-alt", "role-img-alt", "svg-img-alt", "object-alt"}
_KEYBOARD_RULES = {"scrollable-region-focusable", "frame-focusable-content", "nested-interactive", "server-side-image-map"}
_FOCUS_KINDS = frozenset({"focus-not-visible", "focus-out-of-sight", "focus-faint", "focus-not-measured"})
_SKIP_KINDS = {"no-skip-link", "broken-skip-link", "skip-link-elsewhere", "skip-link-out-of-reach", "skip-link-unclear"}
# rules of others that pass a page which has nothing for them to look at, where the order takes points for the lack itself
SILENT_ON_LACK = {"skip_main_described": "no-skip-link"}

QUESTIONS: Mapping[str, Question] = {
    "alt": Question("4-3.1", rules=frozenset(_ALT_RULES)),
    "autoplay-audio": Question("4-3.2", rules=frozenset({"no-autoplay-audio"})),
    "moving-content": Question("4-3.3", rules=frozenset({"blink", "marquee"})),
    "keyboard": Question(
        "4-3.4",
        but=_FOCUS_KINDS,
        rules=frozenset(_KEYBOARD_RULES),
        how="parts that scroll and that Chromium itself stops at are left to a person, where these labels count them as failures",
    ),
    "focus-visible": Question("4-3.4", kinds=_FOCUS_KINDS),
    "skip-link": Question(
        "4-3.5",
        kinds=frozenset(_SKIP_KINDS),
        rules=frozenset({"skip-link", "bypass"}),
        how="tier `bypass-any` passes by headings and landmarks too, which the order does not know: no headline",
    ),
    "form-error": Question("4-3.6"),
    "contrast": Question("4-3.7", rules=frozenset({"color-contrast"})),
    "resize-200": Question(
        "4-3.8",
        how="one box of these cases shows all of its text at 200 % of a window of 1280 or 1366 pixels and cuts it in narrower ones only",
    ),
    "title": Question(
        "4-2.11",
        rules=frozenset({"document-title"}),
        how="the order asks that the name is the body's; here the body is called what the title says: only a missing title is found",
    ),
    "breadcrumbs": Question("4-2.4"),
    "rss": Question(
        "4-4.3",
        part="1",
        shown=frozenset({"feed-topic-unknown", "feed-unread", "feed-empty", "feed-broken"}),
        how="a page that offers a feed against one that offers none; what the feed is about is not asked",
    ),
    "dead-link": Question("4-2.10", part="1", how="a crawl of the page's folder; tier `needs-network` is left out"),
    "lang-id": Question(
        "", how="the language of a text: right, wrong (`alarms`) or not told; all but kk, ru and en must be told as another one"
    ),
}
RULES = tuple(sorted(frozenset[str]().union(*(question.rules for question in QUESTIONS.values()))))


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case of a corpus."""

    id: str
    source: str
    indicator: str
    file: str
    expected: str  # pass, fail, inapplicable
    tier: str = "core"
    why: str = ""
    aspect: str = ""
    rule: str = ""
    selector: str = ""  # the one element that the label is of, where it says so
    lang: str = ""
    text: str = ""
    server_root: str = ""
    url_path: str = ""
    links: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)

    @property
    def root(self) -> str:
        """The folder below the corpora that is served as the root."""
        return f"{self.source}/{self.server_root or 'cases'}"

    @property
    def path(self) -> str:
        """The address of the case below its root."""
        below = self.url_path or self.file.removeprefix(f"{self.server_root or 'cases'}/")
        return "/" + quote(below.lstrip("/"))


def there(folder: Path = FOLDER) -> bool:
    """True when the corpora are beside the project."""
    return folder.is_dir() and any(folder.glob("*/cases.jsonl"))


def cases(indicators: frozenset[str], sources: frozenset[str], folder: Path = FOLDER) -> list[Case]:
    """Cases of these indicators and sources (empty: all that a question is asked of), in a stable order."""
    found: list[Case] = []
    for listing in sorted(folder.glob("*/cases.jsonl")):
        if sources and listing.parent.name not in sources:
            continue
        for line in listing.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["indicator"] in QUESTIONS and (not indicators or row["indicator"] in indicators) and row.get("kind") != "feed-file":
                found.append(_case(row, listing.parent.name))
    return found


def _case(row: Mapping[str, Any], source: str) -> Case:
    names = ("id", "indicator", "file", "expected", "why", "aspect", "rule", "selector", "lang", "text", "server_root", "url_path")
    given = {name: row[name] for name in names if row.get(name)}
    return Case(source=source, tier=row.get("tier") or "core", links=tuple(row.get("links") or ()), **given)


class _Handler(BaseHTTPRequestHandler):
    """Files of one folder, whole or in part: players ask for parts."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        path = (self.root / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        if path.is_dir():
            path /= "index.html"
        if not path.is_relative_to(self.root) or not path.is_file():
            self._send(404, "text/plain", b"not found", body=body)
            return
        whole = path.read_bytes()
        kind = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind == "text/html" and b"charset" not in whole[:_HEAD].lower():
            kind = "text/html; charset=utf-8"
        start, _, end = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if start.isdigit() and int(start) < len(whole):
            last = min(int(end), len(whole) - 1) if end.isdigit() else len(whole) - 1
            part = {"Content-Range": f"bytes {start}-{last}/{len(whole)}"}
            self._send(206, kind, whole[int(start) : last + 1], part, body=body)
        else:
            self._send(200, kind, whole, body=body)

    def _send(self, status: int, kind: str, content: bytes, more: Mapping[str, str] | None = None, *, body: bool) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), "Accept-Ranges": "bytes", **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of what is asked."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Browsers drop connections at will."""


class Ground:
    """Servers of the corpora's roots, one for each that is asked for; addresses stand as the pages expect them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self._servers: dict[str, _Server] = {}

    def origin(self, root: str) -> str:
        """The origin that serves the folder `root` of the corpora."""
        if root not in self._servers:
            handler = type("Handler", (_Handler,), {"root": (self.folder / root).resolve()})
            server = self._servers[root] = _Server(("127.0.0.1", 0), handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._servers[root].server_address[1]}"

    def url(self, case: Case) -> str:
        """The address of a case."""
        return self.origin(case.root) + case.path

    def close(self) -> None:
        """Stop serving."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()


@contextmanager
def served(folder: Path = FOLDER) -> Iterator[Ground]:
    """The corpora served over loopback while the block runs."""
    ground = Ground(folder)
    try:
        yield ground
    finally:
        ground.close()
