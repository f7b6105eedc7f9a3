"""4-2.9 Materials show when they were published and last changed, with the time.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 2.9; D-7.
Applies:  single news items, announcements, articles and documents of at least `article_words_min` words: their address goes on below such a
          section, or their own data give a date of publication. Lists, the home page, maps and forms owe no date.
Met:      (1) a visible date and time of publication in the content, labelled or standing alone; (2) a visible date and time labelled as
          that of the last change. Data for programs only (meta, JSON-LD) are shown to nobody.
Cannot:   whether a standing page of another kind owes a date; where no page is such a material the indicator is left to a person.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.dates import dated, has_time
from checks.commons.links import at
from checks.commons.materials import is_article, shown_pages
from checks.commons.seen import absence_proven
from facts import DateSeen, Finding, Page, Site, met, not_met, undecided
from methodology.model import Params

_NO_DATE = {"1": "no-date", "2": "no-change-date"}
_NO_TIME = {"1": "no-time", "2": "no-change-time"}


@check(
    "4-2.9",
    scope="site",
    every_page={"1", "2"},
    needs={"pages.dates", "pages.links", "pages.headings", "pages.blocks", "pages.landmarks", "pages.main_text", "pages.main_words"},
    kinds={"no-date", "no-time", "no-change-date", "no-change-time", "no-materials", "crawl-incomplete"},
    parts={"1", "2"},
)
def dates(site: Site, params: Params) -> Iterator[Finding]:
    none = True
    for page in shown_pages(site):
        if is_article(page, site, params):
            none = False
            seen = dated(page, params)
            yield _judged(page, seen.published, "1")
            yield _judged(page, seen.changed, "2")
    if none:
        kind = "no-materials" if absence_proven(site, params) else "crawl-incomplete"
        yield from (undecided(kind, part=part) for part in ("1", "2"))


def _judged(page: Page, shown: tuple[DateSeen, ...], part: str) -> Finding:
    if not shown:
        return not_met(_NO_DATE[part], **at(page), part=part)
    timed = next((date for date in shown if has_time(date, page)), None)
    if timed is None:
        return not_met(_NO_TIME[part], shown[0].selector, **at(page), part=part, text=shown[0].text)
    return met(timed.selector, **at(page), part=part, text=timed.text)
