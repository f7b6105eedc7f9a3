"""Dates of a page: in its text in Kazakh, Russian and English, in `time` elements, in meta data and JSON-LD."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.extract.dom import BLOCK, Dom, Element, squeeze
from crawler.extract.jsonld import objects_of
from crawler.extract.memo import remembered
from crawler.extract.words import Run
from facts import DateSeen

_LIMIT = 300
_LONG_TEXT = 5_000  # characters; reading a longer block is counted
_STEPS = 30  # that one character of it costs
_LABEL = 60  # characters before a date that are kept
_PIECES = 40  # text pieces before a `time` element looked at for its label
_TRIM = " ,.;·•|/–—-"
_YEARS = range(1990, 2101)
_MONTHS = (
    ("қаңтар", "қаң", "январ", "янв", "january", "jan"),
    ("ақпан", "ақп", "феврал", "фев", "february", "feb"),
    ("наурыз", "нау", "март", "мар", "march", "mar"),
    ("сәуір", "сәу", "апрел", "апр", "april", "apr"),
    ("мамыр", "мам", "мая", "май", "may"),
    ("маусым", "мау", "июн", "june", "jun"),
    ("шілде", "шіл", "июл", "july", "jul"),
    ("тамыз", "там", "август", "авг", "august", "aug"),
    ("қыркүйек", "қырк", "қыр", "сентябр", "сент", "сен", "september", "sept", "sep"),
    ("қазан", "қаз", "октябр", "окт", "october", "oct"),
    ("қараша", "қар", "ноябр", "ноя", "november", "nov"),
    ("желтоқсан", "желт", "жел", "декабр", "дек", "december", "dec"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_LONG = "|".join(
    sorted((name for name in _MONTH_OF if len(name) > 4 or name in {"март", "june", "july", "июн", "июл"}), key=len, reverse=True)
)
_SHORT = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_MONTH = rf"(?:(?P<long>{_LONG})[а-яёәғқңөұүһі]{{0,7}}|(?P<short>{_SHORT})(?![^\W\d_])\.?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"[«\"“]?(?P<day>\d{1,2})[»\"”]?(?:-?(?:го|ого|е|ші|шы|нші|ншы|інші|ыншы|st|nd|rd|th))?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.,/+-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:T|(?!\d|-\d))",
        r"(?<![\d.,/+])(?P<day>\d{1,2})\s?(?P<sep>[./-])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?(?P<year>(?:19|20)\d\d)(?!\d|(?P=sep)\d)",
        rf"(?<![\d.,/+-]){_YEAR}(?P<sep>[./])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?!\d|(?P=sep)\d)",
        rf"(?<![\d.,/+-]){_DAY}\s*(?:of\s+)?{_MONTH},?\s*{_YEAR}(?!\d)",
        rf"(?<![\d.,/+-]){_YEAR}\s*(?:жылғы|жылдың|жыл|ж\.?|г\.?|года)?,?\s*{_DAY}[\s-]*{_MONTH}",
        rf"(?<![\d.,/+-]){_YEAR}\s*(?:жылғы|жылдың|жыл|ж\.)\s*(?P<day>\d{{1,2}})\.(?P<month>\d\d)(?![\d.]\d)",
        rf"(?<![^\W\d_]){_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
    )
)
_WITHOUT_NAMES = (_PATTERNS[0], _PATTERNS[1], _PATTERNS[2], _PATTERNS[5])
_STEMS = tuple(name for name in _MONTH_OF if not any(other != name and other in name for other in _MONTH_OF))  # one stands in each name
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
_TIME_AFTER = re.compile(
    rf"(?:\s*(?:году|года|г\.?(?!\w)|жыл[а-яғқңөұүһі]*|ж\.|year))?[\s,.|/–—-]{{0,4}}"
    rf"(?:T|в|сағат|сағ\.?|at|время|уақыты)?[\s:(]{{0,3}}{_CLOCK}\s*(?P<half>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(rf"(?<![\d:]){_CLOCK}\s*(?:[,|/–—-]\s*)?$")
_META = frozenset({
    "article:published_time", "article:modified_time", "og:updated_time", "og:published_time", "date", "dc.date", "dc.date.created",
    "dc.date.modified", "dc.date.issued", "dcterms.created", "dcterms.modified", "dcterms.issued", "last-modified", "pubdate",
    "publish_date", "revised", "datepublished", "datemodified", "datecreated",
})  # fmt: skip
_PROPERTIES = ("datePublished", "dateModified", "dateCreated", "uploadDate")
_ISO = re.compile(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]\s*(\d\d):(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    start: int
    end: int
    date: str
    time: str


def dates_of(dom: Dom, runs: list[Run]) -> tuple[DateSeen, ...]:
    """Every date seen, in order: text and `time` elements first, then meta data and JSON-LD."""
    timed = list(_time_elements(dom))
    known = {(_block_of(element), date.date) for element, date in timed}
    found = [*((element.pos, date) for element, date in timed), *_in_runs(dom, runs, known)]
    found.sort(key=lambda item: item[0])
    return (*(date for _, date in found[:_LIMIT]), *_in_meta(dom), *_in_jsonld(dom))


def find_dates(text: str) -> tuple[_Match, ...]:
    """Dates written in a text, with the time of day that stands beside them; overlaps go to the longer match."""
    return _found(text) if _HAS_YEAR.search(text) else ()


@remembered(2048, 2_000)
def _found(text: str) -> tuple[_Match, ...]:
    seen: list[_Match] = []
    plain = text.lower()
    for pattern in _PATTERNS if any(stem in plain for stem in _STEMS) else _WITHOUT_NAMES:
        for match in pattern.finditer(text):
            date = _date(match)
            if date and not (match.groupdict().get("sep") == "-" and text[match.start() - 1 : match.start()] == "-"):
                seen.append(_with_time(text, match, date))
    seen.sort(key=lambda item: (item.start, item.start - item.end))
    out: list[_Match] = []
    for item in seen:
        if not out or item.start >= out[-1].end:
            out.append(item)
    return tuple(out)


def _date(match: re.Match[str]) -> str:
    groups = match.groupdict()
    name = (groups.get("long") or groups.get("short") or "").lower()
    return _checked(int(groups["year"]), _MONTH_OF[name] if name else int(groups["month"]), int(groups["day"]))


def _checked(year: int, month: int, day: int) -> str:
    if year not in _YEARS:
        return ""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _with_time(text: str, match: re.Match[str], date: str) -> _Match:
    start, end = match.span()
    after = _TIME_AFTER.match(text, end)
    if after is not None:
        return _Match(start=start, end=after.end(), date=date, time=_clock(after))
    before = _TIME_BEFORE.search(text, max(0, start - 16), start)
    if before is not None:
        return _Match(start=before.start(), end=end, date=date, time=_clock(before))
    return _Match(start=start, end=end, date=date, time="")


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    half = (match.groupdict().get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{match['minute']}"


def _in_runs(dom: Dom, runs: list[Run], known: set[tuple[int, str]]) -> Iterator[tuple[int, DateSeen]]:
    for index, run in enumerate(runs):
        if len(run.text) > _LONG_TEXT and not dom.afford(_STEPS * len(run.text)):
            return
        end = 0
        for match in find_dates(run.text):
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
        return _checked(int(found.group(1)), int(found.group(2)), int(found.group(3))), time
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
