"""Links with their names, places and surroundings."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.names import image_name, name_of
from crawler.extract.urls import resolve
from facts import Link
from facts.page import Box

MAX_LINKS = 5_000
_CONTEXT = 240  # characters
_AROUND = frozenset({"li", "p", "td", "th", "tr", "figure", "dd", "dt", "article"})
_CLIMB = 4  # ancestors looked at for the surroundings
_PIECES = 400  # pieces of text that surroundings may have
_WORK = 40  # steps that reading one link takes
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SAYS = re.compile(r"[^\W_]")  # a letter or digit
_ICONS = frozenset({"i", "span", "svg", "use", "img", "em", "b", "path"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """The page that links are read on: what addresses start from, its own address, its named anchors."""

    base: str
    page: str
    anchors: frozenset[str]


def links_of(dom: Dom, base: str, page: str) -> tuple[Link, ...]:
    """Every link of the document in order; `page` is the canonical address of the page itself."""
    named = dom.by_attr.get("name", ())
    where = _Where(base=base, page=page, anchors=frozenset(node.attrs["name"] for node in named if node.tag == "a" and node.attrs["name"]))
    found: list[Link] = []
    for node in dom.linked[:MAX_LINKS]:
        if not dom.afford(_WORK):
            break
        found.append(_link(dom, node, node.address or "", where, len(found)))
    return tuple(found)


def _link(dom: Dom, node: Element, raw: str, where: _Where, order: int) -> Link:
    url, fragment = resolve(raw, where.base)
    text = name_of(dom, node) if node.tag != "area" else image_name(dom, node)
    attrs = node.attrs
    return Link(
        url=url,
        raw=raw[:2000],
        text=text,
        selector=dom.selector(node),
        fragment=fragment[:300],
        fragment_exists=_exists(dom, fragment, where.anchors) if fragment and url == where.page else None,
        region=node.region,
        order=order,
        target=attrs.get("target", "").strip().lower(),
        rel=tuple(attrs["rel"].lower().split()) if "rel" in attrs else (),
        title=squeeze(attrs["title"]) if "title" in attrs else "",
        hreflang=attrs.get("hreflang", "").strip().lower(),
        lang=attrs.get("lang", "").strip(),
        download="download" in attrs,
        image_only=_image_only(dom, node),
        icons=_icons(dom, node),
        context=context_of(dom, node, text),
        visible=dom.visible(node),
        box=box_of(node),
    )


def _exists(dom: Dom, fragment: str, anchors: frozenset[str]) -> bool:
    """True when the fragment leads somewhere; `#top` does by the HTML standard even without an element."""

    names = {fragment, unquote(fragment)}
    return any(name in dom.by_id or name in anchors for name in names) or fragment.lower() == "top"


def _image_only(dom: Dom, node: Element) -> bool:
    if node.tag == "area":
        return True
    return node.end > node.pos + 1 and not _SAYS.search("".join(dom.pieces[node.t0 : node.t1]))


def _icons(dom: Dom, node: Element) -> str:
    """Class names, sprite names, file names and CSS content of the icons inside a link."""
    if node.end == node.pos + 1 and not dom.rendered:
        return ""  # nothing stands in it, and no browser has said what its style sheets put there
    words: list[str] = [node.get("data-tekser-before"), node.get("data-tekser-after"), node.get("data-tekser-icon")]
    for inner in dom.order[node.pos + 1 : min(node.end, node.pos + 41)]:
        if inner.tag not in _ICONS:
            continue
        words += [*inner.classes, inner.get("data-tekser-before"), inner.get("data-tekser-after"), inner.get("data-tekser-icon")]
        words.append((inner.get("xlink:href") or inner.get("href")).rpartition("#")[2] if inner.tag == "use" else "")
        words.append(inner.get("src").rpartition("/")[2][:60] if inner.tag == "img" and not inner.get("src").startswith("data:") else "")
    return " ".join(dict.fromkeys(word for word in words if word))[:300]


def context_of(dom: Dom, node: Element, text: str) -> str:
    """Text of the nearest li, p, td, tr or figure that says more than the link itself; else of a small container around it."""
    step, above = 0, node.parent
    while above is not None and above is not dom.body and above.t1 - above.t0 <= _PIECES:
        is_around = above.tag in _AROUND
        if (step >= _CLIMB and not is_around) or step > 3 * _CLIMB:
            break
        around = dom.text(above)
        if len(around) > len(text) and (is_around or (len(around) <= _CONTEXT and _few_links(dom, above))):
            return around[:_CONTEXT]
        step, above = step + 1, above.parent
    return ""


def _few_links(dom: Dom, node: Element) -> bool:
    return dom.inside(node, "a") <= 3


def box_of(node: Element) -> Box | None:
    """The box that a browser measured, in CSS pixels of the page."""
    box = node.attrs.get("data-tekser-box")
    numbers = _NUMBER.findall(box) if box else ()
    if len(numbers) != 4:
        return None
    x, y, width, height = map(float, numbers)
    return x, y, width, height
