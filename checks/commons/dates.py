"""Dates that a page shows: when it was published, when it was changed."""

import re
from collections.abc import Iterator
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
    """Sort the shown dates of the page's content by the words beside them; a date that stands alone is that of publication."""
    published, changed = [], []
    text = level(page.main_text)
    for date in _shown(page):
        meaning = _meaning(date, text, params)
        if meaning == "change":
            changed.append(date)
        elif meaning == "publication":
            published.append(date)
    return Dated(published=tuple(published), changed=tuple(changed))


def _shown(page: Page) -> Iterator[DateSeen]:
    regions = in_content(page)
    return (
        date
        for date in page.dates
        if date.source in {"text", "time"} and date.visible is not False and date.region in regions and date.text
    )


def _meaning(date: DateSeen, text: str, params: Params) -> str:
    """The nearest word before the date decides, then a word right after it."""
    before = _said_before(date, text)
    change, publication = last_mention(before, params.words("change-words")), last_mention(before, params.words("publication-words"))
    if max(change, publication) >= 0:
        return "change" if change > publication else "publication"
    after = _after(date, text)
    change, publication = last_mention(after, params.words("change-words")), last_mention(after, params.words("publication-words"))
    if max(change, publication) >= 0:
        return "change" if change > publication else "publication"
    return "publication" if date.source == "time" or len(before.split()) <= _FEW else ""


def _said_before(date: DateSeen, text: str) -> str:
    """The label as people read it: the classes of a `time` element are no words on the page."""
    label = level(date.label)
    return label if date.source != "time" or label in text else ""


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
