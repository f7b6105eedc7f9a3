"""Groups of word beginnings in texts, and in few bits: which of them a page may hold, told from its words alone."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

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


def holds(words: tuple[str, ...], levelled: str) -> bool:
    """True when levelled text holds one of `words`."""
    return bool(pattern(words).search(levelled))


class Sorts:
    """Which concepts the words of a text can be about: every beginning is a bit, every word of a site is looked at once."""

    def __init__(self, requirements: Mapping[str, Requirement]) -> None:
        self._bits: dict[str, int] = {}
        self._by_first: dict[str, list[str]] = {}
        self._words: dict[str, int] = {}
        self._groups = {concept: tuple(map(self._group, asked.topic)) for concept, asked in requirements.items()}

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

    def about(self, mask: int) -> list[str]:
        """The concepts each of whose groups has a word in the mask."""
        return [
            concept
            for concept, groups in self._groups.items()
            if all(any(not masks or masks & mask == masks for masks in group) for group in groups)
        ]
