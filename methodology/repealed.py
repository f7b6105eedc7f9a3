"""Acts that an edition knows to be repealed (`repealed_acts.toml`, D-25), for sites that still publish them."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from methodology.reading import Table, read


@dataclass(frozen=True, slots=True, kw_only=True)
class RepealedAct:
    """An act by number, date (YYYY-MM-DD) and the code of its address; `since` (YYYY-MM-DD) it certainly has no force."""

    number: str  # "434-V", "1567"
    date: str
    code: str  # "Z1500000434"
    since: str
    title_kk: str
    title_ru: str
    replaced_by: str  # number and date of the act that took its place


def read_repealed(folder: Path) -> tuple[RepealedAct, ...]:
    """`repealed_acts.toml` of an edition; nothing where it has none. MethodologyError for what is not a day or is told twice."""
    path = folder / "repealed_acts.toml"
    if not path.exists():
        return ()
    file = read(path)
    file.text("reference")
    acts = tuple(_act(table) for table in file.tables("act"))
    file.done()
    known = [(act.number, act.date) for act in acts] + [act.code for act in acts]
    if len(set(known)) != len(known):
        file.fail("an act is told twice", "keep one of them")
    return acts


def _act(table: Table) -> RepealedAct:
    titles = table.table("title")
    act = RepealedAct(
        number=table.text("number"),
        date=_day(table, "date"),
        code=table.text("code"),
        since=_day(table, "since"),
        title_kk=titles.text("kk"),
        title_ru=titles.text("ru"),
        replaced_by=table.text("replaced_by"),
    )
    titles.done()
    table.done()
    if act.since <= act.date:
        table.fail("it is repealed before it was adopted", "mend one of the days")
    return act


def _day(table: Table, key: str) -> str:
    value = table.value(key)
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        table.fail(f"{key!r} is no day", "write it as 2015-12-04, without quotes")
    return value.isoformat()
