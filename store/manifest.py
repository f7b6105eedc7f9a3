"""The manifest of an audit folder: SHA-256 of every file, and the search for what was changed since.

The manifest carries its own digest, so that a flipped byte in it shows too. Whoever replaces files and manifest together is
found out by that digest alone: it is told when the audit ends, and is to be kept or sent apart from the file.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from store.errors import AuditFileMissing, AuditFileUnreadable, told

MANIFEST = "manifest.json"
_SCHEMA = "tekser-manifest/1"
_CHUNK = 1 << 20
_PACKAGE = "datapackage.json"
_PACKAGE_DIGEST = "datapackage-digest.json"
_DRAFT = ".tmp"  # files being written, replaced when whole
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholeness:
    """What is not as it was when the manifest was written; all empty when the audit is whole."""

    files: int  # files looked at
    digest: str = ""  # of the manifest, sha256 hex
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    before: tuple[str, ...] = ()  # changed by a stranger's hand before the program went on with the audit and sealed it anew
    head: Mapping[str, Any] = field(default_factory=dict)  # what the manifest says of the audit

    @property
    def whole(self) -> bool:
        """True when every byte is as it was."""
        return not (self.changed or self.missing or self.added or self.before)


def seal(folder: Path, head: Mapping[str, Any], before: tuple[str, ...]) -> str:
    """Write the manifest of all files in `folder` and return its digest; StoreError when it cannot be written."""
    draft = folder / f"{MANIFEST}{_DRAFT}"
    try:
        source = _Folder(folder)
        files = {name: _mark(source, name) for name in source.names() if name != MANIFEST and not name.endswith(_DRAFT)}
        body: dict[str, Any] = {"schema": _SCHEMA, **head, "changed_before": list(before), "files": files}
        digest = _digest(body)
        draft.write_bytes(_bytes({**body, "digest": digest}))
        draft.replace(folder / MANIFEST)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise told(error, folder / MANIFEST) from error
    return digest


def verify(path: Path) -> Wholeness:
    """Compare a folder, a zip file of it, or a WACZ with its manifest. AuditFileMissing or AuditFileUnreadable when it is none of these."""
    if path.is_dir():
        return _against_manifest(_Folder(path), path)
    if not path.exists():
        raise AuditFileMissing(f"{path} does not exist; give the folder of an audit, a zip file of it, or its audit.wacz")
    try:
        with zipfile.ZipFile(path) as zipped:
            source = _Zip(zipped)
            if MANIFEST not in source.names() and _PACKAGE in source.names():
                return _against_package(source)
            return _against_manifest(source, path)
    except (zipfile.BadZipFile, OSError) as error:
        raise AuditFileUnreadable(f"{path} is neither the folder of an audit, nor a whole zip file or WACZ: {error}") from error


def changes(folder: Path) -> tuple[str, ...]:
    """Files of the folder that its manifest knows otherwise or that are gone, and earlier ones it tells of; empty without a manifest."""
    if not (folder / MANIFEST).exists():
        return ()
    found = verify(folder)
    return (*found.before, *(name for name in (*found.changed, *found.missing) if _is_evidence(name)))


def names(folder: Path) -> tuple[str, ...]:
    """All files of an audit folder, relative, sorted."""
    return tuple(name for name in _Folder(folder).names() if not name.endswith(_DRAFT))


def _is_evidence(name: str) -> bool:
    """True for what a report is made from; a report that someone deleted is made anew without harm."""
    return not name.startswith(("report.", "report-"))


class _Source(Protocol):
    def names(self) -> tuple[str, ...]: ...
    def open(self, name: str) -> IO[bytes]: ...


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if not path.is_dir()))

    def open(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")


class _Zip:
    """A zip file; what stands under one common folder is named without it."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        listed = [name for name in zipped.namelist() if not name.endswith("/")]
        tops = {name.partition("/")[0] for name in listed}
        under = next(iter(tops)) + "/" if len(tops) == 1 and all("/" in name for name in listed) else ""
        self._full = {name.removeprefix(under): name for name in listed}
        self.doubled = tuple(sorted({name.removeprefix(under) for name in listed if listed.count(name) > 1})) if _doubled(listed) else ()

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._full))

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(self._full[name])


def _doubled(listed: list[str]) -> bool:
    return len(set(listed)) < len(listed)


def _against_manifest(source: _Source, path: Path) -> Wholeness:
    there = set(source.names())
    if MANIFEST not in there:
        if "audit.db" not in there:
            raise AuditFileMissing(f"{path} holds no audit ({MANIFEST} and audit.db are missing)")
        raise AuditFileMissing(f"{path} has no {MANIFEST}: the audit was cut short, or is going on; end it by --resume, then verify")
    manifest, sound = _manifest(source)
    files: dict[str, Any] = manifest.get("files", {}) if isinstance(manifest.get("files"), dict) else {}
    there -= {MANIFEST}
    changed = [name for name in sorted(there & files.keys()) if _seen(source, name) != files[name]]
    extra = source.doubled if isinstance(source, _Zip) else ()
    return Wholeness(
        files=len(files) + 1,
        digest=str(manifest.get("digest", "")),
        changed=tuple(changed) if sound else (MANIFEST, *changed),
        missing=tuple(sorted(files.keys() - there)),
        added=(*sorted(there - files.keys()), *extra),
        before=tuple(map(str, manifest.get("changed_before", ()))),
        head={key: value for key, value in manifest.items() if key not in ("files", "changed_before", "digest", "schema")},
    )


def _manifest(source: _Source) -> tuple[dict[str, Any], bool]:
    """The manifest, and whether it is byte for byte what was written."""
    try:
        with source.open(MANIFEST) as file:
            data = file.read()
        manifest = json.loads(data)
        digest = manifest["digest"]
        sound = data == _bytes(manifest) and digest == _digest({key: value for key, value in manifest.items() if key != "digest"})
    except (*_BROKEN, KeyError, TypeError):
        return {}, False
    return manifest, sound


def _against_package(source: _Zip) -> Wholeness:
    """A WACZ by itself: its own list of resources takes the manifest's place."""
    there = set(source.names()) - {_PACKAGE, _PACKAGE_DIGEST}
    try:
        with source.open(_PACKAGE) as file:
            data = file.read()
        with source.open(_PACKAGE_DIGEST) as file:
            sound = json.loads(file.read()) == {"path": _PACKAGE, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        package = json.loads(data)
        files = {row["path"]: {"bytes": row["bytes"], "sha256": row["hash"].removeprefix("sha256:")} for row in package["resources"]}
    except (*_BROKEN, KeyError, TypeError, AttributeError):
        return Wholeness(files=len(there) + 2, changed=(_PACKAGE,))
    changed = [name for name in sorted(there & files.keys()) if _seen(source, name) != files[name]]
    return Wholeness(
        files=len(files) + 2,
        digest=hashlib.sha256(data).hexdigest(),
        changed=tuple(changed) if sound else (_PACKAGE, *changed),
        missing=tuple(sorted(files.keys() - there)),
        added=(*sorted(there - files.keys()), *source.doubled),
    )


def _seen(source: _Source, name: str) -> dict[str, object] | None:
    try:
        return _mark(source, name)
    except _BROKEN:
        return None


def _mark(source: _Source, name: str) -> dict[str, object]:
    size, digest = 0, hashlib.sha256()
    with source.open(name) as file:
        for piece in _pieces(file):
            size += len(piece)
            digest.update(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_bytes(body)).hexdigest()


def _bytes(body: Mapping[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "surrogateescape")
