"""The template of a page: what its structure is, whatever text and however many items it holds."""

import hashlib
import re

from crawler.extract.dom import Dom, Element

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
    shapes: dict[int, frozenset[str]] = {}
    depth = {dom.body.pos: 0}
    shallow = [dom.body]
    for node in dom.within(dom.body):
        above = depth.get(node.parent.pos) if node.parent is not None else None
        if above is not None and above < _DEPTH and node.tag not in _PASSING:
            depth[node.pos] = above + 1
            shallow.append(node)
    for node in reversed(shallow):
        inner = frozenset().union(*(_shape(child, shapes) for child in node.elements() if child.pos in shapes))
        shapes[node.pos] = inner
    text = _mark(dom.body) + "{" + ",".join(sorted(shapes[dom.body.pos])) + "}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shape(node: Element, shapes: dict[int, frozenset[str]]) -> frozenset[str]:
    """The node as one word with what is in it; a container without a name of its own is seen through, prose is not seen at all."""
    mark = _mark(node)
    inner = shapes[node.pos]
    if not mark:
        return inner
    digest = hashlib.blake2s(",".join(sorted(inner)).encode(), digest_size=6).hexdigest() if inner else ""
    return frozenset({f"{mark}({digest})"})


def _mark(node: Element) -> str:
    if node.region == "main" and node.tag in _PROSE:
        return ""  # what an editor wrote into an article does not make another template
    names = sorted({_DIGITS.sub("", name) for name in node.classes if not _STATE.search(name.lower())})
    if node.tag in _STRUCTURE or names:
        return ".".join([node.tag, *names])
    return ""
