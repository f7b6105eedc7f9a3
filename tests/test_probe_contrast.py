"""Contrast on pixels, in a real browser: text over gradients, under boxes, in drawings and fields; the page stays as it was."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from crawler.browser import DESKTOP, PHONE, BrowserPool, Profile, find_chromium
from crawler.browser.loading import Clock, load
from crawler.browser.tab import Tab
from crawler.probes import contrast_pixels
from crawler.probes.live import ask_axe
from facts import PixelContrast, PixelText
from tests.browser_site import TEXT, Site, page, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

UNEVEN = page(
    f"""<p id="dark">Ақ жазу қара фонда</p><p id="pale">Бозғылт жазу бозғылт фонда</p><p id="half">{TEXT}</p><p id="halo">{TEXT}</p>
    <p class="deep"><span id="through">Жартылай мөлдір</span></p><p id="cut">Градиенттен қиылған</p><p id="moves">Фоны жылжиды</p>
    <div style="position:relative"><p id="under" class="deep">Жабылған мәтін</p><b class="lid"></b></div>
    <svg width="300" height="40" class="deep"><text id="drawn" x="9" y="25" fill="#999">Сызбадағы мәтін</text></svg>
    <form><input id="hint" placeholder="Сайттан іздеу"><input id="full" class="deep" value=""><input disabled placeholder="Өшірулі"></form>
    <div style="height:2500px"></div><p id="low">Төмендегі бозғылт жазу</p>
    <script>let turn = 0; const moving = document.getElementById("moves").style;
    setInterval(() => {{ turn += 40; moving.backgroundImage = `linear-gradient(${{turn}}deg, #000, #fff)`; }}, 25);</script>""",
    """<meta name="viewport" content="width=device-width"><style>
    p, svg, input { font: 16px/1.5 sans-serif; padding: 6px; transition: all 2s; }
    #dark, .deep { color: #fff; background: linear-gradient(90deg, #000, #333); } #moves { color: #777; }
    #pale, #low { color: #bbb; background: linear-gradient(90deg, #eee, #fff); }
    #half, #halo { color: #fff; background: linear-gradient(90deg, #000, #ddd); }
    #halo { text-shadow: 0 0 2px #000, 0 0 2px #000, 0 0 3px #000, 0 0 3px #000, 0 0 4px #000, 0 0 4px #000; }
    #through { opacity: .5; } #cut { background: linear-gradient(red, blue) text; color: transparent; }
    .lid { position: absolute; inset: 0; background: #fff; } ::placeholder { color: #bbb; }</style>""",
)
EVEN = page(f"<h1>Басқарма</h1><p>{TEXT}</p>")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        running.files = {"/uneven": (200, UNEVEN.encode(), {}), "/even": (200, EVEN.encode(), {})}
        yield running


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs other tests beside is slow, and what is asked here is not how long it takes."""
    monkeypatch.setattr(contrast_pixels, "_SECONDS", 60.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium()) as running:
        yield running


async def _measured(pool: BrowserPool, profile: Profile, url: str) -> tuple[PixelContrast, object]:
    async def work(tab: Tab, clock: Clock) -> tuple[PixelContrast, object]:
        rendered = await load(tab, url, clock)
        await ask_axe(tab, 4.5, 20)
        said = await contrast_pixels.measure_contrast(tab, rendered)
        left = "(() => [scrollY, document.adoptedStyleSheets.length, getComputedStyle(document.querySelector('p')).webkitTextFillColor])"
        return said, await tab.ask(left)

    return await pool.use(profile, work, live=True, seconds=90)


def _of(said: PixelContrast, selector: str) -> PixelText:
    (found,) = (text for text in said.texts if text.selector == selector)
    return found


@pytest.mark.parametrize("profile", [DESKTOP, PHONE], ids=lambda profile: profile.name)
async def test_texts_on_uneven_backgrounds_are_measured(pool: BrowserPool, site: Site, profile: Profile) -> None:
    """What a visitor could read is told from what he could not, in the window and below it; the page stays as it was."""
    said, left = await _measured(pool, profile, f"{site.url}/uneven")

    assert min(_of(said, "#dark").contrasts) > 9
    assert max(_of(said, "#pale").contrasts) < 2
    assert max(_of(said, "#low").contrasts) < 2
    half, halo = _of(said, "#half"), _of(said, "#halo")
    assert half.cells[0] < 2
    assert half.cells[-1] > 9  # white letters on black at one end, on grey at the other
    assert min(halo.cells) > 4.5  # the shadow around the letters is what is behind them
    through = _of(said, "#through")
    assert through.how == "mixed"
    assert 4.5 < min(through.contrasts) <= max(through.contrasts) < 6
    assert 5 < min(_of(said, "#drawn").contrasts) <= max(_of(said, "#drawn").contrasts) < 8.5  # by its fill, not by its color
    assert left == [0, 0, "rgb(255, 255, 255)"]


async def test_what_cannot_be_measured_says_why(pool: BrowserPool, site: Site) -> None:
    """Covered text, letters cut out of a gradient, a background that moves, an empty field."""
    said, _ = await _measured(pool, DESKTOP, f"{site.url}/uneven")

    why = {text.selector: text.why for text in said.texts if text.why}
    assert why == {"#under": "text-covered", "#cut": "gradient-text", "#moves": "text-moves", "#full": "nothing-shown"}


async def test_hints_in_fields_are_texts(pool: BrowserPool, site: Site) -> None:
    """A hint's contrast is told from its style where its background is one colour; a field that is switched off has none."""
    said, _ = await _measured(pool, DESKTOP, f"{site.url}/uneven")

    (hint,) = (text for text in said.texts if text.what == "placeholder")
    assert (hint.selector, hint.text) == ("#hint", "Сайттан іздеу")
    assert hint.contrasts == (1.9197,)


async def test_a_page_without_such_texts_is_not_pictured(pool: BrowserPool, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are taken only where something is open."""

    async def never(*_: object) -> str:
        raise AssertionError("a picture was taken")

    monkeypatch.setattr(contrast_pixels, "_shot", never)
    said, _ = await _measured(pool, DESKTOP, f"{site.url}/even")

    assert said == PixelContrast()


async def test_texts_that_were_not_reached_in_time_say_so(pool: BrowserPool, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was measured stays, the rest is left open, and the page is as it was."""

    async def slow(*_: object) -> str:
        await asyncio.sleep(30)
        return ""

    monkeypatch.setattr(contrast_pixels, "_SECONDS", 3.0)
    monkeypatch.setattr(contrast_pixels, "_shot", slow)
    said, left = await _measured(pool, DESKTOP, f"{site.url}/uneven")

    assert {_of(said, name).why for name in ("#dark", "#pale", "#low")} == {"time-over"}
    assert left == [0, 0, "rgb(255, 255, 255)"]
