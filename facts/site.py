"""What was seen of the audited resource as a whole."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from facts.acts import ActStatus
from facts.page import Page
from facts.phone import PhoneLook
from facts.search import EnginePosition, SearchTry
from facts.shown import Browser, Showing
from facts.terms import BodyKind, CommitteeForm, Lang, PageState, TargetState


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Official names of a body in one language; short forms may be several."""

    full: str = ""
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The audited body as its `--body` file describes it; empty names where no file was given."""

    kind: BodyKind = "cgb"
    names: Mapping[Lang, Names] = field(default_factory=dict)
    parent: str = ""
    homes: Mapping[Lang, str] = field(default_factory=dict)
    committee_form: CommitteeForm | None = None  # of a committee: where its resource is
    not_concerned: tuple[str, ...] = ()  # ids of sections and items of Annexes 5 and 6 that do not concern it


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The audited resource: a host, or a path prefix of a shared host with the shared paths of its documents (D-19)."""

    origin: str  # https://host[:port]
    prefix: str = "/"  # path prefix of its pages
    shared: tuple[str, ...] = ()  # path prefixes of the same host whose files belong to it when its pages link there


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that is not an HTML page."""

    url: str
    final_url: str
    state: PageState
    why: str = ""
    status: int | None = None
    media_type: str = ""
    kind: str = ""  # pdf, docx, doc, xlsx, xls, pptx, ppt, odt, ods, rtf, txt, csv, xml, feed, zip, rar, 7z, tar, gz, image, audio, …
    bytes: int | None = None
    text_layer: bool | None = None  # pdf, docx, odt and so on: text can be copied from it; None when not known
    text_chars: int | None = None
    text: str = ""  # its beginning, at most 20,000 characters; "" where there is none or it was not read
    text_lang: str = ""  # language identified from its text
    pages: int | None = None
    title: str = ""
    entries: int | None = None  # items of a feed, members of an archive
    feed_titles: tuple[str, ...] = ()  # titles of a feed's channel and first entries
    lang: Lang | None = None
    linked_from: tuple[str, ...] = ()  # at most 20 pages
    depth: int = 0
    fetched_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that some link leads to, asked once."""

    url: str
    state: TargetState
    reason: str = ""  # dns, refused, tls, http-404, http-410, http-5xx, soft-404, timeout, http-403, robots, our-network, not-asked, …
    status: int | None = None
    final_url: str = ""
    external: bool = False
    checked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePair:
    """Two addresses that show the same page in two languages."""

    urls: Mapping[Lang, str]
    how: Literal["switch", "hreflang", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUsed:
    name: str
    engine: str
    version: str
    status: Literal["used", "unavailable"]
    why: str = ""
    sandbox: bool | None = None  # whether the system let the browser run in its sandbox; None where none ran


StoppedBy = Literal["done", "max-pages", "max-minutes", "trap-guard", "interrupted", "site-refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the resource was seen; what a check may conclude from absence depends on it."""

    stopped_by: StoppedBy = "done"
    refused_by_robots: tuple[str, ...] = ()  # addresses, the first 500
    failed: tuple[str, ...] = ()  # addresses of pages that could not be loaded, the first 500
    refused_total: int = 0  # how many robots.txt closed in all; 0 where only the list was kept
    failed_total: int = 0  # how many could not be loaded in all; 0 where only the list was kept
    not_visited: int = 0  # known addresses in scope left unvisited
    trapped: tuple[str, ...] = ()  # address patterns that the trap guard cut
    languages_asked: tuple[Lang, ...] = ()
    unopened_menus: tuple[str, ...] = ()  # home pages with menus that hold their links back and could not be opened

    @property
    def refused_count(self) -> int:
        """How many addresses robots.txt closed, those beyond the list too."""
        return max(self.refused_total, len(self.refused_by_robots))

    @property
    def failed_count(self) -> int:
        """How many pages could not be loaded, those beyond the list too."""
        return max(self.failed_total, len(self.failed))

    @property
    def walked(self) -> bool:
        """True when every address that robots.txt leaves open was seen.

        What the trap guard cut without loss (pages that brought nothing new) does not count; cut with loss, it is in `not_visited`.
        """
        return self.stopped_by in ("done", "trap-guard") and not self.failed_count and not self.not_visited

    @property
    def complete(self) -> bool:
        """True when every known page in scope was seen, so that what was not found is not there."""
        return self.walked and not self.refused_count


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """Figures of a crawl for the report."""

    pages: int = 0
    rendered: int = 0
    documents: int = 0
    links_checked: int = 0
    by_language: Mapping[str, int] = field(default_factory=dict)
    refused_by_robots: int = 0
    failed: int = 0
    stopped_by: StoppedBy = "done"
    started_at: str = ""
    finished_at: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)  # where the time went


class KeptPages(Sequence[Page]):
    """Page records that stay where they are kept and are read anew for each walk over them, so that a site may be of any size.

    Hold what is needed of a page, not the page.
    """

    @abstractmethod
    def only(self, fields: Iterable[str]) -> "KeptPages":
        """The same pages in the same order, each with these fields and no other (`ok` goes with `state`); the others are not decoded."""


def pages_with(pages: Sequence[Page], *fields: str) -> Sequence[Page]:
    """`pages` with at least these fields, as cheaply as they are to be had."""
    return pages.only(fields) if isinstance(pages, KeptPages) else pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All facts of one audited resource, ready to be judged."""

    scope: Scope
    body: Body
    today: str  # YYYY-MM-DD, the date that currency is judged against
    start_url: str  # the address that the caller gave
    start_redirects: tuple[str, ...] = ()
    homes: Mapping[Lang, str] = field(default_factory=dict)  # home page of each language version found
    pages: Sequence[Page] = ()  # desktop records first, ordered by (profile, url); KeptPages where they come from an audit file
    documents: tuple[Document, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    pairs: tuple[LanguagePair, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    profiles: tuple[ProfileUsed, ...] = ()
    reached_outside: bool = False  # some host outside the resource answered in this run
    sitemap_urls: int = 0
    browsers: tuple[Browser, ...] = ()  # of indicator 4-2.1, those that were asked for
    shown: tuple[Showing, ...] = ()  # what they showed of a few pages
    searches: tuple[SearchTry, ...] = ()  # the site's search as it was used, by language
    positions: tuple[EnginePosition, ...] = ()  # in search engines
    acts: tuple[ActStatus, ...] = ()  # a register of acts that a person gave with the audit
    phones: tuple[PhoneLook, ...] = ()  # what a phone got of the home pages and a few others, by language
    phone_pages: tuple[
        Page, ...
    ] = ()  # as a phone shows them when all that opens was touched: those looked at, those with items of Annex 6
