"""Annexes on content in the reports: grades as the years' reports had them, where an item is, what a person must decide."""

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

import methodology
import reports
import scoring
from checks.commons.content.model import Confidence, How
from facts import LANGUAGES, CheckRun, Finding, Lang, Outcome, Verdict, met, not_applicable, not_met, undecided
from reports import content
from reports.catalogue import text
from reports.model import Report, build
from reports.xlsx_report import write_xlsx
from tests import report_data as data
from tests.test_reports import sheets_of

LAW = methodology.load()
SYMBOLS = ("5-1.1/1", "5-1.1/2", "5-1.1/3")
PLACE = "https://ministry.example.kz/kk/symbols"


def _verdict(*findings: Finding) -> Verdict:
    return scoring.judge({"5": CheckRun(id="5", findings=findings)}, LAW, "cgb")


def _report(verdict: Verdict) -> Report:
    return build(data.meta(1), data.site(1), verdict, LAW, ())


def _annex(verdict: Verdict, number: int = 5) -> content.Annex:
    return next(annex for annex in content.annexes(_report(verdict)) if annex.number == number)


def _at(part: str, **more: str) -> dict[str, Any]:
    return {"part": part, "lang": "kk", **more}


THREE = (
    met(**_at(SYMBOLS[0], page=PLACE, text="Мемлекеттік Ту", how="section", confidence="certain", said="туы")),
    met(**_at(SYMBOLS[1], page=PLACE)),
    not_met("outdated", **_at(SYMBOLS[1], page=PLACE)),
    undecided("item-unclear", **_at(SYMBOLS[2], page=PLACE), places="https://ministry.example.kz/b, javascript:x"),
)


@pytest.mark.parametrize(
    ("findings", "grade"),
    [
        ([met(**_at(SYMBOLS[0]))], "full"),
        ([met(**_at(SYMBOLS[0])), not_met("outdated", **_at(SYMBOLS[0]))], "partial"),
        ([not_met("absent", **_at(SYMBOLS[0]))], "none"),
        ([undecided("item-unclear", **_at(SYMBOLS[0]))], "open"),
        ([met(**_at(SYMBOLS[0])), undecided("unclear", **_at(SYMBOLS[0]), deficiency="outdated")], "open"),
        ([not_applicable(**_at(SYMBOLS[0]))], "exempt"),
    ],
)
def test_each_outcome_has_the_grade_that_users_know(findings: list[Finding], grade: str) -> None:
    """full / partial (-0.1) / none (0), and what is open or does not concern the body."""
    assert _annex(_verdict(*findings)).sections[0].parts[0].items[0].grade == grade


def test_completeness_counts_full_items_only_and_is_an_interval_while_some_are_open() -> None:
    """Of three symbols one is full, one partial, one open: between a third and two thirds."""
    part = _annex(_verdict(*THREE)).sections[0].parts[0]

    assert [part.count.grades[grade] for grade in content.GRADES] == [1, 1, 0, 1, 0]
    assert (part.count.low, part.count.high) == (Fraction(1, 3), Fraction(2, 3))


def test_open_items_come_with_the_places_that_a_person_opens() -> None:
    """The list names the section, the item and every candidate that is an address of the web."""
    annex = _annex(_verdict(*THREE))
    opened = [item for part, item in annex.open_items if part.lang == "kk" and item.law.id in SYMBOLS]

    assert [item.law.id for item in opened] == [SYMBOLS[2]]
    assert content.addresses(opened[0].candidates) == (PLACE, "https://ministry.example.kz/b")


def test_an_item_that_is_there_and_may_be_deficient_is_opened_where_it_is() -> None:
    """What a person looks at is the place of the possible deficiency."""
    maybe = undecided("date-unclear", f"{PLACE}.pdf", **_at(SYMBOLS[0], page=PLACE), deficiency="outdated")
    items = [item for _, item in _annex(_verdict(met(**_at(SYMBOLS[0], page=PLACE)), maybe)).open_items]

    assert content.to_look_at(items[0]) == (f"{PLACE}.pdf", PLACE)


def test_a_component_that_loses_its_whole_share_is_none() -> None:
    """Under today's law what is outdated is as what is not there."""
    law = methodology.load("kz-openness-2025")
    at: dict[str, Any] = {"part": "o7-5/1", "lang": "kk", "page": PLACE}
    verdict = scoring.judge({"o7": CheckRun(id="o7", findings=(met(**at), not_met("outdated", **at)))}, law, "cgb")
    annex = content.annexes(build(data.meta(1), data.site(1), verdict, law, ()))[0]

    assert annex.sections[4].parts[0].items[0].grade == "none"
    assert not annex.by_tenths


def test_every_item_is_a_row_of_the_workbook_with_place_and_proof(tmp_path: Path) -> None:
    """The sheet on content has each item in each language; the sheet on completeness each section and the whole."""
    with (tmp_path / "report.xlsx").open("wb") as file:
        write_xlsx(_report(_verdict(*THREE)), file, "en")
    sheets = sheets_of(tmp_path / "report.xlsx")
    leaves = sum(row.rule.kind == "item" for row in LAW.rows("cgb"))

    assert len(sheets["Content"]) == 1 + 2 * leaves
    assert sheets["Content"][1][:2] == [SYMBOLS[0], "kk"]
    assert {"full", PLACE, "Мемлекеттік Ту"} <= set(sheets["Content"][1])
    assert sheets["Completeness"][1][:2] == ["5-1.1", "kk"]
    assert sheets["Completeness"][1][3:8] == ["1", "1", "0", "1", "0"]


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_the_workbook_speaks_its_reader_s_language(tmp_path: Path, lang: Lang) -> None:
    """How an item was found, how sure that is, and what row of the order it is: no word of the program's own English."""
    with (tmp_path / "report.xlsx").open("wb") as file:
        write_xlsx(_report(_verdict(*THREE)), file, lang)
    tables = list(sheets_of(tmp_path / "report.xlsx").values())
    found = next(table for table in tables if table[1][0] == SYMBOLS[0])
    references = {row[-1] for row in tables[1][1:]}

    assert {f"{text('report.found_by.section', lang)}: туы", text("report.confidence.certain", lang)} <= set(found[1])
    assert references
    assert not [each for each in references if re.search("[A-Za-z]{3}", each)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_way_to_find_an_item_has_its_words(lang: Lang) -> None:
    """The catalogues know what the finder says."""
    keys = [f"report.found_by.{how}" for how in get_args(How)] + [f"report.confidence.{one}" for one in get_args(Confidence)]

    assert not [key for key in keys if text(key, lang) == key]


def test_the_other_reports_tell_the_same(tmp_path: Path) -> None:
    """report.json has grade and place of an item; report.html its words, the coefficient and what a phone got, and nothing that runs."""
    path = reports.write_all(tmp_path, data.meta(3), data.site(3), data.verdict(3), LAW, ())
    document: Mapping[str, Any] = json.loads((tmp_path / "report.json").read_text())
    first = next(row for row in document["indicators"] if (row["id"], row["lang"]) == (SYMBOLS[0], "kk"))
    html = path.read_text()

    assert first["grade"] == "full"
    assert first["found"][0]["text"].startswith("Министрліктің мекенжайы")
    assert [each["part"] for each in document["parameters"][2]["findings"]] == ["coefficient", "coefficient", "link-back"]
    assert "телефон получает мобильную версию сам" in html
    assert "Мемлекеттік Ту" in html
    assert 'href="javascript:' not in html
    assert "<script" not in html


def test_today_s_law_has_a_report_without_the_older_law_s_annexes(tmp_path: Path) -> None:
    """Only its own tables and its advice stand there, and the penalty of a subordinate organisation is told as one."""
    law = methodology.load("kz-openness-2025")
    path = reports.write_all(tmp_path, data.meta(3), data.site(3), scoring.judge({}, law, "cgb"), law, ())
    html = path.read_text()

    assert 'id="h-annex7"' in html
    assert 'id="h-annex118"' in html
    assert 'id="h-annex4"' not in html
    assert "Filling of the official internet resource" in html
    assert {row.result.outcome for row in build(data.meta(3), data.site(3), scoring.judge({}, law, "cgb"), law, ()).rows} == {
        Outcome.UNDECIDED
    }
