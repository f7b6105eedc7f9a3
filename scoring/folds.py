"""How the findings of one row become points: one pure function a rule kind, in exact fractions.

Findings that a check counted and did not list (`more`) weigh as much as those that it listed.

`high` is what stays when every undecided finding turns out met, `low` when every one turns out as bad as it can.
`taken` says what each not-met or undecided finding takes for certain, in the order given; it sums to `max - high`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from facts import Finding, More, Outcome
from methodology.model import Rule

ZERO = Fraction(0)
OPEN_REASONS = frozenset({"check-failed", "fact-missing"})  # say nothing of what may be wrong: anything may be
STEP = "step"  # the value of a finding that names the step of a ladder or a mean
DEFICIENCY = "deficiency"  # the value of an undecided finding that names what it would be if it were not met


@dataclass(frozen=True, slots=True)
class Fold:
    """The outcome of one row; points between `low` and `high`."""

    outcome: Outcome
    low: Fraction
    high: Fraction
    taken: tuple[Fraction, ...] = ()
    reason: str = ""


def of(findings: Iterable[Finding], outcome: Outcome) -> list[Finding]:
    """Those of the findings that ended so."""
    return [finding for finding in findings if finding.outcome is outcome]


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Not-met beats undecided beats met (D-7); nothing, or only not-applicable, is not applicable."""
    seen = {finding.outcome for finding in findings}
    for outcome in (Outcome.NOT_MET, Outcome.UNDECIDED, Outcome.MET):
        if outcome in seen:
            return outcome
    return Outcome.NOT_APPLICABLE


def with_examples(findings: Iterable[Finding], more: Iterable[More]) -> list[Finding]:
    """The listed findings and one of each sort of the others: all that matters where it does not matter how many there are."""
    return [*findings, *(unlisted.example for unlisted in more)]


def common_reason(findings: Iterable[Finding], more: Iterable[More] = ()) -> str:
    """The kind that most undecided findings have; the first by name among equals."""
    counts: dict[str, int] = {}
    for finding, times in _counted(findings, more):
        if finding.outcome is Outcome.UNDECIDED:
            counts[finding.kind] = counts.get(finding.kind, 0) + times
    return min(counts, key=lambda kind: (-counts[kind], kind), default="")


def _counted(findings: Iterable[Finding], more: Iterable[More]) -> Iterator[tuple[Finding, int]]:
    yield from ((finding, 1) for finding in findings)
    yield from ((unlisted.example, unlisted.count) for unlisted in more)


def fold(rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More] = ()) -> Fold:
    """Points of one row out of `weight` by its rule; `findings` in the order in which they shall carry the loss."""
    observed = [finding for finding in findings if finding.outcome is not Outcome.NOT_APPLICABLE]
    if rule.kind == "ladder":  # a bonus: what does not arise earns nothing
        return _ladder(rule, weight, observed, more)
    if not observed:  # a deduction that cannot arise
        return Fold(Outcome.NOT_APPLICABLE, weight, weight)
    return _FOLDS[rule.kind](rule, weight, observed, [each for each in more if each.example.outcome is not Outcome.NOT_APPLICABLE])


def _shown(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.outcome in {Outcome.NOT_MET, Outcome.UNDECIDED}]


def _first_carries(weight: Fraction, findings: Sequence[Finding]) -> tuple[Fraction, ...]:
    """The first not-met finding carries the whole weight, the others nothing."""
    left = weight
    taken = []
    for finding in _shown(findings):
        share = left if finding.outcome is Outcome.NOT_MET else ZERO
        left -= share
        taken.append(share)
    return tuple(taken)


def _nothing_taken(findings: Iterable[Finding]) -> tuple[Fraction, ...]:
    return tuple(ZERO for _ in _shown(findings))


def _all_or_nothing(_rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More]) -> Fold:
    outcome = outcome_of(with_examples(findings, more))
    if outcome is Outcome.NOT_MET:
        return Fold(outcome, ZERO, ZERO, _first_carries(weight, findings))
    if outcome is Outcome.UNDECIDED:
        return Fold(outcome, ZERO, weight, _nothing_taken(findings), common_reason(findings, more))
    return Fold(outcome, weight, weight)


def _share(rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More]) -> Fold:
    """Decided only when the verdict stands whichever way the undecided observations fall."""
    if rule.met_share is None or rule.not_met_share is None:
        raise ValueError("a share rule needs met_share and not_met_share")
    low, high = shares(findings, more)
    if low >= rule.met_share:
        return Fold(Outcome.MET, weight, weight, _nothing_taken(findings))
    if high <= rule.not_met_share:
        return Fold(Outcome.NOT_MET, ZERO, ZERO, _first_carries(weight, findings))
    reason = "share-between" if low == high else common_reason(findings, more)
    return Fold(Outcome.UNDECIDED, ZERO, weight, _nothing_taken(findings), reason)


def shares(findings: Iterable[Finding], more: Iterable[More] = ()) -> tuple[Fraction, Fraction]:
    """Least and greatest share of met among the observations, as the undecided ones may fall; (0, 1) of none."""
    counts = dict.fromkeys(Outcome, 0)
    for finding, times in _counted(findings, more):
        counts[finding.outcome] += times
    met, undecided = counts[Outcome.MET], counts[Outcome.UNDECIDED]
    whole = met + undecided + counts[Outcome.NOT_MET]
    return (Fraction(met, whole), Fraction(met + undecided, whole)) if whole else (ZERO, Fraction(1))


def _take_each(rule: Rule, limit: Fraction, findings: Sequence[Finding], name: Callable[[Finding], str]) -> tuple[Fraction, ...]:
    """`rule.take` from the first not-met finding of each name, together at most `limit`."""
    seen: set[str] = set()
    left = limit
    taken = []
    for finding in _shown(findings):
        share = ZERO
        if finding.outcome is Outcome.NOT_MET and name(finding) not in seen:
            seen.add(name(finding))
            share = min(rule.take or ZERO, left)
            left -= share
        taken.append(share)
    return tuple(taken)


def _by_takes(  # noqa: PLR0917  # a rule, its numbers and what it is put to
    rule: Rule, weight: Fraction, limit: Fraction, findings: Sequence[Finding], more: Sequence[More], name: Callable[[Finding], str]
) -> Fold:
    """Takes by distinct names; undecided findings may add theirs, and open ones may take everything.

    The names of listed findings are enough: far more of a kind are listed than any row has takes in it.
    """
    taken = _take_each(rule, limit, findings, name)
    everything = with_examples(findings, more)
    certain = {name(finding) for finding in of(everything, Outcome.NOT_MET)}
    possible = certain | {name(finding) for finding in of(everything, Outcome.UNDECIDED)}
    low = weight - min(limit, (rule.take or ZERO) * len(possible))
    if any(_open(rule, finding) for finding in of(everything, Outcome.UNDECIDED)):
        low = ZERO
    outcome = outcome_of(everything)
    reason = common_reason(findings, more) if outcome is Outcome.UNDECIDED else ""
    return Fold(outcome, low, weight - sum(taken, ZERO), taken, reason)


def _deficiency(finding: Finding) -> str:
    return finding.values.get(DEFICIENCY, finding.kind)


def _place(finding: Finding) -> str:
    """What counts as one deficiency (D-4): the same address; the same element of the same page; the same kind on the same page."""
    if "://" in finding.target:
        return finding.target
    return f"{finding.page} {finding.target or finding.kind}"


def _open(rule: Rule, finding: Finding) -> bool:
    """Whether an undecided finding may stand for anything, so that nothing of the row is certain."""
    if finding.kind in OPEN_REASONS or _deficiency(finding) in rule.takes_all:
        return True
    return not finding.target if rule.kind == "per-finding" else DEFICIENCY not in finding.values


def _per_kind(rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More]) -> Fold:
    return _by_takes(rule, weight, weight, findings, more, _deficiency)


def _per_finding(rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More]) -> Fold:
    if any(finding.kind in rule.takes_all for finding in of(findings, Outcome.NOT_MET)):
        left = iter([weight])
        taken = tuple(
            next(left, ZERO) if finding.outcome is Outcome.NOT_MET and finding.kind in rule.takes_all else ZERO
            for finding in _shown(findings)
        )
        return Fold(Outcome.NOT_MET, ZERO, ZERO, taken)
    cap = weight if rule.cap_share is None else weight * rule.cap_share
    return _by_takes(rule, weight, cap, findings, more, _place)


def _step(rule: Rule, finding: Finding) -> str:
    named = finding.values.get(STEP, finding.part)
    return named if named in rule.steps else ""


def _mean(rule: Rule, weight: Fraction, findings: Sequence[Finding], more: Sequence[More]) -> Fold:
    """A met observation is worth the weight, a not-met one the step it reached, an undecided one anything between."""
    low = high = ZERO
    total = sum(times for _, times in _counted(findings, more))
    for finding, times in _counted(findings, more):
        least, most = _worth(rule, weight, finding)
        low, high = low + least * times / total, high + most * times / total
    taken = [(weight - _worth(rule, weight, finding)[1]) / total for finding in _shown(findings)]
    if taken:
        taken[-1] += weight - high - sum(taken, ZERO)  # what those that are not listed take
    outcome = outcome_of(with_examples(findings, more))
    return Fold(outcome, low, high, tuple(taken), common_reason(findings, more) if outcome is Outcome.UNDECIDED else "")


def _worth(rule: Rule, weight: Fraction, finding: Finding) -> tuple[Fraction, Fraction]:
    worst = min(rule.steps.values(), default=ZERO)
    if finding.outcome is Outcome.MET:
        return weight, weight
    if finding.outcome is Outcome.UNDECIDED:
        return worst, weight
    reached = rule.steps.get(_step(rule, finding), worst)
    return reached, reached


def _ladder(rule: Rule, weight: Fraction, listed: Sequence[Finding], more: Sequence[More]) -> Fold:
    """The highest step that is met and by nothing denied; a bonus that is not earned takes nothing."""
    findings = with_examples(listed, more)
    low = _best_step(rule, findings, frozenset({Outcome.MET}))
    high = max(low, _best_step(rule, findings, frozenset({Outcome.MET, Outcome.UNDECIDED})))
    if any(finding.outcome is Outcome.UNDECIDED and not _step(rule, finding) for finding in findings):
        high = weight
    taken = _nothing_taken(listed)
    if low != high:
        return Fold(Outcome.UNDECIDED, low, high, taken, common_reason(listed, more))
    if low:
        return Fold(Outcome.MET, low, high, taken)
    return Fold(Outcome.NOT_MET if findings else Outcome.NOT_APPLICABLE, ZERO, ZERO, taken)


def _best_step(rule: Rule, findings: Sequence[Finding], accepted: frozenset[Outcome]) -> Fraction:
    outcomes: dict[str, set[Outcome]] = {}
    for finding in findings:
        outcomes.setdefault(_step(rule, finding), set()).add(finding.outcome)
    return max((points for step, points in rule.steps.items() if outcomes.get(step) and outcomes[step] <= accepted), default=ZERO)


_FOLDS: Mapping[str, Callable[[Rule, Fraction, Sequence[Finding], Sequence[More]], Fold]] = {
    "all-or-nothing": _all_or_nothing,
    "share": _share,
    "per-kind": _per_kind,
    "per-finding": _per_finding,
    "mean": _mean,
}
