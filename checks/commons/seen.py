"""Whether what was not found on the pages is not there, and which language versions showed what was found."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from checks.commons.links import chosen, short_records
from checks.commons.materials import is_hidden, is_home, readable, unseen_pages, why_unseen
from checks.commons.phrases import mentions
from facts import Lang, Page, PageState, Site
from methodology.model import Params

_FILE = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|zip|rar|7z|gz|jpe?g|png|gif|svg|webp|ico|mp[34]|avi|mov|css|js|json)$", re.IGNORECASE
)


def absence_proven(site: Site, params: Params) -> bool:
    """True when what was not found on the pages is not there: every address was seen but files, search results and sign-in.

    More closed addresses than the list holds may be anything, as may what a menu holds back that could not be opened. Addresses that
    robots.txt closes do not count when they are files or shared files of the host (D-19), or hold one of `people_not_places` in their path.
    """
    coverage = site.coverage
    if not coverage.walked or coverage.unopened_menus or coverage.refused_count > len(coverage.refused_by_robots) or unseen_pages(site):
        return False
    return not any(closed_places(site, params))


def closed_places(site: Site, params: Params) -> Iterator[str]:
    """Addresses closed by robots.txt that may be pages of the site: no files, search results or sign-in."""
    elsewhere = params.words("people_not_places")
    return (url for url in site.coverage.refused_by_robots if _may_hold(site, url, elsewhere))


def _may_hold(site: Site, url: str, elsewhere: tuple[str, ...]) -> bool:
    path = urlsplit(url).path
    if _FILE.search(path) or any(path.startswith(shared) for shared in site.scope.shared):
        return False
    return not mentions(elsewhere, path)


def home_pages(site: Site) -> tuple[Page, ...]:
    """The home pages of the language versions, as far as they could be read."""
    return tuple(chosen(site, lambda page: readable(page) and is_home(page, site)))


def languages(langs: Iterable[Lang | None]) -> str:
    """Language versions, for people: "kk, ru"."""
    return ", ".join(sorted({lang for lang in langs if lang}, key=("kk", "ru", "en").index))


def out_of_sight(site: Site) -> Iterator[tuple[str, Lang | None, str]]:
    """Address, language and reason of what is there and could not be looked at: closed by robots.txt, blocked, too slow, not rendered."""
    for page in short_records(site):
        if is_hidden(page) or page.state is PageState.ROBOTS:
            yield page.url, page.lang, why_unseen(page)
    for url in site.coverage.refused_by_robots:
        yield url, None, PageState.ROBOTS.value
