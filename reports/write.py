"""Writes the reports of one audit into its folder, each whole or not at all."""

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from facts import AuditMeta, Lang, Picture, Site, Verdict
from methodology.model import Methodology
from reports.errors import ReportError
from reports.html_report import render
from reports.json_report import pieces
from reports.model import Report, build
from reports.xlsx_report import write_xlsx

FORMATS = ("json", "xlsx", "html")  # in the order of their writing: the last tells the sizes of the others
_OURS = re.compile(r"report-[a-z0-9-]+\.(?:json|xlsx|html)")


def stem(law: str, *, first: bool) -> str:
    """The name of the files of a report without their ending: `report` of the first methodology, `report-<id>` of the others."""
    return "report" if first else f"report-{law}"


def drop_others(folder: Path, stems: Iterable[str]) -> None:
    """Take away reports of methodologies by which the audit is judged no longer; ReportError when that cannot be."""
    kept = {f"{name}.{ending}" for name in stems for ending in FORMATS}
    try:
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in kept:
                path.unlink()
    except OSError as error:
        raise ReportError(f"an earlier report in {folder} cannot be removed ({error.strerror or error}); remove it by hand") from error


def write_all(  # noqa: PLR0917  # all that a report is made of, in the order of its making
    folder: Path,
    meta: AuditMeta,
    site: Site,
    verdict: Verdict,
    law: Methodology,
    pictures: Iterable[Picture],
    lang: Lang = "ru",
    names: Mapping[str, str] | None = None,
) -> Path:
    """Write the JSON, XLSX (headings in `lang`) and HTML report of one methodology; the path of the HTML.

    `names` gives the stem of the files of each methodology that the audit is judged by; `report` of this one where it is left out.
    Each file appears whole or not at all. ReportError when one cannot be written.
    """
    names = names or {law.id: stem(law.id, first=True)}
    report = build(meta, site, verdict, law, pictures, beside={name: f"{own}.html" for name, own in names.items() if name != law.id})
    paths = {ending: folder / f"{names[law.id]}.{ending}" for ending in FORMATS}
    write_whole(paths["json"], lambda file: file.writelines(pieces(report)))
    write_whole(paths["xlsx"], lambda file: write_xlsx(report, file, lang))
    write_whole(paths["html"], lambda file: _write_html(report, folder, (paths["xlsx"], paths["json"]), file))
    return paths["html"]


def _write_html(report: Report, folder: Path, others: Iterable[Path], file: BinaryIO) -> None:
    sizes = {path.name: path.stat().st_size for path in others}
    file.writelines(piece.encode("utf-8", "replace") for piece in render(report, folder, sizes))


def write_whole(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """A file that appears whole or not at all; ReportError when it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            fill(file)
        part.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error.strerror or error}); free the disk or choose another --out") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
