"""Which pages are visited in a browser for what only a live page shows (D-15). Pure."""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any, Protocol

_FORMS_SHARE = 0.35  # of the sample at most for pages with forms and players


class Drawable(Protocol):
    """What the drawing needs of a page; a Page has it."""

    @property
    def url(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def lang(self) -> str | None: ...
    @property
    def template(self) -> str: ...
    @property
    def is_home(self) -> bool: ...
    @property
    def forms(self) -> Sequence[Any]: ...  # each with `fields`, `role` and `region`
    @property
    def media(self) -> Sequence[Any]: ...  # each with `kind`


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that can be drawn, in a few bytes: all pages of a site stand in one list."""

    url: str
    lang: str
    template: str
    is_home: bool
    special: bool  # has a form or a player


def candidate(page: Drawable) -> Candidate:
    """What the drawing needs of a page that was seen."""
    template = sys.intern(page.template)
    return Candidate(page.url, page.lang or "", template, page.is_home, _has_form(page) or _has_player(page))


def choose_sample(pages: Iterable[Drawable], n: int, seed: int) -> tuple[str, ...]:
    """Addresses of the sample: home pages, one page of each template, pages with forms or players, then chance; at most `n`.

    Home pages are in it even when there are more than `n`. Templates come by how many pages they have, languages take
    turns, and the same seed draws the same sample from the same pages, in whatever order they are given.
    """
    return draw((candidate(page) for page in pages if page.ok), n, seed)


def draw(candidates: Iterable[Candidate], n: int, seed: int) -> tuple[str, ...]:
    """The sample of `choose_sample` from what it needs of the pages that were seen."""
    known = sorted(candidates, key=lambda page: page.url)
    dice = random.Random(seed)  # noqa: S311  # a sample that anyone can draw again
    chosen = dict.fromkeys(page.url for page in known if page.is_home)
    special = list(_in_turn([page for page in known if page.special], dice))
    most_special = round(n * _FORMS_SHARE)
    wishes = chain(_templates(known, dice), special[:most_special], _in_turn(known, dice))
    for page in wishes:
        if len(chosen) >= n:
            break
        chosen.setdefault(page.url)
    return tuple(chosen)


def _templates(known: list[Candidate], dice: random.Random) -> Iterator[Candidate]:
    """One page of each template, the commonest template first, from the language that has given fewest."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for page in known:
        groups[page.template].append(page)
    given: Counter[str] = Counter()
    for _, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        least = min(given[page.lang] for page in group)
        page = dice.choice([page for page in group if given[page.lang] == least])
        given[page.lang] += 1
        yield page


def _in_turn(pages: list[Candidate], dice: random.Random) -> Iterator[Candidate]:
    """Pages in random order, the languages taking turns."""
    versions: dict[str, list[Candidate]] = defaultdict(list)
    for page in pages:
        versions[page.lang].append(page)
    for lang in sorted(versions):
        dice.shuffle(versions[lang])
    rows = zip_longest(*(versions[lang] for lang in sorted(versions)))
    return (page for page in chain.from_iterable(rows) if page is not None)


def _has_form(page: Drawable) -> bool:
    """True for a form that is not the search of every page."""
    return any(form.fields and form.role != "search" and form.region not in ("header", "nav", "footer") for form in page.forms)


def _has_player(page: Drawable) -> bool:
    return any(media.kind in ("audio", "video", "embed", "object") for media in page.media)
