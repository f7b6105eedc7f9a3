"""What an earlier run of the same audit already kept: it is not asked for again."""

from crawler.fetch import Fetched
from crawler.look import Seen
from crawler.pages import FETCHED_AS
from facts import Document, Page, PageState, Target, TargetState
from store import AuditFile

_FINAL = frozenset({PageState.OK, PageState.HTTP_ERROR, PageState.NOT_FOUND_SOFT, PageState.ROBOTS, PageState.TOO_LARGE})


class Kept:
    """Records of an audit file by address; what failed on the way (timeouts, refusals) does not count as kept."""

    def __init__(self, file: AuditFile) -> None:
        self.pages: dict[str, Page] = {page.url: page for page in file.pages() if page.profile == FETCHED_AS and page.state in _FINAL}
        self._documents: dict[str, Document] = {one.url: one for one in file.documents() if one.state in _FINAL}
        self.targets: dict[str, Target] = {
            target.url: target for target in file.targets() if target.reason not in ("not-asked", "our-network")
        }

    @property
    def sampled(self) -> bool:
        """True when the sample was drawn, so that the walk had ended."""
        return any(page.sampled for page in self.pages.values())

    def seen(self, url: str) -> Seen | None:
        """What `url` turned out to be in the earlier run, None when it was not asked for."""
        alias = self.targets.get(url)
        end = alias.final_url if alias and alias.state is TargetState.ALIVE and alias.final_url else url
        page, document = self.pages.get(url) or self.pages.get(end), self._documents.get(url)
        if page is None and document is None:
            return None
        fetched = Fetched(url=url, final_url=end, state=PageState.OK)
        return Seen(url=url, fetched=fetched, page=page if document is None else None, document=document, kept=True)
