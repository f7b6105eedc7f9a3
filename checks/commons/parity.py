"""What the Kazakh and the Russian version of one material have in common, and where they differ (D-17).

Every difference is told from the side of one version: what the other has and this one has not. A difference is `certain` only where nothing
but a fault explains it; what may have a reason, or may be written in a shape that is not read, is not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from checks.commons.content.material import Material
from checks.commons.content.model import Content
from checks.commons.links import key
from checks.commons.materials import in_content, is_list
from checks.commons.parity_cells import cells_that_differ
from checks.commons.parity_figures import SHORTEST, figures, swapped, units_that_differ
from checks.commons.periods import Period, periods, trusted
from facts import Contact, Page, TableSeen
from facts.written_dates import written_dates
from methodology.judging import Compared
from methodology.model import Params

_MAIN = 20_000  # characters of main text that a record keeps
_TAIL = 6  # last digits by which two writings of one phone are known
_SHOWN = 3  # values that a finding names
_POSTCODE = re.compile(r"(?<![\w/-])(?:0\d{5}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)(?![\w/-])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOT_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the other version has and this one has not. `here` and `there` are words for people."""

    fact: Compared
    certain: bool
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Two versions of one material: the one that is judged, and the other. `narrow`: only single facts of the item are compared."""

    this: Material
    that: Material
    narrow: bool

    @property
    def pages(self) -> tuple[Page, Page]:
        """The page records of both."""
        assert self.this.page is not None  # noqa: S101  # sides are made of pages
        assert self.that.page is not None  # noqa: S101
        return self.this.page, self.that.page


def differences(sides: Sides, facts: Iterable[Compared], content: Content, params: Params) -> Iterator[Difference]:
    """Every difference in the facts asked for, the certain ones of each fact first."""
    wanted = frozenset(facts)
    for fact, compare in _COMPARE.items():
        if fact in wanted:
            yield from compare(sides, content, params)


def _words(values: Iterable[str]) -> str:
    found = list(dict.fromkeys(values))
    return ", ".join(found[:_SHOWN]) + ("…" if len(found) > _SHOWN else "")


def _contacts(held: Material, kind: str, *, everywhere: bool) -> list[Contact]:
    page = held.page
    if page is None:
        return []
    regions = in_content(page)
    found = [contact for contact in page.contacts if contact.kind == kind and (everywhere or contact.region in regions)]
    found = [contact for contact in found if kind != "phone" or len(contact.value) >= SHORTEST]
    return [contact for contact in found if everywhere or held.place.kind != "block" or contact.text in held.text]


def _all_text(page: Page) -> str:
    return " ".join((page.header_text, page.main_text, page.footer_text, *(link.raw for link in page.links if ":" in link.raw[:8])))


def _phones(sides: Sides, content: Content, _params: Params) -> Iterator[Difference]:
    here, _ = sides.pages
    digits = _NOT_DIGIT.sub("", _all_text(here)) + "".join(contact.value for contact in here.contacts)
    missing = [one for one in _contacts(sides.that, "phone", everywhere=sides.narrow) if one.value[-_TAIL:] not in digits]
    own = _contacts(sides.this, "phone", everywhere=sides.narrow)
    yield from _missing("phones", missing, own, sides, content)


def _emails(sides: Sides, content: Content, _params: Params) -> Iterator[Difference]:
    here, _ = sides.pages
    text = _all_text(here).lower()
    known = {contact.value for contact in here.contacts if contact.kind == "email"}
    missing = [one for one in _contacts(sides.that, "email", everywhere=sides.narrow) if one.value not in known and one.value not in text]
    yield from _missing("emails", missing, _contacts(sides.this, "email", everywhere=sides.narrow), sides, content)


def _missing(fact: Compared, missing: Sequence[Contact], own: Sequence[Contact], sides: Sides, content: Content) -> Iterator[Difference]:
    """A version whose text was cut may hold the rest; what the other's home page shows too is its frame, and no part of the material."""
    here, there = sides.pages
    address = content.site.homes.get(there.lang) if there.lang is not None and missing and not there.is_home else None
    home = content.page(address) if address is not None else None
    if home is not None and not sides.narrow:
        frame = {contact.value for contact in home.contacts}
        missing = [contact for contact in missing if contact.value not in frame]
    if missing:
        certain = len(here.main_text) < _MAIN
        yield Difference(fact, certain, _words(contact.text for contact in own) or "-", _words(contact.text for contact in missing))


def _postcodes(sides: Sides, _content: Content, _params: Params) -> Iterator[Difference]:
    here, there = (set(_POSTCODE.findall(_all_text(page))) for page in sides.pages)
    if here and there and not here & there:
        yield Difference("postcodes", True, _words(sorted(here)), _words(sorted(there)))


def _numbers(sides: Sides, _content: Content, params: Params) -> Iterator[Difference]:
    """Figures of the running text: one that stands in place of another between the same two, or before the same unit, is certain."""
    if any(is_list(page, params) for page in sides.pages):
        return
    fewest = int(params.number("parity_number_min"))
    every = [figures(held, params) for held in (sides.this, sides.that)]
    large = [[one for one in side if len(_NOT_DIGIT.sub("", one)) >= fewest] for side in every]
    certain = _of_the_same_years(sides)
    for here, there in (every, large):
        for old, new in swapped(here, there, params):
            yield Difference("numbers", certain, old, new)
            return
    for old, new in units_that_differ(sides.this, sides.that, params):
        yield Difference("numbers", certain, old, new)
        return
    mine, theirs = map(Counter, large)
    only_here, only_there = mine - theirs, theirs - mine
    if not only_there:
        return
    alike = (mine & theirs).total() >= params.number("parity_numbers_common") * max(mine.total(), theirs.total())
    if alike and only_there.total() <= 1 and not only_here:
        return  # one figure more may be a number written as a word
    yield Difference("numbers", False, _words(only_here) or "-", _words(only_there))


def _of_the_same_years(sides: Sides) -> bool:
    """Both versions speak of the same years: where they do not, one is older, and other figures follow from that."""
    here, there = (set(_YEAR.findall(side.text)) for side in (sides.this, sides.that))
    return here == there


def _newest(texts: Iterable[str], content: Content) -> Period | None:
    found = (period for text in texts for period in trusted(periods(text), content.today) if period.unit != "day" and period.sure)
    return max(found, key=lambda period: period.last, default=None)


def _dates(sides: Sides, content: Content, params: Params) -> Iterator[Difference]:
    """The newest period, which is older here: for certain where the names tell it. Then days that the other text names; those of these days
    are days of publication or of the visit."""
    for texts, certain in (
        ([held.title[1:] for held in (sides.this, sides.that)], True),
        ([[held.text] for held in (sides.this, sides.that)], False),
    ):
        old, new = (_newest(each, content) for each in texts)
        if old is not None and new is not None and old.last.year < new.last.year:
            yield Difference("dates", certain, old.words, new.words)
            return
    here, there = ({day.date for day in written_dates(held.text)} for held in (sides.this, sides.that))
    missing = sorted(day for day in there - here if day < content.today.isoformat()[:8] + "01")
    if len(missing) > params.number("parity_dates_tolerance") and not any(is_list(page, params) for page in sides.pages):
        yield Difference("dates", False, _words(sorted(here - there)) or "-", _words(missing))


def _files(sides: Sides, content: Content, _params: Params) -> Iterator[Difference]:
    """Files that the content links to, by count: none at all where the other has some is certain where the text names them."""
    here, there = ({key(link.url) for link in held.links if content.document(link.url) is not None} for held in (sides.this, sides.that))
    if len(here) < len(there):
        names = [url.rpartition("/")[2] for url in sorted(there - here)]
        yield Difference("files", not here, str(len(here)), f"{len(there)}: {_words(names)}")


def _links(sides: Sides, content: Content, params: Params) -> Iterator[Difference]:
    """Addresses on other hosts, whatever language they are in."""
    host = urlsplit(content.site.scope.origin).netloc
    words = frozenset(params.words("lang-path"))
    here, there = (
        {_plain(link.url, words) for link in held.links if urlsplit(link.url).netloc != host} for held in (sides.this, sides.that)
    )
    missing = sorted(there - here)
    if len(missing) > params.number("parity_links_tolerance"):
        yield Difference("links", False, str(len(here)), f"{len(there)}: {_words(missing)}")


def _plain(url: str, words: frozenset[str]) -> str:
    """An address without what tells its language."""
    parts = urlsplit(url)
    path = "/".join(part for part in parts.path.lower().split("/") if part and part not in words)
    query = "&".join(f"{name}={value}" for name, value in parse_qsl(parts.query) if value.lower() not in words)
    return f"{parts.netloc.removeprefix('www.')}/{path}?{query}".rstrip("?/")


def _sizes(sides: Sides, _content: Content, params: Params) -> Iterator[Difference]:
    """Tables by their cells and rows, lists by their entries, texts by their words."""
    here, there = sides.pages
    whole = sides.this.place.kind != "block"
    if here.tables is not None and there.tables is not None:
        left, right = (_tables(side, page) for side, page in zip((sides.this, sides.that), sides.pages, strict=True))
        for one, other in zip(left, right, strict=False) if len(left) == len(right) else ():
            for old, new, certain in cells_that_differ(one, other, params):
                yield Difference("sizes", certain and _of_the_same_years(sides), old, new)
            if one.columns == other.columns and _fewer(one.rows, other.rows, params):
                yield Difference("sizes", False, str(one.rows), str(other.rows))
    if whole and here.lists is not None and there.lists is not None and not is_list(here, params):
        mine, theirs = ([seen.entries for seen in page.lists or () if seen.region in in_content(page)] for page in (here, there))
        for few, many in zip(mine, theirs, strict=False) if len(mine) == len(theirs) else ():
            if _fewer(few, many, params):
                yield Difference("sizes", False, str(few), str(many))


def _tables(held: Material, page: Page) -> list[TableSeen]:
    """The tables of a material; those of a block stand in its text."""
    tables = [table for table in page.tables or () if table.region in in_content(page)]
    if held.place.kind == "block":
        tables = [table for table in tables if table.cells and " ".join(table.cells[0]) in held.text]
    return tables


def _words_of(sides: Sides, _content: Content, params: Params) -> Iterator[Difference]:
    """The bulk of the texts: next to nothing beside a text is certain, half of it may be said in fewer words."""
    here, there = len(sides.this.text.split()), len(sides.that.text.split())
    if there >= params.number("parity_words_min") and here < params.number("parity_words_few") * there:
        yield Difference("words", here < params.number("parity_words_share") * there, str(here), str(there))


def _fewer(here: int, there: int, params: Params) -> bool:
    """This version has fewer by more than an editor's cut explains."""
    return there >= params.number("parity_size_min") and there - here > params.number("parity_size_tolerance") * there


_COMPARE: Mapping[Compared, Callable[[Sides, Content, Params], Iterator[Difference]]] = {
    "phones": _phones,
    "emails": _emails,
    "postcodes": _postcodes,
    "files": _files,
    "sizes": _sizes,
    "words": _words_of,
    "numbers": _numbers,
    "dates": _dates,
    "links": _links,
}
