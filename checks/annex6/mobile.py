"""6 What Annex 6 asks of the mobile version: its items as a phone shows them, how a phone gets it, the way back to the main version.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 6, tables 1 and 2; paragraphs 24-29; D-2, D-3, D-4, D-5, D-6, D-16, D-17.
Applies:  every item of the table that concerns the body, in Kazakh and in Russian; the coefficient and the link back once for each of them.
Met:      an item: the phone shows it, at once or when something is touched that opens, and it holds what must be there. The coefficient:
          "by-itself" where a phone is led to a mobile version, gets another document or a page that stands in its window with letters
          that can be read; "by-link" where the main version shows a link to one that is there. The link back: a page that is not the main
          version's own shows one; a page that adapts owes none (D-6).
Cannot:   a page between the limits, a mobile version that is wide itself, items whose page the phone did not open or did not touch to the
          end, what opens by a gesture other than touching: a person must look.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.annex5.judges import MOBILE_JUDGES, MOBILE_KINDS, NEEDS, judge_all, once_for_each_fact
from checks.annex5.not_identical import judge as not_identical
from checks.annex6.getting import GETTING_KINDS, coefficient, link_back
from checks.base import check
from checks.commons.content.finder import LANGS, finders
from checks.commons.content.index import PAGE_FIELDS, SiteContent
from checks.commons.content.model import Found
from checks.commons.content.observing import KINDS, concerns, observed
from checks.commons.content.on_phone import PHONE, PhoneContent
from checks.commons.content.stems import Stems
from checks.commons.phone_looks import served
from facts import Finding, Site, not_applicable, not_met, undecided
from facts.reasons import page_reason
from methodology.model import Params

_UNSEEN, _HALF, _UNCLEAR = "phone-page-unseen", "phone-not-all-touched", "phone-item-unclear"
_UNPROVEN = frozenset(
    {
        "language-unseen",
        "language-by-script",
        "content-closed",
        "crawl-incomplete",
        "menu-of-pictures",
        "menu-unopened",
        "latin-script",
        "language-unclear",
    }
)
_SHOWN = 5  # places that a finding names


@check(
    "6",
    scope="site",
    needs={"phones", "phone_pages", *NEEDS, *(f"pages.{field}" for field in PAGE_FIELDS)},
    kinds=KINDS | MOBILE_KINDS | GETTING_KINDS | {_UNSEEN, _HALF, _UNCLEAR},
)
def mobile(site: Site, params: Params) -> Iterator[Finding]:
    """How a phone gets each language, then one observation for each item and what is wrong with it."""
    for lang in LANGS:
        way = served(site, lang, params)
        yield coefficient(way, lang)
        yield link_back(way, site, lang, params)
    items = [item for item in params.items if item.annex == 6 and item.finder]
    desktop = SiteContent(site, params) if items else None
    if desktop is None:
        return
    phone, stems = PhoneContent(site, desktop, params), Stems(params.forms)
    by_phone, by_desktop = finders(phone, params, stems), finders(desktop, params, stems)
    for lang in LANGS:
        here, there = by_phone[lang], by_desktop[lang]
        judged: list[tuple[Found, Finding]] = []
        for item in items:
            concerned = concerns(item, site, params)
            if concerned is False:
                yield not_applicable(part=item.id, lang=lang)
                continue
            found = here.find(item)
            if concerned is None and found.place is None:
                yield undecided("concern-unknown", part=item.id, lang=lang)
            elif found.place is not None:
                yield replace(observed(found), profile=PHONE)
                judged += [(found, finding) for finding in _lacks(found, phone, params)]
            else:
                yield _not_found(found, there.find(item), phone)
        yield from (replace(finding, profile=PHONE) for finding in once_for_each_fact(judged, params))


def _lacks(found: Found, phone: PhoneContent, params: Params) -> Iterator[Finding]:
    """What is wrong with an item; versions are compared where the phone has both of them."""
    judges = MOBILE_JUDGES if phone.both_opened(found) else tuple(judge for judge in MOBILE_JUDGES if judge is not not_identical)
    return judge_all(found, phone, params, judges)


def _not_found(found: Found, desktop: Found, phone: PhoneContent) -> Finding:
    """What it means that the phone's pages do not show an item: they are only those where the desktop has it."""
    unclear = found.outcome == "undecided" and found.reason not in _UNPROVEN
    if desktop.place is None:
        return replace(observed(found if unclear else desktop), profile=PHONE)
    place = desktop.place
    where: dict[str, Any] = {"part": found.item.id, "lang": found.lang, "page": place.page, "profile": PHONE, "text": place.proof}
    page = phone.opened(place.page)
    if page is None or not page.ok:
        return undecided(_UNSEEN, **where, reason="not-gathered" if page is None else page_reason(page.state, page.status))
    if not phone.shows_whole(place.page):
        return undecided(_HALF, **where)
    if (unclear and not phone.hides(place)) or desktop.confidence == "weak" or phone.is_led_away(place.page):
        return undecided(_UNCLEAR, **where)
    places = ", ".join(dict.fromkeys(one.page for one in desktop.places[:_SHOWN]))
    return not_met("absent", **where, places=places, confidence=desktop.confidence)
