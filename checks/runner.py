"""Runs every check over the facts of a site; an exception becomes `undecided`, never points.

Page-scoped checks share one walk over the pages: a page is read once, with the fields that some of them needs. Site-scoped checks
walk by themselves, over their own fields.
"""

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.base import ALWAYS_PAGE, CheckError, CheckSpec, collect
from checks.commons.materials import unseen_pages, why_unseen
from checks.gathering import Gathered
from checks.narrow import narrow, of_page
from facts import CheckRun, Finding, Outcome, Page, PageState, Site, pages_with, undecided
from facts.reasons import REASONS, page_reason
from methodology.model import Params

log = logging.getLogger(__name__)

DESKTOP = "desktop"  # the first word of the name of every desktop profile
_OPEN = frozenset({Outcome.NOT_MET, Outcome.UNDECIDED})


def is_shown(spec: CheckSpec, page: Page) -> bool:
    """Whether a page-scoped check is shown a record; a sampled page that no browser could load is shown too."""
    return page.sampled or page.live is not None if spec.pages == "live" else page.ok and page.profile.startswith(DESKTOP)


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
        if tail and head == "live" and page.live is not None and not page.live.settled:
            return need, PageState.UNSETTLED.value  # it was still changing when it was looked at
        if tail and getattr(getattr(page, head), tail, None) is None:
            return need, page.gaps[head].reason if head in page.gaps else "not-gathered"
    return None


def _checked(spec: CheckSpec, findings: Iterable[Finding], page: Page | None) -> Iterator[Finding]:
    for finding in findings:
        if finding.outcome in _OPEN and finding.kind not in spec.kinds:
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
    (run,) = _runs((spec,), site, params)
    return run


def run(site: Site, params: Params, only: Iterable[str] = ()) -> Mapping[str, CheckRun]:
    """Every registered check (or those in `only`) over `site`, by id."""
    wanted = frozenset(only)
    specs = tuple(spec for name, spec in collect().items() if not wanted or name in wanted)
    return dict(sorted((run.id, run) for run in _runs(specs, site, params)))


def _runs(specs: Sequence[CheckSpec], site: Site, params: Params) -> Iterator[CheckRun]:
    unseen = unseen_pages(site)
    loaded = any(page.ok for page in pages_with(site.pages, *ALWAYS_PAGE))
    nothing = "nothing-seen" if loaded else _why_nothing(unseen)
    yield from _over_pages([spec for spec in specs if spec.scope == "page"], site, params, unseen, nothing)
    for spec in specs:
        if spec.scope == "site":
            found = Gathered()
            if loaded:
                _on_site(spec, site, params, found)
            yield _ended(spec, found, unseen, "" if loaded else nothing)


def _over_pages(specs: Sequence[CheckSpec], site: Site, params: Params, unseen: Sequence[Page], nothing: str) -> Iterator[CheckRun]:
    """All page-scoped checks in one walk."""
    fields = frozenset[str]().union(*map(of_page, specs)) | {"live"}
    found = {spec.id: Gathered() for spec in specs}
    shown: set[str] = set()
    for page in pages_with(site.pages, *fields) if specs else ():
        for spec in specs:
            if is_shown(spec, page):
                shown.add(spec.id)
                for finding in _on_page(spec, page, params):
                    found[spec.id].add(finding)
    for spec in specs:
        yield _ended(spec, found[spec.id], unseen, "" if spec.id in shown else nothing)


def _on_site(spec: CheckSpec, site: Site, params: Params, found: Gathered) -> None:
    try:
        for finding in _checked(spec, spec.run(narrow(site, spec), params), None):
            found.add(finding)
    except Exception as error:  # as above; what it said before does not count
        found.clear()
        found.add(_failed(spec, None, error))


def _why_nothing(unseen: Sequence[Page]) -> str:
    """Why no page at all was seen: the site turns programs away, or whatever all its pages ended with."""
    keys = {why_unseen(page) for page in unseen}
    if keys and all(REASONS[key].blame == "blocked" for key in keys):
        return "blocked"
    return keys.pop() if len(keys) == 1 else "nothing-seen"


def _ended(spec: CheckSpec, found: Gathered, unseen: Sequence[Page], nothing: str) -> CheckRun:
    """The run of a check. What is read over every page stays open for a page that did not load, unless the check has spoken of it."""
    for page in () if nothing else unseen:
        for part in sorted(part for part in spec.every_page if not found.told(page.url, part)):
            where = {"page": page.url, "lang": page.lang, "profile": page.profile}
            found.add(undecided("fact-missing", part=part, **where, fact="page", reason=why_unseen(page)))  # type: ignore[arg-type]
    return found.run(spec.id, reason=nothing, kinds=spec.kinds, parts=spec.parts)
