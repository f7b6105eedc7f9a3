"""An edition that stands on another one: what it says nothing of is as its base has it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from methodology.model import Decision

_Record = TypeVar("_Record")


def with_those_of(base: tuple[Decision, ...], own: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """Its own decisions, then those of the base; one of its own takes the place of one of the base with the same id."""
    names = {decision.id for decision in own}
    return (*own, *(decision for decision in base if decision.id not in names))


def laid_over(base: _Record, own: _Record) -> _Record:
    """A record of an edition over that of its base, field by field: tables name by name, anything else where the edition says something."""
    changes: dict[str, Any] = {
        each.name: _over(getattr(base, each.name), getattr(own, each.name))
        for each in fields(own)  # type: ignore[arg-type]  # records are dataclasses
        if each.init
    }
    return replace(own, **changes)  # type: ignore[type-var]  # as above


def _over(base: Any, own: Any) -> Any:
    if isinstance(own, Mapping):
        return {**base, **own}
    if is_dataclass(own) and not isinstance(own, type):
        return laid_over(base, own)
    return own or base
