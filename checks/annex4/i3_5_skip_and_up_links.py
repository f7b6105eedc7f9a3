"""4-3.5 Every page has a link to its main content, and a long page one back to its beginning.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.5; D-15.
Applies:  every page for the link to the main content; pages with a large volume of text for the "up" link: higher than
          `people_long_page_screens` screens with at least `people_long_page_words` words where a browser looked, else with at
          least `people_long_text_words` words of main content.
Met:      a link that says so leads to a place of the same page that is there, or one of the first links leads to the main landmark
          or its heading; it may stay out of sight until it has the focus. "Up": a link or button that says so by its words or the
          names of its classes, or an arrow that links to the beginning; it may appear only when the page is scrolled.
Cannot:   a script may answer a link or button whose address leads nowhere: a person tries it. Where browsers saw such a link and
          no fetched document holds one, scripts put it in, and pages that were only fetched are not judged (the sample is, D-15).
"""

from collections.abc import Iterable, Iterator

from checks.base import check
from checks.commons.materials import shown_pages
from checks.commons.skip import is_long, main_link, up_link
from facts import Finding, Page, Site, not_met, undecided
from methodology.model import Params

_Seen = list[tuple[Page, Finding | None]]


@check(
    "4-3.5",
    scope="site",
    every_page={""},
    needs={"pages"},
    kinds={"no-skip-link", "broken-skip-link", "skip-link-unclear", "no-up-link", "up-link-unclear"},
)
def skip_and_up_links(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each page and link that it needs."""
    pages = tuple(shown_pages(site))
    ways_up = {page.url: up_link(page, params) for page in pages}
    yield from _told([(page, main_link(page, params)) for page in pages], "no-skip-link")
    long = {page.url for page in pages if is_long(page, params)}
    made_by_script = _by_script([(page, ways_up[page.url]) for page in pages])
    for page in pages:
        if page.url in long and not (made_by_script and not page.rendered and ways_up[page.url] is None):
            yield ways_up[page.url] or _no_way_up(page)


def _told(seen: _Seen, kind: str) -> Iterator[Finding]:
    made_by_script = _by_script(seen)
    for page, finding in seen:
        if finding is not None:
            yield finding
        elif page.rendered or not made_by_script:
            yield not_met(kind, page=page.url, lang=page.lang, profile=page.profile)


def _by_script(seen: Iterable[tuple[Page, Finding | None]]) -> bool:
    """True when browsers saw what no fetched document holds."""
    pairs = tuple(seen)
    return any(found and page.rendered for page, found in pairs) and not any(found and not page.rendered for page, found in pairs)


def _no_way_up(page: Page) -> Finding:
    if page.buttons is None:
        return undecided("up-link-unclear", page=page.url, lang=page.lang, profile=page.profile)
    return not_met("no-up-link", page=page.url, lang=page.lang, profile=page.profile)
