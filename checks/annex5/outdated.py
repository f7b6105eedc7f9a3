"""Deficiency `outdated`: what an item tells of its day, year or period is behind the day of the audit (D-16).

Source:   Order No. 1279 (ed. 2022-08-27), paragraphs 21 and 27, notes under the tables of Annexes 5 and 6; D-16.
Judges:   items whose concept has a rule in `content/currency.toml`. The newest period that the item's names, parts, files or links tell
          decides; one that stands in running text alone decides only beside words that make it the material's own.
Cannot:   a page that tells no period where one belongs to it, and one whose text speaks of a newer period than its name: undecided.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from checks.commons.content.material import Material, concept, is_called, link_names, material, where
from checks.commons.content.model import Content, Found
from checks.commons.content.newest import DAY_MONTH, newest_entry
from checks.commons.periods import Period, months_before, periods, trusted
from checks.commons.wording import level, mentions
from facts import Finding, not_met, undecided
from facts.written_dates import written_dates
from methodology.judging import CurrencyRule
from methodology.model import Params

KIND = "outdated"
UNKNOWN, UNCLEAR = "currency-unknown", "currency-unclear"
KINDS = frozenset({KIND, UNKNOWN, UNCLEAR})
_BESIDE = 25  # characters around a period in which its word stands
_SHORT = 3  # letters; such words are taken whole
_WORD = re.compile(r"\w+")
_SHORT_YEAR = re.compile(r"(?<![\d.])\d{1,2}\.\d{2}\.\d{2}(?!\d)")
_PLACES = 4  # other places looked at, where the first seems old


def judge(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """At most one finding: the item is outdated, or whether it is cannot be told."""
    rule = params.judging.currency.get(concept(found))
    if found.place is None or rule is None:
        return
    held = material(found.place, content)
    if held is None:
        return
    if rule.kind == "news":
        yield from _news(found, held, content, params)
    elif rule.kind == "staff":
        yield from _staff(found, held, content, params)
    elif rule.kind == "term":
        yield from _terms(found, held, rule, content, params)
    else:
        yield from _periodic(found, held, rule, content, params)


def _outdated(found: Found, held: Material, told: str, today: datetime.date, why: str) -> Finding:
    return not_met(KIND, **where(found, held.place), text=told, told=told, today=today.isoformat(), reason=why)


def _open(kind: str, found: Found, held: Material, told: str = "") -> Finding:
    return undecided(kind, **where(found, held.place), text=told, told=told, deficiency=KIND)


def _news(found: Found, held: Material, content: Content, params: Params) -> Iterator[Finding]:
    """The newest entry's day; another place that may be the list and is fresh leaves it open."""
    limit = int(params.number(params.judging.currency[concept(found)].limit))
    fresh_from = content.today - datetime.timedelta(days=limit)
    newest = newest_entry(held, content, params)
    if newest is None:
        yield _open(UNKNOWN, found, held)
    elif newest < fresh_from:
        others = (material(place, content) for place in found.places[1 : _PLACES + 1])
        days = [newest_entry(other, content, params) for other in others if other is not None]
        if any(day is not None and day >= fresh_from for day in days):
            yield _open(UNCLEAR, found, held, newest.isoformat())
        else:
            yield _outdated(found, held, newest.isoformat(), content.today, "news")


def _staff(found: Found, held: Material, content: Content, params: Params) -> Iterator[Finding]:
    """A year gone by in the names of a page of staff; a day of a state of things is left to a person."""
    told = _told(held.title, content, params, days=True)
    current = [period for period in told if period.last.year >= content.today.year]
    if not told or current or _current(_told([held.text], content, params, days=True), content.today):
        return
    newest = max(told, key=lambda period: period.last)
    if newest.unit == "day" or not newest.sure or not is_called(found, held, params):
        yield _open(UNCLEAR, found, held, newest.words)
    else:
        yield _outdated(found, held, newest.words, content.today, "staff")


def _terms(found: Found, held: Material, rule: CurrencyRule, content: Content, params: Params) -> Iterator[Finding]:
    """The last of the terms that are named ended long ago; one that ended of late may await its results."""
    today = content.today
    since = today - datetime.timedelta(days=int(params.number(rule.limit)))
    last = max(_ends(held, params), key=lambda end: end[0], default=None)
    if last is None or last[0] >= since:
        return
    if mentions(held.text, params.words("no-vacancy-words")) or _current(_told([held.text], content, params, days=True), today):
        return
    others = (material(place, content) for place in found.places[1 : _PLACES + 1])
    newer = any(day >= since for other in others if other is not None for day, _ in _ends(other, params))
    led_on = any(urlsplit(link.url).netloc != urlsplit(content.site.scope.origin).netloc for link in held.links)
    unread = DAY_MONTH.search(held.text) or _SHORT_YEAR.search(held.text) or mentions(held.text, params.words("term-open-words"))
    if newer or led_on or unread or not is_called(found, held, params):
        yield _open(UNCLEAR, found, held, last[1])
    else:
        yield _outdated(found, held, last[1], today, "term")


def _ends(held: Material, params: Params) -> Iterator[tuple[datetime.date, str]]:
    """The days to which papers are taken, with their words: beside words that say so, or in a column that is headed so."""
    words = params.words("term-words")
    acts = tuple(word for kind in ("law", "code", "decree", "resolution", "order") for word in params.words(f"act-{kind}"))
    for day in written_dates(held.text):
        beside = held.text[max(0, day.start - _BESIDE) : day.end + _BESIDE]
        if mentions(beside, words) and not mentions(beside, acts) and "№" not in beside:
            yield datetime.date.fromisoformat(day.date), held.text[day.start : day.end].strip()
    for table in held.page.tables or () if held.page is not None and held.document is None else ():
        columns = [at for at, name in enumerate(table.head) if mentions(name, (*words, *params.words("term-column-words")))]
        for cell in (row[at] for row in table.cells for at in columns if at < len(row)):
            if cell in held.text:
                yield from ((datetime.date.fromisoformat(day.date), cell.strip()) for day in written_dates(cell))


def _current(told: Iterable[Period], today: datetime.date) -> bool:
    return any(period.last.year >= today.year for period in told)


def _told(texts: Iterable[str], content: Content, params: Params, *, days: bool) -> list[Period]:
    """Trusted periods of texts; a day only beside words that make it that of a state of things."""
    words = params.words("as-of-words")
    return [
        period
        for text in texts
        for period in trusted(periods(text), content.today)
        if period.unit != "day" or (days and mentions(_beside(text, period), words))
    ]


def _beside(text: str, period: Period) -> str:
    end = period.at + len(period.words)
    return text[max(0, period.at - _BESIDE) : end + _BESIDE]


def _periodic(found: Found, held: Material, rule: CurrencyRule, content: Content, params: Params) -> Iterator[Finding]:
    """A plan or a report by the newest period it is named for."""
    today = content.today
    since = months_before(today, int(params.number(rule.limit))) if rule.limit else datetime.date(today.year, 1, 1)
    named, running, own = _periods(held, rule, content, params)
    candidates = [*named, *own]
    telling = named if named and rule.kind == "report" else candidates  # a report's text speaks of this year's plans, too
    if any(period.last >= since for period in telling):
        return
    later = any(period.last >= since for period in running)
    if not candidates:
        if rule.expected and not later:
            yield _open(UNKNOWN, found, held)
        return
    newest = max(telling, key=lambda period: (period.last, period.sure))
    certain = newest.sure and (newest in named or is_called(found, held, params))
    kept = any(mentions(name, params.words("kept-words")) for name in held.title)
    if later or not certain or kept or (newest.unit == "day" and not rule.limit) or _elsewhere(found, rule, since, content, params):
        yield _open(UNCLEAR, found, held, newest.words)
    else:
        yield _outdated(found, held, newest.words, today, rule.kind)


def _periods(held: Material, rule: CurrencyRule, content: Content, params: Params) -> tuple[list[Period], list[Period], list[Period]]:
    """Periods that the names tell, those of the running text, and those of the text that are the material's own."""
    today = content.today
    names = (*held.names, *link_names(held.links, content))
    named = [period for text in names for period in trusted(periods(text), today) if rule.days or period.unit != "day"]
    running = [period for period in _told([held.text], content, params, days=True) if period.sure]
    running += [period for period in trusted(periods(held.text), today) if rule.days and period.unit == "day"]
    return named, running, [period for period in running if _is_own(held.text, period, rule, params)]


def _elsewhere(found: Found, rule: CurrencyRule, since: datetime.date, content: Content, params: Params) -> bool:
    """Another page that is named as the item, or shows such a file, tells a current period: what is old may be kept beside it."""
    for place in found.places[1 : _PLACES + 1]:
        named_so = place.holds in {"whole", "thin"} and place.score >= params.number("content_named")
        other = material(place, content) if named_so and found.place is not None and place.page != found.place.page else None
        if other is not None:
            named, _, own = _periods(other, rule, content, params)
            if any(period.last >= since for period in (*named, *own)):
                return True
    return False


def _is_own(text: str, period: Period, rule: CurrencyRule, params: Params) -> bool:
    if period.unit == "day":
        return rule.days
    before = _WORD.findall(level(text[max(0, period.at - _BESIDE) : period.at]))
    own = _WORD.findall(level(period.words))
    behind = _WORD.findall(level(text[period.at + len(period.words) :][:_BESIDE]))
    known = params.words("period-words")
    if rule.kind == "report":  # what is planned for a year reports nothing of it
        known = tuple(word for word in known if word not in params.words("plan-period-words"))
    near = (*before[-1:], *own)
    if period.unit == "month":  # the month of a meeting as often as that of a report
        return any(word in known for word in near)
    return any(word in known for word in near) or any(
        len(one) > _SHORT and word.startswith(one) for word in (*before, *own, *behind) for one in known
    )
