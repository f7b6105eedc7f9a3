"""Fixtures that several modules use."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sample import audit_sample


@pytest.fixture(scope="session")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """Report on the sample site without defects, by shape; each shape is audited once."""
    kept: dict[str, dict[str, Any]] = {}

    def of(shape: str) -> dict[str, Any]:
        if shape not in kept:
            kept[shape] = audit_sample(shape, (), tmp_path_factory.mktemp("flawless") / "audit")
        return kept[shape]

    return of
