"""What axe-core found of pictures without an alternative, set against what the record of the page says of the same elements."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from facts import AxeNode, Finding, Outcome, Page, not_met, undecided

_PICTURES = frozenset({"image-alt", "input-image-alt", "area-alt", "role-img-alt", "svg-img-alt", "object-alt"})
_CONTROLS = {"button-name": "alt-missing-button", "link-name": "alt-missing-link"}
_GRAPHIC = re.compile(
    r"<(svg|img|picture|i|use|canvas)\b|class=\"[^\"]*\b(icon|fa|fas|far|fab|bi|mdi|glyphicon|arrow|burger)\b", re.IGNORECASE
)
_DOCUMENT = re.compile(r"application/pdf|\.pdf\b", re.IGNORECASE)  # a document in a frame is no picture


def by_axe(page: Page, own: Mapping[str, Finding | None]) -> Iterator[Finding]:
    """The findings that axe-core adds to those on the page's own pictures, which `own` holds by selector; they take their place."""
    nodes = [node for node in (page.live.axe if page.live else None) or () if node.outcome == "violation"]
    elsewhere = _Elsewhere(page)
    wrong = [selector for selector, finding in own.items() if finding is not None and finding.outcome is Outcome.NOT_MET]
    for node in nodes:
        if node.rule in _PICTURES:
            yield from _picture(node, own, elsewhere)
        elif node.rule in _CONTROLS and _GRAPHIC.search(node.html) and not any(_holds(node, one) for one in wrong):
            yield not_met(_CONTROLS[node.rule], node.selector, text=node.html)


def _holds(node: AxeNode, selector: str) -> bool:
    """True for a control that the picture at `selector` stands in."""
    return selector.startswith(f"{node.selector} > ") or f'id="{selector[1:]}"' in node.html


def _picture(node: AxeNode, own: Mapping[str, Finding | None], elsewhere: "_Elsewhere") -> Iterator[Finding]:
    if node.selector in own:
        ours = own[node.selector]
        if ours is not None and ours.outcome is Outcome.NOT_MET:
            return
        if ours is not None and ours.outcome is Outcome.MET and ours.text:  # it has words, though not where axe-core looks for them
            yield undecided("alt-doubtful", node.selector, text=ours.text, alt=ours.text)
            return
    elif elsewhere.holds(node):
        return
    if node.rule == "object-alt" and _DOCUMENT.search(node.html):
        yield undecided("graphic-unknown", node.selector, element="object")
        return
    yield not_met("alt-missing", node.selector, text=node.html, element=node.rule)


class _Elsewhere:
    """The page's pictures by file and by place: axe-core may call one by another selector."""

    def __init__(self, page: Page) -> None:
        self._boxes = tuple(image.box for image in page.images if image.box)
        files = (PurePosixPath(urlsplit(image.src).path).name for image in page.images if image.src and image.src[:5] != "data:")
        self._files = frozenset(files) - {""}

    def holds(self, node: AxeNode) -> bool:
        """True for a picture that the record has, and so was judged."""
        return any(name in node.html for name in self._files) or bool(node.box and any(_same(node.box, box) for box in self._boxes))


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))
