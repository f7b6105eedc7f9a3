"""robots.txt: what it closes, how fast it lets in, where it points to (RFC 9309, Google's and Yandex's additions)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from crawler.client import Answer
from crawler.network import FetchFailed
from crawler.urls import canonical, origin
from facts import PageState

PRODUCT = "tekser"
LARGEST = 500 * 1024  # bytes read of a robots.txt (RFC 9309, 2.5)
PATIENCE = 20.0  # seconds
_REDIRECTS = 5
Ask = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin; `failed` says why they could not be read, which closes everything until they can."""

    rules: Protego | None = None
    failed: str = ""
    failed_as: PageState | None = None  # when no answer came at all
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
        """Seconds to keep between two requests, 0 when nothing is said."""
        return float((self.rules and self.rules.crawl_delay(PRODUCT)) or 0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that it names."""
        return tuple(self.rules.sitemaps) if self.rules else ()


async def read_robots(url: str, ask: Ask, opened: tuple[str, ...] = ()) -> Robots:
    """Rules of the origin of `url`.

    4xx: there are none. 5xx, 429, a timeout or a broken connection: not known, so everything is closed (RFC 9309,
    2.3.1.4) and `failed` says why.
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
        return Robots(failed=f"robots.txt answered {answer.status}", opened=opened)
    if answer.status >= 400 or answer.media_type == "text/html":
        return Robots(opened=opened)
    return Robots(rules=Protego.parse(answer.body.decode("utf-8", "replace")), opened=opened)
