"""report.html in a real browser: three languages without scripts, axe-core, a phone, a hostile site, its size."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

import methodology
import reports
from checks.runner import run
from crawler.browser import find_chromium
from crawler.extract import extract
from facts import Body, Outcome, PageState, Scope, Site
from facts import Page as Facts
from reports.faults import Fault
from reports.model import build
from reports.shots import BUDGET, shots_of
from tests import report_data as data

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
SEEN_WORDS = {"kk": "Қалай оқу", "ru": "Как читать", "en": "How to read this"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report.html of a site of 1,000 pages."""
    folder = tmp_path_factory.mktemp("audit")
    shown = data.pictures(folder)
    return reports.write_all(folder, data.meta(1000), data.site(1000), data.verdict(1000), methodology.load(), shown)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    engine = find_chromium()
    if engine is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=engine.path, args=["--no-sandbox"])
        yield running
        await running.close()


async def _open(browser: Browser, report: Path, lang: str = "", width: int = 1280, **options: Any) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = await context.new_page()
    await page.goto(report.as_uri() + (f"#{lang}" if lang else ""))
    return page


async def _visible(page: Page) -> str:
    return await page.inner_text("body")


@pytest.mark.parametrize("lang", ["", "kk", "ru", "en"])
async def test_one_language_shows_at_a_time_without_scripts(browser: Browser, report: Path, lang: str) -> None:
    """The address chooses the language; the state language comes first."""
    page = await _open(browser, report, lang, java_script_enabled=False)
    shown = await page.locator("h2").all_inner_texts()
    wanted = lang or "kk"

    assert [name for name, words in SEEN_WORDS.items() if any(words in text for text in shown)] == [wanted]


async def test_the_switch_and_jumps_keep_the_language(browser: Browser, report: Path) -> None:
    """By keyboard: the switch leads to another language, a jump inside the report stays in it."""
    page = await _open(browser, report)
    await page.get_by_role("link", name="Русский").focus()
    await page.keyboard.press("Enter")
    await page.locator('a[href="#ru-i-4-3.7"]').first.click()

    assert page.url.endswith("#ru-i-4-3.7")
    assert SEEN_WORDS["ru"] in await _visible(page)
    assert SEEN_WORDS["kk"] not in await _visible(page)
    assert await page.locator("nav a[aria-current=true]:visible").inner_text() == "Русский"


async def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser: Browser, report: Path) -> None:
    """4-3.5 holds for our own report too."""
    page = await _open(browser, report, "en")
    await page.keyboard.press("Tab")

    assert await page.evaluate("document.activeElement.getAttribute('href')") in {"#en-main", "#kk"}
    assert await page.locator("a.skip:visible").get_attribute("href") == "#en-main"
    assert await page.locator("#en-main").count() == 1


@pytest.mark.parametrize(("lang", "width"), [("kk", 390), ("ru", 1280)])
async def test_axe_finds_nothing_with_everything_open(browser: Browser, report: Path, lang: str, width: int) -> None:
    """No violations on a desktop and on a phone, also inside what is folded at first; the languages differ in words only."""
    page = await _open(browser, report, lang, width, bypass_csp=True)
    await page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")

    assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == []


@pytest.mark.parametrize("width", [390, 320])
async def test_a_phone_scrolls_one_way_only(browser: Browser, report: Path, width: int) -> None:
    """Long addresses and words of a site never widen the page."""
    page = await _open(browser, report, "kk", width)
    await page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_nothing_of_the_site_runs_and_nothing_is_fetched(browser: Browser, report: Path) -> None:
    """Markup of a page is text; the policy allows its own style and pictures inside, and is not broken by the report itself."""
    context = await browser.new_context()
    page = await context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await page.goto(report.as_uri())
    await asyncio.sleep(0.1)

    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]
    assert said == []
    assert await page.locator("script").count() == 0
    assert await page.locator("h1").evaluate("node => getComputedStyle(node).fontSize") == "28px"


async def test_pictures_stand_inside(browser: Browser, report: Path) -> None:
    """The screenshot that marks the element is part of the file; one that leads out of the folder is not taken."""
    page = await _open(browser, report)
    image = page.locator("article:has(#kk-i-4-3\\.7) img").first

    assert await image.evaluate("node => node.complete && node.naturalWidth") == 900
    assert await image.get_attribute("alt")
    assert "passwd" not in (await page.locator("figure").all_inner_texts())


async def test_the_report_says_where_points_went(browser: Browser, report: Path) -> None:
    """Total, loss, share of pages, what was not seen and how to object are all there."""
    shown = await _visible(await _open(browser, report, "en"))

    for words in (
        "of 20.00",
        "pages: 1,000 (100 % of those looked at)",
        "Closed by robots.txt: 1",
        "Pages that failed to open: 1",
        "(paragraph 106",
    ):
        assert words in shown
    assert not re.search(r"\{\w+\}", shown.replace("{{7*7}}", ""))


async def test_the_report_holds_to_the_rules_it_judges_by(report: Path) -> None:
    """Our own checks find nothing wrong with it: alternatives, skip and up links, formats with sizes, links that tell where they open.

    Addresses of the audited site are named as evidence, not offered as downloads.
    """
    url = "https://audit.example.kz/report.html"
    seen = Facts(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", status=200, lang="kk", is_home=True)
    page = extract(report.read_text(encoding="utf-8"), seen, rendered=False)
    site = Site(
        scope=Scope(origin="https://audit.example.kz"), body=Body(), today="2026-11-20", start_url=url, homes={"kk": url}, pages=(page,)
    )
    runs = run(site, methodology.load().params, only=["4-2.7", "4-2.10", "4-3.1", "4-3.5"])

    wrong = [each for found in runs.values() for each in found.findings if each.outcome is Outcome.NOT_MET]

    assert len(runs) == 4
    assert [each for each in wrong if data.HOST not in each.values.get("address", "")] == []


async def test_the_first_view_is_small(report: Path) -> None:
    """Under 5 MB for 1,000 pages, with the pictures' whole budget."""
    assert report.stat().st_size + BUDGET < 5_000_000


async def test_pictures_beyond_the_budget_are_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest stands in the evidence folder."""
    shown = data.pictures(tmp_path)
    model = build(data.meta(9), data.site(9), data.verdict(9), methodology.load(), shown)
    faults: list[Fault] = [fault for row in model.rows for fault in row.faults if fault.picture]
    monkeypatch.setattr("reports.shots.BUDGET", 10)
    shots = [shots_of(model.rows, tmp_path, 10).get(fault) for fault in faults]

    assert {(shot.href, shot.data) for shot in shots if shot} >= {("evidence/a.png", "")}
