"""What kind of answer a page is before anything is judged on it: content, "not found" with status 200, a refusal. Pure."""

import re
import tomllib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from facts import Page, PageState

_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTS = re.compile(r"\s[-–—|:·]\s|[|»]")  # of a title: the page's and the site's name
_SHORT = 150  # words of main content above which a page is content, whatever its title says
_FEW_LINKS = 8  # a page that turns programs away has no menu
_HARDLY = 4  # links of a challenge: the firewall's maker, help, privacy
_HARDLY_WORDS = 120  # words of all its text
_FEW_WORDS = 12  # words of a page that is nothing but a captcha
ALIKE = 4  # addresses in a row with the same short page that make a wall
_RECENT = 64  # short pages remembered: more than are asked side by side
_SCANNED = 200_000  # characters of markup looked at


@dataclass(frozen=True, slots=True)
class Look:
    """What two answers must share to be the same page: title and the words of the main content, numbers aside."""

    title: str
    words: frozenset[str]


_Face = tuple[Look, frozenset[str]]


def look_of(page: Page) -> Look:
    """The look of a page."""
    return Look(page.title.strip().lower(), frozenset(_WORD.findall(page.main_text.lower())))


def says_not_found(page: Page) -> bool:
    """True when the title or the first heading of a short page says that there is no such page."""
    return page.main_words < _SHORT and any(_begins(text, "not-found") for text in _names(page))


def turned_away(page: Page, html: str, headers: Mapping[str, str] = MappingProxyType({})) -> bool:
    """True for a captcha, a browser check or a firewall's refusal in place of the page; `headers` of the answer, in lower case.

    Only of a page with little text and hardly a link, as such pages are: an article about captchas, a form with one, a
    sign-in and a short page of the site are content.
    """
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return True
    if page.main_words >= _SHORT or len(page.links) >= _FEW_LINKS:
        return False
    if any(_begins(text, "blocked-title") for text in _names(page)):
        return True
    markup = html[:_SCANNED].lower()
    if len(page.links) < _HARDLY and any(mark in markup for mark in _phrases("blocked-mark")):
        return True
    return _asks_for_a_person(page, markup)


def _asks_for_a_person(page: Page, markup: str) -> bool:
    """True when nothing is there but a sentence such as "enable cookies" or "prove that you are no robot", with or without a captcha."""
    fields = sum(len(form.fields) for form in page.forms)
    if len(page.links) >= _HARDLY or page.words >= _HARDLY_WORDS or fields > 1:  # one is the captcha's own
        return False
    text = f"{page.title} {page.main_text}".lower()
    says = any(phrase in text for phrase in _phrases("blocked-says"))
    captcha = any(mark in markup for mark in _phrases("captcha-mark"))
    if page.needs_browser:  # what an application says before it has loaded is not its last word
        return says and captcha
    waits = any(_begins(text, "blocked-wait") for text in _names(page))
    return says or (captcha and (waits or page.words < _FEW_WORDS))


class Wall:
    """Notices when a site begins to answer address after address with one and the same short page.

    Told of every page in visiting order. A page is taken for the wall's when it is short, has hardly a link, and shows
    the same title, words and links at ALIKE addresses in a row; pages of the site differ at least in their titles. Since
    several addresses are asked side by side, the first of a wall may come between the last of the content.
    """

    def __init__(self) -> None:
        self._walls: set[_Face] = set()
        self._face: _Face | None = None
        self._alike = 0
        self._recent: deque[tuple[_Face, str]] = deque(maxlen=_RECENT)

    def note(self, page: Page) -> tuple[str, ...]:
        """Addresses of pages noted before that have turned out to be the wall's, with this one; empty for content."""
        if not page.ok or page.needs_browser:
            return ()
        face = _face(page)
        if face is None or face != self._face:
            self._face, self._alike = face, 0
        if face is None:
            return ()
        if face in self._walls:
            return (page.url,)
        self._alike += 1
        self._recent.append((face, page.url))
        if self._alike < ALIKE:
            return ()
        self._walls.add(face)
        return tuple(url for other, url in self._recent if other == face)


def walled_off(page: Page) -> Page:
    """The record of a page that a `Wall` has found to be its own."""
    return replace(page, state=PageState.BLOCKED, why="the site shows this same short page at one address after another")


def _face(page: Page) -> _Face | None:
    """What pages of a wall share; None for a page that cannot be one."""
    if page.is_home or page.main_words >= _SHORT or len(page.links) >= _FEW_LINKS:
        return None
    return look_of(page), frozenset(link.url for link in page.links)


def _names(page: Page) -> tuple[str, ...]:
    first = next((heading.text for heading in page.headings if heading.visible is not False), "")
    return page.title.strip().lower(), first.strip().lower()


def _begins(text: str, kind: str) -> bool:
    """True when the text, or its part after a dash or bar, begins with one of the phrases as whole words."""
    begins = _beginning(kind)
    return any(begins(part.strip()) for part in _PARTS.split(text))


@cache
def _beginning(kind: str) -> Callable[[str], re.Match[str] | None]:
    words = "|".join(re.escape(phrase) for phrase in _phrases(kind) if not phrase.isdigit())
    # a bare number is one alone or before such words: "404 hectares of pasture restored" is news
    numbers = "|".join(phrase for phrase in _phrases(kind) if phrase.isdigit())
    behind = rf"\Z|\s*[^\w\s-]|\s+(?:\w+\s+){{0,2}}(?:{words})(?!\w)"
    return re.compile(rf"(?:{words})(?!\w)" + (rf"|(?:{numbers})(?={behind})" if numbers else "")).match


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    text = files("crawler").joinpath("words/recognise.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind]["phrases"])
