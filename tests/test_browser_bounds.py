"""Pages that never end, and browsers that are killed: each page ends in its time, and the next one is shown."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from crawler.browser import DESKTOP, PHONE, BrowserPool, Rendered, find_chromium, loading
from crawler.browser.loading import Clock, load
from crawler.browser.rendered import Fault
from crawler.browser.tab import Tab
from crawler.pages import rendered_page, visited_page
from facts import Page, PageState
from tests.browser_site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium(), tabs=3) as running:
        yield running


async def _render(pool: BrowserPool, site: Site, path: str, deadline: float = 20) -> Rendered:
    return await pool.render(site.url + path, DESKTOP, deadline=deadline)


def _pid(pool: BrowserPool) -> int:
    assert pool._process is not None
    assert pool._process.pid is not None
    return pool._process.pid


async def test_a_page_that_will_not_be_read_ends_at_its_deadline(pool: BrowserPool, site: Site) -> None:
    """A page that leaves for ever, an endless body and a document of a million elements end in time; the next page is shown."""
    expected = {
        "/leaving": {PageState.REDIRECT_LOOP, PageState.TIMEOUT},
        "/endless": {PageState.TIMEOUT},
        "/million": {PageState.TOO_LARGE, PageState.TIMEOUT, PageState.OK},
    }
    started = time.monotonic()
    seen = await asyncio.gather(*(_render(pool, site, path, deadline=6) for path in expected))
    took = time.monotonic() - started
    after = await _render(pool, site, "/plain")

    assert [(one.url, one.state, one.why) for one in seen if one.state not in expected[one.url.removeprefix(site.url)]] == []
    assert took < 25
    assert after.ok


async def test_a_page_that_leaves_while_it_is_written_down_is_read_where_it_leads_to(
    pool: BrowserPool, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine a document may stand still until it is believed, and leave then; only one that never comes to an end is lost."""
    writes, times = loading._written, 0

    async def leaving(tab: Tab, clock: Clock) -> dict[str, Any]:
        nonlocal times
        times += 1
        if times <= leaves:
            await tab.navigate(f"{site.url}/plain?{times}")
        return await writes(tab, clock)

    monkeypatch.setattr(loading, "_written", leaving)
    leaves = 3
    arrived = await _render(pool, site, "/marks")
    times, leaves = 0, 100
    lost = await _render(pool, site, "/marks")

    assert (arrived.state, arrived.final_url) == (PageState.OK, f"{site.url}/plain?3")
    assert lost.state is PageState.REDIRECT_LOOP


@pytest.mark.parametrize("path", ["/tabs", "/stay", "/talking", "/replacing", "/to-chrome", "/to-mail"])
async def test_a_restless_page_is_read_all_the_same(pool: BrowserPool, site: Site, path: str) -> None:
    """Storms of windows, dialogs and messages, a document replaced every second, and addresses of other programs hold nothing up."""
    seen = await pool.visit(site.url + path, DESKTOP, deadline=25, live=False)
    after = await pool.visit(site.url + "/plain", DESKTOP, deadline=25, live=False)

    assert (seen.state, seen.settled, seen.final_url) == (PageState.OK, True, site.url + path)
    assert "Мемлекеттік" in seen.html
    assert "Бас бет" in after.html


async def test_no_page_leads_to_a_file_of_this_machine(pool: BrowserPool, site: Site) -> None:
    """A frame and a script that ask for a file get nothing; a file is no address for us either."""
    name = Path("/etc/hostname").read_text(encoding="utf-8").strip()
    seen = await _render(pool, site, "/to-file")
    own = await pool.render("file:///etc/hostname", DESKTOP, deadline=10)

    assert seen.final_url == site.url + "/to-file"
    assert name not in seen.html.replace(site.url, "")
    assert (own.state, own.why, own.html) == (PageState.OTHER, "not an address of the web", "")


async def test_what_timers_bring_half_a_second_after_loading_is_seen(pool: BrowserPool, site: Site) -> None:
    """A page that looks ready sets a timer; what it brings belongs to the page."""
    assert "бес жүз миллисекундтан кейін" in (await _render(pool, site, "/late")).html


async def test_a_thin_page_is_waited_for_while_its_data_is_on_the_way(
    pool: BrowserPool, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Usual patience does not end the wait for the only content that a page asked for."""
    monkeypatch.setattr(loading, "CONTENT_CAP", 0.8)
    monkeypatch.setattr(loading, "LONG_POLL", 0.3)
    monkeypatch.setattr(loading, "THIN_QUIET", 0.3)

    seen = await _render(pool, site, "/far-data")

    assert "алыс мазмұн" in seen.html
    assert seen.settled


async def test_a_worker_whose_end_is_never_told_keeps_no_page_open(pool: BrowserPool, site: Site) -> None:
    """The browser tells a page that a worker's script was asked for, and never how that ended; what the worker brings soon is seen."""
    gone, late = await asyncio.gather(_render(pool, site, "/worker-gone"), _render(pool, site, "/worker-late"))

    assert (gone.state, gone.settled, late.settled) == (PageState.OK, True, True)
    assert max(gone.millis, late.millis) < 12_000
    assert "жұмысшыдан" in late.html


async def test_half_a_page_is_not_judged(pool: BrowserPool, site: Site) -> None:
    """A page that still grew when patience ended is not seen whole; a fetched record of it stays and names the gap."""
    grown = await _render(pool, site, "/growing", deadline=5)
    fetched = Page(url=grown.url, final_url=grown.url, state=PageState.OK, profile="desktop-chrome")

    assert (grown.state, grown.settled) == (PageState.OK, False)
    shell = rendered_page(Page(url=grown.url, final_url=grown.url, state=PageState.OK, profile="desktop-chrome", needs_browser=True), grown)
    kept = rendered_page(fetched, grown)
    visited = visited_page(fetched, grown)
    assert shell.state is PageState.UNSETTLED
    assert (kept.state, kept.rendered, kept.gaps["rendered"].reason) == (PageState.OK, False, "unsettled")
    assert (visited.state, visited.live, visited.gaps["live"].reason) == (PageState.OK, None, "unsettled")


async def test_a_browser_killed_again_and_again_changes_no_result(site: Site) -> None:
    """Killed twice in the middle of two pages, the third browser shows both as the first would have."""
    async with BrowserPool(find_chromium()) as pool:
        undisturbed = [one.html for one in await asyncio.gather(_render(pool, site, "/application"), _render(pool, site, "/shell"))]
        pages = asyncio.gather(_render(pool, site, "/application"), _render(pool, site, "/shell"))
        for _ in range(2):
            await asyncio.sleep(0.3)
            before = _pid(pool)
            os.kill(before, signal.SIGKILL)
            while _pid(pool) == before and not pages.done():
                await asyncio.sleep(0.05)
        seen = await pages

    assert [one.html for one in seen] == undisturbed


def _drivers() -> set[int]:
    listed = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listed.splitlines() if "playwright/driver" in line}


async def test_a_driver_killed_in_the_middle_changes_no_result(site: Site) -> None:
    """When Playwright's own driver is killed under two pages, both are shown by a new one."""
    others = _drivers()
    async with BrowserPool(find_chromium()) as pool:
        before = len(site.asked)
        pages = asyncio.gather(_render(pool, site, "/application"), _render(pool, site, "/shell"))
        await site.asked_for("/slow", before)
        (own,) = _drivers() - others
        os.kill(own, signal.SIGKILL)
        seen = await pages

    assert [one.state for one in seen] == [PageState.OK] * 2
    assert seen[0].html.count("жүктелген мазмұн") == 21


async def test_a_page_that_kills_its_browsers_is_ours_and_its_neighbour_is_shown(site: Site) -> None:
    """A page under which every browser dies ends as our failure; the page beside it is shown."""
    async with BrowserPool(find_chromium()) as pool:

        async def kills(tab: Tab, clock: Clock) -> None:
            process = next(one for one in (tab.page.context.browser,) if one is not None)
            session = await process.new_browser_cdp_session()
            await load(tab, site.url + "/plain", clock)
            await session.send("Browser.crash")

        killing = asyncio.ensure_future(pool.use(DESKTOP, kills, seconds=15))
        neighbour = await _render(pool, site, "/application")
        with pytest.raises(Fault) as ended:
            await killing
        after = await _render(pool, site, "/plain")

    assert ended.value.state is PageState.BROWSER
    assert neighbour.html.count("жүктелген мазмұн") == 21
    assert after.ok


async def test_a_swollen_browser_is_replaced(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that holds more memory than it may is retired between two pages."""
    monkeypatch.setattr("crawler.browser.pool._WEIGHED", 1)
    async with BrowserPool(find_chromium()) as pool:
        first = _pid(pool)
        await _render(pool, site, "/plain")
        assert _pid(pool) == first
        monkeypatch.setattr(pool, "_most_memory", 1_000_000)
        await _render(pool, site, "/plain")
        after = await _render(pool, site, "/plain")
        assert _pid(pool) != first

    assert after.ok


async def test_the_next_visitor_finds_nothing_of_the_last(pool: BrowserPool, site: Site) -> None:
    """Cookies, storage, data bases and the window's name are empty for every visit, also when the page writes as it is left."""
    site.asked.clear()
    seen = [await pool.visit(site.url + "/kept", PHONE, deadline=20, live=False) for _ in range(4)]

    assert ["left:||||0" in one.html for one in seen] == [True] * 4
    assert site.asked.count("/kept.png") == 1
    assert site.asked.count("/kept") == 4


async def test_tabs_are_thinned_out_while_others_are_taken() -> None:
    """A tab that another visit takes while the first is being closed is no fault, and none is closed twice or in use."""
    tabs = [SimpleNamespace(profile=PHONE, used_at=at) for at in range(4)]
    closed: list[float] = []
    idle = {PHONE.name: list(tabs)}

    async def discard(tab: SimpleNamespace) -> None:
        closed.append(tab.used_at)
        await asyncio.sleep(0)
        idle[PHONE.name].clear()  # as visits do that begin meanwhile

    thin_out: Any = BrowserPool._thin_out
    await thin_out(SimpleNamespace(_tabs=2), SimpleNamespace(idle=idle, discard=discard))

    assert closed == [0, 1]
