"""The truth table of the sample site: each defect changes its indicator and nothing else, in both shapes.

Defects that touch different indicators are switched on together; `make truth` walks them one by one.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from crawler.browser.engines import engines
from fixtures.site import truth
from tests.sample import audit_sample, rows, without_times
from tests.truth_table import NO_CHECK_YET, Difference, differences

pytestmark = pytest.mark.browser
Flawless = Callable[..., dict[str, Any]]
# What only the eight browsers show is there on every page: the home pages and those that they lead to first are enough.
FEW_PAGES = ("--no-confirm", "--max-pages", "24", "--sample", "3")
GROUPS = [(shape, group) for shape in truth.SHAPES for group in truth.groups(shape)]
SINGLE = [(shape, defect.id) for shape in truth.SHAPES for defect in truth.load() if shape in defect.shapes and not defect.content]


def _skip_without_engines(defects: Collection[str]) -> None:
    lacking = [status.name for status in engines() if not status.usable]
    if lacking and any(row.startswith("4-2.1/") for row in truth.rows_of(defects)):
        pytest.skip(f"this machine lacks {', '.join(lacking)}")


def _wrong(shape: str, defects: Collection[str], flawless: Flawless, out: Path) -> list[Difference]:
    """What an audit of the site with `defects` says otherwise than the table, beside a flawless one with the same options."""
    _skip_without_engines(defects)
    options = FEW_PAGES if all(row.startswith("4-2.1/") for row in truth.rows_of(defects)) else ()
    seen = rows(audit_sample(shape, defects, out, *options))
    return differences(rows(flawless(shape, *options)), seen, shape, defects)


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_the_flawless_site_has_full_points_wherever_the_program_can_decide(shape: str, flawless: Flawless) -> None:
    """Every row with a check is met in full, but for those that the table names as open with their reason."""
    named = truth.undecided(shape)
    is_open = NO_CHECK_YET | frozenset(named) | {row.partition("/")[0] for row in named}
    wrong = {
        row: seen
        for row, seen in rows(flawless(shape)).items()
        if (seen.outcome == "undecided") != (row in is_open)
        or (seen.outcome != "undecided" and not (seen.outcome == "met" and seen.low == seen.high == seen.max))
    }

    assert wrong == {}


@pytest.mark.parametrize(("shape", "group"), GROUPS)
def test_defects_change_their_indicators_and_nothing_else(shape: str, group: str, flawless: Flawless, tmp_path: Path) -> None:
    """All defects of one group together: the rows they touch lose what the table says, all other rows stay as they were."""
    defects = truth.groups(shape)[group]

    assert _wrong(shape, defects, flawless, tmp_path / "audit") == [], sorted(defects)


def test_two_runs_on_the_unchanged_site_give_the_same_report(flawless: Flawless, tmp_path: Path) -> None:
    """The same seed and date: nothing but times differs."""
    again = audit_sample("paths", (), tmp_path / "audit")

    assert without_times(again) == without_times(flawless("paths"))


@pytest.mark.truth
@pytest.mark.parametrize(("shape", "defect"), SINGLE)
def test_one_defect_changes_its_indicator_and_nothing_else(shape: str, defect: str, flawless: Flawless, tmp_path: Path) -> None:
    """The same for every single defect (`make truth`)."""
    assert _wrong(shape, (defect,), flawless, tmp_path / "audit") == []
