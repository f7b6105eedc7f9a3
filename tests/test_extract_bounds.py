"""Documents that are made to hold the extractor up: what is beyond its bounds is left out and named, and the rest is read.

Each of them would take minutes without the bounds, so no clock is needed to see that one is gone.
"""

import pytest

from crawler.extract import extract
from crawler.extract.bounds import MAX_ATTRIBUTES, MAX_DEPTH, MAX_OPTIONS, MAX_TAGS, bounded
from facts import Page, PageState

URL = "http://127.0.0.1/ru/news/1"
SEEN = Page(url=URL, final_url=URL, state=PageState.OK, profile="desktop-chrome")
START = "<!doctype html><title>Новости</title><body><p>Бірінші</p>"


def read(html: str) -> Page:
    return extract(html, SEEN, rendered=False)


@pytest.mark.parametrize(
    "monster",
    [
        pytest.param("<div>" * 200_000, id="deep"),
        pytest.param("<div>" * 50_000 + "</div>" * 50_000, id="deep and closed"),
        pytest.param("<p>x" * 100_001, id="many elements"),
        pytest.param("a<!---->" * 160_000, id="many pieces"),
        pytest.param('<p a=">" ' + " ".join(f"a{number}" for number in range(200_000)) + ">", id="attributes"),
        pytest.param("".join(f"<body b{number}=1>" for number in range(50_000)), id="attributes of body"),
        pytest.param("<select>" + "<option>x" * 300_000, id="options"),
        pytest.param("сөз 12.05.2025 " * 40_000, id="dates"),
        pytest.param("<p>" + "8 7172 74 10 16 " * 40_000, id="phones"),
        pytest.param("<div role=link href=/a>" * 510 + "<i>x</i> " * 20_000, id="links in links"),
        pytest.param("<div role=heading>" * 510 + "<i></i>" * 20_000, id="empty headings in headings"),
    ],
)
def test_monsters_are_cut_and_named(monster: str) -> None:
    """What stands before the monster is read, and the facts that lack something say so."""
    page = read(START + monster)

    assert page.title == "Новости"
    assert {page.gaps[fact].reason for fact in ("links", "headings", "breadcrumbs", "contacts", "dates", "main_text")} == {
        "document-too-large"
    }


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<footer>" + "1 " * 200_000, id="figures of a counter"),
        pytest.param("<div class=breadcrumb><a href=/>a</a></div>" * 5_000, id="chains"),
        pytest.param("<div class='" + "header-" * 100_000 + "'>x", id="class name"),
        pytest.param("<a href='/" + "x" * 2_000_000 + "'>y</a>", id="address"),
        pytest.param("<object>" * 500 + "<p>x" * 4_000, id="objects in objects"),
        pytest.param("<p>" + "a." * 300_000 + "@", id="mail"),
        pytest.param("".join(f"<div id=d{at}><img aria-labelledby=d{at + 1}></div>" for at in range(2_000)), id="names of names"),
    ],
)
def test_long_things_are_read(html: str) -> None:
    """One long piece does not hold up the reading of the page."""
    assert read(START + html).title == "Новости"


def test_bounds_let_real_pages_through() -> None:
    """Unclosed paragraphs and items are no depth, a long list of options and a picture in its address are no monster."""
    pages = (
        "<ul>" + "<li><p>item" * 20_000,
        "<table>" + "<tr><td>1<td>2" * 20_000,
        "<select>" + "<option>x" * (MAX_OPTIONS - 1),
        "<img src='data:image/png;base64," + "A" * 500_000 + "'>",
        '<svg><path d="' + "M 0 0 L 10 10 " * 20_000 + '"></svg>',
        "<div>" * 400 + "x" + "</div>" * 400,
    )
    assert [bounded(page) for page in pages] == [(page, False) for page in pages]


@pytest.mark.parametrize(
    ("before", "beyond"),
    [
        ("<div>" * MAX_DEPTH, "<div>x"),
        ("<select>" + "<option>x" * MAX_OPTIONS, "<option>y"),
        ("<p>" * MAX_TAGS, "<p>x"),
        ("<p>x", "<a " + " ".join(f"a{number}='>'" for number in range(3 * MAX_ATTRIBUTES)) + ">"),
    ],
)
def test_the_cut_is_where_the_bound_is(before: str, beyond: str) -> None:
    """Everything up to the bound stays."""
    assert bounded(before + beyond) == (before, True)


def test_names_that_lead_in_a_circle() -> None:
    """A picture named by a container that holds it takes its alternative from there, as browsers do, and ends."""
    page = read("<div id=a>Ту <img alt='Ел' aria-labelledby=b></div><div id=b>Герб <img alt='Тау' aria-labelledby=a></div>")

    assert [image.name for image in page.images] == ["Герб Ту Ел", "Ту Герб Тау"]


def test_an_address_that_is_none_in_a_switch_and_a_chain() -> None:
    """What no parser takes for an address is a link all the same, and no reason to lose the page."""
    page = read("<p><a href='http://[/kk/'>KZ</a> <a href='/ru/'>RU</a></p><p><a href='http://[x'>А</a> / <a href='/b'>Б</a> / В</p>")

    assert [link.raw for link in page.links] == ["http://[/kk/", "/ru/", "http://[x", "/b"]
