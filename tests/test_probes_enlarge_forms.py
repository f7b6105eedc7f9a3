"""Enlarging pages and sending off forms with wrong values, in a real browser on a site that notes whatever reaches it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import pytest_asyncio

from crawler.browser import DESKTOP, BrowserPool, Rendered, find_chromium
from crawler.browser.loading import Clock, load
from crawler.browser.tab import Tab
from crawler.probes.enlargement import enlarge
from crawler.probes.form_errors import try_forms
from facts import Enlargement, TriedForm
from tests.browser_site import TEXT, page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WORDS = "Азаматтарды қабылдау кестесі мен өтініш беру тәртібі туралы толық ақпарат. "
VIEW = '<meta name="viewport" content="width=device-width"><style>body { font: 16px/1.4 sans-serif; margin: 8px; }</style>'


def _form(fields: str, rest: str = 'action="/sent" method="post"', button: str = "<button>Жіберу</button>") -> str:
    return f"<form {rest}>{fields}{button}</form>"


NAME = '<p><label>Аты <input name="name" required></label></p>'
EMAIL = '<p><label>E-mail <input name="email" type="email" required value="kense@example.kz"></label></p>'
RETRIES = """<script>
let times = 0;
const again = () => {
  times += 1;
  fetch("/again?" + times, { method: "POST", body: "letter", keepalive: true }).catch(() => setTimeout(again, 150));
};
document.forms[0].addEventListener("submit", (event) => {
  event.preventDefault();
  new Image().src = "/picture?text=letter";
  navigator.sendBeacon("/beacon", "letter");
  fetch("/get?text=letter").catch(() => undefined);
  open("/opened?text=letter");
  again();
  document.forms[1].submit();
});</script>"""
PAGES = {
    "/good": page(
        f"""<header style="position:fixed;top:0;left:0;right:0;height:40px"><b>Басқарма</b></header><main style="margin-top:60px">
        <p>{TEXT}</p><span style="position:absolute;width:1px;height:1px;overflow:hidden;white-space:nowrap">Экран оқығышқа</span>
        <div style="overflow-x:auto"><table><tr>{"<td>Кестенің кең ұяшығы</td>" * 14}</tr></table></div>
        <div style="overflow:hidden;width:300px;height:40px"><p id="moves" style="margin:0;white-space:nowrap">{WORDS}</p></div>
        <div style="overflow:hidden;height:60px"><p id="late">Кейін</p></div><p style="font-size:12px">Ескерту</p></main><script>
        let x = 0; setInterval(() => {{ x += 90; document.getElementById("moves").style.transform = `translateX(-${{x}}px)`; }}, 60);
        const late = document.getElementById("late");
        addEventListener("resize", () => setTimeout(() => {{ late.style.fontSize = "10px"; }}, 200));</script>""",
        VIEW,
    ),
    "/cut": page(f'<main><div id="box" style="width:40%;height:70px;overflow:hidden">{WORDS * 2}</div><p>{TEXT}</p></main>', VIEW),
    "/over": page(f'<main><h1 id="head" style="height:44px;margin:0">{WORDS}</h1><p id="below" style="margin:0">{TEXT}</p></main>', VIEW),
    "/wide": page(f'<main style="width:1500px"><p id="wide">{TEXT * 2}</p></main>', VIEW),
    "/fixed": page(f'<main style="width:1000px"><p id="wide">{TEXT * 2}</p></main>', VIEW),
    "/lines": page(f'<main><div id="side" style="overflow-x:scroll"><p id="line" style="width:2000px">{TEXT * 2}</p></div></main>', VIEW),
    "/fixed-menu": page(
        f"""<nav style="position:fixed;left:0;top:0;width:200px">{"<p><b>Басқарма</b></p>" * 12}</nav>
        <main style="margin-left:220px"><div style="overflow:hidden;width:90%;height:60px;position:relative">
        <p style="position:absolute;left:0">Бірінші</p><p class="second">Екінші</p></div><p>{TEXT}</p></main>""",
        VIEW + "<style>.second{position:absolute;left:400px} @media (max-width:700px) {.second{left:900px}}</style>",
    ),
    "/narrow": page(
        f"""<style>.one {{ width: 120px; overflow: hidden; white-space: nowrap }}</style><main><p class="one" id="plain">{WORDS}</p>
        <p class="one" title="{WORDS}">{WORDS}</p><a href="/good"><span class="one" style="display:block">{WORDS}</span></a>
        <p class="one" id="runs">{WORDS}</p><p class="one" style="text-overflow:ellipsis">{WORDS}</p>
        <p style="height:18px;line-height:18px;overflow:hidden;width:300px">{WORDS}</p></main>
        <script>setInterval(() => {{ document.getElementById("runs").scrollLeft += 7; }}, 30);</script>""",
        VIEW,
    ),
    "/window": page(f'<main><p id="vw" style="font-size:1.1vw">{TEXT}</p></main>', VIEW),
    "/browser": page(_form(NAME + EMAIL)),
    "/told": page(
        """<form><p><label>Пәтер нөмірі <input type="number" id="flat"></label> <b class="fieldError">Нөмір қате</b></p>
        <fieldset><legend>Мекенжай</legend><label>Қала <input id="town"></label></fieldset><input type="button" value="Жіберу"></form>
        <form><label>Жылы <input name="year"></label><button>Көрсету</button></form>"""
    ),
    "/script": page(
        _form(f'<div>{NAME}</div><div>{EMAIL}<span id="told" hidden></span></div>', 'action="/sent" method="post" novalidate')
        + """<script>document.forms[0].addEventListener("submit", (event) => { event.preventDefault(); setTimeout(() => {
        const told = document.getElementById("told"); told.hidden = false;
        told.textContent = "E-mail мекенжайын дұрыс жазыңыз"; }, 300); });</script>"""
    ),
    "/colour": page(
        _form(NAME + EMAIL, 'action="/sent" method="post" novalidate')
        + """<script>document.forms[0].onsubmit = () => { for (const one of document.querySelectorAll("input"))
        one.style.borderColor = "red"; return false; };</script>"""
    ),
    "/silent": page(_form(NAME.replace("required", 'required oninvalid="event.preventDefault()"'))),
    "/alert": page(_form(NAME, 'action="/sent" method="post" novalidate onsubmit="alert(\'Атыңызды жазыңыз\'); return false"')),
    "/server": page(_form('<p><label>Хат <textarea name="text"></textarea></label></p>', 'action="/sent" method="post" target="_blank"')),
    "/retries": page(
        _form(NAME.replace(" required", ""), 'action="/sent" method="post" novalidate')
        + _form('<input type="hidden" name="text" value="letter">', 'action="/second" method="post" target="_blank"')
        + RETRIES
    ),
    "/others": page(
        _form('<input name="q" type="search">', 'role="search"')
        + _form('<input name="login" required><input name="pass" type="password" required>')
        + _form('<select name="year"><option>2025<option>2026</select><input name="from" type="date">', "")
        + _form('<label><input type="radio" name="vote" value="1">Иә</label>')
    ),
}


@dataclass
class Noted:
    """A running site and what was asked of it."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site() -> Iterator[Noted]:
    noted = Noted("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            noted.asked.append(f"{self.command} {self.path}")
            body = PAGES.get(self.path, page("бос")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the server's own name

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    noted.url = f"http://127.0.0.1:{server.server_port}"
    yield noted
    server.shutdown()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium()) as running:
        yield running


STATE = """(() => {
  for (const one of document.querySelectorAll("[style]")) one.style.cssText = one.style.cssText; // one way of writing
  const [all, body] = [document.documentElement.outerHTML, document.body.innerHTML];
  const values = [...document.querySelectorAll("input, textarea")].map((one) => one.value);
  return [innerWidth, innerHeight, scrollY, body, all.length - body.length, values];
})"""


async def _asked(pool: BrowserPool, url: str, probe: Callable[[Tab, Rendered], Awaitable[Any]], after: float = 0) -> tuple[Any, Any, Any]:
    """A probe's answer, and the page's state before and behind it."""

    async def work(tab: Tab, clock: Clock) -> tuple[Any, Any, Any]:
        shown = await load(tab, url, clock)
        before = await tab.ask(STATE)
        answer = await probe(tab, shown)
        await asyncio.sleep(after)
        return answer, before, await tab.ask(STATE)

    return await pool.use(DESKTOP, work, seconds=30)


async def _enlarged(pool: BrowserPool, site: Noted, path: str) -> Enlargement:
    answer, before, after = await _asked(pool, site.url + path, enlarge)
    if path != "/good":  # whose own scripts change it
        assert after == before
    assert after[:2] == list(DESKTOP.viewport)
    assert isinstance(answer, Enlargement)
    return answer


async def _form_of(pool: BrowserPool, site: Noted, path: str, after: float = 0) -> TriedForm:
    site.asked.clear()
    (form, *_), before, then = await _asked(pool, site.url + path, try_forms, after)

    assert then[-1] == before[-1]
    assert [one for one in site.asked if one not in (f"GET {path}", "GET /favicon.ico")] == []
    assert isinstance(form, TriedForm)
    return form


async def test_page_that_flows_loses_nothing(pool: BrowserPool, site: Noted) -> None:
    """A table in its own scroller, hidden and moving texts and a script that lays out late are no losses; text alone is not tried."""
    seen = await _enlarged(pool, site, "/good")

    assert seen.zoom.places == ()
    assert seen.zoom.across == seen.zoom.width == 683
    assert seen.text is None


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        ("/cut", ("cut", "#box", "#box")),
        ("/over", ("overlap", "#below", "#head")),
        ("/lines", ("sideways", "#line", "#side")),
    ],
)
async def test_losses_are_seen_both_ways(pool: BrowserPool, site: Noted, path: str, lost: tuple[str, str, str]) -> None:
    """What was whole and is not at 200 %, zoomed and with the text alone doubled, is named with what takes it away."""
    seen = await _enlarged(pool, site, path)

    assert seen.text is not None
    for way in (seen.zoom, seen.text):
        assert [(one.how, one.selector, one.by) for one in way.places] == [lost]


async def test_page_wider_than_its_window(pool: BrowserPool, site: Noted) -> None:
    """A layout wider than any window scrolls sideways both ways, one of 1000 pixels only when zoomed; a text is the cause."""
    wide, fixed = await _enlarged(pool, site, "/wide"), await _enlarged(pool, site, "/fixed")

    assert wide.text is not None
    assert fixed.text is not None
    assert [round(way.across - way.width) for way in (wide.zoom, wide.text, fixed.zoom, fixed.text)] == [825, 142, 325, 0]
    assert [way.wide[0].kind for way in (wide.zoom, wide.text, fixed.zoom)] == ["text", "text", "text"]
    assert wide.zoom.wide[0].selector == "#wide"


async def test_what_the_window_cuts_and_what_slides_away(pool: BrowserPool, site: Noted) -> None:
    """A fixed menu longer than the small window cannot be scrolled to; a slide moved to the side can be brought back by the page."""
    seen = await _enlarged(pool, site, "/fixed-menu")

    assert {(one.how, one.by) for one in seen.zoom.places} == {("cut", "html")}
    assert all(one.selector.startswith("body > nav") for one in seen.zoom.places)
    assert seen.zoom.gone == len("Екінші")


async def test_text_sized_by_the_window_does_not_grow(pool: BrowserPool, site: Noted) -> None:
    """Text in units of the window is as small as before when the page is zoomed."""
    seen = await _enlarged(pool, site, "/window")

    assert [(one.how, one.selector) for one in seen.zoom.places] == [("same-size", "#vw")]
    assert seen.text is not None
    assert seen.text.places == ()


async def test_lines_that_are_cut_at_any_size(pool: BrowserPool, site: Noted) -> None:
    """A line cut in the middle is lost at 200 % too, unless a link, a title or motion brings the rest; lines below are not cut."""
    seen = await _enlarged(pool, site, "/narrow")

    assert seen.text is not None
    assert [[(one.how, one.selector) for one in way.places if one.how == "cut"] for way in (seen.zoom, seen.text)] == [
        [("cut", "#plain")]
    ] * 2
    assert {one.how for one in seen.zoom.places} == {"cut", "cut-always"}
    assert seen.zoom.places[0].lost > 0.5


async def test_browsers_own_message(pool: BrowserPool, site: Noted) -> None:
    """Rules that the browser checks bring its own words at the field, for an empty form and for an address without @."""
    form = await _form_of(pool, site, "/browser")

    assert [(one.values, one.ended, one.messages[0].tied) for one in form.tries] == [
        ("empty", "refused", "browser"),
        ("wrong", "refused", "browser"),
    ]
    assert form.tries[1].messages[0].field.endswith("input")
    assert (form.fields, form.required, form.checked) == (2, 2, True)


async def test_message_of_the_pages_script(pool: BrowserPool, site: Noted) -> None:
    """Text that a script shows a little later beside a field belongs to that field."""
    form = await _form_of(pool, site, "/script")

    (said,) = form.tries[0].messages
    assert (said.tied, said.text, said.selector) == ("near", "E-mail мекенжайын дұрыс жазыңыз", "#told")
    assert form.tries[0].ended == "refused"


async def test_message_that_the_page_came_with(pool: BrowserPool, site: Noted) -> None:
    """A form that shows an error is no filter, though it names no method; its message and the names of its fields are kept."""
    (form,), before, after = await _asked(pool, f"{site.url}/told", try_forms)

    assert after == before
    assert [(said.text, said.tied, said.field) for said in form.shown] == [("Нөмір қате", "near", "#flat")]
    assert [(name.selector, name.label, name.group, name.kind) for name in form.called] == [
        ("#flat", "Пәтер нөмірі", "", "number"),
        ("#town", "Қала", "Мекенжай", "text"),
    ]


async def test_message_in_a_dialog(pool: BrowserPool, site: Noted) -> None:
    """A dialog is closed and its words are kept."""
    form = await _form_of(pool, site, "/alert")

    assert [(said.tied, said.text) for said in form.tries[0].messages] == [("dialog", "Атыңызды жазыңыз")]


async def test_forms_that_say_nothing(pool: BrowserPool, site: Noted) -> None:
    """Red borders and refusals without words bring no message; they are told apart from each other."""
    colour, silent = await _form_of(pool, site, "/colour"), await _form_of(pool, site, "/silent")

    assert [(one.ended, one.messages, one.marked, one.invalid) for one in colour.tries][:1] == [("refused", (), 2, 0)]
    assert [(one.ended, one.messages, one.marked, one.invalid) for one in silent.tries] == [("refused", (), 0, 1)]


async def test_form_that_the_server_would_judge(pool: BrowserPool, site: Noted) -> None:
    """A form without rules would have been sent into a new window, and was not."""
    form = await _form_of(pool, site, "/server")

    assert [(one.values, one.ended, one.messages) for one in form.tries] == [("empty", "sent", ())]


async def test_nothing_leaves(pool: BrowserPool, site: Noted) -> None:
    """Beacons, pictures, windows, second forms and a script that tries again and again send nothing, then or later."""
    form = await _form_of(pool, site, "/retries", after=0.8)

    assert form.tries[0].ended == "sent"
    assert form.tries[0].stopped


async def test_forms_of_other_kinds_are_left_alone(pool: BrowserPool, site: Noted) -> None:
    """Search, signing in, filters and votes without rules are not tried."""
    answer, before, after = await _asked(pool, site.url + "/others", try_forms)

    assert answer == ()
    assert after == before
