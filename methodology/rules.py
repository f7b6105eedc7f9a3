"""Reads rules of taking points and holds them against the weight they take from."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from methodology.model import Rule, RuleKind
from methodology.reading import Table

_FIELDS: Mapping[str, frozenset[str]] = {
    "all-or-nothing": frozenset(),
    "share": frozenset({"met_share", "not_met_share"}),
    "per-kind": frozenset({"take"}),
    "per-finding": frozenset({"take", "cap_share"}),
    "parts": frozenset(),
    "mean": frozenset({"steps"}),
    "ladder": frozenset({"steps"}),
    "section": frozenset(),
    "item": frozenset(),
}
_OPTIONAL: Mapping[str, frozenset[str]] = {
    "per-finding": frozenset({"takes_all"}),
    "parts": frozenset({"take"}),
    "section": frozenset({"take", "cap_share"}),
}


def read_rule(table: Table, limits: Mapping[str, Decimal]) -> Rule:
    """A rule; a number may be given by the name of a limit, so that it stands in one place only."""
    kind = _kind(table)
    for name in _FIELDS[kind]:
        if name not in table:
            table.fail(f"a rule {kind!r} needs {name!r}", "add it")
    allowed = _FIELDS[kind] | _OPTIONAL.get(kind, frozenset())
    rule = Rule(
        kind=kind,
        take=_amount(table, "take", limits, allowed),
        takes_all=table.texts("takes_all") if "takes_all" in allowed else (),
        cap_share=_amount(table, "cap_share", limits, allowed),
        met_share=_amount(table, "met_share", limits, allowed),
        not_met_share=_amount(table, "not_met_share", limits, allowed),
        steps=_steps(table) if "steps" in allowed else {},
    )
    table.done()
    return rule


def _kind(table: Table) -> RuleKind:
    written = table.text("kind")
    kinds: dict[str, RuleKind] = {kind: kind for kind in get_args(RuleKind)}
    if written not in kinds:
        table.fail(f"unknown rule kind {written!r}", f"use one of {', '.join(kinds)}")
    return kinds[written]


def _amount(table: Table, key: str, limits: Mapping[str, Decimal], allowed: frozenset[str]) -> Fraction | None:
    if key not in allowed or key not in table:
        return None
    value = table.value(key)
    if not isinstance(value, str):
        return table.points(key)
    if value not in limits:
        table.fail(f"{key!r} names the limit {value!r}, which is not there", "define it in limits/ or mend the name")
    return Fraction(limits[value])


def _steps(table: Table) -> dict[str, Fraction]:
    steps = table.table("steps")
    return {name: steps.points(name) for name in steps.names()}


def hold_rule(table: Table, rule: Rule, weight: Fraction) -> None:
    """Refuse a rule that does not fit its weight."""
    if rule.take is not None and not 0 < rule.take <= weight:
        table.fail(f"takes {float(rule.take):g} from a weight of {float(weight):g}", "mend the rule's take")
    for share in (rule.cap_share, rule.met_share, rule.not_met_share):
        if share is not None and not 0 <= share <= 1:
            table.fail(f"the share {float(share):g} is not between 0 and 1", "mend the rule")
    if rule.steps and max(rule.steps.values()) != weight:
        table.fail(f"its best step is not its weight of {float(weight):g}", "mend the steps or the weight")
