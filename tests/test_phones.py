"""What a phone gets, seen by a real browser on loopback: redirects, documents for phones, pages that adapt, links, nothing."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import pytest_asyncio

from crawler import Silent
from crawler.later import later_session
from crawler.phones import Job, look_at
from facts import Page, PageState, PhoneLook, Scope, Site
from store import AuditFile
from tests.crawling import new_file, plan

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TEXT = "<p>Министрліктің жұмысы туралы ақпарат осында жарияланады, азаматтар оны кез келген уақытта оқи алады.</p>" * 6
FITS = '<meta name="viewport" content="width=device-width, initial-scale=1">'
WIDE = f'<div style="width:1100px">{TEXT}</div>'
OPENING = f"""{FITS}<style>.menu, .tab, #never {{ display: none }} .open {{ display: block }}
  #drawer {{ position: fixed; left: -300px; width: 250px }}
  #drawer.in {{ left: 0 }}</style>{TEXT}
  <button class="burger" onclick="document.querySelector('.menu').classList.toggle('open')">Мәзір</button>
  <nav class="menu"><a href="/about">Министрлік туралы</a>
  <span class="more" onclick="document.querySelector('.sub').hidden = false">+</span>
  <ul class="sub" hidden><li><a href="/contacts">Байланыс</a></li></ul></nav>
  <details><summary>Қабылдау</summary><p>Дүйсенбі 15:00</p></details>
  <div onclick="document.querySelector('#drawer').classList.add('in')" style="cursor:pointer">Қызметтер</div>
  <div id="drawer"><p>Тартпа <a href="tel:+77172741016">8 (7172) 74-10-16</a></p></div>
  <div style="position:absolute; left:-999px">Алыста</div>
  <div id="never"><p>Ешкім ашпайды</p></div><a href="#" onclick="location.href = '/gone'">Кету</a>
  <button onclick="fetch('/write', {{ method: 'POST' }})">Жазу</button>"""
# An application: what leads within the page or to another page of its own has it draw everything anew, and close what was open.
DRAWN = f"""{FITS}<style>.menu, .panel {{ display: none }} .open {{ display: block }}</style><div id="app"></div><script>
  let clicks = 0;
  let drawn = 0;
  const draw = () => {{ document.title = `Басулар: ${{clicks}}`; document.querySelector("#app").innerHTML = location.pathname !== "/drawn/"
    ? "<h1>Басқа бет</h1>" : `<button class="burger">Мәзір</button><nav class="menu"><a href="/about">Министрлік туралы</a></nav>
    <a href="#top">Жоғарыға</a><button class="card">Жаңалық</button>{TEXT}<button role="tab" id="two">Екінші</button>
    ${{drawn++ ? "" : "<b>Жаңа</b>"}}<div hidden>Ешкім көрмеген <b>Жаңа</b></div>
    <div class="panel open" id="p1"><p>Бірінші бет</p></div><div class="panel" id="p2"><p>Екінші бет</p></div>`; }};
  draw();
  addEventListener("click", (event) => {{ clicks += 1; const one = event.target;
    if (one.matches(".burger")) document.querySelector(".menu").classList.toggle("open");
    if (one.matches("#two")) document.querySelectorAll(".panel").forEach((panel) => panel.classList.toggle("open"));
    if (one.matches(".card")) {{ history.pushState({{}}, "", "/news/1"); draw(); }} }});
  addEventListener("popstate", draw);</script>"""
PAGES = {
    "/adapts/": FITS + TEXT,
    "/opening/": OPENING,
    "/drawn/": DRAWN,
    "/m/": f'{FITS}<ul><li>Жаңалықтар</ul>{TEXT}<a href="/redirect/">Толық нұсқа</a>',
    "/script/": f"<div>{TEXT}</div><script>if (screen.width < 600) location.replace('/m/')</script>",
    "/linked/": f'{WIDE}<a href="/m/">Мобильді нұсқа</a> <a href="/gone/m/">mobile version</a> <a href="/app">Мобильді қосымша</a>',
    "/nothing/": f'{WIDE}<a href="/app">Мобильное приложение</a>',
    "/lonely": FITS + TEXT,
    "/closed-m/": FITS + TEXT,
    "/overflows/": f"{FITS}{TEXT}<table><tr><td><div style='width:900px'>{TEXT}</div></table>",
    "/scrolls/": f"{FITS}{TEXT}<div style='overflow-x:auto'><div style='width:900px'>{TEXT}</div></div>",
}
DESKTOP_ONLY = {
    "/redirect/": WIDE,
    "/host/": WIDE,
    "/closed/": WIDE,
    "/variant/": f'<div class="wrap"><div class="left">{WIDE}</div></div>',
}
VARIANT = f'{FITS}<section class="phone"><h1>Телефон</h1><p>Қысқа бет</p><a href="/variant/?full=1">Дербес компьютер</a></section>'


class Server(ThreadingHTTPServer):
    """Serves PAGES; to a phone something else where it should. `other` is the address of the server for phones."""

    other = ""
    writes = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""

    def do_GET(self) -> None:
        phone = "Mobile" in self.headers.get("User-Agent", "")
        path = self.path.partition("?")[0]
        leads = {"/redirect/": "/m/", "/host/": f"{self.server.other}/lonely", "/closed/": "/closed-m/"}.get(path)
        if path == "/robots.txt":
            self.answer("User-agent: *\nDisallow: /closed-m/\n", kind="text/plain")
        elif phone and leads:
            self.answer("", status=302, to=leads)
        elif phone and path == "/variant/":
            self.answer(VARIANT)
        elif path in DESKTOP_ONLY or path in PAGES:
            self.answer({**PAGES, **DESKTOP_ONLY}[path])
        else:
            self.answer("<p>жоқ", status=404)

    def do_POST(self) -> None:
        self.server.writes += 1
        self.answer("")

    def answer(self, body: str, *, status: int = 200, to: str = "", kind: str = "text/html; charset=utf-8") -> None:
        content = f"<!doctype html><html lang=kk><title>Бет</title><body>{body}" if kind.startswith("text/html") else body
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())


@contextmanager
def serving() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Looked:
    """The looks at all scenarios, by path and way."""

    def __init__(self, file: AuditFile, server: Server) -> None:
        self.server = server
        self.looks = {(look.url.removeprefix(server.url), look.via): look for look in file.phones()}
        self.pages = {page.url.removeprefix(server.url): page for page in file.phone_pages()}

    def __getitem__(self, path: str) -> PhoneLook:
        return self.looks[path, "address"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def looked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Looked]:
    """Every page looked at once, by one browser."""
    with serving() as server, serving() as other:
        server.other = other.url
        folder: Path = tmp_path_factory.mktemp("phones")
        asked = plan(server.url, langs=("kk",), profiles=("desktop-chrome", "phone-android"))
        with new_file(folder, asked) as file:
            site = Site(
                scope=Scope(origin=server.url),
                body=asked.body,
                today=asked.today,
                start_url=server.url,
                homes={"kk": server.url + "/adapts/"},
            )
            file.put_site(site)
            async with later_session(asked, file, Silent(), minutes_share=1) as session:
                for path in (
                    "/adapts/",
                    "/opening/",
                    "/drawn/",
                    "/redirect/",
                    "/host/",
                    "/variant/",
                    "/script/",
                    "/linked/",
                    "/nothing/",
                    "/closed/",
                    "/overflows/",
                    "/scrolls/",
                ):
                    url = server.url + path
                    file.put_page(Page(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", lang="kk", is_home=True))
                    await look_at(session, Job("kk", url, is_home=True))
            yield Looked(file, server)


async def test_a_page_that_adapts(looked: Looked) -> None:
    """It stands in the window, its letters can be read, and both browsers get one document."""
    look = looked["/adapts/"]

    assert (look.gap, look.final_url, look.desktop_url, look.variant) == (None, look.url, look.url, look.variant)
    assert look.fit is not None
    assert look.variant is not None
    assert (look.fit.window, look.fit.scale, look.fit.page_width, look.fit.beyond, look.fit.font) == (412, 1, 412, 0, 16)
    assert (look.variant.shape, look.variant.links, look.variant.words) == (1, 1, 1)
    assert "width=device-width" in look.viewport_meta


async def test_what_a_touch_opens_is_there(looked: Looked) -> None:
    """Menus, menus in menus, answers and drawers count; what nothing opens does not; nothing is sent and nothing leads away."""
    page = looked.pages["/opening/"]
    shown = {link.text for link in page.links if link.visible}

    assert {"Министрлік туралы", "Байланыс", "8 (7172) 74-10-16"} <= shown
    assert "Дүйсенбі 15:00" in page.main_text
    assert "Тартпа" in page.main_text
    assert ("Ешкім ашпайды" in page.hidden_text, "Ешкім ашпайды" in page.main_text) == (True, False)
    assert ("Алыста" in page.hidden_text, "Алыста" in page.main_text) == (True, False)
    assert (page.final_url, page.gaps, looked.server.writes) == (page.url, {}, 0)
    assert [(one.value, one.visible) for one in page.contacts] == [("77172741016", True)]


async def test_an_application_that_draws_itself_anew(looked: Looked) -> None:
    """Each thing is touched once, however often it is drawn; what a touch showed, and what was there before it, stays found."""
    page = looked.pages["/drawn/"]

    assert page.title == "Басулар: 4"  # the menu, the tab, the way up, the card
    assert "Министрлік туралы" in {link.text for link in page.links if link.visible}
    assert "Бірінші бет" in page.main_text
    assert "Екінші бет" in page.main_text
    assert "Ешкім көрмеген" not in page.main_text  # though a word in it is like one that was seen
    assert (page.final_url, page.gaps) == (page.url, {})


async def test_a_phone_is_led_to_a_mobile_version(looked: Looked) -> None:
    """By the server, to a folder or another host, and by a script; the link back is found by its words, and only where there is one."""
    url = looked.server.url
    ends = {path: looked[path].final_url for path in ("/redirect/", "/host/", "/script/")}

    assert ends == {"/redirect/": f"{url}/m/", "/host/": f"{looked.server.other}/lonely", "/script/": f"{url}/m/"}
    assert [looked[path].desktop_url for path in ends] == [url + path for path in ends]
    assert [[link.text for link in looked[path].to_main] for path in ends] == [["Толық нұсқа"], [], ["Толық нұсқа"]]
    assert [redirect.status for redirect in looked["/redirect/"].redirects] == [302]


async def test_another_document_for_a_phones_agent(looked: Looked) -> None:
    """The address is the same, the documents are not; a parameter that asks for the full version leads back."""
    look = looked["/variant/"]

    assert look.final_url == look.url
    assert look.variant is not None
    assert max(look.variant.shape, look.variant.words) < 0.3
    assert [(link.how, link.url) for link in look.to_main] == [("address", f"{look.url}?full=1")]


async def test_links_to_a_mobile_version_are_followed(looked: Looked) -> None:
    """One that leads nowhere says so; an application is no version; a page for desktops is small and does not adapt."""
    look = looked["/linked/"]
    there, gone = looked.looks["/m/", "link"], looked.looks["/gone/m/", "link"]

    assert [link.url.removeprefix(looked.server.url) for link in look.to_mobile] == ["/m/", "/gone/m/"]
    assert (there.gap, [link.text for link in there.to_main]) == (None, ["Толық нұсқа"])
    assert gone.gap is not None
    assert gone.gap.reason == "http-404"
    assert looked["/nothing/"].to_mobile == ()
    for path in ("/linked/", "/nothing/"):
        fit = looked[path].fit
        assert fit is not None
        assert (fit.scale < 0.45, fit.page_width >= 980, fit.font < 8) == (True, True, True)


async def test_text_beyond_the_edge(looked: Looked) -> None:
    """A wide table puts a part of the text out of the window; one that scrolls in its own box does not."""
    overflows, scrolls = looked["/overflows/"].fit, looked["/scrolls/"].fit

    assert overflows is not None
    assert scrolls is not None
    assert overflows.beyond > 0.2 or overflows.font < 12
    assert (scrolls.beyond, scrolls.page_width, scrolls.font) == (0, 412, 16)


async def test_robots_of_the_mobile_version_are_kept(looked: Looked) -> None:
    """A version that robots.txt closes is not looked at, and the reason stands there."""
    gap = looked["/closed/"].gap

    assert gap is not None
    assert gap.reason == "robots"
