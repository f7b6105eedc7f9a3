"""Contrast of two colours by the formula of WCAG 2.x (relative luminance), in decimals so that no limit is met by rounding."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_FUNCTION = re.compile(r"rgba?\(([^()]*)\)", re.IGNORECASE)
_FULL = Decimal(255)


class ColorError(ValueError):
    """A colour cannot be read, or a background can be seen through, so that the colour below it counts."""


@dataclass(frozen=True, slots=True)
class Color:
    """Channels from 0 to 255, alpha from 0 to 1."""

    red: Decimal
    green: Decimal
    blue: Decimal
    alpha: Decimal = Decimal(1)

    def over(self, below: "Color") -> "Color":
        """This colour laid over an opaque one; ColorError when `below` can be seen through."""
        if below.alpha != 1:
            raise ColorError("the background can be seen through")
        keep = 1 - self.alpha
        return Color(*(getattr(self, name) * self.alpha + getattr(below, name) * keep for name in ("red", "green", "blue")))


@lru_cache(maxsize=4096)
def parse(text: str) -> Color:
    """`#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` or `rgba(…)` with numbers or percentages; ColorError for anything else."""
    written = text.strip()
    if written.lower() == "transparent":
        return Color(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    if match := _HEX.fullmatch(written):
        return _from_hex(match[1])
    if match := _FUNCTION.fullmatch(written):
        return _from_function(match[1])
    raise ColorError(f"not a colour that is known: {text!r}")


def _from_hex(digits: str) -> Color:
    if len(digits) <= 4:
        digits = "".join(digit * 2 for digit in digits)
    channels = [Decimal(int(digits[at : at + 2], 16)) for at in range(0, len(digits), 2)]
    red, green, blue, alpha = channels if len(channels) == 4 else (*channels, _FULL)
    return Color(red, green, blue, alpha / _FULL)


def _from_function(inside: str) -> Color:
    parts = [part for part in re.split(r"[,\s/]+", inside.strip()) if part]
    if len(parts) not in {3, 4}:
        raise ColorError(f"not a colour that is known: {inside!r}")
    channels = [_number(part, _FULL) for part in parts[:3]]
    alpha = _number(parts[3], Decimal(1)) if len(parts) == 4 else Decimal(1)
    red, green, blue = (min(max(channel, Decimal(0)), _FULL) for channel in channels)
    return Color(red, green, blue, min(max(alpha, Decimal(0)), Decimal(1)))


def _number(part: str, whole: Decimal) -> Decimal:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?%?", part, re.IGNORECASE):
        raise ColorError(f"not a number of a colour: {part!r}")
    return Decimal(part[:-1]) * whole / 100 if part.endswith("%") else Decimal(part)


@lru_cache(maxsize=4096)
def _linear(channel: Decimal) -> Decimal:
    share = channel / _FULL
    if share <= Decimal("0.04045"):
        return share / Decimal("12.92")
    return ((share + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")


def luminance(color: Color) -> Decimal:
    """Relative luminance of an opaque colour, 0 (black) to 1 (white)."""
    return Decimal("0.2126") * _linear(color.red) + Decimal("0.7152") * _linear(color.green) + Decimal("0.0722") * _linear(color.blue)


def contrast_ratio(text: str, background: str) -> Decimal:
    """Ratio from 1 to 21 of a text's colour to an opaque background; ColorError when a colour cannot be read."""
    below = parse(background)
    above, ground = luminance(parse(text).over(below)), luminance(below)
    lighter, darker = max(above, ground), min(above, ground)
    return (lighter + Decimal("0.05")) / (darker + Decimal("0.05"))


def shown(ratio: Decimal) -> str:
    """A ratio with two decimals for people, cut and never rounded up, so that 4.499 does not read as 4.5."""
    return str(ratio.quantize(Decimal("0.01"), rounding=ROUND_DOWN))
