"""What must be there for an item of Annexes 5 and 6 to count, by concept: `content/requirements*.toml`, and how its words are levelled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from methodology.errors import MethodologyError
from methodology.reading import Table, read

Sign = Literal[
    "address",  # a postal address: index or town, street and house
    "email",
    "phone",
    "person",  # names of people
    "weekday",
    "hours",  # times of day
    "times",  # times of day that are not a date's, as those under news are
    "money",
    "percent",
    "number",  # figures
    "year",
    "date",  # dates with day and month
    "act",  # a legal act named by number or kind and date
    "ownact",  # acts of kinds that bodies adopt themselves
    "table",  # rows of tables
    "list",  # entries of lists
    "link",  # links in the passage; with a site: to that site
    "file",  # files to download
    "form",  # a form with a field to write in
    "field",  # a form with any field
    "image",
    "audio",
    "player",
    "question",  # questions
    "word",  # words of running text
    "article",  # links to single pieces of news
    "entry",  # things told apart: rows, entries, linked titles or dated lines, whichever are most
    "say",  # words of the topic's own
    "none",  # a statement that there is nothing to tell
]
_SIGNS = frozenset(get_args(Sign))
_ATOM = re.compile(r"(?P<sign>[a-z]+)(?:>=(?P<least>\d+))?(?::(?P<what>.+))?")


@dataclass(frozen=True, slots=True)
class Atom:
    """One sign of a demand: at least `least` of it; `what` names a site for links and holds word beginnings for `say`."""

    sign: Sign
    least: int = 1
    what: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that must be there: one of `ways`, each a set of signs that stand together. `name` is how people are told of its lack."""

    name: str
    ways: tuple[tuple[Atom, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What is asked of a place for one concept.

    `topic`: groups of word beginnings, kk and ru together; a place is about the item when each group is in its names or its text.
    `titled`: beginnings that are enough in the names of a place, since what must be there tells the rest.
    `other`: beginnings that make a name the name of something else.
    `known_by`: demands without which a place is not the item; `needs`: those without which it is thin.
    """

    concept: str
    reference: str
    topic: tuple[tuple[str, ...], ...]
    names_kk: tuple[str, ...] = ()
    names_ru: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()  # beginnings that prove nothing; where they stand it is not said that the item is not there
    known_by: tuple[Demand, ...] = ()
    needs: tuple[Demand, ...] = ()
    stands: tuple[str, ...] = ()  # patterns of addresses of other sites that stand for the item by themselves
    stands_named: tuple[str, ...] = ()  # those that stand for it where the link's words name the item
    notice: bool = False  # a short notice that there is none, or that the body does not do it, is enough
    named_only: bool = False  # only places that are named for it, the home page and the frame are looked at: others tell of somebody else
    wordless: bool = False  # what must be there tells the item without any word
    plain: bool = False  # what must be there tells the item even where no name does
    everywhere: bool = False  # the frame of the pages (header, footer) may hold it
    home_only: bool = False  # the home page must hold it
    unmistakable: bool = False  # the topic's words have no others: a site that has the item uses one of them, whatever it calls the rest
    all_along: bool = False  # a page whose text speaks of it all along is its page: the topic's words are of nothing else
    everyday: bool = False  # the topic's words are said of much else: where no name tells them, once is in passing
    part_of: str = ""  # the concept that it is a part of: elsewhere the same words tell of something else
    only_if: str = ""  # of whom it is asked at all: words of the body's name; others owe nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForms:
    """How words of names are levelled before they are compared."""

    stop: frozenset[str] = frozenset()  # words that tell nothing
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # an abbreviation -> its words
    prefixes: Mapping[str, str] = field(default_factory=dict)  # beginnings of compounds -> the word they stand for
    alike: Mapping[str, str] = field(default_factory=dict)  # a word -> the word that stands for its group
    light: tuple[str, ...] = ()  # words that tell of what sort a paper is, not what it is about


def read_requirements(folder: Path) -> dict[str, Requirement]:
    """Every table of `requirements*.toml` by concept; empty where an edition has none."""
    found: dict[str, Requirement] = {}
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("requirements*.toml")):
        for concept, table in read(path).items():
            if concept in found:
                table.fail(f"the concept {concept!r} stands twice", "keep one of the two")
            found[concept] = _requirement(concept, table)
            tables[concept] = table
    for concept, requirement in found.items():
        if requirement.part_of and (requirement.part_of not in found or found[requirement.part_of].part_of):
            tables[concept].fail(f"it is part of {requirement.part_of!r}, which is no whole", "name the concept that holds it")
    return found


def _requirement(concept: str, table: Table) -> Requirement:
    requirement = Requirement(
        concept=concept,
        reference=table.text("reference"),
        topic=tuple(_alternatives(group) for group in table.texts("topic")),
        names_kk=table.texts("names_kk"),
        names_ru=table.texts("names_ru"),
        titled=_alternatives(table.text("titled")) if "titled" in table else (),
        other=tuple(part for text in table.texts("other") for part in _alternatives(text)),
        hints=_alternatives(table.text("hints")) if "hints" in table else (),
        known_by=tuple(_demand(text, table) for text in table.texts("known_by")),
        needs=tuple(_demand(text, table) for text in table.texts("needs")),
        stands=table.texts("stands"),
        stands_named=table.texts("stands_named"),
        notice=table.flag("notice"),
        named_only=table.flag("named_only"),
        wordless=table.flag("wordless"),
        plain=table.flag("plain"),
        everywhere=table.flag("everywhere"),
        home_only=table.flag("home_only"),
        unmistakable=table.flag("unmistakable"),
        all_along=table.flag("all_along"),
        everyday=table.flag("everyday"),
        part_of=table.text("part_of", ""),
        only_if=table.text("only_if", ""),
    )
    table.text("why", "")
    if not requirement.topic:
        table.fail("it has no topic", "give the word beginnings that tell the item")
    table.done()
    return requirement


def _alternatives(group: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in group.split("|"))


def _demand(text: str, table: Table) -> Demand:
    """`name = sign + sign | sign`: the name may be left out where the first sign names it."""
    name, equals, ways = text.partition(" = ")
    body = ways if equals else text
    parsed = tuple(tuple(_atom(atom.strip(), table) for atom in way.split(" + ")) for way in body.split(" | "))
    return Demand(name.strip() if equals else parsed[0][0].sign, parsed)


def _atom(text: str, table: Table) -> Atom:
    found = _ATOM.fullmatch(text)
    if found is None or found["sign"] not in _SIGNS:
        table.fail(f"{text!r} is no demand", f"use one of {', '.join(sorted(_SIGNS))}, as table>=3 or link:egov")
    sign: Sign = found["sign"]  # type: ignore[assignment]  # held against the list above
    return Atom(sign, int(found["least"] or 1), found["what"] or "")


def read_forms(folder: Path) -> WordForms:
    """The words of `forms.toml`; none where an edition has no such file."""
    path = folder / "forms.toml"
    if not path.exists():
        return WordForms()
    file = read(path)
    short = file.table("short")
    prefixes = file.table("prefixes")
    forms = WordForms(
        stop=frozenset(file.texts("stop")),
        short={name: tuple(short.text(name).split()) for name in short.names()},
        prefixes={name: prefixes.text(name) for name in prefixes.names()},
        alike=dict(_alike(file)),
        light=file.texts("light"),
    )
    file.text("reference", "")
    file.done()
    return forms


def _alike(file: Table) -> Iterator[tuple[str, str]]:
    for group in file.texts("alike"):
        words = group.split()
        yield from ((word, words[0]) for word in words)


def read_sites(folder: Path) -> dict[str, tuple[str, ...]]:
    """Sites that demands name: name -> patterns of addresses, from `sites.toml`."""
    path = folder / "sites.toml"
    if not path.exists():
        return {}
    sites: dict[str, tuple[str, ...]] = {}
    for name, table in read(path).items():
        sites[name] = table.texts("addresses")
        table.text("reference")
        table.done()
    return sites


def hold_sites(folder: Path, requirements: Mapping[str, Requirement], sites: Mapping[str, tuple[str, ...]]) -> None:
    """MethodologyError when a requirement asks for a link to a site that `sites.toml` does not have."""
    for asked in requirements.values():
        demanded = {atom.what for one in (*asked.known_by, *asked.needs) for way in one.ways for atom in way if atom.sign == "link"} - {""}
        for name in sorted((demanded | {*asked.stands_named}) - sites.keys()):
            raise MethodologyError(
                f"{folder / 'content'}: [{asked.concept}] asks for links to {name!r}, which sites.toml does not have; add it there"
            )
