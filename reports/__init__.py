"""What is said: one report model, then JSON, HTML and XLSX; texts for people in kk, ru, en."""

from reports.errors import ReportError
from reports.write import write_all

__all__ = ["ReportError", "write_all"]
