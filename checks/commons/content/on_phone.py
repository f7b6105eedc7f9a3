"""The site as a phone shows it: its records in place of the desktop's, less what is hidden and nothing opens."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from checks.commons.content.index import SiteContent
from checks.commons.content.model import Found, Place
from checks.commons.links import key
from checks.commons.wording import level
from facts import Page, Site
from methodology.model import Params

PHONE = "phone-android"
_TOUCH = "touch"  # the gap of a page on which there was more to touch
_FEWEST = 3  # words of a proof that can be looked for
_Part = TypeVar("_Part")


class PhoneContent(SiteContent):
    """What finder and judges may ask of the pages that a phone opened; the desktop's record stands in for one that it did not open."""

    def __init__(self, site: Site, desktop: SiteContent, params: Params) -> None:
        self._desktop = desktop
        self._most_shown, self._least_hidden = params.number("phone_shown_words"), params.number("phone_hidden_words")
        self._records = {key(page.url): page for page in site.phone_pages}
        super().__init__(_as_shown(site), params)

    def page(self, url: str) -> Page | None:
        """The phone's record, else the desktop's."""
        return super().page(url) or self._desktop.page(url)

    def opened(self, url: str) -> Page | None:
        """The phone's own record of a page, whatever came of it; None for one that it was not asked to open."""
        return self._records.get(key(url))

    def shows_whole(self, url: str) -> bool:
        """True when the phone has the page and everything on it that opens was touched."""
        page = self.opened(url)
        return page is not None and page.ok and _TOUCH not in page.gaps

    def hides(self, place: Place) -> bool:
        """True when the words that prove an item on the desktop stand in the phone's page, and nothing shows them."""
        page, words = self.opened(place.page), level(place.proof).split()
        if page is None or len(words) < _FEWEST:
            return False
        seen, unseen = (set(level(text).split()) for text in (f"{page.main_text} {page.header_text} {page.footer_text}", page.hidden_text))
        hidden, there = (Decimal(sum(word in kept for word in words)) / len(words) for kept in (unseen, seen))
        return there <= self._most_shown and hidden >= self._least_hidden

    def is_led_away(self, url: str) -> bool:
        """True when the phone got another address than the desktop: its mobile version may have the thing elsewhere."""
        page, first = self.opened(url), self._desktop.page(url)
        return page is not None and first is not None and key(page.final_url) not in {key(first.final_url), key(first.url)}

    def both_opened(self, found: Found) -> bool:
        """True when the phone has the pages of the item's place in both languages, so that they can be compared."""
        place = found.place
        if place is None:
            return False
        other = self.other(place.page, "ru" if found.lang == "kk" else "kk")
        return other is not None and self.shows_whole(place.page) and self.shows_whole(other)


def _as_shown(site: Site) -> Site:
    """A site of the pages that the phone has; everything else is the audited site's own."""
    return Site(
        scope=site.scope,
        body=site.body,
        today=site.today,
        start_url=site.start_url,
        start_redirects=site.start_redirects,
        homes=site.homes,
        pages=tuple(shown(page) for page in site.phone_pages),
        documents=site.documents,
        targets=site.targets,
        pairs=site.pairs,
        coverage=site.coverage,
        acts=site.acts,
    )


def shown(page: Page) -> Page:
    """A page less what is hidden, under the profile that the finder reads."""
    return replace(
        page,
        profile="desktop-chrome",
        links=_visible(page.links),
        headings=_visible(page.headings),
        contacts=_visible(page.contacts),
        tables=None if page.tables is None else _visible(page.tables),
        lists=None if page.lists is None else _visible(page.lists),
        images=_visible(page.images),
        forms=_visible(page.forms),
        media=_visible(page.media),
        dates=_visible(page.dates),
        breadcrumbs=_visible(page.breadcrumbs),
        landmarks=_visible(page.landmarks),
    )


def _visible(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    return tuple(part for part in parts if getattr(part, "visible", None) is not False)
