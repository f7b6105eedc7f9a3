"""Cases of checks: `fixtures/checks/<indicator>/cases.toml` read into facts.

A case gives `page`, `pages` or `site` (with `pages` beside or inside it) and lists every finding that takes points or stays open. What a
record requires and a case leaves out is filled in with something plain. Of the items of Annexes 5 and 6 those in `items` are asked for.
"""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from facts import Document, Finding, Link, Page, Site

FOLDER = Path(__file__).parent.parent / "fixtures" / "checks"
HOME = "https://body.gov.kz/kk/"
_KEYS = {"name", "why", "page", "pages", "site", "part", "findings", "items"}
_PLAIN: Mapping[type, Mapping[str, Any]] = {
    Page: {"url": HOME, "profile": "desktop-chrome", "lang": "kk"},
    Site: {"scope": {"origin": "https://body.gov.kz"}, "today": "2026-11-20", "start_url": HOME},
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One condition: a site, and what the check of `indicator` must find there."""

    indicator: str
    name: str
    why: str
    site: Site
    part: str | None
    findings: tuple[Mapping[str, str], ...]
    items: frozenset[str]  # of Annexes 5 and 6 that are asked for

    @property
    def outcome(self) -> str:
        """The outcome that the name begins with."""
        return next(word for word in ("not-met", "not-applicable", "undecided", "met") if self.name.startswith(f"{word}-"))

    def __str__(self) -> str:
        return f"{self.indicator}-{self.name}"


def all_cases() -> Iterator[Case]:
    """Every case of every indicator."""
    for path in sorted(FOLDER.glob("*/cases.toml")):
        for data in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield _case(path.parent.name, data)


def _case(indicator: str, data: dict[str, Any]) -> Case:
    unknown = set(data) - _KEYS
    assert not unknown, f"{indicator} {data.get('name')}: unknown keys {unknown}"
    site = dict(data.get("site", {}))
    pages = [*site.get("pages", []), *data.get("pages", []), *([data["page"]] if "page" in data else [])]
    return Case(
        indicator=indicator,
        name=data["name"],
        why=data["why"],
        site=record(Site, site | {"pages": pages}),
        part=data.get("part"),
        findings=tuple(data.get("findings", [])),
        items=frozenset(data.get("items", [])),
    )


def record(kind: Any, data: Mapping[str, Any]) -> Any:
    """A record of facts from plain data; msgspec refuses fields and values that the record does not have."""
    return msgspec.convert(_filled(kind, data), kind)


def page(**data: Any) -> Page:
    """A page with what is given and something plain for the rest."""
    return typing.cast("Page", record(Page, data))


def site(*pages: Page, **data: Any) -> Site:
    """A site with these pages."""
    return dataclasses.replace(typing.cast("Site", record(Site, data)), pages=pages)


def _filled(kind: Any, data: Any) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(data, Mapping):
        return _filled_record(kind, data)
    inner = typing.get_args(kind)
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return data if data is None else _filled(next(part for part in inner if part is not type(None)), data)
    if typing.get_origin(kind) is tuple and len(inner) == 2 and inner[1] is ...:
        return [_filled(inner[0], part) for part in data]
    if typing.get_origin(kind) is Sequence:
        return [_filled(inner[0], part) for part in data]
    if isinstance(data, Mapping) and len(inner) == 2:
        return {key: _filled(inner[1], part) for key, part in data.items()}
    return data


def _filled_record(kind: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    unknown = set(data) - set(hints)
    assert not unknown, f"{kind.__name__} has no fields {sorted(unknown)}"
    given = {**_PLAIN.get(kind, {}), **data}
    if kind in {Page, Document}:
        given.setdefault("final_url", given.get("url", ""))
    if kind is Link and "raw" not in given:
        given["raw"] = given.get("url", "") + (f"#{given['fragment']}" if given.get("fragment") else "")
    for field in dataclasses.fields(kind):
        if field.name not in given and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            given[field.name] = _plain(hints[field.name])
    return {name: _filled(hints[name], value) for name, value in given.items()}


def _plain(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[0]
    if typing.get_origin(kind) is tuple:
        return [1280, 720]
    if dataclasses.is_dataclass(kind):
        return {}
    return {str: "", int: 0, float: 0.0}.get(kind)


def matches(expected: Mapping[str, str], finding: Finding) -> bool:
    """True when a finding has everything that a case says of it."""
    return all(str(getattr(finding, name)) == value for name, value in expected.items())
