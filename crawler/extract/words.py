"""The running text of a page: blocks with their language, main content, header and footer text, headings."""

import re
from collections import Counter
from collections.abc import Iterable

from crawler.extract.dom import HIDDEN, Dom, Element, squeeze
from crawler.extract.names import name_of
from crawler.language import identify
from facts import Heading, Region, TextBlock

MAX_BLOCKS = 300
MIN_LETTERS = 40
_MAIN, _HEADER, _FOOTER, _ASIDE, _BLOCK, _UNSEEN = 20_000, 400, 2_000, 4_000, 300, 10_000  # characters kept
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_HEADINGS = 1_000
_EDGES: frozenset[Region] = frozenset({"header", "nav", "footer", "aside"})
_SAYS = re.compile(r"[^\W_]")  # a letter or digit
_DIGIT = re.compile(r"\d")
_TELLS = 200  # letters of a block that are enough to tell its language


class Run:
    """The text of one block, its inner blocks left out; `element` is the block, `digits` says whether a digit stands in it."""

    __slots__ = ("digits", "element", "text")

    def __init__(self, element: Element, text: str) -> None:
        self.element = element
        self.text = text
        self.digits = _DIGIT.search(text) is not None


def runs_of(dom: Dom) -> list[Run]:
    """Every block's own text that is not hidden, in document order."""
    parts: dict[int, list[str]] = {}
    for piece, owner in zip(dom.shown, dom.owners, strict=True):
        if owner.pos in parts:
            parts[owner.pos].append(piece)
        else:
            parts[owner.pos] = [piece]
    texts = ((dom.order[pos], squeeze("".join(pieces))) for pos, pieces in sorted(parts.items()))
    return [Run(element, text) for element, text in texts if text]


def blocks_of(dom: Dom, runs: Iterable[Run]) -> tuple[TextBlock, ...]:
    """Blocks of at least `MIN_LETTERS` letters; the main content is kept first when there are too many."""
    found = [(run, sum(map(str.isalpha, run.text))) for run in runs if len(run.text) >= MIN_LETTERS]
    found = [(run, letters) for run, letters in found if letters >= MIN_LETTERS]
    if len(found) > MAX_BLOCKS:
        kept = sorted(range(len(found)), key=lambda at: (found[at][0].element.region in _EDGES, at))[:MAX_BLOCKS]
        found = [found[at] for at in sorted(kept)]
    return tuple(_block(dom, run, letters) for run, letters in found)


def _block(dom: Dom, run: Run, letters: int) -> TextBlock:
    return TextBlock(
        selector=dom.selector(run.element),
        region=run.element.region,
        lang=identify(run.text[: 2 * _TELLS]),
        letters=letters,
        text=run.text[:_BLOCK],
        declared=_declared(run.element),
    )


def _declared(element: Element) -> str:
    """The nearest `lang` that an element has or inherits."""
    node: Element | None = element
    while node is not None:
        if lang := node.attrs.get("lang"):
            return lang
        node = node.parent
    return ""


def text_language(blocks: Iterable[TextBlock], main_text: str, whole: str) -> str:
    """The language most letters of the main content are in; of the whole page when the main content is too short to tell."""
    blocks = tuple(blocks)
    for chosen in ([block for block in blocks if block.region == "main"], [b for b in blocks if b.region not in _EDGES], blocks):
        votes: Counter[str] = Counter()
        for block in chosen:
            votes[block.lang] += block.letters
        lang, letters = votes.most_common(1)[0] if votes else ("", 0)
        if lang and letters * 2 > votes.total():
            return lang
    return identify(main_text[:1000]) or identify(whole[:2000])


def main_text_of(dom: Dom) -> str:
    """Text of the main landmark (or of what stands for it) without the menus and asides in it; else the body without its edges."""
    mains = _outermost(dom, "main")
    if mains:
        return squeeze(" ".join(_without_edges(dom, node) for node in mains))
    return _without_edges(dom, dom.body)


def region_text(dom: Dom, region: Region, limit: int) -> str:
    """Text of the outermost elements of a region, menus left out."""
    return squeeze(" ".join(_without_edges(dom, node, keep=region) for node in _outermost(dom, region)))[:limit]


def header_text(dom: Dom) -> str:
    """Text of the page header without its menus, at most 400 characters."""
    return region_text(dom, "header", _HEADER)


def footer_text(dom: Dom) -> str:
    """Text of the footer with its menus, at most 2,000 characters."""
    return squeeze(" ".join(dom.text(node) for node in _outermost(dom, "footer")))[:_FOOTER]


def aside_text(dom: Dom) -> str:
    """Text of the side columns with their menus, at most 4,000 characters."""
    return squeeze(" ".join(dom.text(node) for node in _outermost(dom, "aside")))[:_ASIDE]


def hidden_text(dom: Dom) -> str:
    """Text outside menus that is hidden from everybody, at most 10,000 characters."""
    triples = zip(dom.pieces, dom.shown, dom.owners, strict=True)
    return squeeze(" ".join([piece for piece, shown, owner in triples if not shown and owner.region != "nav"]))[:_UNSEEN]


def clipped_main(text: str) -> str:
    """The part of the main text that a fact keeps."""
    return text[:_MAIN]


def count_words(text: str) -> int:
    """Words: what stands between blanks and has a letter or digit."""
    words = text.split()
    plain = sum(map(str.isalnum, words))  # most
    return plain if plain == len(words) else sum(1 for word in words if _SAYS.search(word))


def _outermost(dom: Dom, region: Region) -> list[Element]:
    return [node for node in dom.turns if node.region == region and node.hidden != HIDDEN and not _nested(node, region)]


def _nested(node: Element, region: Region) -> bool:
    return any(above.region == region for above in node.up())


def _without_edges(dom: Dom, root: Element, keep: Region | None = None) -> str:
    """Text of `root` less the parts that belong to another edge region."""
    parts: list[str] = []
    at = root.t0
    skip_to = -1
    plain = root.region not in _EDGES or root.region == keep  # where another region begins, a turn is
    for node in dom.turns if plain else dom.within(root):
        if not root.pos < node.pos < root.end or node.pos < skip_to or node.region not in _EDGES or node.region == keep:
            continue
        parts.append("".join(dom.shown[at : node.t0]))
        at, skip_to = node.t1, node.end
    parts.append("".join(dom.shown[at : root.t1]))
    return squeeze(" ".join(parts))


def headings_of(dom: Dom) -> tuple[Heading, ...]:
    """h1 to h6 and role=heading, in order, at most 1,000."""
    return tuple(
        Heading(
            level=_level(node),
            text=name_of(dom, node),
            selector=dom.selector(node),
            region=node.region,
            id=node.get("id"),
            visible=dom.visible(node),
        )
        for node in heading_elements(dom)
    )


def heading_elements(dom: Dom) -> list[Element]:
    """The elements that are headings, in order, at most 1,000."""
    return [node for node in dom.among(_HEADINGS, ("role",)) if _level(node)][:_MOST_HEADINGS]


def _level(node: Element) -> int:
    role = node.given
    if role == "heading":
        return int(node.get("aria-level")) if node.get("aria-level").isdecimal() and len(node.get("aria-level")) < 3 else 2
    if len(node.tag) == 2 and node.tag[0] == "h" and node.tag[1] in "123456" and role not in {"presentation", "none"}:
        return int(node.tag[1])
    return 0
