"""Sections and items of the annexes on content, once in each scored language: from what was found to rows of the report.

A check of such an annex speaks of items: `part` is the item's id, `lang` the language. Of each it says that it is there, that it is
not ("absent"), or that this is open; and it names deficiencies, certain ones (not met) and possible ones (undecided, with the value
"deficiency"). What it says of no item and no language speaks of all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from facts import CheckRun, Finding, IndicatorResult, Interval, Lang, More, Outcome, ScoredFinding
from facts.found import is_address
from methodology.model import Indicator
from scoring.folds import DEFICIENCY, ZERO, common_reason, outcome_of, with_examples
from scoring.losses import Item, Losses, Measure, Presence, losses
from scoring.rows import BY, CHECK_FAILED, NO_CHECK, PERSON_ONLY, reason_of, sum_of, undecided_row, union, worst
from scoring.seen import SHOWN, Seen, observed, order, pages_with_outcomes, shown_more

ABSENT = "absent"  # the kind that says that an item is not there
Fact = tuple[str, str]  # kind of deficiency, page or document (D-4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a check said, ordered; `reason` where it said nothing that could be used."""

    findings: Sequence[Finding] = ()
    more: tuple[More, ...] = ()
    reason: str = ""


def told(run: CheckRun | None, rows: Iterable[Indicator], beside: Iterable[str]) -> Told:
    """What the check of an annex said of its `rows`; a run that speaks of another row has failed.

    `beside` are parts that speak of the body and of no row.
    """
    if run is None:
        return Told(reason=NO_CHECK)
    known = {"", *beside, *(row.id for row in rows)}
    if run.reason or any(finding.part not in known for finding in with_examples(run.findings, run.more)):
        return Told(reason=run.reason or CHECK_FAILED)
    return Told(findings=sorted(run.findings, key=order), more=run.more)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An item that has no sub-items, in one language."""

    row: Indicator
    known: Item
    seen: Seen
    blank: str = ""  # why nothing is known of it


def section_rows(section: Indicator, below: Sequence[Indicator], said: Told, lang: Lang, measure: Measure) -> Mapping[str, IndicatorResult]:
    """The rows of one section in one language, by id: itself, its items and their sub-items (`below`, in the order of the law)."""
    parents = {row.parent for row in below}
    leaves = [_leaf(row, said, lang) for row in below if row.id not in parents]
    if not leaves:
        return {section.id: _alone(section, said, lang)}
    lost = losses([leaf.known for leaf in leaves], measure)
    found = {leaf.row.id: _item(leaf, lost.bounds_of(at, leaf.row.max, measure.cap), lang, measure) for at, leaf in enumerate(leaves)}
    for row in below:
        if row.id in parents:
            parts = [found[each.id] for each in below if each.parent == row.id]
            found[row.id] = replace(sum_of(row, parts, _all_seen(parts, leaves)), lang=lang, figures={})
    found[section.id] = _section(section, leaves, found, lost, lang, measure)
    return found


def _alone(section: Indicator, said: Told, lang: Lang) -> IndicatorResult:
    """A section without items, of which no check can say anything."""
    return undecided_row(section, PERSON_ONLY if section.person_only else said.reason or CHECK_FAILED, lang)


def _leaf(row: Indicator, said: Told, lang: Lang) -> _Leaf:
    open_item = Item(share=row.max, presence="open", most=None)
    if row.person_only and not any(finding.part == row.id for finding in said.findings):
        return _Leaf(row, open_item, Seen((), (), {}), PERSON_ONLY)
    own = [each for each in said.findings if _speaks_of(each, row, lang)]
    more = tuple(each for each in said.more if _speaks_of(replace(each.example, lang=lang), row, lang))
    seen = Seen(own, more, pages_with_outcomes(own))
    presence = _presence(own)
    if said.reason or presence is None:
        return _Leaf(row, open_item, seen, said.reason or CHECK_FAILED)
    certain = {_fact(each) for each in own if each.outcome is Outcome.NOT_MET and each.kind != ABSENT}
    possible = {_fact(each) for each in own if each.outcome is Outcome.UNDECIDED and _may_be_deficient(each)}
    most = None if any(each.example.outcome in SHOWN for each in more) else len(certain | possible)
    return _Leaf(row, Item(share=row.max, presence=presence, least=len(certain), most=most), seen)


def _speaks_of(finding: Finding, row: Indicator, lang: Lang) -> bool:
    return finding.part in {"", row.id} and finding.lang in {None, lang}


def _presence(findings: Iterable[Finding]) -> Presence | None:
    """Whether the item is there; None when nothing says it, or one finding says yes and another no."""
    ways = {way for way in map(_way, findings) if way}
    if "open" in ways:
        return "open"
    if ways > {"exempt"}:
        ways.discard("exempt")
    return ways.pop() if len(ways) == 1 else None


def _way(finding: Finding) -> Presence | None:
    """What one finding says of presence; None when it tells of a deficiency."""
    if finding.outcome is Outcome.UNDECIDED:
        return None if _may_be_deficient(finding) else "open"
    if finding.outcome is Outcome.NOT_MET:
        return "absent" if finding.kind == ABSENT else None
    return "there" if finding.outcome is Outcome.MET else "exempt"


def _may_be_deficient(finding: Finding) -> bool:
    return finding.values.get(DEFICIENCY, ABSENT) != ABSENT


def _fact(finding: Finding) -> Fact:
    """What counts once (D-4): the kind, and the document that is named or else the page that shows it, at `/ru` and at `/ru/` alike."""
    kind = finding.values.get(DEFICIENCY, finding.kind)
    return kind, (finding.target if is_address(finding.target) else finding.page).rstrip("/")


def _item(leaf: _Leaf, bounds: tuple[Fraction, Fraction], lang: Lang, measure: Measure) -> IndicatorResult:
    if leaf.blank:
        return replace(undecided_row(leaf.row, leaf.blank, lang), findings=tuple(_carried(leaf, ZERO, measure)))
    low, high = bounds
    outcome = outcome_of(with_examples(leaf.seen.findings, leaf.seen.more))
    return IndicatorResult(
        id=leaf.row.id,
        outcome=outcome,
        points=Interval(low=low, high=high, max=leaf.row.max),
        lang=lang,
        reason=common_reason(leaf.seen.findings, leaf.seen.more) if outcome is Outcome.UNDECIDED else "",
        parent=leaf.row.parent,
        decided_by="person" if any(finding.values.get(BY) == "person" for finding in leaf.seen.findings) else "program",
        findings=tuple(_carried(leaf, leaf.row.max - high, measure)),
        more=shown_more(leaf.seen.more),
        shown_by=tuple(finding for finding in leaf.seen.findings if finding.outcome is Outcome.MET),
        observed=observed(leaf.seen),
        pages=leaf.seen.pages,
    )


def _carried(leaf: _Leaf, lost: Fraction, measure: Measure) -> Iterable[ScoredFinding]:
    """The item's findings with what each takes of `lost`: an absent item all, a deficiency once for each fact."""
    left, facts = lost, set[Fact]()
    for finding in leaf.seen.findings:
        if finding.outcome not in SHOWN:
            continue
        share = ZERO
        if finding.outcome is Outcome.NOT_MET and (finding.kind == ABSENT) is (leaf.known.presence == "absent"):
            wanted = left if finding.kind == ABSENT or measure.take is None else measure.deficient(leaf.known, 1)
            share = ZERO if _fact(finding) in facts else min(left, wanted)
            facts.add(_fact(finding))
        left -= share
        yield ScoredFinding(finding=finding, points=-share)


def _section(  # noqa: PLR0917  # a section, what it is made of and how it is measured
    section: Indicator, leaves: Sequence[_Leaf], found: Mapping[str, IndicatorResult], lost: Losses, lang: Lang, measure: Measure
) -> IndicatorResult:
    parts = [found[leaf.row.id] for leaf in leaves]
    low, high = lost.bounds(section.max, measure.cap)
    outcome = worst(part.outcome for part in parts)
    carried = [
        replace(part, findings=tuple(_carried(leaf, share, measure)))
        for leaf, part, share in zip(leaves, parts, lost.certain(measure.cap), strict=True)
    ]
    seen = _all_seen(parts, leaves)
    return IndicatorResult(
        id=section.id,
        outcome=outcome,
        points=Interval(low=low, high=high, max=section.max),
        lang=lang,
        reason=reason_of(parts) if outcome is Outcome.UNDECIDED else "",
        parent=section.parent,
        findings=union(carried),
        more=shown_more({id(each): each for part in parts for each in part.more}.values()),
        observed=observed(seen),
        pages=seen.pages,
    )


def _all_seen(parts: Iterable[IndicatorResult], leaves: Iterable[_Leaf]) -> Seen:
    """What was seen of several items together; what speaks of all of them once."""
    wanted = {part.id for part in parts}
    own = [leaf for leaf in leaves if leaf.row.id in wanted]
    findings = {id(finding): finding for leaf in own for finding in leaf.seen.findings}
    more = {id(each): each for leaf in own for each in leaf.seen.more}
    return Seen(tuple(findings.values()), tuple(more.values()), pages_with_outcomes(findings.values()))
