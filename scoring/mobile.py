"""What a phone gets from a site, as the formula of the mobile version asks it (paragraphs 25 and 29; D-5, D-6)."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from facts import CheckRun, Finding, Interval, Lang, Outcome
from methodology.model import Parameter

COEFFICIENT, LINK_BACK = "coefficient", "link-back"  # parts of a run that speak of the body and of no item
BESIDE = frozenset({COEFFICIENT, LINK_BACK})
STEP, STEPS = "step", "steps"  # values of a finding: the way a phone is served, or the ways that it may be
ZERO = Fraction(0)


def of_the_body(run: CheckRun | None, part: str) -> tuple[Finding, ...]:
    """What the check said of one of the parts that speak of the body."""
    if run is None or run.reason:
        return ()
    return tuple(finding for finding in run.findings if finding.part == part)


def coefficient(parameter: Parameter, findings: Sequence[Finding], langs: Iterable[Lang]) -> Interval:
    """The coefficient that the site has earned: of two languages the worse; any of them where a language is not told of."""
    ways = [_ways(parameter.steps, [each for each in findings if each.lang in {None, lang}]) for lang in langs]
    return Interval(low=min(map(min, ways)), high=min(map(max, ways)), max=max(parameter.coefficients))


def _ways(steps: Mapping[str, Fraction], findings: Sequence[Finding]) -> tuple[Fraction, ...]:
    """The coefficients that may be earned in one language."""
    everything = tuple(steps.values())
    if not findings:
        return everything
    named = [step for finding in findings for step in _named(finding)]
    return tuple(steps[step] for step in named) if named and all(step in steps for step in named) else everything


def _named(finding: Finding) -> list[str]:
    """The steps that a finding names; "" for one that should name some and does not."""
    if finding.outcome is Outcome.UNDECIDED:
        return [step.strip() for step in finding.values.get(STEPS, "").split(",")]
    return [finding.values.get(STEP, "")]


def link_back(take: Fraction, findings: Sequence[Finding]) -> Interval:
    """What a missing link back to the main version takes: `take` where one is missing, nothing or `take` where it is open."""
    outcomes = {finding.outcome for finding in findings}
    low = take if Outcome.NOT_MET in outcomes else ZERO
    high = take if not outcomes or outcomes & {Outcome.NOT_MET, Outcome.UNDECIDED} else ZERO
    return Interval(low=low, high=high, max=take)
