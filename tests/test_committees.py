"""A central body with its committees: means by paragraphs 15-17, exact, and refusals in one clear line."""

import dataclasses
import json
import shutil
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import methodology
from audits import stages
from audits.committees import hold_together, read, with_forms
from audits.errors import PlanError
from facts import AuditPlan, Body, CheckRun, Interval, Names, ParameterResult, Scope, Site, Verdict, met, not_met
from facts.terms import CommitteeForm
from scoring.committees import combine
from store import AuditFile
from tests.test_cli import assert_one_line, tekser

LAW = methodology.load("kz-1279")
Make = Callable[..., Path]


@pytest.fixture
def kept(tmp_path: Path) -> Make:
    """Makes a kept audit; `lost` of its first three items of Annex 5 are not there, all others of that annex are."""

    def make(name: str, kind: str = "committee", lost: int = 0, today: str = "2026-11-20", form: CommitteeForm | None = None) -> Path:
        body = Body(kind=kind, names={"ru": Names(full=f"Комитет {name}")}, committee_form=form)  # type: ignore[arg-type]
        plan = AuditPlan(url=f"https://{name}.gov.kz/", body=body, today=today)
        with stages.start(plan, tmp_path / name, LAW.id) as file:
            file.put_site(Site(scope=Scope(origin=plan.url), body=body, today=today, start_url=plan.url))
            stages.check(file)
            file.put_check(_annex5(lost))
            stages.report(file)
        return tmp_path / name

    return make


def _annex5(lost: int) -> CheckRun:
    leaves = [row.id for row in LAW.rows("committee") if row.annex == 5 and row.rule.kind == "item"]
    there = tuple(met(part=part, lang=lang) for part in leaves[lost:] for lang in ("kk", "ru"))
    return CheckRun(
        id="5", findings=(*there, *(not_met("absent", part=part, lang=lang) for part in leaves[:lost] for lang in ("kk", "ru")))
    )


def _averaged(*arguments: str | Path, out: Path) -> dict[str, dict[str, str]]:
    ended = tekser("committees", *arguments, "--out", out)
    assert (ended.returncode, ended.stdout) == (0, f"{out}\n"), ended.stderr
    told = json.loads(out.read_text())
    return {each["id"]: each for each in told["parameters"]}


def _held(body: Path, committees: Sequence[Path], form: str) -> None:
    first, others = read(body), [read(each) for each in committees]
    hold_together(first, others)
    with_forms(others, form)


def test_completeness_is_the_mean_over_the_body_and_all_its_committees(kept: Make, tmp_path: Path) -> None:
    """A section and a domain are averaged on 1.2 alone; 1.1 and 1.3 stay the body's own."""
    body = kept("ministry", kind="cgb")
    found = _averaged(body, kept("a", lost=3), kept("b", lost=3, form="domain"), "--form", "section,domain", out=tmp_path / "c.json")
    value = Fraction(98, 100) * 10  # section 1.1 is lost in both languages

    assert [len(found[name]["mean_of"]) for name in ("1.1", "1.2", "1.3")] == [1, 3, 1]
    assert Fraction(found["1.2"]["low"]) == Fraction(found["1.2"]["high"]) == round((10 + 2 * value) / 3, 4)
    assert (found["1.1"]["low"], found["1.1"]["max"]) == ("0", "5")
    page = (tmp_path / "c.html").read_text()
    assert "домен четвёртого уровня" in page
    assert "9,87" in page


def test_a_resource_of_its_own_is_averaged_on_accessibility_too(kept: Make, tmp_path: Path) -> None:
    """The form may stand in the committee's body file; report.json alone will do."""
    own = kept("c", form="own")
    alone = tmp_path / "sent" / "report.json"
    alone.parent.mkdir()
    shutil.copy(own / "report.json", alone)
    body = kept("ministry", kind="cgb")
    for where in (own, alone, alone.parent):
        found = _averaged(body, where, out=tmp_path / "c.json")

        assert [len(found[name]["mean_of"]) for name in ("1.1", "1.2", "1.3")] == [2, 2, 1]
        assert found["1.2"]["low"] == "10"


def test_what_cannot_be_averaged_is_refused_in_one_line(kept: Make, tmp_path: Path) -> None:
    """Kinds, half-years, methodologies, forms, doubles, what was not judged, and what is no audit at all."""
    body, other, spring = kept("ministry", kind="cgb"), kept("a"), kept("s", today="2026-06-30")
    changed = kept("z")
    with AuditFile.open(changed) as file:
        file.update_meta(methodology_sha256="0" * 64)
    refused: tuple[tuple[Path, tuple[Path, ...], str, str], ...] = (
        (other, (body,), "", "is the audit of a committee"),
        (body, (body,), "", "not of a committee"),
        (body, (other,), "", r"--form own\|domain\|section"),
        (body, (other, other), "own", "the same audit"),
        (body, (other,), "own,domain", "2 forms for 1 committees"),
        (body, (other,), "cloud", "not known: cloud"),
        (body, (spring,), "own", "2026-H1"),
        (body, (changed,), "own", "judge it anew"),
    )
    for first, others, form, words in refused:
        with pytest.raises(PlanError, match=words):
            _held(first, others, form)
    assert_one_line(tekser("committees", body, tmp_path / "nowhere"), 2, "holds no audit")
    assert tekser("committees", body, other, "--form", "own", "--out", tmp_path / "x.json", "--fail-under", "19").returncode == 1


def test_reports_of_another_data_of_the_law_are_refused(kept: Make, tmp_path: Path) -> None:
    """The hash of the methodology tells two editions of its data apart, and a foreign JSON is no report."""
    body, other = kept("ministry", kind="cgb"), kept("a", form="own")
    sent = tmp_path / "sent.json"
    told = json.loads((other / "report.json").read_text())
    told["audit"]["methodology"]["sha256"] = "f" * 64
    sent.write_text(json.dumps(told))

    assert_one_line(tekser("committees", body, sent), 2, "ffffffffffff", "judge both by the same")
    sent.write_text("[]")
    assert_one_line(tekser("committees", body, sent), 2, "is no report.json")


# what always holds

_POINTS = st.integers(0, 300).map(lambda parts: Fraction(parts, 60))
_VERDICTS = st.builds(
    lambda pairs: Verdict(
        methodology=LAW.id,
        total=Interval(low=Fraction(0), high=Fraction(10), max=Fraction(10)),
        parameters=tuple(
            ParameterResult(id=name, points=points, raw=points)
            for name, points in zip(("1.1", "1.2"), (_interval(*pair) for pair in pairs), strict=True)
        ),
        indicators=(),
    ),
    st.tuples(*[st.tuples(_POINTS, _POINTS)] * 2),
)


def _interval(one: Fraction, other: Fraction) -> Interval:
    return Interval(low=min(one, other), high=max(one, other), max=Fraction(5))


@settings(deadline=None)
@given(_VERDICTS, st.lists(st.tuples(st.sampled_from(["own", "domain", "section"]), _VERDICTS), max_size=3))
def test_a_mean_lies_between_its_members_and_is_exact(body: Verdict, committees: list[tuple[CommitteeForm, Verdict]]) -> None:
    """Each bound is the arithmetic mean of the members' bounds, whatever their order."""
    combined, total = combine(body, committees, LAW)
    again, same = combine(body, committees[::-1], LAW)

    assert [each.points for each in combined] == [each.points for each in again]
    assert total == same
    for at, each in enumerate(combined):
        members = [body.parameters[at].points, *(committees[number][1].parameters[at].points for number in each.of)]
        assert each.points.low * len(members) == sum(member.low for member in members)
        assert min(member.high for member in members) <= each.points.high <= max(member.high for member in members)
    assert all(form == "own" for form, _ in (committees[number] for number in combined[0].of))
    assert dataclasses.astuple(total)[2] == 10
