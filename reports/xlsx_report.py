"""report.xlsx: every finding, page, document and link as rows for people who sort and filter."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

import xlsxwriter

from facts import Finding, IndicatorResult, Interval, Lang, pages_with
from methodology.labels import reference
from reports import content
from reports.catalogue import clean, number, text
from reports.messages import confirmation_text, finding_text, reason_text, why_text
from reports.model import SUMS, Report, Row
from scoring.decimals import JSON_PLACES, rounded

ROW_LIMIT = 1_048_576  # of the format
CELL_LIMIT = 32_767  # characters of one cell, of the format
Cell = str | int | Fraction | None
_FORMULA = ("=", "+", "-", "@", "|", "%")  # what spreadsheets take for a formula when a cell is edited or goes out as CSV
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class _Formats:
    """How words are shown; `quoted` ones stay words when the cell is edited."""

    wrapped: Any
    quoted: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its key, its columns (key, width in characters), its rows."""

    key: str
    columns: Sequence[tuple[str, int]]
    rows: Callable[[Report, Lang], Iterator[Sequence[Cell]]]


def write_xlsx(report: Report, file: BinaryIO, lang: Lang = "ru", row_limit: int = ROW_LIMIT) -> None:
    """Write the workbook with headings and messages in `lang`; what the format cannot hold is cut with a last line that says so."""
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"title": f"Tekser {clean(report.meta.plan.url)}"[:255], "created": _moment(report.meta.finished_at)})
    head = book.add_format({"bold": True, "bg_color": "#D9E8F1", "text_wrap": True, "valign": "top"})
    formats = _Formats(
        book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    )
    for sheet in SHEETS:
        page = book.add_worksheet(text(f"xlsx.sheet.{sheet.key}", lang))
        _write_head(page, sheet, lang, head)
        last = _write_rows(page, sheet.rows(report, lang), row_limit, text("xlsx.cut", lang), formats)
        page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    book.close()


def _moment(written: str) -> datetime.datetime:
    """The audit's end, so that the same audit gives the same file."""
    try:
        return datetime.datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return datetime.datetime(2000, 1, 1)  # noqa: DTZ001  # the format has no zones


def _write_head(page: Any, sheet: Sheet, lang: Lang, head: Any) -> None:
    page.freeze_panes(1, 0)
    for column, (key, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(0, column, text(f"xlsx.column.{key}", lang), head)


def _write_rows(page: Any, rows: Iterable[Sequence[Cell]], limit: int, cut: str, formats: _Formats) -> int:
    """The number of the last row written; a row that says so stands where the limit cut the rest."""
    last = 0
    for last, cells in enumerate(rows, start=1):
        if last == limit - 1:
            page.write_string(last, 0, cut)
            break
        for column, cell in enumerate(cells):
            _write_cell(page, last, column, cell, formats)
    return last


def _write_cell(page: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        words = clean(cell)[:CELL_LIMIT]
        page.write_string(row, column, words, formats.quoted if words.lstrip().startswith(_FORMULA) else formats.wrapped)
    else:
        page.write_number(row, column, float(_decimal(cell)))


def _decimal(value: int | Fraction) -> Decimal:
    return rounded(Fraction(value), JSON_PLACES)


def _interval(points: Interval) -> tuple[Fraction, Fraction, Fraction]:
    return points.low, points.high, points.max


def _score(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    titles = {parameter.id: parameter.title for parameter in report.law.parameters}
    for parameter in report.verdict.parameters:
        yield parameter.id, titles[parameter.id][lang], *_interval(parameter.points)
    yield "", text("xlsx.total", lang), *_interval(report.verdict.total)
    yield "", f"{text('report.confirmation', lang)}: {confirmation_text(report.meta.confirmation, lang)}"


def _flat(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _flat(row.parts)


def _indicators(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    for row in _flat(report.rows):
        result = row.result
        yield (
            result.id,
            result.lang or "",
            row.law.title[lang],
            text(f"outcome.{result.outcome.value}", lang),
            *_interval(result.points),
            why_text(result, lang) if result.reason else "",
            result.pages.get("seen", 0),
            result.pages.get("not-met", 0),
            reference(row.law.reference, lang),
        )


def _listed(report: Report) -> Iterator[Row]:
    """Rows whose findings are not the union of their sub-points'."""
    return (row for row in _flat(report.rows) if row.law.rule.kind not in SUMS or not row.parts)


def _findings(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    for row in _listed(report):
        yield from _of_row(row.result, lang)


def _of_row(result: IndicatorResult, lang: Lang) -> Iterator[Sequence[Cell]]:
    for more in result.more:
        told = text("xlsx.more", lang, count=number(more.count, lang), pages=number(more.pages, lang))
        yield result.id, text(f"outcome.{more.example.outcome.value}", lang), more.example.kind, told
    for scored in result.findings:
        finding = scored.finding
        values = "; ".join(f"{name}={value}" for name, value in finding.values.items())
        yield (
            result.id,
            text(f"outcome.{finding.outcome.value}", lang),
            finding.kind,
            finding_text(finding, lang),
            scored.points,
            finding.page,
            finding.lang or "",
            finding.profile,
            finding.target,
            finding.text,
            values,
        )


def _pages(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    fields = ("url", "profile", "lang", "state", "why", "status", "depth", "title", "words", "fetched_at")
    for page in pages_with(report.site.pages, *fields):
        state = reason_text(page.state.value, lang)
        yield page.url, page.profile, page.lang or "", state, page.why, page.status, page.depth, page.title, page.words, page.fetched_at


def _documents(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    answers = {True: text("xlsx.yes", lang), False: text("xlsx.no", lang), None: ""}
    for each in report.site.documents:
        state = reason_text(each.state.value, lang)
        linked = each.linked_from[0] if each.linked_from else ""
        yield each.url, each.kind, each.lang or "", state, each.why, each.status, each.bytes, answers[each.text_layer], each.title, linked


def _links(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    for target in report.site.targets.values():
        why = reason_text(target.reason, lang) if target.reason else ""
        external = text("xlsx.yes" if target.external else "xlsx.no", lang)
        yield target.url, text(f"target.{target.state.value}", lang), why, target.status, external, target.final_url, target.checked_at


def _content(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    for annex in content.annexes(report):
        for section in annex.sections:
            for part in section.parts:
                for item in part.items:
                    yield item.law.id, part.lang or "", section.law.title[lang], *_item(item, lang)


def _item(item: content.Item, lang: Lang) -> Sequence[Cell]:
    first = item.found[0] if item.found else None
    return (
        item.law.title[lang],
        text(f"report.grade.{item.grade}", lang),
        *_interval(item.result.points),
        "\n".join(dict.fromkeys(map(content.address, item.found))),
        first.text if first else "",
        _found_by(first, lang),
        _named("confidence", first.values.get("confidence") if first else None, lang),
        "\n".join(finding_text(scored.finding, lang) for scored in item.faults),
        why_text(item.result, lang) if item.result.reason else "",
        "\n".join(content.to_look_at(item)) if item.grade == "open" else "",
    )


def _found_by(finding: Finding | None, lang: Lang) -> str:
    """Where the words stand that led to the place; where they stand in its text, those words too."""
    how = _named("found_by", finding.values.get("how") if finding else None, lang)
    said = finding.values.get("said") if finding else None
    return f"{how}: {said}" if said else how


def _named(kind: str, value: object, lang: Lang) -> str:
    return text(f"report.{kind}.{value}", lang) if value else ""


def _grades(report: Report, lang: Lang) -> Iterator[Sequence[Cell]]:
    for annex in content.annexes(report):
        for tongue, total in annex.totals.items():
            for section in annex.sections:
                for part in section.parts:
                    if part.lang == tongue:
                        yield section.law.id, tongue, section.law.title[lang], *_counted(part.count)
            yield "", tongue, text("report.all_items", lang), *_counted(total)


def _counted(count: content.Count) -> Sequence[Cell]:
    return *(count.grades[grade] for grade in content.GRADES), count.low, count.high


_POINTS = (("low", 10), ("high", 10), ("max", 10))
SHEETS = (
    Sheet("score", (("id", 10), ("title", 60), *_POINTS), _score),
    Sheet(
        "indicators",
        (("id", 12), ("lang", 7), ("title", 60), ("outcome", 16), *_POINTS, ("reason", 40), ("seen", 12), ("shown", 12), ("reference", 30)),
        _indicators,
    ),
    Sheet(
        "grades",
        (("id", 12), ("lang", 7), ("section", 60), *((grade, 12) for grade in content.GRADES), ("complete_low", 12), ("complete_high", 12)),
        _grades,
    ),
    Sheet(
        "content",
        (
            ("id", 12),
            ("lang", 7),
            ("section", 40),
            ("item", 60),
            ("grade", 16),
            *_POINTS,
            ("where", 50),
            ("proof", 50),
            ("how", 12),
            ("confidence", 12),
            ("faults", 60),
            ("reason", 40),
            ("candidates", 50),
        ),
        _content,
    ),
    Sheet(
        "findings",
        (
            ("id", 12),
            ("outcome", 16),
            ("kind", 22),
            ("message", 60),
            ("points", 10),
            ("page", 50),
            ("lang", 7),
            ("profile", 18),
            ("target", 40),
            ("text", 40),
            ("values", 40),
        ),
        _findings,
    ),
    Sheet(
        "pages",
        (
            ("page", 60),
            ("profile", 18),
            ("lang", 7),
            ("state", 22),
            ("why", 30),
            ("status", 8),
            ("depth", 8),
            ("page_title", 50),
            ("words", 10),
            ("seen_at", 22),
        ),
        _pages,
    ),
    Sheet(
        "documents",
        (
            ("address", 60),
            ("format", 10),
            ("lang", 7),
            ("state", 22),
            ("why", 30),
            ("status", 8),
            ("bytes", 12),
            ("text_layer", 14),
            ("page_title", 50),
            ("linked_from", 50),
        ),
        _documents,
    ),
    Sheet(
        "links",
        (("address", 60), ("state", 18), ("reason", 36), ("status", 8), ("external", 10), ("final", 50), ("seen_at", 22)),
        _links,
    ),
)
