"""What using the site's search has shown: whether it is full-text, can be narrowed, and shows its results as it should."""

from collections.abc import Iterator
from typing import Any

from checks.commons.links import at
from checks.commons.materials import shown_pages
from checks.commons.navigation import is_search_form, query_field
from checks.commons.wording import mentions
from facts import Finding, Form, Gap, Lang, SearchAsked, SearchTry, Site, met, not_met, undecided
from methodology.model import Params

TEXT, EXTENDED, RESULTS = "2", "3", "4"
PARTS = (TEXT, EXTENDED, RESULTS)
KINDS = frozenset(
    {
        *("search-not-used", "search-robots", "search-would-write", "search-leads-out", "search-captcha"),
        *("search-titles-only", "search-misses-some", "search-finds-nothing", "search-phrases-few", "search-elsewhere"),
        *("no-extended-search", "extended-not-seen", "search-criteria-unclear", "search-seen-once"),
        *("results-not-apart", "results-place-unclear", "query-not-kept", "query-kept-unclear", "search-unstable"),
    }
)
_BY_GAP = {"robots": "search-robots", "would-write": "search-would-write", "leads-out": "search-leads-out", "blocked": "search-captcha"}
_CHOICES = frozenset({"select", "date", "datetime-local", "month", "checkbox", "radio"})
_NAME_WORDS = 5  # words that the name of a link has at most; more are a sentence
_PICTURED = "body"  # what a picture of the results shows


def of_use(one: SearchTry, site: Site, params: Params) -> Iterator[Finding]:
    """Sub-points 2 to 4 in one language."""
    seen = [asked for asked in one.asked if asked.gap is None]
    gap = one.gap or next((asked.gap for asked in one.asked if asked.gap is not None), None)
    yield _unseen(one, gap, TEXT) if gap else _full_text(one, params)
    yield _narrowed(one, seen, gap, site, params)
    yield _unseen(one, gap, RESULTS) if gap else _shown(one, seen, params)


def _home(one: SearchTry, part: str) -> dict[str, Any]:
    return {"part": part, "page": one.page, "lang": one.lang, "profile": one.profile}


def _place(one: SearchTry, part: str) -> tuple[str, dict[str, Any]]:
    """Where a fault of the results is to be seen: on the results of which there is a picture, else on the page asked from."""
    pictured = next((asked for asked in one.asked if asked.picture), None)
    if pictured is None:
        return one.field, _home(one, part)
    return _PICTURED, {**_home(one, part), "page": pictured.address}


def _unseen(one: SearchTry, gap: Gap, part: str) -> Finding:
    address = next((asked.address for asked in one.asked if asked.gap is not None), "") or one.page
    kind = _BY_GAP.get(gap.reason, "search-not-used")
    return undecided(kind, one.field, **_home(one, part), reason=gap.reason, address=address, host=one.outer)


def _full_text(one: SearchTry, params: Params) -> Finding:
    texts = [asked for asked in one.asked if asked.words == "text"]
    missed = [asked for asked in texts if not asked.found]
    if texts and not missed and len(texts) >= params.number("search_phrases_met"):
        return met(one.field, **_home(one, TEXT), asked=len(texts))
    values: dict[str, Any] = {"asked": len(texts), "missed": len(missed), "query": missed[0].query if missed else "", "host": one.outer}
    values["address"] = next((url for asked in missed for url in asked.wanted), "")
    target, place = _place(one, TEXT)
    why = _why_open(one, texts, missed, params)
    if why:
        return undecided(why, target, **place, **values)
    return not_met("search-titles-only", target, **place, **values)


def _why_open(one: SearchTry, texts: list[SearchAsked], missed: list[SearchAsked], params: Params) -> str:
    """Why phrases that were not found say nothing; "" when they do."""
    if not missed:
        return "search-phrases-few"
    if len(missed) < len(texts) or any(asked.more for asked in missed):
        return "search-misses-some"
    if one.outer:
        return "search-elsewhere"
    if not any(asked.words == "title" and asked.found for asked in one.asked):
        return "search-finds-nothing"
    cut = any(len(asked.query) < params.number("search_min_chars") for asked in missed)  # the field took so little: anything may hold it
    return "search-phrases-few" if cut or len(missed) < params.number("search_phrases_denied") else ""


def _narrowed(one: SearchTry, seen: list[SearchAsked], gap: Gap | None, site: Site, params: Params) -> Finding:
    certain = [each for each in one.criteria if each.visible and each.kind != "sign"]
    if certain:
        return met(one.field, **_home(one, EXTENDED), criteria="; ".join(each.label or each.kind for each in certain[:6]))
    return _extended_form(site, one.lang, params) or _unclear(one, gap, site, params) or _plain(one, seen, gap, params)


def _unclear(one: SearchTry, gap: Gap | None, site: Site, params: Params) -> Finding | None:
    """What may narrow the search and was not seen to do so."""
    target, place = _place(one, EXTENDED)
    if one.criteria:
        return undecided("search-criteria-unclear", target, **place, criteria="; ".join(each.label for each in one.criteria[:6]))
    address = one.extended or _extended_link(site, one.lang, params)
    if not address:
        return None
    why = one.extended_gap or gap
    return undecided("extended-not-seen", target, **place, address=address, reason=why.reason if why else "no-answer")


def _plain(one: SearchTry, seen: list[SearchAsked], gap: Gap | None, params: Params) -> Finding:
    if gap:
        return _unseen(one, gap, EXTENDED)
    target, place = _place(one, EXTENDED)
    if len(seen) < params.number("search_seen_times"):
        return undecided("search-seen-once", target, **place)
    return not_met("no-extended-search", target, **place)


def _extended_form(site: Site, lang: Lang, params: Params) -> Finding | None:
    """A search form that was seen on a page of this language and has more to say than the query."""
    for page in shown_pages(site):
        if page.lang != lang:
            continue
        for form in page.forms:
            if is_search_form(form, params) and _choices(form, params):
                return met(form.selector, part=EXTENDED, **at(page))
    return None


def _choices(form: Form, params: Params) -> bool:
    query = query_field(form, params)
    return any(field is not query and field.type in _CHOICES and field.visible is not False for field in form.fields)


def _extended_link(site: Site, lang: Lang, params: Params) -> str:
    """Address of a link that calls itself the extended search."""
    words = params.words("extended-search-words")
    for page in shown_pages(site):
        for link in page.links if page.lang == lang else ():
            if mentions(f"{link.text} {link.title}", words) and len(link.text.split()) <= _NAME_WORDS:
                return link.url or link.selector
    return ""


def _shown(one: SearchTry, seen: list[SearchAsked], params: Params) -> Finding:
    verdicts = [_results(asked) for asked in seen]
    target, place = _place(one, RESULTS)
    if not verdicts:
        return undecided("search-not-used", one.field, **_home(one, RESULTS), reason="not-gathered", address=one.page, host=one.outer)
    kinds = set(verdicts)
    if kinds == {""}:
        return met(one.field, **_home(one, RESULTS), address=seen[0].address)
    if len(kinds) > 1:
        return undecided("search-unstable", target, **place)
    (kind,) = kinds
    if kind in {"results-place-unclear", "query-kept-unclear"}:
        return undecided(kind, target, **place, query=seen[0].query)
    if len(seen) < params.number("search_seen_times"):
        return undecided("search-seen-once", target, **place)
    return not_met(kind, target, **place, query=seen[0].query)


def _results(asked: SearchAsked) -> str:
    """What is wrong with one query's results; "" for nothing."""
    if asked.place == "page":
        return "results-not-apart" if asked.found and asked.stays else "results-place-unclear"
    return {"yes": "", "no": "query-not-kept"}.get(asked.kept, "query-kept-unclear")
