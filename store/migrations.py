"""The tables of an audit file, step by step; a file of an older version is brought up to date when it is opened."""

from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("tekser")
SCHEMA = 1  # raised when a file can no longer be read by older versions


def table(db: Database, name: str) -> Table:
    """`db[name]` as a table: none of ours is a view."""
    found = db[name]
    assert isinstance(found, Table)  # noqa: S101  # narrows the type; our migrations make no views
    return found


@MIGRATIONS()
def m001_first_tables(db: Database) -> None:
    """Records as JSON beside the columns that people ask for in Datasette."""
    table(db, "audit").create({"key": str, "record": str}, pk="key")
    table(db, "pages").create(
        {
            "url": str,
            "profile": str,
            "lang": str,
            "state": str,
            "status": int,
            "depth": int,
            "rendered": int,
            "sampled": int,
            "title": str,
            "fetched_at": str,
            "record": str,
        },
        pk=("url", "profile"),
    )
    table(db, "documents").create(
        {"url": str, "state": str, "status": int, "kind": str, "bytes": int, "record": str},
        pk="url",
    )
    table(db, "targets").create({"url": str, "state": str, "reason": str, "record": str}, pk="url")
    pictures = {"page": str, "profile": str, "selector": str, "file": str, "record": str}
    table(db, "pictures").create(pictures, pk=("page", "profile", "selector"))
    table(db, "checks").create({"id": str, "reason": str, "findings": int, "record": str}, pk="id")
