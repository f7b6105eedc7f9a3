"""What findings are worth: exact intervals of points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from facts.found import Finding, More
from facts.terms import Lang, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Points between `low` and `high` out of `max`, exact."""

    low: Fraction
    high: Fraction
    max: Fraction

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"interval turned over: {self.low} > {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredFinding:
    """A finding and the points it takes (zero or negative); a row's findings sum to what the row lost for certain."""

    finding: Finding
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """One row of the report: an indicator, a sub-point, a section or an item."""

    id: str
    outcome: Outcome
    points: Interval
    lang: Lang | None = None
    decided_by: Literal["program", "person"] = "program"
    reason: str = ""  # for an undecided row as a whole: no-check-yet, nothing-seen, check-failed, …
    parent: str = ""
    findings: tuple[ScoredFinding, ...] = ()  # not-met and undecided ones, ordered by page
    more: tuple[More, ...] = ()  # not-met and undecided ones that are counted and not listed
    observed: Mapping[str, int] = field(default_factory=dict)  # outcome -> how many observations
    pages: Mapping[str, int] = field(default_factory=dict)  # outcome -> how many pages show it
    shown_by: tuple[Finding, ...] = ()  # of an item of content: where it was found
    figures: Mapping[str, str] = field(default_factory=dict)  # shares and advice beside the outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterResult:
    """One parameter of a criterion, e.g. 1.1; `raw` is the sum of its table before the formula."""

    id: str
    points: Interval
    raw: Interval
    extra: Mapping[str, Interval] = field(default_factory=dict)  # coefficient, link_back
    findings: tuple[Finding, ...] = ()  # what `extra` was read from


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The whole score of one audit under one methodology."""

    methodology: str
    total: Interval
    parameters: tuple[ParameterResult, ...]
    indicators: tuple[IndicatorResult, ...]
