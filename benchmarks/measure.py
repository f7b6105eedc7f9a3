"""What a command costs with all the processes that it starts: processor time, wall time, memory. Linux only (/proc).

The measuring process makes itself the one to which orphans of the command fall, and ends what the command leaves behind,
so that the kernel's own account of its children is the whole tree's, to the tick.
"""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.25  # seconds between looks at the tree
MEMORY_EVERY = 1.0  # seconds between looks at its memory: the kernel walks all pages for it
NOTES = "TEKSER_BENCH_NOTES"  # environment: file in which a measured program says how far it is
_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}  # what is installed has its bytecode; a shell may forbid that
_TICKS = os.sysconf("SC_CLK_TCK")
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


class CommandFailed(Exception):
    """A measured command ended with an error; its last words are the message."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a running tree: seconds since its start, processor seconds until then, memory in MB (0 = not read), what it was at."""

    at: float
    cpu: float
    memory: float
    phase: str
    done: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of wall and of processor (whole tree), most memory in MB, processor seconds by kind of process."""

    wall: float
    cpu: float
    peak: float
    by_process: Mapping[str, float] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    started: int
    seconds: float  # of its own
    reaped: float  # of its children that have ended


def note(phase: str, done: int) -> None:
    """Tell the measuring process how far the measured one is; does nothing when nobody measures. Cheap."""
    if _notes() is not None:
        os.pwrite(_notes() or 0, f"{phase} {done}".ljust(40).encode(), 0)


_OPENED: list[int | None] = []


def _notes() -> int | None:
    if not _OPENED:
        path = os.environ.get(NOTES)
        _OPENED.append(os.open(path, os.O_WRONLY | os.O_CREAT) if path else None)
    return _OPENED[0]


def measured(command: Sequence[str], folder: Path, *, environment: Mapping[str, str] | None = None, codes: Sequence[int] = (0,)) -> Cost:
    """Run `command` to its end and tell what it took; what it prints goes to files in `folder`.

    CommandFailed when it ends with another code than one of `codes`.
    """
    _adopt_orphans()
    folder.mkdir(parents=True, exist_ok=True)
    notes = folder / "notes"
    notes.unlink(missing_ok=True)
    strangers = {one.pid for one in _children(os.getpid(), _table())}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    try:
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as errors:
            told = {**os.environ, **_INSTALLED, **(environment or {}), NOTES: str(notes)}
            process = subprocess.Popen(command, stdout=out, stderr=errors, stdin=subprocess.DEVNULL, env=told)
            watched = _Watched(process.pid, strangers, notes, before.ru_utime + before.ru_stime)
            while process.poll() is None:
                watched.look()
                time.sleep(EVERY)
        wall = time.monotonic() - began
    finally:
        _end_leftovers(strangers)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in codes:
        said = (folder / "stderr").read_text("utf-8", "replace").strip() or (folder / "stdout").read_text("utf-8", "replace").strip()
        raise CommandFailed(f"{' '.join(command[:6])} ended with {process.returncode}: {said[-600:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    output = (folder / "stdout").read_text("utf-8", "replace")
    return Cost(wall, cpu, watched.peak, watched.by_process(cpu), tuple(watched.looks), output)


class _Watched:
    """Looks at the tree of one command while it runs."""

    def __init__(self, pid: int, strangers: set[int], notes: Path, before: float) -> None:
        self._pid, self._strangers, self._notes, self._before = pid, strangers, notes, before
        self._began = time.monotonic()
        self._next_memory = 0.0
        self._seconds: dict[tuple[int, int], tuple[str, float]] = {}
        self.looks: list[Look] = []
        self.peak = 0.0

    def look(self) -> None:
        """Write down where the tree stands."""
        at = time.monotonic() - self._began
        tree = list(_tree(self._pid, self._strangers))
        for one in tree:
            kind = self._seconds.get((one.pid, one.started), ("", 0.0))[0] or kind_of(one.pid)
            self._seconds[one.pid, one.started] = (kind, one.seconds)
        memory = 0.0
        if at >= self._next_memory:
            memory = sum(memory_of(one.pid) for one in tree)
            self._next_memory = at + MEMORY_EVERY
            self.peak = max(self.peak, memory)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = sum(one.seconds + one.reaped for one in tree) + ended.ru_utime + ended.ru_stime - self._before
        phase, done = self._noted()
        self.looks.append(Look(at, cpu, memory, phase, done))

    def by_process(self, total: float) -> Mapping[str, float]:
        """Processor seconds by kind of process; what ended between two looks is told as `unseen`."""
        found: dict[str, float] = defaultdict(float)
        for kind, seconds in self._seconds.values():
            found[kind] += seconds
        unseen = total - sum(found.values())
        return {**dict(sorted(found.items(), key=lambda item: -item[1])), **({"unseen": unseen} if unseen > 0.05 else {})}

    def _noted(self) -> tuple[str, int]:
        try:
            phase, _, done = self._notes.read_text().partition(" ")
            return phase, int(done)
        except (OSError, ValueError):
            return "", 0


def memory_of(pid: int) -> float:
    """Proportional memory of a process in MB (shared pages counted once over all who share them); 0.0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def kind_of(pid: int) -> str:
    """What a process is: python, node, browser, renderer, gpu, … or the name of its program."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return "gone"
    name = Path(words.split(" ", 1)[0]).name
    if "chrom" in name or "headless_shell" in name or "headless-shell" in name:
        kind = words.partition("--type=")[2].split(" ", 1)[0]
        return f"browser {kind}" if kind else "browser"
    return "python" if name.startswith("python") else name or "gone"


def _table() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").iterdir():
        if not (name := folder.name).isdigit():
            continue
        try:
            rest = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used, reaped = (int(rest[11]) + int(rest[12])) / _TICKS, (int(rest[13]) + int(rest[14])) / _TICKS
        found[int(name)] = _Process(int(name), int(rest[1]), int(rest[19]), used, reaped)
    return found


def _children(pid: int, table: Mapping[int, _Process]) -> list[_Process]:
    return [one for one in table.values() if one.parent == pid]


def _tree(pid: int, strangers: set[int]) -> Iterator[_Process]:
    """The command, all below it, and its orphans that have fallen to us."""
    table = _table()
    below: dict[int, list[_Process]] = defaultdict(list)
    for one in table.values():
        below[one.parent].append(one)
    waiting = [one for one in below[os.getpid()] if one.pid == pid or one.pid not in strangers]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += below[one.pid]


def _adopt_orphans() -> None:
    if sys.platform != "linux" or ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0):
        raise SystemExit("the benchmarks measure by Linux's /proc and prctl: run them on Linux")


def _end_leftovers(strangers: set[int]) -> None:
    """End and take account of what the command left running, orphans of orphans too."""
    while left := [one for one in _children(os.getpid(), _table()) if one.pid not in strangers]:
        for one in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(one.pid, 0)
