"""The search of a page used as a visitor does: every shape that searches come in, and what is never sent."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from protego import Protego

from crawler.browser import DESKTOP, BrowserPool, find_chromium
from crawler.browser.loading import Clock
from crawler.browser.tab import Tab
from crawler.phrases import draw, title_words
from crawler.probes import site_search
from crawler.probes.search_guard import Refuses, SearchGuard
from crawler.probes.site_search import Query, Seen, search_once
from crawler.robots import Robots
from fixtures.site.server import serve
from store.outlines import BlockOutline, HeadingOutline, PlaceOutline, TextOutline

WORDS = "сирек кездесетін жануарлар тіршілігі"
FILLER = "".join(f"<p>Басты беттің {n}-абзацы: министрліктің күнделікті жұмысы туралы мәтін.</p>" for n in range(3))
INPUT = '<input type="search" name="q" id="q">'
GET = f'<form action="/find" role="search">{INPUT}<button>Іздеу</button></form>'
IN_PLACE = """<script>document.querySelector("form").addEventListener("submit", async (event) => { event.preventDefault();
  const q = document.querySelector("#q").value;
  PUSH
  document.querySelector("#box").innerHTML = await (await fetch("/part?q=" + encodeURIComponent(q))).text(); });</script>"""
HOMES = {
    "/form": GET,
    "/paged": GET.replace("/find", "/many"),
    "/lost": GET.replace("/find", "/forgetful"),
    "/advanced": GET.replace("/find", "/plain"),
    "/application": f'<form>{INPUT}</form><div id="box"></div>' + IN_PLACE.replace("PUSH", 'history.pushState(0, "", "/open?q=" + q);'),
    "/hidden-robots": f'<form>{INPUT}</form><div id="box"></div>' + IN_PLACE.replace("PUSH", 'history.pushState(0, "", "/closed?q=" + q);'),
    "/dropdown": f'<header><form>{INPUT}</form><div id="box"></div></header>' + IN_PLACE.replace("PUSH", ""),
    "/icon": """<header><i class="icon-search" onclick="document.querySelector('#hide').style.display='block'">&nbsp;&nbsp;</i>
      <div id="hide" style="display:none"><input type="text" id="words" placeholder="Сайттан іздеу">
      <a class="go icon-search" href="#">&nbsp;ok</a></div></header>
      <script>document.querySelector(".go").onclick = (event) => { event.preventDefault();
        location.href = "/find?q=" + encodeURIComponent(document.querySelector("#words").value); };</script>""",
    "/post": GET.replace("role", 'method="post" role'),
    "/script-post": f"""{INPUT}<script>document.querySelector("#q").onkeydown = (event) => event.key === "Enter" &&
      fetch("/api", {{ method: "POST", body: JSON.stringify({{ text: event.target.value }}) }});</script>""",
    "/suggests": GET
    + """<script>document.querySelector("#q").oninput = (event) =>
      setTimeout(() => fetch("/suggest", { method: "POST", body: "q=" + event.target.value }), 20);</script>""",
    "/outer": GET.replace("/find", "http://localhost:PORT/outer-engine"),
    "/closed-form": GET.replace("/find", "/closed"),
    "/closed-script": f"""{INPUT}<script>document.querySelector("#q").onkeydown = (event) => {{
      if (event.key === "Enter") location.href = "/closed?q=" + encodeURIComponent(event.target.value); }};</script>""",
    "/captcha": GET.replace("<button>", '<img class="captcha" width=90 height=30 alt="" src="data:,"><button>'),
    "/broken": GET.replace("/find", "/error"),
    "/dead": f'<form onsubmit="return false">{INPUT}<button>Іздеу</button></form>',
    "/none": '<form><input name="phone"><input name="mail"></form>',
}
HIT = '<li><a href="/news/7">Қызыл кітап</a></li>'


def _found(query: str, hits: str, field: str = "", more: str = "") -> str:
    own = field or f'<form action="/find"><input type="search" name="q" value="{query}"><input type="date" name="from"></form>'
    return f"<main><h1>Нәтижелер</h1>{own}<ul>{hits}</ul>{more}</main>"


def _answer(path: str, query: str) -> tuple[int, str]:
    if path in HOMES:
        return 200, HOMES[path] + FILLER
    plain = f'<form action="{path}"><input type="search" name="q" value="{query}"></form>'
    pages = {
        "/find": _found(query, HIT),
        "/many": _found(query, '<li><a href="/news/1">Басқа</a></li>', more=f'<a href="/many2?q={query}&amp;page=2">2</a>'),
        "/many2": _found(query, HIT),
        "/forgetful": _found("", HIT),
        "/plain": _found(query, HIT, plain, '<a href="/advanced-form">Кеңейтілген іздеу</a>'),
        "/advanced-form": _found(
            "", "", '<form><input type="search" name="q"><select name="part"><option>Бәрі<option>Құжаттар</select></form>'
        ),
        "/part": f"<ul>{HIT}</ul>",
    }
    return (200, pages[path]) if path in pages else (500 if path == "/error" else 404, "жоқ")


@contextmanager
def serving() -> Iterator[tuple[str, list[str]]]:
    """The site's origin, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked.append(f"{self.command} {parts.path}")
            status, text = _answer(parts.path, parse_qs(parts.query).get("q", [""])[0])
            port = str(self.server.server_address[1])
            body = f'<!DOCTYPE html><html lang="kk"><meta charset="utf-8"><title>Бет</title>{text}'.replace("PORT", port).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
async def pool() -> AsyncIterator[BrowserPool]:
    engine = find_chromium()
    assert engine is not None, "no Chromium on this machine"
    async with BrowserPool(engine, tabs=2) as running:
        yield running


async def _refuses(url: str) -> str:
    return "robots" if "/closed" in urlsplit(url).path and "form" not in urlsplit(url).path else ""


async def used(pool: BrowserPool, url: str, refuses: Refuses = _refuses, *, words: str = WORDS, titles: tuple[str, ...] = ()) -> Seen:
    came: list[Seen] = []
    query = Query(words=words, urls=(f"{url.rpartition('/')[0]}/news/7",), titles=titles, open_extended=True)

    async def then(tab: Tab, clock: Clock) -> None:
        came[:] = [await search_once(tab, query, refuses, 0.0, clock)]

    page = await pool.act(url, DESKTOP, then, deadline=30)
    assert came, page.why
    return came[0]


@pytest.mark.browser
async def test_searches_of_every_shape(pool: BrowserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms, scripts, boxes behind icons, further pages of results; and what is wrong with results is told as it is."""
    monkeypatch.setattr(site_search, "_ANSWER", 1.5)
    with serving() as (origin, asked):
        seen = {path: await used(pool, origin + path) for path in HOMES}
        told = {
            path: (one.gap.reason if one.gap else "", one.submitted, one.place, one.kept, bool(one.found)) for path, one in seen.items()
        }

        assert told == {
            "/form": ("", "enter", "document", "yes", True),
            "/paged": ("", "enter", "document", "yes", True),
            "/lost": ("", "enter", "document", "no", True),
            "/advanced": ("", "enter", "document", "yes", True),
            "/application": ("", "enter", "address", "yes", True),
            "/hidden-robots": ("robots", "enter", "", "", False),
            "/dropdown": ("", "enter", "page", "yes", True),
            "/icon": ("", "button", "document", "yes", True),
            "/post": ("would-write", "", "", "", False),
            "/script-post": ("would-write", "", "", "", False),
            "/suggests": ("", "enter", "document", "yes", True),
            "/outer": ("leads-out", "enter", "", "", False),
            "/closed-form": ("robots", "", "", "", False),
            "/closed-script": ("robots", "enter", "", "", False),
            "/captcha": ("blocked", "", "", "", False),
            "/broken": ("http-5xx", "enter", "", "", False),
            "/dead": ("no-answer", "", "", "", False),
            "/none": ("", "", "", "", False),
        }
        assert seen["/none"].no_field
        assert seen["/icon"].opened_by
        assert seen["/paged"].pages == 2
        assert seen["/dropdown"].stays
        assert seen["/outer"].outer == "localhost"
        assert [one.kind for one in seen["/form"].criteria] == ["date"]
        assert [one.kind for one in seen["/advanced"].criteria] == ["select"]
        assert seen["/advanced"].extended == f"{origin}/advanced-form"
        assert not [each for each in asked if each.startswith("POST") or each.endswith(("/closed", "/outer-engine"))]


@pytest.mark.browser
@pytest.mark.parametrize(("path", "reason"), [("/outer", "leads-out"), ("/closed-script", "robots")])
async def test_a_request_that_is_stopped_late_is_stopped(
    pool: BrowserPool, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    """A busy machine tells of a new document before it asks the guard: what is shown then is not taken for the results."""
    decide = SearchGuard._decide

    async def late(guard: SearchGuard, event: dict[str, Any]) -> None:
        await asyncio.sleep(0.3)
        await decide(guard, event)

    monkeypatch.setattr(SearchGuard, "_decide", late)
    with serving() as (origin, asked):
        seen = await used(pool, origin + path)
        assert seen.gap is not None
        assert (seen.gap.reason, seen.place, seen.found) == (reason, "", "")
        assert not [each for each in asked if each.endswith(("/closed", "/outer-engine"))]


@pytest.mark.browser
async def test_a_search_that_its_owner_opened_is_used(pool: BrowserPool) -> None:
    """The application's results are closed by its robots.txt; opened for this audit, they are found under an address of their own."""
    with serve(shape="app", today="2026-11-20") as sample:
        home = sample.url
        rules = Protego.parse(httpx.get(f"{sample.origin}/robots.txt").text)
        seen: dict[str, Seen] = {}
        for name, robots in (("closed", Robots(rules=rules)), ("open", Robots(rules=rules, opened=("/memleket",)))):

            async def refuses(url: str, robots: Robots = robots) -> str:
                refused = robots.refuses(url)
                return refused[0].value if refused else ""

            title = "Даму жоспары және оны орындау туралы есептер"
            seen[name] = await used(pool, home, refuses, words="Даму жоспары және оны орындау", titles=(title,))

    assert seen["closed"].gap is not None
    assert (seen["closed"].gap.reason, seen["closed"].submitted) == ("robots", "")
    assert (seen["open"].gap, seen["open"].place, seen["open"].kept) == (None, "address", "yes")
    assert "strategic-plan" in seen["open"].found
    assert "date" in {each.kind for each in seen["open"].criteria}


def outline(url: str, *texts: str, title: str = "Бет атауы", links: int = 0) -> TextOutline:
    whole = " ".join(texts)
    return TextOutline(
        url=url,
        final_url=url,
        title=title,
        headings=[HeadingOutline(text=title)],
        links=[PlaceOutline(region="main")] * links,
        blocks=[BlockOutline(region="main", lang="kk", text=text) for text in texts],
        main_words=max(60, len(whole.split())),
        main_text=whole,
    )


def test_phrases_are_rare_words_of_a_text() -> None:
    """Words that stand on two pages, in the title, over a mark or beside a number are no phrase; the same seed draws the same."""
    common = "Министрліктің барлық бөлімдері жұмыс істейді"
    pages = [
        outline("https://a/1", f"{common}. Қызыл кітапқа енген жануарлар тіршілігі зерттелді, 2026 жылы."),
        outline("https://a/2", f"{common}."),
        outline("https://a/3", "Қысқы маусымда құстарды есепке алу", title="Қысқы маусымда құстарды есепке алу"),
        outline("https://a/list", "Тізімде тұрған жаңалықтардың қысқаша мазмұны", links=40),
    ]
    drawn = draw(pages, "kk", 4, random.Random(1))

    assert [one.url for one in drawn] == ["https://a/1"]
    assert drawn == draw(pages, "kk", 4, random.Random(1))
    assert drawn[0].words in "Қызыл кітапқа енген жануарлар тіршілігі зерттелді"
    assert 20 <= len(drawn[0].words) <= 60
    assert draw(pages, "ru", 4, random.Random(1)) == []


def test_the_control_is_a_title_that_a_field_takes() -> None:
    """A long one is cut between words."""
    name = title_words(outline("https://a/1", title="Қоршаған ортаны қорғау саласындағы мемлекеттік саясат туралы толық есеп"))

    assert len(name) <= 60
    assert "Қоршаған ортаны қорғау саласындағы мемлекеттік саясат туралы".startswith(name)
