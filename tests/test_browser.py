"""The browser pool against a real browser and pages that misbehave."""

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from importlib.resources import files

import pytest
import pytest_asyncio
from selectolax.lexbor import LexborHTMLParser

from crawler.browser import DESKTOP, PHONE, BrowserPool, Engine, NoBrowser, Rendered, find_chromium, public_only
from crawler.browser.loading import Clock, load
from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab
from crawler.extract.dom import Dom, Element
from crawler.probes import live
from facts import PageState
from tests.browser_site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
SUFFIX = "Tekser/0.0.0 (+test)"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium(), user_agent_suffix=SUFFIX) as running:
        yield running


async def _render(pool: BrowserPool, site: Site, path: str, deadline: float = 20) -> Rendered:
    return await pool.render(site.url + path, DESKTOP, deadline=deadline)


def _mark(tree: LexborHTMLParser, selector: str) -> str | None:
    """The nearest mark on an element or above it."""
    node = tree.css_first(selector)
    while node is not None:
        if "data-tekser-h" in node.attributes:
            return node.attributes["data-tekser-h"]
        node = node.parent
    return None


async def test_content_that_scripts_load_in_two_steps_is_seen(pool: BrowserPool, site: Site) -> None:
    """An application that starts late and asks twice is waited for."""
    seen = await _render(pool, site, "/application")

    assert seen.ok
    assert seen.settled
    assert seen.html.count("жүктелген мазмұн") == 21


async def test_content_that_fills_a_full_looking_shell_is_seen(pool: BrowserPool, site: Site) -> None:
    """A page with much text of its own is waited for while it still asks for more."""
    seen = await _render(pool, site, "/shell")

    assert "жүктелген мазмұн келді" in seen.html


async def test_a_server_rendered_page_is_not_waited_for(pool: BrowserPool, site: Site) -> None:
    """A page without scripts at work does not get the half second that an application gets."""
    quickest = min([(await _render(pool, site, "/plain")).millis for _ in range(5)])

    assert quickest < 400


async def test_marks_tell_what_is_seen(pool: BrowserPool, site: Site) -> None:
    """Hidden, clipped, transparent, folded and visible-again elements are marked as a visitor meets them."""
    tree = LexborHTMLParser((await _render(pool, site, "/marks")).html)

    marks = {name: _mark(tree, f"#{name}") for name in ("skip", "fade", "menu", "seen", "invisible", "again", "pale", "clip", "fold")}
    assert marks == {
        "skip": "sr", "fade": "sr", "menu": "1", "seen": None, "invisible": "1", "again": "0", "pale": "1", "clip": "sr", "fold": "1",
    }  # fmt: skip
    assert {name: _mark(tree, f"#{name}") for name in ("pic", "inside", "answer")} == {"pic": None, "inside": None, "answer": "1"}
    assert "data-tekser-h" not in (tree.css_first("#menu").attributes)


async def test_the_document_carries_boxes_values_and_what_styles_add(pool: BrowserPool, site: Site) -> None:
    """Boxes, pseudo-element text (not icon glyphs), typed values; long scripts cut, JSON-LD whole, noscript and styles gone."""
    html = (await _render(pool, site, "/marks")).html
    tree = LexborHTMLParser(html)

    assert re.fullmatch(r"\d+,\d+,120,80", tree.css_first("#pic").attributes["data-tekser-box"] or "")
    assert tree.css_first("#outer").attributes["data-tekser-after"] == " ↗"
    assert "data-tekser-before" not in tree.css_first("#seen").attributes
    assert tree.css_first("input").attributes["value"] == "сұрау"
    assert "x" * 150 not in html
    assert "y" * 500 in html
    assert "counter.gif" not in html
    assert "<style" not in html


async def test_shadow_content_is_text_of_the_page(pool: BrowserPool, site: Site) -> None:
    """What an open shadow root shows is in the serialised document."""
    tree = LexborHTMLParser((await _render(pool, site, "/shadow")).html)

    assert tree.css_first("x-card h2").text() == "Көлеңке"


def _with_helpers(function: str) -> str:
    """A script like those of the pool, with `selectorOf` and `findElement` at hand."""
    source = with_selectors("crawler.browser", "mark.js")
    return source[: source.index("const main =")] + f"const main = {function};\nreturn main(...given);\n}})"


@pytest.mark.parametrize("path", ["/marks", "/shadow", "/contrast"])
async def test_selectors_of_the_written_document_lead_to_the_live_element(pool: BrowserPool, site: Site, path: str) -> None:
    """What the extractor says of an element in the serialised document finds that element on the page, and says the same."""
    there = "((all) => all.map((one) => { const found = findElement(one); return found && [found.localName, selectorOf(found)]; }))"

    async def work(tab: Tab, clock: Clock) -> tuple[Dom, list[str], list[list[str] | None]]:
        dom = Dom((await load(tab, site.url + path, clock)).html, rendered=True)
        selectors = [dom.selector(one) for one in _written(dom)]
        return dom, selectors, await tab.ask(_with_helpers(there), selectors)

    dom, selectors, found = await pool.use(DESKTOP, work, seconds=20)

    assert len(selectors) > 8
    expected = [[one.tag, selector] for one, selector in zip(_written(dom), selectors, strict=True)]
    assert found == expected


def _written(dom: Dom) -> list[Element]:
    return [one for one in dom.within(dom.body) if one.tag not in {"tekser-shadow", "noframes", "noscript"}]


async def test_selectors_are_unique_and_lead_back(pool: BrowserPool, site: Site) -> None:
    """Every element's selector is its own and finds it again, also in shadow roots and under odd names."""
    check = """(() => { const inner = shadowRoots(document).flatMap((root) => [...root.querySelectorAll("*")]);
      return [...document.querySelectorAll("*"), ...inner].map((one) => [selectorOf(one), findElement(selectorOf(one)) === one]); })"""

    async def work(tab: Tab, clock: Clock) -> list[tuple[str, bool]]:
        await load(tab, site.url + "/shadow", clock)
        answer: list[tuple[str, bool]] = await tab.ask(_with_helpers(check))
        return answer

    found = await pool.use(DESKTOP, work, seconds=20)

    assert all(leads_back for _, leads_back in found)
    selectors = [selector for selector, _ in found]
    assert len(set(selectors)) == len(selectors) > 20
    assert "#a > ul > li:nth-of-type(2) > a:nth-of-type(2)" in selectors
    assert "body > div:nth-of-type(3) > span" in selectors
    assert "body > x-card > tekser-shadow > section > a" in selectors


async def test_a_page_that_breaks_builtins_is_read_all_the_same(pool: BrowserPool, site: Site) -> None:
    """Old libraries that change Array and Element do not reach our scripts."""
    seen = await pool.visit(site.url + "/prototypes", DESKTOP, deadline=20, contrast=4.5)

    assert "<h1" in seen.html
    assert seen.live is not None
    assert seen.live.axe
    assert not seen.gaps


async def test_texts_shown_on_scrolling_are_not_hidden(pool: BrowserPool, site: Site) -> None:
    """Transparent texts that appear on scrolling are scrolled to before the page is written down."""
    tree = LexborHTMLParser((await _render(pool, site, "/reveal")).html)

    assert [_mark(tree, f"p:nth-of-type({number})") for number in (1, 2, 3, 4)] == [None] * 4


async def test_contrast_limit_holds_for_large_text_too(pool: BrowserPool, site: Site) -> None:
    """With 4.5 asked, large grey text of 3.03 is a violation; by axe's own limits it is not; a gradient stays open."""
    strict = await pool.visit(site.url + "/contrast", DESKTOP, deadline=30, contrast=4.5)
    own = await pool.visit(site.url + "/contrast", DESKTOP, deadline=30)

    assert strict.live is not None
    assert own.live is not None
    low = [node for node in strict.live.axe or () if node.rule == "color-contrast" and node.outcome == "violation"]
    assert [(node.selector, node.data["contrastRatio"], node.data["text"]) for node in low] == [("#big", "3.03", "Үлкен сұр")]
    outcomes = {(node.selector, node.outcome) for node in own.live.axe or () if node.rule == "color-contrast"}
    assert ("#big", "pass") in outcomes
    runs = strict.live.text_runs or ()
    assert [(run.selector, run.background, run.why, run.color) for run in runs] == [("#gradient", None, "bgGradient", "rgb(119, 119, 119)")]


async def test_live_facts_tell_faults_but_not_our_own_refusals(pool: BrowserPool, site: Site) -> None:
    """Uncaught errors and the site's failed scripts are facts; that we fetch no video is not the site's fault."""
    site.asked.clear()
    live = (await pool.visit(site.url + "/contrast", DESKTOP, deadline=30)).live

    assert live is not None
    assert live.errors == ("boom",)
    assert live.failed_requests == (f"{site.url}/gone.js",)
    assert live.viewport == (1366, 768)
    assert live.page_width == 1366
    assert live.console_errors >= 1


async def test_media_are_not_fetched_for_the_content_of_a_page(pool: BrowserPool, site: Site) -> None:
    """A page that is only read costs its site no film; only the probe of what plays by itself asks for a part of it."""
    site.asked.clear()
    seen = await pool.render(site.url + "/contrast", DESKTOP, deadline=30)

    assert seen.ok
    assert "/film.mp4" not in site.asked


async def test_search_fields_are_typed_into(pool: BrowserPool, site: Site) -> None:
    """What stays of 30 characters is told for each search field, and nothing is submitted."""
    site.asked.clear()
    seen = await pool.visit(site.url + "/contrast", DESKTOP, deadline=30, live=False, probe_search=True)

    assert seen.accepts == {"#short": 12, "#long": 30}
    assert [path for path in site.asked if "?" in path] == []


async def test_profiles_are_what_they_say(pool: BrowserPool, site: Site) -> None:
    """User agent with the engine's own version and the tool's name, languages, window, touch, time zone."""
    desktop = LexborHTMLParser((await pool.visit(site.url + "/agent", DESKTOP, deadline=20, live=False)).html).css_first("p").text()
    phone = LexborHTMLParser((await pool.visit(site.url + "/agent", PHONE, deadline=20, live=False)).html).css_first("p").text()

    major = pool.version.partition(".")[0]
    assert f"Chrome/{major}.0.0.0 Safari/537.36 {SUFFIX} | kk-KZ" in desktop
    assert "Headless" not in desktop
    assert " | 1366 | 0 | Asia/Almaty" in desktop
    assert f"Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile" in phone
    assert not phone.endswith("| 0 | Asia/Almaty")


async def test_a_used_tab_keeps_no_cookies(pool: BrowserPool, site: Site) -> None:
    """What one page stored does not change what the next render shows."""
    first = await _render(pool, site, "/cookie")
    second = await _render(pool, site, "/cookie")

    assert "seen:<" in first.html
    assert "seen:<" in second.html


@pytest.mark.parametrize(
    ("path", "state", "why"),
    [
        ("/status/404", PageState.HTTP_ERROR, "HTTP 404"),
        ("/status/503", PageState.HTTP_ERROR, "HTTP 503"),
        ("/status/403", PageState.BLOCKED, "HTTP 403"),
        ("/wordless", PageState.HTTP_ERROR, "HTTP 500"),
        ("/loop", PageState.REDIRECT_LOOP, "net::ERR_TOO_MANY_REDIRECTS"),
        ("/file", PageState.OTHER, "the address answers with a download"),
    ],
)
async def test_states_of_answers(pool: BrowserPool, site: Site, path: str, state: PageState, why: str) -> None:
    """Errors, refusals, loops and downloads end in their own states."""
    seen = await _render(pool, site, path)

    assert (seen.state, seen.why) == (state, why)


async def test_addresses_without_an_answer(pool: BrowserPool) -> None:
    """An unknown name and a closed port are told apart."""
    unknown = await pool.render("http://no-such-host.invalid/", DESKTOP, deadline=20)
    closed = await pool.render("http://127.0.0.1:2/", DESKTOP, deadline=20)

    assert unknown.state is PageState.DNS
    assert closed.state is PageState.REFUSED


async def test_redirects_and_pages_left_by_script_are_hops(pool: BrowserPool, site: Site) -> None:
    """HTTP redirects, script and refresh lead on, with the final address, its status and each hop."""
    hop, away, refresh = [await _render(pool, site, path) for path in ("/hop", "/away", "/refresh")]

    assert (hop.final_url, hop.status, [(one.url, one.status) for one in hop.redirects]) == (
        f"{site.url}/plain", 200, [(f"{site.url}/hop", 302)],
    )  # fmt: skip
    assert (away.final_url, [one.url for one in away.redirects]) == (f"{site.url}/plain?from=script", [f"{site.url}/away"])
    assert (refresh.final_url, [one.url for one in refresh.redirects]) == (f"{site.url}/plain", [f"{site.url}/refresh"])
    assert all("Бас бет" in seen.html for seen in (hop, away, refresh))


async def test_dialogs_windows_and_prints_do_not_hold_a_page(pool: BrowserPool, site: Site) -> None:
    """Alerts, print, close, popups and a page that will not be left are got over, and the tab serves on."""
    seen = await _render(pool, site, "/dialogs")
    after = await _render(pool, site, "/plain")

    assert seen.ok
    assert "Мемлекеттік" in seen.html
    assert "Бас бет" in after.html


async def test_a_clock_does_not_keep_a_page_from_being_still(pool: BrowserPool, site: Site) -> None:
    """Small changes for ever are not content that is still coming."""
    seen = await _render(pool, site, "/clock")

    assert seen.ok
    assert seen.settled
    assert seen.millis < 5000


async def test_pages_that_never_end_do_end(site: Site) -> None:
    """Each ends by its deadline in a state that says so, side by side, and the pool serves the next page."""
    expected = {
        "/growing": {PageState.OK},
        "/pingpong": {PageState.REDIRECT_LOOP},
        "/alerts": {PageState.TIMEOUT},
        "/spin": {PageState.TIMEOUT},
        "/hungry": {PageState.TIMEOUT, PageState.BROWSER},
        "/hanging-script": {PageState.TIMEOUT},
        "/never": {PageState.TIMEOUT},
    }
    async with BrowserPool(find_chromium(), tabs=4) as pool:
        started = time.monotonic()
        seen = await asyncio.gather(*(_render(pool, site, path, deadline=4) for path in expected))
        took = time.monotonic() - started
        after = await _render(pool, site, "/plain")

    assert [one.url for one in seen if one.state not in expected[one.url.removeprefix(site.url)]] == []
    assert not any(one.settled for one in seen)
    assert took < 20
    assert after.ok


async def test_a_crashed_renderer_is_replaced(pool: BrowserPool, site: Site) -> None:
    """A renderer that crashes is our browser's failure, not the site's, and the pool goes on."""

    async def crash(tab: Tab, clock: Clock) -> None:
        await tab.page.goto(site.url + "/plain")
        await tab.cdp.send("Page.crash")

    with pytest.raises(Fault) as crashed:
        await pool.use(DESKTOP, crash, seconds=8)
    after = await _render(pool, site, "/plain")

    assert crashed.value.state is PageState.BROWSER
    assert after.ok


async def test_a_dead_browser_is_replaced_under_the_page(site: Site) -> None:
    """When the browser goes away in the middle of a page, a new one shows the page."""
    async with BrowserPool(find_chromium()) as pool:
        before = len(site.asked)
        running = asyncio.ensure_future(_render(pool, site, "/application"))
        await site.asked_for("/slow", before)
        assert pool._process is not None
        pool._process.kill()
        seen = await running

    assert seen.ok
    assert "жүктелген мазмұн" in seen.html


def _drivers() -> set[int]:
    """Process ids of the Playwright drivers that this process has started."""
    listed = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listed.splitlines() if "playwright/driver" in line}


async def test_a_dead_driver_is_replaced(site: Site) -> None:
    """When Playwright's own driver goes away, it and the browser are started again."""
    others = _drivers()
    async with BrowserPool(find_chromium()) as pool:
        await _render(pool, site, "/plain")
        (own,) = _drivers() - others
        os.kill(own, signal.SIGKILL)
        seen = await _render(pool, site, "/plain")

    assert seen.ok


async def test_browsers_are_retired(site: Site) -> None:
    """After so many pages a new browser serves, and the old one is gone."""
    async with BrowserPool(find_chromium(), retire_after=3) as pool:
        first = pool._process
        seen = await asyncio.gather(*(_render(pool, site, f"/plain?{number}") for number in range(7)))
        assert first is not None
        assert pool._process is not first
        assert not first.browser.is_connected()

    assert all(one.ok for one in seen)


async def test_the_gate_is_asked_for_every_connection(site: Site) -> None:
    """Pages, their parts and the numbers behind names pass the gate; what it refuses is not connected to."""
    port = site.server_address[1]
    asked: list[str] = []

    def gate(url: str) -> bool:
        asked.append(url)
        return "localhost" in url or "127.0.0.1" in url

    async with BrowserPool(find_chromium(), gate=gate) as pool:
        seen = await pool.visit(f"http://localhost:{port}/contrast", DESKTOP, deadline=20, live=True)
        spa = await pool.render(f"http://localhost:{port}/application", DESKTOP, deadline=20)
        unknown = await pool.render("http://no-such-host.invalid/", DESKTOP, deadline=20)

    assert seen.ok
    assert spa.html.count("жүктелген мазмұн") == 21
    assert unknown.state is PageState.PRIVATE
    assert {f"http://localhost:{port}/", f"http://127.0.0.1:{port}/"} <= set(asked)


async def test_private_addresses_are_refused_behind_names_too(site: Site) -> None:
    """With the gate of an ordinary audit neither loopback by number nor a name that leads to it is opened."""
    port = site.server_address[1]
    site.asked.clear()
    async with BrowserPool(find_chromium(), gate=public_only) as pool:
        number = await pool.render(f"http://127.0.0.1:{port}/plain", DESKTOP, deadline=20)
        name = await pool.render(f"http://localhost:{port}/plain", DESKTOP, deadline=20)
        secure = await pool.render(f"https://localhost:{port}/plain", DESKTOP, deadline=20)
        unknown = await pool.render("http://no-such-host.invalid/", DESKTOP, deadline=20)

    assert [number.state, name.state, secure.state] == [PageState.PRIVATE] * 3
    assert unknown.state is PageState.DNS
    assert site.asked == []


async def test_no_browser_is_said_at_the_start() -> None:
    """A machine without an engine, or with a broken one, is told so when the pool starts."""
    with pytest.raises(NoBrowser, match="no Chromium"):
        await BrowserPool(None).start()
    with pytest.raises(NoBrowser, match="/bin/false"):
        await BrowserPool(Engine(name="chromium", version="1", path="/bin/false", how="env")).start()


@pytest.mark.parametrize("path", ["/marks", "/shadow", "/contrast", "/plain"])
async def test_axe_answers_the_same_when_it_is_spared_work(pool: BrowserPool, site: Site, path: str) -> None:
    """Colours and styles that are remembered while axe-core runs change none of its answers."""
    asked = {"rules": live.RULES, "contrast": 4.5, "most": live.MOST_NODES}
    own = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    async def work(tab: Tab, clock: Clock) -> list[object]:
        await load(tab, site.url + path, clock)
        spared = await tab.ask(with_selectors(live.PACKAGE, "axe.js"), asked)
        await tab.ask(f"(() => {{ delete globalThis.axe; {own}\n; }})")
        return [spared, await tab.ask(with_selectors(live.PACKAGE, "axe.js"), asked)]

    spared, plain = await pool.use(DESKTOP, work, live=True, seconds=30)

    assert spared == plain
