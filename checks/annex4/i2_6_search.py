"""4-2.6 The search takes enough characters, is full-text, can be narrowed, and shows its results on a page of their own with the query.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.6, sub-points 1 to 4.
Applies:  1: every search field of the site, each form once; fields that narrow a list, and those for dates and choices, are left out. Where
          the site has a search in its frame, fields in the content that look one thing up (a number, a code) are left out too.
          2 to 4: the search of the home page in Kazakh and in Russian, used in a browser with rare words from the running text of pages.
Met:      1: a browser left at least `search_min_chars` of the characters typed into the field. 2: the pages that hold the words are among
          the results, `search_phrases_met` of them and none missed; not met when none of `search_phrases_denied` is found though a page is
          found by its title. 3: fields, choices or links beside the query narrow the search. 4: results have an address of their own, and
          the query stands in a visible search field there.
Cannot:   1: a field that no browser tried is left open unless its `maxlength` is too small; so is one that does not say what
          it is, but for a class name or a magnifier beside it. 2 to 4: results that robots.txt or a captcha
          closes, that another site shows, and searches that send their query by POST (what they keep cannot be known, so nothing is
          sent) stay open; so does a search that finds some texts and misses others, as one does whose index is behind the site. The
          text of files is not asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from checks.base import check
from checks.commons.links import at, short_facts
from checks.commons.materials import shown_pages
from checks.commons.navigation import is_search_form, query_field, search_like, search_sign, searches_site
from checks.commons.search_use import KINDS, PARTS, of_use
from checks.commons.seen import absence_proven
from facts import Field, Finding, Outcome, Site, met, not_met, undecided
from methodology.model import Params


class _Seen(NamedTuple):
    """A query field on one page."""

    place: dict[str, Any]  # page, lang and profile, as keywords of a finding
    field: Field


@dataclass(slots=True)
class _Records:
    """What is kept of all records of one query field: that which shows least room."""

    first: _Seen
    tried: _Seen | None = None  # least of what browsers could type
    limited: _Seen | None = None  # least of what documents allow

    def add(self, seen: _Seen) -> None:
        field = seen.field
        if field.accepts is not None and (self.tried is None or field.accepts < (self.tried.field.accepts or 0)):
            self.tried = seen
        if field.maxlength is not None and (self.limited is None or field.maxlength < (self.limited.field.maxlength or 0)):
            self.limited = seen

    @property
    def worst(self) -> _Seen:
        """The record that shows least room: what a browser typed before what the document says."""
        return self.tried or self.limited or self.first


@check(
    "4-2.6",
    scope="site",
    needs={"searches", "pages.forms", "pages.links", "pages.landmarks", "pages.buttons"},
    kinds=KINDS
    | {
        "search-field-short",
        "no-search-field",
        "search-field-not-tried",
        "search-field-not-seen",
        "search-field-unclear",
        "crawl-incomplete",
    },
    parts={"1", *PARTS},
)
def search(site: Site, params: Params) -> Iterator[Finding]:
    fields = _fields(site, params)
    for records in fields.values():
        yield _judged(records, params)
    missing = None if fields else _missing(site, params)
    if missing is not None:
        yield missing
    used = [one for one in site.searches if one.field or one.asked]
    if missing is not None and missing.outcome is Outcome.NOT_MET and not used:
        yield from (not_met("no-search-field", part=part) for part in PARTS)
        return
    for one in site.searches:
        yield from of_use(one, site, params)
    if not site.searches:
        yield from (undecided("search-not-used", part=part, reason="not-gathered", address=site.start_url) for part in PARTS)


def _fields(site: Site, params: Params) -> dict[tuple[str, str], _Records]:
    """The records of each query field, by the address of its form and its name; desktop records first."""
    found: dict[tuple[str, str], _Records] = {}
    own: dict[tuple[str, str], _Records] = {}  # of the site as a whole for certain
    for page in short_facts(site, "forms"):
        for form in page.forms if page.ok else ():
            field = query_field(form, params) if is_search_form(form, params) else None
            if field is not None:
                place, seen = (form.action, field.name), _Seen(at(page), field)
                found.setdefault(place, _Records(seen)).add(seen)
                if form.region != "main" or searches_site(form, params):
                    own[place] = found[place]
    return own or found


def _judged(records: _Records, params: Params) -> Finding:
    required = int(params.number("search_min_chars"))
    place, field = records.worst
    limit = field.accepts if field.accepts is not None else field.maxlength
    if limit is not None and limit < required:
        return not_met("search-field-short", field.selector, part="1", **place, accepts=limit, required=required)
    if field.accepts is None:
        return undecided("search-field-not-tried", field.selector, part="1", **place)
    return met(field.selector, part="1", **place, accepts=limit, required=required)


def _missing(site: Site, params: Params) -> Finding:
    for page in shown_pages(site):
        sign = search_sign(page, site.scope.origin, params)
        if sign is not None:
            return undecided("search-field-not-seen", sign, part="1", **at(page))
    for page in shown_pages(site):
        field = search_like(page, params)
        if field is not None:
            return undecided("search-field-unclear", field, part="1", **at(page))
    return not_met("no-search-field", part="1") if absence_proven(site, params) else undecided("crawl-incomplete", part="1")
