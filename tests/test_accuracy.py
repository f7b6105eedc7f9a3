"""What the accuracy benchmark counts is true, and faults that it found stay mended."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.accuracy_tables import Counted, axes, listed, ours, page, table
from benchmarks.corpora import Case, cases, served, there
from benchmarks.seeing import Ended, Said, _elsewhere
from checks.commons.links import is_external, key
from crawler.extract import extract
from facts import Page, PageState, not_met

URL = "https://body.gov.kz/kk/"


def case(id: str, expected: str, tier: str = "core") -> Case:
    return Case(id=id, source="made", indicator="alt", file=f"cases/{id}.html", expected=expected, tier=tier, why=f"label of {id}")


ENDED = [
    Ended(case("found", "fail"), Said("fail", "alt-missing"), Said("fail")),
    Ended(case("open", "fail"), Said("undecided"), Said("pass")),
    Ended(case("missed", "fail"), Said("pass"), Said("pass")),
    Ended(case("right", "pass"), Said("pass"), Said("pass")),
    Ended(case("alarm", "inapplicable"), Said("fail", "alt-missing"), Said("pass")),
    Ended(case("law", "pass"), Said("fail"), Said("pass"), "the order excepts none"),
    Ended(case("flagged", "fail", "flag"), Said("undecided"), Said("")),
]


def test_what_is_left_to_a_person_is_neither_found_nor_an_alarm() -> None:
    """Precision is of deductions, recall of labelled failures, and what the law sees otherwise is in neither."""
    core = ours(each for each in ENDED if each.case.tier == "core")
    flags = ours(each for each in ENDED if each.case.tier == "flag")
    axe = axes(each for each in ENDED if each.case.tier == "core")

    assert (core.cases, core.found, core.alarms) == (5, 1, 1)
    assert core.precision == pytest.approx(1 / 2)
    assert core.recall == pytest.approx(1 / 3)
    assert core.undecided == pytest.approx(1 / 5)
    assert core.agreement == pytest.approx(2 / 5)
    assert flags.recall == 1
    assert (axe.precision, axe.recall) == (1, pytest.approx(1 / 3))


@pytest.mark.parametrize(
    ("targets", "elsewhere"),
    [(("#other",), True), (("#here",), False), (("#other", "#here > b"), False), (("#hereby",), True), (("",), False)],
)
def test_a_label_of_one_element_says_nothing_of_others(targets: tuple[str, ...], elsewhere: bool) -> None:
    """A deduction at the labelled element or in it is an alarm; one whose place is not told may be."""
    labelled = Case(id="a", source="made", indicator="alt", file="cases/a.html", expected="pass", selector="#here")

    assert _elsewhere(labelled, [not_met("alt-missing", target) for target in targets]) is elsewhere


def test_nothing_to_divide_by_is_no_share() -> None:
    """No deduction and no failure: no precision and no recall, not a perfect one."""
    empty = Counted()

    assert (empty.precision, empty.recall, empty.agreement, empty.undecided) == (None, None, None, None)


def test_the_page_and_the_list_say_what_was_counted() -> None:
    """Figures by source and tier, what was counted apart with its reason, and each miss with its label's reason."""
    text = page(ENDED, {"4-3.1"}, {"axe-core": "4.12.1"}, "2026-11-20", ["desktop-chrome"])

    assert "| alt | 4-3.1 | 6 | 3 | 0.50 | 0.33 | 0.20 | 0.40 | 1.00 | 0.33 |" in text
    assert "alt, 1 cases: the order excepts none." in text
    assert "axe-core 4.12.1" in text
    assert "no check yet" in table(ENDED, set())
    told = listed(ENDED, "misses")
    assert all(f"label of {name}" in told for name in ("missed", "open", "alarm"))
    assert not any(f"label of {name}" in told for name in ("found", "right", "law", "flagged"))


def test_without_the_corpora_it_says_so(tmp_path: Path) -> None:
    """No folder, no figures, no failure."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.accuracy", "--folder", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0
    assert "skipped" in ended.stderr
    assert not there(tmp_path)


def test_cases_are_served_from_their_root(tmp_path: Path) -> None:
    """Addresses stand as the pages expect them, parts of films can be asked for, and nothing outside the root is given."""
    folder = tmp_path / "made"
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "a b.html").write_text("<title>x</title>")
    (folder / "secret.txt").write_text("no")
    (folder / "cases.jsonl").write_text('{"id": "a", "indicator": "alt", "file": "cases/a b.html", "expected": "pass"}\n')
    (only,) = cases(frozenset({"alt"}), frozenset(), tmp_path)
    with served(tmp_path) as ground:
        url = ground.url(only)
        with urllib.request.urlopen(url) as whole:
            assert (whole.headers["Content-Type"], whole.read()) == ("text/html; charset=utf-8", b"<title>x</title>")
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Range": "bytes=1-5"})) as part:
            assert (part.status, part.read(), part.headers["Content-Range"]) == (206, b"title", "bytes 1-5/16")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{ground.origin(only.root)}/%2e%2e/secret.txt")


# faults that it found


def seen(html: str) -> Page:
    return extract(html, Page(url=URL, final_url=URL, state=PageState.OK, profile="desktop-chrome"), rendered=True)


def test_a_title_in_a_shadow_tree_is_not_the_documents() -> None:
    """What a browser shows as the page's name stands in the document itself."""
    shadow = "<html><head></head><body><tekser-shadow><title>Бөлік</title></tekser-shadow><p>Мәтін</p></body></html>"

    assert seen(shadow).title == ""
    assert seen(shadow.replace("<head>", "<head><title>Бет</title>")).title == "Бет"


def test_a_link_without_an_address_is_a_control() -> None:
    """An element that says it is a link and has no address is answered by a script alone."""
    page = seen('<html><body><div role="link" id="go" tabindex="0">Негізгі мазмұнға өту</div></body></html>')

    assert [(button.text, button.selector) for button in page.buttons or ()] == [("Негізгі мазмұнға өту", "#go")]


def test_an_address_with_stray_brackets_ends_no_check() -> None:
    """A link may be written in a way that no address is."""
    assert key("https://example]org/a") != key("https://example.org/a")
    assert not is_external("https://example]org/a", "https://body.gov.kz", ("gov.kz",))


def test_the_second_engine_says_what_is_lacking() -> None:
    """Without the optional packages, or without WebKit, there is nothing to compare and no failure; with them the engines agree."""
    ended = subprocess.run([sys.executable, "-m", "benchmarks.second_engine"], capture_output=True, text=True, check=False, timeout=120)

    assert ended.returncode == 0, ended.stdout
    assert "skipped" in ended.stderr or "in both" in ended.stdout
