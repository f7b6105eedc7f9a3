"""Annexes on content as people read them: each item's grade, where it was found, what it lacks, what a person must look at.

Grades are those of the reports published under the order: full, partial (deficiencies of 0.1), none (0); a percentage of completeness
counts full items only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from facts import Finding, IndicatorResult, Lang, Outcome, ParameterResult, ScoredFinding
from facts.found import is_address
from methodology.model import Indicator
from reports.catalogue import known, text
from reports.model import Report, Row

Grade = Literal["full", "partial", "none", "open", "exempt"]
GRADES: tuple[Grade, ...] = ("full", "partial", "none", "open", "exempt")
SIGNS: Mapping[Grade, str] = {"full": "✓", "partial": "◐", "none": "✕", "open": "?", "exempt": "–"}
ABSENT = "absent"
CANDIDATES = "places"  # the value of an undecided finding that lists addresses where a person may look
COEFFICIENT = "coefficient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item in one language."""

    law: Indicator
    result: IndicatorResult
    grade: Grade
    found: tuple[Finding, ...]  # where it is
    faults: tuple[ScoredFinding, ...]  # its deficiencies, certain and possible; that it is absent
    candidates: tuple[Finding, ...]  # what leaves its presence open


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many items have each grade, and what share of those that concern the body is full, at least and at most."""

    grades: Mapping[Grade, int]
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section in one language."""

    lang: Lang | None
    result: IndicatorResult
    items: tuple[Item, ...]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section in every language."""

    law: Indicator
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """One annex on content."""

    number: int
    sections: tuple[Section, ...]
    parameter: ParameterResult | None  # None: advice without points
    totals: Mapping[Lang, Count]
    looked_at: bool  # False: no check has seen any of it

    @property
    def by_tenths(self) -> bool:
        """Whether a deficiency takes a fixed part, not the item's whole share."""
        return any(section.law.rule.take is not None for section in self.sections)

    @property
    def open_items(self) -> tuple[tuple[Part, Item], ...]:
        """The items that a person must decide, each with its section, language by language."""
        parts = [part for section in self.sections for part in section.parts]
        return tuple(
            (part, item) for lang in self.totals for part in parts if part.lang == lang for item in part.items if item.grade == "open"
        )


def annexes(report: Report) -> tuple[Annex, ...]:
    """All annexes on content of the report's law, in its order."""
    numbers = dict.fromkeys(row.law.annex for row in report.rows if row.law.per_language)
    return tuple(_annex(report, number) for number in numbers)


def _annex(report: Report, number: int) -> Annex:
    rows: dict[str, list[Row]] = {}
    for row in report.annex(number):
        rows.setdefault(row.law.id, []).append(row)
    sections = tuple(Section(law=own[0].law, parts=tuple(map(_part, own))) for own in rows.values())
    ids = {parameter.id for parameter in report.law.parameters if parameter.annex == number}
    parts = [part for section in sections for part in section.parts]
    langs = dict.fromkeys(part.lang for part in parts if part.lang)
    return Annex(
        number=number,
        sections=sections,
        parameter=next((each for each in report.verdict.parameters if each.id in ids), None),
        totals={lang: _count([item for part in parts if part.lang == lang for item in part.items]) for lang in langs},
        looked_at=any(part.result.reason not in {"no-check-yet", "person-only"} for part in parts),
    )


def _part(row: Row) -> Part:
    items = tuple(_item(leaf) for leaf in leaves(row))
    return Part(lang=row.result.lang, result=row.result, items=items, count=_count(items))


def leaves(row: Row) -> Iterator[Row]:
    """Items without sub-items below a section; the section itself where it has none."""
    for part in row.parts:
        yield from leaves(part)
    if not row.parts:
        yield row


def _item(row: Row) -> Item:
    result, way = row.result, grade(row.result)
    presence = [each for each in result.findings if each.finding.outcome is Outcome.UNDECIDED and _of_presence(each.finding)]
    faults = [each for each in result.findings if each not in presence]
    return Item(
        law=row.law,
        result=result,
        grade=way,
        found=result.shown_by,
        faults=tuple(faults),
        candidates=tuple(each.finding for each in presence),
    )


def _of_presence(finding: Finding) -> bool:
    return finding.values.get("deficiency", ABSENT) == ABSENT


def grade(result: IndicatorResult) -> Grade:
    """The grade of an item in the words of the years' reports."""
    if result.outcome is Outcome.NOT_MET:
        absent = any(each.finding.kind == ABSENT and each.finding.outcome is Outcome.NOT_MET for each in result.findings)
        nothing_left = bool(result.points.max) and not result.points.high
        return "none" if nothing_left or (absent and not result.shown_by) else "partial"
    grades: Mapping[Outcome, Grade] = {Outcome.MET: "full", Outcome.UNDECIDED: "open", Outcome.NOT_APPLICABLE: "exempt"}
    return grades[result.outcome]


def _count(items: Sequence[Item]) -> Count:
    counts: dict[Grade, int] = dict.fromkeys(GRADES, 0)
    for item in items:
        counts[item.grade] += 1
    owed = len(items) - counts["exempt"]
    low, high = counts["full"], counts["full"] + counts["open"]
    return Count(grades=counts, low=Fraction(low, owed) if owed else Fraction(1), high=Fraction(high, owed) if owed else Fraction(1))


def heading(report: Report, annex: Annex, lang: Lang) -> str:
    """The annex's name for people: in our words, else its parameter's, else that it is advice."""
    if known(f"report.annex{annex.number}"):
        return text(f"report.annex{annex.number}", lang)
    titles = [parameter.title for parameter in report.law.parameters if annex.parameter and parameter.id == annex.parameter.id]
    return titles[0][lang] if titles else f"{text('report.advice', lang)}: {annex.sections[0].law.title[lang]}"


def address(finding: Finding) -> str:
    """Where a person looks: the file or site that the finding names, else its page."""
    return finding.target if is_address(finding.target) else finding.page


def addresses(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Every place that may hold an item, the best first: those that findings name, and those they list."""
    named = [place for finding in findings for place in (address(finding), *finding.values.get(CANDIDATES, "").split(", "))]
    return tuple(dict.fromkeys(place for place in named if is_address(place)))


def to_look_at(item: Item) -> tuple[str, ...]:
    """What a person opens to decide an open item: where it may be, else where it may be deficient and where it is."""
    possible = [scored.finding for scored in item.faults if scored.finding.outcome is Outcome.UNDECIDED]
    return addresses((*item.candidates, *possible, *item.found))


def phone_text(finding: Finding, lang: str) -> str:
    """What a phone got, or whether there is a way back to the main version, in words."""
    if finding.part != COEFFICIENT:
        return text(f"report.link_back.{finding.outcome.value}", lang)
    steps = finding.values.get("steps" if finding.outcome is Outcome.UNDECIDED else "step", "").split(",")
    shown = [text(f"report.phone.{step.strip()}", lang) for step in steps if known(f"report.phone.{step.strip()}")]
    return (text("report.or", lang)).join(shown) or text("report.phone.unknown", lang)
