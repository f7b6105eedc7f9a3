"""One address from request to last redirect, each hop looked at before it is followed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie

from crawler.asking import RETRIES, Asker
from crawler.client import Answer, Cut, Limits
from crawler.network import FetchFailed
from crawler.urls import canonical, host
from facts import PageState, Redirect

MOST_REDIRECTS = 10
_REFUSALS = frozenset({401, 403, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address gave. `final_url` is where the redirects ended, answered or not; headers in lower case."""

    url: str
    final_url: str
    state: PageState
    why: str = ""
    status: int | None = None
    redirects: tuple[Redirect, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: Cut = ""
    length: int | None = None
    at: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not asked at all."""

    state: PageState
    why: str


Guard = Callable[[str], Awaitable[Refusal | None]]


async def anyone(_url: str) -> Refusal | None:
    """A guard that lets every address through."""
    return None


async def fetch(
    ask: Asker, url: str, *, guard: Guard = anyone, method: str = "GET", limits: Limits | None = None, retries: int = RETRIES
) -> Fetched:
    """Ask for `url` and follow its redirects, at most MOST_REDIRECTS; `guard` may refuse any hop. Never raises."""
    hops: list[Redirect] = []
    cookies: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    here = url
    while True:
        base = Fetched(url=url, final_url=here, state=PageState.OK, redirects=tuple(hops), at=now())
        refusal = await guard(here)
        if refusal:
            return replace(base, state=refusal.state, why=refusal.why)
        sent = "; ".join(f"{name}={value}" for name, value in sorted(cookies.items()))
        if (here, sent) in seen or len(hops) > MOST_REDIRECTS:
            return replace(base, state=PageState.REDIRECT_LOOP, why=f"redirects go on after {len(hops)} steps", status=hops[-1].status)
        seen.add((here, sent))
        try:
            answer = await ask(here, method, headers={"Cookie": sent} if sent else None, limits=limits, retries=retries)
        except FetchFailed as error:
            return replace(base, state=error.state, why=str(error))
        target = _target(answer, here)
        if not target:
            return _arrived(base, answer)
        hops.append(Redirect(url=here, status=answer.status))
        if host(target) == host(here):
            cookies |= _cookies(answer)
        here = target


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _target(answer: Answer, here: str) -> str:
    location = answer.headers.get("location", "")
    if answer.status not in (301, 302, 303, 307, 308) or not location:
        return ""
    return canonical(location.encode("latin-1", "replace").decode("utf-8", "replace"), here)


def _cookies(answer: Answer) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in answer.headers.get("set-cookie", "").splitlines():
        try:
            found |= {name: morsel.coded_value for name, morsel in SimpleCookie(line).items()}
        except CookieError:
            continue
    return found


def _arrived(base: Fetched, answer: Answer) -> Fetched:
    state, why = _judge(answer)
    return replace(
        base, state=state, why=why, status=answer.status, headers=answer.headers, body=answer.body, cut=answer.cut, length=answer.length
    )


def _judge(answer: Answer) -> tuple[PageState, str]:
    if answer.status in _REFUSALS:
        return PageState.BLOCKED, f"HTTP {answer.status}"
    if answer.status >= 300 or answer.status < 200:
        return PageState.HTTP_ERROR, f"HTTP {answer.status}"
    if answer.cut == "timeout":
        return PageState.TIMEOUT, "the answer did not end in time"
    if answer.cut == "encoding":
        return (
            PageState.ENCODING,
            f"packed as {answer.headers.get('content-encoding', '')[:40]!a}, which was not offered and cannot be unpacked",
        )
    if answer.cut == "broken" and not answer.body:
        return PageState.BROKEN, "the answer broke off"
    return PageState.OK, "" if answer.cut != "broken" else "the answer broke off before its end"
