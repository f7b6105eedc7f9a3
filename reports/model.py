"""One model of the report, from which every output is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from facts import LANGUAGES, AuditMeta, IndicatorResult, Lang, PageState, Picture, ProfileUsed, Site, TargetState, Verdict, pages_with
from methodology.model import Indicator, Methodology
from reports.faults import Fault, group
from reports.pictures import Pictures, index

SUMS = frozenset({"parts", "section"})  # rules of rows whose findings are those of the rows below them


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the verdict with the law's words for it."""

    law: Indicator
    result: IndicatorResult
    faults: tuple[Fault, ...] = ()
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """What was not looked at, and why."""

    robots: tuple[str, ...] = ()
    robots_count: int = 0
    failed: tuple[tuple[str, str], ...] = ()  # address, state or reason
    failed_count: int = 0
    documents: tuple[tuple[str, str], ...] = ()
    not_visited: int = 0
    stopped_by: str = "done"
    trapped: tuple[str, ...] = ()
    profiles: tuple[ProfileUsed, ...] = ()
    languages_not_asked: tuple[Lang, ...] = ()
    languages_not_found: tuple[Lang, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)  # reason -> links left undecided
    opened_paths: tuple[str, ...] = ()
    opened_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a report says, in the order of the law."""

    meta: AuditMeta
    site: Site
    verdict: Verdict
    law: Methodology
    rows: tuple[Row, ...]  # indicators and sections, sub-points and items inside them
    unseen: Unseen
    pictures: Pictures
    profiles: tuple[ProfileUsed, ...]
    beside: Mapping[str, str] = field(default_factory=dict)  # other methodology of the same crawl -> the file of its HTML report

    def annex(self, number: int) -> tuple[Row, ...]:
        """The rows of one annex."""
        return tuple(row for row in self.rows if row.law.annex == number)


def build(  # noqa: PLR0917  # as write_all
    meta: AuditMeta, site: Site, verdict: Verdict, law: Methodology, pictures: Iterable[Picture], beside: Mapping[str, str] | None = None
) -> Report:
    """The model of one audit's report; `verdict` was made under `law` for the kind of the plan's body."""
    found = index(pictures)
    profiles = meta.profiles or site.profiles
    return Report(
        meta=meta,
        site=site,
        verdict=verdict,
        law=law,
        rows=tuple(_rows(verdict, law.rows(meta.plan.body.kind), found)),
        unseen=_unseen(meta, site, profiles),
        pictures=found,
        profiles=profiles,
        beside=beside or {},
    )


_Below = Mapping[tuple[str, Lang | None], list[IndicatorResult]]  # (parent, language) -> the rows that belong to it


def _rows(verdict: Verdict, rows: Sequence[Indicator], pictures: Pictures) -> Iterator[Row]:
    """Top rows with what belongs to them, in one language each where they are judged in two."""
    of_id = {row.id: row for row in rows}
    below: dict[tuple[str, Lang | None], list[IndicatorResult]] = {}
    for result in verdict.indicators:
        below.setdefault((result.parent, result.lang), []).append(result)
    for result in verdict.indicators:
        if not result.parent:
            yield _row(result, of_id, below, pictures)


def _row(result: IndicatorResult, of_id: Mapping[str, Indicator], below: _Below, pictures: Pictures) -> Row:
    parts = tuple(_row(part, of_id, below, pictures) for part in below.get((result.id, result.lang), ()))
    own = () if parts and of_id[result.id].rule.kind in SUMS else group(result.findings, result.pages.get("seen", 0), pictures, result.more)
    return Row(law=of_id[result.id], result=result, faults=own, parts=parts)


def _unseen(meta: AuditMeta, site: Site, profiles: Sequence[ProfileUsed]) -> Unseen:
    coverage, plan = site.coverage, meta.plan
    lost = (page for page in pages_with(site.pages, "url", "state", "why") if not page.ok)
    states = {page.url: page.why if page.state is PageState.OTHER and page.why else page.state.value for page in lost}
    asked = coverage.languages_asked or plan.langs
    left: dict[str, int] = {}
    for target in site.targets.values():
        if target.state is TargetState.UNDECIDED:
            left[target.reason] = left.get(target.reason, 0) + 1
    return Unseen(
        robots=tuple(sorted(coverage.refused_by_robots)),
        robots_count=max(coverage.refused_count, meta.summary.refused_by_robots),
        failed=tuple((url, states.get(url, PageState.OTHER.value)) for url in sorted(coverage.failed)),
        failed_count=max(coverage.failed_count, meta.summary.failed),
        documents=tuple((each.url, each.state.value) for each in site.documents if each.state is not PageState.OK),
        not_visited=coverage.not_visited,
        stopped_by=coverage.stopped_by,
        trapped=coverage.trapped,
        profiles=tuple(profile for profile in profiles if profile.status == "unavailable"),
        languages_not_asked=tuple(lang for lang in LANGUAGES if lang not in asked),
        languages_not_found=tuple(lang for lang in asked if lang not in site.homes),
        targets=dict(sorted(left.items())),
        opened_paths=plan.opened_paths,
        opened_by=plan.opened_by,
    )
