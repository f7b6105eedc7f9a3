"""What a check says of one thing it looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facts.terms import Lang, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One observation: met ones too, so that shares can be told.

    `page`, `lang` and `profile` are filled in by the runner for page-scoped checks. `part` is the order's sub-point
    ("1", "2", …) where an indicator has them. `values` holds what was measured, as text.
    """

    outcome: Outcome
    kind: str = ""  # required for not-met and undecided
    target: str = ""  # CSS selector on the page, or an address
    part: str = ""
    page: str = ""
    lang: Lang | None = None
    profile: str = ""
    text: str = ""  # the words at the place, at most 200 characters
    values: Mapping[str, str] = field(default_factory=dict)


def _finding(outcome: Outcome, kind: str, target: str, values: dict[str, object], **where: Any) -> Finding:
    where["text"] = where.get("text", "")[:200]
    return Finding(outcome=outcome, kind=kind, target=target, values={key: str(value) for key, value in values.items()}, **where)


def met(
    target: str = "", *, part: str = "", page: str = "", lang: Lang | None = None, profile: str = "", text: str = "", **values: object
) -> Finding:
    """The thing is as the order asks."""
    return _finding(Outcome.MET, "", target, values, part=part, page=page, lang=lang, profile=profile, text=text)


def not_met(
    kind: str,
    target: str = "",
    *,
    part: str = "",
    page: str = "",
    lang: Lang | None = None,
    profile: str = "",
    text: str = "",
    **values: object,
) -> Finding:
    """The thing is not as the order asks; `kind` names the deficiency."""
    return _finding(Outcome.NOT_MET, kind, target, values, part=part, page=page, lang=lang, profile=profile, text=text)


def undecided(
    kind: str,
    target: str = "",
    *,
    part: str = "",
    page: str = "",
    lang: Lang | None = None,
    profile: str = "",
    text: str = "",
    **values: object,
) -> Finding:
    """The program cannot tell; `kind` names the reason."""
    return _finding(Outcome.UNDECIDED, kind, target, values, part=part, page=page, lang=lang, profile=profile, text=text)


def not_applicable(
    kind: str = "", target: str = "", *, part: str = "", page: str = "", lang: Lang | None = None, profile: str = "", **values: object
) -> Finding:
    """There is nothing here that the requirement speaks of."""
    return _finding(Outcome.NOT_APPLICABLE, kind, target, values, part=part, page=page, lang=lang, profile=profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """All that one check said of one site; `reason` is set when it could say nothing (nothing-seen, check-failed)."""

    id: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    kinds: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()  # sub-points that the check covers; empty: all that the indicator has
