"""What can be wrong with an audit folder, one exception each."""


class StoreError(Exception):
    """An audit folder cannot be used; the message is one line that says what to do."""


class AuditFileMissing(StoreError):
    """The folder holds no audit."""


class AuditFileUnreadable(StoreError):
    """The file is damaged, or written by a newer version of the program."""


class AuditFolderUnwritable(StoreError):
    """The folder cannot be created or written."""
