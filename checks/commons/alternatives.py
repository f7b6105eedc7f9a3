"""What can be said for certain of one picture's text alternative, and which of axe-core's findings are not of such a picture."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from checks.commons.phrases import says_only
from facts import AxeNode, Finding, Image, Link, Page, met, not_met, undecided
from methodology.model import Params

AXE_RULES = frozenset({"image-alt", "input-image-alt", "area-alt", "role-img-alt", "svg-img-alt"})
_NEEDS_NAME = frozenset({"img", "input", "area", "role-img"})  # kinds that assistive technology announces as a picture or a control
_UNKNOWN_CONTENT = frozenset({"object", "embed", "canvas"})
_FILE_NAME = re.compile(r"[^/\\]{1,200}\.(jpe?g|png|gif|svg|webp|bmp|tiff?|ico|avif|jfif)", re.IGNORECASE)
_CAMERA = re.compile(r"(img|dsc|dscn|image|photo|screenshot|scan|pic|whatsapp image)?[\s_\-]*\d[\d_\-.\s()]{2,}", re.IGNORECASE)


def judged(image: Image, links: frozenset[str], params: Params) -> Finding | None:
    """The observation on one picture; None when nothing is asked of it (not shown, taken away from assistive technology, a pixel).

    `links` are the selectors of links that have a name, see `named_links`.
    """
    if image.visible is False or image.hidden or _is_pixel(image, float(params.number("people_pixel_side"))):
        return None
    text = (image.name or image.alt or "").strip()
    if text:
        return _of_text(image, text, params)
    if _is_lone_link(image, links):
        return not_met("alt-missing-link", image.selector, src=image.src)
    return _without_text(image)


def _without_text(image: Image) -> Finding | None:
    if image.kind in _UNKNOWN_CONTENT:
        return undecided("graphic-unknown", image.selector, src=image.src, element=image.kind)
    if image.kind not in _NEEDS_NAME:
        return None
    if image.alt is not None and image.kind == "img":
        return met(image.selector, decorative="yes")
    return not_met("alt-missing", image.selector, src=image.src)


def named_links(links: tuple[Link, ...]) -> frozenset[str]:
    """Selectors of the links whose accessible name is not empty."""
    return frozenset(link.selector for link in links if link.text.strip())


def _is_pixel(image: Image, side: float) -> bool:
    sizes = (image.width, image.height) if image.width is not None and image.height is not None else image.box[2:] if image.box else None
    return sizes is not None and max(size for size in sizes if size is not None) <= side


def _is_lone_link(image: Image, links: frozenset[str]) -> bool:
    if not image.in_link or image.link_has_text or image.kind == "area":
        return False
    parts = image.selector.split(" > ")
    return not any(" > ".join(parts[:end]) in links for end in range(1, len(parts) + 1))


def _of_text(image: Image, text: str, params: Params) -> Finding:
    if _FILE_NAME.fullmatch(text):
        return not_met("alt-placeholder", image.selector, text=text, src=image.src)
    if says_only(params.words("people_placeholder_alts"), text) or _CAMERA.fullmatch(text) or _repeats_file(text, image.src):
        return undecided("alt-doubtful", image.selector, text=text, src=image.src)
    return met(image.selector, text=text)


def _repeats_file(text: str, src: str) -> bool:
    """True for the name of the file without its ending, where it is plainly made by a machine."""
    stem = PurePosixPath(unquote(_file(src).name)).stem
    return text == stem and " " not in text and bool(re.search(r"\d", text)) and bool(re.search(r"[_\-]|\d{4}", text))


def _file(src: str) -> PurePosixPath:
    return PurePosixPath("" if src.startswith("data:") else urlsplit(src).path)


def left_by_images(page: Page) -> Iterator[AxeNode]:
    """axe-core's certain findings on pictures that are not among `page.images`, so that no picture is reported twice."""
    nodes = page.live.axe if page.live else None
    known = frozenset(image.selector for image in page.images)
    boxes = tuple(image.box for image in page.images if image.box)
    names = frozenset(PurePosixPath(urlsplit(image.src).path).name for image in page.images if image.src and image.src[:5] != "data:") - {
        ""
    }
    for node in nodes or ():
        if node.rule not in AXE_RULES or node.outcome != "violation" or node.selector in known:
            continue
        if any(name in node.html for name in names) or (node.box and any(_same(node.box, box) for box in boxes)):
            continue
        yield node


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= 1 for a, b in zip(one, other, strict=True))
