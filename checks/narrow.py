"""What a check is shown: the fields that it declared and nothing else, so that a fact it did not ask for cannot sway it.

Records from an audit file are read with these fields only, which is what makes large sites quick; records in memory are wrapped.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Self, overload

from checks.base import ALWAYS_PAGE, ALWAYS_SITE, CheckError, CheckSpec, Scope
from facts import KeptPages, Page, Site


class _Narrow:
    """A page or site that shows only the fields a check declared; reading another is an error of the check."""

    __slots__ = ("_fields", "_whole")

    def __init__(self, whole: object, fields: frozenset[str]) -> None:
        self._whole = whole
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        if name not in self._fields:
            raise CheckError(f"the check reads {name!r} and does not declare it in needs")
        return getattr(self._whole, name)


class _NarrowSite(_Narrow):
    __slots__ = ("pages",)

    def __init__(self, whole: Site, fields: frozenset[str], of_pages: frozenset[str]) -> None:
        super().__init__(whole, fields)
        self.pages = whole.pages.only(of_pages) if isinstance(whole.pages, KeptPages) else _NarrowPages(whole.pages, of_pages)


class _NarrowPages(KeptPages):
    """Pages in memory, each narrowed when it is looked at."""

    def __init__(self, pages: Sequence[Page], fields: frozenset[str]) -> None:
        self._pages = pages
        self._fields = fields

    def only(self, fields: Iterable[str]) -> Self:
        """The same pages with those of the fields that may be read."""
        return type(self)(self._pages, self._fields & frozenset(fields))

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, at: int) -> Page: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Page]: ...
    def __getitem__(self, at: int | slice) -> Page | Sequence[Page]:
        """One page, or those of a slice."""
        return type(self)(self._pages[at], self._fields) if isinstance(at, slice) else self._shown(self._pages[at])

    def __iter__(self) -> Iterator[Page]:
        return map(self._shown, self._pages)

    def _shown(self, page: Page) -> Any:
        return _Narrow(page, self._fields)


def of_page(spec: CheckSpec) -> frozenset[str]:
    """The fields of a page that a check may read."""
    return _of_page(spec.scope, spec.needs)


@lru_cache(maxsize=256)
def _of_page(scope: Scope, needs: frozenset[str]) -> frozenset[str]:
    if scope == "page":
        return ALWAYS_PAGE | {need.rstrip("?").partition(".")[0] for need in needs}
    return ALWAYS_PAGE | {tail.partition(".")[0] for head, _, tail in (need.partition(".") for need in needs) if head == "pages" and tail}


def narrow(whole: Page | Site, spec: CheckSpec) -> Any:
    """`whole` with only the fields that `spec` needs."""
    if spec.scope == "page":
        return _Narrow(whole, of_page(spec))
    assert isinstance(whole, Site)  # noqa: S101  # narrows the type; a site-scoped check is given a site
    heads = {need.partition(".")[0] for need in spec.needs}
    return _NarrowSite(whole, (ALWAYS_SITE | heads) - {"pages"}, of_page(spec))
