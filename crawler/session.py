"""What all phases of one crawl share."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crawler.asking import Asker
from crawler.browsers import Browsers
from crawler.client import Limits
from crawler.fetch import Refusal
from crawler.kept import Kept
from crawler.progress import Progress
from crawler.recognise import Look
from crawler.rendering import Rendering
from crawler.robots import LARGEST, PATIENCE, Robots, read_robots
from crawler.scope import place
from crawler.urls import origin, same_host
from facts import AuditPlan, Lang, PageState, Scope
from store import AuditFile

LONGEST_DELAY = 60.0  # seconds; a Crawl-delay above it is a slip of the pen


class RobotsBook:
    """Rules of every origin that is asked, each read once."""

    def __init__(self, ask: Asker, limits: Limits, opened: tuple[str, ...], own_origin: str) -> None:
        self._ask = ask
        self._limits = replace(limits, page_bytes=LARGEST, document_bytes=LARGEST, seconds=min(limits.seconds, PATIENCE))
        self._opened = opened
        self._own = own_origin
        self._known: dict[str, asyncio.Future[Robots]] = {}

    async def of(self, url: str) -> Robots:
        """The rules for an address; paths opened by the owner count for the audited host only."""
        where = origin(url)
        if where not in self._known:
            opened = self._opened if same_host(where, self._own) else ()
            self._known[where] = asyncio.ensure_future(self._read(url, opened))
        return await asyncio.shield(self._known[where])

    async def _read(self, url: str, opened: tuple[str, ...]) -> Robots:
        robots = await read_robots(url, lambda address: self._ask(address, limits=self._limits), opened)
        if robots.crawl_delay:
            self._ask.keep_apart(url, min(robots.crawl_delay, LONGEST_DELAY))
        return robots


@dataclass(slots=True)
class Clock:
    """Time spent by phase, and the caller's budget."""

    minutes: float | None
    started: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    def over(self, share: float = 1.0) -> bool:
        """True when `share` of the caller's minutes is used up."""
        return self.minutes is not None and time.monotonic() - self.started > self.minutes * 60 * share

    def book(self, phase: str, since: float) -> None:
        """Write down what a phase took."""
        self.seconds[phase] = round(self.seconds.get(phase, 0.0) + time.monotonic() - since, 3)


@dataclass(slots=True)
class Session:
    """One crawl on its way."""

    plan: AuditPlan
    file: AuditFile
    progress: Progress
    ask: Asker
    browsers: Browsers
    robots: RobotsBook
    clock: Clock
    scope: Scope
    limits: Limits
    kept: Kept
    rendering: Rendering
    start_page: str  # where the address given by the caller ends
    start_redirects: tuple[str, ...] = ()
    homes: Mapping[Lang, str] = field(default_factory=dict)
    site_lang: Lang | None = None  # version of the home page whose address names none
    missing: frozenset[Look] = frozenset()  # what the site answers, with status 200, for addresses that never existed
    sitemap: tuple[str, ...] = ()
    led_out: set[str] = field(default_factory=set)  # addresses of the resource that redirect out of it
    together: int = 8  # pages asked side by side

    @property
    def has_asked_home(self) -> bool:
        """True when one of the languages asked for has a home page."""
        return any(lang in self.homes for lang in self.plan.langs)

    async def guard(self, url: str) -> Refusal | None:
        """Whether an address of the resource may be asked: in scope, and open by robots.txt."""
        if place(self.scope, url) == "outside":
            return Refusal(PageState.OUT_OF_SCOPE, "redirects away from the audited resource")
        robots = await self.robots.of(url)
        refused = robots.refuses(url)
        return Refusal(*refused) if refused else None

    async def guard_host(self, url: str) -> Refusal | None:
        """Whether an address of the host may be asked, inside the resource's path or not."""
        if not same_host(url, self.scope.origin):
            return Refusal(PageState.OUT_OF_SCOPE, "redirects to another host")
        robots = await self.robots.of(url)
        refused = robots.refuses(url)
        return Refusal(*refused) if refused else None
