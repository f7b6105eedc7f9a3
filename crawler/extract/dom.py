"""The document as a browser builds it, in plain Python objects that are quick to walk.

lexbor parses by the HTML standard. `noscript` is parsed as browsers with scripting do (its content is text); nothing here recurses, so
depth is no danger. Text is kept as one list of pieces, and every element knows its slice of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extract.bounds import bounded
from facts import Region

MAX_ELEMENTS = 60_000  # elements; what follows is left out and said in `Dom.cut`
MAX_NODES = 300_000  # elements, texts and comments
MAX_DEPTH = 512  # levels; like a browser, what is nested deeper is put side by side
MAX_WORK = 10_000_000  # pieces of text and steps that reading one document may take; no real page comes near

BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
    "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
_MUTE = frozenset({
    "script", "style", "template", "noframes", "head", "title", "iframe", "object", "video", "audio", "canvas", "svg", "math", "select",
    "textarea", "datalist",
})  # fmt: skip
_APART = frozenset({"br", "button", "canvas", "iframe", "img", "input", "object", "select", "svg", "textarea", "video"})
_CONTROLS = frozenset({"a", "label", "time"})  # style sheets set neighbours of these apart
_LONG_PATH = 500  # characters; longer selectors are counted
_GAPPED = BLOCK | _APART
_NEIGHBOURS = _CONTROLS | {"span"}
_ADDRESSES = ("href", "data-href", "data-url", "data-link")  # where an element with role=link keeps its address
_NOSCRIPT = re.compile(r"<(/?)noscript(?=[\s/>])", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z][\w-]*", re.ASCII)

SHOWN, HIDDEN, SR_ONLY = 0, 1, 2


class Element:
    """One element. Subtree = `dom.order[pos:end]`; text pieces = `dom.pieces[t0:t1]`."""

    __slots__ = (
        "address", "attrs", "children", "end", "given", "hidden", "mute", "nth", "owner", "parent", "path", "pos", "region", "role",
        "t0", "t1", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Element | None", pos: int) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent: Element | None = parent
        self.children: list[Element | str] = []
        self.pos = self.end = pos
        self.t0 = self.t1 = self.nth = 0
        self.path = ""  # its selector, once asked for
        self.given = ""  # first word of the role attribute, lower case
        self.address: str | None = None  # what it leads to as written; None for what is no link
        self.role = ""  # landmark role and region are filled in by `regions.settle`
        self.region: Region = "other"
        if parent is None:
            self.hidden: int = SHOWN
            self.mute: bool = tag in _MUTE
            self.owner: Element = self  # the block it stands in, itself where it is one
        else:
            self.hidden = parent.hidden
            self.mute = parent.mute or tag in _MUTE
            self.owner = self if tag in BLOCK else parent.owner

    def get(self, name: str) -> str:
        """The attribute, "" when it is absent or empty."""
        return self.attrs.get(name, "")

    def up(self) -> "Iterator[Element]":
        """Ancestors, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def holds(self, other: "Element") -> bool:
        """True when `other` is inside this element or is it."""
        return self.pos <= other.pos < self.end

    def elements(self) -> "Iterator[Element]":
        """Child elements."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names."""
        return tuple(self.attrs.get("class", "").split())


_Open = tuple[LexborNode, Element, bool]  # an open node, the element that takes its content, whether they are one


class Dom:
    """A parsed document."""

    def __init__(self, html: str, *, rendered: bool) -> None:
        self.rendered = rendered
        self.order: list[Element] = []
        self.pieces: list[str] = []  # all text, with spaces where blocks begin and end
        self.shown: list[str] = []  # the same, "" where a piece is hidden from everybody
        self.owners: list[Element] = []  # the block each piece belongs to
        self.names: dict[int, str] = {}  # accessible names already computed, by position
        self.naming: set[int] = set()  # elements whose aria-labelledby is being followed, by position
        self.turns: list[Element] = []  # elements where another region begins, from `regions.settle`
        self.linked: list[Element] = []  # elements with an address
        self.by_tag: dict[str, list[Element]] = {}
        self.by_attr: dict[str, list[Element]] = {}
        self._texts: dict[int, str] = {}
        self._places: dict[str, list[int]] = {}
        self._left = MAX_WORK
        html, self.cut = bounded(html)
        self._build(_parse(html))
        self.root = self.order[0]
        self.body = next((node for node in self.root.elements() if node.tag in {"body", "frameset"}), self.root)
        self._index()

    def _build(self, root: LexborNode) -> None:
        open_: list[_Open] = []
        node: LexborNode | None = root
        count = 0
        while node is not None:
            if count >= MAX_NODES or len(self.order) >= MAX_ELEMENTS:
                self.cut = True
                break
            count += 1
            if node.is_element_node:
                parent = open_[-1][1] if open_ else None
                element = self._enter(node, parent)
                if len(open_) < MAX_DEPTH or parent is None:
                    open_.append((node, element, True))
                else:
                    self._leave(element)
                    open_.append((node, parent, False))
                if (child := node.child) is not None:
                    node = child
                    continue
                self._close(open_)
            elif node.is_text_node and open_:
                self._text(node.text_content or "", open_[-1][1])
            node = self._following(node, open_)
        while open_:
            self._close(open_)

    def _following(self, node: LexborNode, open_: list[_Open]) -> LexborNode | None:
        """The node behind `node` and its like; those that hold it and end with it are closed."""
        while open_:
            if (following := node.next) is not None:
                return following
            node = open_[-1][0]
            self._close(open_)
        return None  # what stands behind the root is none of the document

    def _close(self, open_: list[_Open]) -> None:
        _, element, own = open_.pop()
        if own:
            self._leave(element)

    def _enter(self, node: LexborNode, parent: Element | None) -> Element:
        tag = node.tag or ""
        given = node.attributes  # made anew each time; an attribute without a value has None
        attrs = {name: value or "" for name, value in given.items()} if None in given.values() else cast("dict[str, str]", given)
        element = Element(tag, attrs, parent, len(self.order))
        self.order.append(element)
        if tag in self.by_tag:
            self.by_tag[tag].append(element)
        else:
            self.by_tag[tag] = [element]
        if parent is not None:
            parent.children.append(element)
        if attrs:
            self._attributes(element, attrs)
        if tag in _GAPPED or (tag in _NEIGHBOURS and _stands_apart(element, parent)):
            self._gap()
        element.t0 = len(self.pieces)
        if "data-tekser-before" in attrs:
            self._piece(attrs["data-tekser-before"], element)
        return element

    def _attributes(self, element: Element, attrs: dict[str, str]) -> None:
        for name in attrs:
            self.by_attr.setdefault(name, []).append(element)
        if "role" in attrs:
            element.given = next(iter(attrs["role"].lower().split()), "")
        if element.tag in {"a", "area"}:
            element.address = attrs.get("href", attrs.get("xlink:href"))
        elif element.given == "link":
            element.address = next((attrs[name] for name in _ADDRESSES if attrs.get(name)), None)
        if element.address is not None:
            self.linked.append(element)
        self._hide(element)

    def _leave(self, element: Element) -> None:
        if "data-tekser-after" in element.attrs:
            self._piece(element.attrs["data-tekser-after"], element)
        element.t1 = len(self.pieces)
        element.end = len(self.order)
        if element.tag in _GAPPED:
            self._gap()

    def _hide(self, element: Element) -> None:
        attrs = element.attrs
        mark = attrs.get("data-tekser-h")
        if mark is not None:
            if mark == "0":
                element.hidden = SHOWN  # visible again inside what is hidden by visibility
            else:
                element.hidden = HIDDEN if mark == "1" or element.hidden == HIDDEN else SR_ONLY
        elif not self.rendered and (
            ("hidden" in attrs and attrs["hidden"] != "until-found") or ("style" in attrs and _HIDDEN_STYLE.search(attrs["style"]))
        ):
            element.hidden = HIDDEN

    def _gap(self) -> None:
        if self.pieces and self.pieces[-1] != " ":
            self.pieces.append(" ")
            self.shown.append(" ")
            self.owners.append(self.owners[-1])

    def _text(self, text: str, parent: Element) -> None:
        parent.children.append(text)
        self._piece(text, parent)

    def _piece(self, text: str, parent: Element) -> None:
        if parent.mute or not text:
            return
        self.pieces.append(text)
        self.shown.append("" if parent.hidden == HIDDEN else text)
        self.owners.append(parent.owner)

    def _index(self) -> None:
        named = self.by_attr.get("id", [])
        counts = Counter(node.attrs["id"] for node in named)
        # positions of elements that a selector can begin at
        self._anchors = {node.pos for node in named if counts[name := node.attrs["id"]] == 1 and _ID.fullmatch(name)}
        self.by_id: dict[str, Element] = {}
        for node in named:
            self.by_id.setdefault(node.attrs["id"], node)

    def release(self) -> None:
        """Take the elements apart, which hold one another: so they go at once, and nobody need search for them. The end of a document."""
        for node in self.order:
            node.children.clear()
            del node.parent, node.owner

    def afford(self, work: int) -> bool:
        """Take `work` steps from what one document may cost; False, and `cut`, when they are used up."""
        self._left -= work
        if self._left < 0:
            self.cut = True
        return self._left >= 0

    def tagged(self, *tags: str) -> list[Element]:
        """All elements with one of these tags, in document order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return sorted((node for tag in tags for node in self.by_tag.get(tag, ())), key=lambda node: node.pos)

    def among(self, tags: Iterable[str], names: Iterable[str]) -> list[Element]:
        """All elements with one of these tags or one of these attributes, in document order."""
        lists = [found for tag in tags if (found := self.by_tag.get(tag))]
        lists += [found for name in names if (found := self.by_attr.get(name))]
        if len(lists) < 2:
            return lists[0] if lists else []
        places = {node.pos for found in lists for node in found}
        return [self.order[pos] for pos in sorted(places)]

    def within(self, element: Element) -> list[Element]:
        """All elements below `element`, in document order; none when the document has cost too much already."""
        return self.order[element.pos + 1 : element.end] if self.afford(element.end - element.pos) else []

    def inside(self, element: Element, tag: str) -> int:
        """How many elements of a tag are below `element`."""
        places = self._all(tag)
        return bisect_left(places, element.end) - bisect_right(places, element.pos)

    def first(self, element: Element, tag: str) -> Element | None:
        """The first element of a tag below `element`."""
        places = self._all(tag)
        at = bisect_right(places, element.pos)
        return self.order[places[at]] if at < len(places) and places[at] < element.end else None

    def last_before(self, pos: int, tag: str) -> Element | None:
        """The last element of a tag that begins before a position."""
        places = self._all(tag)
        at = bisect_left(places, pos)
        return self.order[places[at - 1]] if at else None

    def _all(self, tag: str) -> list[int]:
        places = self._places.get(tag)
        if places is None:
            places = self._places[tag] = [node.pos for node in self.by_tag.get(tag, ())]
        return places

    def text(self, element: Element, limit: int | None = None) -> str:
        """Text of the element with words kept apart; what is hidden from everybody is left out unless the element itself is hidden."""
        text = self._texts.get(element.pos)
        if text is None:
            source = self.pieces if element.hidden == HIDDEN else self.shown
            first, size = element.t0, element.t1 - element.t0
            enough = self.afford(size)
            whole = source[first] if size == 1 else "".join(source[first : element.t1])
            text = self._texts[element.pos] = " ".join(whole.split()) if enough else ""
        return text if limit is None else text[:limit]

    def raw(self, element: Element) -> str:
        """The text children as written, for scripts, styles and titles."""
        return "".join(child for child in element.children if isinstance(child, str))

    def visible(self, element: Element) -> bool | None:
        """False when hidden from sight, True when a browser showed it, None when no browser looked."""
        if element.hidden != SHOWN:
            return False
        return True if self.rendered else None

    def selector(self, element: Element) -> str:
        """CSS selector that leads to exactly this element: up to the nearest unique id, else to body."""
        if element.path:
            return element.path
        steps: list[Element] = []
        node: Element | None = element
        while node is not None and not node.path:
            steps.append(node)
            node = None if node.pos in self._anchors or node is self.body else node.parent
        above = node.path if node is not None else ""
        for step in reversed(steps):
            own = f"#{step.attrs['id']}" if step.pos in self._anchors else step.tag + self._nth(step)
            above = step.path = f"{above} > {own}" if above else own
        if len(above) > _LONG_PATH:
            self.afford(len(above))
        return above

    def _nth(self, node: Element) -> str:
        if node.parent is None:
            return ""
        if not node.nth:
            _number(node.parent)
        return f":nth-of-type({node.nth})" if node.nth > 0 else ""


def _stands_apart(element: Element, parent: Element | None) -> bool:
    """True for a link, label or named span right behind another: style sheets set such neighbours apart.

    Bare spans are what word processors leave inside words, and stay together.
    """
    before = parent.children[-2] if parent is not None and len(parent.children) > 1 else None
    if before is None or isinstance(before, str):
        return False
    if element.tag in _CONTROLS and before.tag in _CONTROLS:
        return True
    return element.tag == before.tag == "span" and (
        "class" in element.attrs or "class" in before.attrs or any(True for _ in before.elements())
    )


def _number(parent: Element) -> None:
    """Give each child its place among those of its tag; -1 for a child that is the only one."""
    last: dict[str, Element] = {}
    for child in parent.elements():
        before = last.get(child.tag)
        if before is None:
            child.nth = -1
        else:
            before.nth = abs(before.nth)  # it is not the only one
            child.nth = before.nth + 1
        last[child.tag] = child


def _parse(html: str) -> LexborNode:
    text = _NOSCRIPT.sub(r"<\1noframes", html)  # the same parsing rule as noscript with scripting on
    root = LexborHTMLParser(text.encode("utf-8", "replace")).root
    if root is None:  # lexbor always makes html, head and body
        raise ValueError("no document")
    return root


def squeeze(text: str) -> str:
    """White space as one blank, none at the edges."""
    return " ".join(text.split())
