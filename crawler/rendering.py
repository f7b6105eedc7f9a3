"""Which pages a browser must build: decided for each template on its first page, and looked at again as more of it come. Pure.

Pages are of one kind when they share the structure of the fetched document or the pattern of their address. The first
page of a kind that has scripts is rendered and compared; when that shows materially more, all pages of the kind are
rendered. A kind that showed nothing more is compared again on one page, drawn by the seed, out of its next 63, the 448 after
them, and so on, eight times as many each time: a fault of the first look does not stay, and a large site is not
rendered for that.
"""

import random
from dataclasses import dataclass, field
from enum import Enum

from crawler.traps import pattern
from facts import Page

_GROWTH = 8  # one more comparison in so many times more pages
_MOST_KNOWN = 5_000  # templates and patterns remembered: on a site that has more each page is alone
_FIRST_BAND = 64  # pages of a kind among which the second one is compared


class Wish(Enum):
    """What to do with a fetched page."""

    LEAVE = "leave"  # as fetched
    COMPARE = "compare"  # render, and take what shows more
    RENDER = "render"


@dataclass(slots=True)
class _Kind:
    """Pages alike: how many with scripts were seen, at which ones to compare, and those left as fetched."""

    dice: random.Random
    rendered: bool = False
    seen: int = 0
    compare_at: int = 1
    band: int = 1
    plain: list[str] = field(default_factory=list)

    def count(self) -> bool:
        """Take account of one more page; True when it is to be compared."""
        self.seen += 1
        if self.seen != self.compare_at:
            return False
        start = self.band + 1
        self.band = _FIRST_BAND if self.band == 1 else self.band * _GROWTH
        self.compare_at = self.dice.randint(start, self.band)
        return True


class Rendering:
    """The decisions of one crawl; told of pages in visiting order, so that it decides the same each time."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._templates: dict[str, _Kind] = {}
        self._patterns: dict[str, _Kind] = {}

    def wants(self, page: Page) -> bool:
        """True when it is known by now that pages like this fetched one are rendered."""
        kind = self._known(page)
        return kind is not None and kind.rendered

    def wish(self, page: Page) -> Wish:
        """What to do with the next fetched page."""
        kind = self._kind(page)
        if kind.rendered:
            return Wish.RENDER
        if not page.scripted or not kind.count():
            kind.plain.append(page.url)
            return Wish.LEAVE
        return Wish.COMPARE

    def learn(self, page: Page, *, more: bool) -> tuple[str, ...]:
        """Take account of a comparison; addresses of pages like it that were left as fetched and must be rendered now."""
        kind = self._kind(page)
        if not more:
            kind.plain.append(page.url)
            return ()
        plain, kind.plain, kind.rendered = tuple(kind.plain), [], True
        return plain

    def _known(self, page: Page) -> _Kind | None:
        return self._templates.get(page.shape or page.template) or self._patterns.get(pattern(page.url))

    def _kind(self, page: Page) -> _Kind:
        template, address = page.shape or page.template, pattern(page.url)
        kind = self._known(page) or _Kind(random.Random(f"{self._seed} {template} {address}"))  # noqa: S311  # anyone can draw it again
        for known, key in ((self._templates, template), (self._patterns, address)):
            if len(known) < _MOST_KNOWN:
                known.setdefault(key, kind)
        return kind
