"""4-3.8 Text can be enlarged to 200 % without loss of content or function and without horizontal scrolling.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.8; D-15.
Applies:  every page of the sample as a desktop browser shows it, normal version. Captions of films and pictures of text are left out,
          as the order says; so are texts taken away from assistive technology and texts of drawings.
Met:      the page can be zoomed to 200 % and loses nothing that was whole before: no text is cut by a box that does not grow, none
          runs into another, no control is cut off, and neither the page nor the lines of a text must be scrolled sideways. A table in
          a scroller of its own is no scrolling of the page. What loses something both zoomed and with its text alone doubled is not met;
          so is a line that its box cuts in the middle at every size, where nothing on the page brings the rest of it.
Cannot:   where the zoom loses something and doubled text does not, the visitors of some browsers only are served: left to a person,
          as are wide tables and pictures that make the page scroll, content that small windows do not show, texts shortened with an
          ellipsis, bars that cover the window, text sized by the window, lines cut at any size that a link, a title or a script may show
          whole, and phones that may not zoom.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from checks.base import check
from facts import Enlarged, Enlargement, Finding, Page, Site, SizePlace, met, not_met, undecided
from facts.reasons import page_reason
from methodology.model import Params

_PROFILE = "desktop-chrome"
_LOSSES = {
    "cut": "enlarged-text-cut",
    "control-cut": "enlarged-control-cut",
    "overlap": "enlarged-text-overlaps",
    "sideways": "enlarged-lines-sideways",
}
_OPEN = {"shortened": "enlarged-text-shortened", "same-size": "enlarged-same-size", "cut-always": "text-cut-always"}


@check(
    "4-3.8",
    scope="site",
    needs={"pages.live", "pages.viewport_meta"},
    kinds={
        *_LOSSES.values(),
        *_OPEN.values(),
        "enlarged-page-sideways",
        "enlarged-one-way",
        "enlarged-wide-part",
        "enlarged-content-hidden",
        "enlarged-window-covered",
        "zoom-forbidden",
        "fact-missing",
    },
)
def enlargement(site: Site, params: Params) -> Iterator[Finding]:
    """One observation for each loss, and one for each page that loses nothing."""
    tried = False
    for page in site.pages:
        if page.profile == _PROFILE and (page.sampled or page.live is not None):
            tried = True
            yield from _on_page(page, params)
        elif page.live is not None and _forbids_zoom(page.viewport_meta, params.number("enlarge_factor")):
            yield undecided("zoom-forbidden", **_at(page), text=page.viewport_meta)
    if not tried:
        yield undecided("fact-missing", fact="live.enlarged", reason="not-gathered")


def _at(page: Page) -> dict[str, Any]:
    return {"page": page.url, "lang": page.lang, "profile": page.profile}


def _on_page(page: Page, params: Params) -> Iterator[Finding]:
    seen = page.live.enlarged if page.live is not None else None
    if not page.ok or seen is None or (page.live is not None and not page.live.settled):
        yield undecided("fact-missing", **_at(page), fact="live.enlarged", reason=_why(page))
        return
    found = [*_lost(page, seen, params), *_open(page, seen, params)]
    yield from found or [met(**_at(page), checked=seen.letters)]


def _why(page: Page) -> str:
    if not page.ok:
        return page_reason(page.state, page.status)
    if page.live is not None and not page.live.settled:
        return "unsettled"
    gap = page.gaps.get("live.enlarged") or page.gaps.get("live")
    return gap.reason if gap else "not-gathered"


# ---- what is lost


def _lost(page: Page, seen: Enlargement, params: Params) -> Iterator[Finding]:
    zoom = _losses(seen.zoom, params)
    if not zoom:
        return
    if seen.text is not None and _losses(seen.text, params):
        for kind, place, values in zoom:
            yield not_met(kind, place.selector, **_at(page), text=place.text, **values)
    else:
        kind, place, _ = zoom[0]
        yield undecided("enlarged-one-way", place.selector, **_at(page), text=place.text, how=kind, places=len(zoom))


def _losses(way: Enlarged, params: Params) -> list[tuple[str, SizePlace, dict[str, Any]]]:
    least = params.number("enlarge_letters")
    found = [(_LOSSES[place.how], place, _values(place)) for place in way.places if place.how in _LOSSES and _counts(place, int(least))]
    beyond = _beyond(way, params)
    if beyond and way.wide and way.wide[0].kind == "text":
        part = SizePlace(how="sideways", selector=way.wide[0].selector)
        found.append(("enlarged-page-sideways", part, {"beyond": beyond, "window": round(way.width)}))
    return found


def _counts(place: SizePlace, least: int) -> bool:
    return place.how == "control-cut" or place.letters >= least


def _values(place: SizePlace) -> dict[str, Any]:
    return {"lost": round(100 * place.lost), "by": place.by}


def _beyond(way: Enlarged, params: Params) -> int:
    """Pixels that the page is wider than its window, 0 when that hides nothing."""
    beyond = round(way.across - way.width)
    return beyond if beyond > params.number("enlarge_sideways_pixels") else 0


# ---- what a person looks at


def _open(page: Page, seen: Enlargement, params: Params) -> Iterator[Finding]:
    zoom, at = seen.zoom, _at(page)
    for place in zoom.places:
        if place.how in _OPEN:
            yield undecided(_OPEN[place.how], place.selector, **at, text=place.text)
    beyond = _beyond(zoom, params)
    if beyond and not (zoom.wide and zoom.wide[0].kind == "text"):
        wide = zoom.wide[0].selector if zoom.wide else ""
        yield undecided("enlarged-wide-part", wide, **at, beyond=beyond, window=round(zoom.width))
    if zoom.main and zoom.gone > params.number("enlarge_gone_share") * zoom.main:
        yield undecided("enlarged-content-hidden", **at, share=round(100 * zoom.gone / zoom.main))
    covered = params.number("enlarge_layers_share")
    if zoom.layers >= covered > seen.layers:
        yield undecided("enlarged-window-covered", **at, share=round(100 * zoom.layers))


def _forbids_zoom(viewport: str, factor: Decimal) -> bool:
    """True when the page asks phones not to enlarge it that far; most of them do not listen."""
    given = dict(re.findall(r"([\w-]+)\s*=\s*([\w.-]+)", viewport.lower()))
    largest = given.get("maximum-scale", "")
    small = re.fullmatch(r"\d+(\.\d*)?|\.\d+", largest) is not None and Decimal(largest) < factor
    return given.get("user-scalable", "") in {"no", "0"} or small
