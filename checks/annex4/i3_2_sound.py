"""4-3.2 Sound that plays by itself for more than three seconds can be stopped, paused or muted.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.2; D-15.
Applies:  on every page of the sample, in each profile: audio and video elements that ask to play by themselves (`autoplay`, or a
          script that starts them before the visitor has done anything), sounds of scripts, players of video services told to
          start, embedded media told to start. Browsers of today hold such sound back from a first visitor; what the page asks
          for counts. Not: muted media, media without a sound track, and what ends within `autoplay_seconds`.
Met:      the browser's own player is shown, or a control named for it was operated and the sound stopped or fell silent.
Cannot:   media that could not be loaded or played here, sounds that a script makes out of nothing, players without controls inside
          frames and plug-ins are left to a person; so is a control named for it that did not stop the sound when the program
          operated it. Frames are not looked into.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.moving import how_stopped, sounds_long, way_to_stop
from facts import Finding, Page, met, not_met, undecided
from facts.live_motion import Sound
from methodology.model import Params


@check("4-3.2", scope="page", pages="live", needs={"live.playing"}, kinds={"sound-unstoppable", "sound-unknown", "sound-control-unknown"})
def sound(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each sound, and one for a page without any."""
    playing = page.live.playing if page.live else None
    limit = params.number("autoplay_seconds")
    heard = [_judged(one) for one in (playing.sounds if playing else ()) if sounds_long(one, limit)]
    yield from heard or (met(),)


def _judged(one: Sound) -> Finding:
    way = way_to_stop(one.stoppers)
    if one.native or way == "yes":
        return met(one.selector, control=how_stopped(one.stoppers))
    if one.audible is None or (one.seconds is None and not one.loop):
        return undecided("sound-unknown", one.selector, text=one.src, reason=one.why)
    if way == "open":
        return undecided("sound-control-unknown", one.selector, text=one.src, control=one.stoppers[0].name)
    return not_met("sound-unstoppable", one.selector, text=one.src, element=one.kind)
