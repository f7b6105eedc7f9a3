"""Controls that work inside their page and lead to no other."""

from collections.abc import Iterator

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.names import name_of
from facts import Button

_LIMIT = 500
_CLASSES = 300  # characters kept of class names
_CONTROLS = frozenset({"a", "button"})
_INNER = 20  # elements looked at inside one control


def buttons_of(dom: Dom) -> tuple[Button, ...]:
    """Buttons, tabs, summaries, elements with role=button or a role=link without an address, and `a` that lead nowhere, in order."""
    found = (node for node in dom.among(("a", "button", "input", "summary"), ("role",)) if _is_control(node))
    return tuple(_button(dom, node) for _, node in zip(range(_LIMIT), found, strict=False))


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
        return node.get("aria-controls") not in dom.by_id
    beside = dom.order[node.end] if node.end < len(dom.order) else None
    held = beside is not None and beside.parent is node.parent and beside.tag not in _CONTROLS and dom.inside(beside, "a")
    return not held


def _marks(dom: Dom, node: Element) -> Iterator[str]:
    yield node.get("id")
    for part in (node, *dom.within(node)[:_INNER]):
        yield from part.classes
        yield part.get("data-tekser-before")
        yield part.get("data-tekser-after")
