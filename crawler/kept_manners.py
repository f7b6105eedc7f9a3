"""Manners towards a host that was crawled before: its robots.txt is read from the audit file, not asked for again."""

import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

from crawler.client import Answer
from crawler.network import FetchFailed
from crawler.pace import LONGEST_WAIT, LOOPBACK, Hosts, Pace
from crawler.robots import read_robots
from facts import PageState
from store import AuditFile


def kept_turns(file: AuditFile) -> Callable[[str], AbstractAsyncContextManager[None]]:
    """Turns for page loads, by address: at each host's pace and as far apart as its kept robots.txt asks."""
    hosts = Hosts(_pace_of)
    known: set[str] = set()

    async def ask(address: str) -> Answer:
        kept = file.exchange(address)
        if kept is None:
            raise FetchFailed(PageState.OTHER, "not kept")
        return Answer(status=kept.status, headers={name.lower(): value for name, value in kept.headers}, body=kept.body)

    @asynccontextmanager
    async def turn(url: str) -> AsyncIterator[None]:
        place = urlsplit(url).netloc
        if place not in known:
            known.add(place)
            if delay := (await read_robots(url, ask)).crawl_delay:
                hosts.keep_apart(url, min(delay, LONGEST_WAIT))
        async with hosts.turn(url, "browser"):
            yield

    return turn


async def _pace_of(url: str) -> Pace:
    name = urlsplit(url).hostname or ""
    try:
        return LOOPBACK if ipaddress.ip_address(name).is_loopback else Pace()
    except ValueError:
        return LOOPBACK if name == "localhost" else Pace()
