"""What can be wrong with an audit folder, one exception each."""

import errno
import sqlite3
from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreError(Exception):
    """An audit folder cannot be used; the message is one line that says what to do."""


class AuditFileMissing(StoreError):
    """The folder holds no audit."""


class AuditFileUnreadable(StoreError):
    """The file is damaged, or written by a newer version of the program."""


class AuditFolderUnwritable(StoreError):
    """The folder cannot be created or written."""


class AuditFolderFull(AuditFolderUnwritable):
    """There is no room left; what was put before is safe, and the audit goes on when there is room again."""


def told(error: OSError | sqlite3.Error, path: Path) -> StoreError:
    """`error`, met while writing `path`, as one of ours."""
    if isinstance(error, OSError):
        full = error.errno in _FULL
        why = error.strerror or str(error)
    else:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL if hasattr(error, "sqlite_errorcode") else False
        why = str(error)
    if full:
        return AuditFolderFull(f"no room left to write {path}; what was gathered is safe: free some space and go on with --resume")
    return AuditFolderUnwritable(f"cannot write {path}: {why}")
