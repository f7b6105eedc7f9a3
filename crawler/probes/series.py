"""The probes of one visit, one after the other: what disturbs the page least comes first, each within its own deadline.

A probe asks a live page one question and returns facts, never a verdict. What it could not gather is a Gap of its field. A page that
left, hung or failed under a probe, or did not come again after it, ends the series; the probes behind it are asked on a load of their
own, as long as the visit's time lasts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock
from crawler.browser.rendered import Fault, Rendered
from crawler.browser.tab import Tab, WentAway
from facts import Gap, Live

_RESERVE = 1.0  # seconds of the visit kept for writing it down
_DISTURBED = frozenset({"went-away", "probe-timeout", "probe-failed"})  # after these the page may not be what it was


class NotAsBefore(Exception):
    """A probe has its `answer`, and the page could not be brought back to what it was."""

    def __init__(self, answer: object, why: str) -> None:
        super().__init__(why)
        self.answer = answer
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question: `fact` is the field of Live that the answer fills, `seconds` its time on one page, `profiles` who asks it."""

    fact: str
    seconds: float
    ask: Callable[[Tab, Rendered], Awaitable[Any]]
    profiles: frozenset[str] | None = None  # None: every profile


@dataclass
class Chances:
    """What is still to be asked of one page, over all its loads in one visit."""

    probes: tuple[Probe, ...]
    left: list[Probe] = field(default_factory=list)
    died: dict[str, Gap] = field(default_factory=dict)  # by fact: the page died while it was asked for
    last: Gap | None = None  # why the series ended last
    seconds: float = 0.0  # of the visit that were left then; waiting for a tab takes none of them

    def begin(self, profile: str) -> None:
        """The page is seen from the start, perhaps again: all is to be asked but what it died of."""
        asked = (probe for probe in self.probes if probe.profiles is None or profile in probe.profiles)
        self.left = [probe for probe in asked if probe.fact not in self.died]
        self.last = None

    def given_up(self) -> dict[str, Gap]:
        """The reasons for all that was not asked in the end."""
        why = self.last or Gap("time-over", "the time for the page was used up")
        return {f"live.{fact}": gap for fact, gap in (*((probe.fact, why) for probe in self.left), *self.died.items())}


async def run_series(tab: Tab, page: Rendered, live: Live, clock: Clock, chances: Chances) -> tuple[Live, dict[str, Gap]]:
    """`live` with the answers of the probes that are left, and the reason for each that gave none; raises only Fault of a dead page.

    It ends early when the page is no longer what it was, or the time is over; what was not asked stays in `chances.left`.
    """
    gaps: dict[str, Gap] = {}
    chances.last = None
    while chances.left and clock.left > _RESERVE and chances.last is None:
        probe = chances.left.pop(0)
        chances.died[probe.fact] = Gap("probe-failed", f"the page died during the probe of {probe.fact}")
        try:
            answer = await _answer(probe, tab, page, min(clock.left - _RESERVE, probe.seconds))
        except NotAsBefore as left:
            answer, chances.last = left.answer, Gap("probe-failed", f"after {probe.fact}: {left.why[:200]}")
        del chances.died[probe.fact]
        if isinstance(answer, Gap):
            gaps[f"live.{probe.fact}"] = answer
            chances.last = answer if answer.reason in _DISTURBED else None
        else:
            live = replace(live, **{probe.fact: answer})
    chances.seconds = clock.left
    return live, gaps


async def _answer(probe: Probe, tab: Tab, page: Rendered, seconds: float) -> Any:
    try:
        return await tab.within(probe.ask(tab, page), seconds)
    except TimeoutError:
        return Gap("probe-timeout", f"the probe of {probe.fact} did not end in time")
    except WentAway:
        return Gap("went-away", f"the page left for another address during the probe of {probe.fact}")
    except PlaywrightError as error:
        return Gap("probe-failed", f"{probe.fact}: {str(error)[:200]}")
    except Fault as fault:
        if tab.gone.done():
            raise
        return Gap("probe-failed", f"{probe.fact}: {fault.why[:200]}")
