"""What kind of answer a page is before anything is judged on it: content, "not found" with status 200, a refusal. Pure."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from facts import Page

_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORT = 150  # words of main content above which a page is content, whatever its title says
_FEW_LINKS = 8  # a page that turns programs away has no menu
_SCANNED = 200_000  # characters of markup looked at


@dataclass(frozen=True, slots=True)
class Look:
    """What two answers must share to be the same page: title and the words of the main content, numbers aside."""

    title: str
    words: frozenset[str]


def look_of(page: Page) -> Look:
    """The look of a page."""
    return Look(page.title.strip().lower(), frozenset(_WORD.findall(page.main_text.lower())))


def says_not_found(page: Page) -> bool:
    """True when the title or the first heading of a short page says that there is no such page."""
    return page.main_words < _SHORT and any(_begins(text, "not-found") for text in _names(page))


def turned_away(page: Page, html: str) -> bool:
    """True for a captcha, a browser check or a firewall's refusal in place of the page."""
    if page.main_words >= _SHORT or len(page.links) >= _FEW_LINKS:
        return False
    if any(_begins(text, "blocked-title") for text in _names(page)):
        return True
    markup = html[:_SCANNED].lower()
    return not page.links and any(mark in markup for mark in _phrases("blocked-mark"))


def _names(page: Page) -> tuple[str, ...]:
    first = next((heading.text for heading in page.headings if heading.visible is not False), "")
    return page.title.strip().lower(), first.strip().lower()


def _begins(text: str, kind: str) -> bool:
    """True when the text, or its part after a dash or bar, begins with one of the phrases as whole words."""
    parts = [part.strip() for part in re.split(r"\s[-–—|:·]\s|[|»]", text) if part.strip()]
    return any(re.match(rf"{re.escape(phrase)}(?!\w)", part) for part in parts for phrase in _phrases(kind))


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    text = files("crawler").joinpath("words/recognise.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind]["phrases"])
