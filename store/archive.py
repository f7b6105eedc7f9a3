"""The WARC file of an audit: every exchange appended as it comes, each record a gzip member of its own (ISO 28500).

Bodies stand content-decoded, as browsertrix writes them: what a reader finds is what the page said. The headers that
spoke of the encoding keep their values under `X-Archive-Orig-`, so that the exchange comes back as it was put.
"""

import fcntl
import hashlib
import os
import uuid
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from facts.exchange import Exchange, Headers
from store.errors import AuditFileUnreadable, AuditFolderUnwritable, told

ARCHIVE = "archive"
WARC = f"{ARCHIVE}/exchanges.warc.gz"
LEVEL = 1  # HTML at level 1 is a fifth larger than at 9 and costs a fourth of the time
_ORIGINAL = "X-Archive-Orig-"
_MOVED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_TRUNCATED = {  # our words and the standard's own to the standard's; all else is "unspecified"
    **{word: word for word in ("length", "time", "disconnect")},
    "too-large": "length",
    "timeout": "time",
    "broken": "disconnect",
}
_SAFE = str.maketrans("\r\n\0", "   ")  # a header of a hostile site must not become two


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a response record stands in the file, in bytes, and the digest of its body (sha256:hex)."""

    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the index."""

    url: str
    method: str
    status: int
    mime: str
    at: str
    by: str
    kind: str
    slot: Slot


class Archive:
    """The growing file. `end` is the end of the last record that the index knows; what stands behind it is overwritten."""

    def __init__(self, path: Path, end: int) -> None:
        """Open for appending after `end`, cutting a loose tail; OSError, AuditFolderUnwritable when another process writes."""
        path.parent.mkdir(exist_ok=True)
        self._path = path
        self._out = path.open("r+b" if path.exists() else "w+b", buffering=0)
        try:
            fcntl.flock(self._out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._out.close()
            raise AuditFolderUnwritable(f"another run of tekser is writing to {path.parent.parent}; let it end first") from error
        self._out.truncate(end)
        self.end = end

    def close(self) -> None:
        """Cut what no index row knows, bring the file to the disk and close it."""
        try:
            self._out.truncate(self.end)
            os.fsync(self._out.fileno())
        finally:
            self._out.close()

    def append(self, exchange: Exchange) -> Slot:
        """Write request and response; StoreError when the disk refuses, with the file as before."""
        answer = str(uuid.uuid4())
        digest = f"sha256:{hashlib.sha256(exchange.body).hexdigest()}"
        asked = _request(exchange, answer)
        given = _response(exchange, answer, digest)
        slot = Slot(self.end + len(asked), len(given), digest)
        self._write(asked + given)
        return slot

    def append_info(self, facts: Mapping[str, str], at: str) -> None:
        """Write the `warcinfo` record that says who made the file."""
        block = "".join(f"{name}: {value}\r\n" for name, value in facts.items()).encode()
        head = (("WARC-Filename", self._path.name), ("Content-Type", "application/warc-fields"))
        self._write(_record("warcinfo", str(uuid.uuid4()), at, head, block))

    def _write(self, data: bytes) -> None:
        try:
            self._out.seek(self.end)
            rest = memoryview(data)
            while rest:
                rest = rest[self._out.write(rest) :]
        except OSError as error:
            raise told(error, self._path) from error
        self.end += len(data)


def resource_record(url: str, at: str, mime: str, body: bytes) -> bytes:
    """A `resource` record: bytes that were made here, not exchanged."""
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    head = (("WARC-Target-URI", url), ("Content-Type", mime), ("WARC-Payload-Digest", digest))
    return _record("resource", str(uuid.uuid5(uuid.NAMESPACE_URL, url + digest)), at, head, body)


def read_exchange(path: Path, base: int, slot: Slot) -> Exchange:
    """The exchange whose response record stands at `slot` of the WARC that begins at byte `base` of `path`.

    `sent`, `by`, `kind`, `cut` and `seconds` are the index's to tell. AuditFileUnreadable when the record is damaged.
    """
    try:
        with path.open("rb") as file:
            file.seek(base + slot.offset)
            data = file.read(slot.length)
        record = next(iter(ArchiveIterator(BytesIO(data))))
        body: bytes = record.raw_stream.read()
        url, at = record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers.get_header("WARC-Date")
        status, headers = int(record.http_headers.get_statuscode()), record.http_headers.headers
    except (OSError, StopIteration, ValueError, AttributeError, TypeError, zlib.error, ArchiveLoadFailed) as error:
        raise AuditFileUnreadable(f"{path}: the record at byte {slot.offset} is damaged ({error or type(error).__name__})") from error
    if f"sha256:{hashlib.sha256(body).hexdigest()}" != slot.digest:
        raise AuditFileUnreadable(f"{path}: the record at byte {slot.offset} does not hold what was put there")
    return Exchange(url=url, status=status, headers=_restored(headers), body=body, at=at)


def _request(exchange: Exchange, answer: str) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    block = _http(f"{exchange.method} {target} HTTP/1.1", exchange.sent) + exchange.given
    head = (
        ("WARC-Concurrent-To", f"<urn:uuid:{answer}>"),
        ("WARC-Target-URI", exchange.url),
        ("Content-Type", "application/http; msgtype=request"),
    )
    return _record("request", str(uuid.uuid4()), exchange.at, head, block)


def _response(exchange: Exchange, answer: str, digest: str) -> bytes:
    try:
        reason = HTTPStatus(exchange.status).phrase
    except ValueError:
        reason = "Unknown"
    headers = tuple((_ORIGINAL + name if name.lower() in _MOVED else name, value) for name, value in exchange.headers)
    length = ("Content-Length", str(len(exchange.body)))
    block = _http(f"HTTP/1.1 {exchange.status} {reason}", (*headers, length)) + exchange.body
    head = [
        ("WARC-Target-URI", exchange.url),
        ("Content-Type", "application/http; msgtype=response"),
        ("WARC-Payload-Digest", digest),
    ]
    if exchange.cut:
        head.append(("WARC-Truncated", _TRUNCATED.get(exchange.cut, "unspecified")))
    if exchange.kind:
        head.append(("WARC-Resource-Type", exchange.kind))
    return _record("response", answer, exchange.at, head, block)


def _record(kind: str, name: str, at: str, head: Iterable[tuple[str, str]], block: bytes) -> bytes:
    lines = "".join(f"{key}: {value.translate(_SAFE)}\r\n" for key, value in head)
    digest = hashlib.sha256(block).hexdigest()
    top = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nWARC-Date: {at}\r\n{lines}"
        f"WARC-Block-Digest: sha256:{digest}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return b"".join((packer.compress(_bytes(top)), packer.compress(block), packer.compress(b"\r\n\r\n"), packer.flush()))


def _http(first: str, headers: Headers) -> bytes:
    return _bytes("".join((first.translate(_SAFE), "\r\n", *(f"{_line(name, value)}\r\n" for name, value in headers), "\r\n")))


def _line(name: str, value: str) -> str:
    return f"{name}: {value}".translate(_SAFE)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _restored(headers: Iterable[tuple[str, str]]) -> Headers:
    """Answer headers as they came: without our own Content-Length, the moved ones under their own names."""
    return tuple((name.removeprefix(_ORIGINAL), value) for name, value in headers if name.lower() not in _MOVED)
