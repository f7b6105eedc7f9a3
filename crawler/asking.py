"""Scrapy's engine as the one door to the network: slots for each host, throttling, backing off, retries.

Scrapy runs without Twisted's reactor, on the running asyncio loop, so that several crawls can follow one another in
one process and Playwright shares the loop. The crawl drives itself and asks through `Asker`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, Self

import scrapy
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Request, Response

from crawler.client import Answer, Client, Limits
from crawler.network import FetchFailed
from crawler.urls import host
from facts import PageState

RETRIES = 2
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 60.0  # seconds; a server that wants more is not waited for


class Asker(Protocol):
    """Asks one address once, politely; FetchFailed when no answer came."""

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        """The answer, after at most `retries` more tries when it may be another one then."""

    def keep_apart(self, name: str, seconds: float) -> None:
        """Leave so many seconds between two requests to a host, as its robots.txt asks (Crawl-delay)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one host is asked: at most `together` requests at a time."""

    together: int = 4
    throttle: bool = True  # adapt to the host's latency
    first_pause: float = 2.0  # before the first retry; doubles


LOOPBACK = Pace(together=8, throttle=False, first_pause=0.1)  # one's own machine needs no sparing


class Pauses:
    """When each host may be asked next: after a rest it asked for, and so far apart as it asks for."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self.apart: dict[str, float] = {}

    def rest(self, name: str, seconds: float) -> None:
        """Ask nothing of a host for so long."""
        self._next[name] = max(self._next.get(name, 0.0), time.monotonic() + seconds)

    async def turn(self, name: str) -> None:
        """Wait until the host may be asked."""
        while (left := self._next.get(name, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(left)
        if name in self.apart:
            self._next[name] = time.monotonic() + self.apart[name]


class ClientHandler:
    """Scrapy's download handler over our client, which knows how to stop in time."""

    lazy = False

    def __init__(self, client: Client) -> None:
        self._client = client

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy for each crawl."""
        assert isinstance(crawler.spider, _Open)  # noqa: S101  # no other spider runs here
        return cls(crawler.spider.client)

    async def download_request(self, request: Request) -> Response:
        """One exchange; the whole answer travels in the request's meta."""
        sent = {name.decode("latin-1"): value.decode("latin-1") for name, (value, *_) in request.headers.items() if name in _PASSED}
        answer = await self._client.ask(request.url, request.method, sent, limits=request.meta.get("limits"))
        request.meta["answer"] = answer
        request.meta["download_latency"] = answer.seconds
        return Response(request.url, status=answer.status, body=b"", request=request)

    async def close(self) -> None:
        """The client is closed by whoever made it."""


_PASSED = frozenset({b"Cookie", b"Referer"})


class BackOff:
    """Waits when a host asks for it (Retry-After, 429, 503) and asks again, the whole host together."""

    def __init__(self, pauses: Pauses, first_pause: float) -> None:
        self._pauses = pauses
        self._first_pause = first_pause

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy for each crawl."""
        assert isinstance(crawler.spider, _Open)  # noqa: S101  # no other spider runs here
        return cls(crawler.spider.pauses, crawler.settings.getfloat("TEKSER_FIRST_PAUSE"))

    async def process_request(self, request: Request) -> None:
        """Hold a request back while its host rests."""
        await self._pauses.turn(host(request.url))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again after a pause when the answer may be another one then."""
        if response.status not in _AGAIN:
            return response
        named = retry_after(request.meta["answer"].headers.get("retry-after", ""))
        return await self._again(request, named) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again after a connection that broke off."""
        if isinstance(exception, FetchFailed) and exception.again:
            most = 1 if exception.state is PageState.TIMEOUT else RETRIES  # silence costs the whole limit each time
            return await self._again(request, None, most)
        return None

    async def _again(self, request: Request, named: float | None, most: int = RETRIES) -> Request | None:
        tries = request.meta.get("tries", 0) + 1
        pause = self._first_pause * 2 ** (tries - 1) if named is None else named
        if tries > min(most, request.meta["retries"]) or pause > _LONGEST_WAIT:
            return None
        if named is not None:
            self._pauses.rest(host(request.url), pause)
        await asyncio.sleep(pause)
        again = request.copy()
        again.meta["tries"] = tries
        return again


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header names, as a number or a date; None without one."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


class _Open(scrapy.Spider):
    """Keeps Scrapy's engine running for as long as the crawl asks through it."""

    name = "tekser"

    def __init__(self, client: Client, ready: asyncio.Event, done: asyncio.Event) -> None:
        super().__init__()
        self.client = client
        self.pauses = Pauses()
        self._ready, self._done = ready, done

    async def start(self) -> AsyncIterator[Any]:
        """Yields nothing: what is asked comes from outside."""
        self._ready.set()
        await self._done.wait()
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item


@asynccontextmanager
async def scrapy_asker(client: Client, pace: Pace) -> AsyncIterator[Asker]:
    """An Asker over a running Scrapy engine; the engine ends with the block."""
    for name in ("scrapy", "twisted"):
        logging.getLogger(name).setLevel(logging.ERROR)
    ready, done = asyncio.Event(), asyncio.Event()
    runner = AsyncCrawlerRunner(_settings(pace))
    crawler = runner.create_crawler(_Open)
    running = runner.crawl(crawler, client=client, ready=ready, done=done)
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        await running
        raise RuntimeError("Scrapy's engine did not start")
    try:
        yield _ScrapyAsker(crawler)
    except BaseException:
        running.cancel()  # what is under way is not waited for
        await asyncio.wait((running,))
        raise
    done.set()
    await running


class _ScrapyAsker:
    """The Asker over Scrapy."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        meta = {"limits": limits, "retries": retries}
        request = Request(url, method=method, headers=dict(headers or {}), meta=meta, dont_filter=True)
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it runs: the spider has started
        response = await engine.download_async(request)
        assert response.request is not None  # noqa: S101  # the handler gives it
        answer: Answer = response.request.meta["answer"]
        return answer

    def keep_apart(self, name: str, seconds: float) -> None:
        assert isinstance(self._crawler.spider, _Open)  # noqa: S101  # no other spider runs here
        self._crawler.spider.pauses.apart[name] = seconds


def _settings(pace: Pace) -> dict[str, Any]:
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": ClientHandler, "https": ClientHandler, "data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {BackOff: 550},
        "TEKSER_FIRST_PAUSE": pace.first_pause,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": pace.together,
        "DOWNLOAD_DELAY": 0.1 if pace.throttle else 0,  # the least that AutoThrottle keeps between two requests to a host
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": pace.throttle,
        "AUTOTHROTTLE_START_DELAY": 0.2,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 2.0,
        # these are done by the crawl itself, which records what they would hide
        "ROBOTSTXT_OBEY": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "STATS_DUMP": False,
        "EXTENSIONS_BASE": {"scrapy.extensions.throttle.AutoThrottle": 0},
    }
