"""The figures of `benchmarks.accuracy`: from cases that ended to text and Markdown. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from benchmarks.corpora import QUESTIONS
from benchmarks.seeing import Ended, Said

HEADLINE = "core"  # the tier whose label is the indicator
_FLAG = "flag"
METHOD = """\
Made by `make accuracy`. Test pages of others, each labelled by its authors, are visited by the product's own browser pool with every
probe and judged by its checks as a site of one page; axe-core alone looks at them with its own limits. The pages are the development
half of the collection and the checks were tuned on them: figures on pages nobody has seen will be lower.

- *agreement*: cases that ended as labelled, of all. *precision*: right deductions, of all deductions. *recall*: failures found, of all
  labelled failures; one that is left to a person is not found. *undecided*: left to a person, of all cases. `–`: there were none to count.
- Headline figures are of tier `core`: the label is the indicator. Other tiers ask a neighbouring question (`related`), need judgement
  (`semantic`), must only be flagged (`flag`; there `undecided` counts as found) or are composed (`component`, `template`,
  `derived`, `unit`).
- Labels of ACT, axe-core and IBM speak about one rule; what else a page lacks is an alarm here though it may be one of the order's.
- A label of one element says nothing of the others: where every deduction is at others, a page labelled right is counted apart. A
  failure counts as found wherever on its page something was found.
- Cases whose label rests on an exception of WCAG that the order does not have are counted apart.
- axe-core's column counts violations of the rules that ask the same question; it has none for most of behaviour, where it finds nothing.
"""


class Counted:
    """How the cases of one row ended, for us or for axe-core."""

    def __init__(self) -> None:
        self.found = self.missed = self.alarms = self.right = self.open_fail = self.open_pass = 0

    def add(self, *, fails: bool, verdict: str, flag_only: bool = False) -> None:
        """Take one case; where a flag is enough, what is left to a person counts as found."""
        if verdict == "undecided" and not (fails and flag_only):
            self.open_fail += fails
            self.open_pass += not fails
        elif fails:
            self.found += verdict != "pass"
            self.missed += verdict == "pass"
        else:
            self.alarms += verdict == "fail"
            self.right += verdict == "pass"

    @property
    def cases(self) -> int:
        """All cases."""
        return self.found + self.missed + self.alarms + self.right + self.open_fail + self.open_pass

    @property
    def agreement(self) -> float | None:
        """Share of all cases that ended as labelled."""
        return (self.found + self.right) / self.cases if self.cases else None

    @property
    def precision(self) -> float | None:
        """Share of the deductions that are right; None where there were none."""
        return self.found / (self.found + self.alarms) if self.found + self.alarms else None

    @property
    def recall(self) -> float | None:
        """Share of the labelled failures that were found; what is left to a person was not."""
        fails = self.found + self.missed + self.open_fail
        return self.found / fails if fails else None

    @property
    def undecided(self) -> float | None:
        """Share of all cases left to a person."""
        return (self.open_fail + self.open_pass) / self.cases if self.cases else None


def ours(ended: Iterable[Ended]) -> Counted:
    """How cases ended for our checks."""
    return _counted((each, each.ours) for each in ended)


def axes(ended: Iterable[Ended]) -> Counted:
    """How cases ended for axe-core alone; where it was not asked there is nothing to count."""
    return _counted((each, each.axe) for each in ended)


def _counted(said: Iterable[tuple[Ended, Said]]) -> Counted:
    count = Counted()
    for each, verdict in said:
        if verdict.verdict and not each.apart:
            count.add(fails=each.case.expected == "fail", verdict=verdict.verdict, flag_only=each.case.tier == _FLAG)
    return count


def table(ended: Sequence[Ended], checks: Collection[str]) -> str:
    """All rows as text for a terminal."""
    rows = list(_rows(ended, checks))
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


_HEAD = (
    "indicator",
    "source",
    "tier",
    "cases",
    "fails",
    "found",
    "alarms",
    "agreement",
    "precision",
    "recall",
    "undecided",
    "axe found",
    "axe alarms",
    "apart",
)


def _rows(ended: Sequence[Ended], checks: Collection[str]) -> Iterator[tuple[str, ...]]:
    yield _HEAD
    for indicator in QUESTIONS:
        own = [each for each in ended if each.case.indicator == indicator]
        core = [each for each in own if each.case.tier == HEADLINE]
        if own:
            yield _row(indicator, "all", HEADLINE, core, checks)
        for source, tier in sorted({(each.case.source, each.case.tier) for each in own}):
            yield _row("", source, tier, [each for each in own if (each.case.source, each.case.tier) == (source, tier)], checks)


def _row(name: str, source: str, tier: str, ended: Sequence[Ended], checks: Collection[str]) -> tuple[str, ...]:
    count, axe = ours(ended), axes(ended)
    missing = any(_unwritten(each.case.indicator, checks) for each in ended)
    fails = sum(each.case.expected == "fail" for each in ended if each.ours.verdict and not each.apart)
    if missing:
        ours_cells = ("no check yet", *[""] * 6)
    else:
        shares = (_share(count.agreement), _share(count.precision), _share(count.recall), _share(count.undecided))
        ours_cells = (str(fails), str(count.found), str(count.alarms), *shares)
    axe_cells = (str(axe.found), str(axe.alarms)) if axe.cases else ("–", "–")
    apart = sum(bool(each.apart) for each in ended)
    return (name, source, tier, str(len(ended)), *ours_cells, *axe_cells, str(apart or ""))


def _unwritten(indicator: str, checks: Collection[str]) -> bool:
    check = QUESTIONS[indicator].check
    return bool(check) and check not in checks


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def listed(ended: Iterable[Ended], which: str) -> str:
    """Cases one by one, each with the label's reason and what was said."""
    return "\n".join(_told(each) for each in ended if _is_listed(each, which)) or "nothing to list"


def _is_listed(each: Ended, which: str) -> bool:
    fails, said = each.case.expected == "fail", each.ours.verdict
    if which == "all":
        return True
    if which == "undecided":
        return said == "undecided"
    if not said or each.apart:
        return False
    if fails:
        return said == "pass" or (said == "undecided" and each.case.tier != _FLAG)
    return said == "fail"


def _told(each: Ended) -> str:
    case = each.case
    said = each.ours.verdict or "not asked"
    rule = f" rule {case.rule}" if case.rule else ""
    aspect = f" aspect {case.aspect}" if case.aspect else ""
    lines = [
        f"{case.indicator} {case.id} [{case.tier}]{rule}{aspect}: labelled {case.expected}, ours {said}, axe {each.axe.verdict or '–'}",
        f"    {case.source}/{case.file}",
        f"    label: {case.why[:300]}" if case.why else "",
        f"    ours:  {each.ours.why}" if each.ours.why else "",
        f"    apart: {each.apart}" if each.apart else "",
    ]
    return "\n".join(line for line in lines if line)


def page(ended: Sequence[Ended], checks: Collection[str], versions: Mapping[str, str], moment: str, profiles: Sequence[str]) -> str:
    """docs/accuracy.md as a whole."""
    seen = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    lines = ["# How often the checks are right", "", METHOD, f"Measured {moment}; {seen}; profiles {', '.join(profiles)}.", ""]
    lines += ["## Tier core", "", *_markdown(_headline(ended, checks)), ""]
    notes = [f"- {name}: {question.how}." for name, question in QUESTIONS.items() if question.how]
    lines += [*notes, "", "## Every source and tier", "", *_markdown(list(_rows(ended, checks))), ""]
    apart = sorted({(each.case.indicator, each.apart) for each in ended if each.apart})
    if apart:
        lines += ["## Counted apart", ""]
        for indicator, why in apart:
            count = sum(each.apart == why and each.case.indicator == indicator for each in ended)
            lines.append(f"- {indicator}, {count} cases: {why}.")
        lines.append("")
    return "\n".join(lines)


def _headline(ended: Sequence[Ended], checks: Collection[str]) -> list[tuple[str, ...]]:
    head = (
        "indicator",
        "row of the order",
        "cases",
        "fails",
        "precision",
        "recall",
        "undecided",
        "agreement",
        "axe precision",
        "axe recall",
    )
    rows: list[tuple[str, ...]] = [head]
    for indicator, question in QUESTIONS.items():
        core = [each for each in ended if each.case.indicator == indicator and each.case.tier == HEADLINE]
        if not core:
            continue
        if _unwritten(indicator, checks):
            rows.append((indicator, question.check, str(len(core)), "no check yet", *[""] * 6))
            continue
        count, axe = ours(core), axes(core)
        fails = sum(each.case.expected == "fail" for each in core if not each.apart)
        shares = (_share(count.precision), _share(count.recall), _share(count.undecided), _share(count.agreement))
        rows.append((indicator, question.check, str(len(core)), str(fails), *shares, _share(axe.precision), _share(axe.recall)))
    return rows


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *body = rows
    return [f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *(f"| {' | '.join(row)} |" for row in body)]
