"""Words of the HTML report: each text stands in it three times, and the style sheet shows the language chosen."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from babel.dates import format_date
from markupsafe import Markup, escape

from facts import LANGUAGES, Finding, IndicatorResult, Interval, Lang
from methodology.labels import reference
from reports import content
from reports.catalogue import clean, clipped, known, number, percent, points, text, whole_percent
from reports.faults import Fault
from reports.messages import confirmation_text, finding_text, lacking_text, reason_text, why_text

_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024
SIGNS = {"met": "✓", "not-met": "✕", "undecided": "?", "not-applicable": "–"}


def three(of: Callable[[Lang], str]) -> Markup:
    """The text in each language, escaped; once only where all are the same."""
    texts = {lang: of(lang) for lang in LANGUAGES}
    if len(set(texts.values())) == 1:
        return escape(texts[LANGUAGES[0]])
    return Markup("").join(Markup('<span class="{0}" lang="{0}">{1}</span>').format(lang, words) for lang, words in texts.items())


def interval_text(value: Interval, lang: Lang) -> str:
    """`4.10–4.60 of 5.00`, or one number where nothing is open."""
    return text("report.of", lang, points=range_text(value, lang), max=points(value.max, lang))


def range_text(value: Interval, lang: Lang) -> str:
    """`4.10–4.60`, or one number where nothing is open."""
    low, high = points(value.low, lang), points(value.high, lang)
    return low if value.low == value.high else f"{low}–{high}"


def bounds_text(value: Interval, lang: Lang) -> str:
    """A coefficient or a deduction, or between which two it is: `5`, `3–5`."""
    low, high = number(value.low, lang), number(value.high, lang)
    return low if value.low == value.high else f"{low}–{high}"


def completeness(count: content.Count) -> Markup:
    """The share of items that are full, or between which two it is."""
    if count.low == count.high:
        return three(lambda lang: percent(count.low, lang))
    return three(lambda lang: f"{number(whole_percent(count.low), lang)}–{percent(count.high, lang)}")


def functions() -> dict[str, Callable[..., Any] | Markup]:
    """What templates speak with, by the name that they use."""
    return {
        "t": t,
        "say": text,
        "law": law,
        "jump": jump,
        "jump_up": three_links("", lambda lang: text("report.up", lang)),
        "anchors": anchors,
        "interval": lambda value: three(lambda lang: interval_text(value, lang)),
        "range": lambda value: three(lambda lang: range_text(value, lang)),
        "most": lambda value: three(lambda lang: points(value.max, lang)),
        "share": share,
        "taken": lambda value: three(lambda lang: text("report.taken", lang, points="\u2212" + points(-value, lang))),
        "width": lambda value: three(lambda lang: points(value.high - value.low, lang)),
        "reference": lambda words: three(lambda lang: reference(words, lang)),
        "advice": advice,
        "message": lambda finding: three(lambda lang: finding_text(finding, lang)),
        "confirmation": lambda told: three(lambda lang: confirmation_text(told, lang)),
        "reason": lambda reason: three(lambda lang: reason_text(reason, lang)),
        "why": lambda result: three(lambda lang: why_text(result, lang)),
        "where": where,
        "places": places,
        "rest": lambda count: t("report.rest", count=count),
        "more": lambda count: t("report.more_pages", count=count),
        "measured": measured,
        "value_name": value_name,
        "value_text": value_text,
        "looked": looked,
        "count": lambda value: three(lambda lang: number(value, lang)),
        "date": date,
        "size": size,
        "tongues": tongues,
        "address": content.address,
        "candidates": content.addresses,
        "to_look_at": content.to_look_at,
        "completeness": completeness,
        "bounds": lambda value: three(lambda lang: bounds_text(value, lang)),
        "phone": lambda finding: three(lambda lang: content.phone_text(finding, lang)),
        "number": lambda value: three(lambda lang: number(value, lang)),
    }


def t(key: str, **values: object) -> Markup:
    """The catalogue's text; numbers among the values are written as each language writes them."""
    return three(lambda lang: text(key, lang, **{name: _shown(value, lang) for name, value in values.items()}))


def _shown(value: object, lang: Lang) -> object:
    return number(value, lang) if isinstance(value, int | Fraction) and not isinstance(value, bool) else value


def law(texts: Mapping[Lang, str]) -> Markup:
    """Words of the law or of the body, in the languages that there are."""
    return three(lambda lang: clean(texts.get(lang) or next((texts[each] for each in LANGUAGES if texts.get(each)), "")))


def anchors(name: str) -> Markup:
    """Places to jump to, one a language, so that a jump keeps the language."""
    return Markup("").join(Markup('<span class="at-{0}" id="{0}-{1}"></span>').format(lang, name) for lang in LANGUAGES)


def jump(name: str, texts: Mapping[Lang, str]) -> Markup:
    """A link inside the report that keeps the language."""
    return three_links(f"-{name}", lambda lang: texts[lang])


def three_links(suffix: str, of: Callable[[Lang], str]) -> Markup:
    """A link a language to the place `<lang><suffix>`."""
    link = Markup('<a class="{0}" lang="{0}" href="#{0}{1}">{2}</a>')
    return Markup("").join(link.format(lang, suffix, of(lang)) for lang in LANGUAGES)


def share(part: Fraction, whole: Fraction) -> str:
    """Per cent of a bar's width, for drawing."""
    return f"{float(part / whole * 100):.2f}" if whole else "0"


def where(fault: Fault) -> Markup:
    """On how many pages, and what share of those looked at."""
    if fault.share is None:
        return t("report.on_pages", count=fault.pages)
    return three(
        lambda lang: text("report.on_pages_share", lang, count=number(fault.pages, lang), share=percent(fault.share or Fraction(0), lang))
    )


def places(faults: Iterable[Fault]) -> Markup:
    """How many faults and open places, seen how often."""
    faults = tuple(faults)
    return t("report.places", faults=len(faults), count=sum(fault.count for fault in faults))


_SHARES = frozenset({"share_not_met", "share_met_low", "share_met_high"})
_TOLD = frozenset({"deficiency", "first", "second", "selector"})  # names that the report tells otherwise


def measured(finding: Finding) -> list[tuple[str, str]]:
    """What was measured, by name; what is empty, or stands beside it already, is left out."""
    told = (finding.target, finding.text, "")
    return [(name, clipped(value)) for name, value in finding.values.items() if value not in told and name not in _TOLD]


def advice(result: IndicatorResult) -> list[tuple[str, str]]:
    """What a check measured once for a whole row that has no finding to show it."""
    if result.findings:
        return []
    return [(name, clipped(value)) for name, value in result.figures.items() if value and name not in _SHARES | _TOLD]


def value_name(name: str) -> Markup:
    """The name of a measure in words, or as the check calls it."""
    return t(f"value.{name}") if known(f"value.{name}") else escape(name.replace("_", " "))


_SAID: Mapping[str, Callable[[str, str], str]] = {
    "reason": reason_text,
    "lacks": lacking_text,
    "known_by": lambda value, lang: text(f"known-by.{value}", lang),
}


def value_text(name: str, value: str) -> Markup:
    """A measure; reasons and the like in words."""
    said = _SAID.get(name)
    return three(lambda lang: said(value, lang)) if said else escape(value)


def looked(result: IndicatorResult) -> Markup:
    """How much was looked at for a row, by outcome."""
    seen = result.pages.get("seen", 0)

    def line(lang: Lang) -> str:
        counts = ", ".join(f"{text('outcome.' + name, lang).lower()}: {number(count, lang)}" for name, count in result.observed.items())
        key = "report.looked_pages" if seen else "report.looked"
        return text(key, lang, pages=number(seen, lang), counts=counts, count=number(sum(result.observed.values()), lang))

    return three(line)


def date(day: str) -> Markup:
    """A day in the words of each language; what is no date as it is."""
    try:
        parsed = datetime.date.fromisoformat(day)
    except ValueError:
        return escape(day)
    return three(lambda lang: format_date(parsed, "long", locale=lang))


def size(count: int) -> Markup:
    """A file's size in kilobytes, or in megabytes with one place."""
    if count < _MEGABYTE:
        return t("report.kilobytes", value=max(1, round(count / _KILOBYTE)))
    return three(lambda lang: text("report.megabytes", lang, value=number(round(count / _MEGABYTE, 1), lang)))


def tongues(langs: Iterable[Lang]) -> Markup:
    """Names of languages in words."""
    langs = tuple(langs)
    return three(lambda lang: ", ".join(text(f"lang.{each}", lang) for each in langs))
