"""What can end a crawl, one exception each."""

REASONS = (
    "dns",
    "refused",
    "tls",
    "timeout",
    "private-address",
    "http-error",
    "blocked",
    "robots",
    "not-html",
    "redirect-loop",
    "redirected",
    "too-large",
    "bad-address",
    "failed",
)


class CrawlError(Exception):
    """A crawl did not come to its end."""


class SiteUnreachable(CrawlError):
    """Nothing of the site could be seen; `reason` is one of REASONS, the message one plain line without it."""

    def __init__(self, reason: str, message: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        super().__init__(message)
        self.reason = reason


class Interrupted(CrawlError):
    """The caller stopped the crawl; what was seen is kept and can be gone on with."""
