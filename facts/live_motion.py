"""What plays and moves by itself on a live page, and what was found to stop it.

Selectors and boxes are as in `facts.page`. Seconds are None where they are not known or without end, as `why` and `loop` tell.
"""

from dataclasses import dataclass
from typing import Literal

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopper:
    """A control that was found for something that plays or moves.

    `how`: named for stopping; or some other control beside the thing (an arrow, a dot). `worked`: what was seen after operating it;
    None when it was not operated, `why` says the reason. `by`: what it was operated with when it worked.
    """

    selector: str
    name: str
    how: Literal["named", "other"]
    worked: bool | None = None
    by: Literal["", "keyboard", "mouse"] = ""
    why: str = ""  # hidden, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Something that begins to sound by itself: an element with autoplay, or what a script started before the visitor did anything.

    `audible` is False for muted media and those without a sound track, None where it could not be heard. `seconds`: how long it
    plays once. `native`: the browser's own player, with its pause and volume, is shown.
    """

    kind: Literal["audio", "video", "script", "context", "frame", "embed"]
    src: str
    selector: str = ""
    seconds: float | None = None
    loop: bool = False
    audible: bool | None = None
    native: bool = False
    stoppers: tuple[Stopper, ...] = ()
    why: str = ""  # why its length or sound is not known, e.g. motion-not-loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """Something that moves, blinks, turns or is rewritten by itself.

    `seconds`: how long it goes on as it declares, None for ever or as long as scripts want. `seen`: its picture or its elements were
    seen to change over `shown` seconds; False when they stood still after all; None when that could not be looked at. `texts`: for
    words that are rewritten in place, what they were one after another. `hover`: it stopped while the pointer stood on it; None
    when not tried.
    """

    kind: Literal["animation", "marquee", "image", "svg", "canvas", "video", "frame", "script", "text"]
    selector: str
    text: str = ""
    seconds: float | None = None
    seen: bool | None = None
    shown: float = 0
    box: _Box | None = None
    alike: int = 1  # elements that move in the same way
    progress: bool = False  # it says that it shows progress
    native: bool = False  # the browser's own player, with its pause, is shown
    texts: tuple[str, ...] = ()
    hover: bool | None = None
    stoppers: tuple[Stopper, ...] = ()
    why: str = ""  # why it was not seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """All of it on one page; `beside` is how many letters a visitor can read outside of what moves."""

    sounds: tuple[Sound, ...] = ()
    motions: tuple[Motion, ...] = ()
    beside: int = 0
