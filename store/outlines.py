"""What a crawl asks its own file while it grows: short answers by SQL, and page records of which only a few fields are decoded.

Nothing here keeps a page in memory: a site of 30,000 pages is walked over record by record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from facts import Document, Lang, Page, PageState, Redirect, Site, Target, TargetState
from store.audit_file import AuditFile
from store.errors import AuditFileUnreadable


class Address(msgspec.Struct, frozen=True):
    """A link, feed or language switch: where it leads."""

    url: str = ""
    lang: Lang | None = None  # of a language switch


class FormOutline(msgspec.Struct, frozen=True):
    """A form without its fields' facts."""

    fields: list[msgspec.Raw] = []
    role: str = ""
    region: str = ""


class MediaOutline(msgspec.Struct, frozen=True):
    """A player or a frame by its kind."""

    kind: str = ""


class PageOutline(msgspec.Struct, frozen=True):
    """What the crawl itself needs to know again of a page that it has kept."""

    url: str
    final_url: str
    state: PageState
    profile: str
    status: int | None = None
    fetched_at: str = ""
    lang: Lang | None = None
    template: str = ""
    is_home: bool = False
    sampled: bool = False
    rendered: bool = False
    redirects: list[Redirect] = []
    links: list[Address] = []
    switches: list[Address] = []
    feeds: list[Address] = []
    alternates: dict[str, str] = {}
    forms: list[FormOutline] = []
    media: list[MediaOutline] = []

    @property
    def ok(self) -> bool:
        """True when the page was seen whole enough to be judged."""
        return self.state is PageState.OK


_OUTLINE = msgspec.json.Decoder(PageOutline)


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

    def pages(self, profile: str = "") -> Iterator[PageOutline]:
        """All pages (of one profile) by profile and address; may be walked over while pages are put."""
        rows = self._file._rows("select rowid from pages where ? in ('', profile) order by profile, url", (profile,))
        for row in [int(row["rowid"]) for row in rows]:
            for found in self._file._rows("select cast(record as blob) as record from pages where rowid = ?", (row,)):
                yield _outline(found["record"])

    def page(self, url: str, profile: str) -> PageOutline | None:
        """One page, None when it is not kept."""
        sql = "select cast(record as blob) as record from pages where url = ? and profile = ?"
        return next((_outline(row["record"]) for row in self._file._rows(sql, (url, profile))), None)

    def sampled(self, profile: str) -> list[str]:
        """Addresses of the sample as it was drawn."""
        sql = "select url from pages where sampled and profile = ? order by url"
        return [row["url"] for row in self._file._rows(sql, (profile,))]

    def endings(self, profile: str) -> frozenset[tuple[PageState, int | None]]:
        """How pages of a profile and documents ended: each state and status once."""
        sql = "select distinct state, status from pages where profile = ? union select distinct state, status from documents"
        return frozenset((PageState(row["state"]), row["status"]) for row in self._file._rows(sql, (profile,)))

    def ended_so(self, profile: str, endings: Iterable[tuple[PageState, int | None]]) -> Iterator[str]:
        """Addresses of pages and documents that ended in one of `endings`, and where their redirects led."""
        sql = (
            "select url, json_extract(record, '$.final_url') as final_url from {} where state = ? and status is ?"
            " and (? = '' or profile = ?)"
        )
        for state, status in endings:
            for table, wanted in (("pages", profile), ("documents", "")):
                text = sql.format(table) if table == "pages" else sql.format(table).replace(" and (? = '' or profile = ?)", "")
                values = (state.value, status, wanted, wanted) if table == "pages" else (state.value, status)
                for row in self._file._rows(text, values):
                    yield row["url"]
                    yield row["final_url"]

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
        skipped = tuple(doubtful)
        places = ", ".join("?" * len(skipped))
        sql = (
            "select url from pages where profile = ? union select url from documents"
            f" union select url from targets where reason not in ({places})"  # noqa: S608  # question marks only
        )
        return (row["url"] for row in self._file._rows(sql, (profile, *skipped)))

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

    def _one[T](self, kind: type[T], sql: str, url: str) -> T | None: ...

    def _count(self, sql: str, value: str) -> int:
        return next(int(row["n"]) for row in self._file._rows(sql, (value,)))


def _outline(record: bytes) -> PageOutline:
    try:
        return _OUTLINE.decode(record)
    except msgspec.DecodeError as error:
        raise AuditFileUnreadable(f"a record of the audit file is damaged ({error}); crawl the site again") from error


_ = (Page, TargetState)
