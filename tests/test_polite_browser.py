"""A browser keeps to robots.txt and to its host's pace, and says whose it is; seen from the server's side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from audits.errors import PlanError
from crawler.agent import agent, browser_suffix
from crawler.browser import find_chromium
from crawler.browser.rendered import Rendered
from crawler.client import Answer
from crawler.kept_manners import kept_turns
from crawler.manners import Manners
from crawler.pace import LOOPBACK, Hosts, Pace
from crawler.robots import Robots, _rules
from facts import AuditPlan, PageState
from facts.exchange import Exchange
from tekser import options
from tests.crawling import crawled, new_file, plan
from tests.hostile_server import Reply, hostile, page

ORIGIN = "http://127.0.0.1:8"


def rules(text: str) -> Robots:
    """The rules of a robots.txt."""
    return _rules(Answer(status=200, headers={"content-type": "text/plain"}, body=text.encode()), ())


def manners(hosts: Hosts, text: str = "") -> Manners:
    """Manners under one robots.txt for all."""

    async def robots(_: str) -> Robots:
        return rules(text)

    return Manners(hosts, robots)


def hosts(pace: Pace = LOOPBACK) -> Hosts:
    """Hosts that all have one pace."""

    async def pace_of(_: str) -> Pace:
        return pace

    return Hosts(pace_of)


def seen(url: str, *, final: str = "", **fields: object) -> Rendered:
    """What a browser gave."""
    return replace(Rendered(url=url, final_url=final or url, profile="desktop-chrome", state=PageState.OK, status=200), **fields)  # type: ignore[arg-type]


def brings(rendered: Rendered, asked: list[str]) -> Callable[[], Awaitable[Rendered]]:
    """A load that notes that it was done."""

    async def load() -> Rendered:
        asked.append(rendered.url)
        return rendered

    return load


async def test_a_closed_page_is_not_opened() -> None:
    """What robots.txt closes no browser opens either."""
    asked: list[str] = []
    url = f"{ORIGIN}/closed/a"
    rendered = await manners(hosts(), "User-agent: *\nDisallow: /closed\n").opened(url, "desktop-chrome", brings(seen(url), asked))

    assert (rendered.state, asked) == (PageState.ROBOTS, [])


async def test_a_script_that_leads_to_a_closed_page_brings_nothing() -> None:
    """What is seen behind a closed address is not used."""
    url = f"{ORIGIN}/open"
    rendered = await manners(hosts(), "User-agent: *\nDisallow: /closed\n").opened(
        url, "desktop-chrome", brings(seen(url, final=f"{ORIGIN}/closed/a", html="<p>x"), [])
    )

    assert (rendered.state, rendered.html) == (PageState.ROBOTS, "")


async def test_strain_that_a_browser_meets_counts_for_all() -> None:
    """429 to a page load halves what fetches may do, and its Retry-After rests the host."""
    known = hosts()
    url = f"{ORIGIN}/busy"
    busy = seen(url, state=PageState.BLOCKED, status=429, headers={"retry-after": "1"})
    await manners(known).opened(url, "desktop-chrome", brings(busy, []))
    began = asyncio.get_running_loop().time()
    async with known.turn(f"{ORIGIN}/next"):
        waited = asyncio.get_running_loop().time() - began

    assert known.side_by_side(url) == 4
    assert waited > 0.9


@pytest.mark.skipif(find_chromium() is None, reason="no browser on this machine")
def test_a_crawl_with_a_browser_spares_the_host(tmp_path: Path) -> None:
    """Documents asked by fetches and tabs together are as far apart as robots.txt asks, and all name the tool and its contact."""
    shell = '<!doctype html><html lang="ru"><head><title>{0}</title></head><body><div id="app"></div><script>{1}</script></body></html>'
    text = "'<h1>Портал</h1><p>'+'Сведения о работе министерства. '.repeat(30)+'</p><a href=/a>А</a> <a href=/b>Б</a>'"
    fill = f"document.getElementById('app').innerHTML={text}"
    routes = {
        "/robots.txt": Reply("User-agent: *\nCrawl-delay: 0.3\nDisallow: /closed\n", type="text/plain"),
        **{path: Reply(shell.format(path, fill)) for path in ("/", "/a", "/b")},
    }
    with hostile({**routes, "*": Reply(page("Нет"), 404)}) as site:
        facts = crawled(tmp_path, site.url("/"), contact="audit@example.kz")
    documents = [
        (when, headers)
        for when, line, headers in zip(site.times, site.asked, site.headers, strict=True)
        if "favicon" not in line and "robots.txt" not in line
    ]
    apart = [later[0] - earlier[0] for earlier, later in pairwise(documents)]

    assert any(one.rendered for one in facts.pages)
    assert min(apart) > 0.2
    assert all("Tekser" in headers["User-Agent"] and "audit@example.kz" in headers["User-Agent"] for _, headers in documents)


def test_the_user_agent_says_who_why_whom_to_write_to_and_how_to_refuse() -> None:
    """All that the owner of a site wants to read in a log."""
    plan = AuditPlan(url="https://a.gov.kz/", contact="audit@example.kz")

    assert all(
        words in agent(plan)
        for words in ("Tekser/", "audit of government websites", "contact: audit@example.kz", "robots.txt token: tekser")
    )
    assert "audit@example.kz" in browser_suffix(plan)
    assert "contact" not in agent(replace(plan, contact=""))
    assert agent(replace(plan, user_agent="own")) == "own"


@pytest.mark.parametrize("given", ["a@b.kz", "https://audit.example.kz/about", "", "  +7 7172 000000 "])
def test_a_contact_is_taken_as_given(given: str) -> None:
    """An e-mail, a page, a telephone number."""
    assert options.contact(given) == given.strip()


@pytest.mark.parametrize("given", ["Ақпарат", "a@b.kz)\r\nX: y", "a" * 200, 'x";y', "a\x1bb"])
def test_a_contact_that_breaks_a_header_is_refused(given: str) -> None:
    """One clear line, before anything is asked."""
    with pytest.raises(PlanError, match="--contact"):
        options.contact(given)


async def test_pictures_keep_to_the_crawl_delay_that_was_kept(tmp_path: Path) -> None:
    """Pages that are opened again for pictures are as far apart as the robots.txt in the audit file asks; it is not asked for again."""
    exchange = Exchange(
        url=f"{ORIGIN}/robots.txt",
        method="GET",
        sent=(),
        status=200,
        headers=(("Content-Type", "text/plain"),),
        body=b"User-agent: *\nCrawl-delay: 0.2\n",
        cut="",
        at="2026-11-20T00:00:00Z",
        seconds=0.1,
        by="fetch",
        kind="",
    )
    with new_file(tmp_path / "audit", plan(f"{ORIGIN}/")) as file:
        file.put_exchange(exchange)
        turn = kept_turns(file)
        times: list[float] = []

        async def opened(number: int) -> None:
            async with turn(f"{ORIGIN}/{number}"):
                times.append(asyncio.get_running_loop().time())

        await asyncio.gather(*map(opened, range(4)))

    assert min(later - earlier for earlier, later in pairwise(times)) > 0.15
