"""The probe of sound and motion against a real browser: what plays and moves for long, and what stops it."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from PIL import Image

from crawler.browser import DESKTOP, BrowserPool, find_chromium
from crawler.browser.loading import Clock, load
from crawler.browser.tab import Tab
from crawler.probes.frames import Film, film
from crawler.probes.motion import look_for_motion
from facts import Motion, Playing
from fixtures.site.faults_motion import tune, wheel
from tests.browser_site import PAGES, TEXT, Site, page, running_site

# ruff: noqa: E501  # pages are read best as they are written

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
BLINK = "<style>@keyframes b { 50% { opacity: 0 } } .b { animation: b 1s steps(1) infinite } .off .b { animation: none }</style>"
SHOW = """<style>.carousel { position: relative; width: 600px; height: 120px } .slide { position: absolute; inset: 0; opacity: 0; transition: opacity .3s }
.slide.on { opacity: 1 }</style><div class="carousel" id="show"><h2 class="slide on">Бірінші</h2><h2 class="slide">Екінші</h2><h2 class="slide">Үшінші</h2></div>
<script>let at = 0, timer = 0; const all = [...document.querySelectorAll(".slide")];
const go = () => { all[at].classList.remove("on"); at = (at + 1) % 3; all[at].classList.add("on"); };
const run = () => { timer = setInterval(go, 1600); }; const toggle = () => { if (timer) { clearInterval(timer); timer = 0; } else run(); }; run();</script>"""


def _text(body: str) -> str:
    return page(f"<p>{TEXT}</p>{body}")


OWN = {
    "/still": _text(
        """<style>@keyframes b { to { color: red } } .b { animation: b 1s infinite; display: none } .c { animation: b 2s 1 }
        .c:hover { animation: b 1s infinite }</style><p class="b">жасырын</p><p class="c">қысқа</p><audio src="/tune.wav" controls></audio>"""
    ),
    "/idle-timer": _text("<script>setInterval(() => { window.counted = 1; }, 900);</script>"),
    "/faint": _text("<style>@keyframes f { to { --x: 1 } } .f { animation: f 1s infinite }</style><p class='f'>тыныш</p>"),
    "/blink": _text(f"{BLINK}<p class='b' id='b'>Назар</p><a href='/plain'>Стоп коррупция</a>"),
    "/blink-stop": _text(f"{BLINK}<p class='b' id='b'>Назар</p><button onclick=\"document.body.classList.toggle('off')\">Анимацияны тоқтату</button>"),
    "/outline": _text(
        """<style>@keyframes f { 50% { outline-color: transparent } } .f { outline: 6px solid #a00; animation: f 1s steps(1) infinite }</style>
        <p class="f">Назар</p>"""
    ),
    "/line-hover": _text("<marquee id='line' onmouseover='this.stop()' onmouseout='this.start()'>Жүгірме жол</marquee>"),
    "/show": _text(f"{SHOW}<div id='pause' class='btn-pause' style='width:30px;height:30px' onclick='toggle()'></div>"),
    "/show-dead": _text(f"{SHOW}<button id='pause'>Пауза</button>"),
    "/clock": _text("<p id='c'></p><script>setInterval(() => { c.textContent = new Date().toLocaleTimeString('ru'); }, 500);</script>"),
    "/toast": _text("<div id='z'></div><script>setTimeout(() => { z.innerHTML = '<p>Хабар</p>'; }, 900); setTimeout(() => { z.innerHTML = ''; }, 4500);</script>"),
    "/pictures": _text("<img id='g' src='/wheel.gif' alt='а'><img id='once' src='/once.gif' alt='б'>"),
    "/tune": _text("<audio id='a' src='/tune.wav' autoplay></audio><audio src='/short.wav' autoplay></audio><video src='/tune.wav' autoplay muted></video>"),
    "/tune-stop": _text("<audio id='a' src='/tune.wav' autoplay></audio><button onclick='a.paused ? a.play() : a.pause()'>Дыбысты өшіру</button>"),
    "/tune-script": _text("<script>const a = new Audio('/tune.wav'); a.play().catch(() => 0);</script><button onclick='a.muted = !a.muted'>Выключить звук</button>"),
    "/tune-gone": _text("<audio id='a' src='/none.wav' autoplay></audio>"),
    "/frames": _text("<iframe src='https://www.youtube.com/embed/x?autoplay=1' width='300' height='200'></iframe>"),
    "/writes": _text(f"{BLINK}<p class='b' id='b'>Назар</p><button onclick=\"fetch('/sent', {{ method: 'POST' }}); navigator.sendBeacon('/sent')\">Стоп</button>"),
    "/comes-once": page(
        f"{BLINK}<p class='b' id='b'>Назар</p><p>{TEXT}</p><a href='/plain'>Сілтеме</a><button onclick=\"document.body.classList.toggle('off')\">Анимацияны тоқтату</button>",
        "<script>if (window.name) document.write('<script src=/never></' + 'script>'); window.name = 'seen';</script>",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    PAGES.update(OWN)
    with running_site() as running:
        for path, data, kind in (
            ("/tune.wav", tune(), "audio/wav"),
            ("/short.wav", tune(1.5), "audio/wav"),
            ("/wheel.gif", wheel(), "image/gif"),
            ("/once.gif", wheel(endless=False), "image/gif"),
        ):
            running.files[path] = (200, data, {"Content-Type": kind})
        yield running
    for path in OWN:
        del PAGES[path]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium(), tabs=4) as running:
        yield running


async def _look(pool: BrowserPool, site: Site, path: str) -> tuple[Playing, float]:
    async def work(tab: Tab, clock: Clock) -> tuple[Playing, float]:
        seen = await load(tab, site.url + path, clock)
        begun = time.monotonic()
        return await look_for_motion(tab, seen), time.monotonic() - begun

    return await pool.use(DESKTOP, work, live=True, seconds=60)


async def _all(pool: BrowserPool, site: Site, *paths: str) -> list[Playing]:
    return [playing for playing, _ in await asyncio.gather(*(_look(pool, site, path) for path in paths))]


def _only(playing: Playing) -> Motion:
    (one,) = playing.motions
    return one


async def test_a_page_without_cause_is_not_waited_for(pool: BrowserPool, site: Site) -> None:
    """What is hidden, short, under the pointer or not started is nothing, and costs no waiting."""
    looks = [await _look(pool, site, "/still") for _ in range(3)]
    playing = looks[0][0]

    assert [each for each, _ in looks if each.sounds or each.motions] == []
    assert min(seconds for _, seconds in looks) < 2.5, "it waited for something"
    assert playing.beside > 100


async def test_what_changes_nothing_that_can_be_seen_does_not_move(pool: BrowserPool, site: Site) -> None:
    """Timers that do nothing, animations of nothing, and a message that comes and goes are no motion."""
    idle, faint, toast = await _all(pool, site, "/idle-timer", "/faint", "/toast")

    assert idle.motions == toast.motions == ()
    assert [motion.seen for motion in faint.motions] == [False]


async def test_blinking_is_seen_and_a_link_that_leads_away_is_no_control(pool: BrowserPool, site: Site) -> None:
    """One without a control, one whose button stops it from the keyboard."""
    bare, stopped, outline = map(_only, await _all(pool, site, "/blink", "/blink-stop", "/outline"))

    assert (bare.kind, bare.selector, bare.seen, bare.seconds, bare.hover, bare.stoppers) == ("animation", "#b", True, None, False, ())
    assert outline.seen, "what flashes around a thing belongs to it"
    assert [(one.name, one.how, one.worked, one.by) for one in stopped.stoppers] == [("Анимацияны тоқтату", "named", True, "keyboard")]


async def test_shows_of_slides_and_running_lines_are_watched_until_they_are_sure(pool: BrowserPool, site: Site) -> None:
    """A control for the pointer only, one that does nothing, and a line that stops under the pointer."""
    show, dead, line = map(_only, await _all(pool, site, "/show", "/show-dead", "/line-hover"))

    assert (show.kind, show.selector) == ("script", "#show")
    assert show.shown > 3
    assert [(one.selector, one.how, one.worked, one.by) for one in show.stoppers] == [("#pause", "named", True, "mouse")]
    assert [(one.name, one.worked) for one in dead.stoppers] == [("Пауза", False)]
    assert (line.kind, line.seen, line.hover) == ("marquee", True, True)


async def test_a_clock_is_kept_with_its_texts_and_a_film_with_its_frames(pool: BrowserPool, site: Site) -> None:
    """The words of a clock one after the other; of two animated pictures the one that goes on for ever."""
    clock, pictures = map(_only, await _all(pool, site, "/clock", "/pictures"))

    assert clock.kind == "text"
    assert len(set(clock.texts)) > 2
    assert (pictures.kind, pictures.selector, pictures.seen, pictures.seconds) == ("image", "#g", True, None)


async def test_sounds_are_listened_to_though_media_are_refused_while_a_page_loads(pool: BrowserPool, site: Site) -> None:
    """Length and sound of what starts by itself; muted media are none; what a script starts is heard, too; controls silence it."""
    plain, stopped, scripted, gone, frames = await _all(pool, site, "/tune", "/tune-stop", "/tune-script", "/tune-gone", "/frames")

    assert [(one.kind, one.seconds, one.audible) for one in plain.sounds] == [("audio", 6, True), ("audio", 1.5, True)]
    assert [one.worked for one in stopped.sounds[0].stoppers] == [True]
    assert (scripted.sounds[0].kind, scripted.sounds[0].selector, scripted.sounds[0].stoppers[0].worked) == ("script", "", True)
    assert (gone.sounds[0].audible, gone.sounds[0].why) == (None, "motion-not-loaded")
    assert [(one.kind, one.native) for one in frames.sounds] == [("frame", True)]


async def test_nothing_is_written_while_controls_are_tried_and_the_page_is_as_before(pool: BrowserPool, site: Site) -> None:
    """Requests that would write do not leave, and afterwards media are refused again."""
    state: dict[str, object] = {}

    async def work(tab: Tab, clock: Clock) -> Playing:
        playing = await look_for_motion(tab, await load(tab, f"{site.url}/writes", clock))
        state["media"] = tab.lets_media
        state["pressed"] = await tab.ask(
            "(() => [scrollY, document.activeElement === document.body, document.querySelectorAll('.b').length])"
        )
        return playing

    playing = await pool.use(DESKTOP, work, live=True, seconds=60)

    assert [(one.name, one.worked) for one in _only(playing).stoppers] == [("Стоп", False)]
    assert "/sent" not in site.asked
    assert state == {"media": False, "pressed": [0, True, 1]}


async def test_a_page_that_does_not_come_again_is_not_asked_further(pool: BrowserPool, site: Site) -> None:
    """What was seen of motion stays, and the keyboard is tried on a load of its own and not on a document of which nothing came."""
    seen = await pool.visit(f"{site.url}/comes-once", DESKTOP, deadline=60)

    assert seen.live is not None
    assert seen.live.playing is not None
    assert [(one.name, one.worked) for one in _only(seen.live.playing).stoppers] == [("Анимацияны тоқтату", True)]
    assert seen.live.keyboard is not None
    assert seen.live.keyboard.focusable == 2
    assert (seen.live.enlarged is not None and seen.live.enlarged.letters > 100, dict(seen.gaps)) == (True, {})


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
async def test_films_are_told_from_pictures_by_their_bytes(kind: str) -> None:
    """Frames, their times and how often they are shown; a picture of one frame, and one that is cut off, is none."""
    frames = [Image.new("RGB", (30, 20), color) for color in ("red", "green", "blue")]

    def saved(**how: object) -> bytes:
        held = io.BytesIO()
        frames[0].save(held, kind, **how)
        return held.getvalue()

    endless = saved(save_all=True, append_images=frames[1:], duration=500, loop=0)
    twice = saved(save_all=True, append_images=frames[1:], duration=500, loop=2)

    assert film(endless) == Film(3, None)
    assert film(twice) == Film(3, 4.5 if kind == "GIF" else 3.0)
    assert film(saved()) is None
    assert film(endless[: len(endless) // 3]) in {None, Film(2, None)}
    assert film(b"") is None
