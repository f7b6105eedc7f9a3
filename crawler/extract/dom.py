"""The document as a browser builds it, in plain Python objects that are quick to walk.

lexbor parses by the HTML standard. `noscript` is parsed as browsers with scripting do (its content is text); nothing here recurses, so
depth is no danger. Text is kept as one list of pieces, and every element knows its slice of it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from facts import Region

MAX_ELEMENTS = 60_000  # elements; what follows is left out and said in `Dom.cut`
MAX_DEPTH = 512  # levels; like a browser, what is nested deeper is put side by side

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
_NOSCRIPT = re.compile(r"<(/?)noscript(?=[\s/>])", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z][\w-]*", re.ASCII)

SHOWN, HIDDEN, SR_ONLY = 0, 1, 2


class Element:
    """One element. Subtree = `dom.order[pos:end]`; text pieces = `dom.pieces[t0:t1]`."""

    __slots__ = ("attrs", "children", "end", "hidden", "mute", "nth", "parent", "path", "pos", "region", "role", "t0", "t1", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Element | None") -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent: Element | None = parent
        self.children: list[Element | str] = []
        self.pos = self.end = self.t0 = self.t1 = 0
        self.hidden: int = parent.hidden if parent is not None else SHOWN
        self.mute: bool = parent is not None and parent.mute
        self.nth = 0
        self.path = ""  # its selector, once asked for
        self.role = ""  # landmark role and region are filled in by `regions.settle`
        self.region: Region = "other"

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
        self.cut = False
        self._build(_parse(html))
        self.root = self.order[0]
        self.body = next((node for node in self.root.elements() if node.tag in {"body", "frameset"}), self.root)
        self._index()

    def _build(self, root: LexborNode) -> None:
        open_: list[_Open] = []
        node: LexborNode | None = root
        while node is not None and not self.cut:
            child = self._see(node, open_)
            if child is not None:
                node = child
                continue
            while node.next is None and open_:
                node = self._close(open_)
            node = node.next if open_ else None
        while open_:
            self._close(open_)

    def _close(self, open_: "list[_Open]") -> LexborNode:
        node, element, own = open_.pop()
        if own:
            self._leave(element)
        return node

    def _see(self, node: LexborNode, open_: "list[_Open]") -> LexborNode | None:
        """Take one node in; its first child when there is something below it to look at."""
        parent = open_[-1][1] if open_ else None
        if not node.is_element_node:
            if parent is not None and node.is_text_node:
                self._text(node.text_content or "", parent)
            return None
        if len(self.order) >= MAX_ELEMENTS:
            self.cut = True
            return None
        element = self._enter(node, parent)
        child = None if element.tag == "template" else node.first_child
        deep = len(open_) >= MAX_DEPTH and parent is not None
        if child is None or deep:
            self._leave(element)
        if child is not None:
            open_.append((node, parent, False) if deep and parent is not None else (node, element, True))
        return child

    def _enter(self, node: LexborNode, parent: Element | None) -> Element:
        attrs = {name: value or "" for name, value in node.attributes.items()}
        element = Element(node.tag or "", attrs, parent)
        element.pos = len(self.order)
        self.order.append(element)
        if parent is not None:
            parent.children.append(element)
        if element.tag in _MUTE:
            element.mute = True
        self._hide(element)
        if element.tag in BLOCK or element.tag in _APART or _stands_apart(element, parent):
            self._gap()
        element.t0 = len(self.pieces)
        before = attrs.get("data-tekser-before")
        if before:
            self._piece(before, element)
        return element

    def _leave(self, element: Element) -> None:
        after = element.attrs.get("data-tekser-after")
        if after:
            self._piece(after, element)
        element.t1 = len(self.pieces)
        element.end = len(self.order)
        if element.tag in BLOCK or element.tag in _APART:
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
        if not parent.mute:
            self._piece(text, parent)

    def _piece(self, text: str, parent: Element) -> None:
        if parent.mute:
            return
        self.pieces.append(text)
        self.shown.append("" if parent.hidden == HIDDEN else text)
        owner = parent
        while owner.tag not in BLOCK and owner.parent is not None:
            owner = owner.parent
        self.owners.append(owner)

    def _index(self) -> None:
        self.by_tag: dict[str, list[Element]] = {}
        for node in self.order:
            self.by_tag.setdefault(node.tag, []).append(node)
        counts = Counter(node.attrs["id"] for node in self.order if "id" in node.attrs)
        self.unique = {node.attrs["id"]: node for node in self.order if "id" in node.attrs and counts[node.attrs["id"]] == 1}
        self.by_id: dict[str, Element] = {}
        for node in self.order:
            if "id" in node.attrs:
                self.by_id.setdefault(node.attrs["id"], node)

    def tagged(self, *tags: str) -> list[Element]:
        """All elements with one of these tags, in document order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return sorted((node for tag in tags for node in self.by_tag.get(tag, ())), key=lambda node: node.pos)

    def within(self, element: Element) -> list[Element]:
        """All elements below `element`, in document order."""
        return self.order[element.pos + 1 : element.end]

    def text(self, element: Element, limit: int | None = None) -> str:
        """Text of the element with words kept apart; what is hidden from everybody is left out unless the element itself is hidden."""
        source = self.pieces if element.hidden == HIDDEN else self.shown
        text = squeeze("".join(source[element.t0 : element.t1]))
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
            node = None if self._anchored(node) or node is self.body else node.parent
        above = node.path if node is not None else ""
        for step in reversed(steps):
            own = f"#{step.attrs['id']}" if self._anchored(step) else step.tag + self._nth(step)
            above = step.path = f"{above} > {own}" if above else own
        return above

    def _anchored(self, node: Element) -> bool:
        name = node.attrs.get("id")
        return name is not None and name in self.unique and _ID.fullmatch(name) is not None

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
    if not isinstance(before, Element):
        return False
    if element.tag in _CONTROLS and before.tag in _CONTROLS:
        return True
    return element.tag == before.tag == "span" and (
        "class" in element.attrs or "class" in before.attrs or any(True for _ in before.elements())
    )


def _number(parent: Element) -> None:
    """Give each child its place among those of its tag; -1 for a child that is the only one."""
    counts = Counter(child.tag for child in parent.elements())
    seen: Counter[str] = Counter()
    for child in parent.elements():
        seen[child.tag] += 1
        child.nth = seen[child.tag] if counts[child.tag] > 1 else -1


def _parse(html: str) -> LexborNode:
    text = _NOSCRIPT.sub(r"<\1noframes", html)  # the same parsing rule as noscript with scripting on
    root = LexborHTMLParser(text.encode("utf-8", "replace")).root
    if root is None:  # lexbor always makes html, head and body
        raise ValueError("no document")
    return root


def squeeze(text: str) -> str:
    """White space as one blank, none at the edges."""
    return " ".join(text.split())
