"""Where links lead: one address or two, this resource or another, alive or dead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from checks.base import ALWAYS_PAGE
from facts import Document, Finding, Lang, Link, Page, PageState, Site, Target, TargetState, met, not_met, pages_with, undecided
from facts.reasons import REASONS, link_reason

Known = Literal["alive", "dead", "unknown"]

_MENUS = frozenset({"header", "nav", "footer"})
_OF_THE_HOST = frozenset({"dns", "refused"})  # pages and files are the resource's own: that its host refused is no dead link


@lru_cache(maxsize=65_536)
def key(url: str) -> str:
    """What two addresses of one page have in common: scheme, `www.`, fragment and the last slash do not tell them apart."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that no address has: a link may be written so, and is like no other
        return url
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + query


def openable(link: Link) -> bool:
    """True for a link that a visitor sees or finds in a menu that opens."""
    return bool(link.url) and (link.visible is not False or link.region in _MENUS)


def at(page: Page) -> dict[str, Any]:
    """Where an observation was made, as keywords of `met()` and its sisters."""
    return {"page": page.url, "lang": page.lang, "profile": page.profile}


def is_ip(host: str) -> bool:
    """True for an IPv4 or IPv6 address."""
    return ":" in host or host.rpartition(".")[2].isdigit()


@lru_cache(maxsize=4096)
def registrable(host: str, suffixes: tuple[str, ...]) -> str:
    """The part of a host name that its owner registered: one label before the suffix; an IP address is itself.

    `www.` is no name that anybody registers: www.gov.kz and gov.kz are one resource, though gov.kz is also a suffix.
    """
    if is_ip(host):
        return host
    name = host.lower().rstrip(".").removeprefix("www.")
    labels = name.split(".")
    suffix = next((suffix for suffix in sorted(suffixes, key=len, reverse=True) if name.endswith("." + suffix)), labels[-1])
    return ".".join(labels[-(suffix.count(".") + 2) :])


@lru_cache(maxsize=65_536)
def is_external(url: str, origin: str, suffixes: tuple[str, ...]) -> bool:
    """True when `url` leads to another resource: a name registered apart from that of `origin`, another port of a bare IP address."""
    try:
        there, here = urlsplit(url), urlsplit(origin)
    except ValueError:  # no address of anything
        return False
    if not there.hostname or not here.hostname:
        return False
    if there.hostname == here.hostname:
        return is_ip(here.hostname) and there.port != here.port
    return registrable(there.hostname, suffixes) != registrable(here.hostname, suffixes)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of every address of a site, by `key`; of pages the short facts only (`whereabouts`)."""

    pages: Mapping[str, Page]
    documents: Mapping[str, Document]
    targets: Mapping[str, Target]

    def page(self, url: str) -> Page | None:
        """The desktop record of the page at `url`, whether it could be loaded or not."""
        return self.pages.get(key(url))

    def final(self, url: str) -> str:
        """The key of the address that `url` ends at."""
        page = self.page(url)
        if page is not None:
            return key(page.final_url)
        document = self.documents.get(key(url))
        if document is not None:
            return key(document.final_url)
        target = self.targets.get(key(url))
        return key(target.final_url) if target is not None and target.final_url else key(url)

    def state(self, url: str) -> tuple[Known, str]:
        """Whether a link to `url` works (D-14), and the reason when it does not or is not known."""
        target = self.targets.get(key(url))
        if target is not None and target.state is not TargetState.UNDECIDED:
            return ("alive", "") if target.state is TargetState.ALIVE else ("dead", target.reason)
        seen = self.page(url) or self.documents.get(key(url))
        if seen is not None:
            return _known(seen)
        return "unknown", target.reason if target is not None else "not-asked"


class Spot(NamedTuple):
    """A link and the page that holds it, in few bytes: the pages themselves are not held."""

    url: str
    text: str
    selector: str
    page: str
    lang: Lang | None
    profile: str


def spot(link: Link, page: Page) -> Spot:
    """Where a link stands and leads."""
    return Spot(link.url, link.text, link.selector, page.url, page.lang, page.profile)


def observed(link: Spot, where: Whereabouts, part: str = "", **values: object) -> Finding:
    """What is to be said of one link on a page: its target, by address, is alive, dead or not known."""
    state, reason = where.state(link.url)
    place: dict[str, Any] = {"page": link.page, "lang": link.lang, "profile": link.profile}
    place |= {**values, "text": link.text, "part": part}
    if state == "alive":
        return met(link.url, **place)
    if state == "dead":
        return not_met("dead-link", link.url, **place, address=link.url, selector=link.selector, reason=reason)
    kind = "link-closed" if reason == PageState.ROBOTS else "link-unknown"
    return undecided(kind, link.url, **place, address=link.url, selector=link.selector, reason=reason)


def _known(seen: Page | Document) -> tuple[Known, str]:
    reason = link_reason(seen.state, seen.status)
    if not reason:
        return "alive", ""
    return ("dead" if REASONS[reason].dead and reason not in _OF_THE_HOST else "unknown"), reason


def short_facts(site: Site, *more: str) -> Sequence[Page]:
    """All page records with what every check may read and the fields `more`, without the rest."""
    return pages_with(site.pages, *ALWAYS_PAGE, *more)


def chosen(site: Site, wanted: Callable[[Page], bool]) -> Iterator[Page]:
    """Those records of the first desktop profile, one a page, that are `wanted` by their short facts: the others are not read."""
    seen: set[str] = set()
    for number, page in enumerate(short_facts(site)):
        if page.profile.startswith("desktop") and page.url not in seen:
            seen.add(page.url)
            if wanted(page):
                yield site.pages[number]


def desktop_records(site: Site) -> Iterator[Page]:
    """One record a page, whatever its state: that of the first desktop profile."""
    return chosen(site, lambda _: True)


def short_records(site: Site, *more: str) -> Iterator[Page]:
    """As `desktop_records`, with short facts and the fields `more` only."""
    seen: set[str] = set()
    for page in short_facts(site, *more):
        if page.profile.startswith("desktop") and page.url not in seen:
            seen.add(page.url)
            yield page


def whereabouts(site: Site, *more: str) -> Whereabouts:
    """Index of a site's addresses, its pages with their short facts and the fields `more`; needs `pages`, `documents` and `targets`."""
    pages: dict[str, Page] = {}
    for page in short_records(site, *more):
        pages.setdefault(key(page.url), page)
    for page in tuple(pages.values()):
        if page.ok:
            pages.setdefault(key(page.final_url), page)
    return Whereabouts(
        pages=pages,
        documents={key(document.url): document for document in site.documents},
        targets={key(url): target for url, target in site.targets.items()},
    )
