"""Phrases, class names and addresses told by lists in which a `*` marks a stem: exact where a near word means something else.

"жоғары" (up) is also the beginning of "жоғары білім" (higher education) and "опрос" the end of "вопрос": `says_only` and whole words
keep them apart. `checks.commons.wording` is for words of which every longer form is meant.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s_\-‐‑–—/.+«»\"'“”:;,!?()\[\]|#=>]+")
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")


def plain(text: str) -> str:
    """`text` in lower case with single spaces for everything that separates words; ё as е, camelCase taken apart."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", text)).casefold().replace("ё", "е").strip()


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = [re.escape(plain(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "") for word in words]
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")(?!\w)")


def mentions(words: tuple[str, ...], *texts: str) -> bool:
    """True when one of `texts` holds one of `words`; a word that ends in `*` also stands for its longer forms."""
    return any((_holds_again if len(text) <= _SHORT else _holds)(words, text) for text in texts if text)


_SHORT = 200  # characters of a text that is likely to come again: names of links, class names, paths


def _holds(words: tuple[str, ...], text: str) -> bool:
    return bool(_pattern(words).search(plain(text)))


_holds_again = lru_cache(maxsize=32_768)(_holds)  # menus say the same on every page


def says_only(words: tuple[str, ...], text: str) -> bool:
    """True when `text` is one of `words` and nothing else but signs."""
    letters = re.sub(r"[^\w ]+", " ", plain(text))
    return bool(_pattern(words).fullmatch(" ".join(letters.split())))


def left_without(words: tuple[str, ...], text: str) -> str:
    """What is left of `text`, in letters and digits, when every one of `words` is taken out of it."""
    return re.sub(r"[\W_]+", " ", _pattern(words).sub(" ", plain(text))).strip()


def holds(marks: Iterable[str], *addresses: str) -> str:
    """The first of `marks` that is part of one of `addresses` as written; "" when none is."""
    lowered = tuple(address.lower() for address in addresses if address)
    return next((mark for mark in marks if any(mark in address for address in lowered)), "")
