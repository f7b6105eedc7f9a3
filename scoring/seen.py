"""What a check saw of one row, and how much of it: counts, pages, shares, in an order of their own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from facts import CheckRun, Finding, More, Outcome, PagesWith
from methodology.model import Indicator
from scoring.decimals import decimal_text
from scoring.folds import shares

SHOWN = frozenset({Outcome.NOT_MET, Outcome.UNDECIDED})  # what a row of the report lists


def order(finding: Finding) -> tuple[object, ...]:
    """Findings stand by page, then target, kind, profile; the rest only makes the order total."""
    rest = (finding.part, finding.lang or "", finding.text, finding.outcome.value, tuple(sorted(finding.values.items())))
    return finding.page, finding.target, finding.kind, finding.profile, *rest


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check saw of one row."""

    findings: Sequence[Finding]
    more: tuple[More, ...]
    pages: Mapping[str, int]  # outcome -> how many pages show it; `seen`: how many were looked at

    @property
    def total(self) -> int:
        """How many observations there are, listed or not."""
        return len(self.findings) + sum(each.count for each in self.more)


def seen_of(run: CheckRun, findings: Iterable[Finding], wanted: Callable[[str, Outcome, str], bool] = lambda *_: True) -> Seen:
    """Those of a run's findings (in order) whose part, outcome and kind are wanted, and what was counted of the same sorts."""
    own = [finding for finding in findings if wanted(finding.part, finding.outcome, finding.kind)]
    more = tuple(each for each in run.more if wanted(each.example.part, each.example.outcome, each.example.kind))
    return Seen(own, more, _pages_of(run.pages, wanted) if run.more else pages_with_outcomes(own))


def shown_more(more: Iterable[More]) -> tuple[More, ...]:
    """Those of the counted ones that a row of the report names, in order."""
    return tuple(sorted((each for each in more if each.example.outcome in SHOWN), key=lambda each: order(each.example)))


def observed(seen: Seen) -> Mapping[str, int]:
    """Outcome -> how many observations."""
    counts: dict[str, int] = {}
    for finding in seen.findings:
        counts[finding.outcome.value] = counts.get(finding.outcome.value, 0) + 1
    for each in seen.more:
        counts[each.example.outcome.value] = counts.get(each.example.outcome.value, 0) + each.count
    return counts


def _pages_of(shown: Iterable[PagesWith], wanted: Callable[[str, Outcome, str], bool]) -> Mapping[str, int]:
    """As `pages_with_outcomes`, from what the check counted."""
    pages: dict[str, int] = {}
    for each in shown:
        outcomes = dict.fromkeys(outcome.value for part, outcome, kind in each.sorts if wanted(part, outcome, kind))
        for name in (*outcomes, "seen") if outcomes else ():
            pages[name] = pages.get(name, 0) + each.pages
    return pages


def pages_with_outcomes(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many pages show each outcome; `seen` is how many were looked at for this row."""
    pages: dict[str, set[str]] = {}
    for finding in findings:
        if finding.page:
            pages.setdefault(finding.outcome.value, set()).add(finding.page)
            pages.setdefault("seen", set()).add(finding.page)
    return {name: len(found) for name, found in pages.items()}


def figures(row: Indicator, seen: Seen) -> Mapping[str, str]:
    """Shares beside the outcome (D-7), and what the check measured where it measured once."""
    told: dict[str, str] = {}
    pages = seen.pages
    if pages.get("seen"):
        told["share_not_met"] = decimal_text(Fraction(pages.get(Outcome.NOT_MET.value, 0), pages["seen"]))
    if row.rule.kind == "share" and seen.total:
        low, high = shares(seen.findings, seen.more)
        told |= {"share_met_low": decimal_text(low), "share_met_high": decimal_text(high)}
    if seen.total == 1:
        told |= dict(seen.findings[0].values)
    return told
