"""The law as the program holds it: indicators, rules of taking points, parameters, words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from facts import BodyKind, Lang
from methodology.judging import Judging
from methodology.requirements import Requirement, WordForms

RuleKind = Literal[
    "all-or-nothing",  # one not-met finding takes the whole weight (D-7)
    "share",  # met at >= met_share of observations, not-met at <= not_met_share, else undecided (D-7)
    "per-kind",  # `take` for each kind of not-met finding seen, not below 0
    "per-finding",  # `take` for each not-met finding (D-4: distinct target), together at most cap_share of the weight
    "parts",  # the weight less what its sub-points lost
    "mean",  # the mean over its observations of the points of the step each one reached
    "ladder",  # the highest step whose findings are met (bonus)
    "section",  # the sum of its items less `take` a deficiency, together at most cap_share; without `take` one takes its item's share
    "item",  # absent takes all, deficiencies take from the section
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How findings take points; only the fields of its kind are set."""

    kind: RuleKind
    take: Fraction | None = None
    takes_all: tuple[str, ...] = ()  # kinds of finding that take the whole weight, whatever the cap
    cap_share: Fraction | None = None
    met_share: Fraction | None = None
    not_met_share: Fraction | None = None
    # ladder, mean: step -> points; a finding names its step in values["step"], or in part
    steps: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of an annex: an indicator (`4-3.7`), a sub-point (`4-2.10/2`), a section (`5-1.2`), an item (`5-1.2/3`)."""

    id: str
    annex: int
    reference: str  # the paragraph, annex and row it comes from
    title: Mapping[Lang, str]  # the order's words (kk) and their translations
    max: Fraction
    rule: Rule
    parent: str = ""
    table: int | None = None
    group: str = ""  # Annex 4: "1".."4"; Annexes 5, 6: the section's number
    per_language: bool = False  # judged once for kk and once for ru
    bonus: bool = False  # added on top, not part of the table's total
    seen_by: str = ""  # the check that sees a table of content, where it is not the table's own
    advisory: bool = False  # asked for by another act, without points
    person_only: bool = False  # only a person can judge it
    text_form_required: bool = False  # marked * in the order
    decisions: tuple[str, ...] = ()  # D-n
    finder: Mapping[str, Any] = field(default_factory=dict)  # items: concept, anchors, url_hints, content_hints, …
    note: Mapping[Lang, str] = field(default_factory=dict)  # what the program cannot decide, said to people

    @property
    def check(self) -> str:
        """The id of the check that sees this row: an indicator has its own, an annex of content one for all its rows."""
        return self.seen_by or (self.id.partition("-")[0] if self.per_language else self.id.partition("/")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """D-n: how a silence or contradiction of the order was settled."""

    id: str
    text: Mapping[Lang, str]
    reference: str
    params: Mapping[str, Decimal | str]  # the limits it fixes, and its choices in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a criterion: `1.1` is `sum / divisor * value`."""

    id: str
    annex: int
    reference: str
    title: Mapping[Lang, str]
    value: Fraction  # points it can give
    divisor: Fraction  # maximum of its table
    languages: int = 1  # 2 where kk and ru are scored apart
    penalty: bool = False  # what its rows lose is taken from other points: it gives between -value and 0
    steps: Mapping[str, Fraction] = field(default_factory=dict)  # mobile, by the way a phone is served: by-itself 5, by-link 3, none 0

    @property
    def coefficients(self) -> tuple[Fraction, ...]:
        """The coefficients that can be earned; empty where the formula has none."""
        return tuple(self.steps.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of Annex 4 with a maximum of its own: `4-3`, information for people with disabilities, 1.6 points."""

    id: str
    annex: int
    reference: str
    title: Mapping[Lang, str]
    max: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Numbers and words of the law that checks use; asking for one that is not there is an error of ours."""

    numbers: Mapping[str, Decimal]
    wordlists: Mapping[str, Mapping[str, tuple[str, ...]]]  # name -> language -> words, lower case
    items: tuple["Indicator", ...] = ()  # sections and items of Annexes 5 and 6 that concern the body
    requirements: Mapping[str, Requirement] = field(default_factory=dict)  # concept of an item -> what must be there
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # names that demands use -> patterns of addresses
    forms: WordForms = field(default_factory=WordForms)  # how words of names are levelled
    judging: Judging = field(default_factory=Judging)  # of the items' deficiencies
    _joined: dict[tuple[str, ...], tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # asked for a link each

    def number(self, name: str) -> Decimal:
        """The named limit; KeyError when the methodology has none."""
        return self.numbers[name]

    def words(self, name: str, *langs: str) -> tuple[str, ...]:
        """The words of a list in the given languages (all when none is given), lower case."""
        known = self._joined.get((name, *langs))
        if known is None:
            lists = self.wordlists[name]
            known = self._joined[name, *langs] = tuple(word for lang in (langs or tuple(lists)) for word in lists.get(lang, ()))
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Methodology:
    """One edition of one order."""

    id: str
    edition: str  # YYYY-MM-DD
    sha256: str  # of all its data files
    title: Mapping[Lang, str]
    total: Fraction
    parameters: tuple[Parameter, ...]
    indicators: tuple[Indicator, ...]  # all tables
    decisions: tuple[Decision, ...]
    params: Params
    tables_of: Mapping[BodyKind, Mapping[int, int]]  # body kind -> annex -> table; an annex without a table is not scored
    groups: tuple[Group, ...] = ()
    committees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # form of a committee -> the parameters it is scored on
    notice: Mapping[Lang, str] = field(default_factory=dict)  # what a reader must know of its force, e.g. that it was repealed

    def parameters_for(self, kind: BodyKind) -> tuple[Parameter, ...]:
        """The parameters that a body of this kind is scored on (paragraphs 16-18: a committee has no mobile version)."""
        annexes = {row.annex for row in self.rows(kind)}
        return tuple(parameter for parameter in self.parameters if parameter.annex in annexes)

    def rows(self, kind: BodyKind) -> tuple[Indicator, ...]:
        """The rows that concern a body of this kind: Annex 4 and its own tables of Annexes 5 and 6."""
        tables = self.tables_of[kind]
        return tuple(row for row in self.indicators if row.table is None or tables.get(row.annex) == row.table)

    def checks(self, kind: BodyKind) -> frozenset[str]:
        """Ids of the checks that see the rows of such a body: one an indicator, one an annex of content."""
        return frozenset(row.check for row in self.rows(kind) if not row.parent and not row.person_only)

    def params_for(self, kind: BodyKind) -> Params:
        """The numbers, the words and the items that checks of a body of this kind read."""
        return replace(self.params, items=tuple(row for row in self.rows(kind) if row.per_language))

    def choice(self, name: str) -> str:
        """The choice in words that a decision makes under this name, an edition's own before its base's; empty when there is none."""
        return next((str(each.params[name]) for each in self.decisions if name in each.params), "")

    def find(self, id: str) -> tuple[Indicator, ...]:
        """Every row with this id: two for ids that both tables of an annex use; empty when unknown."""
        return tuple(row for row in self.indicators if row.id == id)
