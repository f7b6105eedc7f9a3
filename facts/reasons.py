"""The one table of how asking for something ends: every page, every link target and every probe ends in one of its rows.

A row says whose doing it was, whether asking again may end otherwise, and whether a link that ends so is dead (D-14).
Only a dead link takes points; nothing else here gives or takes any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from facts.terms import PageState

Blame = Literal["none", "site", "network", "robots", "blocked", "ours"]
About = Literal["page", "link", "probe"]

_GONE = frozenset({404, 410})
_NAMED = frozenset({401, 403, 404, 410, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One way to end.

    `again`: worth asking again later, so that `--resume` does. `about`: what may end so. `dead`: a link that ends so is
    dead. `seen`: what is there was seen, or it is certain that nothing is: a page that ended otherwise may hold anything.
    """

    key: str
    blame: Blame
    again: bool = False
    about: frozenset[About] = frozenset({"page", "link"})
    dead: bool = False
    seen: bool = False


def _rows(blame: Blame, keys: Iterable[str], *about: About, again: bool = False, dead: bool = False, seen: bool = False) -> list[Reason]:
    return [Reason(key=key, blame=blame, again=again, about=frozenset(about), dead=dead, seen=seen) for key in keys]


_ROWS = [
    *_rows("none", ["ok", "out-of-scope"], "page", "link", seen=True),
    # the site answered, and there is nothing for anybody
    *_rows("site", ["http-404", "http-410"], "page", "link", "probe", dead=True, seen=True),
    *_rows("site", ["not-found-soft"], "page", "probe", dead=True, seen=True),
    *_rows("site", ["soft-404"], "link", dead=True, seen=True),
    *_rows("site", ["http-4xx"], "page", "link", "probe", seen=True),
    # the site failed, and what is there was not seen
    *_rows("site", ["http-5xx", "dns", "refused"], "page", "link", "probe", again=True, dead=True),
    *_rows("site", ["tls"], "page", "link", "probe", dead=True),
    *_rows("site", ["tls-chain", "redirect-loop", "http-error"], "page", "link", "probe"),
    *_rows("site", ["bad-address"], "link"),
    *_rows("site", ["went-away", "no-content"], "page", "probe"),  # scripts led away, or brought nothing
    # on the way
    *_rows("network", ["timeout", "broken"], "page", "link", "probe", again=True),
    *_rows("network", ["our-network"], "link", again=True),
    # the site does not want programs
    *_rows("robots", ["robots"], "page", "link", "probe"),
    *_rows("robots", ["robots-unread"], "page", "link", "probe", again=True),  # robots.txt did not come, which closes everything
    *_rows("blocked", ["blocked", "http-401", "http-403", "http-429"], "page", "link", "probe", again=True),
    # our own limits and faults
    *_rows("ours", ["too-large", "encoding", "private-address", "failed", "our-fault"], "page", "link", "probe"),
    *_rows("ours", ["browser-failed"], "page", "link", "probe", again=True),
    *_rows("ours", ["host-rests", "not-asked", "time-over", "unsettled"], "page", "link", "probe", again=True),
    *_rows("ours", ["no-browser", "not-rendered", "not-gathered"], "page", "probe", again=True),
    *_rows("ours", ["probe-timeout", "probe-failed"], "probe", again=True),
    *_rows("ours", ["document-too-large", "too-many-links"], "probe"),
    # a probe that acts: it would have sent what a site may keep, left for another site, or nothing came of what it did
    *_rows("ours", ["would-write", "leads-out"], "probe"),
    *_rows("site", ["no-answer"], "probe"),
    # places in search engines
    *_rows("ours", ["no-key", "no-interface", "not-whole-web", "key-refused"], "probe"),
    *_rows("ours", ["quota"], "probe", again=True),
]

REASONS: Mapping[str, Reason] = MappingProxyType({row.key: row for row in _ROWS})
FAILED = REASONS["failed"]


def reason(key: str) -> Reason:
    """The row of a key; that of "failed" for a key that is not in the table, as older audit files may hold."""
    return REASONS.get(key, FAILED)


def http_reason(status: int) -> str:
    """The key for an answer with an error's status: `http-404`, …, or its class."""
    if status in _NAMED:
        return f"http-{status}"
    if 400 <= status < 500:
        return "http-4xx"
    return "http-5xx" if 500 <= status < 600 else "http-error"  # 999 and its like are refusals of programs


def page_reason(state: PageState, status: int | None = None) -> str:
    """The key for a page or a document that ended in `state`, by the status where that tells more."""
    if status is not None and status >= 400 and state in (PageState.HTTP_ERROR, PageState.BLOCKED):
        key = http_reason(status)
        return key if state is PageState.HTTP_ERROR or reason(key).blame == "blocked" else "blocked"
    return state.value


def link_reason(state: PageState, status: int | None = None) -> str:
    """The key for a link target that ended in `state`; "" when it is alive."""
    if state in (PageState.OK, PageState.TOO_LARGE, PageState.OUT_OF_SCOPE):
        return ""
    return "soft-404" if state is PageState.NOT_FOUND_SOFT else page_reason(state, status)
