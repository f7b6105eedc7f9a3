"""Pages as the browsers of indicator 4-2.1 show them: Firefox and WebKit on a loopback page, and how showings are compared."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from crawler.browser import webkit
from crawler.browser.eight import EIGHT, hints_of
from crawler.browser.engines import engines
from crawler.browser.firefox import Firefox
from crawler.browser.seeing import Seen
from crawler.browser.webkit import WebKit
from crawler.showing import beside
from facts import Area, PageState, Showing, apart
from tests.browser_site import running_site

WORDS = "бір екі үш төрт бес алты жеті сегіз тоғыз он"
SHOWN = Showing(url="https://body.gov.kz/", browser="chrome", engine="chromium", state=PageState.OK, words=WORDS, page_width=1)
HAVE = {status.name: status for status in engines() if status.usable}


async def _seen(name: str, *paths: str) -> list[Seen]:
    profile = EIGHT[name]
    engine = HAVE[profile.engine].engine
    assert engine is not None
    driver = Firefox(engine) if name == "firefox" else WebKit(engine, profile)
    with running_site() as site:
        await driver.start()
        try:
            return [await driver.see(f"{site.url}{path}", profile, picture=True) for path in paths]
        finally:
            await driver.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["firefox", "ios"])
async def test_an_engine_tells_words_parts_and_failures_of_a_page(name: str) -> None:
    """Visible words without hidden ones, the version, a script of the site that does not come, and a picture."""
    if EIGHT[name].engine not in HAVE:
        pytest.skip(f"this machine lacks {EIGHT[name].engine}")

    (seen,) = await _seen(name, "/contrast")

    assert seen.showing.state is PageState.OK
    assert "үлкен сұр" in seen.showing.words
    assert seen.showing.version
    assert any(address.endswith("/gone.js") for address in seen.showing.failed)
    assert Image.open(BytesIO(seen.picture)).width >= 400


@pytest.mark.browser
async def test_dialogs_and_prints_do_not_hold_firefox() -> None:
    """What waits for a person, as alerts and the print dialog do, is got over."""
    if "firefox" not in HAVE:
        pytest.skip("this machine lacks firefox")

    (seen,) = await _seen("firefox", "/dialogs")

    assert (seen.showing.state, seen.showing.why) == (PageState.OK, "")
    assert "мемлекеттік" in seen.showing.words


@pytest.mark.browser
async def test_webkit_is_started_anew_after_a_page_that_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs one after the other stop WebKit's driver: that page is not seen, with the reason, and the next one is."""
    if "webkit" not in HAVE:
        pytest.skip("this machine lacks webkit")
    monkeypatch.setattr(webkit, "SECONDS", 10.0)

    held, seen = await _seen("ios", "/dialogs", "/contrast")

    assert held.showing.state in {PageState.TIMEOUT, PageState.OTHER}
    assert held.showing.why
    assert seen.showing.state is PageState.OK
    assert "үлкен сұр" in seen.showing.words


def test_what_differs_between_two_loads_of_the_reference_does_not_count() -> None:
    """Words that only one load shows are neither lost nor new elsewhere."""
    second = replace(SHOWN, words=f"{WORDS} слайд")

    assert apart(replace(SHOWN, words=f"{WORDS} слайд"), (SHOWN, second), 0.1).new_count == 0
    assert apart(SHOWN, (SHOWN, second), 0.1).lost_count == 0
    assert apart(replace(SHOWN, words="бір екі"), (SHOWN, second), 0.1).lost_words == pytest.approx(0.8)


def test_areas_are_lost_and_move() -> None:
    """A hidden landmark is lost, a column that fell under another has moved, a hair's breadth is nothing."""
    column = Area(role="complementary", x=0.7, width=0.2)
    reference = replace(SHOWN, areas=(column,))

    assert apart(replace(SHOWN, areas=(replace(column, visible=False),)), (reference,), 0.15).lost_areas == ("complementary",)
    assert apart(replace(SHOWN, areas=(replace(column, x=0, width=1),)), (reference,), 0.15).moved == ("complementary",)
    assert apart(replace(SHOWN, areas=(replace(column, x=0.72),)), (reference,), 0.15).moved == ()


def test_browsers_name_themselves_as_visitors_have_them() -> None:
    """Edge and Opera by name and by client hints; engines of their own need none."""
    assert "Edg/156" in EIGHT["edge"].user_agent("156.0.1")
    assert "OPR/140" in EIGHT["opera"].user_agent("156.0.1")
    hints = hints_of(EIGHT["edge"], "156.0.1")
    assert hints is not None
    assert "Microsoft Edge" in {brand["brand"] for brand in hints["userAgentMetadata"]["brands"]}
    assert hints_of(EIGHT["firefox"], "153.0") is None


def test_pictures_stand_side_by_side() -> None:
    """The report's picture holds both, in their order."""
    buffers = []
    for color in ("red", "blue"):
        buffers.append(BytesIO())
        Image.new("RGB", (400, 300), color).save(buffers[-1], "JPEG")

    sheet = beside([("chrome", buffers[0].getvalue()), ("firefox", buffers[1].getvalue())])

    assert sheet.width == 812
    left, right = sheet.getpixel((200, 200)), sheet.getpixel((612, 200))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]
