"""The words around the order's own: labels in kk, ru and en, numbers and references as a reader of a language writes them."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from facts import Lang

_NUMBER = re.compile(r"[\d.\-]+")  # 2.10, 3.1-3.8
_FILE = Path(__file__).with_name("labels.toml")


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def label(name: str, lang: Lang, **values: str) -> str:
    """The label `name` in a language with its placeholders filled in."""
    return str(_labels()[name][lang]).format(**values)


def step(name: str, lang: Lang) -> str:
    """A step of a ladder in plain words; its name where nothing better is known."""
    words = _labels()["steps"].get(name)
    return str(words[lang]) if words else name


def number(value: Fraction | Decimal, lang: Lang) -> str:
    """An exact number: `0.25`, or `7/12 (≈ 0.5833)` where decimals do not end; decimal comma in kk and ru."""
    exact = Fraction(value)
    shown = _decimal(exact) if _ends(exact) else f"{exact} (≈ {_decimal(round(exact, 4))})"
    return shown if lang == "en" else shown.replace(".", ",")


def percent(share: Fraction, lang: Lang) -> str:
    """A share as a number of per cent."""
    return number(share * 100, lang)


def _decimal(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _ends(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def reference(text: str, lang: Lang) -> str:
    """A reference (`Annex 4, row 2.10, sub-point 1; paragraph 20`) in a language; pieces that are not known stay as they are."""
    return "; ".join(", ".join(_place(piece, lang) for piece in place.split(", ")) for place in text.split("; "))


def _place(piece: str, lang: Lang) -> str:
    places: Mapping[str, Mapping[str, str]] = _labels()["places"]
    whole = piece.replace(" ", "-")
    if whole in places:
        return places[whole][lang]
    word, _, rest = piece.partition(" ")
    name = word if word in places else word.lower()
    return places[name][lang].format(n=rest) if name in places and _NUMBER.fullmatch(rest) else piece
