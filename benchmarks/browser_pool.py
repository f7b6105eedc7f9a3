"""What the pool costs beside a bare `goto`: pages a processor second, of the whole process tree.

Run: `python -m benchmarks.browser_pool` (about a minute). Wall time is only shown: the ratio of processor time is the figure.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image
from playwright.async_api import Page, async_playwright

from crawler.browser import DESKTOP, BrowserPool, find_chromium

PAGES = 60
TABS = 2
SENTENCE = "Мемлекеттік қызмет көрсету тәртібі туралы ақпарат министрліктің сайтында жарияланды. "
STYLE = "body{margin:0;font:16px sans-serif}nav li{display:inline-block;padding:8px}nav li ul{display:none}.card{float:left;width:30%}"
CODE = "document.addEventListener('DOMContentLoaded', () => { for (const one of document.querySelectorAll('nav li')) one.tabIndex = -1; });"


def _page(number: int) -> str:
    menu = "".join(
        f'<li><a href="/{i}">Бөлім {i}</a><ul>{"".join(f"<li><a href=/{i}>Тармақ {k}</a></li>" for k in range(6))}</ul></li>'
        for i in range(9)
    )
    cards = "".join(
        f'<div class="card"><img src="/i{i}.png" alt=""><h3>Жаңалық {i}</h3><p>{SENTENCE}</p><a href="/{i}">Толығырақ</a></div>'
        for i in range(10)
    )
    text = "".join(f"<h2>{i}. Бөлім</h2><p>{SENTENCE * 5}</p>" for i in range(8))
    return f"""<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>Бет {number}</title><link rel="stylesheet" href="/s.css">
<script src="/c.js"></script></head><body><header><a href="/">Басты бет</a><form role="search"><input name="q"></form></header>
<nav><ul>{menu}</ul></nav>
<main><h1>Бет {number}</h1>{text}{cards}</main><footer>{SENTENCE}</footer></body></html>"""  # fmt: skip


def _image() -> bytes:
    out = BytesIO()
    Image.effect_noise((200, 120), 40).save(out, "PNG")
    return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    image = _image()

    def do_GET(self) -> None:
        if self.path.endswith(".png"):
            return self._send(self.image, "image/png")
        if self.path == "/s.css":
            return self._send(STYLE.encode(), "text/css")
        if self.path == "/c.js":
            return self._send(CODE.encode(), "text/javascript")
        return self._send(_page(int(self.path.strip("/") or 0)).encode(), "text/html; charset=utf-8")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "max-age=600"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


async def _bare(base: str) -> None:
    engine = find_chromium()
    if engine is None:
        raise SystemExit("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=engine.path)
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        rest = list(range(PAGES))

        async def one(page: Page) -> None:
            while rest:
                await page.goto(f"{base}/{rest.pop()}")
                await page.content()

        await asyncio.gather(*[one(await context.new_page()) for _ in range(TABS)])
        await browser.close()


async def _pooled(base: str, how: str) -> None:
    gate = (lambda _: True) if how == "render-gated" else None
    kept: list[object] = []
    async with BrowserPool(find_chromium(), tabs=TABS, gate=gate, record=kept.append if how == "render-kept" else None) as pool:
        addresses = [f"{base}/{number}" for number in range(PAGES)]
        if how.startswith("render"):
            seen = await asyncio.gather(*(pool.render(url, DESKTOP, deadline=30) for url in addresses))
        else:
            seen = await asyncio.gather(*(pool.visit(url, DESKTOP, deadline=60, live=how == "live", contrast=4.5) for url in addresses))
        failed = [one for one in seen if not (one.ok and one.settled)]
        if failed:
            raise SystemExit(f"{len(failed)} pages failed: {failed[0].state} {failed[0].why}")


def _measured(base: str, how: str) -> tuple[float, float]:
    """Processor seconds and wall seconds of one run in a process of its own, with its browser."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.browser_pool", "--how", how, "--base", base])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{how} failed")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--how")
    parser.add_argument("--base", default="")
    given = parser.parse_args()
    if given.how:
        asyncio.run(_bare(given.base) if given.how == "goto" else _pooled(given.base, given.how))
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    floor = 0.0
    for how in ("goto", "render", "render-gated", "render-kept", "visit", "live", "goto"):
        cpu, wall = _measured(base, how)
        floor = floor or cpu
        print(f"{how:13} {cpu:6.1f} CPU-s  {PAGES / cpu:5.1f} pages/CPU-s  {wall:6.1f} s  speed {floor / cpu:.2f} of the first goto")


if __name__ == "__main__":
    main()
