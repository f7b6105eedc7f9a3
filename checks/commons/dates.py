"""Dates that a page shows: when it was published, when it was changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.commons.materials import in_content
from checks.commons.wording import last_mention, level
from facts import DateSeen, Page
from methodology.model import Params

_FEW = 3  # words before a date that are no sentence: a section, a place
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_CLOCK_NEXT = re.compile(r"[\s,.|()-]{0,4}(?:г\.?|ж\.?|в|at|сағат|сағ\.?)?[\s,.|()-]{0,4}\d{1,2}:\d{2}")
_AFTER = 40  # characters after a date in which its word may stand ("15.04.2026 12:40 жарияланды")


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of publication and of the last change that stand on a page."""

    published: tuple[DateSeen, ...]
    changed: tuple[DateSeen, ...]


def dated(page: Page, params: Params) -> Dated:
    """Sort the shown dates of the page's content by the words beside them; one that stands alone near the title is that of publication."""
    found: dict[str, list[DateSeen]] = {"publication": [], "change": [], "": []}
    text, shown = level(page.main_text), tuple(_shown(page))
    after = _words_follow(shown, text, params)
    for date in shown:
        beside = (_after(date, text), _before(date, text)) if after else (_before(date, text), _after(date, text))
        meaning = next(filter(None, (_meaning(words, params) for words in beside)), "")
        found[meaning or _alone(date, text, params)].append(date)
    return Dated(published=tuple(found["publication"]), changed=tuple(found["change"]))


def _shown(page: Page) -> Iterator[DateSeen]:
    regions = in_content(page)
    return (
        date
        for date in page.dates
        if date.source in {"text", "time"} and date.visible is not False and date.region in regions and date.text
    )


def _words_follow(dates: Iterable[DateSeen], text: str, params: Params) -> bool:
    """True where the page puts the word after the date, as Kazakh does with verbs: the first date that has a word shows it."""
    for date in dates:
        if _meaning(_before(date, text), params):
            return False
        if _meaning(_after(date, text), params):
            return True
    return False


def _meaning(words: str, params: Params) -> str:
    """What the words beside a date make of it: "publication", "change", or "" for neither."""
    change, publication = last_mention(words, params.words("change-words")), last_mention(words, params.words("publication-words"))
    if max(change, publication) < 0:
        return ""
    return "change" if change > publication else "publication"


def _alone(date: DateSeen, text: str, params: Params) -> str:
    """A date without such words is that of publication when it stands near the title and in no sentence."""
    near = 0 <= text.find(level(date.text)) <= params.number("date_place_max") or not text
    single = date.source == "time" or len(level(date.label).split()) <= _FEW
    return "publication" if near and single else ""


def _before(date: DateSeen, text: str) -> str:
    """The last words of the label as people read it: the classes of a `time` element are no words on the page."""
    label = level(date.label)
    return " ".join(label.split()[-_FEW:]) if date.source != "time" or label in text else ""


def has_time(date: DateSeen, page: Page) -> bool:
    """True when hours and minutes stand with the date for people to read; those of a `datetime` attribute alone do not."""
    if date.source != "time":
        return bool(date.time)
    if not date.text.strip():
        return False
    text, shown = level(page.main_text), level(date.text)
    found = text.find(shown)
    return bool(_CLOCK.search(shown)) or (found >= 0 and _CLOCK_NEXT.match(text, found + len(shown)) is not None)


def _after(date: DateSeen, text: str) -> str:
    """What follows the date up to the next label or number: words that speak of this date and not of the next one."""
    found = text.find(level(date.text))
    if found < 0:
        return ""
    rest = text[found + len(level(date.text)) :][:_AFTER]
    stop = next((at for at, char in enumerate(rest) if char.isdigit() or char in "|•·"), len(rest))
    return "" if ":" in rest[:stop] else rest[:stop]
