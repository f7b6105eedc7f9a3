"""Which pages a phone is to open: those that hold the items of Annex 6, as far as the desktop's records tell. Pure.

Of each item and language the best places are asked for, each item's first before a second one of any, so that a limit leaves no item out
before others have two. A file is reached by the page that links to it. The same records and methodology give the same pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from checks.base import ALWAYS_PAGE
from checks.commons.content.finder import finders
from checks.commons.content.index import PAGE_FIELDS, SiteContent
from checks.commons.content.model import Found
from checks.commons.content.stems import Stems
from facts import Page, Site, pages_with
from facts.reasons import page_reason, reason
from methodology.model import Params


def wanted(site: Site, params: Params, most: int) -> tuple[str, ...]:
    """Addresses of at most `most` pages of the site, in the order in which they are to be opened."""
    items = [item for item in params.items if item.annex == 6 and item.finder]
    if not items or not most:
        return ()
    content = SiteContent(replace(site, pages=pages_with(site.pages, *ALWAYS_PAGE, *PAGE_FIELDS)), params)
    both = finders(content, params, Stems(params.forms)).values()
    return choose((finder.find(item) for item in items for finder in both), int(params.number("phone_places")), most, content)


def choose(found: Iterable[Found], each: int, most: int, content: SiteContent) -> tuple[str, ...]:
    """The pages of the `each` best places of every item that may be there, at most `most`."""
    rows = zip_longest(*(tuple(_pages(one, each, content)) for one in found))
    return tuple(dict.fromkeys(url for row in rows for url in row if url))[:most]


def _pages(found: Found, each: int, content: SiteContent) -> Iterator[str]:
    """Addresses, as the desktop's records have them, of the pages that show an item's best places."""
    if found.outcome == "absent":
        return
    pages: dict[str, None] = {}
    for place in found.places:
        page = content.page(place.page)
        if page is not None:
            pages[page.url] = None
        if len(pages) == each:
            break
    yield from pages


def left(urls: Iterable[str], opened: Iterable[Page]) -> tuple[str, ...]:
    """Those of the pages that a phone did not open yet, or could not and may now."""
    seen = {page.url for page in opened if page.ok or not reason(page_reason(page.state, page.status)).again}
    return tuple(url for url in urls if url not in seen)
