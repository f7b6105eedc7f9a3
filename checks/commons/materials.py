"""Which pages can be judged, and what kind of page each is."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from checks.commons.links import Whereabouts, chosen, key, short_records
from checks.commons.wording import address_mentions, level, mentions
from facts import Link, Page, PageState, Site
from facts.reasons import REASONS, page_reason
from methodology.model import Params


def readable(page: Page) -> bool:
    """True when the page was loaded and what it shows is known."""
    return page.ok and (page.rendered or not page.needs_browser)


def shown_pages(site: Site) -> Iterator[Page]:
    """Every page that the desktop profile saw, once, as far as what it shows is known."""
    return chosen(site, readable)


def shown_briefly(site: Site, *more: str) -> Iterator[Page]:
    """As `shown_pages`, with short facts and the fields `more` only."""
    return (page for page in short_records(site, *more) if readable(page))


def unseen_pages(site: Site) -> tuple[Page, ...]:
    """Pages that may be there and were not shown to us: they did not come in time, a wall stood before them, no browser showed them."""
    return tuple(page for page in short_records(site) if is_hidden(page))


def is_hidden(page: Page) -> bool:
    """True for a page that may be there and was not shown to us; what robots.txt closes is told apart from that."""
    if page.ok:
        return not readable(page)
    return page.state is not PageState.ROBOTS and not REASONS[page_reason(page.state, page.status)].seen


def why_unseen(page: Page) -> str:
    """The reason why a page of `unseen_pages` was not shown."""
    return "not-rendered" if page.ok else page_reason(page.state, page.status)


def is_home(page: Page, site: Site) -> bool:
    """True for the home page of any language version, and for what opens at the top of the resource."""
    homes = _keys((*site.homes.values(), site.scope.origin + site.scope.prefix))
    return page.is_home or key(page.url) in homes or key(page.final_url) in homes


@lru_cache(maxsize=64)
def _keys(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(url) for url in urls)


def home_keys(site: Site, where: Whereabouts) -> frozenset[str]:
    """Keys of all addresses that end at a home page."""
    root = site.scope.origin + site.scope.prefix
    given = {
        *site.homes.values(),
        site.start_url,
        *site.start_redirects,
        root,
        *(page.url for page in where.pages.values() if page.is_home),
    }
    return frozenset(key(url) for url in given) | {where.final(url) for url in given}


def inner_pages(site: Site, params: Params) -> Iterator[Page]:
    """Pages below the home page, those made for printing excepted."""
    prints = params.words("print-addresses")
    return (page for page in shown_pages(site) if not is_home(page, site) and not address_mentions(page.url, prints))


def main_heading(page: Page) -> str:
    """The heading of the page's content: its first level 1, else the first heading of the main region."""
    shown = [heading for heading in page.headings if heading.visible is not False and heading.text.strip()]
    first = next((heading for heading in shown if heading.level == 1), None)
    first = first or next((heading for heading in shown if heading.region == "main"), None)
    return first.text if first is not None else ""


def is_titled(page: Page, words: tuple[str, ...]) -> bool:
    """True when the page's heading, or its title where it has no heading, speaks of `words`."""
    return mentions(main_heading(page) or page.title, words)


def has_main(page: Page) -> bool:
    """True when the page's own content is told apart from its frame."""
    regions = {*(heading.region for heading in page.headings), *(block.region for block in page.blocks)}
    return "main" in regions or any(spot.role == "main" for spot in page.landmarks)


def in_content(page: Page) -> frozenset[str]:
    """Regions that hold the page's own content: all that is not named, where no main region is."""
    return frozenset({"main"}) if has_main(page) else frozenset({"main", "other"})


def main_links(page: Page) -> tuple[Link, ...]:
    """Links of the content that lead to other addresses, each address once."""
    content = in_content(page)
    links: dict[str, Link] = {}
    for link in page.links:
        if link.region in content and link.url and link.visible is not False and key(link.url) != key(page.url):
            links.setdefault(link.url, link)
    return tuple(links.values())


def is_list(page: Page, params: Params) -> bool:
    """True for news lists, document lists, maps, results: most words are words of links, or many dated items are linked."""
    links = main_links(page)
    words = sum(len(link.text.split()) for link in links)
    if words >= params.number("list_link_share") * max(page.main_words, 1):
        return True
    items = sum(_is_detail(link.url, params) for link in links)
    dates = sum(date.region == "main" and date.source in {"text", "time"} for date in page.dates)
    return min(items, dates) >= params.number("list_items_min")


def is_article(page: Page, site: Site, params: Params) -> bool:
    """True for a single news item, announcement, article or document: its address or its own data say so and it has text of its own."""
    if is_home(page, site) or page.main_words < params.number("article_words_min") or is_list(page, params):
        return False
    return _says_article(page) or _is_detail(page.url, params)


def _says_article(page: Page) -> bool:
    """The page's own data give a date of publication, as engines write it for single items."""
    return any(date.source in {"meta", "json-ld"} and "publish" in level(date.label) for date in page.dates)


def _is_detail(url: str, params: Params) -> bool:
    """The address goes on below a section of news, articles or documents: `/press/news/details/1`, not `/press/news/1?page=2`."""
    segments = [segment for segment in urlsplit(url).path.lower().replace("_", "-").split("/") if segment]
    sections = params.words("article-addresses")
    if len(segments) < 2 or segments[-1] in sections:
        return False
    return any(segment in sections for segment in segments[:-1])
