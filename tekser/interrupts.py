"""Ctrl-C and SIGTERM: the first one ends what runs in good order, the second one ends the program at once."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tekser.exits import Exit
from tekser.speech import say

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Stopping:
    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the signal module's own arguments
        if self.asked:
            os._exit(Exit.INTERRUPTED)  # browsers end when they lose who started them
        self.asked = True
        say("cli.stopping")
        if not _stop_crawl():
            raise KeyboardInterrupt


def _stop_crawl() -> bool:
    stopping = sys.modules.get("crawler.stopping")  # not loaded: no crawl runs
    return stopping is not None and stopping.stop()


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block a signal is heard as described; where the caller has turned one off, it stays off."""
    handler = _Stopping()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, handler)
    try:
        yield
    finally:
        for number in _SIGNALS:
            signal.signal(number, before[number])
