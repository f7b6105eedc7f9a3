"""Groups of word beginnings in texts, and in few bits: which of them a page may hold, told from its words alone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from checks.commons.wording import level
from methodology.requirements import Requirement

_TOKEN = re.compile(r"[^\W_]+")
_FIRST = 5  # letters by which the words of a text are sorted


@lru_cache(maxsize=4096)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds one of `words` in levelled text: each the beginning of a word, with a "=" behind it whole; blanks stand for any endings."""
    return re.compile("|".join(_written(word) for word in words) or r"(?!)")


def _written(word: str) -> str:
    whole = word.endswith("=")
    parts = [re.escape(part) for part in level(word.rstrip("=")).split(" ") if part]
    body = r"\w*[\s\-]+".join(parts)
    start = r"(?<!\w)" if body[:1].isalnum() else ""
    return f"{start}{body}" + (r"(?!\w)" if whole else r"\b" if word.endswith(" ") else "")


class _Written(NamedTuple):
    """One of some words: what it begins with is looked for first, which is much quicker than a pattern of all of them."""

    first: str
    bound: bool  # a word character before it would make it another word
    rest: re.Pattern[str] | None  # how it goes on, where more than its beginning is asked


@lru_cache(maxsize=4096)
def _each(words: tuple[str, ...]) -> tuple[_Written, ...]:
    told = []
    for word in words:
        first, *more = level(word.rstrip("=")).split(" ")
        asks = bool(more) or word.endswith(("=", " "))
        told.append(_Written(first, re.escape(first)[:1].isalnum(), re.compile(_written(word)) if asks else None))
    return tuple(sorted(told, key=lambda one: one.rest is not None))


def starts(words: tuple[str, ...], levelled: str) -> list[int]:
    """Where one of `words` begins in levelled text, in order; each as `pattern` has it."""
    found: set[int] = set()
    for one in _each(words):
        at = _next(one, levelled, 0) if one.first in levelled else -1
        while at >= 0:
            found.add(at)
            at = _next(one, levelled, at + 1)
    return sorted(found)


def holds(words: tuple[str, ...], levelled: str) -> bool:
    """True when levelled text holds one of `words`."""
    return any(one.first in levelled and _next(one, levelled, 0) >= 0 for one in _each(words))


def _next(one: _Written, levelled: str, at: int) -> int:
    """Where a word begins for the first time from `at` on; -1 where it does not."""
    at = levelled.find(one.first, at)
    while at >= 0:
        before = levelled[at - 1] if at and one.bound else " "
        if not (before.isalnum() or before == "_") and (one.rest is None or one.rest.match(levelled, at)):
            return at
        at = levelled.find(one.first, at + 1)
    return at


def matches(words: tuple[str, ...], levelled: str) -> Iterator[tuple[int, int]]:
    """Begin and end of what `pattern` finds in levelled text, one after the other; most words are not there at all, and told cheaply so."""
    wanted, end = pattern(words), -1
    for at in starts(words, levelled):
        if at >= end and (found := wanted.match(levelled, at)):
            end = found.end()
            yield at, end


def apart(groups: Sequence[tuple[str, ...]], levelled: str) -> bool:
    """True when levelled text holds a word of each group, and no one word has to stand for two of them."""
    places = [set(starts(group, levelled)) for group in groups]
    some = (taken for size in range(1, len(places) + 1) for taken in combinations(places, size))
    return all(len(set[int]().union(*taken)) >= len(taken) for taken in some)  # Hall's theorem


def hinted(concept: str) -> str:
    """The name under which a page is sorted that only hints at a concept."""
    return f"{concept}?"


class Sorts:
    """Which concepts the words of a text can be about: every beginning is a bit, every word of a site is looked at once."""

    def __init__(self, requirements: Mapping[str, Requirement]) -> None:
        self._bits: dict[str, int] = {}
        self._by_first: dict[str, list[str]] = {}
        self._words: dict[str, int] = {}
        self._groups = {concept: tuple(map(self._group, asked.topic)) for concept, asked in requirements.items()}
        self._titles = {concept: self._group(asked.titled) for concept, asked in requirements.items() if asked.titled}
        self._groups |= {hinted(concept): (self._group(asked.hints),) for concept, asked in requirements.items() if asked.hints}

    def _group(self, alternatives: tuple[str, ...]) -> tuple[int, ...]:
        masks = []
        for written in alternatives:
            mask = 0
            for part in _TOKEN.findall(level(written)):
                mask |= self._bit(part)
            masks.append(mask)
        return tuple(masks)

    def _bit(self, part: str) -> int:
        if part not in self._bits:
            self._bits[part] = 1 << len(self._bits)
            self._by_first.setdefault(part[:2], []).append(part)
        return self._bits[part]

    def mask(self, texts: Iterable[str]) -> int:
        """The bits of the beginnings that the words of `texts` have."""
        found = 0
        words = self._words
        for text in texts:
            for token in _TOKEN.findall(text):
                known = words.get(token)
                if known is None:
                    known = words[token] = self._of_word(level(token))
                found |= known
        return found

    def _of_word(self, word: str) -> int:
        found = 0
        for part in (*self._by_first.get(word[:2], ()), *self._by_first.get(word[:1], ())):
            if word.startswith(part):
                found |= self._bits[part]
        return found

    def may_be_titled(self, concept: str, mask: int) -> bool:
        """True when the mask has all words of one of the titles that a concept's places bear."""
        return any(mask & title == title for title in self._titles.get(concept, ()))

    def about(self, mask: int) -> list[str]:
        """The concepts each of whose groups has a word in the mask."""
        return [
            concept
            for concept, groups in self._groups.items()
            if all(any(not masks or masks & mask == masks for masks in group) for group in groups)
        ]
