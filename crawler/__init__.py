"""Goes and sees: pages, documents and links of one resource, as facts into an audit file."""

from crawler.errors import CrawlError, Interrupted, SiteUnreachable
from crawler.progress import Progress, Silent
from crawler.run import crawl
from crawler.sample import choose_sample

__all__ = ["CrawlError", "Interrupted", "Progress", "Silent", "SiteUnreachable", "choose_sample", "crawl"]
