"""Tables of data and lists of the content: how large they are, what stands above them, what the first cells of a table say.

Old sites lay out whole pages with tables. A table is data where it says so itself (caption, head cells), or where its rows are
as wide as one another and its cells hold no parts of a page; one that holds another table is layout.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crawler.extract.dom import Dom, Element
from crawler.extract.shape import named
from crawler.extract.words import heading_elements
from facts import ListSeen, Region, TableSeen

MOST_TABLES = 40
MOST_LISTS = 60
ROWS, COLUMNS, CELL = 12, 8, 120  # that are kept of a table's cells; characters of one
_HEAD = 2 * COLUMNS  # cells of a head, which may have two rows
_TITLE = 200  # characters
_WIDEST = 1_000  # columns that a cell may span, as browsers have it
_CELLS = frozenset({"td", "th"})
_PARTS = ("header", "footer", "nav", "main", "article", "section", "form", "h1", "iframe")  # no cell of data holds one
_EVEN = 0.75  # share of rows as wide as most, in a table that does not say that it is data
_LONG = 1_500  # characters; a cell that is longer holds an article
_ENTRIES = {"ul": ("li",), "ol": ("li",), "menu": ("li",), "dl": ("dt", "div")}
_NEIGHBOURS = ("div", "article", "section", "a")  # what lists are made of that are no ul, ol or dl
_FEWEST_NEIGHBOURS = 3  # two are columns as often as entries
_BOLD = ("b", "strong")
_EDGES: frozenset[Region] = frozenset({"header", "nav", "footer", "aside"})


class Above:
    """The headings of a document, to be asked which one a thing stands below."""

    def __init__(self, dom: Dom) -> None:
        self._dom = dom
        self._headings = heading_elements(dom)
        self._places = [node.pos for node in self._headings]

    def title(self, node: Element) -> str:
        """The text of the last heading before `node`; "" where that one stands in another part of the page."""
        at = bisect_left(self._places, node.pos) - 1
        if at < 0 or self._headings[at].region != node.region:
            return ""
        return self._dom.text(self._headings[at], _TITLE)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[Element]
    width: int  # columns, with those that its cells span
    head: bool


_Found = TypeVar("_Found", tuple[Element, list[_Row], int], tuple[Element, list[Element]])


def tables_of(dom: Dom, above: Above) -> tuple[TableSeen, ...]:
    """Tables of data in order, at most `MOST_TABLES`, those of the main content first where there are more."""
    rows = dom.tagged("tr")
    places = [row.pos for row in rows]
    found: list[tuple[Element, list[_Row], int]] = []
    for table in dom.tagged("table"):
        if table.given in {"presentation", "none"} or dom.inside(table, "table"):
            continue
        own = rows[bisect_left(places, table.pos) : bisect_left(places, table.end)]
        first = [_row(dom, row) for row in own[: ROWS + 2]]
        if len(own) > 1 and max((row.width for row in first), default=0) > 1 and _is_data(dom, table, first):
            found.append((table, first, len(own)))
    return tuple(_table(dom, above, *each) for each in _kept(found, MOST_TABLES))


def _row(dom: Dom, row: Element) -> _Row:
    cells = [cell for cell in row.elements() if cell.tag in _CELLS]
    in_head = row.parent is not None and row.parent.tag == "thead"
    return _Row(cells, sum(map(_span, cells)), in_head or (len(cells) > 1 and _heads(dom, cells)))


def _span(cell: Element) -> int:
    given = cell.get("colspan")
    return min(max(int(given), 1), _WIDEST) if given.isdecimal() and len(given) < 5 else 1


def _heads(dom: Dom, cells: Sequence[Element]) -> bool:
    """True for a row of head cells, and for one that is bold throughout, as word processors make heads."""
    return all(cell.tag == "th" or any(dom.inside(cell, tag) for tag in _BOLD) for cell in cells[: 4 * COLUMNS])


def _is_data(dom: Dom, table: Element, rows: Sequence[_Row]) -> bool:
    if any(dom.inside(table, part) for part in _PARTS):
        return False
    if dom.inside(table, "th") or dom.inside(table, "caption"):
        return True
    width, even = Counter(row.width for row in rows).most_common(1)[0]
    if width < 2 or even < _EVEN * len(rows):
        return False
    cells = [cell for row in rows for cell in row.cells[:COLUMNS]]
    lengths = [len("".join(dom.shown[cell.t0 : cell.t1]).strip()) for cell in cells]
    return max(lengths) <= _LONG and sum(length > 0 for length in lengths) * 2 > len(lengths)


def _table(dom: Dom, above: Above, table: Element, rows: Sequence[_Row], count: int) -> TableSeen:
    heads = 0
    while heads < min(2, len(rows) - 1) and rows[heads].head:
        heads += 1
    caption = dom.first(table, "caption")
    return TableSeen(
        selector=dom.selector(table),
        region=table.region,
        rows=count - heads,
        columns=max(row.width for row in rows),
        caption=(dom.text(caption, _TITLE) if caption is not None else "") or above.title(table),
        head=tuple(dom.text(cell, CELL) for row in rows[:heads] for cell in row.cells[:COLUMNS])[:_HEAD],
        cells=tuple(tuple(dom.text(cell, CELL) for cell in row.cells[:COLUMNS]) for row in rows[heads : heads + ROWS]),
        visible=dom.visible(table),
    )


def _kept(found: list[_Found], most: int) -> list[_Found]:
    """The first `most`, those of the main content before others."""
    if len(found) <= most:
        return found
    chosen = sorted(range(len(found)), key=lambda at: (found[at][0].region in _EDGES, at))[:most]
    return [found[at] for at in sorted(chosen)]


def lists_of(dom: Dom, above: Above) -> tuple[ListSeen, ...]:
    """Lists outside menus and page headers, in order, at most `MOST_LISTS`, those of the main content first where there are more."""
    found = sorted((*_marked(dom), *_alike(dom)), key=lambda each: each[0].pos)
    links = [node.pos for node in dom.linked]
    return tuple(_list(dom, above, links, *each) for each in _kept(found, MOST_LISTS))


def _marked(dom: Dom) -> Iterator[tuple[Element, list[Element]]]:
    """Lists that are marked as such, with their entries."""
    for node in dom.tagged(*_ENTRIES):
        if node.region not in {"nav", "header"}:
            entries = [child for child in node.elements() if child.tag in _ENTRIES[node.tag] and child.t1 > child.t0]
            if len(entries) > 1:
                yield node, entries


def _alike(dom: Dom) -> Iterator[tuple[Element, list[Element]]]:
    """Neighbours of one name and shape that hold text, by the element that holds them."""
    groups: dict[tuple[int, str], list[Element]] = {}
    for tag in _NEIGHBOURS:
        for node in dom.by_tag.get(tag, ()):
            above, classes = node.parent, node.attrs.get("class")
            if classes and above is not None and above.region not in {"nav", "header"} and node.t1 > node.t0:
                groups.setdefault((above.pos, named(tag, classes)), []).append(node)
    for (pos, _), entries in groups.items():
        if len(entries) >= _FEWEST_NEIGHBOURS:
            yield dom.order[pos], entries


def _list(dom: Dom, above: Above, links: Sequence[int], node: Element, entries: Sequence[Element]) -> ListSeen:
    return ListSeen(
        selector=dom.selector(node),
        region=node.region,
        entries=len(entries),
        links=sum(bisect_left(links, entry.pos) < bisect_left(links, entry.end) for entry in entries),
        title=above.title(node),
        visible=dom.visible(node),
    )
