"""What a crawl asks its own file while it grows: short answers by SQL, and page records of which only a few fields are decoded.

Nothing here keeps a page in memory: a site of 30,000 pages is walked over record by record.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from facts import Document, Gap, Lang, PageState, Redirect, Site, Target
from store.audit_file import AuditFile
from store.errors import AuditFileUnreadable

_Record = TypeVar("_Record")


class Address(msgspec.Struct, frozen=True):
    """A link or feed: where it leads."""

    url: str = ""


class SwitchOutline(msgspec.Struct, frozen=True):
    """A control that leads to another language."""

    lang: Lang
    url: str = ""


class FormOutline(msgspec.Struct, frozen=True):
    """A form without its fields' facts."""

    fields: list[msgspec.Raw] = []
    role: str = ""
    region: str = ""


class MediaOutline(msgspec.Struct, frozen=True):
    """A player or a frame by its kind."""

    kind: str = ""


class LiveOutline(msgspec.Struct, frozen=True):
    """That a browser has looked, without what it saw."""


class PlaceOutline(msgspec.Struct, frozen=True):
    """Where something stands on a page."""

    region: str = ""


class BlockOutline(msgspec.Struct, frozen=True):
    """A block of running text."""

    region: str
    lang: str
    text: str


class HeadingOutline(msgspec.Struct, frozen=True):
    """A heading by its words."""

    text: str


class TextOutline(msgspec.Struct, frozen=True):
    """The texts of a page."""

    url: str
    final_url: str
    is_home: bool = False
    title: str = ""
    headings: list[HeadingOutline] = []
    links: list[PlaceOutline] = []
    blocks: list[BlockOutline] = []
    main_words: int = 0
    main_text: str = ""


class PageOutline(msgspec.Struct, frozen=True):
    """What the crawl itself needs to know again of a page that it has kept."""

    url: str
    final_url: str
    state: PageState
    profile: str
    status: int | None = None
    fetched_at: str = ""
    depth: int = 0
    lang: Lang | None = None
    template: str = ""
    is_home: bool = False
    sampled: bool = False
    rendered: bool = False
    redirects: list[Redirect] = []
    links: list[Address] = []
    pressed: list[Address] = []
    switches: list[SwitchOutline] = []
    feeds: list[Address] = []
    alternates: dict[str, str] = {}
    forms: list[FormOutline] = []
    media: list[MediaOutline] = []
    gaps: dict[str, Gap] = {}
    live: LiveOutline | None = None

    @property
    def ok(self) -> bool:
        """True when the page was seen whole enough to be judged."""
        return self.state is PageState.OK

    @property
    def visited(self) -> bool:
        """True when a browser visited it for what only a live page shows, or could not."""
        return self.live is not None or "live" in self.gaps or not self.ok


_OUTLINE = msgspec.json.Decoder(PageOutline)
_TEXTS = msgspec.json.Decoder(TextOutline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Figures of what is kept."""

    pages: int = 0
    rendered: int = 0
    documents: int = 0
    targets: int = 0  # addresses asked
    by_language: Mapping[str, int] = field(default_factory=dict)


class Outlines:
    """Questions to an audit file that need no whole records."""

    def __init__(self, file: AuditFile) -> None:
        self._file = file

    def empty(self) -> bool:
        """True when the file holds no page, no document and no draft."""
        sql = "select exists (select 1 from pages) or exists (select 1 from documents) or exists (select 1 from drafts) as n"
        return not any(row["n"] for row in self._file._rows(sql))

    def pages(self, profile: str = "", *, before: str = "") -> Iterator[PageOutline]:
        """All pages (of one profile) by profile and address; may be walked over while pages are put.

        `before`: drafts of this name stand for the pages whose place they keep.
        """
        drafted = {page.url for page in self.drafts(before)} if before else frozenset[str]()
        rows = self._file._rows("select rowid from pages where ? in ('', profile) order by profile, url", (profile,))
        draft = "select url, cast(record as blob) as record from drafts where url = ? and profile = ?"
        for row in array("q", (row["rowid"] for row in rows)):
            for found in self._file._rows("select url, cast(record as blob) as record from pages where rowid = ?", (row,)):
                if found["url"] in drafted:
                    found = next(self._file._rows(draft, (found["url"], before)), found)  # noqa: PLW2901  # what the visit covers
                yield _outline(found["record"])

    def drafts(self, profile: str) -> Iterator[PageOutline]:
        """Pages that stand as drafts of this name, by address."""
        sql = "select cast(record as blob) as record from drafts where profile = ? and kind = 'page' order by url"
        return (_outline(row["record"]) for row in self._file._rows(sql, (profile,)))

    def languages(self, profile: str, *, before: str) -> dict[str, Lang]:
        """Languages of the pages of a profile that were seen and have one, by address; drafts `before` as in `pages`."""
        drafted = {page.url: page for page in self.drafts(before)}
        found: dict[str, Lang] = {}
        for row in self._file._rows("select url, lang, state from pages where profile = ? order by url", (profile,)):
            url, lang, seen = row["url"], row["lang"], row["state"] == PageState.OK
            if url in drafted:
                lang, seen = drafted[url].lang, drafted[url].ok
            if seen and lang:
                found[url] = lang
        return found

    def page(self, url: str, profile: str) -> PageOutline | None:
        """One page, None when it is not kept."""
        sql = "select cast(record as blob) as record from pages where url = ? and profile = ?"
        return next((_outline(row["record"]) for row in self._file._rows(sql, (url, profile))), None)

    def with_text(self, profile: str, lang: Lang) -> list[str]:
        """Addresses of the pages of a language that were seen, in order."""
        sql = "select url from pages where profile = ? and lang = ? and state = 'ok' order by url"
        return [row["url"] for row in self._file._rows(sql, (profile, lang))]

    def texts(self, url: str, profile: str) -> TextOutline | None:
        """The texts of one page, None when it is not kept."""
        sql = "select cast(record as blob) as record from pages where url = ? and profile = ?"
        return next((_decoded(_TEXTS, row["record"]) for row in self._file._rows(sql, (url, profile))), None)

    def sampled(self, profile: str) -> list[str]:
        """Addresses of the sample as it was drawn."""
        sql = "select url from pages where sampled and profile = ? order by url"
        return [row["url"] for row in self._file._rows(sql, (profile,))]

    def visits(self) -> Iterator[PageOutline]:
        """What every profile saw of the sample."""
        for row in self._file._rows("select cast(record as blob) as record from pages where sampled order by profile, url"):
            yield _outline(row["record"])

    def endings(self, profile: str) -> frozenset[tuple[PageState, int | None]]:
        """How pages of a profile and documents ended: each state and status once."""
        sql = "select distinct state, status from pages where profile = ? union select distinct state, status from documents"
        return frozenset((PageState(row["state"]), row["status"]) for row in self._file._rows(sql, (profile,)))

    def ended_so(self, profile: str, endings: Iterable[tuple[PageState, int | None]]) -> Iterator[str]:
        """Addresses of pages and documents that ended in one of `endings`, and where their redirects led."""
        sql = (
            "select url, json_extract(record, '$.final_url') as final_url from pages where profile = ? and state = ? and status is ?"
            " union select url, json_extract(record, '$.final_url') from documents where state = ? and status is ?"
        )
        for state, status in endings:
            for row in self._file._rows(sql, (profile, state.value, status, state.value, status)):
                yield row["url"]
                yield row["final_url"]

    def documents(self) -> Iterator[str]:
        """Addresses of all documents, in order."""
        return (row["url"] for row in self._file._rows("select url from documents order by url"))

    def document(self, url: str) -> Document | None:
        """What is kept of a file."""
        return self._one(Document, "select record from documents where url = ?", url)

    def target(self, url: str) -> Target | None:
        """What is kept of an address that links lead to."""
        return self._one(Target, "select record from targets where url = ?", url)

    def reasons(self) -> frozenset[str]:
        """How asking for link targets ended, each reason once."""
        return frozenset(row["reason"] for row in self._file._rows("select distinct reason from targets"))

    def known(self, profile: str, doubtful: Iterable[str]) -> Iterator[str]:
        """Addresses of which a page, a document or a target tells; not targets whose reason is one of `doubtful`."""
        sql = (
            "select url from pages where profile = ? union select url from documents"
            " union select url from targets where reason not in (select value from json_each(?))"
        )
        return (row["url"] for row in self._file._rows(sql, (profile, msgspec.json.encode(sorted(doubtful)).decode())))

    def targets(self) -> Iterator[Target]:
        """Targets by address; none may be put meanwhile."""
        return self._file.targets()

    def tally(self, profile: str) -> Tally:
        """Figures of pages (as `profile` saw them), documents and targets."""
        counts: dict[str, int] = {}
        pages = rendered = 0
        sql = "select lang, sum(rendered) as rendered, count(*) as n from pages where profile = ? and state = ? group by lang order by lang"
        for row in self._file._rows(sql, (profile, PageState.OK.value)):
            pages, rendered = pages + row["n"], rendered + row["rendered"]
            if row["lang"]:
                counts[row["lang"]] = row["n"]
        return Tally(
            pages=pages,
            rendered=rendered,
            documents=self._count("select count(*) as n from documents where state = ?", PageState.OK.value),
            targets=self._count("select count(*) as n from targets where json_extract(record, '$.checked_at') != ?", ""),
            by_language=counts,
        )

    def site(self) -> Site | None:
        """What is known of the resource as a whole without its lists; None when the crawl never got so far."""
        text = self._file._key("site", "")
        return msgspec.json.decode(text, type=Site) if text else None

    def drop_draft(self, url: str, profile: str) -> None:
        """Forget one draft: its turn has come."""
        self._file._execute("delete from drafts where url = ? and profile = ?", (url, profile))

    def drop_page(self, url: str, profile: str) -> None:
        """Forget what a profile saw of an address that is no longer in the sample."""
        self._file._execute("delete from pages where url = ? and profile = ?", (url, profile))

    def _one(self, kind: type[_Record], sql: str, url: str) -> _Record | None:
        return next((_decoded(msgspec.json.Decoder(kind), row["record"]) for row in self._file._rows(sql, (url,))), None)

    def _count(self, sql: str, value: str) -> int:
        return next(int(row["n"]) for row in self._file._rows(sql, (value,)))


def _outline(record: bytes) -> PageOutline:
    return _decoded(_OUTLINE, record)


def _decoded(decoder: msgspec.json.Decoder[_Record], record: bytes | str) -> _Record:
    try:
        return decoder.decode(record)
    except msgspec.DecodeError as error:
        raise AuditFileUnreadable(f"a record of the audit file is damaged ({error}); crawl the site again") from error
