"""Controls that lead to another language, and the marker of the present one."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crawler.extract.dom import HIDDEN, Dom, Element
from crawler.extract.names import name_of
from crawler.extract.urls import lang_of, lang_word, parts_of, resolve, without_lang
from facts import Lang, SwitchLink

_NAMES: dict[Lang, str] = {
    "kk": "қаз,каз,kz,kk,kaz,qaz,қз,қк,қазақша,казакша,қазақ,қазақ тілі,қазақ тілінде,қазақша нұсқа,қазақша нұсқасы,мемлекеттік тілде,"
    "kazakh,qazaqsha,qazaqşa,qazaq,qazaq tili,in kazakh,kazakh version,казахский,казахский язык,на казахском,на казахском языке,"
    "казахская версия",
    "ru": "рус,ру,ru,rus,орыс,орысша,орыс тілі,орыс тілінде,орысша нұсқа,орысша нұсқасы,русский,русский язык,по-русски,на русском,"
    "на русском языке,русская версия,russian,in russian,russian version,orys,oryssha",
    "en": "eng,en,англ,ағыл,анг,english,ағылшын,ағылшынша,ағылшын тілі,ағылшын тілінде,ағылшынша нұсқа,английский,английский язык,"
    "на английском,на английском языке,английская версия,in english,english version,english language,agylshyn",
}
_LANG_OF_NAME: dict[str, Lang] = {name: lang for lang, names in _NAMES.items() for name in names.split(",")}
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|odt|zip|rar|7z)$", re.IGNORECASE)
_GROUP = re.compile(r"lang|locale|\btil\b|^til|jazyk|yazyk|i18n", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[-_])(?:active|current|selected|is-active|cur|on)$", re.IGNORECASE)
_MARKERS = frozenset({"a", "b", "button", "div", "em", "font", "i", "label", "li", "p", "span", "strong", "summary", "td", "u"})
_PERHAPS = _MARKERS | {"input", "option"}  # others are controls by their attributes only
_ACTIVE = frozenset({"button", "option", "menuitem", "menuitemradio", "radio", "tab", "link", "switch"})
_NEAR = 4  # how many containers up the parts of one switch may meet
_LIMIT = 60
_CODE = 4  # characters that the name of a control may have which only its address gives a language
_MAX_TEXT = 40  # characters that the name of a language control may have


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    node: Element
    link: SwitchLink
    interactive: bool


def switches_of(dom: Dom, base: str, page: str, html_lang: str) -> tuple[SwitchLink, ...]:
    """Language controls in order; `page` is the canonical address of the page itself."""
    here = lang_of(page) or lang_word(html_lang)
    found: list[_Found] = []
    for node in dom.order:
        if len(found) >= _LIMIT:
            break
        if node.tag not in _PERHAPS and node.address is None and not node.given and "onclick" not in node.attrs:
            continue
        control = _control(dom, node, base, page, here) if node.address is not None or _is_button(node) else None
        seen = control or _marker(dom, node, here)
        if seen is not None and not any(seen.node.holds(other.node) or other.node.holds(seen.node) for other in found):
            found.append(seen)
    return tuple(item.link for item in found if item.interactive or _belongs(item, found))


def _control(dom: Dom, node: Element, base: str, page: str, here: Lang | None) -> _Found | None:
    """A link, button or option that means a language."""
    raw = node.address if node.tag != "option" else _option_address(node)
    text = name_of(dom, node) if node.tag != "input" else node.get("value")
    lang, how = _meaning(dom, node, text)
    if lang is None and (node.region == "main" or len(text) > _CODE):
        return None
    url = resolve(raw, base)[0] if raw and not raw.startswith("#") else ""
    if lang is None and url and url != page and without_lang(url) == without_lang(page):
        lang, how = lang_of(url), "address"
    if lang is None or not _plausible(node, url, lang, page):
        return None
    current = _is_current(node) or (bool(url) and url == page and lang == here) or _toggles(node)
    link = SwitchLink(lang=lang, url=url, selector=dom.selector(node), text=text[:_MAX_TEXT], how=how, current=current)
    return _Found(node=node, link=link, interactive=node.tag != "option" or bool(url) or _grouped(node))


def _is_button(node: Element) -> bool:
    if node.tag == "input":
        return node.get("type").lower() in {"button", "submit", "radio"} and bool(node.get("value"))
    return node.tag in {"button", "option"} or node.given in _ACTIVE or "onclick" in node.attrs


def _option_address(node: Element) -> str:
    value = node.get("value") or node.get("data-url") or node.get("data-href")
    return value if value.startswith(("/", "http", "?")) else ""


def _meaning(dom: Dom, node: Element, text: str) -> tuple[Lang | None, Literal["text", "hreflang", "address"]]:
    """The language that a control names by its words or its hreflang."""
    plain = dom.raw(node) if node.tag == "option" else dom.text(node, 2 * _MAX_TEXT)
    for words in dict.fromkeys((plain, text, node.attrs.get("title", ""))):
        lang = _named(words) if words else None
        if lang is not None:
            return lang, "text"
    hreflang = lang_word(node.attrs["hreflang"]) if "hreflang" in node.attrs else None
    if hreflang is not None and len(text) <= _MAX_TEXT:
        return hreflang, "hreflang"
    return None, "text"


def _named(text: str) -> Lang | None:
    """The language that a short text names."""
    return _read(text) if len(text) <= _MAX_TEXT else None


@lru_cache(maxsize=4096)
def _read(text: str) -> Lang | None:
    return _LANG_OF_NAME.get(_EDGE.sub("", text).casefold())


def _plausible(node: Element, url: str, lang: Lang, page: str) -> bool:
    """A language name over a file is the language of that file; in the main content only an address in that language is a switch."""
    if not url:
        return node.tag != "a" or _grouped(node) or node.region != "main"
    if _FILE.search(parts_of(url).path):
        return False
    return node.region != "main" or (lang_of(url) == lang and parts_of(url).netloc == parts_of(page).netloc) or _grouped(node)


def _grouped(node: Element) -> bool:
    return any(_GROUP.search(word) for part in (node, *_few_up(node)) for word in (*part.classes, part.get("id"), part.get("name")))


def _few_up(node: Element) -> list[Element]:
    return [above for _, above in zip(range(_NEAR), node.up(), strict=False)]


def _marker(dom: Dom, node: Element, here: Lang | None) -> _Found | None:
    """Text that names a language and is no control by its markup: the present language, or a script's own control."""
    if node.tag not in _MARKERS or node.hidden == HIDDEN or node.t1 - node.t0 > 6:
        return None
    text = dom.text(node)
    lang = _named(text) if text else None
    if lang is None or any(inner.address is not None or _is_button(inner) for inner in dom.within(node)):
        return None
    current = _is_current(node) or lang == here
    link = SwitchLink(lang=lang, url="", selector=dom.selector(node), text=text, how="text", current=current)
    return _Found(node=node, link=link, interactive=False)


def _is_current(node: Element) -> bool:
    if node.get("aria-current") not in {"", "false"} or "selected" in node.attrs or node.get("aria-pressed") == "true":
        return True
    if node.get("aria-selected") == "true" or node.get("aria-checked") == "true":
        return True
    nearest = [node] + ([node.parent] if node.parent is not None and node.parent.tag in {"li", "span"} else [])
    return any(_CURRENT.search(name) for part in nearest for name in part.classes)


def _toggles(node: Element) -> bool:
    """A button that opens the list of languages shows the present one."""
    return "aria-haspopup" in node.attrs or "aria-expanded" in node.attrs or any("dropdown-toggle" in name for name in node.classes)


def _belongs(item: _Found, found: list[_Found]) -> bool:
    """A bare language name counts beside a control of another language, or beside another name where the container says it is a switch."""
    for above in _few_up(item.node):
        others = [other for other in found if other is not item and other.link.lang != item.link.lang and above.holds(other.node)]
        if any(other.interactive for other in others) or (others and _grouped(item.node)):
            return True
    return False
