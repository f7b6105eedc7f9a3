"""Searching for unreachable cycles seldom: for as long as a crawl goes on, and no longer."""

import gc
import weakref

import pytest

from crawler.garbage import seldom


class _Knot:
    """Refers to itself, so that only a search frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_loaded_before_is_left_alone_meanwhile() -> None:
    """Inside, all that lived before is out of the search's sight; afterwards, even after an error, all is as it was."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(ValueError, match="ends"), seldom():  # noqa: PT012  # what holds inside is what is tested
        assert gc.get_freeze_count() > frozen
        assert gc.get_threshold()[0] > before[0]
        raise ValueError("ends")
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_new_knots_are_still_freed() -> None:
    """Cycles made inside go once there are enough of them, so that memory does not grow with the pages."""
    with seldom():
        first = weakref.ref(_Knot())
        assert first() is not None
        knots = 0
        while first() is not None and knots < 100_000:
            _Knot()
            knots += 1
        assert first() is None
