"""What can go wrong when reports are written."""


class ReportError(Exception):
    """A report could not be written; the message is one line: which file, why, what to do."""
