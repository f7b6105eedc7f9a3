"""The template of a page: what its structure is, whatever text and however many items it holds."""

import hashlib
import re

from crawler.extract.dom import Dom, Element
from crawler.extract.memo import remembered

_DEPTH = 9  # levels below body that are looked at
_STRUCTURE = frozenset({"header", "nav", "main", "aside", "footer", "section", "article", "form", "video", "audio", "iframe"})
_PASSING = frozenset({"script", "style", "template", "noframes", "link", "meta", "br", "svg", "path", "option", "source", "track"})
_PROSE = frozenset({
    "a", "abbr", "b", "blockquote", "caption", "cite", "code", "col", "colgroup", "em", "figcaption", "figure", "font", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "q", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul",
})  # fmt: skip
_STATE = re.compile(
    r"(?:^|[-_])(?:active|current|open|opened|show|shown|hidden|selected|first|last|odd|even|hover|focus|loaded|lazy\w*|visible|kk|kz|ru|en|lang)"
    r"(?:$|[-_])"
)
_DIGITS = re.compile(r"\d+")


def fingerprint(dom: Dom) -> str:
    """16 hex digits that pages of one template share: kinds of containers, not their number, order or text."""
    inner: dict[int, set[str]] = {}  # by position: the words of what is inside, for those that hold some
    depth = {dom.body.pos: 0}
    shallow: list[Element] = []
    for node in dom.within(dom.body):
        above = depth.get(node.parent.pos) if node.parent is not None else None
        if above is not None and above < _DEPTH and node.tag not in _PASSING:
            depth[node.pos] = above + 1
            shallow.append(node)
    for node in reversed(shallow):
        held, mark = inner.pop(node.pos, None), _mark(node)
        if node.parent is not None and (mark or held):
            around = inner.setdefault(node.parent.pos, set())
            if mark:  # one word with what is in it
                around.add(f"{mark}({_digest(','.join(sorted(held))) if held else ''})")
            elif held:  # a container without a name of its own is seen through, prose is not seen at all
                around |= held
    text = _mark(dom.body) + "{" + ",".join(sorted(inner.get(dom.body.pos, ()))) + "}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _mark(node: Element) -> str:
    if node.region == "main" and node.tag in _PROSE:
        return ""  # what an editor wrote into an article does not make another template
    if classes := node.attrs.get("class"):
        return named(node.tag, classes)
    return node.tag if node.tag in _STRUCTURE else ""


@remembered(4096, 500)
def named(tag: str, classes: str) -> str:
    """The name that the structure of a page knows an element by; "" for one that has none of its own."""
    names = sorted({_DIGITS.sub("", name) for name in classes.split() if not _STATE.search(name.lower())})
    return ".".join([tag, *names]) if tag in _STRUCTURE or names else ""


@remembered(4096, 500)
def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()
