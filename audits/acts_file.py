"""Reading the register of acts that a person gives (`--acts`): which acts are in force and which are repealed."""

import csv
import datetime
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import get_args

from audits.errors import PlanError
from facts import ActState, ActStatus
from store import AuditFile

REQUIRED = ("number", "date", "status")
OPTIONAL = ("title", "lang", "replaced_by")
COLUMNS = (*REQUIRED, *OPTIONAL)
_LANGS = frozenset({"", "kk", "ru"})
_LARGEST = 100_000_000  # bytes
_CODE = 9  # characters that the shortest code of the register of acts has
_Row = dict[str, str]


class ActsFileError(PlanError):
    """The file is missing, or a line of it is wrong; the message names the line and what it takes."""


def read_acts(path: Path) -> tuple[ActStatus, ...]:
    """The acts that the file tells; ActsFileError for the first wrong line."""
    seen: dict[tuple[str, str, str, str], tuple[int, ActStatus]] = {}
    for line, row in _rows(path):
        act = _act(f"{path}, line {line}", row)
        name = act.number.upper(), act.date, act.title.casefold(), act.lang
        known = seen.get(name)
        if known is not None and known[1].status != act.status:
            raise ActsFileError(f"{path}, line {line}: {act.number} of {act.date or 'no date'} is {known[1].status} in line {known[0]}")
        seen[name] = line, act
    if not seen:
        raise ActsFileError(f"{path}: holds no line below its heading ({','.join(COLUMNS)})")
    return tuple(act for _, act in seen.values())


def enter(file: AuditFile, acts: tuple[ActStatus, ...]) -> None:
    """Keep a register in the audit file, in place of the one kept before; nothing without one."""
    if acts:
        file.unseal()
        file.put_acts(acts)


def _rows(path: Path) -> Iterator[tuple[int, _Row]]:
    try:
        if path.stat().st_size > _LARGEST:
            raise ActsFileError(f"{path}: is larger than {_LARGEST // 1_000_000} MB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ActsFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ActsFileError(f"{path}: is not UTF-8 text; save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if not set(REQUIRED) <= set(head) <= set(COLUMNS) or len(set(head)) != len(head):
            raise ActsFileError(f"{path}, line 1: the heading must be {','.join(REQUIRED)}, and may have {','.join(OPTIONAL)} too")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                raise ActsFileError(f"{path}, line {reader.line_num}: has {len(cells)} cells, the heading {len(head)}")
            yield reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise ActsFileError(f"{path}, line {reader.line_num}: is no CSV ({error})") from error


def _act(where: str, row: _Row) -> ActStatus:
    number = row["number"].lstrip("№ ").strip()
    if not any(map(str.isdigit, number)):
        raise ActsFileError(f"{where}: number is {row['number']!r}; write the act's number, or the code of its address, as V2500035902")
    status: ActState | None = next((one for one in get_args(ActState) if one == row["status"].lower()), None)
    if status is None:
        raise ActsFileError(f"{where}: status is {row['status']!r}; it must be one of {', '.join(get_args(ActState))}")
    lang = row.get("lang", "").lower()
    if lang not in _LANGS:
        raise ActsFileError(f"{where}: lang is {row['lang']!r}; it must be kk, ru or empty")
    return ActStatus(
        number=number,
        date=_date(where, row["date"], number),
        status=status,
        title=row.get("title", ""),
        lang=lang,
        replaced_by=row.get("replaced_by", ""),
    )


def _date(where: str, text: str, number: str) -> str:
    """A day, as YYYY-MM-DD or DD.MM.YYYY; none is needed beside a code of the register of acts."""
    if not text and len(number) >= _CODE and number[:1].isalpha() and number[1:3].isdigit():
        return ""
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(text, shape).replace(tzinfo=datetime.UTC).date().isoformat()
        except ValueError:
            continue
    raise ActsFileError(f"{where}: date is {text!r}; write it as YYYY-MM-DD")
