"""4-3.5 Every page has a link to its main content, and a long page one back to its beginning.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.5; D-15.
Applies:  every page for the link to the main content; pages with a large volume of text for the "up" link: higher than
          `people_long_page_screens` screens with at least `people_long_page_words` words where a browser looked, else with at
          least `people_long_text_words` words of main content.
Met:      a link that says so leads to a place of the same page that is there, or one of the first links leads to the main landmark
          or its heading; it may stay out of sight until it has the focus, but Tab must come to it (asked where a browser walked
          with it), and the place must not be a menu, a header or a footer itself. "Up": a link or button that says so by its words or the
          names of its classes, or an arrow that links to the beginning; it may appear only when the page is scrolled.
Cannot:   a script may answer a link or button whose address leads nowhere, and an element that is neither and is named as a way
          up: a person tries it. Where browsers saw such a link and
          no fetched document holds one, scripts put it in, and pages that were only fetched are not judged (the sample is, D-15).
"""

from collections.abc import Callable, Iterator

from checks.base import check
from checks.commons.materials import shown_pages
from checks.commons.skip import is_long, main_link, up_link
from facts import Finding, Page, Site, not_met, undecided
from methodology.model import Params


@check(
    "4-3.5",
    scope="site",
    every_page={""},
    needs={
        "pages.links",
        "pages.buttons",
        "pages.ups",
        "pages.landmarks",
        "pages.headings",
        "pages.ids",
        "pages.live",
        "pages.words",
        "pages.main_words",
    },
    kinds={
        "no-skip-link",
        "broken-skip-link",
        "skip-link-elsewhere",
        "skip-link-out-of-reach",
        "skip-link-unclear",
        "no-up-link",
        "up-link-unclear",
        "up-without-link",
    },
)
def skip_and_up_links(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each page and link that it needs."""
    skip_by_script, up_by_script = _by_script(site, main_link, params), _by_script(site, up_link, params)
    for page in shown_pages(site):
        skip = main_link(page, params)
        if skip is not None or page.rendered or not skip_by_script:
            yield skip or not_met("no-skip-link", page=page.url, lang=page.lang, profile=page.profile)
        if is_long(page, params):
            up = up_link(page, params)
            if up is not None or page.rendered or not up_by_script:
                yield up or _no_way_up(page)


def _by_script(site: Site, link: Callable[[Page, Params], Finding | None], params: Params) -> bool:
    """True when browsers saw what no fetched document holds."""
    rendered = False
    for page in shown_pages(site):
        if (not page.rendered or not rendered) and link(page, params):
            if not page.rendered:
                return False
            rendered = True
    return rendered


def _no_way_up(page: Page) -> Finding:
    if page.buttons is None:
        return undecided("up-link-unclear", page=page.url, lang=page.lang, profile=page.profile)
    return not_met("no-up-link", page=page.url, lang=page.lang, profile=page.profile)
