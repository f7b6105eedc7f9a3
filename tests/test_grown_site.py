"""The sample site grown by archives: whole, reachable by links, nowhere the same twice, and served alike from memory."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

import httpx
import pytest

from fixtures.site import truth
from fixtures.site.answers import Request, Site
from fixtures.site.content import LANGS, load
from fixtures.site.defects import site_with
from fixtures.site.quick import Memory
from tests.test_sample_site import KAZAKH, ORIGIN, PARTNER, TODAY, body_of, is_html, page, walk

PAGES = 900
CLICKS = 5  # within which the order wants any material


@cache
def grown(shape: str, pages: int = PAGES) -> Site:
    return site_with(shape, frozenset(), TODAY, ORIGIN, PARTNER, pages=pages)


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_all_pages_are_reached_by_links_and_none_is_dead(shape: str) -> None:
    """The walk meets as many pages as were asked for, every link answers, and no material is farther than the order allows."""
    where = grown(shape)
    met: dict[str, int] = {}
    for url, answer, parent in walk(where):
        assert answer.status == 200, (url, parent)
        if is_html(answer) and url.startswith(ORIGIN):
            met[url.removeprefix(ORIGIN)] = 0
    wanted = {where.builder.at.page(name, lang) for name in where.builder.content.pages for lang in LANGS}

    assert wanted <= met.keys()
    assert PAGES - 9 <= len(wanted) <= PAGES


def test_materials_are_within_the_clicks_of_the_order() -> None:
    """From a home page each page of an archive takes no more clicks than the order counts."""
    where = grown("paths")
    depth = {"/kk/": 0}
    waiting = ["/kk/"]
    while waiting:
        here = waiting.pop(0)
        for node in body_of(where.answer(Request.of(here))).css("a[href]"):
            to = urlsplit(node.attributes["href"] or "").path
            if to.startswith("/kk/") and to not in depth:
                depth[to] = depth[here] + 1
                waiting.append(to)

    assert max(depth[where.builder.at.page(one.id, "kk")] for one in where.builder.content.pages.values()) <= CLICKS


def test_materials_differ_and_say_the_same_in_each_language() -> None:
    """Texts of a language are never the same twice; versions have the same headings, rows, items and dates, each in its own language."""
    where = grown("paths")
    materials = [one for one in where.builder.content.pages.values() if one.archived and re.search(r"/\d{6}$", one.id)]
    for lang in LANGS:
        texts = Counter(one.words[lang].body.rpartition(":::related")[0] for one in materials)
        assert max(texts.values()) == 1, lang
    for one in materials[::17]:
        mains = {lang: page(where, one.id, lang).css_first("main") for lang in LANGS}
        kinds = {lang: Counter(node.tag for node in main.css("h1, h2, li, td, th, a, img, time")) for lang, main in mains.items()}
        assert kinds["kk"] == kinds["ru"] == kinds["en"], one.id
        assert len(KAZAKH.findall(mains["kk"].text())) > 20
        assert not KAZAKH.search(mains["ru"].text())
        assert not re.search("[а-я]{4}", mains["en"].text().lower())


def test_a_size_that_is_there_already_changes_nothing() -> None:
    """Without growth the content is the one that the truth table was made for."""
    plain = site_with("paths", frozenset(), TODAY, ORIGIN, PARTNER)
    size = len(load().pages) * len(LANGS)

    for pages in (0, 1, size):
        assert grown("paths", pages).builder.content.pages == plain.builder.content.pages
    assert len(grown("paths", size + 60).builder.content.pages) > len(load().pages)


def test_growing_keeps_menus_and_feeds_small() -> None:
    """Menus and lists of the latest do not change with the size; the site map has the years."""
    small, large = grown("paths", 600), grown("paths", 3000)
    for name in ("", "press", "press/news", "documents"):
        assert len(page(small, name, "kk").css("nav a")) == len(page(large, name, "kk").css("nav a")), name
    feed = small.builder.at.feed("news", "ru")
    assert small.answer(Request.of(feed)) == large.answer(Request.of(feed))
    years = {node.attributes["href"] for node in page(large, "sitemap", "kk").css("main a")}
    assert {"/kk/press/archive/2026", "/kk/press/archive/2025"} <= years


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_memory_answers_like_the_site(shape: str) -> None:
    """What was made beforehand, what was not, and a form's answer are the site's own."""
    where = grown(shape, 300)
    memory = Memory(where)
    for url in [url for url, _, _ in walk(where) if url.startswith(ORIGIN)][:150]:
        target = url.removeprefix(ORIGIN)
        assert memory.answer(target)[1] == where.answer(Request.of(target)).body
    form = "/ru/citizens/feedback"
    assert memory.answer(form, {"name": ""})[1] == where.answer(Request.of(form, {"name": ""})).body
    assert memory.answer("/ru/no/such")[0].startswith(b"HTTP/1.1 404")


@contextmanager
def served(*options: str) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "fixtures.site", "--port", "0", *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_quick_server_serves() -> None:
    """Over real connections: pages, HEAD without a body, a sent form, an unknown address, many requests on one connection."""
    with served("--ready", "--pages", "400") as url, httpx.Client(base_url=url) as client:
        home = client.get("/kk/")
        head = client.head("/kk/")
        pages = [client.get(f"/ru/{name}").status_code for name in ("about", "press", "press/archive", "documents/archive", "search?q=лес")]
        sent = client.post("/ru/citizens/feedback", data={"name": "А", "email": "a@b.kz", "text": "Да"})

        assert home.status_code == head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == str(len(home.content))
        assert pages == [200] * 5
        assert 'role="status"' in sent.text
        assert client.get("/ru/no/such").status_code == 404
        assert client.get("/ru/about", headers={"Connection": "close"}).status_code == 200
