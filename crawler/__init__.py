"""Goes and sees: pages, documents and links of one resource, as facts into an audit file."""

from typing import TYPE_CHECKING, Any

from crawler.errors import CrawlError, Interrupted, SiteUnreachable
from crawler.progress import Progress, Silent

if TYPE_CHECKING:
    from crawler.run import crawl
    from crawler.sample import choose_sample

__all__ = ["CrawlError", "Interrupted", "Progress", "Silent", "SiteUnreachable", "choose_sample", "crawl"]


def __getattr__(name: str) -> Any:
    """Load Scrapy and the rest only when something is crawled: most commands need none of it."""
    if name == "crawl":
        from crawler.run import crawl as found  # noqa: PLC0415

        return found
    if name == "choose_sample":
        from crawler.sample import choose_sample as drawn  # noqa: PLC0415

        return drawn
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
