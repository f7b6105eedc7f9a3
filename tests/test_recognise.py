"""Walls against programs are told from content, page by page and over a crawl; what is a wall is never judged."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.fetch import Fetched
from crawler.pages import page_of
from crawler.recognise import ALIKE, Wall
from facts import Page, PageState, TargetState
from tests.crawling import crawled, pages
from tests.hostile_server import Reply, hostile
from tests.hostile_server import page as html_page

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "fixtures/walls/cases.toml").read_text(encoding="utf-8"))[
    "case"
]
URL = "https://body.gov.kz/page"


def answered(html: str, url: str = URL, status: int = 200, **headers: str) -> Page:
    """The record of an address that answers so."""
    state = PageState.OK if status == 200 else PageState.HTTP_ERROR
    head = {"content-type": "text/html; charset=utf-8", **headers}
    return page_of(Fetched(url=url, final_url=url, state=state, status=status, headers=head, body=html.encode()))[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_walls_and_content(case: dict[str, Any]) -> None:
    """Each kind of wall is BLOCKED; what only resembles one is content."""
    seen = answered(case["html"], **case.get("headers", {}))

    assert (seen.state is PageState.BLOCKED) is case["wall"], seen.state


@pytest.mark.parametrize("case", [case for case in CASES if case["wall"]], ids=lambda case: case["name"])
def test_a_wall_with_the_status_of_a_failure_is_a_wall(case: dict[str, Any]) -> None:
    """Firewalls answer 503 with their check: that is no failure of the server, and no dead link."""
    assert answered(case["html"], status=503, **case.get("headers", {})).state is PageState.BLOCKED


def plain(number: int, title: str = "", text: str = "") -> Page:
    """A short page with a title and a sentence of its own."""
    words = text or f"Сведения о работе отдела {'абвгдежзик'[number % 10]} за год."
    html = f"<html lang=ru><title>{title or f'Отдел {number}'}</title><body><h1>{title}</h1><p>{words}</p></body></html>"
    return answered(html, f"{URL}/{number}")


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("404", True),
        ("404: page", True),
        ("Министерство | 404 Страница не найдена", True),
        ("404 File not found", True),
        ("404 hectares of degraded pasture restored | Ministry", False),
        ("404-й километр дороги открыт", False),
    ],
)
def test_a_number_is_no_missing_page(title: str, missing: bool) -> None:
    """404 says "not found" alone or before words that say so; news may begin with any number."""
    seen = answered(f"<html lang=en><title>{title}</title><body><h1>{title}</h1><p>The work took two weeks.</p></body></html>")

    assert (seen.state is PageState.NOT_FOUND_SOFT) is missing


def test_a_block_that_begins_in_the_middle() -> None:
    """After real pages every address shows the same short page with status 200: all of those are the wall's, from the first on."""
    wall = Wall()
    content = [wall.note(plain(number)) for number in range(10)]
    blocked = [wall.note(plain(number, "Портал", "Сервис временно недоступен для вас.")) for number in range(10, 20)]

    assert not any(content)
    assert [len(found) for found in blocked] == [0] * (ALIKE - 1) + [ALIKE] + [1] * (10 - ALIKE)
    assert blocked[ALIKE - 1][0] == f"{URL}/10"


def test_a_wall_that_rises_between_pages_asked_side_by_side() -> None:
    """The last page of the content may be answered after the first of the wall, which is the wall's all the same."""
    wall = Wall()
    shown = [wall.note(plain(0, "Портал", "Сервис недоступен.")), wall.note(plain(1))]
    shown += [wall.note(plain(number, "Портал", "Сервис недоступен.")) for number in range(2, 2 + ALIKE)]

    assert shown[-1] == (f"{URL}/0", *(f"{URL}/{number}" for number in range(2, 2 + ALIKE)))
    assert not any(shown[:-1])


def test_pages_of_the_site_are_no_wall() -> None:
    """The same sentence under different titles, or the same page now and then, is a poor site and no wall."""
    wall = Wall()
    poor = [wall.note(plain(number, text="Раздел в разработке.")) for number in range(12)]
    mixed = [wall.note(plain(number, "Пусто" if number % 3 else "", "Ничего нет.")) for number in range(12)]

    assert not any(poor + mixed)


def test_failures_between_do_not_hide_a_wall() -> None:
    """A page that was not seen says nothing about what the site shows."""
    wall = Wall()
    noted = []
    for number in range(ALIKE):
        noted.append(wall.note(plain(number, "Портал", "Сервис недоступен.")))
        wall.note(Page(url="u", final_url="u", state=PageState.TIMEOUT, profile="desktop-chrome"))

    assert len(noted[-1]) == ALIKE


def test_half_an_answer_is_no_short_page() -> None:
    """What broke off in the middle is not judged."""
    half = Fetched(
        url=URL,
        final_url=URL,
        state=PageState.OK,
        status=200,
        headers={"content-type": "text/html"},
        body=b"<html><title>News</title><body><p>Ministry of",
        cut="broken",
    )

    assert page_of(half)[0].state is PageState.BROKEN


@pytest.fixture
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEKSER_CHROMIUM", "no-such-browser")


@pytest.mark.usefixtures("_no_browser")
def test_a_crawl_behind_a_wall_that_rises(tmp_path: Path) -> None:
    """A site that shows eight pages and then the same page for everything: the eight are content, the rest is blocked, no link is dead."""
    seen: set[str] = set()

    def site_page(path: str) -> Reply:
        seen.add(path)
        if len(seen) > 9:  # the first is an address that never existed
            return Reply("<title>Портал</title><h1>Портал</h1><p>Сервис для вас временно недоступен.")
        return Reply(html_page(f"Страница {path}", *(f"/p{number}" for number in range(90))))

    with hostile({"/robots.txt": Reply(status=404), "/sitemap.xml": Reply(status=404), "*": site_page}) as site:
        facts = crawled(tmp_path, site.url("/"))
    states = {url: page.state for url, page in pages(facts).items()}

    assert sum(state is PageState.OK for state in states.values()) in range(4, 10)
    assert set(states.values()) == {PageState.OK, PageState.BLOCKED}
    assert facts.coverage.stopped_by == "site-refused"
    assert not [target for target in facts.targets.values() if target.state is TargetState.DEAD]


@pytest.mark.usefixtures("_no_browser")
def test_a_site_that_shows_one_page_for_everything_has_no_dead_links(tmp_path: Path) -> None:
    """A wall that is there from the first address on, in words that nobody knows: its pages are not "not found"."""
    wall = Reply(html_page("Портал", "/a", "/b", "/c", "/d", "/e", "/f", text="Сервис для вас временно недоступен, попробуйте позднее."))
    with hostile({"/robots.txt": Reply(status=404), "/sitemap.xml": Reply(status=404), "*": wall}) as site:
        facts = crawled(tmp_path, site.url("/"))

    assert PageState.NOT_FOUND_SOFT not in {page.state for page in facts.pages}
    assert not [target for target in facts.targets.values() if target.state is TargetState.DEAD]
