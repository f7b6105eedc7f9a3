"""From the findings of one check to the rows of the report: the indicator, and its sub-points where the order has them."""

from collections.abc import Iterable, Sequence

from facts import CheckRun, Finding, IndicatorResult, Interval, Lang, Outcome, ScoredFinding
from methodology.model import Indicator
from scoring.folds import OPEN_REASONS, ZERO, Fold, fold, with_examples
from scoring.seen import SHOWN, Seen, figures, observed, order, seen_of, shown_more

NO_CHECK = "no-check-yet"
PERSON_ONLY = "person-only"
CHECK_FAILED = "check-failed"
PARTS_UNDECIDED = "parts-undecided"
BY = "by"  # the value of a finding that says who saw what it tells: "person" for what was entered and not measured
_BY_OUTCOME = (Outcome.NOT_MET, Outcome.UNDECIDED, Outcome.MET, Outcome.NOT_APPLICABLE)


def undecided_row(row: Indicator, reason: str, lang: Lang | None = None) -> IndicatorResult:
    """A row of which nothing is known: all of its points stay open."""
    points = Interval(low=ZERO, high=row.max, max=row.max)
    return IndicatorResult(id=row.id, outcome=Outcome.UNDECIDED, points=points, lang=lang, reason=reason, parent=row.parent)


def family(row: Indicator, children: Sequence[Indicator], run: CheckRun | None) -> list[IndicatorResult]:
    """The rows of one indicator: itself, then its sub-points."""
    reason = _blank_reason(row, children, run)
    if run is None or reason:
        return [undecided_row(each, PERSON_ONLY if each.person_only else reason) for each in (row, *children)]
    findings = sorted(run.findings, key=order)
    parts = [_child(row, child, run, findings) for child in children]
    if row.rule.kind == "parts":
        counted = [part for part, child in zip(parts, children, strict=True) if not child.bonus]
        return [sum_of(row, counted, seen_of(run, findings)), *parts]
    own = seen_of(run, findings, lambda part, *_: not part) if children else seen_of(run, findings)
    return [_scored(row, own), *parts]


def _blank_reason(row: Indicator, children: Sequence[Indicator], run: CheckRun | None) -> str:
    """Why nothing can be said of the whole indicator; empty when something can."""
    if row.person_only:
        return PERSON_ONLY
    if run is None:
        return NO_CHECK
    known = {"", *(_part(child) for child in children)}
    if children and any(finding.part not in known for finding in with_examples(run.findings, run.more)):
        return CHECK_FAILED  # it speaks of a sub-point that the order does not have
    return run.reason


def _part(child: Indicator) -> str:
    return child.id.removeprefix(child.parent + "/")


def _child(row: Indicator, child: Indicator, run: CheckRun, findings: Iterable[Finding]) -> IndicatorResult:
    """A sub-point: its own findings, and those that speak of the indicator as a whole."""
    if child.person_only:
        return undecided_row(child, PERSON_ONLY)
    part = _part(child)
    if run.parts and part not in run.parts:
        return undecided_row(child, NO_CHECK)
    return _scored(child, seen_of(run, findings, lambda of, outcome, kind: of == part or _of_the_whole(row, of, outcome, kind)))


def _of_the_whole(row: Indicator, part: str, outcome: Outcome, kind: str) -> bool:
    if part:
        return False
    return row.rule.kind == "parts" or (outcome is Outcome.UNDECIDED and kind in OPEN_REASONS)


def _scored(row: Indicator, seen: Seen) -> IndicatorResult:
    findings = seen.findings
    result = fold(row.rule, row.max, findings, seen.more)
    shown = [finding for finding in findings if finding.outcome in SHOWN]
    return IndicatorResult(
        id=row.id,
        outcome=result.outcome,
        points=Interval(low=result.low, high=result.high, max=row.max),
        reason=result.reason,
        parent=row.parent,
        decided_by="person" if any(finding.values.get(BY) == "person" for finding in findings) else "program",
        findings=_with_points(shown, result),
        more=shown_more(seen.more),
        observed=observed(seen),
        pages=seen.pages,
        figures=figures(row, seen),
    )


def _with_points(shown: Sequence[Finding], result: Fold) -> tuple[ScoredFinding, ...]:
    taken = result.taken or (ZERO,) * len(shown)
    return tuple(ScoredFinding(finding=finding, points=-points) for finding, points in zip(shown, taken, strict=True))


def sum_of(row: Indicator, parts: Sequence[IndicatorResult], seen: Seen) -> IndicatorResult:
    """An indicator that is worth its weight less what its sub-points lost."""
    low = max(ZERO, row.max - sum((part.points.max - part.points.low for part in parts), ZERO))
    high = max(ZERO, row.max - sum((part.points.max - part.points.high for part in parts), ZERO))
    outcome = worst(part.outcome for part in parts)
    return IndicatorResult(
        id=row.id,
        outcome=outcome,
        points=Interval(low=low, high=high, max=row.max),
        reason=reason_of(parts) if outcome is Outcome.UNDECIDED else "",
        parent=row.parent,
        findings=union(parts),
        more=shown_more({id(each): each for part in parts for each in part.more}.values()),
        observed=observed(seen),
        pages=seen.pages,
        figures=figures(row, seen),
    )


def union(parts: Iterable[IndicatorResult]) -> tuple[ScoredFinding, ...]:
    """The findings of all sub-points; one that speaks of the whole stands once, with all that it took."""
    taken: dict[int, ScoredFinding] = {}
    for scored in (scored for part in parts for scored in part.findings):
        key = id(scored.finding)
        before = taken[key].points if key in taken else ZERO
        taken[key] = ScoredFinding(finding=scored.finding, points=before + scored.points)
    return tuple(sorted(taken.values(), key=lambda scored: order(scored.finding)))


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Not-met beats undecided beats met beats not applicable."""
    seen = set(outcomes)
    return next((outcome for outcome in _BY_OUTCOME if outcome in seen), Outcome.NOT_APPLICABLE)


def reason_of(parts: Sequence[IndicatorResult]) -> str:
    """The reason of all sub-points where they share one; else that some are open, each for its own reason."""
    reasons = {part.reason if part.outcome is Outcome.UNDECIDED else "" for part in parts}
    return reasons.pop() if len(reasons) == 1 else PARTS_UNDECIDED
