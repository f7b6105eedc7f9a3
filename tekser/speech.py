"""What the program says to the person at the terminal: in their language, on stderr, with no control codes of a site's making."""

import os
import sys
from fractions import Fraction

from facts import LANGUAGES, Lang
from reports.catalogue import known, text
from scoring.decimals import PEOPLE_PLACES, rounded

_CONTROL = dict.fromkeys((*range(32), 127, *range(128, 160)), " ")


def language() -> Lang:
    """kk, ru or en by the usual environment variables; en when they name none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return next((lang for lang in LANGUAGES if value.startswith(lang)), "en")
    return "en"


def clean(words: str) -> str:
    """`words` in one line without control characters."""
    return words.translate(_CONTROL)


def number(points: Fraction) -> str:
    """Points with two places, half up, as people see them (D-1)."""
    return f"{rounded(points, PEOPLE_PLACES):f}"


def say(key: str, otherwise: str = "", **values: object) -> None:
    """One line of the catalogue on stderr; `otherwise` is used when the catalogue lacks `key`."""
    if otherwise and not known(key):
        key = otherwise
    print(clean(text(key, language(), **values)), file=sys.stderr, flush=True)  # noqa: T201  # the program's voice
