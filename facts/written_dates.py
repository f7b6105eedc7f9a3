"""Dates as people write them in Kazakh (Cyrillic and Latin script), Russian and English text."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

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
_LATIN = (  # Kazakh in the Latin script, as it was written since 2018
    "qańtar qantar qañtar", "aqpan", "naýryz nauryz naurız", "sáýir sauir säuir", "mamyr mamır", "maýsym mausym mausım", "shilde şilde",
    "tamyz tamız", "qyrkúıek qyrkuiek qyrküiek qırküiek", "qazan", "qarasha qaraşa", "jeltoqsan",
)  # fmt: skip
_LATIN_OF = {name: number for number, names in enumerate(_LATIN, 1) for name in names.split()}
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_LONG = "|".join(
    sorted((name for name in _MONTH_OF if len(name) > 4 or name in {"март", "june", "july", "июн", "июл"}), key=len, reverse=True)
)
_SHORT = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_END = "[а-яёәғқңөұүһі]{0,7}"
_LATIN_END = r"[a-zǵğńñáäýúóöüış]{0,8}"
MONTH = (
    rf"(?:(?P<long>{_LONG}){_END}|(?P<short>{_SHORT})(?![^\W\d_])\.?"
    rf"|(?P<latin>{'|'.join(sorted(_LATIN_OF, key=len, reverse=True))}){_LATIN_END})"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"[«\"“]?(?P<day>\d{1,2})[»\"”]?(?:-?(?:го|ого|е|ші|шы|нші|ншы|інші|ыншы|st|nd|rd|th))?"
_FROM = r"(?:\d{1,2}\s?[–—-]\s?)?"  # "3–13 қараша": the last day of a range is told
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.,/+-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:T|(?!\d|-\d))",
        r"(?<![\d.,/+])(?P<day>\d{1,2})\s?(?P<sep>[./-])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?(?P<year>(?:19|20)\d\d)(?!\d|(?P=sep)\d)",
        rf"(?<![\d.,/+-]){_YEAR}(?P<sep>[./])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?!\d|(?P=sep)\d)",
        rf"(?<![\d.,/+-]){_FROM}{_DAY}\s*(?:of\s+)?{MONTH},?\s*{_YEAR}(?!\d)",
        rf"(?<![\d.,/+-]){_YEAR}\s*(?:жылғы|жылдың|жыл|ж\.?|г\.?|года|j[yı]l[a-zǵğı]*)?,?\s*{_FROM}{_DAY}[\s-]*{MONTH}",
        rf"(?<![\d.,/+-]){_YEAR}\s*(?:жылғы|жылдың|жыл|ж\.)\s*(?P<day>\d{{1,2}})\.(?P<month>\d\d)(?![\d.]\d)",
        rf"(?<![^\W\d_]){MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
    )
)
_WITHOUT_NAMES = (_PATTERNS[0], _PATTERNS[1], _PATTERNS[2], _PATTERNS[5])
_NAMES = (*_MONTH_OF, *_LATIN_OF)
_STEMS = tuple(name for name in _NAMES if not any(other != name and other in name for other in _NAMES))  # one stands in each name
HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
_TIME_AFTER = re.compile(
    rf"(?:\s*(?:году|года|г\.?(?!\w)|жыл[а-яғқңөұүһі]*|ж\.|year))?[\s,.|/–—-]{{0,4}}"
    rf"(?:T|в|сағат|сағ\.?|at|время|уақыты)?[\s:(]{{0,3}}{_CLOCK}\s*(?P<half>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(rf"(?<![\d:]){_CLOCK}\s*(?:[,|/–—-]\s*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date at `start` to `end` of a text: YYYY-MM-DD, and HH:MM where a time of day stands beside it."""

    start: int
    end: int
    date: str
    time: str


def written_dates(text: str) -> tuple[WrittenDate, ...]:
    """Dates written in a text, with the time of day that stands beside them; overlaps go to the longer match."""
    if not HAS_YEAR.search(text):
        return ()
    seen: list[WrittenDate] = []
    plain = text.lower()
    for pattern in _PATTERNS if any(stem in plain for stem in _STEMS) else _WITHOUT_NAMES:
        for match in pattern.finditer(text):
            date = _date(match)
            if date and not (match.groupdict().get("sep") == "-" and text[match.start() - 1 : match.start()] == "-"):
                seen.append(_with_time(text, match, date))
    seen.sort(key=lambda item: (item.start, item.start - item.end))
    out: list[WrittenDate] = []
    for item in seen:
        if not out or item.start >= out[-1].end:
            out.append(item)
    return tuple(out)


def _date(match: re.Match[str]) -> str:
    groups = match.groupdict()
    month = month_named(groups) or int(groups["month"])
    return checked_date(int(groups["year"]), month, int(groups["day"]))


def month_named(groups: Mapping[str, str | None]) -> int:
    """The number of the month that `MONTH` matched; 0 where it matched none."""
    if groups.get("latin"):
        return _LATIN_OF[str(groups["latin"]).lower()]
    return _MONTH_OF.get((groups.get("long") or groups.get("short") or "").lower(), 0)


def checked_date(year: int, month: int, day: int) -> str:
    """ISO date of a day that the calendar has, in a year that a page may speak of; else ""."""
    if year not in _YEARS:
        return ""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _with_time(text: str, match: re.Match[str], date: str) -> WrittenDate:
    start, end = match.span()
    after = _TIME_AFTER.match(text, end)
    if after is not None:
        return WrittenDate(start=start, end=after.end(), date=date, time=_clock(after))
    before = _TIME_BEFORE.search(text, max(0, start - 16), start)
    if before is not None:
        return WrittenDate(start=before.start(), end=end, date=date, time=_clock(before))
    return WrittenDate(start=start, end=end, date=date, time="")


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    half = (match.groupdict().get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{match['minute']}"
