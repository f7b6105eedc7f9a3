"""What the law asks: one folder of data an edition, and the loader that refuses data that does not add up."""

from methodology.errors import MethodologyError
from methodology.loader import editions, load
from methodology.model import Decision, Group, Indicator, Methodology, Parameter, Params, Rule

__all__ = [
    "Decision",
    "Group",
    "Indicator",
    "Methodology",
    "MethodologyError",
    "Parameter",
    "Params",
    "Rule",
    "editions",
    "explain",
    "known_ids",
    "load",
]
