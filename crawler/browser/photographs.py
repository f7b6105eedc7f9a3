"""Photographs of elements, framed where they stand on the page: evidence for a finding."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock, load
from crawler.browser.pool import BrowserPool
from crawler.browser.profiles import PROFILES
from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab, WentAway
from facts import Picture

FOLDER = "evidence"
SURROUNDING = (700, 400)  # CSS pixels around an element that make it readable
QUALITY = 60  # of the JPEG
PAGE_SECONDS = 60.0  # for one page and all its pictures
_SHOT_SECONDS = 15.0


Turn = Callable[[str], AbstractAsyncContextManager[Any]]  # waits until a page of an address may be opened


@asynccontextmanager
async def at_once(_url: str) -> AsyncIterator[None]:
    """A turn that is always there."""
    yield


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that is wanted: the element at `selector` of `url` under the profile of that name."""

    url: str
    profile: str
    selector: str


def _missing(shot: Shot, why: str) -> Picture:
    return Picture(page=shot.url, profile=shot.profile, selector=shot.selector, file="", width=0, height=0, found=False, why=why)


def _kept(content: bytes, folder: Path) -> str:
    name = f"{FOLDER}/{hashlib.sha256(content).hexdigest()[:24]}.jpg"
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.write_bytes(content)
    return name


async def _picture(tab: Tab, shot: Shot, folder: Path) -> Picture:
    source = with_selectors("crawler.browser", "mark.js")
    width, height = SURROUNDING
    given = {"selector": shot.selector, "action": "draw", "width": width, "height": height, "scale": tab.profile.scale}
    marked: dict[str, Any] = await tab.ask(source, given)
    if "why" in marked:
        return _missing(shot, marked["why"])
    try:
        # By the protocol itself: Playwright cuts the clip to the window's own width, which a page without a viewport leaves.
        asked = {"format": "jpeg", "quality": QUALITY, "clip": marked["place"], "captureBeyondViewport": marked["zoomed"]}
        content = base64.b64decode((await tab.cdp.send("Page.captureScreenshot", asked))["data"])
    finally:
        await tab.ask(source, {"selector": "", "action": "remove"})
    width, height = Image.open(BytesIO(content)).size
    file = await asyncio.to_thread(_kept, content, folder)
    return Picture(page=shot.url, profile=shot.profile, selector=shot.selector, file=file, width=width, height=height)


async def _one(tab: Tab, shot: Shot, folder: Path) -> Picture:
    try:
        return await tab.within(_picture(tab, shot, folder), _SHOT_SECONDS)
    except TimeoutError:
        return _missing(shot, "the picture was not taken in time")
    except WentAway:
        return _missing(shot, "the page left for another address")
    except (Fault, PlaywrightError) as error:
        return _missing(shot, str(error).splitlines()[0][:200] if str(error) else type(error).__name__)


async def _of_page(pool: BrowserPool, shots: list[Shot], folder: Path, turn: Turn) -> list[Picture]:
    """The pictures of one page under one profile, in the order of `shots`."""
    taken: list[Picture] = []
    profile = PROFILES.get(shots[0].profile)
    if profile is None:
        return [_missing(shot, f"no such profile: {shot.profile}") for shot in shots]

    async def work(tab: Tab, clock: Clock) -> None:
        taken.clear()
        page = await load(tab, shots[0].url, clock)
        if not page.html:
            raise Fault(page.state, page.why)
        for shot in shots:
            taken.append(await _one(tab, shot, folder))  # noqa: PERF401 - what is taken stays when a later one fails

    try:
        async with turn(shots[0].url):
            await pool.use(profile, work, seconds=PAGE_SECONDS)
    except Fault as fault:
        return taken + [_missing(shot, f"{fault.state}: {fault.why}") for shot in shots[len(taken) :]]
    return taken


async def photograph(pool: BrowserPool, shots: Iterable[Shot], folder: Path, turn: Turn = at_once) -> AsyncIterator[Picture]:
    """A picture for each shot, page by page; `found` False with the reason where the element cannot be shown.

    Files go to `folder`/evidence, named by their content; a page is opened once for each profile, several side by side,
    each when it is its `turn`.
    """
    by_page: dict[tuple[str, str], list[Shot]] = {}
    for shot in dict.fromkeys(shots):
        by_page.setdefault((shot.url, shot.profile), []).append(shot)
    tasks = [asyncio.ensure_future(_of_page(pool, wanted, folder, turn)) for wanted in by_page.values()]
    try:
        for task in tasks:
            for picture in await task:
                yield picture
    finally:
        for task in tasks:
            task.cancel()
