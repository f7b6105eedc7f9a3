"""Progress on stderr: a live bar on a terminal, a plain line now and then elsewhere."""

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from crawler import Progress as Watcher
from reports.catalogue import known, text
from tekser.speech import clean, language

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LINE_EVERY = 10.0  # seconds between plain lines


def _name(phase: str) -> str:
    key = f"cli.progress.{phase}"
    return text(key, language()) if known(key) else phase


class LineProgress:
    """One plain line when a phase begins, then one every LINE_EVERY seconds, with the time left by the phase's own pace."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._phase = ""
        self._began = 0.0
        self._said = 0.0

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:  # noqa: ARG002  # a line shows no address
        """Take note of `done` of `known` things seen in `phase`."""
        if phase == "start":  # a fault of the first look is one line, not two
            return
        moment = time.monotonic()
        if phase != self._phase:
            self._phase, self._began, self._said = phase, moment, 0.0
        if moment - self._said < LINE_EVERY and done != known:
            return
        self._said = moment
        line = text("cli.progress.line", language(), phase=_name(phase), done=done, known=known)
        left = self._left(done, known, moment)
        print(f"{line}, {left}" if left else line, file=self._out, flush=True)  # the program's voice

    def _left(self, done: int, known: int, moment: float) -> str:
        spent = moment - self._began
        if not done or done >= known or spent < 1:
            return ""
        left = datetime.timedelta(seconds=round(spent / done * (known - done)))
        return text("cli.progress.left", language(), left=left)


class BarProgress:
    """A bar for each phase, with counts, time left and the address looked at."""

    def __init__(self, bars: "Progress") -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:
        """Move the phase's bar."""
        from rich.markup import escape  # noqa: PLC0415  # only a terminal needs it

        if phase not in self._tasks:
            self._tasks[phase] = self._bars.add_task(_name(phase), total=known, current="")
        self._bars.update(self._tasks[phase], completed=done, total=known, current=escape(clean(current)[-60:]))


@contextmanager
def progress_on(out: TextIO) -> Iterator[Watcher]:
    """A watcher for a crawl that writes to `out` in the way that suits it."""
    if not out.isatty():
        yield LineProgress(out)
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[current]}"),
    )
    with Progress(*columns, console=Console(file=out)) as bars:
        yield BarProgress(bars)
