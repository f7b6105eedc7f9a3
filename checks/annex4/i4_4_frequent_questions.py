"""4-4.4 There is a section of frequently asked questions.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.4.
Applies:  the site, all its language versions together: pages whose heading or address is "Жиі қойылатын сұрақтар", "Часто задаваемые
          вопросы", "FAQ", pages that links call so, pages below their addresses, and blocks with such a heading on a home page.
Met:      one page of the section shows at least `people_faq_pairs` questions, and as many with an answer beside them or on a page of
          their own.
Cannot:   whether the questions come from requests that people sent. A section with fewer questions, with another form, named only
          "questions and answers", a part of another page that is called either way, one behind a tab or a button with such a name, or one
          filled by a script that no browser ran is left to a person.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from checks.base import check
from checks.commons.links import at, key, whereabouts
from checks.commons.materials import is_home, shown_pages
from checks.commons.phrases import mentions
from checks.commons.questions import Content, content_of, is_section, linked_as, place_named, section_pages
from checks.commons.seen import absence_proven, languages, out_of_sight
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.4",
    scope="site",
    needs={
        "pages.headings",
        "pages.links",
        "pages.buttons",
        "pages.title",
        "pages.main_text",
        "pages.main_words",
        "pages.hidden_text",
        "pages.scripts",
        "documents",
        "targets",
    },
    kinds={"no-faq", "faq-empty", "faq-unclear", "faq-unseen", "faq-by-another-name", "crawl-incomplete"},
)
def frequent_questions(site: Site, params: Params) -> Iterator[Finding]:
    """One observation: the first page with answered questions, or why none was found."""
    words = params.words("people_faq")
    seen = [_seen(page, site, params) for page in section_pages(site, whereabouts(site), words)]
    full = [one for one in seen if one.content.answered >= params.number("people_faq_pairs")]
    if full:
        yield met(**full[0].place, questions=full[0].content.questions, languages=languages(one.place["lang"] for one in full))
    elif seen:
        yield _poor(seen)
    else:
        yield _not_found(site, words, params)


class _Seen(NamedTuple):
    """What is kept of a page of the section."""

    place: dict[str, Any]  # page, lang and profile, as keywords of a finding
    content: Content
    words: int
    empty: bool


def _seen(page: Page, site: Site, params: Params) -> _Seen:
    empty = not is_home(page, site) and _is_empty(page, params)  # a heading on a home page may open what is out of sight
    return _Seen(at(page), content_of(page, params), page.main_words, empty)


def _poor(seen: list[_Seen]) -> Finding:
    most = max(seen, key=lambda one: (one.content.answered, one.content.questions, one.words))
    if not any(one.content.questions for one in seen) and all(one.empty for one in seen):
        return not_met("faq-empty", **most.place)
    return undecided("faq-unclear", questions=most.content.questions, answered=most.content.answered, **most.place)


def _is_empty(page: Page, params: Params) -> bool:
    """True when there is next to no text, no question waits to be unfolded, and a browser saw that or the page says it itself."""
    few = page.main_words <= params.number("people_faq_empty_words") and "?" not in page.hidden_text
    return few and (page.rendered or not page.scripts or mentions(params.words("people_empty"), page.main_text))


def _not_found(site: Site, words: tuple[str, ...], params: Params) -> Finding:
    called = {key(url) for url in linked_as(shown_pages(site), words)}
    for url, lang, reason in out_of_sight(site):
        if key(url) in called or mentions(words, urlsplit(url).path):
            return undecided("faq-unseen", url, page=url, lang=lang, reason=reason)
    for page in shown_pages(site):
        if (named := place_named(page, words)) is not None:
            held = content_of(page, params)
            return undecided("faq-unclear", named[0], **at(page), text=named[1], questions=held.questions, answered=held.answered)
    near = params.words("people_questions")
    for page in shown_pages(site):
        if is_section(page, near):
            return undecided("faq-by-another-name", **at(page))
        if (part := place_named(page, near, by_text=False)) is not None:
            return undecided("faq-by-another-name", part[0], **at(page), text=part[1])
    return not_met("no-faq") if absence_proven(site, params) else undecided("crawl-incomplete")
