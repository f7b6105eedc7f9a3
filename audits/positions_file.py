"""Reading the file of places in search engines that a person has found (`--positions`)."""

import csv
import datetime
import hashlib
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import get_args

from audits.errors import PlanError
from facts import ENGINES, LANGUAGES, Body, EnginePosition, NameKind

COLUMNS = ("engine", "lang", "name", "query", "position", "date", "screenshot")
NOT_FOUND = frozenset({"none", "нет", "жоқ"})  # not among the first twenty
LOOKED = 20
EVIDENCE = "evidence"
_PICTURES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp"}
_LARGEST = 20_000_000  # bytes of a screenshot
_Row = dict[str, str]


class PositionsFileError(PlanError):
    """The file is missing, or a line of it is wrong; the message names the line and what it takes."""


def read_positions(path: Path, body: Body, today: str) -> tuple[EnginePosition, ...]:
    """The places that the file tells, screenshots as paths on this machine; PositionsFileError for the first wrong line."""
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for line, row in _rows(path):
        one = _position(f"{path}, line {line}", row, path.parent, body, today)
        key = (one.engine, one.lang, one.name)
        if key in seen:
            raise PositionsFileError(f"{path}, line {line}: {', '.join(key)} is in line {seen[key]} already; keep one of the two")
        seen[key] = line
        found.append(one)
    if not found:
        raise PositionsFileError(f"{path}: holds no line below its heading ({','.join(COLUMNS)})")
    return tuple(found)


def kept_picture(file: str, folder: Path) -> str:
    """Copy a screenshot into the audit folder; its name there, by its content."""
    source = Path(file)
    content = source.read_bytes()
    name = f"{EVIDENCE}/{hashlib.sha256(content).hexdigest()[:24]}{_ending(content)}"
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)
    return name


def _rows(path: Path) -> Iterator[tuple[int, _Row]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PositionsFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise PositionsFileError(f"{path}: is not UTF-8 text; save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if sorted(head) != sorted(COLUMNS):
            raise PositionsFileError(f"{path}, line 1: the heading must be {','.join(COLUMNS)}")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                raise PositionsFileError(f"{path}, line {reader.line_num}: has {len(cells)} cells, the heading {len(head)}")
            yield reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise PositionsFileError(f"{path}, line {reader.line_num}: is no CSV ({error})") from error


def _position(where: str, row: _Row, folder: Path, body: Body, today: str) -> EnginePosition:
    engine = next((one for one in ENGINES if one == row["engine"].lower()), None)
    if engine is None:
        raise PositionsFileError(f"{where}: engine is {row['engine']!r}; it must be one of {', '.join(ENGINES)}")
    lang = next((one for one in LANGUAGES if one == row["lang"].lower() and one != "en"), None)
    if lang is None:
        raise PositionsFileError(f"{where}: lang is {row['lang']!r}; it must be kk or ru")
    name: NameKind | None = next((one for one in get_args(NameKind) if one == row["name"].lower()), None)
    if name is None:
        raise PositionsFileError(f"{where}: name is {row['name']!r}; it must be full or short")
    given = body.names.get(lang)
    known = ((given.full,) if name == "full" else given.short) if given else ()
    if not row["query"]:
        raise PositionsFileError(f"{where}: query is empty; write the name that was searched for")
    if any(one.strip() for one in known) and _level(row["query"]) not in {_level(one) for one in known}:
        raise PositionsFileError(f"{where}: query {row['query']!r} is not the {name} name in {lang} of the body file: {'; '.join(known)}")
    place = _place(where, row["position"])
    return EnginePosition(
        engine=engine,
        lang=lang,
        name=name,
        query=row["query"],
        position=place,
        looked=place or LOOKED,
        date=_date(where, row["date"], today),
        by="person",
        picture=_picture(where, row["screenshot"], folder),
    )


def _level(text: str) -> str:
    return " ".join(text.casefold().split())


def _place(where: str, text: str) -> int | None:
    if text.casefold() in NOT_FOUND:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text)):
        raise PositionsFileError(f"{where}: position is {text!r}; it must be a number from 1, or none for not among the first {LOOKED}")
    return int(text)


def _date(where: str, text: str, today: str) -> str:
    try:
        date = datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise PositionsFileError(f"{where}: date is {text!r}; write it as YYYY-MM-DD") from error
    if today and date > today:
        raise PositionsFileError(f"{where}: date {date} is after the date of the audit, {today}")
    return date


def _picture(where: str, text: str, folder: Path) -> str:
    path = folder / text
    if not text or not path.is_file():
        raise PositionsFileError(f"{where}: screenshot {text!r} is not there; name a picture file beside {folder}")
    if path.stat().st_size > _LARGEST:
        raise PositionsFileError(f"{where}: screenshot {text!r} is larger than {_LARGEST // 1_000_000} MB")
    with path.open("rb") as file:
        if not _ending(file.read(16)):
            raise PositionsFileError(f"{where}: screenshot {text!r} is no PNG, JPEG or WebP picture")
    return str(path)


def _ending(content: bytes) -> str:
    return next((ending for mark, ending in _PICTURES.items() if content.startswith(mark)), "")
