"""4-2.5 There is a site map, and its links work.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.5; D-4, D-14.
Applies:  the site; then every link in the content of every site map page, each address once a page.
Met:      a page titled as the site map, or that a link named so leads to, carries links to pages of the site; a link on it is alive.
Cannot:   a map that could not be loaded or whose links are all folded up, and links whose targets did not answer a program, are left to a
          person.
"""

from collections.abc import Iterator, Mapping

from checks.base import check
from checks.commons.links import Whereabouts, at, key, observed, openable, spot, whereabouts
from checks.commons.materials import in_content, is_home, is_titled, main_links, readable, shown_pages
from checks.commons.navigation import is_map_link
from checks.commons.seen import absence_proven
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.5",
    scope="site",
    needs={"pages.links", "pages.headings", "pages.title", "pages.blocks", "pages.landmarks", "documents", "targets"},
    kinds={"absent", "dead-link", "link-closed", "link-unknown", "map-not-seen", "crawl-incomplete"},
)
def site_map(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    led_to = _led_to(site, where, params)
    missing = True
    for page in shown_pages(site):
        if _is_map(page, site, led_to, params):
            missing = False
            yield met(**at(page))
            for link in main_links(page):
                yield observed(spot(link, page), where)
    if missing:
        yield _missing(site, where, led_to, params)


def _led_to(site: Site, where: Whereabouts, params: Params) -> Mapping[str, str]:
    """Key -> address of what links named as the site map end at."""
    links = (link for page in shown_pages(site) for link in page.links if openable(link) and is_map_link(link, params))
    return {where.final(link.url): link.url for link in links}


def _is_map(page: Page, site: Site, led_to: Mapping[str, str], params: Params) -> bool:
    if is_home(page, site):
        return False
    named = is_titled(page, params.words("map-words")) or key(page.final_url) in led_to
    return named and len(main_links(page)) >= params.number("menu_links_min")


def _missing(site: Site, where: Whereabouts, led_to: Mapping[str, str], params: Params) -> Finding:
    """No page is a map: for certain only when all was seen, no link to a map leads to what was not, and no map is folded up."""
    for url in led_to.values():
        page = where.page(url)
        state, reason = where.state(url)
        if state == "unknown" or (state == "alive" and (page is None or not readable(page))):
            return undecided("map-not-seen", url, deficiency="absent", address=url, reason=reason or "not-shown")
    for page in shown_pages(site):
        if is_titled(page, params.words("map-words")) and not is_home(page, site) and _folded(page, params):
            return undecided("map-not-seen", page.url, deficiency="absent", address=page.url, reason="folded")
    return not_met("absent") if absence_proven(site, params) else undecided("crawl-incomplete", deficiency="absent")


def _folded(page: Page, params: Params) -> bool:
    """True when links of the content are there and out of sight, as in a tree that opens on a click."""
    regions = in_content(page)
    hidden = {link.url for link in page.links if link.region in regions and link.url and link.visible is False}
    return len(hidden) >= params.number("menu_links_min")
