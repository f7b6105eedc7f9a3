"""What the pixels of a page say of texts whose background is not one colour."""

from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelText:
    """One text, measured on pictures of the page with its letters and without them.

    `contrasts` are quantiles of the contrast between the letters' colour and the pixels behind and right beside them, from the
    lowest to the highest in equal steps; one value where the background is known to be one colour. `cells` are quantiles over
    pieces of the text, each about as wide as a line is high, of the best contrast in the piece (its 90th percentile).
    `how`: "style", the letters' colour is the computed one, opaque; "mixed", it is translucent, and was laid over the pixels;
    "letters", it was read off the letters themselves, whose edges are paler than their colour.
    Both are empty where nothing could be measured, and `why` says so: text-moves, text-covered, same-color, pixels-mixed, over-video,
    gradient-text, not-in-window, nothing-shown, time-over.
    """

    selector: str
    text: str
    what: Literal["text", "placeholder"] = "text"
    how: Literal["style", "mixed", "letters"] = "style"
    color: str = ""
    font_px: float = 0
    weight: int = 400
    contrasts: tuple[float, ...] = ()
    cells: tuple[float, ...] = ()
    why: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelContrast:
    """All texts of a page that were asked for; `left` counts those beyond the most that are looked at."""

    texts: tuple[PixelText, ...] = ()
    left: int = 0
