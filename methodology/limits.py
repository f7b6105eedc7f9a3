"""Reads the numbers, the words and the decisions of an edition."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from facts import LANGUAGES
from methodology.errors import MethodologyError
from methodology.model import Decision
from methodology.reading import Table, read


def _entries(folder: Path, what: str) -> Iterator[tuple[str, Table]]:
    """Every table of every file of `folder`, by name; MethodologyError when a name stands twice."""
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, table in read(path).items():
            if name in seen:
                raise MethodologyError(f"{path.name}: the {what} {name!r} is also in {seen[name]}; keep one of the two")
            seen[name] = path.name
            yield name, table


def read_limits(folder: Path) -> dict[str, Decimal]:
    """All limits of `limits/*.toml` by name: `[name]` with `value` and `reference`, perhaps `unit` and `why`."""
    limits: dict[str, Decimal] = {}
    for name, table in _entries(folder, "limit"):
        limits[name] = table.decimal("value")
        table.text("reference")
        table.text("unit", "")
        table.text("why", "")
        table.done()
    return limits


def read_words(folder: Path) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """All lists of `words/*.toml` by name: language -> words in lower case; perhaps `why` beside them."""
    lists: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name, table in _entries(folder, "word list"):
        words: dict[str, tuple[str, ...]] = {lang: tuple(word.lower() for word in table.texts(lang)) for lang in LANGUAGES if lang in table}
        table.text("why", "")
        table.text("reference", "")
        if not any(words.values()):
            table.fail("the list has no words", f"give it at least one of {', '.join(LANGUAGES)}")
        table.done()
        lists[name] = words
    return lists


def read_decisions(path: Path, limits: Mapping[str, Decimal]) -> tuple[Decision, ...]:
    """The decisions D-n in the order they are written, each with the limits it fixes and its choices in words."""
    file = read(path)
    decisions = tuple(_decision(table, limits) for table in file.tables("decision"))
    file.done()
    for name, times in Counter(decision.id for decision in decisions).items():
        if times > 1:
            file.fail(f"{name} is there {times} times", "keep one of them")
    return decisions


def _decision(table: Table, limits: Mapping[str, Decimal]) -> Decision:
    params: dict[str, Decimal | str] = {}
    for name in table.texts("limits"):
        if name not in limits:
            table.fail(f"it names the limit {name!r}, which is not there", "define it in limits/ or mend the name")
        params[name] = limits[name]
    if "params" in table:
        choices = table.table("params")
        params.update({name: choices.text(name) for name in choices.names()})
    decision = Decision(id=table.text("id"), text=table.languages("text"), reference=table.text("reference"), params=params)
    table.done()
    return decision
