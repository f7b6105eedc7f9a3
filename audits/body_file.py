"""Reading the file that describes the audited body (`--body`)."""

import tomllib
from pathlib import Path
from typing import Any, get_args

import msgspec

from audits.errors import BodyFileError
from facts import LANGUAGES, Body, BodyKind
from facts.terms import CommitteeForm

_FIELDS = ("kind", "names", "parent", "homes", "not_concerned", "committee_form")
_NAME_FIELDS = ("full", "short")


def read_body(path: Path) -> Body:
    """The body that a TOML file describes; BodyFileError names the field that is wrong and what it takes."""
    data = _load(path)
    if not data:
        raise BodyFileError(f"{path}: describes nothing; give at least kind or names")
    _refuse_unknown(path, "", data, _FIELDS)
    kinds = get_args(BodyKind)
    if data.get("kind", "cgb") not in kinds:
        raise BodyFileError(f"{path}: kind is {data['kind']!r}; it must be one of {', '.join(kinds)}")
    if data.get("committee_form", "own") not in get_args(CommitteeForm):
        raise BodyFileError(f"{path}: committee_form is {data['committee_form']!r}; it must be one of {', '.join(get_args(CommitteeForm))}")
    for table in ("names", "homes"):
        _refuse_unknown(path, table, _table(path, table, data), LANGUAGES)
    for lang, names in _table(path, "names", data).items():
        _refuse_unknown(path, f"names.{lang}", _table(path, f"names.{lang}", {f"names.{lang}": names}), _NAME_FIELDS)
        _short_as_list(names)
    try:
        return msgspec.convert(data, Body)
    except msgspec.ValidationError as error:
        raise BodyFileError(f"{path}: {error}") from error


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BodyFileError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BodyFileError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BodyFileError(f"{path}: is not TOML ({error})") from error


def _table(path: Path, name: str, data: dict[str, Any]) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise BodyFileError(f"{path}: {name} must be a table, e.g. [{name}]")
    return table


def _refuse_unknown(path: Path, where: str, table: dict[str, Any], known: tuple[str, ...]) -> None:
    for field in table:
        if field not in known:
            place = f"{where}.{field}" if where else field
            raise BodyFileError(f"{path}: unknown field {place!r}; known here: {', '.join(known)}")


def _short_as_list(names: dict[str, Any]) -> None:
    if isinstance(names.get("short"), str):
        names["short"] = [names["short"]]
