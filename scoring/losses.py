"""What the items of one section lose in one language, at best and at worst: exact, in the order of the law (D-2, D-3, D-4, D-23).

An item that is not there loses its share of the section. Deficiencies of items that are there take `take` each, never more than the
item's share, and together never more than `cap`. Where it is open whether an item is there, or whether it has a deficiency, the best
and the worst way that it may fall are both counted.

Other readings: "deficiency" (D-3): an item that is not there is one deficiency, and a section of which nothing is there is worth
nothing. "whole": a section of which anything is lost is worth nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

ZERO = Fraction(0)
Reading = Literal["share", "deficiency", "whole"]
Presence = Literal[
    "there",
    "absent",
    "open",  # it may be there or not
    "exempt",  # it does not concern the body, and keeps its share
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is known of an item: its share in points, whether it is there, deficiencies that are certain and that are possible.

    `most` counts the certain ones too; None: there may be any number.
    """

    share: Fraction
    presence: Presence
    least: int = 0
    most: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a section's items lose: `take` for each deficiency (None: one takes the item's share), together at most `cap` points."""

    take: Fraction | None
    cap: Fraction
    reading: Reading = "share"

    def deficient(self, item: Item, count: int | None) -> Fraction:
        """What `count` deficiencies of an item take before the cap: never more than the item is worth (D-23)."""
        if count is None or self.take is None:
            return item.share if count is None or count else ZERO
        return min(item.share, self.take * count)

    def missing(self, item: Item) -> Fraction:
        """What one deficiency takes, which an absent item is in the other reading of D-3."""
        return self.deficient(item, 1)


class Loss(NamedTuple):
    """Points that one item loses: `own` of its share, `capped` under the cap of all deficiencies."""

    own: Fraction
    capped: Fraction


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of a section's items: each in its own best and worst case, and what of the cap it may use up.

    `together` are the best and the worst case of the section, where they are not those of each of its items.
    """

    best: tuple[Loss, ...]
    worst: tuple[Loss, ...]
    uses: tuple[tuple[Fraction, Fraction], ...]  # least and most under the cap, over all ways it may fall
    together: tuple[tuple[Loss, ...], tuple[Loss, ...]] = ((), ())

    def bounds(self, whole: Fraction, cap: Fraction) -> tuple[Fraction, Fraction]:
        """Least and most points of the section."""
        return whole - _sum(self.together[1] or self.worst, cap), whole - _sum(self.together[0] or self.best, cap)

    def certain(self, cap: Fraction) -> tuple[Fraction, ...]:
        """What each item loses of the section's best: earlier items use up the cap first."""
        left, lost = cap, []
        for loss in self.together[0] or self.best:
            under = min(loss.capped, left)
            left -= under
            lost.append(loss.own + under)
        return tuple(lost)

    def bounds_of(self, at: int, share: Fraction, cap: Fraction) -> tuple[Fraction, Fraction]:
        """Least and most points of one item, however it and the items before it may fall."""
        before = self.uses[:at]
        most_left = cap - min(cap, sum((least for least, _ in before), ZERO))
        least_left = cap - min(cap, sum((most for _, most in before), ZERO))
        worst, best = self.worst[at], self.best[at]
        return share - worst.own - min(worst.capped, most_left), share - best.own - min(best.capped, least_left)


def _sum(losses: Sequence[Loss], cap: Fraction) -> Fraction:
    return sum((loss.own for loss in losses), ZERO) + min(cap, sum((loss.capped for loss in losses), ZERO))


def losses(items: Sequence[Item], measure: Measure) -> Losses:
    """What the items of one section lose."""
    if measure.reading == "deficiency":
        return _by_deficiency(items, measure)
    shares = _by_share(items, measure)
    if measure.reading == "share":
        return shares
    whole = sum((item.share for item in items), ZERO)
    return replace(shares, together=(_all_on_first(shares.best, whole), _all_on_first(shares.worst, whole)))


def _all_on_first(lost: Sequence[Loss], whole: Fraction) -> tuple[Loss, ...]:
    """The whole section on the first item that loses anything; nothing where none does."""
    first = next((at for at, loss in enumerate(lost) if loss.own or loss.capped), None)
    return tuple(Loss(whole if at == first else ZERO, ZERO) for at in range(len(lost)))


def _by_share(items: Sequence[Item], measure: Measure) -> Losses:
    best, worst, uses = [], [], []
    for item in items:
        least, most = measure.deficient(item, item.least), measure.deficient(item, item.most)
        gone = Loss(item.share, ZERO)
        ways = {
            "there": (Loss(ZERO, least), Loss(ZERO, most), (least, most)),
            "absent": (gone, gone, (ZERO, ZERO)),
            "open": (Loss(ZERO, least), gone, (ZERO, most)),
            "exempt": (Loss(ZERO, ZERO), Loss(ZERO, ZERO), (ZERO, ZERO)),
        }
        one = ways[item.presence]
        best.append(one[0])
        worst.append(one[1])
        uses.append(one[2])
    return Losses(tuple(best), tuple(worst), tuple(uses))


def _by_deficiency(items: Sequence[Item], measure: Measure) -> Losses:
    if not any(item.presence != "absent" for item in items):
        gone = tuple(Loss(item.share, ZERO) for item in items)
        return Losses(gone, gone, ((ZERO, ZERO),) * len(items))
    uses = tuple(_uses(item, measure) for item in items)
    best = tuple(Loss(ZERO, least) for least, _ in uses)
    if any(item.presence in {"there", "exempt"} for item in items):
        return Losses(best, tuple(Loss(ZERO, most) for _, most in uses), uses)
    nothing = tuple(Loss(item.share, ZERO) for item in items)  # perhaps nothing is there
    return Losses(best, nothing, uses, (_with_one_there(best, items, measure), ()))


def _uses(item: Item, measure: Measure) -> tuple[Fraction, Fraction]:
    least, most, one = measure.deficient(item, item.least), measure.deficient(item, item.most), measure.missing(item)
    ways = {"there": (least, most), "absent": (one, one), "open": (min(least, one), max(most, one)), "exempt": (ZERO, ZERO)}
    return ways[item.presence]


def _with_one_there(best: Sequence[Loss], items: Sequence[Item], measure: Measure) -> tuple[Loss, ...]:
    """The best case of a section needs one item that is there: of those that may be, the one that loses least by it."""
    dearer = [(measure.deficient(item, item.least) - best[at].capped, at) for at, item in enumerate(items) if item.presence == "open"]
    more, chosen = min(dearer)
    return tuple(Loss(loss.own, loss.capped + (more if at == chosen else ZERO)) for at, loss in enumerate(best))
