"""What the checks of the openness assessment share: the finder of Annex 5, and of its judges those that the assessment has (O-2)."""

import dataclasses
from collections.abc import Iterator

from checks.annex5 import insufficient, outdated, outdated_npa
from checks.annex5.judges import NEEDS, judge_all, kinds_of
from checks.commons.content.finder import Finder, finders
from checks.commons.content.index import PAGE_FIELDS, SiteContent
from checks.commons.content.observing import KINDS, concerns, observed
from checks.commons.content.stems import Stems
from facts import Finding, Lang, Outcome, Site, not_applicable, undecided
from methodology.model import Indicator, Params

INCOMPLETE = "incomplete"
_JUDGES = (insufficient.judge, outdated_npa.judge, outdated.judge)
SAID = KINDS | {INCOMPLETE} | kinds_of(insufficient, outdated_npa, outdated)
FACTS = NEEDS | {"documents", "targets", "pairs", *(f"pages.{field}" for field in PAGE_FIELDS)}


def components(name: str, site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each component and language of the rows that the check `name` sees, and what is outdated of it."""
    content, stems = SiteContent(site, params), Stems(params.forms)
    items = [item for item in params.items if item.check == name and item.finder and not item.person_only]
    for lang, finder in finders(content, params, stems).items():
        for item in items:
            yield from _component(item, finder, content, params, lang)


def _component(item: Indicator, finder: Finder, content: SiteContent, params: Params, lang: Lang) -> Iterator[Finding]:
    concerned = concerns(item, content.site, params)
    if concerned is False:
        yield not_applicable(part=item.id, lang=lang)
        return
    found = finder.find(item)
    if concerned is None and found.outcome in {"absent", "undecided"}:
        yield undecided("concern-unknown", part=item.id, lang=lang)
        return
    yield observed(found)
    for finding in judge_all(found, content, params, _JUDGES):
        yield _left_to_a_person(finding) if finding.kind == insufficient.KIND else finding


def _left_to_a_person(finding: Finding) -> Finding:
    """The table says nothing of what is incomplete (O-2): it takes nothing for certain."""
    values = {**finding.values, "deficiency": insufficient.KIND}
    return dataclasses.replace(finding, outcome=Outcome.UNDECIDED, kind=INCOMPLETE, values=values)
