"""How the database of an audit file writes: ahead into a log while an audit is going on, all in one file when it is closed."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database


def log_ahead(db: Database) -> None:
    """Write-ahead log, so that a commit costs no wait for the disk; sqlite3.Error when that cannot be."""
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")


def rows(db: Database, sql: str, values: Sequence[object] = ()) -> Iterator[dict[str, Any]]:
    """Rows of a query by column; sqlite3.Error when it fails. `db.query` adds two statements, a savepoint."""
    found = db.execute(sql, values)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def settled(db: Database) -> bool:
    """Bring all into the one file: no log stands beside it, and whoever reads it changes nothing.

    False while another process has the file open: then it is left to that one. sqlite3.Error when the disk refuses.
    """
    try:
        if db.execute("pragma journal_mode").fetchone()[0] == "wal":
            db.execute("pragma wal_checkpoint(truncate)").fetchall()
            db.execute("pragma journal_mode = delete").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise
    return True
