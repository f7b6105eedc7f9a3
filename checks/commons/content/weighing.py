"""What one place is worth for one item: how well its names and words fit, and what of that which must be there it holds."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from checks.commons import phrases
from checks.commons.content.beginnings import apart, holds, matches, starts
from checks.commons.content.index import SiteContent
from checks.commons.content.model import Holds, How, Place
from checks.commons.content.names import Fit, Names, section_key
from checks.commons.content.passages import Passage, around
from checks.commons.content.signs import Signs
from checks.commons.content.stems import Stems
from checks.commons.wording import level
from facts import Lang, PageState
from facts.reasons import page_reason
from methodology.model import Params
from methodology.requirements import Requirement

PROOF = 200  # characters
ARTICLES = frozenset({"news", "speeches", "events_calendar", "address_progress"})  # items that single news may tell
_LOOSE = frozenset({"window", "near", "aside", "part", "text"})
_IN_SECTION = 0.09  # added where the names of the page are those of the item's section
_NAMED_BY_DATA = 0.4  # fit of a name that holds the words of the topic and is one of the item's own
_SECTION_FIT = 0.5
LEVELS = {
    "own": 0.78,
    "titled": 0.62,
    "worded": 0.61,
    "wordless": 0.6,
    "contact": 0.45,
    "chain": 0.66,
    "part": 0.53,
    "dense": 0.52,
    "near": 0.44,
    "window": 0.43,
    "aside": 0.4,
    "text": 0.3,
    "": 0.0,
}
_HARD_WINDOW = 0.56  # score of words near each other with a sign beside them that is no mere word
_NAMED_ALONE = 0.7  # a name that fits so well needs no word of the topic
_WORD = re.compile(r"[\w-]+")
_ELSEWHERE = 0.7  # of the score is left where the names are those of another item
_OTHER = 0.55  # where they hold words that make them something else
ARTICLE_SHARE = 0.5  # where the page is a single piece of news


Passing = Literal["", "loose", "all"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A place that was looked at, with what decides between places."""

    place: Place
    level: str
    article: bool


class _Kept(NamedTuple):
    """What a passage holds."""

    holds: Holds
    lacks: tuple[str, ...]
    reason: str
    hard: bool = False  # something that words alone are not shows it


class Weighing:
    """Weighs places of one site for items in one language."""

    def __init__(self, content: SiteContent, params: Params, lang: Lang, stems: Stems) -> None:
        self._content = content
        self._params = params
        self._lang: Lang = lang
        names = content.site.body.names.get(lang)
        own = [text for text in (names.full, *names.short) if text] if names else []
        self._names = Names(params, lang, stems, own)
        self._entries = [entry for entry in content.entries if entry.lang in {lang, None}]

    def _fit(self, name: str, asked: Requirement) -> Fit:
        return self._names.scores(name).get(asked.concept, Fit(0.0, 0.0))

    def _seen(
        self, asked: Requirement, passage: Passage, how: How, *, article: bool, window: bool = False, passing: Passing = ""
    ) -> Seen | None:
        """What a passage is worth for an item. `passing`: the words of its page, or its names too, may be said in passing."""
        own = max((self._fit(name, asked).own for name in passage.own), default=0.0)
        level = "window" if window else self._level(asked, passage)
        if not level and own < _NAMED_ALONE:
            return None
        kept = self._held(asked, passage)
        score = max(own, LEVELS[level]) if level else own * 0.9
        short = passage.words <= self._params.number("content_short_words")
        if kept.hard and (window or (level == "near" and short)):
            score = max(score, _HARD_WINDOW)
        if level in _LOOSE and self._in_section(asked, passage):
            score += _IN_SECTION
        own_words = level == "own" and max((self._fit(name, asked).any for name in passage.own), default=0.0) < _NAMED_BY_DATA
        if own_words:
            score = LEVELS["worded"]
        score *= self._doubts(asked, passage, own)
        if article and asked.concept not in ARTICLES:
            score *= ARTICLE_SHARE
        file = passage.kind == "document"
        part = own_words and (file or not passage.whole_page)  # files, and chapters of a long text, are called like anything
        if passing == "all" or (passing and (part or level in _LOOSE)) or (file and part):
            score = min(score, self._passing(asked))
        place = Place(
            kind="document" if passage.kind == "document" else "block" if passage.kind == "block" and passage.selector else "page",
            url=passage.url,
            page=passage.page,
            score=round(min(score, 1.0), 3),
            selector=passage.selector,
            words=" · ".join(passage.own or passage.chain[:1])[:PROOF],
            how=how,
            holds=kept.holds,
            said=_said(asked, passage) if own_words or level in _LOOSE else (),
            proof=self._proof(asked, passage),
            lacks=kept.lacks,
            reason=kept.reason,
        )
        return Seen(place, level, article)

    def _passing(self, asked: Requirement) -> float:
        """The most that words in passing are worth: a person is shown the place, nothing is said of it."""
        return float(self._params.number("content_passing_plain" if asked.plain or asked.unmistakable else "content_passing"))

    def _level(self, asked: Requirement, passage: Passage) -> str:  # noqa: PLR0911  # one return a level, the best first
        """Where the words of the topic stand: in its own names, those of what it is a part of, beside a name, near each other, anywhere."""
        own, chain, text = passage.own_levelled, passage.chain_levelled, passage.levelled
        if all(holds(group, own) for group in asked.topic):
            return "own"
        if asked.titled and holds(asked.titled, own):
            return "titled"
        if asked.named_only and passage.whole_page:
            return "chain" if all(holds(group, chain) for group in asked.topic) else ""
        named = [group for group in asked.topic if holds(group, chain)]
        if len(named) == len(asked.topic) and any(holds(group, own) for group in asked.topic):
            return "chain"
        left = tuple(group for group in asked.topic if group not in named)
        if not apart(left, text):
            return ""
        if any(holds(group, own) for group in named):
            short = passage.words <= self._params.number("content_short_words")
            return "part" if short or passage.kind == "document" else "aside"
        if asked.all_along and passage.kind == "page" and passage.whole_page and self._dense(asked.topic, text, passage.words):
            return "dense"
        return "near" if _near(asked.topic, text) else "text"

    def _dense(self, topic: tuple[tuple[str, ...], ...], text: str, words: int) -> bool:
        """True for a page that speaks of one thing all along: a word of each group of the topic in every few dozen words."""
        least = max(self._params.number("content_dense_least"), words / self._params.number("content_dense_words"))
        return all(len(starts(group, text)) >= least for group in topic)

    def _in_section(self, asked: Requirement, passage: Passage) -> bool:
        """True where the names of a place and of what it is a part of are those of the item's section, or of another item in it."""
        kin = self._kin.get(asked.concept, frozenset())
        names = (*passage.own, *passage.chain)
        return any(fit.any >= _SECTION_FIT for name in names for concept, fit in self._names.scores(name).items() if concept in kin)

    @cached_property
    def _kin(self) -> Mapping[str, frozenset[str]]:
        """Concept -> the concepts of its sections, and the sections themselves."""
        sections: dict[str, set[str]] = defaultdict(set)
        for item in self._params.items:
            if item.finder:
                sections[section_key(item)].add(item.finder["concept"])
        kin: dict[str, frozenset[str]] = {}
        for section, concepts in sections.items():
            for concept in concepts:
                kin[concept] = kin.get(concept, frozenset()) | concepts | {section}
        return kin

    def _doubts(self, asked: Requirement, passage: Passage, own: float) -> float:
        factor = 1.0
        named = passage.own_levelled or level(passage.chain[0] if passage.chain else "")  # words of a page are told by its title
        if asked.everyday:
            named = passage.chain_levelled
        if asked.other and holds(asked.other, named) and own < 0.9:
            factor *= _OTHER
        elsewhere = max((fit.own for name in passage.own for fit in self._names.scores(name).values()), default=0.0)
        if elsewhere > own + 0.2 and elsewhere > 0.75 and not asked.plain and passage.kind != "page":
            factor *= _ELSEWHERE
        return factor

    def _held(self, asked: Requirement, passage: Passage) -> _Kept:  # noqa: PLR0911  # one return a rule, in order
        """What a passage holds, what it lacks, why it could not be read."""
        document = passage.document
        if document is not None and document.state is not PageState.OK:
            return _Kept("unknown", (), page_reason(document.state, document.status))
        if document is None and passage.page in self._content.doors:
            return _Kept("nothing", (), "")
        few = passage.words <= self._params.number("content_notice_words")
        if few and phrases.mentions(self._params.words("people_empty"), passage.text) and not asked.notice:
            return _Kept("nothing", ("empty",), "")
        if document is None and self._promises(passage):
            return _Kept("nothing", ("empty",), "")
        signs = Signs(passage, self._params, self._content.is_file, self._content.is_news)
        if asked.notice and signs.none():
            return _Kept("whole", (), "", hard=True)
        if passage.kind == "page" and not self._says_anything(passage):
            return _Kept("nothing", ("empty",), "")
        known = [signs.meets(demand) for demand in asked.known_by]
        if False in known:
            return _Kept("nothing", tuple(demand.name for demand, met in zip(asked.known_by, known, strict=True) if met is False), "")
        needs = [(demand.name, signs.meets(demand)) for demand in asked.needs]
        hard = any(signs.is_hard(demand) for demand in (*asked.known_by, *asked.needs))
        lacks = tuple(name for name, met in needs if met is False)
        if lacks:
            return _Kept("thin", lacks, "", hard=hard)
        if None in known or any(met is None for _, met in needs):
            return _Kept("unknown", (), _unread(passage))
        return _Kept("whole", (), "", hard=hard)

    def _says_anything(self, passage: Passage) -> bool:
        """False for a page that has its names and nothing else, as far as all of it was gathered: no word, no link, no picture."""
        if passage.tables is None or passage.lists is None:
            return True  # not gathered
        if passage.tables or passage.lists or passage.forms or passage.images or passage.media or passage.contacts or passage.links:
            return True
        text = passage.levelled
        for name in sorted({level(name) for name in (*passage.own[:1], *passage.chain)}, key=len, reverse=True):
            text = text.replace(name, " ")
        page = self._content.page(passage.url)
        unrun = page is not None and page.scripted and not page.rendered  # a script that no browser ran may fill it
        return unrun or any(map(str.isalnum, text))

    def _promises(self, passage: Passage) -> bool:
        """True for a part that begins by saying that its content is to come, says little more, and has nothing but words."""
        holds_more = passage.tables or passage.lists or passage.forms or passage.contacts or any(link.url for link in passage.links)
        if holds_more or passage.words > self._params.number("content_promise_rest"):
            return False
        text = passage.text.strip()
        for name in passage.own[:1]:
            text = text.removeprefix(name).strip(" .:–—-")
        first = re.split(r"(?<=[.!?…])\s", text, maxsplit=1)[0]
        if len(first.split()) > self._params.number("content_promise_words"):
            return False
        words = self._params.words
        to_come = phrases.mentions(words("content_promised_here"), first) and phrases.mentions(words("content_here"), first)
        return to_come or phrases.mentions(words("content_promised"), first)

    def _proof(self, asked: Requirement, passage: Passage) -> str:
        words = tuple(word for group in asked.topic for word in group)
        told = around(passage.text, starts(words, passage.levelled), PROOF)
        return told or " · ".join(passage.own)[:PROOF]


def _said(asked: Requirement, passage: Passage) -> tuple[str, ...]:
    """The first word of a passage for each group of the topic, as it stands there."""
    found = (_WORD.match(passage.levelled, at[0]) for group in asked.topic if (at := starts(group, passage.levelled)))
    return tuple(dict.fromkeys(word.group() for word in found if word))


def _near(topic: tuple[tuple[str, ...], ...], text: str, width: int = 160) -> bool:
    """True when all groups have a word within `width` characters of one of the first group's."""
    others = topic[1:]
    for number, (begin, end) in enumerate(matches(topic[0], text)):
        if number > 20:
            break
        window = text[max(begin - width, 0) : end + width]
        if others and apart(topic, window):
            return True
        if not others and number >= 1:
            return True
    return False


def _unread(passage: Passage) -> str:
    if passage.document is None:
        return "not-gathered"
    return "scan" if passage.document.text_layer is False else "file-unread"
