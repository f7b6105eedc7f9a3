"""What real sites show in a form of their own: read as the crawler reads it, such a thing is not called missing."""

import dataclasses

import pytest

import methodology
from checks.base import collect
from checks.commons.keyboard import left_to_mouse
from checks.runner import run_check
from crawler.extract import extract
from facts import Body, Coverage, Finding, Lang, Names, Page, PageState
from facts.live_keyboard import MouseControl
from tests.cases import site

CHECKS = collect()
PARAMS = methodology.load().params_for("cgb")


def page(body: str, *, path: str = "/ru/", lang: Lang = "ru", rendered: bool = True, head: str = "") -> Page:
    """A page as the crawler reads it."""
    url = f"https://body.gov.kz{path}"
    seen = Page(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", lang=lang, rendered=rendered)
    html = f"<!doctype html><html lang='{lang}'><head><title>Орган</title>{head}</head><body>{body}</body></html>"
    return dataclasses.replace(extract(html, seen, rendered=rendered), is_home=path == f"/{lang}/")


def said(check: str, *pages: Page, **about: object) -> list[Finding]:
    """What a check says of a site with these pages, seen whole."""
    homes = {one.lang: one.url for one in pages if one.is_home and one.lang}
    whole = site(*pages, start_url="https://body.gov.kz/ru/", homes=homes, **about)
    return list(run_check(CHECKS[check], whole, PARAMS).findings)


def kinds(check: str, *pages: Page, **about: object) -> list[tuple[str, str]]:
    """Outcomes and kinds of what a check says."""
    return [(one.outcome.value, one.kind) for one in said(check, *pages, **about)]


TABS = "<main><h1>Контакты</h1><p>Адрес и телефоны.</p>{}<div role='tabpanel'>Адрес: Астана</div></main>"


@pytest.mark.parametrize(
    "named",
    [
        "<div role='tablist'><button role='tab'>Контакты</button><button role='tab'>Часто задаваемые вопросы</button></div>",
        "<ul role='tablist'><li role='tab' tabindex='0'>Контакты</li><li role='tab' tabindex='-1'>Жиі қойылатын сұрақтар</li></ul>",
        "<ul class='nav nav-tabs'><li><a data-toggle='tab' href='#faq'>Часто задаваемые вопросы</a></li></ul>",
        "<button class='accordion'>FAQ</button>",
        "<details><summary>Частые вопросы</summary></details>",
        "<div style='display:none'><h3>Часто задаваемые вопросы</h3></div>",
        "<div class='title'>Часто задаваемые вопросы</div><div>Как записаться на приём?</div>",
    ],
)
@pytest.mark.parametrize("path", ["/ru/", "/ru/contacts"])
def test_named_questions_are_not_absent(named: str, path: str) -> None:
    """4-4.4: a FAQ that a tab, a button, a summary, a heading or a styled line names is a person's to open, and never called absent."""
    assert kinds("4-4.4", page(TABS.format(named), path=path)) == [("undecided", "faq-unclear")]


def test_questions_folded_in_are_no_empty_section() -> None:
    """4-4.4: a section whose questions unfold by a script is not called empty, nor is a home page of few words with such a heading."""
    folded = "<main><h1>FAQ</h1>{}<div hidden>Как записаться? Позвоните нам. Сколько ждать?</div></main>"
    heading = "<main><h2>Часто задаваемые вопросы</h2></main>"

    assert kinds("4-4.4", page(folded.format(""), path="/ru/faq")) == [("undecided", "faq-unclear")]
    assert kinds("4-4.4", page(heading)) == [("undecided", "faq-unclear")]
    assert kinds("4-4.4", page("<main><h1>FAQ</h1></main>", path="/ru/faq")) == [("not-met", "faq-empty")]


@pytest.mark.parametrize(
    ("lang", "named"),
    [
        ("ru", "<section id='qna'><h2>Вопросы и ответы</h2><details><summary>Как записаться?</summary>По телефону.</details></section>"),
        ("kk", "<section id='qna'><h2>Сұрақтар және жауаптар</h2><p>Қалай жазылуға болады? Телефон арқылы.</p></section>"),
        ("ru", "<nav><a href='#qna'>Вопросы и ответы</a></nav><div id='qna'>Как записаться на занятия? По телефону.</div>"),
    ],
)
def test_a_part_with_questions_and_answers_is_a_persons_to_judge(lang: Lang, named: str) -> None:
    """4-4.4: a part of a page that is called questions and answers, not frequent ones, may be the section asked for."""
    body = f"<main><h1>Дворец школьников</h1>{named}</main>"

    assert kinds("4-4.4", page(body, path=f"/{lang}/", lang=lang)) == [("undecided", "faq-by-another-name")]


def test_questions_of_another_sort_stay_absent() -> None:
    """4-4.4: tabs with other names and a sentence about questions without one do not make a FAQ."""
    other = "<div role='tablist'><button role='tab'>Контакты</button><button role='tab'>Вопросы экологии</button></div>"

    assert kinds("4-4.4", page(TABS.format(other))) == [("not-met", "no-faq")]
    assert kinds("4-4.4", page(TABS.format("<p>Создан раздел часто задаваемых вопросов.</p>"))) == [("not-met", "no-faq")]


COMMENTS = (
    "<section><h5>{}</h5><form method='post' id='comment_form'><label>Имя:</label><input name='comment_sender'>"
    "<label>Комментарий:</label><textarea name='comment_content'></textarea><input type='submit' value='Отправить комментарий'></form>"
    "</section>"
)


@pytest.mark.parametrize(
    "call",
    [
        "Уважаемые посетители блога! Заполнив форму, указанную ниже, вы можете задать ваши вопросы.",
        "Құрметті блогқа келушілер! Төменде көрсетілген үлгіні толтыру арқылы Сіз сұрақтарыңызды қоя аласыз.",
        "Уважаемые жители! Оставьте свой вопрос, мы ответим.",
    ],
)
def test_comments_that_take_questions(call: str) -> None:
    """4-4.1: a form named for comments, on a page that asks for questions, may be a form for requests; a person decides."""
    assert kinds("4-4.1", page(COMMENTS.format(call), path="/ru/blog")) == [("undecided", "feedback-form-unclear")]


def test_comments_on_a_text_are_no_feedback() -> None:
    """4-4.1: a form of comments below a piece of news is no form for requests."""
    assert kinds("4-4.1", page(COMMENTS.format("Открыта новая школа."), path="/ru/news/1")) == [("not-met", "no-feedback-form")]


def test_a_form_that_a_script_sends() -> None:
    """4-4.1: a form without a method and an address is sent by a script; with fields for a sender and a text it is not nothing."""
    form = "<main><form><input name='name'><textarea name='text'></textarea><button>Жіберу</button></form></main>"

    assert kinds("4-4.1", page(form, path="/ru/contacts")) == [("undecided", "feedback-form-unclear")]


@pytest.mark.parametrize(
    "field",
    [
        "<div class='searchBarMain'><img src='/media/loupe.3f2a.png'><input type='text' class='searchInput'></div><button>Ок</button>",
        "<div class='bar'><img src='/img/search.svg'><input></div>",
        "<div class='bar'><input type='text'><i class='fa fa-search'></i></div>",
        "<div><input type='text' id='site_search'></div>",
        "<label class='top'><svg><use href='/icons.svg'></use></svg><input type='text'><span title='Лупа'></span></label>",
    ],
)
def test_a_field_that_may_be_the_search(field: str) -> None:
    """4-2.6: a line beside a magnifier, or with the class of a search, is not "no search", and neither are the parts that depend on it."""
    found = said("4-2.6", page(f"<div><h1>Институт</h1>{field}<p>Текст.</p></div>"))

    assert {one.part: one.outcome.value for one in found} == dict.fromkeys("1234", "undecided")


def test_a_field_for_something_else_is_no_search() -> None:
    """4-2.6: a letter's fields, a subscription and a sign-in are no search, and where there is nothing else it is missing."""
    letter = "<main><form method='post'><input name='name'><input type='email' name='mail'><textarea name='text'></textarea></form></main>"
    door = "<header><form method='post'><input name='login'><input type='password' name='pass'></form></header>"

    assert {one.kind for one in said("4-2.6", page(letter + door))} == {"no-search-field"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div class='hero'><h1>ИНСТИТУТ ИОНОСФЕРЫ</h1><h1>Мы старейший институт.</h1></div>", ("met", "")),
        ("<nav><a class='navbar-brand' href='/ru/'>«Институт ионосферы»</a><a href='/ru/news'>Новости</a></nav>", ("met", "")),
        ("<main><h1>Официальный сайт Института ионосферы</h1></main>", ("met", "")),
        ("<main><h1>Добро пожаловать в Институт ионосферы</h1></main>", ("undecided", "name-among-words")),
        ("<main><h1>Официальный визит делегации в Институт ионосферы</h1></main>", ("undecided", "name-among-words")),
        ("<nav><a href='/ru/about'>Институт ионосферы</a></nav>", ("undecided", "name-among-words")),
        ("<nav><a href='https://other.kz/'>Институт ионосферы</a></nav>", ("undecided", "name-among-words")),
        ("<main><h1>Новости</h1></main><footer><h4>Институт ионосферы</h4></footer>", ("not-met", "name-missing")),
    ],
)
def test_the_name_that_a_visitor_sees(body: str, expected: tuple[str, str]) -> None:
    """4-2.11: the name over the home page or beside its menu is the site's name; at the foot of the page it is not."""
    names = {"ru": {"full": "ДТОО «Институт ионосферы»", "short": ["Институт ионосферы"]}}

    assert kinds("4-2.11", page(body), body={"names": names}) == [expected]


LONG = "var config = 1;" * 2000


@pytest.mark.parametrize(
    ("head", "outcome"),
    [
        ("<script src='https://www.google-analytics.com/analytics.js'></script><script src='/main.js'></script>", "undecided"),
        ("<script>var maps = {counter: 'https://www.google-analytics.com/analytics.js'};</script>", "undecided"),
        (f"<script>{LONG}e.GoogleAnalyticsObject='ga';load('https://www.google-analytics.com/analytics.js')</script>", "undecided"),
        ('<script type=\'application/json\'>{"csp": "https://mc.yandex.ru/watch/1"}</script>', "undecided"),
        ("<script src='https://mc.yandex.ru/metrika/tag.js'></script>", "undecided"),
        (
            "<script>ga('create', 'UA-1-1', 'auto');</script><script async src='https://www.google-analytics.com/analytics.js'></script>",
            "met",
        ),
        ("<script async src='https://www.googletagmanager.com/gtag/js?id=G-1'></script>", "met"),
        ("<script>(function(m,e){})(window,document,'https://mc.yandex.ru/metrika/tag.js');ym(123, 'init');</script>", "met"),
        ("<noscript><img src='https://mc.yandex.ru/watch/123'></noscript>", "met"),
        ("<script>document.write('<img src=//counter.yadro.ru/hit?t44>')</script>", "met"),
        ("<script src='/main.js'></script>", "not-met"),
    ],
)
def test_a_counter_is_started(head: str, outcome: str) -> None:
    """4-4.6: an address that counts or a snippet that starts a counter is one; a file or a name that a library brings may be nobody's."""
    assert [one.outcome.value for one in said("4-4.6", page("<main><h1>Басты</h1></main>", head=head))] == [outcome]


@pytest.mark.parametrize(
    ("role", "composite", "expected"), [("tablist", True, None), ("tablist", False, "undecided"), ("", False, "not-met")]
)
def test_a_box_of_a_widget_that_tab_leaves_out(role: str, composite: bool, expected: str | None) -> None:
    """4-3.4: a box that was seen to hand the focus on is operable; one that may do so some other way is left to a person."""
    control = MouseControl(selector="#t", name="Бөлімдер", tag="div", why="skipped", role=role, composite=composite)
    found = left_to_mouse(control)

    assert (found.outcome.value if found else None) == expected


PARTS = "".join(f"<a href='#{part}'>{part}</a>" for part in ("about", "lessons", "questions", "staff", "documents"))
SECTIONS = "".join(f"<section id='{part}'><h2>{part}</h2></section>" for part in ("about", "lessons", "questions", "staff", "documents"))


def menus(*pages: Page, **about: object) -> list[tuple[str, str, str]]:
    """What 4-2.3 says of menus: page, outcome, kind, of findings about menus alone."""
    said_of = [
        (one.page, one.outcome.value, one.kind) for one in said("4-2.3", *pages, **about) if one.kind == "no-menu" or one.target == "menu"
    ]
    return sorted(said_of)


def test_the_menu_of_a_site_of_one_page() -> None:
    """4-2.3: on a version of one page the menu leads to the parts of that page, and is its main menu."""
    one = f"<nav>{PARTS}</nav><main>{SECTIONS}</main>"
    kk = page(one, path="/kk/", lang="kk")

    assert menus(page(one), kk) == [("https://body.gov.kz/kk/", "met", ""), ("https://body.gov.kz/ru/", "met", "")]
    cut = Coverage(
        stopped_by="max-pages", not_visited=9
    )  # what other pages have was not seen: a table of contents may be all that stands here
    assert ("undecided", "menu-of-parts") in kinds("4-2.3", page(one), coverage=cut)
    gone = page(f"<nav>{PARTS}</nav><main><h2>about</h2></main>")
    assert menus(gone) == [("https://body.gov.kz/ru/", "not-met", "no-menu")]


def test_a_table_of_contents_is_no_main_menu() -> None:
    """4-2.3: on a site of many pages, links to the parts of a long page do not stand for the menu that the other pages have."""
    menu = "<nav>" + "".join(f"<a href='/ru/{part}'>{part}</a>" for part in ("about", "services", "news", "contacts")) + "</nav>"
    others = [page(f"{menu}<main><h1>{part}</h1></main>", path=f"/ru/{part}") for part in ("about", "services", "news", "contacts")]
    long = page(f"<nav>{PARTS}</nav><main><h1>Закон</h1>{SECTIONS}</main>", path="/ru/law")

    assert ("https://body.gov.kz/ru/law", "not-met", "no-menu") in menus(page(f"{menu}<main></main>"), *others, long)


def test_the_menu_of_one_page_may_lead_further_and_pages_without_a_common_menu_have_none() -> None:
    """4-2.3: beside its parts the menu of one page may name an address; tables of contents of many pages are no menu of the site."""
    mixed = page(f"<nav><a href='#about'>about</a><a href='#staff'>staff</a><a href='/ru/map'>map</a></nav><main>{SECTIONS}</main>")
    many = [page(f"<nav>{PARTS}</nav><main><h1>{part}</h1>{SECTIONS}</main>", path=f"/ru/{part}") for part in ("a", "b", "c")]

    assert menus(mixed) == [("https://body.gov.kz/ru/", "met", "")]
    assert {outcome for _, outcome, _ in menus(*many)} == {"not-met"}


def test_a_version_whose_name_was_not_given() -> None:
    """4-2.11: the body's name in Kazakh and Russian is not missing from an English home page; what is given is compared as before."""
    body = Body(kind="leb", names={"ru": Names(full="Дворец школьников №2"), "en": Names(full=" ")})  # a name left blank is none
    english = page("<h1>Schoolchildren's palace</h1>", path="/en/", lang="en")
    russian = page("<h1>Другое</h1>")

    assert kinds("4-2.11", english, body=body) == [("undecided", "no-name-in-language")]
    assert kinds("4-2.11", russian, body=body) == [("not-met", "name-missing")]
