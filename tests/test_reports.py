"""report.json, report.xlsx and the writing of all three: exact, stable, whole or not at all, safe against what a site says."""

import json
import os
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import methodology
import reports
from facts import Finding, Outcome, ScoredFinding
from reports.faults import group, signature
from reports.json_report import pieces
from reports.model import Report, build
from reports.xlsx_report import write_xlsx
from tests import report_data as data

PAGES = 60
KEYS = ("schema", "tool", "audit", "body", "crawl", "total", "parameters", "indicators")


def model(pages: int = PAGES, each: int = 3, folder: Path | None = None) -> Report:
    """The report model of the made-up audit."""
    shown = data.pictures(folder) if folder else ()
    return build(data.meta(pages), data.site(pages), data.verdict(pages, each), methodology.load(), shown)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """report.json as a program reads it."""
    return json.loads(b"".join(pieces(model(folder=tmp_path_factory.mktemp("audit")))))  # type: ignore[no-any-return]


def row(document: Mapping[str, Any], id: str) -> Mapping[str, Any]:
    """The indicator `id` of a document."""
    return next(each for each in document["indicators"] if each["id"] == id)  # type: ignore[no-any-return]


# report.json


def test_json_keeps_the_contract(document: Mapping[str, Any]) -> None:
    """Every field of the contract is there, with its type."""
    assert set(KEYS) <= set(document)
    assert document["schema"] == "tekser-report/1"
    assert document["tool"] == {"name": "tekser", "version": "0.1.0"}
    assert set(document["audit"]) >= {"id", "url", "started_at", "finished_at", "today", "seed", "methodology", "profiles"}
    assert set(document["audit"]["methodology"]) == {"id", "edition", "sha256"}
    assert set(document["audit"]["profiles"][0]) == {"name", "engine", "version", "status", "why"}
    assert document["body"]["kind"] == "cgb"
    assert set(document["body"]["name"]) == {"kk", "ru", "en"}
    assert document["crawl"]["by_language"] == {"kk": PAGES, "ru": 0, "en": 0}
    assert document["crawl"]["stopped_by"] == "max-pages"


def test_every_row_of_the_law_is_there_with_a_reason_where_it_is_open(document: Mapping[str, Any]) -> None:
    """An indicator that nothing looked at stands there as undecided, in three languages."""
    rows = methodology.load().rows("cgb")
    open_ = [each for each in document["indicators"] if each["outcome"] == "undecided"]

    assert {each["id"] for each in document["indicators"]} == {each.id for each in rows}
    assert len(document["indicators"]) == sum(2 if each.per_language else 1 for each in rows)
    assert {each["lang"] for each in document["indicators"] if each["id"].startswith("5-")} == {"kk", "ru"}
    assert all(each["reason"] and set(each["message"]) == {"kk", "ru", "en"} for each in open_)


def test_points_are_short_decimals_that_sum_to_the_loss(document: Mapping[str, Any]) -> None:
    """At most four places, as text; findings of a row carry what it lost."""
    contrast = row(document, "4-3.7")

    assert contrast["points"] == {"low": "0", "high": "0", "max": "0.2"}
    assert [each["points"] for each in contrast["findings"][:2]] == ["-0.2", "0"]
    assert document["total"]["max"] == "20"
    assert Fraction(document["total"]["high"]) == sum(Fraction(each["high"]) for each in document["parameters"])
    assert document["parameters"][2]["coefficient"] == {"low": "3", "high": "5"}
    assert document["parameters"][2]["link_back"] == {"low": "0", "high": "0"}


def test_findings_are_ordered_by_page_and_carry_their_evidence(document: Mapping[str, Any]) -> None:
    """Page, language, profile, element, words, measures, time, picture and record: enough to see the same thing."""
    findings = row(document, "4-3.7")["findings"]
    first = next(each for each in findings if each["evidence"]["screenshot"])

    assert [each["page"] for each in findings] == sorted(each["page"] for each in findings)
    assert first["evidence"]["selector"] == "main > ul > li:nth-child(1) > a"
    assert first["evidence"]["screenshot"] == "evidence/a.png"
    assert first["evidence"]["values"] == {"ratio": "2.96", "required": "4.5", "color": "#969696", "background": "#ffffff"}
    assert first["evidence"]["seen_at"] == "2026-11-20T10:00:00Z"
    assert first["evidence"]["record"].startswith("audit.db#pages?profile=desktop-chrome&url=https%3A")
    assert "\x07" not in first["evidence"]["text"]
    assert set(first["message"]) == {"kk", "ru", "en"}


def test_an_address_is_a_target_and_the_link_that_leads_there_a_selector(document: Mapping[str, Any]) -> None:
    """Findings about links name both."""
    evidence = row(document, "4-2.10/1")["findings"][0]["evidence"]

    assert evidence["target"] == f"{data.HOST}/gone"
    assert evidence["selector"] == ""


def test_the_same_audit_gives_the_same_bytes() -> None:
    """Nothing in report.json depends on the hour, the process or chance."""
    assert b"".join(pieces(model())) == b"".join(pieces(model()))


def test_time_and_memory_grow_with_the_findings_and_no_faster() -> None:
    """20 times the findings take about 20 times the time, and no memory for the text."""
    small, large = model(10, 10), model(200, 10)
    times = []
    for each in (small, large):
        started = time.process_time()
        size = sum(len(piece) for piece in pieces(each))
        times.append(time.process_time() - started)
    tracemalloc.start()
    for _ in pieces(large):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert times[1] < 60 * times[0] + 0.5
    assert peak < size / 4


# faults


def _scored(*findings: Finding) -> list[ScoredFinding]:
    return [ScoredFinding(finding=finding, points=Fraction(0)) for finding in findings]


def test_a_fault_of_the_header_is_one_fault_on_many_pages() -> None:
    """The same place of the template in whatever position is one fault, with its pages, languages and first words."""
    contrast = next(each for each in model().rows if each.law.id == "4-3.7")
    (fault,) = contrast.faults

    assert (fault.count, fault.pages, fault.share) == (PAGES * 3, PAGES, 1)
    assert fault.langs == ("en", "kk", "ru")
    assert {place.lang for place in fault.first[:3]} == {"kk", "ru", "en"}
    assert fault.points == Fraction(-1, 5)


def test_faults_of_one_dead_address_are_one_and_of_two_are_two() -> None:
    """Links are told apart by where they lead, not by where they stand."""
    one = Finding(outcome=Outcome.NOT_MET, kind="dead-link", target="https://x/1", page="a", values={"selector": "#a"})
    same = Finding(outcome=Outcome.NOT_MET, kind="dead-link", target="https://x/1", page="b", values={"selector": "#b"})
    other = Finding(outcome=Outcome.NOT_MET, kind="dead-link", target="https://x/2", page="a")

    assert [fault.count for fault in group(_scored(one, same, other), 2, {})] == [2, 1]
    assert signature(one) == signature(same) != signature(other)


def test_other_tags_and_other_kinds_are_other_faults() -> None:
    """A heading of the second level is no heading of the third."""
    found = [Finding(outcome=Outcome.NOT_MET, kind="k", target=target, page="a") for target in ("h2", "h3", "#item-1", "#item-2")]

    assert [fault.count for fault in group(_scored(*found), 1, {})] == [2, 1, 1]


# report.xlsx


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Cells of every sheet as text, and a failure when any is a formula; empty cells are left out."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        names = [sheet.get("name", "") for sheet in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{space}sheet")]
        sheets = {}
        for number, name in enumerate(names, start=1):
            tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(tree.iter(f"{space}f")), f"{name} holds a formula"
            assert not list(tree.iter(f"{space}hyperlink")), f"{name} holds a link"
            sheets[name] = [["".join(cell.itertext()) for cell in line] for line in tree.iter(f"{space}row")]
    return sheets


def test_the_workbook_holds_everything_and_runs_nothing(tmp_path: Path) -> None:
    """All findings, pages, documents and links are rows; what a site wrote is text, whatever it begins with."""
    with (tmp_path / "report.xlsx").open("wb") as file:
        write_xlsx(model(), file, "ru")
    sheets = sheets_of(tmp_path / "report.xlsx")

    assert list(sheets) == ["Баллы", "Показатели", "Полнота", "Содержание", "Находки", "Страницы", "Документы", "Ссылки"]
    assert len(sheets["Страницы"]) == PAGES + 2
    assert len(sheets["Ссылки"]) == PAGES + 2
    assert len([line for line in sheets["Находки"] if line[0] == "4-3.7"]) == PAGES * 3
    assert len([line for line in sheets["Находки"] if line[0].startswith("4-2.10")]) == PAGES + 1
    assert any("=cmd|" in cell for line in sheets["Документы"] for cell in line)


@pytest.mark.parametrize(("lang", "name"), [("kk", "Балл"), ("en", "Score")])
def test_the_workbook_speaks_each_language(tmp_path: Path, lang: str, name: str) -> None:
    """Headings and messages follow the language asked for."""
    with (tmp_path / "report.xlsx").open("wb") as file:
        write_xlsx(model(3), file, lang)  # type: ignore[arg-type]  # a Lang

    assert next(iter(sheets_of(tmp_path / "report.xlsx"))) == name


def test_what_does_not_fit_a_sheet_is_cut_and_said(tmp_path: Path) -> None:
    """The format holds so many rows; the last one says where the rest is."""
    with (tmp_path / "report.xlsx").open("wb") as file:
        write_xlsx(model(), file, "en", row_limit=20)
    findings = sheets_of(tmp_path / "report.xlsx")["Findings"]

    assert len(findings) == 20
    assert "report.json" in findings[-1][0]


# writing


def test_all_three_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    """The path of report.html comes back; no half-written file stays."""
    shown = data.pictures(tmp_path)
    path = reports.write_all(tmp_path, data.meta(3), data.site(3), data.verdict(3), methodology.load(), shown)

    assert path == tmp_path / "report.html"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["evidence", "report.html", "report.json", "report.xlsx"]


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")

    with pytest.raises(reports.ReportError, match=r"report\.json cannot be written \(.+\); free the disk or choose another --out") as error:
        reports.write_all(taken, data.meta(1), data.site(1), data.verdict(1), methodology.load(), ())
    assert "\n" not in str(error.value)


def test_a_report_that_stands_is_kept_when_a_new_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of writing leaves the old report whole."""
    (tmp_path / "report.json").write_text("old", encoding="utf-8")

    def full(_report: Report) -> Any:
        yield b"half"
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("reports.write.pieces", full)
    with pytest.raises(reports.ReportError, match="No space left"):
        reports.write_all(tmp_path, data.meta(1), data.site(1), data.verdict(1), methodology.load(), ())

    assert (tmp_path / "report.json").read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]
