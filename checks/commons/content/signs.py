"""Whether a passage holds what a demand asks for: phones, people, days and hours, money, tables, links, files.

Three answers: there, not there, and not known where the facts do not tell (a file that was not read, tables that were not gathered).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checks.commons.content.beginnings import holds, matches, starts
from checks.commons.content.passages import Passage
from checks.commons.wording import level
from facts import Form, Link
from facts.written_dates import written_dates
from methodology.model import Params
from methodology.requirements import Atom, Demand

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?:\+\s?7|\b8)[\s(/-]{0,3}7\d{2,4}[\s)/-]{0,3}\d[\d\s-]{4,9}\d"
    r"|\b\d{1,3}-\d{2}-\d{2}\b"
    r"|(?<=[,:] )[1-9]\d{4,5}\b(?=[.;]?$|\s?(?:\(\d{1,5}\))?,\s?[\w.+-]+@)"  # without a code: at an end, or before a mail address
    r"|(?:телефон|тел\.|линия|желі\w*|центр|орталы\w*|call|звоните|қоңырау)\W[^\d.]{0,40}\b1\d{3}\b"
    r"|\b1\d{3}\b(?=[^\d]{0,40}(?:орталы|центр))"
)
_INDEX = re.compile(r"\b(?:\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)\b")
_STREET = re.compile(r"(?<!\w)(?:көше|к-сі|көш\.|даңғыл|даң\.|ул\.|улиц|пр\.|просп|пр-т|мкр|шағын ауд|алаң|площад)", re.IGNORECASE)
_HOUSE = re.compile(r"\d")
_CAP = r"[А-ЯЁӘҒҚҢӨҰҮІҺ]"
_LOW = r"[а-яёәғқңөұүіһ]"
_NAME = rf"{_CAP}(?:{_LOW}+|{_CAP}+)(?:-{_CAP}{_LOW}+)?"
_PERSON = re.compile(
    rf"(?<!\w)(?:{_NAME}\s+{_CAP}\.\s?(?:{_CAP}\.)?|{_CAP}\.\s?(?:{_CAP}\.\s?)?{_CAP}{_LOW}{{2,}}"
    rf"|{_NAME}\s+{_NAME}\s+{_NAME}(?:ұлы|қызы|улы|кызы|ович|евич|овна|евна|ич|ична)"
    rf"|{_CAP}{_LOW}+(?:ов|ова|ев|ева|ин|ина|баев|баева|бек|бай|хан|ғали|жан|гүл|тай|кенов|кенова|ұлы|қызы)\s+{_CAP}{_LOW}{{2,}}"
    rf"|{_CAP}{_LOW}{{2,}}\s+{_CAP}{_LOW}+(?:ов|ова|ев|ева|ин|ина|бек|бай|ұлы|қызы|ович|евич|овна|евна)"
    rf"|{_CAP}{_LOW}{{2,}}\s+{_CAP}{_LOW}{{2,}}(?=\s?[,–—-]\s?(?:\+?[\d(]|тел|[\w.+-]+@)))(?!\w)"  # before a way to them
)
_LATIN_PERSON = re.compile(r"\b[A-Z][a-z]+(?:uly|qyzy|kyzy|ov|ova|ev|eva)\b")
_HOURS = re.compile(
    r"\b(?:[01]?\d|2[0-4])\s?[:.]\s?[0-5]\d\b(?!\.\d)|(?:сағат|с|до|дейін)\s(?:[01]?\d|2[0-4])(?:\s?-\s?де|\s?(?:час|сағат|-ден|-дан))"
)
_STAMP = re.compile(r"^:[0-5]\d\b|^\d*\.?(?:19|20)\d\d[\s,]+\d\d?:\d\d")  # half of a date that a passage begins with
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NUMBER = re.compile(r"(?<![\d.,/№-])\d{1,3}(?:[\s\xa0]\d{3})*(?:[.,]\d+)?(?![\d/-])")
_DATE = re.compile(r"\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b")
_ACT_NUMBER = re.compile(r"№\s?\d|\bN\s?\d|\d-?[VI]{1,4}(?!\w)")
_PERCENT = re.compile(r"\d\s?%|пайыз|процент|%")
_LETTER = re.compile(r"\w")
_ASKED = 8  # characters of a question at least, behind its first letter
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|rtf|odt|ods|pptx?|zip|csv|txt)(?:$|[?#])", re.IGNORECASE)
_SHEETS = frozenset({"xls", "xlsx", "ods", "csv"})
_TOWN = re.compile(r"қаласы|қ\.|город|г\.|ауыл|село|с\.|кент|облыс|област|астана|алматы", re.IGNORECASE)
_ADOPTED_BY = 60  # characters around the kind of an act in which the body stands that adopted it
_END = re.compile(r"(?<=[\w\")]{4})[.;]\s")
_INDEX_FIGURES = 6
_EMERGENCY = 3  # digits of 101, 112: nobody's own number
_OFFICE = _SHEETS | {"pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx", "txt", "zip", "xml"}
_TEXT_FIELDS = frozenset({"textarea", "contenteditable"})
_TYPED = frozenset({"text", "email", "tel", ""})
_PLAYERS = re.compile(r"youtube|youtu\.be|vimeo|rutube|player", re.IGNORECASE)


@lru_cache(maxsize=256)
def _addresses(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def leads(url: str, patterns: tuple[str, ...]) -> bool:
    """True when an address is one of those that the patterns tell."""
    return bool(patterns) and bool(_addresses(patterns).search(url))


@dataclass(frozen=True)
class Signs:
    """The signs of one passage, counted when they are asked for."""

    passage: Passage
    params: Params
    is_file: Callable[[str], bool]  # whether an address is that of a file of the site
    is_news: Callable[[str], bool]  # whether it is that of a single piece of news

    @cached_property
    def _unread(self) -> bool:
        return self.passage.document is not None and not self.passage.text

    def meets(self, demand: Demand) -> bool | None:
        """True when one of the demand's ways is there whole; None when that is not known."""
        ways = [self._way(way) for way in demand.ways]
        return True if True in ways else None if None in ways else False

    def is_hard(self, demand: Demand) -> bool:
        """True when the demand is met by something that words alone are not: a phone, figures, a link to a certain site, a file."""
        return any(self._way(way) is True and any(_hard(atom) for atom in way) for way in demand.ways)

    def _way(self, way: tuple[Atom, ...]) -> bool | None:
        said = [self._atom(atom) for atom in way]
        return False if False in said else None if None in said else True

    def _atom(self, atom: Atom) -> bool | None:
        if atom.sign == "say":
            return self._says(atom.what)
        if atom.sign == "link":
            return self._links(atom.what) >= atom.least
        count = self._count(atom.sign)
        if count is None:
            return None
        if count < atom.least and self._unread and atom.sign not in {"file", "link"}:
            return None
        return count >= atom.least

    def _count(self, sign: str) -> int | None:
        counts = self.passage.counts
        if sign not in counts:
            counts[sign] = _COUNTS[sign](self)
        return counts[sign]

    def _says(self, what: str) -> bool | None:
        words = tuple(what.split("/"))
        here = holds(words, self.passage.levelled) or holds(words, self.passage.chain_levelled)
        return here or (None if self._unread else False)

    def _links(self, site: str) -> int:
        if not site:
            return sum(bool(link.url) for link in self.passage.links)
        patterns = self.params.sites[site]
        return sum(leads(link.url, patterns) for link in self.passage.links)

    def _words(self, name: str) -> int:
        """How often words of the methodology's list of that name are there."""
        return sum(1 for _ in matches(self.params.words(name), self.passage.levelled))

    # ---- counts

    def address(self) -> int:
        """Postal addresses."""
        told = sum(one.kind == "address" for one in self.passage.contacts)
        text = self.passage.text
        street = _STREET.search(text)
        near = street is not None and bool(_HOUSE.search(text[street.end() : street.end() + 60]))
        return told or int(near and bool(_INDEX.search(text) or _TOWN.search(text)))

    def email(self) -> int:
        """Mail addresses."""
        return sum(one.kind == "email" for one in self.passage.contacts) or len(set(_MAIL.findall(self.passage.text)))

    def phone(self) -> int:
        """Phone numbers."""
        told = [one.text for one in self.passage.contacts if one.kind == "phone" and len(one.value) > _EMERGENCY]
        numbers = sum(not _is_index(text, self.passage.text) for text in told)
        return numbers or len(_PHONE.findall(self.passage.text))

    def person(self) -> int:
        """Names of people."""
        return len(set(_PERSON.findall(self.passage.text))) or len(set(_LATIN_PERSON.findall(self.passage.text)))

    def weekday(self) -> int:
        """Days of the week."""
        return self._words("content_weekdays")

    def hours(self) -> int:
        """Times of day."""
        return len(_HOURS.findall(self.passage.text))

    def times(self) -> int:
        """Times of day that stand beside no date."""
        text, at, kept = self.passage.text, 0, []
        for date in written_dates(text):
            kept.append(text[at : date.start])
            at = date.end
        return len(_HOURS.findall(_STAMP.sub("", " ".join((*kept, text[at:])))))

    def money(self) -> int:
        """Sums of money: figures in a text that names the currency."""
        named = self._words("content_money")
        numbers = self.number() if named else 0
        return min(max(named, numbers), numbers)

    def percent(self) -> int:
        """Shares."""
        return len(_PERCENT.findall(self.passage.levelled))

    def number(self) -> int:
        """Figures that are no years and no dates."""
        text = _DATE.sub(" ", self.passage.text)
        return sum(not _YEAR.fullmatch(found) for found in _NUMBER.findall(text))

    def year(self) -> int:
        """Years."""
        names = " ".join((*self.passage.own, *self.passage.chain))
        return len(_YEAR.findall(self.passage.text)) + len(_YEAR.findall(names)) + len(_YEAR.findall(self.passage.url))

    def date(self) -> int:
        """Dates."""
        months = self._words("content_months") if _YEAR.search(self.passage.text) else 0
        return max(self.passage.dates, len(_DATE.findall(self.passage.text)), months)

    def act(self) -> int:
        """Acts that are named by number, or by kind and date."""
        kinds = self._words("content_acts")
        numbers = len(_ACT_NUMBER.findall(self.passage.text))
        return min(kinds, max(numbers, self.year()))

    def ownact(self) -> int:
        """Acts, as `act` counts them, of kinds that bodies adopt, with a number or a year and no higher body beside them.

        Where the place is called by such a kind ("Orders of the Minister"), a list of numbers and titles is one of them.
        """
        text, others = self.passage.levelled, self.params.words("content_acts_of_others")
        kinds = self.params.words("content_own_acts")
        named = [level(name) for name in (*self.passage.own, *self.passage.chain)]
        if any(holds(kinds, name) and not holds(others, name) for name in named):
            return self.act()
        beside = [_sentence(text, at) for at in starts(kinds, text)]
        own = sum(bool(_ACT_NUMBER.search(each.upper()) or _YEAR.search(each)) and not holds(others, each) for each in beside)
        return min(own, self.act())

    def table(self) -> int | None:
        """Rows of tables."""
        if self.passage.document is not None:
            return 99 if self.passage.document.kind in _SHEETS else 0 if self.passage.text else None
        return None if self.passage.tables is None else sum(table.rows for table in self.passage.tables)

    def list(self) -> int | None:
        """Entries of lists."""
        return None if self.passage.lists is None else sum(one.entries for one in self.passage.lists)

    def file(self) -> int:
        """Files to download; a file is one itself."""
        own = self.passage.document
        linked = sum(self.is_file(link.url) or bool(_FILE.search(link.url)) for link in self.passage.links)
        return linked + (own is not None and own.kind in _OFFICE)

    def form(self) -> int:
        """Forms with a field to write in."""
        return sum(_is_written_in(form) for form in self.passage.forms)

    def field(self) -> int:
        """Forms with any field but those of a search."""
        return sum(bool(form.fields) and form.role != "search" for form in self.passage.forms)

    def image(self) -> int:
        """Pictures."""
        return len([image for image in self.passage.images if not image.hidden])

    def audio(self) -> int:
        """Sound."""
        return sum(media.kind == "audio" for media in self.passage.media) + sum(".mp3" in link.url.lower() for link in self.passage.links)

    def player(self) -> int:
        """Players of films."""
        return sum(media.kind == "video" or bool(_PLAYERS.search(media.src)) for media in self.passage.media)

    def question(self) -> int:
        """Questions."""
        return questions(self.passage.text)

    def word(self) -> int:
        """Words."""
        return self.passage.words

    def article(self) -> int:
        """Links to single pieces of news."""
        return len({link.url for link in self.passage.links if self.is_news(link.url)})

    def entry(self) -> int | None:
        """Things told apart: rows, entries, titles that are links, dated lines."""
        told = [count for count in (self.table(), self.list()) if count is not None]
        titles = sum(len(link.text.split()) >= 2 for link in self.passage.links)
        return max((*told, titles, self.date()))

    def none(self) -> int:
        """A short statement that there is none."""
        short = self.passage.words <= self.params.number("content_notice_words")
        return int(short and holds(self.params.words("content_none"), self.passage.levelled))


_COUNTS: Mapping[str, Callable[[Signs], int | None]] = {
    name: getattr(Signs, name)
    for name in (
        "address", "email", "phone", "person", "weekday", "hours", "times", "money", "percent", "number", "year", "date", "act", "ownact",
        "table", "list", "file", "form", "field", "image", "audio", "player", "question", "word", "article", "entry", "none",
    )
}  # fmt: skip


def questions(text: str) -> int:
    """Questions in a text: what stands between two ends of sentences, the second a question mark, and is of some length.

    One pattern for that would begin anew at every letter of a text that asks nothing.
    """
    asked = 0
    for piece in text.split("?")[:-1]:
        sentence = piece[max(piece.rfind("."), piece.rfind("!")) + 1 :]
        first = _LETTER.search(sentence)
        asked += first is not None and len(sentence) - first.end() >= _ASKED
    return asked


def _sentence(text: str, at: int) -> str:
    """What stands around a place of a text in its sentence; full stops of abbreviations do not end one."""
    before, behind = _END.split(text[max(0, at - _ADOPTED_BY) : at]), _END.split(text[at : at + _ADOPTED_BY])
    return before[-1] + behind[0]


def _is_index(number: str, text: str) -> bool:
    """True for six figures that a place name follows: the index of an address."""
    found = re.search(rf"{re.escape(number)},?\s+(.{{0,40}})", text)
    return len(number) == _INDEX_FIGURES and number.isdigit() and found is not None and bool(_TOWN.search(found[1]))


def _is_written_in(form: Form) -> bool:
    if form.role == "search" or any(field.type in {"search", "password"} for field in form.fields):
        return False
    kinds = [field.type for field in form.fields]
    return any(kind in _TEXT_FIELDS for kind in kinds) or sum(kind in _TYPED for kind in kinds) >= 2


_HARD = frozenset(
    {
        "address",
        "email",
        "phone",
        "person",
        "weekday",
        "hours",
        "times",
        "money",
        "percent",
        "file",
        "form",
        "none",
        "audio",
        "question",
        "act",
        "ownact",
        "table",
        "article",
    }
)


def _hard(atom: Atom) -> bool:
    return atom.sign in _HARD or (atom.sign == "link" and bool(atom.what)) or (atom.sign in {"number", "date"} and atom.least > 1)


def first_link(passage: Passage, patterns: tuple[str, ...]) -> Link | None:
    """The first link of a passage whose address is one of those that the patterns tell."""
    return next((link for link in passage.links if leads(link.url, patterns)), None)
