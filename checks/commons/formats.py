"""Files: what they are, what is said of them beside their links, whether they can be read and opened."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from checks.commons.links import Whereabouts, at, is_external, key
from checks.commons.materials import shown_pages
from checks.commons.wording import address_mentions, level, mentions
from facts import Document, Finding, Link, Page, PageState, Site, met, not_met, undecided
from methodology.model import Params

_FAMILIES = "format-names-"
_TEXT_BY_NATURE = frozenset({"rtf", "txt", "html", "xml", "csv", "xls", "xlsx", "ods"})  # cells and plain text can always be copied
_NOT_TEXT = frozenset({"feed", "image", "audio", "video", "exe", "other", ""})


def extension(url: str) -> str:
    """Extension of the last part of the path in lower case, without the dot."""
    return posixpath.splitext(urlsplit(url).path)[1][1:].lower()


def kind_of(url: str, document: Document | None) -> str:
    """What a file is: by its bytes where they were seen, else by its address."""
    return document.kind if document is not None and document.kind else extension(url)


def family(kind: str, params: Params) -> str:
    """The list of format names that a kind belongs to, "" for none: doc and docx are one."""
    lists = (name for name in sorted(params.wordlists) if name.startswith(_FAMILIES))
    return next((name for name in lists if kind in params.words(name)), "")


def families_said(text: str, params: Params) -> frozenset[str]:
    """Families of formats whose names stand in `text`."""
    return frozenset(name for name in params.wordlists if name.startswith(_FAMILIES) and mentions(text, params.words(name)))


@lru_cache(maxsize=16)
def _size(units: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(unit) for unit in sorted(set(units), key=len, reverse=True))
    return re.compile(rf"(?<![\w.,])\d+(?:[ ]\d{{3}})*(?:[.,]\d+)?\s*(?:{either})(?!\w)")


def says_size(text: str, params: Params) -> bool:
    """True when a number with a unit of size stands in `text`: "1,2 МБ", "340 KB"."""
    return bool(_size(params.words("size-units")).search(level(text)))


def downloads(page: Page, site: Site, where: Whereabouts, params: Params) -> Iterator[tuple[Link, str]]:
    """Links of a page that a visitor sees and that lead to files of the resource, with the kind of each file."""
    suffixes, offered = params.words("registry-suffixes"), params.words("download-formats")
    for link in page.links:
        if not link.url or link.visible is False or is_external(link.url, site.scope.origin, suffixes):
            continue
        kind = kind_of(link.url, where.documents.get(key(link.url)))
        if kind in offered:
            yield link, kind


def labelled(page: Page, site: Site, where: Whereabouts, params: Params) -> Iterator[Finding]:
    """Sub-point 2: format and size stand beside every download."""
    for link, kind in downloads(page, site, where, params):
        place = {**at(page), "text": link.text, "part": "2"}
        around = f"{link.text} {link.title} {link.context}"
        real, said = family(kind, params), families_said(f"{link.text} {link.title}", params) or families_said(around, params)
        wrong = bool(said and real) and real not in said
        shown = bool(said or families_said(_apart(link.icons), params))
        size = says_size(around, params)
        if wrong:
            yield not_met("format-wrong", link.selector, **place, address=link.url, format=kind)
        elif not shown:
            yield not_met("no-format", link.selector, **place, address=link.url, format=kind)
        if not size:
            yield not_met("no-size", link.selector, **place, address=link.url, format=kind)
        if shown and size and not wrong:
            yield met(link.selector, **place)
    for link in _closed(page, site, where, params):
        yield undecided("download-closed", link.selector, **at(page), text=link.text, part="2", address=link.url)


def _closed(page: Page, site: Site, where: Whereabouts, params: Params) -> Iterator[Link]:
    """Links whose addresses say that they hand out a file, closed by robots.txt: which file that is cannot be known."""
    suffixes, words = params.words("registry-suffixes"), params.words("download-addresses")
    told = (*params.words("download-formats"), *params.words("shown-formats"))
    for link in page.links:
        if not link.url or link.visible is False or extension(link.url) in told or not address_mentions(link.url, words):
            continue
        if where.state(link.url) == ("unknown", PageState.ROBOTS.value) and not is_external(link.url, site.scope.origin, suffixes):
            yield link


def _apart(classes: str) -> str:
    return re.sub(r"[-_.]", " ", classes)


def as_text(document: Document, where: Whereabouts, params: Params) -> Finding | None:
    """Sub-point 1 for one file; None when it is no text and no archive, or is not there at all."""
    kind, archives = kind_of(document.url, document), params.words("archive-formats")
    if where.state(document.url)[0] == "dead":
        return None
    if kind in archives:
        accepted = kind in params.words("archive-formats-accepted")
        return (
            met(document.url, part="1")
            if accepted
            else not_met("archive-not-zip", document.url, part="1", address=document.url, format=kind)
        )
    if kind in _NOT_TEXT and (document.state is PageState.OK or kind != ""):
        return None
    if document.state is PageState.OK:
        return _readable(document, kind)
    if kind not in params.words("download-formats"):
        return None
    closed = document.state is PageState.ROBOTS
    return undecided(
        "document-closed" if closed else "document-not-seen", document.url, part="1", address=document.url, reason=document.state.value
    )


def _readable(document: Document, kind: str) -> Finding:
    if document.text_layer or (document.text_layer is None and kind in _TEXT_BY_NATURE):
        return met(document.url, part="1", lang=document.lang, format=kind)
    if document.text_layer is None:
        return undecided("text-unknown", document.url, part="1", lang=document.lang, address=document.url, format=kind)
    return not_met("no-text-layer", document.url, part="1", lang=document.lang, address=document.url, format=kind)


def opens(document: Document, where: Whereabouts, params: Params) -> Finding | None:
    """Sub-point 3 for one file: an ordinary computer or phone opens it; None when it is not there at all."""
    kind, ending, special = kind_of(document.url, document), extension(document.url), params.words("special-formats")
    if where.state(document.url)[0] == "dead":
        return None
    if kind in special or ending in special:
        return not_met("special-software", document.url, part="3", address=document.url, format=ending or kind)
    if kind == "other" and ending not in params.words("download-formats"):
        return undecided("format-unknown", document.url, part="3", address=document.url, format=ending or kind)
    return met(document.url, part="3", format=kind)


def plug_ins(page: Page, params: Params) -> Iterator[Finding]:
    """Sub-point 3 for one page: no content of it needs a plug-in."""
    place = {**at(page), "part": "3"}
    inside = [(media.src, media.selector) for media in page.media if media.kind in {"embed", "object"}]
    inside += [(image.src, image.selector) for image in page.images if image.kind in {"embed", "object"}]
    bad = dict(_needing(inside, params.words("plug-in-formats")))
    for src, selector in bad.items():
        yield not_met("plug-in", selector, **place, address=src, format=extension(src))
    if not bad:
        yield met(**place)


def _needing(inside: Iterable[tuple[str, str]], formats: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((src, selector) for src, selector in inside if extension(src) in formats)


def encoded(page: Page) -> Finding | None:
    """Sub-point 1 for one page: its text is UTF-8; None when the bytes were not seen."""
    if not page.charset_used:
        return None
    charset = page.charset_used.lower()
    if charset in {"utf-8", "utf8", "utf-8-sig"}:
        return met(part="1", **at(page))
    return not_met("not-utf8", part="1", **at(page), charset=charset)


def file_findings(site: Site, where: Whereabouts, params: Params) -> Iterator[Finding]:
    """Sub-points 1 and 3 for every file of the site, feeds and players' media excepted."""
    for document in site.documents:
        if document.kind in {"feed", "audio", "video", "image"}:
            continue
        for finding in (as_text(document, where, params), opens(document, where, params)):
            if finding is not None:
                yield finding


def page_findings(site: Site, where: Whereabouts, params: Params) -> Iterator[Finding]:
    """Sub-points 1, 2 and 3 for every page."""
    for page in shown_pages(site):
        encoding = encoded(page)
        if encoding is not None:
            yield encoding
        yield from labelled(page, site, where, params)
        yield from plug_ins(page, params)
