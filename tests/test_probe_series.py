"""Probes of one visit on pages that will not be probed: each has its own chance, each page ends in its time, and the next one is shown."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
import pytest_asyncio

from crawler.browser import DESKTOP, BrowserPool, Rendered, find_chromium
from crawler.browser.tab import Tab
from crawler.probes.every import PROBES
from crawler.probes.series import Probe
from tests.browser_site import PAGES, Site, page, running_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FORM = '<form action="/x" method="post"><label>E-mail <input type="email" name="e" required></label><button>Жіберу</button></form>'
HOSTILE = {
    "/leaves-later": "setTimeout(() => { location.href = '/plain'; }, 1500)",
    "/leaves-at-a-key": "addEventListener('keydown', () => { location.href = '/plain'; })",
    "/hangs-at-a-key": "addEventListener('keydown', () => { for (;;) ; })",
    "/replaces": "setInterval(() => { document.body.innerHTML = document.body.innerHTML; }, 1000)",
    "/storms": "setInterval(() => { alert(1); print(); open('/plain'); document.body.innerHTML += ' '; }, 300)",
    "/swells": "const all = []; setInterval(() => all.length < 40 && all.push(new Array(1e6).fill(all.length)), 50)",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pages = {path: page(f"<main><h1>Бас бет</h1>{FORM}<p>Мәтін</p></main><script>{code};</script>") for path, code in HOSTILE.items()}
    with patch.dict(PAGES, pages), running_site() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    async with BrowserPool(find_chromium()) as running:
        yield running


def _probe(fact: str, source: str, seconds: float = 1.5) -> Probe:
    async def ask(tab: Tab, _: Rendered) -> Any:
        return await tab.ask(source)

    return Probe(fact=fact, seconds=seconds, ask=ask)


def _hangs(fact: str) -> Probe:
    return _probe(fact, "(() => { for (;;) ; })")


LEAVES = _probe("keyboard", "(() => { location.href = '/plain?away'; return new Promise(() => undefined); })")
READS = _probe("tried_forms", "(() => location.pathname + location.search)", 5)


async def _visited(pool: BrowserPool, url: str, probes: tuple[Probe, ...], deadline: float) -> Rendered:
    with patch("crawler.browser.pool.PROBES", probes):
        return await pool.visit(url, DESKTOP, deadline=deadline)


def _reasons(seen: Rendered) -> dict[str, str]:
    return {fact: gap.reason for fact, gap in seen.gaps.items()}


async def test_each_probe_has_its_own_chance(pool: BrowserPool, site: Site) -> None:
    """A page that hangs under one probe and leaves under the next stands again as it was for the third."""
    seen = await _visited(pool, site.url + "/plain", (_hangs("enlarged"), LEAVES, READS), 40)

    assert seen.live is not None
    assert seen.live.tried_forms == "/plain"
    assert _reasons(seen) == {"live.enlarged": "probe-timeout", "live.keyboard": "went-away"}


async def test_time_that_is_used_up_is_said(pool: BrowserPool, site: Site) -> None:
    """Where no time is left to load the page once more, the probes behind name the one that took it."""
    seen = await _visited(pool, site.url + "/plain", (replace(_hangs("enlarged"), seconds=9), READS), 8)

    assert _reasons(seen) == {"live.enlarged": "probe-timeout", "live.tried_forms": "probe-timeout"}
    assert seen.gaps["live.tried_forms"] == seen.gaps["live.enlarged"]


async def test_a_probe_under_which_the_page_dies_is_left_out(pool: BrowserPool, site: Site) -> None:
    """A renderer that crashes under a probe costs that fact, on the first load and on one for the rest."""

    async def crashes(tab: Tab, _: Rendered) -> None:
        crashing = asyncio.ensure_future(tab.cdp.send("Page.crash"))
        crashing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait((crashing,), timeout=5)

    crash = Probe(fact="keyboard", seconds=8, ask=crashes)
    first = await _visited(pool, site.url + "/plain", (crash, READS), 30)
    later = await _visited(pool, site.url + "/plain", (_hangs("enlarged"), crash, READS), 40)

    for seen in (first, later):
        assert seen.live is not None
        assert seen.live.tried_forms == "/plain"
    assert _reasons(first) == {"live.keyboard": "probe-failed"}
    assert _reasons(later) == {"live.enlarged": "probe-timeout", "live.keyboard": "probe-failed"}


@pytest.mark.parametrize("path", HOSTILE)
async def test_a_page_that_will_not_be_probed_ends_in_time(pool: BrowserPool, site: Site, path: str) -> None:
    """Leaving, hanging, dialogs, tabs, printing, growing: every fact is there or says why not, and the next page is shown."""
    seen = await asyncio.wait_for(pool.visit(site.url + path, DESKTOP, deadline=40, contrast=4.5), 60)
    after = await pool.visit(site.url + "/plain", DESKTOP, deadline=25, live=False)

    assert after.ok
    assert seen.ok, seen.why
    if seen.live is None:
        assert seen.gaps["live"].reason == "went-away"
        return
    for probe in PROBES:
        gap = seen.gaps.get(f"live.{probe.fact}")
        assert (getattr(seen.live, probe.fact) is None) == (gap is not None), (probe.fact, gap)
        assert gap is None or gap.reason in {"went-away", "probe-timeout", "probe-failed", "time-over"}
    if path == "/hangs-at-a-key":
        assert seen.gaps["live.keyboard"].reason in {"probe-timeout", "time-over"}  # the latter on a busy machine
        assert seen.live.tried_forms
