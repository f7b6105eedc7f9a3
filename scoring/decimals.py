"""Exact fractions as decimals that people and programs read; nothing is rounded before this step (D-1)."""

from decimal import Decimal
from fractions import Fraction

JSON_PLACES = 4
PEOPLE_PLACES = 2


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` as a decimal of exactly `places` places, rounded half up (away from zero)."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def decimal_text(value: Fraction, places: int = JSON_PLACES) -> str:
    """`value` with at most `places` places and no zeros at the end: "0.2", "-0.15", "0"."""
    text = f"{rounded(value, places):f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short
