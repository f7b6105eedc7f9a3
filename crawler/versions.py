"""Language versions of addresses and pages, and which pages show the same thing in two languages. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from crawler.extract.urls import LANG_CODES, LANG_OF_CODE, LANG_PARAMETERS
from crawler.urls import canonical
from facts import LANGUAGES, Lang, LanguagePair, Page

How = Literal["switch", "hreflang", "address"]
_INDEX_STEMS = frozenset({"index", "default", "home", "main"})


def language_of_code(code: str) -> Lang | None:
    """The language that a code of an address or a lang attribute names (kk, kz, kaz, ru-RU, …), or None."""
    code = code.strip().lower()
    return LANG_OF_CODE.get(code) or LANG_OF_CODE.get(code.replace("_", "-").partition("-")[0])


def address_language(url: str) -> tuple[Lang | None, str]:
    """The language that an address itself names, and where it does: path, query, or "" for not at all."""
    parts = urlsplit(url)
    for segment in parts.path.lower().split("/"):
        if segment in LANG_OF_CODE:
            return LANG_OF_CODE[segment], "path"
    for name, value in parse_qsl(parts.query):
        if name.lower() in LANG_PARAMETERS and value.lower() in LANG_OF_CODE:
            return LANG_OF_CODE[value.lower()], "query"
    return None, ""


def home_path(url: str) -> str:
    """Path of an address without language segments, index files and the closing slash; "" for a site's root."""
    segments = [part for part in urlsplit(url).path.split("/") if part and part.lower() not in LANG_OF_CODE]
    if segments and segments[-1].partition(".")[0].lower() in _INDEX_STEMS:
        segments.pop()
    return "/".join(["", *segments]) if segments else ""


def language_free(url: str) -> str:
    """The address with its language taken out, so that versions of one page are alike; for comparing, not for asking."""
    parts = urlsplit(url)
    segments = ["*" if part.lower() in LANG_OF_CODE else part for part in parts.path.split("/")]
    pairs = ["*" if _names_language(pair) else pair for pair in parts.query.split("&") if pair]
    return urlunsplit((parts.scheme, parts.netloc, "/".join(segments), "&".join(pairs), ""))


def swapped(url: str, lang: Lang) -> list[str]:
    """Addresses at which the page may stand in another language, by swapping the code in its own address."""
    parts = urlsplit(url)
    segments, pairs = parts.path.split("/"), parts.query.split("&")
    for at, segment in enumerate(segments):
        if segment.lower() in LANG_OF_CODE:
            paths = ("/".join([*segments[:at], code, *segments[at + 1 :]]) for code in _alike(segment, lang))
            return [urlunsplit(parts._replace(path=path)) for path in paths]
    for at, pair in enumerate(pairs):
        if _names_language(pair):
            name, _, value = pair.partition("=")
            queries = ("&".join([*pairs[:at], f"{name}={code}", *pairs[at + 1 :]]) for code in _alike(value, lang))
            return [urlunsplit(parts._replace(query=query)) for query in queries]
    return []


def _alike(code: str, lang: Lang) -> list[str]:
    return [other for other in LANG_CODES[lang] if len(other) == len(code)]


def _names_language(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in LANG_PARAMETERS and value.lower() in LANG_OF_CODE


def page_language(
    url: str, *, switched: Lang | None, html_lang: str, text_lang: str, site_lang: Lang | None = None
) -> tuple[Lang | None, str]:
    """The version a page belongs to and what told it: path, query, switch, html, text, home.

    `switched` is the language that the page's own switch marks as current, or that of the switch that led here.
    A declared language counts only when the identified text does not deny it. `site_lang` is the version of the
    home page at an address without a language: the last resort for a page that says nothing of itself.
    """
    by_address, how = address_language(url)
    if by_address:
        return by_address, how
    if switched:
        return switched, "switch"
    declared, identified = language_of_code(html_lang), language_of_code(text_lang)
    if declared and identified in (None, declared):
        return declared, "html"
    if identified:
        return identified, "text"
    return (site_lang, "home") if site_lang else (None, "")


def current_switch(page: Page) -> Lang | None:
    """The language that the page's switch marks as current; None when it marks none or several."""
    marked = {switch.lang for switch in page.switches if switch.current}
    return marked.pop() if len(marked) == 1 else None


def version_links(page: Page, *, current: bool = False) -> Mapping[Lang, str]:
    """Addresses at which a page offers itself in the languages: its switch first, then its hreflang alternates.

    `current`: also where the switch leads for the page's own language.
    """
    found: dict[Lang, str] = {}
    for switch in page.switches:
        if switch.url and (current or not switch.current):
            found.setdefault(switch.lang, canonical(switch.url, page.final_url))
    for code, url in page.alternates.items():
        lang = language_of_code(code)
        if lang:
            found.setdefault(lang, canonical(url, page.final_url))
    return {lang: url for lang, url in found.items() if url}


def pair_pages(pages: Iterable[Page], aliases: Mapping[str, str] | None = None) -> tuple[LanguagePair, ...]:
    """Group pages that show the same thing in several languages, ordered by address.

    Links of the switch count first, then hreflang, then addresses that differ in the language only; links count when
    they lead there and back. `aliases` maps addresses that redirect to the key of the page they lead to.
    """
    known = {page.url: page for page in pages if page.ok and page.lang}
    groups = _Groups(known)
    for how, edges in (
        ("switch", _mutual(known, _by_switch(known, aliases or {}))),
        ("hreflang", _mutual(known, _by_hreflang(known, aliases or {}))),
        ("address", _by_address(known)),
    ):
        for one, other in edges:
            groups.join(one, other, how)  # type: ignore[arg-type]  # a tuple of literals
    return groups.pairs()


Edge = tuple[str, str]


def _by_switch(known: Mapping[str, Page], aliases: Mapping[str, str]) -> Iterator[Edge]:
    for page in known.values():
        for switch in page.switches:
            target = canonical(switch.url, page.final_url) if switch.url else ""
            yield from _edge(known, page, switch.lang, aliases.get(target, target))


def _by_hreflang(known: Mapping[str, Page], aliases: Mapping[str, str]) -> Iterator[Edge]:
    for page in known.values():
        for code, url in page.alternates.items():
            lang, target = language_of_code(code), canonical(url, page.final_url)
            if lang:
                yield from _edge(known, page, lang, aliases.get(target, target))


def _edge(known: Mapping[str, Page], page: Page, lang: Lang, target: str) -> Iterator[Edge]:
    other = known.get(target)
    if other and other.lang == lang and lang != page.lang:
        yield page.url, other.url


def _mutual(known: Mapping[str, Page], edges: Iterator[Edge]) -> list[Edge]:
    seen = set(edges)
    return [(one, other) for one, other in sorted(seen) if one < other and (other, one) in seen and one in known]


def _by_address(known: Mapping[str, Page]) -> list[Edge]:
    alike: dict[str, list[str]] = defaultdict(list)
    for url in sorted(known):
        if address_language(url)[0]:
            alike[language_free(url)].append(url)
    return [(urls[0], other) for urls in alike.values() for other in urls[1:]]


class _Groups:
    """Sets of pages, at most one a language."""

    def __init__(self, known: Mapping[str, Page]) -> None:
        self._of: dict[str, dict[Lang, str]] = {url: {page.lang: url} for url, page in known.items() if page.lang}
        self._how: dict[str, How] = {}

    def join(self, one: str, other: str, how: How) -> None:
        """Put two pages into one set, unless a language would then stand there twice."""
        left, right = self._of[one], self._of[other]
        if left is right or left.keys() & right.keys():
            return
        left.update(right)
        for url in right.values():
            self._of[url] = left
        for url in left.values():
            self._how.setdefault(url, how)

    def pairs(self) -> tuple[LanguagePair, ...]:
        found: dict[str, LanguagePair] = {}
        for group in self._of.values():
            if len(group) > 1:
                ordered = {lang: group[lang] for lang in LANGUAGES if lang in group}
                first = next(iter(ordered.values()))
                found[first] = LanguagePair(urls=ordered, how=self._how[first])
        return tuple(found[url] for url in sorted(found))
