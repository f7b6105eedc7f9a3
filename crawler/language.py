"""The language of a text: Kazakh, Russian, English, another one, or not to be told.

The letters that only Kazakh has among the three decide most Cyrillic text; lingua decides the rest. Texts under three words are not told:
menus and buttons share too many words. The model is loaded at the first question that needs it.
"""

import re
from functools import cache, lru_cache
from typing import Literal

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

Identified = Literal["kk", "ru", "en", "other", ""]

_MIN_WORDS = 3
_LIMIT = 2_000  # characters looked at
_LONG = 120  # characters from which the small model is enough
_CERTAIN = 0.99999  # confidence of the small model in a shorter text above which the large one is not asked
_SURE = 0.5  # share of words with Kazakh letters above which nothing else is asked
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]+")
_KAZAKH = frozenset("әғқңөұүһі")
_SHARED = frozenset("іөүң")  # Ukrainian and Belarusian have і, Kyrgyz and Mongolian ө ү ң
_FOREIGN = frozenset("їєґўђјљњћџѓќѕҙҫҡҗҷӣӯҳҵѝҝ")
_LATIN_KAZAKH = re.compile(r"q(?!u)|[ǵńḱ]|gh[yı]|ǵ|ğ[ay]|[äöüū].*ñ|ñ.*[äöüū]")
_LATIN_FOREIGN = frozenset("əçéèêëàâîïôûßñãõåæøœłąęćśźżčěřšžțşğìòù")
_LATIN_WORDS = frozenset({
    "men", "jäne", "jáne", "jane", "úshin", "üşin", "ushin", "üshin", "boıynsha", "boiynşa", "boiynsha", "týraly", "turaly", "qazaqstan",
    "respýblıkasy", "respublikasy", "memlekettik", "bolyp", "bolady", "boldy", "jyly", "jylǵy", "jylğy", "jumys", "qyzmet", "jańa", "jaña",
})  # fmt: skip
_RUSSIAN_WORDS = frozenset({  # that Kazakh has not, whatever keyboard it is written with
    "и", "в", "с", "к", "на", "по", "для", "что", "от", "из", "при", "его", "или", "это", "как", "был", "была", "были", "их", "также",
    "который", "которые", "которых", "об", "под", "между",
})  # fmt: skip
_RUSSIAN_ENDINGS = (  # of words that Kazakh has not borrowed in these forms
    "ого", "его", "ому", "ему", "ые", "ие", "ых", "их", "ыми", "ими", "ная", "ская", "ную", "скую", "ость", "ости", "остью",
    "ений", "ением", "тся", "ться", "лись", "лась", "лось", "ами", "ями",
)  # fmt: skip
_UNKAZAKH = frozenset("вфцчщъьэёх")  # letters that Kazakh has in borrowed words only
_ENDED = 5  # letters of a word whose ending tells
_ENGLISH_WORDS = frozenset({  # that none of its neighbours here has
    "the", "of", "and", "with", "from", "that", "this", "these", "which", "their", "have", "been", "were", "shall", "should", "other", "by",
})  # fmt: skip
_CODES: dict[Language, Identified] = {Language.KAZAKH: "kk", Language.RUSSIAN: "ru", Language.ENGLISH: "en"}


@lru_cache(maxsize=2048)  # menus and footers, which come on every page; more is texts of single pages
def identify(text: str) -> Identified:
    """The language of a text of at least three words; "" when it is shorter or the letters say nothing."""
    words = _WORD.findall(text[:_LIMIT].lower())
    if len(words) < _MIN_WORDS:
        return ""
    letters = "".join(words)
    cyrillic = sum(map(len, _CYRILLIC.findall(letters)))
    latin = sum(map(len, _LATIN.findall(letters))) if cyrillic < len(letters) else 0
    if max(cyrillic, latin) * 2 < len(letters):
        return "other"
    return _cyrillic(words) if cyrillic >= latin else _latin(words)


def _cyrillic(words: list[str]) -> Identified:
    cyrillic = [word for word in words if "\u0400" <= word[0] <= "\u052f"]
    letters = "".join(cyrillic)
    if not _FOREIGN.isdisjoint(letters) and sum(1 for char in letters if char in _FOREIGN) * 100 > len(letters):
        return "other"
    special = [word for word in cyrillic if not _KAZAKH.isdisjoint(word)]
    if len(special) * 8 > len(cyrillic) and _KAZAKH.isdisjoint(set(letters) - _SHARED) and _neighbour(cyrillic):
        return "other"
    if len(special) >= _SURE * len(cyrillic):
        return "kk"
    if not special and (_plainly(cyrillic, _RUSSIAN_WORDS, 8) or _reads_as_russian(cyrillic)):
        return "ru"
    rest = [word for word in cyrillic if _KAZAKH.isdisjoint(word)]  # a Kazakh name in a Russian text is not Kazakh
    if len(rest) < _MIN_WORDS and special:
        return "kk"
    found = _told(" ".join(rest))
    return _CODES[found] if found is not None else ""


def _told(text: str) -> Language | None:
    """Kazakh or Russian, by the small model where it is certain or the text long, else by the large one, which costs ten times as much."""
    small = _detector(small=True)
    if len(text) >= _LONG:
        return small.detect_language_of(text)
    best = small.compute_language_confidence_values(text)[0]
    return best.language if best.value >= _CERTAIN else _detector(small=False).detect_language_of(text)


def _plainly(words: list[str], small: frozenset[str], share: int) -> bool:
    """True when two of a language's small words stand in a text and one word of `share` is one: nobody need be asked."""
    found = [word for word in words if word in small]
    return len(found) * share >= len(words) and len(set(found)) > 1


def _reads_as_russian(words: list[str]) -> bool:
    """True when half of a text's words, three at least, have what Kazakh words have not, and two are forms that are Russian only.

    Names and borrowed words have the letters alone; a single letter is an initial, or the name of a class.
    """
    long = {word for word in words if len(word) > 1}
    forms = {word for word in long if word in _RUSSIAN_WORDS or (len(word) >= _ENDED and word.endswith(_RUSSIAN_ENDINGS))}
    unlike = forms.union(word for word in long if not _UNKAZAKH.isdisjoint(word))
    return len(forms) > 1 and len(unlike) > 2 and len(unlike) * 2 >= len(words)


def _neighbour(words: list[str]) -> bool:
    """True for a text in a language whose letters Kazakh shares; і beside ө ү ң is Kazakh alone."""
    letters = "".join(words)
    if "і" not in letters:
        return len(letters) >= 60
    return _SHARED.intersection(letters) == {"і"} and _slavic_detector().detect_language_of(" ".join(words)) != Language.KAZAKH


def _latin(words: list[str]) -> Identified:
    latin = [word for word in words if word[0] < "\u0400"]
    if "ə" not in "".join(latin):
        marked = sum(1 for word in latin if word in _LATIN_WORDS or _LATIN_KAZAKH.search(word))
        if marked * 6 >= len(latin) and any(word in _LATIN_WORDS or word.startswith("qazaq") for word in latin):
            return "kk"
    return _english(latin)


def _english(words: list[str]) -> Identified:
    accented = sum(1 for word in words if not _LATIN_FOREIGN.isdisjoint(word))
    if accented * 8 > len(words):
        return "other"
    if _plainly(words, _ENGLISH_WORDS, 8):
        return "en"
    found = _latin_detector().detect_language_of(" ".join(words))
    return "en" if found == Language.ENGLISH else "other"


@cache
def _detector(*, small: bool) -> LanguageDetector:
    """Kazakh against Russian; on long text the small model (30 MB) is as right as the large one (110 MB)."""
    builder = LanguageDetectorBuilder.from_languages(Language.KAZAKH, Language.RUSSIAN)
    return builder.with_low_accuracy_mode().build() if small else builder.build()


@cache
def _slavic_detector() -> LanguageDetector:
    languages = (Language.KAZAKH, Language.UKRAINIAN, Language.BELARUSIAN)
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


@cache
def _latin_detector() -> LanguageDetector:
    """English against what a Kazakhstan site may carry beside it."""
    languages = (Language.ENGLISH, Language.TURKISH, Language.GERMAN, Language.FRENCH, Language.SPANISH, Language.AZERBAIJANI)
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
