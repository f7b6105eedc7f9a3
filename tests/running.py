"""How a run of tests goes: in which order, and what its workers make once for all of them."""

import fcntl
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar


class Test(Protocol):
    """What the order needs of a test; pytest's items have it."""

    @property
    def path(self) -> Path: ...
    @property
    def nodeid(self) -> str: ...


T = TypeVar("T", bound=Test)
# The dearest first. A module stays together, because its tests share what it has made; audits of the truth table share nothing but
# the flawless reports, which a run keeps for all its workers.
SLOW = (
    "test_truth",
    "test_truth_content",
    "test_says",
    "test_kill",
    "test_kill_partial",
    "test_again",
    "test_browser",
    "test_crawler_sample_site",
    "test_shown",
    "test_pages",
    "test_verify",
)
ALONE = "test_truth"


class FailedBefore(Exception):
    """What is made once could not be made, in this process or another."""


def kept(folder: Path, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """What `make` gives of an audit in `folder`/audit, made once by all processes together; what fails once fails for all, at once."""
    folder.mkdir(parents=True, exist_ok=True)
    made, failed = folder / "report.json", folder / "failed.txt"
    with _locked(folder / "lock"):
        if failed.exists():
            raise FailedBefore(failed.read_text(encoding="utf-8"))
        if not made.exists():
            try:
                report = make(folder / "audit")
            except Exception as error:
                failed.write_text(str(error)[-2000:], encoding="utf-8")
                raise
            made.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    found: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    return found


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the system lets go of the lock of one that dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def dealt(items: Sequence[T], workers: int) -> list[T]:
    """The same tests in another order: slow ones in turn at the beginning of so many equal stretches."""
    units: dict[str, list[T]] = {}
    for item in sorted(items, key=_rank):
        name = item.path.stem
        units.setdefault(item.nodeid if name.startswith(ALONE) else name, []).append(item)
    slow = [unit for unit in units.values() if unit[0].path.stem in SLOW]
    quick = [item for unit in units.values() if unit[0].path.stem not in SLOW for item in unit]
    stretches = [[item for unit in slow[worker::workers] for item in unit] for worker in range(workers)]
    for worker, stretch in enumerate(stretches):
        left = workers - worker
        room = max(0, (len(quick) + sum(map(len, stretches[worker:]))) // left - len(stretch))
        stretch.extend(quick[:room])
        del quick[:room]
    return [item for stretch in stretches for item in stretch]


def _rank(item: Test) -> int:
    name = item.path.stem
    return SLOW.index(name) if name in SLOW else len(SLOW)
