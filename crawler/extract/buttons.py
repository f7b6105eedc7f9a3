"""Controls that work inside their page and lead to no other."""

import re
from collections.abc import Iterator

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.names import name_of
from facts import Button

_LIMIT = 500
_CLASSES = 300  # characters kept of class names
_CONTROLS = frozenset({"a", "button"})
_INNER = 20  # elements looked at inside one control

_MOST_UPS = 20
_UP_TEXT = 40  # characters of text above which an element is a part of the page
# Wider than what a check takes for a name of a way up (its words are data): what is left out here cannot be asked for there.
_UP = re.compile(
    r"(?:to|back|scroll|go|return|move|page|btn|button|link)[-_ ]?(?:to[-_ ]?)?(?:the[-_ ]?)?(?:top|up)|(?:top|up)[-_ ]?(?:btn|button|link)"
    r"|наверх|вверх|начал|жоғары|жоғарға|үстіге|басына",
    re.IGNORECASE,
)
_PARTS = {"html", "head", "body", "main", "header", "footer", "nav", "section", "article", "aside", "form"} | {
    *("script", "style", "link", "meta", "template", "iframe", "input", "select", "option")
}
_WORKS = ("a", "area", "button", "input", "select", "textarea", "summary")


def buttons_of(dom: Dom) -> tuple[Button, ...]:
    """Buttons, tabs, summaries, elements with role=button or a role=link without an address, and `a` that lead nowhere, in order."""
    found = (node for node in dom.among(("a", "button", "input", "summary"), ("role",)) if _is_control(node))
    return tuple(_button(dom, node) for _, node in zip(range(_LIMIT), found, strict=False))


def ups_of(dom: Dom) -> tuple[Button, ...]:
    """Elements that only scripts can make a way back to the page's beginning, by their names, outside of links and buttons; in order."""
    found: list[Button] = []
    end = 0
    for node in dom.among((), ("id", "class", "title", "aria-label", "alt", "src", "onclick")):
        if node.pos < end or node.tag in _PARTS or node.end - node.pos > _INNER:
            continue
        if not _UP.search(_names(dom, node)) or not _is_bare(dom, node):
            continue
        end = node.end  # what is inside is told with it
        found.append(_up(dom, node))
        if len(found) == _MOST_UPS:
            break
    return tuple(found)


def _names(dom: Dom, node: Element) -> str:
    said = (node.get(name) for name in ("id", "class", "title", "aria-label", "alt"))
    text = dom.text(node, _UP_TEXT) if "onclick" in node.attrs else ""
    return " ".join((*said, _file(node), text))


def _file(node: Element) -> str:
    return node.get("src").partition("?")[0].rpartition("/")[2][:100]


def _is_bare(dom: Dom, node: Element) -> bool:
    """True for a small element with no control inside or around it."""
    if len(dom.text(node, _UP_TEXT + 1)) > _UP_TEXT or any(dom.inside(node, tag) for tag in _WORKS):
        return False
    above: Element | None = node
    while above is not None:
        if above.tag in _WORKS or above.given in {"button", "link", "tab"}:
            return False
        above = above.parent
    return True


def _up(dom: Dom, node: Element) -> Button:
    files = (_file(part) for part in (node, *dom.within(node)) if part.tag == "img")
    return Button(
        text=(name_of(dom, node) or node.get("alt"))[:100],
        selector=dom.selector(node),
        classes=squeeze(" ".join((*_marks(dom, node), *files)))[:_CLASSES],
        region=node.region,
        visible=dom.visible(node),
    )


def _is_control(node: Element) -> bool:
    if node.given == "tab":
        return True
    if node.tag == "a":
        address = node.get("href").strip().lower()
        return address in {"", "#"} or address.startswith("javascript:")
    if node.tag == "input":
        return node.get("type").lower() == "button"
    return node.tag in {"button", "summary"} or node.given == "button" or (node.given == "link" and not node.get("href"))


def _button(dom: Dom, node: Element) -> Button:
    return Button(
        text=(name_of(dom, node) if node.tag != "input" else squeeze(node.get("aria-label") or node.get("value") or node.get("title")))[
            :100
        ],
        selector=dom.selector(node),
        classes=squeeze(" ".join(_marks(dom, node)))[:_CLASSES],
        region=node.region,
        visible=dom.visible(node),
        opens=_opens(dom, node),
    )


def _opens(dom: Dom, node: Element) -> bool:
    """True for a control that is closed, by ARIA, where the document has no element that it controls and no links beside it."""
    if node.get("aria-haspopup").lower() not in {"true", "menu"} and node.get("aria-expanded").lower() != "false":
        return False
    if node.get("aria-controls"):
        parts = (dom.by_id[name] for name in node.get("aria-controls").split() if name in dom.by_id)
        return not any(dom.inside(part, "a") for part in parts)
    beside = dom.order[node.end] if node.end < len(dom.order) else None
    held = beside is not None and beside.parent is node.parent and beside.tag not in _CONTROLS and dom.inside(beside, "a")
    return not held


def _marks(dom: Dom, node: Element) -> Iterator[str]:
    yield node.get("id")
    for part in (node, *dom.within(node)[:_INNER]):
        yield from part.classes
        yield part.get("data-tekser-before")
        yield part.get("data-tekser-after")
