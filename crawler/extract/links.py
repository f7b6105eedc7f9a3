"""Links with their names, places and surroundings."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.names import image_name, name_of
from crawler.extract.regions import role_of
from crawler.extract.urls import resolve
from facts import Link
from facts.page import Box

MAX_LINKS = 5_000
_CONTEXT = 240  # characters
_AROUND = frozenset({"li", "p", "td", "th", "tr", "figure", "dd", "dt", "article"})
_CLIMB = 4  # ancestors looked at for the surroundings
_ICONS = frozenset({"i", "span", "svg", "use", "img", "em", "b", "path"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """The page that links are read on: what addresses start from, its own address, its named anchors."""

    base: str
    page: str
    anchors: frozenset[str]


def links_of(dom: Dom, base: str, page: str) -> tuple[Link, ...]:
    """Every link of the document in order; `page` is the canonical address of the page itself."""
    where = _Where(base=base, page=page, anchors=frozenset(node.get("name") for node in dom.tagged("a") if node.get("name")))
    found: list[Link] = []
    for node in dom.order:
        raw = address_of(node)
        if raw is None:
            continue
        if len(found) >= MAX_LINKS:
            break
        found.append(_link(dom, node, raw, where, len(found)))
    return tuple(found)


def address_of(node: Element) -> str | None:
    """The address an element leads to as written; None for what is no link."""
    if node.tag in {"a", "area"}:
        return node.attrs.get("href", node.attrs.get("xlink:href"))
    if role_of(node) == "link":
        return next((node.attrs[name] for name in ("href", "data-href", "data-url", "data-link") if node.attrs.get(name)), None)
    return None


def _link(dom: Dom, node: Element, raw: str, where: _Where, order: int) -> Link:
    url, fragment = resolve(raw, where.base)
    text = name_of(dom, node) if node.tag != "area" else image_name(dom, node)
    return Link(
        url=url,
        raw=raw[:2000],
        text=text,
        selector=dom.selector(node),
        fragment=fragment[:300],
        fragment_exists=_exists(dom, fragment, where.anchors) if fragment and url == where.page else None,
        region=node.region,
        order=order,
        target=node.get("target").strip().lower(),
        rel=tuple(node.get("rel").lower().split()),
        title=squeeze(node.get("title")),
        hreflang=node.get("hreflang").strip().lower(),
        lang=node.get("lang").strip(),
        download="download" in node.attrs,
        image_only=_image_only(dom, node),
        icons=_icons(dom, node),
        context=context_of(dom, node, text),
        visible=dom.visible(node),
        box=box_of(node),
    )


def _exists(dom: Dom, fragment: str, anchors: frozenset[str]) -> bool:
    """True when the fragment leads somewhere; `#top` does by the HTML standard even without an element."""

    names = {fragment, unquote(fragment)}
    return bool(names & dom.by_id.keys() or names & anchors) or fragment.lower() == "top"


def _image_only(dom: Dom, node: Element) -> bool:
    if node.tag == "area":
        return True
    text = "".join(dom.pieces[node.t0 : node.t1])
    return not any(char.isalnum() for char in text) and node.end > node.pos + 1


def _icons(dom: Dom, node: Element) -> str:
    """Class names, sprite names, file names and CSS content of the icons inside a link."""
    words: list[str] = [node.get("data-tekser-before"), node.get("data-tekser-after"), node.get("data-tekser-icon")]
    for inner in dom.within(node)[:40]:
        if inner.tag not in _ICONS:
            continue
        words += [*inner.classes, inner.get("data-tekser-before"), inner.get("data-tekser-after"), inner.get("data-tekser-icon")]
        words.append((inner.get("xlink:href") or inner.get("href")).rpartition("#")[2] if inner.tag == "use" else "")
        words.append(inner.get("src").rpartition("/")[2][:60] if inner.tag == "img" and not inner.get("src").startswith("data:") else "")
    return " ".join(dict.fromkeys(word for word in words if word))[:300]


def context_of(dom: Dom, node: Element, text: str) -> str:
    """Text of the nearest li, p, td, tr or figure that says more than the link itself; else of a small container around it."""
    for step, above in enumerate(node.up()):
        if above is dom.body or (step >= _CLIMB and above.tag not in _AROUND) or step > 3 * _CLIMB:
            break
        if above.t1 - above.t0 > 400:
            break
        around = dom.text(above)
        if len(around) <= len(text):
            continue
        if above.tag in _AROUND or (len(around) <= _CONTEXT and _few_links(dom, above)):
            return around[:_CONTEXT]
    return ""


def _few_links(dom: Dom, node: Element) -> bool:
    return sum(1 for inner in dom.within(node) if inner.tag == "a") <= 3


def box_of(node: Element) -> Box | None:
    """The box that a browser measured, in CSS pixels of the page."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", node.get("data-tekser-box"))
    if len(numbers) != 4:
        return None
    x, y, width, height = map(float, numbers)
    return x, y, width, height
