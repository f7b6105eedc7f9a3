"""Writing and reading an audit folder: `audit.db` (SQLite), `archive/` (WARC) and `evidence/` (pictures).

Each record is committed as it comes, so that a killed run keeps all that it had. Records are JSON of the types in
`facts`, beside a few columns for people who open the file with Datasette.
"""

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlite_utils import Database

from facts import AuditMeta, Site
from facts.exchange import Exchange
from store import manifest, wacz
from store.archive import Entry
from store.errors import AuditFileMissing, AuditFileUnreadable, AuditFolderUnwritable, StoreError, told
from store.exchanges import LIMITS, Exchanges
from store.headings import head_of, label_of
from store.journal import log_ahead, settled
from store.migrations import MIGRATIONS, SCHEMA
from store.pages import StoredPages
from store.records import DATABASE, Records, as_json, read

EVIDENCE = "evidence"


class AuditFile(Records):
    """One open audit folder; use it as a context manager or call `close`.

    Every `put_…` is committed when it returns, but inside `together`. What the disk refuses leaves as AuditFolderFull or
    AuditFolderUnwritable, and the file holds all that was put before. Opening and reading changes no byte of it.
    """

    def __init__(self, folder: Path, db: Database) -> None:
        super().__init__(folder, db)
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
                sealed = head_of(self.meta), read(tuple[str, ...], self._key("changed_before", "[]"))
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
        site = read(Site, self._key("site")) if self._key("site", "") else None
        homes = frozenset(site.homes.values()) if site else frozenset[str]()
        return wacz.pack(
            self.folder, label_of(meta, site.start_url if site else ""), self.exchanges(), self._page_entries(homes), self._shown()
        )

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

    def site(self) -> Site:
        """All facts, ready to be judged; AuditFileMissing when the crawl never got so far."""
        text = self._key("site", "")
        if not text:
            raise AuditFileMissing(f"{self.folder} holds a crawl that never ended; go on with it by: tekser audit --resume")
        browsers, shown = self.shown()
        return dataclasses.replace(
            read(Site, text),
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

    def _archive(self) -> Exchanges:
        if self._exchanges is None:
            meta = self.meta
            info = {"software": f"tekser {meta.tool_version}", "format": "WARC File Format 1.1"}
            info |= {"description": f"audit {meta.id}", "limits": LIMITS}
            self._exchanges = Exchanges(self.folder, self._db, info, meta.started_at)
        return self._exchanges

    def _page_entries(self, homes: frozenset[str]) -> Iterator[wacz.PageEntry]:
        """Each page that was there once, as its first profile saw it; home pages first."""
        started, known, last = self.meta.started_at, as_json(sorted(homes)).decode(), ""
        sql = "select url, title, fetched_at, record from pages where state = 'ok' and url {} (select value from json_each(?))"
        for home in (True, False):  # in two goes: sorted by key alone, SQLite need not carry the records along
            for row in self._rows(f"{sql} order by url, profile".format("in" if home else "not in"), (known,)):
                if row["url"] != last:
                    last = row["url"]
                    text = read(_MainText, row["record"]).main_text
                    yield wacz.PageEntry(last, row["title"] or "", row["fetched_at"] or started, text, home)

    def _shown(self) -> Iterator[wacz.Shown]:
        at = self.meta.finished_at or self.meta.started_at
        return (wacz.Shown(picture.page, picture.file, at) for picture in self.pictures() if picture.file)

    def _refuse_newer(self) -> None:
        schema = read(_Schema, self._key("meta")).schema
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
