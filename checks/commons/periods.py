"""Periods that a text speaks of, in Kazakh and Russian: years, half-years, quarters, months, days."""

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from facts.written_dates import MONTH, month_named, written_dates

Unit = Literal["years", "year", "half", "quarter", "months", "month", "day"]
_FIRST_YEAR = 1991  # of the republic
_AHEAD = 30  # years: a plan to a later year is a slip of the pen
_LONGEST = 30  # years of one plan
_WRITTEN = 20_000  # characters looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of days, first and last, that `text[at:end]` of a text names; `sure` is False for a bare number that may be no year."""

    start: datetime.date
    last: datetime.date
    unit: Unit
    words: str
    at: int
    sure: bool = True

    def covers(self, day: datetime.date) -> bool:
        """True for a day of the period."""
        return self.start <= day <= self.last


_Y = r"(?P<year>(?:19|20)\d\d)"
_CLEAR = r"(?<![\w№#/.,:+-])(?<!№\s)"  # nothing before a year that makes another number or a name of it ("Казахстан-2050")
_DASH = r"[-–—]"
_KK_YEAR = r"(?:жыл[а-яәғқңөұүһі]*|ж{1,2}\.|j[yı]l[a-zǵğı]*)"
_RU_YEAR = r"(?:год[а-яё]{0,3}(?![а-яё])|г{1,2}\.|г(?![\w.]))"
_UNIT = rf"(?:\s*(?:{_KK_YEAR}|{_RU_YEAR}))"
_ORDINAL = r"(?:\s?-?\s?(?:ші|шы|нші|ншы|інші|ыншы|й|ый|ой|го|е|ое|ая|м))?"
_COUNT = (
    r"(?P<n>[1-4]|IV|I{1,3}|[ІI]V|[ІI]{1,3}|бірінші|екінші|үшінші|төртінші|перв[а-яё]+|втор[а-яё]+|трет[а-яё]+|четв[её]рт[а-яё]+)"
    + _ORDINAL
)
_QUARTER = rf"{_COUNT}\s*-?\s*(?:тоқсан[а-яәғқңөұүһі]*|кв(?:артал[а-яё]*)?(?![а-яё])\.?|toqsan[a-z]*)"
_HALF = rf"{_COUNT}\s*-?\s*(?:жарты\s?жыл[а-яәғқңөұүһі]*|жартыс[а-яәғқңөұүһі]*|полугоди[а-яё]+|полуг\.|половин[а-яё]+|jarty\s?jyl[a-z]*)"
_WORDS_OF_MONTHS = "|".join(["үш", "тр[её]х", "три", "алты", "шести", "шесть", "тоғыз", "девяти", "девять", "он екі", "двенадцать"])
_MONTHS = rf"(?P<n>1[0-2]|[1-9]|{_WORDS_OF_MONTHS})\s?-?\s?(?:ай[а-яәғқңөұүһі]*|месяц[а-яё]*|мес\.)"
_NOT_A_DAY = r"(?<![^\W\d_])(?<!\d)(?<!\d[\s-])(?<!\d\d[\s»\"”-])"
_FROM_MONTH = MONTH.replace("(?P<long>", "(?P<long1>").replace("(?P<short>", "(?P<short1>").replace("(?P<latin>", "(?P<latin1>")
_MONTH_RANGE = rf"{_NOT_A_DAY}{_FROM_MONTH}\s?{_DASH}\s?{MONTH}"
_AFTER = rf",?\s*(?:по итогам\s|за\s|в\s|of\s)?\(?{_Y}(?!\d|[-–/]\d){_UNIT}?"  # a year behind what it belongs to
_BEFORE = rf"{_CLEAR}{_Y}{_UNIT}\s*\(?(?:есебі\s|бойынша\s)?"  # and before it
_ADD = {"үш": 3, "три": 3, "трех": 3, "трёх": 3, "алты": 6, "шести": 6, "шесть": 6, "тоғыз": 9, "девяти": 9, "девять": 9}
_NUMBER = (("1", "бірінші", "перв", "i"), ("2", "екінші", "втор", "ii"), ("3", "үшінші", "трет", "iii"), ("4", "төртінші", "четв", "iv"))


def _both(what: str) -> tuple[str, str]:
    return rf"(?<!\w){what}{_AFTER}", _BEFORE + what


def _read(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _last_of(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _span(year: int, first: int, last: int) -> tuple[datetime.date, datetime.date] | None:
    return (datetime.date(year, first, 1), _last_of(year, last)) if 1 <= first <= last <= 12 else None


def _nth(match: re.Match[str]) -> int:
    word = match["n"].lower().replace("і", "i") if len(match["n"]) <= 3 else match["n"].lower()
    return next((at for at, names in enumerate(_NUMBER, 1) if word in names or (len(word) > 3 and word.startswith(names[1:3]))), 0)


def _range(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    first, last = int(match["year"]), int(match["to"])
    if not first < last <= first + _LONGEST:
        return None
    return datetime.date(first, 1, 1), datetime.date(last, 12, 31)


def _quarter(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    nth = _nth(match)
    return _span(int(match["year"]), nth * 3 - 2, nth * 3)


def _half(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    nth = _nth(match)
    return _span(int(match["year"]), nth * 6 - 5, nth * 6) if nth in {1, 2} else None


def _months(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    word = match["n"].lower()
    return _span(int(match["year"]), 1, int(word) if word.isdigit() else _ADD.get(word, 12))


def _month_range(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    first = month_named({name: match[f"{name}1"] for name in ("long", "short", "latin")})
    return _span(int(match["year"]), first, month_named(match.groupdict()))


def _month(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    month = month_named(match.groupdict())
    return _span(int(match["year"]), month, month)


def _year(match: re.Match[str]) -> tuple[datetime.date, datetime.date] | None:
    return _span(int(match["year"]), 1, 12)


_To = Callable[[re.Match[str]], tuple[datetime.date, datetime.date] | None]
_YEARS_OF = rf"{_CLEAR}{_Y}\s?(?:{_UNIT}\s?)?{_DASH}\s?(?P<to>(?:19|20)\d\d)(?![\d-]|[.,]\d)"
_SHAPES: tuple[tuple[Unit, re.Pattern[str], _To, bool], ...] = (
    ("years", _read(rf"{_YEARS_OF}{_UNIT}?"), _range, True),
    ("years", _read(rf"(?<!\w)(?:с|со)\s{_Y}{_UNIT}?\s(?:по|до)\s(?P<to>(?:19|20)\d\d){_UNIT}"), _range, True),
    ("years", _read(rf"{_CLEAR}{_Y}\s?/\s?(?P<to>(?:19|20)\d\d){_UNIT}?\s?(?:оқу|учебн|{_RU_YEAR}|{_KK_YEAR})"), _range, True),
    *(("quarter", _read(shape), _quarter, True) for shape in _both(_QUARTER)),
    *(("half", _read(shape), _half, True) for shape in _both(_HALF)),
    *(("months", _read(shape), _months, True) for shape in _both(_MONTHS)),
    *(("months", _read(shape), _month_range, True) for shape in (_MONTH_RANGE + _AFTER, _BEFORE + _MONTH_RANGE)),
    *(("month", _read(shape), _month, True) for shape in (_NOT_A_DAY + MONTH + _AFTER, _BEFORE + MONTH)),
    ("year", _read(rf"{_CLEAR}{_Y}(?!\d|[-–/.,]\d){_UNIT}"), _year, True),
    ("year", _read(rf"(?<![\w-])(?:на|за)\s{_Y}(?!\d|[-–/.,]\d|\s*{_DASH}\s*\d)"), _year, True),
    ("year", _read(rf"{_CLEAR}{_Y}(?![\w%№]|[-–/.,:]\d|\s*(?:{_DASH}|тенге|теңге|₸|%))"), _year, False),
)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=8192)
def _periods(text: str) -> tuple[Period, ...]:
    taken: list[tuple[int, int]] = []
    found: list[Period] = []
    for day in written_dates(text):
        date = datetime.date.fromisoformat(day.date)
        taken.append((day.start, day.end))
        found.append(Period(start=date, last=date, unit="day", words=text[day.start : day.end].strip(), at=day.start))
    for unit, pattern, read, sure in _SHAPES:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            span = read(match)
            if span is not None:
                taken.append(match.span())
                words = match.group().strip(" ,(")
                found.append(Period(start=span[0], last=span[1], unit=unit, words=words, at=match.start(), sure=sure))
    return tuple(sorted(found, key=lambda period: period.at))


def periods(text: str) -> tuple[Period, ...]:
    """What periods and days a text names, in its order; a shorter unit is not read again as its year."""
    return _periods(text[:_WRITTEN]) if _HAS_YEAR.search(text) else ()


def trusted(found: tuple[Period, ...], today: datetime.date) -> Iterator[Period]:
    """Those that a site of the republic may speak of; 0001 and 2099 are slips of a program or a hand."""
    return (period for period in found if period.start.year >= _FIRST_YEAR and period.last.year <= today.year + _AHEAD)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
