"""How much memory a browser and its processes hold, where the system tells it cheaply."""

import os
from pathlib import Path

_PROC = Path("/proc")
_MOST = 500  # processes of one tree


def memory_of(pid: int) -> int:
    """Bytes that the tree of processes under `pid` holds for itself alone; 0 where the system does not tell (only Linux does)."""
    total, waiting, seen = 0, [pid], 0
    while waiting and seen < _MOST:
        process = _PROC / str(waiting.pop())
        seen += 1
        try:
            _, resident, shared, *_ = (process / "statm").read_text(encoding="ascii").split()
            for thread in (process / "task").iterdir():
                waiting += map(int, (thread / "children").read_text(encoding="ascii").split())
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        total += (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    return total


def descendants(pid: int, program: str = "") -> tuple[int, ...]:
    """Process ids of the tree under `pid`, of programs whose file's name begins with `program`; none where the system does not tell."""
    found: list[int] = []
    waiting = [pid]
    while waiting and len(found) < _MOST:
        process = _PROC / str(waiting.pop())
        try:
            children = [int(child) for thread in (process / "task").iterdir() for child in (thread / "children").read_text().split()]
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        waiting += children
        found += children
    return tuple(each for each in found if _program(each).startswith(program))


def _program(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "exe").readlink().name
    except OSError:
        return ""
