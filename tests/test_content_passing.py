"""Words in passing make no item: what a page speaks of by the way is left to a person, and shown to them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import methodology
from benchmarks.content import answers
from benchmarks.content_cases import sites
from checks.commons.content.beginnings import apart
from checks.commons.content.finder import Finder
from checks.commons.content.index import SiteContent
from checks.commons.content.model import Found
from checks.commons.content.stems import Stems
from facts import Document, Field, Form, Heading, Link, PageState
from facts.page import Media
from methodology.requirements import hold_sites
from tests.test_content_finder import CGB, HOME, HOST, LAW, page, site

REGION = LAW.params_for("leb")
STEMS = Stems(REGION.forms)
FILLER = "Экономика страны росла, выросли доходы, работа продолжалась во всех отраслях хозяйства, и люди это заметили. " * 20


def found(concept: str, *pages: object) -> Found:
    """What is said in Russian of an item of table 2 on a site of these pages."""
    item = next(one for one in REGION.items if one.annex == 5 and one.finder.get("concept") == concept)
    return Finder(SiteContent(site(HOME, *pages), REGION), REGION, "ru", STEMS).find(item)  # type: ignore[arg-type]


TOLD = "Приём граждан ведёт аким: вторник, с 10:00 до 12:00, запись по телефону 8 (7172) 74-10-16."


@pytest.mark.parametrize(("text", "outcome"), [(TOLD, "met"), (f"{FILLER} {TOLD} {FILLER}", "undecided")])
def test_a_long_page_is_told_by_its_names(text: str, outcome: str) -> None:
    """The same words prove an item on a short page and are in passing on one that speaks of much."""
    said = found("reception_schedule", page("/p", "Важное", text))

    assert said.outcome == outcome
    assert said.places[0].page.endswith("/p")


def test_a_long_page_named_for_the_item_is_its_place() -> None:
    """Names tell what a long page is about."""
    assert found("reception_schedule", page("/p", "График приёма граждан", f"{FILLER} {TOLD}")).outcome == "met"


def test_a_heading_in_a_text_of_another_item_is_its_own() -> None:
    """A chapter of a long address speaks of sport in passing; a chapter of a page that is no other item's is about sport."""
    chapter = "Спорт и культура Открыты стадион, музей и библиотека, телефон 8 (7172) 74-10-16."
    heads = tuple(
        Heading(level=level, text=text, selector=f"h{level}", region="main") for level, text in ((1, "?"), (2, "Спорт и культура"))
    )

    def named(title: str) -> object:
        return page("/p", title, f"{FILLER} {chapter}", headings=(replace(heads[0], text=title), heads[1]))

    assert found("culture_sport", named("Послание Президента народу Казахстана")).outcome == "absent"
    assert found("culture_sport", named("Жизнь у нас")).outcome == "met"


def test_a_sentence_marked_as_a_heading_names_nothing() -> None:
    """Running text in a heading's element is no name."""
    text = "СЕДЬМОЕ. Нужно повысить доступность спорта и культуры для всех жителей. Поручаю акимам найти резервы"
    heads = (Heading(level=1, text="Важное", selector="h1", region="main"), Heading(level=2, text=text, selector="h2", region="main"))
    said = found("culture_sport", page("/p", "Важное", f"{text} Звоните: 8 (7172) 74-10-16, стадион открыт.", headings=heads))

    assert said.places
    assert not any("СЕДЬМОЕ" in place.words for place in said.places)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Гуляйте чаще. Найдите вид спорта, который приносит вам удовольствие. Звоните нам: 8 (7172) 74-10-16.", "undecided"),
        ("Спорт для всех: открыты стадион и бассейн, спорт доступен каждому. Звоните: 8 (7172) 74-10-16.", "met"),
    ],
)
def test_everyday_words_are_said_again_by_what_they_are_about(text: str, outcome: str) -> None:
    """Sport named once in a leaflet on health is none of the region's culture and sport."""
    said = found("culture_sport", page("/p", "Советы", text))

    assert said.outcome == outcome
    assert "спорт" in said.places[0].said[0]


@pytest.mark.parametrize(
    ("groups", "text", "told"),
    [
        ((("цел",), ("план", "цел")), "целенаправленная работа", False),
        ((("цел",), ("план", "цел")), "цели плана", True),
        ((("а",), ("а", "б"), ("б",)), "а б", False),
        ((("а",), ("а", "б"), ("б",)), "а б б", True),
        ((), "", True),
    ],
)
def test_one_word_stands_for_one_group(groups: tuple[tuple[str, ...], ...], text: str, told: bool) -> None:
    """A word cannot prove both that a text is about a plan and that it is about an aim."""
    assert apart(groups, text) is told


def test_a_page_with_nothing_but_its_name_is_empty() -> None:
    """The map in the foot of every page is nothing of it."""
    place = Media(kind="iframe", src="https://maps.kz/1", selector="body > footer > iframe")
    bare = page("/p", "Протоколы заседаний", "", media=(place,))
    said = found("collegial_protocols", bare)

    assert said.outcome == "absent"
    assert said.places[0].lacks == ("empty",)


def test_a_poor_site_with_long_texts() -> None:
    """Of a site where most is not there, little is said to be there that is not, and what is said not to be there is not."""
    seen = [one for one in answers(LAW, sites(name="zhol-department")) if one.label.presence != "unclear"]
    gone = [one for one in seen if one.label.presence == "absent"]
    there = [one for one in seen if one.label.presence == "met"]

    assert len(gone) > 4 * len(there) > 80
    assert sum(one.said in {"met", "thin"} for one in gone) < 0.12 * len(gone)
    assert sum(one.said == "met" for one in there) > 0.85 * len(there)
    assert all(one.is_right for one in seen if one.said == "absent")
    assert sum(one.said == "absent" for one in gone) > 0.1 * len(gone)


@pytest.mark.parametrize(
    ("more", "empty"),
    [
        ({"media": (Media(kind="iframe", src="https://v.kz/1", selector="#root > main > article > header > iframe"),)}, False),
        ({"media": (Media(kind="iframe", src="https://v.kz/1", selector="#root > div > footer > div > iframe"),)}, True),
        ({"tables": None}, False),
        ({"scripted": True}, False),
        ({"scripted": True, "rendered": True}, True),
    ],
)
def test_what_may_hold_something_is_not_empty(more: Any, empty: bool) -> None:
    """A video in an article's own header, tables that were not gathered, and what a script fills that no browser ran, may be the item."""
    said = found("collegial_protocols", page("/p", "Протоколы заседаний", "", **more))

    assert (said.outcome == "absent") is empty


def test_the_body_s_name_tells_of_no_item() -> None:
    """The home page of a department of transport is not named for what is told of the region's transport."""
    home = replace(HOME, headings=(Heading(level=1, text="Управление транспорта и дорог", selector="h1", region="main"),))
    item = next(one for one in REGION.items if one.annex == 5 and one.finder.get("concept") == "infrastructure")
    said = Finder(SiteContent(site(home), REGION), REGION, "ru", STEMS).find(item)

    assert all(place.score < 0.5 for place in said.places)


def test_an_abbreviation_ends_no_sentence() -> None:
    """A long name of a part with "г. Алматы" in it stays its name."""
    text = "График приёма граждан акимом и его заместителями в здании акимата г. Алматы на 2026 год"
    heads = (Heading(level=1, text="Важное", selector="h1", region="main"), Heading(level=2, text=text, selector="h2", region="main"))
    said = found("reception_schedule", page("/p", "Важное", f"{text} {TOLD}", headings=heads))

    assert (said.outcome, said.places[0].words) == ("met", text)


def test_the_body_s_name_on_every_page_is_no_name_of_one() -> None:
    """Where the first heading is the body's, the page is named by its title or its next heading."""
    body = "Поликлиника города"
    heads = (Heading(level=1, text=body, selector="h1", region="main"),)
    pages = [
        page(
            f"/{n}",
            body,
            f"Раздел {n} Здесь пока немногое.",
            headings=(*heads, Heading(level=2, text=f"Раздел {n}", selector="h2", region="main")),
        )
        for n in range(4)
    ]
    content = SiteContent(site(HOME, *pages), CGB)

    assert [entry.names[0].text for entry in content.entries if not entry.home] == [f"Раздел {n}" for n in range(4)]


@pytest.mark.parametrize(
    ("title", "text", "outcome"),
    [
        ("Послание Президента народу Казахстана", f"{FILLER} {TOLD} {FILLER}", "absent"),  # an Address speaks of much
        ("Послание Президента народу Казахстана", f"Коротко. {TOLD}", "met"),
        ("Блог руководителя", f"Коротко. {TOLD}", "met"),
        ("Как подать обращение", f"{FILLER} {TOLD} {FILLER}", "undecided"),  # of the section
        ("Важное", f"{FILLER} {TOLD} {FILLER}", "undecided"),  # of none
    ],
)
def test_long_pages_of_other_sections_hold_an_item_in_passing(title: str, text: str, outcome: str) -> None:
    """An item whose words stand on long pages of other sections alone is not there; what is short or of its section may be it."""
    assert found("reception_schedule", page("/p", title, text)).outcome == outcome


def test_what_sort_a_paper_is_tells_little_of_its_subject() -> None:
    """Lists of groups of students are no list of information systems, a plan of lessons is none of purchases."""
    names = Finder(SiteContent(site(HOME), REGION), REGION, "ru", STEMS)._names

    assert names.scores("Перечень информационных систем")["info_systems"].own > 0.6
    assert names.scores("Перечень групп")["info_systems"].own < 0.5
    assert names.scores("План государственных закупок")["procurement_plan"].own > 0.9
    assert "procurement_plan" not in names.scores("План уроков")


@pytest.mark.parametrize(("words", "outcome"), [(60, "met"), (180, "absent")])
def test_headings_of_a_page_of_another_item_are_its_own(words: int, outcome: str) -> None:
    """A part of a page of some length that is named as another item tells of that item, whatever the part is called."""
    heads = tuple(
        Heading(level=level, text=text, selector=f"h{level}", region="main")
        for level, text in ((1, "Противодействие коррупции"), (2, "Здравоохранение"))
    )
    told = "В больницах и поликлиниках проверены списки очередей, случаев вымогательства не найдено, работа идёт дальше."
    text = f"{' '.join(FILLER.split()[:words])} Здравоохранение {told}"

    assert found("healthcare", page("/p", "Противодействие коррупции", text, headings=heads)).outcome == outcome


def test_a_long_title_of_a_file_names_much_in_passing() -> None:
    """The title of a report to consumers holds words of many items; a file is the item that its name fits."""
    item = next(one for one in REGION.items if one.annex == 5 and one.finder.get("concept") == "reception_schedule")

    def said(title: str) -> Found:
        link = Link(url=f"{HOST}/f.pdf", raw="/f.pdf", text=title, selector="a", region="main")
        file = Document(url=link.url, final_url=link.url, state=PageState.OK, kind="pdf", text=f"{title} {TOLD}", linked_from=(HOME.url,))
        known = site(replace(HOME, links=(link,)), documents=(file,))
        return Finder(SiteContent(known, REGION), REGION, "ru", STEMS).find(item)

    assert said("График приёма граждан").outcome == "met"
    assert said("Отчёт о приёме в эксплуатацию и исполнении сметы перед потребителями за полугодие").outcome == "undecided"


def test_symbols_share_one_page_however_long() -> None:
    """A page of state symbols tells of the flag in its text, between the others, without a heading of its own."""
    text = f"ГОСУДАРСТВЕННЫЙ ФЛАГ Полотнище голубого цвета с солнцем. ГОСУДАРСТВЕННЫЙ ГЕРБ Шанырак на голубом фоне. {FILLER}"

    assert found("flag", page("/p", "Государственные символы Республики Казахстан", text)).outcome == "met"
    assert found("flag", page("/p", "Жизнь нашего края", text)).outcome == "undecided"


def test_sections_of_both_annexes_are_kin() -> None:
    """Annex 6 puts some items together otherwise than Annex 5; both are sections of the item, and each item has its own."""
    kin = Finder(SiteContent(site(HOME), REGION), REGION, "ru", STEMS)._kin["vacancies"]

    assert {"civil_service_laws", "qualification", "hr_contacts"} <= kin
    assert {one for one in kin if one.startswith("section")} == {"section 5 1.10", "section 6 1.4"}


def test_a_title_that_every_page_has_names_none() -> None:
    """A page without a heading, under the title of the whole site, is known by what links call it."""
    title = "Национальный центр развития образования"
    pages = [replace(page(f"/{n}", f"Раздел {n}", "Здесь пока немногое."), title=title) for n in range(4)]
    bare = replace(page("/p", "", "Коротко и ясно."), title=title, headings=())
    home = replace(HOME, title=title, links=(Link(url=bare.url, raw="/p", text="Войти", selector="a", region="nav"),))
    content = SiteContent(site(home, *pages, bare), CGB)
    entry = next(one for one in content.entries if one.url == bare.url)

    assert [name.text for name in entry.names] == [""]
    assert content.cut(entry, "ru").passages[0].own == ("Войти",)


def test_titles_of_news_head_no_section() -> None:
    """Where news are listed, "Results of the competition" is the title of one of them and no announcement of a purchase."""
    said = "Результаты ежегодного конкурса проектов"
    text = "Подведены итоги конкурса среди вузов страны, победители получат сертификаты и поедут на форум. " * 3
    news = page(
        "/news/12", f"{said} в Казахстане", text, headings=(Heading(level=1, text=f"{said} в Казахстане", selector="h1", region="main"),)
    )
    link = Link(url=news.url, raw="/news/12", text=f"{said} в Казахстане 3 мая 2026", selector="a", region="main")
    heads = (*HOME.headings, Heading(level=2, text=said, selector="h2", region="main"))
    home = replace(HOME, main_text=f"{HOME.main_text} {said} 3 мая 2026", headings=heads, links=(link,))
    item = next(one for one in REGION.items if one.annex == 5 and one.finder.get("concept") == "tenders")
    content = SiteContent(site(home, news), REGION)
    outcome = Finder(content, REGION, "ru", STEMS).find(item).outcome

    assert content.is_news(news.url)
    listed, other = (content.cut(next(one for one in content.entries if one.url == url), "ru").passages[0] for url in (home.url, news.url))
    assert content.titles_news(said, listed)
    assert not content.titles_news("Результаты", listed)
    assert not content.titles_news(said, other)  # a chapter that news have been told of
    assert outcome != "met"


def test_a_page_keeps_its_heading_whatever_titles_others_have() -> None:
    """Pages under a section share its title; the section's own page is still called as its heading."""
    title = "График приёма граждан | Министерство"
    own = replace(page("/p", "График приёма граждан", TOLD), title=title)
    others = [replace(page(f"/{n}", f"Раздел {n}", "Здесь пока немногое."), title=title) for n in range(3)]

    assert found("reception_schedule", own, *others).places[0].score > 0.85


def test_all_pages_that_speak_of_an_item_are_looked_at() -> None:
    """One page of no section among a dozen long ones of another section leaves the item open."""
    long = [page(f"/{n}", "Послание Президента народу Казахстана", f"{FILLER} {TOLD} {FILLER}") for n in range(14)]

    assert found("reception_schedule", *long[:3]).outcome == "absent"
    assert found("reception_schedule", *long, page("/z", "Важное", f"{FILLER} {TOLD}", depth=5)).outcome == "undecided"


def test_badges_are_no_menu_of_pictures() -> None:
    """Pictures without words that lead to networks, and the emblem that leads home, hide nothing of the site."""
    urls = ("https://instagram.com/x", "https://facebook.com/x", "https://t.me/x", HOME.url, HOME.url, HOME.url)
    badges = tuple(Link(url=url, raw=url, text="", selector=f"a{n}", region="header", image_only=True) for n, url in enumerate(urls))

    assert set(SiteContent(site(replace(HOME, links=badges)), CGB).picture_menus.values()) == {0}


def test_a_door_holds_no_item() -> None:
    """A page that asks for a password is not the information system that its name speaks of."""
    form = Form(
        selector="form",
        action="",
        method="post",
        fields=(Field(type="password", name="p", label="Пароль", selector="input"),),
        region="main",
    )
    text = "Введите электронную почту и пароль, чтобы войти в информационную систему учёта"

    assert found("info_systems", page("/p", "Информационные системы", text)).outcome == "met"
    assert found("info_systems", page("/p", "Информационные системы", text, forms=(form,))).outcome == "undecided"


def test_a_link_to_an_unknown_site_is_refused() -> None:
    """A demand that names a site which the data does not have is told at once, not in the midst of an audit."""
    with pytest.raises(methodology.MethodologyError, match=r"asks for links to .* sites.toml"):
        hold_sites(Path("x"), REGION.requirements, {})


@pytest.mark.parametrize(("filler", "outcome"), [(20, "met"), (240, "undecided")])
def test_much_text_holds_an_item_s_words_by_chance(filler: int, outcome: str) -> None:
    """Where a site says much beside its items, words of an item in a text, with no name over them, are left to a person."""
    text = " ".join(FILLER.split()[:filler])

    assert (
        found("reception_schedule", page("/p", "Важное", TOLD), page("/q", "Разное", text), page("/r", "Прочее", text)).outcome == outcome
    )


def test_a_short_page_that_leads_elsewhere_is_not_empty() -> None:
    """Vacancies that stand on another site are looked at by a person: the page is named for them and sends its visitors there."""
    link = Link(url="https://enbek.kz/x", raw="https://enbek.kz/x", text="Перейти на enbek.kz", selector="a", region="main")
    text = "Опубликованные вакансии можете посмотреть здесь. Перейти на enbek.kz"

    assert found("vacancies", page("/p", "Вакансии", text)).outcome == "absent"
    assert found("vacancies", page("/p", "Вакансии", text, links=(link,))).outcome == "undecided"


def test_a_named_page_under_the_press_section_is_no_place_by_words_alone() -> None:
    """A page of the press section counts half, as single news do; its name is the item's all the same, however much the site says."""
    filler = " ".join(FILLER.split()[:240])
    list_ = "Министерство учредило газету «Вестник отрасли» и журнал «Отрасль», редакция: 8 (7172) 74-10-16, выходят раз в неделю."
    item = next(one for one in CGB.items if one.annex == 5 and one.finder.get("concept") == "media_list")
    known = site(
        HOME, page("/press/media", "Средства массовой информации", list_), page("/q", "Разное", filler), page("/r", "Прочее", filler)
    )
    said = Finder(SiteContent(known, CGB), CGB, "ru", STEMS).find(item)

    assert (said.outcome, said.places[0].said) == ("met", ())


LAWS = "Закон Республики Казахстан от 15 апреля 2013 года № 88-V «О государственных услугах»."


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Постановление акимата от 11 декабря 2025 года № 402 об утверждении госзаказа", "met"),
        ("Приказ руководителя управления № 15 от 12.01.2026 о комиссии по этике", "met"),
        ("Закон Республики Казахстан от 15 апреля 2013 года № 88-V «О государственных услугах»", "undecided"),
        ("Постановление Правительства Республики Казахстан от 12 октября 2006 года № 995", "undecided"),
        (f"{LAWS} Решения по обращениям принимаются в течение пятнадцати рабочих дней.", "undecided"),
        (f"{LAWS} Бұйрық жобаларын талқылауға болады.", "undecided"),
        ("Қазақстан Республикасы Үкіметінің 2006 жылғы 12 қазандағы № 995 қаулысы", "undecided"),
    ],
)
def test_laws_of_others_are_no_acts_that_the_body_adopted(text: str, outcome: str) -> None:
    """Row 1.4, item 1, asks for the body's own acts: a page of laws and of resolutions of the Government is for a person to look at."""
    assert found("npa_adopted", page("/p", "Нормативные правовые акты", text)).outcome == outcome


@pytest.mark.parametrize(
    ("title", "outcome"),
    [("Нормативные приказы руководителя", "met"), ("Постановления Правительства", "undecided"), ("Документы", "undecided")],
)
def test_a_list_under_the_kind_of_its_acts(title: str, outcome: str) -> None:
    """Numbers and titles tell no kind; the name of the list does."""
    rows = "№ 48 19 мая 2026 года Об утверждении Правил пребывания. № 19 19 апреля 2026 года Об утверждении Правил составления паспортов."
    text = f"{title}. Номер, дата принятия, название. {rows} Приказы и постановления зарегистрированы и введены в действие."
    assert found("npa_adopted", page("/p", title, text)).outcome == outcome


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("https://online.zakon.kz/Document/?doc_id=34050877", "undecided"),  # whose act it is the address does not tell
        ("https://zan.gov.kz/client/#!/doc/101010/rus", "undecided"),
        ("https://www.gov.kz/memleket/entities/x/documents/details/adilet/Z1500000434", "undecided"),
        ("https://adilet.zan.kz/rus/docs/K1700000120", "undecided"),
        ("https://www.gov.kz/memleket/entities/x/documents/details/adilet/V2500035902", "met"),
        ("https://adilet.zan.kz/rus/docs/V2500035902", "met"),
    ],
)
def test_links_to_laws_show_no_act_that_the_body_adopted(address: str, outcome: str) -> None:
    """Links to registers of all acts prove nothing; those to acts that the Ministry of Justice registered do."""
    titles = ("О закупках", "О языках", "О доступе")
    links = tuple(Link(url=address, raw=address, text=title, selector=f"a#{title[2:]}", region="main") for title in titles)
    shown = replace(page("/p", "Нормативные правовые акты", "О закупках. О языках. О доступе."), links=links)
    assert found("npa_adopted", shown).outcome == outcome


@pytest.mark.parametrize(
    ("concept", "title", "text", "outcome"),
    [
        ("anthem", "Кружки", "Шашки, шахматы, гимнастика. Государственное учреждение, республиканские турниры.", "absent"),
        ("info_systems", "Транспортная система", "Транспортная система области: дороги, вокзалы, аэропорт, реестр маршрутов.", "undecided"),
    ],
)
def test_words_that_only_begin_alike(concept: str, title: str, text: str, outcome: str) -> None:
    """Gymnastics is no anthem, and a system of transport none of information."""
    assert found(concept, page("/p", title, text)).outcome == outcome


@pytest.mark.parametrize(("url", "met"), [("https://egov.kz/cms/ru/services/health", False), ("https://eotinish.kz/", True)])
def test_a_link_to_the_portal_in_the_foot_is_no_way_to_appeal(url: str, met: bool) -> None:
    """E-government serves for much; the portal of appeals for nothing else."""
    link = Link(url=url, raw=url, text="Портал", selector="a", region="footer")
    item = next(one for one in REGION.items if one.annex == 5 and one.finder.get("concept") == "e_appeals")
    content = SiteContent(site(replace(HOME, links=(*HOME.links, link)), page("/p", "Справки", "Справки выдают через портал.")), REGION)
    assert (Finder(content, REGION, "ru", STEMS).find(item).outcome == "met") is met
