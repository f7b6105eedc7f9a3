"""Our program as the benchmark runs it, in a process of its own.

    python -m benchmarks.ours fetch URL FOLDER      the fetching tier alone: no browser; facts stored, links checked, files typed
    python -m benchmarks.ours render URL FOLDER     the same with the browser where pages need it, and no visits
    python -m benchmarks.ours tekser ARGUMENTS      the command line as users call it

It says on the way how far it is (`benchmarks.measure.note`); with TEKSER_BENCH_PROFILE and
TEKSER_BENCH_STEPS it writes there where its time went.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import note
from benchmarks.where import sampling, timing

PROFILE = "TEKSER_BENCH_PROFILE"
STEPS = "TEKSER_BENCH_STEPS"
TODAY = "2026-11-20"


class Noting:
    """A crawler's Progress that tells the measuring process."""

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:  # noqa: ARG002
        note(phase, done)


def tier(url: str, folder: Path, *, browser: bool) -> None:
    """One crawl without visits; without `browser` there is none to be found, so nothing is rendered either."""
    import crawler.browsers  # noqa: PLC0415  # counted where it is used
    from audits import stages  # noqa: PLC0415
    from facts import AuditPlan  # noqa: PLC0415

    if not browser:
        setattr(crawler.browsers, "find_chromium", lambda: None)  # noqa: B010  # another's name, put in for this run
    plan = AuditPlan(url=url, today=TODAY, profiles=(), sample_pages=0, allow_private=True)
    with stages.start(plan, folder, "kz-1279") as file:
        stages.crawl(file, Noting())


def command_line(arguments: list[str]) -> None:
    """`tekser` with these arguments, telling its phases."""
    import tekser.main  # noqa: PLC0415
    from audits import stages  # noqa: PLC0415

    @contextlib.contextmanager
    def noting(_out: Any) -> Iterator[Noting]:
        yield Noting()

    setattr(tekser.main, "progress_on", noting)  # noqa: B010  # the same
    for name in ("check", "photograph", "score", "report"):
        setattr(stages, name, _told(name, getattr(stages, name)))
    sys.argv = ["tekser", *arguments]
    tekser.main.main()


def _told(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        note(name, 0)
        return stage(*args, **named)

    return run


def main() -> None:
    """Do what the arguments say."""
    how, *rest = sys.argv[1:]
    with sampling(os.environ.get(PROFILE)), timing(os.environ.get(STEPS)):
        if how == "tekser":
            command_line(rest)
        else:
            tier(rest[0], Path(rest[1]), browser=how == "render")


if __name__ == "__main__":
    main()
