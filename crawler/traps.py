"""Guards against endless address spaces: calendars, filters, session numbers, relative links that grow.

Addresses are grouped by pattern: the address with its numbers, dates and parameter values taken out. A pattern is cut
when BARREN of its pages brought nothing, and these are at least BARREN_SHARE of all its pages seen. A page brings
nothing when its main content has only words that another page of the pattern had (dates and numbers aside), shows no
new picture and leads to no pattern not seen before. So an archive of thousands of news goes through (each item has
words of its own) and a calendar is cut after BARREN months. A pattern that goes on bringing something is cut only at
MOST_OF_PATTERN, and addresses that no page has (too long, too deep, segments repeated) are not asked at all.

Some spaces make ever new patterns: filters that combine, names of parameters or folders made up at random. There the
family counts, that is the pages of one path under any parameters, or below one folder: it is cut when STALE pages, and
STALE_SHARE of all of it, had no word and no picture that the site had not shown before, over many patterns. What a cut
family still held is not known, so it counts as not visited. MOST_PAGES bounds a site that makes up words as well.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

BARREN = 60
BARREN_SHARE = 0.9
MOST_OF_PATTERN = 20_000
STALE = 300
STALE_SHARE = 0.95
MANY_PATTERNS = 16  # of one path under different parameters
PATTERNS_SHARE = 0.2  # patterns to pages below one folder: a site's own sections have many pages each
MOST_PAGES = 250_000
LONGEST = 2_000  # characters of an address
DEEPEST = 25  # path segments
MOST_REPEATS = 3  # of one segment in a path
MOST_CUT = 1000  # absurd addresses that are written down
_NUMBER = re.compile(
    r"[0-9a-f]{16,}|(?<![0-9a-z])(?=[0-9a-z]{16})(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]+|\d+", re.IGNORECASE
)  # numbers, hashes, session marks
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE_WORD = re.compile(
    r"қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі"
    r"|январ|феврал|март|апрел|ма[йя]$|июн|июл|август|сентябр|октябр|ноябр|декабр|понедельник|вторник|сред[ау]$|четверг|пятниц|суббот|воскресен"
    r"|january|february|march|april|may$|june|july|august|september|october|november|december|(mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|дс|сс|бс|жм|сн|жс)$"
)


@lru_cache(8_192)  # menus lead from every page to the same addresses
def pattern(url: str) -> str:
    """An address with its numbers and parameter values taken out: /news?page=2 and /news?page=31 have one pattern."""
    place, _, query = url.partition("://")[2].partition("?")
    netloc, slash, path = place.partition("/")
    names = sorted({_NUMBER.sub("0", pair.partition("=")[0]) for pair in query.split("&") if pair}) if query else []
    return netloc + slash + _NUMBER.sub("0", path) + (f"?{'&'.join(names)}" if names else "")


def absurd(url: str) -> bool:
    """True for an address that only a loop of links makes: too long, too deep, or one segment over and over."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    repeats = Counter(segment for segment in segments if not segment.isdigit())
    return len(url) > LONGEST or len(segments) > DEEPEST or max(repeats.values(), default=0) > MOST_REPEATS


@dataclass(slots=True)
class _Pattern:
    pages: int = 0
    barren: int = 0
    words: set[int] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)

    @property
    def cut(self) -> bool:
        return self.pages >= MOST_OF_PATTERN or (self.barren >= BARREN and self.barren >= BARREN_SHARE * self.pages)


@dataclass(slots=True)
class _Family:
    pages: int = 0
    stale: int = 0
    patterns: int = 0

    def cut(self, name: str) -> bool:
        many = self.patterns >= (MANY_PATTERNS if name.endswith("?") else PATTERNS_SHARE * self.pages)
        return many and self.stale >= STALE and self.stale >= STALE_SHARE * self.pages


class TrapGuard:
    """Watches what the pages of each pattern bring; told of pages in visiting order, so that it decides the same each time."""

    def __init__(self) -> None:
        self._patterns: dict[str, _Pattern] = defaultdict(_Pattern)
        self._families: dict[str, _Family] = defaultdict(_Family)
        self._known: set[str] = set()
        self._words: set[int] = set()  # that the site has shown, pictures too
        self._cut: set[str] = set()
        self._pages = 0
        self.lost = 0  # addresses left out of patterns that still brought something, or absurd ones

    def closed(self, url: str) -> bool:
        """True when the pattern of `url` has been cut, or a family that it belongs to."""
        if not self._cut:
            return False
        own = pattern(url)
        return own in self._cut or self._pages >= MOST_PAGES or any(name in self._cut for name in _families(own))

    def refuse(self, url: str) -> bool:
        """True for an absurd address, which is then written down as trapped."""
        if not absurd(url):
            return False
        if len(self._cut) < MOST_CUT:
            self._cut.add(pattern(url)[:200])
        return True

    def note(self, url: str, text: str, pictures: frozenset[str], links: frozenset[str]) -> None:
        """Take account of a visited page: its main text, the addresses of its pictures and of its links."""
        own = pattern(url)
        state = self._patterns[own]
        led_to = {pattern(link) for link in links}
        words = frozenset(word for word in set(_WORD.findall(text.lower())) if not _DATE_WORD.match(word))
        brings = hash(words) not in state.words or not pictures <= state.pictures or not led_to <= self._known
        state.pages += 1
        state.barren += not brings
        state.words.add(hash(words))
        state.pictures |= pictures
        self._known |= led_to | {own}
        if state.cut:
            self._cut.add(own)
        self._note_families(own, {hash(word) for word in (*words, *pictures)}, new=state.pages == 1)

    def _note_families(self, own: str, shown: set[int], *, new: bool) -> None:
        stale = shown <= self._words
        self._words |= shown
        self._pages += 1
        for name in _families(own):
            family = self._families[name]
            family.pages += 1
            family.stale += stale
            family.patterns += new
            if family.cut(name):
                self._cut.add(name)
        if self._pages >= MOST_PAGES:
            self._cut.add(own.partition("/")[0])

    @property
    def cut(self) -> tuple[str, ...]:
        """Patterns and families that were cut, in order."""
        return tuple(sorted(self._cut))

    def barren(self, url: str) -> bool:
        """True when the pattern of a closed address was cut because it brought nothing."""
        own = pattern(url)
        state = self._patterns.get(own)
        return state is not None and own in self._cut and state.pages < MOST_OF_PATTERN


def _families(own: str) -> Iterator[str]:
    """What the pages of a pattern belong to: `host/path?`, and each folder above them as `host/a/…`."""
    path, mark, _ = own.partition("?")
    if mark:
        yield f"{path}?"
    while path := path.rpartition("/")[0]:
        yield f"{path}/…"
