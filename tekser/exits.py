"""The documented exit codes, and the one place where an exception becomes a line and a code."""

from enum import IntEnum

import click

from audits.errors import PlanError
from crawler import Interrupted, SiteUnreachable
from methodology import MethodologyError
from reports import ReportError
from store import AuditFolderFull, StoreError
from tekser.speech import say


class Exit(IntEnum):
    """What the program's exit code tells the caller."""

    DONE = 0
    LIMIT = 1  # done, and a limit given by the caller was not met
    USAGE = 2
    UNREACHABLE = 3  # the site could not be audited
    INTERRUPTED = 4  # can be resumed


def code_of(error: BaseException) -> Exit | None:
    """Say what happened on stderr in one line; None when the exception is not one that users meet."""
    if isinstance(error, SiteUnreachable):
        say(f"cli.unreachable.{error.reason}", "cli.unreachable.other", detail=str(error))
        return Exit.UNREACHABLE
    if isinstance(error, Interrupted | KeyboardInterrupt | click.Abort):
        say("cli.interrupted")
        return Exit.INTERRUPTED
    if isinstance(error, AuditFolderFull):
        say("cli.refused", detail=str(error))
        return Exit.INTERRUPTED
    if isinstance(error, PlanError | StoreError | MethodologyError | ReportError):
        say("cli.refused", detail=str(error))
        return Exit.USAGE
    return None
