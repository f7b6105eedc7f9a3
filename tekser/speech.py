"""What the program says to the person at the terminal: in their language, on stderr, with no control codes of a site's making."""

import io
import logging
import os
import re
import sys
import traceback
from fractions import Fraction
from types import TracebackType

import click

from facts import LANGUAGES, Lang
from reports.catalogue import known, text
from scoring.decimals import PEOPLE_PLACES, rounded

# C0, C1, line separators, turns of direction, lone surrogates
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_MOST = 2_000  # characters of one line


def language() -> Lang:
    """kk, ru or en by the usual environment variables; en when they name none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return next((lang for lang in LANGUAGES if value.startswith(lang)), "en")
    return "en"


def clean(words: str) -> str:
    """`words` in one line without control characters."""
    return _CONTROL.sub(" ", words if len(words) <= _MOST else words[: _MOST - 1] + "…")


def clean_lines(words: str) -> str:
    """`words` without control characters but for their line breaks."""
    return "\n".join(map(clean, words.split("\n")))


def complain(error: click.ClickException) -> None:
    """A wrong use of the command line, as click words it."""
    shown = io.StringIO()
    error.show(shown)
    print(clean_lines(shown.getvalue().rstrip()), file=sys.stderr, flush=True)  # noqa: T201  # the program's voice


class _PlainLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return clean_lines(super().format(record))


def guard_terminal() -> None:
    """From here on log lines and tracebacks carry no control codes, whatever a site wrote into an exception."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_PlainLines())
    logging.lastResort = handler
    sys.excepthook = _tell_fault


def _tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    print(clean_lines("".join(traceback.format_exception(kind, error, trace)).rstrip()), file=sys.stderr, flush=True)  # noqa: T201  # as above


def number(points: Fraction) -> str:
    """Points with two places, half up, as people see them (D-1)."""
    return f"{rounded(points, PEOPLE_PLACES):f}"


def say(key: str, otherwise: str = "", **values: object) -> None:
    """One line of the catalogue on stderr; `otherwise` is used when the catalogue lacks `key`."""
    if otherwise and not known(key):
        key = otherwise
    print(clean(text(key, language(), **values)), file=sys.stderr, flush=True)  # noqa: T201  # the program's voice
