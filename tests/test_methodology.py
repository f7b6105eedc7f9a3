"""The law as data: it adds up to the order, and data that does not is refused with a clear line."""

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import methodology
from facts import LANGUAGES, BodyKind
from methodology import Indicator, Methodology, MethodologyError, labels
from methodology.explain import doc_parts, explain, known_ids

LAW = methodology.load()
DATA = Path(methodology.__file__).parent / "kz_1279"
DOC = """4-3.7 Text contrast.

Source:   Order No. 1279.
Applies:  every visible run
          of text.
Met:      the ratio reaches the limit.
Cannot:   text over an image.
"""


def rows(annex: int, table: int | None, *, own: bool = True) -> list[Indicator]:
    """Rows of one table; `own` leaves out sub-points and bonuses."""
    found = [row for row in LAW.indicators if (row.annex, row.table) == (annex, table)]
    return [row for row in found if not (row.parent or row.bonus)] if own else found


def row(id: str, table: int | None = None) -> Indicator:
    """The one row with this id."""
    (found,) = (row for row in LAW.find(id) if row.table == table)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the edition's folder that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "kz_1279"))


def spoil(copy: Path, file: str, old: str, new: str) -> None:
    """Replace `old`, which must be there, once."""
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def load(copy: Path) -> Methodology:
    """Load the copy."""
    return methodology.load("kz-1279", copy.parent)


@pytest.mark.parametrize(("annex", "table", "total"), [(4, None, 10), (5, 1, 50), (5, 2, 50), (6, 1, 25), (6, 2, 25)])
def test_tables_add_up_to_the_order(annex: int, table: int | None, total: int) -> None:
    """Annex 4 is 10; Annexes 5 and 6 are 50 and 25 a language in both tables."""
    assert sum(row.max for row in rows(annex, table)) == total


def test_groups_of_annex_4_add_up_to_its_headings() -> None:
    """1 + 6 + 1.6 + 1.4, as the headings of Annex 4 say."""
    sums = {group.id: sum(row.max for row in rows(4, None) if row.group == group.id[-1]) for group in LAW.groups}

    assert sums == {"4-1": 1, "4-2": 6, "4-3": Fraction("1.6"), "4-4": Fraction("1.4")}


def test_parameters_are_those_of_annex_3() -> None:
    """1.1 gives 5, 1.2 gives 10, 1.3 gives 5 with k of 5, 3 or 0: together 20."""
    assert [(item.id, str(item.value), str(item.divisor), item.languages) for item in LAW.parameters] == [
        ("1.1", "5", "10", 1),
        ("1.2", "10", "100", 2),
        ("1.3", "5", "50", 2),
    ]
    assert LAW.parameters[2].coefficients == (Fraction(5), Fraction(3), Fraction(0))
    assert LAW.total == 20


@pytest.mark.parametrize(
    ("table", "weights"),
    [
        ((5, 1), "1 3.5 3 3 6 3 2 7 6 2 7 4.5 2"),
        ((5, 2), "1 3.5 3 1 6 3 2 5 8 2 3.5 3 4 3 2"),
        ((6, 1), "5 10 3 5 2"),
        ((6, 2), "5 2 10 3 3 1 1"),
    ],
)
def test_section_weights_are_the_orders(table: tuple[int, int], weights: str) -> None:
    """Every section carries the weight that the order prints beside it, in its order."""
    assert [row.max for row in rows(*table)] == [Fraction(weight) for weight in weights.split()]


@pytest.mark.parametrize(
    ("id", "items", "points"), [("5-1.8", 7, "7"), ("5-1.9", 6, "6"), ("5-1.5", 12, "6"), ("5-1.12", 9, "4.5"), ("5-1.2", 6, "3.5")]
)
def test_items_share_their_section_equally(id: str, items: int, points: str) -> None:
    """D-3: a section's weight is shared equally and exactly, also where decimals do not end (3.5 / 6)."""
    children = [item for item in LAW.indicators if (item.parent, item.table) == (id, 1)]

    assert len(children) == items
    assert {item.max for item in children} == {Fraction(points) / items}
    assert row(id, 1).max == Fraction(points)


def test_sub_items_share_their_items_part() -> None:
    """The six lines of the memo on a public service share one third of section 6-1.2 of table 1."""
    memo = row("6-1.2/3", 1)
    lines = [item for item in LAW.indicators if (item.parent, item.table) == ("6-1.2/3", 1)]

    assert memo.max == Fraction(10, 3)
    assert [item.max for item in lines] == [Fraction(10, 18)] * 6


def test_every_row_is_whole() -> None:
    """Each row has titles in three languages, a reference to its annex, and stands once in its table."""
    seen = [(row.id, row.table) for row in LAW.indicators]

    assert len(seen) == len(set(seen))
    assert all(set(row.title) == set(LANGUAGES) and all(row.title.values()) for row in LAW.indicators)
    assert all(row.reference.startswith(f"Annex {row.annex}, ") for row in LAW.indicators)
    assert [decision.id for decision in LAW.decisions] == [f"D-{n}" for n in range(1, 26)]


def test_annex_4_has_the_orders_rows_and_sub_points() -> None:
    """1 row in group 1, 12 in group 2, 8 in group 3, 6 in group 4; sub-points where the order numbers or counts them."""
    owners = [row.id for row in rows(4, None)]
    parts = {owner: sum(row.parent == owner and not row.bonus for row in LAW.indicators) for owner in owners}

    assert [sum(owner.startswith(f"4-{n}.") for owner in owners) for n in (1, 2, 3, 4)] == [1, 12, 8, 6]
    assert {owner: n for owner, n in parts.items() if n} == {
        "4-2.1": 8,
        "4-2.6": 4,
        "4-2.7": 4,
        "4-2.8": 2,
        "4-2.9": 2,
        "4-2.10": 3,
        "4-4.3": 2,
    }


def test_rules_take_what_the_order_takes() -> None:
    """Spot checks of the scoring column of Annex 4."""
    assert (row("4-2.3").rule.kind, row("4-2.3").rule.take) == ("per-kind", Fraction("0.15"))
    dead = row("4-2.5").rule
    assert (dead.kind, dead.take, dead.cap_share, dead.takes_all) == ("per-finding", Fraction("0.1"), Fraction("0.5"), ("absent",))
    chain = row("4-2.4").rule
    assert (chain.met_share, chain.not_met_share) == (Fraction("0.9"), Fraction("0.1"))
    assert row("4-2.1").rule.take == Fraction("0.03")
    bonus = row("4-4.5/bonus")
    assert (bonus.bonus, bonus.max, bonus.rule.steps) == (
        True,
        Fraction("0.5"),
        {"interface-news": Fraction("0.25"), "everything": Fraction("0.5")},
    )
    section = row("5-1.4", 2).rule
    assert (section.take, section.cap_share) == (Fraction("0.1"), Fraction("0.5"))


def test_starred_items_must_be_text() -> None:
    """Items and sections marked * in the order must be readable text: 5-1.4/1 of table 1 is, of table 2 is not."""
    assert row("5-1.4/1", 1).text_form_required
    assert not row("5-1.4/1", 2).text_form_required
    assert row("5-1.6/2", 2).text_form_required  # its section is marked


@pytest.mark.parametrize(
    ("kind", "tables"), [("cgb", {5: 1, 6: 1}), ("leb", {5: 2, 6: 2}), ("committee", {5: 1}), ("subordinate", {5: 1, 6: 1})]
)
def test_a_body_is_judged_by_its_own_tables(kind: BodyKind, tables: dict[int, int]) -> None:
    """Annex 4 for all; table 2 for local bodies; no mobile version for a committee (paragraph 18)."""
    found = {(row.annex, row.table) for row in LAW.rows(kind)}

    assert found == {(4, None), *tables.items()}
    assert {item.annex for item in LAW.parameters_for(kind)} == {4, *tables}


def test_limits_and_words_are_read() -> None:
    """Numbers come exactly as written, decisions repeat none of them."""
    assert LAW.params.number("contrast_min") == Decimal("4.5")
    assert LAW.params.number("search_min_chars") == 20
    clicks = next(decision for decision in LAW.decisions if decision.id == "D-10")
    assert clicks.params["clicks_scored"] == LAW.params.number("clicks_scored") == 5


def test_the_law_is_read_once() -> None:
    """Loading again gives the same object, so every stage may ask for it."""
    assert methodology.load() is LAW
    assert methodology.editions() == ("kz-1279", "kz-openness-2025")


def test_an_unknown_edition_lists_the_known() -> None:
    """A misspelt id is answered with the ids that there are."""
    with pytest.raises(MethodologyError, match=r"unknown methodology 'kz-9999'; known are kz-1279"):
        methodology.load("kz-9999")


def test_an_untouched_copy_loads_and_has_the_same_hash(copy: Path) -> None:
    """The hash depends on names and contents, not on where the folder is or how its lines end."""
    assert load(copy).sha256 == LAW.sha256
    crlf = (copy / "annex4.toml").read_bytes().replace(b"\n", b"\r\n")
    (copy / "annex4.toml").write_bytes(crlf)
    assert load(copy).sha256 == LAW.sha256


def test_the_hash_shows_a_changed_word(copy: Path) -> None:
    """A change that no sum shows changes the hash."""
    spoil(copy, "annex4.toml", "breadcrumbs", "bread crumbs")

    assert load(copy).sha256 != LAW.sha256


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("annex4.toml", "max = 0.45", "max = 0.46", r"sums, tables: table 4 adds up to 10\.01, the order gives 10"),
        ("annex4.toml", "max = 1.6", "max = 1.5", r"heading of group 4-3 adds up to 1\.5, the order gives 1\.6"),
        ("annex4.toml", 'row 2.6, sub-point 4"\nmax = 0.25', 'row 2.6, sub-point 4"\nmax = 0.2',
         r"sub-points of 4-2\.6 adds up to 0\.95, the order gives 1"),
        ("annex4.toml", "take = 0.03", "take = 0.04", r"sub-points of 4-2\.1 do not each take 0\.04"),
        ("annex4.toml", 'id = "4-2.12"', 'id = "4-2.11"', r"4-2\.11 is there 2 times"),
        ("annex4.toml", 'kind = "share"', 'kind = "shares"', r"4-2\.4, rule: unknown rule kind 'shares'; use one of all-or-nothing, share"),
        ("annex4.toml", '"share_met"', '"share_mett"', r"names the limit 'share_mett', which is not there"),
        ("annex4.toml", "everything = 0.5", "everything = 0.6", r"4-4\.5/bonus: its best step is not its weight of 0\.5"),
        ("annex4.toml", "title.ru = \"Наличие карты сайта\"\n", "", r"annex4\.toml, 4-2\.5, title: 'ru' is missing; add it"),
        ("annex4.toml", "decisions = [\"D-10\"]", "decisions = [\"D-99\"]", r"4-2\.2: it names D-99, which is not there"),
        ("annex4.toml", "bonus = true", "bonsu = true", r"4-4\.5/bonus: unknown key 'bonsu'"),
        ("annex5_1.toml", "max = 3.5", "max = 3", r"table 5-1 adds up to 49\.5, the order gives 50"),
        ("annex5_2.toml", "max = 8", "max = 9", r"table 5-2 adds up to 51, the order gives 50"),
        ("annex6_1.toml", "max = 10", "max = 11", r"table 6-1 adds up to 26, the order gives 25"),
        ("annex6_2.toml", 'id = "6-1.1/2"', 'id = "6-1.2/2"', r"the item '6-1\.2/2' is not one of 6-1\.1"),
        ("edition.toml", "value = 10\ndivisor", "value = 9\ndivisor", r"the value of the parameters adds up to 19, the order gives 20"),
        ("edition.toml", "divisor = 100", "divisor = 50", r"table 5-1 in 2 language\(s\) adds up to 100, the order gives 50"),
        ("edition.toml", "by-itself = 5", "by-itself = 4", r"best coefficient of 1\.3 is not its value of 5"),
        ("edition.toml", 'id = "kz-1279"', 'id = "kz-1280"', r"its id is 'kz-1280' in the folder kz_1279"),
        ("edition.toml", "[tables_of.leb]\n5 = 2", "[tables_of.leb]\n5 = 3", r"Annex 5 has no table 3"),
        ("content/currency.toml", 'kind = "staff"', 'kind = "stuff"', r"rule 8: the kind 'stuff' is not known; it may be news, plan, "),
        ("content/currency.toml", 'limit = "news_age_days"', 'limit = "news_age"', r"the limit 'news_age' of a rule for news is not right"),
        ("content/currency.toml", '"events_calendar"', '"event_calendar"', r"no item has the concept 'event_calendar'; mend the name"),
        ("content/currency.toml", '"events_calendar"', '"news"', r"'news' has a rule already"),
        ("judging.toml", 'email = ["emails"]', 'email = ["mails"]', r"'email' compares what is not known; it may compare phones, emails"),
        ("judging.toml", '"laws_list"', '"law_list"', r"acts: no item has the concept 'law_list'"),
        ("decisions.toml", 'id = "D-2"', 'id = "D-1"', r"D-1 is there 2 times"),
        ("limits/common.toml", "value = 4.5", 'value = "4.5"', r"contrast_min: 'value' is not a number; write it as 4\.5, without quotes"),
        ("limits/common.toml", "[contrast_min]", "[contrast_min", r"common\.toml: cannot be read \(.*\); mend the file"),
    ],
)  # fmt: skip
def test_spoilt_data_is_refused(copy: Path, file: str, old: str, new: str, message: str) -> None:
    """What does not add up, repeats, lacks a language or is misspelt is refused with file, fault and advice."""
    spoil(copy, file, old, new)

    with pytest.raises(MethodologyError, match=message) as refused:
        load(copy)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("folder", "text", "what"),
    [
        ("limits", '[contrast_min]\nvalue = 3\nreference = "x"', "limit 'contrast_min' is also in common.toml"),
        ("words", '[first]\nkk = ["а"]', "list 'first' is also in a.toml"),
    ],
)  # fmt: skip
def test_a_name_may_not_stand_in_two_files(copy: Path, folder: str, text: str, what: str) -> None:
    """The same limit or word list in two files would let one of them win in silence."""
    (copy / "words").mkdir(exist_ok=True)
    (copy / "words" / "a.toml").write_text('[first]\nru = ["Б"]', encoding="utf-8")
    (copy / folder / "zz.toml").write_text(text, encoding="utf-8")

    with pytest.raises(MethodologyError, match=what):
        load(copy)


def test_words_are_lower_case_by_language(copy: Path) -> None:
    """A list gives its words in lower case, for the languages asked or for all."""
    (copy / "words").mkdir(exist_ok=True)
    (copy / "words" / "zz.toml").write_text('[zz-greeting]\nkk = ["Сәлем"]\nru = ["Привет"]', encoding="utf-8")
    params = load(copy).params

    assert params.words("zz-greeting", "ru") == ("привет",)
    assert params.words("zz-greeting") == ("сәлем", "привет")
    assert params.words("zz-greeting", "en") == ()


@pytest.mark.parametrize("file", ["annex5_2.toml", "decisions.toml"])
def test_a_missing_file_is_refused(copy: Path, file: str) -> None:
    """A table or the decisions cannot be lost in silence."""
    (copy / file).unlink()

    with pytest.raises(MethodologyError):
        load(copy)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_id_is_explained(lang: str) -> None:
    """Each id has the order's Kazakh words and its reference in every language."""
    for known in known_ids(LAW):
        text = explain(LAW, known, "", lang)  # type: ignore[arg-type]

        assert known in text
        assert all(found.title["kk"] in text and labels.reference(found.reference, lang) in text for found in LAW.find(known))  # type: ignore[arg-type]


def test_explaining_says_rule_decisions_and_check() -> None:
    """4-2.2 in Russian: the threshold's decision, both click limits, and the check's own words on one line each."""
    text = explain(LAW, "4-2.2", DOC, "ru")

    assert "Основание: приложение 4, строка 2.2" in text
    assert "D-10: В описании 3 перехода" in text
    assert "clicks_scored = 5; clicks_advised = 3; reachable_share = 0,5" in text
    assert "Где смотрится: every visible run of text." in text
    assert "Чего программа не решает: text over an image." in text


def test_explaining_without_a_check_says_so() -> None:
    """No check yet and only a person are told apart; an item tells the words that find it, in both tables."""
    assert "There is no check for this yet" in explain(LAW, "4-2.12", "", "en")
    person = replace(LAW, indicators=tuple(replace(row, person_only=row.id == "4-2.12") for row in LAW.indicators))
    assert "Only a person decides this" in explain(person, "4-2.12", "", "en")
    flag = explain(LAW, "5-1.1/1", "", "en")
    assert flag.count("Мемлекеттік рәміздер") >= 2
    assert "table 1" in flag
    assert "table 2" in flag


def test_explaining_an_unknown_id_suggests_close_ones() -> None:
    """A slip of the finger is answered with what was likely meant."""
    with pytest.raises(MethodologyError, match=r"no '4-2\.100'; did you mean .*4-2\.10"):
        explain(LAW, "4-2.100", "", "en")


def test_docstring_parts_join_their_lines() -> None:
    """Parts of a docstring are found by their names; other lines are not taken."""
    assert doc_parts(DOC)["Applies"] == "every visible run of text."
    assert doc_parts("Only a title.") == {}


@given(st.fractions(min_value=-100, max_value=100, max_denominator=4000))
def test_numbers_are_said_exactly_where_decimals_end(value: Fraction) -> None:
    """A number is either its exact decimals, or the exact fraction beside four rounded places; never a silent rounding."""
    said = labels.number(value, "en")
    exact, _, rounded = said.partition(" (≈ ")

    assert Fraction(exact) == value
    assert not rounded or abs(Fraction(rounded.rstrip(")")) - value) <= Fraction(1, 20_000)
    assert labels.number(value, "ru") == said.replace(".", ",")


@pytest.mark.parametrize("lang", ["kk", "ru"])
@pytest.mark.parametrize("name", ["kz-1279", "kz-openness-2025"])
def test_references_are_said_in_the_reader_s_language(name: str, lang: str) -> None:
    """No piece of a reference stays English."""
    said = [labels.reference(row.reference, lang) for row in methodology.load(name).indicators]  # type: ignore[arg-type]

    assert not [each for each in said if re.search("[A-Za-z]{3}", each)]
