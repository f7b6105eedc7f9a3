"""Answers remembered from page to page: the pages of a site share most of their words."""

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import signature
from typing import TypeVar

_Answer = TypeVar("_Answer")


def remembered(answers: int, longest: int) -> Callable[[Callable[..., _Answer]], Callable[..., _Answer]]:
    """Remember the last `answers` answers of a pure function of texts; texts of more than `longest` characters in all are not kept.

    So the memory that it takes is bounded, however many pages are read and whatever stands on them.
    """

    def of(function: Callable[..., _Answer]) -> Callable[..., _Answer]:
        known = lru_cache(maxsize=answers)(function)

        @wraps(function)
        def ask(*texts: str) -> _Answer:
            return known(*texts) if sum(map(len, texts)) <= longest else function(*texts)

        @wraps(function)
        def ask_of_one(text: str) -> _Answer:  # most are asked of one text, and very often
            return known(text) if len(text) <= longest else function(text)

        @wraps(function)
        def ask_of_two(one: str, other: str) -> _Answer:
            return known(one, other) if len(one) + len(other) <= longest else function(one, other)

        shorter: dict[int, Callable[..., _Answer]] = {1: ask_of_one, 2: ask_of_two}
        return shorter.get(len(signature(function).parameters), ask)

    return of
