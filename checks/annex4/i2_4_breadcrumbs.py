"""4-2.4 A chain shows where in the site the visitor is.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.4; D-7 (share of pages).
Applies:  every page below the home pages; pages for printing are left out.
Met:      a visible chain of at least `breadcrumb_items_min` items begins with the home page, its upper items are links, and its end
          names the page (heading, title, address, or a link that leads to it) or a section whose page links here.
Cannot:   a chain that begins elsewhere or ends in words that the page does not bear may still be right; so may one that is running
          text without a link and no markup calls a chain: left to a person. Pages that did not load or that no browser showed may fall
          either way.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.graph import Ways
from checks.commons.links import Whereabouts, at, key, whereabouts
from checks.commons.materials import home_keys, inner_pages, main_heading, unseen_pages, why_unseen
from checks.commons.wording import alike, mentions
from facts import Breadcrumb, Finding, Page, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.4",
    scope="site",
    needs={"pages.breadcrumbs", "pages.links", "pages.pressed", "pages.headings", "pages.title", "documents", "targets"},
    kinds={"no-breadcrumbs", "breadcrumbs-without-links", "breadcrumbs-unclear", "page-not-shown"},
)
def breadcrumbs(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    homes, ways = home_keys(site, where), Ways(site, where)
    for page in inner_pages(site, params):
        yield _chain(page, where, homes, ways, params)
    for page in unseen_pages(site):
        yield undecided("page-not-shown", **at(page), reason=why_unseen(page))


def _chain(page: Page, where: Whereabouts, homes: frozenset[str], ways: Ways, params: Params) -> Finding:
    """The best observation that a chain of the page allows."""
    least = params.number("breadcrumb_items_min")
    chains = [chain for chain in page.breadcrumbs if chain.visible is not False and len(chain.items) >= least]
    chains = [chain for chain in chains if chain.marked_by != "separator" or _begins_at_home(chain, where, homes, params)]
    if not chains:
        return not_met("no-breadcrumbs", **at(page))
    linked = [chain for chain in chains if any(chain.urls[:-1])]
    if not linked:
        text = " / ".join(chains[0].items)
        if all(chain.marked_by == "separator" for chain in chains):
            return undecided("breadcrumbs-unclear", chains[0].selector, **at(page), text=text)
        return not_met("breadcrumbs-without-links", chains[0].selector, **at(page), text=text)
    for chain in linked:
        if _begins_at_home(chain, where, homes, params) and _ends_here(chain, page, where, homes, ways):
            return met(chain.selector, **at(page), text=" / ".join(chain.items))
    text = " / ".join(linked[0].items)
    return undecided("breadcrumbs-unclear", linked[0].selector, **at(page), text=text)


def _begins_at_home(chain: Breadcrumb, where: Whereabouts, homes: frozenset[str], params: Params) -> bool:
    url = chain.urls[0]
    return mentions(chain.items[0], params.words("home-words")) or bool(url and where.final(url) in homes)


def _ends_here(chain: Breadcrumb, page: Page, where: Whereabouts, homes: frozenset[str], ways: Ways) -> bool:
    last, url = chain.items[-1], chain.urls[-1]
    here = {key(page.url), key(page.final_url)}
    if alike(last, main_heading(page)) or alike(last, page.title) or (url and where.final(url) in here):
        return True
    if any(alike(last, link.text) for link in page.links if link.url and where.final(link.url) in here):
        return True
    sections = (section for section in chain.urls[1:] if section and where.final(section) not in homes)
    return any(here.intersection(ways.from_page(section)) for section in sections)
