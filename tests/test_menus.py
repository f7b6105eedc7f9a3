"""Menus that hold their links back until they are pressed: they are opened on the home pages, and what could not be opened is said."""

import dataclasses
from pathlib import Path

import pytest

from checks.commons.content.finder import Finder
from checks.commons.content.index import SiteContent
from checks.commons.seen import absence_proven
from crawler import Interrupted, Silent, crawl
from crawler.extract import extract
from crawler.menus import MOST_LINKS, has_closed_menus
from facts import Coverage, Link, Page, PageState
from tests.crawling import QUICK, Watch, crawled, held, new_file, pages, plan
from tests.hostile_server import Reply, Routes, hostile, page
from tests.test_content_finder import CGB, HOME, HOST, ITEMS, STEMS, site
from tests.test_content_finder import page as content_page

TEXT = "Министерство публикует на этой странице сведения о своей работе, приёме граждан и принятых решениях, а также новости отрасли."
# As component libraries build them: pointerdown opens, the entries stand at the end of the body, Escape takes them away.
SCRIPT = """
const open = (button) => {
  const menu = document.createElement("div");
  menu.setAttribute("role", "menu");
  menu.innerHTML = button.dataset.entries;
  document.body.append(menu);
  button.setAttribute("aria-expanded", "true");
};
document.querySelectorAll("nav button").forEach((button) => button.addEventListener("pointerdown", () => open(button)));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("[role=menu]").forEach((menu) => menu.remove());
  document.querySelectorAll("nav button").forEach((button) => button.setAttribute("aria-expanded", "false"));
});
"""


ONE = ("О нас", "<a href='/ru/staff'>Руководство</a>")


def home(*menus: tuple[str, str], script: str = SCRIPT) -> str:
    """A home page whose menus (name, entries as HTML) hold their entries back."""
    buttons = "".join(
        f"<button aria-haspopup='menu' aria-expanded='false' data-entries=\"{entries}\">{name}</button>" for name, entries in menus
    )
    return (
        f"<!DOCTYPE html><html lang='ru'><head><meta charset='utf-8'><title>Министерство</title></head><body><header><nav>"
        f"<a href='/ru/news'>Новости</a>{buttons}</nav></header><main><h1>Министерство</h1><p>{TEXT * 4}</p></main>"
        f"<script>{script}</script></body></html>"
    )


def routes(front: str) -> Routes:
    """The home page and the pages behind its menus."""
    named = {"news": "Новости", "staff": "Руководство", "acts": "Нормативные правовые акты", "plan": "План"}
    return {"/ru/": Reply(front), **{f"/ru/{path}": Reply(page(name, text=TEXT + name)) for path, name in named.items()}}


@pytest.mark.browser
def test_pages_behind_closed_menus_are_found(tmp_path: Path) -> None:
    """Every menu is pressed, what it shows is followed, and the names by which it calls the pages are kept."""
    front = home(("О нас", "<a href='/ru/staff'>Руководство</a>"), ("Документы", "<a href='/ru/acts'>Акты</a> <a href='/ru/plan'>План</a>"))
    with hostile(routes(front)) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"), sample_pages=1)
    found = pages(seen)

    assert {"/ru/staff", "/ru/acts", "/ru/plan"} <= set(found)
    assert [(link.text, link.url.removeprefix(seen.scope.origin)) for link in found["/ru/"].pressed] == [
        ("Руководство", "/ru/staff"),
        ("Акты", "/ru/acts"),
        ("План", "/ru/plan"),
    ]
    assert found["/ru/staff"].depth == 1
    assert seen.coverage.unopened_menus == ()


@pytest.mark.browser
@pytest.mark.parametrize(
    "front",
    [
        home(
            ONE, script=SCRIPT.replace("document.body.append(menu)", "setTimeout(() => document.body.append(menu), 700)")
        ),  # it is asked for first
        home(ONE).replace("<button ", "<button class='menu-closed' "),
        # a frame that only class names tell
        home(ONE)
        .replace("<header><nav>", "<div class='header'><div class='nav'>")
        .replace("</nav></header>", "</div></div>")
        .replace("nav b", ".nav b"),
        home(("", ONE[1]), ("", "<a href='/ru/acts'>Акты</a>")),  # two controls without a name
        home(ONE, ("Тема", "<div role='menuitem'>Светлая</div>")),  # what another control keeps to itself takes nothing away
    ],
)
def test_what_menus_show_is_kept(tmp_path: Path, front: str) -> None:
    """Late entries, any class, controls that are called alike, and links beside a menu that tells nothing."""
    with hostile(routes(front)) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"), sample_pages=1)

    assert "/ru/staff" in pages(seen)
    assert ("/ru/acts" in pages(seen)) is ("/ru/acts" in front)
    assert bool(seen.coverage.unopened_menus) is ("Тема" in front)


@pytest.mark.browser
def test_files_and_other_sites_behind_menus_are_linked(tmp_path: Path) -> None:
    """A file that only a menu leads to has its page and language; another site is asked like any target."""
    entries = "<a href='/ru/plan.txt'>План</a> <a href='https://127.0.0.1:9/x'>Партнёр</a>"
    with hostile({**routes(home(("О нас", entries))), "/ru/plan.txt": Reply("План закупок на 2026 год", type="text/plain")}) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"), sample_pages=1)

    assert [(one.depth, len(one.linked_from), one.lang) for one in seen.documents] == [(1, 1, "ru")]
    assert "https://127.0.0.1:9/x" in seen.targets


@pytest.mark.browser
def test_menus_are_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl that goes on knows what the menus showed before it was stopped."""

    def stop(phase: str, done: int, _known: int, _current: str) -> None:
        if phase == "fetch" and done == 2:
            raise KeyboardInterrupt

    async def none(*_: object) -> None:
        raise AssertionError("the menus were pressed again")

    with hostile(routes(home(("О нас", "<a href='/ru/staff'>Руководство</a>")))) as served:
        asked = plan(served.url("/ru/"), sample_pages=1)
        with new_file(tmp_path / "a", asked) as file:
            with pytest.raises(Interrupted):
                crawl(asked, file, Watch(stop), limits=QUICK)
            monkeypatch.setattr("crawler.menus._opened", none)
            crawl(asked, file, Silent(), limits=QUICK)
            seen = held(file.site())

    assert [link.text for link in pages(seen)["/ru/"].pressed] == ["Руководство"]
    assert seen.coverage.unopened_menus == ()


@pytest.mark.browser
def test_what_was_not_opened_stays_told_when_a_crawl_goes_on(tmp_path: Path) -> None:
    """Some menus were opened before the crawl was stopped, one told nothing: that is no whole view of the menus later either."""

    def stop(phase: str, done: int, _known: int, _current: str) -> None:
        if phase == "fetch" and done == 2:
            raise KeyboardInterrupt

    with hostile(routes(home(ONE, ("Тема", "<div role='menuitem'>Светлая</div>")))) as served:
        asked = plan(served.url("/ru/"), sample_pages=1)
        with new_file(tmp_path / "a", asked) as file:
            with pytest.raises(Interrupted):
                crawl(asked, file, Watch(stop), limits=QUICK)
            crawl(asked, file, Silent(), limits=QUICK)
            seen = held(file.site())

    assert "/ru/staff" in pages(seen)
    assert seen.coverage.unopened_menus == (served.url("/ru/"),)


@pytest.mark.browser
def test_links_that_open_something_are_followed_not_pressed(tmp_path: Path) -> None:
    """A link of a menu that also opens a part leads somewhere: it is left alone, and what a menu brings without end is bounded."""
    one = "document.querySelector('nav').insertAdjacentHTML('beforeend', `<a href='/ru/news?n=${n}'>${n}</a>`)"
    many = f"for (let n = 0; n < 5000; n += 1) {one}"
    front = home(("Новости", ""), script=f"document.querySelector('nav button').onclick = () => {{ {many} }}")
    link = (
        "<a href='/ru/staff' aria-haspopup='true' aria-expanded='false' onclick=\"history.pushState({}, '', '/ru/other')\">Руководство</a>"
    )
    with hostile(routes(front.replace("<nav>", f"<nav>{link}"))) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"), sample_pages=1, max_pages=5)

    assert seen.coverage.unopened_menus == ()
    assert len(pages(seen)["/ru/"].pressed) == MOST_LINKS


@pytest.mark.browser
@pytest.mark.parametrize(
    ("front", "why"),
    [
        (home(("О нас", "<div role='menuitem'>Руководство</div>")), "entries without an address"),
        (
            home(("О нас", ""), script="document.querySelector('nav button').onclick = () => history.pushState({}, '', '/ru/other')"),
            "led away",
        ),
    ],
)
def test_menus_that_say_nothing_are_told(tmp_path: Path, front: str, why: str) -> None:
    """What a menu leads to by script alone stays unseen, and is said to be."""
    with hostile(routes(front)) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"), sample_pages=1)

    assert seen.coverage.unopened_menus == (served.url("/ru/"),), why


def test_closed_menus_without_a_browser_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be pressed, what the menus hold is unseen."""
    monkeypatch.setenv("TEKSER_CHROMIUM", "no-such-browser")
    with hostile(routes(home(("О нас", "<a href='/ru/staff'>Руководство</a>")))) as served:
        seen = crawled(tmp_path / "a", served.url("/ru/"))

    assert seen.coverage.unopened_menus == (served.url("/ru/"),)
    assert seen.coverage.walked
    assert not absence_proven(seen, CGB)


def read(nav: str) -> Page:
    """A page with this in its menu, as it was fetched."""
    seen = Page(url=f"{HOST}/ru/", final_url=f"{HOST}/ru/", state=PageState.OK, profile="desktop-chrome")
    return extract(f"<html><body><header><nav>{nav}</nav></header><main><p>{TEXT}</p></main></body></html>", seen, rendered=False)


@pytest.mark.parametrize(
    ("nav", "closed"),
    [
        ("<button aria-haspopup='menu' aria-expanded='false'>О нас</button><a href='/news'>Новости</a>", True),
        ("<button aria-expanded='false' aria-controls='m'>О нас</button>", True),
        ("<button aria-expanded='false' aria-controls='m'>О нас</button><ul id='m' hidden><li><a href='/a'>А</a></ul>", False),
        ("<button aria-expanded='false' aria-controls='m n'>О нас</button><div id='m'></div>", True),
        ("<button aria-haspopup='true'>О нас</button><ul hidden><li><a href='/a'>А</a></ul>", False),
        ("<button aria-haspopup='dialog' aria-expanded='true'>Поиск</button>", False),
        ("<button>О нас</button>", False),
    ],
)
def test_what_the_document_holds_needs_no_press(nav: str, closed: bool) -> None:
    """Menus that stand closed in the document are read as they are."""
    assert has_closed_menus(read(nav)) is closed


def test_a_page_is_known_by_what_a_pressed_menu_calls_it() -> None:
    """The names of a menu that was pressed open lead to items like those of any menu; one that stays closed leaves absence open."""
    link = Link(url=f"{HOST}/p", raw="/p", text="График приёма граждан", selector="button", region="nav", visible=False)
    there = content_page("/p", "Важное", "Министр: вторник, 16.00-18.00. Запись: 8 (7172) 74-10-16")
    known = site(dataclasses.replace(HOME, pressed=(link,)), there)
    said = Finder(SiteContent(known, CGB), CGB, "ru", STEMS).find(ITEMS["reception_schedule"])
    unopened = site(HOME, coverage=Coverage(unopened_menus=(HOME.url,)))

    assert said.outcome == "met"
    assert (said.places[0].how, said.places[0].words) == ("menu", "Важное · График приёма граждан")
    assert Finder(SiteContent(unopened, CGB), CGB, "ru", STEMS).find(ITEMS["grants"]).reason == "menu-unopened"


def test_another_site_behind_a_menu_is_what_it_stands_for() -> None:
    """A link to the state's portal of appeals is one wherever it stands."""
    link = Link(url="https://eotinish.kz/ru", raw="https://eotinish.kz/ru", text="Электронные обращения", selector="button", region="nav")

    def said(home: Page) -> str:
        return Finder(SiteContent(site(home), CGB), CGB, "ru", STEMS).find(ITEMS["e_appeals"]).outcome

    assert said(dataclasses.replace(HOME, pressed=(link,))) == said(dataclasses.replace(HOME, links=(link,))) == "met"
