"""The judges of deficiencies that the check of Annex 5 asks of every item that was found."""

from collections.abc import Callable, Iterator

from checks.commons.content.model import Content, Found
from facts import Finding
from methodology.model import Params

Judge = Callable[[Found, Content, Params], Iterator[Finding]]
JUDGES: tuple[Judge, ...] = ()
JUDGED_KINDS: frozenset[str] = frozenset()


def judge_all(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """What every judge says of one item in one language."""
    for judge in JUDGES:
        yield from judge(found, content, params)
