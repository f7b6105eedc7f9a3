"""What can end a crawl, one exception each."""

from facts import PageState

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
    """Nothing of the site could be seen; `reason` is one of REASONS, the message one plain line without it.

    `state` is how asking for the first page ended.
    """

    def __init__(self, reason: str, message: str, state: PageState = PageState.OTHER) -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        super().__init__(message)
        self.reason = reason
        self.state = state


class Interrupted(CrawlError):
    """The caller stopped the crawl; what was seen is kept and can be gone on with."""
