"""Reads the annexes: indicators with sub-points (Annex 4), sections with items (Annexes 5 and 6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from methodology.model import Group, Indicator, Rule
from methodology.reading import Table, read
from methodology.rules import hold_rule, read_rule

_FINDER_TEXTS = ("anchors_kk", "anchors_ru", "anchors_seen_kk", "anchors_seen_ru", "url_hints")


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows and groups of an edition."""

    rows: tuple[Indicator, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """What every row of one file needs to be read."""

    annex: int
    table: int | None
    limits: Mapping[str, Decimal]
    decisions: frozenset[str]
    seen_by: str


def read_tables(folder: Path, limits: Mapping[str, Decimal], decisions: frozenset[str]) -> Tables:
    """Every `annex*.toml` and `order*.toml` of the folder, in the order of their names."""
    rows: list[Indicator] = []
    groups: list[Group] = []
    for path in sorted((*folder.glob("annex*.toml"), *folder.glob("order*.toml"))):
        file = read(path)
        context = _Context(file.whole("annex"), file.whole("table") if "table" in file else None, limits, decisions, file.text("check", ""))
        file.text("reference")
        groups.extend(_group(table, context) for table in file.tables("group"))
        rows.extend(_indicator(table, context) for table in file.tables("indicator"))
        for section in file.tables("section"):
            rows.extend(_section(section, context))
        file.done()
    return Tables(tuple(rows), tuple(groups))


def _group(table: Table, context: _Context) -> Group:
    group = Group(
        id=table.text("id"),
        annex=context.annex,
        reference=table.text("reference"),
        title=table.languages("title"),
        max=table.points("max"),
    )
    table.done()
    return group


def _named_decisions(table: Table, context: _Context) -> tuple[str, ...]:
    named = table.texts("decisions")
    for name in named:
        if name not in context.decisions:
            table.fail(f"it names {name}, which is not there", "add it to decisions.toml or mend the name")
    return named


def _indicator(table: Table, context: _Context) -> Indicator:
    row_id = table.text("id")
    parent, slash, _ = row_id.partition("/")
    weight = table.points("max")
    rule = read_rule(table.table("rule"), context.limits)
    hold_rule(table, rule, weight)
    indicator = Indicator(
        id=row_id,
        annex=context.annex,
        table=context.table,
        reference=table.text("reference"),
        title=table.languages("title"),
        max=weight,
        rule=rule,
        parent=parent if slash else "",
        group=row_id.partition("-")[2].partition(".")[0],
        bonus=table.flag("bonus"),
        person_only=table.flag("person_only"),
        decisions=_named_decisions(table, context),
        note=table.languages("note") if "note" in table else {},
    )
    table.done()
    return indicator


def _section(table: Table, context: _Context) -> Iterator[Indicator]:
    """The section's row, then its items: each of equal weight, sub-items inside their item's part (D-3)."""
    row_id = table.text("id")
    weight = table.points("max")
    rule = read_rule(table.table("rule"), context.limits)
    hold_rule(table, rule, weight)
    items = tuple(table.tables("item"))
    shares = _shares(items, weight)
    section = Indicator(
        id=row_id,
        annex=context.annex,
        table=context.table,
        reference=table.text("reference"),
        title=table.languages("title"),
        max=weight,
        rule=rule,
        group=row_id.partition("-")[2],
        per_language=True,
        seen_by=context.seen_by,
        advisory=table.flag("advisory"),
        person_only=table.flag("person_only"),
        text_form_required=table.flag("text_form_required"),
        decisions=_named_decisions(table, context),
        note=table.languages("note") if "note" in table else {},
    )
    yield section
    for item in items:
        yield _item(item, section, shares, context)
    table.done()


def _shares(items: tuple[Table, ...], weight: Fraction) -> Mapping[str, Fraction]:
    """Points of each item; sub-items (`5-1.2/3.1`) share those of their item."""
    ids = [item.text("id") for item in items]
    whole = [item for item in ids if "." not in item.partition("/")[2]]
    shares = {item: weight / len(whole) for item in whole}
    for item in whole:
        subs = [sub for sub in ids if sub.startswith(item + ".")]
        shares.update({sub: shares[item] / len(subs) for sub in subs})
    return shares


def _item(table: Table, section: Indicator, shares: Mapping[str, Fraction], context: _Context) -> Indicator:
    item_id = table.text("id")
    head, slash, number = item_id.partition("/")
    if head != section.id or not slash or item_id not in shares:
        table.fail(f"the item {item_id!r} is not one of {section.id}", f"number it {section.id}/1, /2 and so on")
    item = Indicator(
        id=item_id,
        annex=context.annex,
        table=context.table,
        reference=table.text("reference"),
        title=table.languages("title"),
        max=shares[item_id],
        rule=Rule(kind="parts" if any(other.startswith(item_id + ".") for other in shares) else "item"),
        parent=f"{head}/{number.partition('.')[0]}" if "." in number else head,
        group=section.group,
        per_language=True,
        seen_by=section.seen_by,
        advisory=section.advisory,
        person_only=table.flag("person_only"),
        text_form_required=table.flag("text_form_required") or section.text_form_required,
        finder=_finder(table.table("finder")),
        note=table.languages("note") if "note" in table else {},
    )
    table.done()
    return item


def _finder(table: Table) -> Mapping[str, Any]:
    finder: dict[str, Any] = {"concept": table.text("concept"), "confidence": table.text("confidence")}
    finder.update({name: table.texts(name) for name in _FINDER_TEXTS})
    hints = table.table("content_hints")
    finder["content_hints"] = {"kind": hints.text("kind"), "detail": hints.text("detail")}
    hints.done()
    table.done()
    return finder
