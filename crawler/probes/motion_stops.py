"""What stops things that play and move: controls are operated by keyboard and pointer, and the things looked at again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.browser.loading import Clock
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab
from crawler.probes.motion_pixels import STILL, changes, view
from facts.live_motion import Stopper

MOST_CONTROLS = 6
_SETTLES = 0.8  # seconds in which a movement that was stopped may come to its end
_LONGEST = 9.0  # seconds that a slow thing is watched for its next step


@dataclass(slots=True)
class Thing:
    """One thing to be stopped. `means`: how it is seen that it goes on; `gap`: seconds between its steps."""

    selector: str
    means: Literal["pixels", "watch", "media", "loose"]
    gap: float = 0.0
    stoppers: list[Stopper] = field(default_factory=list)
    hover: bool | None = None
    stopped: bool = False

    def tried(self, control: dict[str, Any], *, worked: bool | None, by: Literal["", "keyboard", "mouse"] = "", why: str = "") -> None:
        """Write a control down."""
        known = [one for one in self.stoppers if one.selector != control["selector"]]
        self.stoppers = [
            *known,
            Stopper(selector=control["selector"], name=control["name"], how=control["how"], worked=worked, by=by, why=why),
        ]
        self.stopped = self.stopped or bool(worked)


async def controls(tab: Tab, step: str, **given: Any) -> Any:
    """One answer of motion_controls.js."""
    return await tab.ask(with_selectors("crawler.probes", "motion_controls.js"), {"step": step, **given})


def needed(things: Sequence[Thing]) -> float:
    """Seconds that one look at the things may take."""
    watched = max((_watching(thing) for thing in things if thing.means == "watch"), default=0.0)
    pixels = sum(thing.means == "pixels" for thing in things)
    return watched + min(pixels, 3) * (STILL[-1] + 1.2) + 1.0


def _watching(thing: Thing) -> float:
    return min(_LONGEST, _SETTLES + thing.gap * 1.3 + 0.4)


async def going_on(tab: Tab, things: Sequence[Thing], watch: Any) -> list[Thing]:
    """Those of the things that still play or move."""
    still: list[Thing] = []
    pixels = [thing.selector for thing in things if thing.means == "pixels"]
    watched = [thing for thing in things if thing.means == "watch"]
    media = [thing for thing in things if thing.means == "media"]
    if watched:
        longest = max(map(_watching, watched))
        seen = await watch(tab, first=longest, period=0.0, cap=longest, blind=_SETTLES, places=[thing.selector for thing in watched])
        moved = {one["selector"] for one in seen["touched"] if one["changes"]}
        still += [thing for thing in watched if thing.selector in moved]
    elif pixels:
        await asyncio.sleep(_SETTLES)
    if pixels:
        seen_pixels = await changes(tab, pixels, STILL)
        told = await view(tab, "boxes", places=pixels)
        running = {place for place, runs in zip(pixels, told["running"], strict=True) if runs}
        still += [
            thing
            for thing in things
            if thing.means == "pixels" and (thing.selector in running or any(seen_pixels[thing.selector] or (True,)))
        ]
    if media:
        await asyncio.sleep(0.2)
        silent = await controls(tab, "media", places=[thing.selector for thing in media])
        still += [thing for thing, quiet in zip(media, silent, strict=True) if not quiet]
    loose = [thing for thing in things if thing.means == "loose"]
    if loose:
        await asyncio.sleep(0.2)
        playing = await controls(tab, "loose")
        still += [thing for thing in loose if thing.selector in playing]
    return still


async def try_controls(tab: Tab, things: Sequence[Thing], watch: Any, clock: Clock) -> None:
    """Operate what may stop the things, those named for it first, until all are stopped or nothing is left to try."""
    done: set[str] = set()
    for _ in range(2):  # a control may open what holds the one that stops
        open_things = [thing for thing in things if not thing.stopped]
        if not open_things:
            return
        found = await controls(tab, "find", places=[thing.selector for thing in open_things], most=MOST_CONTROLS)
        for control in found:
            open_things = [thing for thing in things if not thing.stopped]
            if not open_things or control["selector"] in done:
                continue
            if control["hidden"] or clock.left < 2 * needed(open_things):
                for thing in open_things:
                    thing.tried(control, worked=None, why="hidden" if control["hidden"] else "time")
                continue
            done.add(control["selector"])
            await _operate(tab, control, open_things, watch)


async def _operate(tab: Tab, control: dict[str, Any], things: Sequence[Thing], watch: Any) -> None:
    key = await controls(tab, "focus", selector=control["selector"])
    if key:
        await tab.page.keyboard.press("Space" if key == " " else key)
        await controls(tab, "leave", selector=control["selector"])
        on = await going_on(tab, things, watch)
        if len(on) < len(things):
            _write_down(control, things, on, "keyboard")
            return
    at = await controls(tab, "point", selector=control["selector"])
    if at is None:
        return
    await tab.page.mouse.click(*at)
    await tab.page.mouse.move(1, 1)
    await controls(tab, "leave", selector=control["selector"])
    _write_down(control, things, await going_on(tab, things, watch), "mouse")


def _write_down(control: dict[str, Any], things: Sequence[Thing], on: Sequence[Thing], by: Literal["keyboard", "mouse"]) -> None:
    """What became of the things; a control that stopped some of them is theirs and says nothing of the others."""
    for thing in things:
        if thing not in on:
            thing.tried(control, worked=True, by=by)
        elif len(on) == len(things):
            thing.tried(control, worked=False)


async def try_hover(tab: Tab, things: Sequence[Thing], watch: Any, clock: Clock) -> None:
    """Whether the things stand still while the pointer is on them; each alone, as long as there is time."""
    for thing in things:
        if clock.left < needed([thing]):
            return
        await view(tab, "show", places=[thing.selector])
        seen = await view(tab, "boxes", places=[thing.selector])
        box = seen["boxes"][0]
        if not box:
            continue
        await tab.page.mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        thing.hover = not await going_on(tab, [thing], watch)
        await tab.page.mouse.move(1, 1)
