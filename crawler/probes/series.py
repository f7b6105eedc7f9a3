"""The probes of one visit, one after the other: what disturbs the page least comes first, each within its own deadline.

A probe asks a live page one question and returns facts, never a verdict. What it could not gather is a Gap of its field;
a page that left or hangs ends the series, and the probes behind it say so.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock
from crawler.browser.rendered import Fault, Rendered
from crawler.browser.tab import Tab, WentAway
from facts import Gap, Live

_RESERVE = 1.0  # seconds of the visit kept for writing it down


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question: `fact` is the field of Live that the answer fills, `seconds` its time on one page, `profiles` who asks it."""

    fact: str
    seconds: float
    ask: Callable[[Tab, Rendered], Awaitable[Any]]
    profiles: frozenset[str] | None = None  # None: every profile


async def run_series(tab: Tab, page: Rendered, live: Live, clock: Clock, probes: tuple[Probe, ...]) -> tuple[Live, dict[str, Gap]]:
    """`live` with the answers of all probes of this profile, and the reason for each that gave none; raises only Fault of a dead page."""
    gaps: dict[str, Gap] = {}
    over: Gap | None = None
    for probe in probes:
        if probe.profiles is not None and tab.profile.name not in probe.profiles:
            continue
        left = clock.left - _RESERVE
        if over is None and left <= 0:
            over = Gap("time-over", "the time for the page was used up")
        answer = over or await _answer(probe, tab, page, min(left, probe.seconds))
        if isinstance(answer, Gap):
            gaps[f"live.{probe.fact}"] = answer
            over = over or (answer if answer.reason in ("went-away", "probe-timeout") else None)
        else:
            live = replace(live, **{probe.fact: answer})
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
