"""What the head of the document and its scripts say: title, meta data, feeds, alternates, counters."""

import re
from collections.abc import Iterator
from typing import Any

from crawler.extract.dom import HIDDEN, Dom, Element, squeeze
from crawler.extract.memo import remembered
from crawler.extract.names import image_name
from crawler.extract.urls import clean, resolve
from facts import FeedLink

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_LIMIT_SCRIPTS = 300
_LIMIT_FRAMES = 100
_LONG_TEXT = 5_000  # characters; reading a longer text for a counter is counted
_STEPS = 20  # that one character of it costs
_INLINE = 120  # characters kept of an inline script that names a counter
_SERVICES = (  # (name, what its address or script holds)
    ("Yandex Metrica", r"mc\.yandex\.(?:ru|com|kz)|metrika/(?:watch|tag)|\bym\(\s*\d+|Ya\.Metrika"),
    (
        "Google Analytics",
        r"google-analytics\.com|googletagmanager\.com/gtag|gtag\(\s*['\"]config|GoogleAnalyticsObject|\b_gaq\b|\bga\(\s*['\"]create",
    ),
    ("LiveInternet", r"counter\.yadro\.ru|liveinternet\.ru/(?:click|stat)"),
    ("Zero.kz", r"(?:c|w|counter|www|st)\.zero\.kz|//zero\.kz"),
    ("Rating Mail.ru", r"top-fwz\d*\.mail\.ru|top\.mail\.ru|\.list\.ru/counter|_tmr\b"),
    ("Matomo", r"matomo\.(?:js|php)|piwik\.(?:js|php)|\b_paq\b"),
    ("Rambler Top100", r"top100\.rambler\.ru|counter\.rambler\.ru|st\.top100\.ru"),
    ("24log", r"24log\.(?:ru|com)"),
    ("HotLog", r"hotlog\.ru"),
    ("hit.ua", r"hit\.ua"),
    ("OpenStat", r"openstat\.(?:net|com|ru)|spylog\.(?:ru|com)"),
    ("StatCounter", r"statcounter\.com"),
    ("Cloudflare Web Analytics", r"cloudflareinsights\.com"),
    ("FlagCounter", r"flagcounter\.com|s\d+\.flagcounter|info\.flagcounter"),
    ("HitCounter", r"hitwebcounter\.com|freecounterstat\.com|(?:^|[/.])hits\.(?:seeyoufarm|sh)"),
)  # fmt: skip
_SERVICE = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SERVICES)
_SIGNS = (  # one of them stands in everything that the patterns find
    "yandex", "metr", "ym(", "ga(", "google", "gtag", "_gaq", "yadro", "ternet", "zero.kz", "mail.ru", "list.ru", "_tmr", "matomo", "piwik",
    "_paq", "top100", "rambler", "24log", "hotlog", "hit", "openstat", "spylog", "cloudflare", "counter",
)  # fmt: skip
_LOADER = re.compile(
    r"google-analytics\.com/(?:analytics|ga)\.js$|/metrika/(?:tag|watch)\.js$|yandex-metrica-watch/tag\.js$", re.IGNORECASE
)
_STARTS = {  # what an inline script of these does to count; a name alone may be a default inside some library
    "Yandex Metrica": re.compile(r"\bym\(\s*\d+|Ya\.Metrika|mc\.yandex\.\w+/watch/\d", re.IGNORECASE),
    "Google Analytics": re.compile(r"gtag\(\s*['\"]config|GoogleAnalyticsObject|\b_gaq\b|\bga\(\s*['\"]create", re.IGNORECASE),
}
_SNIPPET = 20_000  # characters of an inline script at most; a longer one is a bundle of libraries
_HINT = re.compile("|".join(pattern for _, pattern in _SERVICES), re.IGNORECASE)
_COUNTED = (
    r"посетител(?:ь|и|я|ей)|посещени(?:е|я|й)|просмотр(?:ы|а|ов)|визит(?:ов|ы)|хит(?:ов|ы)|хост(?:ов|ы)"
    r"|(?:сейчас|пользователей) (?:онлайн|на сайте)|қаралым(?:дар)?(?:ы|дың|дары)?|қарау(?:лар)?|кірушілер(?:дің)?|кірулер(?:дің)?"
    r"|келуші(?:лер)?(?:дің)?|visitors?|visits|page\s?views|views|hits|users online"
)
_FIGURE = r"(?P<number>\d[\d\s\xa0.,]*+)(?!\(\d{3,5}\)|[/:\-–—]\d)"  # not the beginning of a phone or of opening hours
_VISITS = (
    re.compile(rf"\b(?:{_COUNTED})\b(?:[\s:–—-]+[^\W\d]+){{0,5}}[\s:–—-]*{_FIGURE}", re.IGNORECASE),
    re.compile(rf"(?P<number>(?<!\d)\d(?:\s?\d){{0,30}}+)\s(?:{_COUNTED})\b(?!\s*[^\W\d]*\s*[:\-–—])", re.IGNORECASE),
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d\D?")


def head_facts(dom: Dom, base: str) -> dict[str, Any]:
    """Fields of Page that stand in the head, by name."""
    meta = _meta(dom)
    title = next((node for node in dom.tagged("title") if not _in_part(node)), None)
    return {
        "title": squeeze(dom.raw(title)) if title else "",
        "description": squeeze(meta.get("description", "") or meta.get("og:description", "")),
        "generator": squeeze(meta.get("generator", "")),
        "viewport_meta": squeeze(meta.get("viewport", "")),
        "meta_refresh": squeeze(_refresh(dom)),
        "html_lang": (dom.root.get("lang") or dom.root.get("xml:lang")).strip(),
        "canonical": _rel_address(dom, base, "canonical"),
        "alternates": _alternates(dom, base),
        "feeds": _feeds(dom, base),
        "scripts": _scripts(dom, base),
        "iframes": _frames(dom, base),
        "site_name": squeeze(meta.get("og:site_name", "") or meta.get("application-name", "")) or _logo(dom),
        "counters": counters(dom),
    }


def base_of(dom: Dom, final_url: str) -> str:
    """The address that relative addresses of this document start from."""
    node = next((node for node in dom.tagged("base") if node.get("href")), None)
    return (resolve(node.get("href"), final_url)[0] or final_url) if node else final_url


def _meta(dom: Dom) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in dom.tagged("meta"):
        name = (node.get("name") or node.get("property")).lower().strip()
        if name and node.get("content"):
            found.setdefault(name, node.get("content"))
    return found


def _in_part(node: Element) -> bool:
    """True inside a picture or a shadow tree, whose titles are not the document's."""
    return any(above.tag in {"svg", "tekser-shadow"} for above in node.up())


def _refresh(dom: Dom) -> str:
    """What a browser with scripts obeys: a refresh in a noscript is not for it."""
    asked = (node for node in dom.tagged("meta") if node.get("http-equiv").lower().strip() == "refresh")
    return next((node.get("content") for node in asked if not any(above.tag == "noscript" for above in node.up())), "")


def _links(dom: Dom, rel: str) -> Iterator[Element]:
    for node in dom.tagged("link"):
        if node.get("href") and rel in node.get("rel").lower().split():
            yield node


def _rel_address(dom: Dom, base: str, rel: str) -> str:
    return next((resolve(node.get("href"), base)[0] for node in _links(dom, rel)), "")


def _alternates(dom: Dom, base: str) -> dict[str, str]:
    return {
        node.get("hreflang").strip().lower(): resolve(node.get("href"), base)[0]
        for node in _links(dom, "alternate")
        if node.get("hreflang")
    }


def _feeds(dom: Dom, base: str) -> tuple[FeedLink, ...]:
    found = []
    for node in _links(dom, "alternate"):
        kind = node.get("type").partition(";")[0].strip().lower()
        if kind in _FEED_TYPES:
            found.append(FeedLink(url=resolve(node.get("href"), base)[0], title=squeeze(node.get("title")), type=kind))
    return tuple(found)


def _scripts(dom: Dom, base: str) -> tuple[str, ...]:
    found: list[str] = []
    for node in dom.tagged("script"):
        if node.get("src"):
            found.append(resolve(node.get("src"), base)[0] or clean(node.get("src"))[:_INLINE])
            continue
        hit = _HINT.search(dom.raw(node))
        if hit:
            text = squeeze(dom.raw(node)[max(hit.start() - 40, 0) : hit.end() + _INLINE])
            found.append(text[:_INLINE])
    return tuple(dict.fromkeys(found))[:_LIMIT_SCRIPTS]


def _frames(dom: Dom, base: str) -> tuple[str, ...]:
    frames = (node.get("src") or node.get("data-src") for node in dom.tagged("iframe", "frame"))
    return tuple(filter(None, (resolve(src, base)[0] for src in frames)))[:_LIMIT_FRAMES]


def _logo(dom: Dom) -> str:
    """The name of the picture or link that is the site's logo."""
    for node in dom.among((), ("class", "id")):
        named = node.get("class") + node.get("id")
        if "logo" not in named.lower() or node.tag in {"body", "html"}:
            continue
        text = dom.text(node, 200)
        if text:
            return text
        for inner in dom.order[node.pos : min(node.end, node.pos + 21)]:
            name = image_name(dom, inner) if inner.tag in {"img", "svg", "object"} else inner.get("aria-label")
            if name.strip():
                return squeeze(name)[:200]
    return ""


def counters(dom: Dom) -> tuple[str, ...]:
    """Visit counters: services by addresses that count, snippets that start one, and the words of a counter that can be read.

    A file that counts nothing until something starts it is none by itself: a map brings its own.
    """
    loaded: set[str] = set()
    for node in dom.tagged("script", "img", "iframe", "a", "noframes", "object"):
        source = node.get("src") or node.get("href") or node.get("data")
        if source and not _LOADER.search(source.partition("?")[0]):
            loaded.update(_services(source))
        if node.tag == "noframes":
            loaded.update(_services(dom.raw(node)))
        elif node.tag == "script" and not node.get("src"):
            loaded.update(_started(node.get("type"), dom.raw(node)))
    names = [name for name, _ in _SERVICE if name in loaded]
    return tuple(dict.fromkeys([*names, *_readable_counters(dom)]))


def _started(kind: str, source: str) -> Iterator[str]:
    """The services that an inline script starts."""
    if len(source) > _SNIPPET or "json" in kind.lower():
        return
    for name in _services(source):
        if name not in _STARTS or _STARTS[name].search(source):
            yield name


@remembered(4096, 2_000)
def _services(source: str) -> tuple[str, ...]:
    """The services that an address or a script names."""
    plain = source.casefold()
    if not any(sign in plain for sign in _SIGNS):
        return ()
    return tuple(name for name, pattern in _SERVICE if pattern.search(source))


def _readable_counters(dom: Dom) -> Iterator[str]:
    for node in dom.turns:
        if node.region in {"footer", "aside", "header"} and node.hidden != HIDDEN:
            text = dom.text(node)
            counter = _readable(text) if len(text) <= _LONG_TEXT or dom.afford(_STEPS * len(text)) else None
            if counter is not None:
                yield counter


@remembered(512, 5_000)
def _readable(text: str) -> str | None:
    found = next(filter(None, (pattern.search(text) for pattern in _VISITS)), None)
    if found and (":" in found.group() or not _BARE_YEAR.fullmatch(found["number"].strip())):
        return found.group().strip(" .,")[:80]
    return None
