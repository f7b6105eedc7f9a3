"""Typed reading of TOML tables: whatever is missing, of the wrong type or not known is refused with its place."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from facts import LANGUAGES, Lang
from methodology.errors import MethodologyError


class Table:
    """One table of a TOML file; `done` refuses the keys that nobody read."""

    __slots__ = ("_data", "_read", "where")

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self._read: set[str] = set()
        self.where = where  # "annex4.toml, 4-2.1"

    def fail(self, what: str, advice: str) -> NoReturn:
        """Raise MethodologyError with the place of this table."""
        raise MethodologyError(f"{self.where}: {what}; {advice}")

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def value(self, key: str) -> Any:
        """The value as tomllib gave it; MethodologyError when there is none."""
        self._read.add(key)
        if key not in self._data:
            self.fail(f"{key!r} is missing", "add it")
        return self._data[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not empty; `default` where the key may be left out."""
        if default is not None and key not in self._data:
            return default
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{key!r} is not a text", "write it in quotes")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        if key not in self._data:
            return False
        value = self.value(key)
        if not isinstance(value, bool):
            self.fail(f"{key!r} is neither true nor false", "write true, or leave it out")
        return value

    def decimal(self, key: str) -> Decimal:
        """A number, exactly as written."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fail(f"{key!r} is not a number", "write it as 4.5, without quotes")
        return Decimal(value)

    def points(self, key: str) -> Fraction:
        """A number as an exact fraction."""
        return Fraction(self.decimal(key))

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(f"{key!r} is not a whole number", "write it without quotes and without a point")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when left out."""
        if key not in self._data:
            return ()
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fail(f"{key!r} is not a list of texts", 'write it as ["…", "…"]')
        return tuple(value)

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        value = self.value(key)
        if not isinstance(value, dict):
            self.fail(f"{key!r} is not a table", f"write it as [{key}] or {key} = {{ … }}")
        return Table(value, f"{self.where}, {key}")

    def tables(self, key: str) -> "Iterator[Table]":
        """The tables of an array; none when left out."""
        if key not in self._data:
            return
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(f"{key!r} is not an array of tables", f"write each as [[{key}]]")
        for number, item in enumerate(value, 1):
            yield Table(item, f"{self.where}, {item.get('id', f'{key} {number}')}")

    def items(self) -> "Iterator[tuple[str, Table]]":
        """Every key with the table under it."""
        for key in self._data:
            yield key, self.table(key)

    def names(self) -> tuple[str, ...]:
        """The keys in the order they are written; they count as read."""
        self._read.update(self._data)
        return tuple(self._data)

    def languages(self, key: str) -> dict[Lang, str]:
        """A text in each of kk, ru and en."""
        table = self.table(key)
        texts: dict[Lang, str] = {lang: table.text(lang) for lang in LANGUAGES}
        table.done()
        return texts

    def done(self) -> None:
        """Refuse keys that nobody read: a misspelt key must not be lost in silence."""
        unknown = sorted(set(self._data) - self._read)
        if unknown:
            self.fail(f"unknown key {unknown[0]!r}", f"it may hold {', '.join(sorted(self._read))}")


def read(path: Path) -> Table:
    """The whole file as a table; MethodologyError when it is not there or not TOML."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name)
    except FileNotFoundError:
        raise MethodologyError(f"{path.name}: there is no such file in {path.parent.name}; put it back") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MethodologyError(f"{path.name}: cannot be read ({error}); mend the file") from error
