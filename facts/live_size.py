"""What became of a page when a visitor enlarged its text: where the text stood before and after."""

from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]
SizeHow = Literal["cut", "shortened", "overlap", "sideways", "same-size", "control-cut", "cut-always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePlace:
    """A text or control that was whole at 100 % and is not when enlarged ("cut-always" excepted).

    `how`: "cut" by the edge of a box that does not grow; "shortened" with an ellipsis; "overlap" with the text of `by`; "sideways": its
    lines are wider than the box `by` that scrolls them; "same-size": it did not grow (`lost` is then its new size by the old);
    "control-cut": a control of which hardly anything is left; "cut-always": its line is cut off by its own box at every size.
    `lost` is the share of it that cannot be seen, `letters` those concerned.
    """

    how: SizeHow
    selector: str
    text: str = ""  # at most 120 characters
    lost: float = 0
    letters: int = 0
    by: str = ""  # selector of what takes it away
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WidePart:
    """What reaches beyond the right edge of the window."""

    kind: Literal["text", "table", "code", "media"]
    selector: str
    beyond: float  # CSS pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Enlarged:
    """The page after one way of enlarging; sizes are CSS pixels of the enlarged page."""

    width: float  # of the window
    height: float
    across: float  # width that can be scrolled through; that of the window when nothing can
    letters: int = 0
    main: int = 0  # letters of the main content that were whole before
    gone: int = 0  # of these, letters that are not shown at all now: hidden by a rule for small windows, or moved out of sight
    layers: float = 0  # share of the window that fixed layers with text cover
    places: tuple[SizePlace, ...] = ()
    wide: tuple[WidePart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enlargement:
    """Both ways of enlarging to 200 %: `zoom` of the page, and `text` alone, which is tried where the zoom loses something."""

    letters: int
    across: float  # at 100 %
    width: float
    layers: float
    zoom: Enlarged
    text: Enlarged | None = None
