"""How a crawl that runs is ended from outside: by a signal, or because its file can no longer be written."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.browser import PROFILES
from facts.exchange import Exchange
from store import AuditFile, StoreError

_under_way: list[tuple[asyncio.AbstractEventLoop, "asyncio.Task[None]"]] = []


def stop() -> bool:
    """End the crawl that runs in this process as Ctrl-C does; False when none runs. May be called by a signal handler."""
    for loop, task in _under_way:
        loop.call_soon_threadsafe(task.cancel)
    return bool(_under_way)


@contextmanager
def stoppable() -> Iterator[None]:
    """While the block runs in the current task, `stop` cancels it."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  # called by a coroutine
    entry = (asyncio.get_running_loop(), task)
    _under_way.append(entry)
    try:
        yield
    finally:
        _under_way.remove(entry)


class Keeper:
    """Keeps exchanges of browsers, whose events nobody waits for: when one cannot be kept the crawl is stopped, and `failed` says why."""

    def __init__(self, file: AuditFile) -> None:
        self.file = file
        self.failed: StoreError | None = None

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange of a browser."""
        try:
            self.file.put_exchange(exchange)
        except StoreError as error:
            self.failed = self.failed or error
            stop()

    def known(self, url: str) -> bool:
        """True when the fetching tier or a browser has brought what stands at `url`."""
        return any(self.file.has_exchange(url, by) for by in ("fetch", *PROFILES))
