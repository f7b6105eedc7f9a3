"""Fixtures that several modules use, and the order of the run: what takes long comes first, so that all workers end together."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import dealt, kept
from tests.sample import audit_sample


@pytest.fixture(scope="session")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Report on a sample site without defects, by shape, options and body; audited once in a run, by the worker that asks first."""
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here

    def of(shape: str, *options: str, body: str = "ministry") -> dict[str, Any]:
        name = "-".join(Path(part).name for part in ("flawless", body, shape, *options))
        return kept(shared / name, lambda out: audit_sample(shape, (), out, *options, body=body))

    return of


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long at the beginning of each worker's share: `worksteal` deals equal stretches, and steals from their ends."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dealt(items, workers)
