"""What can be said for certain of one picture's text alternative, and what makes it doubtful."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from checks.commons.phrases import says_only
from facts import Finding, Image, Page, met, not_met, undecided
from methodology.model import Params

_NEEDS_NAME = frozenset({"img", "input", "area", "role-img"})  # kinds that assistive technology announces as a picture or a control
_PICTURE_ROLES = frozenset({"img", "image", "graphics-document", "graphics-symbol"})
_WITH_ALT = frozenset({"img", "input", "area"})
_CONTROLS = frozenset({"input", "area"})
_PLACEHOLDER = {True: "alt-placeholder", False: "alt-doubtful"}
_UNKNOWN_CONTENT = frozenset({"object", "embed", "canvas"})
_MAIN = frozenset({"main", "other"})
_FILE_NAME = re.compile(r"[^/\\]{1,200}\.(jpe?g|png|gif|svg|webp|bmp|tiff?|ico|avif|jfif)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|[\w./-]*/[\w.-]+\.(jpe?g|png|gif|svg|webp)", re.IGNORECASE)
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
    if image.visible is False or _is_pixel(image, float(params.number("people_pixel_side"))):
        return None
    if image.hidden:
        return _decorative(image, params, said=False)
    declared = image.alt == "" and image.kind == "img" and image.name in {"", image.title}
    text = "" if declared else _said(image)
    if text:
        return _of_text(image, text, params)
    if not image.name and _is_all_of_link(image, nameless):
        return not_met("alt-missing-link", image.selector)
    return _decorative(image, params, said=True) if declared else _without_text(image, params)


def _said(image: Image) -> str:
    return (image.name or (image.alt if image.kind in _WITH_ALT else "") or "").strip()


def _decorative(image: Image, params: Params, *, said: bool) -> Finding | None:
    """A picture that its author calls decorative: `said` by an empty alt, else by taking it away from assistive technology."""
    reason = _doubt(image, params, said=said)
    if reason:
        return undecided("decorative-doubtful", image.selector, text=image.caption or image.title or image.alt or "", reason=reason)
    return met(image.selector, decorative="yes") if said else None


def _doubt(image: Image, params: Params, *, said: bool) -> str:
    """What speaks against decoration: the key of a reason, or nothing."""
    if said and image.title:
        return "picture-has-title"
    if said and image.mapped:
        return "picture-is-map"
    if said and "captcha" in image.src.casefold():
        return "picture-is-captcha"
    if image.in_link or image.kind != "img":
        return ""  # the link's own name stands for it; a drawing without a role is an ornament more often than not
    if said and image.caption:
        return "picture-has-caption"
    return "picture-is-large" if _is_large(image, params) else ""


def _is_large(image: Image, params: Params) -> bool:
    """True for a picture of the content that a browser showed large: a photograph, a scheme, rarely an ornament."""
    side = params.number("people_large_picture_side")
    return image.region in _MAIN and image.box is not None and min(image.box[2:]) >= side


def _without_text(image: Image, params: Params) -> Finding | None:
    drawn = image.kind == "svg" and image.role not in _PICTURE_ROLES
    if image.kind in _UNKNOWN_CONTENT or (drawn and image.region == "main" and not image.in_link and _is_large(image, params)):
        return undecided("graphic-unknown", image.selector, element=image.kind)
    if (image.kind not in _NEEDS_NAME and image.kind != "svg") or drawn or (image.kind == "area" and not image.in_link):
        return None
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
    if says_only(params.words("people_placeholder_alts"), text):
        stands_alone = _names_a_control(image) or (not image.caption and not image.link_has_text and _is_large(image, params))
        return (not_met if stands_alone else undecided)(_PLACEHOLDER[stands_alone], image.selector, text=text, alt=text)
    wordless = not any(letter.isalnum() for letter in text)
    said_nothing = _CAMERA.fullmatch(text) or _ADDRESS.fullmatch(text)
    if wordless or said_nothing or _repeats_file(text, image.src):
        return undecided("alt-doubtful", image.selector, text=text, alt=text)
    return met(image.selector, text=text)


def _names_a_control(image: Image) -> bool:
    """True for a picture whose words are all that a link, a button or a part of a map has."""
    return image.kind in _CONTROLS or (image.in_link and not image.link_has_text)


def _repeats_file(text: str, src: str) -> bool:
    """True for the name of the file without its ending, where it is plainly made by a machine."""
    stem = PurePosixPath(unquote(_file(src).name)).stem
    return text == stem and " " not in text and bool(re.search(r"\d", text)) and bool(re.search(r"[_\-]|\d{4}", text))


def _file(src: str) -> PurePosixPath:
    return PurePosixPath("" if src.startswith("data:") else urlsplit(src).path)


def repeated(images: Iterable[Image], params: Params) -> Iterator[Finding]:
    """One observation for each alternative that many different pictures of a page share."""
    alike: dict[str, dict[str, Image]] = {}
    for image in images:
        text = _said(image)
        if image.kind == "img" and text and image.src[:5] not in {"", "data:"} and not image.hidden and image.visible is not False:
            alike.setdefault(text.casefold(), {}).setdefault(image.src, image)
    for pictures in alike.values():
        if len(pictures) >= params.number("people_same_alt_pictures"):
            first = next(iter(pictures.values()))
            yield undecided("alt-repeated", first.selector, text=_said(first), alt=_said(first), times=len(pictures))
