"""Fixtures that several modules use."""

from collections.abc import Callable

import pytest

from tests.sample import Row, audit_sample, rows


@pytest.fixture(scope="session")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Row]]:
    """Rows of the sample site without defects, by shape; each shape is audited once."""
    kept: dict[str, dict[str, Row]] = {}

    def of(shape: str) -> dict[str, Row]:
        if shape not in kept:
            kept[shape] = rows(audit_sample(shape, (), tmp_path_factory.mktemp("flawless") / "audit"))
        return kept[shape]

    return of
