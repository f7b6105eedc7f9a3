"""Dates that a page shows: when it was published, when it was changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.commons.materials import in_content
from checks.commons.wording import last_mention, level
from facts import DateSeen, Page
from methodology.model import Params

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
    return (date for date in page.dates if date.source in {"text", "time"} and date.visible is not False and date.region in regions)


def _meaning(date: DateSeen, text: str, params: Params) -> str:
    """The nearest word before the date decides, then a word right after it."""
    before = level(date.label)
    change, publication = last_mention(before, params.words("change-words")), last_mention(before, params.words("publication-words"))
    if max(change, publication) >= 0:
        return "change" if change > publication else "publication"
    after = _after(date, text)
    change, publication = last_mention(after, params.words("change-words")), last_mention(after, params.words("publication-words"))
    if max(change, publication) >= 0:
        return "change" if change > publication else "publication"
    return "publication" if date.source == "time" or not any(char.isalpha() for char in before) else ""


def _after(date: DateSeen, text: str) -> str:
    """What follows the date up to the next label or number: words that speak of this date and not of the next one."""
    found = text.find(level(date.text))
    if found < 0:
        return ""
    rest = text[found + len(level(date.text)) :][:_AFTER]
    stop = next((at for at, char in enumerate(rest) if char.isdigit() or char in "|•·"), len(rest))
    return "" if ":" in rest[:stop] else rest[:stop]
