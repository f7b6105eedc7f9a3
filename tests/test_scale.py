"""Sites of any size: pages are read from the audit file as they are needed, and what is found beyond counting is counted.

Whatever is left out of memory or of a list, the verdict is that of all pages and all findings.
"""

import dataclasses
import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlite_utils import Database

import checks.gathering
import methodology
from checks.base import CheckSpec, collect
from checks.gathering import Gathered
from checks.runner import run, run_check
from facts import CheckRun, Coverage, Finding, IndicatorResult, Outcome, Page, Site, met, not_met, pages_with, undecided
from reports.html_report import render
from reports.json_report import pieces
from reports.model import build
from reports.xlsx_report import write_xlsx
from scoring import judge
from store import AuditFileUnreadable
from store.pages import StoredPages
from tests import report_data
from tests.cases import Case, all_cases, page, site

LAW = methodology.load()
CHECKS = collect()
HOST = "https://body.gov.kz"


def kept(*pages: Page) -> StoredPages:
    """The pages as an audit file holds them."""
    db = Database(memory=True)
    db.execute("create table pages (url text, profile text, record text, primary key (url, profile))")
    rows = [(each.url, each.profile, msgspec.json.encode(each).decode()) for each in pages]
    db.conn.executemany("insert or replace into pages values (?, ?, ?)", rows)
    return StoredPages(db)


def link(url: str) -> dict[str, str]:
    """A link as cases write it."""
    return {"url": url, "text": url}


def test_kept_pages_are_the_pages() -> None:
    """They come in the order of profile and address, whole, by number, and as often as they are asked for."""
    pages = (
        page(url=f"{HOST}/b", profile="phone-android", links=[link("https://a/")]),
        page(url=f"{HOST}/b", title="Б", links=[link("https://b/")]),
        page(url=f"{HOST}/a", gaps={"live": {"reason": "timeout"}}),
    )
    stored = kept(*pages)

    assert tuple(stored) == (pages[2], pages[1], pages[0])
    assert tuple(stored) == tuple(stored)
    assert (len(stored), stored[1], list(stored[1:])) == (3, pages[1], [pages[1], pages[0]])


def test_only_the_fields_asked_for_are_read() -> None:
    """A projection holds its fields and no other, however it was narrowed."""
    stored = kept(page(title="Басты бет", main_text="сөз " * 50, links=[link("https://a/")]))
    (seen,) = stored.only({"title", "links", "state"}).only({"title", "state", "main_text"})
    (short,) = pages_with(stored, "url", "lang", "state")

    assert (seen.title, seen.ok) == ("Басты бет", True)
    assert not hasattr(seen, "links")
    assert not hasattr(seen, "main_text")
    assert (short.url, short.lang, short.ok) == (f"{HOST}/kk/", "kk", True)
    assert not hasattr(short, "title")


def test_a_damaged_record_is_said() -> None:
    """A record that cannot be read ends in the store's own error."""
    stored = kept(page())
    stored._db.execute("update pages set record = '{\"url\": 1'")

    with pytest.raises(AuditFileUnreadable, match="damaged"):
        list(stored)


def _in_order(case: Case) -> Site:
    """The case's site with its pages as an audit file orders them, one record an address and profile."""
    by_place = {(each.profile, each.url): each for each in case.site.pages}
    return dataclasses.replace(case.site, pages=tuple(by_place[place] for place in sorted(by_place)))


@pytest.mark.parametrize("case", tuple(all_cases()), ids=str)
def test_a_check_finds_the_same_in_kept_pages(case: Case) -> None:
    """Each check finds in pages that are read field by field what it finds in pages in memory."""
    whole, spec = _in_order(case), CHECKS[case.indicator]
    stored = dataclasses.replace(whole, pages=kept(*whole.pages))

    assert run_check(spec, stored, LAW.params) == run_check(spec, whole, LAW.params)


def test_page_checks_share_one_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many checks are page-scoped, each record is read once for all of them and once for its short facts."""
    stored = kept(*(page(url=f"{HOST}/{number}") for number in range(5)))
    reads: list[int] = []
    real = StoredPages._read
    monkeypatch.setattr(StoredPages, "_read", lambda self, row: (reads.append(row), real(self, row))[1])
    scoped = [name for name, spec in CHECKS.items() if spec.scope == "page"]

    runs = run(dataclasses.replace(site(), pages=stored), LAW.params, only=scoped)

    assert len(runs) == len(scoped) > 1
    assert len(reads) == 2 * len(stored)


def _some_findings(spec: CheckSpec, seed: int) -> Iterator[Finding]:
    """Findings of every sort that a check may give, on many pages, one page often."""
    draw = random.Random(seed)
    kinds, parts = sorted(spec.kinds), sorted(spec.parts) or [""]
    favourite = draw.choice(kinds)
    for number in range(600):
        where = {
            "page": draw.choice(("", *(f"{HOST}/{draw.randrange(80)}",) * 9)),
            "part": draw.choice(parts),
            "target": draw.choice(("#a", f"li:nth-child({number})", f"{HOST}/t{draw.randrange(200)}", "")),
        }
        kind = draw.choice((favourite, favourite, draw.choice(kinds), "fact-missing"))
        outcomes = (_met, _met, not_met, undecided) if seed % 2 else (_met, undecided)
        yield draw.choice(outcomes)(kind, **where)  # type: ignore[operator]


def _met(kind: str, **where: str) -> Finding:
    return met(**where)  # type: ignore[arg-type]  # keys are met()'s own


def _worth(run: CheckRun) -> list[tuple[object, ...]]:
    verdict = judge({run.id: run}, LAW, "cgb")
    return [_told(result) for result in verdict.indicators if result.id.partition("/")[0] == run.id]


def _told(result: IndicatorResult) -> tuple[object, ...]:
    return result.id, result.outcome, result.points, result.reason, dict(result.observed), dict(result.pages), dict(result.figures)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spec", CHECKS.values(), ids=CHECKS)
def test_counted_findings_weigh_as_listed_ones(spec: CheckSpec, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points, outcomes, reasons, shares and page counts are those of all findings, whether they are listed or counted."""
    monkeypatch.setattr(checks.gathering, "LISTED", 15)
    monkeypatch.setattr(checks.gathering, "LISTED_OF_KIND", 60)
    findings = tuple(_some_findings(spec, seed))
    gathered = Gathered()
    for finding in findings:
        gathered.add(finding)
    small = gathered.run(spec.id, kinds=spec.kinds, parts=spec.parts)

    assert len(small.findings) < len(findings) == len(small.findings) + sum(more.count for more in small.more)
    assert _worth(small) == _worth(CheckRun(id=spec.id, findings=findings, kinds=spec.kinds, parts=spec.parts))


def test_few_findings_are_all_listed() -> None:
    """Below the limits a run holds every finding and nothing else."""
    gathered = Gathered()
    findings = tuple(not_met("bad", page=f"{HOST}/{number}") for number in range(checks.gathering.LISTED))
    for finding in findings:
        gathered.add(finding)
    run = gathered.run("4-2.3")

    assert (run.findings, run.more, run.pages) == (findings, (), ())


def test_what_is_not_listed_is_said_in_every_report(tmp_path: Path) -> None:
    """A fault of 900 pages stands in the reports with all its pages, though its first findings only are listed."""
    gathered = Gathered()
    for number in range(900):
        gathered.add(not_met("no-search", page=report_data.address(number), lang="kk", profile=report_data.DESKTOP))
    run = gathered.run("4-2.3", kinds=CHECKS["4-2.3"].kinds)
    meta = report_data.meta(3)
    report = build(meta, report_data.site(3), judge({"4-2.3": run}, LAW, meta.plan.body.kind), LAW, ())
    row = next(row for row in report.rows if row.law.id == "4-2.3")
    told = next(each for each in json.loads(b"".join(pieces(report)))["indicators"] if each["id"] == "4-2.3")
    book = io.BytesIO()
    write_xlsx(report, book, "en")
    sheet = zipfile.ZipFile(book).read("xl/worksheets/sheet5.xml").decode()

    assert [(fault.pages, fault.count) for fault in row.faults] == [(900, 900)]
    assert (len(told["findings"]), told["observed"], told["pages"]["not-met"]) == (500, {"not-met": 900}, 900)
    assert told["not_listed"] == [{"kind": "no-search", "outcome": "not-met", "count": 400, "pages": 900}]
    assert "400 more like this" in sheet
    assert "900" in "".join(render(report, tmp_path, {}))


def test_addresses_beyond_the_lists_count() -> None:
    """Lists of addresses hold the first ones; totals, completeness and what absence proves are of all of them."""
    listed = tuple(f"{HOST}/files/{number}.pdf" for number in range(500))
    closed = Coverage(refused_by_robots=listed, refused_total=1200)
    failed = Coverage(failed=listed[:2], failed_total=700)

    assert (closed.refused_count, closed.complete, closed.walked) == (1200, False, True)
    assert (failed.failed_count, failed.walked) == (700, False)
    assert (Coverage(refused_by_robots=listed).refused_count, Coverage().complete) == (500, True)


@pytest.mark.parametrize(("total", "kind"), [(1, "no-poll"), (700, "crawl-incomplete")])
def test_absence_is_not_proven_by_a_cut_list(total: int, kind: str) -> None:
    """What robots.txt closed and no list names may hold anything; a file alone would not."""
    coverage = Coverage(refused_by_robots=(f"{HOST}/files/a.pdf",), refused_total=total)
    whole = dataclasses.replace(site(page()), coverage=coverage)

    assert [finding.kind for finding in run_check(CHECKS["4-4.2"], whole, LAW.params).findings] == [kind]


def test_report_totals_are_of_all_addresses() -> None:
    """The report's figures of closed and failed addresses are those of the crawl, not of the lists."""
    whole = report_data.site(3)
    coverage = dataclasses.replace(whole.coverage, refused_total=1200, failed_total=700)
    meta = report_data.meta(3)
    report = build(meta, dataclasses.replace(whole, coverage=coverage), judge({}, LAW, meta.plan.body.kind), LAW, ())

    assert (report.unseen.robots_count, report.unseen.failed_count) == (1200, 700)
    assert len(report.unseen.robots) < 1200


def test_met_findings_are_counted_too() -> None:
    """The share of pages is of all observations, met ones beyond the list included."""
    gathered = Gathered()
    for number in range(900):
        gathered.add(met(page=f"{HOST}/{number}"))
    run = gathered.run("4-2.4")

    assert len(run.findings) == checks.gathering.LISTED
    assert [(more.example.outcome, more.count, more.pages) for more in run.more] == [(Outcome.MET, 400, 900)]
