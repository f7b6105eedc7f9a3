"""Runs every check over the facts of a site; an exception becomes `undecided`, never points."""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checks.base import CheckError, CheckSpec, collect
from checks.commons.materials import unseen_pages, why_unseen
from facts import CheckRun, Finding, Outcome, Page, Site, undecided
from facts.reasons import page_reason
from methodology.model import Params

log = logging.getLogger(__name__)

DESKTOP = "desktop"  # the first word of the name of every desktop profile
_ALWAYS_PAGE = frozenset({"url", "final_url", "lang", "profile", "is_home", "depth", "ok", "rendered"})
_ALWAYS_SITE = frozenset({"scope", "body", "today", "homes", "start_url", "start_redirects", "coverage"})


class _Narrow:
    """A page or site that shows only the fields a check declared; reading another is an error of the check."""

    __slots__ = ("_fields", "_whole")

    def __init__(self, whole: object, fields: frozenset[str]) -> None:
        self._whole = whole
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        if name not in self._fields:
            raise CheckError(f"the check reads {name!r} and does not declare it in needs")
        return getattr(self._whole, name)


def narrow(whole: Page | Site, spec: CheckSpec) -> Any:
    """`whole` with only the fields that `spec` needs."""
    always = _ALWAYS_PAGE if isinstance(whole, Page) else _ALWAYS_SITE
    return _Narrow(whole, frozenset(need.rstrip("?").partition(".")[0] for need in spec.needs) | always)


def pages_for(spec: CheckSpec, site: Site) -> Iterator[Page]:
    """The page records that a page-scoped check is shown; a sampled page that no browser could load is shown too."""
    for page in site.pages:
        if (page.sampled or page.live is not None) if spec.pages == "live" else (page.ok and page.profile.startswith(DESKTOP)):
            yield page


def _missing(spec: CheckSpec, page: Page) -> tuple[str, str] | None:
    """The first declared fact that should be there and could not be gathered, with the reason's key."""
    if not page.ok:
        return "page", page_reason(page.state, page.status)
    for need in sorted(spec.needs):
        if need.endswith("?"):
            continue
        if need in page.gaps:
            return need, page.gaps[need].reason
        head, _, tail = need.partition(".")
        if tail and getattr(getattr(page, head), tail, None) is None:
            return need, page.gaps[head].reason if head in page.gaps else "not-gathered"
    return None


def _checked(spec: CheckSpec, findings: Iterable[Finding], page: Page | None) -> Iterator[Finding]:
    for finding in findings:
        if finding.outcome in {Outcome.NOT_MET, Outcome.UNDECIDED} and finding.kind not in spec.kinds:
            raise CheckError(f"{spec.id} gives the kind {finding.kind!r} and does not declare it")
        if page is not None:
            yield dataclasses.replace(
                finding, page=finding.page or page.url, lang=finding.lang or page.lang, profile=finding.profile or page.profile
            )
        else:
            yield finding


def _failed(spec: CheckSpec, page: Page | None, error: Exception) -> Finding:
    log.warning("check %s failed on %s: %s: %s", spec.id, page.url if page else "the site", type(error).__name__, error, exc_info=True)
    where = {"page": page.url, "lang": page.lang, "profile": page.profile} if page else {}
    return undecided("check-failed", error=type(error).__name__, **where)  # type: ignore[arg-type]  # keys are undecided()'s own


def _on_page(spec: CheckSpec, page: Page, params: Params) -> Iterator[Finding]:
    lost = _missing(spec, page)
    if lost is not None:
        yield undecided("fact-missing", page=page.url, lang=page.lang, profile=page.profile, fact=lost[0], reason=lost[1])
        return
    try:
        yield from tuple(_checked(spec, spec.run(narrow(page, spec), params), page))
    except Exception as error:  # whatever a check does wrong must not end the run
        yield _failed(spec, page, error)


def run_check(spec: CheckSpec, site: Site, params: Params) -> CheckRun:
    """What one check says of one site; no finding at all on pages that were seen means not applicable."""
    if spec.scope == "page":
        shown = tuple(pages_for(spec, site))
        findings = tuple(finding for page in shown for finding in _on_page(spec, page, params))
        seen = bool(shown)
    else:
        seen = any(page.ok for page in site.pages)
        findings = _on_site(spec, site, params) if seen else ()
    if seen:
        findings += _unseen(spec, site, findings)
    return CheckRun(id=spec.id, findings=findings, reason="" if seen else "nothing-seen", kinds=spec.kinds, parts=spec.parts)


def _unseen(spec: CheckSpec, site: Site, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What is read over every page stays open for a page that did not load, unless the check has spoken of that page."""
    told = {(finding.page, finding.part) for finding in findings}
    return tuple(
        undecided("fact-missing", part=part, page=page.url, lang=page.lang, profile=page.profile, fact="page", reason=why_unseen(page))
        for page in (unseen_pages(site) if spec.every_page else ())
        for part in sorted(spec.every_page)
        if (page.url, part) not in told
    )


def _on_site(spec: CheckSpec, site: Site, params: Params) -> tuple[Finding, ...]:
    try:
        return tuple(_checked(spec, spec.run(narrow(site, spec), params), None))
    except Exception as error:  # as above
        return (_failed(spec, None, error),)


def run(site: Site, params: Params, only: Iterable[str] = ()) -> Mapping[str, CheckRun]:
    """Every registered check (or those in `only`) over `site`, by id."""
    wanted = frozenset(only)
    return {name: run_check(spec, site, params) for name, spec in collect().items() if not wanted or name in wanted}
