"""Audits on machines that lack engines: what that leaves undecided is said, and nothing is taken or given for it."""

from decimal import Decimal
from pathlib import Path

import pytest

from crawler.browser import find_chromium
from fixtures.site.server import serve
from tests.sample import TODAY, Row, audit, rows

BY_CHROMIUM = {"4-2.1/2", "4-2.1/3", "4-2.1/4", "4-2.1/6", "4-2.1/7"}
EIGHT = {f"4-2.1/{part}" for part in range(1, 9)}
LIVE = {"4-3.2", "4-3.3", "4-3.4", "4-3.6", "4-3.7", "4-3.8", "4-2.6/1", "4-2.6/2"}  # only a live page shows them


def _audited(folder: Path, chromium: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Row]:
    """The rows of an audit of three pages where PATH leads to nothing and Chromium is `chromium`."""
    monkeypatch.setenv("TEKSER_CHROMIUM", chromium)
    monkeypatch.setenv("PATH", str(folder))
    with serve(today=TODAY) as site:
        report = audit(site.url, folder / "audit", "--no-pictures", "--no-confirm", "--max-pages", "3", "--langs", "kk", browsers="all")
    assert (folder / "audit" / "report.html").stat().st_size > 10_000
    return rows(report)


def _open_for(seen: dict[str, Row], wanted: set[str]) -> dict[str, tuple[str, Decimal]]:
    return {row: (seen[row].outcome, seen[row].high - seen[row].low) for row in wanted}


def test_no_engine_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row that a live page alone shows is undecided with its whole weight; what the documents show is judged."""
    seen = _audited(tmp_path, "no-such-browser", monkeypatch)

    assert _open_for(seen, EIGHT) == dict.fromkeys(EIGHT, ("undecided", Decimal("0.03")))
    assert all(seen[row].kinds == {"browser-missing"} for row in EIGHT)
    assert _open_for(seen, LIVE) == {row: ("undecided", seen[row].max) for row in LIVE}
    assert seen["4-2.11"].outcome == "met"


@pytest.mark.browser
def test_one_engine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium answers for five of the eight; Firefox, Safari and iOS leave 0.03 each."""
    engine = find_chromium()
    assert engine is not None
    seen = _audited(tmp_path, engine.path, monkeypatch)

    assert _open_for(seen, EIGHT - BY_CHROMIUM) == dict.fromkeys(EIGHT - BY_CHROMIUM, ("undecided", Decimal("0.03")))
    assert _open_for(seen, BY_CHROMIUM) == dict.fromkeys(BY_CHROMIUM, ("met", Decimal(0)))
    assert seen["4-3.7"].outcome == "met"
