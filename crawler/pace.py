"""How fast each host is asked: side by side, how far apart, when to rest, when to leave it alone.

One `Hosts` is shared by everything that asks in one crawl, fetches and browser alike. A host that shows strain (429, 503,
silence) is asked half as much side by side and twice as far apart at once, and comes back little by little while it
answers; never above the pace it began with.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from crawler.network import FetchFailed
from crawler.urls import origin
from facts import PageState

Lane = Literal["fetch", "browser"]
LONGEST_WAIT = 60.0  # seconds; a rest above it is not waited for
STRAIN = frozenset({429, 503})
RECOVERY = 0.1  # of one more request side by side, for each answer
FAILURES = 15  # in a row, after which a host is left alone for a while; silence counts as three
TRIALS = 3  # times that the audited host is waited for and tried again
_TOO_LONG = 2  # addresses of a host that must ask for a rest above LONGEST_WAIT before it is believed of the whole host
_SILENT = 3
_SILENCE = frozenset({PageState.TIMEOUT, PageState.BROKEN, PageState.OTHER, PageState.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a host is asked at first and at most; seconds."""

    together: int = 4  # requests at a time, and as many pages in browsers
    apart: float = 0.5  # between two requests at the start; then as the host's answers take
    least_apart: float = 0.1
    first_pause: float = 2.0  # before the first retry; doubles
    cool: float = 20.0  # how long a host that fails again and again is left alone at first; doubles

    def after(self, apart: float, latency: float) -> float:
        """The next distance after an answer that took `latency`: towards half of it, so that about two are under way."""
        return max(self.least_apart, (apart + latency / 2) / 2) if self.apart else 0.0


LOOPBACK = Pace(together=8, apart=0.0, least_apart=0.0, first_pause=0.1, cool=0.3)  # one's own machine needs no sparing


@dataclass(slots=True)
class _Host:
    """One host on its way."""

    pace: Pace
    limit: float  # requests at a time, now
    apart: float  # seconds between two starts, now
    asked_apart: float = 0.0  # as its robots.txt asks
    last_start: float = float("-inf")
    rests_until: float = 0.0
    strained_at: float = float("-inf")
    cooled_at: float = float("-inf")
    failures: int = 0  # in a row, silence weighted
    silent: int = 0  # requests in a row without any answer
    coolings: int = 0
    last: FetchFailed | None = None
    trial: bool = False  # one request is under way to see whether the host is back
    patience: set[str] = field(default_factory=set)  # addresses that asked for a rest longer than is waited
    active: dict[Lane, int] = field(default_factory=lambda: {"fetch": 0, "browser": 0})
    waiting: dict[Lane, deque[asyncio.Future[None]]] = field(default_factory=lambda: {"fetch": deque(), "browser": deque()})

    @property
    def open(self) -> bool:
        """True while the host failed too often to be asked as if nothing were."""
        return self.failures >= FAILURES

    def free(self, lane: Lane) -> bool:
        """True when one more may start now."""
        return self.active[lane] < max(1, int(self.limit))

    def wake(self) -> None:
        """Let those who wait look again."""
        for lane, queue in self.waiting.items():
            for _ in range(max(0, max(1, int(self.limit)) - self.active[lane])):
                while queue:
                    one = queue.popleft()
                    if not one.done():
                        one.set_result(None)
                        break


@dataclass(slots=True)
class Turn:
    """One request's turn; tell it how the request ended."""

    url: str
    began: float
    _hosts: "Hosts"
    _host: _Host
    told: bool = False

    def answered(self, status: int, latency: float | None, retry_after: float | None, *, slow: bool = False) -> None:
        """An answer came; `latency` where it was measured, `retry_after` as the host named it, in seconds; `slow`: its body did not end."""
        self.told = True
        self._hosts._answered(self._host, self, status, latency, retry_after)
        if slow:
            self._hosts._strained(self._host, self)

    def failed(self, error: FetchFailed) -> None:
        """None came."""
        self.told = True
        self._hosts._failed(self._host, self, error)


class Hosts:
    """The hosts of one crawl.

    `pace_of` gives the pace for a host by an address on it; `own` is an address of the audited host, which is waited for
    when it fails, whereas others are left alone at once.
    """

    def __init__(self, pace_of: Callable[[str], Awaitable[Pace]], own: str = "") -> None:
        self._pace_of = pace_of
        self._own = _place(own)
        self._known: dict[str, asyncio.Future[_Host]] = {}
        self._asked_apart: dict[str, float] = {}

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave so many seconds between two requests to the host of `url`, as its robots.txt asks."""
        name = _place(url)
        self._asked_apart[name] = seconds
        known = self._known.get(name)
        if known is not None and known.done() and not known.cancelled() and known.exception() is None:
            known.result().asked_apart = seconds

    async def first_pause(self, url: str) -> float:
        """Seconds before the first retry at the host of `url`."""
        return (await self._of(_place(url))).pace.first_pause

    def side_by_side(self, url: str) -> int:
        """How many requests the host of `url` gets at a time now; 0 for one that was not asked yet."""
        known = self._known.get(_place(url))
        return max(1, int(known.result().limit)) if known is not None and known.done() else 0

    @asynccontextmanager
    async def turn(self, url: str, lane: Lane = "fetch") -> AsyncIterator[Turn]:
        """Wait until the host of `url` may be asked, and hold one of its places; FetchFailed when it is left alone for now."""
        one = await self._of(_place(url))
        trial = await self._enter(one, lane)
        turn = Turn(url, time.monotonic(), self, one)
        try:
            yield turn
        finally:
            one.active[lane] -= 1
            if lane == "browser" and one.asked_apart:
                one.last_start = time.monotonic()
            if trial:
                one.trial = False
            one.wake()

    async def _of(self, name: str) -> _Host:
        if name not in self._known:
            self._known[name] = asyncio.ensure_future(self._new(name))
        known = self._known[name]
        return known.result() if known.done() else await asyncio.shield(known)

    async def _new(self, name: str) -> _Host:
        pace = await self._pace_of(f"http://{name}/")
        return _Host(pace, float(pace.together), pace.apart, asked_apart=self._asked_apart.get(name, 0.0))

    async def _enter(self, one: _Host, lane: Lane) -> bool:
        """Take a place; True when this request is the one that tries whether the host is back."""
        try:
            return await self._place(one, lane)
        except BaseException:
            one.wake()  # the place may have been given just now
            raise

    async def _place(self, one: _Host, lane: Lane) -> bool:
        while True:
            now = time.monotonic()
            if one.rests_until > now:
                self._refuse(one, now)
                await asyncio.sleep(one.rests_until - now)
                continue
            alone = bool(one.asked_apart and one.active["browser"])  # when a tab asks is the browser's own affair
            if alone or not one.free(lane) or (one.open and one.trial):
                await self._wait(one, lane)
                continue
            if (early := one.last_start + max(one.apart, one.asked_apart) - now) > 0:
                await asyncio.sleep(early)
                continue
            one.last_start = now
            one.active[lane] += 1
            one.trial = trial = one.open
            return trial

    async def _wait(self, one: _Host, lane: Lane) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        one.waiting[lane].append(place)
        await place

    def _refuse(self, one: _Host, now: float) -> None:
        """FetchFailed when the rest is not worth waiting for."""
        if one.open and one.last is not None and (one.coolings > TRIALS or not self._is_own(one)):
            if one.last.state is PageState.REFUSED:  # told of the host, not of the address
                raise FetchFailed(PageState.REFUSED, f"the server refused {one.silent} connections in a row")
            raise FetchFailed(PageState.RESTS, f"the host failed again and again, lastly: {one.last}")
        if one.rests_until - now > LONGEST_WAIT and len(one.patience) >= _TOO_LONG:
            raise FetchFailed(PageState.RESTS, f"the host asks to wait {one.rests_until - now:.0f} seconds more")

    def _is_own(self, one: _Host) -> bool:
        known = self._known.get(self._own)
        return known is not None and known.done() and known.result() is one

    def _answered(self, one: _Host, turn: Turn, status: int, latency: float | None, retry_after: float | None) -> None:
        asks = retry_after is not None and (status >= 400 or 300 <= status < 400)
        if asks and retry_after is not None:
            self._rest(one, turn, retry_after)
        one.silent = 0
        if status in STRAIN:
            self._strained(one, turn)
            self._count(one, turn, FetchFailed(PageState.RESTS, f"it answered {status}"), 1)
            return
        one.failures = one.coolings = 0
        one.last = None
        one.limit = min(float(one.pace.together), one.limit + RECOVERY)
        if status < 400 and latency is not None:
            one.apart = one.pace.after(one.apart, latency)

    def _rest(self, one: _Host, turn: Turn, seconds: float) -> None:
        if seconds > LONGEST_WAIT:
            one.patience.add(turn.url)
            if len(one.patience) < _TOO_LONG:
                return
        one.rests_until = max(one.rests_until, time.monotonic() + seconds)

    def _failed(self, one: _Host, turn: Turn, error: FetchFailed) -> None:
        if error.state is PageState.TIMEOUT:
            self._strained(one, turn)
        if error.state not in _SILENCE:
            return
        one.silent += 1
        self._count(one, turn, error, _SILENT)

    def _count(self, one: _Host, turn: Turn, error: FetchFailed, weight: int) -> None:
        """One more failure in a row; enough of them leave the host alone, each trial that fails for twice as long."""
        one.failures += weight
        one.last = error
        if one.open and turn.began >= one.cooled_at:
            one.cooled_at = time.monotonic()
            one.rests_until = max(one.rests_until, one.cooled_at + one.pace.cool * min(2**one.coolings, 8))
            one.coolings += 1

    def _strained(self, one: _Host, turn: Turn) -> None:
        """Ask half as much; once for all requests that were under way together."""
        if turn.began < one.strained_at:
            return
        one.strained_at = time.monotonic()
        one.limit = max(1.0, one.limit / 2)
        one.apart = min(30.0, one.apart * 2)


def _place(url: str) -> str:
    """Name and port: what one server listens on; the default ports of http and https are one."""
    return origin(url).partition("://")[2].lower()
