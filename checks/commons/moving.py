"""Which facts about sound and motion count, and what is known of a way to stop them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from facts.live_motion import Motion, Sound, Stopper

Way = Literal["yes", "open", "no"]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"\b\d{1,2}\s?:\s?\d{2}\b")
_STEADY = 3  # times that one step of a counter may be longer than another


def way_to_stop(stoppers: Sequence[Stopper]) -> Way:
    """Whether a control named for it stops the thing; open where one is there and was not seen to, or another control does.

    An arrow or a dot that stops a show of slides does not say so to a visitor: a person looks.
    """
    if any(one.worked and one.how == "named" for one in stoppers):
        return "yes"
    return "open" if any(one.worked or one.how == "named" for one in stoppers) else "no"


def how_stopped(stoppers: Sequence[Stopper]) -> str:
    """The name of the control that stops the thing."""
    return next((one.name for one in stoppers if one.worked and one.how == "named"), "")


def sounds_long(sound: Sound, limit: Decimal) -> bool:
    """True for a sound that is, or may be, heard for longer than the limit."""
    return sound.audible is not False and (sound.loop or sound.seconds is None or Decimal(str(sound.seconds)) > limit)


def moves_long(motion: Motion, limit: Decimal, side: Decimal) -> bool:
    """True for a motion that is, or may be, seen for longer than the limit; progress shown and running numbers are none."""
    if motion.seen is False or motion.progress or (motion.kind == "text" and runs_on(motion.texts)):
        return False
    if motion.box is not None and max(motion.box[2:]) < side:
        return False
    return motion.seconds is None or Decimal(str(motion.seconds)) > limit


def runs_on(texts: Sequence[str]) -> bool:
    """True when between the texts only numbers change, as those of a clock, a timer or a counter do: by like steps one way."""
    if len(texts) < 2 or len({_NUMBER.sub("0", text) for text in texts}) > 1:
        return False
    if all(_CLOCK.search(text) for text in texts):
        return True
    rows = [[float(number.replace(",", ".")) for number in _NUMBER.findall(text)] for text in texts]
    return all(_steady(column) for column in zip(*rows, strict=True))


def _steady(column: Sequence[float]) -> bool:
    steps = [two - one for one, two in pairwise(column) if two != one]
    sizes = [abs(step) for step in steps]
    return not steps or (all(step * steps[0] > 0 for step in steps) and max(sizes) <= _STEADY * min(sizes))
