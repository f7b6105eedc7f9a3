"""4-3.3 Content that moves, blinks, flashes or turns by itself for more than three seconds can be stopped.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.3; D-15.
Applies:  on every page of the sample, in each profile: what was seen to move without the visitor's doing for longer than
          `autoplay_seconds`: animations of style sheets and scripts, running lines, animated pictures, drawings, videos, shows of
          slides, and words that are rewritten in place again and again. Not: progress that says so, clocks, timers and counters,
          what is smaller than `motion_side_min`, what is not shown, and what only moves under the pointer or the focus.
Met:      the browser's own player is shown, or a control named for it was operated and the motion ended.
Cannot:   motion that ends only while the pointer stands on it cannot be stopped on a phone or from the keyboard, but the order does
          not say for whom: left to a person, as are controls that are hidden or did not stop it when the program operated them,
          arrows and dots that stop it without saying so, players inside frames, and pages that hold nothing else. Background
          pictures are not looked into, nor frames; steps further apart than eight seconds are not waited for.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.moving import how_stopped, moves_long, way_to_stop
from facts import Finding, Page, met, not_met, undecided
from facts.live_motion import Motion
from methodology.model import Params


@check(
    "4-3.3",
    scope="page",
    pages="live",
    needs={"live.playing"},
    kinds={"motion-unstoppable", "motion-hover-only", "motion-control-unknown", "motion-unknown", "motion-alone"},
)
def motion(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each motion, and one for a page without any."""
    playing = page.live.playing if page.live else None
    limit, side = params.number("autoplay_seconds"), params.number("motion_side_min")
    seen = [one for one in (playing.motions if playing else ()) if moves_long(one, limit, side)]
    alone = playing is not None and playing.beside < params.number("motion_beside_letters")
    yield from [_judged(one, alone=alone) for one in seen] or (met(),)


def _judged(one: Motion, *, alone: bool) -> Finding:
    way = way_to_stop(one.stoppers)
    if one.native or way == "yes":
        return met(one.selector, control=how_stopped(one.stoppers))
    if one.seen is None:
        return undecided("motion-unknown", one.selector, text=one.text, reason=one.why, element=one.kind)
    if way == "open":
        return undecided("motion-control-unknown", one.selector, text=one.text, control=one.stoppers[0].name)
    return _without_control(one, alone=alone)


def _without_control(one: Motion, *, alone: bool) -> Finding:
    if one.hover:
        return undecided("motion-hover-only", one.selector, text=one.text)
    if one.hover is None and one.kind != "video":
        return undecided("motion-unknown", one.selector, text=one.text, reason="motion-not-tried", element=one.kind)
    if alone:
        return undecided("motion-alone", one.selector, text=one.text)
    return not_met("motion-unstoppable", one.selector, text=one.text, element=one.kind)
