"""What becomes of a page at 200 %: zoomed as every browser does, and with its text alone doubled as some can.

The zoom is a window of half the size: the layout is that of a browser at 200 %, and no picture is fetched anew for a finer screen.
Text that moves by itself would look like text that was lost, so the page is looked at again at 100 % in the end, and only what
was whole both times counts. Scripts that lay the page out anew after a change of the window get the time for it.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from crawler.browser.rendered import Rendered
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab
from crawler.probes.series import Probe
from facts import Enlarged, Enlargement, SizePlace, WidePart

FACTOR = 2
MOST_PLACES = 40
_SECONDS = 12.0
_PATIENCE = 0.5  # seconds in which scripts may lay out anew before a loss is believed
_PROFILES = frozenset({"desktop-chrome"})


async def _step(tab: Tab, step: str, **given: object) -> Any:
    asked = {"step": step, "factor": FACTOR, "most": MOST_PLACES, **given}
    return await tab.ask(with_selectors("crawler.probes", "enlargement.js"), asked)


async def _window(tab: Tab, size: tuple[int, int]) -> None:
    await tab.page.set_viewport_size({"width": size[0], "height": size[1]})


def _loses(seen: Mapping[str, Any]) -> bool:
    return bool(seen["places"]) or seen["across"] > seen["width"] + 1


async def _look(tab: Tab, name: str) -> Mapping[str, Any]:
    seen: Mapping[str, Any] = await _step(tab, "keep", name=name, whole=["before"])
    if _loses(seen):
        await asyncio.sleep(_PATIENCE)
        seen = await _step(tab, "keep", name=name, whole=["before"])
    return seen


async def _zoomed(tab: Tab) -> Mapping[str, Any]:
    width, height = tab.profile.viewport
    try:
        await _window(tab, (round(width / FACTOR), round(height / FACTOR)))
        return await _look(tab, "zoom")
    finally:
        await asyncio.shield(_window(tab, (width, height)))


async def _text_alone(tab: Tab) -> Mapping[str, Any]:
    try:
        await _step(tab, "double")
        return await _look(tab, "text")
    finally:
        await asyncio.shield(_step(tab, "back"))


def _enlarged(seen: Mapping[str, Any]) -> Enlarged:
    places = tuple(SizePlace(**{**place, "box": tuple(place["box"])}) for place in seen["places"])
    return Enlarged(**{**seen, "places": places, "wide": tuple(WidePart(**part) for part in seen["wide"])})


async def enlarge(tab: Tab, _: Rendered) -> Enlargement:
    """The page at 200 % by its zoom, and by its text alone where the zoom loses something."""
    before = await _step(tab, "keep", name="before")
    zoom = await _zoomed(tab)
    text = await _text_alone(tab) if _loses(zoom) else None
    if text is not None:
        await _step(tab, "keep", name="after")
        again = partial(_step, tab, "compare", whole=["before", "after"])
        zoom, text = await again(now="zoom"), await again(now="text")
        await _step(tab, "forget")
    return Enlargement(
        letters=before["letters"],
        across=before["across"],
        width=before["wide"],
        layers=before["layers"],
        zoom=_enlarged(zoom),
        text=_enlarged(text) if text is not None else None,
    )


ENLARGEMENT = Probe(fact="enlarged", seconds=_SECONDS, ask=enlarge, profiles=_PROFILES)
