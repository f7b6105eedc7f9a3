"""Packing the WARC file as WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1), so that public replay viewers open it.

The WARC lives inside the WACZ after packing, not beside it: it stands there uncompressed by the zip, so a record is still read by
its offset. Going on with an audit takes it out again.
"""

import gzip
import hashlib
import json
import mimetypes
import os
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from store.archive import ARCHIVE, WARC, Entry, Slot, resource_record
from store.errors import AuditFileUnreadable, told

WACZ = "audit.wacz"
PICTURES = f"{ARCHIVE}/pictures.warc.gz"
_BLOCK = 1024  # lines of the index in one gzip member, read together
_TEXT = 5_000  # characters of a page that a viewer can search
_ALL_TEXT = 500_000_000  # of all pages together
_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<26x2H")  # of a zip member: lengths of its name and its extra field


@dataclass(frozen=True, slots=True)
class Place:
    """Where the WARC stands: from byte `base` of `path` on, `size` bytes."""

    path: Path
    base: int
    size: int


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One line of the page list."""

    url: str
    title: str
    at: str  # ISO 8601, UTC
    text: str = ""
    home: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a page: a file of the audit folder."""

    page: str
    file: str
    at: str


@dataclass(frozen=True, slots=True)
class Label:
    """What the package says of itself."""

    title: str
    description: str
    software: str
    created: str  # ISO 8601, UTC
    main_url: str
    more: Mapping[str, object]


def place(folder: Path) -> Place | None:
    """Where the WARC of an audit stands, beside the WACZ or in it; None when there is none. AuditFileUnreadable for a broken WACZ."""
    loose, packed = folder / WARC, folder / WACZ
    if loose.exists():
        return Place(loose, 0, loose.stat().st_size)
    if not packed.exists():
        return None
    try:
        with zipfile.ZipFile(packed) as zipped, packed.open("rb") as file:
            info = zipped.getinfo(WARC)
            file.seek(info.header_offset)
            name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
            return Place(packed, info.header_offset + _LOCAL_HEADER.size + name + extra, info.file_size)
    except (OSError, KeyError, struct.error, zipfile.BadZipFile) as error:
        raise AuditFileUnreadable(f"{packed} is damaged: {error}") from error


def unpack(folder: Path) -> None:
    """Take the WARC out of the WACZ, to be appended to; the WACZ goes. Nothing happens where it stands beside it already."""
    found = place(folder)
    if found is not None and found.path == folder / WACZ:
        target, draft = folder / WARC, folder / f"{WARC}.tmp"
        try:
            target.parent.mkdir(exist_ok=True)
            with found.path.open("rb") as source, draft.open("wb") as out:
                _copy(source, out, found)
                _flush(out)
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise told(error, target) from error
    (folder / WACZ).unlink(missing_ok=True)


def pack(folder: Path, label: Label, entries: Iterable[Entry], pages: Iterable[PageEntry], pictures: Iterable[Shown]) -> Path | None:
    """Write `audit.wacz` and let the WARC live in it; None when nothing was exchanged.

    StoreError when the disk refuses; then all is as it was.
    """
    found = place(folder)
    if found is None:
        return None
    target, draft = folder / WACZ, folder / f"{WACZ}.tmp"
    try:
        with zipfile.ZipFile(draft, "w", allowZip64=True) as zipped:
            _Package(zipped, label).write(folder, found, entries, pages, pictures)
        with draft.open("rb+") as out:
            _flush(out)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise told(error, target) from error
    loose = folder / WARC
    loose.unlink(missing_ok=True)
    if loose.parent.is_dir() and not any(loose.parent.iterdir()):
        loose.parent.rmdir()
    return target


class _Package:
    """The members of one WACZ, with what datapackage.json says of each."""

    def __init__(self, zipped: zipfile.ZipFile, label: Label) -> None:
        self._zip = zipped
        self._label = label
        self._resources: list[dict[str, object]] = []
        self._main: PageEntry | None = None  # what a viewer opens first

    def write(self, folder: Path, warc: Place, entries: Iterable[Entry], pages: Iterable[PageEntry], pictures: Iterable[Shown]) -> None:
        with warc.path.open("rb") as source:
            source.seek(warc.base)
            self._add(WARC, _pieces(source, warc.size), size=warc.size)
        lines = [line for entry in entries if entry.method == "GET" for line in _cdxj(entry)]
        shown, shown_lines = _picture_records(folder, pictures)
        if shown:
            self._add(PICTURES, shown)
        self._index(sorted(lines + shown_lines))
        self._add("pages/pages.jsonl", self._page_lines(pages), deflate=True)
        package = json.dumps(self._describe(), ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        self._zip.writestr(self._info("datapackage.json"), package)
        self._zip.writestr(self._info("datapackage-digest.json"), json.dumps(digest, indent=2))

    def _index(self, lines: list[str]) -> None:
        blocks, index, offset = [], ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'], 0
        for start in range(0, len(lines), _BLOCK):
            block = gzip.compress("".join(lines[start : start + _BLOCK]).encode(), 6, mtime=0)
            digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
            told_of = {"offset": offset, "length": len(block), "digest": digest, "filename": "index.cdx.gz"}
            index.append(f"{lines[start].partition(' {')[0]} {json.dumps(told_of)}\n")
            blocks.append(block)
            offset += len(block)
        self._add("indexes/index.cdx.gz", blocks)
        self._add("indexes/index.idx", [line.encode() for line in index], deflate=True)

    def _page_lines(self, pages: Iterable[PageEntry]) -> Iterator[bytes]:
        head: dict[str, Any] = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
        yield json.dumps(head).encode() + b"\n"
        room = _ALL_TEXT
        for page in pages:
            if self._main is None or page.url == self._label.main_url:
                self._main = page
            text = page.text[:_TEXT] if room > 0 else ""
            room -= len(text)
            name = hashlib.sha256(page.url.encode("utf-8", "surrogateescape")).hexdigest()[:20]
            row = {"id": name, "url": page.url, "ts": page.at, "title": page.title or page.url, "text": text, "seed": page.home}
            yield json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    def _add(self, name: str, pieces: Iterable[bytes], *, deflate: bool = False, size: int = 0) -> None:
        info, digest = self._info(name, deflate=deflate), hashlib.sha256()
        info.file_size, size = size, 0  # large members get a longer header; small ones must not: viewers count without it
        with self._zip.open(info, "w") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        short = name.rpartition("/")[2]
        self._resources.append({"name": short, "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size})

    def _info(self, name: str, *, deflate: bool = False) -> zipfile.ZipInfo:
        stamp = self._label.created
        when = (int(stamp[:4]), int(stamp[5:7]), int(stamp[8:10]), int(stamp[11:13]), int(stamp[14:16]), int(stamp[17:19]))
        info = zipfile.ZipInfo(name, when)
        info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        return info

    def _describe(self) -> dict[str, object]:
        label = self._label
        main = {"mainPageUrl": self._main.url, "mainPageDate": self._main.at} if self._main else {}
        return {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": label.title,
            "description": label.description,
            "software": label.software,
            "created": label.created,
            **main,
            **label.more,
            "resources": self._resources,
        }


def _picture_records(folder: Path, pictures: Iterable[Shown]) -> tuple[list[bytes], list[str]]:
    """Records `urn:view:<page>` for the first picture of each page, as browsertrix names screenshots, and their lines of the index."""
    records: list[bytes] = []
    lines: list[str] = []
    offset, seen = 0, set()
    for picture in pictures:
        path = folder / picture.file
        if picture.page in seen or not path.is_file():
            continue
        seen.add(picture.page)
        url, mime = f"urn:view:{picture.page}", mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = path.read_bytes()
        record = resource_record(url, picture.at, mime, body)
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        slot = Slot(offset, len(record), digest)
        names = (url, f"urn:thumbnail:{picture.page}")  # the latter is what replayweb.page shows beside the page's name
        lines.extend(line for name in names for line in _lines(name, picture.at, slot, mime=mime, status=200, warc=PICTURES))
        records.append(record)
        offset += len(record)
    return records, lines


def _cdxj(entry: Entry) -> Iterator[str]:
    return _lines(entry.url, entry.at, entry.slot, mime=entry.mime, status=entry.status, warc=WARC)


def _lines(url: str, at: str, slot: Slot, *, mime: str, status: int, warc: str) -> Iterator[str]:
    fields = {
        "url": url,
        "mime": mime or "unk",
        "status": str(status),
        "digest": slot.digest,
        "length": str(slot.length),
        "offset": str(slot.offset),
        "filename": warc.rpartition("/")[2],
    }
    moment = "".join(letter for letter in at[:19] if letter.isdigit())
    for key in sorted({surt(url), classic_surt(url)}):
        yield f"{key} {moment} {json.dumps(fields)}\n"


def surt(url: str) -> str:
    """The sort key of an address as replayweb.page looks it up: host reversed, lower case, query sorted and written anew."""
    host, path, query = _parts(url)
    if query:
        pairs = sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0])
        query = "?" + urlencode(pairs, safe="*").replace("~", "%7E")
    return f"{host}{path}{query}".replace(" ", "%20")


def classic_surt(url: str) -> str:
    """The sort key as pywb looks it up: no slash at the end of a path, the query's parts sorted as they stand."""
    host, path, query = _parts(url)
    if query:
        query = "?" + "&".join(sorted(query.split("&")))
    path = path.rstrip("/") or "/" if host else path
    return f"{host}{path}{query}".replace(" ", "%20")


def _parts(url: str) -> tuple[str, str, str]:
    """Host reversed, path and query; the whole address as the path where it has no host."""
    if not url.startswith(("http:", "https:")):
        return "", url, ""
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", url, ""
    labels = host.split(".")
    if (labels[0].startswith("www") and labels[0][3:].isdigit()) or labels[0] == "www":
        labels = labels[1:]
    default = {"http": 80, "https": 443}[parts.scheme]
    return ",".join(reversed(labels)) + (f":{port}" if port and port != default else "") + ")", parts.path or "/", parts.query


def _pieces(source: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        piece = source.read(min(_CHUNK, size))
        if not piece:
            raise AuditFileUnreadable("the archive of exchanges is shorter than its index says; crawl the site again")
        size -= len(piece)
        yield piece


def _copy(source: IO[bytes], out: IO[bytes], found: Place) -> None:
    source.seek(found.base)
    for piece in _pieces(source, found.size):
        out.write(piece)


def _flush(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())
