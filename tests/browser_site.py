"""A loopback site whose pages do what pages in the wild do to a browser; served by tests of the pool."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

TEXT = "Мемлекеттік қызмет көрсету тәртібі туралы ақпарат. " * 8


def page(body: str, head: str = "", title: str = "Бет") -> str:
    return f'<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def scripted(body: str, script: str) -> str:
    return page(f"{body}<script>{script}</script>")


MARKS = page(
    """<a id="skip" href="#main" class="away">Негізгі мазмұнға</a>
    <a id="fade" href="#main" class="clear">Мазмұнға өту</a>
    <nav style="display:none"><a id="menu" href="/menu">мәзір</a></nav>
    <p id="seen">көрінетін</p>
    <p id="invisible" style="visibility:hidden">көрінбейді<b id="again" style="visibility:visible">көрінеді</b></p>
    <p id="pale" style="opacity:0; position:absolute">мөлдір</p><span id="clip" class="clip">экран оқығыш</span>
    <div id="fold" style="height:0;overflow:hidden"><p>жиналған</p></div>
    <div id="float"><img id="pic" src="/big.png" style="float:left" alt="сурет"></div>
    <div style="display:contents"><p id="inside">ішінде</p></div>
    <details><summary>Сұрақ</summary><p id="answer">Жауап</p></details>
    <a id="outer" class="outer" href="http://other.example/">сыртқы</a>
    <input name="q" value="a"><script>document.querySelector("input").value = "сұрау"; var long = "LONG";</script>
    <script type="application/ld+json">{"name": "DATA"}</script><noscript><img src="/counter.gif"></noscript>
    <main id="main"></main>""".replace("LONG", "x" * 500).replace("DATA", "y" * 500),
    """<style>.away{position:absolute;left:-9999px}.clear{opacity:0}.clip{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .outer::after{content:" ↗"} #seen::before{content:"\\f101"}</style>""",
)
SHADOW = page(
    """<div id="a"><p>бір</p><p>екі</p><ul><li>үш</li><li><a href="/x">төрт</a><a href="/y">бес</a></li></ul></div>
    <div><span id="twice">1</span></div><div><span id="twice">2</span><o:p>word</o:p></div>
    <x-card></x-card><p id="7bad">алты</p>
    <script>const root = document.querySelector("x-card").attachShadow({mode: "open"});
    root.innerHTML = '<section><h2>Көлеңке</h2><a href="/shadow">сілтеме</a></section><p id="deep">терең</p>';</script>"""
)
HOSTILE_PROTOTYPES = page(
    f"<h1>Ескі</h1><p>{TEXT}</p>",
    """<script>Array.prototype.toJSON = function () { return "broken"; }; Array.from = null; window.Promise = null;
    Element.prototype.getBoundingClientRect = function () { throw new Error("no"); }; window.getComputedStyle = null;</script>""",
)
CONTRAST = page(
    f"""<h1 id="big" style="font-size:40px;color:#949494;background:#fff">Үлкен сұр</h1><p id="fine">{TEXT}</p>
    <p id="gradient" style="background:linear-gradient(#000,#fff);color:#777">градиент</p>
    <header><form><input id="short" name="q" maxlength="12"></form></header>
    <form role="search"><input id="long" aria-label="іздеу"></form><input id="name" name="phone">
    <video src="/film.mp4" autoplay muted></video>
    <script src="/gone.js"></script><script>
    console.error("x"); document.querySelector("video").play(); setTimeout(() => {{ throw new Error("boom"); }}, 0);</script>"""
)
APPLICATION = page(
    '<div id="root"></div>',
    """<script>addEventListener("load", () => setTimeout(async () => {
    const text = await (await fetch("/slow?1")).text();
    document.getElementById("root").innerHTML = "<h1>" + text + "</h1><div id=list></div>";
    document.getElementById("list").innerHTML = "<p>" + (await (await fetch("/slow?2")).text()).repeat(20) + "</p>";
    }, 200));</script>""",
)
SHELL = page(
    f"<header>{TEXT}</header><main></main><footer>{TEXT}</footer>",
    """<script>fetch("/slow?3").then((r) => r.text()).then((t) => {
    document.querySelector("main").textContent = t + " келді"; });</script>""",
)
REVEAL = page(
    "".join(f'<p class="aos" style="height:600px">бөлім {number}</p>' for number in range(4)),
    """<style>.aos{opacity:0;transition:opacity .1s}.aos.on{opacity:1}</style><script>addEventListener("load", () => {
    const eye = new IntersectionObserver((all) => all.forEach((one) => one.isIntersecting && one.target.classList.add("on")));
    document.querySelectorAll(".aos").forEach((one) => eye.observe(one)); });</script>""",
)
LATE = page(
    f"<h1>Кеш</h1><p>{TEXT}</p><ul></ul>",
    """<script>addEventListener("load", () => setTimeout(() => {
    document.querySelector("ul").innerHTML = "<li>бес жүз миллисекундтан кейін</li>"; }, 500));</script>""",
)
FAR = page(
    '<div id="root"></div>',
    """<script>fetch("/far").then((answer) => answer.text()).then((text) => {
    document.getElementById("root").innerHTML = "<h1>Алыстан</h1><p>" + text + "</p>"; });</script>""",
)
KEPT = scripted(
    "<h1>Не қалды</h1><p></p><img src='/kept.png' alt=''>",
    """const count = async () => (await indexedDB.databases()).length;
    const left = [document.cookie, localStorage.been, sessionStorage.been, window.name];
    count().then((bases) => { document.querySelector("p").textContent = "left:" + [...left, bases].join("|"); indexedDB.open("been"); });
    document.cookie = "been=1"; localStorage.been = 1; sessionStorage.been = 1; window.name = "been";
    addEventListener("pagehide", () => { localStorage.been = 2; sessionStorage.been = 2; });
    setInterval(() => { document.cookie = "again=1"; sessionStorage.been = 3; }, 5);""",
)
EXCHANGES = page(
    """<h1>Бөліктер</h1><img src="/big.png" alt="сурет"><video src="/film.mp4"></video><p id="data"></p>
    <script>fetch("/slow?data").then((answer) => answer.text()).then((text) => { document.getElementById("data").textContent = text; });
    fetch("/hop-to-data");</script>""",
    '<link rel="stylesheet" href="/style.css"><script src="/code.js"></script>',
)
POSTS = page(
    """<h1>Сұраулар</h1><p id="data"></p>
    <script>for (const asked of ["қала", "ауыл"]) fetch("/slow?query", { method: "POST", body: asked }).then((answer) => {
      document.getElementById("data").textContent += answer.status; });</script>"""
)
PERMISSIONS = scripted(
    "<p></p>",
    """const asked = async () => {
      const states = {};
      for (const name of ["geolocation", "camera", "microphone", "notifications", "clipboard-read"]) {
        states[name] = (await navigator.permissions.query({ name })).state;
      }
      states.notification = window.Notification ? Notification.permission : "denied";
      states.opened = String(window.open("/plain"));
      states.position = await new Promise((done) => navigator.geolocation
        ? navigator.geolocation.getCurrentPosition(() => done("given"), () => done("refused")) : done("refused"));
      const [given, refused] = [(one) => (one ? "given" : "refused"), () => "refused"];
      states.film = await (navigator.mediaDevices ? navigator.mediaDevices.getUserMedia({ video: true }).then(given, refused) : "refused");
      states.worker = await (navigator.serviceWorker ? navigator.serviceWorker.register("/worker.js").then(given, refused) : "refused");
      return JSON.stringify(states);
    };
    asked().then((text) => { document.querySelector("p").textContent = text; });""",
)
PAGES = {
    "/late": LATE,
    "/far-data": FAR,
    "/kept": KEPT,
    "/exchanges": EXCHANGES,
    "/posts": POSTS,
    "/permissions": PERMISSIONS,
    "/replacing": scripted(
        f"<main><p>{TEXT}</p></main>",
        """const [main, text] = [document.querySelector("main"), document.querySelector("p").textContent];
        setInterval(() => { main.innerHTML = `<p>${text}</p><p>${Math.random()}</p>`; }, 1000);""",
    ),
    "/leaving": page(f"<p>{TEXT}</p><script>setTimeout(() => {{ location.href = '/leaving?' + Math.random(); }}, 40);</script>"),
    "/tabs": scripted(f"<p>{TEXT}</p>", "setInterval(() => { window.open('/plain'); window.print(); alert(1); }, 5);"),
    "/stay": scripted(f"<p>{TEXT}</p>", "onbeforeunload = (event) => { event.preventDefault(); return 'no'; };"),
    "/million": scripted(
        "<p></p>", "const p = document.querySelector('p'); for (let i = 0; i < 1e6; i += 1) p.append(document.createElement('b'));"
    ),
    "/talking": scripted(f"<p>{TEXT}</p>", "for (let i = 0; i < 3000; i += 1) console.error('x' + i);"),
    "/to-file": page(f"<p>{TEXT}</p><iframe src='file:///etc/hostname'></iframe><script>location.href = 'file:///etc/hostname';</script>"),
    "/to-chrome": page(f"<p>{TEXT}</p><script>location.href = 'chrome://version';</script>"),
    "/to-mail": page(f"<p>{TEXT}</p><script>location.href = 'mailto:a@example.kz'; location.href = 'tel:112';</script>"),
    "/plain": page(f"<h1>Бас бет</h1><p>{TEXT}</p>"),
    "/marks": MARKS,
    "/shadow": SHADOW,
    "/prototypes": HOSTILE_PROTOTYPES,
    "/contrast": CONTRAST,
    "/application": APPLICATION,
    "/shell": SHELL,
    "/reveal": REVEAL,
    "/clock": scripted(f"<p>{TEXT}</p><b></b>", "setInterval(() => { document.querySelector('b').textContent = Date.now(); }, 10);"),
    "/worker-gone": page("<h1>Құжат</h1><p></p><script>new Worker('/gone.js').onerror = () => {};</script>"),
    "/worker-late": page(
        """<h1>Құжат</h1><p></p><script>new Worker("/tells.js").onmessage = (told) => {
        document.querySelector("p").textContent = told.data; };</script>"""
    ),
    "/growing": scripted(f"<p>{TEXT}</p>", "setInterval(() => document.body.append(document.querySelector('p').cloneNode(true)), 30);"),
    "/away": page("<script>location.href = '/plain?from=script';</script>"),
    "/refresh": page("x", '<meta http-equiv="refresh" content="0;url=/plain">'),
    "/pingpong": page("<script>location.href = '/pingpong?' + Math.random();</script>"),
    "/dialogs": page(
        f"""<p>{TEXT}</p><script>alert(1); confirm(2); prompt(3); print(); window.close(); window.open("/plain");
        addEventListener("beforeunload", (event) => {{ event.preventDefault(); event.returnValue = "no"; }});</script>"""
    ),
    "/alerts": page("<script>for (;;) alert('again');</script>"),
    "/spin": page(f"<p>{TEXT}</p><script>addEventListener('load', () => {{ for (;;) ; }});</script>"),
    "/hungry": page("<script>const all = []; for (;;) all.push(new Array(1e6).fill({}));</script>"),
    "/hanging-script": page("<p>x</p><script src='/never'></script>"),
    "/cookie": scripted("<p></p>", "document.querySelector('p').textContent = 'seen:' + document.cookie; document.cookie = 'been=1';"),
    "/agent": scripted(
        "<p></p>",
        """document.querySelector("p").textContent = [navigator.userAgent, navigator.languages, innerWidth, navigator.maxTouchPoints,
        Intl.DateTimeFormat().resolvedOptions().timeZone].join(" | ");""",
    ),
    "/narrow": page(
        f'<div style="height:3000px">{TEXT}</div><p id="low" style="width:200px">төменде</p>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ),
    "/lazy": page(
        f"""<div style="height:3000px">{TEXT}</div><p id="low" style="width:200px">төменде</p>
        <a id="bare" href="/x" style="display:none">жоқ</a>"""
    ),
}


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 80), "navy").save(out, "PNG")
    return out.getvalue()


FILES: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "/style.css": (200, b"h1{color:navy}", {"Content-Type": "text/css"}),
    "/code.js": (200, "var бар = 1;".encode(), {"Content-Type": "text/javascript; charset=utf-8"}),
    "/worker.js": (200, b"self.oninstall = () => {};", {"Content-Type": "text/javascript"}),
    "/tells.js": (200, "setTimeout(() => postMessage('жұмысшыдан'), 1000);".encode(), {"Content-Type": "text/javascript; charset=utf-8"}),
    "/hop-to-data": (302, b"", {"Location": "/code.js?hop"}),
    "/kept.png": (200, _picture(), {"Content-Type": "image/png", "Cache-Control": "max-age=600", "Set-Cookie": "server=1; HttpOnly"}),
    "/large": (200, b"y" * 6_000_000, {"Content-Type": "text/plain"}),
    "/far": (200, "алыс мазмұн ".encode() * 20, {"Content-Type": "text/plain; charset=utf-8"}),
    "/slow": (200, "жүктелген мазмұн ".encode(), {"Content-Type": "text/plain; charset=utf-8"}),
    "/big.png": (200, _picture(), {"Content-Type": "image/png"}),
    "/file": (200, b"x" * 100, {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=a.bin"}),
    "/wordless": (500, b"", {}),
    "/hop": (302, b"", {"Location": "/plain"}),
    "/loop": (302, b"", {"Location": "/loop"}),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if path in {"/slow", "/far"}:
            time.sleep(0.5 if path == "/slow" else 2.5)
        if path == "/never":
            self.server.stopping.wait(30)  # type: ignore[attr-defined]
        if path == "/endless":
            self._trickle()
        elif path in PAGES:
            self._send(PAGES[path].encode())
        elif path in FILES or path in self.server.files:  # type: ignore[attr-defined]
            status, body, fields = {**FILES, **self.server.files}[path]  # type: ignore[attr-defined]
            self._send(body, status, fields)
        else:
            asked = path.rpartition("/")[2]
            self._send(page("табылмады").encode(), int(asked) if asked.isdigit() else 404)

    def _trickle(self) -> None:
        """A body without an end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.close_connection = True
        while not self.server.stopping.wait(0.05):  # type: ignore[attr-defined]
            self.wfile.write(b"<p>" + b"z" * 500)

    def _send(self, body: bytes, status: int = 200, fields: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(fields or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


class Site(ThreadingHTTPServer):
    """The running site: its address, and the paths that were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.files: dict[str, tuple[int, bytes, dict[str, str]]] = {}  # further files of one test
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    async def asked_for(self, path: str, since: int) -> None:
        """Until a browser asks for `path`, after so many questions: the page that wants it is being shown."""
        async with asyncio.timeout(60):
            while not any(one.startswith(path) for one in self.asked[since:]):
                await asyncio.sleep(0.01)

    def handle_error(self, *_: object) -> None:
        return  # a browser that hangs up in the middle is what these tests are about


@contextmanager
def running_site() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.stopping.set()
        site.shutdown()
        site.server_close()
