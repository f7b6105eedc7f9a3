"""The judges of what is old, incomplete, or not the same in Kazakh and Russian."""

from dataclasses import replace
from typing import Any

import pytest

import methodology
from checks.annex5 import insufficient, not_identical, outdated
from checks.annex5.judges import JUDGES, judge_all, once_for_each_fact
from checks.annex5.judges import KINDS as JUDGED_KINDS
from checks.commons.content.model import Found
from facts import Document, Lang, Page, TableSeen, not_met, undecided
from reports.catalogue import read_catalogue
from tests.judged import ORIGIN, Small, document, found, page

PARAMS = methodology.load().params
FILLER = (
    "<p>Раздел рассказывает о работе органа, о порядке приёма граждан и о том, где можно получить ответы на вопросы. "
    "Здесь же размещены формы документов и разъяснения для тех, кто обращается впервые.</p>"
)
KK_FILLER = (
    "<p>Бөлімде органның жұмысы, азаматтарды қабылдау тәртібі және сұрақтарға жауапты қайдан алуға болатыны айтылады. "
    "Мұнда құжаттардың нысандары мен алғаш рет жүгінетіндерге арналған түсіндірмелер орналастырылған.</p>"
)

Said = list[tuple[str, str]]


def old(
    concept: str, main: str, *others: Page, title: str = "", words: str = "", documents: tuple[Document, ...] = (), **place: object
) -> Said:
    """What is said of the currency of an item on one page."""
    content = Small(pages=(page("/ru/x", main, title=title), *others), documents=documents)
    said = outdated.judge(found(concept, "/ru/x", words=words, **place), content, PARAMS)  # type: ignore[arg-type]
    return [(seen.kind, seen.values["told"]) for seen in said]


@pytest.mark.parametrize(
    ("name", "concept", "main", "said"),
    [
        ("fresh news", "news", "<ul><li><a href='/ru/n/1'>Событие</a> 19.11.2026</li><li>Другое 02.03.2026</li></ul>", []),
        ("seven days", "news", "<ul><li>Событие 13 ноября 2026 года</li></ul>", []),
        ("eight days", "news", "<ul><li>Событие 12 ноября 2026 года</li></ul>", [("outdated", "2026-11-12")]),
        ("an old day keeps its year", "news", "<ul><li>Событие 12 ноября 2023 года</li></ul>", [("outdated", "2023-11-12")]),
        ("day without year", "news", "<ul><li>Событие 18 ноября</li><li>Событие 2 мая 2026</li></ul>", []),
        ("yesterday", "news", "<ul><li>Событие, вчера</li><li>Событие 2 мая 2026</li></ul>", []),
        ("2099 and 0001", "news", "<ul><li>Событие 01.01.2099</li><li>01.01.0001 Событие</li></ul>", [("currency-unknown", "")]),
        (
            "a day to come is no news",
            "news",
            "<ul><li>Встреча 25.12.2026</li><li>Событие 02.10.2026</li></ul>",
            [("outdated", "2026-10-02")],
        ),
        ("no days", "news", "<ul><li>Событие</li></ul>", [("currency-unknown", "")]),
        ("this year's plan", "procurement_plan", f"<h1>План закупок на 2026 год</h1>{FILLER}", []),
        ("last year's plan", "procurement_plan", f"<h1>План закупок на 2025 год</h1>{FILLER}", [("outdated", "2025 год")]),
        ("bare year", "procurement_plan", f"<h1>План закупок 2025</h1>{FILLER}", [("currency-unclear", "2025")]),
        ("next year's plan", "procurement_plan", f"<h1>План закупок на 2027 год</h1>{FILLER}", []),
        ("no year", "procurement_plan", f"<h1>План закупок</h1>{FILLER}", [("currency-unknown", "")]),
        (
            "plans by year",
            "procurement_plan",
            "<h1>План закупок на 2024 год</h1><ul><li><a href='/f/1.pdf'>План на 2026 год</a></li></ul>",
            [],
        ),
        (
            "old files",
            "procurement_plan",
            "<h1>Планы</h1><ul><li><a href='/f/1.pdf'>План на 2024 год</a></li></ul>",
            [("outdated", "2024 год")],
        ),
        (
            "newer in the text",
            "procurement_plan",
            f"<h1>План на 2025 год</h1><p>Изменён в 2026 году.</p>{FILLER}",
            [("currency-unclear", "2025 год")],
        ),
        ("schedule of weekdays", "reception_schedule", f"<h1>График приёма граждан</h1><p>Понедельник 15:00</p>{FILLER}", []),
        (
            "schedule of a past year",
            "reception_schedule",
            "<h1>Азаматтарды қабылдаудың 2025 жылға арналған кестесі</h1>",
            [("outdated", "2025 жылға")],
        ),
        ("plan of years that goes on", "strategic_plan", "<h1>Стратегический план на 2023-2027 годы</h1>", []),
        ("plan of years gone by", "strategic_plan", "<h1>Стратегический план на 2020-2024 годы</h1>", [("outdated", "2020-2024 годы")]),
        (
            "report of thirteen months",
            "services_report",
            "<h1>Отчет за III квартал 2025 года</h1>",
            [("outdated", "III квартал 2025 года")],
        ),
        ("report of October", "services_report", "<h1>Отчет за октябрь 2025 года</h1>", []),
        ("report of last year", "services_report", "<h1>Отчет за 2025 год</h1>", []),
        (
            "in the text",
            "appeals_review",
            f"<h1>Обзор обращений</h1><p>За 2024 год поступило 120 обращений.</p>{FILLER}",
            [("outdated", "2024 год")],
        ),
        (
            "in the text, Kazakh",
            "appeals_review",
            "<h1>Өтініштерге шолу</h1><p>2024 жылдың қорытындысы бойынша 120 өтініш түсті.</p>",
            [("outdated", "2024 жылдың")],
        ),
        (
            "only mentioned",
            "appeals_review",
            f"<h1>Обзор обращений</h1><p>Орган создан в 2014 году.</p>{FILLER}",
            [("currency-unknown", "")],
        ),
        (
            "named for a year gone by, this year's budget in its text",
            "budget_execution",
            f"<h1>Отчет об исполнении бюджета за 2024 год</h1><p>На 2026 год выделено 12 млн тенге, за 2026 год отчитаемся.</p>{FILLER}",
            [("currency-unclear", "2024 год")],
        ),
        (
            "beside a schedule of this year",
            "inspections_results",
            "<h1>Проверки</h1><p>График на первое полугодие 2026 года: суда речного пароходства в мае. "
            f"Итоги: за 2024 год проверено 47 судов.</p>{FILLER}",
            [("currency-unclear", "2024 год")],
        ),
        ("staff of a past year", "structure", f"<h1>Структура 2024 года</h1>{FILLER}", [("outdated", "2024 года")]),
        ("lives of staff", "structure", f"<h1>Структура</h1><p>В 2001-2005 годах учился в университете.</p>{FILLER}", []),
        ("term gone by", "vacancies", "<h1>Вакансии</h1><p>Документы принимаются до 15.03.2026</p>", [("outdated", "15.03.2026")]),
        (
            "column of terms",
            "vacancies",
            "<h1>Вакансии</h1><table><tr><th>Должность<th>Срок приёма документов<tr><td>Эксперт<td>7–16 октября 2025 г.</table>",
            [("outdated", "7–16 октября 2025 г.")],
        ),
        ("term of late", "vacancies", "<h1>Вакансии</h1><p>Документы принимаются до 15.10.2026</p>", []),
        (
            "one term to come",
            "vacancies",
            "<h1>Вакансии</h1><p>Документы принимаются до 15.03.2026. Документы принимаются до 15.12.2026</p>",
            [],
        ),
        ("nobody is sought", "vacancies", "<h1>Вакансии</h1><p>Вакансий нет. Документы принимались до 15.03.2025</p>", []),
        ("day of an act", "vacancies", "<h1>Вакансии</h1><p>Документы принимаются по Закону от 15.03.2025 года</p>", []),
        ("a certificate's day", "vacancies", "<h1>Вакансии</h1><p>Сертификат, выданный до 01.01.2022, действителен</p>", []),
        (
            "a day without its year",
            "vacancies",
            "<h1>Вакансии</h1><p>Эксперт: документы принимаются до 15.03.2025. Специалист: документы принимаются до 25 декабря.</p>",
            [("currency-unclear", "15.03.2025")],
        ),
        (
            "papers taken always",
            "vacancies",
            "<h1>Вакансии</h1><p>Медсестра: документы принимаются постоянно. Эксперт: документы принимаются до 15.03.2025</p>",
            [("currency-unclear", "15.03.2025")],
        ),
        (
            "led to a portal",
            "vacancies",
            "<h1>Вакансии</h1><p>Документы принимаются до 15.03.2026. <a href='https://qyzmet.gov.kz/v'>Все вакансии</a></p>",
            [("currency-unclear", "15.03.2026")],
        ),
        ("no rule", "flag", "<h1>Флаг, 1992 год</h1>", []),
    ],
)
def test_outdated(name: str, concept: str, main: str, said: Said) -> None:
    """What an item tells of its day or period decides; what it only mentions does not."""
    assert old(concept, main) == said


def test_news_without_days_are_read_on_their_own_pages() -> None:
    """A list that shows no days: the pages of its entries tell; of 5,000 no more are read than the limit says."""
    links = "".join(f"<li><a href='/ru/news/{number}'>Событие номер {number}</a></li>" for number in range(5000))
    entries = tuple(page(f"/ru/news/{number}", f"<h1>Событие</h1><p>02.10.2026</p>{FILLER}") for number in range(30))
    content = Small(pages=(page("/ru/x", f"<ul>{links}</ul>"), *entries))

    assert [seen.kind for seen in outdated.judge(found("news", "/ru/x"), content, PARAMS)] == ["outdated"]
    assert len(content.asked) <= 1 + PARAMS.number("news_entries_looked")


def test_an_old_list_beside_a_fresh_one_is_left_to_a_person() -> None:
    """Where another place that may be the list has fresh news, nothing is taken."""
    first = found("news", "/ru/x")
    other = replace(first.places[0], url=f"{ORIGIN}/ru/y", page=f"{ORIGIN}/ru/y")
    content = Small(pages=(page("/ru/x", "<ul><li>02.10.2026 Событие</li></ul>"), page("/ru/y", "<ul><li>19.11.2026 Событие</li></ul>")))
    said = outdated.judge(replace(first, places=(*first.places, other)), content, PARAMS)

    assert [seen.kind for seen in said] == ["currency-unclear"]


def test_a_file_is_judged_by_its_name_title_and_text() -> None:
    """The file is the target; a newer file beside it makes it one of several."""
    main = "<ul><li><a href='/f/1.pdf'>Жоспар</a></li></ul>"
    where = {"kind": "document", "url": f"{ORIGIN}/f/1.pdf"}
    file = document("/f/1.pdf", title="Мемлекеттік сатып алудың 2025 жылға арналған жоспары")
    content = Small(pages=(page("/kk/x", main),), documents=(file,))
    (seen,) = outdated.judge(found("procurement_plan", "/kk/x", "kk", **where), content, PARAMS)  # type: ignore[arg-type]
    newer = Small(pages=(page("/kk/x", main + "<p><a href='/f/2.pdf'>2026 жылға арналған жоспар</a></p>"),), documents=(file,))

    assert (seen.kind, seen.target, seen.page, seen.lang) == ("outdated", f"{ORIGIN}/f/1.pdf", f"{ORIGIN}/kk/x", "kk")
    assert list(outdated.judge(found("procurement_plan", "/kk/x", "kk", **where), newer, PARAMS)) == []  # type: ignore[arg-type]


def test_a_block_is_judged_by_its_own_part() -> None:
    """The year of another part of the page says nothing of this one."""
    main = f"<h1>Планы</h1><h2 id='a'>План проверок на 2024 год</h2>{FILLER}<h2 id='b'>План закупок на 2026 год</h2>{FILLER}"
    heads = page("/ru/x", main).headings
    said = {head.text[:13]: old("procurement_plan", main, kind="block", selector=head.selector, words=head.text) for head in heads[1:]}

    assert said == {"План проверок": [("outdated", "2024 год")], "План закупок ": []}


def test_what_could_not_be_read_says_nothing() -> None:
    """Another site's page and a page that was not shown."""
    content = Small()

    for place in ({"kind": "link", "url": "https://akorda.kz/ru"}, {}):
        assert list(judge_all(found("procurement_plan", "/ru/x", **place), content, PARAMS)) == []  # type: ignore[arg-type]


# what an item lacks


def test_insufficient() -> None:
    """What two looks missed is told; what a cruder look may see, or where it is not certain that this is the item, is for a person."""
    thin = found("ref_phones", "/ru/x")
    (demand,) = (demand.name for demand in PARAMS.requirements["hr_contacts"].needs if "phone" in demand.name)
    thin = found("hr_contacts", "/ru/x")
    thin = replace(thin, outcome="thin", places=(replace(thin.places[0], lacks=(demand,), proof="Кадровая служба"),))
    none, some = (Small(pages=(page("/ru/x", FILLER + main),)) for main in ("<p>Кадровая служба</p>", "<p>Кадровая служба, 2-15-60</p>"))

    def said(item: Found, content: Small) -> list[tuple[str, str]]:
        return [(seen.kind, seen.values["lacks"]) for seen in insufficient.judge(item, content, PARAMS)]

    assert said(thin, none) == [("insufficient", demand)]
    assert said(thin, some) == [("insufficient-unsure", demand)]
    assert said(replace(thin, confidence="weak"), none) == [("insufficient-unsure", demand)]
    assert said(replace(thin, outcome="absent"), none) == []


@pytest.mark.parametrize(
    ("main", "kinds"),
    [
        ("<p>Произведено 120 тонн, 130 голов, 15 процентов, 7 ферм, 900 гектаров.</p>", ["source-untold"]),
        ("<p>Произведено 120 тонн, 130 голов, 15 процентов, 7 ферм, 900 гектаров. Источник: Бюро национальной статистики.</p>", []),
        ("<p>Сведения готовятся.</p>", []),
    ],
)
def test_source(main: str, kinds: list[str]) -> None:
    """Figures without a word on their source are for a person to judge."""
    content = Small(pages=(page("/ru/x", main),))

    assert [seen.kind for seen in insufficient.judge(found("branch_stats", "/ru/x"), content, PARAMS)] == kinds


# Kazakh and Russian


def pair(kk: str, ru: str, concept: str = "services_appeal", *, documents: tuple[Document, ...] = (), **more: object) -> dict[Lang, Said]:
    """What is said of each version: (kind, fact)."""
    pages = (page("/kk/x", KK_NAME + KK_FILLER + kk, **more), page("/ru/x", NAME + FILLER + ru, **more))  # type: ignore[arg-type]
    content = Small(pages=pages, pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/x"}, documents=documents)
    return {lang: said_of(lang, content, concept) for lang in ("kk", "ru")}


def said_of(lang: Lang, content: Small, concept: str = "services_appeal") -> Said:
    """(kind, fact) of one version."""
    return [(seen.kind, seen.values.get("fact", "")) for seen in not_identical.judge(found(concept, f"/{lang}/x", lang), content, PARAMS)]


KK_NAME, NAME = "<h1>Мемлекеттік қызмет нәтижелеріне шағымдану</h1>", "<h1>Обжалование результатов государственных услуг</h1>"
FIGURES_KK = "<p>Орталықта 240 орын, 1 250 кітап, 36 бөлме және 4 500 оқырман бар.</p>"
FIGURES_RU = "<p>В центре 240 мест, 1250 книг, 36 комнат и 4 500 читателей.</p>"


@pytest.mark.parametrize(
    ("name", "kk", "ru", "in_kk", "in_ru"),
    [
        ("alike", FIGURES_KK, FIGURES_RU, [], []),
        ("phone missing", "<p>Байланыс үшін</p>", "<p>Телефон: 8 (7172) 74-10-16</p>", [("not-identical", "phones")], []),
        ("phone written otherwise", "<p>Тел.: +7 7172 741016</p>", "<p>Телефон: 8 (7172) 74-10-16</p>", [], []),
        (
            "phones differ",
            "<p>Тел.: 8 (7172) 74-10-61</p>",
            "<p>Телефон: 8 (7172) 74-10-16</p>",
            [("not-identical", "phones")],
            [("not-identical", "phones")],
        ),
        ("e-mail missing", "<p>Пошта: a@body.gov.kz, b@body.gov.kz</p>", "<p>Почта: a@body.gov.kz</p>", [], [("not-identical", "emails")]),
        ("e-mail as a link", "<p><a href='mailto:a@body.gov.kz'>Жазу</a></p>", "<p>Почта: a@body.gov.kz</p>", [], []),
        (
            "figure differs",
            FIGURES_KK.replace("1 250", "1 520"),
            FIGURES_RU,
            [("not-identical", "numbers")],
            [("not-identical", "numbers")],
        ),
        ("fraction written otherwise", FIGURES_KK.replace("36 бөлме", "3.50 га"), FIGURES_RU.replace("36 комнат", "3,5 га"), [], []),
        ("one figure in words", FIGURES_KK.replace("240 орын", "екі жүз қырық орын"), FIGURES_RU, [], []),
        (
            "days in other shapes",
            "<p>2026 жылғы 5 мамырдан 2026 жылғы 7 маусымға дейін</p>",
            "<p>с 05.05.2026 по 7 июня 2026 года</p>",
            [],
            [],
        ),
        (
            "two days missing",
            "<p>Мерзімі белгіленген</p>",
            "<p>с 05.05.2026 по 7 июня 2026 года</p>",
            [("parity-unclear", "dates")],
            [],
        ),
        (
            "a term differs",
            "<p>Мерзімі: 1 жұмыс күні.</p>",
            "<p>Срок: 3 рабочих дня.</p>",
            [("not-identical", "numbers")],
            [("not-identical", "numbers")],
        ),
        (
            "shares differ",
            "<p>Иә — 58 %, жоқ — 42 %.</p>",
            "<p>Да — 85 %, нет — 15 %.</p>",
            [("not-identical", "numbers")],
            [("not-identical", "numbers")],
        ),
        ("a year is no term", "<p>2025 жыл, 3 күн</p>", "<p>2026 год, 3 дня</p>", [("parity-unclear", "dates")], []),
        ("people by two words", "<p>5 азамат қабылданды, 3 адам орналасты</p>", "<p>Принято 5 человек, устроено 3 гражданина</p>", [], []),
        ("days by two words", "<p>7 күн, кемінде 3 тәулік</p>", "<p>7 суток, не менее 3 дней</p>", [], []),
        ("ages are no years", "<p>1200 жылқы бар, 18 жастан</p>", "<p>1200 лошадей, от 18 лет</p>", [], []),
        ("a part is no hour", "<p>5-бабының 3-бөлігі, 8 сағат</p>", "<p>Статья 5 часть 3, 8 ч.</p>", [], []),
        ("a year is twelve months", "<p>35 жасқа дейін, 1 жылға</p>", "<p>до 35 лет, на 12 месяцев</p>", [], []),
        ("counters of people", "<p>Қаралым саны: 1345 адам</p>", "<p>Просмотров: 7812 человек</p>", [], []),
        ("clocks", "<p>Басталуы 9:30 сағатта, аяқталуы 18:00</p>", "<p>Начало 9:30, конец 18:00 часов</p>", [], []),
        ("a term in words", "<p>Бір ай, үш күн және 5 күн</p>", "<p>Месяц, 3 дня и пять дней</p>", [], []),
        (
            "of other years",
            "<p>2026 жылы 91 % орындалды</p>",
            "<p>В 2025 году исполнено 84 %</p>",
            [("parity-unclear", "numbers")],
            [("parity-unclear", "numbers")],
        ),
        ("views", "<p>Қаралым саны: 1345</p>", "<p>Просмотров: 7812</p>", [], []),
        ("weather and rates", "<p>USD 512.4 EUR 560.1</p>", "<p>USD 513.9 EUR 561.7</p>", [], []),
        (
            "links in their language",
            "<p><a href='https://egov.kz/cms/kk/a'>А</a></p>",
            "<p><a href='https://egov.kz/cms/ru/a'>А</a></p>",
            [],
            [],
        ),
        (
            "links missing",
            "<p>Сілтемелер жоқ</p>",
            "<p><a href='https://a.kz/1'>А</a> <a href='https://b.kz/2'>Б</a></p>",
            [("parity-unclear", "links")],
            [],
        ),
    ],
)
def test_versions(name: str, kk: str, ru: str, in_kk: Said, in_ru: Said) -> None:
    """A version answers for what the other has and it has not."""
    assert pair(kk, ru) == {"kk": in_kk, "ru": in_ru}


def test_running_parts_of_the_frame_do_not_count() -> None:
    """Footers, counters and widgets outside the content may differ."""
    kk = page("/kk/x", KK_FILLER, frame="<footer>© 2026. Тел. 8 (7172) 11-22-33. Келушілер: 4567</footer>")
    ru = page("/ru/x", FILLER, frame="<aside>Погода -12. Телефон: 8 (7172) 99-88-77</aside><footer>Посетителей: 9871</footer>")
    content = Small(pages=(kk, ru), pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/x"})

    assert {lang: said_of(lang, content) for lang in ("kk", "ru")} == {"kk": [], "ru": []}


def test_files() -> None:
    """No file at all where the other version has some is certain; fewer may be one in both languages."""
    files = tuple(document(f"/f/{number}.pdf") for number in range(3))
    one, three = "<p><a href='/f/0.pdf'>А</a></p>", "".join(f"<p><a href='/f/{number}.pdf'>Файл</a></p>" for number in range(3))

    assert pair("", three, documents=files) == {"kk": [("not-identical", "files")], "ru": []}
    assert pair(one, three, documents=files) == {"kk": [("parity-unclear", "files")], "ru": []}
    assert pair(three, three, documents=files) == {"kk": [], "ru": []}


def table(*rows: tuple[str, ...]) -> TableSeen:
    """A table of the content."""
    return TableSeen(selector="table", region="main", rows=len(rows), columns=len(rows[0]), cells=rows)


def with_tables(kk: TableSeen, ru: TableSeen) -> dict[Lang, Said]:
    """What is said of two versions with one table each."""
    pages = (
        replace(page("/kk/x", KK_NAME + KK_FILLER), tables=(kk,), lists=()),
        replace(page("/ru/x", NAME + FILLER), tables=(ru,), lists=()),
    )
    content = Small(pages=pages, pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/x"})
    return {lang: said_of(lang, content) for lang in ("kk", "ru")}


def test_tables() -> None:
    """A figure in the same cell that differs is certain; rows in another order or a row more are not."""
    kk = table(("Абай", "10", "1,5"), ("Жетісу", "20", "2,5"), ("Ұлытау", "30", "3,5"))
    ru = table(("Абай", "10", "1.5"), ("Жетысу", "20", "2,50"), ("Улытау", "30", "3,5 "))
    wrong = table(("Абай", "10", "1,5"), ("Жетысу", "25", "2,5"), ("Улытау", "30", "3,5"))
    sorted_ = table(("Улытау", "30", "3,5"), ("Абай", "10", "1,5"), ("Жетысу", "20", "2,5"))
    longer = table(*kk.cells, ("А", "1", "2"), ("Б", "1", "2"))

    assert with_tables(kk, ru) == {"kk": [], "ru": []}
    assert with_tables(kk, wrong) == {"kk": [("not-identical", "sizes")], "ru": [("not-identical", "sizes")]}
    assert with_tables(kk, sorted_) == {"kk": [], "ru": []}
    assert with_tables(kk, longer) == {"kk": [("parity-unclear", "sizes")], "ru": []}


def test_rows_in_another_order_with_phones_written_otherwise() -> None:
    """The same people in another order, called through another trunk number, are the same people."""
    kk = table(("Есенов", "8 (7172) 74-10-16", "10:00"), ("Омаров", "8 (7172) 74-10-17", "10:00"))
    ru = table(("Омаров", "+7 (7172) 74-10-17", "10:00"), ("Есенов", "+7 (7172) 74-10-16", "10:00"))

    assert with_tables(kk, ru) == {"kk": [], "ru": []}


@pytest.mark.parametrize(
    ("kk", "ru", "differ"),
    [
        ("2-15-44", "2-15-45", True),
        ("сейсенбі, 16.00–18.00", "вторник, с 16:00 до 18:00", False),
        ("сейсенбі, 16.00–18.00", "четверг, 16.00–18.00", True),
        ("15 жұмыс күні", "15 рабочих дней", False),
        ("5 жыл", "3 года", True),
        ("наурыз", "март", False),
        ("8 (7172) 74-10-16", "+7 (7172) 74-10-16", False),
        ("8 7172 741016 ішкі 101", "+7 7172 74-10-16 вн. 101", False),
        ("8 (7172) 74-10-16", "8 (7172) 74-10-61", True),
        ("1.000 теңге", "1 000 тенге", False),
        ("12 ай", "1 год", False),
        ("00.00-24.00", "00.00-00.00 круглосуточно", False),
        ("Қоршаған орта, 2 бөлім", "Охрана окружающей среды, 2 раздела", False),
        ("Маусым театры", "Театр «Май»", False),
        ("..", "10", False),
        ("наурыз", "май", True),
        ("1,5 млн теңге", "1 500 тыс. тенге", False),
        ("екі күн", "2 дня", False),
        ("2026 жылғы 5 мамыр", "5 июня 2026 года", False),
    ],
)
def test_cells_with_words(kk: str, ru: str, differ: bool) -> None:
    """What a cell tells in figures, weekdays and months is compared; days, which are written in many shapes, elsewhere."""
    same = (("Абай", "10"), ("Жетісу", "20"))
    said = {lang: kinds[:1] for lang, kinds in with_tables(table(("А", kk), *same), table(("А", ru), *same)).items()}

    assert said == dict.fromkeys(("kk", "ru"), [("not-identical", "sizes")] if differ else [])


RU_TEXT = FILLER * 3
KK_TEXT = KK_FILLER * 3
LATIN_TEXT = (
    "<p>Bólimde organnyń jumysy, azamattardy qabyldaý tártibi jáne suraqtarǵa jaýapty qaıdan alýǵa bolatyny aıtylady. "
    "Munda qujattardyń nysandary men alǵash ret júginetinderge arnalǵan túsindirmeler ornalastyrylǵan.</p>"
) * 3


@pytest.mark.parametrize(
    ("name", "kk", "ru", "in_kk", "in_ru"),
    [
        ("kk address answers Russian", RU_TEXT, RU_TEXT, [("not-identical", "language")], []),
        ("a third is Russian", KK_TEXT + RU_TEXT * 1, RU_TEXT, [("not-identical", "language")], []),
        ("a little Russian", KK_TEXT * 3 + FILLER, RU_TEXT * 3, [], []),
        ("Latin script", LATIN_TEXT, RU_TEXT, [], []),
        ("English", "<p>The body works for citizens and answers their questions in time and in full.</p>" * 5, RU_TEXT, [], []),
        ("Kazakh on the Russian page", KK_TEXT, KK_TEXT, [], [("not-identical", "language")]),
    ],
)
def test_language(name: str, kk: str, ru: str, in_kk: Said, in_ru: Said) -> None:
    """Only the other of the two languages counts, from 30 % on, and in the version that is not in its language."""
    content = Small(pages=(page("/kk/x", kk), page("/ru/x", ru)), pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/x"})

    assert {lang: said_of(lang, content) for lang in ("kk", "ru")} == {"kk": in_kk, "ru": in_ru}


def test_language_of_a_short_text_is_left_to_a_person() -> None:
    """A sentence in the other language may be a quotation."""
    content = Small(pages=(page("/kk/x", "<p>Раздел рассказывает о работе органа и о порядке приёма граждан в рабочие дни.</p>"),))

    assert said_of("kk", content) == [("language-unclear", "")]


def test_language_of_files() -> None:
    """A Russian file on the Kazakh page is not in its language; one in both languages is left alone."""
    ru, kk = ("Порядок приёма граждан и сроки ответа. " * 20, "Азаматтарды қабылдау тәртібі және жауап беру мерзімі. " * 20)
    files = (
        document("/f/ru.pdf", text=ru, text_lang="ru"),
        document("/f/kk.pdf", text=kk, text_lang="kk"),
        document("/f/both.pdf", text=ru + kk, text_lang="ru"),
        document("/f/short.pdf", text=ru[:100], text_lang="ru"),
    )
    content = Small(pages=(page("/kk/x", KK_FILLER),), documents=files)
    said = {
        file.url.rpartition("/")[2]: [
            seen.kind
            for seen in not_identical.judge(found("services_report", "/kk/x", "kk", kind="document", url=file.url), content, PARAMS)
        ]
        for file in files
    }

    assert said == {"ru.pdf": ["not-identical"], "kk.pdf": [], "both.pdf": ["language-unclear"], "short.pdf": []}


def test_pages_that_are_no_pair_are_not_compared() -> None:
    """Without a counterpart the item is absent there; a switch that leads home, or ways back that disagree, are not parity."""
    kk, ru, third = page("/kk/x", KK_FILLER), page("/ru/x", FILLER + "<p>Телефон: 8 (7172) 74-10-16</p>"), page("/kk/y", KK_FILLER)
    alone = Small(pages=(kk, ru))
    home = Small(pages=(kk, replace(ru, is_home=True)), pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/x"})
    torn = Small(pages=(kk, ru, third), pairs={"/kk/x": "/ru/x", "/ru/x": "/kk/y"})

    assert [said_of("kk", content) for content in (alone, home, torn)] == [[], [], [("pair-unclear", "")]]


def test_only_the_facts_of_the_item_are_compared() -> None:
    """The page of contacts lacks a phone: that is the phones' fault, not the address's."""
    kk, ru = "<p>Пошта: 010000, a@body.gov.kz</p>", "<p>Почта: 010000, a@body.gov.kz, телефон: 8 (7172) 74-10-16</p>"
    said = {concept: pair(kk, ru, concept)["kk"] for concept in ("postal_address", "email", "ref_phones")}

    assert said == {"postal_address": [], "email": [], "ref_phones": [("not-identical", "phones")]}


# all of them


def test_every_kind_has_words_with_its_values() -> None:
    """Words for people exist in the three languages."""
    for lang in ("kk", "ru", "en"):
        assert all(read_catalogue(lang).get(f"finding.{kind}") for kind in JUDGED_KINDS)


def test_what_is_kept_as_an_archive_is_not_outdated() -> None:
    """A page that says in its name that it keeps what is old says nothing of what is current."""
    plan = "<h1>{}Годовой план закупок на 2024 год</h1>" + FILLER

    assert old("procurement_plan", plan.format("")) == [("outdated", "2024 год")]
    assert [kind for kind, _ in old("procurement_plan", plan.format("Архив. "))] == ["currency-unclear"]


def test_an_old_plan_beside_a_current_one_is_left_open() -> None:
    """Only another place that is itself named as the item, and tells a current period, speaks for it."""
    old_plan, new_plan = (page(f"/ru/{year}", f"<h1>Годовой план закупок на {year} год</h1>{FILLER}") for year in (2024, 2026))
    content = Small(pages=(old_plan, new_plan))
    seen = found("procurement_plan", "/ru/2024")
    beside = replace(seen.places[0], url=new_plan.url, page=new_plan.url)

    def said(score: float) -> list[str]:
        both = replace(seen, places=(*seen.places, replace(beside, score=score, holds="whole")))
        return [finding.kind for finding in outdated.judge(both, content, PARAMS)]

    assert (said(0.9), said(0.5)) == (["currency-unclear"], ["outdated"])


def test_judges_read_few_pages() -> None:
    """Three hundred items of one site read a few pages each."""
    pages = tuple(page(f"/ru/{number}", f"<h1>Раздел на 2026 год</h1>{FILLER}") for number in range(60))
    content = Small(pages=pages)
    for number in range(60):
        list(judge_all(found("procurement_plan", f"/ru/{number}"), content, PARAMS))

    assert len(content.asked) <= 60 * 2 * len(JUDGES)


def test_a_fact_of_a_page_counts_once() -> None:
    """Items that stand on one page do not share the fault of one act or figure; another act, page or kind is another fact."""
    section, laws = found("services_section", "/p"), found("services_standards", "/p")
    difference: dict[str, Any] = {"fact": "sizes", "here": "241", "there": "214"}
    told = (
        (section, not_met("outdated-npa", part="1", page="https://a.kz/p", address="https://b.kz/Z07")),
        (section, not_met("no-npa-link", part="1", page="https://a.kz/p", number="12", date="2025-01-02")),
        (section, not_met("outdated", part="1", page="https://a.kz/p")),
        (section, not_met("not-identical", part="1", page="https://a.kz/p", **difference)),
        (laws, not_met("outdated-npa", part="2", page="https://a.kz/p", address="https://b.kz/Z08")),
        (laws, not_met("outdated-npa", part="2", page="https://a.kz/q", address="https://b.kz/Z07")),
        (laws, not_met("no-npa-link", part="2", page="https://a.kz/p", number="12", date="2025-01-02")),
        (laws, not_met("outdated", part="2", page="https://a.kz/p")),
        (laws, not_met("not-identical", "#schools", part="2", page="https://a.kz/p", **difference)),
        (laws, not_met("not-identical", part="2", page="https://a.kz/p", fact="language", here="ru: 90 %", there="")),
    )
    kept = list(once_for_each_fact(told, PARAMS))

    assert kept == [finding for number, (_, finding) in enumerate(told) if number not in {1, 3}]


def test_a_figure_that_differs_is_told_of_the_part_that_holds_it() -> None:
    """The page's table shows it for certain, and the part of the page below whose heading it stands is the item's place."""
    figure: dict[str, Any] = {"page": "https://a.kz/p", "here": "241", "there": "214"}
    told = (
        (found("region_passport", "/p"), not_met("not-identical", part="1", fact="sizes", **figure)),
        (found("education", "/p"), undecided("parity-unclear", "#schools", part="6", fact="numbers", deficiency="not-identical", **figure)),
    )

    assert list(once_for_each_fact(told, PARAMS)) == [replace(told[0][1], part="6", target="#schools")]


def test_files_and_doubtful_pages_answer_for_themselves() -> None:
    """What is certain of a page is not said of a file, whose links are not seen, nor of a page that may be another item's."""
    section, plan, laws = (
        found("services_section", "/p"),
        found("procurement_plan", "/f.pdf", kind="document"),
        found("services_standards", "/p"),
    )
    act: dict[str, Any] = {"page": "https://a.kz/p", "number": "12", "date": "2025-01-02"}
    told = (
        (section, not_met("no-npa-link", part="1", **act)),
        (plan, undecided("npa-link-in-file", "https://a.kz/f.pdf", part="2", deficiency="no-npa-link", **act)),
        (laws, undecided("no-npa-link-elsewhere", part="4", deficiency="no-npa-link", **act)),
    )

    assert list(once_for_each_fact(told, PARAMS)) == [finding for _, finding in told]


def test_acts_of_a_page_that_may_be_another_item_s_are_left_open() -> None:
    """Several acts without a link are as little a section's as one is, where neither its name nor its kind makes the page its own."""
    section, laws = found("services_section", "/ru/x"), found("laws_list", "/ru/x")
    judged = [
        (
            replace(section, places=(replace(section.places[0], score=0.8),)),
            not_met("no-npa-link", part="1", page="https://a.kz/p", acts=2),
        ),
        (laws, not_met("no-npa-link", part="2", page="https://a.kz/p", acts=2)),
    ]

    assert [seen.kind for seen in once_for_each_fact(judged, PARAMS)] == ["npa-link-unclear", "no-npa-link"]


def test_what_is_certain_of_an_act_is_told_of_the_item_that_publishes_acts() -> None:
    """A page's act without a link is certain of one item there and unsure of the one that is to publish it: it is that one's lack."""
    section, laws = found("services_section", "/p"), found("services_standards", "/p")
    act: dict[str, Any] = {"page": "https://a.kz/p", "number": "12", "date": "2025-01-02"}
    told = (
        (section, not_met("no-npa-link", part="1", **act)),
        (laws, undecided("npa-link-unclear", "#rules", part="4", deficiency="no-npa-link", **act)),
        (laws, undecided("npa-link-unclear", part="4", page="https://a.kz/p", number="13", date="2025-01-02")),
    )

    assert list(once_for_each_fact(told, PARAMS)) == [replace(told[0][1], part="4", target="#rules"), told[2][1]]
