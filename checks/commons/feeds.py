"""Feeds of a site: which are offered, whether they can be read, and what they are about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checks.commons.links import Whereabouts, key, whereabouts
from checks.commons.materials import main_heading, shown_pages
from checks.commons.phrases import mentions, plain
from facts import Document, Page, Site
from methodology.model import Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed that a page offers or a link leads to.

    `state`: read (its channel and `entries` are known), broken (it cannot be had, or is no feed), unread (not known, `why`).
    """

    url: str
    declared: tuple[str, ...]  # what links and pages say of it
    title: str  # of its channel
    entries: tuple[str, ...]  # titles of its first entries
    count: int
    state: str
    why: str = ""
    document: Document | None = None


_OWNERS = 2  # pages that link to a feed, at most, for their headings to speak of it


@dataclass(slots=True)
class _Offer:
    texts: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)  # of the first pages that link to it
    pages: set[str] = field(default_factory=set)  # the first that link to it, one more than may own it
    surely: bool = False  # declared as a feed by its type

    def linked(self, page: Page) -> None:
        """Note a page that links to the feed."""
        if len(self.pages) > _OWNERS:
            return
        self.pages.add(page.url)
        if main_heading(page) and not page.is_home:
            self.headings.add(main_heading(page))


def feeds(site: Site, params: Params) -> tuple[Feed, ...]:
    """Every feed that the site offers, ordered by address; needs `pages`, `documents`, `targets`."""
    offers = _offers(site, params)
    where = whereabouts(site)
    by_key = {key(document.url): document for document in site.documents if document.kind == "feed"}
    by_key |= {key(document.final_url): document for document in by_key.values()}
    found = {url: _feed(url, offer, where, by_key.get(key(url))) for url, offer in offers.items()}
    known = {key(url) for url in found}
    alone = {
        document.url: _feed(document.url, _Offer(), where, document)
        for document in by_key.values()
        if document.entries and key(document.url) not in known
    }
    return tuple(feed for _, feed in sorted((found | alone).items()) if feed is not None)


def _offers(site: Site, params: Params) -> dict[str, _Offer]:
    offers: dict[str, _Offer] = {}
    for page in shown_pages(site):
        for offered in page.feeds:
            offer = offers.setdefault(offered.url, _Offer())
            offer.texts.add(offered.title)
            offer.surely = True
        for url, text in _links(page, site.scope.origin, params):
            offer = offers.setdefault(url, _Offer())
            offer.texts.add(text)
            offer.linked(page)
    return offers


def _links(page: Page, origin: str, params: Params) -> Iterator[tuple[str, str]]:
    words, host = params.words("people_feeds"), _host(origin)
    for link in page.links:
        split = urlsplit(link.url)
        if link.url and _host(link.url) == host and mentions(words, link.text, split.path, split.query, link.icons):
            yield link.url, f"{link.text} {link.title}"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def _feed(url: str, offer: _Offer, where: Whereabouts, document: Document | None) -> Feed | None:
    """The feed at `url`; None for a link that says RSS and leads to an ordinary page."""
    state, why = _state(url, where, document)
    page = where.page(url)
    if document is None and page is not None and page.ok:
        if not offer.surely:
            return None
        state, why = "broken", "not-a-feed"
    titles = document.feed_titles if document else ()
    return Feed(
        url=url,
        declared=_said(offer),
        title=titles[0] if titles else "",
        entries=titles[1:],
        count=(document.entries or 0) if document else 0,
        state=state,
        why=why,
        document=document,
    )


def _said(offer: _Offer) -> tuple[str, ...]:
    """Texts of the links; the headings of pages too when no more than _OWNERS pages link to the feed, so that it is theirs."""
    texts = {text.strip() for text in offer.texts} - {""}
    return tuple(sorted(texts | (offer.headings if len(offer.pages) <= _OWNERS else set())))


def _state(url: str, where: Whereabouts, document: Document | None) -> tuple[str, str]:
    if document is not None and document.state.value == "ok":
        return ("read", "") if document.entries is not None else ("unread", "feed-not-parsed")
    known, why = where.state(url)
    return ("broken", why) if known == "dead" else ("unread", why or "not-asked")


def is_about(feed: Feed, words: tuple[str, ...]) -> bool:
    """True when the channel, the links to it or its address speak of `words`."""
    return mentions(words, feed.title, *feed.declared, urlsplit(feed.url).path, urlsplit(feed.url).query)


def tells_news(feed: Feed, site: Site, params: Params) -> bool:
    """True when a feed is of news or announcements: it says so, or its entries are pages among the site's news.

    Announcements of procurement are no news unless the feed says "news" too.
    """
    if is_about(feed, params.words("people_plain_news")):
        return True
    if is_about(feed, params.words("people_procurement")):
        return False
    return is_about(feed, params.words("people_news")) or _gives_news(feed, site, params)


def _gives_news(feed: Feed, site: Site, params: Params) -> bool:
    entries = {plain(title) for title in feed.entries} - {""}
    words = params.words("people_news")
    return any(plain(main_heading(page)) in entries and mentions(words, urlsplit(page.url).path) for page in shown_pages(site))
