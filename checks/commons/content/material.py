"""What an item is made of where it was found: its names, its text, its links; and where a finding about it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checks.commons.content.beginnings import holds
from checks.commons.content.model import Content, Found, Place
from checks.commons.links import key
from checks.commons.materials import has_main, in_content, main_heading, readable
from checks.commons.wording import level
from facts import Document, Heading, Link, Page, PageState
from methodology.model import Params

_BEGINNING = 1500  # characters of a file in which it tells what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """An item's place with what it holds. `page` shows it; `document` is set where it is a file."""

    place: Place
    page: Page | None
    document: Document | None = None
    title: tuple[str, ...] = ()  # what it calls itself: words that led to it, title, main heading, the block's heading
    parts: tuple[str, ...] = ()  # names of its parts: other headings, captions
    text: str = ""
    links: tuple[Link, ...] = ()  # of the content, those of the block where it is one

    @property
    def names(self) -> tuple[str, ...]:
        """Its own names and those of its parts."""
        return (*self.title, *self.parts)


def where(found: Found, place: Place) -> dict[str, Any]:
    """Keywords of `not_met()` and its sisters: the item, the language, the page, and the file or element on it."""
    target = place.url if place.kind in {"document", "link"} else place.selector
    return {"target": target, "part": found.item.id, "lang": found.lang, "page": place.page}


def concept(found: Found) -> str:
    """The concept of the item, "" where the methodology gives none."""
    return str(found.item.finder.get("concept", ""))


def material(place: Place, content: Content) -> Material | None:
    """What a place holds; None for another site's page, and for what could not be read."""
    if place.kind == "link":
        return None
    page = content.page(place.page)
    shown = page if page is not None and readable(page) else None
    if place.kind == "document":
        return _of_document(place, shown, content)
    if shown is None:
        return None
    text = own_text(shown, content)
    if place.kind == "block":
        return _of_block(place, shown, text) if place.selector else _of_frame(place, shown)
    return _of_page(place, shown, text)


def _of_document(place: Place, page: Page | None, content: Content) -> Material | None:
    document = content.document(place.url)
    if document is None or document.state is not PageState.OK:
        return None
    title = (place.words, document.title)
    links = content_links(page) if page is not None else ()
    return Material(place=place, page=page, document=document, title=title, text=document.text[:_BEGINNING], links=links)


def _of_page(place: Place, page: Page, text: str) -> Material:
    heads = [head.text for head in content_headings(page)]
    captions = [table.caption for table in page.tables or () if table.region in in_content(page)]
    title = (place.words, main_heading(page), page.title)
    return Material(place=place, page=page, title=title, parts=(*heads, *captions), text=text, links=content_links(page))


def own_text(page: Page, content: Content) -> str:
    """The text of the content; where no main region tells it from the frame, without what it begins and ends with on the home page too."""
    home = None if page.lang is None or page.is_home or has_main(page) else content.page(content.site.homes.get(page.lang, ""))
    if home is None or key(home.url) == key(page.url):
        return page.main_text
    words, frame = page.main_text.split(), home.main_text.split()
    before = _alike(words, frame)
    after = _alike(words[before:][::-1], frame[before:][::-1])
    return " ".join(words[before : len(words) - after])


def _alike(words: list[str], frame: list[str]) -> int:
    return next((at for at, (one, other) in enumerate(zip(words, frame, strict=False)) if one != other), min(len(words), len(frame)))


def is_called(found: Found, held: Material, params: Params) -> bool:
    """The page or block is called by the words of the item; else what it says may be another item's."""
    asked = params.requirements.get(concept(found))
    if asked is None:
        return True
    names = [level(name) for name in held.title[1:]]
    return any(all(holds(group, name) for group in asked.topic) for name in names)


def _of_frame(place: Place, page: Page) -> Material:
    """Header and footer, which every page shows."""
    regions = in_content(page)
    links = tuple(link for link in page.links if link.region not in regions and link.url)
    return Material(place=place, page=page, title=(place.words,), text=f"{page.header_text} {page.footer_text}", links=links)


def _of_block(place: Place, page: Page, whole: str) -> Material:
    heads = content_headings(page)
    own = next((head for head in heads if head.selector == place.selector), None)
    if own is None:  # a table, a paragraph, the footer: what stands there is told by the words that fit and the proof
        links = tuple(link for link in page.links if link.selector.startswith(place.selector))
        return Material(place=place, page=page, title=(place.words,), text=place.proof, links=links)
    text = segment(page, own, whole)
    links = tuple(link for link in content_links(page) if (link.text or link.context) and (link.text or link.context) in text)
    return Material(place=place, page=page, title=(place.words, own.text), text=text, links=links)


def segment(page: Page, own: Heading, text: str) -> str:
    """The part of a page's text below a heading, up to the next one of its level or above; "" where it cannot be told."""
    start = text.find(own.text) if own.text else -1
    if start < 0:
        return ""
    heads = content_headings(page)
    for head in heads[heads.index(own) + 1 :]:
        if head.level <= own.level:
            end = text.find(head.text, start + len(own.text))
            return text[start:end] if end > 0 else text[start:]
    return text[start:]


def content_headings(page: Page) -> list[Heading]:
    """The headings of the content, in order."""
    regions = in_content(page)
    return [head for head in page.headings if head.region in regions and head.text and head.visible is not False]


def content_links(page: Page) -> tuple[Link, ...]:
    """The links of the content that lead elsewhere."""
    regions = in_content(page)
    own = {key(page.url), key(page.final_url)}
    return tuple(
        link for link in page.links if link.region in regions and link.url and link.visible is not False and key(link.url) not in own
    )


def link_names(links: tuple[Link, ...], content: Content) -> Iterator[str]:
    """The words of each link; of a file that is called "download", those around it and the file's title."""
    for link in links:
        yield link.text
        if len(link.text.split()) <= 2 or content.document(link.url) is not None:
            yield link.context
            document = content.document(link.url)
            if document is not None and document.title:
                yield document.title
