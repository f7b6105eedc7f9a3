"""The truth table of the sample site: each defect changes its indicator and nothing else, in both shapes.

Defects that touch different indicators are switched on together. `make truth` walks them one by one (tests/test_truth_singly.py).
"""

from functools import cache
from pathlib import Path

import pytest

from fixtures.site import truth
from tests.sample import Row, audit_sample, rows
from tests.truth_table import differences

pytestmark = pytest.mark.browser
GROUPS = [pytest.param(shape, group, marks=pytest.mark.xdist_group(shape)) for shape in truth.SHAPES for group in truth.groups(shape)]


@pytest.fixture(scope="session")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> "Flawless":
    """Rows of the flawless site in a shape, audited once."""
    return Flawless(tmp_path_factory)


class Flawless:
    """Audits of the site without defects, kept for the session."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self.rows = cache(self._rows)

    def _rows(self, shape: str) -> dict[str, Row]:
        return rows(audit_sample(shape, (), self._folders.mktemp("flawless") / "audit"))


@pytest.mark.parametrize("shape", [pytest.param(shape, marks=pytest.mark.xdist_group(shape)) for shape in truth.SHAPES])
def test_the_flawless_site_has_full_points_wherever_the_program_can_decide(shape: str, flawless: Flawless) -> None:
    """Every row with a check is met in full, but for those that the table names as open with their reason."""
    wrong = {
        row: seen
        for row, seen in flawless.rows(shape).items()
        if (seen.outcome == "undecided") != (row in OPEN or row in truth.undecided(shape))
        or (seen.outcome != "undecided" and not (seen.low == seen.high == seen.max))
    }

    assert wrong == {}


OPEN = frozenset(
    "4-1.1 4-2.1 4-2.1/1 4-2.1/2 4-2.1/3 4-2.1/4 4-2.1/5 4-2.1/6 4-2.1/7 4-2.1/8 4-2.6 4-2.6/2 4-2.6/3 4-2.6/4 4-3.2 4-3.3 4-3.4 4-3.6 4-3.8".split()
)


@pytest.mark.parametrize(("shape", "group"), GROUPS)
def test_defects_change_their_indicators_and_nothing_else(shape: str, group: str, flawless: Flawless, tmp_path: Path) -> None:
    """All defects of one group together: the rows they touch lose what the table says, all other rows stay as they were."""
    defects = truth.groups(shape)[group]
    seen = rows(audit_sample(shape, defects, tmp_path / "audit"))

    assert differences(flawless.rows(shape), seen, shape, defects) == [], sorted(defects)
