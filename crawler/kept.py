"""What an earlier run of the same audit already kept: it is not asked for again."""

from collections.abc import Iterator

from crawler.pages import FETCHED_AS
from facts import Document, Page, PageState, Target
from facts.reasons import REASONS, page_reason, reason
from store import AuditFile
from store.outlines import Outlines, PageOutline

WALKED = "walked"  # drafts: a page of the sample as the walk saw it, before a visit took its place
RENDERED = "rendered"  # drafts: a page as a browser built it, before its turn came
_STOPPED = frozenset({"interrupted", "max-minutes", "site-refused"})
_AGAIN = frozenset(key for key, row in REASONS.items() if row.again)
_EVERY_TIME = frozenset({"not-asked", "our-network"})  # say nothing of the address itself


class Kept:
    """Records of an audit file by address, read when they are wanted; what is worth asking again does not count as kept."""

    def __init__(self, file: AuditFile) -> None:
        self._file = file
        self.outlines = Outlines(file)
        self.empty = self.outlines.empty()  # when the crawl began: nothing is to be looked for
        self._drafted: set[str] = set()  # addresses rendered since then

    def page(self, url: str) -> Page | None:
        """The page at `url` as the walk of an earlier run kept it."""
        draft = self._file.draft(url, WALKED)
        page = draft if isinstance(draft, Page) else self._file.page(url, FETCHED_AS)
        return page if page is not None and not _lacks(page) else None

    def document(self, url: str) -> Document | None:
        """The document at `url`."""
        found = self.outlines.document(url)
        return None if found is None or reason(page_reason(found.state, found.status)).again else found

    def target(self, url: str) -> Target | None:
        """What asking for a link's address has told."""
        found = self.outlines.target(url)
        return None if found is None or found.reason in _AGAIN else found

    def rendered(self, url: str) -> Page | None:
        """The page at `url` as a browser built it in an earlier run."""
        draft = self._file.draft(url, RENDERED)
        if isinstance(draft, Page):
            return draft
        page = self.page(url)
        return page if page is not None and page.rendered else None

    def put_rendered(self, url: str, page: Page) -> None:
        """Keep the page at `url` as a browser built it until its turn comes."""
        self._drafted.add(url)
        self._file.put_draft(url, RENDERED, page)

    def waits(self, url: str) -> bool:
        """True when a page as a browser built it may be waiting for its turn under `url`."""
        return not self.empty or url in self._drafted

    def known(self) -> Iterator[str]:
        """Addresses of which nothing more is to be asked."""
        return self.outlines.known(FETCHED_AS, _AGAIN)

    def stale(self) -> frozenset[str]:
        """Addresses whose kept answers are worth asking for again, though they may look whole: a captcha comes with status 200."""
        return frozenset(self.outlines.ended_so(FETCHED_AS, self._failures()))

    @property
    def walk_ended(self) -> bool:
        """True when an earlier run came to the end of the walk, and nothing that it saw is worth another look."""
        site = self.outlines.site()
        return site is not None and site.coverage.stopped_by not in _STOPPED and not self._failures()

    def _failures(self) -> frozenset[tuple[PageState, int | None]]:
        return frozenset(end for end in self.outlines.endings(FETCHED_AS) if reason(page_reason(*end)).again)


def worth_going_on(file: AuditFile) -> bool:
    """True when another run may see what an ended one did not: it was stopped, or something failed that may not fail again."""
    kept = Kept(file)
    if not kept.walk_ended or kept.outlines.reasons() & (_AGAIN - _EVERY_TIME):
        return True
    return any(visit_lacks(page) for page in kept.outlines.visits())


def visit_lacks(page: PageOutline) -> bool:
    """True when a visit to a page of the sample failed in a way that another one may not."""
    gap = page.gaps.get("live")
    return reason(page_reason(page.state, page.status)).again or (gap is not None and reason(gap.reason).again)


def _lacks(page: Page) -> bool:
    gap = page.gaps.get("rendered")
    return reason(page_reason(page.state, page.status)).again or (gap is not None and reason(gap.reason).again)
