"""A few pages in each of the eight browsers of indicator 4-2.1, each beside the reference engine (D-12).

The reference is Chromium as Chrome for desktops, as Android for phones. It opens every page twice, so that what changes by itself is
known. A browser that shows something else is asked a second time, as a new visitor, before anything is said.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from crawler.browser.eight import EIGHT, NARROW
from crawler.browser.engines import EngineStatus, engines
from crawler.browser.firefox import Firefox
from crawler.browser.process import NoBrowser
from crawler.browser.profiles import Profile
from crawler.browser.seeing import Seen
from crawler.browser.webkit import WebKit
from crawler.linking import Walked
from crawler.sample import choose_sample
from crawler.session import Session
from crawler.urls import canonical
from facts import Browser, Picture, Showing, apart

MOST_PAGES = 5  # opened in each browser
SHARE = 0.97  # of the caller's minutes
TARGET = ":root"  # what the pictures show: the page as a whole
# From here on a difference is worth a second look; what counts is decided later, by limits of the law's data.
_LOOK_WORDS, _LOOK_MOVED = 0.02, 0.05
_WIDTH, _GAP, _LABEL = 683, 12, 22  # pixels of the pictures side by side

See = Callable[[str, Profile, bool], Awaitable[Seen]]


def references_of(profile: Profile) -> tuple[str, ...]:
    """The browsers that one of the eight is compared with."""
    if not profile.is_mobile:
        return ("chrome",)
    return ("android", NARROW.name) if profile.engine == "webkit" else ("android",)


async def show_pages(session: Session, wanted: Sequence[str]) -> None:
    """Look at the pages in every browser of `wanted` and keep what was shown."""
    if not wanted:
        return
    started = time.monotonic()
    asked = [EIGHT[name] for name in EIGHT if name in wanted]
    statuses = {status.name: status for status in engines()}
    pages = _pages(session)
    look = _Look(session, pages)
    told = await look.references(asked)
    await asyncio.gather(*(look.ask_engine(name, asked, statuses[name], told) for name in ("chromium", "firefox", "webkit")))
    showings = sorted(look.showings, key=lambda one: (one.browser, one.url, one.load))
    session.file.put_shown(tuple(told[name] for name in EIGHT if name in told), tuple(showings))
    session.clock.book("browsers", started)


def _pages(session: Session) -> tuple[str, ...]:
    """The home page of each language, then one page of each of the commonest templates."""
    homes = tuple(dict.fromkeys(session.homes.values()))
    drawn = choose_sample(Walked(session.kept.outlines), MOST_PAGES + len(homes), session.plan.seed)
    start = {canonical(session.plan.url), session.start_page} if homes else set()
    return (*homes, *(url for url in drawn if url not in {*homes, *start}))[:MOST_PAGES]


class _Look:
    """The loads of one audit; one page after the other in each engine, engines side by side."""

    def __init__(self, session: Session, pages: Sequence[str]) -> None:
        self._session = session
        self._pages = pages
        self._pictures: dict[tuple[str, str], bytes] = {}
        self.showings: list[Showing] = []
        self._done = 0

    async def references(self, asked: Iterable[Profile]) -> dict[str, Browser]:
        """Both loads of what all others are compared with."""
        names = dict.fromkeys(name for profile in asked for name in references_of(profile))
        known = {**EIGHT, NARROW.name: NARROW}

        async def one(name: str) -> None:  # page by page: a tab for each browser is enough
            for load in range(1 if name == NARROW.name else 2):
                for url in self._pages:
                    await self._load(url, known[name], load, self._session.browsers.show)

        await asyncio.gather(*map(one, names))
        return {}

    async def ask_engine(self, name: str, asked: Iterable[Profile], status: EngineStatus, told: dict[str, Browser]) -> None:
        """All browsers of one engine."""
        own = [profile for profile in asked if profile.engine == name]
        for profile in own:
            version = status.engine.version if status.engine else ""
            if not self._session.browsers.there:
                told[profile.name] = Browser(
                    name=profile.name, engine=name, version=version, why="no-browser", detail="the reference engine is missing"
                )
            elif status.engine is None or status.why:
                told[profile.name] = Browser(name=profile.name, engine=name, why="no-browser", detail=status.why)
            else:
                told[profile.name] = Browser(name=profile.name, engine=name, version=version)
        own = [profile for profile in own if not told[profile.name].why]
        for group in [own] if name != "webkit" else [[profile] for profile in own]:
            if not group:
                continue
            try:
                async with self._opened(name, status, group[0]) as (see, running):
                    for profile in group:
                        told[profile.name] = replace(told[profile.name], version=running() or told[profile.name].version)
                    if name == "chromium":  # the pool has several tabs
                        await asyncio.gather(*(self._ask(profile, see) for profile in group))
                    else:
                        for profile in group:
                            await self._ask(profile, see)
            except NoBrowser as error:
                for profile in group:
                    told[profile.name] = replace(told[profile.name], why="no-driver", detail=str(error)[:300])

    @asynccontextmanager
    async def _opened(self, name: str, status: EngineStatus, profile: Profile) -> AsyncIterator[tuple[See, Callable[[], str]]]:
        browsers = self._session.browsers
        if name == "chromium":
            yield browsers.show, lambda: browsers.version
            return
        assert status.engine is not None  # noqa: S101  # narrows the type; asked before
        proxy, suffix = browsers.proxy, browsers.suffix
        driver = (
            Firefox(status.engine, proxy=proxy, suffix=suffix)
            if name == "firefox"
            else WebKit(status.engine, profile, proxy=proxy, suffix=suffix)
        )
        await driver.start()

        async def see(url: str, profile: Profile, picture: bool) -> Seen:
            return await browsers.politely_seen(url, profile, lambda: driver.see(url, profile, picture=picture))

        try:
            yield see, lambda: driver.version
        finally:
            await driver.close()

    async def _ask(self, profile: Profile, see: See) -> None:
        if profile.name in {"chrome", "android"} and self._known(profile.name, self._pages[0] if self._pages else ""):
            return
        for url in self._pages:
            await self._twice(url, profile, see)

    def _known(self, browser: str, url: str) -> list[Showing]:
        return [one for one in self.showings if one.browser == browser and one.url == url]

    async def _twice(self, url: str, profile: Profile, see: See) -> None:
        first = await self._load(url, profile, 0, see)
        if first is not None and self._differs(first, profile):
            await self._load(url, profile, 1, see)
            self._side_by_side(url, profile)

    async def _load(self, url: str, profile: Profile, load: int, see: See) -> Showing | None:
        if self._session.clock.over(SHARE):
            return None
        seen = await see(url, profile, load == 0)
        showing = replace(seen.showing, load=load)
        if seen.picture:
            self._pictures[url, profile.name] = seen.picture
            showing = replace(showing, screenshot=self._kept(seen.picture))
        self.showings.append(showing)
        self._done += 1
        self._session.progress.update("browsers", self._done, max(self._done, len(self._pages) * 11), url)
        return showing

    def _differs(self, showing: Showing, profile: Profile) -> bool:
        references = [one for name in references_of(profile) for one in self._known(name, showing.url) if one.ok]
        if not references or not showing.ok or showing.failed or showing.errors:
            return True
        found = apart(showing, references, _LOOK_MOVED)
        return bool(max(found.lost_words, found.new_words, found.wider) > _LOOK_WORDS or found.lost_areas or found.moved)

    def _kept(self, picture: bytes) -> str:
        return _kept(picture, self._session.file.folder)

    def _side_by_side(self, url: str, profile: Profile) -> None:
        """One picture for the report: the reference on the left, the browser on the right."""
        reference = references_of(profile)[0]
        both = [(name, self._pictures.get((url, name), b"")) for name in (reference, profile.name)]
        if not all(content for _, content in both):
            return
        image = beside(both)
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=70)
        file = self._kept(buffer.getvalue())
        self._session.file.put_picture(
            Picture(page=url, profile=profile.name, selector=TARGET, file=file, width=image.width, height=image.height)
        )


def beside(pictures: Iterable[tuple[str, bytes]]) -> Image.Image:
    """Pictures side by side, each under its name, in the height of the lowest."""
    shown = []
    for name, content in pictures:
        image = Image.open(BytesIO(content)).convert("RGB")
        image.thumbnail((_WIDTH, 4 * _WIDTH))
        shown.append((name, image))
    width = sum(image.width for _, image in shown) + _GAP * (len(shown) - 1)
    sheet = Image.new("RGB", (width, _LABEL + max(image.height for _, image in shown)), "white")
    left = 0
    for name, image in shown:
        ImageDraw.Draw(sheet).text((left + 4, 4), name, fill="black", font=ImageFont.load_default(14))
        sheet.paste(image, (left, _LABEL))
        left += image.width + _GAP
    return sheet


def _kept(content: bytes, folder: Path) -> str:
    name = f"evidence/{hashlib.sha256(content).hexdigest()[:24]}.jpg"
    target = folder / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return name
