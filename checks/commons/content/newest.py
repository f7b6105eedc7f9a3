"""The day of the newest entry of a list of news."""

import datetime
import re
from collections.abc import Iterator

from checks.commons.content.material import Material
from checks.commons.content.model import Content
from checks.commons.dates import dated
from checks.commons.materials import in_content, readable
from checks.commons.periods import periods
from checks.commons.wording import level, mentions
from facts import DateSeen, Page
from facts.written_dates import MONTH, month_named
from methodology.model import Params

_EPOCH = datetime.date(1991, 1, 1)
_DAY = datetime.timedelta(days=1)  # the site's clock may be in another zone than ours
DAY_MONTH = re.compile(rf"(?<![\w.,/:-])(\d{{1,2}})[\s-]{{1,2}}{MONTH}(?![^\W\d_]|\s*,?\s*(?:19|20)\d\d)", re.IGNORECASE)


def newest_entry(held: Material, content: Content, params: Params) -> datetime.date | None:
    """The newest day that the list shows, or that its entries' own pages show; None where none is told."""
    page = held.page
    if page is None:
        return None
    today = content.today
    if mentions(held.text, params.words("relative-day-words")):
        return today
    shown = held.text if held.place.kind == "block" else ""
    days = [day for day in (*_days(page, shown, params), *_days_without_year(held.text, today)) if _EPOCH <= day <= today + _DAY]
    if not days:
        days = list(_of_entries(held, content, params))
    return max(days, default=None)


def _days(page: Page, block: str, params: Params) -> Iterator[datetime.date]:
    """Days that stand on the list, but for the one on which the page itself was changed; of a block those in its text."""
    if block:
        yield from (period.start for period in periods(block) if period.unit == "day")
        return
    regions = in_content(page)
    shown = [date for date in page.dates if date.source in {"text", "time"} and date.region in regions]
    own = {_day(date) for date in shown if mentions(date.label, params.words("change-words"))}
    yield from (_day(date) for date in shown if _day(date) not in own)
    yield from (period.start for period in periods(page.main_text) if period.unit == "day" and period.start not in own)


def _day(date: DateSeen) -> datetime.date:
    return datetime.date.fromisoformat(date.date)


def _days_without_year(text: str, today: datetime.date) -> Iterator[datetime.date]:
    """ "28 қараша" is one of the last twelve months."""
    for match in DAY_MONTH.finditer(level(text)):
        for year in (today.year, today.year - 1):
            try:
                day = datetime.date(year, month_named(match.groupdict()), int(match[1]))
            except ValueError:
                break
            if day <= today + _DAY:
                yield day
                break


def _of_entries(held: Material, content: Content, params: Params) -> Iterator[datetime.date]:
    """Days of publication on the pages that the list's first links lead to."""
    for link in held.links[: int(params.number("news_entries_looked"))]:
        entry = content.page(link.url)
        if entry is not None and readable(entry):
            for date in dated(entry, params).published:
                day = _day(date)
                if _EPOCH <= day <= content.today + _DAY:
                    yield day
