"""robots.txt: what it closes, how fast it lets in, where it points to (RFC 9309, Google's and Yandex's additions)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego

from crawler.client import MEGABYTE, Answer
from crawler.network import FetchFailed
from crawler.urls import canonical, origin
from facts import PageState

PRODUCT = "tekser"
LARGEST = 8 * MEGABYTE  # bytes taken of a robots.txt; one that is larger is not known
_PARSED = 512 * 1024  # bytes of it that count (RFC 9309, 2.5: at least 500 KiB)
PATIENCE = 20.0  # seconds
_REDIRECTS = 5
Ask = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin; `failed` says why they could not be read, which closes everything until they can.

    `failed_as` is how asking for an address then ends.
    """

    rules: Protego | None = None
    failed: str = ""
    failed_as: PageState | None = None
    opened: tuple[str, ...] = ()  # paths that the owner opened to the audit (D-20)

    def allows(self, url: str) -> bool:
        """True when this program may ask for `url`."""
        path = urlsplit(url).path
        if any(path == opened.rstrip("/") or path.startswith(opened.rstrip("*")) for opened in self.opened):
            return True
        if self.failed:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float:
        """Seconds to keep between two requests, 0 when nothing is said: the larger of Crawl-delay and what Request-rate leaves."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(PRODUCT)
        apart = rate.seconds / rate.requests if rate and rate.requests > 0 else 0.0
        return max(0.0, float(self.rules.crawl_delay(PRODUCT) or 0), apart)

    def welcome(self, at: datetime | None = None) -> bool:
        """True unless Visit-time names other hours (UTC) than this moment's, or than `at`."""
        hours = self.rules.visit_time(PRODUCT) if self.rules else None
        if not hours or hours.start_time == hours.end_time:
            return True
        now = (at or datetime.now(UTC)).time()
        if hours.start_time < hours.end_time:
            return bool(hours.start_time <= now <= hours.end_time)
        return bool(now >= hours.start_time or now <= hours.end_time)  # over midnight

    def refuses(self, url: str) -> tuple[PageState, str] | None:
        """How asking for `url` ends without a request, and why; None when it may be asked."""
        if self.allows(url):
            return None if self.welcome() else (PageState.RESTS, "robots.txt names other hours for visits")
        return self.failed_as or PageState.ROBOTS, self.failed or "closed by robots.txt"

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that it names."""
        return tuple(self.rules.sitemaps) if self.rules else ()


async def read_robots(url: str, ask: Ask, opened: tuple[str, ...] = ()) -> Robots:
    """Rules of the origin of `url`.

    4xx: there are none. 5xx, 429, a timeout, an answer that broke off or is too large: not known, so everything is closed
    (RFC 9309, 2.3.1.4) and `failed` says why. Redirects are followed, to another host too (2.3.1.2).
    """
    address = f"{origin(url)}/robots.txt"
    for _ in range(_REDIRECTS + 1):
        try:
            answer = await ask(address)
        except FetchFailed as error:
            return Robots(failed=str(error), failed_as=error.state, opened=opened)
        if not (300 <= answer.status < 400 and answer.headers.get("location")):
            return _rules(answer, opened)
        address = canonical(answer.headers["location"], address)
        if not address:
            break
    return Robots(opened=opened)


def _rules(answer: Answer, opened: tuple[str, ...]) -> Robots:
    if answer.status >= 500 or answer.status == 429:
        return Robots(failed=f"robots.txt answered {answer.status}", failed_as=PageState.ROBOTS_UNREAD, opened=opened)
    if answer.status >= 400 or answer.media_type == "text/html":
        return Robots(opened=opened)
    if answer.cut and not (answer.cut == "too-large" and len(answer.body) >= _PARSED):
        return Robots(failed=f"robots.txt was not read whole: {answer.cut}", failed_as=PageState.ROBOTS_UNREAD, opened=opened)
    return Robots(rules=Protego.parse(_text(answer.body)), opened=opened)


def _text(body: bytes) -> str:
    """The lines that count, whole ones only, without a byte order mark."""
    if len(body) > _PARSED:
        body = body[: max(body.rfind(b"\n", 0, _PARSED), body.rfind(b"\r", 0, _PARSED), 0)]
    return body.decode("utf-8-sig", "replace").replace("\0", "")
