"""A closed audit folder as one file to send."""

import hashlib
import shutil
import zipfile
from pathlib import Path

from store.errors import told
from store.manifest import names
from store.wacz import WACZ

_PACKED = (".gz", ".wacz", ".jpg", ".jpeg", ".png", ".webp", ".xlsx")  # gain nothing from being deflated again


def pack_folder(folder: Path, out: Path) -> None:
    """Write `out`: all of the folder for a .zip, what was exchanged alone for a .wacz; StoreError when it cannot be written."""
    draft = out.with_name(f"{out.name}.tmp")
    try:
        if out.suffix == ".wacz":
            shutil.copyfile(folder / WACZ, draft)
        else:
            _zip(folder, draft, out)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise told(error, out) from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _zip(folder: Path, draft: Path, out: Path) -> None:
    inside = {path.resolve() for path in (draft, out)}  # --out may lie in the folder itself
    with zipfile.ZipFile(draft, "w", allowZip64=True) as zipped:
        for name in names(folder):
            if (folder / name).resolve() not in inside:
                kind = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
                zipped.write(folder / name, f"{folder.resolve().name}/{name}", compress_type=kind, compresslevel=6)
