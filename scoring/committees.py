"""The value of a central body's parameters with its committees: arithmetic means (paragraphs 15-17), exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from facts import Interval, Verdict
from facts.terms import CommitteeForm
from methodology.model import Methodology

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """One parameter of the central body; `of` are the numbers of the committees in its mean, in the order they were given."""

    id: str
    points: Interval
    of: tuple[int, ...]


def combine(body: Verdict, committees: Sequence[tuple[CommitteeForm, Verdict]], law: Methodology) -> tuple[tuple[Combined, ...], Interval]:
    """Each parameter of the body as the mean over it and those committees whose form is scored on it, and their sum."""
    values = {parameter.id: parameter.points for parameter in body.parameters}
    combined = tuple(_combined(name, own, committees, law) for name, own in values.items())
    return combined, _sum(each.points for each in combined)


def _combined(name: str, own: Interval, committees: Sequence[tuple[CommitteeForm, Verdict]], law: Methodology) -> Combined:
    of = tuple(number for number, (form, _) in enumerate(committees) if name in law.committees[form])
    points = [own, *(_points(committees[number][1])[name] for number in of)]
    whole = _sum(points)
    mean = Interval(low=whole.low / len(points), high=whole.high / len(points), max=whole.max / len(points))
    return Combined(id=name, points=mean, of=of)


def _points(verdict: Verdict) -> Mapping[str, Interval]:
    return {parameter.id: parameter.points for parameter in verdict.parameters}


def _sum(intervals: Iterable[Interval]) -> Interval:
    low = high = most = ZERO
    for each in intervals:
        low, high, most = low + each.low, high + each.high, most + each.max
    return Interval(low=low, high=high, max=most)
