"""What findings are worth: exact arithmetic from the outcomes of checks to intervals of points."""

from scoring.judge import judge

__all__ = ["judge"]
