"""Contrast on pixels, for texts whose background is not one colour: over pictures, gradients, other boxes; and of placeholders.

The window is pictured three times with everything held still: as it is, without letters, and with letters in a colour of our own.
The pixels that take that colour are letters, so that it is known what is behind them and right beside them. Nothing is pictured
on a page that has no such text.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from crawler.browser.loading import Clock
from crawler.browser.rendered import Rendered
from crawler.browser.scripts import script, with_selectors
from crawler.browser.tab import Tab
from crawler.probes.series import Probe
from facts import PixelContrast, PixelText

MOST_TEXTS = 120  # of one page
MOST_FRAMES = 8  # windows of one page that are pictured
PATIENCE = 1000  # milliseconds for pictures that still load and for what fades in
_SECONDS = 10.0
_LAST = 2.0  # seconds kept for leaving the page as it was
_FRAMES = "contrast_frames.js"
_PACKAGE = "crawler.probes"


async def _step(tab: Tab, name: str) -> Any:
    return await tab.ask(with_selectors(_PACKAGE, _FRAMES), {"step": name, "most": MOST_TEXTS, "patience": PATIENCE})


async def _shot(tab: Tab, frame: Mapping[str, Any]) -> str:
    asked: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
    if frame["place"] != "window":
        asked["clip"] = {**frame["place"], "scale": tab.profile.scale}
    return str((await tab.cdp.send("Page.captureScreenshot", asked))["data"])


async def _look(tab: Tab) -> None:
    """Measure frame after frame until every text has been seen, or the frames are used up."""
    for _ in range(MOST_FRAMES):
        frame = await _step(tab, "frame")
        if frame is None:
            return
        if frame["place"] is None:
            continue
        shots = [await _shot(tab, frame)]
        for letters in ("hide", "mark"):
            await _step(tab, letters)
            shots.append(await _shot(tab, frame))
        await tab.ask(script(_PACKAGE, "contrast_measure.js"), {"shots": shots})


async def measure_contrast(tab: Tab, _page: Rendered) -> PixelContrast:
    """The contrasts of all texts of the page that are open, and of its placeholders."""
    clock = Clock.of(_SECONDS - _LAST)
    if await _step(tab, "open"):
        with suppress(TimeoutError):  # what was measured stays, the rest says so
            await asyncio.wait_for(_look(tab), clock.left)
    said = await _step(tab, "end")
    return PixelContrast(texts=tuple(map(_text, said["texts"])), left=said["left"])


def _text(raw: Mapping[str, Any]) -> PixelText:
    many = {name: tuple(raw[name]) for name in ("contrasts", "cells", "box")}
    return PixelText(**{**raw, **many})


CONTRAST_PIXELS = Probe(fact="contrast_pixels", seconds=_SECONDS, ask=measure_contrast)
