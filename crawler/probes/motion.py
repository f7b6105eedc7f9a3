"""What plays and moves by itself for long, and whether a control stops it: a page that shows no cause is not waited for.

The browser refuses media while a page loads; here so much of them is fetched as tells their length and whether they sound.
Operating controls changes a page: it is loaded anew at the end.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock, load
from crawler.browser.rendered import Fault, Rendered
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab
from crawler.probes.frames import film
from crawler.probes.motion_pixels import PROOF, changes
from crawler.probes.motion_stops import Thing, controls, going_on, try_controls, try_hover
from crawler.probes.series import NotAsBefore, Probe
from facts.live_motion import Motion, Playing, Sound

SECONDS = 36.0
SHORT = 3.0  # seconds; what ends sooner is no fact of this probe
SIDE = 12  # CSS pixels; what is smaller in both directions is not listed
MOST = 12  # things of one kind
_ENOUGH = 3.05  # seconds over which what scripts move must be seen to change
_FIRST = 8.0  # seconds for a first change
_CAP = 11.5  # seconds for all that is watched
_LATE = 6.0  # seconds; a timer that runs once and later is not waited for
_DATA = 4000  # ms for the first data of media
_MOST_MEDIA = 3
_RESERVE = 5.0  # seconds kept for loading the page anew
_PLAYED = frozenset({"media", "loose"})
_NATIVE = frozenset({"video", "frame"})


async def _watch(
    tab: Tab, *, first: float, period: float, cap: float, blind: float = 0.0, places: Sequence[str] = (), known: Sequence[str] = ()
) -> Any:
    given = {"first": first, "period": period, "cap": cap, "enough": _ENOUGH, "blind": blind}
    in_ms = {name: one * 1000 for name, one in given.items()}
    more = {"side": SIDE, "most": MOST, "places": list(places), "known": list(known)}
    return await tab.ask(with_selectors("crawler.probes", "motion_watch.js"), {**in_ms, **more})


async def look_for_motion(tab: Tab, page: Rendered) -> Playing:
    """The facts of 4-3.2 and 4-3.3 on a page that stands in the tab."""
    clock = Clock.of(SECONDS - _RESERVE)
    told: Mapping[str, Any] = await tab.ask(
        with_selectors("crawler.probes", "motion_survey.js"), {"short": SHORT, "side": SIDE, "most": MOST}
    )
    sounds, films = await _media(tab, told)
    motions = [_motion(one) for one in told["motions"]] + [_frame(one) for one in told["frames"] if one["box"]] + films
    motions += await _pictures(tab, told["pictures"])
    motions, gaps = await _looked_at(tab, told, motions)
    sounds, motions, operated = await _stopped(tab, sounds, motions, gaps, clock)
    beside = max(0, int(told["letters"]) - sum(len(motion.text) for motion in motions))
    playing = Playing(sounds=tuple(sounds), motions=tuple(motions), beside=beside)
    if operated:
        await _anew(tab, page, playing)
    return playing


async def _anew(tab: Tab, page: Rendered, playing: Playing) -> None:
    """The page as it was before its controls were operated; what was seen stays seen where it does not come again in time."""
    try:
        await load(tab, page.final_url or page.url, Clock.of(_RESERVE))
    except Fault as fault:
        if tab.gone.done():
            raise
        raise NotAsBefore(playing, fault.why) from fault


def _motion(raw: Mapping[str, Any]) -> Motion:
    return Motion(**{**raw, "box": tuple(raw["box"])})


def _frame(raw: Mapping[str, Any]) -> Motion:
    return Motion(
        kind="frame", selector=raw["selector"], text=raw["text"], box=tuple(raw["box"]), native=raw["native"], why="motion-embedded"
    )


# ---- media


async def _listened(tab: Tab, src: str, selector: str) -> Mapping[str, Any]:
    source = with_selectors("crawler.probes", "motion_media.js")
    heard: Mapping[str, Any] = await tab.ask(source, {"src": src, "selector": selector, "patience": _DATA})
    return heard


async def _media(tab: Tab, told: Mapping[str, Any]) -> tuple[list[Sound], list[Motion]]:
    """What sounds, and which videos move."""
    sounds = [
        Sound(kind="frame", src=one["src"], selector=one["selector"], native=one["native"], why="motion-embedded")
        for one in told["frames"]
        if not one["muted"]
    ]
    sounds += [Sound(kind="embed", src=one["src"], selector=one["selector"], why="motion-embedded") for one in told["embeds"]]
    sounds += [Sound(kind="context", src="", seconds=one["seconds"], loop=one["loop"], why="motion-not-heard") for one in told["notes"]]
    films: list[Motion] = []
    if not (told["media"] or told["loose"]):
        return sounds, films
    tab.lets_media = True
    try:
        for one in told["media"]:
            few = len(films) + len(sounds) < _MOST_MEDIA
            heard = (
                await _listened(tab, one["src"], one["selector"])
                if few
                else {"src": one["src"], "seconds": None, "audible": None, "why": "motion-not-tried"}
            )
            long = one["loop"] or heard["seconds"] is None or heard["seconds"] > SHORT
            if not one["muted"]:
                sounds.append(_sound(one, heard))
            if one["visible"] and long:
                films.append(_film(one, heard))
        for one in told["loose"]:
            heard = await _listened(tab, one["src"], "")
            sounds.append(
                Sound(kind="script", src=one["src"], seconds=heard["seconds"], loop=one["loop"], audible=heard["audible"], why=heard["why"])
            )
    finally:
        tab.lets_media = False
    return sounds, films


def _sound(one: Mapping[str, Any], heard: Mapping[str, Any]) -> Sound:
    return Sound(
        kind=one["kind"],
        src=heard["src"] or one["src"],
        selector=one["selector"],
        seconds=heard["seconds"],
        loop=one["loop"],
        audible=heard["audible"],
        native=one["native"],
        why=heard["why"],
    )


def _film(one: Mapping[str, Any], heard: Mapping[str, Any]) -> Motion:
    return Motion(
        kind="video",
        selector=one["selector"],
        text=one["text"],
        seconds=None if one["loop"] else heard["seconds"],
        seen=None if heard["why"] else True,
        box=tuple(one["box"]),
        native=one["native"],
        why=heard["why"],
    )


# ---- pictures


async def _bytes(tab: Tab, frame: str, src: str) -> bytes | None:
    if src.startswith("data:"):
        head, _, body = src.partition(",")
        try:
            return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        except (ValueError, binascii.Error):
            return None
    try:
        got = await tab.cdp.send("Page.getResourceContent", {"frameId": frame, "url": src.partition("#")[0]})
    except PlaywrightError:
        return None
    return base64.b64decode(got["content"]) if got["base64Encoded"] else str(got["content"]).encode()


async def _pictures(tab: Tab, pictures: Sequence[Mapping[str, Any]]) -> list[Motion]:
    """Pictures with more than one frame."""
    if not pictures:
        return []
    frame = (await tab.cdp.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    found: list[Motion] = []
    for one in pictures:
        data = await _bytes(tab, frame, one["src"])
        same = {"kind": "image", "selector": one["selector"], "text": one["text"], "box": tuple(one["box"]), "progress": one["progress"]}
        if data is None:
            if one["gif"]:
                found.append(Motion(**same, why="motion-not-loaded"))
        elif one["drawn"]:
            if b"<animate" in data or (b"@keyframes" in data and b"infinite" in data):
                found.append(Motion(**same, why="drawn"))
        elif (moving := film(data)) is not None and (moving.seconds is None or moving.seconds > SHORT):
            found.append(Motion(**same, seconds=moving.seconds, seen=True))
    return found


# ---- looking


async def _looked_at(tab: Tab, told: Mapping[str, Any], motions: Sequence[Motion]) -> tuple[list[Motion], dict[str, float]]:
    """The motions with what was seen of them, those of scripts among them, and the seconds between two steps of each of these."""
    to_see = [
        motion.selector for motion in motions if motion.seen is None and motion.kind not in _NATIVE and motion.why != "motion-not-loaded"
    ]
    waits = [wait / 1000 for wait in told["repeats"] if wait <= _FIRST * 1000]
    late = [wait / 1000 for wait in told["late"] if wait <= _LATE * 1000]
    work: list[Any] = []
    if to_see:
        work.append(changes(tab, to_see, PROOF, scroll=False))
    if waits or late or told["drawing"]:
        first = max([*waits, *late, 1.2 if told["drawing"] else 0]) + 0.4
        period = max([*waits, *late], default=0.0)
        work.append(_watch(tab, first=first, period=period, cap=_CAP, known=[motion.selector for motion in motions]))
    answers = await asyncio.gather(*work)
    watched = answers[-1]["motions"] if len(work) > bool(to_see) else []
    seen: dict[str, tuple[bool, ...] | None] = dict(answers[0]) if to_see else {}
    far = [place for place in to_see if seen[place] is None]
    if far:
        seen |= await changes(tab, far, PROOF)
    out = [_with_sight(motion, seen) if motion.selector in seen else motion for motion in motions]
    gaps = {one["selector"]: one.pop("gap") for one in watched}
    out += [Motion(**{**one, "box": tuple(one["box"]), "texts": tuple(one["texts"]), "seen": True}) for one in watched]
    return out, gaps


def _with_sight(motion: Motion, seen: Mapping[str, tuple[bool, ...] | None]) -> Motion:
    steps = seen[motion.selector]
    if steps is None:
        return replace(motion, seen=None, why="motion-out-of-sight")
    half = len(steps) // 2
    # What says for how long it moves need only be seen to move at all; a canvas says nothing.
    moves = any(steps) if motion.kind != "canvas" else any(steps[:half]) and any(steps[half:])
    return replace(motion, seen=moves, shown=PROOF[-1] if moves else 0)


# ---- stopping


def _thing(motion: Motion, gaps: Mapping[str, float]) -> Thing | None:
    if motion.seen is not True or motion.native or motion.progress:
        return None
    if motion.kind == "video":
        return Thing(motion.selector, "media")
    if motion.kind in {"script", "text"}:
        return Thing(motion.selector, "watch", gap=gaps.get(motion.selector, 1.0))
    return Thing(motion.selector, "pixels")


async def _stopped(
    tab: Tab, sounds: Sequence[Sound], motions: Sequence[Motion], gaps: Mapping[str, float], clock: Clock
) -> tuple[list[Sound], list[Motion], bool]:
    """Sounds and motions with the controls that were tried on them, and whether the page is no longer as it was."""
    of_motion = [_thing(motion, gaps) for motion in motions]
    of_sound = [
        Thing(sound.selector or sound.src, "media" if sound.selector else "loose")
        if sound.audible and not sound.native and sound.kind in {"audio", "video", "script"}
        else None
        for sound in sounds
    ]
    things = [thing for thing in (*of_motion, *of_sound) if thing is not None]
    if not things:
        return list(sounds), list(motions), False
    found = await controls(tab, "find", places=[thing.selector for thing in things], most=2)
    media = [thing for thing in things if thing.means in _PLAYED]
    tab.stays = True
    await tab.hold_writes(True)
    try:
        if found and media:
            await _revive(tab, media)
        playing = [thing for thing in things if thing.means not in _PLAYED] + (await going_on(tab, media, _watch) if found else [])
        for thing in things:
            if found and thing not in playing:  # it cannot be seen whether anything stops it
                for control in found:
                    thing.tried(control, worked=None, why="motion-not-played")
        if found:
            await try_controls(tab, playing, _watch, clock)
        rest = [thing for thing in playing if not thing.stopped and thing.means not in _PLAYED]
        await try_hover(tab, rest, _watch, clock)
    finally:
        tab.stays = tab.lets_media = False
        await tab.hold_writes(False)
    done_motions = [
        replace(motion, stoppers=tuple(thing.stoppers), hover=thing.hover) if thing else motion
        for motion, thing in zip(motions, of_motion, strict=True)
    ]
    done_sounds = [
        replace(sound, stoppers=tuple(thing.stoppers)) if thing else sound for sound, thing in zip(sounds, of_sound, strict=True)
    ]
    return done_sounds, done_motions, True


async def _revive(tab: Tab, media: Sequence[Thing]) -> None:
    """Start media that were refused while the page loaded, as a browser that lets them play would."""
    tab.lets_media = True
    # Browsers want the visitor to have done something first.
    await tab.cdp.send("Runtime.evaluate", {"expression": "0", "contextId": await tab.world(), "userGesture": True})
    await controls(tab, "revive", places=[thing.selector for thing in media if thing.means == "media"])
    if any(thing.means == "loose" for thing in media):
        await asyncio.sleep(0.5)


MOTION = Probe(fact="playing", seconds=SECONDS, ask=look_for_motion)
