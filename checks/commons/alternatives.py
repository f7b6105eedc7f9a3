"""What can be said for certain of one picture's text alternative, and which of axe-core's findings are not of such a picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from checks.commons.phrases import says_only
from facts import AxeNode, Finding, Image, Page, met, not_met, undecided
from methodology.model import Params

AXE_RULES = frozenset({"image-alt", "input-image-alt", "area-alt", "role-img-alt", "svg-img-alt"})
_NEEDS_NAME = frozenset({"img", "input", "area", "role-img"})  # kinds that assistive technology announces as a picture or a control
_UNKNOWN_CONTENT = frozenset({"object", "embed", "canvas"})
_FILE_NAME = re.compile(r"[^/\\]{1,200}\.(jpe?g|png|gif|svg|webp|bmp|tiff?|ico|avif|jfif)", re.IGNORECASE)
_CAMERA = re.compile(r"(img|dsc|dscn|image|photo|screenshot|scan|pic|whatsapp image)?[\s_\-]*\d[\d_\-.\s()]{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinksWithoutName:
    """Selectors of links that have no accessible name, and whether one of them holds no picture with a selector below its own."""

    selectors: frozenset[str]
    one_is_open: bool


def links_without_name(page: Page) -> LinksWithoutName:
    """The links of a page that assistive technology cannot announce."""
    nameless = frozenset(link.selector for link in page.links if link.image_only and not link.text.strip())
    filled = {above for image in page.images for above in _above(image.selector) if above in nameless}
    return LinksWithoutName(nameless, bool(nameless - filled))


def judged(image: Image, nameless: LinksWithoutName, params: Params) -> Finding | None:
    """The observation on one picture; None when nothing is asked of it (not shown, taken away from assistive technology, a pixel)."""
    if image.visible is False or image.hidden or _is_pixel(image, float(params.number("people_pixel_side"))):
        return None
    text = (image.name or image.alt or "").strip()
    if text:
        return _of_text(image, text, params)
    if _is_all_of_link(image, nameless):
        return not_met("alt-missing-link", image.selector)
    return _without_text(image)


def _without_text(image: Image) -> Finding | None:
    if image.kind in _UNKNOWN_CONTENT:
        return undecided("graphic-unknown", image.selector, element=image.kind)
    if image.kind not in _NEEDS_NAME or (image.kind == "area" and not image.in_link):
        return None
    if image.alt is not None and image.kind == "img":
        return met(image.selector, decorative="yes")
    return not_met("alt-missing", image.selector, element=image.kind)


def _is_pixel(image: Image, side: float) -> bool:
    sizes = (image.width, image.height) if image.width is not None and image.height is not None else image.box[2:] if image.box else None
    return sizes is not None and max(size for size in sizes if size is not None) <= side


def _above(selector: str) -> Iterator[str]:
    """Selectors of an element and of those above it, as far as its own names them."""
    parts = selector.split(" > ")
    return (" > ".join(parts[:end]) for end in range(1, len(parts) + 1))


def _is_all_of_link(image: Image, nameless: LinksWithoutName) -> bool:
    if not image.in_link or image.link_has_text or image.kind == "area":
        return False
    if any(above in nameless.selectors for above in _above(image.selector)):
        return True
    named_by_id = image.selector.startswith("#") and " > " not in image.selector  # what is above it cannot be read from it
    return named_by_id and nameless.one_is_open


def _of_text(image: Image, text: str, params: Params) -> Finding:
    if _FILE_NAME.fullmatch(text):
        return not_met("alt-placeholder", image.selector, text=text, alt=text)
    if says_only(params.words("people_placeholder_alts"), text) or _CAMERA.fullmatch(text) or _repeats_file(text, image.src):
        return undecided("alt-doubtful", image.selector, text=text, alt=text)
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
