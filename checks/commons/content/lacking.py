"""A second, cruder look at what an item is said to lack: only what not even this look sees is certainly not there."""

import re
from collections.abc import Callable, Mapping

from checks.commons.content.material import Material
from facts import Page
from methodology.requirements import Atom, Demand, Sign

_PHONE = re.compile(r"\d(?:[\s()/.–—-]*\d){4}")
_HOURS = re.compile(r"\d{1,2}\s?[:.\-–]\s?\d{2}|\d{1,2}-\w{2}")
_WEEKDAY = re.compile(
    r"дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|понедельн|вторник|сред|четверг|пятниц|суббот|воскресен|\b[пвсч][нтрб]\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")


def certainly_lacks(demand: Demand, held: Material) -> bool:
    """True when every way to meet a demand has a sign of which nothing at all is seen, anywhere on the page or in the file."""
    return all(any(not may_have(atom, held) for atom in way) for way in demand.ways)


def may_have(atom: Atom, held: Material) -> bool:
    """Whether a sign may be there; True for signs that cannot be told so crudely, such as names of people."""
    look = _LOOKS.get(atom.sign)
    if look is None:
        return True
    return look(held, _everything(held))


def _everything(held: Material) -> str:
    if held.document is not None:
        return held.document.text.lower()
    page = held.page
    if page is None:
        return held.text.lower()
    return " ".join((page.header_text, page.main_text, page.footer_text, *(link.raw for link in page.links))).lower()


def _of_page(sign: Callable[[Page], bool]) -> Callable[[Material, str], bool]:
    """A sign of pages; a file, which keeps its text alone, may have it."""
    return lambda held, _: held.document is not None or held.page is None or sign(held.page)


_LOOKS: Mapping[Sign, Callable[[Material, str], bool]] = {
    "phone": lambda _, text: bool(_PHONE.search(text)),
    "email": lambda _, text: "@" in text or "mailto:" in text or "[at]" in text or "собака" in text,
    "hours": lambda _, text: bool(_HOURS.search(text)),
    "weekday": lambda _, text: bool(_WEEKDAY.search(text)),
    "money": lambda _, text: bool(_DIGIT.search(text)),
    "percent": lambda _, text: "%" in text or "пайыз" in text or "процент" in text,
    "number": lambda _, text: bool(_DIGIT.search(text)),
    "year": lambda _, text: bool(_YEAR.search(text)),
    "date": lambda _, text: bool(_DIGIT.search(text)),
    "form": _of_page(lambda page: bool(page.forms) or bool(page.iframes)),
    "field": _of_page(lambda page: bool(page.forms) or bool(page.iframes)),
    "image": _of_page(lambda page: bool(page.images)),
    "audio": _of_page(lambda page: bool(page.media) or bool(page.iframes)),
    "player": _of_page(lambda page: bool(page.media) or bool(page.iframes)),
}
