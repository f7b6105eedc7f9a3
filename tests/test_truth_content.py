"""The truth table of Annexes 5 and 6: what the sample sites must say, and what a phone gets of them.

Walked in both shapes, the mobile version in `paths`; `fixtures/site/truth.toml` tells which defects the program does not see yet
(`unseen`), and why.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from fixtures.site import truth
from tests.sample import Row, audit_sample, content_rows, rows
from tests.truth_table import differences

pytestmark = pytest.mark.browser
Flawless = Callable[..., dict[str, Any]]
PATHS = "paths"
ACTS = Path(__file__).parent / "data" / "acts.csv"
ENOUGH = ("--no-confirm", "--langs", "kk,ru", "--sample", "4", "--acts", str(ACTS))  # what the site says is read on every page
FEW_PAGES = (*ENOUGH, "--max-pages", "24")  # what a phone gets is seen on the home pages and a few others
MOST_OPEN = 0.2  # of the items, as the links to portals of the state lead nowhere here
BODIES = ("ministry", "akimat")
GROUPS = truth.groups(PATHS, content=True)
SITES = [(shape, body) for shape in truth.SHAPES for body in BODIES]
SAID = [(shape, body, name) for shape, body in SITES for name in truth.groups(shape, content=True, body=body) if "mobile" not in name]
MOBILE = [group for group in GROUPS if "mobile" in group]


@pytest.mark.parametrize(("shape", "body"), SITES)
def test_nothing_is_deducted_from_a_flawless_site(shape: str, body: str, flawless: Flawless) -> None:
    """Every item is there in both languages, or left to a person; no deficiency is said of any."""
    items = {row: seen for row, seen in content_rows(flawless(shape, *ENOUGH, body=body)).items() if "/" in row}
    still_open = [row for row, seen in items.items() if seen.outcome == "undecided"]

    assert {row: seen.kinds for row, seen in items.items() if seen.outcome == "not-met"} == {}
    assert len(items) >= 180
    assert len(still_open) <= MOST_OPEN * len(items), still_open


@pytest.mark.parametrize(("shape", "body", "group"), SAID)
def test_defects_change_what_they_touch_and_nothing_else(shape: str, body: str, group: str, flawless: Flawless, tmp_path: Path) -> None:
    """All defects of one group together: their items lose what the table says, all others stay as they were."""
    defects = truth.groups(shape, content=True, body=body)[group]
    seen = _all(audit_sample(shape, defects, tmp_path / "audit", *ENOUGH, body=body))

    assert differences(_all(flawless(shape, *ENOUGH, body=body)), seen, shape, defects) == [], sorted(defects)


@pytest.mark.parametrize("group", MOBILE)
def test_the_mobile_version_is_seen_as_it_is(group: str, tmp_path: Path) -> None:
    """The coefficient, and what the missing way back takes."""
    (defect,) = (each for each in truth.load() if each.id in GROUPS[group])
    report = audit_sample(PATHS, GROUPS[group], tmp_path / "audit", *FEW_PAGES)
    (mobile,) = (each for each in report["parameters"] if each["id"] == "1.3")

    assert (_ends(mobile["coefficient"]), _ends(mobile["link_back"])) == (
        {defect.mobile.coefficient},
        {defect.mobile.link_back.removeprefix("-")},
    )


def _all(report: Mapping[str, Any]) -> dict[str, Row]:
    return {**rows(report), **content_rows(report)}


def _ends(interval: Mapping[str, str]) -> set[str]:
    return {interval["low"], interval["high"]}
