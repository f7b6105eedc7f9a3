"""4-1.1 The resource stands among the first results of search engines for the body's full and short name.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 1.1; D-8.
Applies:  Google, Yandex and Mail.ru, each for the full and the first short name in Kazakh and in Russian that the body's file gives.
Met:      the place is one of the first `position_first`; half a point down to `position_second`, nothing beyond. The mean over engines and
          names counts; what is not known stays open in it.
Cannot:   places come from the official interfaces of Google and Yandex, by the user's keys, whose order may differ from what a visitor
          sees, or from a person's file with date and screenshot, which goes first. Mail.ru has no interface. Fewer results than
          `position_second` without the resource among them say nothing.
"""

from collections.abc import Iterator
from typing import Any

from checks.base import check
from facts import ENGINES, Engine, EnginePosition, Finding, Lang, NameKind, Site, met, not_met, undecided
from methodology.model import Params

_LANGUAGES: tuple[Lang, ...] = ("kk", "ru")  # in which a body has its official names
_Name = tuple[Lang, NameKind, str]


@check(
    "4-1.1",
    scope="site",
    needs={"positions"},
    kinds={"position-second-page", "position-too-far", "position-unknown", "no-names-to-search", "no-body-short-name"},
)
def search_engines(site: Site, params: Params) -> Iterator[Finding]:
    known = _known(site)
    names = _names(site, known)
    if not names:
        yield undecided("no-names-to-search")
        return
    for engine in ENGINES:
        for lang, kind, query in names:
            yield _judged(known.get((engine, lang, kind)), engine, query, lang, params)
        if not any(kind == "short" for _, kind, _ in names):
            yield undecided("no-body-short-name", f"{engine} short", engine=_SHOWN[engine])


_SHOWN = {"google": "Google", "yandex": "Yandex", "mail.ru": "Mail.ru"}


def _known(site: Site) -> dict[tuple[Engine, Lang, NameKind], EnginePosition]:
    """The place for each engine and name; a person's goes before a program's."""
    ordered = sorted(site.positions, key=lambda one: one.by == "person")
    return {(one.engine, one.lang, one.name): one for one in ordered}


def _names(site: Site, known: dict[tuple[Engine, Lang, NameKind], EnginePosition]) -> list[_Name]:
    """The names that count: those of the body, and those that a person has entered."""
    names: dict[tuple[Lang, NameKind], str] = {}
    for lang in _LANGUAGES:
        given = site.body.names.get(lang)
        if given and given.full.strip():
            names[lang, "full"] = given.full
        short = next((one for one in (given.short if given else ()) if one.strip()), "")
        if short:
            names[lang, "short"] = short
    for (_, lang, kind), one in known.items():
        names.setdefault((lang, kind), one.query)
    return [(lang, kind, query) for (lang, kind), query in names.items()]


def _judged(one: EnginePosition | None, engine: Engine, query: str, lang: Lang, params: Params) -> Finding:
    target = f"{engine} {query}"
    values: dict[str, Any] = {"engine": _SHOWN[engine], "query": query}
    first, second = params.number("position_first"), params.number("position_second")
    if one is None:
        reason = "no-interface" if engine == "mail.ru" else "no-key"
        return undecided("position-unknown", target, lang=lang, **values, reason=reason)
    if one.gap is not None or (one.position is None and one.looked < second):
        reason = one.gap.reason if one.gap else "not-whole-web"
        return undecided("position-unknown", target, lang=lang, **values, reason=reason)
    values |= {"position": one.position or "", "date": one.date, "by": one.by, "address": one.address, "picture": one.picture}
    if one.position is not None and one.position <= first:
        return met(target, lang=lang, **values, step="1-10")
    if one.position is not None and one.position <= second:
        return not_met("position-second-page", target, lang=lang, **values, step="11-20")
    return not_met("position-too-far", target, lang=lang, **values, step="21-")
