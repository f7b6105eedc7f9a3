"""Photographs of elements: framed, readable, and honest where there is nothing to show."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from crawler.browser import BrowserPool, Shot, find_chromium, photograph
from facts import Picture
from tests.browser_site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
FRAME = (214, 0, 108)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def album(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Path, Site, dict[tuple[str, str, str], Picture]]]:
    """Pictures of everything the tests look at, by path, profile and selector."""
    folder = tmp_path_factory.mktemp("audit")
    wanted = [
        ("/lazy", "desktop-chrome", "#low"),
        ("/lazy", "phone-android", "#low"),
        ("/narrow", "phone-android", "#low"),
        ("/lazy", "desktop-chrome", "#bare"),
        ("/lazy", "desktop-chrome", "#missing"),
        ("/lazy", "desktop-chrome", "p::["),
        ("/lazy", "desktop-chrome", "body"),
        ("/marks", "desktop-chrome", "#skip"),
        ("/marks", "desktop-chrome", "#answer"),
        ("/shadow", "desktop-chrome", "body > x-card > tekser-shadow > section > a"),
        ("/status/404", "desktop-chrome", "body"),
        ("/plain", "no-such-profile", "body"),
    ]
    with running_site() as site:
        async with BrowserPool(find_chromium()) as pool:
            shots = [Shot(site.url + path, profile, selector) for path, profile, selector in wanted]
            shots.append(Shot("http://127.0.0.1:2/", "desktop-chrome", "body"))
            pictures = [picture async for picture in photograph(pool, shots, folder)]
        by_shot = {(one.page.removeprefix(site.url), one.profile, one.selector): one for one in pictures}
        assert len(by_shot) == len(pictures) == len(shots)
        yield folder, site, by_shot


def _frame(file: Path) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is drawn in the frame's colour, in pixels of the picture."""
    image = Image.open(file).convert("RGB")
    apart = ImageChops.difference(image, Image.new("RGB", image.size, FRAME)).convert("L")
    box = apart.point(lambda value: 255 if value < 25 else 0).getbbox()
    assert box is not None, "there is no frame in the picture"
    return box


async def test_an_element_far_down_is_framed(album: tuple[Path, Site, dict[tuple[str, str, str], Picture]]) -> None:
    """The picture shows the element's surroundings, and the frame is as wide as the element."""
    folder, _, pictures = album
    picture = pictures["/lazy", "desktop-chrome", "#low"]

    assert picture.found
    assert picture.file.startswith("evidence/")
    assert Image.open(folder / picture.file).size == (picture.width, picture.height) == (700, 400)
    left, top, right, bottom = _frame(folder / picture.file)
    assert abs((right - left) - 208) <= 8
    assert 10 < bottom - top < 60


@pytest.mark.parametrize(("path", "width"), [("/lazy", 700), ("/narrow", 412)])
async def test_a_phone_sees_its_own_width(album: tuple[Path, Site, dict[tuple[str, str, str], Picture]], path: str, width: int) -> None:
    """A phone's picture is cut to the phone's window, on pages made for phones and on pages that are not."""
    folder, _, pictures = album
    picture = pictures[path, "phone-android", "#low"]

    assert picture.found
    assert Image.open(folder / picture.file).size == (picture.width, picture.height)
    left, top, right, bottom = _frame(folder / picture.file)
    scale = picture.width / width
    assert abs((right - left) / scale - 208) <= 10
    assert 10 < (bottom - top) / scale < 60


async def test_a_whole_page_fits_the_window(album: tuple[Path, Site, dict[tuple[str, str, str], Picture]]) -> None:
    """An element larger than the window is shown as far as the window goes."""
    picture = album[2]["/lazy", "desktop-chrome", "body"]

    assert picture.found
    assert picture.height <= 768


async def test_folded_and_shadow_elements_are_shown(album: tuple[Path, Site, dict[tuple[str, str, str], Picture]]) -> None:
    """A closed answer is opened for its picture; an element of a shadow root is found by its selector."""
    assert album[2]["/marks", "desktop-chrome", "#answer"].found
    assert album[2]["/shadow", "desktop-chrome", "body > x-card > tekser-shadow > section > a"].found


async def test_what_cannot_be_shown_says_why(album: tuple[Path, Site, dict[tuple[str, str, str], Picture]]) -> None:
    """Hidden, missing, off the screen, no selector, no page, no profile: no file and a reason."""
    pictures = album[2]
    reasons = {key[2] if key[0] in {"/lazy", "/marks"} else key[0] or key[1]: one.why for key, one in pictures.items() if not one.found}

    assert reasons == {
        "#bare": "hidden",
        "#missing": "not-there",
        "p::[": "not-there",
        "#skip": "off-screen",
        "/plain": "no such profile: no-such-profile",
        "http://127.0.0.1:2/": "refused: net::ERR_CONNECTION_REFUSED",
    }
    assert all(not one.file for one in pictures.values() if not one.found)
    assert pictures["/status/404", "desktop-chrome", "body"].found
