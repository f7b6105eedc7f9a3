"""What the pixels of a text say of its contrast: enough, too low, or neither for certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from facts import PixelText
from methodology.model import Params

Says = Literal["enough", "low", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelsSay:
    """`worst`: the contrast that all but the spared pixels reach; `best`: what the palest pieces of the text reach at best."""

    says: Says
    worst: Decimal
    best: Decimal


def read_pixels(text: PixelText, params: Params) -> PixelsSay | None:
    """The contrast of a text against the required one; None when it was not measured."""
    if not text.contrasts:
        return None
    required = params.number("contrast_min")
    margin = required * params.number("contrast_mixed_margin") / 100 if text.how == "mixed" else Decimal(0)
    worst = _quantile(text.contrasts, params.number("contrast_pixels_spared"))
    best = _quantile(text.cells or text.contrasts, params.number("contrast_pieces_low"))
    if worst >= required + margin:
        return PixelsSay(says="enough", worst=worst, best=best)
    # letters that were read off their own pixels look paler than they are: that they are too pale is never certain
    low = best < required - margin and text.how != "letters"
    return PixelsSay(says="low" if low else "open", worst=worst, best=best)


def is_large(font_px: float, weight: int, params: Params) -> bool:
    """True for text that WCAG calls large."""
    size = Decimal(str(font_px))
    return size >= params.number("contrast_large_pixels") or (weight >= 700 and size >= params.number("contrast_large_bold_pixels"))


def _quantile(values: Sequence[float], percent: Decimal) -> Decimal:
    """A quantile of ascending quantiles, the lower one of two neighbours."""
    return Decimal(str(values[int(percent * (len(values) - 1) / 100)]))
