"""The whole score of one site: every row of the law, then the parameters, then the total."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from facts import BodyKind, CheckRun, IndicatorResult, Interval, Lang, ParameterResult, Verdict
from methodology.model import Indicator, Methodology
from scoring.content import Told, section_rows, told
from scoring.losses import Measure, Reading
from scoring.mobile import BESIDE
from scoring.parameters import parameter_result
from scoring.rows import family

SCORED_LANGUAGES: tuple[Lang, ...] = ("kk", "ru")  # paragraphs 23 and 28 score these two apart
ABSENT = "absent"  # the choice that a decision of the edition makes on what an item that is not there loses (D-3)
READINGS: Mapping[str, Reading] = {"": "share", "share": "share", "deficiency": "deficiency", "whole": "whole"}


def judge(runs: Mapping[str, CheckRun], law: Methodology, kind: BodyKind) -> Verdict:
    """What the findings of all checks are worth for a body of this kind, exact; `runs` by the indicator's id.

    Every row of the law that concerns the body is there, those without a check as undecided.
    """
    rows = law.rows(kind)
    judged = tuple(_rows(rows, runs, law))
    parameters = tuple(
        parameter_result(law, parameter, judged, runs.get(str(parameter.annex)), SCORED_LANGUAGES) for parameter in law.parameters_for(kind)
    )
    return Verdict(
        methodology=law.id,
        total=_total(parameters),
        parameters=parameters,
        indicators=tuple(result for _, result in judged),
    )


def _rows(rows: Sequence[Indicator], runs: Mapping[str, CheckRun], law: Methodology) -> Iterator[tuple[Indicator, IndicatorResult]]:
    children: dict[str, list[Indicator]] = {}
    for row in rows:
        if row.parent:
            children.setdefault(row.parent, []).append(row)
    said = _said(rows, runs)
    for row in rows:
        if row.parent:
            continue
        if row.per_language:
            yield from _by_language(row, _below(row, children), said[row.check], law)
        else:
            parts = children.get(row.id, [])
            yield from zip((row, *parts), family(row, parts, runs.get(row.id)), strict=True)


def _said(rows: Sequence[Indicator], runs: Mapping[str, CheckRun]) -> Mapping[str, Told]:
    """What each check of an annex on content said of its rows."""
    of_check: dict[str, list[Indicator]] = {}
    for row in rows:
        if row.per_language:
            of_check.setdefault(row.check, []).append(row)
    return {name: told(runs.get(name), own, BESIDE) for name, own in of_check.items()}


def _below(row: Indicator, children: Mapping[str, Sequence[Indicator]]) -> tuple[Indicator, ...]:
    """Items and sub-items in the order of the law."""
    return tuple(each for child in children.get(row.id, ()) for each in (child, *_below(child, children)))


def _by_language(
    section: Indicator, below: Sequence[Indicator], said: Told, law: Methodology
) -> Iterator[tuple[Indicator, IndicatorResult]]:
    """A section and its items, each once in each scored language."""
    rule, reading = section.rule, READINGS[law.choice(ABSENT)]
    cap = section.max if rule.cap_share is None else section.max * rule.cap_share
    measure = Measure(take=rule.take, cap=cap, reading=reading)
    found = {lang: section_rows(section, below, said, lang, measure) for lang in SCORED_LANGUAGES}
    for row in (section, *below):
        yield from ((row, found[lang][row.id]) for lang in SCORED_LANGUAGES)


def _total(parameters: Sequence[ParameterResult]) -> Interval:
    zero = Fraction(0)
    return Interval(
        low=sum((parameter.points.low for parameter in parameters), zero),
        high=sum((parameter.points.high for parameter in parameters), zero),
        max=sum((parameter.points.max for parameter in parameters), zero),
    )
