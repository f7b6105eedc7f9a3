"""Scrapy's engine as the one door to the network; each host is asked at its pace (`crawler.pace`), and again where that may help.

Scrapy runs without Twisted's reactor, on the running asyncio loop, so that several crawls can follow one another in
one process and Playwright shares the loop. The crawl drives itself and asks through `Asker`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, Self

import scrapy
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Request, Response

from crawler.client import Answer, Client, Limits
from crawler.network import FetchFailed
from crawler.pace import LONGEST_WAIT, Hosts
from facts import PageState

RETRIES = 2
_AGAIN = frozenset({408, 429, *range(500, 600)})


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

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave so many seconds between two requests to the host of `url`, as its robots.txt asks (Crawl-delay, Request-rate)."""


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
        sent, limits = request.meta["ask"]
        answer = await self._client.ask(request.url, request.method, sent, limits=limits)
        request.meta["answer"] = answer
        return Response(request.url, status=answer.status, body=b"", request=request)

    async def close(self) -> None:
        """The client is closed by whoever made it."""


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header names, as a number or a date; None without one."""
    named = value.strip()
    if named.isascii() and named.isdigit():
        return float(named)
    try:
        when = parsedate_to_datetime(named)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - time.time())


class _Open(scrapy.Spider):
    """Keeps Scrapy's engine running for as long as the crawl asks through it."""

    name = "tekser"

    def __init__(self, client: Client, ready: asyncio.Event, done: asyncio.Event) -> None:
        super().__init__()
        self.client = client
        self._ready, self._done = ready, done

    async def start(self) -> AsyncIterator[Any]:
        """Yields nothing: what is asked comes from outside."""
        self._ready.set()
        await self._done.wait()
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item


@asynccontextmanager
async def scrapy_asker(client: Client, hosts: Hosts) -> AsyncIterator[Asker]:
    """An Asker over a running Scrapy engine, at the pace of `hosts`; the engine ends with the block."""
    for name in ("scrapy", "twisted"):
        logging.getLogger(name).setLevel(logging.ERROR)
    ready, done = asyncio.Event(), asyncio.Event()
    runner = AsyncCrawlerRunner(_SETTINGS)
    crawler = runner.create_crawler(_Open)
    running = runner.crawl(crawler, client=client, ready=ready, done=done)
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        await running
        raise RuntimeError("Scrapy's engine did not start")
    try:
        yield _ScrapyAsker(crawler, hosts)
    except BaseException:
        running.cancel()  # what is under way is not waited for
        await asyncio.wait((running,))
        raise
    done.set()
    await running


class _ScrapyAsker:
    """The Asker over Scrapy: each try waits for its host's turn, and tells the host how it ended."""

    def __init__(self, crawler: Crawler, hosts: Hosts) -> None:
        self._crawler = crawler
        self._hosts = hosts

    async def __call__(
        self,
        url: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        tries = 0
        while True:
            ended = await self._try(url, method, headers, limits)
            tries += 1
            pause = await self._pause(url, ended, tries, retries)
            if pause is not None:
                await asyncio.sleep(pause)
            elif isinstance(ended, FetchFailed):
                raise ended
            else:
                return ended

    def keep_apart(self, url: str, seconds: float) -> None:
        self._hosts.keep_apart(url, seconds)

    async def _try(self, url: str, method: str, headers: Mapping[str, str] | None, limits: Limits | None) -> Answer | FetchFailed:
        async with self._hosts.turn(url) as turn:
            try:
                answer = await self._download(url, method, headers, limits)
            except FetchFailed as error:
                turn.failed(error)
                return error
            turn.answered(answer.status, answer.seconds, retry_after(answer.headers.get("retry-after", "")), slow=answer.cut == "timeout")
            return answer

    async def _pause(self, url: str, ended: Answer | FetchFailed, tries: int, retries: int) -> float | None:
        """Seconds before the next try, None when there is none: at the host's own word, else twice as long each time."""
        most = retries
        if isinstance(ended, FetchFailed):
            if not ended.again:
                return None
            most = min(1, retries) if ended.state is PageState.TIMEOUT else retries  # silence costs the whole limit each time
        elif ended.status not in _AGAIN:
            return None
        if tries > most:
            return None
        named = None if isinstance(ended, FetchFailed) else retry_after(ended.headers.get("retry-after", ""))
        if named is not None:
            return 0.0 if named <= LONGEST_WAIT else None  # the host rests, and the next try waits for its turn
        return await self._hosts.first_pause(url) * 2.0 ** (tries - 1)

    async def _download(self, url: str, method: str, headers: Mapping[str, str] | None, limits: Limits | None) -> Answer:
        meta = {"ask": (headers, limits)}
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it runs: the spider has started
        request = Request(url, method=method, meta=meta, dont_filter=True)
        # The engine's queues, signals and middlewares have nothing to do here (`_SETTINGS`), and cost as much as the exchange itself.
        await engine.downloader.handlers.download_request_async(request)
        answer: Answer = request.meta["answer"]
        return answer


_MOST = 64  # requests at a time; how many a host gets, and when, is decided by its pace
_SETTINGS: dict[str, Any] = {
    "TWISTED_REACTOR_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "DOWNLOAD_HANDLERS": {"http": ClientHandler, "https": ClientHandler, "data": None, "file": None, "ftp": None, "s3": None},
    # pace, retries, redirects, robots.txt, packing and cookies are the crawl's own, which records what they would hide
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "SPIDER_MIDDLEWARES_BASE": {},
    "EXTENSIONS_BASE": {},
    "CONCURRENT_REQUESTS": _MOST,
    "CONCURRENT_REQUESTS_PER_DOMAIN": _MOST,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_DELAY_JITTER": 0,
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "STATS_DUMP": False,
}
