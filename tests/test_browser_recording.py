"""What a visited page exchanged is handed over once, whole, and without its films."""

import asyncio
import gc
from collections.abc import Iterator

import pytest
from playwright.async_api import Error as PlaywrightError

from crawler.browser import DESKTOP, BrowserPool, find_chromium
from crawler.browser.process import expect_deaths
from crawler.browser.recording import PageRecorder, Recorder
from crawler.browser.traffic import Asked
from facts.exchange import Exchange
from tests.browser_site import EXCHANGES, FILES, Site, page, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


async def test_every_part_of_a_page_is_handed_over_once(site: Site) -> None:
    """Document, style sheet, script, picture, data and a redirect, with bodies as a visitor gets them; a second visit brings nothing."""
    kept: list[Exchange] = []
    async with BrowserPool(find_chromium(), record=kept.append) as pool:
        seen = await pool.visit(site.url + "/exchanges", DESKTOP, deadline=20, live=False)
        first = len(kept)
        again = await pool.visit(site.url + "/exchanges", DESKTOP, deadline=20, live=False)

    assert seen.ok
    assert again.ok
    assert len(kept) == first
    by_path = {one.url.removeprefix(site.url): one for one in kept}
    assert {path: (one.kind, one.status, one.body) for path, one in by_path.items()} == {
        "/exchanges": ("document", 200, EXCHANGES.encode()),
        "/style.css": ("stylesheet", 200, FILES["/style.css"][1]),
        "/code.js": ("script", 200, FILES["/code.js"][1]),
        "/big.png": ("image", 200, FILES["/big.png"][1]),
        "/slow?data": ("fetch", 200, FILES["/slow"][1]),
        "/hop-to-data": ("fetch", 302, b""),
        "/code.js?hop": ("fetch", 200, FILES["/code.js"][1]),
    }
    assert {(one.by, one.method, one.cut) for one in kept} == {("desktop-chrome", "GET", "")}
    assert by_path["/hop-to-data"].header("location") == "/code.js?hop"
    assert all(one.at.endswith("Z") and one.seconds >= 0 for one in kept)


async def test_known_addresses_are_not_read_again(site: Site) -> None:
    """What the caller has is left out; a document longer than what is kept says that it was cut."""
    kept: list[Exchange] = []
    known = {site.url + path for path in ("/exchanges", "/big.png", "/style.css", "/code.js")}
    async with BrowserPool(find_chromium(), record=kept.append, known=known.__contains__) as pool:
        await pool.render(site.url + "/exchanges", DESKTOP, deadline=20)
        await pool.render(site.url + "/large", DESKTOP, deadline=20)

    assert {one.url.removeprefix(site.url): (len(one.body), one.cut) for one in kept} == {
        "/slow?data": (len(FILES["/slow"][1]), ""),
        "/hop-to-data": (0, ""),
        "/code.js?hop": (len(FILES["/code.js"][1]), ""),
        "/large": (0, "length"),
    }


async def test_errors_are_kept_too(site: Site) -> None:
    """The answer to an address that is not there belongs to the record."""
    kept: list[Exchange] = []
    async with BrowserPool(find_chromium(), record=kept.append) as pool:
        await pool.render(site.url + "/status/404", DESKTOP, deadline=20)

    assert [(one.status, one.body) for one in kept if one.kind == "document"] == [(404, page("табылмады").encode())]


async def test_what_a_page_asks_by_post_is_kept_with_the_question(site: Site) -> None:
    """Two questions to one address are two exchanges, each with the words that were sent."""
    kept: list[Exchange] = []
    async with BrowserPool(find_chromium(), record=kept.append) as pool:
        await pool.render(site.url + "/posts", DESKTOP, deadline=20)

    asked = [(one.url.removeprefix(site.url), one.given.decode()) for one in kept if one.method == "POST"]
    assert sorted(asked) == [("/slow?query", "ауыл"), ("/slow?query", "қала")]


class Gone:
    """A session of the protocol whose driver was killed: it answers with a bare Exception."""

    async def send(self, *_: object) -> None:
        raise Exception("CDPSession.send: Connection closed while reading from the driver")  # what Playwright raises


async def test_a_killed_driver_leaves_no_task_behind() -> None:
    """What was being read then is asked of another page, and nothing is left for the event loop to complain of."""
    asked = Asked(url="https://body.gov.kz/a.js", method="GET", kind="script", sent={}, began=0.0, wall=0.0, status=200)
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
    recorder = Recorder(lambda _: None)
    page = PageRecorder(recorder, Gone(), "desktop-chrome")  # type: ignore[arg-type]

    page.answered("1", asked, 0.1)
    await page.finish()
    gc.collect()

    assert complaints == []
    assert recorder.wants(asked)


async def test_what_a_dead_browser_leaves_behind_is_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Futures of Playwright's own that nobody asks for any more are passed over; another fault is told as ever."""
    expect_deaths()
    for error in (PlaywrightError("Target page, context or browser has been closed"), ValueError("a fault of ours")):
        asyncio.get_running_loop().create_future().set_exception(error)
    gc.collect()

    assert "has been closed" not in caplog.text
    assert "a fault of ours" in caplog.text
