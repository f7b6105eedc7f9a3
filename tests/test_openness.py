"""The openness assessment on a labelled site not made from its words: what is found, what is outdated, what is left to a person."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

import methodology
import scoring
from checks.base import collect
from checks.runner import run_check
from crawler.extract import canonical, extract
from facts import Body, CheckRun, IndicatorResult, LanguagePair, Names, Page, PageState, Scope, Site
from reports.catalogue import known
from tests.content_cases import LabelledSite, sites

LAW = methodology.load("kz-openness-2025")


def _site(told: LabelledSite) -> Site:
    """Its pages as the fetching tier saw them."""
    homes = {lang: canonical(url) for lang, url in told.homes.items()}
    pages = []
    for stored in told.html:
        url = canonical(stored.url)
        seen = Page(url=url, final_url=url, state=PageState.OK, status=200, profile="desktop-chrome", lang=stored.lang)
        pages.append(extract(told.text(stored), seen, rendered=False))
    home = homes["ru"]
    return Site(
        scope=Scope(origin=home.rstrip("/")),
        body=Body(kind=told.kind, names={lang: Names(full=name) for lang, name in told.names.items()}),
        today=told.today.isoformat(),
        start_url=home,
        homes=homes,
        pages=tuple(pages),
        pairs=(LanguagePair(urls=homes, how="switch"),),
    )


@pytest.fixture(scope="module")
def run() -> CheckRun:
    """What the check says of a ministry's site."""
    told = next(site for site in sites() if site.name == "balyq-ministry")
    return run_check(collect()["o7"], _site(told), LAW.params_for("cgb"))


@pytest.fixture(scope="module")
def rows(run: CheckRun) -> Mapping[tuple[str, str | None], IndicatorResult]:
    """The rows of the verdict, by id and language."""
    verdict = scoring.judge({"o7": run}, LAW, "cgb")
    return {(row.id, row.lang): row for row in verdict.indicators}


def test_every_component_is_spoken_of_once_in_each_language(run: CheckRun) -> None:
    """None is left out and none is spoken of twice; what only a person sees is not looked for."""
    presence = [(each.part, each.lang) for each in run.findings if each.values.get("deficiency", "absent") == "absent"]
    leaves = {(row.id, lang) for row in LAW.rows("cgb") if row.rule.kind == "item" for lang in ("kk", "ru")}

    assert run.reason == ""
    assert {pair for pair in presence if pair[0]} == leaves
    assert all(known(f"finding.{kind}") or known(f"reason.{kind}") for kind in run.kinds)


@pytest.mark.parametrize(
    ("id", "outcome"),
    [
        ("o7-1/1", "met"),  # address
        ("o7-1/3", "met"),  # telephone of the chancellery
        ("o7-1/4", "undecided"),  # the press service has a page, and no telephone on it; the chancellery's in the footer is not its own
        ("o7-1/6", "not-met"),  # no ethics commissioner is named anywhere
        ("o7-1/11", "met"),  # schedule of reception
        ("o7-4/1", "met"),  # acts adopted
        ("o118-1/1", "not-met"),  # the newest report on the development plan is of 2023
    ],
)
def test_components_are_found_and_told_apart(rows: Mapping[tuple[str, str | None], IndicatorResult], id: str, outcome: str) -> None:
    """As a person who looks at the same site says, in both languages."""
    assert {rows[id, lang].outcome.value for lang in ("kk", "ru")} == {outcome}


def test_advice_takes_no_points_and_an_outdated_report_is_told(rows: Mapping[tuple[str, str | None], IndicatorResult]) -> None:
    """Order No. 118-НҚ: last year's report is due by 1 March; what is found of it moves no score."""
    found = rows["o118-1/1", "ru"]

    assert [each.finding.kind for each in found.findings] == ["outdated"]
    assert (found.points.max, found.findings[0].points) == (0, 0)


def test_the_row_on_contacts_is_worth_its_components(rows: Mapping[tuple[str, str | None], IndicatorResult]) -> None:
    """O-1: eleven components share 1.5 points; two are not there, one is open."""
    row = rows["o7-1", "ru"]

    assert (row.points.low, row.points.high) == (Fraction(3, 2) * Fraction(8, 11), Fraction(3, 2) * Fraction(9, 11))
    assert sum(each.points for each in row.findings) == -Fraction(3, 2) * Fraction(2, 11)
