"""Finds the items of Annexes 5 and 6 on a site: where each may be, what those places hold, and what follows from it."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from checks.commons import phrases
from checks.commons.content.beginnings import holds, pattern
from checks.commons.content.index import Entry, SiteContent
from checks.commons.content.model import Confidence, Found, Holds, Place
from checks.commons.content.names import Fit, Names, section_key
from checks.commons.content.passages import Cut, Passage, around, document_passage, frame_passage
from checks.commons.content.signs import Signs, leads
from checks.commons.content.stems import Stems
from checks.commons.seen import absence_proven, closed_places
from checks.commons.wording import level
from facts import Document, Lang, PageState
from facts.reasons import page_reason
from methodology.model import Indicator, Params
from methodology.requirements import Requirement

_PROOF = 200  # characters
_ARTICLES = frozenset({"news", "speeches", "events_calendar", "address_progress"})  # items that single news may tell
_LOOSE = frozenset({"window", "near", "aside", "part", "text"})
_IN_SECTION = 0.09  # added where the names of the page are those of the item's section
_NAMED_BY_DATA = 0.4  # fit of a name that holds the words of the topic and is one of the item's own
_SECTION_FIT = 0.5
_OF_ANOTHER = 0.6
_OTHERS = frozenset({"subordinates", "subordinates_mio"})  # their pages give addresses of others
_LEVELS = {
    "own": 0.78,
    "titled": 0.62,
    "wordless": 0.6,
    "contact": 0.45,
    "chain": 0.66,
    "part": 0.53,
    "near": 0.44,
    "window": 0.43,
    "aside": 0.4,
    "text": 0.3,
    "": 0.0,
}
_HARD_WINDOW = 0.56  # score of words near each other with a sign beside them that is no mere word
_NAMED_ALONE = 0.7  # a name that fits so well needs no word of the topic
_ELSEWHERE = 0.7  # of the score is left where the names are those of another item
_OTHER = 0.55  # where they hold words that make them something else
_ARTICLE = 0.5  # where the page is a single piece of news
_SPOT = 0.62  # score of a link to a site that may stand for an item, whose words name it
_STANDS = 0.85  # of a link whose address alone says so
_RANK = {"whole": 3, "thin": 2, "unknown": 1, "nothing": 0}
_TEXTUAL = 10  # candidates by their texts alone


@dataclass(frozen=True, slots=True)
class _Seen:
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


class Finder:
    """Looks for items in one language of one site."""

    def __init__(self, content: SiteContent, params: Params, lang: Lang, stems: Stems) -> None:
        self._content = content
        self._params = params
        self._lang: Lang = lang
        names = content.site.body.names.get(lang)
        own = [text for text in (names.full, *names.short) if text] if names else []
        self._names = Names(params, lang, stems, own)
        self._entries = [entry for entry in content.entries if entry.lang in {lang, None}]

    # ---- candidates

    @cached_property
    def _hits(self) -> Mapping[str, list[tuple[float, str, Entry]]]:
        """Concept -> score, where the words stand, page; the best first."""
        hits: dict[str, list[tuple[float, str, Entry]]] = defaultdict(list)
        for entry in self._entries:
            best: dict[str, tuple[float, str]] = {}
            for name in (*entry.names, *self._content.names_of(entry.url, self._lang)):
                for concept, (_, score) in self._names.scores(name.text).items():
                    if score > best.get(concept, (0.0, ""))[0]:
                        best[concept] = score, name.how
            for concept, score in self._names.of_address(entry.url).items():
                if score > best.get(concept, (0.0, ""))[0]:
                    best[concept] = score, "address"
            for concept, (score, how) in best.items():
                hits[concept].append((score * (_ARTICLE if entry.article else 1), how, entry))
        for found in hits.values():
            found.sort(key=lambda hit: (-hit[0], hit[2].depth, hit[2].url))
        return hits

    @cached_property
    def _by_text(self) -> Mapping[str, list[Entry]]:
        """Concept -> pages whose words may be about it, those near the home page first."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            called = self._content.sorts.mask(name.text for name in self._content.names_of(entry.url, self._lang))
            titles = self._content.sorts.mask(name.text for name in entry.names) | called if entry.article else 0
            told = frozenset(self._content.sorts.about(titles)) if entry.article else frozenset[str]()
            for concept in self._content.sorts.about(entry.mask | called):
                if not entry.article or concept in _ARTICLES or concept in told:
                    found[concept].append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: (entry.depth, entry.url))
        return found

    def _candidates(self, concept: str) -> Iterator[tuple[Entry, str]]:
        most = int(self._params.number("content_candidates"))
        given: set[str] = set()
        for _, how, entry in self._hits.get(concept, ())[:most]:
            given.add(entry.url)
            yield entry, how
        asked = self._params.requirements[concept]
        kinds = _contacts(asked) if asked.named_only else frozenset()
        homes = [
            entry
            for entry in self._entries
            if entry.home or (kinds & entry.contacts and not entry.article) or (asked.titled and self._is_titled(entry, asked))
        ]
        texts = [entry for entry in self._by_text.get(concept, ()) if entry.url not in given]
        for url in dict.fromkeys(entry.url for entry in (*homes, *texts[:_TEXTUAL])):
            if url not in given:
                yield self._entry_of[url], "text"

    def _is_titled(self, entry: Entry, asked: Requirement) -> bool:
        names = (*entry.names[:1], *self._content.names_of(entry.url, self._lang))
        return not entry.article and any(holds(asked.titled, level(name.text)) for name in names)

    @cached_property
    def _entry_of(self) -> Mapping[str, Entry]:
        return {entry.url: entry for entry in self._entries}

    # ---- places

    def _places(self, asked: Requirement) -> Iterator[_Seen]:
        for entry, how in self._candidates(asked.concept):
            if asked.home_only and not entry.home:
                continue
            yield from self._on_page(asked, entry, how)
        if not asked.home_only:
            yield from self._documents(asked)
            yield from self._spots(asked)
        if asked.everywhere:
            yield from self._frames(asked)

    def _on_page(self, asked: Requirement, entry: Entry, how: str) -> Iterator[_Seen]:
        cut = self._content.cut(entry, self._lang)
        for passage in cut.passages:
            seen = self._seen(asked, passage, how if passage.kind == "page" else "section", article=entry.article)
            if seen is not None:
                yield seen
        if asked.wordless:
            seen = self._wordless(asked, cut.passages[0], entry)
            if seen is not None:
                yield seen
        if asked.named_only:
            if self._is_of_another(asked, entry):
                return
            seen = self._wordless(asked, cut.passages[0], entry)
            if seen is not None:
                yield seen
        for window in _windows(asked.topic, cut):
            seen = self._seen(asked, window, "text", article=entry.article, window=True)
            if seen is not None and seen.place.holds in {"whole", "thin"}:
                yield seen

    def _is_of_another(self, asked: Requirement, entry: Entry) -> bool:
        """True for a page that is named as another item: the phones on it are somebody else's."""
        kin = self._kin.get(asked.concept, frozenset())
        names = (*entry.names, *self._content.names_of(entry.url, self._lang))
        return any(
            fit.own >= _OF_ANOTHER
            for name in names
            for concept, fit in self._names.scores(name.text).items()
            if concept not in kin or concept in _OTHERS
        )

    def _wordless(self, asked: Requirement, passage: Passage, entry: Entry) -> _Seen | None:
        kept = self._held(asked, passage)
        if kept.holds not in {"whole", "thin"} or entry.article:
            return None
        place = Place(
            kind="page", url=passage.url, page=passage.page, score=_LEVELS["wordless" if entry.home or asked.wordless else "contact"], words=" · ".join(passage.own)[:_PROOF],
            how="text" if asked.wordless else "footer", holds=kept.holds, proof=passage.text[:_PROOF], lacks=kept.lacks,
        )  # fmt: skip
        return _Seen(place, "wordless", False)

    def _documents(self, asked: Requirement) -> Iterator[_Seen]:
        ranked = []
        for document, names, page in self._files:
            score = max((self._fit(name, asked).any for name in (*names, document.title)), default=0.0)
            about = all(holds(group, level(" ".join((*names, document.title)))) for group in asked.topic)
            if score >= 0.4 or about:
                ranked.append((max(score, 0.6 * about), document, names, page))
        ranked.sort(key=lambda one: -one[0])
        for _, document, names, page in ranked[: int(self._params.number("content_candidates"))]:
            seen = self._seen(asked, document_passage(document, names, page), "file", article=False)
            if seen is not None:
                yield seen

    @cached_property
    def _files(self) -> list[tuple[Document, tuple[str, ...], str]]:
        found = []
        for document in self._content.site.documents:
            called = [*self._content.names_of(document.url, self._lang), *self._content.names_of(document.final_url, self._lang)]
            if called:
                found.append((document, tuple(dict.fromkeys(name.text for name in called)), called[0].page))
        return found

    def _spots(self, asked: Requirement) -> Iterator[_Seen]:
        named = tuple(pattern for site in asked.stands_named for pattern in self._params.sites[site])
        if not named and not asked.stands:
            return
        for (lang, url, _), spot in self._content.spots.items():
            if lang not in {self._lang, None} or not (leads(url, asked.stands) or leads(url, named)):
                continue
            said = level(spot.text)
            fits = all(holds(group, said) for group in asked.topic) and not (asked.other and holds(asked.other, said))
            score = _STANDS if leads(url, asked.stands) else max(_SPOT, self._fit(spot.text, asked).own) if fits else 0.0
            if score:
                state, reason = self._content.target(url)
                place = Place(
                    kind="link", url=url, page=spot.page, score=score, selector=spot.selector, words=spot.text, how="link",
                    holds="nothing" if state == "dead" else "whole", proof=(spot.context or spot.text)[:_PROOF], reason=reason if state == "dead" else "",
                )  # fmt: skip
                yield _Seen(place, "own", False)

    def _frames(self, asked: Requirement) -> Iterator[_Seen]:
        """What stands on the home page, or in the frame of all pages, needs no name of its own where signs tell it."""
        for entry in self._entries:
            page = self._content.page(entry.url) if entry.home else None
            if page is not None:
                for passage in (frame_passage(page), *self._content.cut(entry, self._lang).passages):
                    seen = self._wordless(asked, passage, entry)
                    if seen is not None:
                        yield seen

    # ---- one place

    def _fit(self, name: str, asked: Requirement) -> Fit:
        return self._names.scores(name).get(asked.concept, Fit(0.0, 0.0))

    def _seen(self, asked: Requirement, passage: Passage, how: str, *, article: bool, window: bool = False) -> _Seen | None:
        own = max((self._fit(name, asked).own for name in passage.own), default=0.0)
        level = "window" if window else self._level(asked, passage)
        if not level and own < _NAMED_ALONE:
            return None
        kept = self._held(asked, passage)
        score = max(own, _LEVELS[level]) if level else own * 0.9
        short = passage.words <= self._params.number("content_short_words")
        if kept.hard and (window or (level == "near" and short)):
            score = max(score, _HARD_WINDOW)
        if level in _LOOSE and self._in_section(asked, passage):
            score += _IN_SECTION
        if level == "own" and max((self._fit(name, asked).any for name in passage.own), default=0.0) < _NAMED_BY_DATA:
            score = _LEVELS["titled"]
        score *= self._doubts(asked, passage, own)
        if article and asked.concept not in _ARTICLES:
            score *= _ARTICLE
        place = Place(
            kind="document" if passage.kind == "document" else "block" if passage.kind == "block" and passage.selector else "page",
            url=passage.url,
            page=passage.page,
            score=round(min(score, 1.0), 3),
            selector=passage.selector,
            words=" · ".join(passage.own or passage.chain[:1])[:_PROOF],
            how=how,
            holds=kept.holds,
            proof=self._proof(asked, passage),
            lacks=kept.lacks,
            reason=kept.reason,
        )
        return _Seen(place, level, article)

    def _level(self, asked: Requirement, passage: Passage) -> str:
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
        if not all(holds(group, text) for group in left):
            return ""
        if any(holds(group, own) for group in named):
            short = passage.words <= self._params.number("content_short_words")
            return "part" if short or passage.kind == "document" else "aside"
        return "near" if _near(asked.topic, text) else "text"

    def _in_section(self, asked: Requirement, passage: Passage) -> bool:
        """True where the names of a place and of what it is a part of are those of the item's section, or of another item in it."""
        kin = self._kin.get(asked.concept, frozenset())
        names = (*passage.own, *passage.chain)
        return any(fit.any >= _SECTION_FIT for name in names for concept, fit in self._names.scores(name).items() if concept in kin)

    @cached_property
    def _kin(self) -> Mapping[str, frozenset[str]]:
        """Concept -> the concepts of its section, and the section itself."""
        kin: dict[str, set[str]] = defaultdict(set)
        for item in self._params.items:
            if item.finder:
                kin[f"{item.annex} {item.group}"] |= {item.finder["concept"], section_key(item.group)}
        return {concept: frozenset(concepts) for concepts in kin.values() for concept in concepts}

    def _doubts(self, asked: Requirement, passage: Passage, own: float) -> float:
        factor = 1.0
        if asked.other and holds(asked.other, passage.own_levelled) and own < 0.9:
            factor *= _OTHER
        elsewhere = max((fit.own for name in passage.own for fit in self._names.scores(name).values()), default=0.0)
        if elsewhere > own + 0.2 and elsewhere > 0.75 and not asked.plain and passage.kind != "page":
            factor *= _ELSEWHERE
        return factor

    def _held(self, asked: Requirement, passage: Passage) -> _Kept:
        """What a passage holds, what it lacks, why it could not be read."""
        document = passage.document
        if document is not None and document.state is not PageState.OK:
            return _Kept("unknown", (), page_reason(document.state, document.status))
        few = passage.words <= self._params.number("content_notice_words")
        if few and phrases.mentions(self._params.words("people_empty"), passage.text) and not asked.notice:
            return _Kept("nothing", ("empty",), "")
        signs = Signs(passage, self._params, self._content.is_file, self._content.is_news)
        if asked.notice and signs.none():
            return _Kept("whole", (), "", hard=True)
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

    def _proof(self, asked: Requirement, passage: Passage) -> str:
        words = tuple(word for group in asked.topic for word in group)
        return around(passage.text, pattern(words), _PROOF) or " · ".join(passage.own)[:_PROOF]

    # ---- the answer

    def find(self, item: Indicator) -> Found:
        """Where an item is, or that it is not there, or why a person must look."""
        asked = self._params.requirements[item.finder["concept"]]
        seen = sorted(self._places(asked), key=lambda one: self._order(one, item), reverse=True)
        places = tuple(dict.fromkeys(one.place for one in seen))[:12]
        if item.text_form_required:
            places = tuple(map(_scan_is_thin, places))
        return self._decided(item, asked, places)

    def find_all(self, items: Iterable[Indicator]) -> Iterator[Found]:
        """All items, in order."""
        return map(self.find, items)

    def _order(self, seen: _Seen, item: Indicator) -> tuple[float, ...]:
        place = seen.place
        named = place.score >= float(self._params.number("content_named"))
        likely = place.score >= float(self._least(self._params.requirements[item.finder["concept"]]))
        return (
            likely and place.holds == "whole",
            named and place.holds == "thin",
            likely and _RANK[place.holds],
            place.score,
            _RANK[place.holds],
        )

    def _least(self, asked: Requirement) -> float:
        return float(self._params.number("content_plain" if asked.plain else "content_likely"))

    def _decided(self, item: Indicator, asked: Requirement, places: tuple[Place, ...]) -> Found:
        named, doubt = (float(self._params.number(name)) for name in ("content_named", "content_doubt"))
        best = places[0] if places else None
        if best is not None and best.holds == "whole" and best.score >= self._least(asked):
            return self._found(item, "met", _confidence(best, named, self._least(asked)), places)
        if best is not None and best.holds == "thin" and best.score >= self._least(asked):
            if best.score >= named or asked.plain:
                return self._found(item, "thin", "likely" if best.score >= named else "weak", places)
            return self._found(item, "undecided", "weak", places, "item-unclear")
        unread = next((place for place in places if place.holds == "unknown" and place.score >= doubt), None)
        if unread is not None:
            return self._found(item, "undecided", "weak", places, unread.reason or "item-unread")
        if any(place.holds in {"whole", "thin"} and place.score >= doubt for place in places) or self._is_named(places, named):
            return self._found(item, "undecided", "weak", places, "item-unclear")
        hindered = self.hindrance
        if hindered:
            return self._found(item, "undecided", "weak", places, hindered)
        spoken = self._spoken_of(asked)
        if spoken:
            return self._found(item, "undecided", "weak", (*places, *spoken), "item-unclear")
        return self._found(item, "absent", "likely" if places else "certain", places)

    def _spoken_of(self, asked: Requirement) -> tuple[Place, ...]:
        """Pages, single news excepted, that have all words of the topic and say something; where they are, it is not said that nothing is there."""
        return tuple(
            Place(kind="page", url=entry.url, page=entry.url, score=0.1, words=entry.names[0].text, how="text", holds="unknown")
            for entry in self._by_text.get(asked.concept, ())
            if self._says_something(entry.url)
        )[:_TEXTUAL]

    def _is_named(self, places: tuple[Place, ...], named: float) -> bool:
        """True when a page that has something to say is named as the item, whatever it lacks."""
        pages = (place for place in places if place.score >= named and place.kind == "page" and place.holds == "nothing")
        return any(self._says_something(place.url) for place in pages)

    def _says_something(self, url: str) -> bool:
        page = self._content.page(url)
        if page is None:
            return False
        few = page.main_words <= self._params.number("content_empty_words")
        return not few and not (
            page.main_words <= self._params.number("content_notice_words")
            and phrases.mentions(self._params.words("people_empty"), page.main_text)
        )

    def _found(self, item: Indicator, outcome: str, confidence: Confidence, places: tuple[Place, ...], reason: str = "") -> Found:
        return Found(item=item, lang=self._lang, outcome=outcome, confidence=confidence, places=places, reason=reason)  # type: ignore[arg-type]

    @cached_property
    def hindrance(self) -> str:
        """Why it cannot be said of this language version that something is not there; empty when it can."""
        if not self._entries:
            return "language-unseen"
        if not absence_proven(self._content.site, self._params):
            return "content-closed" if any(closed_places(self._content.site, self._params)) else "crawl-incomplete"
        if self._content.picture_menus.get(self._lang, 0) >= self._params.number("content_image_menu_links"):
            return "menu-of-pictures"
        if self._lang == "kk" and self._latin >= self._params.number("content_latin_share"):
            return "latin-script"
        if sum(entry.lang is None for entry in self._entries) * 2 > len(self._entries):
            return "language-unclear"
        return ""

    @cached_property
    def _latin(self) -> float:
        told = [entry for entry in self._entries if entry.words]
        latin = sum(sum(_is_latin(name.text) for name in entry.names) * 2 > len(entry.names) for entry in told)
        return latin / len(told) if told else 0.0


def _contacts(asked: Requirement) -> frozenset[str]:
    """The kinds of contacts that an item is known by."""
    return frozenset(atom.sign for demand in asked.known_by for way in demand.ways for atom in way) & {"address", "email", "phone"}


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isascii() or letter in "áǵıńóúýäğñöūüşç" for letter in letters) * 2 > len(letters) > 0


def _near(topic: tuple[tuple[str, ...], ...], text: str, width: int = 160) -> bool:
    """True when all groups have a word within `width` characters of one of the first group's."""
    others = topic[1:]
    for number, found in enumerate(pattern(topic[0]).finditer(text)):
        if number > 20:
            break
        window = text[max(found.start() - width, 0) : found.end() + width]
        if others and all(holds(group, window) for group in others):
            return True
        if not others and number >= 1:
            return True
    return False


_BEFORE, _AFTER, _WINDOWS = 70, 330, 4  # characters around a word of the topic, and how many places are looked at


def _windows(topic: tuple[tuple[str, ...], ...], cut: Cut) -> Iterator[Passage]:
    """The words around those places of a page where all groups of the topic stand together, or beside the page's name."""
    whole = cut.passages[0]
    flat = whole.text.lower().replace("ё", "е")
    if len(flat) != len(whole.text):
        return
    places = {group: [found.start() for found in pattern(group).finditer(flat)] for group in topic}
    there = [group for group in topic if places[group]]
    if not there:
        return
    last = -_AFTER
    given = 0
    for start in places[min(there, key=lambda group: len(places[group]))]:
        if start < last + _AFTER // 2:
            continue
        window = cut.window(max(start - _BEFORE, 0), start + _AFTER)
        if all(holds(group, window.levelled) or holds(group, whole.chain_levelled) for group in topic):
            last = start
            yield window
            given += 1
            if given == _WINDOWS:
                return


def _unread(passage: Passage) -> str:
    if passage.document is None:
        return "not-gathered"
    return "scan" if passage.document.text_layer is False else "file-unread"


def _scan_is_thin(place: Place) -> Place:
    return dataclasses.replace(place, holds="thin", lacks=("readable text",), reason="") if place.reason == "scan" else place


def _confidence(place: Place, named: float, likely: float) -> Confidence:
    return "certain" if place.score >= named else "likely" if place.score >= likely else "weak"

