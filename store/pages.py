"""The pages of an audit file as a sequence that does not stand in memory whole, however many there are.

A page takes some 100 KB as objects, a site may have 30,000 of them, and a check reads a few fields of each. So records are read one
by one, only the fields asked for are decoded (msgspec skips the rest without making objects of it), and what every check looks at
is kept: the short facts of all pages.
"""

import dataclasses
import sqlite3
import typing
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Self, overload

import msgspec
from sqlite_utils import Database

from facts import KeptPages, Page
from store.errors import AuditFileUnreadable

# Facts of a few bytes that nearly every check reads: kept for all pages after the first walk over them, some 1 KB a page.
SHORT = frozenset(
    {
        "url",
        "final_url",
        "state",
        "profile",
        "why",
        "status",
        "fetched_at",
        "depth",
        "rendered",
        "needs_browser",
        "sampled",
        "is_home",
        "lang",
        "text_lang",
        "words",
        "main_words",
        "gaps",
    }
)
ROOM = 12_000_000  # bytes of records that are held as objects, some 40 MB: all of a site of 300 pages, the first of a larger one
_SAME = ("profile", "lang", "text_lang", "why")  # the same few words on all pages


class StoredPages(KeptPages):
    """Page records in the order of profile and address, as they were when this was made."""

    def __init__(self, db: Database) -> None:
        self._db = db
        # the order of row numbers alone: sorting the records themselves would copy all of them
        self._rows = array("q", (row[0] for row in db.execute("select rowid from pages order by profile, url")))
        self._fields: frozenset[str] | None = None
        self._held = _Held()  # shared by all that `only` gives

    def only(self, fields: Iterable[str]) -> Self:
        """The same pages with these fields and no other."""
        chosen = frozenset(fields)
        return self._with(chosen if self._fields is None else self._fields & chosen)

    def _with(self, fields: frozenset[str]) -> Self:
        narrower = object.__new__(type(self))
        narrower._db, narrower._rows, narrower._held, narrower._fields = self._db, self._rows, self._held, fields
        return narrower

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Page: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Page]: ...
    def __getitem__(self, at: int | slice) -> Page | Sequence[Page]:
        """One record, or the records of a slice, read anew."""
        if isinstance(at, slice):
            return [self._read(row) for row in self._rows[at]]
        return self._read(self._rows[at])

    def __iter__(self) -> Iterator[Page]:
        if self._fields is None or not self._fields - {"ok"} <= SHORT:
            return map(self._read, self._rows)
        if not self._held.short:
            whole = self._with(SHORT)
            self._held.short.extend(_shared(whole._read(row)) for row in self._rows)
        return iter(self._held.short)

    def _read(self, row: int) -> Page:
        whole = self._held.whole.get(row)
        if whole is None:
            record = self._record(row)
            if len(record) > self._held.room:
                return _decoded(record, self._fields)
            whole = self._held.whole[row] = _decoded(record, None)
            self._held.room -= len(record)
        return whole if self._fields is None else _part(whole, self._fields)

    def _record(self, row: int) -> bytes:
        # as bytes: text would be decoded to be encoded again
        try:
            found = self._db.execute("select cast(record as blob) from pages where rowid = ?", (row,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise AuditFileUnreadable(f"the audit file is damaged: {error}") from error
        if found is None:
            raise AuditFileUnreadable("a page record is gone from the audit file while it was read; is another tekser at work on it?")
        return typing.cast("bytes", found[0])


class _Held:
    """What is held in memory of one file's pages."""

    def __init__(self) -> None:
        self.short: list[Page] = []  # short facts of all pages
        self.whole: dict[int, Page] = {}  # whole records by row, while there is room: a small site is decoded once
        self.room = ROOM


def _decoded(record: bytes, fields: frozenset[str] | None) -> Page:
    try:
        return typing.cast("Page", _decoder(fields).decode(record))
    except msgspec.DecodeError as error:
        raise AuditFileUnreadable(f"a record of the audit file is damaged ({error}); crawl the site again") from error


def _part(page: Page, fields: frozenset[str]) -> Page:
    """These fields of a page in memory, as if they alone had been read."""
    kind, names = _shape(fields)
    return typing.cast("Page", kind(**{name: getattr(page, name) for name in names}))


@lru_cache(maxsize=64)
def _decoder(fields: frozenset[str] | None) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Page if fields is None else _shape(fields)[0])


@lru_cache(maxsize=64)
def _shape(fields: frozenset[str]) -> tuple[type[msgspec.Struct], tuple[str, ...]]:
    """A record with these fields of a page, with the page's own types and defaults; and their names."""
    hints = typing.get_type_hints(Page)
    known = {field.name: field for field in dataclasses.fields(Page)}
    unknown = fields - set(known) - {"ok"}
    if unknown:
        raise ValueError(f"a page has no fields {sorted(unknown)}")
    own = [known[name] for name in sorted(fields & set(known))]
    kind = msgspec.defstruct(
        "PageFacts",
        [(field.name, hints[field.name], _default(field)) for field in own],
        kw_only=True,
        namespace={"ok": Page.ok} if "ok" in fields or "state" in fields else {},
    )
    return kind, tuple(field.name for field in own)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return msgspec.field(default_factory=field.default_factory) if field.default_factory is not dataclasses.MISSING else msgspec.NODEFAULT


def _shared(page: Any) -> Page:
    """Short facts that repeat from page to page as one object for all of them."""
    for name in _SAME:
        setattr(page, name, _one(getattr(page, name)))
    if page.final_url == page.url:
        page.final_url = page.url
    return typing.cast("Page", page)


@lru_cache(maxsize=1024)
def _one(value: object) -> object:
    return value
