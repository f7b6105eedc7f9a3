"""Parts of menus that show under the pointer: does the focus, or a key on what stands before them, show them too?"""

from crawler.probes.keyboard_marks import Asks
from crawler.probes.keys import point_at, press
from crawler.probes.staying import nothing_leads_away
from facts import HoverMenu

MOST_MENUS = 8
_STYLED = 40  # ms after which a rule of style has shown the part
_SCRIPTED = 250  # ms for scripts, which often wait a moment
_KEYS = ("Enter", "Space", "ArrowDown")


async def look_at_menus(ask: Asks, *, waits: bool) -> tuple[HoverMenu, ...]:
    """Every part with links that the pointer showed; `waits` where scripts listen to the pointer."""
    found: list[HoverMenu] = []
    patience = _SCRIPTED if waits else _STYLED
    for at, raw in enumerate(await ask("menus", most=MOST_MENUS)):
        point = await ask("point", at=at)
        if point is None or await ask("shown", at=at, wait=0):
            continue
        await point_at(ask.tab, **point)
        shown = await ask("shown", at=at, wait=patience)
        await point_at(ask.tab, 0, 0)
        if not shown:
            continue
        opened = await _opened(ask, at, tabbed=raw["tabbed"], elsewhere=raw["elsewhere"], patience=patience)
        found.append(
            HoverMenu(selector=raw["selector"], name=raw["name"], links=raw["links"], opened_by=opened, box=tuple(raw["box"]))  # type: ignore[arg-type]  # one of its words
        )
    return tuple(found)


async def _opened(ask: Asks, at: int, *, tabbed: bool, elsewhere: bool, patience: int) -> str:
    if tabbed:
        return "tab"
    if elsewhere:
        return "elsewhere"
    if await ask("shown", at=at, wait=patience):
        return "open"  # it stays open once the pointer was there: what a key does cannot be told
    async with nothing_leads_away(ask.tab):
        for number in range(2):
            for key in ("", *_KEYS):
                if not await ask("trigger", at=at, number=number):
                    break
                if key:
                    await press(ask.tab, key)
                shown = await ask("shown", at=at, wait=patience)
                await ask("free")
                if shown:
                    return key or "focus"
    return ""
