"""The language switch: where it leads from each page, and where it should."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.commons.links import Whereabouts, at, key
from checks.commons.materials import is_home, shown_briefly
from facts import LANGUAGES, Finding, Lang, Page, Site, SwitchLink, met, not_met, undecided
from methodology.model import Params

PART = "2"
_REQUIRED: tuple[Lang, ...] = ("kk", "ru")  # the English version may be smaller (4-4.5)


@dataclass(frozen=True, slots=True)
class Versions:
    """Which page is which in the languages of a site."""

    where: Whereabouts
    homes: Mapping[Lang, str]  # language -> key of its home page
    counterparts: Mapping[str, Mapping[Lang, str]]  # key of a page -> language -> key of the same page there


def versions(site: Site, where: Whereabouts) -> Versions:
    """Home pages are versions of each other; other pages as the crawler paired them."""
    homes = {lang: where.final(url) for lang, url in site.homes.items()}
    pairs: dict[str, Mapping[Lang, str]] = {}
    for pair in site.pairs:
        group = {lang: where.final(url) for lang, url in pair.urls.items()}
        pairs.update(dict.fromkeys(group.values(), group))
    pairs.update(dict.fromkeys(homes.values(), homes))
    return Versions(where=where, homes=homes, counterparts=pairs)


def switching(site: Site, where: Whereabouts, params: Params) -> Iterator[Finding]:
    """One observation a page and language that it has a counterpart in; pages without one speak only where no page has one."""
    known = versions(site, where)
    for lang in LANGUAGES:
        if lang not in known.homes:
            if lang in _REQUIRED:
                yield from _by_script(lang, site)
            continue
        inner_paired = False
        for page in _others(site, lang):
            if _counterpart(page, lang, known):
                inner_paired = inner_paired or not is_home(page, site)
                yield _judged(page, lang, site, known)
        if lang in _REQUIRED and not inner_paired:
            yield from _without_pairs(lang, site, known, params)


def _others(site: Site, lang: Lang) -> Iterator[Page]:
    """Pages of the other languages with their switches, read anew for each walk."""
    return (page for page in shown_briefly(site, "switches") if page.lang not in {None, lang})


def _counterpart(page: Page, lang: Lang, known: Versions) -> str:
    return known.counterparts.get(key(page.final_url), {}).get(lang, "")


def _switch(page: Page, lang: Lang) -> SwitchLink | None:
    """The control for a language: one with an address before one that only a script answers."""
    controls = [switch for switch in page.switches if switch.lang == lang and not switch.current and switch.how != "hreflang"]
    return next((switch for switch in controls if switch.url), next(iter(controls), None))


def _judged(page: Page, lang: Lang, site: Site, known: Versions) -> Finding:
    switch, wanted = _switch(page, lang), _counterpart(page, lang, known)
    if switch is None:
        return not_met("no-switch", **at(page), part=PART, language=lang)
    place = {**at(page), "part": PART, "text": switch.text, "language": lang}
    if not switch.url:
        return undecided("switch-by-script", switch.selector, **place)
    end = known.where.final(switch.url)
    if end == wanted:
        return met(switch.selector, **place)
    if end == known.homes[lang] and not is_home(page, site):
        return not_met("switch-to-home", switch.selector, **place, leads=switch.url)
    if known.where.state(switch.url)[0] == "unknown":
        return undecided("switch-unknown", switch.selector, **place, leads=switch.url)
    return not_met("switch-elsewhere", switch.selector, **place, leads=switch.url)


def _without_pairs(lang: Lang, site: Site, known: Versions, params: Params) -> Iterator[Finding]:
    """No page below the home pages has a known counterpart: many switches that lead home show that none leads to the same page."""
    switched = home = 0
    for _, switch in _switched(site, lang):
        switched += 1
        home += bool(switch.url) and known.where.final(switch.url) == known.homes[lang]
    there = any(page.lang == lang and not is_home(page, site) for page in shown_briefly(site))
    sure = there and home == switched >= params.number("switch_pages_min")
    for page, switch in _switched(site, lang):
        place = {**at(page), "part": PART, "text": switch.text, "language": lang, "leads": switch.url}
        if not switch.url:
            yield undecided("switch-by-script", switch.selector, **place)
        elif sure:
            yield not_met("switch-to-home", switch.selector, **place)
        else:
            yield undecided("counterpart-unknown", switch.selector, **place)


def _by_script(lang: Lang, site: Site) -> Iterator[Finding]:
    """No page of a language was found, and controls that only a script answers offer it."""
    for page, switch in _switched(site, lang):
        if not switch.url:
            yield undecided("switch-by-script", switch.selector, **at(page), part=PART, text=switch.text, language=lang)


def _switched(site: Site, lang: Lang) -> Iterator[tuple[Page, SwitchLink]]:
    """Inner pages of the other languages that have a control for `lang`."""
    for page in _others(site, lang):
        switch = None if is_home(page, site) else _switch(page, lang)
        if switch is not None:
            yield page, switch
