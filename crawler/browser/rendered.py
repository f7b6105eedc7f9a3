"""What a browser gave for one address, and the words for how it ended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from facts import Gap, Live, PageState, Redirect

_BLOCKED_STATUS = frozenset({401, 403, 429})
_NET_ERROR = re.compile(r"net::(ERR_[A-Z0-9_]+)")
_NET_STATES: tuple[tuple[str, PageState], ...] = (
    ("ERR_NAME_", PageState.DNS),
    ("ERR_DNS_", PageState.DNS),
    ("ERR_CONNECTION_REFUSED", PageState.REFUSED),
    ("ERR_ADDRESS_UNREACHABLE", PageState.REFUSED),
    ("ERR_CERT_", PageState.TLS),
    ("ERR_SSL_", PageState.TLS),
    ("ERR_BAD_SSL_", PageState.TLS),
    ("ERR_TOO_MANY_REDIRECTS", PageState.REDIRECT_LOOP),
    ("ERR_TIMED_OUT", PageState.TIMEOUT),
    ("ERR_CONNECTION_TIMED_OUT", PageState.TIMEOUT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One page as a browser under one profile showed it; `html` is "" unless a document was reached.

    `html` is the document as the browser built it, with marks (see serialise.js). `gaps` names facts that should have
    been gathered and could not be, with the reason. `accepts` gives, by selector of a search field, the characters that
    stayed of 30 typed. `size`: CSS pixels that the whole page is wide and high. `settled` is False when the content still changed when
    patience ended.
    """

    url: str
    final_url: str
    profile: str
    state: PageState
    why: str = ""
    html: str = ""
    title: str = ""
    size: tuple[float, float] = (0, 0)
    status: int | None = None
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()
    live: Live | None = None
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    accepts: Mapping[str, int] = field(default_factory=dict)
    settled: bool = True
    millis: int = 0

    @property
    def ok(self) -> bool:
        """True when the document was reached and serialised."""
        return self.state is PageState.OK


class Fault(Exception):
    """A visit that ended without a document: the state and why in plain English; what failed, and with which status, if known."""

    def __init__(self, state: PageState, why: str, url: str = "", status: int | None = None) -> None:
        super().__init__(why)
        self.state = state
        self.why = why
        self.url = url
        self.status = status


class Died(Fault):
    """The browser under the visit went away; `whole` when the process did, not only the page's renderer."""

    def __init__(self, why: str, *, whole: bool) -> None:
        super().__init__(PageState.BROWSER, why)
        self.whole = whole


def fault_of(message: str, url: str = "") -> Fault:
    """The fault behind a browser's error message, e.g. `net::ERR_NAME_NOT_RESOLVED at …`; `url` is what was asked last."""
    first = message.strip().splitlines()[0][:200] if message.strip() else "the browser gave no reason"
    if "Download is starting" in message:
        return Fault(PageState.OTHER, "the address answers with a download", url)
    found = _NET_ERROR.search(message)
    if found is None:
        return Fault(PageState.OTHER, first, url)
    code = found.group(1)
    state = next((state for prefix, state in _NET_STATES if code.startswith(prefix)), PageState.OTHER)
    return Fault(state, f"net::{code}", url)


def state_of(status: int | None) -> tuple[PageState, str]:
    """The state that an HTTP status means for a page, and why."""
    if status is None or status < 400:
        return PageState.OK, ""
    return (PageState.BLOCKED if status in _BLOCKED_STATUS else PageState.HTTP_ERROR), f"HTTP {status}"


def failed(url: str, profile: str, fault: Fault, millis: int) -> Rendered:
    """The record of a visit that reached no document."""
    return Rendered(
        url=url,
        final_url=fault.url or url,
        profile=profile,
        state=fault.state,
        why=fault.why,
        status=fault.status,
        settled=False,
        millis=millis,
    )


def host_of(url: str) -> str:
    """The host of an address in lower case, without port; "" when it has none or cannot be read."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
