"""4-2.6 The search takes enough characters (sub-point 1).

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.6, sub-point 1.
Applies:  every search field of the site, each form once; fields that narrow a list, and those for dates and choices, are left out. Where
          the site has a search in its frame, fields in the content that look one thing up (a number, a code) are left out too.
Met:      a browser left at least `search_min_chars` of the characters typed into the field.
Cannot:   sub-points 2 to 4 ask for searching itself. A field that no browser tried is left open unless its `maxlength` is too small.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.links import at
from checks.commons.materials import shown_pages
from checks.commons.navigation import is_search_form, query_field, search_sign, searches_site
from checks.commons.seen import absence_proven
from facts import Field, Finding, Form, Page, Site, met, not_met, undecided
from methodology.model import Params

_Seen = tuple[Page, Form, Field]


@check(
    "4-2.6",
    scope="site",
    needs={"pages"},
    kinds={"search-field-short", "no-search-field", "search-field-not-tried", "search-field-not-seen", "crawl-incomplete"},
    parts={"1"},
)
def search(site: Site, params: Params) -> Iterator[Finding]:
    fields = _fields(site, params)
    for records in fields.values():
        yield _judged(records, params)
    if not fields:
        yield _missing(site, params)


def _fields(site: Site, params: Params) -> dict[tuple[str, str], list[_Seen]]:
    """Every record of each query field, by the address of its form and its name; desktop records first."""
    found: dict[tuple[str, str], list[_Seen]] = {}
    own: dict[tuple[str, str], list[_Seen]] = {}  # of the site as a whole for certain
    for page in site.pages:
        for form in page.forms if page.ok else ():
            field = query_field(form, params) if is_search_form(form, params) else None
            if field is not None:
                place = (form.action, field.name)
                found.setdefault(place, []).append((page, form, field))
                if form.region != "main" or searches_site(form, params):
                    own[place] = found[place]
    return own or found


def _judged(records: list[_Seen], params: Params) -> Finding:
    required = int(params.number("search_min_chars"))
    page, _, field = _worst(records)
    limit = field.accepts if field.accepts is not None else field.maxlength
    if limit is not None and limit < required:
        return not_met(
            "search-field-short",
            field.selector,
            part="1",
            page=page.url,
            lang=page.lang,
            profile=page.profile,
            accepts=limit,
            required=required,
        )
    if field.accepts is None:
        return undecided("search-field-not-tried", field.selector, part="1", **at(page))
    return met(field.selector, part="1", **at(page), accepts=limit, required=required)


def _worst(records: list[_Seen]) -> _Seen:
    """The record that shows least room: what a browser typed before what the document says."""
    tried = [record for record in records if record[2].accepts is not None]
    if tried:
        return min(tried, key=lambda record: record[2].accepts or 0)
    limited = [record for record in records if record[2].maxlength is not None]
    return min(limited, key=lambda record: record[2].maxlength or 0) if limited else records[0]


def _missing(site: Site, params: Params) -> Finding:
    for page in shown_pages(site):
        sign = search_sign(page, site.scope.origin, params)
        if sign is not None:
            return undecided("search-field-not-seen", sign, part="1", **at(page))
    return not_met("no-search-field", part="1") if absence_proven(site, params) else undecided("crawl-incomplete", part="1")
