"""How the focus shows at stops where their styles do not tell: two pictures of the place, with and without it."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Protocol

from PIL import Image, ImageChops

from crawler.browser.tab import Tab

MOST_MEASURED = 10  # places of one page
ENOUGH_WITHOUT = 3  # places without any marking, after which no more are measured
_SCROLLED = 250  # ms for scripts that change what stands still in the window when the page is scrolled
_WAIT = 40  # ms for scripts and painting after the focus came or left
_DIFFERENT = 12  # of 255, in any channel: less is a rounding of the compositor
_MOST_PIXELS = 4000  # changed pixels whose colours are compared


class Asks(Protocol):
    """The script beside the page."""

    tab: Tab

    def __call__(self, step: str, **given: object) -> Awaitable[Any]:
        """What a step returns."""


Picture = Callable[[Mapping[str, Any]], Awaitable[bytes]]


async def measure(ask: Asks, stops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stops with the marking of those that were in doubt, as far as the number allows."""
    measured: dict[int, dict[str, Any]] = {}
    for stop in stops:
        without = sum(one["mark"] == "none" for one in measured.values())
        if "doubt" in stop and len(measured) < MOST_MEASURED and without < ENOUGH_WITHOUT:
            measured[stop["doubt"]] = await _compared(ask, stop["doubt"])
    found = [_with(stop, measured) for stop in stops]
    if any(stop["mark"] == "unseen" and "pinned" in stop for stop in found):
        states = [await ask("elsewhere", place=place, wait=_SCROLLED) for place in ("top", "end")]
        found = [_elsewhere(stop, states) for stop in found]
    return [{name: value for name, value in stop.items() if name != "pinned"} for stop in found]


def _elsewhere(stop: dict[str, Any], states: list[list[str]]) -> dict[str, Any]:
    """A stop out of sight that stands still in the window, by how it shows where the page is scrolled otherwise."""
    if stop["mark"] != "unseen" or "pinned" not in stop:
        return stop
    marks = {marks[stop["pinned"]] for marks in states}
    if marks == {"unseen"}:
        return stop
    return {**stop, "mark": "style" if "style" in marks else "open"}


def _with(stop: dict[str, Any], measured: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    own, like = stop.pop("doubt", None), stop.pop("like", None)
    stop["box"] = tuple(stop["box"])
    if own in measured:
        return {**stop, **measured[own]}
    if like in measured:
        found = measured[like]
        return {**stop, **found, "mark": "alike"} if found["mark"] == "pixels" else stop
    return stop


async def _compared(ask: Asks, at: int) -> dict[str, Any]:
    without = await ask("show", at=at, focus=False, wait=_WAIT)
    if without is None:
        return {"mark": "unseen"}
    if "lost" in without:
        return {"mark": "open"}
    plain = await _picture(ask.tab, without["clip"])
    focused = await ask("show", at=at, focus=True, wait=_WAIT)
    if focused is None or "lost" in focused or not focused["on"]:
        return {"mark": "open"}
    marked = await _picture(ask.tab, without["clip"])
    changed, ratio = difference(plain, marked)
    if not changed:
        return {"mark": "none", "changed": 0}
    await ask("show", at=at, focus=False, wait=_WAIT)
    again = await _picture(ask.tab, without["clip"])
    if difference(plain, again)[0]:
        return {"mark": "moving"}
    return {"mark": "pixels", "changed": changed, "ratio": ratio}


async def _picture(tab: Tab, clip: Mapping[str, Any]) -> bytes:
    shot = await tab.cdp.send("Page.captureScreenshot", {"format": "png", "clip": clip, "optimizeForSpeed": True})
    return base64.b64decode(shot["data"])


def difference(one: bytes, other: bytes) -> tuple[int, float]:
    """How many pixels of two pictures of one place differ, and by which ratio of luminance the clearest tenth of them does at least."""
    if one == other:
        return 0, 1.0
    before, after = (Image.open(BytesIO(data)).convert("RGB") for data in (one, other))
    if before.size != after.size:
        return 0, 1.0
    red, green, blue = ImageChops.difference(before, after).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = strongest.point(lambda value: 255 if value > _DIFFERENT else 0)
    changed = mask.histogram()[255]
    if not changed:
        return 0, 1.0
    step = max(1, changed // _MOST_PIXELS)
    width = mask.size[0]
    places = [place for place, value in enumerate(mask.tobytes()) if value][::step]
    ratios = sorted(_ratio(before.getpixel((at % width, at // width)), after.getpixel((at % width, at // width))) for at in places)
    return changed, round(ratios[len(ratios) * 9 // 10], 2)


def _ratio(one: Any, other: Any) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(pixel: tuple[int, int, int]) -> float:
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in pixel)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
