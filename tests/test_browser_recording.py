"""What a visited page exchanged is handed over once, whole, and without its films."""

from collections.abc import Iterator

import pytest

from crawler.browser import DESKTOP, BrowserPool, find_chromium
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
