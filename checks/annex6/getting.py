"""What is said of the way in which a phone gets a mobile version, and of its link back."""

from typing import Any

from checks.commons.phone_looks import Served, is_other_document, shown_links
from facts import Finding, Lang, Site, met, not_applicable, not_met, undecided
from methodology.model import Params

COEFFICIENT, LINK_BACK = "coefficient", "link-back"
_PHONE = "phone-android"
GETTING_KINDS = frozenset(
    {
        "phone-unseen",
        "phone-inner-page",
        "phone-fit-unclear",
        "phone-version-wide",
        "mobile-by-link",
        "no-mobile-version",
        "no-link-back",
        "link-back-unclear",
    }
)


def coefficient(way: Served, lang: Lang) -> Finding:
    """The step of one language; an open one names the steps that it may be."""
    where = _where(way, COEFFICIENT, lang)
    if way.step == "by-itself":
        return met(way.look.final_url if way.look else "", **where, how=way.how, step="by-itself")
    if way.step == "by-link":
        return not_met("mobile-by-link", way.look.url if way.look else "", **where, how=way.how, step="by-link")
    if way.step == "none":
        return not_met("no-mobile-version", **where, step="none", **_measured(way))
    why: dict[str, Any] = {"reason": way.reason} if way.reason else _measured(way)
    return undecided(way.why, **where, steps=",".join(dict.fromkeys(way.steps)), **why)


def link_back(way: Served, site: Site, lang: Lang, params: Params) -> Finding:
    """Whether a mobile version that is not the main version's own page leads back to it."""
    where = _where(way, LINK_BACK, lang)
    look = way.look
    if way.step == "none" or (way.step and way.how == "responsive" and look and is_other_document(look, params) is False):
        return not_applicable(**where)
    if way.step is None or look is None:
        return undecided("link-back-unclear", **where)
    back = shown_links(look)
    if back:
        return met(back[0], **where)
    page = next((page for page in site.phone_pages if page.url == look.url), None)
    if way.how == "responsive" or page is None or page.gaps:
        return undecided("link-back-unclear", **where)
    return not_met("no-link-back", **where, address=look.final_url)


def _where(way: Served, part: str, lang: Lang) -> dict[str, Any]:
    return {"part": part, "lang": lang, "page": way.look.url if way.look else "", "profile": _PHONE}


def _measured(way: Served) -> dict[str, Any]:
    """How the page stands in the window, for people: width and letters in CSS pixels, text beyond the edge in percent."""
    fit = way.look.fit if way.look else None
    if fit is None:
        return {"font": "?", "beyond": "?", "wide": "?"}
    wide = fit.page_width * fit.scale / max(fit.window, 1)
    return {"font": f"{fit.font:.1f}", "beyond": f"{100 * fit.beyond:.0f}", "wide": f"{100 * wide:.0f}"}
