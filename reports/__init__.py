"""What is said: one report model, then JSON, HTML and XLSX; texts for people in kk, ru, en."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reports.errors import ReportError

if TYPE_CHECKING:
    from reports.write import drop_others, stem, write_all

_WRITING = ("drop_others", "stem", "write_all")
__all__ = ["ReportError", "drop_others", "stem", "write_all"]


def __getattr__(name: str) -> Any:
    """Load what writes HTML, XLSX and pictures only when reports are written: most commands write none."""
    if name in _WRITING:
        return getattr(import_module("reports.write"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
