"""From the findings of one check to the rows of the report: the indicator, and its sub-points where the order has them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from facts import CheckRun, Finding, IndicatorResult, Interval, Lang, More, Outcome, PagesWith, ScoredFinding
from methodology.model import Indicator
from scoring.decimals import decimal_text
from scoring.folds import OPEN_REASONS, ZERO, Fold, fold, shares, with_examples

NO_CHECK = "no-check-yet"
PERSON_ONLY = "person-only"
CHECK_FAILED = "check-failed"
PARTS_UNDECIDED = "parts-undecided"
BY = "by"  # the value of a finding that says who saw what it tells: "person" for what was entered and not measured
_SHOWN = frozenset({Outcome.NOT_MET, Outcome.UNDECIDED})
_BY_OUTCOME = (Outcome.NOT_MET, Outcome.UNDECIDED, Outcome.MET, Outcome.NOT_APPLICABLE)


def order(finding: Finding) -> tuple[object, ...]:
    """Findings stand by page, then target, kind, profile; the rest only makes the order total."""
    rest = (finding.part, finding.lang or "", finding.text, finding.outcome.value, tuple(sorted(finding.values.items())))
    return finding.page, finding.target, finding.kind, finding.profile, *rest


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
        return [_sum_of(row, counted, _seen(run, findings)), *parts]
    own = _seen(run, findings, lambda part, *_: not part) if children else _seen(run, findings)
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
    return _scored(child, _seen(run, findings, lambda of, outcome, kind: of == part or _of_the_whole(row, of, outcome, kind)))


def _of_the_whole(row: Indicator, part: str, outcome: Outcome, kind: str) -> bool:
    if part:
        return False
    return row.rule.kind == "parts" or (outcome is Outcome.UNDECIDED and kind in OPEN_REASONS)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a check saw of one row."""

    findings: Sequence[Finding]
    more: tuple[More, ...]
    pages: Mapping[str, int]  # outcome -> how many pages show it; `seen`: how many were looked at

    @property
    def total(self) -> int:
        return len(self.findings) + sum(each.count for each in self.more)


def _seen(run: CheckRun, findings: Iterable[Finding], wanted: Callable[[str, Outcome, str], bool] = lambda *_: True) -> _Seen:
    """Those of a run's findings (in order) whose part, outcome and kind are wanted, and what was counted of the same sorts."""
    own = [finding for finding in findings if wanted(finding.part, finding.outcome, finding.kind)]
    more = tuple(each for each in run.more if wanted(each.example.part, each.example.outcome, each.example.kind))
    return _Seen(own, more, _pages_of(run.pages, wanted) if run.more else _pages(own))


def _scored(row: Indicator, seen: _Seen) -> IndicatorResult:
    findings = seen.findings
    result = fold(row.rule, row.max, findings, seen.more)
    shown = [finding for finding in findings if finding.outcome in _SHOWN]
    return IndicatorResult(
        id=row.id,
        outcome=result.outcome,
        points=Interval(low=result.low, high=result.high, max=row.max),
        reason=result.reason,
        parent=row.parent,
        decided_by="person" if any(finding.values.get(BY) == "person" for finding in findings) else "program",
        findings=_with_points(shown, result),
        more=_shown_more(seen.more),
        observed=_observed(seen),
        pages=seen.pages,
        figures=_figures(row, seen),
    )


def _with_points(shown: Sequence[Finding], result: Fold) -> tuple[ScoredFinding, ...]:
    taken = result.taken or (ZERO,) * len(shown)
    return tuple(ScoredFinding(finding=finding, points=-points) for finding, points in zip(shown, taken, strict=True))


def _shown_more(more: Iterable[More]) -> tuple[More, ...]:
    return tuple(sorted((each for each in more if each.example.outcome in _SHOWN), key=lambda each: order(each.example)))


def _sum_of(row: Indicator, parts: Sequence[IndicatorResult], seen: _Seen) -> IndicatorResult:
    """An indicator that is worth its weight less what its sub-points lost."""
    low = max(ZERO, row.max - sum((part.points.max - part.points.low for part in parts), ZERO))
    high = max(ZERO, row.max - sum((part.points.max - part.points.high for part in parts), ZERO))
    outcome = _worst(part.outcome for part in parts)
    return IndicatorResult(
        id=row.id,
        outcome=outcome,
        points=Interval(low=low, high=high, max=row.max),
        reason=_reason_of(parts) if outcome is Outcome.UNDECIDED else "",
        parent=row.parent,
        findings=_union(parts),
        more=_shown_more({id(each): each for part in parts for each in part.more}.values()),
        observed=_observed(seen),
        pages=seen.pages,
        figures=_figures(row, seen),
    )


def _union(parts: Iterable[IndicatorResult]) -> tuple[ScoredFinding, ...]:
    """The findings of all sub-points; one that speaks of the whole stands once, with all that it took."""
    taken: dict[int, ScoredFinding] = {}
    for scored in (scored for part in parts for scored in part.findings):
        key = id(scored.finding)
        before = taken[key].points if key in taken else ZERO
        taken[key] = ScoredFinding(finding=scored.finding, points=before + scored.points)
    return tuple(sorted(taken.values(), key=lambda scored: order(scored.finding)))


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    seen = set(outcomes)
    return next((outcome for outcome in _BY_OUTCOME if outcome in seen), Outcome.NOT_APPLICABLE)


def _reason_of(parts: Sequence[IndicatorResult]) -> str:
    """The reason of all sub-points where they share one; else that some are open, each for its own reason."""
    reasons = {part.reason if part.outcome is Outcome.UNDECIDED else "" for part in parts}
    return reasons.pop() if len(reasons) == 1 else PARTS_UNDECIDED


def _observed(seen: _Seen) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for finding in seen.findings:
        counts[finding.outcome.value] = counts.get(finding.outcome.value, 0) + 1
    for each in seen.more:
        counts[each.example.outcome.value] = counts.get(each.example.outcome.value, 0) + each.count
    return counts


def _pages_of(shown: Iterable[PagesWith], wanted: Callable[[str, Outcome, str], bool]) -> Mapping[str, int]:
    """As `_pages`, from what the check counted."""
    pages: dict[str, int] = {}
    for each in shown:
        outcomes = dict.fromkeys(outcome.value for part, outcome, kind in each.sorts if wanted(part, outcome, kind))
        for name in (*outcomes, "seen") if outcomes else ():
            pages[name] = pages.get(name, 0) + each.pages
    return pages


def _pages(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many pages show each outcome; `seen` is how many were looked at for this row."""
    pages: dict[str, set[str]] = {}
    for finding in findings:
        if finding.page:
            pages.setdefault(finding.outcome.value, set()).add(finding.page)
            pages.setdefault("seen", set()).add(finding.page)
    return {name: len(found) for name, found in pages.items()}


def _figures(row: Indicator, seen: _Seen) -> Mapping[str, str]:
    """Shares beside the outcome (D-7), and what the check measured where it measured once."""
    figures: dict[str, str] = {}
    pages = seen.pages
    if pages.get("seen"):
        figures["share_not_met"] = decimal_text(Fraction(pages.get(Outcome.NOT_MET.value, 0), pages["seen"]))
    if row.rule.kind == "share" and seen.total:
        low, high = shares(seen.findings, seen.more)
        figures |= {"share_met_low": decimal_text(low), "share_met_high": decimal_text(high)}
    if seen.total == 1:
        figures |= dict(seen.findings[0].values)
    return figures
