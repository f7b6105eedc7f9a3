"""report.json, schema tekser-report/1: exact, stable, written piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from facts import LANGUAGES, Finding, IndicatorResult, Interval, Page, ParameterResult, ProfileUsed, ScoredFinding
from reports.catalogue import clean
from reports.faults import is_address
from reports.messages import finding_texts, why_texts
from reports.model import Report
from reports.pictures import picture_of
from scoring.decimals import decimal_text

SCHEMA = "tekser-report/1"
TOOL = "tekser"


def pieces(report: Report) -> Iterator[bytes]:
    """The document in pieces: a line an indicator's head and a line a finding, so that memory stays flat."""
    head = _text(_head(report))
    yield head[:-1] + b',\n"indicators":['
    pages = _by_address(report)
    for number, result in enumerate(report.verdict.indicators):
        yield b",\n" if number else b"\n"
        yield from _indicator(result, report, pages)
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
        "profiles": [_profile(profile) for profile in report.profiles],
        "opened_paths": plan.opened_paths,
        "opened_by": plan.opened_by,
    }


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
    return {"kind": body.kind, "name": names}


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


def _parameter(parameter: ParameterResult) -> dict[str, Any]:
    extra = {name: _interval(points, best=False) for name, points in parameter.extra.items()}
    return {"id": parameter.id, **_interval(parameter.points), "raw": _interval(parameter.raw), **extra}


def _indicator(result: IndicatorResult, report: Report, pages: Mapping[tuple[str, str], Page]) -> Iterator[bytes]:
    head: dict[str, Any] = {
        "id": result.id,
        "lang": result.lang,
        "outcome": result.outcome.value,
        "decided_by": result.decided_by,
        "points": _interval(result.points),
    }
    if result.parent:
        head["parent"] = result.parent
    if result.reason:
        head |= {"reason": result.reason, "message": why_texts(result)}
    head |= {"observed": result.observed, "pages": result.pages, "figures": result.figures}
    yield _text(head)[:-1] + b',"findings":['
    for number, scored in enumerate(result.findings):
        yield (b",\n" if number else b"\n") + _text(_finding(scored, report, pages))
    yield b"]}"


def _finding(scored: ScoredFinding, report: Report, pages: Mapping[tuple[str, str], Page]) -> dict[str, Any]:
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
        "evidence": _evidence(finding, report, pages),
    }


def _evidence(finding: Finding, report: Report, pages: Mapping[tuple[str, str], Page]) -> dict[str, Any]:
    """What the audited body needs to see the same thing: the element or address, words, measures, time, picture, record."""
    picture = picture_of(finding, report.pictures)
    address = is_address(finding.target)
    page = pages.get((finding.page, finding.profile)) or pages.get((finding.page, ""))
    return {
        "selector": clean(finding.values.get("selector", "") if address else finding.target),
        "target": clean(finding.target) if address else "",
        "text": clean(finding.text),
        "values": {name: clean(value) for name, value in finding.values.items()},
        "seen_at": page.fetched_at if page else "",
        "screenshot": picture.file if picture else "",
        "record": _record(page),
    }


def _record(page: Page | None) -> str:
    """Where the page's facts stand in the audit file."""
    return f"audit.db#pages?profile={quote(page.profile)}&url={quote(page.url, safe='')}" if page else ""


def _by_address(report: Report) -> Mapping[tuple[str, str], Page]:
    """Page records by address and profile, and by address alone (the first one)."""
    pages: dict[tuple[str, str], Page] = {}
    for page in report.site.pages:
        pages[page.url, page.profile] = page
        pages.setdefault((page.url, ""), page)
    return pages
