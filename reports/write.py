"""Writes the reports of one audit into its folder, each whole or not at all."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from facts import AuditMeta, Lang, Picture, Site, Verdict
from methodology.model import Methodology
from reports.errors import ReportError
from reports.html_report import render
from reports.json_report import pieces
from reports.model import Report, build
from reports.xlsx_report import write_xlsx

HTML, JSON, XLSX = "report.html", "report.json", "report.xlsx"


def write_all(  # noqa: PLR0917  # all that a report is made of, in the order of its making
    folder: Path, meta: AuditMeta, site: Site, verdict: Verdict, law: Methodology, pictures: Iterable[Picture], lang: Lang = "ru"
) -> Path:
    """Write report.json, report.html and report.xlsx (headings in `lang`); the path of report.html.

    Each file appears whole or not at all. ReportError when one cannot be written.
    """
    report = build(meta, site, verdict, law, pictures)
    _write(folder / JSON, lambda file: file.writelines(pieces(report)))
    _write(folder / XLSX, lambda file: write_xlsx(report, file, lang))
    _write(folder / HTML, lambda file: _write_html(report, folder, file))
    return folder / HTML


def _write_html(report: Report, folder: Path, file: BinaryIO) -> None:
    sizes = {name: (folder / name).stat().st_size for name in (XLSX, JSON)}
    file.writelines(piece.encode("utf-8", "replace") for piece in render(report, folder, sizes))


def _write(path: Path, fill: Callable[[BinaryIO], None]) -> None:
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
