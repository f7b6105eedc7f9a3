"""The shape of a check, and the registry that finds them by walking the package."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, Literal, TypeVar

from facts import Finding

Scope = Literal["page", "site"]
Pages = Literal["desktop", "live"]
_Check = TypeVar("_Check", bound=Callable[..., Iterable[Finding]])

# Fields that every check may read, declared or not: which page it is, and whether it was seen.
ALWAYS_PAGE = frozenset(
    {
        "url",
        "final_url",
        "state",
        "ok",
        "why",
        "status",
        "profile",
        "lang",
        "is_home",
        "depth",
        "rendered",
        "needs_browser",
        "sampled",
        "gaps",
    }
)
ALWAYS_SITE = frozenset({"scope", "body", "today", "homes", "start_url", "start_redirects", "coverage"})


class CheckError(Exception):
    """A check is declared wrongly: two for one id, or a kind that it did not declare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """One registered check.

    `scope`: "page" checks see one page at a time, "site" checks see the site.
    `pages` (page scope): "desktop" = every address once, as the desktop profile or the fetching tier saw it;
    "live" = every record of every profile that a browser loaded for the sample (D-15).
    `needs`: the fields it may read beside `ALWAYS_PAGE` and `ALWAYS_SITE`. Page scope: fields of Page; "live.axe" reads a field of
    `Page.live`; with "?" behind it a field is read where it is there, and its lack does not make the page undecided.
    Site scope: fields of Site, and of its pages as "pages.links". Only what is declared is read from the audit file, for each walk
    over `site.pages` anew: a check that holds pages holds the site in memory.
    `kinds`: every kind its not-met and undecided findings may have.
    `parts`: the sub-points it covers; empty when the indicator has none or the check covers them all.
    `every_page`: the sub-points ("" where there are none) that are read over every page: a page that was there and was not
    shown to us leaves them undecided.
    """

    id: str
    scope: Scope
    needs: frozenset[str]
    kinds: frozenset[str]
    pages: Pages
    run: Callable[..., Iterable[Finding]]
    module: str
    parts: frozenset[str] = frozenset()
    every_page: frozenset[str] = frozenset()

    @property
    def doc(self) -> str:
        """The module's docstring: title line, then Source, Applies, Met, Cannot."""
        return importlib.import_module(self.module).__doc__ or ""


_REGISTRY: dict[str, CheckSpec] = {}


def check(
    id: str,
    *,
    scope: Scope,
    needs: Iterable[str],
    kinds: Iterable[str],
    pages: Pages = "desktop",
    parts: Iterable[str] = (),
    every_page: Iterable[str] = (),
) -> Callable[[_Check], _Check]:
    """Register the check of one indicator; CheckError when the id is taken by another module."""

    def register(function: _Check) -> _Check:
        known = _REGISTRY.get(id)
        if known is not None and known.module != function.__module__:
            raise CheckError(f"{id} has two checks: {known.module} and {function.__module__}")
        _REGISTRY[id] = CheckSpec(
            id=id,
            scope=scope,
            needs=frozenset(needs),
            kinds=frozenset(kinds),
            pages=pages,
            run=function,
            module=function.__module__,
            parts=frozenset(parts),
            every_page=frozenset(every_page),
        )
        return function

    return register


def _walk(package: ModuleType) -> None:
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(info.name)


def collect() -> Mapping[str, CheckSpec]:
    """All checks by id: the package's own, then those of installed plugins (entry point group `tekser.checks`)."""
    for annex in ("checks.annex4", "checks.annex5", "checks.annex6", "checks.openness"):
        _walk(importlib.import_module(annex))
    for entry in entry_points(group="tekser.checks"):
        loaded: Any = entry.load()
        if isinstance(loaded, ModuleType) and hasattr(loaded, "__path__"):
            _walk(loaded)
    return dict(sorted(_REGISTRY.items()))
