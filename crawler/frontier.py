"""Which address comes next: breadth first, the same order whatever the network's timing."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from itertools import chain, zip_longest
from typing import TypeVar

from crawler.versions import address_language
from facts import LANGUAGES

T = TypeVar("T")
SITEMAP_DEPTH = 99  # pages that only a sitemap names come after all that links lead to; their clicks are not known


class Frontier:
    """Addresses to visit by level (clicks from a home page), each taken once; the seen-set is exact and unbounded."""

    def __init__(self) -> None:
        self._levels: dict[int, dict[str, None]] = defaultdict(dict)
        self._depths: dict[str, int] = {}

    def __contains__(self, url: str) -> bool:
        return url in self._depths

    def __len__(self) -> int:
        return len(self._depths)

    def add(self, url: str, depth: int) -> bool:
        """Put an address on a level; True when it is new. One that still waits on a deeper level comes up to the nearer one."""
        known = self._depths.get(url)
        if known is not None and (known <= depth or url not in self._levels.get(known, ())):
            return False
        if known is not None:
            self._drop(url, known)
        self._depths[url] = depth
        self._levels[depth][url] = None
        return known is None

    def _drop(self, url: str, depth: int) -> None:
        del self._levels[depth][url]
        if not self._levels[depth]:
            del self._levels[depth]

    def know(self, url: str, depth: int) -> None:
        """Note an address that was reached by another one and needs no visit of its own."""
        self._depths.setdefault(url, depth)

    def take_level(self) -> tuple[int, list[str]] | None:
        """The nearest level that has addresses, in visiting order; None when nothing is left."""
        if not self._levels:
            return None
        depth = min(self._levels)
        return depth, in_turn(self._levels.pop(depth))

    def left(self) -> int:
        """Addresses on levels not yet taken."""
        return sum(len(urls) for urls in self._levels.values())


def in_turn(urls: Iterable[str]) -> list[str]:
    """Addresses sorted, those of the language versions taking turns, so that a budget cuts all versions alike."""
    versions: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        versions[address_language(url)[0] or ""].append(url)
    rows = zip_longest(*(versions[key] for key in ("", *LANGUAGES) if key in versions))
    return [url for url in chain.from_iterable(rows) if url is not None]


async def in_order(
    urls: Iterable[str], work: Callable[[str], Awaitable[T]], may_start: Callable[[int], bool]
) -> AsyncIterator[tuple[str, T]]:
    """Results of `work` in the order of `urls`, several under way at a time.

    `may_start(under_way)` tells whether one more may begin while so many are begun and not yet handed out; when it says
    no with none under way, the rest is left. What is under way when the caller stops is cancelled.
    """
    waiting = iter(urls)
    begun: list[tuple[str, asyncio.Future[T]]] = []
    upcoming = next(waiting, None)
    try:
        while True:
            while upcoming is not None and may_start(len(begun)):
                begun.append((upcoming, asyncio.ensure_future(work(upcoming))))
                upcoming = next(waiting, None)
            if not begun:
                return
            url, task = begun[0]
            result = await task
            begun.pop(0)
            yield url, result
    finally:
        for _, task in begun:
            task.cancel()
        await asyncio.gather(*(task for _, task in begun), return_exceptions=True)
