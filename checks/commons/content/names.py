"""How well a name (of a page, a heading, a link, a file) fits each concept of the methodology, by levelled words.

Rare words count more: a word that many items share (state, body, information) says little, as does one that tells of what sort a paper is
(a list, a plan). A phrase that the data gives for several concepts is the name of their section, and counts less for each. Weights are
added by `fsum`, the same in whatever order a set gives them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, log
from typing import NamedTuple

from checks.commons.content.stems import Stems, said_in, slug_sounds
from facts import Lang
from methodology.model import Indicator, Params

_LETTERS = 7  # of a stem that are compared: стратегия and стратегический are one word
_UNKNOWN = 0.55  # weight of a word that no phrase of the data has
_SHARED_TWICE = 0.85
_SHARED = 0.62
_EXACT, _PRECISION = 0.62, 0.38
_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase of the data: its words, their weight, whose it is, and how much it counts."""

    words: frozenset[str]
    weight: float
    concepts: tuple[str, ...]
    factor: float


class Fit(NamedTuple):
    """How well a name fits a concept, 0 to 1."""

    own: float  # by a phrase that only this concept has
    any: float  # by any phrase, that of its section too


_NO_FIT = Fit(0.0, 0.0)


class Names:
    """The phrases of all concepts in one language."""

    def __init__(self, params: Params, lang: Lang, stems: Stems, own: Iterable[str] = ()) -> None:
        self._stems = stems
        self._lang = lang
        self._ignored = frozenset(word for name in own for word in self._of(name))  # words of the body's name
        phrases = _phrases(params, lang)
        told = {
            concept: {self._of(text) - self._ignored or self._of(text) for text in texts} - {frozenset()}
            for concept, texts in phrases.items()
        }
        spread = Counter(word for sets in told.values() for word in frozenset[str]().union(*sets))
        light = frozenset(stem for word in params.forms.light for stem in self._of(word))
        left = float(params.number("content_light_words"))
        self._weights = {
            word: log(1 + len(told) / times) / log(1 + len(told)) * (left if word in light else 1) for word, times in spread.items()
        }
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._make(told, int(params.number("content_shared_concepts")), light)
        self._known: dict[str, Mapping[str, Fit]] = {}

    def _make(self, told: Mapping[str, set[frozenset[str]]], shared: int, light: frozenset[str]) -> None:
        owners: dict[frozenset[str], list[str]] = defaultdict(list)
        for concept, sets in told.items():
            for words in sets:
                owners[words].append(concept)
        for words, concepts in owners.items():
            says_little = len(concepts) >= shared or words <= light  # "Lists" may be of anything
            factor = _SHARED if says_little else 1.0 if len(concepts) == 1 else _SHARED_TWICE
            phrase = _Phrase(words, fsum(self._weights[word] for word in words), tuple(concepts), factor)
            for word in words:
                self._by_word[word].append(phrase)

    def _of(self, text: str) -> frozenset[str]:
        return frozenset(stem[:_LETTERS] for stem in self._stems.of(text, self._lang))

    def scores(self, text: str) -> Mapping[str, Fit]:
        """Concept -> how well a name fits it, for those that it may be of or stand above."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._scored(self._of(text))
        return known

    def _scored(self, words: frozenset[str]) -> dict[str, Fit]:
        words = words - self._ignored or words
        total = fsum(self._weights.get(word, _UNKNOWN) for word in words)
        best: dict[str, Fit] = {}
        seen: set[int] = set()
        for phrase in (phrase for word in words for phrase in self._by_word.get(word, ())):
            if id(phrase) in seen:
                continue
            seen.add(id(phrase))
            common = fsum(self._weights[one] for one in phrase.words & words)
            score = (common / phrase.weight) ** 1.6 * (_EXACT + _PRECISION * common / total) * phrase.factor
            if score >= _LEAST:
                for concept in phrase.concepts:
                    own, any_ = best.get(concept, _NO_FIT)
                    best[concept] = Fit(max(own, score if len(phrase.concepts) == 1 else 0.0), max(any_, score))
        return best

    def of_address(self, url: str) -> Mapping[str, float]:
        """The same for the words of an address, written in Latin letters."""
        sounds = slug_sounds(url)
        best: dict[str, float] = {}
        if not sounds:
            return best
        said = {word for word in self._by_word if said_in(sounds, word)}
        for phrase in dict.fromkeys(phrase for word in said for phrase in self._by_word[word]):
            common = fsum(self._weights[word] for word in phrase.words & said)
            score = (common / phrase.weight) ** 2 * phrase.factor * 0.9
            if score >= 0.5 and len(phrase.words) > 1:
                for concept in phrase.concepts:
                    best[concept] = max(best.get(concept, 0.0), score)
        return best


def _phrases(params: Params, lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Concept -> its phrases: those of the rows that concern the body, their titles, and those of the requirements."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for item in params.items:
        concept = item.finder.get("concept")
        if not concept:
            found[section_key(item)].update(dict.fromkeys((item.title[lang],)))
        else:
            found[concept].update(dict.fromkeys((*item.finder[f"anchors_{lang}"], item.title[lang])))
            asked = params.requirements.get(concept)
            if asked is not None:
                found[concept].update(dict.fromkeys(asked.names_kk if lang == "kk" else asked.names_ru))
    return {concept: tuple(texts) for concept, texts in found.items()}


def section_key(item: Indicator) -> str:
    """What stands for the section of an item among the concepts."""
    return f"section {item.annex} {item.group}"
