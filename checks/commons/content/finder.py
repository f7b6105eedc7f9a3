"""Finds the items of Annexes 5 and 6 on a site: what follows from the places where each may be."""

import dataclasses
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from checks.commons import phrases
from checks.commons.content.beginnings import hinted, holds
from checks.commons.content.index import Entry, SiteContent
from checks.commons.content.lacking import certainly_lacks
from checks.commons.content.material import material
from checks.commons.content.model import Confidence, Found, Place
from checks.commons.content.places import TEXTUAL, Places
from checks.commons.content.stems import Stems
from checks.commons.content.weighing import LEVELS, Seen
from checks.commons.seen import absence_proven, closed_places
from checks.commons.wording import level
from facts import Lang
from methodology.model import Indicator, Params
from methodology.requirements import Requirement

LANGS: tuple[Lang, Lang] = ("kk", "ru")
_PLACES = 12  # that are held of one item, the best
_RANK = {"whole": 3, "thin": 2, "unknown": 1, "nothing": 0}


class Finder(Places):
    """Looks for items in one language of one site."""

    other: "Finder | None" = None  # that of the site's other language version

    def find(self, item: Indicator) -> Found:
        """Where an item is, or that it is not there, or why a person must look."""
        found = self._first(item)
        if found.place is None and self.other is not None:
            found = self._as_in_the_other(item, found, self.other._first(item))
        if found.outcome == "met" and self._by_words_alone(item, found) and self._says_much:
            return self._found(item, "undecided", "weak", found.places, "item-unclear")
        if found.outcome == "absent" and not found.places and not self._would_be_named(item):
            return self._found(item, "undecided", "weak", (), "item-unnamed")
        if found.reason == "item-unclear" and self._told_of_others(item, found.places) and self._would_be_named(item):
            return self._found(item, "absent", "likely", found.places)
        return found

    def _by_words_alone(self, item: Indicator, found: Found) -> bool:
        """True for a place that words of its text, or among many of its name, tell, with no name of the item or its section over them."""
        asked, place = self._params.requirements[item.finder["concept"]], found.place
        told = place is not None and bool(place.said) and place.score <= LEVELS["worded"]
        return told and not (asked.plain or asked.unmistakable)

    @cached_property
    def _says_much(self) -> bool:
        """True for a site that says much for the items it has: the more text there is, the more of it holds words of an item by chance."""
        words = sum(entry.words for entry in self._entries if not entry.article)
        items = {item.finder["concept"]: item for item in reversed(self._params.items) if item.finder}.values()  # once each
        there = sum(self._first(item).place is not None for item in items)
        return words > float(self._params.number("content_words_an_item")) * max(there, 1)

    def _all_of(self, annex: int) -> list[Found]:
        return [self._first(other) for other in self._params.items if other.annex == annex and other.finder]

    def _told_of_others(self, item: Indicator, places: tuple[Place, ...]) -> bool:
        """True when the item's words stand on long pages of other sections alone, none of them its place: they tell of something else."""
        asked = self._params.requirements[item.finder["concept"]]
        named, doubt = (float(self._params.number(name)) for name in ("content_named", "content_doubt"))
        if asked.part_of or self.hindrance or self._is_named(places, named):
            return False
        likely = min(self._least(asked), named)
        doubted = [place for place in places if place.holds != "nothing" and place.score >= doubt]
        more = len(places) >= _PLACES and places[_PLACES - 1].score >= doubt  # which are not held
        if more or any(place.score >= likely for place in doubted):
            return False
        if not all(self._is_of_another(asked, place.page) for place in doubted):
            return False
        return all(self._is_of_another(asked, entry.url) or not self._speaks(asked, entry) for entry in self._about(asked))

    def _is_of_another(self, asked: Requirement, url: str) -> bool:
        """True for a page of some length that is named as an item of another section: it speaks of this one in passing."""
        entry = self._entry_of.get(url)
        if entry is None or entry.home or entry.words <= self._params.number("content_short_words"):
            return False
        return self._named_as(asked, entry) == {"another"}

    def _as_in_the_other(self, item: Indicator, found: Found, there: Found) -> Found:
        """An item is where the site itself has the other version of the page that is the item there, whatever it is called here."""
        if there.place is None or there.confidence != "certain":
            return found
        place = self._counterpart(self._params.requirements[item.finder["concept"]], there.place)
        if place is None or place.holds != "whole":
            return found
        return self._found(item, "met", "likely", (place, *found.places))

    def _would_be_named(self, item: Indicator) -> bool:
        """True when a site that has the item would surely use words that we know.

        What has a word like no other is spoken of by it, what a link to a certain site tells needs none. All else may go by a name of
        its own: then either nothing else of its section is there, or the site calls most things by the names that we know.
        """
        asked = self._params.requirements[item.finder["concept"]]
        if asked.unmistakable or (asked.stands and _told_by_links(asked)):
            return True
        found = self._all_of(item.annex)
        known = sum(one.outcome == "met" and one.confidence == "certain" for one in found)
        there = sum(one.place is not None for one in found)
        share, least = (float(self._params.number(name)) for name in ("content_known_names", "content_known_least"))
        if known >= max(share * there, least):
            return True
        return not any(one.place is not None for one in found if one.item.group == item.group)

    def _first(self, item: Indicator) -> Found:
        if item.id not in self._answers:
            self._answers[item.id] = self._looked_for(item)
        return self._answers[item.id]

    @cached_property
    def _answers(self) -> dict[str, Found]:
        return {}

    def _looked_for(self, item: Indicator) -> Found:
        asked = self._params.requirements[item.finder["concept"]]
        seen = sorted(self._places(asked), key=lambda one: self._order(one, item), reverse=True)
        places = tuple(dict.fromkeys(one.place for one in seen))[:_PLACES]
        if item.text_form_required:
            places = tuple(map(_scan_is_thin, places))
        named, apart = (float(self._params.number(name)) for name in ("content_named", "content_apart"))
        places = tuple(_without_pages_of_empty_parts(places, named, apart))
        return self._as_part(item, asked, places) if asked.part_of else self._decided(item, asked, places)

    def _as_part(self, item: Indicator, asked: Requirement, places: tuple[Place, ...]) -> Found:
        """A part of another item is there where that item is; elsewhere its words tell of something else, or so a person may say.

        What is told in a few words goes by many: that a part is not there is said only where nothing of its kind is seen in the whole.
        """
        named = float(self._params.number("content_named"))
        items = [one for one in self._params.items if one.annex == item.annex and one.finder.get("concept") == asked.part_of]
        wholes = [self._first(one) for one in items]
        held = [place for whole in wholes if whole.place for place in whole.places if place == whole.place or place.score >= named]
        held = [place for place in held if place.holds in {"whole", "thin"}]
        pages = {place.page for place in held}
        own = (seen.place for seen in self._in_whole(asked, sorted(pages)))
        inside = self._decided(item, asked, (*own, *(place for place in places if place.page in pages)))
        if inside.place is not None:
            return inside
        anywhere = self._decided(item, asked, places)
        if anywhere.outcome == "undecided":
            return anywhere
        open_ = any(whole.outcome == "undecided" for whole in wholes) or any(self._may_have(asked, place) for place in held)
        if anywhere.place is not None or open_:
            return self._found(item, "undecided", "weak", (*places, *held), "item-unclear")
        return anywhere

    def _may_have(self, asked: Requirement, place: Place) -> bool:
        """True unless the page or file of a place lacks, even at a cruder look, something without which it cannot be the item."""
        held = material(place, self._content)
        return held is None or not any(certainly_lacks(demand, held) for demand in asked.known_by)

    def find_all(self, items: Iterable[Indicator]) -> Iterator[Found]:
        """All items, in order."""
        return map(self.find, items)

    def _order(self, seen: Seen, item: Indicator) -> tuple[float, ...]:
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
        return float(self._params.number("content_plain" if asked.plain or asked.unmistakable else "content_likely"))

    def _decided(self, item: Indicator, asked: Requirement, places: tuple[Place, ...]) -> Found:  # noqa: PLR0911  # one return a rule, in order
        named, doubt, apart = (float(self._params.number(name)) for name in ("content_named", "content_doubt", "content_apart"))
        best = places[0] if places else None
        if best is not None and best.holds == "whole" and best.score >= self._least(asked):
            if any(place.lacks == ("empty",) and place.score >= named and place.score > best.score for place in places):
                return self._found(item, "undecided", "weak", places, "item-unclear")
            rival = _outnaming(best, places, named) if not asked.plain and best.score < named else None
            if rival is not None and rival.holds == "thin" and rival.score >= float(self._params.number("content_surely")):
                return self._found(item, "thin", "likely", (rival, *(one for one in places if one != rival)))
            if rival is not None and best.score < (max(apart, rival.score) if rival.holds == "thin" else apart):
                return self._found(item, "undecided", "weak", places, "item-unclear")
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
        spoken = () if _has_an_empty_page(places, named) else self._spoken_of(asked)
        if spoken:
            return self._found(item, "undecided", "weak", (*places, *spoken), "item-unclear")
        return self._found(item, "absent", "likely", places)

    def _spoken_of(self, asked: Requirement) -> tuple[Place, ...]:
        """Pages that have all words of the topic and say something, titles of single news too: where they are, absence is not said."""
        return tuple(
            Place(kind="page", url=entry.url, page=entry.url, score=0.1, words=entry.names[0].text, how="text", holds="unknown")
            for entry in islice((entry for entry in self._about(asked) if self._speaks(asked, entry)), TEXTUAL)
        )

    def _about(self, asked: Requirement) -> tuple[Entry, ...]:
        """Pages whose words may be about an item, or hint at it."""
        return (*self._by_text.get(asked.concept, ()), *self._by_text.get(hinted(asked.concept), ()))

    def _speaks(self, asked: Requirement, entry: Entry) -> bool:
        return self._says_something(entry.url) and self._speaks_of(asked, entry)

    def _speaks_of(self, asked: Requirement, entry: Entry) -> bool:
        """True when a page may have words of each group of the topic; what has a word like no other is said by that very word."""
        if not asked.unmistakable:
            return True
        page = self._content.page(entry.url)
        names = (name.text for name in (*entry.names, *self._content.names_of(entry.url, self._lang)))
        shown = (page.main_text, page.aside_text, *(f"{one.alt} {one.name} {one.title}" for one in page.images)) if page is not None else ()
        said = level(" ".join((*names, *shown)))
        called = tuple(name + "=" for name in (*asked.names_kk, *asked.names_ru))
        return all(holds(group, said) for group in asked.topic) or holds(called, said)

    def _is_named(self, places: tuple[Place, ...], named: float) -> bool:
        """True when a page that has something to say is named as the item, whatever it lacks."""
        pages = (place for place in places if place.score >= named and place.kind == "page" and place.holds == "nothing")
        return any(self._says_something(place.url) for place in pages)

    def _says_something(self, url: str) -> bool:
        """True for a page with more text than its name, which is not that it is empty, or with a link to another site."""
        page = self._content.page(url)
        words = page.main_words if page is not None else 0
        if page is None or words <= self._params.number("content_empty_words"):
            return self._leads_out(url)
        short = words <= self._params.number("content_notice_words")
        return not (short and phrases.mentions(self._params.words("people_empty"), page.main_text))

    def _leads_out(self, url: str) -> bool:
        """True for a page whose content links another host."""
        entry = self._entry_of.get(url)
        links = self._content.cut(entry, self._lang).passages[0].links if entry is not None else ()
        here = urlsplit(self._content.site.scope.origin).netloc
        return any(link.url and urlsplit(link.url).netloc != here for link in links)

    def _found(self, item: Indicator, outcome: str, confidence: Confidence, places: tuple[Place, ...], reason: str = "") -> Found:
        return Found(item=item, lang=self._lang, outcome=outcome, confidence=confidence, places=places, reason=reason)  # type: ignore[arg-type]

    @cached_property
    def hindrance(self) -> str:  # noqa: PLR0911  # one return a reason, in order
        """Why it cannot be said of this language version that something is not there; empty when it can."""
        if not self._entries:
            return "language-by-script" if self._lang in self._content.by_script else "language-unseen"
        if self._content.site.coverage.unopened_menus:
            return "menu-unopened"
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


def finders(content: SiteContent, params: Params, stems: Stems) -> dict[Lang, Finder]:
    """The finders of both language versions that the order scores, each knowing the other."""
    kk, ru = (Finder(content, params, lang, stems) for lang in LANGS)
    kk.other, ru.other = ru, kk
    return {"kk": kk, "ru": ru}


def _told_by_links(asked: Requirement) -> bool:
    """True for what is nothing but a link to a certain site."""
    return bool(asked.known_by) and all(atom.sign == "link" for demand in asked.known_by for way in demand.ways for atom in way)


def _outnaming(best: Place, places: tuple[Place, ...], named: float) -> Place | None:
    """Another page than that of the best words, or a part of a page, which is named for the item and lacks what must be there."""
    others = (one for one in places if one.score >= named and (one.page != best.page if one.kind == "page" else one.kind == "block"))
    return next((one for one in others if one.holds in {"thin", "nothing"}), None)


def _has_an_empty_page(places: tuple[Place, ...], named: float) -> bool:
    """True when the site has a page that is named for the item and has nothing but its name: there the item would stand."""
    return any(place.kind == "page" and place.lacks == ("empty",) and place.score >= named for place in places)


def _without_pages_of_empty_parts(places: tuple[Place, ...], named: float, apart: float) -> Iterator[Place]:
    """A page that has the item's words in the heading of an empty part of it, and nowhere better, is not its place."""
    empty = {one.page for one in places if one.kind == "block" and one.lacks == ("empty",) and one.score >= apart}
    for place in places:
        if place.kind != "page" or place.how not in {"heading", "text"} or place.score >= named or place.page not in empty:
            yield place


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isascii() or letter in "áǵıńóúýäğñöūüşç" for letter in letters) * 2 > len(letters) > 0


def _scan_is_thin(place: Place) -> Place:
    return dataclasses.replace(place, holds="thin", lacks=("readable text",), reason="") if place.reason == "scan" else place


def _confidence(place: Place, named: float, likely: float) -> Confidence:
    return "certain" if place.score >= named else "likely" if place.score >= likely else "weak"
