"""What is known of one item of Annexes 5 and 6 in one language: the places where it may be and what they hold.

The finder makes these records (`checks.commons.content`), the judges of deficiencies read them.
"""

import datetime
from dataclasses import dataclass
from typing import Literal, Protocol

from checks.commons.links import Known
from facts import Document, Lang, Page, Site
from methodology.model import Indicator

PlaceKind = Literal[
    "page",  # a page of the site that is about the item
    "block",  # a part of a page: below a heading, in a table, in the footer
    "document",  # a file
    "link",  # a link to another site that the order lets stand for the item
]
Holds = Literal[
    "whole",  # all that must be there is there
    "thin",  # it is there, and something that must be there is not: `lacks`
    "nothing",  # it is about something else, or empty
    "unknown",  # it could not be read: closed, blocked, a scan
]
Confidence = Literal["certain", "likely", "weak"]
# where the words that fit stand; reports say it in the catalogue's words
How = Literal["title", "heading", "crumb", "menu", "link", "address", "section", "file", "text", "footer", "version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an item may be, and how well the words say so."""

    kind: PlaceKind
    url: str  # of the page, the file or the other site
    page: str  # the page that shows it; for a page itself
    score: float  # 0 to 1: how well names and surroundings fit the item
    selector: str = ""  # of the heading, block or link on `page`; "" for the whole page
    words: str = ""  # the words that fit, as they stand there
    how: How = "text"  # where they stand
    holds: Holds = "unknown"
    said: tuple[str, ...] = ()  # words of its text or name by which it was found where no name is the item's
    proof: str = ""  # the words that show what it holds, at most 200 characters
    lacks: tuple[str, ...] = ()  # what must be there and was not found, by name
    reason: str = ""  # for unknown: a key of facts.reasons or of the finder's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item in one language. `places` are those that were looked at, the best first.

    `outcome`: "met" - `places[0]` holds it; "thin" - `places[0]` is it, and lacks something; "absent" - the whole site was seen and
    nothing is it; "undecided" - a person must look, for `reason`.
    """

    item: Indicator
    lang: Lang
    outcome: Literal["met", "thin", "absent", "undecided"]
    confidence: Confidence
    places: tuple[Place, ...] = ()
    reason: str = ""

    @property
    def place(self) -> Place | None:
        """The place that is the item, where one is."""
        return self.places[0] if self.places and self.outcome in {"met", "thin"} else None


class Content(Protocol):
    """What the judges of deficiencies may ask of a site, by address; `checks.commons.content.index` answers.

    Records are read when they are asked for. Addresses are compared by `checks.commons.links.key`.
    """

    @property
    def site(self) -> Site:
        """The site with the fields that the check declared."""

    @property
    def today(self) -> datetime.date:
        """The day that currency is judged against."""

    def page(self, url: str) -> Page | None:
        """The desktop record of a page that was seen; None for what is no page, or was not shown to us."""

    def document(self, url: str) -> Document | None:
        """The record of a file, whatever its state; None for what is no file."""

    def other(self, url: str, lang: Lang) -> str | None:
        """The address of the same page in `lang` as the site itself pairs them; None where it has none or that is not known."""

    def lang_of(self, url: str) -> Lang | None:
        """The language version that a page or a file belongs to."""

    def target(self, url: str) -> tuple[Known, str]:
        """Whether what a link leads to is alive, dead or not known, and the reason (facts.reasons) where it is not alive."""
