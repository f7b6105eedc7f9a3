"""Language versions of addresses and pages, and which pages show the same thing in two languages. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol
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


class Versioned(Protocol):
    """What pairing needs of a page; a Page has it."""

    @property
    def url(self) -> str: ...
    @property
    def final_url(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def lang(self) -> Lang | None: ...
    @property
    def switches(self) -> Sequence[Any]: ...  # each with `url` and `lang`
    @property
    def alternates(self) -> Mapping[str, str]: ...


class Pairing:
    """Finds pages that show the same thing in several languages; each page is noted once and not held.

    Links of the switch count first, then hreflang, then addresses that differ in the language only; links count when
    they lead there and back. `langs` are those of the pages that were seen; `aliases` maps addresses that redirect to
    the key of the page they lead to.
    """

    def __init__(self, langs: Mapping[str, Lang], aliases: Mapping[str, str]) -> None:
        self._known = _Known(langs, aliases)
        self._by_switch: set[Edge] = set()
        self._by_hreflang: set[Edge] = set()

    def note(self, page: Versioned) -> None:
        """Take account of what a page offers itself as."""
        known = self._known
        if page.url in known.langs:
            self._by_switch.update(known.edges(page, ((one.lang, one.url) for one in page.switches if one.url)))
            self._by_hreflang.update(known.edges(page, ((language_of_code(code), url) for code, url in page.alternates.items())))

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The groups, ordered by address."""
        langs = self._known.langs
        groups = _Groups(langs)
        edges: tuple[tuple[How, Iterable[Edge]], ...] = (
            ("switch", _mutual(self._by_switch)),
            ("hreflang", _mutual(self._by_hreflang)),
            ("address", _by_address(langs)),
        )
        for how, found in edges:
            for one, other in found:
                groups.join(one, other, how)
        return groups.pairs()


Edge = tuple[str, str]


class _Known:
    """The pages that can be paired, by address."""

    def __init__(self, langs: Mapping[str, Lang], aliases: Mapping[str, str]) -> None:
        self.langs = langs
        self._keys = {url: url for url in langs}  # one object for each address
        self._aliases = aliases

    def edges(self, page: Versioned, offers: Iterable[tuple[Lang | None, str]]) -> Iterator[Edge]:
        """From a page to those that it offers itself as."""
        for lang, url in offers:
            target = canonical(url, page.final_url)
            other = self._keys.get(self._aliases.get(target, target))
            if other and lang and self.langs[other] == lang != page.lang:
                yield self._keys[page.url], other


def _mutual(seen: set[Edge]) -> Iterator[Edge]:
    return ((one, other) for one, other in sorted(seen) if one < other and (other, one) in seen)


def _by_address(known: Iterable[str]) -> Iterator[Edge]:
    alike: dict[str, list[str]] = defaultdict(list)
    for url in sorted(known):
        if address_language(url)[0]:
            alike[language_free(url)].append(url)
    return ((urls[0], other) for urls in alike.values() for other in urls[1:])


class _Groups:
    """Sets of pages, at most one a language."""

    def __init__(self, langs: Mapping[str, Lang]) -> None:
        self._langs = langs
        self._of: dict[str, dict[Lang, str]] = {}
        self._how: dict[str, How] = {}

    def join(self, one: str, other: str, how: How) -> None:
        """Put two pages into one set, unless a language would then stand there twice."""
        left, right = self._group(one), self._group(other)
        if left is right or left.keys() & right.keys():
            return
        left.update(right)
        for url in left.values():
            self._of[url] = left
            self._how.setdefault(url, how)

    def pairs(self) -> tuple[LanguagePair, ...]:
        """The sets that have more than one page, ordered by address."""
        found: dict[str, LanguagePair] = {}
        for group in self._of.values():
            ordered = {lang: group[lang] for lang in LANGUAGES if lang in group}
            first = next(iter(ordered.values()))
            if first not in found:
                found[first] = LanguagePair(urls=ordered, how=self._how[first])
        return tuple(found[url] for url in sorted(found))

    def _group(self, url: str) -> dict[Lang, str]:
        return self._of.get(url) or {self._langs[url]: url}
