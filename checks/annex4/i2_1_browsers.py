"""4-2.1 The resource is shown rightly in eight browsers.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.1; D-12.
Applies:  Firefox, Internet Explorer (Edge stands for it), Chrome, Opera, Safari, Android, Windows Phone (a phone-sized Edge) and iOS, on
          the home page of each language and one page of each of the commonest templates, five pages in all, each loaded anew.
Met:      the page loads, is not empty, its own stylesheets and scripts come and can be read, no error stops it, it does not turn the
          browser away, and its words, landmarks and layout are those of the reference (Chromium as Chrome, on phones as Android) within
          the limits `browser_*`. What differs between two loads of the reference, or is not seen in a second load, does not count.
Cannot:   whether the page misses a stylesheet or script that fails in the reference as well; a browser that this machine lacks; what
          only a real Windows, macOS or iPhone shows (their fonts, a phone's touch in WebKitGTK); an uncaught error in WebKit whose
          effect is not seen; pictures, colours and films; pages that were not among the five.
"""

from collections.abc import Iterator, Sequence

from checks.base import check
from checks.commons.showing import REFERENCES, Flaw, flaws
from facts import Browser, Finding, Showing, Site, met, not_met, undecided
from methodology.model import Params

PARTS = {"firefox": "1", "edge": "2", "chrome": "3", "opera": "4", "safari": "5", "android": "6", "windows-phone": "7", "ios": "8"}
PLACE = ":root"  # the page as a whole
_SURE = {
    "browser-unloaded",
    "browser-empty",
    "browser-part-failed",
    "browser-script-unread",
    "browser-refused",
    "browser-error",
    "browser-text-lost",
    "browser-text-other",
    "browser-area-lost",
    "browser-moved",
    "browser-wider",
}
_OPEN = {
    "browser-missing",
    "browser-not-asked",
    "browser-pages-unseen",
    "browser-reference-unseen",
    "browser-unseen",
    "browser-once",
    "browser-other-language",
    "browser-error-unclear",
    "browser-part-gone",
    "browser-unsettled",
}


@check("4-2.1", scope="site", needs={"browsers", "shown"}, kinds=_SURE | _OPEN)
def browsers(site: Site, params: Params) -> Iterator[Finding]:
    asked = {browser.name: browser for browser in site.browsers}
    loads: dict[tuple[str, str], list[Showing]] = {}
    for showing in site.shown:
        loads.setdefault((showing.browser, showing.url), []).append(showing)
    for name, part in PARTS.items():
        browser = asked.get(name)
        if browser is None:
            yield undecided("browser-not-asked", part=part, profile=name)
        elif browser.why:
            yield undecided("browser-missing", part=part, profile=name, reason=browser.why, engine=browser.engine, detail=browser.detail)
        else:
            yield from _pages(browser, part, loads, params)


def _pages(browser: Browser, part: str, loads: dict[tuple[str, str], list[Showing]], params: Params) -> Iterator[Finding]:
    urls = list(dict.fromkeys(url for name, url in loads if name == browser.name))
    if not urls:
        yield undecided("browser-pages-unseen", part=part, profile=browser.name)
    for url in urls:
        known = [each for name in REFERENCES[browser.name] for each in loads.get((name, url), ()) if each.ok]
        references = [each for each in known if each.words.strip() or each.browser == browser.name]  # an empty page compares with nothing
        where = {"part": part, "page": url, "profile": browser.name}
        if references:
            yield _page(browser, loads[browser.name, url], references, where, params)
        else:
            yield undecided("browser-reference-unseen", PLACE, **where)  # type: ignore[arg-type]  # keys are undecided()'s own


def _page(browser: Browser, own: Sequence[Showing], references: Sequence[Showing], where: dict[str, str], params: Params) -> Finding:
    """What is wrong in every load; a flaw that was seen in the only load leaves the page open."""
    seen = {"engine": f"{browser.engine} {browser.version}".strip(), "loads": str(len(own))}
    found = [list(flaws(showing, references, params)) for showing in own]
    lasting = [flaw for flaw in found[0] if all(_has(flaw, each) for each in found[1:])]
    sure = next((flaw for flaw in lasting if flaw.sure), None)
    if sure is not None and len(own) > 1:
        return not_met(sure.kind, PLACE, **where, **seen, **sure.values)  # type: ignore[arg-type]
    if sure is not None:
        return undecided("browser-once", PLACE, **where, **seen, deficiency=sure.kind)  # type: ignore[arg-type]
    unsure = next((flaw for flaw in lasting if not flaw.sure), None)
    if unsure is not None:
        return undecided(unsure.kind, PLACE, **where, **seen, **unsure.values)  # type: ignore[arg-type]
    return met(PLACE, **where, **seen)  # type: ignore[arg-type]


def _has(flaw: Flaw, others: Sequence[Flaw]) -> bool:
    address = flaw.values.get("part_address")
    return any(other.kind == flaw.kind and other.values.get("part_address") == address for other in others)
