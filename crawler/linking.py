"""What only the walk as a whole can tell of its records: which pages lead to a document, which pages are versions of one another."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from crawler.frontier import SITEMAP_DEPTH
from crawler.kept import WALKED
from crawler.pages import FETCHED_AS
from crawler.sample import Candidate, candidate
from crawler.session import Session
from crawler.urls import canonical
from crawler.versions import Pairing, address_language
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


def link_walked(session: Session) -> list[Candidate]:
    """Write down what the walk as a whole tells: of documents, and of language versions.

    Returns the pages that were seen, for the sample to be drawn from. Records are walked over once.
    """
    outlines = session.kept.outlines
    documents = _Documents(outlines.documents())
    aliases = {target.url: target.final_url for target in session.file.targets() if target.final_url}
    pairing = Pairing(outlines.languages(FETCHED_AS, before=WALKED), aliases)
    candidates: list[Candidate] = []
    for page in Walked(outlines):
        if page.ok:
            documents.note(page)
            pairing.note(page)
            candidates.append(candidate(page))
    documents.put(session)
    session.file.put_pairs(pairing.pairs())
    return candidates


class _Documents:
    """Who leads to which document."""

    def __init__(self, urls: Iterator[str]) -> None:
        self._linked = {url: _Linked() for url in urls}
        self._at = lru_cache(_LINKS_KNOWN)(self._found)

    def note(self, page: PageOutline) -> None:
        """Take account of what a page links to."""
        if self._linked:
            urls = chain((link.url for link in (*page.links, *page.pressed)), (feed.url for feed in page.feeds))
            for found in filter(None, map(self._at, dict.fromkeys(urls))):
                found.add(page)

    def put(self, session: Session) -> None:
        """Write into each document which pages lead to it, by address, at which depth, and in which language."""
        waiting = list(self._linked)
        for first in range(0, len(waiting), _AT_ONCE):
            with session.file.together():
                for url in waiting[first : first + _AT_ONCE]:
                    document = session.kept.outlines.document(url)
                    if document is not None:
                        session.file.put_document(_with_links(document, self._linked[url]))

    def _found(self, url: str) -> _Linked | None:
        return self._linked.get(url) or self._linked.get(canonical(url))


def _with_links(document: Document, linked: _Linked) -> Document:
    lang = address_language(document.url)[0] or (next(iter(linked.langs)) if len(linked.langs) == 1 else None)
    return replace(document, linked_from=tuple(linked.pages), depth=linked.depth, lang=lang)
