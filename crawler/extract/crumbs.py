"""Candidates for a navigation chain (breadcrumbs), with what marks them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

from crawler.extract.dom import BLOCK, HIDDEN, Dom, Element, squeeze
from crawler.extract.jsonld import objects_of
from crawler.extract.memo import remembered
from crawler.extract.names import label_of, name_of
from crawler.extract.urls import parts_of, resolve, without_lang
from facts import Breadcrumb

_MOST = 15  # items that a chain may have
_LABEL = re.compile(
    r"bread\s?-?crumb|хлебны\w+\s+крошк|навигационн\w+\s+цепоч|цеп\w+\s+навигац|строк\w+\s+навигац|вы\s+(?:здесь|находитесь)|нан\s+(?:қиқым|үгін|қоқым)\w*"
    r"|навигация(?:лық)?\s+(?:тізбег|тізбек|жол)\w*|жол\s+тізбег|сіз\s+ос\w+|you\s+are\s+here",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"(?:^|[-_])(?:bread-?_?crumbs?|crumbs?|nav-?chain|path-?way|hleb(?:nye|nie)?-?kroshki|kroshki|nav-?path|you-?are-?here)(?:$|[-_])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"bread-?crumb", re.IGNORECASE)
_ITEM = re.compile(r"(?:item|link|li|active|current|separator|sep|divider|home|last|first)$", re.IGNORECASE)
_SEPARATORS = r">/\\»›→•▸►⟩❯➔➜·|⁄∕"
_ONLY_SEPARATORS = re.compile(rf"[\s{_SEPARATORS}–—-]+")
_EDGE_SEPARATORS = re.compile(rf"^[\s{_SEPARATORS}–—-]+|[\s{_SEPARATORS}–—-]+$")
_SPLIT = re.compile(r"\s[>/\\»›→•▸►❯]\s")
_STRONG = re.compile(r"[>/\\»›→•▸►⟩❯➔➜]")
_HOME_WORDS = frozenset(
    {
        "басты бет",
        "басты",
        "бастапқы бет",
        "негізгі бет",
        "главная",
        "главная страница",
        "на главную",
        "home",
        "home page",
        "main",
        "main page",
    }
)
_HOME_PATHS = frozenset({"", "/", "/index.php", "/index.html", "/index.htm", "/home", "/main"})
_MARKING = ("aria-label", "aria-labelledby", "itemtype", "typeof", "class", "id")
_TOP_WORDS = 60  # words of the main content that may stand before a chain
_SIZE = 300  # elements that a chain may have
_TOP_LINKS = 60  # links looked at for a chain without a mark
_CHAIN_TEXT = 250  # characters of a chain known only by its separators
_FIRST_PIECES = 20  # of text at the top of the main content
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

Mark = Literal["aria", "schema", "class", "separator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """An item of a chain, or (text None) a separator."""

    text: str | None
    url: str = ""


def breadcrumbs_of(dom: Dom, base: str) -> tuple[Breadcrumb, ...]:
    """Chains by their marks; where none is marked, a chain at the top of the content that its separators show."""
    found: list[Breadcrumb] = []
    reach = 0  # where the last chain found ends; what stands before is part of it
    for node in dom.among((), _MARKING):
        mark = _mark(dom, node)
        if mark is None or node.pos < reach:
            continue
        root = _container(node, mark)
        crumb = _chain(dom, root, base, mark)
        if crumb is not None:
            found.append(crumb)
            reach = max(reach, root.end)
    return (*(found or _by_separator(dom, base) or _in_words(dom)), *_in_jsonld(dom, base))


def _mark(dom: Dom, node: Element) -> Mark | None:
    if node.tag in {"body", "html", "head", "script", "style"}:
        return None
    attrs = node.attrs
    if ("aria-label" in attrs or "aria-labelledby" in attrs) and node.address is None and _LABEL.search(label_of(dom, node)):
        return "aria"
    if "itemtype" in attrs and any(name in attrs["itemtype"] for name in ("BreadcrumbList", "vocabulary.org/Breadcrumb")):
        return "schema"
    if "typeof" in attrs and "Breadcrumb" in attrs["typeof"]:
        return "schema"
    return "class" if _names_crumbs(attrs.get("class", ""), attrs.get("id", "")) else None


@remembered(4096, 500)
def _names_crumbs(classes: str, id_: str) -> bool:
    return any(_CLASS.search(name) or _CAMEL.search(name) for name in (*classes.split(), id_))


def _container(node: Element, mark: Mark) -> Element:
    """The chain itself, where the mark stands on one of its items."""
    item = mark != "aria" and node.tag in {"li", "a", "span"} and (mark == "schema" or any(_ITEM.search(name) for name in node.classes))
    single = node.tag == "a" or (mark == "schema" and "BreadcrumbList" not in node.get("itemtype") and "List" not in node.get("typeof"))
    if (item or single) and node.parent is not None and node.parent.tag != "body":
        return node.parent
    return node


def _chain(dom: Dom, root: Element, base: str, mark: Mark) -> Breadcrumb | None:
    if root.end - root.pos > _SIZE:
        return None
    items = [token for token in _tokens(dom, root, base) if token.text is not None]
    if not items or len(items) > _MOST:
        return None
    return Breadcrumb(
        selector=dom.selector(root),
        items=tuple((token.text or "")[:200] for token in items),
        urls=tuple(token.url for token in items),
        marked_by=mark,
        visible=dom.visible(root),
    )


def _tokens(dom: Dom, root: Element, base: str) -> Iterator[_Token]:
    """Items and separators of a chain in order: each link is one item, text outside links is split where blocks and separators stand."""
    stack: list[Element | str | None] = list(reversed(root.children))
    text: list[str] = []
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            text.append(node)
            continue
        if node is not None and _passed(node):
            continue
        raw = node.address if node is not None else None
        ends = node is None or raw is not None or node.tag in BLOCK or node.tag == "br"
        if ends:
            yield from _split(" ".join(text))
            text = []
        if node is None:
            continue
        if raw is not None:
            yield from _link_tokens(dom, node, raw, base)
            continue
        stack += [None] if ends else []
        stack += [after for after in (node.get("data-tekser-after"),) if after]
        stack += reversed(node.children)
        text.append(node.get("data-tekser-before"))
    yield from _split(" ".join(text))


def _passed(node: Element) -> bool:
    return node.mute or node.hidden == HIDDEN or node.tag in _HEADINGS


def _link_tokens(dom: Dom, node: Element, raw: str, base: str) -> Iterator[_Token]:
    name = name_of(dom, node)
    bare = _EDGE_SEPARATORS.sub("", name)
    if bare != name and _STRONG.search(name[: len(name) - len(name.lstrip())] + name[:1]):
        yield _Token(text=None)
    yield _Token(text=bare, url=resolve(raw, base)[0])
    if _STRONG.search(node.get("data-tekser-after") + name[-1:]):
        yield _Token(text=None)


def _split(text: str) -> Iterator[_Token]:
    whole = squeeze(text)
    if not whole:
        return
    if _ONLY_SEPARATORS.fullmatch(whole):
        yield _Token(text=None)
        return
    if _STRONG.match(whole):
        yield _Token(text=None)
    parts = [_EDGE_SEPARATORS.sub("", part) for part in _SPLIT.split(f" {whole} ")]
    kept = [part for part in parts if part and not (part.endswith(":") or _LABEL.fullmatch(part))]
    for index, part in enumerate(kept):
        if index:
            yield _Token(text=None)
        yield _Token(text=part)
    if _STRONG.search(whole[-1]) and kept:
        yield _Token(text=None)


def _by_separator(dom: Dom, base: str) -> tuple[Breadcrumb, ...]:
    looked: set[int] = set()
    for link in _first_links(dom):
        for root in (above for _, above in zip(range(4), link.up(), strict=False)):
            if root.pos in looked or root is dom.body:
                continue
            looked.add(root.pos)
            if (
                root.end - root.pos <= _SIZE
                and root.t1 - root.t0 <= 80
                and len(dom.text(root)) <= _CHAIN_TEXT
                and _is_chain(dom, root, base)
            ):
                crumb = _chain(dom, root, base, "separator")
                return (crumb,) if crumb is not None else ()
    return ()


def _in_words(dom: Dom) -> tuple[Breadcrumb, ...]:
    """A chain without a link that the main content begins with: "Home / About us"."""
    start = next((node for node in dom.turns if node.region == "main"), None)
    first = range(start.t0, min(start.t1, start.t0 + _FIRST_PIECES)) if start is not None else ()
    owner = next((dom.owners[at] for at in first if dom.shown[at].strip()), None)
    for root in islice(chain((owner,), owner.up()), 4) if owner is not None else ():
        if root.tag in _HEADINGS or root is start or root.end - root.pos > _SIZE or len(dom.text(root)) > _CHAIN_TEXT:
            break
        if _are_chained(list(_tokens(dom, root, ""))):
            crumb = _chain(dom, root, "", "separator")
            return (crumb,) if crumb is not None else ()
    return ()


def _first_links(dom: Dom) -> Iterator[Element]:
    """Links at the top: before the main content (menus left out) and within its first words."""
    start = next((node for node in dom.turns if node.region == "main"), None)
    given = 0
    for node in dom.linked:
        if node.region in {"footer", "aside"} or (node.region == "nav" and start is not None):
            continue
        if given == _TOP_LINKS or (start is not None and _words_between(dom, start.t0, node.t0) > _TOP_WORDS):
            return
        given += 1
        yield node


def _words_between(dom: Dom, first: int, last: int) -> int:
    return len("".join(dom.shown[first:last]).split())


def _is_chain(dom: Dom, root: Element, base: str) -> bool:
    tokens = list(_tokens(dom, root, base))
    return any(token.url for token in tokens) and _are_chained(tokens)


def _are_chained(tokens: Sequence[_Token]) -> bool:
    """Items with a separator between each two, the first of them the home page."""
    items = [token for token in tokens if token.text is not None]
    if not 2 <= len(items) <= _MOST or tokens[0].text is None:
        return False
    between = all(tokens[at].text is None or tokens[at + 1].text is None for at in range(len(tokens) - 1))
    return between and [at for at, item in enumerate(items) if _is_home(item)] == [0]  # several homes are a language switch


def _is_home(item: _Token) -> bool:
    if (item.text or "").casefold() in _HOME_WORDS:
        return True
    return bool(item.url) and parts_of(without_lang(item.url)).path in _HOME_PATHS and not parts_of(without_lang(item.url)).query


def _in_jsonld(dom: Dom, base: str) -> Iterator[Breadcrumb]:
    for node, thing in objects_of(dom):
        kind = thing.get("@type")
        listed = thing.get("itemListElement")
        if "BreadcrumbList" not in (kind if isinstance(kind, list) else [kind]) or not isinstance(listed, list):
            continue
        items = [_entry(entry, base) for entry in sorted(filter(_is_entry, listed), key=_position)][:_MOST]
        if items:
            names, urls = zip(*items, strict=True)
            yield Breadcrumb(selector=dom.selector(node), items=names, urls=urls, marked_by="schema", visible=False)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict)


def _position(entry: dict[str, Any]) -> float:
    try:
        return float(entry.get("position", 0))
    except (TypeError, ValueError):
        return 0.0


def _entry(entry: dict[str, Any], base: str) -> tuple[str, str]:
    item = entry.get("item")
    inner = item if isinstance(item, dict) else {}
    name = entry.get("name") or inner.get("name") or ""
    address = item if isinstance(item, str) else inner.get("@id") or inner.get("url") or ""
    return str(name)[:200], resolve(str(address), base)[0]
