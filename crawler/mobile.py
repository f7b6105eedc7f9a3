"""Links between the main version of a site and a mobile one, told by their words and addresses. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from crawler.scope import same_owner
from crawler.urls import canonical, same_host, without_www
from facts import Link, Page, VersionLink

_HOSTS = frozenset({"m", "mobile", "mob", "wap", "pda", "touch"})  # first labels of hosts
_FOLDERS = frozenset({"m", "mobile", "mob", "wap", "pda"})  # parts of paths
_KEYS = frozenset({"m", "mob", "mobile", "is_mobile", "view", "version", "device", "site", "display"})
_FULL = frozenset({"full", "fullsite", "full_version", "fullversion", "desktop", "nomobile", "no_mobile"})
_YES = frozenset({"1", "yes", "true", "on", "m", "mob", "mobile", "phone", "touch", "pda"})
_NO = frozenset({"0", "no", "false", "off", "full", "desktop", "pc", "main", "classic", "standard"})
_MOBILE = re.compile(
    r"мобил\w*(?:\s+\w+)?\s+(?:нұсқа|верси|сайт)|верси\w*\s+(?:сайта\s+)?для\s+(?:мобил|телефон|смартфон)"
    r"|ұялы\s+(?:телефон\w*\s+)?(?:арналған\s+)?нұсқа|mobile\s+(?:version|site|view)|mobildi\s+nusqa",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r"(?:полн|обычн|основн|настольн|компьютерн|стандартн)\w*\s+(?:верси|сайт)|верси\w*\s+(?:сайта\s+)?для\s+(?:пк|компьютер)"
    r"|(?:толық|негізгі|қалыпты|кәдімгі|компьютерлік|үстелдік)\s+(?:нұсқа|сайт)|(?:full|desktop|main|classic|standard)\s+(?:version|site)",
    re.IGNORECASE,
)
_APP = re.compile(r"приложени|қосымша|\bapp\b|app\s?store|google\s?play", re.IGNORECASE)
_MOST = 20


def is_mobile_address(url: str) -> bool:
    """True when the host, a part of the path or a parameter of an address names a mobile version."""
    parts = urlsplit(url)
    host = without_www(parts.hostname or "").split(".")
    if len(host) > 2 and host[0] in _HOSTS:
        return True
    return not _FOLDERS.isdisjoint(parts.path.lower().split("/")) or _says(url, _KEYS, _YES)


def _says(url: str, keys: frozenset[str], values: frozenset[str]) -> bool:
    """True when a parameter of these names has one of the values."""
    return any(key in keys and value in values for key, value in parse_qsl(urlsplit(url).query.lower()))


def mobile_links(page: Page) -> tuple[VersionLink, ...]:
    """Links of a page of the main version that lead to a mobile one; those to applications are none."""
    return _unique(_to_mobile(page))


def _to_mobile(page: Page) -> Iterator[VersionLink]:
    for link in page.links:
        words = f"{link.text} {link.title}"
        if not link.url or _APP.search(words) or not same_owner(link.url, page.url):
            continue
        if _MOBILE.search(words):
            yield _link(link, "text")
        elif is_mobile_address(link.url) and not is_mobile_address(page.final_url):
            yield _link(link, "address")


def main_links(page: Page, desktop_url: str, homes: Mapping[str, str] | Iterable[str] = ()) -> tuple[VersionLink, ...]:
    """Links of the page that a phone got that lead to the main version: to `desktop_url`, a home page in `homes`, or so named."""
    return _unique(_to_main(page, {canonical(url) for url in (desktop_url, *homes) if url}))


def _to_main(page: Page, known: set[str]) -> Iterator[VersionLink]:
    elsewhere = page.final_url not in known
    for link in page.links:
        words = f"{link.text} {link.title}"
        if not link.url:
            continue
        if _MAIN.search(words) and not _APP.search(words):
            yield _link(link, "text")
        elif _says(link.url, _KEYS, _NO) or _says(link.url, _FULL, _YES):
            yield _link(link, "address")
        elif elsewhere and (link.url in known or _root_of(link.url, known, page.final_url)):
            yield _link(link, "same-page")


def _root_of(url: str, known: set[str], here: str) -> bool:
    """True for the front page of the main version's host, where the mobile one has a host of its own."""
    return urlsplit(url).path == "/" and not same_host(url, here) and any(same_host(url, each) for each in known)


def _link(link: Link, how: str) -> VersionLink:
    return VersionLink(url=link.url, text=link.text[:120], selector=link.selector, how=how, visible=link.visible)  # type: ignore[arg-type]


def _unique(links: Iterable[VersionLink]) -> tuple[VersionLink, ...]:
    """One link for each address and way, shown ones first, those that say what they are before others."""
    ordered = sorted(links, key=lambda link: (link.visible is False, link.how != "text"))
    return tuple({(link.url, link.how): link for link in reversed(ordered)}.values())[::-1][:_MOST]
