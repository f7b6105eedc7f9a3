"""Words in texts and addresses: spelling levelled, endings of Kazakh and Russian allowed for."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

_LEVEL = (
    ("ё", "е"),
    ("–", "-"),
    ("—", "-"),
    ("‑", "-"),
    ("«", '"'),
    ("»", '"'),
    ("“", '"'),
    ("”", '"'),
    ("„", '"'),
    ("’", "'"),
    ("\xad", ""),
)
_WORD = re.compile(r"\w+")
_ENDING = 3  # letters by which the forms of one word differ at its end, at most
_STEM_MIN = 3  # letters


def level(text: str) -> str:
    """`text` in lower case, with one kind of blank, dash and quotation mark, and е for ё."""
    folded = text.casefold()
    for sign, plain in _LEVEL:  # much quicker than to ask a table for every letter
        folded = folded.replace(sign, plain)
    return " ".join(folded.split())


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (_word(level(word)) for word in words)
    return re.compile("|".join(parts) or r"(?!)")


def _word(word: str) -> str:
    """Cyrillic words match as beginnings of words, Latin ones whole, signs anywhere; a number may stand right before a word."""
    start = r"(?<![^\W\d_])" if word[:1].isalnum() else ""
    end = r"(?!\w)" if word.isascii() and word[-1:].isalnum() else ""
    return start + re.escape(word) + end


_SHORT = 200  # characters of a text that is likely to come again: names of links, headings, titles


def mentions(text: str, words: Iterable[str]) -> bool:
    """True when one of `words` stands in `text`."""
    return (_mentions_again if len(text) <= _SHORT else _mentions)(text, tuple(words))


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return bool(_words(words).search(level(text)))


_mentions_again = lru_cache(maxsize=32_768)(_mentions)  # menus say the same on every page


def last_mention(text: str, words: Iterable[str]) -> int:
    """Place of the last of `words` in levelled `text`, -1 when there is none."""
    return max((found.start() for found in _words(tuple(words)).finditer(level(text))), default=-1)


@lru_cache(maxsize=256)
def _address_parts(parts: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(part) for part in parts)
    return re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])" if either else r"(?!)")


def address_mentions(url: str, parts: Iterable[str]) -> bool:
    """True when the path or the query of `url` holds one of `parts` as a word of its own (`-` and `_` are alike)."""
    return _address_mentions(url, tuple(parts))


@lru_cache(maxsize=32_768)
def _address_mentions(url: str, parts: tuple[str, ...]) -> bool:
    split = urlsplit(url)
    return bool(_address_parts(parts).search(f"{split.path}?{split.query}".lower().replace("_", "-")))


def same_word(one: str, other: str) -> bool:
    """True for two forms of one word: they differ in at most three letters at the end."""
    if one == other:
        return True
    stem = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        stem += 1
    longest = max(len(one), len(other))
    return stem >= _STEM_MIN and longest - stem <= _ENDING and stem * 2 > longest


def names(text: str, name: str) -> bool:
    """True when the words of `name` follow each other in `text`, in whatever grammatical form."""
    wanted, words = _WORD.findall(level(name)), _WORD.findall(level(text))
    if not wanted:
        return False
    starts = range(len(words) - len(wanted) + 1)
    return any(all(same_word(word, words[start + at]) for at, word in enumerate(wanted)) for start in starts)


def is_called(text: str, name: str) -> bool:
    """True when `text` is `name` and nothing else, in whatever grammatical form."""
    return len(_WORD.findall(level(text))) == len(_WORD.findall(level(name))) and names(text, name)


def alike(one: str, other: str) -> bool:
    """True when two titles name the same thing: one holds the other, or begins as a cut-off one does ("Приказ о…")."""
    left, right = level(one).rstrip("… ."), level(other).rstrip("… .")
    if min(len(left), len(right)) < _STEM_MIN:
        return left == right != ""
    return left in right or right in left
