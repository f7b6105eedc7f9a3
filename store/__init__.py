"""The audit file: everything one audit saw and found, in one folder that can be sent to somebody else."""

from store.audit_file import EVIDENCE, AuditFile
from store.bundle import pack_folder, sha256_of
from store.errors import AuditFileMissing, AuditFileUnreadable, AuditFolderFull, AuditFolderUnwritable, StoreError
from store.manifest import Wholeness
from store.manifest import verify as verify_audit
from store.records import DATABASE

__all__ = [
    "DATABASE",
    "EVIDENCE",
    "AuditFile",
    "AuditFileMissing",
    "AuditFileUnreadable",
    "AuditFolderFull",
    "AuditFolderUnwritable",
    "StoreError",
    "Wholeness",
    "pack_folder",
    "sha256_of",
    "verify_audit",
]
