"""The sample site crawled in both shapes with a real browser."""

from collections import Counter
from pathlib import Path

import pytest

from crawler.browser import find_chromium
from crawler.client import Limits
from facts import PageState
from fixtures.site.server import serve
from tests.crawling import crawled

pytestmark = [pytest.mark.browser, pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")]


def test_server_rendered(tmp_path: Path) -> None:
    """In the shape with /kk/ /ru/ /en/ nothing is rendered but the sample, every page is seen in both languages, no link is dead."""
    with serve("paths") as served:
        seen = crawled(
            tmp_path, served.url, limits=Limits(), langs=("kk", "ru"), profiles=("desktop-chrome", "phone-android"), sample_pages=3
        )
    desktop = [page for page in seen.pages if page.profile == "desktop-chrome"]
    by_lang = Counter(page.lang for page in desktop if page.url != served.url)
    assert by_lang["kk"] == by_lang["ru"] > 50
    assert len(seen.pairs) == by_lang["kk"]
    assert set(seen.homes) == {"kk", "ru", "en"}
    assert [page.url for page in desktop if page.rendered] == [page.url for page in seen.pages if page.profile == "phone-android"]
    assert all(page.live and page.live.axe is not None for page in seen.pages if page.sampled)
    assert {target.state.value for target in seen.targets.values()} == {"alive"}
    assert seen.coverage.complete
    assert seen.reached_outside


def test_javascript_application(tmp_path: Path) -> None:
    """In the shape of the unified platform the whole site is rendered, its language is in the query, robots.txt keeps its files."""
    with serve("app") as served:
        seen = crawled(tmp_path, served.url, limits=Limits(), langs=("kk", "ru"), sample_pages=2, max_pages=14)
    pages = [page for page in seen.pages if page.ok]
    assert all(page.rendered and page.links for page in pages)
    assert len(pages) == 14
    assert {page.lang for page in pages} == {"kk", "ru"}
    assert seen.scope.prefix == "/memleket/entities/tabigimura"
    assert seen.homes["ru"].endswith("?lang=ru")
    assert {one.state for one in seen.documents if "/uploads/" in one.url} <= {PageState.ROBOTS}
    assert seen.coverage.stopped_by == "max-pages"
