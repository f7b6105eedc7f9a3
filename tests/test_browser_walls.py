"""What a page may not do: reach private addresses by any way, open windows, get permissions; and whether the sandbox stands."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from crawler.browser import DESKTOP, BrowserPool, Engine, find_chromium, process
from crawler.browser.loading import Clock, load
from crawler.browser.tab import Tab
from tests.browser_site import PAGES, Site, page, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@contextmanager
def _secret() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine that no page may reach, by TCP or UDP; and who reached it."""
    reached: list[str] = []
    tcp, udp = socket.socket(socket.AF_INET, socket.SOCK_STREAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", 0))
    udp.bind(tcp.getsockname())
    tcp.listen()
    closing = threading.Event()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = tcp.accept()
                reached.append("tcp " + connection.recv(60).decode("latin-1"))
                connection.close()

    def receive() -> None:
        with suppress(OSError):
            while not closing.is_set():
                data = udp.recvfrom(100)[0]
                if not closing.is_set():  # a socket that is shut down gives empty datagrams without end
                    reached.append(f"udp {data!r}")

    threads = [threading.Thread(target=work, daemon=True) for work in (accept, receive)]
    for thread in threads:
        thread.start()
    try:
        yield tcp.getsockname()[1], reached
    finally:
        closing.set()
        for one in (tcp, udp):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _reaching(port: int) -> str:
    """A page that tries every way out to a port of this machine."""
    there = f"127.0.0.1:{port}"
    return page(
        f"""<h1>Жол</h1><p>{"Мәтін. " * 60}</p><img src="http://{there}/image" alt=""><img src="http://localhost:{port}/name" alt="">
        <img src="http://[::1]:{port}/six" alt=""><img src="http://[::ffff:127.0.0.1]:{port}/mapped" alt="">
        <iframe src="http://{there}/frame"></iframe><embed src="http://{there}/embed"><object data="http://{there}/object"></object>
        <script>
        const quietly = async (work) => {{ try {{ await work(); }} catch (error) {{ /* refused */ }} }};
        quietly(() => fetch("http://{there}/fetch", {{ mode: "no-cors" }}));
        quietly(() => fetch("/to-secret", {{ mode: "no-cors" }}));
        quietly(() => navigator.sendBeacon("http://{there}/beacon", "x"));
        quietly(() => new WebSocket("ws://{there}/socket"));
        quietly(() => new WebSocket("wss://{there}/socket"));
        quietly(() => new EventSource("http://{there}/events"));
        quietly(() => {{ const one = new WebTransport("https://{there}/transport"); one.closed.catch(() => 0); return one.ready; }});
        quietly(() => new Worker(URL.createObjectURL(new Blob(["fetch('http://{there}/worker')"]))));
        quietly(async () => {{
          const turn = {{ urls: "turn:{there}?transport=tcp", username: "a", credential: "b" }};
          const peer = new RTCPeerConnection({{ iceServers: [{{ urls: "stun:{there}" }}, turn] }});
          peer.createDataChannel("x");
          await peer.setLocalDescription(await peer.createOffer());
        }});
        </script>""",
        f"""<link rel="preconnect" href="http://{there}"><link rel="dns-prefetch" href="//localhost:{port}">
        <link rel="prefetch" href="http://{there}/prefetch"><link rel="preload" as="style" href="http://{there}/preload">
        <link rel="stylesheet" href="http://{there}/sheet"><link rel="modulepreload" href="http://{there}/module">
        <script type="speculationrules">{{"prefetch": [{{"urls": ["http://{there}/rule"], "eagerness": "immediate"}}]}}</script>""",
    )  # fmt: skip


async def test_no_way_leads_to_a_private_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures, frames, data, sockets, peers, hints and redirects of a page reach nothing that the gate refuses."""
    own = f":{site.server_address[1]}/"
    with _secret() as (port, reached):
        monkeypatch.setitem(PAGES, "/reaching", _reaching(port))
        monkeypatch.setitem(site.files, "/to-secret", (302, b"", {"Location": f"http://127.0.0.1:{port}/redirected"}))
        async with BrowserPool(find_chromium()) as pool:
            await pool.visit(site.url + "/reaching", DESKTOP, deadline=25, live=False)
        ungated = {one.partition(" HTTP/")[0] for one in reached}
        reached.clear()
        async with BrowserPool(find_chromium(), gate=lambda url: url.endswith(own)) as pool:
            seen = await pool.visit(site.url + "/reaching", DESKTOP, deadline=25, live=False)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.send(b"here")

    assert {"tcp GET /image", "tcp GET /frame", "tcp GET /fetch", "tcp GET /socket", "tcp GET /redirected"} <= ungated
    assert any(one.startswith("udp") for one in ungated)
    assert seen.ok
    assert [one for one in reached if one != "tcp here"] == []
    assert "/to-secret" in site.asked


async def test_a_page_gets_no_permission(site: Site) -> None:
    """Place, camera, notifications, clipboard, windows and service workers are refused."""
    answer = """(() => new Promise((told) => {
      const look = () => { const text = document.querySelector("p").textContent; text ? told(text) : setTimeout(look, 50); };
      look();
    }))"""

    async def work(tab: Tab, clock: Clock) -> str:
        await load(tab, site.url + "/permissions", clock)
        return str(await tab.ask(answer))

    async with BrowserPool(find_chromium()) as pool:
        said = json.loads(await pool.use(DESKTOP, work, seconds=25))

    assert said == {
        "geolocation": "denied", "camera": "denied", "microphone": "denied", "notifications": "denied", "clipboard-read": "denied",
        "notification": "denied", "opened": "null", "position": "refused", "film": "refused", "worker": "refused",
    }  # fmt: skip
    assert "/worker.js" not in site.asked


def _engine(folder: Path, script: str) -> Engine:
    """The real engine behind a script that looks at its switches first."""
    found = find_chromium()
    assert found is not None
    wrapper = folder / "chromium"
    wrapper.write_text(f'#!/bin/sh\n{script}\nexec "{found.path}" "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    return Engine(name="chromium", version=found.version, path=str(wrapper), how="env")


async def test_where_the_sandbox_cannot_stand_the_browser_runs_without_and_says_so(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that refuses the sandbox gets a browser without; pool and record tell it."""
    monkeypatch.setattr(process, "may_use_sandbox", lambda: True)
    only_without = _engine(tmp_path, 'case "$*" in *--no-sandbox*) ;; *) exit 1 ;; esac')
    async with BrowserPool(only_without) as pool:
        seen = await pool.render(site.url + "/plain", DESKTOP, deadline=20)
        sandboxed = pool.sandboxed

    assert seen.ok
    assert sandboxed is False
