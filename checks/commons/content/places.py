"""The places of a site where an item may be: pages, parts and windows of pages, files, links to other sites, the frame of the pages."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from checks.commons.content.beginnings import apart, holds, starts
from checks.commons.content.index import Entry
from checks.commons.content.model import How, Place
from checks.commons.content.passages import Cut, Passage, document_passage, frame_passage
from checks.commons.content.signs import leads
from checks.commons.content.weighing import ARTICLE_SHARE, ARTICLES, LEVELS, PROOF, Passing, Seen, Weighing
from checks.commons.wording import level, mentions
from facts import Document
from methodology.requirements import Requirement

_OF_ANOTHER = 0.6  # a name fits an item so well that the page is that item's
_OTHERS = frozenset({"subordinates", "subordinates_mio"})  # their pages give addresses of others
_SPOT = 0.62  # score of a link to a site that may stand for an item, whose words name it
_STANDS = 0.85  # of a link whose address alone says so
TEXTUAL = 10  # candidates by their texts alone


class Places(Weighing):
    """Finds the places of one site where items may be."""

    @cached_property
    def _hits(self) -> Mapping[str, list[tuple[float, How, Entry]]]:
        """Concept -> score, where the words stand, page; the best first."""
        hits: dict[str, list[tuple[float, How, Entry]]] = defaultdict(list)
        for entry in self._entries:
            best: dict[str, tuple[float, How]] = {}
            for name in (*entry.names, *self._content.names_of(entry.url, self._lang)):
                for concept, (_, score) in self._names.scores(name.text).items():
                    if score > best.get(concept, (0.0, ""))[0]:
                        best[concept] = score, name.how
            for concept, score in self._names.of_address(entry.url).items():
                if score > best.get(concept, (0.0, ""))[0]:
                    best[concept] = score, "address"
            for concept, (score, how) in best.items():
                hits[concept].append((score * (ARTICLE_SHARE if entry.article else 1), how, entry))
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
                if not entry.article or concept in ARTICLES or concept in told:
                    found[concept].append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: (entry.depth, entry.url))
        return found

    def _candidates(self, concept: str) -> Iterator[tuple[Entry, How]]:
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
        if len(texts) > TEXTUAL:  # words of the frame are on every page: those that the names hold come first
            titled = self._content.sorts.may_be_titled
            texts.sort(key=lambda entry: (not self._is_called(entry, asked), not titled(concept, entry.mask)))
        for url in dict.fromkeys(entry.url for entry in (*homes, *texts[:TEXTUAL])):
            if url not in given:
                yield self._entry_of[url], "text"

    def _is_titled(self, entry: Entry, asked: Requirement) -> bool:
        names = (*entry.names[:1], *self._content.names_of(entry.url, self._lang))
        return not entry.article and any(holds(asked.titled, level(name.text)) for name in names)

    def _is_called(self, entry: Entry, asked: Requirement) -> bool:
        """True for a page in whose names the topic's words stand."""
        called = level(" \n ".join(name.text for name in (*entry.names, *self._content.names_of(entry.url, self._lang))))
        return all(holds(group, called) for group in asked.topic)

    @cached_property
    def _entry_of(self) -> Mapping[str, Entry]:
        return {entry.url: entry for entry in self._entries}

    # ---- places

    def _places(self, asked: Requirement) -> Iterator[Seen]:
        for entry, how in self._candidates(asked.concept):
            if asked.home_only and not entry.home:
                continue
            yield from self._on_page(asked, entry, how)
        if not asked.home_only:
            yield from self._documents(asked)
            yield from self._spots(asked)
        if asked.everywhere:
            yield from self._frames(asked)

    def _on_page(self, asked: Requirement, entry: Entry, how: How) -> Iterator[Seen]:
        cut = self._content.cut(entry, self._lang)
        titles = entry.article or self._lists_titles(entry)
        words = cut.passages[0].words
        shared = asked.unmistakable and self._is_shared(asked, entry)
        long = words > self._params.number("content_long_words") and (asked.everyday or not entry.home) and not shared
        passing = long or (asked.everyday and not self._says_again(asked, cut.passages[0]))
        some = not entry.home and words > self._params.number("content_short_words")  # under its headings too another item is told of
        of_another = (long or some) and self._named_as(asked, entry) == {"another"}
        for part in cut.passages:
            whole = part.kind == "page"
            passage = dataclasses.replace(part, own=()) if whole and entry.home else part  # the body's name tells of no item
            so: Passing = "all" if of_another and not whole else "loose" if passing else ""
            told = titles if whole else entry.article or any(self._content.titles_news(name, cut.passages[0]) for name in part.own)
            seen = self._seen(asked, passage, how if whole else "section", article=told, passing=so)
            if seen is not None:
                yield seen
        if asked.wordless and not long:
            seen = self._wordless(asked, cut.passages[0], entry)
            if seen is not None:
                yield seen
        if asked.named_only:
            if "another" in self._named_as(asked, entry):
                return
            seen = self._wordless(asked, cut.passages[0], entry)
            if seen is not None:
                yield seen
        for window in _windows(asked.topic, cut) if self._says_anything(cut.passages[0]) else ():
            seen = self._seen(asked, window, "text", article=titles, window=True, passing="loose" if passing else "")
            if seen is not None and seen.place.holds in {"whole", "thin"}:
                yield seen

    def _counterpart(self, asked: Requirement, place: Place) -> Place | None:
        """What the site pairs with a place of its other language version: the page, or the part of it that stands where that place does.

        It is in its language and of about as many words: what stands there else is a note that there is no such version.
        """
        url = self._content.version(place.page, self._lang) if place.kind in {"page", "block"} else None
        entry, there = self._entry_of.get(url or ""), self._content.page(place.page)
        if entry is None or there is None or entry.home or entry.text_lang != self._lang or (place.kind == "block" and not place.selector):
            return None
        if entry.words < self._params.number("content_version_share") * there.main_words:
            return None
        passage = next((one for one in self._content.cut(entry, self._lang).passages if one.selector == place.selector), None)
        if passage is None or (place.kind == "page" and passage.kind != "page"):
            return None
        kept = self._held(asked, passage)
        return Place(
            kind=place.kind,
            url=passage.url,
            page=passage.page,
            score=place.score,
            selector=passage.selector,
            words=" · ".join(passage.own or passage.chain[:1])[:PROOF],
            how="version",
            holds=kept.holds,
            proof=passage.text[:PROOF],
            lacks=kept.lacks,
            reason=kept.reason,
        )

    def _says_again(self, asked: Requirement, whole: Passage) -> bool:
        """True for a page whose text has words of each group of the topic more than once."""
        again = self._params.number("content_said_again")
        return all(len(starts(group, whole.levelled)) >= again for group in asked.topic)

    def _in_whole(self, asked: Requirement, pages: Iterable[str]) -> Iterator[Seen]:
        """The pages of an item as places of a part of it: what they are about need not be said again."""
        about = self._params.requirements[asked.part_of].topic
        part = dataclasses.replace(asked, topic=tuple(group for group in asked.topic if group not in about), titled=(), named_only=False)
        for url in pages:
            if url in self._entry_of:
                for passage in self._content.cut(self._entry_of[url], self._lang).passages:
                    seen = self._seen(part, passage, "section", article=False)
                    if seen is not None and seen.place.holds == "whole":
                        score = max(seen.place.score, LEVELS["part"])
                        yield dataclasses.replace(seen, place=dataclasses.replace(seen.place, score=score))

    def _lists_titles(self, entry: Entry) -> bool:
        """True for a page that is named as the list of news, or as the site map: its words are the titles of other pages."""
        news = self._params.requirements.get("news")
        title = entry.names[0].text
        listed = news is not None and self._fit(title, news).own >= _OF_ANOTHER
        return not entry.home and (listed or mentions(title, self._params.words("map-words")))

    def _named_as(self, asked: Requirement, entry: Entry) -> frozenset[str]:
        """Whether a page is named as another item, by any heading too: its texts and phones are somebody else's; or as one of the section.

        "kin" is told by its title and by links to it alone: a chapter of an address may be called like anything.
        """
        kin = self._kin.get(asked.concept, frozenset()) - _OTHERS
        called = self._content.names_of(entry.url, self._lang)
        fits, own = (self._fitting(name.text for name in (*names, *called)) for names in (entry.names, entry.names[:1]))
        return frozenset({"another"} if fits - kin else ()) | frozenset({"kin"} if own & kin else ())

    def _is_shared(self, asked: Requirement, entry: Entry) -> bool:
        """True for a page whose name the item shares with others of its section: "state symbols" is the flag, the emblem and the anthem."""
        called = self._content.names_of(entry.url, self._lang)
        return any(self._fit(name.text, asked).any >= _OF_ANOTHER for name in (*entry.names, *called))

    def _fitting(self, names: Iterable[str]) -> frozenset[str]:
        """The concepts that one of some names fits well."""
        return frozenset(concept for name in names for concept, fit in self._names.scores(name).items() if fit.own >= _OF_ANOTHER)

    def _wordless(self, asked: Requirement, passage: Passage, entry: Entry) -> Seen | None:
        kept = self._held(asked, passage)
        if kept.holds not in {"whole", "thin"} or entry.article:
            return None
        place = Place(
            kind="page",
            url=passage.url,
            page=passage.page,
            score=LEVELS["wordless" if entry.home or asked.wordless else "contact"],
            words=" · ".join(passage.own)[:PROOF],
            how="text" if asked.wordless else "footer",
            holds=kept.holds,
            proof=passage.text[:PROOF],
            lacks=kept.lacks,
        )
        return Seen(place, "wordless", False)

    def _documents(self, asked: Requirement) -> Iterator[Seen]:
        ranked = []
        for document, names, page in self._files:
            score = max((self._fit(name, asked).any for name in (*names, document.title)), default=0.0)
            about = all(holds(group, level(" ".join((*names, document.title)))) for group in asked.topic)
            if score >= 0.4 or about:
                ranked.append((max(score, 0.6 * about), document, names, page))
        ranked.sort(key=lambda one: -one[0])
        for _, document, names, page in ranked[: int(self._params.number("content_candidates"))]:
            passage = document_passage(document, names, page)
            long = passage.words > self._params.number("content_long_words")
            seen = self._seen(asked, passage, "file", article=False, passing="loose" if long else "")
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

    def _spots(self, asked: Requirement) -> Iterator[Seen]:
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
                dead = state == "dead"
                place = Place(
                    kind="link",
                    url=url,
                    page=spot.page,
                    score=score,
                    selector=spot.selector,
                    words=spot.text,
                    how="link",
                    holds="nothing" if dead else "whole",
                    proof=(spot.context or spot.text)[:PROOF],
                    reason=reason if dead else "",
                )
                yield Seen(place, "own", False)

    def _frames(self, asked: Requirement) -> Iterator[Seen]:
        """What stands on the home page, or in the frame of all pages, needs no name of its own where signs tell it."""
        for entry in self._entries:
            page = self._content.page(entry.url) if entry.home else None
            if page is not None:
                for passage in (frame_passage(page), *self._content.cut(entry, self._lang).passages):
                    seen = self._wordless(asked, passage, entry)
                    if seen is not None:
                        yield seen


def _contacts(asked: Requirement) -> frozenset[str]:
    """The kinds of contacts that an item is known by."""
    return frozenset(atom.sign for demand in asked.known_by for way in demand.ways for atom in way) & {"address", "email", "phone"}


_BEFORE, _AFTER, _WINDOWS = 70, 330, 4  # characters around a word of the topic, and how many places are looked at


def _windows(topic: tuple[tuple[str, ...], ...], cut: Cut) -> Iterator[Passage]:
    """The words around those places of a page where all groups of the topic stand together, or beside the page's name."""
    whole = cut.passages[0]
    flat = whole.text.lower().replace("ё", "е")
    if len(flat) != len(whole.text):
        return
    places = {group: starts(group, flat) for group in topic}
    there = [group for group in topic if places[group]]
    if not there:
        return
    last = -_AFTER
    given = 0
    for start in places[min(there, key=lambda group: len(places[group]))]:
        if start < last + _AFTER // 2:
            continue
        window = cut.window(max(start - _BEFORE, 0), start + _AFTER)
        if apart([group for group in topic if not holds(group, whole.chain_levelled)], window.levelled):
            last = start
            yield window
            given += 1
            if given == _WINDOWS:
                return
