"""What a site says cannot act: a site full of hostile words is audited, and every output of the program is looked at."""

# ruff: noqa: E501  # payloads read best as they stand
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import sync_playwright

from crawler.browser import find_chromium
from tests.hostile_server import Reply, Site, hostile, page, redirect
from tests.redteam.test_documents import pdf

ONE_OF_EACH_ENGINE = "chrome,firefox,safari"
CANARY = "window.__ran = (window.__ran || 0) + 1"
PAYLOADS = (
    f"<script>{CANARY}</script>", f'"><img src=x onerror="{CANARY}">', f"'-alert(1)-'<svg onload={CANARY}>", "</style><style>*{display:none}",
    "]]><!--", "--></title></textarea></script>", "{{7*7}}", "{%raw%}${7*7}#{7*7}", "%(x)s %s %n {0} {page.__class__} {reason}",
    "\x1b]0;owned\x07", "\x1b[2J\x1b[31m", "\x9b31m", "\x1b]8;;http://evil.test\x1b\\link", "a\r\nInjected: line", "[red]markup[/red]", "\\[bold]",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "=HYPERLINK(\"http://evil.test\")", "\u202egnp.exe\u202c", "\u2066x\u2069",
    "\u200b\u200bzero\ufeff", "\u2028\u2029", "\ufffe\uffff", "../../../../tmp/tekser-owned", "'; drop table pages; --", "null\0null", "_x0041_",
    "W" * 200_000,
)  # fmt: skip
_DIALOGS = "alert(1); confirm(2); prompt(3);"  # on some pages: each holds WebKit's driver until the page's time is up
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _attribute(words: str) -> str:
    return (
        words.replace("&", "&amp;")
        .replace('"', "&quot;")
        .replace("<", "&lt;")
        .replace("\0", "&#0;")
        .replace("\x1b", "&#27;")
        .replace("\x9b", "&#155;")
    )


def _hostile_page(number: int, words: str) -> str:
    said = _attribute(words)
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{said}</title><meta name="description" content="{said}"></head>'
        f'<body><nav aria-label="{said}"><a href="/">{said}</a> <a href="/ru/{number}?q={said}" title="{said}" target="_blank">{said}</a></nav>'
        f'<main id="{said}"><h1 class="{said}">{said}</h1><p style="color:#ccc">{said}</p><img src="/i.png?{said}" alt="{said}"><img src="/{said}">'
        f'<a href="javascript:{_attribute(CANARY)}">{said}</a><a href="data:text/html,{said}">д</a><a href="/dead/{said}">{said}</a>'
        f'<a href="http://127.0.0.1:1/{said}">{said}</a><a href="/file-{number}.pdf" download="{said}">{said}</a>'
        f'<form action="/search?{said}" name="{said}"><input type="search" name="{said}" placeholder="{said}"><button>{said}</button></form>'
        f'<iframe title="{said}" src="about:blank"></iframe><table><caption>{said}</caption><tr><td>{said}</td></tr></table>'
        f"<p>Министерство публикует сведения о своей работе и приёме граждан. Страница {number}.</p></main>"
        f'<script>document.title += "\\ud800"; document.body.append("\\udc00 конец"); document.body.dataset.x = "\\ud800";'
        f'try {{ {_DIALOGS if number % 4 == 0 else ""} print(); open("/popup"); Notification.requestPermission();'
        f'navigator.serviceWorker && navigator.serviceWorker.register("/sw.js").catch(() => 0);'
        f'const a = document.createElement("a"); a.href = "/download"; a.download = "../../x"; document.body.append(a); a.click();'
        f'onbeforeunload = () => "stay"; history.pushState({{}}, "", "/pushed-{number}") }} catch (e) {{}} throw new Error({json.dumps(words[:300])});'
        f"</script></body></html>"
    )


def _routes() -> dict[str, Any]:
    numbers = range(len(PAYLOADS))
    header = {"X-Powered-By": "<script>", "Content-Disposition": 'inline; filename="../../../../tmp/tekser-owned.html"', "ETag": '"=1+1"'}
    titled = pdf(b"", extra=b"6 0 obj<</Title<FEFF001B005D0030003B0078000700" + b"3D0031002B0031D800>>>endobj\n")
    return {
        "/": Reply(page("Главная страница", *(f"/ru/{n}" for n in numbers), "/feed.xml", "/to-control")),
        **{f"/ru/{n}": Reply(_hostile_page(n, words), headers=header) for n, words in enumerate(PAYLOADS)},
        **{f"/file-{n}.pdf": Reply(titled.replace(b"/Size 6", b"/Size 7/Info 6 0 R"), type="application/pdf") for n in numbers},
        "/feed.xml": Reply("<rss><channel><title>&#xD800;&#x1b;[2J&lt;script&gt;</title></channel></rss>", type="application/rss+xml"),
        "/robots.txt": Reply("User-agent: *\nDisallow: /<script>\x1b[2J\nDisallow: /dead/=cmd\nSitemap: javascript:alert(1)\n", type="text/plain"),
        "/sw.js": Reply("self.addEventListener('fetch', e => e.respondWith(new Response('owned')))", type="text/javascript"),
        "/download": Reply(b"MZ" * 5000, type="application/octet-stream", headers={"Content-Disposition": 'attachment; filename="../../owned.exe"'}),
        "/to-control": redirect("/ru/0?%1b]0;x%07=1+1%00%e2%80%ae"),
        "/popup": Reply(page("Окно")),
    }  # fmt: skip


@dataclass
class Audited:
    """One audit of the hostile site by the command line."""

    out: Path
    home: Path
    stdout: str
    stderr: str
    site: Site


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    """The whole program, with the browser, in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    out = home / "work" / "out"
    out.parent.mkdir()
    (home / "tmp").mkdir()
    given = {**os.environ, "HOME": str(home), "TMPDIR": str(home / "tmp"), "LC_ALL": "ru_RU.UTF-8", "PYTHONPATH": str(Path.cwd())}
    with hostile(_routes()) as site:
        options = ["--allow-private", "--today", "2026-11-20", "--sample", "12", "--browsers", ONE_OF_EACH_ENGINE, "--out", str(out)]
        run = subprocess.run(
            [sys.executable, "-m", "tekser", "audit", site.url("/"), *options],
            cwd=out.parent,
            env=given,
            capture_output=True,
            check=False,
            timeout=800,
        )
        assert run.returncode == 0, run.stderr.decode("utf-8", "replace")[-3000:]
        yield Audited(out, home, run.stdout.decode(), run.stderr.decode(), site)


@pytest.mark.browser
def test_terminal(audited: Audited) -> None:
    """Lines on stdout and stderr hold no control characters, and none that a site wrote."""
    assert not _CONTROLS.search(audited.stdout + audited.stderr)
    assert audited.stdout.splitlines() == [str(audited.out / "report.html")]
    assert "Traceback" not in audited.stderr
    assert "Injected:" not in audited.stderr


@pytest.mark.browser
def test_files(audited: Audited) -> None:
    """Nothing was written but the audit, by names of the program's own making."""
    written = {path.relative_to(audited.out).as_posix() for path in audited.out.rglob("*") if path.is_file()}
    assert {"report.html", "report.json", "report.xlsx", "audit.db"} <= written
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?(\.[A-Za-z0-9-]+)+", name) for name in written), written
    assert [path.name for path in audited.out.parent.iterdir()] == ["out"]
    assert not [path for path in audited.home.rglob("*") if "owned" in path.name or path.suffix == ".exe"]
    assert not list(Path("/tmp").glob("tekser-owned*"))


@pytest.mark.browser
def test_records(audited: Audited) -> None:
    """JSON is valid UTF-8 without control characters; the database is sound and every page was seen."""
    text = (audited.out / "report.json").read_bytes().decode("utf-8")
    strings: list[str] = []

    def gather(node: Any) -> None:
        if isinstance(node, dict):
            strings.extend(node)
            for value in node.values():
                gather(value)
        elif isinstance(node, list):
            for value in node:
                gather(value)
        elif isinstance(node, str):
            strings.append(node)

    gather(json.loads(text))
    assert not [each for each in strings if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", each)]
    with sqlite3.connect(audited.out / "audit.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        states = dict(db.execute("select state, count(*) from pages where profile = 'desktop-chrome' group by state").fetchall())
    assert states["ok"] >= len(PAYLOADS) - 2, states
    assert "our-fault" not in states


@pytest.mark.browser
def test_workbook(audited: Audited) -> None:
    """No cell is a formula or a link, and every part is well-formed XML."""
    with zipfile.ZipFile(audited.out / "report.xlsx") as book:
        assert book.testzip() is None
        for name in book.namelist():
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(book.read(name))
                tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
                assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference", "ddeLink", "oleLink"}, name
        assert not [name for name in book.namelist() if "external" in name.lower() or "vba" in name.lower()]


@pytest.mark.browser
def test_report_in_a_browser(audited: Audited) -> None:
    """report.html opened as people open it: nothing runs, nothing is asked of anybody, and what was said can be read."""
    engine = find_chromium()
    assert engine is not None
    dialogs: list[str] = []
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engine.path)
        shown = browser.new_page()
        shown.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        shown.on("request", lambda request: asked.append(request.url))
        path = audited.out / "report.html"
        shown.goto(path.as_uri())
        shown.wait_for_timeout(500)
        assert shown.evaluate("window.__ran || 0") == 0
        assert shown.evaluate("document.scripts.length") == 0
        handlers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
        assert shown.evaluate(handlers) == 0
        links = shown.evaluate("[...document.links].map(a => [a.protocol, a.getAttribute('href'), a.rel, a.target])")
        body = shown.evaluate("document.body.textContent")
        visible = shown.evaluate("getComputedStyle(document.querySelector('h1')).display")
        policy = shown.evaluate("document.querySelector('meta[http-equiv=Content-Security-Policy]').content")
        browser.close()
    assert dialogs == []
    assert [url for url in asked if not url.startswith(("file:", "data:image/"))] == []
    assert {protocol for protocol, *_ in links} <= {"http:", "https:", "file:"}
    assert all(
        href.startswith("#") or re.fullmatch(r"(report\.(xlsx|json)|evidence/[0-9a-z]+\.jpg)", href)
        for p, href, _, _ in links
        if p == "file:"
    )
    assert all("noopener" in rel for protocol, _, rel, target in links if protocol != "file:" or target)
    assert visible != "none"
    assert "<script>" in body  # told as words
    assert "49" not in re.findall(r"\{\{.{0,9}\}\}|^49$", body)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", body)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(body) < 5_000_000


@pytest.mark.browser
def test_what_pages_do_in_the_browser(audited: Audited) -> None:
    """Downloads, dialogs, workers, popups and prints of the site did not stop the audit."""
    assert audited.site.counts["/i.png"] or any(url.startswith("/i.png") for url in audited.site.counts)  # the browser was there
    assert any(line in audited.site.asked for line in ("GET /download", "HEAD /download")), sorted(audited.site.counts)[:50]
    report = json.loads((audited.out / "report.json").read_text())
    assert report["crawl"]["pages"] >= len(PAYLOADS) - 2
    assert report["crawl"]["stopped_by"] in {"done", "trap-guard"}
