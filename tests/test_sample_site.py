"""The sample site is whole: both shapes say the same, nothing is dead, each defect does something and stays in its row."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx
import pypdf
import pytest
from playwright.sync_api import Browser, sync_playwright
from selectolax.lexbor import LexborHTMLParser

import methodology
from crawler.browser import find_chromium
from fixtures.site import truth
from fixtures.site.addresses import PREFIX
from fixtures.site.answers import Answer, Request, Site
from fixtures.site.content import LANGS, load
from fixtures.site.defects import FAULTS, UnknownDefect, site_with
from fixtures.site.partner import Partner
from fixtures.site.server import serve

ORIGIN, PARTNER = "http://127.0.0.1:8001", "http://127.0.0.1:8002"
TODAY = "2026-11-20"
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
ANNEX_4 = [row for row in methodology.load("kz-1279").indicators if row.annex == 4]
REQUIRED_ROWS = frozenset(row.id for row in ANNEX_4) - {row.parent for row in ANNEX_4}  # sub-points for what has them


@cache
def site(shape: str, *defects: str, today: str = TODAY) -> Site:
    return site_with(shape, frozenset(defects), today, ORIGIN, PARTNER)


def ask(where: Site, url: str) -> Answer:
    """The answer to a visitor's address; in the application, what its script is told of that address."""
    parts = urlsplit(url)
    if where.builder.shape == "app" and parts.path.startswith(where.builder.at.start):
        return where.answer(Request(where.api, {"path": parts.path, **{name: value[0] for name, value in parse_qs(parts.query).items()}}))
    return where.answer(Request.of(url.removeprefix(ORIGIN)))


def body_of(answer: Answer) -> LexborHTMLParser:
    text = answer.body.decode()
    if answer.media_type.startswith("application/json"):
        text = httpx.Response(200, content=answer.body).json()["body"]
    return LexborHTMLParser(text)


def page(where: Site, id: str, lang: str) -> LexborHTMLParser:
    return body_of(ask(where, where.builder.at.page(id, lang)))


def is_html(answer: Answer) -> bool:
    return answer.media_type.startswith(("text/html", "application/json"))


def walk(where: Site) -> Iterator[tuple[str, Answer, str]]:
    """Every address reached from the start, its answer, and the page that leads to it."""
    seen: set[str] = set()
    waiting = [(ORIGIN + where.builder.at.start, "")]
    while waiting:
        url, parent = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = ask(where, url) if url.startswith(ORIGIN) else Partner(PARTNER).answer(Request.of(url.removeprefix(PARTNER)))
        yield url, answer, parent
        if is_html(answer) and url.startswith(ORIGIN):
            for node in body_of(answer).css("a[href], link[href], img[src], script[src]"):
                address = node.attributes.get("href") or node.attributes.get("src") or ""
                if not address.startswith(("#", "mailto:", "tel:")):
                    waiting.append((urldefrag(urljoin(url, address)).url, url))


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_no_link_of_the_flawless_site_is_dead(shape: str) -> None:
    """Every page, file, picture, feed and outer page that a link leads to is there, and every anchor too."""
    dead = []
    for url, answer, parent in walk(site(shape)):
        if answer.status >= 400:
            dead.append((url, parent))
        if is_html(answer) and url.startswith(ORIGIN):
            tree = body_of(answer)
            names = Counter(node.attributes["id"] for node in tree.css("[id]"))
            dead += [(url, name) for name, count in names.items() if count > 1]
            dead += [(url, node.attributes["href"]) for node in tree.css('a[href^="#"]') if node.attributes["href"][1:] not in names]

    assert dead == []


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_each_language_has_all_pages(shape: str) -> None:
    """The walk meets every page of the data in kk, ru and en, about fifty or more in each."""
    met = {url.removeprefix(ORIGIN) for url, _, _ in walk(site(shape))}
    content = load()

    assert len(content.pages) >= 50
    assert {site(shape).builder.at.page(name, lang) for name in content.pages for lang in LANGS} <= met


@pytest.mark.parametrize("id", sorted(load().pages))
def test_languages_are_parallel(id: str) -> None:
    """A page has the same headings, lists, tables, links, pictures and dates in all languages, and is written in its own."""
    shapes = {}
    for lang in LANGS:
        main = page(site("paths"), id, lang).css_first("main")
        kinds = Counter(node.tag for node in main.css("h1, h2, h3, li, td, th, a, img, form, input, time"))
        shapes[lang] = (kinds, [node.attributes.get("datetime") for node in main.css("time")])

    assert shapes["kk"] == shapes["ru"] == shapes["en"]
    texts = {lang: page(site("paths"), id, lang).css_first("main").text() for lang in LANGS}
    assert KAZAKH.search(texts["kk"])
    assert not re.search("[а-я]{4}", texts["en"].lower())
    assert len(KAZAKH.findall(re.sub("«[^»]*»|-НҚ", "", texts["ru"]))) <= 3  # names and numbers of acts stay Kazakh


@pytest.mark.parametrize("lang", LANGS)
def test_both_shapes_say_the_same(lang: str) -> None:
    """Main texts are equal in the server-rendered site and in the application."""
    different = [
        name
        for name in load().pages
        if page(site("paths"), name, lang).css_first("main").text() != page(site("app"), name, lang).css_first("main").text()
    ]

    assert different == []


def test_application_has_a_bare_shell() -> None:
    """Every address under /memleket answers 200 with the same shell; only its script knows that a page is not there."""
    app = site("app")
    shell = app.answer(Request.of(PREFIX))

    assert app.answer(Request.of(f"{PREFIX}/no/such/page?lang=ru")) == shell
    assert LexborHTMLParser(shell.body.decode()).css("a") == []
    assert "Страница не найдена" in ask(app, f"{ORIGIN}{PREFIX}/no/such/page?lang=ru").body.decode()
    assert site("paths").answer(Request.of("/ru/no/such/page")).status == 404


def test_robots_close_files_and_search_of_the_application_only() -> None:
    """As on the real platform, /uploads and search are closed; the server-rendered site closes nothing."""
    closed = site("app").answer(Request.of("/robots.txt")).body.decode()
    uploads = [url for url, _, _ in walk(site("app")) if urlsplit(url).path.startswith("/uploads/")]

    assert "Disallow: /uploads" in closed
    assert len(uploads) == 3 * len(load().files)
    assert "Disallow" not in site("paths").answer(Request.of("/robots.txt")).body.decode()


def test_files_are_what_they_say() -> None:
    """Every file has text that can be read out, and the page beside its link gives its format and size."""
    builder = site("paths").builder
    for spec in load().files.values():
        for lang in LANGS:
            data = builder.file(spec.id, lang)[1]
            assert len(readable_text(spec.kind, data)) > 80, (spec.id, lang)
            assert f"({spec.kind.upper()}, {max(1, round(len(data) / 1024))} " in builder.download(spec.id, "x", lang)


def readable_text(kind: str, data: bytes) -> str:
    if kind == "pdf":
        return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages)
    if kind == "zip":
        packed = zipfile.ZipFile(io.BytesIO(data))
        return "".join(readable_text(name.rpartition(".")[2], packed.read(name)) for name in packed.namelist())
    if kind in {"docx", "xlsx"}:
        packed = zipfile.ZipFile(io.BytesIO(data))
        return packed.read("word/document.xml" if kind == "docx" else "xl/worksheets/sheet1.xml").decode()
    return data.decode()


def test_search_finds_words_of_texts_and_keeps_the_query() -> None:
    """A word from the middle of a page leads to that page, on a page of its own with the query in the field."""
    answer = site("paths").answer(Request("/kk/search", {"q": "шаңырақ"}))
    tree = body_of(answer)

    assert "/kk/about/symbols" in {node.attributes["href"] for node in tree.css("main .list a")}
    assert {node.attributes["value"] for node in tree.css("input[name=q]")} == {"шаңырақ"}
    poll = body_of(site("paths").answer(Request("/kk/search", {"q": "Министрлік қызметінің бағыты"})))
    assert "/kk/citizens/poll" in {node.attributes["href"] for node in poll.css("main .list a")}  # words of a form are found, too
    assert body_of(site("paths").answer(Request("/kk/search", {"q": "қорық", "section": "press"}))).css("main .list a")
    assert not body_of(site("paths").answer(Request("/en/search", {"q": "zebra"}))).css("main .list a")


def test_feedback_form_names_what_is_wrong() -> None:
    """A form sent with mistakes comes back with a text at each wrong field; a right one is accepted."""
    wrong = body_of(site("paths").answer(Request("/ru/citizens/feedback", {}, {"name": "А", "email": "a", "text": ""})))
    right = body_of(site("paths").answer(Request("/ru/citizens/feedback", {}, {"name": "А", "email": "a@b.kz", "text": "Да"})))

    assert [node.attributes["id"] for node in wrong.css(".error")] == ["e-email", "e-text"]
    assert not right.css(".error")
    assert right.css_first("[role=status]")


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_feeds_hold_entries(shape: str) -> None:
    """Both feeds of each language have entries whose links are pages of the site."""
    where = site(shape)
    for lang in LANGS:
        for feed, least in (("news", 10), ("procurement", 2)):
            text = where.answer(Request.of(where.builder.at.feed(feed, lang))).body.decode()
            links = re.findall(r"<item>.*?<link>(.*?)</link>", text)
            assert len(links) >= least
            assert all(ask(where, link.replace("&amp;", "&")).status == 200 for link in links)


def test_same_request_same_bytes() -> None:
    """Two sites made apart answer alike, and another day moves the dates."""
    again = site_with("paths", frozenset(), TODAY, ORIGIN, PARTNER)
    later = site_with("paths", frozenset(), "2027-02-01", ORIGIN, PARTNER)
    urls = [url for url, _, _ in walk(site("paths")) if url.startswith(ORIGIN)]

    assert all(ask(site("paths"), url) == ask(again, url) for url in urls)
    assert "01.02.2027 09:15" in page(later, "press/news", "kk").text()
    assert "20.11.2026 09:15" in page(again, "press/news", "kk").text()


@cache
def answers(shape: str, *defects: str) -> dict[str, Answer]:
    return {url: answer for url, answer, _ in walk(site(shape, *defects))}


@pytest.mark.parametrize(
    ("shape", "id"),
    [
        (shape, defect.id)
        for defect in truth.load()
        for shape in defect.shapes
        if "ministry" in defect.bodies and not defect.positions  # these are no part of the site
    ],
)
def test_each_defect_changes_an_answer(shape: str, id: str) -> None:
    """With the defect on, some answer is another one than on the flawless site."""
    addresses = [ORIGIN + site(shape).builder.at.start, *(url for url in answers(shape) if url.startswith(ORIGIN))]
    defective = site(shape, id)

    searched = ORIGIN + site(shape).builder.at.page("search", "kk", q="облыстық табиғи ресурстар басқармасының")
    others = (searched, f"{ORIGIN}/static/site.js")
    assert any(ask(defective, url) != answers(shape)[url] for url in addresses) or any(
        ask(defective, url) != ask(site(shape), url) for url in others
    )


def test_unknown_defect_is_refused() -> None:
    """A defect outside the table, or of the other shape only, is not switched on silently."""
    for shape, defect in (("paths", "no-such-defect"), ("app", "old-charset")):
        with pytest.raises(UnknownDefect, match=defect):
            site_with(shape, frozenset({defect}), TODAY, ORIGIN, PARTNER)


def test_truth_table_is_whole() -> None:
    """Table and code name the same defects, every row of Annex 4 has one in both shapes, points are what a row can lose for certain."""
    table = truth.load()

    assert {defect.id for defect in table} == set(FAULTS)
    assert len({defect.id for defect in table}) == len(table)
    assert all({change.row for defect in table for change in defect.changes_in(shape)} >= REQUIRED_ROWS for shape in truth.SHAPES)
    assert all(change.points.startswith("-") != (change.outcome == "undecided") for defect in table for change in defect.changes)
    assert {change.outcome for defect in table for change in defect.changes} == {
        "not-met",
        "met",
        "undecided",
    }  # met: a lower step of a ladder
    assert all((bool(defect.changes) or defect.mobile != truth.Mobile()) != defect.id.startswith("noise-") for defect in table)
    assert len({change.kind for defect in table for change in defect.changes if change.row == "4-2.3"}) == 4


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_defects_of_a_group_can_be_told_apart(shape: str) -> None:
    """What is switched on together touches different rows, or one row by findings of different kinds."""
    by_id = {defect.id: defect for defect in truth.load()}
    for name, ids in [each for content in (False, True) for each in truth.groups(shape, content=content).items()]:
        changes = [change for each in ids for change in by_id[each].changes_in(shape)]
        rows = Counter(change.key for change in changes)
        shared = [change for change in changes if rows[change.key] > 1]
        assert [change.key for change in shared if not change.kind] == [], name
        assert len({(change.key, change.kind) for change in shared}) == len(shared), name
        assert len({(change.key, change.outcome, change.points) for change in shared}) == len({change.key for change in shared}), name


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_server_serves(shape: str) -> None:
    """Over a real connection: one connection for many requests, HEAD without a body, the other site on its own origin."""
    with serve(shape, today=TODAY) as served, httpx.Client() as client:
        first = client.get(served.url)
        head = client.head(served.url)
        other = client.get(f"{served.partner}/egov")

        assert first.status_code == other.status_code == 200
        assert first.http_version == "HTTP/1.1"
        assert head.content == b""
        assert head.headers["content-length"] == str(len(first.content))
        assert client.get(f"{served.partner}/gone/archive").status_code == 404
        assert urlsplit(served.partner).netloc != urlsplit(served.origin).netloc


PAGES = {
    "": "kk",
    "about/structure": "ru",
    "citizens/feedback": "en",
    "documents/statute": "kk",
    "search": "ru",
    "services/visit-permit": "kk",
    "open/procurement": "ru",
}
VIEWPORTS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    engine = find_chromium()
    assert engine is not None, "no Chromium on this machine"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=engine.path)
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("shape", truth.SHAPES)
@pytest.mark.parametrize("screen", VIEWPORTS)
def test_pages_are_accessible(browser: Browser, shape: str, screen: str) -> None:
    """On a desktop and on a phone axe-core finds nothing wrong and nothing open, and nothing is wider than the screen."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with serve(shape, today=TODAY) as served, browser.new_context(viewport=VIEWPORTS[screen]) as context:  # type: ignore[arg-type]
        tab = context.new_page()
        for name, lang in PAGES.items():
            tab.goto(served.origin + site(shape).builder.at.page(name, lang))
            tab.wait_for_selector("main h1")
            tab.evaluate(axe)
            found = tab.evaluate("axe.run().then(r => [...r.violations, ...r.incomplete].map(v => [v.id, v.nodes[0].html]))")
            assert found == [], (name, lang)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, lang)


@pytest.mark.browser
def test_application_walks_without_loading(browser: Browser) -> None:
    """Links change address, title and language by script, without a new document; back and the feedback form work, too."""
    with serve("app", today=TODAY) as served, browser.new_context() as context:
        tab = context.new_page()
        tab.goto(served.url)
        tab.evaluate("window.stays = true")
        tab.click("#menu-list a:has-text('Азаматтарға')")
        tab.wait_for_url("**/citizens?lang=kk")
        tab.click("header a[hreflang=ru]")
        tab.wait_for_selector("h1:has-text('Работа с гражданами')")
        title, stays = tab.title(), tab.evaluate("window.stays === true")
        tab.goto(served.origin + site("app").builder.at.page("citizens/feedback", "ru"))
        tab.eval_on_selector(".feedback", "form => { form.noValidate = true; }")  # past the browser's own messages, to the site's
        tab.click(".feedback button")
        tab.wait_for_selector(".error")
        tab.go_back()
        tab.wait_for_selector(".feedback:not(:has(.error))")

        assert stays
        assert title.startswith("Работа с гражданами | Министерство")
        assert tab.evaluate("document.documentElement.lang") == "ru"
        assert urlsplit(tab.url).path.endswith("/virtual-reception/question")


@pytest.mark.browser
def test_menu_opens_on_a_phone(browser: Browser) -> None:
    """The main menu folds away on a phone and opens by its button."""
    with serve(today=TODAY) as served, browser.new_context(viewport={"width": 390, "height": 844}) as context:
        tab = context.new_page()
        tab.goto(f"{served.origin}/kk/")
        link = tab.locator("#menu-list a").nth(1)
        before = link.is_visible()
        tab.click(".burger")

        assert not before
        assert link.is_visible()
