"""Words of names levelled, so that their inflected forms are one: Kazakh and Russian endings, abbreviations, ё and й, alike words.

Kazakh adds its endings one behind another (кесте-лер-і-н-ің), so they are taken off one by one, from the end; Russian is left to
snowball. What comes out is no word, only the same for all forms of one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import snowballstemmer

from checks.commons.wording import level
from methodology.requirements import WordForms

_WORD = re.compile(r"[^\W\d_]+")
_KAZAKH = frozenset("әғқңөұүһі")
_LEAST = 3  # letters that are left of a Kazakh word
_ENDINGS = (  # each row once, in this order, as the language puts them: case, possessive, plural
    re.compile(r"(?:[нмбп]ен|[дтн][аеыі]ң|[дтн][ыі]ң|[дтн][ае]н|нда|нде|[дт][ае]|[дтн][ыі]|[ғгқк][ае]|на|не)$"),
    re.compile(r"(?:[ыі]м[ыі]з|м[ыі]з|[ыі]ң[ыі]з|[сш][ыі]н|[сш][ыі]|[ыі]н|[ыі]м|[ыі])$"),
    re.compile(r"(?:[лдт][ае]р)$"),
    re.compile(r"(?:[дт]ағ[ыі]|[дт]ег[ыі]|ғы|гі|қы|кі)$"),
)
_VOICED = str.maketrans({"ғ": "қ", "г": "к", "б": "п"})
_FLEETING = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[ое]к$")
_russian = snowballstemmer.stemmer("russian")
_LATIN = {  # letters that both scripts are brought to before an address is compared
    **dict(zip("абвгдезийклмнопрстуфцыэі", "abvgdeziiklmnoprstufciei", strict=True)),
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "х": "h", "ж": "j", "ч": "c", "ш": "s", "щ": "s",
    "ъ": "", "ь": "", "ю": "u", "я": "a", "ё": "e", "ы": "i",
}  # fmt: skip
_SAME_SOUND = tuple(
    tuple(pair.split(">"))
    for pair in [
        "shch>s",
        "sch>s",
        "zh>j",
        "kh>h",
        "ts>c",
        "tc>c",
        "ch>c",
        "sh>s",
        "gh>g",
        "ng>n",
        "ya>a",
        "yu>u",
        "ja>a",
        "ju>u",
        "ia>a",
        "iu>u",
        "yo>e",
        "jo>e",
        "ph>f",
        "x>h",
        "q>k",
        "w>u",
        "y>i",
        "ı>i",
        "ğ>g",
        "ñ>n",
        "ö>o",
        "ü>u",
        "ä>a",
        "ş>s",
        "ç>c",
        "á>a",
        "ǵ>g",
        "ń>n",
        "ó>o",
        "ú>u",
        "ý>u",
        "ū>u",
        "c>s",
        "j>i",
    ]
)


def is_kazakh(word: str) -> bool:
    """True when a word has letters that Russian has not."""
    return not _KAZAKH.isdisjoint(word)


def kazakh_stem(word: str) -> str:
    """A levelled Kazakh word without the endings of case, possession and number."""
    stem = word
    for ending in _ENDINGS:
        shorter = ending.sub("", stem)
        if len(shorter) >= _LEAST and any(letter in "аәеоөұүыіуиэюя" for letter in shorter):
            stem = shorter
    return stem[:-1] + stem[-1:].translate(_VOICED) if stem != word else stem


def russian_stem(word: str) -> str:
    """A levelled Russian word as snowball cuts it, with the fleeting vowel of закупок and списков gone."""
    return _FLEETING.sub("к", _russian.stemWord(word))


@lru_cache(maxsize=65_536)
def _both(word: str) -> tuple[str, str]:
    return kazakh_stem(word), russian_stem(word)


@dataclass(frozen=True, slots=True)
class Stems:
    """Stems of texts in Kazakh and Russian by the words of a methodology."""

    forms: WordForms
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _alike: dict[str, dict[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, text: str, lang: str) -> tuple[str, ...]:
        """Stems of the words of a short text (a name) that tell something, in order; `lang` says whose endings are taken off."""
        known = self._known.get((text, lang))
        if known is None:
            known = self._known[text, lang] = tuple(self._all(level(text), lang))
        return known

    def _all(self, text: str, lang: str) -> Iterator[str]:
        for word in _WORD.findall(text):
            if word in self.forms.stop or len(word) < 2:
                continue
            for part in self.forms.short.get(word) or self._parts(word):
                stem = self._stem(part, lang)
                yield self._groups(lang).get(stem, stem)

    def _parts(self, word: str) -> tuple[str, ...]:
        """A compound such as госзакупки as two words."""
        for prefix, whole in self.forms.prefixes.items():
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) >= 5 and not word.startswith(whole[: len(prefix) + 2]):
                return whole, rest
        return (word,)

    @staticmethod
    def _stem(word: str, lang: str) -> str:
        kazakh, russian = _both(word)
        return (kazakh if lang == "kk" or is_kazakh(word) else russian).replace("й", "и")

    def _groups(self, lang: str) -> dict[str, str]:
        groups = self._alike.get(lang)
        if groups is None:
            groups = self._alike[lang] = {self._stem(word, lang): self._stem(first, lang) for word, first in self.forms.alike.items()}
        return groups


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A word of either script by its sound in few Latin letters: қабылдау, kabyldau and qabyldau are one."""
    plain = "".join(_LATIN.get(letter, letter) for letter in word.casefold())
    for written, heard in _SAME_SOUND:
        plain = plain.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=32_768)
def slug_sounds(url: str) -> tuple[str, ...]:
    """The words of an address's path and query by their sound."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    return tuple(sound(word) for word in _WORD.findall(unquote(f"{parts.path} {parts.query}").lower()) if len(word) > 2)


def said_in(sounds: Iterable[str], stem: str) -> bool:
    """True when one of the words, told by sound, begins as the stem does."""
    heard = sound(stem)
    return len(heard) >= 4 and any(word.startswith(heard) for word in sounds)
