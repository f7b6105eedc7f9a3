"""Writing and reading an audit folder: `audit.db` (SQLite) and `evidence/` (pictures).

Each record is committed as it comes, so that a killed run keeps all that it had. Records are JSON of the types in
`facts`, beside a few columns for people who open the file with Datasette.
"""

import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
from sqlite_utils import Database

from facts import AuditMeta, CheckRun, Document, LanguagePair, Page, Picture, Site, Target
from store.errors import AuditFileMissing, AuditFileUnreadable, AuditFolderUnwritable
from store.migrations import MIGRATIONS, SCHEMA, table

DATABASE = "audit.db"
EVIDENCE = "evidence"
_Record = TypeVar("_Record")


def _text(record: object) -> str:
    return msgspec.json.encode(record).decode()


def _read(kind: type[_Record], text: str) -> _Record:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise AuditFileUnreadable(f"a record of the audit file is damaged ({error}); crawl the site again") from error


class AuditFile:
    """One open audit folder; use it as a context manager or call `close`."""

    def __init__(self, folder: Path, db: Database) -> None:
        self.folder = folder
        self._db = db

    @classmethod
    def create(cls, folder: Path, meta: AuditMeta) -> Self:
        """Start an audit in `folder`; AuditFolderUnwritable when that cannot be, or when an audit is there already."""
        if (folder / DATABASE).exists():
            raise AuditFolderUnwritable(f"{folder} already holds an audit; choose another --out, or go on with it by --resume")
        try:
            (folder / EVIDENCE).mkdir(parents=True, exist_ok=True)
            file = cls(folder, _connect(folder / DATABASE))
            MIGRATIONS.apply(file._db)
            file._put_key("meta", meta)
        except (OSError, sqlite3.Error) as error:
            raise AuditFolderUnwritable(f"cannot write to {folder}: {error}") from error
        return file

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a kept audit; AuditFileMissing or AuditFileUnreadable when that cannot be."""
        path = folder / DATABASE
        if not path.is_file():
            raise AuditFileMissing(f"{folder} holds no audit ({DATABASE} is missing); give the folder that --out named")
        try:
            file = cls(folder, _connect(path))
            MIGRATIONS.apply(file._db)
            schema = file.meta.schema
        except sqlite3.Error as error:
            raise AuditFileUnreadable(f"{path} cannot be read as an audit file: {error}") from error
        if schema > SCHEMA:
            raise AuditFileUnreadable(f"{path} was written by a newer version of tekser (schema {schema}, known {SCHEMA}); update tekser")
        return file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what was put is already safe."""
        self._db.close()

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
        self._upsert(
            "pages",
            {
                "url": page.url,
                "profile": page.profile,
                "lang": page.lang,
                "state": page.state.value,
                "status": page.status,
                "depth": page.depth,
                "rendered": int(page.rendered),
                "sampled": int(page.sampled),
                "title": page.title,
                "fetched_at": page.fetched_at,
                "record": _text(page),
            },
        )

    def put_document(self, document: Document) -> None:
        """Keep what is known of a file."""
        row = {"url": document.url, "state": document.state.value, "status": document.status, "kind": document.kind}
        self._upsert("documents", {**row, "bytes": document.bytes, "record": _text(document)})

    def put_target(self, target: Target) -> None:
        """Keep what is known of an address that links lead to."""
        self._upsert("targets", {"url": target.url, "state": target.state.value, "reason": target.reason, "record": _text(target)})

    def put_picture(self, picture: Picture) -> None:
        """Keep the record of a screenshot; the file itself stands in the evidence folder."""
        row = {"page": picture.page, "profile": picture.profile, "selector": picture.selector, "file": picture.file}
        self._upsert("pictures", {**row, "record": _text(picture)})

    def put_pairs(self, pairs: Iterable[LanguagePair]) -> None:
        """Keep the language pairs, in place of those kept before."""
        self._put_key("pairs", tuple(pairs))

    def put_site(self, site: Site) -> None:
        """Keep what is known of the resource as a whole; its lists are kept record by record and left out here."""
        self._put_key("site", dataclasses.replace(site, pages=(), documents=(), targets={}, pairs=()))

    def put_check(self, run: CheckRun) -> None:
        """Keep what one check said, in place of what it said before."""
        self._upsert("checks", {"id": run.id, "reason": run.reason, "findings": len(run.findings), "record": _text(run)})

    def drop_checks(self) -> None:
        """Forget all findings, before the facts are judged anew."""
        with self._db.atomic():
            self._db.execute("delete from checks")

    # what the later stages read

    def page(self, url: str, profile: str) -> Page | None:
        """The record of one address under one profile, or None."""
        for row in self._db.query("select record from pages where url = ? and profile = ?", [url, profile]):
            return _read(Page, row["record"])
        return None

    def pages(self) -> Iterator[Page]:
        """Page records ordered by profile and address."""
        return self._all(Page, "select record from pages order by profile, url")

    def documents(self) -> Iterator[Document]:
        """Document records ordered by address."""
        return self._all(Document, "select record from documents order by url")

    def targets(self) -> Iterator[Target]:
        """Link target records ordered by address."""
        return self._all(Target, "select record from targets order by url")

    def pictures(self) -> Iterator[Picture]:
        """Screenshot records ordered by page, profile and selector."""
        return self._all(Picture, "select record from pictures order by page, profile, selector")

    def checks(self) -> Mapping[str, CheckRun]:
        """What each check said, by id; empty before the check stage."""
        return {run.id: run for run in self._all(CheckRun, "select record from checks order by id")}

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The language pairs; empty before the crawl has ended."""
        return _read(tuple[LanguagePair, ...], self._key("pairs", "[]"))

    def site(self) -> Site:
        """All facts, ready to be judged; AuditFileMissing when the crawl never got so far."""
        text = self._key("site", "")
        if not text:
            raise AuditFileMissing(f"{self.folder} holds a crawl that never ended; go on with it by: tekser audit --resume")
        return dataclasses.replace(
            _read(Site, text),
            pages=tuple(self.pages()),
            documents=tuple(self.documents()),
            targets={target.url: target for target in self.targets()},
            pairs=self.pairs(),
        )

    # the database's edge

    def _upsert(self, name: str, row: Mapping[str, object]) -> None:
        with self._db.atomic():
            table(self._db, name).insert(dict(row), replace=True)

    def _put_key(self, key: str, record: object) -> None:
        self._upsert("audit", {"key": key, "record": _text(record)})

    def _key(self, key: str, default: str | None = None) -> str:
        for row in self._db.query("select record from audit where key = ?", [key]):
            return str(row["record"])
        if default is None:
            raise AuditFileUnreadable(f"{self.folder / DATABASE} has no {key} record; it is no audit file")
        return default

    def _all(self, kind: type[_Record], sql: str) -> Iterator[_Record]:
        for row in self._db.query(sql):
            yield _read(kind, row["record"])


def _connect(path: Path) -> Database:
    db = Database(path)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    return db
