"""o7, o9 What the openness assessment asks of an official internet resource stands on the site, in Kazakh and in Russian, and is current.

Source:   Joint order of 29-30 April 2025, annex 10, tables 7 and 9; as advice order No. 17-НҚ, paragraph 16, and No. 118-НҚ, paragraphs 4
          and 5; O-1 to O-6, D-16.
Applies:  every component of the rows that concern the body, in each of the two languages; the finder is that of Annex 5 (tekser explain 5).
Met:      a place of the site is the component by its names and surroundings and holds what must be there. One that is outdated, or an act
          that was repealed, takes the component's share (O-2).
Cannot:   what is incomplete is left to a person (O-2), as are the share of answered questions, the parts of Article 16 that the data has
          not, and all that the finder of Annex 5 leaves open.
"""

import dataclasses
from collections.abc import Iterator

from checks.annex5 import insufficient, outdated, outdated_npa
from checks.annex5.content import KINDS, concerns, observed
from checks.annex5.judges import NEEDS, judge_all
from checks.base import check
from checks.commons.content.finder import Finder
from checks.commons.content.index import PAGE_FIELDS, SiteContent
from checks.commons.content.stems import Stems
from facts import Finding, Lang, Outcome, Site, not_applicable, undecided
from methodology.model import Indicator, Params

INCOMPLETE = "incomplete"
_LANGS: tuple[Lang, ...] = ("kk", "ru")
_JUDGES = (insufficient.judge, outdated_npa.judge, outdated.judge)
_JUDGED = insufficient.KINDS | {INCOMPLETE} | outdated_npa.KINDS | outdated.KINDS
_NEEDS = NEEDS | {"documents", "targets", "pairs", *(f"pages.{field}" for field in PAGE_FIELDS)}


@check("o7", scope="site", needs=_NEEDS, kinds=KINDS | _JUDGED)
def official_resource(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each component and language of table 7 and of the rows that are advice, and what is outdated of it."""
    yield from _components("o7", site, params)


@check("o9", scope="site", needs=_NEEDS, kinds=KINDS | _JUDGED)
def subordinate_resource(site: Site, params: Params) -> Iterator[Finding]:
    """The same for what Article 16 asks of a subordinate organisation."""
    yield from _components("o9", site, params)


def _components(id: str, site: Site, params: Params) -> Iterator[Finding]:
    content, stems = SiteContent(site, params), Stems(params.forms)
    items = [item for item in params.items if item.check == id and item.finder and not item.person_only]
    for lang in _LANGS:
        finder = Finder(content, params, lang, stems)
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
