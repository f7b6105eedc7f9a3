"""What only the walk as a whole can tell of its records: which pages lead to a document, which pages are versions of one another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from crawler.frontier import SITEMAP_DEPTH
from crawler.kept import WALKED
from crawler.pages import FETCHED_AS
from crawler.session import Session
from crawler.urls import canonical
from crawler.versions import address_language, pair_pages
from facts import Document, Lang
from store.outlines import Outlines, PageOutline

_MOST_LINKING = 20
_AT_ONCE = 500  # records put in one transaction
_LINKS_KNOWN = 8_192  # addresses of links whose document is remembered: menus come on every page


@dataclass(slots=True)
class _Linked:
    """Who leads to a document."""

    depth: int = SITEMAP_DEPTH
    pages: list[str] = field(default_factory=list)
    langs: set[Lang] = field(default_factory=set)

    def add(self, page: PageOutline) -> None:
        self.depth = min(self.depth, page.depth + 1)
        if page.lang:
            self.langs.add(page.lang)
        if len(self.pages) < _MOST_LINKING:
            self.pages.append(page.url)


@dataclass(frozen=True, slots=True)
class Walked:
    """The pages as the walk saw them, read anew each time they are walked over."""

    outlines: Outlines

    def __iter__(self) -> Iterator[PageOutline]:
        """Pages by address."""
        return self.outlines.pages(FETCHED_AS, before=WALKED)


def link_walked(session: Session) -> None:
    """Write down what the walk as a whole tells: of documents, and of language versions."""
    pair_versions(session, link_documents(session))


def link_documents(session: Session) -> Mapping[str, Lang]:
    """Write into each document which pages lead to it, by address, at which depth, and in which language.

    Returns the languages of the pages seen, by address.
    """
    linked: dict[str, _Linked] = {url: _Linked() for url in session.kept.outlines.documents()}
    langs: dict[str, Lang] = {}

    @lru_cache(_LINKS_KNOWN)
    def at(url: str) -> _Linked | None:
        return linked.get(url) or linked.get(canonical(url))

    for page in Walked(session.kept.outlines):
        if page.ok and page.lang:
            langs[page.url] = page.lang
        if page.ok and linked:
            urls = chain((link.url for link in (*page.links, *page.pressed)), (feed.url for feed in page.feeds))
            for found in filter(None, map(at, dict.fromkeys(urls))):
                found.add(page)
    waiting = list(linked)
    for first in range(0, len(waiting), _AT_ONCE):
        with session.file.together():
            for url in waiting[first : first + _AT_ONCE]:
                document = session.kept.outlines.document(url)
                if document is not None:
                    session.file.put_document(_with_links(document, linked[url]))
    return langs


def _with_links(document: Document, linked: _Linked) -> Document:
    lang = address_language(document.url)[0] or (next(iter(linked.langs)) if len(linked.langs) == 1 else None)
    return replace(document, linked_from=tuple(linked.pages), depth=linked.depth, lang=lang)


def pair_versions(session: Session, langs: Mapping[str, Lang]) -> None:
    """Write down which pages show the same thing in several languages; `langs` of the pages seen, by address."""
    aliases = {target.url: target.final_url for target in session.file.targets() if target.final_url}
    session.file.put_pairs(pair_pages(Walked(session.kept.outlines), aliases, langs))
