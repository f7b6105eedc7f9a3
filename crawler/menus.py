"""Menus of the home pages that hold their links back until they are pressed: without them the pages behind are never found.

Menus that stand closed in the document are read like any other. What a script draws only when its control is pressed is opened here
once for each language version, before the walk.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock
from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab, WentAway
from crawler.look import Seen
from crawler.probes.staying import nothing_leads_away
from crawler.session import Session
from crawler.urls import canonical
from facts import Link, Page

MOST = 16  # controls that are pressed
MOST_LINKS = 500
PRESS_SECONDS = 20.0
_WAIT = 70  # ms between two looks at what a press has opened
_PATIENCE = 1_600  # ms after which a press that brought no link has brought none
_SECONDS = 50.0
_FRAME = frozenset({"header", "nav"})


class Opened(NamedTuple):
    """The links that the closed menus of a page showed, and whether these are all that they hold."""

    links: tuple[Link, ...] = ()
    whole: bool = True


async def open_menus(session: Session, looked: Mapping[str, Seen]) -> dict[str, Opened]:
    """Address of a home page -> what its closed menus showed. Only pages that have some."""
    started = time.monotonic()
    wanted = {*session.homes.values(), session.start_page}
    homes = {seen.page.url: seen.page for seen in looked.values() if seen.page and seen.page.ok and seen.page.url in wanted}
    found = {url: _known(session, url) or await _opened(session, page) for url, page in sorted(homes.items()) if has_closed_menus(page)}
    if found:
        session.clock.book("fetch", started)
    return found


def _known(session: Session, url: str) -> Opened | None:
    """What an earlier run of this crawl has seen behind the menus of a home page; None where it saw nothing, or not all."""
    kept = None if session.kept.empty else session.kept.page(url)
    earlier = session.kept.outlines.site()
    unopened = earlier.coverage.unopened_menus if earlier else ()
    return Opened(kept.pressed) if kept is not None and kept.pressed and url not in unopened else None


def has_closed_menus(page: Page) -> bool:
    """True when a visible control in the frame of a page opens what the document does not hold."""
    return any(True for _ in _closed(page))


def _closed(page: Page) -> Iterator[str]:
    """Selectors of the controls that open them."""
    return (one.selector for one in page.buttons or () if one.opens and one.region in _FRAME and one.visible is not False)


async def _opened(session: Session, page: Page) -> Opened:
    """What pressing brings; not all where a control was left, led away, brought nothing, or showed entries without an address."""
    told: list[dict[str, Any]] = []

    async def press(tab: Tab, clock: Clock) -> None:
        seconds = min(PRESS_SECONDS, max(0.5, clock.left - 1))
        given = {"also": list(_closed(page)), "most": MOST, "links": MOST_LINKS, "wait": _WAIT, "patience": _PATIENCE, "seconds": seconds}
        try:
            async with nothing_leads_away(tab):
                told.append(await tab.within(tab.ask(with_selectors("crawler.probes", "menus.js", "pressing.js"), given), seconds + 1))
        except (WentAway, TimeoutError, PlaywrightError, Fault):
            if tab.gone.done():
                raise

    rendered = await session.browsers.act(page.url, press, seconds=_SECONDS)
    if not rendered.ok or not told:
        return Opened(whole=False)
    links = tuple(link for order, one in enumerate(told[-1]["links"]) if (link := _link(one, page, order)).url)
    return Opened(links, told[-1]["whole"])


def _link(one: dict[str, Any], page: Page, order: int) -> Link:
    return Link(
        url=canonical(one["url"], page.final_url),
        raw=one["raw"][:2000],
        text=one["text"],
        selector=one["by"],
        region="nav",
        order=len(page.links) + order,
        visible=False,
    )
