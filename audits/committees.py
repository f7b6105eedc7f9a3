"""Kept audits of a central body and its committees, read and held against each other before they are averaged."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import methodology
from audits import stages
from audits.errors import PlanError
from facts import LANGUAGES, Interval, Lang, ParameterResult, Verdict
from facts.terms import CommitteeForm
from methodology.model import Methodology
from store import AuditFile

REPORT = "report.json"
FORMS: tuple[CommitteeForm, ...] = get_args(CommitteeForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kept audit as far as its score goes. `exact`: counted from findings; else read from a report, whose points have four places."""

    path: Path
    id: str
    url: str
    names: Mapping[Lang, str]
    kind: str
    form: CommitteeForm | None
    today: str
    law: str
    sha256: str
    verdict: Verdict
    exact: bool

    @property
    def half_year(self) -> str:
        """`2026-H2`: audits run once in each half-year (paragraph 20)."""
        day = datetime.date.fromisoformat(self.today)
        return f"{day.year}-H{1 if day.month <= 6 else 2}"  # June ends the first half


def read(path: Path) -> Kept:
    """A kept audit from its folder, or from a report.json alone; PlanError or StoreError when it is neither or was not judged."""
    if path.is_dir() and not (path / "audit.db").exists() and (path / REPORT).exists():
        path /= REPORT
    return _of_report(path) if path.is_file() and path.suffix == ".json" else _of_folder(path)


def _of_folder(folder: Path) -> Kept:
    with AuditFile.open(folder) as file:
        meta, body = file.meta, file.meta.plan.body
        law = methodology.load(meta.methodology)
        if meta.methodology_sha256 != law.sha256:
            raise PlanError(f"{folder} was not judged by {law.id} as it is now; judge it anew: tekser check {folder}")
        return Kept(
            path=folder,
            id=meta.id,
            url=meta.plan.url,
            names={lang: names.full for lang, names in body.names.items()},
            kind=body.kind,
            form=body.committee_form,
            today=meta.plan.today or meta.started_at[:10],
            law=law.id,
            sha256=law.sha256,
            verdict=stages.score(file),
            exact=True,
        )


def _of_report(path: Path) -> Kept:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        audit, body = told["audit"], told["body"]
        return Kept(
            path=path,
            id=str(audit["id"]),
            url=str(audit["url"]),
            names={lang: str(body["name"].get(lang, "")) for lang in LANGUAGES},
            kind=str(body["kind"]),
            form=body.get("committee_form") or None,
            today=datetime.date.fromisoformat(audit["today"]).isoformat(),
            law=str(audit["methodology"]["id"]),
            sha256=str(audit["methodology"]["sha256"]),
            verdict=_verdict(told),
            exact=False,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanError(f"{path} is no report.json of an audit ({type(error).__name__}: {error}); give the folder of an audit") from error


def _verdict(told: Mapping[str, Any]) -> Verdict:
    parameters = tuple(
        ParameterResult(id=str(each["id"]), points=_interval(each), raw=_interval(each["raw"])) for each in told["parameters"]
    )
    return Verdict(methodology=told["audit"]["methodology"]["id"], total=_interval(told["total"]), parameters=parameters, indicators=())


def _interval(told: Mapping[str, str]) -> Interval:
    return Interval(low=Fraction(told["low"]), high=Fraction(told["high"]), max=Fraction(told["max"]))


def with_forms(committees: Sequence[Kept], given: str) -> tuple[CommitteeForm, ...]:
    """The form of each committee: from `given` (one for all, or one for each, by comma), else from its body file."""
    named = [word.strip() for word in given.split(",") if word.strip()]
    unknown = [word for word in named if word not in FORMS]
    if unknown:
        raise PlanError(f"--form {given}: not known: {', '.join(unknown)}; known: {', '.join(FORMS)}")
    if len(named) not in {0, 1, len(committees)}:
        counts = f"{len(named)} forms for {len(committees)} committees"
        raise PlanError(f"--form {given}: {counts}; give one for all, or one for each in their order")
    wanted = named * len(committees) if len(named) == 1 else named or [each.form or "" for each in committees]
    forms: list[CommitteeForm] = []
    for each, word in zip(committees, wanted, strict=True):
        form = next((form for form in FORMS if form == word), None)
        if form is None:
            asked = f"give --form {'|'.join(FORMS)}, or committee_form in its body file"
            raise PlanError(f"{each.path}: it is not known where this committee's resource is; {asked}")
        forms.append(form)
    return tuple(forms)


def hold_together(body: Kept, committees: Sequence[Kept]) -> Methodology:
    """The methodology of all of them; PlanError when they cannot be averaged."""
    if body.kind != "cgb":
        raise PlanError(f"{body.path} is the audit of a {body.kind}; the first must be of a central body (kind cgb), its committees follow")
    seen: dict[str, Path] = {body.id: body.path}
    for each in committees:
        if each.kind != "committee":
            raise PlanError(f"{each.path} is the audit of a {each.kind}, not of a committee; mend kind in its body file and crawl it anew")
        if each.id in seen:
            raise PlanError(f"{each.path} is the same audit as {seen[each.id]}; give each once")
        seen[each.id] = each.path
        if (each.law, each.sha256) != (body.law, body.sha256):
            raise PlanError(
                f"{each.path} was judged by {each.law} ({each.sha256[:12]}), {body.path} by {body.law} ({body.sha256[:12]});"
                " judge both by the same: tekser check"
            )
        if each.half_year != body.half_year:
            raise PlanError(f"{each.path} is of {each.half_year}, {body.path} of {body.half_year}; audits of one half-year are averaged")
    law = methodology.load(body.law)
    if not law.committees:
        raise PlanError(f"{law.id} does not average committees; judge the audits by a methodology that does, e.g. kz-1279")
    if law.sha256 != body.sha256:
        raise PlanError(f"{body.path} was judged by {law.id} in another edition of its data; judge all anew: tekser check")
    return law
