"""What a phone gets where a desktop gets the main version (paragraphs 25 and 29, D-5, D-6)."""

from dataclasses import dataclass
from typing import Literal

from facts.page import Gap, Redirect
from facts.terms import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLink:
    """A link from one version of the site to the other, as the phone shows it.

    `how`: its words name the version, its address does, or it leads to the page that the desktop gets.
    """

    url: str
    text: str = ""
    selector: str = ""
    how: Literal["text", "address", "same-page"] = "text"
    visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a page stands in the phone's window when it has loaded and nothing was touched. Lengths are CSS pixels of the page.

    Chromium shows a page that is wider than the window smaller, unless the page forbids it: `scale` is what it came to. Letters count
    as beyond the edge where they would have to be scrolled to from side to side, not where their own box scrolls or cuts them.
    """

    window: int  # width of the phone's window at scale 1
    scale: float
    page_width: float  # that can be scrolled over
    letters: int  # of visible text
    beyond: float  # share of them to the right of the window's edge
    font: float  # size that half of the letters reach, as it is seen: CSS pixels of the window


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One address fetched as a desktop browser and as a phone's: how like the two documents are, each from 0 to 1."""

    desktop_url: str  # where each of them ended
    phone_url: str
    shape: float = 1.0  # elements by tag and class
    links: float = 1.0  # addresses that links lead to
    words: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLook:
    """One page of the main version as a phone got it; `gap` says why it was not seen, and then nothing else is known.

    `via` "address": the phone asked for the page as a desktop would. "link": it followed a link of the home page to a mobile version.
    The page itself stands in `Site.phone_pages` under `url`.
    """

    lang: Lang
    url: str  # as asked
    is_home: bool = False
    via: Literal["address", "link"] = "address"
    gap: Gap | None = None
    final_url: str = ""
    desktop_url: str = ""  # where a desktop browser ends that asks for the same
    redirects: tuple[Redirect, ...] = ()
    viewport_meta: str = ""
    fit: Fit | None = None
    variant: Variant | None = None  # None where it was not compared: `variant_gap`
    variant_gap: Gap | None = None
    to_mobile: tuple[VersionLink, ...] = ()  # links to a mobile version
    to_main: tuple[VersionLink, ...] = ()  # links to the main version
