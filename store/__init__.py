"""The audit file: everything one audit saw and found, in one folder that can be sent to somebody else."""

from store.audit_file import DATABASE, EVIDENCE, AuditFile
from store.errors import AuditFileMissing, AuditFileUnreadable, AuditFolderFull, AuditFolderUnwritable, StoreError

__all__ = [
    "DATABASE",
    "EVIDENCE",
    "AuditFile",
    "AuditFileMissing",
    "AuditFileUnreadable",
    "AuditFolderFull",
    "AuditFolderUnwritable",
    "StoreError",
]
