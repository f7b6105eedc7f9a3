"""A site by what its places are called and may hold, made in one walk over its pages; whole records are read when they are asked for."""

import datetime
import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from checks.commons.content.beginnings import Sorts
from checks.commons.content.model import How
from checks.commons.content.passages import Cut, Passage, page_cut
from checks.commons.entry import is_sign_in
from checks.commons.links import Known, Whereabouts, key, openable, short_facts, whereabouts
from checks.commons.materials import in_content, is_article, is_home, main_heading, readable
from checks.commons.wording import level, mentions
from facts import LANGUAGES, Document, Lang, LanguagePair, Page, Site
from facts.page import DateSeen
from methodology.model import Params

_TARGET_NAMES = 8  # names that links give one address, at most
_HEADINGS = 40
_NAME = 160  # characters
_SPOTS = 8_000  # links to other sites, at most
_TITLE_PARTS = re.compile(r"\s+[|–—-]\s+|\s*::\s*|\s+/\s+|\s»\s")
_DATED_PATH = re.compile(r"/(?:19|20)\d{2}/\d{1,2}/")
_SITE_NAME_SHARE = 0.3  # of the pages
_FRAMED_SHARE, _FRAMED_LEAST = 0.8, 5  # of the pages of a language, and pages
_LABEL = 3  # words
_BEGINNING = 3  # words of a title that are its beginning
_HELD = 300  # pages whose passages are held
_NEEDS = (
    "title", "headings", "links", "pressed", "breadcrumbs", "main_text", "main_words", "text_lang", "dates", "switches", "blocks",
    "landmarks", "forms", "tables", "lists", "images", "media", "contacts", "header_text", "footer_text", "aside_text", "scripted",
)  # fmt: skip
PAGE_FIELDS = frozenset(_NEEDS)


class Name(NamedTuple):
    """What a place is called, and where that stands."""

    text: str
    how: How
    page: str


class Spot(NamedTuple):
    """A link to another site."""

    url: str
    text: str
    context: str
    selector: str
    page: str
    lang: Lang | None


@dataclass(slots=True)
class Entry:
    """What is held of one page."""

    number: int  # among the site's pages
    url: str
    lang: Lang | None
    text_lang: str
    mask: int
    names: tuple[Name, ...]
    article: bool
    home: bool
    depth: int
    words: int
    contacts: frozenset[str]  # kinds of contacts in its content


@dataclass(slots=True)
class Called:
    """What links call one address, by language."""

    names: dict[tuple[Lang | None, str], Name] = field(default_factory=dict)

    def add(self, lang: Lang | None, name: Name) -> None:
        """Keep a name, the first of each text."""
        if (lang, name.text) not in self.names and len(self.names) < _TARGET_NAMES:
            self.names[lang, name.text] = name


class SiteContent:
    """The site as finder and judges ask for it (`checks.commons.content.model.Content`)."""

    def __init__(self, site: Site, params: Params) -> None:
        self._site = site
        self._params = params
        self.sorts = Sorts(params.requirements)
        self.entries: list[Entry] = []
        self.called: dict[str, Called] = {}
        self.spots: dict[tuple[Lang | None, str, str], Spot] = {}
        # pages of the site that menus lead to by pictures without a name, the most on one page
        self.picture_menus: dict[Lang | None, int] = {}
        self.doors: set[str] = set()  # pages that ask who the visitor is
        self.by_script: set[Lang] = set()  # languages that a switch without an address offers
        self._longest = int(params.number("content_name_words"))
        self._titles: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._linked: dict[Lang | None, Counter[str]] = {}  # how many pages link an address in their content
        self._held: OrderedDict[str, Cut] = OrderedDict()
        self._news_told: dict[str, tuple[str, ...]] = {}  # by what a page leads to single news
        self._walk()

    @property
    def site(self) -> Site:
        """The site with the fields that the check declared."""
        return self._site

    @cached_property
    def _homes(self) -> frozenset[str]:
        return frozenset(map(key, (self._site.scope.origin + self._site.scope.prefix, *self._site.homes.values())))

    @cached_property
    def today(self) -> datetime.date:
        """The day that currency is judged against."""
        return datetime.date.fromisoformat(self._site.today)

    @cached_property
    def where(self) -> Whereabouts:
        """All addresses of the site."""
        return whereabouts(self._site, "text_lang")

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Files by the keys of their addresses, asked and final."""
        return {key(url): document for document in self._site.documents for url in (document.url, document.final_url)}

    # ---- the walk

    def _walk(self) -> None:
        seen: set[str] = set()
        for number, short in enumerate(short_facts(self._site)):
            if short.profile.startswith("desktop") and short.url not in seen:
                seen.add(short.url)
                if readable(short):
                    self._add(number, self._site.pages[number])
        self._drop_site_names()

    def _drop_site_names(self) -> None:
        """Names lose the parts that many pages share: "Reception | Akimat of the district"."""
        parts = [_parts(entry.names[0].text) for entry in self.entries]
        spread = Counter(part for some in parts for part in set(some))
        titles = Counter(part for entry in self.entries for part in set(_parts(self._titles[entry.url])))
        most = max(_SITE_NAME_SHARE * len(self.entries), 2)
        for entry, some in zip(self.entries, parts, strict=True):
            by_title = entry.names[0].text == self._titles[entry.url]  # the page has no heading
            own = [part for part in some if max(spread[part], titles[part] if by_title else 0) <= most]
            if own and len(own) < len(some):
                entry.names = (entry.names[0]._replace(text=" ".join(own)), *entry.names[1:])
            elif not own and not entry.home:  # the body's name stands as the heading, or the title, of every page
                nameless = (Name("", "title", entry.url),) if by_title else entry.names
                entry.names = self._told_otherwise(entry) or nameless

    def _told_otherwise(self, entry: Entry) -> tuple[Name, ...]:
        """The names of a page without its first one: its title where that is its own, then the others."""
        title = self._titles[entry.url]
        called = (Name(title, "title", entry.url),) if title and self._called_so[title] == 1 and title != entry.names[0].text else ()
        return (*called, *entry.names[1:])

    @cached_property
    def _called_so(self) -> Counter[str]:
        """How many pages have a title."""
        return Counter(self._titles.values())

    def _add(self, number: int, page: Page) -> None:
        lang = page.lang or next((lang for lang in LANGUAGES if lang == page.text_lang), None)
        names = tuple(_own_names(page))
        content = in_content(page)
        self.entries.append(
            Entry(
                number=number,
                url=page.url,
                lang=lang,
                text_lang=page.text_lang,
                mask=self.sorts.mask((page.main_text, page.aside_text, *(name.text for name in names))),
                names=names,
                article=self._is_news(page),
                home=is_home(page, self._site),
                depth=page.depth,
                words=page.main_words,
                contacts=frozenset(one.kind for one in page.contacts if one.region in content),
            )
        )
        if is_sign_in(page, self._params):
            self.doors.add(page.url)
        self._titles[page.url] = page.title[:_NAME]
        self._numbers.setdefault(key(page.url), number)
        self._numbers.setdefault(key(page.final_url), number)
        self._add_links(page, lang)

    def _is_news(self, page: Page) -> bool:
        """True for a single piece of news: pages of documents and sections are built alike, and only their addresses tell them apart."""
        path = urlsplit(page.url).path.lower()
        told = bool(_DATED_PATH.search(path)) or any(part in path for part in self._params.words("content_articles"))
        return told and is_article(page, self._site, self._params)

    def _add_links(self, page: Page, lang: Lang | None) -> None:
        host = urlsplit(self._site.scope.origin).netloc
        content = in_content(page)
        pictures: set[str] = set()  # those that lead elsewhere are badges of networks, the one that leads home is the emblem
        told: set[str] = set()
        switches = {switch.selector for switch in page.switches}
        self.by_script |= {switch.lang for switch in page.switches if not switch.url and not switch.current}
        for link in (*page.links, *page.pressed):
            if not openable(link) or link.selector in switches:
                continue
            text = (link.text or link.title).strip()[:_NAME]
            if link.image_only and not text and link.region in {"nav", "header"} and urlsplit(link.url).netloc == host:
                pictures.add(key(link.url))
            if text and not link.raw.startswith("#"):  # "to the content" names no page
                how: How = "link" if link.region in content else "menu"
                self.called.setdefault(key(link.url), Called()).add(lang, Name(text, how, page.url))
            if urlsplit(link.url).netloc != host and len(self.spots) < _SPOTS:
                self.spots.setdefault((lang, link.url, text), Spot(link.url, text, link.context, link.selector, page.url, lang))
            if link.region in content:
                told.add(link.url)
        self._linked.setdefault(lang, Counter()).update(told)
        self.picture_menus[lang] = max(self.picture_menus.get(lang, 0), len(pictures - self._homes))

    # ---- what is asked

    def page(self, url: str) -> Page | None:
        """The desktop record of a page that was seen; None for what is no page, or was not shown to us."""
        number = self._numbers.get(key(url))
        return None if number is None else self._site.pages[number]

    def document(self, url: str) -> Document | None:
        """The record of a file, whatever its state; None for what is no file."""
        return self.documents.get(key(url))

    def is_file(self, url: str) -> bool:
        """True for the address of a file of the site."""
        return key(url) in self.documents

    def is_news(self, url: str) -> bool:
        """True for the address of a single piece of news."""
        return key(url) in self._news

    @cached_property
    def _news(self) -> frozenset[str]:
        return frozenset(key(entry.url) for entry in self.entries if entry.article)

    def titles_news(self, heading: str, page: Passage) -> bool:
        """True for the title of a single piece of news, or its beginning, where the page leads to the news by it."""
        said = level(heading)
        told = self._news_told.get(page.url)
        if told is None:
            told = self._news_told[page.url] = tuple(level(link.text) for link in page.links if link.url and self.is_news(link.url))
        long = len(said.split()) >= _BEGINNING
        return bool(said) and any(text == said or (long and text.startswith(f"{said} ")) for text in told)

    def other(self, url: str, lang: Lang) -> str | None:
        """The address of the same page in `lang`, as the crawler paired them by switches, heads or addresses."""
        return self._pairs.get(key(url), {}).get(lang)

    def version(self, url: str, lang: Lang) -> str | None:
        """As `other`, where a switch or the page's own head pairs them: equal addresses may be those of two pages."""
        return self._told_pairs.get(key(url), {}).get(lang)

    @cached_property
    def _told_pairs(self) -> dict[str, dict[Lang, str]]:
        return _by_address(pair for pair in self._site.pairs if pair.how != "address")

    @cached_property
    def _pairs(self) -> dict[str, dict[Lang, str]]:
        return _by_address(self._site.pairs)

    def lang_of(self, url: str) -> Lang | None:
        """The language version that a page or a file belongs to."""
        return self._langs.get(key(url))

    @cached_property
    def _langs(self) -> dict[str, Lang | None]:
        langs: dict[str, Lang | None] = {key(entry.url): entry.lang for entry in self.entries}
        for document in self._site.documents:
            spoken = {langs.get(key(page)) for page in document.linked_from} - {None}
            langs.setdefault(key(document.url), document.lang or (spoken.pop() if len(spoken) == 1 else None))
        return langs

    def target(self, url: str) -> tuple[Known, str]:
        """Whether what a link leads to is alive, dead or not known, and why."""
        return self.where.state(url)

    def names_of(self, url: str, lang: Lang) -> list[Name]:
        """What links of the pages of `lang` call an address."""
        called = self.called.get(key(url))
        return [name for (spoken, _), name in called.names.items() if spoken in {lang, None}] if called else []

    def _stamps(self, page: Page) -> Iterator[DateSeen]:
        """The dates by whose label alone a page says when it was published and changed."""
        words = (*self._params.words("publication-words"), *self._params.words("change-words"))
        for date in page.dates:
            if date.label.endswith(":") and len(date.label.split()) <= _LABEL and mentions(date.label, words):
                yield date

    @cached_property
    def _framed(self) -> Mapping[Lang | None, frozenset[str]]:
        """Addresses that nearly every page of a language links in its content: a frame that is not marked as one."""
        pages = Counter(entry.lang for entry in self.entries)
        return {
            lang: frozenset(url for url, times in linked.items() if times >= max(_FRAMED_SHARE * pages[lang], _FRAMED_LEAST))
            for lang, linked in self._linked.items()
        }

    def cut(self, entry: Entry, lang: Lang) -> Cut:
        """A page cut into passages."""
        held = self._held.get(entry.url)
        if held is None:
            names = (name.text for name in self.names_of(entry.url, lang))
            page = self._site.pages[entry.number]
            framed = frozenset() if entry.home else self._framed.get(entry.lang, frozenset())
            held = self._held[entry.url] = page_cut(
                page, entry.names[0].text, names, self._longest, framed=framed, stamps=tuple(self._stamps(page))
            )
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        else:
            self._held.move_to_end(entry.url)
        return held


def _parts(title: str) -> list[str]:
    """The parts of a title: what stands between its dashes and bars."""
    return [part.strip() for part in _TITLE_PARTS.split(title) if part.strip()]


def _by_address(pairs: Iterable[LanguagePair]) -> dict[str, dict[Lang, str]]:
    found: dict[str, dict[Lang, str]] = {}
    for pair in pairs:
        for url in pair.urls.values():
            found.setdefault(key(url), {}).update(pair.urls)
    return found


def _own_names(page: Page) -> Iterator[Name]:
    content = in_content(page)
    first = main_heading(page)
    yield Name((first or page.title)[:_NAME], "title", page.url)
    shown = [one for one in page.headings[:_HEADINGS] if one.region in content and one.visible is not False and one.text.strip()]
    yield from (Name(one.text[:_NAME], "heading", page.url) for one in shown if one.text != first)
    yield from (Name(table.caption[:_NAME], "heading", page.url) for table in page.tables or () if table.caption)
    for crumb in page.breadcrumbs[:1]:
        if crumb.items:
            yield Name(crumb.items[-1][:_NAME], "crumb", page.url)
