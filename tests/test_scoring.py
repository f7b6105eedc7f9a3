"""What findings are worth: each rule kind by example, and what must hold for all of them by Hypothesis."""

import dataclasses
import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts import CheckRun, Finding, IndicatorResult, Outcome, Verdict, met, not_applicable, not_met, undecided
from methodology.model import Indicator, Methodology, Parameter, Params, Rule
from scoring import judge
from scoring.decimals import decimal_text
from scoring.folds import fold

ZERO = Fraction(0)
TITLE = {"kk": "қ", "ru": "р", "en": "e"}
ALL = Rule(kind="all-or-nothing")
SHARE = Rule(kind="share", met_share=Fraction(9, 10), not_met_share=Fraction(1, 10))
PER_KIND = Rule(kind="per-kind", take=Fraction(3, 20))
PER_FINDING = Rule(kind="per-finding", take=Fraction(1, 10), cap_share=Fraction(1, 2), takes_all=("absent",))
MEAN = Rule(kind="mean", steps={"1-10": Fraction(1), "11-20": Fraction(1, 2), "21-": ZERO})
LADDER = Rule(kind="ladder", steps={"interface-news": Fraction(1, 4), "everything": Fraction(1, 2)})
DEDUCTIONS = {"all-or-nothing": (ALL, "1"), "share": (SHARE, "1"), "per-kind": (PER_KIND, "0.45"), "per-finding": (PER_FINDING, "0.4")}


def row(id: str, weight: str, rule: Rule, **more: object) -> Indicator:
    """A row of a small law."""
    return Indicator(id=id, annex=int(id[0]), reference="", title=TITLE, max=Fraction(weight), rule=rule, **more)  # type: ignore[arg-type]


def law(*rows: Indicator) -> Methodology:
    """A law of three parameters with these rows of Annex 4, one section of Annex 5 and one of Annex 6."""
    section = {"per_language": True, "table": 1}
    annexes = (row("5-1.1", "50", Rule(kind="section"), **section), row("6-1.1", "25", Rule(kind="section"), **section))
    item = row("5-1.1/1", "50", Rule(kind="item"), parent="5-1.1", **section)
    parameters = (
        Parameter(id="1.1", annex=4, reference="", title=TITLE, value=Fraction(5), divisor=Fraction(10)),
        Parameter(id="1.2", annex=5, reference="", title=TITLE, value=Fraction(10), divisor=Fraction(100), languages=2),
        Parameter(
            id="1.3",
            annex=6,
            reference="",
            title=TITLE,
            value=Fraction(5),
            divisor=Fraction(50),
            languages=2,
            steps={"by-itself": Fraction(5), "by-link": Fraction(3), "none": ZERO},
        ),
    )
    return Methodology(
        id="test",
        edition="2022-08-27",
        sha256="",
        title=TITLE,
        total=Fraction(20),
        parameters=parameters,
        indicators=(*rows, annexes[0], item, annexes[1]),
        decisions=(),
        params=Params(numbers={"link_back_take": Decimal(1)}, wordlists={}),
        tables_of={"cgb": {5: 1, 6: 1}, "committee": {5: 1}},
    )


SMALL = law(
    row("4-1.1", "1", MEAN),
    row("4-2.3", "0.45", PER_KIND),
    row("4-2.4", "1", SHARE),
    row("4-2.5", "0.4", PER_FINDING),
    row("4-2.10", "0.6", Rule(kind="parts")),
    row("4-2.10/1", "0.2", ALL, parent="4-2.10"),
    row("4-2.10/2", "0.2", ALL, parent="4-2.10"),
    row("4-2.10/3", "0.2", ALL, parent="4-2.10"),
    row("4-3.7", "0.2", ALL),
    row("4-3.8", "0.2", ALL, person_only=True),
    row("4-4.5", "6.15", ALL),
    row("4-4.5/bonus", "0.5", LADDER, parent="4-4.5", bonus=True),
)


def score(*findings: Finding, id: str = "4-3.7", **run: object) -> Verdict:
    """The verdict when only the indicator `id` has been looked at."""
    return judge({id: CheckRun(id=id, findings=findings, **run)}, SMALL, "cgb")  # type: ignore[arg-type]


def result(verdict: Verdict, id: str, lang: str | None = None) -> IndicatorResult:
    """The row `id` of a verdict."""
    return next(each for each in verdict.indicators if each.id == id and each.lang == lang)


def points(found: IndicatorResult) -> tuple[str, str]:
    """Low and high of a row as short decimals."""
    return str(float(found.points.low)), str(float(found.points.high))


# all or nothing


def test_one_deficiency_takes_the_whole_weight_and_the_first_finding_carries_it() -> None:
    """The loss of a row is on its first finding by page; the others say the same fault again and take nothing."""
    verdict = score(not_met("contrast-low", "#b", page="https://x/b"), met("#c"), not_met("contrast-low", "#a", page="https://x/a"))
    found = result(verdict, "4-3.7")

    assert (found.outcome, points(found)) == (Outcome.NOT_MET, ("0.0", "0.0"))
    assert [(each.finding.target, each.points) for each in found.findings] == [("#a", Fraction(-1, 5)), ("#b", ZERO)]


def test_one_undecided_observation_leaves_the_row_open() -> None:
    """Not knowing of one place is not a pass of the whole."""
    found = result(score(met("#a"), undecided("background-unknown", "#b")), "4-3.7")

    assert (found.outcome, points(found), found.reason) == (Outcome.UNDECIDED, ("0.0", "0.2"), "background-unknown")


@pytest.mark.parametrize("findings", [(), (not_applicable(),)])
def test_a_deduction_that_cannot_arise_takes_nothing(findings: Sequence[Finding]) -> None:
    """Pages were seen and nothing on them is what the order speaks of."""
    found = result(score(*findings), "4-3.7")

    assert (found.outcome, points(found)) == (Outcome.NOT_APPLICABLE, ("0.2", "0.2"))


@pytest.mark.parametrize("reason", ["nothing-seen", "check-failed"])
def test_a_check_that_could_say_nothing_leaves_all_points_open(reason: str) -> None:
    """No page seen is no pass."""
    found = result(score(reason=reason), "4-3.7")

    assert (found.outcome, points(found), found.reason) == (Outcome.UNDECIDED, ("0.0", "0.2"), reason)


def test_no_check_and_only_a_person_are_told_apart() -> None:
    """Every row of the law is in the verdict, with the reason why it is open."""
    verdict = judge({}, SMALL, "cgb")

    assert {each.id for each in verdict.indicators} == {each.id for each in SMALL.indicators}
    assert {each.outcome for each in verdict.indicators} == {Outcome.UNDECIDED}
    assert {each.id for each in verdict.indicators if each.reason == "person-only"} == {"4-3.8"}
    assert all(each.reason == "no-check-yet" for each in verdict.indicators if each.id != "4-3.8")
    assert all(each.points.low == 0 and each.points.high == each.points.max for each in verdict.indicators)


def test_sections_and_items_stand_once_for_each_scored_language() -> None:
    """Annexes 5 and 6 score kk and ru apart."""
    verdict = judge({}, SMALL, "cgb")

    assert [(each.id, each.lang) for each in verdict.indicators if each.id.startswith("5")] == [
        ("5-1.1", "kk"),
        ("5-1.1", "ru"),
        ("5-1.1/1", "kk"),
        ("5-1.1/1", "ru"),
    ]


# shares


@pytest.mark.parametrize(
    ("good", "bad", "open_", "outcome"),
    [
        (90, 10, 0, Outcome.MET),
        (89, 11, 0, Outcome.UNDECIDED),
        (10, 90, 0, Outcome.NOT_MET),
        (11, 89, 0, Outcome.UNDECIDED),
        (90, 5, 5, Outcome.MET),
        (89, 6, 5, Outcome.UNDECIDED),
        (5, 90, 5, Outcome.NOT_MET),
        (6, 89, 5, Outcome.UNDECIDED),
    ],
)
def test_a_share_is_decided_only_when_it_stands_whichever_way_the_open_ones_fall(good: int, bad: int, open_: int, outcome: Outcome) -> None:
    """D-7: met from 90 % of the pages, not met up to 10 %."""
    findings = [met(page=f"g{n}") for n in range(good)] + [not_met("no-breadcrumbs", page=f"b{n}") for n in range(bad)]
    found = result(score(*findings, *(undecided("u", page=f"u{n}") for n in range(open_)), id="4-2.4"), "4-2.4")

    assert found.outcome is outcome
    assert found.figures["share_not_met"] == str(bad / 100)
    assert (sum(each.points for each in found.findings) == -1) is (outcome is Outcome.NOT_MET)


# takes by kind and by finding


def test_each_missing_kind_takes_its_part_once_and_open_kinds_widen() -> None:
    """4-2.3: no search on 2 pages takes 0.15; a map that may be missing may take 0.15 more."""
    findings = [not_met("no-search", page=page) for page in "ab"] + [undecided("map-unclear", page="a", deficiency="no-map")]
    found = result(score(*findings, id="4-2.3"), "4-2.3")

    assert (found.outcome, points(found)) == (Outcome.NOT_MET, ("0.15", "0.3"))
    assert [each.points for each in found.findings] == [ZERO, Fraction(-3, 20), ZERO]


def test_four_missing_kinds_take_no_more_than_the_weight() -> None:
    """4-2.3: not below 0."""
    found = result(score(*(not_met(kind) for kind in "abcd"), id="4-2.3"), "4-2.3")

    assert points(found) == ("0.0", "0.0")
    assert sum(each.points for each in found.findings) == Fraction(-9, 20)


@pytest.mark.parametrize("kind", ["check-failed", "page-not-shown"])
def test_what_names_no_deficiency_may_hide_any(kind: str) -> None:
    """A page that could not be judged leaves the kinds of 4-2.3 all open."""
    found = result(score(met(page="a"), undecided(kind, page="b"), id="4-2.3"), "4-2.3")

    assert points(found) == ("0.0", "0.45")


def test_dead_links_of_the_map_count_by_target_up_to_half_the_weight() -> None:
    """4-2.5 and D-4: the same dead target on two maps is one deficiency; together at most 50 %."""
    two = [not_met("dead", "https://x/1", page=page) for page in "ab"]
    many = [not_met("dead", f"https://x/{n}", page="a") for n in range(9)]

    assert points(result(score(*two, id="4-2.5"), "4-2.5")) == ("0.3", "0.3")
    assert points(result(score(*many, id="4-2.5"), "4-2.5")) == ("0.2", "0.2")
    assert points(result(score(*(not_met("empty", "li > a", page=page) for page in "ab"), id="4-2.5"), "4-2.5")) == ("0.2", "0.2")
    assert points(result(score(*many, not_met("absent"), id="4-2.5"), "4-2.5")) == ("0.0", "0.0")


def test_undecided_targets_of_the_map_widen_and_an_undecided_map_opens_all() -> None:
    """A link that timed out may take 0.1; a map that was perhaps not found may take all."""
    link = undecided("timeout", "https://x/1", page="a")

    assert points(result(score(met("https://x/2"), link, id="4-2.5"), "4-2.5")) == ("0.3", "0.4")
    assert points(result(score(undecided("crawl-incomplete"), id="4-2.5"), "4-2.5")) == ("0.0", "0.4")


# sub-points, mean, bonus


def test_an_indicator_of_parts_loses_what_its_parts_lose() -> None:
    """4-2.10: a dead link takes 0.2; the part that the check does not cover stays open."""
    run = {"parts": frozenset({"1", "2"})}
    verdict = score(not_met("dead", "https://x/1", part="1"), met(part="2"), id="4-2.10", **run)
    parent = result(verdict, "4-2.10")

    assert (parent.outcome, points(parent)) == (Outcome.NOT_MET, ("0.2", "0.4"))
    assert [result(verdict, f"4-2.10/{n}").outcome for n in (1, 2, 3)] == [Outcome.NOT_MET, Outcome.MET, Outcome.UNDECIDED]
    assert result(verdict, "4-2.10/3").reason == "no-check-yet"
    assert result(score(met(part="1"), id="4-2.10", **run), "4-2.10").reason == "parts-undecided"
    assert [each.points for each in parent.findings] == [Fraction(-1, 5)]


def test_what_speaks_of_the_whole_speaks_of_each_part_and_stands_once() -> None:
    """A page on which the check failed leaves every sub-point open."""
    verdict = score(undecided("check-failed", page="a"), met(part="1"), id="4-2.10")

    assert [result(verdict, f"4-2.10/{n}").outcome for n in (1, 2, 3)] == [Outcome.UNDECIDED] * 3
    assert len(result(verdict, "4-2.10").findings) == 1


def test_a_part_that_the_law_does_not_have_gives_no_points() -> None:
    """A check that speaks of sub-point 9 has failed; nothing it says is counted."""
    found = result(score(met(part="9"), id="4-2.10"), "4-2.10")

    assert (found.outcome, found.reason, points(found)) == (Outcome.UNDECIDED, "check-failed", ("0.0", "0.6"))


def test_a_mean_is_taken_over_engines_and_names() -> None:
    """4-1.1: found on the first ten, on the second ten, and unknown gives (1 + 0.5 + 0..1) / 3."""
    findings = (met("google", step="1-10"), not_met("second-page", "yandex", step="11-20"), undecided("not-asked", "mail.ru"))
    found = result(score(*findings, id="4-1.1"), "4-1.1")

    assert (found.points.low, found.points.high) == (Fraction(1, 2), Fraction(5, 6))
    assert sum(each.points for each in found.findings) == Fraction(-1, 6)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), ("0.0", "0.0")),
        ((met(part="bonus", step="interface-news"), undecided("person-only", part="bonus", step="everything")), ("0.25", "0.5")),
        ((met(part="bonus", step="interface-news"), not_met("not-all", part="bonus", step="everything")), ("0.25", "0.25")),
        ((not_met("news-untranslated", part="bonus", step="interface-news"),), ("0.0", "0.0")),
        ((undecided("crawl-incomplete", part="bonus"),), ("0.0", "0.5")),
    ],
)
def test_a_bonus_is_earned_by_its_highest_step_and_never_by_default(findings: Sequence[Finding], expected: tuple[str, str]) -> None:
    """4-4.5: what does not arise earns no bonus, and what is not earned takes nothing away."""
    verdict = score(met(), *findings, id="4-4.5")

    assert points(result(verdict, "4-4.5/bonus")) == expected
    assert all(each.points == 0 for each in result(verdict, "4-4.5/bonus").findings)
    assert result(verdict, "4-4.5").outcome is Outcome.MET


# parameters


def test_the_sum_of_annex_4_is_cut_at_ten() -> None:
    """D-11: full points and the bonus give 10, not 10.5."""
    flawless = {each.id: CheckRun(id=each.id, findings=(met(),)) for each in SMALL.indicators if not each.person_only}
    flawless["4-4.5"] = CheckRun(id="4-4.5", findings=(met(), met(part="bonus", step="everything")))
    first = judge(flawless, SMALL, "cgb").parameters[0]

    assert (first.raw.low, first.raw.high, first.raw.max) == (10, 10, 10)
    assert (first.points.low, first.points.high, first.points.max) == (5, 5, 5)


def test_parameters_without_checks_are_wholly_open() -> None:
    """1.2 is [0, 10]; 1.3 is [0, 5] with an open coefficient and link back."""
    verdict = judge({}, SMALL, "cgb")
    _, second, third = verdict.parameters

    assert (second.points.low, second.points.high, second.points.max) == (0, 10, 10)
    assert (third.points.low, third.points.high, third.points.max) == (0, 5, 5)
    assert (third.extra["coefficient"].low, third.extra["coefficient"].high) == (0, 5)
    assert (third.extra["link_back"].low, third.extra["link_back"].high) == (0, 1)
    assert verdict.total.max == 20


def test_a_committee_has_no_mobile_version() -> None:
    """Paragraph 18: its total is out of 15."""
    verdict = judge({}, SMALL, "committee")

    assert [each.id for each in verdict.parameters] == ["1.1", "1.2"]
    assert verdict.total.max == 15


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("1/3", 4, "0.3333"), ("2/3", 4, "0.6667"), ("-3/20", 4, "-0.15"), ("1/200", 2, "0.01"), ("-1/100000", 4, "0"), ("20", 4, "20")],
)
def test_decimals_are_rounded_half_up_at_the_last_step(value: str, places: int, text: str) -> None:
    """D-1: shares that do not end are cut only where people read them."""
    assert decimal_text(Fraction(value), places) == text


# what always holds

_KINDS = st.sampled_from(["a", "b", "absent", "check-failed"])
_MAKERS = st.one_of(
    st.just(met),
    st.just(not_applicable),
    _KINDS.map(lambda kind: lambda **at: not_met(kind, **at)),
    _KINDS.map(lambda kind: lambda **at: undecided(kind, **at)),
)
_FINDINGS = st.lists(
    st.builds(lambda make, page, target: make(page=page, target=target), _MAKERS, st.sampled_from("pq"), st.sampled_from(["", "#x", "#y"])),
    max_size=8,
)
_RULES = st.sampled_from(sorted(DEDUCTIONS))


def _bounds(rule: str, findings: Sequence[Finding]) -> tuple[Fraction, Fraction]:
    kind, weight = DEDUCTIONS[rule]
    folded = fold(kind, Fraction(weight), findings)
    return folded.low, folded.high


@given(_RULES, _FINDINGS)
def test_points_stay_within_the_weight_and_findings_sum_to_the_loss(rule: str, findings: list[Finding]) -> None:
    """0 <= low <= high <= max, and what the row lost for certain is on its findings."""
    kind, weight = DEDUCTIONS[rule]
    folded = fold(kind, Fraction(weight), findings)

    assert 0 <= folded.low <= folded.high <= Fraction(weight)
    assert sum(folded.taken, ZERO) == Fraction(weight) - folded.high
    if folded.outcome is not Outcome.NOT_APPLICABLE:
        assert len(folded.taken) in {0, sum(each.outcome in {Outcome.NOT_MET, Outcome.UNDECIDED} for each in findings)}


@given(_RULES, _FINDINGS.filter(bool), st.data())
def test_deciding_never_widens(rule: str, findings: list[Finding], data: st.DataObject) -> None:
    """A person who decides one open observation, either way, leaves less open than before."""
    where = data.draw(st.integers(0, len(findings) - 1))
    before = _bounds(rule, findings)
    finding = findings[where]
    if finding.outcome is not Outcome.UNDECIDED:
        return
    for outcome in (Outcome.MET, Outcome.NOT_MET):
        after = _bounds(rule, [*findings[:where], dataclasses.replace(finding, outcome=outcome), *findings[where + 1 :]])

        assert before[0] <= after[0] <= after[1] <= before[1]


@given(_RULES, _FINDINGS.filter(bool), st.data())
def test_removing_a_deficiency_never_lowers_a_score(rule: str, findings: list[Finding], data: st.DataObject) -> None:
    """Mending a fault cannot cost points."""
    where = data.draw(st.integers(0, len(findings) - 1))
    if findings[where].outcome is not Outcome.NOT_MET:
        return
    before, after = _bounds(rule, findings), _bounds(rule, findings[:where] + findings[where + 1 :])

    assert before[0] <= after[0]
    assert before[1] <= after[1]


_STEPPED = st.lists(
    st.builds(
        lambda outcome, step: Finding(outcome=outcome, kind="k", values={"step": step}),
        st.sampled_from(list(Outcome)),
        st.sampled_from([*LADDER.steps, *MEAN.steps, ""]),
    ),
    max_size=6,
)


@given(_STEPPED, st.sampled_from([LADDER, MEAN]))
def test_steps_give_points_within_the_weight(findings: list[Finding], rule: Rule) -> None:
    """A ladder and a mean too stay between nothing and their best step."""
    best = max(rule.steps.values())
    folded = fold(rule, best, findings)

    assert 0 <= folded.low <= folded.high <= best
    assert sum(folded.taken, ZERO) == (ZERO if rule is LADDER else best - folded.high)


_RUNS = st.dictionaries(
    st.sampled_from([each.id for each in SMALL.indicators if not each.parent]),
    st.builds(
        lambda findings, parts: tuple(dataclasses.replace(each, part=part) for each, part in zip(findings, parts, strict=False)),
        _FINDINGS,
        st.lists(st.sampled_from(["", "1", "2", "3"]), min_size=8, max_size=8),
    ),
)


@given(_RUNS, st.integers())
def test_order_does_not_matter_and_parameters_sum_to_the_total(runs: dict[str, tuple[Finding, ...]], seed: int) -> None:
    """The same findings in any order give the same verdict; each row's findings sum to its loss; the parts sum to the whole."""
    shuffled = {name: tuple(random.Random(seed).sample(found, len(found))) for name, found in runs.items()}
    one = judge({name: CheckRun(id=name, findings=found) for name, found in runs.items()}, SMALL, "cgb")
    other = judge({name: CheckRun(id=name, findings=found) for name, found in shuffled.items()}, SMALL, "cgb")

    assert one == other
    assert one.total.low == sum(each.points.low for each in one.parameters)
    assert one.total.high == sum(each.points.high for each in one.parameters)
    for each in one.indicators:
        if not each.id.endswith("/bonus"):
            assert sum((found.points for found in each.findings), ZERO) == each.points.high - each.points.max
