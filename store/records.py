"""The records of an audit file, row by row: what a crawl puts, what the later stages read. JSON of the types in `facts`."""

import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlite_utils import Database

from facts import ActStatus, AuditMeta, CheckRun, Document, LanguagePair, Page, Picture, Site, Target
from facts.phone import PhoneLook
from facts.search import EnginePosition, SearchTry
from facts.shown import Browser, Showing
from store.errors import AuditFileUnreadable, told
from store.journal import rows
from store.pages import StoredPages

DATABASE = "audit.db"
_DRAFTS: dict[str, type[Page] | type[Document]] = {"page": Page, "document": Document}
_Record = TypeVar("_Record")


def _put(table: str, *columns: str) -> str:
    """Records are bound as bytes, as they come from the encoder, and stand in the file as text."""
    places = ("cast(? as text)" if column == "record" else "?" for column in columns)
    return f"insert or replace into {table} ({', '.join(columns)}) values ({', '.join(places)})"  # noqa: S608  # our own names


_KEY = _put("audit", "key", "record")
_PAGE_COLUMNS = ("lang", "state", "status", "depth", "rendered", "sampled", "title", "fetched_at", "record")
_PAGE = _put("pages", "url", "profile", *_PAGE_COLUMNS)
_DOCUMENT = _put("documents", "url", "state", "status", "kind", "bytes", "record")
_TARGET = _put("targets", "url", "state", "reason", "record")
_PICTURE = _put("pictures", "page", "profile", "selector", "file", "record")
_CHECK = _put("checks", "methodology", "id", "reason", "findings", "record")
_DRAFT = _put("drafts", "url", "profile", "kind", "record")
_PHONE_PAGE = _put("phone_pages", "url", "state", "record")
_PHONE = _put("phones", "lang", "url", "via", "record")
_AGAIN = _put("again", "url", "profile", "kind", "record")


def as_json(record: object) -> bytes:
    """The record as JSON in UTF-8; halves of characters, which only a page's scripts can make, become question marks."""
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(record)))


def _whole(node: Any) -> Any:
    if isinstance(node, str):
        return node.encode("utf-8", "replace").decode()
    if isinstance(node, dict):
        return {_whole(key): _whole(value) for key, value in node.items()}
    return [_whole(value) for value in node] if isinstance(node, list | tuple) else node


def read(kind: type[_Record], text: str) -> _Record:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise AuditFileUnreadable(f"a record of the audit file is damaged ({error}); crawl the site again") from error


class Again(NamedTuple):
    """What was seen a second time, ordered by address."""

    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    targets: tuple[Target, ...] = ()
    searches: tuple[SearchTry, ...] = ()  # the site's search, used once more
    phones: tuple[PhoneLook, ...] = ()
    phone_pages: tuple[Page, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


class Records:
    """Rows of one open `audit.db`; every `put_…` is committed when it returns, but inside `AuditFile.together`."""

    def __init__(self, folder: Path, db: Database) -> None:
        self.folder = folder
        self._db = db

    def _begin(self) -> None:
        """Make ready to write."""
        raise NotImplementedError

    # the head of the file

    @property
    def meta(self) -> AuditMeta:
        """The audit's head as last written."""
        return read(AuditMeta, self._key("meta"))

    def update_meta(self, **changes: Any) -> AuditMeta:
        """Replace fields of the head and return it."""
        meta = dataclasses.replace(self.meta, **changes)
        self._put_key("meta", meta)
        return meta

    # what the crawl puts

    def put_page(self, page: Page) -> None:
        """Keep a page record; a later record of the same address and profile takes its place."""
        shown = (page.lang, page.state.value, page.status, page.depth, int(page.rendered), int(page.sampled), page.title, page.fetched_at)
        self._execute(_PAGE, (page.url, page.profile, *shown, as_json(page)))

    def put_document(self, document: Document) -> None:
        """Keep what is known of a file."""
        shown = (document.url, document.state.value, document.status, document.kind, document.bytes)
        self._execute(_DOCUMENT, (*shown, as_json(document)))

    def put_target(self, target: Target) -> None:
        """Keep what is known of an address that links lead to."""
        self._execute(_TARGET, (target.url, target.state.value, target.reason, as_json(target)))

    def put_picture(self, picture: Picture) -> None:
        """Keep the record of a screenshot; the file itself stands in the evidence folder."""
        self._execute(_PICTURE, (picture.page, picture.profile, picture.selector, picture.file, as_json(picture)))

    def put_pairs(self, pairs: Iterable[LanguagePair]) -> None:
        """Keep the language pairs, in place of those kept before."""
        self._put_key("pairs", tuple(pairs))

    def put_positions(self, positions: Iterable[EnginePosition]) -> None:
        """Keep the places in search engines, in place of those kept before."""
        self._put_key("positions", tuple(positions))

    def positions(self) -> tuple[EnginePosition, ...]:
        """The places in search engines; empty where none were asked for or entered."""
        return read(tuple[EnginePosition, ...], self._key("positions", "[]"))

    def put_acts(self, acts: Iterable[ActStatus]) -> None:
        """Keep the register of acts that a person gave, in place of the one kept before."""
        self._put_key("acts", tuple(acts))

    def acts(self) -> tuple[ActStatus, ...]:
        """The register of acts; empty where none was given."""
        return read(tuple[ActStatus, ...], self._key("acts", "[]"))

    def put_site(self, site: Site) -> None:
        """Keep what is known of the resource as a whole; its lists are kept record by record and left out here."""
        self._put_key(
            "site",
            dataclasses.replace(
                site, pages=(), documents=(), targets={}, pairs=(), browsers=(), shown=(), positions=(), acts=(), phones=(), phone_pages=()
            ),
        )

    def put_shown(self, browsers: tuple[Browser, ...], showings: tuple[Showing, ...]) -> None:
        """Keep what the browsers of indicator 4-2.1 showed, in place of what was kept before."""
        self._put_key("shown", (browsers, showings))

    def shown(self) -> tuple[tuple[Browser, ...], tuple[Showing, ...]]:
        """The browsers of indicator 4-2.1 that were asked for, and what they showed."""
        return read(tuple[tuple[Browser, ...], tuple[Showing, ...]], self._key("shown", "[[],[]]"))

    def put_phone(self, look: PhoneLook) -> None:
        """Keep what a phone got of one address; a later look at it takes its place."""
        self._execute(_PHONE, (look.lang, look.url, look.via, as_json(look)))

    def phones(self) -> tuple[PhoneLook, ...]:
        """What a phone got, ordered by language, address and the way there."""
        return tuple(self._all(PhoneLook, "select record from phones order by lang, url, via"))

    def put_phone_page(self, page: Page) -> None:
        """Keep a page as a phone shows it after all that opens was touched; a later record of the address takes its place."""
        self._execute(_PHONE_PAGE, (page.url, page.state.value, as_json(page)))

    def phone_pages(self) -> tuple[Page, ...]:
        """Pages as a phone shows them, ordered by address."""
        return tuple(self._all(Page, "select record from phone_pages order by url"))

    def put_check(self, run: CheckRun, law: str = "") -> None:
        """Keep what one check said under a methodology (the first one where none is named), in place of what it said before."""
        self._execute(_CHECK, (law or self.meta.methodology, run.id, run.reason, len(run.findings), as_json(run)))

    def drop_checks(self) -> None:
        """Forget all findings under every methodology, before the facts are judged anew."""
        self._execute("delete from checks")

    # what findings rest on, seen once more

    def put_again(self, record: Page | Document | Target) -> None:
        """Keep what was seen of a page, a file or a link target the second time; the first record stays as it is."""
        kind = type(record).__name__.lower()
        profile = record.profile if isinstance(record, Page) else ""
        self._execute(_AGAIN, (record.url, profile, kind, as_json(record)))

    def put_again_phone(self, record: PhoneLook | Page) -> None:
        """Keep what a phone got, or a page as it shows it, the second time."""
        name = f"{record.lang} {record.via}" if isinstance(record, PhoneLook) else record.profile
        self._execute(_AGAIN, (record.url, name, "phone" if isinstance(record, PhoneLook) else "phone-page", as_json(record)))

    def put_again_searches(self, tries: Iterable[SearchTry]) -> None:
        """Keep what came of the site's search the second time."""
        self._put_key("again_searches", tuple(tries))

    def again(self) -> Again:
        """All that was seen a second time."""
        by_url = "select record from again where kind = '{}' order by url, profile"
        return Again(
            pages=tuple(self._all(Page, by_url.format("page"))),
            documents=tuple(self._all(Document, by_url.format("document"))),
            targets=tuple(self._all(Target, by_url.format("target"))),
            searches=read(tuple[SearchTry, ...], self._key("again_searches", "[]")),
            phones=tuple(self._all(PhoneLook, by_url.format("phone"))),
            phone_pages=tuple(self._all(Page, by_url.format("phone-page"))),
        )

    # what the crawl keeps to go on with after a stop

    def put_draft(self, url: str, profile: str, record: Page | Document) -> None:
        """Keep a result that waits for its turn; a later one of the same address and profile takes its place."""
        self._execute(_DRAFT, (url, profile, "page" if isinstance(record, Page) else "document", as_json(record)))

    def draft(self, url: str, profile: str) -> Page | Document | None:
        """The result that waits under `url` and `profile`, or None."""
        for row in self._rows("select kind, record from drafts where url = ? and profile = ?", (url, profile)):
            return read(_DRAFTS[row["kind"]], row["record"])
        return None

    def drop_drafts(self) -> None:
        """Forget what waited: the crawl has ended."""
        self._execute("delete from drafts")

    # what the later stages read

    def page(self, url: str, profile: str) -> Page | None:
        """The record of one address under one profile, or None."""
        for row in self._rows("select record from pages where url = ? and profile = ?", (url, profile)):
            return read(Page, row["record"])
        return None

    def pages(self) -> Iterator[Page]:
        """Page records ordered by profile and address."""
        return iter(StoredPages(self._db))

    def documents(self) -> Iterator[Document]:
        """Document records ordered by address."""
        return self._all(Document, "select record from documents order by url")

    def targets(self) -> Iterator[Target]:
        """Link target records ordered by address."""
        return self._all(Target, "select record from targets order by url")

    def pictures(self) -> Iterator[Picture]:
        """Screenshot records ordered by page, profile and selector."""
        return self._all(Picture, "select record from pictures order by page, profile, selector")

    def checks(self, law: str = "") -> Mapping[str, CheckRun]:
        """What each check said under a methodology (the first one where none is named), by id; empty before the check stage."""
        found = self._rows("select record from checks where methodology = ? order by id", (law or self.meta.methodology,))
        runs = (read(CheckRun, row["record"]) for row in found)
        return {run.id: run for run in runs}

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The language pairs; empty before the crawl has ended."""
        return read(tuple[LanguagePair, ...], self._key("pairs", "[]"))

    # the database's edge

    def _execute(self, sql: str, row: Sequence[object] = ()) -> None:
        self._begin()
        try:
            self._db.execute(sql, row)
        except sqlite3.Error as error:
            raise told(error, self.folder / DATABASE) from error

    def _rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[dict[str, Any]]:
        try:
            yield from rows(self._db, sql, values)
        except sqlite3.DatabaseError as error:
            raise AuditFileUnreadable(f"{self.folder / DATABASE} is damaged: {error}") from error

    def _put_key(self, key: str, record: object) -> None:
        self._execute(_KEY, (key, as_json(record)))

    def _key(self, key: str, default: str | None = None) -> str:
        for row in self._rows("select record from audit where key = ?", (key,)):
            return str(row["record"])
        if default is None:
            raise AuditFileUnreadable(f"{self.folder / DATABASE} has no {key} record; it is no audit file")
        return default

    def _all(self, kind: type[_Record], sql: str) -> Iterator[_Record]:
        for row in self._rows(sql):
            yield read(kind, row["record"])
