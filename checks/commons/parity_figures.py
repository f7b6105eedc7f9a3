"""Figures of texts and tables, as they are compared between two languages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.commons.content.material import Material
from facts.written_dates import written_dates
from methodology.model import Params

_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\w]|[.,]\d)|(?<![\w.,])\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_NO_FIGURE = re.compile(
    r"(?<![\d.,])(?:(?:19|20)\d\d|[01]\d{5})(?![\d]|[.,]\d)"
)  # years, which are compared by what they say, and postcodes
_ASIDE = 24  # characters around a word that makes figures running ones
SHORTEST = 5  # digits of a phone; a shorter number behind the word "centre" may count its seats
_CHANGED = 2  # figures that differ, at most, between two versions of one text
_COMMON = 3  # figures that two texts share, at least


def figures(held: Material, params: Params) -> list[str]:
    """The figures of a text in their order, without days, hours, phones, names of other pages and what runs by itself."""
    return [normal(found.group()) for found in _FIGURE.finditer(cleaned(held, params))]


def cleaned(held: Material, params: Params) -> str:
    """The text without what `figures` passes over."""
    text = held.text
    page = held.page
    for link in held.links:  # "read also"
        if len(link.text) > _ASIDE:
            text = text.replace(link.text, " ")
    for contact in page.contacts if page is not None else ():
        if contact.kind == "phone" and len(contact.value) >= SHORTEST:
            text = text.replace(contact.text, " ")
    for table in page.tables or () if page is not None else ():  # whose cells are compared one by one
        for row in (table.head, *table.cells):
            text = text.replace(" ".join(row), " ")
    for day in reversed(written_dates(text)):
        text = f"{text[: day.start]} {text[day.end :]}"
    text = _CLOCK.sub(" ", _without_asides(text, params))
    units = "|".join(map(re.escape, params.words("file-size-units")))
    text = re.sub(rf"\d+(?:[.,]\d+)?\s?(?:{units})(?!\w)", " ", text, flags=re.IGNORECASE)
    return _NO_FIGURE.sub(" ", text)


def _without_asides(text: str, params: Params) -> str:
    """The text without the words of counters, weather and rates, and what stands close around them."""
    kept, last = [], 0
    for found in _asides(params.words("figure-aside-words")).finditer(text):
        kept.append(text[last : max(last, found.start() - _ASIDE)])
        last = max(last, found.end() + _ASIDE)
    return " ".join((*kept, text[last:]))


@lru_cache(maxsize=4)
def _asides(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)


def normal(figure: str) -> str:
    """A number without blanks, with a comma before its fraction, which has no zeros at its end."""
    text = re.sub(r"\s", "", figure).replace(".", ",")
    whole, comma, part = text.partition(",")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{comma + part if part else ''}"


def swapped(here: Sequence[str], there: Sequence[str], params: Params) -> Iterator[tuple[str, str]]:
    """Figures that stand in place of one another: between the same two neighbours, where all but a few figures of both texts are alike."""
    only_here, only_there = Counter(here) - Counter(there), Counter(there) - Counter(here)
    changed = only_here.total()
    if not 1 <= changed == only_there.total() <= _CHANGED or len(here) != len(there):
        return
    if len(here) - changed < max(_COMMON, float(params.number("parity_numbers_common")) * len(here)):
        return
    for at, (old, new) in enumerate(zip(here, there, strict=True)):
        if old == new or old not in only_here or new not in only_there:
            continue
        before, after = slice(max(0, at - 1), at), slice(at + 1, at + 2)
        if here[before] == there[before] and here[after] == there[after] and min(len(old), len(new)) > 1:
            yield old, new


def units_that_differ(here: Material, there: Material, params: Params) -> Iterator[tuple[str, str]]:
    """Figures of one unit that contradict one another: all other figures of both texts are alike, and both tell as many of that unit.

    A unit of which a text tells a number in words too ("үш күн") is left out: the other version may write that one in figures.
    """
    mine, theirs = (Counter(figures(side, params)) for side in (here, there))
    only_here, only_there = mine - theirs, theirs - mine
    if not 1 <= only_here.total() == only_there.total() <= _CHANGED:
        return
    left, right = (of_units(cleaned(side, params), params) for side in (here, there))
    for unit in left:
        old, new = Counter(left[unit]), Counter(right.get(unit, ()))
        if old.total() == new.total() and old != new and old - new <= only_here and new - old <= only_there:
            yield next(iter(old - new)), next(iter(new - old))


def of_units(text: str, params: Params) -> dict[str, list[str]]:
    """Unit of measure -> the figures that stand right before its words, in order; "3 рабочих дня" and "3 жұмыс күні" are days."""
    text = text.lower()
    found: dict[str, list[str]] = {}
    between, spelt = params.words("figure-between-words"), params.words("figure-spelt-words")
    for unit in params.words("figure-units"):
        told, in_words = _unit(unit, between, spelt)
        if not in_words.search(text):
            found[unit] = [normal(figure[1]) for figure in told.finditer(text)]
    return found


@lru_cache(maxsize=64)
def _unit(unit: str, between: tuple[str, ...], spelt: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a figure and its unit are found, and a number in words and its unit; the words of a unit are whole ones."""
    names = "|".join(map(re.escape, unit.split("/")))
    behind = rf"(?:(?:{'|'.join(map(re.escape, between))})\w*\s)?(?:{names})(?!\w)"
    return re.compile(rf"({_FIGURE.pattern})\s?-?\s?{behind}"), re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelt))})\w*\s{behind}")
