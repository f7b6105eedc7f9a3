"""A walk with real keys through pages that mark the focus or not, hold it, or leave something to the mouse alone."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TypeVar

import pytest
import pytest_asyncio
from PIL import Image

from checks.commons.keyboard import left_to_mouse
from crawler.browser import DESKTOP, BrowserPool, Rendered, find_chromium
from crawler.browser.loading import Clock, load
from crawler.browser.tab import Tab
from crawler.probes.keyboard import KEYBOARD, Asked, walk_with_keyboard
from crawler.probes.keyboard_marks import difference
from crawler.probes.series import Chances, run_series
from facts import Gap, Keyboard, Live
from tests.browser_site import TEXT, page

T = TypeVar("T")
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGES = {
    "/marks": page(
        """<a id="skip" class="skip" href="#main">Мазмұнға</a><a id="ring" href="/1">Сақина</a>
        <a id="bare" class="bare" href="/2">Белгісіз</a>
        <a id="line" class="bare line" href="/3">Сызық</a><a id="pale" class="bare pale" href="/4">Бозғылт</a>
        <button id="beside" class="bare" onfocus="dot.style.background='red'" onblur="dot.style.background='white'">Нүкте</button>
        <span id="dot" style="display:inline-block;width:20px;height:20px;background:white"></span>
        <input id="text" class="bare"><label><input id="box" type="checkbox" class="away"><span class="tick">Келісемін</span></label>
        <a id="lost" class="away" href="/5">Жоғалған</a><div id="main">мазмұн</div>""",
        """<style>.bare { outline: none } .line:focus { border-bottom: 3px solid black } .pale:focus { background: #fafafa }
        .skip { position: absolute; left: -9999px } .skip:focus { left: 0 } .away { position: absolute; left: -9999px }
        .away:focus + .tick { outline: 2px solid navy } * { transition: all 0.4s }</style>""",
    ),
    "/mouse": page(
        """<a href="/news">Жаңалық</a><span id="attribute" onclick="open()">Ашу</span><div id="hand" style="cursor:pointer">Қол</div>
        <div id="plain">Жай</div><div id="deaf" role="button" tabindex="0" onclick="open()">Үнсіз</div>
        <div id="card" onclick="open()"><h3><a href="/card">Карта</a></h3></div><a id="copy" href="/news" tabindex="-1">Сурет</a>
        <a id="out" href="/only" tabindex="-1">Тек тінтуір</a><button id="flees" onfocus="this.blur()">Қашады</button>
        <button><span id="inner" onclick="open()">Ішкі</span></button><div hidden id="hidden" onclick="open()">Жасырын</div>
        <div id="scroll" style="height:40px;overflow:auto"><p>бір</p><p>екі</p><p>үш</p></div>
        <div id="passed" tabindex="-1" style="height:40px;overflow:auto"><p>бір</p><p>екі</p><p>үш</p></div><p id="end">соңы</p>
        <script>for (const id of ["hand", "plain"]) document.getElementById(id).addEventListener("click", () => open());</script>"""
    ),
    "/roving": page(
        """<a href="/1">Бір</a><div id="tabs" role="tablist" tabindex="0"><button id="first" role="tab" tabindex="-1">Байланыс</button>
        <button id="second" role="tab" tabindex="-1">Сұрақтар</button></div>
        <div id="empty" role="toolbar" tabindex="0"><span>жоқ</span></div><a href="/2">Екі</a><script>
        tabs.addEventListener("focus", () => { tabs.tabIndex = -1; first.tabIndex = 0; first.focus(); });
        empty.addEventListener("focus", () => empty.blur());
        tabs.addEventListener("focusout", () => { tabs.tabIndex = 0; first.tabIndex = -1; });
        tabs.addEventListener("keydown", (event) => { if (event.key === "ArrowRight") second.focus(); });</script>"""
    ),
    "/trap": page(
        """<a href="/1">Бір</a><button id="one" onblur="two.focus()">Екі</button><button id="two" onblur="one.focus()">Үш</button>
        <a href="/2">Төрт</a>"""
    ),
    "/late-trap": page(
        '<a href="/1">Бір</a><button id="holds" onblur="setTimeout(() => this.focus(), 10)">Екі</button><a href="/2">Үш</a>'
    ),
    "/escape": page(
        """<a href="/1">Бір</a><div id="pad" tabindex="0">Өріс</div><a href="/2">Екі</a><script>let held = true;
        pad.addEventListener("keydown", (event) => { if (event.key === "Escape") held = false;
        if (event.key === "Tab" && held) event.preventDefault(); });
        </script>"""
    ),
    "/menus": page(
        """<nav><ul><li id="pointer"><a href="/left">Бірінші</a><ul class="sub"><li><a href="/a">а</a></li></ul></li>
        <li id="within" class="within"><a href="/left">Екінші</a><ul class="sub"><li><a href="/b">б</a></li></ul></li>
        <li id="arrow"><a href="/left" onkeydown="if (event.key === 'ArrowDown') this.nextElementSibling.style.display = 'block'">Үшінші</a>
        <ul class="sub"><li><a href="/c">в</a></li></ul></li>
        <li id="goes"><a href="/left"
        onkeydown="if (event.key === 'Enter') { fetch('/write', {method: 'POST'}); location.href = '/left'; }">Төртінші</a>
        <ul class="sub"><li><a href="/d">г</a></li></ul></li></ul></nav>""",
        "<style>.sub { display: none } li:hover > .sub, .within:focus-within > .sub { display: block }</style>",
    ),
    "/fixed": page(
        f"""<p><a id="under" href="/0">Астында</a></p><header id="head"><a id="kept" href="/1">Қазақша</a>
        <a id="plain" class="bare" href="/2">Орысша</a></header>
        <a id="returns" href="#" class="bare" style="position:fixed;bottom:0;right:0;opacity:0">Жоғары</a>
        <nav style="position:fixed;top:0;left:-300px;width:200px"><a id="off" class="bare" href="/3">Тыс</a></nav>
        <div class="blinks"><a id="blinking" class="bare" href="/4">Жанады</a></div>
        <p style="height:3000px">{TEXT}</p><p><a id="last" href="/9">Соңғы</a></p><script>addEventListener("scroll", () => {{
        head.classList.toggle("stuck", scrollY > 100); returns.style.opacity = scrollY > 100 ? 1 : 0; }});</script>""",
        """<style>@keyframes down { from { opacity: 0; transform: translateY(-100%) } } @keyframes blink { from, 99% { opacity: 0 } }
        .stuck { position: fixed; top: 0; left: 0; right: 0; background: white; animation: down 300ms }
        .bare { outline: none } .blinks { animation: blink 2s infinite alternate }</style>""",
    ),
    "/found": page(
        f'<p style="height:1500px">{TEXT}</p><input id="here" autofocus value="сөз"><a href="/x" style="outline:none">сілтеме</a>'
        f'<p style="height:1500px">{TEXT}</p>'
    ),
    "/begins": page(  # the focus stands in the middle at first, and each item of the menu opens more between itself and the next
        """<nav><div><a id="one" href="/1">Бір</a><span class="sub"><a href="/11">Ішкі</a><a href="/12">Ішкі</a></span></div>
        <div><a id="two" href="/2">Екі</a><span class="sub"><a href="/21">Ішкі</a><a href="/22">Ішкі</a></span></div>
        <a id="three" href="/3">Үш</a></nav><form action="/search"><input id="query" name="q" autofocus></form>
        <a id="last" href="/4">Төрт</a><script>for (const type of ["keydown", "focusin"]) addEventListener(type, () => {});</script>""",
        "<style>.sub { display: none } nav div:focus-within .sub { display: inline }</style>",
    ),
    "/leaves": page("""<a href="/1">Бір</a><a href="/2" onfocus="location.href = '/found'">Екі</a><a href="/3">Үш</a>"""),
    "/busy": page(
        '<main></main><a href="/1">Бір</a>',
        """<script>setInterval(() => { document.querySelector("main").innerHTML = `<a href="/${Math.random()}">жаңа</a>`; }, 20);
        addEventListener("keydown", () => { for (let x = performance.now(); performance.now() - x < 20; ); });</script>""",
    ),
}


@dataclass
class Site:
    url: str
    seen: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"{self.command} {self.path}")
            body = PAGES.get(self.path, page(f"<p>{TEXT}</p>")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", seen)
    server.shutdown()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium()) as pool:
        yield pool


async def _on(pool: BrowserPool, url: str, ask: Callable[[Tab, Rendered], Awaitable[T]]) -> T:
    async def work(tab: Tab, clock: Clock) -> T:
        return await ask(tab, await load(tab, url, clock))

    return await pool.use(DESKTOP, work, seconds=40)


async def _walk(pool: BrowserPool, site: Site, path: str) -> Keyboard:
    return await _on(pool, site.url + path, walk_with_keyboard)


async def test_the_marking_of_each_stop_is_told(pool: BrowserPool, site: Site) -> None:
    """Style, text cursor and pixels count as they show; what is neither seen nor changed is told apart."""
    walk = await _walk(pool, site, "/marks")

    marks = {stop.selector: stop.mark for stop in walk.stops}
    assert marks == {
        "#skip": "style",
        "#ring": "style",
        "#bare": "none",
        "#line": "pixels",
        "#pale": "none",
        "#beside": "style",
        "#text": "caret",
        "#box": "style",
        "#lost": "unseen",
    }
    assert (walk.walked, walk.ended) == ("whole", "round")
    line = next(stop for stop in walk.stops if stop.selector == "#line")
    assert (line.changed or 0) > 60
    assert (line.ratio or 0) > 10


@pytest.mark.parametrize("at", [0, 2000])
async def test_what_stands_in_the_window_is_looked_at_where_it_stands(
    pool: BrowserPool, site: Site, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """A header that scripts fix, fading in, is in sight at every place of the page; only what never comes into it is out of sight."""

    asked = Asked.__call__

    async def scrolled(ask: Asked, step: str, **given: object) -> object:
        if step == "mark":
            await ask.tab.ask(f"(() => new Promise((done) => {{ scrollTo(0, {at}); setTimeout(done, 200); }}))")
        return await asked(ask, step, **given)

    monkeypatch.setattr(Asked, "__call__", scrolled)
    walk = await _walk(pool, site, "/fixed")

    assert {stop.selector: stop.mark for stop in walk.stops} == {
        "#under": "style",
        "#kept": "style",
        "#plain": "none",
        "#returns": "none" if at else "open",  # it comes when the page is scrolled
        "#off": "unseen",
        "#blinking": "moving",
        "#last": "style",
    }


async def test_what_only_a_mouse_operates_is_told_with_why(pool: BrowserPool, site: Site) -> None:
    """Handlers on what is no stop, stops that answer no key, links taken out and buttons that flee; not what repeats a stop."""
    walk = await _walk(pool, site, "/mouse")

    found = {control.selector: (control.why, control.handler, control.same_place) for control in walk.controls}
    assert found == {
        "#attribute": ("no-stop", "onclick", False),
        "#hand": ("no-stop", "click", False),
        "#plain": ("no-stop", "click", False),
        "#deaf": ("no-keys", "onclick", False),
        "#copy": ("left-out", "", True),
        "#out": ("left-out", "", False),
        "#flees": ("skipped", "", False),
    }
    assert {control.selector for control in walk.controls if control.pointer} == {"#hand", "#copy", "#out"}
    assert [(part.selector, part.stop) for part in walk.scrollers] == [("#scroll", True), ("#passed", False)]


async def test_a_field_that_has_the_focus_at_first_hides_nothing_before_it(pool: BrowserPool, site: Site) -> None:
    """Where a page puts the focus into its search field, all before it is reached, though each item opens others when it is reached."""
    keyboard = await _walk(pool, site, "/begins")

    assert {stop.selector for stop in keyboard.stops} >= {"#one", "#two", "#three", "#query", "#last"}
    assert not keyboard.controls
    assert not keyboard.traps


async def test_a_box_that_hands_the_focus_on_is_operable(pool: BrowserPool, site: Site) -> None:
    """A tablist that gives the focus to its tab is worked by the keyboard; a toolbar that flees it and has nothing inside is not."""
    walk = await _walk(pool, site, "/roving")

    assert "#first" in {stop.selector for stop in walk.stops}
    assert {left.selector: left_to_mouse(left) is None for left in walk.controls} == {"#tabs": True, "#empty": False}


@pytest.mark.parametrize(("path", "held"), [("/trap", {"#one", "#two"}), ("/late-trap", {"#holds"})])
async def test_a_trap_is_found_at_a_persons_pace(pool: BrowserPool, site: Site, path: str, held: set[str]) -> None:
    """Scripts that take the focus back, at once or a moment later, hold it; nothing leads out."""
    walk = await _walk(pool, site, path)

    (trap,) = walk.traps
    assert (set(trap.selectors), trap.left_by, trap.modal) == (held, "", False)
    assert trap.waiting
    assert (walk.walked, walk.ended) == ("part", "trap")


async def test_what_escape_leaves_is_no_trap(pool: BrowserPool, site: Site) -> None:
    """A field that keeps Tab for itself until Escape is pressed lets the walk go on."""
    walk = await _walk(pool, site, "/escape")

    assert [trap.left_by for trap in walk.traps] == ["Escape"]
    assert len(walk.stops) == 3
    assert walk.walked == "whole"


async def test_menus_are_opened_without_a_pointer_where_they_can_be(pool: BrowserPool, site: Site) -> None:
    """The focus or an arrow opens some; keys on the others are pressed too, and lead nowhere and write nothing."""
    site.seen.clear()
    walk = await _walk(pool, site, "/menus")

    assert {menu.selector: menu.opened_by for menu in walk.menus} == {"#pointer": "", "#within": "tab", "#arrow": "ArrowDown", "#goes": ""}
    assert site.seen == ["GET /menus"]


async def test_the_page_is_left_as_it_was_found(pool: BrowserPool, site: Site) -> None:
    """Scroll, values and styles are those of before, and no key followed a link."""
    told = """(() => ({ at: location.pathname, y: scrollY, value: document.querySelector("#here").value,
    sheets: document.adoptedStyleSheets.length, left: typeof tekserKeys, extra: document.body.children.length }))"""

    async def work(tab: Tab, page: Rendered) -> tuple[object, object]:
        before = await tab.ask(told)
        await walk_with_keyboard(tab, page)
        return before, await tab.ask(told)

    before, after = await _on(pool, site.url + "/found", work)

    assert after == before


async def test_a_trap_does_not_keep_the_focus_after_the_walk(pool: BrowserPool, site: Site) -> None:
    """The probes behind this one can put the focus where they need it."""

    async def work(tab: Tab, page: Rendered) -> object:
        await walk_with_keyboard(tab, page)
        return await tab.ask("(() => { document.links[0].focus(); return document.activeElement === document.links[0]; })")

    assert await _on(pool, site.url + "/trap", work) is True


@pytest.mark.parametrize(("path", "reasons"), [("/leaves", {"went-away"}), ("/busy", {"", "probe-timeout"})])
async def test_a_hostile_page_ends_as_a_gap(pool: BrowserPool, site: Site, path: str, reasons: set[str]) -> None:
    """A page that leaves at the focus, or changes what can be reached all the time, costs no more than its time."""

    async def work(tab: Tab, page: Rendered) -> Gap | None:
        live = Live(engine="chromium", engine_version="1", viewport=(1, 1), page_height=1, page_width=1, title="")
        _, gaps = await run_series(tab, page, live, Clock.of(20), Chances((KEYBOARD,), [KEYBOARD]))
        return gaps.get("live.keyboard")

    gap = await _on(pool, site.url + path, work)

    assert (gap.reason if gap else "") in reasons


async def test_pictures_of_one_place_are_compared() -> None:
    """Equal ones differ in nothing; a rounding does not count; a line is counted in pixels and by its contrast."""

    def png(color: tuple[int, int, int], line: tuple[int, int, int] | None = None) -> bytes:
        image, out = Image.new("RGB", (50, 20), color), BytesIO()
        if line:
            image.paste(line, (0, 18, 50, 20))
        image.save(out, "PNG")
        return out.getvalue()

    white = (255, 255, 255)
    assert difference(png(white), png(white)) == (0, 1.0)
    assert difference(png(white), png((250, 250, 250))) == (0, 1.0)
    assert difference(png(white), png(white, (0, 0, 0))) == (100, 21.0)
