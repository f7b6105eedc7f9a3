"""Figures, times and weekdays in the cells of tables, as they are compared between two languages."""

import re
from collections import Counter
from collections.abc import Iterator

from checks.commons.parity_figures import normal
from checks.commons.wording import mentions
from facts import TableSeen
from facts.written_dates import MONTH, month_named, written_dates
from methodology.model import Params

_NUMERIC = re.compile(r"[+−-]?[\d\s\u00a0\u202f.,]*\d[\d\s\u00a0\u202f.,]*%?")
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,:]\d+)?")
_NAMED_MONTH = re.compile(rf"(?<!\w){MONTH}", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:(дүйсенбі|понедельник)|(сейсенбі|вторник)|(сәрсенбі|сред[аеуы](?!\w))|(бейсенбі|четверг)|(жұма|пятниц)|(сенбі|суббот)|(жексенбі|воскресен))"
)


def cells_that_differ(one: TableSeen, other: TableSeen, params: Params) -> Iterator[tuple[str, str, bool]]:
    """What differs in the same cell. Certain where all else that both tables tell in figures stands in the same cells."""
    if not one.cells or [len(row) for row in one.cells] != [len(row) for row in other.cells]:
        return
    pairs = list(_pairs(one, other, params))
    differing = [pair for pair in pairs if _differ(*pair)]
    mine, theirs = (Counter(" ".join(sorted(_told(pair[side]))) for pair in pairs) for side in (0, 1))
    if not differing or mine == theirs:  # the same rows in another order
        return
    in_place = (mine - theirs).total() >= len(differing) and len(differing) * 2 <= len(pairs)
    yield (*differing[0], in_place)


def _pairs(one: TableSeen, other: TableSeen, params: Params) -> Iterator[tuple[str, str]]:
    """Cells that stand in the same place of both tables and tell as many figures, days and months."""
    running = {at for at, name in enumerate(one.head) if mentions(name, params.words("figure-aside-words"))}
    scales = params.words("figure-scale-words")
    for left, right in zip(one.cells, other.cells, strict=True):
        for at, (old, new) in enumerate(zip(map(str.strip, left), map(str.strip, right), strict=True)):
            numeric = _NUMERIC.fullmatch(old) and _NUMERIC.fullmatch(new)
            worded = not numeric and 0 < len(_told(old)) == len(_told(new)) and not mentions(f"{old} {new}", scales)
            if at not in running and (numeric or worded):
                yield old, new


def _differ(old: str, new: str) -> bool:
    if _NUMERIC.fullmatch(old) and _NUMERIC.fullmatch(new):
        return readings(old).isdisjoint(readings(new))
    return Counter(_told(old)) != Counter(_told(new))


def _told(cell: str) -> list[str]:
    """Numbers, weekdays and months of a cell; written days are compared elsewhere, a clock's hours are numbers like others."""
    text = cell.lower()
    for day in reversed(written_dates(text)):
        text = f"{text[: day.start]} {text[day.end :]}"
    months = [f"month {month_named(found.groupdict())}" for found in _NAMED_MONTH.finditer(text)]
    days = [f"day {found.lastindex}" for found in _WEEKDAY.finditer(text)]
    return [*(normal(found.replace(":", ".")) for found in _NUMBER.findall(text)), *days, *months]


def readings(cell: str) -> frozenset[str]:
    """What a number may be: a full stop or a comma may part thousands or a fraction."""
    text = re.sub(r"[\s\u00a0\u202f%+]", "", cell).replace("−", "-")
    return frozenset({normal(text), re.sub(r"[.,]", "", text)})
