"""Every check against its cases, and every check's place: its id, file, docstring, cases and texts."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

import methodology
from checks.annex5 import content, judges
from checks.base import CheckSpec, collect
from checks.runner import run_check
from facts import LANGUAGES, Finding, Outcome
from reports.catalogue import read_catalogue
from tests.cases import FOLDER, Case, all_cases, matches

LAW = methodology.load()
LAWS = tuple(map(methodology.load, methodology.editions()))
CHECKS = collect()
CASES = tuple(all_cases())
OPEN = {Outcome.NOT_MET, Outcome.UNDECIDED}
TEXTS = {lang: read_catalogue(lang) for lang in LANGUAGES}
PLACEHOLDER = re.compile(r"\{(\w*)\}")

# Checks of the openness assessment have theirs in tests/test_openness.py.
TODAY = {name for name in CHECKS if name.startswith("o")}
# Check 5 has its cases in tests/test_content_cases.py; the kinds that 6 shares with it are shown there and in those of the judges.
ANNEX_4 = {name: spec for name, spec in CHECKS.items() if name.startswith("4-")}
CASED = {name: spec for name, spec in CHECKS.items() if name in {*ANNEX_4, "6"}}
SHARED = {"6": content.KINDS | judges.KINDS}

each_check = pytest.mark.parametrize("spec", CHECKS.values(), ids=CHECKS)


def found(case: Case) -> tuple[Finding, ...]:
    """What the check of the case's indicator finds."""
    params = LAW.params_for(case.site.body.kind)
    asked = replace(params, items=tuple(item for item in params.items if item.id in case.items))
    return run_check(CHECKS[case.indicator], case.site, asked).findings


def folded(findings: Iterable[Finding]) -> str:
    """One outcome of several observations, as an all-or-nothing row has it."""
    seen = {finding.outcome for finding in findings}
    return next((outcome.value for outcome in (Outcome.NOT_MET, Outcome.UNDECIDED, Outcome.MET) if outcome in seen), "not-applicable")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """A check finds exactly what its case says, and the outcome is the one that the case is named for."""
    findings = found(case)
    left = [finding for finding in findings if finding.outcome in OPEN]
    for expected in case.findings:
        hit = next((finding for finding in left if matches(expected, finding)), None)
        assert hit is not None, f"{expected} is not among {left}"
        left.remove(hit)

    assert left == []
    assert folded(finding for finding in findings if case.part in {None, finding.part}) == case.outcome


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case_is_told(case: Case) -> None:
    """A case says in one sentence why its outcome is right."""
    assert case.why.strip().endswith(".")
    assert "\n" not in case.why.strip()


def test_cases_have_own_names() -> None:
    """No two cases of an indicator share a name."""
    assert [name for name, times in Counter(map(str, CASES)).items() if times > 1] == []


def test_no_orphan_folders() -> None:
    """Every folder of cases belongs to a check and holds its cases."""
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

    assert folders - set(CHECKS) == set()
    assert {path.name for path in FOLDER.glob("*/*")} == {"cases.toml"}


@each_check
def test_id_is_law(spec: CheckSpec) -> None:
    """A check's id is an indicator, its sub-points are the indicator's, and its file is named for it."""
    rows = {row.id for law in LAWS for row in law.indicators}
    number = spec.id.removeprefix("4-").replace(".", "_")
    named = rf"checks\.annex4\.i{number}_[a-z_]+" if spec.id in ANNEX_4 else rf"checks\.annex{spec.id}\.[a-z_]+"
    if spec.id in TODAY:
        named = rf"checks\.openness\.{spec.id}_[a-z_]+"

    assert spec.id in rows or any(row.startswith(f"{spec.id}-") for row in rows)
    assert {f"{spec.id}/{part}" for part in spec.parts - {""}} <= rows
    assert re.fullmatch(named, spec.module)


@each_check
def test_docstring_is_whole(spec: CheckSpec) -> None:
    """A check's docstring begins with its id and has Source, Applies, Met and Cannot in this order."""
    assert spec.doc.startswith(f"{spec.id} ")
    assert re.findall(r"^(Source|Applies|Met|Cannot):\s+\S", spec.doc, re.MULTILINE) == ["Source", "Applies", "Met", "Cannot"]
    assert ("Joint order" if spec.id in TODAY else "Order No. 1279") in spec.doc


@pytest.mark.parametrize("spec", CASED.values(), ids=CASED)
def test_outcomes_have_cases(spec: CheckSpec) -> None:
    """Met, not met, and every declared kind of finding are shown by a case."""
    cases = [case for case in CASES if case.indicator == spec.id]
    kinds = {finding["kind"] for case in cases for finding in case.findings}

    assert {"met", "not-met"} - {case.outcome for case in cases} == set()
    assert spec.kinds - kinds - SHARED.get(spec.id, frozenset()) == set()


@each_check
def test_kinds_have_texts(spec: CheckSpec) -> None:
    """Every kind of finding is said in kk, ru and en, with the same placeholders."""
    for kind in spec.kinds:
        said = [TEXTS[lang].get(f"finding.{kind}", "") for lang in LANGUAGES]

        assert all(said), f"finding.{kind}"
        assert len({frozenset(PLACEHOLDER.findall(text)) for text in said}) == 1, f"finding.{kind}"


@pytest.mark.parametrize("case", [case for case in CASES if case.findings], ids=str)
def test_texts_are_filled(case: Case) -> None:
    """A finding brings every value that its text speaks of."""
    for finding in found(case):
        wanted = PLACEHOLDER.findall(TEXTS["en"].get(f"finding.{finding.kind}", "")) if finding.outcome in OPEN else ()

        assert set(wanted) - set(finding.values) == set(), finding.kind


def test_checks_keep_nothing() -> None:
    """Checks are pure: what one finds does not depend on what ran before it."""
    forward = {str(case): found(case) for case in CASES}
    backward = {str(case): found(case) for case in reversed(CASES)}

    assert forward == backward


def test_every_file_is_a_check() -> None:
    """No module stands in checks/annex4 that registers nothing."""
    modules = {path.stem for path in (Path(__file__).parent.parent / "checks" / "annex4").glob("i*.py")}

    assert modules == {spec.module.rpartition(".")[2] for spec in ANNEX_4.values()}
