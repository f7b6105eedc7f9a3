"""How a crawl tells how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know how far the crawl is; called often, so it must be cheap.

    Phases in order: start (first look), fetch (pages), sample (visits in a browser), search (the site's own, used), phone, browsers (the
    eight of the order), links (targets asked), and later phone-items, again (what takes points is seen twice) and pictures.
    """

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:
        """`done` of `known` things are seen in `phase`; `current` is the address looked at."""


class Silent:
    """A Progress that tells nobody."""

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:
        """Do nothing."""
