"""Pictures of the places found wrong: one for each group of like findings, taken by opening the page once more."""

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crawler import Progress
from crawler.agent import browser_suffix
from crawler.browser import DESKTOP, BrowserPool, Shot, find_chromium, photograph, public_only
from crawler.kept_manners import kept_turns
from facts import CheckRun, Finding, Outcome, Page
from reports.faults import is_address, signature
from store import AuditFile

SHOTS_PER_KIND = 6  # of one kind of one indicator: more pictures of the same fault teach nothing
SHOTS = 80  # of one audit, so that the report stays small and the site is not opened too often
WORTH_A_PICTURE = frozenset({Outcome.NOT_MET, Outcome.UNDECIDED})
Place = tuple[str, str, str]  # page, profile, target of the finding


def take_photographs(file: AuditFile, runs: Mapping[str, CheckRun], progress: Progress) -> None:
    """Put pictures of the findings' places into the file; nothing happens on a machine without a browser."""
    engine = find_chromium()
    have = {(picture.page, picture.profile, picture.selector) for picture in file.pictures()}
    wanted = {place: shot for place, shot in choose(runs, file.pages()).items() if place not in have}
    if engine is None or not wanted:
        return
    gate = None if file.meta.plan.allow_private else public_only
    pool = BrowserPool(engine, gate=gate, user_agent_suffix=browser_suffix(file.meta.plan))
    asyncio.run(_take(file, pool, wanted, progress))


async def _take(file: AuditFile, pool: BrowserPool, wanted: Mapping[Place, Shot], progress: Progress) -> None:
    targets: dict[Shot, list[str]] = {}
    for (_, _, target), shot in wanted.items():
        targets.setdefault(shot, []).append(target)
    await pool.start()
    try:
        progress.update("pictures", 0, len(targets))
        done = 0
        async for picture in photograph(pool, tuple(targets), file.folder, kept_turns(file)):
            for target in targets[Shot(url=picture.page, profile=picture.profile, selector=picture.selector)]:
                file.put_picture(dataclasses.replace(picture, selector=target))
            done += 1
            progress.update("pictures", done, len(targets), picture.page)
    finally:
        await pool.close()


def choose(runs: Mapping[str, CheckRun], pages: Iterable[Page]) -> dict[Place, Shot]:
    """One place of each group of like findings, not-met ones first, in a stable order.

    Of a group's places one on a page that is opened anyway is taken: opening a page costs more than its pictures.
    """
    findings = tuple(_ordered(runs))
    places = _Places(pages, (finding for _, finding in findings))
    groups: dict[tuple[str, str, object], dict[Place, Shot]] = {}
    for run_id, finding in findings:
        shot = places.shot(finding)
        if shot is not None:
            place = (finding.page, finding.profile, finding.target)
            groups.setdefault((run_id, finding.kind, signature(finding)), {}).setdefault(place, shot)
    return dict(_on_fewest_pages(_fairly(groups)))


def _fairly(groups: Mapping[tuple[str, str, object], dict[Place, Shot]]) -> list[dict[Place, Shot]]:
    """As many groups as pictures are taken: one of every kind first, so that what a person must judge is shown beside many faults."""
    counts: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[bool, int, dict[Place, Shot]]] = []
    for number, ((run_id, kind, _), group) in enumerate(groups.items()):
        if counts[run_id, kind] < SHOTS_PER_KIND:
            ranked.append((counts[run_id, kind] > 0, number, group))
            counts[run_id, kind] += 1
    chosen = sorted(ranked, key=lambda each: each[:2])[:SHOTS]
    return [group for _, _, group in sorted(chosen, key=lambda each: each[1])]


def _on_fewest_pages(groups: Sequence[Mapping[Place, Shot]]) -> Iterator[tuple[Place, Shot]]:
    """A place of each group, in their order: the page that serves most groups first, then the next."""
    chosen: dict[int, tuple[Place, Shot]] = {}
    while len(chosen) < len(groups):
        open_groups = [(number, group) for number, group in enumerate(groups) if number not in chosen]
        serving = Counter(one for _, group in open_groups for one in dict.fromkeys((shot.url, shot.profile) for shot in group.values()))
        best = max(serving.values())
        page = next(one for one, count in serving.items() if count == best)
        for number, group in open_groups:
            found = next(((place, shot) for place, shot in group.items() if (shot.url, shot.profile) == page), None)
            if found is not None:
                chosen[number] = found
    yield from (chosen[number] for number in range(len(groups)))


def _ordered(runs: Mapping[str, CheckRun]) -> Iterator[tuple[str, Finding]]:
    findings = [(run.id, finding) for run in runs.values() for finding in run.findings if finding.outcome in WORTH_A_PICTURE]
    yield from sorted(findings, key=lambda pair: (pair[1].outcome is not Outcome.NOT_MET, pair[0], pair[1].page, pair[1].target))


class _Places:
    """Where on a page the element of a finding stands; a finding about an address stands at the link that leads there."""

    def __init__(self, pages: Iterable[Page], findings: Iterable[Finding]) -> None:
        wanted = {(finding.page, finding.target) for finding in findings if is_address(finding.target)}
        self._links = {(page.url, link.url): link.selector for page in pages for link in page.links if (page.url, link.url) in wanted}

    def shot(self, finding: Finding) -> Shot | None:
        """What to take a picture of; None when the finding speaks of the page as a whole."""
        if not finding.page or not finding.target:
            return None
        selector = self._links.get((finding.page, finding.target), "") if is_address(finding.target) else finding.target
        return Shot(url=finding.page, profile=finding.profile or DESKTOP.name, selector=selector) if selector else None
