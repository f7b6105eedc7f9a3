"""Sections of questions and answers: which pages are one, and how many questions they answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.commons.links import Whereabouts, chosen, key
from checks.commons.materials import is_home, main_heading, readable, shown_pages
from checks.commons.phrases import mentions
from facts import Page, Site
from methodology.model import Params

_NAME = 80  # characters that the name of a section has at most; more are a sentence
_QUESTION = re.compile(r"[^.!?\n]*\w[^.!?\n]*\?")


@dataclass(frozen=True, slots=True)
class Content:
    """Questions on a page, and how many of them have an answer beside them or behind a link of their own."""

    questions: int
    answered: int


def is_section(page: Page, words: tuple[str, ...]) -> bool:
    """True when a page calls itself by one of `words`: in its main heading, its address, or the title of a page without headings."""
    heading = main_heading(page)
    return mentions(words, heading or page.title, urlsplit(page.url).path)


def has_block(page: Page, words: tuple[str, ...]) -> bool:
    """True when one of the headings in the content of a page is one of `words`, as with a block of the home page."""
    return any(
        mentions(words, heading.text) for heading in page.headings if heading.region in {"main", "other"} and heading.visible is not False
    )


def place_named(page: Page, words: tuple[str, ...], *, by_text: bool = True) -> tuple[str, str] | None:
    """Selector and name of what may hold or open a section in a page: a heading, a tab, button or summary, a link to a part of a page.

    What they name may stand in a part that comes only when they are pressed, so hidden ones count too. Failing these, with `by_text`, a
    page whose text has one of `words` and a question, as where headings are only styled so.
    """
    heads = ((one.selector, one.text) for one in page.headings)
    controls = ((one.selector, one.text) for one in page.buttons or ())
    parts = ((one.selector, one.text) for one in page.links if one.fragment or one.raw.startswith("#"))
    for selector, text in (*heads, *controls, *parts):
        if len(text) <= _NAME and mentions(words, text):
            return selector, text
    return ("", "") if by_text and "?" in page.main_text and mentions(words, page.main_text) else None


def linked_as(pages: Iterable[Page], words: tuple[str, ...]) -> Iterator[str]:
    """Addresses that links call by one of `words`; a link to a part of its own page calls that part so and not the page."""
    for page in pages:
        for link in page.links:
            if link.url and not link.raw.startswith("#") and mentions(words, link.text) and len(link.text) <= _NAME:
                yield link.url


def section_pages(site: Site, where: Whereabouts, words: tuple[str, ...]) -> Iterator[Page]:
    """Pages of the section: those that call themselves so or are called so, blocks of home pages, and pages below their addresses."""
    called = {key(where.final(url)) for url in linked_as(shown_pages(site), words)}
    heads: dict[str, None] = {}
    blocks: dict[str, None] = {}
    for page in shown_pages(site):
        if is_home(page, site):
            if has_block(page, words):
                blocks[page.url] = None
        elif is_section(page, words) or key(page.url) in called or key(page.final_url) in called:
            heads[page.url] = None
    first = (*heads, *blocks)
    paths = [path for path in map(_below, first) if not any(urlsplit(home).path.startswith(path) for home in site.homes.values())]
    for some in (heads, blocks):
        yield from chosen(site, lambda page, some=some: page.url in some)  # type: ignore[misc]  # the default binds the loop's value
    known, below = frozenset(first), tuple(paths) or ("\0",)
    yield from chosen(site, lambda page: readable(page) and page.url not in known and urlsplit(page.url).path.startswith(below))


def _below(url: str) -> str:
    path = re.sub(r"(/index)?\.(html?|php|aspx?)$", "", urlsplit(url).path)
    return path.rstrip("/") + "/"


def content_of(page: Page, params: Params) -> Content:
    """Questions in the main content, counted in its text, its headings and its links, whichever shows most."""
    words = int(params.number("people_faq_answer_words"))
    found = list(_QUESTION.finditer(page.main_text))
    ends = [match.start() for match in found[1:]] + [len(page.main_text)]
    answered = sum(len(page.main_text[match.end() : end].split()) >= words for match, end in zip(found, ends, strict=False))
    headings = sum(heading.text.rstrip().endswith("?") for heading in page.headings if heading.region in {"main", "other"})
    linked = sum(link.text.rstrip().endswith("?") and bool(link.url) and link.region == "main" for link in page.links)
    return Content(questions=max(len(found), headings, linked), answered=max(answered, linked))
