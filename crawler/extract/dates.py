"""Dates of a page: in its text in Kazakh, Russian and English, in `time` elements, in meta data and JSON-LD."""

import re
from collections.abc import Iterator

from crawler.extract.dom import BLOCK, Dom, Element, squeeze
from crawler.extract.jsonld import objects_of
from crawler.extract.memo import remembered
from crawler.extract.words import Run
from facts import DateSeen
from facts.written_dates import HAS_YEAR, WrittenDate, checked_date, written_dates

_LIMIT = 300
_LONG_TEXT = 5_000  # characters; reading a longer block is counted
_STEPS = 30  # that one character of it costs
_LABEL = 60  # characters before a date that are kept
_PIECES = 40  # text pieces before a `time` element looked at for its label
_TRIM = " ,.;·•|/–—-"
_META = frozenset({
    "article:published_time", "article:modified_time", "og:updated_time", "og:published_time", "date", "dc.date", "dc.date.created",
    "dc.date.modified", "dc.date.issued", "dcterms.created", "dcterms.modified", "dcterms.issued", "last-modified", "pubdate",
    "publish_date", "revised", "datepublished", "datemodified", "datecreated",
})  # fmt: skip
_PROPERTIES = ("datePublished", "dateModified", "dateCreated", "uploadDate")
_ISO = re.compile(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]\s*(\d\d):(\d\d))?")


def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """Dates written in a text, remembered where it is short: menus and lists come again."""
    return _found(text) if HAS_YEAR.search(text) else ()


_found = remembered(2048, 2_000)(written_dates)


def dates_of(dom: Dom, runs: list[Run]) -> tuple[DateSeen, ...]:
    """Every date seen, in order: text and `time` elements first, then meta data and JSON-LD."""
    timed = list(_time_elements(dom))
    known = {(_block_of(element), date.date) for element, date in timed}
    found = [*((element.pos, date) for element, date in timed), *_in_runs(dom, runs, known)]
    found.sort(key=lambda item: item[0])
    return (*(date for _, date in found[:_LIMIT]), *_in_meta(dom), *_in_jsonld(dom))


def _in_runs(dom: Dom, runs: list[Run], known: set[tuple[int, str]]) -> Iterator[tuple[int, DateSeen]]:
    for index, run in enumerate(runs):
        if len(run.text) > _LONG_TEXT and not dom.afford(_STEPS * len(run.text)):
            return
        end = 0
        for match in find_dates(run.text) if run.digits else ():
            label = run.text[end : match.start][-_LABEL:].strip(_TRIM)
            if not label and end == 0:
                label = _label_before(runs, index)
            end = match.end
            if (run.element.pos, match.date) in known:
                continue
            yield (
                run.element.pos,
                DateSeen(
                    text=run.text[match.start : match.end].strip(),
                    date=match.date,
                    time=match.time,
                    label=label,
                    selector=dom.selector(run.element),
                    region=run.element.region,
                    visible=dom.visible(run.element),
                ),
            )


def _label_before(runs: list[Run], index: int) -> str:
    """The block before a date that stands alone, when it is a label: it ends in a colon or heads a row or a definition."""
    if index == 0:
        return ""
    before, here = runs[index - 1], runs[index]
    near = before.element.parent in {here.element.parent, here.element.parent and here.element.parent.parent}
    is_label = before.text.endswith(":") or before.element.tag in {"dt", "th", "td", "label"}
    return before.text if near and is_label and len(before.text) <= _LABEL else ""


def _time_elements(dom: Dom) -> Iterator[tuple[Element, DateSeen]]:
    for node in dom.tagged("time"):
        if not node.get("datetime"):
            continue
        date, time = _iso(node.get("datetime"))
        if date:
            yield (
                node,
                DateSeen(
                    text=dom.text(node, 100),
                    date=date,
                    time=time or next((match.time for match in find_dates(dom.text(node, 100))), ""),
                    label=_text_before(dom, node) or node.get("itemprop") or " ".join(node.classes),
                    source="time",
                    selector=dom.selector(node),
                    region=node.region,
                    visible=dom.visible(node),
                ),
            )


def _block_of(node: Element) -> int:
    return next((above.pos for above in node.up() if above.tag in BLOCK), 0)


def _text_before(dom: Dom, node: Element) -> str:
    """The text that stands before an element in its own block."""
    block = dom.order[_block_of(node)]
    first = max(block.t0, node.t0 - _PIECES)
    text = squeeze("".join(dom.shown[at] for at in range(first, node.t0) if dom.owners[at] is block))
    dates = find_dates(text)
    return text[dates[-1].end if dates else 0 :][-_LABEL:].strip(_TRIM)


def _iso(text: str) -> tuple[str, str]:
    found = _ISO.match(text)
    if found and found.group(3):
        time = f"{found.group(4)}:{found.group(5)}" if found.group(4) else ""
        return checked_date(int(found.group(1)), int(found.group(2)), int(found.group(3))), time
    written = find_dates(text)
    return (written[0].date, written[0].time) if written else ("", "")


def _in_meta(dom: Dom) -> Iterator[DateSeen]:
    for node in dom.among((), ("content",)):
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv")
        if not node.get("content") or name.lower() not in _META:
            continue
        date, time = _iso(node.get("content"))
        if date:
            yield DateSeen(text=node.get("content")[:60], date=date, time=time, label=name, source="meta", selector=dom.selector(node))


def _in_jsonld(dom: Dom) -> Iterator[DateSeen]:
    for node, thing in objects_of(dom):
        for name in _PROPERTIES:
            value = thing.get(name)
            date, time = _iso(value) if isinstance(value, str) else ("", "")
            if date:
                yield DateSeen(text=str(value)[:60], date=date, time=time, label=name, source="json-ld", selector=dom.selector(node))
