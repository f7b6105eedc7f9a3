"""What findings of Annexes 5 and 6 are worth: sections, items, the cap of deductions, the mobile coefficient."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import methodology
from facts import CheckRun, Finding, IndicatorResult, Lang, More, Outcome, Verdict, met, not_applicable, not_met, undecided
from methodology.model import Decision, Indicator, Methodology, Rule
from scoring import judge

LAW = methodology.load("kz-1279")
ZERO, TAKE = Fraction(0), Fraction(1, 10)


def law(reading: str = "share", weight: str = "1", items: Sequence[str] = ("1", "2", "3", "3.1", "3.2")) -> Methodology:
    """The order's own, with one small section in Annex 5; `reading` is the choice of D-3."""
    texts: dict[Lang, str] = {"kk": "қ", "ru": "р", "en": "e"}
    whole = [name for name in items if "." not in name]
    rows = [_row("5-1.1", weight, Rule(kind="section", take=TAKE, cap_share=Fraction(1, 2)), texts)]
    for name in items:
        head = name.partition(".")[0]
        subs = [each for each in items if each.startswith(name + ".")]
        siblings = [each for each in items if each.startswith(head + ".")] if "." in name else [name]
        parent = f"5-1.1/{head}" if "." in name else "5-1.1"
        share = Fraction(weight) / len(whole) / len(siblings)
        rows.append(_row(f"5-1.1/{name}", share, Rule(kind="parts" if subs else "item"), texts, parent))
    decision = Decision(id="D-3", text=texts, reference="", params={"absent": reading})
    parameters = tuple(each for each in LAW.parameters if each.annex == 5)
    return dataclasses.replace(
        LAW, indicators=tuple(rows), decisions=(decision,), parameters=parameters, tables_of={"cgb": {5: 1}}, total=Fraction(10)
    )


def _row(id: str, weight: str | Fraction, rule: Rule, title: dict[Lang, str], parent: str = "") -> Indicator:
    return Indicator(
        id=id,
        annex=5,
        table=1,
        reference="",
        title=title,
        max=Fraction(weight),
        rule=rule,
        parent=parent,
        per_language=True,
    )


SMALL, OTHER = law(), law("deficiency")


def score(*findings: Finding, of: Methodology = SMALL, **run: object) -> Verdict:
    """The verdict when only Annex 5 has been looked at."""
    return judge({"5": CheckRun(id="5", findings=findings, **run)}, of, "cgb")  # type: ignore[arg-type]


def result(verdict: Verdict, id: str, lang: str = "kk") -> IndicatorResult:
    """The row `id` in one language."""
    return next(each for each in verdict.indicators if (each.id, each.lang) == (id, lang))


def bounds(found: IndicatorResult) -> tuple[Fraction, Fraction]:
    """Least and most points of a row."""
    return found.points.low, found.points.high


def there(*names: str, lang: str = "kk") -> list[Finding]:
    """Items that were found."""
    return [met(part=f"5-1.1/{name}", lang=lang, page=f"https://x/{name}") for name in names]  # type: ignore[arg-type]


ALL = ("1", "2", "3.1", "3.2")


def test_an_item_that_is_there_keeps_its_share_and_an_absent_one_loses_it() -> None:
    """D-3: three items share a point, sub-items share theirs; the other language is not touched."""
    verdict = score(*there("1", "3.1"), not_met("absent", part="5-1.1/2", lang="kk"), not_met("absent", part="5-1.1/3.2", lang="kk"))

    assert bounds(result(verdict, "5-1.1")) == (Fraction(1, 2), Fraction(1, 2))
    assert [bounds(result(verdict, f"5-1.1/{name}"))[0] for name in ("1", "2", "3", "3.1", "3.2")] == [
        Fraction(1, 3),
        ZERO,
        Fraction(1, 6),
        Fraction(1, 6),
        ZERO,
    ]
    assert [result(verdict, f"5-1.1/{name}").outcome.value for name in ("1", "2", "3")] == ["met", "not-met", "not-met"]
    assert [each.points for each in result(verdict, "5-1.1").findings] == [Fraction(-1, 3), Fraction(-1, 6)]
    assert result(verdict, "5-1.1", "ru").reason == "check-failed"
    assert bounds(result(verdict, "5-1.1", "ru")) == (ZERO, Fraction(1))


def test_a_deficiency_takes_a_tenth_once_for_each_kind_item_and_page() -> None:
    """D-4: the same kind on the same page again is the same fact; another page or kind is another."""
    at = {"part": "5-1.1/1", "lang": "kk"}
    found = [
        not_met("outdated", "#a", page="https://x/n", **at),  # type: ignore[arg-type]
        not_met("outdated", "#b", page="https://x/n", **at),  # type: ignore[arg-type]
        not_met("not-identical", "#b", page="https://x/n", **at),  # type: ignore[arg-type]
    ]
    verdict = score(*there(*ALL), *found)
    item = result(verdict, "5-1.1/1")

    assert (item.outcome, bounds(item)) == (Outcome.NOT_MET, (Fraction(1, 3) - 2 * TAKE,) * 2)
    assert sorted(each.points for each in item.findings) == [-TAKE, -TAKE, ZERO]
    assert bounds(result(verdict, "5-1.1")) == (1 - 2 * TAKE,) * 2
    assert item.shown_by[0].page == "https://x/1"


def test_one_page_under_two_spellings_is_one_page() -> None:
    """D-4: a site that links to its home page as /ru and as /ru/ shows one fact there, not two."""
    at = {"part": "5-1.1/1", "lang": "kk"}
    found = [
        not_met("outdated", "#a", page="https://x/ru", **at),  # type: ignore[arg-type]
        not_met("outdated", "#a", page="https://x/ru/", **at),  # type: ignore[arg-type]
    ]

    assert bounds(result(score(*there(*ALL), *found), "5-1.1/1")) == (Fraction(1, 3) - TAKE,) * 2


def test_all_deductions_of_a_section_take_at_most_half_of_it_and_later_ones_carry_less() -> None:
    """Paragraph 23: seven deficiencies of three items take half a point, not 0.7; an item never falls below an absent one (D-23)."""
    faults = [not_met("outdated", page=f"https://x/{name}/{n}", part=f"5-1.1/{name}", lang="kk") for name in ("1", "2") for n in range(4)]
    verdict = score(*there(*ALL), *faults)

    assert bounds(result(verdict, "5-1.1")) == (Fraction(1, 2),) * 2
    assert bounds(result(verdict, "5-1.1/1")) == (ZERO, ZERO)
    assert bounds(result(verdict, "5-1.1/2")) == (Fraction(1, 6),) * 2
    assert sum(each.points for each in result(verdict, "5-1.1/2").findings) == Fraction(-1, 6)
    assert sum(each.points for each in result(verdict, "5-1.1").findings) == Fraction(-1, 2)


def test_what_is_open_widens_by_what_it_may_take() -> None:
    """An undecided item opens its share, a possible deficiency a tenth; one that was not seen again opens the whole share."""
    open_item = undecided("person-must-look", part="5-1.1/1", lang="kk")
    maybe = undecided("date-unclear", part="5-1.1/2", lang="kk", page="https://x/2", deficiency="outdated")
    unstable = undecided("unstable", part="5-1.1/3.1", lang="kk", deficiency="absent")
    verdict = score(open_item, *there("2", "3.2"), maybe, unstable)

    assert bounds(result(verdict, "5-1.1/1")) == (ZERO, Fraction(1, 3))
    assert bounds(result(verdict, "5-1.1/2")) == (Fraction(1, 3) - TAKE, Fraction(1, 3))
    assert bounds(result(verdict, "5-1.1/3.1")) == (ZERO, Fraction(1, 6))
    assert bounds(result(verdict, "5-1.1")) == (Fraction(1, 2) - TAKE, Fraction(1))
    assert [result(verdict, f"5-1.1/{n}").reason for n in ("1", "2", "3")] == ["person-must-look", "date-unclear", "parts-undecided"]


def test_an_item_that_does_not_concern_the_body_keeps_its_weight() -> None:
    """D-24: the formula divides by the whole table, so that a section of others' duties must not cost a body its points."""
    verdict = score(*(not_applicable(part=f"5-1.1/{name}", lang="kk") for name in ALL))

    assert (result(verdict, "5-1.1").outcome, bounds(result(verdict, "5-1.1"))) == (Outcome.NOT_APPLICABLE, (1, 1))


@pytest.mark.parametrize(
    ("findings", "run", "reason"),
    [
        ([], {"reason": "blocked"}, "blocked"),
        ([undecided("check-failed", error="KeyError")], {}, "check-failed"),
        ([*there(*ALL), met(part="5-9.9/1", lang="kk")], {}, "check-failed"),
        ([*there(*ALL), *(not_met("absent", part=f"5-1.1/{name}", lang="kk") for name in ALL)], {}, "check-failed"),
    ],
)
def test_a_check_that_fails_or_contradicts_itself_takes_and_gives_nothing(
    findings: list[Finding], run: dict[str, object], reason: str
) -> None:
    """An error of ours leaves all points open."""
    verdict = score(*findings, **run)

    for row in verdict.indicators:
        assert (row.outcome, row.points.low, row.points.high) == (Outcome.UNDECIDED, ZERO, row.points.max)
        assert row.lang == "ru" or row.reason == reason or row.id == "5-1.1/3"
    assert (verdict.parameters[0].points.low, verdict.parameters[0].points.high) == (ZERO, Fraction(2 * 10, 100))


def test_what_is_counted_and_not_listed_may_be_of_either_language() -> None:
    """Findings beyond the first 500 are counted without their language: they open what deductions may take."""
    more = More(example=not_met("outdated", page="https://x/n", part="5-1.1/1", lang="kk"), count=40, pages=540)
    verdict = score(*there(*ALL), *there(*ALL, lang="ru"), more=(more,))

    for lang in ("kk", "ru"):
        assert bounds(result(verdict, "5-1.1", lang)) == (Fraction(2, 3), Fraction(1))


def test_the_other_reading_counts_an_absent_item_as_one_deficiency_and_nothing_at_all_as_none() -> None:
    """D-3, other reading."""
    absent = [not_met("absent", part=f"5-1.1/{name}", lang="kk") for name in ALL]

    assert bounds(result(score(*there("1"), *absent[1:], of=OTHER), "5-1.1")) == (Fraction(7, 10),) * 2
    assert bounds(result(score(*absent, of=OTHER), "5-1.1")) == (ZERO, ZERO)
    assert LAW.choice("absent") == "share"


# the mobile version


def phone(*findings: Finding, of_items: Outcome = Outcome.MET) -> Verdict:
    """Annex 6 of the order itself with every item there (or absent) in both languages, and what a phone got."""
    leaves = {row.id for row in LAW.rows("cgb") if row.annex == 6 and row.rule.kind == "item"}
    make = met if of_items is Outcome.MET else lambda **at: not_met("absent", **at)
    items = [make(part=name, lang=lang) for name in sorted(leaves) for lang in ("kk", "ru")]
    return judge({"6": CheckRun(id="6", findings=(*items, *findings))}, LAW, "cgb")


def way(step: str, *langs: str) -> list[Finding]:
    """How a phone was served in these languages."""
    return [met(part="coefficient", lang=lang, step=step) for lang in langs]  # type: ignore[arg-type]


BACK = not_applicable(part="link-back")


@pytest.mark.parametrize(
    ("findings", "factor", "value"),
    [
        ([*way("by-itself", "kk", "ru"), BACK], (5, 5), (5, 5)),
        ([*way("by-itself", "kk"), *way("by-link", "ru"), met(part="link-back")], (3, 3), (3, 3)),
        ([*way("by-link", "kk", "ru"), not_met("no-link-back", part="link-back")], (3, 3), (2, 2)),
        ([*way("none", "kk", "ru"), not_met("no-link-back", part="link-back")], (0, 0), (0, 0)),
        ([*way("by-itself", "kk"), BACK], (0, 5), (0, 5)),
        ([*way("by-itself", "kk"), undecided("blocked", part="coefficient", lang="ru", steps="by-itself,by-link"), BACK], (3, 5), (3, 5)),
        ([*way("by-itself", "kk", "ru"), undecided("unclear", part="link-back")], (5, 5), (4, 5)),
        ([*way("someday", "kk", "ru"), BACK], (0, 5), (0, 5)),
        ([*way("by-itself", "kk", "ru")], (5, 5), (4, 5)),
    ],
)
def test_the_coefficient_is_the_worse_of_two_languages_and_a_missing_link_back_takes_a_point(
    findings: list[Finding], factor: tuple[int, int], value: tuple[int, int]
) -> None:
    """Paragraphs 25 and 29, D-5."""
    third = phone(*findings).parameters[2]

    assert (third.extra["coefficient"].low, third.extra["coefficient"].high) == factor
    assert (third.points.low, third.points.high) == value
    assert {each.part for each in third.findings} <= {"coefficient", "link-back"}


def test_criterion_1_of_a_flawless_site_is_twenty_and_of_an_empty_one_nothing_of_its_content() -> None:
    """The whole table of the order, both annexes, both languages."""
    leaves = [row.id for row in LAW.rows("cgb") if row.rule.kind == "item"]
    runs = {
        annex: CheckRun(id=annex, findings=tuple(met(part=name, lang=lang) for name in leaves if name[0] == annex for lang in ("kk", "ru")))
        for annex in ("5", "6")
    }
    runs["6"] = dataclasses.replace(runs["6"], findings=(*runs["6"].findings, *way("by-itself", "kk", "ru"), BACK))
    verdict = judge(runs, LAW, "cgb")

    assert [each.points.low for each in verdict.parameters] == [0, 10, 5]
    assert (verdict.total.high, verdict.total.max) == (20, 20)
    assert phone(*way("by-itself", "kk", "ru"), BACK, of_items=Outcome.NOT_MET).parameters[2].points.high == 0


# what always holds

_KINDS = ("outdated", "not-identical")
_PAGES = ("https://x/p", "https://x/q")
_PRESENCE = st.sampled_from(["there", "absent", "open", "exempt", "unstable"])
_FAULT = st.tuples(st.booleans(), st.sampled_from(_KINDS), st.sampled_from(_PAGES))
_STATE = st.tuples(_PRESENCE, st.lists(_FAULT, max_size=3))
States = tuple[tuple[str, list[tuple[bool, str, str]]], ...]
_STATES = st.tuples(_STATE, _STATE, _STATE, _STATE)
_LAWS = st.sampled_from([SMALL, OTHER, law(weight="0.5"), law("deficiency", weight="0.5")])


def _item(name: str, presence: str, faults: Sequence[tuple[bool, str, str]]) -> Iterator[Finding]:
    at = {"part": f"5-1.1/{name}", "lang": "kk"}
    yield {
        "there": met(**at),  # type: ignore[arg-type]
        "absent": not_met("absent", **at),  # type: ignore[arg-type]
        "open": undecided("person-must-look", **at),  # type: ignore[arg-type]
        "unstable": undecided("unstable", **at, deficiency="absent"),  # type: ignore[arg-type]
        "exempt": not_applicable(**at),  # type: ignore[arg-type]
    }[presence]
    for certain, kind, page in faults if presence in {"there", "open", "unstable"} else ():
        if certain:
            yield not_met(kind, page=page, **at)  # type: ignore[arg-type]
        else:
            yield undecided("unclear", page=page, **at, deficiency=kind)  # type: ignore[arg-type]


def _findings(states: States) -> list[Finding]:
    return [each for name, state in zip(ALL, states, strict=True) for each in _item(name, *state)]


def _ends(finding: Finding) -> list[list[Finding]]:
    """What an observation may turn out to be."""
    if finding.outcome is not Outcome.UNDECIDED:
        return [[finding]]
    kind = finding.values.get("deficiency", "absent")
    wrong = dataclasses.replace(finding, outcome=Outcome.NOT_MET, kind=kind, values={})
    right = dataclasses.replace(finding, outcome=Outcome.MET, kind="", values={})
    return [[wrong], [right] if kind == "absent" else []]


def _completions(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    for ends in itertools.product(*map(_ends, findings)):
        yield [finding for end in ends for finding in end]


@settings(max_examples=30, deadline=None)
@given(_STATES, _LAWS)
def test_an_interval_holds_every_way_it_may_end_and_no_more(states: States, of: Methodology) -> None:
    """Every completion of what is open lies within the rows' intervals, and the section's ends are both reached."""
    findings = _findings(states)
    before = {(row.id, row.lang): row.points for row in score(*findings, of=of).indicators}
    reached = set()
    for ended in itertools.islice(_completions(findings), 128):
        for row in score(*ended, of=of).indicators:
            points = before[row.id, row.lang]
            assert points.low <= row.points.low <= row.points.high <= points.high
            if (row.id, row.lang) == ("5-1.1", "kk"):
                assert row.points.low == row.points.high
                reached.add(row.points.low)
    if sum(each.outcome is Outcome.UNDECIDED for each in findings) <= 7:
        assert {before["5-1.1", "kk"].low, before["5-1.1", "kk"].high} <= reached


@settings(deadline=None)
@given(_STATES, _LAWS, st.randoms(use_true_random=False))
def test_rows_stay_within_their_weight_and_findings_sum_to_the_loss(states: States, of: Methodology, random: object) -> None:
    """0 <= low <= high <= max for every row, what is lost for certain is on its findings, and their order does not matter."""
    findings = _findings(states)
    verdict = score(*findings, of=of)
    random.shuffle(findings)  # type: ignore[attr-defined]

    assert score(*findings, of=of) == verdict
    for row in verdict.indicators:
        assert 0 <= row.points.low <= row.points.high <= row.points.max
        assert sum((each.points for each in row.findings), ZERO) == row.points.high - row.points.max


@settings(deadline=None)
@given(_STATES, st.data())
def test_mending_never_costs_points(states: States, data: st.DataObject) -> None:
    """An item put up, or a deficiency mended, leaves the section no worse."""
    findings = _findings(states)
    at = data.draw(st.integers(0, len(findings) - 1))
    if findings[at].outcome is not Outcome.NOT_MET:
        return
    mended = [met(part=findings[at].part, lang="kk")] if findings[at].kind == "absent" else []
    before, after = (bounds(result(score(*each), "5-1.1")) for each in (findings, [*findings[:at], *mended, *findings[at + 1 :]]))

    assert before[0] <= after[0]
    assert before[1] <= after[1]
