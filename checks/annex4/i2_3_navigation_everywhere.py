"""4-2.3 Every page has the main menu, a link home, the site map and the search.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.3; D-7, D-21.
Applies:  every page of the site; the home page owes no link to itself, the site map none to the map; pages for printing are left out.
Met:      the page carries the links that the pages of its language have in common (or a navigation landmark with links of its own), a link
          to the home page, a link to the site map, and a search field, or a link or button that opens the search.
Cannot:   a menu made of buttons only is not seen open, one that leads to parts of the only page that was seen may not be the main one where
          the crawl did not see all, a field that does not say that it is the search may be one, and pages that did
          not load or that no browser showed are not seen at all; left to a person.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.links import at, whereabouts
from checks.commons.materials import is_home, is_titled, shown_pages, unseen_pages, why_unseen
from checks.commons.navigation import (
    Landscape,
    has_menu,
    has_menu_of_parts,
    has_script_menu,
    home_link,
    landscape,
    map_link,
    search_like,
    search_sign,
)
from checks.commons.wording import address_mentions
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.3",
    scope="site",
    needs={
        "pages.links",
        "pages.landmarks",
        "pages.breadcrumbs",
        "pages.switches",
        "pages.forms",
        "pages.buttons",
        "pages.headings",
        "pages.title",
        "documents",
        "targets",
    },
    kinds={
        "no-menu",
        "no-home-link",
        "no-map-link",
        "no-search",
        "menu-by-script",
        "menu-of-parts",
        "search-field-unclear",
        "page-not-shown",
    },
)
def navigation_everywhere(site: Site, params: Params) -> Iterator[Finding]:
    land = landscape(site, _pages(site, params), whereabouts(site), params)
    for page in _pages(site, params):
        yield _menu(page, land, params, whole=site.coverage.walked)
        if not is_home(page, site):
            yield _home(page, land)
        if not is_map(page, params):
            yield _map(page, params)
        yield _search(page, land, params)
    for page in unseen_pages(site):
        yield undecided("page-not-shown", **at(page), reason=why_unseen(page))


def _pages(site: Site, params: Params) -> Iterator[Page]:
    """All pages but those made for printing, read anew for each walk."""
    return (page for page in shown_pages(site) if not address_mentions(page.url, params.words("print-addresses")))


def _menu(page: Page, land: Landscape, params: Params, *, whole: bool) -> Finding:
    of_parts = has_menu_of_parts(page, land, params)
    if has_menu(page, land, params) or (of_parts and whole):
        return met("menu", **at(page))
    if of_parts:  # pages that were not seen may have another menu
        return undecided("menu-of-parts", deficiency="no-menu", **at(page))
    if has_script_menu(page, params):
        return undecided("menu-by-script", deficiency="no-menu", **at(page))
    return not_met("no-menu", **at(page))


def _home(page: Page, land: Landscape) -> Finding:
    link = home_link(page, land)
    if link is not None:
        return met(link.selector, **at(page))
    return not_met("no-home-link", **at(page))


def _map(page: Page, params: Params) -> Finding:
    link = map_link(page, params)
    if link is not None:
        return met(link.selector, **at(page))
    return not_met("no-map-link", **at(page))


def _search(page: Page, land: Landscape, params: Params) -> Finding:
    sign = search_sign(page, land.origin, params)
    if sign is not None:
        return met(sign, **at(page))
    if (field := search_like(page, params)) is not None:
        return undecided("search-field-unclear", field, deficiency="no-search", **at(page))
    return not_met("no-search", **at(page))


def is_map(page: Page, params: Params) -> bool:
    """True for the site map itself."""
    return is_titled(page, params.words("map-words")) or address_mentions(page.url, params.words("map-addresses"))
