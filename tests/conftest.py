"""Fixtures that several modules use, and the order of the run: what takes long comes first, so that all workers end together."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.sample import audit_sample

# The dearest first. A module stays together, because its tests share what it has made; audits of the truth table share nothing but
# the flawless reports, which a run keeps for all its workers.
SLOW = (
    "test_truth",
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


@pytest.fixture(scope="session")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Report on the sample site without defects, by shape and options; audited once in a run, by the worker that asks first."""
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here

    def of(shape: str, *options: str) -> dict[str, Any]:
        return kept(shared / "-".join(("flawless", shape, *options)), lambda out: audit_sample(shape, (), out, *options))

    return of


def kept(folder: Path, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """What `make` gives of an audit in `folder`/audit, made once by all processes together; what fails once fails for all, at once."""
    folder.mkdir(parents=True, exist_ok=True)
    made, failed = folder / "report.json", folder / "failed.txt"
    with _locked(folder / "lock"):
        if failed.exists():
            pytest.fail(f"failed before: {failed.read_text(encoding='utf-8')}", pytrace=False)
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long at the beginning of each worker's share: xdist's `worksteal` deals equal stretches, and steals from their ends."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dealt(items, workers)


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests in another order: slow ones in turn at the beginning of so many equal stretches."""
    units: dict[str, list[pytest.Item]] = {}
    for item in sorted(items, key=_rank):
        name = item.path.stem
        units.setdefault(item.nodeid if name == ALONE else name, []).append(item)
    slow = [unit for unit in units.values() if unit[0].path.stem in SLOW]
    quick = [item for unit in units.values() if unit[0].path.stem not in SLOW for item in unit]
    stretches = [[item for unit in slow[worker::workers] for item in unit] for worker in range(workers)]
    for worker, stretch in enumerate(stretches):
        share = (len(items) * (worker + 1)) // workers - (len(items) * worker) // workers
        room = max(0, share - len(stretch))
        stretch += quick[:room]
        del quick[:room]
    return [item for stretch in stretches for item in stretch] + quick


def _rank(item: pytest.Item) -> int:
    name = item.path.stem
    return SLOW.index(name) if name in SLOW else len(SLOW)
