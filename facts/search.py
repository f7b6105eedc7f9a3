"""What came of using the site's search as a visitor does, and at which places search engines show the resource."""

from dataclasses import dataclass
from typing import Literal

from facts.page import Gap
from facts.terms import Lang

Engine = Literal["google", "yandex", "mail.ru"]
ENGINES: tuple[Engine, ...] = ("google", "yandex", "mail.ru")
NameKind = Literal["full", "short"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something beside the query by which a search can be narrowed: a field, or a link that asks the same query again within a part."""

    kind: str  # date, select, checkbox, radio, text, …; "link"; "sign" for what may be one by its words
    label: str = ""
    selector: str = ""
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """One query typed into the search in a fresh context, and what came.

    `place`: results stand in a "document" of their own, in the same document under another "address", or in the "page" that was asked
    from. `kept`: the query stands in a visible field of the results, in one that is out of sight, in none; "" where it is not known.
    """

    query: str
    words: Literal["text", "title"]  # taken from the running text of a page, or from its title
    wanted: tuple[str, ...] = ()  # addresses of the pages that hold these words
    gap: Gap | None = None  # why no results were seen
    address: str = ""  # of the results; of what was not asked for where a gap says so
    submitted: Literal["", "enter", "button"] = ""
    place: Literal["", "document", "address", "page"] = ""
    stays: bool = False  # what the page showed before can still be seen beside the results
    kept: Literal["", "yes", "hidden", "no"] = ""
    links: int = 0  # that the page asked from did not have
    pages: int = 0  # of results that were looked at
    more: bool = False  # there were further ones
    found: str = ""  # the result that leads to a wanted page: its address, or its text where it has none
    picture: str = ""  # of the results, where something about them was not as it should be; relative to the audit folder


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTry:
    """The search of one language version, used on its home page."""

    lang: Lang
    page: str
    profile: str
    field: str = ""  # selector; "" when no field came to sight
    opened_by: str = ""  # selector of what was pressed to bring the field to sight
    outer: str = ""  # host of another site that the query was about to go, or went, to
    gap: Gap | None = None  # why the search was not used at all
    asked: tuple[SearchAsked, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    extended: str = ""  # address or selector of what calls itself the extended search
    extended_gap: Gap | None = None  # why what it leads to was not seen


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePosition:
    """At which place a search engine showed the resource for one of the body's names."""

    engine: Engine
    lang: Lang
    name: NameKind
    query: str
    position: int | None = None  # None: not among the first `looked`
    looked: int = 0  # results looked at
    address: str = ""  # of the result
    date: str = ""  # YYYY-MM-DD
    by: Literal["program", "person"] = "program"
    picture: str = ""  # screenshot, relative to the audit folder
    gap: Gap | None = None  # why it is not known
