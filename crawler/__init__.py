"""Goes and sees: pages, documents and links of one resource, as facts into an audit file."""

from crawler.errors import CrawlError, Interrupted, SiteUnreachable
from crawler.progress import Progress, Silent

__all__ = ["CrawlError", "Interrupted", "Progress", "Silent", "SiteUnreachable"]
