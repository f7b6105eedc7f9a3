"""Goes and sees: pages, documents and links of one resource, as facts into an audit file."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crawler.errors import CrawlError, Interrupted, SiteUnreachable
from crawler.progress import Progress, Silent

if TYPE_CHECKING:
    from crawler.kept import worth_going_on
    from crawler.run import crawl
    from crawler.sample import choose_sample
    from crawler.stopping import stop

__all__ = [
    "CrawlError",
    "Interrupted",
    "Progress",
    "Silent",
    "SiteUnreachable",
    "choose_sample",
    "crawl",
    "stop",
    "worth_going_on",
]
_LATE = {
    "crawl": "crawler.run",
    "choose_sample": "crawler.sample",
    "stop": "crawler.stopping",
    "worth_going_on": "crawler.kept",
}


def __getattr__(name: str) -> Any:
    """Load Scrapy and the rest only when something is crawled: most commands need none of it."""
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
