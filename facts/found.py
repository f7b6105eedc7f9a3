"""What a check says of one thing it looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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


SORTS = ("language", "charset", "step", "fact", "reason", "error", "deficiency")  # values that tell sorts of a fault, not its measure
_POSITION = re.compile(r":nth-(?:child|of-type|last-child)\(\d+\)")
_NUMBERED = re.compile(r"(?<=[-_])\d+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def is_address(target: str) -> bool:
    """True for a target that is an address, false for a CSS selector."""
    return bool(_ADDRESS.match(target)) and "/" in target


def signature(finding: Finding) -> tuple[object, ...]:
    """Findings with the same signature are one fault: the same kind at the same place of the template, or of the same link.

    A selector is taken without positions and running numbers, so that the third news item is the same place as the fourth.
    """
    sorts = tuple(finding.values.get(name, "") for name in SORTS)
    return finding.outcome, finding.kind, finding.part, _place(finding.target), sorts


@lru_cache(maxsize=16_384)
def _place(target: str) -> str:
    return target if is_address(target) else _NUMBERED.sub("", _POSITION.sub("", target))


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Findings of one signature that are counted and not listed: a fault of the template is seen on every page of a large site.

    `example` is the first that is not listed; `pages` are all that show a finding of this signature, listed ones too.
    """

    example: Finding
    count: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesWith:
    """How many pages show observations of exactly these sorts: (part, outcome, kind where the part is empty)."""

    sorts: tuple[tuple[str, Outcome, str], ...]
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """All that one check said of one site; `reason` is set when it could say nothing (nothing-seen, check-failed).

    `findings` are all of them on a site of ordinary size. Where one fault is found again and again the first are listed, and `more`
    and `pages` tell of all: no count or share is ever taken of the listed ones alone.
    """

    id: str
    findings: tuple[Finding, ...] = ()
    more: tuple[More, ...] = ()
    pages: tuple[PagesWith, ...] = ()  # empty where `findings` are all
    reason: str = ""
    kinds: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()  # sub-points that the check covers; empty: all that the indicator has
