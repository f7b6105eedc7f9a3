"""A second, cruder look at what an item is said to lack: only what not even this look sees is certainly not there."""

import re
from collections.abc import Callable, Mapping

from checks.commons.content.material import Material, content_headings, content_links
from checks.commons.materials import in_content
from facts import Page
from methodology.requirements import Atom, Demand, Sign

_STAMP = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?:[\s,]+\d{1,2}:\d{2})?")  # figures of dates are no numbers to call
_PHONE = re.compile(r"\d(?:[\s()/.–—-]*\d){4}")
_ADDRESS = re.compile(r"\d{6}|көше|к-сі|даңғыл|даң\.|шағын аудан|алаң|ул\.|улиц|пр\.|пр-т|просп|площад|мкр|\d-үй|дом \d|д\. ?\d")
_HOURS = re.compile(r"\d{1,2}\s?[:.\-–]\s?\d{2}|\d{1,2}-\w{2}")
_WEEKDAY = re.compile(
    r"дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|понедельн|вторник|сред|четверг|пятниц|суббот|воскресен|\b[пвсч][нтрб]\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_MANY = 1_000_000  # of what was not gathered there may be any number


def certainly_lacks(demand: Demand, held: Material) -> bool:
    """True when every way to meet a demand has a sign of which nothing at all is seen, anywhere on the page or in the file."""
    return all(any(not may_have(atom, held) for atom in way) for way in demand.ways)


def may_have(atom: Atom, held: Material) -> bool:
    """Whether a sign may be there; True for signs that cannot be told so crudely, such as names of people."""
    count = _COUNTS.get(atom.sign)
    if count is not None:
        return held.document is not None or held.page is None or count(held.page) >= atom.least
    look = _LOOKS.get(atom.sign)
    return True if look is None else look(_everything(held))


def _everything(held: Material) -> str:
    """The words of a file, of the frame where that is the place, else of a page's content: what every page shows is not the item's."""
    if held.document is not None:
        return held.document.text.lower()
    page = held.page
    if page is None:
        return held.text.lower()
    if held.place.kind == "block" and not held.place.selector:
        return " ".join((page.header_text, page.main_text, page.footer_text, *(link.raw for link in page.links))).lower()
    own = in_content(page) | {"aside"}
    return " ".join((page.main_text, page.aside_text, *(link.raw for link in page.links if link.region in own))).lower()


def _links(page: Page) -> int:
    return len(content_links(page))


def _entries(page: Page) -> int:
    """Whatever may be told apart on a page, its main heading and the dates of its publishing apart."""
    tables, lists = page.tables, page.lists
    dates = [date for date in page.dates if date.region in in_content(page) and not date.label.endswith(":")]
    heads = max(len(content_headings(page)) - 1, 0)
    if tables is None or lists is None:
        return _MANY
    return _links(page) + sum(table.rows for table in tables) + sum(seen.entries for seen in lists) + len(dates) + heads


_COUNTS: Mapping[Sign, Callable[[Page], int]] = {
    "word": lambda page: page.main_words * 2,  # how few words are enough is no certain thing
    "link": _links,
    "file": _links,
    "list": _entries,
    "entry": _entries,
    "table": lambda page: _MANY if page.tables is None else sum(table.rows for table in page.tables),
    "form": lambda page: len(page.forms) + len(page.iframes),
    "field": lambda page: len(page.forms) + len(page.iframes),
    "image": lambda page: len(page.images),
    "audio": lambda page: len(page.media) + len(page.iframes),
    "player": lambda page: len(page.media) + len(page.iframes),
}
_LOOKS: Mapping[Sign, Callable[[str], bool]] = {
    "phone": lambda text: bool(_PHONE.search(_STAMP.sub(" ", text))),
    "address": lambda text: bool(_ADDRESS.search(text)),
    "question": lambda text: "?" in text,
    "email": lambda text: "@" in text or "mailto:" in text or "[at]" in text or "собака" in text,
    "hours": lambda text: bool(_HOURS.search(text)),
    "times": lambda text: bool(_HOURS.search(text)),
    "weekday": lambda text: bool(_WEEKDAY.search(text)),
    "money": lambda text: bool(_DIGIT.search(text)),
    "percent": lambda text: "%" in text or "пайыз" in text or "процент" in text,
    "number": lambda text: bool(_DIGIT.search(text)),
    "year": lambda text: bool(_YEAR.search(text)),
    "date": lambda text: bool(_DIGIT.search(text)),
}
