"""Walls against programs are told from content, page by page and over a crawl; what is a wall is never judged."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.fetch import Fetched
from crawler.pages import page_of
from crawler.recognise import ALIKE, Wall
from facts import Page, PageState

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


def test_a_block_that_begins_in_the_middle() -> None:
    """After real pages every address shows the same short page with status 200: all of those are the wall's, from the first on."""
    wall = Wall()
    content = [wall.note(plain(number)) for number in range(10)]
    blocked = [wall.note(plain(number, "Портал", "Сервис временно недоступен для вас.")) for number in range(10, 20)]

    assert not any(content)
    assert [len(found) for found in blocked] == [0] * (ALIKE - 1) + [ALIKE] + [1] * (10 - ALIKE)
    assert blocked[ALIKE - 1][0] == f"{URL}/10"


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
