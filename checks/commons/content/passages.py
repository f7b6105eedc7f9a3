"""A page or a file cut into passages: the whole, and what stands below each heading, with the facts that belong to it.

The facts of a page tell texts, not places; they are found again in the text of the page, in the order of the document.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from checks.commons.materials import in_content
from checks.commons.wording import level
from facts import Contact, Document, Form, Image, Link, ListSeen, Page, TableSeen
from facts.page import DateSeen, Media

_MAX_SECTIONS = 80
_ASIDE = frozenset({"aside"})
# a selector that leads through the frame: media tell no region; a header in an article is none of it
_IN_FRAME = re.compile(r"(?:(?!main|article|section)[^>]+> )*(?:header|footer|nav|aside)\b")
_SENTENCES = re.compile(r"[^\W\d_]{3}[.!?…]\s+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]")  # one ends and another begins; "г." and "т.б." are no ends
_Framed = TypeVar("_Framed", TableSeen, ListSeen)
_Told = TypeVar("_Told", Link, Contact)


@dataclass(frozen=True)
class Passage:
    """A part of a page, a file, or the words around a link, with all that a demand may ask of it."""

    kind: str  # page, block, document, link
    url: str
    page: str
    selector: str
    own: tuple[str, ...]  # its own names
    chain: tuple[str, ...]  # names of what it is a part of
    text: str
    links: tuple[Link, ...] = ()
    tables: tuple[TableSeen, ...] | None = ()
    lists: tuple[ListSeen, ...] | None = ()
    forms: tuple[Form, ...] = ()
    images: tuple[Image, ...] = ()
    media: tuple[Media, ...] = ()
    contacts: tuple[Contact, ...] = ()
    dates: int = 0
    document: Document | None = None
    whole_page: bool = True
    counts: dict[str, int | None] = field(default_factory=dict, compare=False, repr=False)  # of its signs, each counted once

    @cached_property
    def levelled(self) -> str:
        """The text in lower case with one kind of blank."""
        return level(self.text)

    @cached_property
    def own_levelled(self) -> str:
        """Its own names, levelled."""
        return level(" \n ".join(self.own))

    @cached_property
    def chain_levelled(self) -> str:
        """Its own names and those of what it is a part of, levelled."""
        return level(" \n ".join((*self.own, *self.chain)))

    @cached_property
    def words(self) -> int:
        """Words of its text, its names excepted."""
        return max(len(self.text.split()) - len(self.own[0].split() if self.own else ()), 0)


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a heading's part of the text begins and ends."""

    start: int
    end: int
    text: str
    selector: str
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A page cut into the whole of its content, the parts below its headings, and its side columns; windows are cut when asked for."""

    passages: tuple[Passage, ...]
    cutter: "_Cutter"

    def window(self, start: int, end: int) -> Passage:
        """The words from `start` to `end` of the page's text, as a passage."""
        whole = self.passages[0]
        return self.cutter.part(_Span(start, end, "", "", whole.own), whole.chain)


def page_cut(
    page: Page, title: str, names: Iterable[str], longest: int, *, framed: Collection[str] = (), stamps: Collection[DateSeen] = ()
) -> Cut:
    """A page cut. `title`: its heading or title; `names`: what links to it call it; `longest`: words that a name may have.

    `framed`: addresses that are links of the frame; `stamps`: when it was published and changed, which is nothing of what it says.
    """
    content = in_content(page)
    text = page.main_text
    for stamp in stamps:
        text = text.replace(f"{stamp.label} {stamp.text}", "", 1)
    dates = [date for date in page.dates if date.region in content and date not in stamps]
    own = [link for link in page.links if link.region in content and link.visible is not False and link.url not in framed]
    links = tuple(_placed(text, own))
    contacts = tuple(_placed(text, [one for one in page.contacts if one.region in content]))
    spans = _spans(page, text, content)
    chain = tuple(item for crumb in page.breadcrumbs for item in crumb.items[:-1])[-4:]
    whole = Passage(
        kind="page",
        url=page.url,
        page=page.url,
        selector="",
        own=tuple(dict.fromkeys(name for name in (title, *names) if name)),
        chain=chain,
        text=text,
        links=tuple(link for _, link in links),
        tables=_in(page.tables, content),
        lists=_in(page.lists, content),
        forms=tuple(form for form in page.forms if form.region in content),
        images=tuple(image for image in page.images if image.region in content),
        media=tuple(one for one in page.media if not _IN_FRAME.match(one.selector)),
        contacts=tuple(one for _, one in contacts),
        dates=sum(date.source in {"text", "time"} for date in dates),
    )
    cutter = _Cutter(whole, links, contacts, [date.text for date in dates], longest)
    sides = (_side(page),) if page.aside_text else ()
    return Cut((whole, *(cutter.part(span, (*whole.own[:1], *chain)) for span in spans), *sides), cutter)


def _side(page: Page) -> Passage:
    """The side columns of a page."""
    return Passage(
        kind="block",
        url=page.url,
        page=page.url,
        selector="",
        own=tuple(heading.text for heading in page.headings if heading.region == "aside"),
        chain=(),
        text=page.aside_text,
        links=tuple(link for link in page.links if link.region == "aside"),
        tables=_in(page.tables, _ASIDE),
        lists=_in(page.lists, _ASIDE),
        forms=tuple(form for form in page.forms if form.region == "aside"),
        images=tuple(image for image in page.images if image.region == "aside"),
        contacts=tuple(one for one in page.contacts if one.region == "aside"),
        dates=sum(date.region == "aside" for date in page.dates),
        whole_page=False,
    )


def _in(seen: Sequence[_Framed] | None, regions: frozenset[str]) -> tuple[_Framed, ...] | None:
    return None if seen is None else tuple(one for one in seen if one.region in regions)


def _placed(text: str, facts: Sequence[_Told]) -> Iterator[tuple[int, _Told]]:
    """Facts with a text, and where in `text` it stands: each behind the one before it where that can be."""
    last = 0
    for fact in facts:
        said = fact.text.strip()
        at = text.find(said, last) if said else -1
        if at < 0 and said:
            at = text.find(said)
        if at >= 0:
            last = max(last, at)
        yield at if at >= 0 else last, fact


def _spans(page: Page, text: str, content: frozenset[str]) -> list[_Span]:
    found: list[tuple[int, int, str, str]] = []
    last = 0
    for heading in page.headings[:_MAX_SECTIONS]:
        said = heading.text.strip()
        if heading.region not in content or not said or heading.visible is False:
            continue
        at = text.find(said, last)
        if at < 0:
            continue
        found.append((at, heading.level, said, heading.selector))
        last = at + len(said)
    spans = []
    for number, (at, depth, said, selector) in enumerate(found):
        if depth == 1:
            continue
        end = next((start for start, deep, _, _ in found[number + 1 :] if deep <= depth), len(text))
        above: list[str] = []
        seen = depth
        for _, deep, words, _ in reversed(found[:number]):
            if deep < seen and deep > 1:
                above.append(words)
                seen = deep
        spans.append(_Span(at, end, said, selector, tuple(above)))
    return spans


class _Cutter:
    """Cuts the facts of a page to a part of its text."""

    def __init__(
        self, whole: Passage, links: Sequence[tuple[int, Link]], contacts: Sequence[tuple[int, Contact]], dates: list[str], longest: int
    ) -> None:
        self._longest = longest
        self._whole = whole
        self._links = links
        self._contacts = contacts
        self._dates = dates

    def part(self, span: _Span, chain: tuple[str, ...]) -> Passage:
        whole = self._whole
        text = whole.text[span.start : span.end]
        said = level(span.text)
        return Passage(
            kind="block",
            url=whole.url,
            page=whole.page,
            selector=span.selector,
            own=(span.text,) if span.text and not _is_a_sentence(span.text, self._longest) else (),
            chain=(*span.above, *chain),
            text=text,
            links=tuple(link for at, link in self._links if span.start <= at < span.end),
            tables=None if whole.tables is None else tuple(table for table in whole.tables if _belongs(table, said, text)),
            lists=None if whole.lists is None else tuple(one for one in whole.lists if said and level(one.title) == said),
            forms=tuple(form for form in whole.forms if _form_in(form, text)),
            images=tuple(image for image in whole.images if _image_in(image, said, text)),
            media=whole.media if len(whole.media) == 1 else (),
            contacts=tuple(one for at, one in self._contacts if span.start <= at < span.end),
            dates=sum(date in text for date in self._dates),
            whole_page=False,
        )


def _is_a_sentence(heading: str, longest: int) -> bool:
    """True for running text that is marked as a heading: it names nothing. `longest`: words that a name may have."""
    words = len(heading.split())
    return words > longest or (words > longest // 2 and bool(_SENTENCES.search(heading)))


def _belongs(table: TableSeen, said: str, text: str) -> bool:
    if said and level(table.caption) == said:
        return True
    first = next((cell for row in (table.head, *table.cells) for cell in row if len(cell.strip()) > 1), "")
    return bool(first) and first.strip() in text


def _form_in(form: Form, text: str) -> bool:
    labels = [field.label for field in form.fields if field.label] + list(form.buttons)
    return any(label.strip() and label.strip() in text for label in labels) or (bool(form.name) and form.name in text)


def _image_in(image: Image, said: str, text: str) -> bool:
    named = level(image.alt or image.name or image.title or image.caption)
    return bool(named) and ((bool(said) and (named in said or said in named)) or named in level(text))


def document_passage(document: Document, names: Iterable[str], page: str, chain: tuple[str, ...] = ()) -> Passage:
    """A file with its names: its title and what links call it."""
    own = tuple(dict.fromkeys(name for name in (*names, document.title) if name.strip()))
    return Passage(
        kind="document",
        url=document.final_url,
        page=page,
        selector="",
        own=own,
        chain=chain,
        text=document.text,
        tables=(),
        document=document,
    )


def link_passage(link: Link, page: Page) -> Passage:
    """The words of a link to another site and those around it."""
    return Passage(
        kind="link",
        url=link.url,
        page=page.url,
        selector=link.selector,
        own=(link.text or link.title,),
        chain=(),
        text=link.context or link.text,
        links=(link,),
    )


def frame_passage(page: Page) -> Passage:
    """Header and footer of a page with the contacts and links that stand there."""
    content = in_content(page)
    return Passage(
        kind="block",
        url=page.url,
        page=page.url,
        selector="",
        own=(),
        chain=(),
        text=f"{page.header_text} {page.footer_text}",
        links=tuple(link for link in page.links if link.region not in content),
        contacts=tuple(one for one in page.contacts if one.region not in content),
        whole_page=False,
    )


def around(text: str, starts: Sequence[int], width: int) -> str:
    """The words around the first of some places of a text, those at its beginning where there is none."""
    start = max(starts[0] - width // 3, 0) if starts else 0
    return text[start : start + width].strip()
