"""What was exchanged with the site: the WARC file together with its index in the database."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
from sqlite_utils import Database

from facts.exchange import Exchange, Headers
from store.archive import WARC, Archive, Entry, Slot, read_exchange
from store.errors import AuditFileUnreadable, told
from store.journal import rows
from store.wacz import Place, place, unpack

LARGEST_SEEN = 5_000_000  # bytes of an answer's body that a browser got and this file keeps
LIMITS = (  # told in the file itself
    f"of what browsers asked for, answers above {LARGEST_SEEN // 1_000_000} MB stand without their body (WARC-Truncated: length), films,"
    " sound and sockets not at all; of what pages sent, text up to 64 KB; what the fetching tier cut says so by WARC-Truncated"
)
_PUT = (
    "insert into exchanges (url, method, cookie, status, mime, by, kind, at, seconds, cut, sent, offset, length, digest)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LAST = "select * from exchanges where url = ? and method = ? and cookie = ? and by = 'fetch' order by id desc limit 1"


class Exchanges:
    """Append and find exchanges; the record is in the file before its row is committed."""

    def __init__(self, folder: Path, db: Database, info: Mapping[str, str], at: str) -> None:
        self._folder = folder
        self._path = folder / WARC
        self._where: Place | None = None
        self._db = db
        self._info, self._at = info, at
        self._archive: Archive | None = None

    @property
    def end(self) -> int:
        """End of the last record, in bytes; what a transaction that is rolled back returns to."""
        return self._archive.end if self._archive else -1

    def rewind(self, end: int) -> None:
        """Forget the records behind `end`: their rows were rolled back."""
        if self._archive and end < 0:
            self.close()  # it was opened meanwhile: opened again, it begins where the index ends
        elif self._archive:
            self._archive.end = end

    def put(self, exchange: Exchange) -> None:
        """Append the exchange and its row; StoreError when the disk refuses, with file and index as before."""
        archive = self._archive or self._open()
        before = archive.end
        slot = archive.append(exchange)
        mime = exchange.header("content-type").partition(";")[0].strip().lower()
        row = (
            *(exchange.url, exchange.method, cookie_hash(exchange.cookie), exchange.status, mime, exchange.by, exchange.kind),
            *(exchange.at, exchange.seconds, exchange.cut, msgspec.json.encode(exchange.sent).decode()),
            *(slot.offset, slot.length, slot.digest),
        )
        try:
            self._db.execute(_PUT, row)
        except BaseException:
            archive.end = before
            raise

    def get(self, url: str, method: str, cookie: str) -> Exchange | None:
        """The last answer to the fetching tier; AuditFileUnreadable when its record is damaged."""
        for row in rows(self._db, _LAST, (url, method, cookie_hash(cookie))):
            slot = Slot(row["offset"], row["length"], row["digest"])
            return replace(
                self._read(slot),
                method=row["method"],
                sent=msgspec.json.decode(row["sent"], type=Headers),
                cut=row["cut"],
                seconds=row["seconds"],
                by=row["by"],
                kind=row["kind"],
            )
        return None

    def has(self, url: str, by: str) -> bool:
        """True when an answer of `url` to `by` is kept."""
        return bool(self._db.execute("select 1 from exchanges where url = ? and by = ? limit 1", [url, by]).fetchall())

    def entries(self) -> Iterator[Entry]:
        """The index in the order of the file."""
        for row in self._db.query("select * from exchanges order by id"):
            slot = Slot(row["offset"], row["length"], row["digest"])
            yield Entry(row["url"], row["method"], row["status"], row["mime"], row["at"], row["by"], row["kind"], slot)

    def close(self) -> None:
        """Close the file if it was written; StoreError when it cannot be brought to the disk."""
        archive, self._archive = self._archive, None
        self._where = None
        if archive:
            try:
                archive.close()
            except OSError as error:
                raise told(error, self._path) from error

    def _open(self) -> Archive:
        unpack(self._folder)
        self._where = None
        try:
            end = self._known_end()
            self._archive = archive = Archive(self._path, end)
        except OSError as error:
            raise told(error, self._path) from error
        if not end:
            archive.append_info(self._info, self._at)
        return archive

    def _known_end(self) -> int:
        """End of the last whole record. Rows of records that a power cut took from the disk go, so that they are asked again."""
        size = self._path.stat().st_size if self._path.exists() else 0
        while True:
            last = self._db.execute("select id, offset, length, digest from exchanges order by id desc limit 1").fetchall()
            if not last:
                return 0
            name, offset, length, digest = last[0]
            if offset + length <= size and self._whole(Slot(offset, length, digest)):
                return int(offset + length)
            self._db.execute("delete from exchanges where id = ?", [name])

    def _whole(self, slot: Slot) -> bool:
        try:
            self._read(slot)
        except AuditFileUnreadable:
            return False
        return True

    def _read(self, slot: Slot) -> Exchange:
        self._where = where = self._where or place(self._folder)
        if where is None:
            raise AuditFileUnreadable(f"{self._path} is gone; crawl the site again")
        return read_exchange(where.path, where.base, slot)


def cookie_hash(cookie: str) -> str:
    """A short name for a Cookie header; "" for none."""
    return hashlib.sha256(cookie.encode("utf-8", "surrogateescape")).hexdigest()[:16] if cookie else ""
