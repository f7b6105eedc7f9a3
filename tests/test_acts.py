"""Acts in texts and addresses, the register of acts as a person gives it, and the judges that speak of acts."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import methodology
from audits import stages
from audits.acts_file import ActsFileError, enter, read_acts
from checks.annex5 import no_npa_link, outdated_npa
from checks.commons.act_mentions import act_code, act_mentions, level_number, says_number
from checks.commons.act_register import register_of
from facts import ActStatus, AuditPlan, Body, Document, Outcome, Page, Scope, Site
from methodology.errors import MethodologyError
from methodology.repealed import read_repealed
from store import AuditFile
from tests.judged import ORIGIN, Small, document, found, page

PARAMS = methodology.load().params
LAW = "Закон Республики Казахстан от 16 ноября 2015 года № 401-V «О доступе к информации»"
ORDER = "приказ Министра культуры и информации от 31 марта 2025 года № 124-НҚ"
ADILET = "https://adilet.zan.kz/rus/docs"


@pytest.mark.parametrize(
    ("text", "kind", "date", "number"),
    [
        ("Даму министрінің м.а. 2015 жылғы 30 желтоқсандағы № 1279 бұйрығы", "order", "2015-12-30", "1279"),
        ("министрінің 2025 жылғы 31 наурыздағы № 124-НҚ бұйрығымен бекітілген", "order", "2025-03-31", "124-НҚ"),
        ("«Ақпарат туралы» ҚР 2015 жылғы 16 қарашадағы № 401-V Заңына сәйкес", "law", "2015-11-16", "401-V"),
        ("«Ақпарат туралы» 2015 жылғы 16 қарашадағы № 401-V ҚРЗ", "law", "2015-11-16", "401-V"),
        ("Заң № 434-V", "law", "", "434-V"),
        ("Президентінің 2015 жылғы 29 желтоқсандағы № 153 Жарлығы", "decree", "2015-12-29", "153"),
        ("Үкіметінің 2006 жылғы 12 қазандағы № 995 қаулысы", "resolution", "2006-10-12", "995"),
        ("мәслихатының 2023 жылғы 5 сәуірдегі № 12/3-VII шешімі", "decision", "2023-04-05", "12/3-VII"),
        ("Бюджет кодексі (2025 жылғы 15 наурыздағы № 171-VІІІ)", "code", "2025-03-15", "171-VIII"),
        ("приказом и.о. Министра от 30 декабря 2015 года № 1279", "order", "2015-12-30", "1279"),
        ("приказ Министра от 31.03.2025 г. № 124-НҚ", "order", "2025-03-31", "124-НҚ"),
        ("приказ Министра № 124-НҚ от 31/03/2025", "order", "2025-03-31", "124-НҚ"),
        (LAW, "law", "2015-11-16", "401-V"),
        ("Закон РК № 401-V ЗРК от 16 ноября 2015 года", "law", "2015-11-16", "401-V"),
        ("Указ Президента РК от 29 декабря 2015 года № 153", "decree", "2015-12-29", "153"),
        ("постановлением Правительства РК от 12 октября 2006 года N 995", "resolution", "2006-10-12", "995"),
        ("решение маслихата № 12/3-VII от 5 апреля 2023 года", "decision", "2023-04-05", "12/3-VII"),
        ("распоряжение Премьер-Министра от 1 июня 2024 года № 77-р", "ordinance", "2024-06-01", "77-Р"),
    ],
)
def test_mentions(text: str, kind: str, date: str, number: str) -> None:
    """An act in each of the usual shapes."""
    assert [(act.kind, act.date, act.number) for act in act_mentions(text, PARAMS)] == [(kind, date, number)]


@pytest.mark.parametrize(
    "text",
    [
        "Договор от 5 мая 2026 года № 12 заключён",
        "2026 жылғы 5 мамырдағы № 12 хаттама",
        "указанный в письме № 15 срок",
        "каб. № 215, ул. Мира, дом 5",
        "по законодательству, лот № 7 от 5 мая 2026 года",
    ],
)
def test_papers_that_are_no_acts(text: str) -> None:
    """Contracts, letters, rooms and lots are left out."""
    assert act_mentions(text, PARAMS) == ()


def test_several_acts_in_one_sentence() -> None:
    """Each keeps its own date, number, kind and title."""
    kk = "2015 жылғы 4 желтоқсандағы № 434-V Заңы және 2025 жылғы 9 қазандағы № 687 бұйрығы"
    ru = "Закон от 4 декабря 2015 года № 434-V «О закупках», приказ Министра финансов от 9 октября 2024 года № 687 «Об утверждении Правил»"

    assert [(act.kind, act.number) for act in act_mentions(kk, PARAMS)] == [("law", "434-V"), ("order", "687")]
    assert [(act.kind, act.number, act.title) for act in act_mentions(ru, PARAMS)] == [
        ("law", "434-V", "О закупках"),
        ("order", "687", "Об утверждении Правил"),
    ]


def test_registration_is_no_act_of_its_own() -> None:
    """The number of registration with justice belongs to the order before it, and makes it normative."""
    text = "Приказ от 31 марта 2025 года № 57. Зарегистрирован в Министерстве юстиции Республики Казахстан 2 апреля 2025 года № 35902"

    assert [(act.number, act.registered, act.normative) for act in act_mentions(text, PARAMS)] == [("57", "35902", True)]


@pytest.mark.parametrize(
    ("text", "normative"),
    [
        (ORDER, True),
        ("приказ руководителя отдела от 5 ноября 2026 года № 123", None),
        ("приказ руководителя аппарата от 5 ноября 2026 года № 123-л/с", False),
        ("министрлігі басқарма басшысының 2026 жылғы 5 қарашадағы № 12 бұйрығы", None),
    ],
)
def test_normative(text: str, normative: bool | None) -> None:
    """Orders of ministers are acts of law; those of others may be anything."""
    assert [act.normative for act in act_mentions(text, PARAMS)] == [normative]


@pytest.mark.parametrize(
    ("address", "year", "number", "kind"),
    [
        (f"{ADILET}/V2500035902", 2025, "35902", None),
        (f"{ADILET}/K2000000350", 2020, "350", "code"),
        ("https://adilet.zan.kz/kaz/docs/Z1500000434#z1", 2015, "434", "law"),
        (f"{ADILET}/Z070000310_", 2007, "310", "law"),
        (f"{ADILET}/U950002733_", 1995, "2733", "decree"),
        (f"{ADILET}/P1500000972/compare", 2015, "972", "resolution"),
        (f"{ADILET}/V16M0003912", 2016, "3912", None),
    ],
)
def test_codes(address: str, year: int, number: str, kind: str | None) -> None:
    """The register's codes, old and new."""
    code = act_code(address)

    assert code is not None
    assert (code.year, code.number, code.kind) == (year, number, kind)


def test_numbers_of_their_own() -> None:
    """A number inside another is not it; blanks, dashes and alphabets do not matter."""
    said = ("№ 687 бұйрығы", "№ 6875", "№ 687-V", "№ 401 – V Заңы", "№ 12/3-VІІ шешімі")

    assert [says_number(words, "687") for words in said] == [True, False, False, False, False]
    assert [says_number(words, number) for words, number in zip(said[3:], ("401-V", "12/3-VII"), strict=True)] == [True, True]


def test_addresses_without_a_code() -> None:
    """A search, a home page and a hash are no acts."""
    assert [act_code(url) for url in (f"{ADILET}", "https://x.kz/ABC12345", "https://x.kz/u/9f86d081884c7d65")] == [None, None, None]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="№0123456789-/VIХІНҚнқ заңкодпрбұйығот«».,годжыл\n", max_size=160))
def test_any_text_is_read(text: str) -> None:
    """Nothing breaks, and every act lies in the text."""
    assert all(0 <= act.start < act.end <= len(text) for act in act_mentions(text, PARAMS))


@settings(max_examples=100, deadline=None)
@given(st.dates().filter(lambda day: 1991 <= day.year <= 2030), st.integers(1, 9999), st.sampled_from(["", "-V", "-НҚ", "-VIII", "/5"]))
def test_any_act_is_read_back(day: object, number: int, tail: str) -> None:
    """Every day and number, in both languages."""
    iso = str(day)
    dotted = f"{iso[8:]}.{iso[5:7]}.{iso[:4]}"
    wanted = [("order", iso, level_number(f"{number}{tail}"))]
    for text in (f"Министрдің {dotted} ж. № {number}{tail} бұйрығы", f"приказ Министра от {dotted} г. № {number}{tail} об охране"):
        assert [(act.kind, act.date, act.number) for act in act_mentions(text, PARAMS)] == wanted


# the file


def write(path: Path, text: str) -> Path:
    """A file of acts."""
    path.write_text(text, encoding="utf-8")
    return path


def test_acts_file(tmp_path: Path) -> None:
    """Optional columns may be missing, a code needs no date, dates may be written with dots, spreadsheets write semicolons and a mark."""
    file = write(tmp_path / "a.csv", "\ufeffnumber;date;status;title\n№ 1279;30.12.2015;repealed;Әдістеме\nV2500035902;;in-force;\n\n")

    assert read_acts(file) == (
        ActStatus(number="1279", date="2015-12-30", status="repealed", title="Әдістеме"),
        ActStatus(number="V2500035902", date="", status="in-force"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("number,date\n1,2015-01-01\n", "line 1: the heading must be number,date,status"),
        ("number,date,status,status\n", "line 1: the heading"),
        ("number,date,status\n", "holds no line below its heading"),
        ("number,date,status\n1,2015-01-01\n", "line 2: has 2 cells, the heading 3"),
        ("number,date,status\nабв,2015-01-01,repealed\n", "line 2: number is 'абв'"),
        ("number,date,status\n1,2015-13-01,repealed\n", "line 2: date is '2015-13-01'; write it as YYYY-MM-DD"),
        ("number,date,status\n1,,repealed\n", "line 2: date is ''"),
        ("number,date,status\n1,2015-01-01,жоқ\n", "line 2: status is 'жоқ'; it must be one of in-force, repealed"),
        ("number,date,status,lang\n1,2015-01-01,repealed,en\n", "line 2: lang is 'en'; it must be kk, ru or empty"),
        ("number,date,status\n1,2015-01-01,repealed\n1,01.01.2015,in-force\n", "line 3: 1 of 2015-01-01 is repealed in line 2"),
    ],
)
def test_wrong_acts_files(tmp_path: Path, text: str, message: str) -> None:
    """The first wrong line is named, and what it takes."""
    with pytest.raises(ActsFileError) as error:
        read_acts(write(tmp_path / "a.csv", text))

    assert message in str(error.value)


def test_acts_file_that_is_no_text(tmp_path: Path) -> None:
    """A workbook and a missing file are told apart."""
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(ActsFileError, match="is not UTF-8 text"):
        read_acts(tmp_path / "a.xlsx")
    with pytest.raises(ActsFileError, match="cannot be read"):
        read_acts(tmp_path / "none.csv")


def test_register_tells_no_act_that_may_be_another() -> None:
    """Two acts of one number and day are told apart by their titles; without one neither is."""
    acts = (
        ActStatus(number="5", date="2020-01-10", status="repealed", title="Об утверждении Правил охраны"),
        ActStatus(number="5", date="2020-01-10", status="in-force", title="О составе комиссии"),
    )
    named, bare = act_mentions(
        "приказ Министра от 10 января 2020 года № 5 «О составе комиссии», приказ Министра от 10 января 2020 года № 5", PARAMS
    )
    register = register_of(acts)

    assert register.by_mention(named) == acts[1]
    assert register.by_mention(bare) is None


# no way to the text

PATH = "/ru/rules"
TAIL = (
    "<p>Материал описывает порядок, по которому граждане получают сведения о работе органа: куда обратиться, какие документы нужны, "
    "сколько времени это занимает и кто отвечает за ответ. Обращения принимаются в рабочие дни, ответы даются письменно. "
    "Сведения, которые закон не разрешает раскрывать, не предоставляются, о чём заявителю сообщают.</p>"
)


def judged_link(main: str, **site: object) -> list[tuple[str, str]]:
    """(outcome, kind) of what is said of a page."""
    content = Small(pages=(page(PATH, main, title="Акты о государственных закупках"),), **site)  # type: ignore[arg-type]
    return [(seen.outcome.value, seen.kind) for seen in no_npa_link.judge(found("procurement_laws", PATH), content, PARAMS)]


NOT_MET, UNCLEAR = [("not-met", "no-npa-link")], [("undecided", "npa-link-unclear")]


@pytest.mark.parametrize(
    ("name", "main", "said"),
    [
        ("plain reference", f"<p>Принят {LAW}.</p>{TAIL}", NOT_MET),
        ("linked by code", f"<p>Принят <a href='{ADILET}/Z1500000401'>{LAW}</a>.</p>", []),
        ("linked beside it", f"<p>Принят {LAW} (<a href='{ADILET}/Z1500000401'>текст</a>).</p>", []),
        ("linked elsewhere on the page", f"<p>{LAW}</p>{TAIL}<ul><li><a href='{ADILET}/Z1500000401'>Закон</a></li></ul>", []),
        ("linked by its title", f"<p>{LAW}</p><p><a href='/ru/acts/7'>О доступе к информации</a></p>", []),
        (
            "the number before its kind",
            f"<ul><li><a href='https://a.kz/35238'>Қағида</a>, Қаржы министрінің 2024 жылғы 9 қазандағы № 687 бұйрығы</li></ul>{TAIL}",
            [],
        ),
        ("own file", f"<p>{LAW} <a href='/f/401.pdf'>скачать</a></p>", []),
        ("another law's link", f"<p>Принят {LAW}.</p><p><a href='{ADILET}/Z1500000434'>Закон о закупках</a></p>", NOT_MET),
        ("only the register's home page", f"<p>Принят {LAW}.</p>{TAIL}<p><a href='https://adilet.zan.kz/rus'>Әділет</a></p>", UNCLEAR),
        ("order of a head", f"<p>Основание: приказ руководителя отдела от 5 мая 2026 года № 12.</p>{TAIL}", UNCLEAR),
        ("order on staff", f"<p>Основание: приказ руководителя аппарата от 5 мая 2026 года № 12-л/с.</p>{TAIL}", []),
        ("order that may be the linked one", f"<p>{ORDER}</p>{TAIL}<p><a href='{ADILET}/V2500035902'>Правила</a></p>", UNCLEAR),
        ("who approved it", f"<h1>Положение</h1><p>Утверждено постановлением акимата от 3 июня 2024 года № 55</p>{TAIL}", []),
        ("approved, Kazakh", f"<h1>Ереже</h1><p>Әкімдіктің 2024 жылғы 3 маусымдағы № 55 қаулысымен бекітілген.</p>{TAIL}", []),
        ("the act under the text", f"<p>2025 жылғы 20 қарашадағы № 512-НҚ бұйрық. 1. Осы бұйрық мекемелерге қолданылады.</p>{TAIL}", []),
        ("no date", f"<p>Закон № 401-V действует.</p>{TAIL}", []),
        ("its own text", f"<h1>{ORDER}</h1><p>Во исполнение приказа Министра от 31 марта 2025 года № 124-НҚ определено следующее.</p>", []),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_no_way_to_the_text(name: str, main: str, said: list[tuple[str, str]]) -> None:
    """A reference needs a link that is its own; what is not certain is left to a person."""
    assert judged_link(main) == said


def test_a_dead_link_is_no_way() -> None:
    """The link is there and leads nowhere."""
    main = f"<p>Принят <a href='{ADILET}/Z1500000401'>{LAW}</a>.</p>{TAIL}"

    assert judged_link(main, dead=frozenset({f"{ADILET}/Z1500000401"})) == NOT_MET


def test_two_acts_are_one_deficiency() -> None:
    """One kind on one page counts once (D-4), and says of how many acts it speaks."""
    content = Small(pages=(page(PATH, f"<p>{LAW}</p><p>{ORDER}</p>{TAIL}", title="Законодательство о государственных закупках"),))
    (seen,) = no_npa_link.judge(found("procurement_laws", PATH), content, PARAMS)

    assert (seen.values["acts"], seen.values["number"], seen.part, seen.lang) == ("2", "401-V", "5-1.7/2", "ru")


def test_files_are_left_to_a_person() -> None:
    """Links inside a file are not seen; an act's own file is left alone."""
    files = (document("/f/a.pdf", title="Обзор", text=f"По {LAW}"), document("/f/b.pdf", title=LAW, text=f"{LAW}. Согласно {ORDER}"))
    content = Small(pages=(page(PATH, "<p>x</p>"),), documents=files)
    said = [
        list(no_npa_link.judge(found("procurement_laws", PATH, kind="document", url=ORIGIN + path), content, PARAMS))
        for path in ("/f/a.pdf", "/f/b.pdf")
    ]

    assert [[(seen.kind, seen.outcome) for seen in each] for each in said] == [[("npa-link-in-file", Outcome.UNDECIDED)], []]


# repealed acts

REPEALED = ActStatus(number="1279", date="2015-12-30", status="repealed", title="Әдістеме")
NAME = "Приказ Министра от 30 декабря 2015 года № 1279"


def judged_repealed(
    main: str, *others: Page, acts: tuple[ActStatus, ...] = (), concept: str = "npa_adopted", documents: tuple[Document, ...] = ()
) -> list[tuple[str, str, str]]:
    """(outcome, kind, target) of what is said of a page."""
    content = Small(pages=(page(PATH, main), *others), acts=acts, documents=documents)
    said = outdated_npa.judge(found(concept, PATH), content, PARAMS)
    return [(seen.outcome.value, seen.kind, seen.target.removeprefix(ORIGIN)) for seen in said]


@pytest.mark.parametrize(
    ("beginning", "repealed"),
    [
        ("Сноска. Утратил силу приказом Министра от 12 июля 2024 года № 420/НҚ.", True),
        ("Ескерту. Күші жойылды - министрдің 2024 жылғы 12 шілдедегі № 420/НҚ бұйрығымен.", True),
        ("Статус: утратил силу", True),
        ("Правила разработаны взамен приказа, который утратил силу в 2020 году.", False),
        ("ПРИКАЗЫВАЮ: 1. Признать утратившим силу приказ № 5.", False),
        ("Кейбір бұйрықтардың күші жойылды деп тану туралы", False),
    ],
)
def test_own_page_of_a_repealed_act(beginning: str, repealed: bool) -> None:
    """A note at the beginning speaks of the act itself; an act that repeals others does not."""
    act = page("/ru/acts/7", f"<h1>Об утверждении Методики</h1><p>{beginning}</p>{TAIL * 5}")
    said = judged_repealed(f"<ul><li><a href='/ru/acts/7'>{NAME}</a></li></ul>{TAIL * 3}", act)

    assert said == ([("not-met", "outdated-npa", "/ru/acts/7")] if repealed else [])


def test_the_register_tells_what_is_repealed() -> None:
    """By the link's own words, by its code, and not for an act in force or of another number."""
    law = ActStatus(number="434-V", date="2015-12-04", status="repealed")
    coded = ActStatus(number="V1500012961", date="", status="repealed")
    link = f"<p><a href='/ru/acts/7'>{NAME}</a></p>{TAIL}"

    assert judged_repealed(link, acts=(REPEALED,)) == [("not-met", "outdated-npa", "/ru/acts/7")]
    assert judged_repealed(link, acts=(REPEALED,), concept="branch_stats") == [("not-met", "outdated-npa", "/ru/acts/7")]
    assert judged_repealed(link.replace("1279", "1280"), acts=(REPEALED,)) == []
    assert judged_repealed(f"<p><a href='{ADILET}/Z1500000434'>Закон</a></p>", acts=(law,)) == [
        ("not-met", "outdated-npa", f"{ADILET}/Z1500000434")
    ]
    assert judged_repealed(f"<p><a href='{ADILET}/V1500012961'>Методика</a></p>", acts=(coded,)) == [
        ("not-met", "outdated-npa", f"{ADILET}/V1500012961")
    ]
    assert judged_repealed(f"<p><a href='{ADILET}/Z2400000434'>Закон</a></p>", acts=(law,)) == []
    resolution = ActStatus(number="995", date="2006-10-12", status="repealed")
    named = "Постановление Правительства от 12 октября 2006 года № 995"
    for code, told in (("P060000995_", "not-met"), ("P1500000995", "undecided")):  # the words and the address are of one act, or of two
        said = judged_repealed(f"<p><a href='{ADILET}/{code}'>{named}</a></p>{TAIL}", acts=(resolution,))
        assert [outcome for outcome, _, _ in said] == [told]


def test_an_act_that_nobody_tells_of_is_not_repealed() -> None:
    """Order 1279 is repealed, and without a register, the methodology's list and its own words nothing is said."""
    assert judged_repealed(f"<p><a href='{ADILET}/V1500012961'>{NAME}</a></p>{TAIL}") == []


OLD_LAW = "Закон от 4 декабря 2015 года № 434-V «О государственных закупках»"
OLD_LINK = f"<p><a href='{ADILET}/Z1500000434'>{OLD_LAW}</a></p>{TAIL}"
FOUND = [("not-met", "outdated-npa", f"{ADILET}/Z1500000434")]


@pytest.mark.parametrize(
    ("main", "concept", "said"),
    [
        (OLD_LINK, "procurement_laws", FOUND),
        (OLD_LINK.replace("Z1500000434", "Z1500000434#z5").replace(OLD_LAW, "Закон"), "procurement_laws", FOUND),
        (f"<p><a href='/ru/law'>{OLD_LAW.replace('-V', '')}</a></p>{TAIL}", "procurement_laws", [("not-met", "outdated-npa", "/ru/law")]),
        (OLD_LINK, "branch_stats", []),  # in what is no item of acts the law may have been in force on the day of the text
        (OLD_LINK.replace("Закон от", "Приказ от").replace("Z1500000434", "Z2400000106"), "procurement_laws", []),
        (OLD_LINK.replace("</a>", "</a> (утратил силу)"), "procurement_laws", [("undecided", "npa-marked-repealed", FOUND[0][2])]),
        (f"<p>Основание: {OLD_LAW}.</p>{TAIL}", "procurement_laws", [("undecided", "npa-repealed-named", "")]),
        (
            f"<p><a href='{ADILET}/V1500012590'>Правила</a></p>{TAIL}",
            "procurement_laws",
            [("not-met", "outdated-npa", f"{ADILET}/V1500012590")],
        ),
        (f"<p>Приказ от 11 декабря 2015 года № 648.</p>{TAIL}", "procurement_laws", []),  # another ministry's may be meant
    ],
)
def test_replaced_laws_are_known(main: str, concept: str, said: list[tuple[str, str, str]]) -> None:
    """D-25: by code, by number with and without its Roman figure, for items of acts; orders by their code alone."""
    assert judged_repealed(main, concept=concept) == said


def test_a_given_register_stands_above_the_list() -> None:
    """A person who says that an act is in force is believed, however it is named; a law counts from the day on which it lost its force."""
    for number in ("434-V", "434", "Z1500000434"):
        date = "" if number.startswith("Z") else "2015-12-04"
        given = (ActStatus(number=number, date=date, status="in-force"),)
        for link in (OLD_LINK, OLD_LINK.replace(f"{ADILET}/Z1500000434", "/ru/law"), f"<p>{OLD_LAW}</p>{TAIL}"):
            assert judged_repealed(link, concept="procurement_laws", acts=given) == []
    known = PARAMS.judging.repealed
    law = act_code("Z1500000434")
    assert law is not None
    assert register_of((), known, "2024-12-31").by_code(law) is None
    told = register_of((), known, "2025-01-01").by_code(law)
    assert told is not None
    assert (told.status, told.replaced_by) == ("repealed", "№ 106-VIII, 01.07.2024")


@pytest.mark.parametrize(
    ("main", "said"),
    [
        (
            f"<p><a href='{ADILET}/Z2400000106'>О закупках</a> (взамен закона от 4 декабря 2015 года № 434-V)</p>",
            ("npa-repealed-named", ""),
        ),
        ("<p>Форма: <a href='/f.docx'>скачать</a>, по закону от 4 декабря 2015 года № 434-V</p>", ("npa-repealed-named", "")),
        (
            "<p><a href='/a'>О признании утратившим силу Указа Президента от 3 мая 2005 года № 1567</a></p>",
            ("npa-repealed-named", ""),
        ),
        ("<p><a href='/a'>О внесении изменений в Закон от 4 декабря 2015 года № 434-V</a></p>", ("npa-repealed-named", "")),
        ("<p><a href='/a'>2015 жылғы 4 желтоқсандағы № 434-V Заңына өзгерістер енгізу туралы</a></p>", ("npa-repealed-named", "")),
        (f"<h1>Закупки</h1><h2>Утратившие силу</h2><ul><li>{OLD_LINK[3:-4]}</li></ul>", ("npa-marked-repealed", FOUND[0][2])),
        (f"<h2>Мұрағат</h2>{OLD_LINK}", ("npa-marked-repealed", FOUND[0][2])),
        (f"<p>Утратил силу: <a href='{ADILET}/Z1500000434'>закон</a></p>", ("npa-marked-repealed", FOUND[0][2])),
        (f"<h1>Закупки</h1><h2>Мұрағат</h2>{TAIL}<h2>Законы</h2><ul><li><a href='{ADILET}/Z1500000434'>О закупках</a></li></ul>", None),
    ],
)
def test_what_is_said_about_a_replaced_law_publishes_none(main: str, said: tuple[str, str] | None) -> None:
    """Papers made by it, acts that change or repeal it, and archives: a person looks; an archive beside the list excuses nothing."""
    expected = FOUND if said is None else [("undecided", *said)]
    assert judged_repealed(TAIL * 5 + main, concept="procurement_laws") == expected


def test_an_act_keeps_the_references_of_its_day() -> None:
    """The text of rules in force that were made by a law since replaced publishes no repealed act."""
    parts = "".join(f"<h3>Глава {number}. Порядок {number}</h3>{TAIL * 4}" for number in range(1, 9))
    act = f"<h1>Правила оказания услуг</h1><p>Приняты по статье 5: <a href='{ADILET}/Z1500000434'>{OLD_LAW}</a></p>{parts}"
    assert judged_repealed(act, concept="procurement_laws") == []
    assert judged_repealed(act.replace(TAIL, ""), concept="procurement_laws") == []  # be it short
    assert judged_repealed(act.replace("Глава", "Часть"), concept="procurement_laws") == FOUND  # no text of an act


def test_the_list_of_replaced_acts_is_read_with_care(tmp_path: Path) -> None:
    """Each act once, days as days, its code one of the register of acts; no act of the list replaces itself."""
    known = PARAMS.judging.repealed
    assert all(act_code(act.code) for act in known)
    assert all(act.replaced_by.startswith("№ ") and f"{act.number}," not in act.replaced_by.split() for act in known)
    days = "date = 2020-01-01\nsince = 2021-01-01"
    entry = f'[[act]]\nnumber = "1"\n{days}\ncode = "Z2000000001"\ntitle.kk = "a"\ntitle.ru = "b"\nreplaced_by = "No. 2"\n'
    for wrong, told in (
        (entry * 2, "told twice"),
        (entry.replace("since = 2021", "since = 2019"), "before it was adopted"),
        (entry.replace("date = 2020-01-01", 'date = "2020-01-01"'), "is no day"),
    ):
        (tmp_path / "repealed_acts.toml").write_text(f'reference = "x"\n{wrong}', encoding="utf-8")
        with pytest.raises(MethodologyError, match=told):
            read_repealed(tmp_path)
    assert read_repealed(tmp_path / "none") == ()


def test_what_a_list_marks_or_names_is_left_to_a_person() -> None:
    """An archive may be meant, and a name without a link publishes nothing."""
    marked = judged_repealed(f"<ul><li><a href='/ru/acts/7'>{NAME}</a> (утратил силу)</li></ul>{TAIL}")
    named = judged_repealed(f"<p>Перечень: {NAME}.</p>{TAIL}", acts=(REPEALED,))

    assert marked == [("undecided", "npa-marked-repealed", "/ru/acts/7")]
    assert [seen[:2] for seen in named] == [("undecided", "npa-repealed-named")]


def test_a_long_list_of_acts_is_bounded() -> None:
    """Of 5,000 acts no more pages are read than the limit says."""
    links = "".join(f"<li><a href='/ru/acts/{number}'>Приказ № {number}</a></li>" for number in range(5000))
    content = Small(pages=(page(PATH, f"<ul>{links}</ul>"), *(page(f"/ru/acts/{number}", TAIL) for number in range(100))))

    assert list(outdated_npa.judge(found("npa_adopted", PATH), content, PARAMS)) == []
    known = [url for url in content.asked if "/acts/" in url and int(url.rpartition("/")[2]) < 100]
    assert len(known) <= PARAMS.number("act_links_looked")


def test_the_register_is_kept_in_the_audit(tmp_path: Path) -> None:
    """It becomes a fact of the site, and a later file takes the place of an earlier one."""
    first, second = (
        read_acts(write(tmp_path / f"{name}.csv", f"number,date,status,replaced_by\n{name},2020-01-10,repealed,№ 9\n"))
        for name in ("5", "6")
    )
    plan = AuditPlan(url="https://body.gov.kz/", body=Body(), today="2026-11-20")
    with stages.start(plan, tmp_path / "audit", "kz-1279") as file:
        file.put_site(Site(scope=Scope(origin="https://body.gov.kz"), body=Body(), today="2026-11-20", start_url=plan.url, acts=first))
        enter(file, first)
        enter(file, second)
        enter(file, ())

    with AuditFile.open(tmp_path / "audit") as file:
        assert file.site().acts == (ActStatus(number="6", date="2020-01-10", status="repealed", replaced_by="№ 9"),)


def test_a_wrong_register_ends_the_command(tmp_path: Path) -> None:
    """Before anything is asked of the site, with the line that is wrong; exit code 2."""
    wrong = write(tmp_path / "a.csv", "number,date,status\n5,2020-01-10,gone\n")
    command = ("audit", "https://body.gov.kz/", "--out", str(tmp_path / "out"), "--acts", str(wrong))
    done = subprocess.run([sys.executable, "-m", "tekser", *command], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, (tmp_path / "out").exists()) == (2, False)
    assert "line 2: status is 'gone'" in done.stderr
