"""Holds the data against the sums that the order gives; what does not add up is refused."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from methodology.model import Indicator, Methodology
from methodology.reading import Table


def hold_sums(table: Table, methodology: Methodology) -> None:
    """Refuse a methodology whose rows do not add up to the order's sums; `table` is [sums] of edition.toml."""
    _hold_ids(table, methodology)
    _hold_parameters(table, methodology)
    _hold_tables(table, methodology)
    _hold_groups(table, methodology)
    for row in methodology.indicators:
        _hold_parts(table, row, methodology)
    table.done()


def _points(value: Fraction) -> str:
    return f"{float(value):g}"


def _hold_sum(table: Table, what: str, found: Fraction, wanted: Fraction) -> None:
    if found != wanted:
        table.fail(f"{what} adds up to {_points(found)}, the order gives {_points(wanted)}", "mend the weight that was changed")


def _own(rows: Iterable[Indicator]) -> Fraction:
    """The sum of the rows that stand on their own: no sub-points, no bonus."""
    return sum((row.max for row in rows if not row.parent and not row.bonus), Fraction(0))


def _hold_ids(table: Table, methodology: Methodology) -> None:
    for (row_id, number), times in Counter((row.id, row.table) for row in methodology.indicators).items():
        if times > 1:
            table.fail(f"{row_id} is there {times} times" + (f" in table {number}" if number else ""), "give each row an id of its own")


def _hold_parameters(table: Table, methodology: Methodology) -> None:
    for name, times in Counter(parameter.id for parameter in methodology.parameters).items():
        if times > 1:
            table.fail(f"parameter {name} is there {times} times", "keep one of them")
    given = sum((item.value for item in methodology.parameters if not item.penalty), Fraction(0))
    _hold_sum(table, "the value of the parameters", given, methodology.total)
    _hold_sum(table, "the total", methodology.total, table.points("total"))
    for parameter in methodology.parameters:
        if parameter.coefficients and max(parameter.coefficients) != parameter.value:
            table.fail(f"the best coefficient of {parameter.id} is not its value of {_points(parameter.value)}", "mend one of the two")


def _hold_tables(table: Table, methodology: Methodology) -> None:
    """Each table of an annex adds up to the order's sum in one language, and to its parameter's divisor in all of them."""
    wanted = table.table("tables")
    there = {f"{row.annex}-{row.table}" if row.table else str(row.annex): (row.annex, row.table) for row in methodology.indicators}
    for name in wanted.names():
        if name not in there:
            wanted.fail(f"there are no rows of table {name}", f"put annex{name.replace('-', '_')}.toml back")
    for name, (annex, number) in there.items():
        rows = [row for row in methodology.indicators if (row.annex, row.table) == (annex, number)]
        _hold_sum(wanted, f"table {name}", _own(rows), wanted.points(name))
        for parameter in methodology.parameters:
            if parameter.annex == annex:
                _hold_sum(wanted, f"table {name} in {parameter.languages} language(s)", _own(rows) * parameter.languages, parameter.divisor)


def _hold_groups(table: Table, methodology: Methodology) -> None:
    wanted = table.table("groups")
    for group in methodology.groups:
        rows = [row for row in methodology.indicators if f"{row.annex}-{row.group}" == group.id]
        _hold_sum(wanted, f"group {group.id}", _own(rows), wanted.points(group.id))
        _hold_sum(wanted, f"the heading of group {group.id}", group.max, wanted.points(group.id))
    wanted.done()


def _hold_parts(table: Table, row: Indicator, methodology: Methodology) -> None:
    """Sub-points add up to their row; where the rule says what each takes, they may stay below it (row 2.1: 8 x 0.03 of 0.25)."""
    parts = [part for part in methodology.indicators if part.parent == row.id and part.table == row.table and not part.bonus]
    if row.rule.kind in {"parts", "section"} and not parts and not row.person_only:
        table.fail(f"{row.id} is the sum of its sub-points and has none", "add them or change its rule")
    if row.parent and not methodology.find(row.parent):
        table.fail(f"{row.id} belongs to {row.parent}, which is not there", "add the row or mend the id")
    if not parts:
        return
    found = sum((part.max for part in parts), Fraction(0))
    if row.rule.take is None or row.rule.kind == "section":
        _hold_sum(table, f"the sub-points of {row.id}", found, row.max)
    elif found > row.max or any(part.max != row.rule.take for part in parts):
        table.fail(f"the sub-points of {row.id} do not each take {_points(row.rule.take)} within {_points(row.max)}", "mend their weights")
