"""The whole score of one site: every row of the law, then the parameters, then the total."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from facts import BodyKind, CheckRun, IndicatorResult, Interval, Lang, ParameterResult, Verdict
from methodology.model import Indicator, Methodology
from scoring.parameters import parameter_result
from scoring.rows import NO_CHECK, PERSON_ONLY, family, undecided_row

SCORED_LANGUAGES: tuple[Lang, ...] = ("kk", "ru")  # paragraphs 23 and 28 score these two apart


def judge(runs: Mapping[str, CheckRun], law: Methodology, kind: BodyKind) -> Verdict:
    """What the findings of all checks are worth for a body of this kind, exact; `runs` by the indicator's id.

    Every row of the law that concerns the body is there, those without a check as undecided.
    """
    rows = law.rows(kind)
    judged = tuple(_rows(rows, runs))
    parameters = tuple(parameter_result(law, parameter, judged) for parameter in law.parameters_for(kind))
    return Verdict(
        methodology=law.id,
        total=_total(parameters),
        parameters=parameters,
        indicators=tuple(result for _, result in judged),
    )


def _rows(rows: Sequence[Indicator], runs: Mapping[str, CheckRun]) -> Iterator[tuple[Indicator, IndicatorResult]]:
    children: dict[str, list[Indicator]] = {}
    for row in rows:
        if row.parent:
            children.setdefault(row.parent, []).append(row)
    for row in rows:
        if row.per_language:
            yield from _by_language(row)
        elif not row.parent:
            parts = children.get(row.id, [])
            yield from zip((row, *parts), family(row, parts, runs.get(row.id)), strict=True)


def _by_language(row: Indicator) -> Iterator[tuple[Indicator, IndicatorResult]]:
    """Sections and items of Annexes 5 and 6, once in each scored language; no check looks at them yet."""
    for lang in SCORED_LANGUAGES:
        yield row, undecided_row(row, PERSON_ONLY if row.person_only else NO_CHECK, lang)


def _total(parameters: Sequence[ParameterResult]) -> Interval:
    zero = Fraction(0)
    return Interval(
        low=sum((parameter.points.low for parameter in parameters), zero),
        high=sum((parameter.points.high for parameter in parameters), zero),
        max=sum((parameter.points.max for parameter in parameters), zero),
    )
