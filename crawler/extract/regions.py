"""Landmarks and the part of the page that each element stands in.

Source: WAI-ARIA 1.2 landmark roles, HTML-AAM 1.0 for implicit roles (`header` and `footer` only outside sectioning content). Sites without
landmarks are read by the names they give their containers.
"""

import re
from bisect import bisect_left

from crawler.extract.dom import HIDDEN, Dom, Element
from crawler.extract.memo import remembered
from crawler.extract.names import label_of
from facts import Landmark, Region

_ROLES = frozenset({"banner", "navigation", "main", "complementary", "contentinfo", "search", "form", "region"})
_IMPLICIT = {"main": "main", "nav": "navigation", "aside": "complementary", "search": "search"}
_MARKING = ("main", "nav", "aside", "search", "header", "footer", "section", "form")
_SECTIONING = frozenset({"article", "aside", "main", "nav", "section"})
_SECTIONING_ROLES = frozenset({"article", "complementary", "main", "navigation", "region"})
_REGION_OF: dict[str, Region] = {
    "banner": "header",
    "navigation": "nav",
    "main": "main",
    "complementary": "aside",
    "contentinfo": "footer",
}
_OWN = r"(?:(?:site|page|main|top|app|layout|global|portal|gov|ministry|the|l|b|g|wrap|wrapper|block)[-_]*)*"
_PART = r"(?:[-_]*(?:wrap|wrapper|container|inner|top|bottom|main|area|block|section|fixed|row|box|content|desktop|mobile))*"
_HINTS: dict[Region, re.Pattern[str]] = {
    "header": re.compile(rf"{_OWN}(?:header|shapka|hat){_PART}|masthead|top-?bar|top-?line|header_?\d", re.IGNORECASE),
    "footer": re.compile(rf"{_OWN}(?:footer|podval|foot){_PART}|bottom-?bar|footer_?\d", re.IGNORECASE),
    "nav": re.compile(
        r"(?:.*[-_])?(?:nav|navbar|navigation|navi|(?:main|top|left|right|side|sub|mega)?menu|mainnav|topnav)(?:[-_].*)?|menu\d",
        re.IGNORECASE,
    ),
    "aside": re.compile(rf"{_OWN}(?:side-?bar|aside|(?:left|right)[-_]?(?:col|column|side|block|bar|panel)){_PART}", re.IGNORECASE),
    "main": re.compile(
        r"(?:main|page|site|center|the|l|b)?[-_]?content(?:[-_]?(?:area|wrap|wrapper|inner|main|col|block))?|main|main[-_]?(?:area|col|column|block|part)"
        r"|work[-_]?area|primary|center[-_]?(?:col|column|block)|middle|inner[-_]?page|page[-_]?body",
        re.IGNORECASE,
    ),
}  # fmt: skip
_CONTAINERS = frozenset({"div", "td", "table", "section", "ul", "ol", "center", "form", "tr", "tbody", "article"})
_DEPTH = 12  # hints are looked for among the outer containers only


def settle(dom: Dom) -> None:
    """Give every element its landmark role ("" for most) and its region."""
    for element in _candidates(dom):
        element.role = _role(dom, element)
    have = {_REGION_OF[node.role] for node in _candidates(dom) if node.role in _REGION_OF}
    hinted = _hinted(dom, have)
    for element in dom.order:
        inherited: Region = element.parent.region if element.parent is not None else "other"
        if element.role or element.pos in hinted:
            element.region = _REGION_OF.get(element.role) or _from_hint(hinted.get(element.pos), inherited) or inherited
            if element.parent is None or element.region != inherited:
                dom.turns.append(element)
        else:
            element.region = inherited


def _candidates(dom: Dom) -> list[Element]:
    """Elements that may have a landmark role."""
    return dom.among(_MARKING, ("role",))


def landmarks(dom: Dom) -> tuple[Landmark, ...]:
    """The landmark regions of the document, in order."""
    links = [node.pos for node in dom.tagged("a") if "href" in node.attrs]
    return tuple(
        Landmark(
            role=node.role,
            selector=dom.selector(node),
            name=label_of(dom, node),
            links=bisect_left(links, node.end) - bisect_left(links, node.pos),
            visible=dom.visible(node),
        )
        for node in _candidates(dom)
        if node.role
    )


def _role(dom: Dom, element: Element) -> str:
    given = element.given
    if given:
        if given in {"region", "form"} and not label_of(dom, element):
            return ""
        return given if given in _ROLES else ""
    tag = element.tag
    if tag in _IMPLICIT:
        return _IMPLICIT[tag]
    if tag in {"header", "footer"}:
        inner = any(node.tag in _SECTIONING or node.given in _SECTIONING_ROLES for node in element.up())
        return "" if inner else ("banner" if tag == "header" else "contentinfo")
    if tag in {"section", "form"} and ("aria-label" in element.attrs or "aria-labelledby" in element.attrs) and label_of(dom, element):
        return "region" if tag == "section" else "form"
    return ""


def _from_hint(hint: Region | None, inherited: Region) -> Region | None:
    """A hint counts where it makes sense: nothing inside the footer is a header, no header stands in the main content."""
    if hint is None or inherited == "footer":
        return None
    if inherited in {"main", "nav"} and hint in {"header", "footer", "main"}:
        return None
    if inherited == "main" and hint == "nav":
        return None
    return hint


def _hinted(dom: Dom, have: set[Region]) -> dict[int, Region]:
    """Position -> region for containers whose id or class names a part of the page that no landmark marks."""
    found: dict[int, Region] = {}
    mains: list[Element] = []
    for node in _outer(dom):
        for hint in _hints(node.get("class"), node.get("id")):
            if hint in have and hint != "nav":
                continue
            if hint == "main":
                mains.append(node)
                continue
            found[node.pos] = hint
            break
    main = _best_main(dom, mains, found)
    if main is not None:
        found[main.pos] = "main"
    return found


def _outer(dom: Dom) -> list[Element]:
    """Containers with a name not deeper than `_DEPTH` below body."""
    depth = {dom.body.pos: 0}
    out: list[Element] = []
    for node in dom.within(dom.body):
        above = depth.get(node.parent.pos) if node.parent is not None else None
        if above is None or above >= _DEPTH:
            continue
        depth[node.pos] = above + 1
        if node.tag in _CONTAINERS and ("class" in node.attrs or "id" in node.attrs):
            out.append(node)
    return out


@remembered(4096, 500)
def _hints(classes: str, name: str) -> tuple[Region, ...]:
    """The parts of a page that a class attribute and an id speak of, in the order of `_HINTS`."""
    words = [word for word in (*classes.split(), name) if word]
    return tuple(region for region, pattern in _HINTS.items() if any(map(pattern.fullmatch, words)))


def _best_main(dom: Dom, candidates: list[Element], found: dict[int, Region]) -> Element | None:
    """The candidate with most text that does not swallow a header or footer."""
    edges = [pos for pos, region in found.items() if region in {"header", "footer"}]
    edges += [node.pos for node in _candidates(dom) if node.role in {"banner", "contentinfo", "main"}]
    fit = [node for node in candidates if node.hidden != HIDDEN and not any(node.pos < pos < node.end for pos in edges)]
    return max(fit, key=lambda node: (sum(map(len, dom.shown[node.t0 : node.t1])), -node.pos), default=None)
