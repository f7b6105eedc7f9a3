"""Whether parts of a page change by themselves, seen in pictures of the window taken one after another."""

import asyncio
import base64
import io
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PIL import Image, ImageChops

from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab

PROOF = (0.0, 0.37, 0.8, 1.03, 1.63, 2.1, 2.55, 3.3)  # seconds; uneven, so that what blinks is not met in the same state each time
STILL = (0.0, 0.3, 0.55, 0.9, 1.3, 1.75, 2.2, 2.7)
_GROUPS = 3  # places that the page is scrolled to
_FAINT = 8  # of 255: a difference under it is nobody's movement


async def view(tab: Tab, step: str, **given: Any) -> Any:
    """One answer of motion_view.js."""
    return await tab.ask(with_selectors("crawler.probes", "motion_view.js"), {"step": step, **given})


async def changes(tab: Tab, places: Sequence[str], times: Sequence[float], *, scroll: bool = True) -> dict[str, tuple[bool, ...] | None]:
    """For each selector, whether its picture had changed at each time since the one before; None where it could not be looked at.

    What is not shown at all does not change. The page is scrolled to things outside of the window when `scroll`, and back.
    """
    found: dict[str, tuple[bool, ...] | None] = {}
    where = await view(tab, "boxes", places=list(places))
    for _ in range(_GROUPS):
        now = await _here(tab, [place for place in places if place not in found], times)
        found.update(now)
        missing = [place for place in places if place not in found]
        if not missing or not scroll:
            break
        await view(tab, "show", places=missing[:1])
        await asyncio.sleep(0.25)
    if scroll:
        await view(tab, "back", x=where["at"][0], y=where["at"][1])
    return {place: found.get(place) for place in places}


async def _here(tab: Tab, places: Sequence[str], times: Sequence[float]) -> dict[str, tuple[bool, ...]]:
    """The changes of the things in the window as it is scrolled."""
    seen: Mapping[str, Any] = await view(tab, "boxes", places=list(places))
    found = {place: (False,) * (len(times) - 1) for place, box in zip(places, seen["boxes"], strict=True) if box is None}
    boxes = {place: box for place, box in zip(places, seen["boxes"], strict=True) if box}
    if not boxes:
        return found
    crops: dict[str, list[Image.Image]] = {place: [] for place in boxes}
    begun = time.monotonic()
    for at in times:
        await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
        shot = await tab.cdp.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        picture = await asyncio.to_thread(_opened, shot["data"])
        scale = picture.width / max(1, seen["width"])
        for place, box in boxes.items():
            crops[place].append(picture.crop(tuple(round(side * scale) for side in box)))
    return found | {place: tuple(_differ(one, two) for one, two in pairwise(taken)) for place, taken in crops.items()}


def _opened(data: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def _differ(one: Image.Image, two: Image.Image) -> bool:
    return any(high > _FAINT for _, high in ImageChops.difference(one, two).getextrema())  # type: ignore[misc]  # a pair for each channel
