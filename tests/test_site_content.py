"""What the sample sites say for Annexes 5 and 6: items stand where the table says, alike in Kazakh and Russian; defects do their work."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

import methodology
from fixtures.site import truth
from fixtures.site.acts import acts
from fixtures.site.answers import Answer, Request, Site
from fixtures.site.content import BODIES, load
from fixtures.site.defects import UnknownDefect, site_with
from fixtures.site.items import items
from fixtures.site.partner import Partner
from tests.sample import Row, content_rows
from tests.test_sample_site import ORIGIN, PARTNER, TODAY, ask, body_of, is_html, walk
from tests.truth_table import differences

BOTH = ("kk", "ru")
TABLES = {"ministry": "1", "akimat": "2"}
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
DEFECTS = [
    (shape, defect.id)
    for defect in truth.load()
    if defect.content and defect.changes and "mobile" not in defect.group
    for shape in defect.shapes
]
BY_ID = {defect.id: defect for defect in truth.load()}
MOST_PAGES = 110  # in a language: the truth table is walked many times
LIVING = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d")  # times of publication, printed alike
LANGUAGE = re.compile(r"/(kk|kz|kaz|ru|rus)(?=/)")


@cache
def site(body: str, shape: str, *defects: str) -> Site:
    return site_with(shape, frozenset(defects), TODAY, ORIGIN, PARTNER, body=body)


def main(where: Site, page: str, lang: str) -> LexborNode:
    """The content of a page as it is served."""
    found = body_of(ask(where, where.builder.at.page(page, lang))).css_first("main")
    assert found is not None
    return found


def text(where: Site, page: str, lang: str) -> str:
    return " ".join(main(where, page, lang).text(separator=" ").split())


def said(where: Site, page: str, lang: str) -> tuple[str, str]:
    """Title and content of a page before it is served: quick to compare."""
    view = where.builder.view(page, lang)
    return view.title, view.main


@cache
def weights(body: str) -> Mapping[str, Fraction]:
    """Points of each item and part of an item by the methodology's own tables."""
    found: dict[str, Fraction] = {}
    for annex in (5, 6):
        path = Path(methodology.__file__).parent / "kz_1279" / f"annex{annex}_{TABLES[body]}.toml"
        for section in tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["section"]:
            ids = [item["id"] for item in section["item"]]
            whole = [each for each in ids if "." not in each.partition("/")[2]]
            for item in whole:
                found[item] = Fraction(section["max"]) / len(whole)
                parts = [each for each in ids if each.startswith(f"{item}.")]
                found |= {each: found[item] / len(parts) for each in parts}
    return found


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("shape", truth.SHAPES)
def test_every_item_stands_where_the_table_says(body: str, shape: str) -> None:
    """All items of the law's two tables of a body have a page whose content names them in both languages."""
    where = site(body, shape)
    missing = [(row, lang) for row, one in items(body).items() for lang in BOTH if one.words[lang] not in text(where, one.page, lang)]

    assert missing == []
    assert set(items(body)) == {row for row in weights(body) if "." not in row.partition("/")[2]}


@pytest.mark.parametrize("body", BODIES)
def test_kazakh_and_russian_say_the_same_facts(body: str) -> None:
    """Figures, telephones, addresses, files, lists and tables of each page are alike in both languages."""
    where = site(body, "paths")
    for page in where.builder.content.pages:
        facts = []
        for lang in BOTH:
            nodes = main(where, page, lang)
            figures = Counter(re.findall(r"\d+", LIVING.sub("", nodes.text(separator=" "))))
            links = Counter(LANGUAGE.sub("", node.attributes["href"] or "").rpartition("/")[0] for node in nodes.css("a[href]"))
            direct = {node.attributes["href"] for node in nodes.css('a[href^="tel:"], a[href^="mailto:"]')}
            facts.append(
                (figures, links, direct, Counter(node.tag for node in nodes.css("h1, h2, h3, p, li, tr, td, th, a, img, form, input")))
            )
        assert facts[0] == facts[1], page


@pytest.mark.parametrize("body", BODIES)
def test_numbers_are_dialled_as_they_are_written(body: str) -> None:
    """However a number is written, its link dials those digits; 8 before a code is +7."""
    where = site(body, "paths")
    links = [link for page in where.builder.content.pages for link in main(where, page, "kk").css('a[href^="tel:"]')]
    wrong = {
        (link.text(), link.attributes["href"])
        for link in links
        if re.sub(r"\D", "", link.text()) != (dials := re.sub(r"\D", "", link.attributes["href"] or ""))
        and not _same_from_8(link.text(), dials)
    }

    assert len(links) > 30
    assert wrong == set()


def _same_from_8(written: str, dials: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return digits[:1] == "8" and dials == f"7{digits[1:]}"


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_the_akimats_site_is_whole(shape: str) -> None:
    """Every page in both languages is reached by links, and no link or act is dead."""
    where = site("akimat", shape)
    met: dict[str, Answer] = {}
    for url, answer, parent in walk(where):
        assert answer.status == 200, (url, parent)
        met[url.removeprefix(ORIGIN)] = answer
    pages = {where.builder.at.page(each, lang) for each in where.builder.content.pages for lang in BOTH}

    assert pages <= met.keys()
    assert all(is_html(met[page]) for page in pages)
    assert not any("tabigimura" in text(where, each, lang) for each in where.builder.content.pages for lang in BOTH)


def test_sites_stay_small() -> None:
    """The truth table is walked many times."""
    assert all(len(load(body).pages) <= MOST_PAGES for body in BODIES)


@pytest.mark.parametrize("body", BODIES)
def test_acts_are_in_force_and_have_their_text(body: str) -> None:
    """Links to acts of the state lead to texts in the page's language that say that they are in force."""
    where = site(body, "paths")
    for page in where.builder.content.pages:
        for lang, folder, state in (("kk", "kaz", "Қолданыстағы акт"), ("ru", "rus", "Действующий акт")):
            for link in main(where, page, lang).css(f'a[href^="{PARTNER}/adilet/"]'):
                address = link.attributes["href"] or ""
                answer = Partner(PARTNER).answer(Request.of(address.removeprefix(PARTNER)))
                assert answer.status == 200, (page, address)
                assert f"/{folder}/docs/" in address
                assert state in answer.body.decode(), (page, address)


def test_repealed_acts_say_so() -> None:
    """The partner site shows acts without force as such, and knows no others."""
    old = [act for act in acts().values() if act.repealed]
    shown = {act.id: Partner(PARTNER).answer(Request.of(f"/adilet/rus/docs/{act.id}")).body.decode() for act in old}

    assert len(old) >= 3
    assert all("Утратил силу" in page for page in shown.values())
    assert Partner(PARTNER).answer(Request.of("/adilet/rus/docs/Z9900000001")).status == 404


@pytest.mark.parametrize("today", ["2026-11-20", "2027-02-03", "2027-07-15"])
def test_content_is_dated_from_today(today: str) -> None:
    """Schedules and plans are of the year of today, reports of quarters that are over, whatever the day."""
    where = site_with("paths", frozenset(), today, ORIGIN, PARTNER)
    year, month = int(today[:4]), int(today[5:7])
    reported = f"{(month - 1) // 3 * 3} месяц" if month > 3 else f"{year - 1} год"

    assert str(year) in text(where, "citizens/reception", "ru")
    assert f"на {year} год" in text(where, "open/procurement", "ru")
    assert reported in text(where, "open/budget", "ru")
    assert f"{year - 1} год" in text(where, "services/report", "ru")


@pytest.mark.parametrize(("shape", "id"), DEFECTS)
def test_each_defect_changes_the_languages_that_it_names(shape: str, id: str) -> None:
    """In a language of the table's rows some page differs; in the other one none."""
    defect = BY_ID[id]
    flawless, defective = site(defect.bodies[0], shape), site(defect.bodies[0], shape, id)
    named = {change.lang for change in defect.changes_in(shape)} - {""}
    figures_in_one = {"appeals-differ", "subordinate-phone-differs"}  # both languages lose for what stands in one
    for lang in BOTH:
        differ = [
            page
            for page in flawless.builder.content.pages
            if page not in defective.builder.content.pages or said(flawless, page, lang) != said(defective, page, lang)
        ]
        assert bool(differ) == (lang in named) or id in figures_in_one, (lang, differ)


@pytest.mark.parametrize(("shape", "id"), DEFECTS)
def test_rows_of_the_table_are_those_that_the_defect_touches(shape: str, id: str) -> None:
    """What is absent is gone from the page where it stood; what is deficient is still there; points are what the law's tables give."""
    defect = BY_ID[id]
    body = defect.bodies[0]
    where = site(body, shape, id)
    for change in defect.changes_in(shape):
        if not change.lang:  # of Annex 4
            continue
        one = items(body).get(change.row)
        if one is not None:
            gone = one.page not in where.builder.content.pages or one.words[change.lang] not in text(where, one.page, change.lang)
            assert gone == (change.kind == "absent") or change.kind in {"insufficient", "not-identical", "outdated", "outdated-npa"}, change
        worth = weights(body)[change.row]
        takes = -worth if change.kind == "absent" else Fraction(-1, 10)
        assert Fraction(change.points) == (Fraction(0) if change.outcome == "undecided" else takes), change


def test_what_is_old_is_as_old_as_it_says() -> None:
    """News of a month ago, schedules and plans of last year, a report of the year before last."""
    where = {name: site("ministry", "paths", name) for name in BY_ID if name.startswith(("old-", "last-year-"))}
    newest = min(page.published[0] for page in where["old-news"].builder.content.of_kind("news"))

    assert newest == 30
    assert "2025" in text(where["last-year-reception"], "citizens/reception", "kk")[:80]
    assert "2025 жылғы тексерулер кестесі" in text(where["last-year-inspections"], "services/inspections", "kk")
    assert "Результаты проверок за 9 месяцев 2026 года" in text(where["last-year-inspections"], "services/inspections", "ru")
    assert "на 2025 год" in text(where["last-year-procurement-plan"], "open/procurement", "ru")
    assert "за 2024 год" in text(where["old-services-report"], "services/report", "ru")


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_a_page_of_one_language_is_led_to_from_nowhere_in_the_other(shape: str) -> None:
    """No link of the site leads to the Kazakh address that is not there; the Russian page has no switch to it."""
    where = site("ministry", shape, "no-kazakh-media")
    address = where.builder.at.page("press/media", "kk")
    linked = {url.removeprefix(ORIGIN) for url, _, _ in walk(where)}

    assert address not in linked
    assert where.builder.at.page("press/media", "ru") in linked
    assert "Бет табылмады" in text(where, "press/media", "kk")
    if shape == "paths":
        assert where.answer(Request.of(address)).status == 404
        assert f"{address}<" not in where.answer(Request.of("/sitemap.xml")).body.decode()


def test_a_defect_of_one_body_is_not_switched_on_at_the_other() -> None:
    with pytest.raises(UnknownDefect, match="akimat-no-migration"):
        site_with("paths", frozenset({"akimat-no-migration"}), TODAY, ORIGIN, PARTNER)
    with pytest.raises(UnknownDefect, match="no-grants"):
        site_with("paths", frozenset({"no-grants"}), TODAY, ORIGIN, PARTNER, body="akimat")


# ---- phones

VIEWPORT = '<meta name="viewport"'
WIDE = "min-width: 1200px"
MAIN_VERSION = "Полная версия сайта"


def on_phone(id: str, target: str = "/ru/contacts", agent: str = PHONE) -> Answer:
    return site("ministry", "paths", *([id] if id else [])).answer(Request.of(target, agent=agent))


def test_the_flawless_site_is_one_for_all_devices() -> None:
    """A phone gets the same document, which adapts to it."""
    assert on_phone("") == on_phone("", agent="")
    assert VIEWPORT in on_phone("").body.decode()


@pytest.mark.parametrize(("id", "back"), [("noise-mobile-site", True), ("mobile-site-without-way-back", False)])
def test_phones_are_sent_to_a_site_of_their_own(id: str, back: bool) -> None:
    """By a redirect from every page; the mobile pages say the same and lead on within the mobile site."""
    sent = on_phone(id)
    assert (sent.status, sent.headers["Location"]) == (302, "/m/ru/contacts")
    page = on_phone(id, sent.headers["Location"]).body.decode()
    links = {node.attributes["href"] or "" for node in LexborHTMLParser(page).css("nav a, main a")}

    assert VIEWPORT in page
    assert "+7 (7172) 00-10-00" in page
    assert not any(link.startswith("/ru/") for link in links)
    assert "/m/kk/contacts" in links
    assert (MAIN_VERSION in page) == back
    assert on_phone(id, agent="").status == 200
    assert WIDE in on_phone(id, "/ru/contacts?version=full").body.decode()
    assert on_phone(id, "/").headers["Location"] == "/m/"
    assert on_phone(id, "/m/").status == 200
    assert on_phone(id, "/m/ru/nowhere").status == 404


@pytest.mark.parametrize(("id", "back"), [("noise-document-for-phones", True), ("document-for-phones-without-way-back", False)])
def test_phones_get_another_document(id: str, back: bool) -> None:
    """At the same address; computers get the wide one."""
    phone, desk = on_phone(id), on_phone(id, agent="").body.decode()

    assert VIEWPORT in phone.body.decode()
    assert WIDE not in phone.body.decode()
    assert phone.headers["Vary"] == "User-Agent"
    assert (MAIN_VERSION in phone.body.decode()) == back
    assert VIEWPORT not in desk
    assert WIDE in desk


@pytest.mark.parametrize(("id", "back"), [("link-to-mobile-only", True), ("link-to-mobile-without-way-back", False)])
def test_phones_get_a_link_to_the_mobile_version(id: str, back: bool) -> None:
    """The wide page has a link to the same page of the mobile version."""
    wide = LexborHTMLParser(on_phone(id).body.decode())
    ways = [node.attributes["href"] for node in wide.css("footer a") if node.text() == "Мобильная версия"]

    assert VIEWPORT not in (wide.html or "")
    assert ways == ["/m/ru/contacts"]
    assert (MAIN_VERSION in on_phone(id, "/m/ru/contacts").body.decode()) == back


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_a_site_for_desks_alone(shape: str) -> None:
    """No word to phones about the width, and a page as wide as a desk's."""
    where = site("ministry", shape, "no-mobile-version")
    shell = where.answer(Request.of(where.builder.at.page("contacts", "kk")))

    assert VIEWPORT not in shell.body.decode()
    assert WIDE in ask(where, where.builder.at.page("contacts", "kk")).body.decode()


@pytest.mark.parametrize("shape", truth.SHAPES)
def test_the_schedule_is_hidden_on_narrow_screens(shape: str) -> None:
    """By a rule on its page alone; the document still holds it."""
    where = site("ministry", shape, "hidden-on-phone")
    answer = ask(where, where.builder.at.page("citizens/reception", "kk")).body.decode()

    assert "main .table { display: none; }" in answer
    assert "16:00–18:00" in answer
    assert "display: none" not in ask(where, where.builder.at.page("contacts", "kk")).body.decode()


# ---- the table itself


def _row(outcome: str, high: str, *kinds: str) -> Row:
    return Row(outcome=outcome, low=Decimal(high), high=Decimal(high), max=Decimal(high), kinds=frozenset(kinds))


def test_rows_of_items_are_compared_in_their_language() -> None:
    """What a defect takes from a part of an item is taken from the item and its section; the other language stays."""
    ids = ("6-1.2/3.2", "6-1.2/3", "6-1.2")
    before = {f"{row} {lang}": _row("met", points) for row, points in zip(ids, ("0.5556", "3.3333", "10"), strict=True) for lang in BOTH}
    after = {
        f"{row} {lang}": _row("not-met", points, "absent")
        for row, points in zip(ids, ("0", "2.7778", "9.4444"), strict=True)
        for lang in BOTH
    }

    assert differences(before, after, "paths", {"memo-without-hours"}) == []
    assert {row for row, _ in differences(before, before, "paths", {"memo-without-hours"})} == set(before)
    report = {
        "indicators": [{"id": "5-1.2", "lang": "kk", "outcome": "met", "points": {"low": "1", "high": "1", "max": "1"}, "findings": []}]
    }
    assert content_rows(report) == {"5-1.2 kk": _row("met", "1")}
