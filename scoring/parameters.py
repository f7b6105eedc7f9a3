"""The formulas of criterion 1: from the rows of an annex to the value of its parameter (paragraphs 20, 23, 28, 29)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from facts import IndicatorResult, Interval, ParameterResult
from methodology.model import Indicator, Methodology, Parameter

ZERO = Fraction(0)
LINK_BACK = "link_back_take"  # the limit that holds what a missing link back takes (D-5)


def parameter_result(law: Methodology, parameter: Parameter, rows: Sequence[tuple[Indicator, IndicatorResult]]) -> ParameterResult:
    """`sum / divisor * value`; with coefficients, `sum / divisor * k` less what a missing link back takes, not below 0."""
    raw = _raw(parameter, [(row, result) for row, result in rows if row.annex == parameter.annex])
    if not parameter.coefficients:
        points = Interval(low=_scaled(raw.low, parameter), high=_scaled(raw.high, parameter), max=parameter.value)
        return ParameterResult(id=parameter.id, points=points, raw=raw)
    factor = _coefficient(parameter)
    back = _link_back(law)
    low = max(ZERO, raw.low / parameter.divisor * factor.low - back.high)
    high = max(ZERO, raw.high / parameter.divisor * factor.high - back.low)
    points = Interval(low=low, high=high, max=parameter.value)
    return ParameterResult(id=parameter.id, points=points, raw=raw, extra={"coefficient": factor, "link_back": back})


def _scaled(points: Fraction, parameter: Parameter) -> Fraction:
    return points / parameter.divisor * parameter.value


def _raw(parameter: Parameter, rows: Iterable[tuple[Indicator, IndicatorResult]]) -> Interval:
    """The sum of a table's own rows and bonuses, cut at what the table can give (D-11)."""
    own = [result.points for row, result in rows if not row.parent or row.bonus]
    low = min(parameter.divisor, sum((points.low for points in own), ZERO))
    high = min(parameter.divisor, sum((points.high for points in own), ZERO))
    return Interval(low=low, high=high, max=parameter.divisor)


def _coefficient(parameter: Parameter) -> Interval:
    """Which coefficient a site has earned is not looked at yet: any of them."""
    return Interval(low=min(parameter.coefficients), high=max(parameter.coefficients), max=max(parameter.coefficients))


def _link_back(law: Methodology) -> Interval:
    """What a missing link back to the main version takes; not looked at yet: nothing or all of it."""
    take = Fraction(law.params.numbers.get(LINK_BACK, 0))
    return Interval(low=ZERO, high=take, max=take)
