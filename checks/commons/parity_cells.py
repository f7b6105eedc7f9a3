"""What the cells of tables tell in figures, as they are compared between two languages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from checks.commons.parity_figures import SHORTEST, normal, of_units
from checks.commons.wording import mentions
from facts import TableSeen
from facts.written_dates import MONTH, month_named, written_dates
from methodology.model import Params

_NUMERIC = re.compile(r"[+−-]?[\d\s\u00a0\u202f.,]+%?")
_PHONE = re.compile(r"[+\d\s().–—-]+(?:(?:ішкі|вн|доб|ext)\.?\s?\d+)?", re.IGNORECASE)
_TRUNK = re.compile(r"^\s*(?:\+\s?7|8)(?=[\s(-]*7\d\d)")  # the country, as it is written or dialled
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.:])")
_NAMED_MONTH = re.compile(rf"{MONTH}(?:\s(?:19|20)\d\d)?", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:(дүйсенбі|понедельник)|(сейсенбі|вторник)|(сәрсенбі|(?<!окружающей )сред[аеуы](?!\w))"
    r"|(бейсенбі|четверг)|(жұма|пятниц)|(сенбі|суббот)|(жексенбі|воскресен))"
)

Told = Mapping[str, Counter[str]]  # what kind of figure, a unit among them -> the figures


def cells_that_differ(one: TableSeen, other: TableSeen, params: Params) -> Iterator[tuple[str, str, bool]]:
    """What differs in the same cell. Certain where all else that both tables tell in figures stands in the same cells."""
    if not one.cells or [len(row) for row in one.cells] != [len(row) for row in other.cells]:
        return
    pairs = list(_pairs(one, other, params))
    differing = [(old, new) for old, new, differ in pairs if differ]
    mine, theirs = Counter(_plain(old, params) for old, _, _ in pairs), Counter(_plain(new, params) for _, new, _ in pairs)
    if not differing or mine == theirs:  # the same rows in another order
        return
    in_place = (mine - theirs).total() >= len(differing) and len(differing) * 2 <= len(pairs)
    yield (*differing[0], in_place)


def _pairs(one: TableSeen, other: TableSeen, params: Params) -> Iterator[tuple[str, str, bool]]:
    """Cells that stand in the same place of both tables and can be compared, and whether they contradict one another."""
    running = {at for at, name in enumerate(one.head) if mentions(name, params.words("figure-aside-words"))}
    for left, right in zip(one.cells, other.cells, strict=True):
        for at, (old, new) in enumerate(zip(map(str.strip, left), map(str.strip, right), strict=True)):
            differ = None if at in running else _contradict(old, new, params)
            if differ is not None:
                yield old, new, differ


def _contradict(old: str, new: str, params: Params) -> bool | None:
    """Whether two cells contradict one another; None where they tell nothing of one kind, or not as much of it."""
    if not any(map(str.isdigit, old + new)) and not (_WEEKDAY.search(old.lower()) or _NAMED_MONTH.fullmatch(old)):
        return None
    if all(_NUMERIC.fullmatch(cell) and any(map(str.isdigit, cell)) for cell in (old, new)):
        return readings(old).isdisjoint(readings(new))
    if mentions(f"{old} {new}", params.words("figure-scale-words")):
        return None
    left, right = _told(old, params), _told(new, params)
    shared = [kind for kind in left if left[kind].total() == right.get(kind, Counter()).total()]
    return any(left[kind] != right[kind] for kind in shared) if shared else None


def _told(cell: str, params: Params) -> Told:
    """A phone, or hours, weekdays, a month, figures before a unit; written days are compared elsewhere."""
    if _PHONE.fullmatch(cell):
        digits = re.sub(r"\D", "", _TRUNK.sub("", cell))
        return {"phone": Counter([digits])} if len(digits) >= SHORTEST else {}
    text = cell.lower()
    for day in reversed(written_dates(text)):
        text = f"{text[: day.start]} {text[day.end :]}"
    month = _NAMED_MONTH.fullmatch(cell)
    told = {
        "hours": Counter(f"{int(hour) % 24}:{minute}" for hour, minute in _CLOCK.findall(text)),
        "weekdays": Counter(str(found.lastindex) for found in _WEEKDAY.finditer(text)),
        "month": Counter([str(month_named(month.groupdict()))] if month else []),
        **{unit: Counter(numbers) for unit, numbers in of_units(_CLOCK.sub(" ", text), params).items()},
    }
    return {kind: found for kind, found in told.items() if found}


def _plain(cell: str, params: Params) -> str:
    """What a cell tells, however it is written: by it rows in another order are known."""
    if _NUMERIC.fullmatch(cell):
        return normal(re.sub(r"[%+]", "", cell))
    return " ".join(sorted(f"{kind}: {', '.join(sorted(found.elements()))}" for kind, found in _told(cell, params).items()))


def readings(cell: str) -> frozenset[str]:
    """What a number may be: a full stop or a comma may part thousands or a fraction."""
    text = re.sub(r"[\s\u00a0\u202f%+]", "", cell).replace("−", "-")
    return frozenset({normal(text), re.sub(r"[.,]", "", text)})
