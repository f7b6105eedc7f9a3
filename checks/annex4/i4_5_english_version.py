"""4-4.5 There is an English version; a bonus for how much is translated.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 4.5; D-11.
Applies:  the site. Part "bonus": the steps `interface-news` (the interface of all pages and the news) and `everything` (all
          information but normative legal acts), held against its Kazakh and Russian pages.
Met:      an English home page is there and its text is identified as English. A step is reached when every page that it speaks of
          has a counterpart whose text is English, and the words of menus, header and footer of the English pages are English; for
          `everything` there are also as many files in English. It is not reached when more than `people_english_lacking` lack it.
Cannot:   between the two, and wherever not every page was seen, a person compares; so it is when a site shows no news. Lists
          are left out, what they lead to is not. Whether a translation is faithful is not judged.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons import english
from checks.commons.links import Whereabouts, whereabouts
from checks.commons.seen import absence_proven, home_pages
from facts import Finding, Outcome, Site, met, not_met, undecided
from methodology.model import Params

_STEPS = ("interface-news", "everything")


@check(
    "4-4.5",
    scope="site",
    needs={
        "pages.text_lang",
        "pages.switches",
        "pages.alternates",
        "pages.links",
        "pages.headings",
        "pages.blocks",
        "pages.landmarks",
        "pages.dates",
        "pages.breadcrumbs",
        "pages.main_words",
        "documents",
        "targets",
        "pairs",
    },
    kinds={
        "no-english",
        "english-home-missing",
        "english-home-other-language",
        "english-home-unseen",
        "english-language-unknown",
        "english-not-asked",
        "english-step-none",
        "english-step-lacking",
        "english-step-open",
        "crawl-incomplete",
    },
)
def english_version(site: Site, params: Params) -> Iterator[Finding]:
    """One observation on the version, one on each step of the bonus."""
    where = whereabouts(site, "text_lang")
    version = _version(site, where, params)
    yield version
    for step in _STEPS:
        yield _open_or_none(version, step) if version.outcome is not Outcome.MET else _step(site, where, step, params)


def _version(site: Site, where: Whereabouts, params: Params) -> Finding:
    page = english.home(site)
    if page is None:
        return _without_home(site, where, params)
    place = {"page": page.url, "lang": page.lang, "profile": page.profile}
    if not page.text_lang:
        return undecided("english-language-unknown", **place)  # type: ignore[arg-type]  # keys are undecided()'s own
    if page.text_lang != "en":
        return not_met("english-home-other-language", found=page.text_lang, **place)  # type: ignore[arg-type]
    return met(**place)  # type: ignore[arg-type]


def _without_home(site: Site, where: Whereabouts, params: Params) -> Finding:
    asked = site.coverage.languages_asked
    if asked and "en" not in asked:
        return undecided("english-not-asked")
    address = site.homes.get("en", "") or next((switch.url for _, switch in english.switches(site) if switch.url), "")
    if address:
        state, why = where.state(address)
        if state == "dead":
            return not_met("english-home-missing", address, address=address, reason=why)
        return undecided("english-home-unseen", address, address=address, reason=why or "not-gathered")
    if any(english.switches(site)) or any(page.lang == "en" for page in where.pages.values()):
        return undecided("english-home-unseen", address=site.start_url, reason="english-by-script")
    sure = absence_proven(site, params) or any(page.rendered for page in home_pages(site))
    return not_met("no-english") if sure else undecided("crawl-incomplete")


def _open_or_none(version: Finding, step: str) -> Finding:
    if version.outcome is Outcome.NOT_MET:
        return not_met("english-step-none", part="bonus", step=step)
    return undecided("english-step-open", part="bonus", step=step, reason=version.kind)


def _step(site: Site, where: Whereabouts, step: str, params: Params) -> Finding:
    limit = float(params.number("people_english_lacking"))
    shares = _shares(site, where, step, params)
    for name, share in shares.items():
        if share.is_clear(limit):
            measured = {"lacking": share.lacking, "all": share.all, "example": share.example, "reason": name}
            return not_met("english-step-lacking", part="bonus", step=step, **measured)  # type: ignore[arg-type]  # values are objects
    some = next((name for name, share in shares.items() if share.lacking or not share.all), "")
    reason = some or ("" if absence_proven(site, params) else "crawl-incomplete")
    if reason:
        return undecided("english-step-open", part="bonus", step=step, reason=reason)
    return met(part="bonus", step=step)


def _shares(site: Site, where: Whereabouts, step: str, params: Params) -> dict[str, english.Share]:
    shares = {"english-interface": english.labels_left(site)}
    if step == "interface-news":
        return shares | {"english-news": english.pages_without(site, where, english.news(english.materials(site, params), params))}
    files = english.files_without(site.documents, params)
    return (
        shares
        | {"english-pages": english.pages_without(site, where, english.materials(site, params))}
        | ({"english-files": files} if files.all else {})
    )
