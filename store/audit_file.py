"""Writing and reading an audit folder: `audit.db` (SQLite), `archive/` (WARC) and `evidence/` (pictures).

Each record is committed as it comes, so that a killed run keeps all that it had. Records are JSON of the types in
`facts`, beside a few columns for people who open the file with Datasette.
"""

import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

import msgspec
from sqlite_utils import Database

from facts import ActStatus, AuditMeta, CheckRun, Document, LanguagePair, Page, Picture, Site, Target
from facts.exchange import Exchange
from facts.phone import PhoneLook
from facts.search import EnginePosition, SearchTry
from facts.shown import Browser, Showing
from store import manifest, wacz
from store.archive import Entry
from store.errors import AuditFileMissing, AuditFileUnreadable, AuditFolderUnwritable, StoreError, told
from store.exchanges import LIMITS, Exchanges
from store.headings import head_of, label_of
from store.journal import log_ahead, rows, settled
from store.migrations import MIGRATIONS, SCHEMA
from store.pages import StoredPages

DATABASE = "audit.db"
EVIDENCE = "evidence"
_DRAFTS: dict[str, type[Page] | type[Document]] = {"page": Page, "document": Document}
_Record = TypeVar("_Record")


def _put(table: str, *columns: str) -> str:
    return f"insert or replace into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608  # our own names


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


def _text(record: object) -> str:
    return msgspec.json.encode(record).decode()


def _read(kind: type[_Record], text: str) -> _Record:
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


class AuditFile:
    """One open audit folder; use it as a context manager or call `close`.

    Every `put_…` is committed when it returns, but inside `together`. What the disk refuses leaves as AuditFolderFull or
    AuditFolderUnwritable, and the file holds all that was put before. Opening and reading changes no byte of it.
    """

    def __init__(self, folder: Path, db: Database) -> None:
        self.folder = folder
        self._db = db
        self._writing = False
        self._unsealed = False
        self._exchanges: Exchanges | None = None
        self.digest = ""  # of the manifest, once this file was changed and closed

    @classmethod
    def create(cls, folder: Path, meta: AuditMeta) -> Self:
        """Start an audit in `folder`; AuditFolderUnwritable when that cannot be, or when an audit is there already."""
        if (folder / DATABASE).exists():
            raise AuditFolderUnwritable(f"{folder} already holds an audit; choose another --out, or go on with it by --resume")
        try:
            (folder / EVIDENCE).mkdir(parents=True, exist_ok=True)
            file = cls(folder, Database(folder / DATABASE))
            file._begin()
            MIGRATIONS.apply(file._db)
            file._put_key("meta", meta)
        except (OSError, sqlite3.Error) as error:
            raise AuditFolderUnwritable(f"cannot write to {folder}: {error}") from error
        return file

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a kept audit, bringing an older one up to date; AuditFileMissing or AuditFileUnreadable when that cannot be."""
        path = folder / DATABASE
        if folder.is_file():
            raise AuditFileMissing(
                f"{folder} is a file, not the folder of an audit; if it is a packed audit, unpack it: unzip {folder} -d DIR"
            )
        if not path.is_file():
            raise AuditFileMissing(f"{folder} holds no audit ({DATABASE} is missing); give the folder that --out named")
        file = cls(folder, Database(path))
        try:
            file._refuse_newer()
            if MIGRATIONS.pending(file._db):
                file._begin()
                MIGRATIONS.apply(file._db)
        except sqlite3.Error as error:
            file._db.close()
            raise AuditFileUnreadable(f"{path} cannot be read as an audit file: {error}") from error
        except AuditFileUnreadable:
            file._db.close()
            raise
        return file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self.close()
            return
        with suppress(StoreError):  # what went wrong first is what the caller must hear
            self.close()

    def close(self) -> None:
        """Close the file, all of it in `audit.db` and on the disk, and seal it if it was changed; what was put is already safe."""
        try:
            if self._exchanges:
                self._exchanges.close()
            alone = self._settle()
            sealed = None
            if self._unsealed and alone:
                sealed = head_of(self.meta), _read(tuple[str, ...], self._key("changed_before", "[]"))
        finally:
            self._db.close()
        if sealed:
            self.digest = manifest.seal(self.folder, *sealed)
            self._unsealed = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several puts as one transaction: all of them are kept, or none."""
        self._begin()
        end = self._exchanges.end if self._exchanges else -1
        try:
            with self._db.atomic():
                yield
        except BaseException as error:
            if self._exchanges:
                self._exchanges.rewind(end)
            if isinstance(error, sqlite3.Error):
                raise told(error, self.folder / DATABASE) from error
            raise

    def unseal(self) -> None:
        """Say that files of the folder are about to change: the manifest goes, and a new one is written at the end.

        What somebody else changed since the last one is remembered and stands in the new one.
        """
        if self._unsealed:
            return
        try:
            before = manifest.changes(self.folder)
            (self.folder / manifest.MANIFEST).unlink(missing_ok=True)
        except OSError as error:
            raise told(error, self.folder / manifest.MANIFEST) from error
        self._unsealed = True
        if before:
            self._put_key("changed_before", before)

    def pack(self) -> Path | None:
        """Pack what was exchanged as `audit.wacz`, for replay viewers; None when nothing was. StoreError when it cannot be written."""
        self.unseal()
        if self._exchanges:
            self._exchanges.close()
        meta = self.meta
        site = _read(Site, self._key("site")) if self._key("site", "") else None
        homes = frozenset(site.homes.values()) if site else frozenset[str]()
        return wacz.pack(
            self.folder, label_of(meta, site.start_url if site else ""), self.exchanges(), self._page_entries(homes), self._shown()
        )

    # the head of the file

    @property
    def meta(self) -> AuditMeta:
        """The audit's head as last written."""
        return _read(AuditMeta, self._key("meta"))

    def update_meta(self, **changes: Any) -> AuditMeta:
        """Replace fields of the head and return it."""
        meta = dataclasses.replace(self.meta, **changes)
        self._put_key("meta", meta)
        return meta

    # what the crawl puts

    def put_page(self, page: Page) -> None:
        """Keep a page record; a later record of the same address and profile takes its place."""
        shown = (page.lang, page.state.value, page.status, page.depth, int(page.rendered), int(page.sampled), page.title, page.fetched_at)
        self._execute(_PAGE, (page.url, page.profile, *shown, _text(page)))

    def put_document(self, document: Document) -> None:
        """Keep what is known of a file."""
        shown = (document.url, document.state.value, document.status, document.kind, document.bytes)
        self._execute(_DOCUMENT, (*shown, _text(document)))

    def put_target(self, target: Target) -> None:
        """Keep what is known of an address that links lead to."""
        self._execute(_TARGET, (target.url, target.state.value, target.reason, _text(target)))

    def put_picture(self, picture: Picture) -> None:
        """Keep the record of a screenshot; the file itself stands in the evidence folder."""
        self._execute(_PICTURE, (picture.page, picture.profile, picture.selector, picture.file, _text(picture)))

    def put_pairs(self, pairs: Iterable[LanguagePair]) -> None:
        """Keep the language pairs, in place of those kept before."""
        self._put_key("pairs", tuple(pairs))

    def put_positions(self, positions: Iterable[EnginePosition]) -> None:
        """Keep the places in search engines, in place of those kept before."""
        self._put_key("positions", tuple(positions))

    def positions(self) -> tuple[EnginePosition, ...]:
        """The places in search engines; empty where none were asked for or entered."""
        return _read(tuple[EnginePosition, ...], self._key("positions", "[]"))

    def put_acts(self, acts: Iterable[ActStatus]) -> None:
        """Keep the register of acts that a person gave, in place of the one kept before."""
        self._put_key("acts", tuple(acts))

    def acts(self) -> tuple[ActStatus, ...]:
        """The register of acts; empty where none was given."""
        return _read(tuple[ActStatus, ...], self._key("acts", "[]"))

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
        return _read(tuple[tuple[Browser, ...], tuple[Showing, ...]], self._key("shown", "[[],[]]"))

    def put_phone(self, look: PhoneLook) -> None:
        """Keep what a phone got of one address; a later look at it takes its place."""
        self._execute(_PHONE, (look.lang, look.url, look.via, _text(look)))

    def phones(self) -> tuple[PhoneLook, ...]:
        """What a phone got, ordered by language, address and the way there."""
        return tuple(self._all(PhoneLook, "select record from phones order by lang, url, via"))

    def put_phone_page(self, page: Page) -> None:
        """Keep a page as a phone shows it after all that opens was touched; a later record of the address takes its place."""
        self._execute(_PHONE_PAGE, (page.url, page.state.value, _text(page)))

    def phone_pages(self) -> tuple[Page, ...]:
        """Pages as a phone shows them, ordered by address."""
        return tuple(self._all(Page, "select record from phone_pages order by url"))

    def put_check(self, run: CheckRun, law: str = "") -> None:
        """Keep what one check said under a methodology (the first one where none is named), in place of what it said before."""
        self._execute(_CHECK, (law or self.meta.methodology, run.id, run.reason, len(run.findings), _text(run)))

    def drop_checks(self) -> None:
        """Forget all findings under every methodology, before the facts are judged anew."""
        self._execute("delete from checks")

    # what findings rest on, seen once more

    def put_again(self, record: Page | Document | Target) -> None:
        """Keep what was seen of a page, a file or a link target the second time; the first record stays as it is."""
        kind = type(record).__name__.lower()
        profile = record.profile if isinstance(record, Page) else ""
        self._execute(_AGAIN, (record.url, profile, kind, _text(record)))

    def put_again_phone(self, record: PhoneLook | Page) -> None:
        """Keep what a phone got, or a page as it shows it, the second time."""
        name = f"{record.lang} {record.via}" if isinstance(record, PhoneLook) else record.profile
        self._execute(_AGAIN, (record.url, name, "phone" if isinstance(record, PhoneLook) else "phone-page", _text(record)))

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
            searches=_read(tuple[SearchTry, ...], self._key("again_searches", "[]")),
            phones=tuple(self._all(PhoneLook, by_url.format("phone"))),
            phone_pages=tuple(self._all(Page, by_url.format("phone-page"))),
        )

    # what the crawl keeps to go on with after a stop

    def put_draft(self, url: str, profile: str, record: Page | Document) -> None:
        """Keep a result that waits for its turn; a later one of the same address and profile takes its place."""
        self._execute(_DRAFT, (url, profile, "page" if isinstance(record, Page) else "document", _text(record)))

    def draft(self, url: str, profile: str) -> Page | Document | None:
        """The result that waits under `url` and `profile`, or None."""
        for row in self._rows("select kind, record from drafts where url = ? and profile = ?", (url, profile)):
            return _read(_DRAFTS[row["kind"]], row["record"])
        return None

    def drop_drafts(self) -> None:
        """Forget what waited: the crawl has ended."""
        self._execute("delete from drafts")

    def put_exchange(self, exchange: Exchange) -> None:
        """Keep a request and its answer: the WARC record first, then its row in the index."""
        self._begin()
        try:
            self._archive().put(exchange)
        except sqlite3.Error as error:
            raise told(error, self.folder / DATABASE) from error

    def exchange(self, url: str, method: str = "GET", cookie: str = "") -> Exchange | None:
        """The last answer of `url` to the fetching tier under that Cookie header, or None; AuditFileUnreadable when it is damaged."""
        return self._archive().get(url, method, cookie)

    def exchanges(self) -> Iterator[Entry]:
        """Where each exchange stands in the WARC file, in its order."""
        return self._archive().entries()

    def has_exchange(self, url: str, by: str) -> bool:
        """True when an answer of `url` to `by` ("fetch" or a profile's name) is kept."""
        return self._archive().has(url, by)

    # what the later stages read

    def page(self, url: str, profile: str) -> Page | None:
        """The record of one address under one profile, or None."""
        for row in self._rows("select record from pages where url = ? and profile = ?", (url, profile)):
            return _read(Page, row["record"])
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
        runs = (_read(CheckRun, row["record"]) for row in found)
        return {run.id: run for run in runs}

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The language pairs; empty before the crawl has ended."""
        return _read(tuple[LanguagePair, ...], self._key("pairs", "[]"))

    def site(self) -> Site:
        """All facts, ready to be judged; AuditFileMissing when the crawl never got so far."""
        text = self._key("site", "")
        if not text:
            raise AuditFileMissing(f"{self.folder} holds a crawl that never ended; go on with it by: tekser audit --resume")
        browsers, shown = self.shown()
        return dataclasses.replace(
            _read(Site, text),
            pages=StoredPages(self._db),
            documents=tuple(self.documents()),
            targets={target.url: target for target in self.targets()},
            pairs=self.pairs(),
            browsers=browsers,
            shown=shown,
            positions=self.positions(),
            acts=self.acts(),
            phones=self.phones(),
            phone_pages=self.phone_pages(),
        )

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
        self._execute(_KEY, (key, _text(record)))

    def _key(self, key: str, default: str | None = None) -> str:
        for row in self._rows("select record from audit where key = ?", (key,)):
            return str(row["record"])
        if default is None:
            raise AuditFileUnreadable(f"{self.folder / DATABASE} has no {key} record; it is no audit file")
        return default

    def _all(self, kind: type[_Record], sql: str) -> Iterator[_Record]:
        for row in self._rows(sql):
            yield _read(kind, row["record"])

    def _archive(self) -> Exchanges:
        if self._exchanges is None:
            meta = self.meta
            info = {"software": f"tekser {meta.tool_version}", "format": "WARC File Format 1.1"}
            info |= {"description": f"audit {meta.id}", "limits": LIMITS}
            self._exchanges = Exchanges(self.folder, self._db, info, meta.started_at)
        return self._exchanges

    def _page_entries(self, homes: frozenset[str]) -> Iterator[wacz.PageEntry]:
        """Each page that was there once, as its first profile saw it; home pages first."""
        started, known, last = self.meta.started_at, _text(sorted(homes)), ""
        sql = "select url, title, fetched_at, record from pages where state = 'ok' and url {} (select value from json_each(?))"
        for home in (True, False):  # in two goes: sorted by key alone, SQLite need not carry the records along
            for row in self._rows(f"{sql} order by url, profile".format("in" if home else "not in"), (known,)):
                if row["url"] != last:
                    last = row["url"]
                    text = _read(_MainText, row["record"]).main_text
                    yield wacz.PageEntry(last, row["title"] or "", row["fetched_at"] or started, text, home)

    def _shown(self) -> Iterator[wacz.Shown]:
        at = self.meta.finished_at or self.meta.started_at
        return (wacz.Shown(picture.page, picture.file, at) for picture in self.pictures() if picture.file)

    def _refuse_newer(self) -> None:
        schema = _read(_Schema, self._key("meta")).schema
        if schema > SCHEMA:
            path = self.folder / DATABASE
            raise AuditFileUnreadable(f"{path} was written by a newer version of tekser (schema {schema}, known {SCHEMA}); update tekser")

    def _begin(self) -> None:
        """Make ready to write: a write-ahead log, so that a commit costs no wait for the disk."""
        if self._writing:
            return
        self.unseal()
        try:
            log_ahead(self._db)
        except sqlite3.Error as error:
            raise told(error, self.folder / DATABASE) from error
        self._writing = True

    def _settle(self) -> bool:
        try:
            self._writing = False
            return settled(self._db)
        except sqlite3.Error as error:
            raise told(error, self.folder / DATABASE) from error


class _MainText(msgspec.Struct):
    """The one field of a page that the page list of a WACZ wants."""

    main_text: str = ""


class _Schema(msgspec.Struct):
    """The one field of the head that is read before the rest can be trusted."""

    schema: int
