"""Pictures and media of a page."""

import re

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.forms import field_label
from crawler.extract.links import box_of
from crawler.extract.names import image_name, label_of
from crawler.extract.urls import clean, resolve
from facts import Image, Media
from facts.page import Box

_LIMIT = 3_000
_KINDS = frozenset({"img", "svg", "canvas", "object", "embed", "area"})
_MEDIA = frozenset({"audio", "video", "iframe", "embed", "object"})
_AUTOPLAY = re.compile(r"[?&](?:autoplay|auto_play)=(?:1|true)", re.IGNORECASE)
_MUTED = re.compile(r"[?&](?:mute|muted)=(?:1|true)", re.IGNORECASE)
_PLAYER = re.compile(
    r"youtu\.?be|vimeo|rutube|vk\.com/video|player|dailymotion|facebook\.com/plugins/video|ok\.ru/video|video|audio|soundcloud",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|avif|bmp)(?:[?#]|$)", re.IGNORECASE)
_SAYS = re.compile(r"[^\W_]")  # a letter or digit
_WORK = 40  # steps that reading one picture takes
_SRC = 500  # characters kept of an address
_DATA = 60  # characters kept of a data: address


def images_of(dom: Dom, base: str) -> tuple[Image, ...]:
    """All non-text content that is a picture; icon fonts are not."""
    found: list[Image] = []
    for node in dom.among((*_KINDS, "input"), ("role",)):
        kind = _kind(node)
        if kind and len(found) < _LIMIT and not _inside_picture(node) and dom.afford(_WORK):
            found.append(_image(dom, node, kind, base))
    return tuple(found)


def media_of(dom: Dom, base: str) -> tuple[Media, ...]:
    """Players: audio, video, frames, embeds and objects."""
    return tuple(_media(dom, node, base) for node in dom.tagged(*_MEDIA))[:500]


def _kind(node: Element) -> str:
    if node.tag in _KINDS:
        return node.tag
    if node.tag == "input" and node.get("type").lower() == "image":
        return "input"
    return "role-img" if node.given in {"img", "image"} else ""


def _inside_picture(node: Element) -> bool:
    """What is drawn inside an svg or a role=img group is part of that picture."""
    if node.tag == "img":
        return False
    return any(above.tag == "svg" for above in node.up())


def _image(dom: Dom, node: Element, kind: str, base: str) -> Image:
    link = next((above for above in (node, *node.up()) if above.address is not None), None)
    figure = next((above for above in node.up() if above.tag == "figure"), None)
    caption = dom.first(figure, "figcaption") if figure is not None else None
    box = box_of(node)
    return Image(
        kind=kind,
        src=_source(node, base),
        selector=dom.selector(node),
        alt=node.attrs.get("alt"),
        name=image_name(dom, node) or _name_beside(dom, node, kind),
        role=node.given,
        title=squeeze(node.get("title"))[:200],
        mapped="usemap" in node.attrs or "ismap" in node.attrs,
        hidden=any(part.get("aria-hidden") == "true" for part in (node, *node.up())) or node.given in {"presentation", "none"},
        in_link=link is not None,
        link_has_text=link is not None and bool(_SAYS.search(dom.text(link))),
        caption=dom.text(caption, 300) if caption is not None else "",
        region=node.region,
        width=_number(node.get("width")) or _from_box(box, 2),
        height=_number(node.get("height")) or _from_box(box, 3),
        visible=dom.visible(node),
        box=box,
    )


def _name_beside(dom: Dom, node: Element, kind: str) -> str:
    if kind == "role-img":
        return dom.text(node, 200)
    return field_label(dom, node) if kind == "input" else ""


def _from_box(box: Box | None, index: int) -> float | None:
    return box[index] if box is not None else None


def _number(text: str) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)(?:px)?\s*", text)
    return float(found.group(1)) if found else None


def _source(node: Element, base: str) -> str:
    raw = next((node.attrs[name] for name in ("src", "data", "href", "data-src", "data-original", "data-lazy") if node.attrs.get(name)), "")
    raw = raw or _in_other_places(node)
    if raw.startswith("data:"):
        return raw[:_DATA]
    return (resolve(raw, base)[0] or clean(raw))[:_SRC] if raw else ""


def _in_other_places(node: Element) -> str:
    """An address for several screens, or one that a script puts in later under a name of its own."""
    if node.tag != "img":
        return ""
    beside = node.parent.children if node.parent is not None and node.parent.tag == "picture" else []
    sources = (one for one in (node, *beside) if isinstance(one, Element) and one.tag in {"img", "source"})
    told = next((first[0].rstrip(",") for one in sources if (first := one.get("srcset").split())), "")
    return told or next((value for name, value in node.attrs.items() if name.startswith("data-") and _PICTURE.search(value or "")), "")


def _media(dom: Dom, node: Element, base: str) -> Media:
    source = dom.first(node, "source")
    src = _source(node, base) or (_source(source, base) if source is not None else "")
    framed = node.tag in {"iframe", "embed", "object"}
    return Media(
        kind=node.tag,  # type: ignore[arg-type]  # one of _MEDIA
        src=src,
        selector=dom.selector(node),
        name=label_of(dom, node),
        autoplay=bool(_AUTOPLAY.search(src)) if framed else "autoplay" in node.attrs,
        controls=bool(_PLAYER.search(src)) and "controls=0" not in src if framed else "controls" in node.attrs,
        muted=bool(_MUTED.search(src)) if framed else "muted" in node.attrs,
        loop="loop=1" in src if framed else "loop" in node.attrs,
        tracks=dom.inside(node, "track"),
        visible=dom.visible(node),
    )
