"""The formulas of criterion 1: from the rows of an annex to the value of its parameter (paragraphs 20, 23, 28, 29)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from facts import CheckRun, IndicatorResult, Interval, Lang, ParameterResult
from methodology.model import Indicator, Methodology, Parameter
from scoring.mobile import COEFFICIENT, LINK_BACK, coefficient, link_back, of_the_body

ZERO = Fraction(0)
LINK_BACK_TAKE = "link_back_take"  # the limit that holds what a missing link back takes (D-5)


def parameter_result(
    law: Methodology,
    parameter: Parameter,
    rows: Sequence[tuple[Indicator, IndicatorResult]],
    run: CheckRun | None = None,
    langs: Iterable[Lang] = (),
) -> ParameterResult:
    """`sum / divisor * value`; with coefficients, `sum / divisor * k` less what a missing link back takes, not below 0.

    `run` is what the check of the parameter's annex said, of which the coefficient is read in each of `langs`.
    """
    raw = _raw(parameter, [(row, result) for row, result in rows if row.annex == parameter.annex])
    if parameter.penalty:
        points = Interval(low=raw.low - raw.max, high=raw.high - raw.max, max=ZERO)
        return ParameterResult(id=parameter.id, points=points, raw=raw)
    if not parameter.coefficients:
        points = Interval(low=_scaled(raw.low, parameter), high=_scaled(raw.high, parameter), max=parameter.value)
        return ParameterResult(id=parameter.id, points=points, raw=raw)
    told = {part: of_the_body(run, part) for part in (COEFFICIENT, LINK_BACK)}
    factor = coefficient(parameter, told[COEFFICIENT], langs)
    back = link_back(Fraction(law.params.numbers.get(LINK_BACK_TAKE, 0)), told[LINK_BACK])
    low = max(ZERO, raw.low / parameter.divisor * factor.low - back.high)
    high = max(ZERO, raw.high / parameter.divisor * factor.high - back.low)
    points = Interval(low=low, high=high, max=parameter.value)
    extra = {"coefficient": factor, "link_back": back}
    return ParameterResult(id=parameter.id, points=points, raw=raw, extra=extra, findings=(*told[COEFFICIENT], *told[LINK_BACK]))


def _scaled(points: Fraction, parameter: Parameter) -> Fraction:
    return points / parameter.divisor * parameter.value


def _raw(parameter: Parameter, rows: Iterable[tuple[Indicator, IndicatorResult]]) -> Interval:
    """The sum of a table's own rows and bonuses, cut at what the table can give (D-11)."""
    own = [result.points for row, result in rows if not row.parent or row.bonus]
    low = min(parameter.divisor, sum((points.low for points in own), ZERO))
    high = min(parameter.divisor, sum((points.high for points in own), ZERO))
    return Interval(low=low, high=high, max=parameter.divisor)
