"""4-4.3 There is an RSS feed for announcements and news (1), and one for public-procurement notices (2).

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.3; D-9.
Applies:  the site, all its language versions together; feeds that pages declare and feeds that links lead to, RSS or Atom.
Met:      a feed that could be read holds entries, and its channel, the links to it, its address or the heading of the page that
          links to it speak of news or announcements (1), of public procurement (2). A feed of procurement notices is no feed of
          news unless it says so. A feed without a topic is met for (1) when its entries are pages among the site's news.
Cannot:   a feed without a topic, without entries, closed by robots.txt or not answering a program is left to a person.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.feeds import Feed, feeds, is_about, tells_news
from checks.commons.seen import absence_proven
from facts import Finding, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-4.3",
    scope="site",
    needs={"pages.feeds", "pages.links", "pages.headings", "documents", "targets"},
    kinds={"no-news-feed", "no-procurement-feed", "feed-broken", "feed-empty", "feed-unread", "feed-topic-unknown", "crawl-incomplete"},
)
def news_and_procurement_feeds(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each of the two feeds."""
    offered = feeds(site, params)
    news = tuple(feed for feed in offered if tells_news(feed, site, params))
    procurement = tuple(feed for feed in offered if is_about(feed, params.words("people_procurement")))
    without_topic = tuple(feed for feed in offered if feed not in news and feed not in procurement)
    absent = absence_proven(site, params)
    yield _judged("1", "no-news-feed", news, without_topic, absent)
    yield _judged("2", "no-procurement-feed", procurement, without_topic, absent)


def _judged(part: str, missing: str, right: tuple[Feed, ...], without_topic: tuple[Feed, ...], absent: bool) -> Finding:
    """The best that can be said of one kind of feed: there, not known, broken, missing."""
    for feed in right:
        if feed.state == "read" and feed.count:
            return met(feed.url, part=part, text=feed.title, entries=feed.count)
    for feed in right:
        if feed.state != "broken":
            return _unclear(part, feed)
    for feed in without_topic:
        if feed.state != "broken":
            return undecided("feed-topic-unknown", feed.url, part=part, text=feed.title, address=feed.url)
    broken = next(iter((*right, *without_topic)), None)
    if not absent:
        return undecided("crawl-incomplete", part=part)
    if broken is not None:
        return not_met("feed-broken", broken.url, part=part, address=broken.url, reason=broken.why)
    return not_met(missing, part=part)


def _unclear(part: str, feed: Feed) -> Finding:
    if feed.state == "read":
        return undecided("feed-empty", feed.url, part=part, text=feed.title, address=feed.url)
    return undecided("feed-unread", feed.url, part=part, address=feed.url, reason=feed.why)
