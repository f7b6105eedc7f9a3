"""4-4.4 There is a section of frequently asked questions.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.4.
Applies:  the site, all its language versions together: pages whose heading or address is "Жиі қойылатын сұрақтар", "Часто задаваемые
          вопросы", "FAQ", pages that links call so, pages below their addresses, and blocks with such a heading on a home page.
Met:      one page of the section shows at least `people_faq_pairs` questions, and as many with an answer beside them or on a page of
          their own.
Cannot:   whether the questions come from requests that people sent. A section with fewer questions, with another form, named only
          "questions and answers", or filled by a script that no browser ran is left to a person.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from checks.base import check
from checks.commons.links import key, whereabouts
from checks.commons.materials import shown_pages
from checks.commons.phrases import mentions
from checks.commons.questions import Content, content_of, is_section, linked_as, section_pages
from checks.commons.seen import absence_proven, languages, out_of_sight
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.4",
    scope="site",
    needs={"pages", "documents", "targets"},
    kinds={"no-faq", "faq-empty", "faq-unclear", "faq-unseen", "faq-by-another-name", "crawl-incomplete"},
)
def frequent_questions(site: Site, params: Params) -> Iterator[Finding]:
    """One observation: the first page with answered questions, or why none was found."""
    words = params.words("people_faq")
    section = section_pages(site, tuple(shown_pages(site)), whereabouts(site), words)
    least = params.number("people_faq_pairs")
    contents = [(page, content_of(page, params)) for page in section]
    full = [(page, content) for page, content in contents if content.answered >= least]
    if full:
        page, content = full[0]
        versions = languages(page for page, _ in full)
        yield met(page=page.url, lang=page.lang, profile=page.profile, questions=content.questions, languages=versions)
    elif contents:
        yield _poor(contents, params)
    else:
        yield _not_found(site, words, params)


def _poor(contents: list[tuple[Page, Content]], params: Params) -> Finding:
    page, content = max(contents, key=lambda pair: (pair[1].answered, pair[1].questions, pair[0].main_words))
    where = {"page": page.url, "lang": page.lang, "profile": page.profile}
    if not any(content.questions for _, content in contents) and all(_is_empty(page, params) for page, _ in contents):
        return not_met("faq-empty", **where)  # type: ignore[arg-type]  # keys are not_met()'s own
    return undecided("faq-unclear", questions=content.questions, answered=content.answered, **where)  # type: ignore[arg-type]


def _is_empty(page: Page, params: Params) -> bool:
    """True when there is next to no text, and a browser saw that or the page says it itself."""
    few = page.main_words <= params.number("people_faq_empty_words")
    return few and (page.rendered or not page.scripts or mentions(params.words("people_empty"), page.main_text))


def _not_found(site: Site, words: tuple[str, ...], params: Params) -> Finding:
    pages = tuple(shown_pages(site))
    called = {key(url) for url in linked_as(pages, words)}
    for url, lang, reason in out_of_sight(site):
        if key(url) in called or mentions(words, urlsplit(url).path):
            return undecided("faq-unseen", url, page=url, lang=lang, reason=reason)
    other = next((page for page in pages if is_section(page, params.words("people_questions"))), None)
    if other is not None:
        return undecided("faq-by-another-name", page=other.url, lang=other.lang, profile=other.profile)
    return not_met("no-faq") if absence_proven(site, params) else undecided("crawl-incomplete")
