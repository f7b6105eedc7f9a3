"""report.json, schema tekser-report/1: exact, stable, written piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from facts import LANGUAGES, Finding, IndicatorResult, Interval, More, ParameterResult, ProfileUsed, ScoredFinding, pages_with
from reports import content
from reports.catalogue import clean
from reports.faults import is_address
from reports.messages import finding_texts, why_texts
from reports.model import Report
from reports.pictures import picture_of
from scoring.decimals import decimal_text

SCHEMA = "tekser-report/1"
TOOL = "tekser"
_SeenAt = Mapping[tuple[str, str], tuple[str, str]]  # (address, profile) -> profile of the record, moment


def pieces(report: Report) -> Iterator[bytes]:
    """The document in pieces: a line an indicator's head and a line a finding, so that memory stays flat."""
    head = _text(_head(report))
    yield head[:-1] + b',\n"indicators":['
    seen_at = _seen_at(report)
    for number, result in enumerate(report.verdict.indicators):
        yield b",\n" if number else b"\n"
        yield from _indicator(result, report, seen_at)
    yield b"\n]}\n"


def _text(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _interval(points: Interval, *, best: bool = True) -> dict[str, str]:
    pair = {"low": decimal_text(points.low), "high": decimal_text(points.high)}
    return pair | {"max": decimal_text(points.max)} if best else pair


def _head(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "tool": {"name": TOOL, "version": report.meta.tool_version},
        "audit": _audit(report),
        "body": _body(report),
        "crawl": _crawl(report),
        "confirmation": _confirmation(report),
        "total": _interval(report.verdict.total),
        "parameters": [_parameter(parameter) for parameter in report.verdict.parameters],
    }


def _audit(report: Report) -> dict[str, Any]:
    meta, plan, law = report.meta, report.meta.plan, report.law
    return {
        "id": meta.id,
        "url": clean(plan.url),
        "started_at": meta.started_at,
        "finished_at": meta.finished_at,
        "today": plan.today or report.site.today,
        "seed": plan.seed,
        "langs": plan.langs,
        "methodology": {"id": law.id, "edition": law.edition, "sha256": law.sha256},
        **_beside(report),
        "profiles": [_profile(profile) for profile in report.profiles],
        "opened_paths": [clean(path) for path in plan.opened_paths],
        "opened_by": clean(plan.opened_by),
    }


def _beside(report: Report) -> dict[str, Any]:
    """The reports of other methodologies on the same crawl, where there are some."""
    others = [{"id": name, "report": file.removesuffix(".html") + ".json"} for name, file in report.beside.items()]
    return {"other_methodologies": others} if others else {}


def _profile(profile: ProfileUsed) -> dict[str, str]:
    return {
        "name": profile.name,
        "engine": profile.engine,
        "version": profile.version,
        "status": profile.status,
        "why": clean(profile.why),
    }


def _body(report: Report) -> dict[str, Any]:
    body = report.meta.plan.body
    names = {lang: clean(body.names[lang].full) if lang in body.names else "" for lang in LANGUAGES}
    form = {"committee_form": body.committee_form} if body.committee_form else {}
    return {"kind": body.kind, "name": names, **form}


def _crawl(report: Report) -> dict[str, Any]:
    summary = report.meta.summary
    return {
        "pages": summary.pages,
        "rendered": summary.rendered,
        "documents": summary.documents,
        "links_checked": summary.links_checked,
        "by_language": {"kk": 0, "ru": 0, "en": 0} | dict(summary.by_language),
        "refused_by_robots": summary.refused_by_robots,
        "failed": summary.failed,
        "not_visited": report.unseen.not_visited,
        "stopped_by": summary.stopped_by,
    }


def _confirmation(report: Report) -> dict[str, Any]:
    """How far the findings that take points were seen twice; what each number counts, see facts.Confirmation."""
    told = report.meta.confirmation
    return {
        "state": told.state,
        "seen_twice": told.twice,
        "not_seen_again": told.gone,
        "judged_alike": told.like,
        "seen_once": told.once,
        "pages": told.pages,
        "links": told.links,
    }


def _parameter(parameter: ParameterResult) -> dict[str, Any]:
    extra = {name: _interval(points, best=False) for name, points in parameter.extra.items()}
    shown = {"findings": [_seen(finding) for finding in parameter.findings]} if parameter.findings else {}
    return {"id": parameter.id, **_interval(parameter.points), "raw": _interval(parameter.raw), **extra, **shown}


def _seen(finding: Finding) -> dict[str, Any]:
    """An observation that takes no points of a row: where an item was found, how a phone was served."""
    told = {
        "outcome": finding.outcome.value,
        "part": finding.part,
        "lang": finding.lang,
        "page": clean(finding.page),
        "target": clean(finding.target),
        "text": clean(finding.text),
        "values": {name: clean(value) for name, value in finding.values.items()},
    }
    return {name: value for name, value in told.items() if value}


def _indicator(result: IndicatorResult, report: Report, seen_at: _SeenAt) -> Iterator[bytes]:
    head: dict[str, Any] = {
        "id": result.id,
        "lang": result.lang,
        "outcome": result.outcome.value,
        "decided_by": result.decided_by,
        "points": _interval(result.points),
    }
    if result.parent:
        head["parent"] = result.parent
    if result.lang and result.parent:
        head["grade"] = content.grade(result)
    if result.reason:
        head |= {"reason": result.reason, "message": why_texts(result)}
    head |= {"observed": result.observed, "pages": result.pages, "figures": {name: clean(value) for name, value in result.figures.items()}}
    if result.shown_by:
        head["found"] = [_seen(finding) for finding in result.shown_by]
    if result.more:
        head["not_listed"] = [_unlisted(more) for more in result.more]
    yield _text(head)[:-1] + b',"findings":['
    for number, scored in enumerate(result.findings):
        yield (b",\n" if number else b"\n") + _text(_finding(scored, report, seen_at))
    yield b"]}"


def _unlisted(more: More) -> dict[str, Any]:
    """Findings of one fault beyond those that are listed; `pages` are all that show it."""
    part = {"part": more.example.part} if more.example.part else {}
    return {"kind": more.example.kind, "outcome": more.example.outcome.value, **part, "count": more.count, "pages": more.pages}


def _finding(scored: ScoredFinding, report: Report, seen_at: _SeenAt) -> dict[str, Any]:
    finding = scored.finding
    part = {"part": finding.part} if finding.part else {}
    return {
        "kind": finding.kind,
        "outcome": finding.outcome.value,
        **part,
        "page": clean(finding.page),
        "lang": finding.lang,
        "profile": finding.profile,
        "points": decimal_text(scored.points),
        "message": finding_texts(finding),
        "evidence": _evidence(finding, report, seen_at),
    }


def _evidence(finding: Finding, report: Report, seen_at: _SeenAt) -> dict[str, Any]:
    """What the audited body needs to see the same thing: the element or address, words, measures, time, picture, record."""
    picture = picture_of(finding, report.pictures)
    address = is_address(finding.target)
    profile, moment = seen_at.get((finding.page, finding.profile)) or seen_at.get((finding.page, ""), ("", ""))
    return {
        "selector": clean(finding.values.get("selector", "") if address else finding.target),
        "target": clean(finding.target) if address else "",
        "text": clean(finding.text),
        "values": {name: clean(value) for name, value in finding.values.items()},
        "seen_at": moment,
        "screenshot": picture.file if picture else "",
        "record": _record(finding.page, profile),
    }


def _record(url: str, profile: str) -> str:
    """Where the page's facts stand in the audit file."""
    return f"audit.db#pages?profile={quote(profile)}&url={quote(url, safe='')}" if profile else ""


def _seen_at(report: Report) -> _SeenAt:
    """Profile and moment of the pages that findings speak of, by address and profile, and by address alone (the first record)."""
    told = {scored.finding.page for result in report.verdict.indicators for scored in result.findings}
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for page in pages_with(report.site.pages, "url", "profile", "fetched_at"):
        if page.url in told:
            seen[page.url, page.profile] = (page.profile, page.fetched_at)
            seen.setdefault((page.url, ""), (page.profile, page.fetched_at))
    return seen
