"""What the keyboard did on a live page: where Tab stopped and how that showed, what only a mouse reaches, what held the focus."""

from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]
Mark = Literal["style", "caret", "pixels", "alike", "none", "unseen", "moving", "open", ""]
OpenedBy = Literal["focus", "tab", "Enter", "Space", "ArrowDown", "elsewhere", "open", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStop:
    """An element at which Tab stopped.

    `mark` is how the focus shows: by a change of style that is plain in itself, by the text cursor, in the pixels of two pictures
    (`changed` of them, by `ratio` : 1 in luminance), like another stop that was looked at; "none": not one pixel changes; "unseen":
    the element itself is nowhere to be seen (one that stands still in the window: at neither end of the page); "moving": the place
    changes without the focus, too; "open": not measured; "": a frame or a player, which mark their own parts.
    """

    selector: str
    name: str  # accessible name, shortened
    tag: str
    mark: Mark = ""
    changed: int | None = None
    ratio: float | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MouseControl:
    """Something a mouse operates that Tab did not stop at, or that stops Tab and answers no key.

    `why`: "skipped" (the browser should stop there and never did), "left-out" (a native control taken out of the order), "no-stop"
    (an element that only a script makes a control), "no-keys" (it is a stop, and nothing on the page listens to keys), "keys-above"
    (it is a stop, and only something around it listens to keys).
    """

    selector: str
    name: str
    tag: str
    why: Literal["skipped", "left-out", "no-stop", "no-keys", "keys-above"]
    role: str = ""
    handler: str = ""  # what it listens to: onclick, click, mousedown, …; "" when nothing was found on it
    source: str = ""  # beginning of the handler's text
    pointer: bool = False  # the cursor over it is a hand
    leaf: bool = False  # a short text or picture without blocks inside
    composite: bool = False  # part of a widget whose parts are reached by arrows, or the box around them that hands the focus on
    keys_around: bool = False  # something around it, below body, listens to keys
    beside_field: bool = False
    closes: bool = False  # named as what closes something
    same_place: bool = False  # a link whose address another stop leads to
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusTrap:
    """Elements that held the focus: Tab went round in them though others wait outside; "" in `left_by` when nothing led out."""

    selectors: tuple[str, ...]
    names: tuple[str, ...] = ()
    left_by: str = ""  # Escape, Shift+Tab, or a key combination that the page's text names
    modal: bool = False  # inside a dialog
    closable: bool = False  # one of them is named as what closes it
    waiting: int = 0  # elements outside that Tab never reached


@dataclass(frozen=True, slots=True, kw_only=True)
class HoverMenu:
    """A part with links that shows under the pointer, and what showed it without one."""

    selector: str
    name: str
    links: int
    opened_by: OpenedBy = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scroller:
    """A part that scrolls on its own and holds nothing that takes the focus; `stop` when this engine stops Tab at it nevertheless."""

    selector: str
    name: str = ""
    stop: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """One walk with Tab through a page; where no script hears of keys or the focus, the first `presses` tell of the other stops.

    `walked` is "part" when it ended before it came round, with `ended` saying at what.
    """

    presses: int
    walked: Literal["whole", "part"] = "whole"
    ended: Literal["round", "limit", "trap", "frame", "dialog"] = "round"
    focusable: int = 0  # elements the browser should stop at
    stops: tuple[KeyStop, ...] = ()
    controls: tuple[MouseControl, ...] = ()
    traps: tuple[FocusTrap, ...] = ()
    menus: tuple[HoverMenu, ...] = ()
    scrollers: tuple[Scroller, ...] = ()
