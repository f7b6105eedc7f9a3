"""4-2.12 The address opens the home page directly.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.12.
Applies:  the page that opens at the address of the resource.
Met:      it is the home page: it has words or links of its own beyond an invitation to enter or to choose a language, and does not send
          the visitor on after a while. Redirects within the site are no splash page.
Cannot:   a page that did not load; pictures and films laid over the home page.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from checks.base import check
from checks.commons.links import Whereabouts, at, chosen, key, whereabouts
from checks.commons.materials import home_keys, readable
from checks.commons.wording import mentions
from facts import Finding, Page, Site, met, not_met, undecided
from methodology.model import Params

_REFRESH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]+)", re.IGNORECASE)


@check(
    "4-2.12",
    scope="site",
    needs={"pages.links", "pages.words", "pages.main_text", "pages.title", "pages.meta_refresh", "documents", "targets"},
    kinds={"splash-page", "delayed-redirect", "home-not-seen"},
)
def direct_home(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    page = _opened(site, where)
    if page is None or not readable(page):
        yield undecided("home-not-seen", address=site.start_url)
        return
    delay = _delay(page)
    if delay is not None:
        yield not_met("delayed-redirect", **at(page), seconds=delay)
    elif _is_splash(page, site, where, params):
        yield not_met("splash-page", **at(page), text=page.main_text or page.title, words=page.words, links=len(_ways(page, where)))
    else:
        yield met(**at(page), words=page.words)


def _delay(page: Page) -> str | None:
    """Seconds after which the page sends its visitor to another address; None when it does not, or does so at once."""
    refresh = _REFRESH.match(page.meta_refresh)
    if refresh is None or float(refresh[1]) == 0:
        return None
    to_itself = key(urljoin(page.final_url, refresh[2])) in {key(page.url), key(page.final_url)}
    return None if to_itself else refresh[1]


def _ways(page: Page, where: Whereabouts) -> frozenset[str]:
    return frozenset(where.final(link.url) for link in page.links if link.url) - {key(page.url), key(page.final_url)}


def _is_splash(page: Page, site: Site, where: Whereabouts, params: Params) -> bool:
    """True for few words and few ways on, when all ways lead to home pages, one invites to enter, or there is but one."""
    ways = _ways(page, where)
    if page.words > params.number("splash_words_max") or not 0 < len(ways) <= params.number("splash_links_max"):
        return False
    invites = any(mentions(link.text, params.words("enter-words")) for link in page.links)
    return len(ways) == 1 or invites or ways <= home_keys(site, where)


def _opened(site: Site, where: Whereabouts) -> Page | None:
    """The page that the address of the resource ends at."""
    addresses = (site.start_url, *site.start_redirects)
    known = (where.page(url) or where.pages.get(where.final(url)) for url in addresses)
    opened = next((page for page in known if page is not None), None)
    return None if opened is None else next(chosen(site, lambda page: page.url == opened.url))
