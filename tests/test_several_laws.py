"""One crawl judged by several methodologies: each has its runs, its reports, its hash, and re-judging changes no byte."""

import hashlib
import json
import shutil
import sqlite3
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import methodology
import scoring
from audits import stages
from facts import CheckRun, EnginePosition, met, not_met
from store import AuditFile, verify_audit
from tests.test_cli import assert_one_line, tekser

OLD = Path(__file__).parent / "data" / "audit-schema1.db"
FIRST, SECOND = "kz-1279", "kz-openness-2025"
OPEN = methodology.load(SECOND)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A kept audit of an older version, brought up to date."""
    shutil.copy(OLD, tmp_path / "audit.db")
    with AuditFile.open(tmp_path) as file:
        stages.judge_by(file, (FIRST, SECOND))
        stages.check(file)
        stages.report(file)
    return tmp_path


def _bytes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("report*")}


def test_each_methodology_has_its_report_and_names_the_other(kept: Path) -> None:
    """The main report is of the first; each tells where the other's is; the seal knows all files."""
    assert sorted(path.name for path in kept.glob("report*")) == [
        f"report{name}.{ending}" for name in (f"-{SECOND}", "") for ending in ("html", "json", "xlsx")
    ]
    reports = {law: json.loads((kept / f"{stem}.json").read_text()) for law, stem in ((FIRST, "report"), (SECOND, f"report-{SECOND}"))}

    assert {law: report["audit"]["methodology"]["id"] for law, report in reports.items()} == {FIRST: FIRST, SECOND: SECOND}
    assert reports[FIRST]["audit"]["other_methodologies"] == [{"id": SECOND, "report": f"report-{SECOND}.json"}]
    assert [row["id"] for row in reports[SECOND]["indicators"]][:2] == ["o7-1", "o7-1"]
    assert f'href="report-{SECOND}.html"' in (kept / "report.html").read_text()
    assert 'href="report.html"' in (kept / f"report-{SECOND}.html").read_text()
    assert verify_audit(kept).whole


def test_runs_are_kept_apart_and_only_of_checks_whose_rows_the_law_has(kept: Path) -> None:
    """Annex 4 is not judged for the openness law, nor its rows for Annex 4."""
    with AuditFile.open(kept) as file:
        runs = {law: set(file.checks(law)) for law in file.meta.laws}

        assert runs[FIRST] <= methodology.load(FIRST).checks("cgb")
        assert runs[SECOND] <= OPEN.checks("cgb")
        assert set(file.checks()) == runs[FIRST]
        assert [file.meta.under(law).methodology_sha256 for law in file.meta.laws] == [methodology.load(FIRST).sha256, OPEN.sha256]
    with sqlite3.connect(kept / "audit.db") as db:
        assert {row[0] for row in db.execute("select distinct methodology from findings_by_indicator")} <= {FIRST, SECOND}


def test_judging_again_without_a_network_changes_no_byte(kept: Path) -> None:
    """The same facts under the same laws give the same reports."""
    before = _bytes(kept)
    with AuditFile.open(kept) as file:
        stages.check(file)
        stages.report(file)

    assert _bytes(kept) == before


def test_a_law_that_judges_no_longer_leaves_nothing_behind(kept: Path) -> None:
    """Its findings and its reports go; those of the law that stays are of it alone."""
    with AuditFile.open(kept) as file:
        stages.judge_by(file, (FIRST,))
        stages.check(file)
        stages.report(file)

        assert not file.checks(SECOND)
    assert not list(kept.glob("report-*"))
    assert SECOND not in (kept / "report.html").read_text()


def test_the_command_line_judges_counts_and_reports_by_each(tmp_path: Path) -> None:
    """check, score and report take several ids; what was not judged yet, or not by these, is one clear line."""
    shutil.copy(OLD, tmp_path / "audit.db")

    assert tekser("check", tmp_path).returncode == 0
    assert_one_line(tekser("score", tmp_path, "--methodology", SECOND), 2, "was judged by kz-1279", "tekser check")
    assert tekser("check", tmp_path, "--methodology", f"{FIRST},{SECOND}").returncode == 0
    counted = tekser("score", tmp_path).stdout.splitlines()
    assert [line.split("\t")[0] for line in counted] == ["1.1", "1.2", "1.3", "total", "o7", f"total:{SECOND}"]
    assert counted[-1].split("\t")[3] == "18.00"
    assert tekser("report", tmp_path, "--methodology", f"{FIRST},{SECOND}").stdout == f"{tmp_path}/report.html\n"
    assert_one_line(tekser("check", tmp_path, "--methodology", "kz-2099"), 2, "unknown methodology", FIRST)
    assert_one_line(tekser("report", tmp_path, "--methodology", FIRST), 2, "was judged by")


def test_a_body_that_a_law_does_not_assess_is_refused_before_the_crawl(tmp_path: Path) -> None:
    """The openness assessment knows no committees."""
    body = tmp_path / "body.toml"
    body.write_text('kind = "committee"\n')

    assert_one_line(
        tekser("audit", "https://body.gov.kz", "--body", body, "--methodology", f"{FIRST},{SECOND}", "--out", tmp_path / "a"),
        2,
        SECOND,
        "committee",
    )


# today's law


def test_the_openness_law_stands_on_the_older_one_and_adds_up() -> None:
    """Limits and words fall back on the base; its own rows are 18 points, a penalty of 3, and advice without points."""
    base = methodology.load(FIRST)

    assert OPEN.params.number("contrast_min") == base.params.number("contrast_min")
    assert OPEN.params.wordlists.keys() >= base.params.wordlists.keys()
    assert {row.max for row in OPEN.rows("cgb") if not row.parent and not row.advisory} == {Fraction(3, 2)}
    assert {row.id for row in OPEN.indicators if row.advisory} == {"o17-1", "o17-1/1", "o17-1/2", "o118-1", "o118-1/1"}
    assert all(row.max == 0 for row in OPEN.indicators if row.advisory)
    assert OPEN.choice("absent") == "share"


def test_a_missing_component_takes_its_share_and_an_outdated_one_is_as_one_that_is_missing() -> None:
    """O-1 and O-2: row 4 has three components of half a point; row 6 comes from reported data and stays open."""
    parts = [f"o7-4/{n}" for n in (1, 2, 3)]
    outdated = not_met("outdated", part=parts[1], lang="kk", page="https://x/2")
    findings = (met(part=parts[0], lang="kk"), met(part=parts[1], lang="kk"), outdated, not_met("absent", part=parts[2], lang="kk"))
    verdict = scoring.judge({"o7": CheckRun(id="o7", findings=findings)}, OPEN, "cgb")
    rows = {(row.id, row.lang): row for row in verdict.indicators}

    assert (rows["o7-4", "kk"].points.low, rows["o7-4", "kk"].points.high) == (Fraction(1, 2), Fraction(1, 2))
    assert [each.points for each in rows["o7-4", "kk"].findings] == [Fraction(-1, 2), Fraction(-1, 2)]
    assert rows["o7-6", "ru"].reason == "person-only"


def test_a_penalty_gives_between_what_it_takes_and_nothing() -> None:
    """Table 9: a subordinate organisation of which nothing is known loses between 0 and 3 points."""
    verdict = scoring.judge({}, OPEN, "subordinate")

    assert (verdict.total.low, verdict.total.high, verdict.total.max) == (-3, 0, 0)


BODY = """kind = "leb"
[names.ru]
full = "Акимат города Проба"
"""


def test_a_kept_crawl_is_judged_as_that_of_another_body(kept: Path, tmp_path: Path) -> None:
    """A body file that was forgotten: names and kind change, what was seen does not; the same again changes nothing."""
    body = tmp_path / "body.toml"
    body.write_text(BODY, encoding="utf-8")
    with AuditFile.open(kept) as file:
        before, homes = [page.url for page in file.site().pages], file.meta.plan.body.homes
        place = EnginePosition(engine="google", lang="ru", name="full", query="x", position=1)
        file.put_positions((place, replace(place, lang="kk")))

    assert tekser("check", kept, "--body", body, "--methodology", FIRST).returncode == 0
    with AuditFile.open(kept) as file:
        site, plan = file.site(), file.meta.plan
        assert (plan.body.kind, plan.body.names["ru"].full, plan.body.homes) == ("leb", "Акимат города Проба", homes)
        assert site.body == plan.body
        assert [page.url for page in site.pages] == before
        assert [one.lang for one in site.positions] == ["kk"]  # no name in Kazakh before or now
    assert tekser("report", kept).returncode == 0
    told = (kept / "report.json").read_bytes()
    assert json.loads(told)["body"] == {"kind": "leb", "name": {"kk": "", "ru": "Акимат города Проба", "en": ""}}
    assert tekser("check", kept, "--body", body).returncode == 0
    assert tekser("report", kept).returncode == 0
    assert (kept / "report.json").read_bytes() == told
    assert verify_audit(kept).whole


def test_a_body_file_that_does_not_fit_the_crawl_is_refused(kept: Path, tmp_path: Path) -> None:
    """Home pages decide what is crawled; a body that a law does not assess is refused before anything is changed."""
    body = tmp_path / "body.toml"
    body.write_text(f'{BODY}[homes]\nkk = "https://other.gov.kz/kk"\n', encoding="utf-8")
    before = AuditFile.open(kept).meta

    assert_one_line(tekser("check", kept, "--body", body), 2, "homes.kk", "audit the site anew")
    (tmp_path / "acts.csv").write_text("nonsense\n", encoding="utf-8")
    body.write_text(BODY, encoding="utf-8")
    for option in ("--acts", "--positions"):  # findings of one body under the name of another are never kept
        assert_one_line(tekser("check", kept, "--body", body, option, tmp_path / "acts.csv"), 2, "acts.csv")
        assert AuditFile.open(kept).meta == before
    body.write_text('kind = "committee"\n', encoding="utf-8")
    assert_one_line(tekser("check", kept, "--body", body), 2, "kind committee")
    assert AuditFile.open(kept).meta == before
