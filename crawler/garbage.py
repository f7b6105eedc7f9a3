"""Python's search for unreachable cycles, kept from looking at what lives as long as the program."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEWBORN = 50_000  # objects made and not freed between two searches: a page's elements go at once and are not among them, its facts are


@contextmanager
def seldom() -> Iterator[None]:
    """Search seldom and among new objects only while the block runs: modules and models that are loaded stay, and are many.

    Not to be used twice at a time. Without it every tenth second of a crawl goes into searches.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEWBORN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
