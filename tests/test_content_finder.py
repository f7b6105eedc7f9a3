"""The finder of Annexes 5 and 6: words levelled, what a text holds, what follows where a site cannot be read, and two labelled sites."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import methodology
from audits.body_file import read_body
from benchmarks.content import answers
from benchmarks.content_cases import sites
from checks.annex5.content import content
from checks.commons.content.beginnings import holds, matches, pattern, starts
from checks.commons.content.finder import Finder, finders
from checks.commons.content.index import SiteContent
from checks.commons.content.lacking import may_have
from checks.commons.content.material import Material
from checks.commons.content.model import Place
from checks.commons.content.signs import questions
from checks.commons.content.stems import Stems, said_in, slug_sounds
from checks.commons.wording import level
from facts import Body, Coverage, Finding, Heading, Image, Lang, LanguagePair, Link, Outcome, Page, PageState, Scope, Site, SwitchLink
from facts.page import DateSeen
from methodology.requirements import Atom, Sign, read_requirements

LAW = methodology.load()
CGB = LAW.params_for("cgb")
STEMS = Stems(CGB.forms)
ITEMS = {item.finder["concept"]: item for item in reversed(CGB.items) if item.finder}  # Annex 5 before 6
HOST = "https://body.gov.kz"


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("kk", "қабылдау", "қабылдаудың"),
        ("kk", "кестесі", "кестесін"),
        ("kk", "азаматтарды", "азаматтар"),
        ("kk", "тексерулердің", "тексерулер"),
        ("kk", "басшылардың", "басшылар"),
        ("kk", "жоспары", "жоспарлар"),
        ("kk", "НҚА", "нормативтік құқықтық актілер"),
        ("kk", "мемқызмет", "мемлекеттік қызмет"),
        ("ru", "закупки", "закупок"),
        ("ru", "приём граждан", "прием гражданами"),
        ("ru", "проверок", "проверки"),
        ("ru", "НПА", "нормативные правовые акты"),
        ("ru", "госзакупки", "государственные закупки"),
        ("ru", "вакансии РК", "вакансия"),
        ("ru", "расписание", "график"),
    ],
)
def test_forms_of_one_name(lang: str, one: str, other: str) -> None:
    """Forms of a name, abbreviations and compounds have the same stems."""
    assert STEMS.of(one, lang) == STEMS.of(other, lang) != ()


@pytest.mark.parametrize(("lang", "one", "other"), [("kk", "жоспар", "есеп"), ("ru", "отчет", "план"), ("kk", "ереже", "есеп")])
def test_other_words(lang: str, one: str, other: str) -> None:
    """Other words stay other words."""
    assert STEMS.of(one, lang) != STEMS.of(other, lang)


@pytest.mark.parametrize(
    ("url", "word"),
    [("/azamattardy-qabyldau-kestesi/", "қабылдау"), ("/kabyldau_kestesi", "қабылдау"), ("/gosudarstvennye-uslugi", "государственн")],
)
def test_words_of_addresses(url: str, word: str) -> None:
    """Words of an address in Latin letters are heard as those of the language, however they are written."""
    assert said_in(slug_sounds(HOST + url), word)
    assert not said_in(slug_sounds(HOST + url), "бюджет")


def test_every_concept_is_asked_for() -> None:
    """The data says of every item of Annexes 5 and 6 what must be there."""
    concepts = {row.finder["concept"] for row in LAW.indicators if row.finder}

    assert concepts - set(CGB.requirements) == set()


def test_unknown_demand_is_refused(tmp_path: Path) -> None:
    """A demand that names no sign is told with its file and what there is."""
    (tmp_path / "requirements.toml").write_text('[flag]\nreference = "x"\ntopic = ["ту="]\nneeds = ["trumpets>=2"]\n', encoding="utf-8")

    with pytest.raises(methodology.MethodologyError, match="trumpets"):
        read_requirements(tmp_path)


@pytest.mark.parametrize("whole", ["memmo", "hours"])
def test_a_part_of_nothing_is_refused(tmp_path: Path, whole: str) -> None:
    """A part names the concept that holds it, which is no part itself."""
    (tmp_path / "requirements.toml").write_text(f'[hours]\nreference = "x"\npart_of = "{whole}"\ntopic = ["ту="]\n', encoding="utf-8")

    with pytest.raises(methodology.MethodologyError, match=whole):
        read_requirements(tmp_path)


def page(path: str, title: str, text: str, lang: Lang = "ru", **more: object) -> Page:
    """A page of the site with a heading and a text."""
    known = {
        "url": HOST + path,
        "final_url": HOST + path,
        "state": PageState.OK,
        "profile": "desktop-chrome",
        "lang": lang,
        "text_lang": lang,
    }
    said = f"{title} {text}"
    heading = Heading(level=1, text=title, selector="h1", region="main")
    return Page(**{**known, "headings": (heading,), "main_text": said, "main_words": len(said.split()), "tables": (), "lists": (), **more})  # type: ignore[arg-type]


def site(*pages: Page, **more: object) -> Site:
    """A site of these pages."""
    return Site(**{"scope": Scope(origin=HOST), "body": Body(), "today": "2026-11-20", "start_url": HOST, "pages": pages, **more})  # type: ignore[arg-type]


def find(concept: str, seen: Site, lang: Lang = "ru") -> tuple[str, str]:
    """What is said of an item on a site, and why."""
    found = Finder(SiteContent(seen, CGB), CGB, lang, STEMS).find(ITEMS[concept])
    return found.outcome, found.reason


@pytest.mark.parametrize(
    ("concept", "title", "text", "outcome"),
    [
        ("reception_schedule", "График приема граждан", "Министр: вторник, 16.00-18.00. Запись: 8 (7172) 74-10-16", "met"),
        ("reception_schedule", "Прием детей в гимназию", "Документы принимаются во вторник с 9:00 до 12:00 в классе 12", "undecided"),
        ("vacancies", "Вакансии", "Вакантных должностей нет.", "met"),
        ("budget_total", "Казённые средства", "На 2026 год на содержание министерства выделено 1 204 млн тенге.", "met"),
        ("structure", "Руководство", "Министр: Сапаров Айдос Ермекович. Департаменты и управления ниже.", "thin"),
        ("blog", "История отрасли", "Первая школа отрасли открыта в 1931 году, её закончили тысячи людей.", "absent"),
    ],
)
def test_what_a_page_holds(concept: str, title: str, text: str, outcome: str) -> None:
    """Names lead to a page, and what stands there decides."""
    assert find(concept, site(page("/", "Министерство", "Добро пожаловать"), page("/p", title, text)))[0] == outcome


HOME = page("/", "Министерство", "Добро пожаловать на сайт министерства, здесь новости отрасли и ответы.")
PICTURES = tuple(Link(url=f"{HOST}/{n}", raw="", text="", selector=f"a{n}", region="nav", image_only=True) for n in range(3))
LATIN = page(
    "/l", "Azamattardy jeke qabyldau", "Bul bette qazaq tilinde latyn alipbiimen jazylgan matin bar, ony oqugha bolady.", lang="kk"
)


@pytest.mark.parametrize(
    ("lang", "seen", "reason"),
    [
        ("ru", site(HOME), ""),
        ("ru", site(HOME, coverage=Coverage(refused_by_robots=(f"{HOST}/closed",))), "content-closed"),
        ("ru", site(HOME, coverage=Coverage(not_visited=1)), "crawl-incomplete"),
        ("ru", site(replace(HOME, links=PICTURES, images=(Image(kind="img", src="x", selector="img"),))), "menu-of-pictures"),
        ("kk", site(HOME), "language-unseen"),
        ("kk", site(replace(HOME, switches=(SwitchLink(lang="kk", url="", selector="b", text="ҚАЗ", how="text"),))), "language-by-script"),
        ("kk", site(LATIN), "latin-script"),
    ],
)
def test_absence_is_not_guessed(lang: Lang, seen: Site, reason: str) -> None:
    """That nothing is there is said of a site that was seen whole and can be read; else a person is asked, with the reason."""
    assert find("grants", seen, lang) == (("undecided", reason) if reason else ("absent", ""))


@pytest.mark.parametrize(
    ("memo", "elsewhere", "outcome"),
    [
        ("Услуга оказывается с понедельника по пятницу, время приёма с 9:00 до 18:00, вход с улицы.", "", "met"),
        ("Услуга оказывается в день обращения, время ожидания невелико, вход с улицы.", "", "undecided"),
        ("Услуга оказывается в день обращения, вход с улицы.", "Время услуг банка: с 9:00 до 18:00.", "undecided"),
        ("Услуга оказывается в день обращения, вход с улицы.", "Порядок работы: время услуг банка: с 9:00 до 18:00.", "undecided"),
        ("Услуга оказывается в день обращения, вход с улицы.", "Изменилось время услуг: 18.11.2026 09:40.", "absent"),
    ],
)
def test_a_part_is_where_its_whole_is(memo: str, elsewhere: str, outcome: str) -> None:
    """Hours are the memo's when they stand in the memo; elsewhere they are another's, and those of a date are no hours."""
    pages = (
        HOME,
        page("/m", "Памятка: как получить услугу", memo),
        page("/e", "О министерстве", elsewhere or "Сведения об отрасли и её людях."),
    )

    assert find("memo_hours", site(*pages))[0] == outcome


@pytest.mark.parametrize(
    ("concept", "outcome"),
    [
        ("memo_form", "met"),
        ("memo_docs", "met"),
        ("memo_price", "met"),
        ("memo_term", "met"),
        ("memo_result", "met"),
        ("memo_hours", "undecided"),
    ],
)
def test_a_memo_of_few_words(concept: str, outcome: str) -> None:
    """What the memo is about need not be said again by each of its parts; a part that no known word tells is left to a person."""
    memo = page(
        "/m", "Памятка: как получить справку", "На бумаге. Нужно: удостоверение личности. Бесплатно. Готово за 15 минут. Итог — справка."
    )

    assert find(concept, site(HOME, memo))[0] == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Здесь будут публиковаться результаты ежегодной оценки министерства.", "undecided"),
        ("По оценке эффективности за 2025 год министерство получило 78,4 балла и заняло четвёртое место.", "met"),
        ("Оценка за 2025 год: 78,4 балла, четвёртое место. Следующие результаты будут опубликованы в мае.", "met"),
        ("Результаты оценки будут размещены здесь и далее: 78,4 балла по итогам года.", "undecided"),
    ],
)
def test_a_promise_is_no_content(text: str, outcome: str) -> None:
    """A part that says that something is to come holds nothing; a promise behind what is there takes nothing from it."""
    rating = page("/r", "Оценка эффективности деятельности министерства", text)

    assert find("policy_eval", site(HOME, rating))[0] == outcome


@pytest.mark.parametrize(
    ("lang", "concept", "title", "text", "target"),
    [
        (
            "kk",
            "npa_drafts",
            "НҚА жобалары",
            "Жобалар порталда жарияланатын болады. Өту.",
            "https://legalacts.egov.kz/npa/view?id=15012345",
        ),
        ("ru", "procurement_plan", "План закупок", "План размещается ежегодно. План закупок на 2026 год.", f"{HOST}/plan-2026.pdf"),
    ],
)
def test_what_is_linked_is_no_promise(lang: Lang, concept: str, title: str, text: str, target: str) -> None:
    """A habit is told in the words of a promise; where something is linked, it is there."""
    link = Link(url=target, raw=target, text=text.rsplit(". ", maxsplit=1)[-1], selector="main a", region="main", context=text)

    assert find(concept, site(HOME, page("/p", title, text, lang=lang, links=(link,))), lang)[0] != "absent"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "В феврале оценили коррупционные риски закупок. Сотрудники прошли курс против коррупции, школьники писали о ней сочинения. "
            "О взятках сообщайте по линии доверия, за сообщение о коррупции положена награда.",
            "met",
        ),
        (
            "В феврале открыли три школы и отремонтировали дорогу. Сотрудники прошли курс, школьники писали сочинения о коррупции. "
            "О ямах на дороге сообщайте по линии доверия, за сообщения благодарим от души.",
            "undecided",
        ),
    ],
)
def test_a_page_that_speaks_of_one_thing_all_along(text: str, outcome: str) -> None:
    """Whatever it is called, it is that thing's page; one that mentions it once is not."""
    assert find("anticorruption", site(HOME, page("/c", "Чистые руки", text)))[0] == outcome


def test_what_does_not_concern_the_body(tmp_path: Path) -> None:
    """The body file names sections and items that do not concern the body; the archive's catalogue is asked of the ministry of culture."""
    file = tmp_path / "body.toml"
    file.write_text(
        'kind = "cgb"\nnot_concerned = ["5-1.6", "5-1.7/5"]\n[names.ru]\nfull = "Министерство рыбного хозяйства"\n', encoding="utf-8"
    )
    findings = list(content(site(HOME, body=read_body(file)), CGB))
    outside = {finding.part for finding in findings if finding.outcome is Outcome.NOT_APPLICABLE}

    assert outside == {"5-1.6/1", "5-1.6/2", "5-1.7/5", "5-1.5/12"}
    assert all(_places(finding) for finding in findings if finding.kind == "absent")


def _places(finding: Finding) -> bool:
    return finding.lang in {"kk", "ru"} and "places" in finding.values


def test_labelled_sites() -> None:
    """On a labelled site all that is said to be absent is, and nine of ten items that are there are found."""
    seen = list(answers(LAW, sites(name="balyq-ministry")))
    absent = [one for one in seen if one.said == "absent"]
    there = [one for one in seen if one.label.presence == "met"]

    assert len(absent) >= 5
    assert all(one.is_right for one in absent)
    assert sum(one.said in {"met", "thin"} for one in there) >= 0.9 * len(there)


_SAY = """
import methodology
from checks.commons.content.names import Names
from checks.commons.content.stems import Stems
params = methodology.load().params_for("cgb")
names = Names(params, "ru", Stems(params.forms))
print([sorted(names.scores(other.title["ru"] + " " + item.title["ru"]).items()) for item in params.items for other in params.items[:9]])
"""


def test_the_order_of_sets_decides_nothing() -> None:
    """Python orders sets of strings otherwise in every process: names fit items by the very same figures, no tie falls otherwise."""
    said = {
        subprocess.run(
            [sys.executable, "-c", _SAY], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1
    assert "Fit(own=" in said.pop()


@pytest.mark.parametrize(
    "text",
    ["ереже мен ережелер", "бір ереже_2 ту туралы ту", "туралы", "ход исполнения и доход", "call-центр, е-mail", "ашық нпа, ашық  нпа"],
)
@pytest.mark.parametrize("words", [("ереже",), ("ту=",), ("ход ",), ("ашық нпа", "ту="), ("call", "e-mail"), ("млн", "%")])
def test_words_stand_where_their_pattern_finds_them(words: tuple[str, ...], text: str) -> None:
    """The quick search for words tells the same places as the pattern that their notation is defined by."""
    told = level(text)
    found = [match.span() for match in pattern(words).finditer(told)]

    assert starts(words, told) == [begin for begin, _ in found]
    assert list(matches(words, told)) == found
    assert holds(words, told) == bool(found)


@pytest.mark.parametrize(
    "text",
    ["", "Как записаться на приём? Да. Кто? Кто ведёт приём граждан?! Где", "а. б?12345678?", "«Қайда барамын?» 1234567?", "слово" * 99],
)
def test_questions_are_what_their_pattern_finds(text: str) -> None:
    """A question is a letter, eight characters of the same sentence and a question mark."""
    assert questions(text) == len(re.findall(r"\w[^.!?]{8,}\?", text))


def test_texts_are_levelled_sign_by_sign() -> None:
    """One kind of blank, dash and quotation mark, е for ё, no soft hyphens, small letters."""
    assert level("  «Ёлка»\xa0–\n“Ең\xad ҮЛКЕН” — д’Ивуар‑2  ") == '"елка" - "ең үлкен" - д\'ивуар-2'


@pytest.mark.parametrize(
    ("concept", "title", "text", "outcome"),
    [
        ("hr_contacts", "Вакансии", "Консультации по вакансиям: Ермек Нур, 61-10-55, hr@body.gov.kz", "met"),
        ("hr_contacts", "Вакансии", "Консультации по вакансиям: отдел кадров, 61-10-55, hr@body.gov.kz", "thin"),
        ("appeals_phones", "Телефоны по обращениям", "Приёмная, запись на приём: 462113, kense@body.gov.kz", "met"),
        ("reception_schedule", "График приема граждан", "Председатель принимает граждан ежемесячно в 16.00.", "met"),
        ("population_surveys", "Обращения", "Поступило 77 обращений: 40 удовлетворено, 37 разъяснено.", "undecided"),
        ("services_section", "Отчёт по вопросам оказания госуслуг", "В 2025 году оказано 14 государственных услуг, 6 жалоб.", "undecided"),
        ("qualification", "Образование", "Школам нужны учебники, требования к ним выше, чем прежде.", "undecided"),
        ("analytic_reports", "Аналитические доклады", "Министерство готовит аналитические доклады и обзоры каждый год.", "thin"),
        (
            "method_support",
            "Методические материалы",
            "Министерство каждый год оказывает организациям и гражданам области методическую поддержку в работе.",
            "thin",
        ),
    ],
)
def test_what_is_told_by_words_alone(concept: str, title: str, text: str, outcome: str) -> None:
    """People are told by the way to reach them; words of something else, or one sentence on a thing, are not the thing."""
    assert find(concept, site(HOME, page("/p", title, text)))[0] == outcome


def test_the_word_like_no_other_is_asked_for_as_it_is_written() -> None:
    """Words that only begin as the flag's do not speak of it; a name of the symbols does, and their pictures do."""
    born = page("/a", "Министр", "Родился в 1971 году, работал в тундре, туристом обошёл всю тундру и тугаи.")
    symbols = page("/b", "О стране", "Символы страны известны каждому, их чтят все, кто здесь живёт и работает, и туристы.")
    shown = replace(born, images=(Image(kind="img", src="x", selector="img", alt="Флаг страны"),))

    assert find("flag", site(HOME, born)) == ("absent", "")
    assert {find("flag", site(HOME, seen))[0] for seen in (symbols, shown)} == {"undecided"}


def test_a_page_named_as_the_item_outweighs_words_elsewhere() -> None:
    """Where the page that is named as an item lacks what is owed, words on a page of another section do not make up for it."""
    elsewhere = page("/e", "Отделы", "Отдел транспорта и дорог, руководитель Есенов Т.Б., телефон 8 (7172) 74-10-16.")
    named = page("/n", "Инфраструктура", "Транспорт, дороги и жильё района развиваются, строятся дома и мосты.")
    region = LAW.params_for("leb")
    item = next(item for item in region.items if item.annex == 5 and item.finder.get("concept") == "infrastructure")
    seen = [Finder(SiteContent(site(HOME, *pages), region), region, "ru", STEMS).find(item) for pages in ((elsewhere,), (elsewhere, named))]

    assert [one.outcome for one in seen] == ["met", "thin"]
    assert seen[1].place is not None
    assert seen[1].place.page == named.url


def test_links_of_the_frame_are_not_the_page_s() -> None:
    """What nearly every page links in its content is no link of one of them, on a site that does not mark its frame."""
    links = (Link(url="https://adilet.zan.kz/rus/docs/Z2400000106", raw="", text="Әділет", selector="a", region="main"),)
    pages = [page(f"/{n}", f"Раздел {n}", "Здесь пока немногое.", links=links) for n in range(5)]
    bought = page("/zakup", "Госзакупки", "Закупки ведутся на портале государственных закупок, там же все объявления и итоги.", links=links)

    assert find("procurement_laws", site(HOME, bought))[0] == "met"
    assert find("procurement_laws", site(HOME, bought, *pages))[0] == "undecided"


def test_when_a_page_was_published_is_nothing_of_what_it_says() -> None:
    """The dates that a page labels as those of its publishing make no calendar; dates of events do."""
    stamp = DateSeen(text="11.10.2025", date="2025-10-11", label="Дата публикации:", source="time", region="main")
    told = page(
        "/c",
        "Календарь событий",
        "Дата публикации: 11.10.2025 Здесь будут все события и мероприятия, которые готовит пресс-центр.",
        dates=(stamp,),
    )
    dated = page("/c", "Календарь событий", "Дата публикации: 11.10.2025 Форум 14.12.2026", dates=(stamp,))

    assert find("events_calendar", site(HOME, told))[0] == "undecided"
    assert find("events_calendar", site(HOME, dated))[0] == "met"


@pytest.mark.parametrize(
    ("title", "text", "outcome"),
    [
        (
            "Противодействие коррупции",
            "Қоңырау шалыңыз, хабарлаңыз: хабарлаған азаматтың аты-жөні ешкімге айтылмайды, әр хабар тексеріледі.",
            "met",
        ),
        ("Противодействие коррупции", "Әзірге бос.", "absent"),
        ("Позвоните нам", "Қоңырау шалыңыз, хабарлаңыз: хабарлаған азаматтың аты-жөні ешкімге айтылмайды, әр хабар тексеріледі.", "absent"),
    ],
)
def test_what_the_site_itself_calls_the_other_version(title: str, text: str, outcome: str) -> None:
    """A page with a name of its own is the item where the site pairs it with one that surely is, and it holds what is owed."""
    ru = page("/ru/s", title, "Меры против взяток: телефон доверия, проверка сообщений, защита тех, кто сообщил о взятке.")
    kk, home = page("/kk/s", "Сұраса не істейміз", text, "kk"), page("/kk", "Басты бет", "Қош келдіңіз.", "kk")
    pair = LanguagePair(urls={"ru": ru.url, "kk": kk.url}, how="switch")
    told, untold = (finders(SiteContent(site(HOME, home, ru, kk, pairs=pairs), CGB), CGB, STEMS)["kk"] for pairs in ((pair,), ()))
    found = told.find(ITEMS["anticorruption"])

    assert (found.outcome, [place.how for place in found.places]) == (outcome, ["version"] if outcome == "met" else [])
    assert untold.find(ITEMS["anticorruption"]).outcome == "absent"


@pytest.mark.parametrize(
    ("how", "text", "more"),
    [
        ("address", "Егін жинау басталды, комбайндар далаға шықты, астық қоймаға түсіп жатыр, жауын күтілмейді, су жеткілікті.", {}),
        ("switch", "Бет табылмады немесе басқа мекенжайға көшірілген.", {}),
        ("switch", "Меры против взяток: телефон доверия, проверка сообщений, защита тех, кто сообщил о взятке.", {"text_lang": "ru"}),
        (
            "switch",
            "Қош келдіңіз: мұнда органның жаңалықтары, құжаттары, байланысы және басшылары туралы мәлімет берілген.",
            {"is_home": True},
        ),
    ],
)
def test_what_may_be_no_other_version(how: Any, text: str, more: Any) -> None:
    """Pages that only their addresses pair, a note that there is no version, another language and the home page prove nothing."""
    ru = page("/ru/s", "Противодействие коррупции", "Меры: телефон доверия, проверка сообщений, защита тех, кто сообщил о взятке.")
    kk = page("/kk/s", "Басқаша аталған бет", text, "kk", **more)
    pair = LanguagePair(urls={"ru": ru.url, "kk": kk.url}, how=how)
    seen = site(HOME, ru, kk, pairs=(pair,), homes={"ru": HOME.url, **({"kk": kk.url} if more.get("is_home") else {})})

    assert finders(SiteContent(seen, CGB), CGB, STEMS)["kk"].find(ITEMS["anticorruption"]).outcome != "met"


@pytest.mark.parametrize(("title", "outcome"), [("Качество услуг", "met"), ("Новости", "undecided"), ("Карта сайта", "undecided")])
def test_titles_of_other_pages_are_not_what_a_list_says(title: str, outcome: str) -> None:
    """Words on the list of news and on the site map are titles of other pages."""
    text = "За 2025 год оказано 3 118 государственных услуг, отчет об услугах за год размещён 13 мая, жалоб 12."
    assert find("services_report", site(HOME, page("/p", title, text)))[0] == outcome


def test_skip_links_name_no_page() -> None:
    """A link to the content of its own page is no name of that page."""
    skip = Link(url=f"{HOST}/p", raw="#main", text="Перейти к флагу", selector="a", region="other")
    seen = SiteContent(site(HOME, page("/p", "Раздел", "Текст", links=(skip,))), CGB)

    assert seen.names_of(f"{HOST}/p", "ru") == []


@pytest.mark.parametrize(
    ("sign", "text", "there"),
    [
        ("phone", "Дата публикации: 25.12.2025 11:00", False),
        ("phone", "Звоните: 2-15-31", True),
        ("address", "В области развиваются транспорт и связь", False),
        ("address", "ул. Абая, 12", True),
        ("question", "Министерство отвечает", False),
        ("list", "Текст", False),
    ],
)
def test_what_certainly_is_not_there(sign: Sign, text: str, there: bool) -> None:
    """A second look counts neither the frame nor the dates of publishing as an item's own."""
    stamp = DateSeen(text="25.12.2025", date="2025-12-25", label="Дата публикации:", source="time", region="main")
    seen = page("/p", "Дороги", text, dates=(stamp,), footer_text="ул. Абая, 12, тел. 8 (7172) 74-10-16, вопросы?")
    place = Place(kind="page", url=seen.url, page=seen.url, score=1.0)

    assert may_have(Atom(sign), Material(place=place, page=seen)) is there
