"""What the truth table of the sample site says must come out of an audit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from fixtures.site import truth
from tests.sample import Row

Difference = tuple[str, str]
NO_CHECK_YET = frozenset((*("4-2.1", *(f"4-2.1/{browser}" for browser in range(1, 9))),))


_ROUNDED = Fraction(1, 2000)  # reports have four places, a third has none


def _family(key: str) -> tuple[str, ...]:
    """A row and those that follow it: `4-2.3/1` and `4-2.3`; `6-1.2/3.2 kk`, `6-1.2/3 kk` and `6-1.2 kk`."""
    row, blank, lang = key.partition(" ")
    head, _, part = row.partition("/")
    if not part or part == "bonus":
        return (key,)
    item, point, _ = part.partition(".")
    above = (f"{head}/{item}", head) if point else (head,)
    return (key, *(f"{each}{blank}{lang}" for each in above))


def expected(
    flawless: Mapping[str, Row], shape: str, defects: Iterable[str]
) -> tuple[dict[str, Fraction], dict[str, str], dict[str, set[str]]]:
    """Highest points of every row, outcome of each row that a defect changes, kinds that must be among its findings.

    Several defects may change a row together where each has a kind of its own and takes the whole row: it is lost once.
    """
    high = {row: Fraction(seen.high) for row, seen in flawless.items()}
    outcomes: dict[str, str] = {}
    kinds: dict[str, set[str]] = {}
    chosen = frozenset(defects)
    lost: set[str] = set()
    for defect in truth.load():
        for change in defect.changes_in(shape) if defect.id in chosen else ():
            if change.kind:
                kinds.setdefault(change.key, set()).add(change.kind)
            if change.key in lost:
                assert -Fraction(change.points) == Fraction(flawless[change.key].max), f"{defect.id} takes a part of {change.key}"
                continue
            lost.add(change.key)
            for row in _family(change.key):
                high[row] += Fraction(change.points)
                outcomes[row] = change.outcome
    return high, outcomes, kinds


def differences(flawless: Mapping[str, Row], seen: Mapping[str, Row], shape: str, defects: Iterable[str]) -> list[Difference]:
    """Every row that is not as the table says: nothing at all may change but what the defects change."""
    high, outcomes, kinds = expected(flawless, shape, defects)
    shown = any(row.startswith("4-2.1/") for row in outcomes)
    wrong = []
    for row, before in flawless.items():
        now = seen[row]
        if shown and row.startswith("4-2.1/") and row not in outcomes:  # the flawless site was not shown in the eight browsers
            before = replace(before, outcome="met", low=before.high)  # noqa: PLW2901  # the row as it should be
        if abs(Fraction(now.high) - high[row]) > _ROUNDED:
            wrong.append((row, f"highest points {now.high}, expected {float(high[row])} ({now.outcome}: {sorted(now.kinds)})"))
        if now.outcome != outcomes.get(row, before.outcome):
            wrong.append((row, f"{now.outcome}, expected {outcomes.get(row, before.outcome)} ({sorted(now.kinds)})"))
        if row not in outcomes and now.low != before.low:
            wrong.append((row, f"lowest points {now.low}, were {before.low} ({sorted(now.kinds)})"))
        if not kinds.get(row, set()) <= now.kinds:
            wrong.append((row, f"kinds {sorted(now.kinds)}, expected {sorted(kinds[row])}"))
    return wrong
