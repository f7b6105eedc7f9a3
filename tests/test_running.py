"""The run of tests itself: slow ones first in every worker's share, and what is made once is made once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.running import ALONE, SLOW, FailedBefore, dealt, kept


@dataclass(frozen=True)
class _Test:
    path: Path
    nodeid: str


def _tests(module: str, count: int) -> list[_Test]:
    return [_Test(Path(f"{module}.py"), f"{module}.py::{number}") for number in range(count)]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_each_share_begins_with_what_takes_long(workers: int) -> None:
    """No test is lost, audits of the truth table are dealt in turn, other slow modules stay whole, shares are equal."""
    slow = SLOW[2]  # the first two are audits of the truth table
    items = [*_tests("test_a", 20), *_tests(ALONE, 6), *_tests(slow, 3), *_tests("test_z", 10)]
    order = [test.nodeid for test in dealt(items, workers)]
    share = len(items) // workers
    modules = [name.partition(".")[0] for name in order]

    assert sorted(order) == sorted(test.nodeid for test in items)
    for worker in range(workers):
        assert modules[worker * share : worker * share + 6 // workers] == [ALONE] * (6 // workers)
    assert "".join("x" if name == slow else "." for name in modules).strip(".") == "xxx"


def test_what_is_made_once(tmp_path: Path) -> None:
    """The second that asks gets what the first made; after a failure nobody tries again."""
    calls: list[Path] = []

    def make(out: Path) -> dict[str, Any]:
        calls.append(out)
        if "bad" in str(out):
            raise AssertionError("no report")
        return {"says": "қазақша"}

    assert kept(tmp_path / "good", make) == kept(tmp_path / "good", make) == {"says": "қазақша"}
    with pytest.raises(AssertionError, match="no report"):
        kept(tmp_path / "bad", make)
    with pytest.raises(FailedBefore, match="no report"):
        kept(tmp_path / "bad", make)

    assert calls == [tmp_path / "good" / "audit", tmp_path / "bad" / "audit"]
    assert json.loads((tmp_path / "good" / "report.json").read_text(encoding="utf-8")) == {"says": "қазақша"}
