"""Reads what the judges of deficiencies must know of an item: rules of currency (D-16), items that publish acts, facts to compare."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from methodology.reading import Table, read
from methodology.repealed import RepealedAct, read_repealed

CurrencyKind = Literal["news", "plan", "report", "staff", "term"]
Compared = Literal["phones", "emails", "postcodes", "numbers", "dates", "links", "files", "sizes", "words", "language", "none"]
ALL_FACTS: frozenset[Compared] = frozenset(get_args(Compared)) - {"none"}
_LIMITED = frozenset({"news", "report", "term"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyRule:
    """How an item tells that it is up to date. `limit` names a number of the methodology (days of news, months of reports)."""

    kind: CurrencyKind
    limit: str = ""
    expected: bool = False  # a date or period is a part of it
    days: bool = False  # single days count as its period


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """All of it, by concept."""

    currency: Mapping[str, CurrencyRule] = field(default_factory=lambda: MappingProxyType({}))
    acts: frozenset[str] = frozenset()  # concepts of items that publish acts
    sources: frozenset[str] = frozenset()  # concepts of items that tell where their figures come from
    facts: Mapping[str, frozenset[Compared]] = field(default_factory=lambda: MappingProxyType({}))
    repealed: tuple[RepealedAct, ...] = ()  # known without a register

    def compared(self, concept: str) -> frozenset[Compared]:
        """The facts of an item that kk and ru must have alike; all of them where nothing else is said."""
        return self.facts.get(concept, ALL_FACTS)


def read_judging(folder: Path, limits: Container[str], concepts: Container[str]) -> Judging:
    """`content/currency.toml`, `judging.toml` and `repealed_acts.toml` of an edition, empty where it has none.

    MethodologyError for what is not known.
    """
    currency = folder / "content" / "currency.toml"
    rules = _currency(read(currency), limits, concepts) if currency.exists() else {}
    path = folder / "judging.toml"
    if not path.exists():
        return Judging(currency=rules)
    file = read(path)
    found = Judging(
        currency=rules,
        acts=_concepts(file.table("acts"), concepts),
        sources=_concepts(file.table("sources"), concepts),
        facts=_facts(file.table("parity"), concepts),
        repealed=read_repealed(folder),
    )
    file.done()
    return found


def _currency(file: Table, limits: Container[str], concepts: Container[str]) -> Mapping[str, CurrencyRule]:
    rules: dict[str, CurrencyRule] = {}
    for table in file.tables("rule"):
        rule = _rule(table, limits)
        for concept in table.texts("concepts"):
            if concept not in concepts:
                table.fail(f"no item has the concept {concept!r}", "mend the name")
            if concept in rules:
                table.fail(f"{concept!r} has a rule already", "keep one of them")
            rules[concept] = rule
        table.text("reference")
        table.text("why", "")
        table.done()
    file.done()
    return rules


def _rule(table: Table, limits: Container[str]) -> CurrencyRule:
    name, limit = table.text("kind"), table.text("limit", "")
    kind: CurrencyKind | None = next((kind for kind in get_args(CurrencyKind) if kind == name), None)
    if kind is None:
        table.fail(f"the kind {name!r} is not known", f"it may be {', '.join(get_args(CurrencyKind))}")
    if (kind in _LIMITED) != bool(limit) or (limit and limit not in limits):
        table.fail(
            f"the limit {limit!r} of a rule for {kind} is not right", "news, reports and terms name a limit of limits/, the others none"
        )
    return CurrencyRule(kind=kind, limit=limit, expected=table.flag("expected"), days=table.flag("days"))


def _concepts(table: Table, concepts: Container[str]) -> frozenset[str]:
    named = table.texts("concepts")
    for concept in named:
        if concept not in concepts:
            table.fail(f"no item has the concept {concept!r}", "mend the name")
    table.text("reference")
    table.done()
    return frozenset(named)


def _facts(table: Table, concepts: Container[str]) -> Mapping[str, frozenset[Compared]]:
    facts = table.table("facts")
    found: dict[str, frozenset[Compared]] = {}
    for concept in facts.names():
        names = facts.texts(concept)
        if concept not in concepts:
            facts.fail(f"no item has the concept {concept!r}", "mend the name")
        known = frozenset(fact for fact in get_args(Compared) if fact in names)
        if len(known) != len(names):
            facts.fail(f"{concept!r} compares what is not known", f"it may compare {', '.join(get_args(Compared))}")
        found[concept] = known - {"none"}
    table.text("reference")
    facts.done()
    table.done()
    return found
