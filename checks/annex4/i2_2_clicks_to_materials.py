"""4-2.2 Any material is within a few clicks of the home page.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.2; D-10.
Applies:  every page and document of the site; home pages and other language versions of the same page are left out.
Met:      at least `reachable_share` of the materials are within `clicks_scored` clicks of a home page, along links that a visitor
          of the desktop profile sees or finds in a menu. The share within `clicks_advised` clicks is told beside it.
Cannot:   what lies behind addresses that were not visited is not known, and where pages that were not shown lead on to; while
          they could turn the verdict it is left open.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from checks.base import check
from checks.commons.graph import clicks, neighbours
from checks.commons.links import Whereabouts, key, whereabouts
from checks.commons.materials import home_keys, shown_briefly, shown_pages, unseen_pages
from checks.commons.seen import closed_places
from facts import LANGUAGES, Finding, Site, met, not_met, undecided
from methodology.model import Params


@check(
    "4-2.2",
    scope="site",
    needs={"pages.links", "pages.pressed", "documents", "targets", "pairs"},
    kinds={"too-many-clicks", "clicks-unknown"},
)
def clicks_to_materials(site: Site, params: Params) -> Iterator[Finding]:
    where = whereabouts(site)
    homes = home_keys(site, where)
    distance = clicks(homes, neighbours(shown_pages(site), where))
    materials = _materials(site, where, homes)
    unknown = _unknown(site, where, distance, params)
    total = len(materials) + unknown
    if not total:
        return
    near = _within(params.number("clicks_scored"), distance, materials)
    advised = _within(params.number("clicks_advised"), distance, materials)
    values: dict[str, Any] = {
        "share": _percent(near, len(materials)),
        "share_advised": _percent(advised, len(materials)),
        "materials": len(materials),
    }
    values |= {"required": _percent_of(params.number("reachable_share")), "clicks": params.number("clicks_scored"), "unvisited": unknown}
    needed = params.number("reachable_share") * total
    if near >= needed:
        yield met(**values)
    elif near + unknown < needed and not _may_lead_on(site, where, distance, params):
        yield not_met("too-many-clicks", **values, farthest=_farthest(distance, materials))
    else:
        yield undecided("clicks-unknown", **values)


def _materials(site: Site, where: Whereabouts, homes: frozenset[str]) -> Mapping[str, str]:
    """Key -> address of pages and documents; of a page's language versions only that of the first language is kept."""
    pages = {key(page.final_url): page.final_url for page in shown_briefly(site)}
    files = {
        key(document.final_url): document.final_url for document in site.documents if document.state == "ok" and document.kind != "feed"
    }
    copies: set[str] = set()
    for pair in site.pairs:
        versions = [where.final(pair.urls[lang]) for lang in LANGUAGES if lang in pair.urls]
        seen = [version for version in versions if version in pages]
        copies.update(version for version in seen[1:] if version != seen[0])
    return {place: url for place, url in {**pages, **files}.items() if place not in homes and place not in copies}


def _unknown(site: Site, where: Whereabouts, distance: Mapping[str, int], params: Params) -> int:
    """How many addresses may be materials with a way not known: not visited, closed or failed, unless links lead to them soon."""
    near = params.number("clicks_scored")
    coverage = site.coverage
    unseen = {*coverage.refused_by_robots, *coverage.failed, *(page.url for page in unseen_pages(site))}
    listed = len(coverage.refused_by_robots) + len(coverage.failed)
    beyond = coverage.refused_count + coverage.failed_count - listed  # addresses that the lists had no room for
    return coverage.not_visited + beyond + sum(distance.get(where.final(url), near + 1) > near for url in unseen)


def _may_lead_on(site: Site, where: Whereabouts, distance: Mapping[str, int], params: Params) -> bool:
    """True when a page that was not seen stands so near that its links may bring materials within reach."""
    unseen = chain((page.url for page in unseen_pages(site)), closed_places(site, params))
    near = params.number("clicks_scored")
    return any(distance.get(where.final(url), near) < near for url in unseen)


def _within(limit: Decimal, distance: Mapping[str, int], materials: Mapping[str, str]) -> int:
    return sum(place in distance and distance[place] <= limit for place in materials)


def _farthest(distance: Mapping[str, int], materials: Mapping[str, str]) -> str:
    """The address that takes most clicks; one that no link leads to before all."""
    return materials[max(sorted(materials), key=lambda place: distance.get(place, len(distance)))] if materials else ""


def _percent(part: int, whole: int) -> str:
    return _percent_of(Decimal(part) / max(whole, 1))


def _percent_of(share: Decimal) -> str:
    return f"{share * 100:.0f}"
