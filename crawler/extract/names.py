"""Accessible names, computed well enough for links, buttons, fields and pictures.

Source: Accessible Name and Description Computation 1.2 and HTML-AAM: aria-labelledby, aria-label, the element's own way (alt, label,
legend), content with the names of what is inside, title.
"""

from collections.abc import Iterator
from itertools import islice

from crawler.extract.dom import BLOCK, HIDDEN, Dom, Element, squeeze

_SKIP = frozenset({"script", "style", "template", "noframes", "datalist"})
_LIMIT = 500  # characters of a name
_COST = 8  # steps that one piece takes
_BATCH = 32  # pieces taken before it is looked whether they are enough
_REFERENCES = 10  # names that lead to names, and objects in objects
_DEPTH = 40  # nesting looked into for a name


def name_of(dom: Dom, element: Element) -> str:
    """The accessible name of a link, button, heading or landmark with a name from its content."""
    known = dom.names.get(element.pos)
    if known is None:
        attrs = element.attrs
        given = (_labelled(dom, element) if "aria-labelledby" in attrs else "") or attrs.get("aria-label", "").strip()
        known = dom.names[element.pos] = given or content_name(dom, element) or squeeze(attrs.get("title", ""))
    return known


def label_of(dom: Dom, element: Element) -> str:
    """The name an author gave by aria-labelledby, aria-label or title, for elements that take none from their content."""
    return _labelled(dom, element) or element.get("aria-label").strip() or squeeze(element.get("title"))


def image_name(dom: Dom, element: Element) -> str:
    """The accessible name of a picture: aria, then alt, then the title child of an svg, then title."""
    given = _labelled(dom, element) or element.get("aria-label").strip()
    if given:
        return given
    if element.tag in {"img", "input", "area"} and element.get("alt").strip():
        return squeeze(element.get("alt"))
    if element.tag == "svg":
        title = next((child for child in element.elements() if child.tag == "title"), None)
        if title is not None:
            return squeeze(dom.raw(title))
    if element.tag in {"object", "canvas"} and len(dom.naming) < _REFERENCES:
        dom.naming.add(element.pos)
        inside = squeeze(_gather(dom, element, own_mute=True))
        dom.naming.discard(element.pos)
        if inside:
            return inside
    return squeeze(element.get("title"))


def content_name(dom: Dom, element: Element) -> str:
    """The name that the content gives: text, alternatives of pictures, names of controls; aria-hidden parts left out."""
    if element.end == element.pos + 1 and not element.mute:
        return dom.text(element, _LIMIT)
    return squeeze(_gather(dom, element))[:_LIMIT]


def _labelled(dom: Dom, element: Element) -> str:
    ids = element.get("aria-labelledby").split()
    if not ids or element.pos in dom.naming or len(dom.naming) >= _REFERENCES:
        return ""
    dom.naming.add(element.pos)
    parts = (_reference(dom, dom.by_id[name]) for name in ids[:20] if name in dom.by_id)
    name = squeeze(" ".join(parts))[:_LIMIT]
    dom.naming.discard(element.pos)
    return name


def _reference(dom: Dom, target: Element) -> str:
    return target.get("aria-label") or (image_name(dom, target) if target.tag in {"img", "svg"} else "") or _gather(dom, target)


def _gather(dom: Dom, root: Element, *, own_mute: bool = False) -> str:
    """The pieces joined, as many as a name of `_LIMIT` characters can hold."""
    pieces = _pieces(dom, root, root.hidden == HIDDEN, own_mute)
    text, letters = "", 0
    while dom.afford(_COST * _BATCH) and (own_mute or letters < _LIMIT) and (batch := tuple(islice(pieces, _BATCH))):
        more = "".join(batch)
        text += more
        letters += len("".join(more.split()))
    return text


def _pieces(dom: Dom, root: Element, shows_hidden: bool, own_mute: bool) -> Iterator[str]:
    """Text pieces below `root` in order; an explicit stack stands for the recursion of the standard."""
    enough = dom.afford(_COST * len(root.children))
    stack: list[tuple[Element | str, int]] = [(child, 1) for child in reversed(root.children)] if enough else []
    yield _pseudo(root, "before")
    while stack:
        node, depth = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if node.tag in _SKIP or node.attrs.get("aria-hidden") == "true" or (node.hidden == HIDDEN and not shows_hidden) or depth > _DEPTH:
            continue
        own = _own_name(dom, node)
        if own:
            yield f" {own} "
        if own or (node.mute and not own_mute) or not dom.afford(_COST * len(node.children)):
            continue
        if node.tag in BLOCK or node.tag == "br":
            yield " "
            stack.append((" ", depth))
        stack.append((_pseudo(node, "after"), depth))
        stack.extend((child, depth + 1) for child in reversed(node.children))
        yield _pseudo(node, "before")
    yield _pseudo(root, "after")


def _own_name(dom: Dom, node: Element) -> str:
    if node.tag in {"img", "svg", "object", "canvas", "area"} or (node.tag == "input" and node.get("type").lower() == "image"):
        return image_name(dom, node)
    return node.get("aria-label").strip()


def _pseudo(node: Element, place: str) -> str:
    """CSS content that says something: letters and digits, not the private characters of icon fonts."""
    text = node.attrs.get(f"data-tekser-{place}", "")
    return text if text and any(char.isalnum() for char in text) else ""
