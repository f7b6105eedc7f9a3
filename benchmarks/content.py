"""How often the finder of Annexes 5 and 6 is right on labelled sites (`fixtures/content/`), per language and per part of them.

    python -m benchmarks.content [--list] [--site NAME] [--folder DIR]

`--list` shows what was found wrongly on the sites that words may be made from, never on those held out.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import methodology
from benchmarks.content_cases import FOLDER, Label, LabelledSite, sites
from benchmarks.sections import ACCURACY, put
from checks.commons.content.finder import finders
from checks.commons.content.index import SiteContent
from checks.commons.content.model import Found
from checks.commons.content.stems import Stems
from checks.commons.links import key
from methodology.model import Methodology

_LEVELS = ("certain", "likely", "weak")
_FIRST = 5
_TITLE = "## Items of Annexes 5 and 6"
_INTRO = """`python -m benchmarks.content --write` finds the items of Annex 5 on the {count} labelled sites of `fixtures/content/`
(pages through the extraction, no browser) and compares with the labels. Words and limits were made on the part "tune"; of the part
"held-out" only totals were looked at. An item that is there with deficiencies counts as there; what it lacks is the judges' matter.
Labels "unclear" are left out."""


@dataclass(frozen=True)
class Answer:
    """What the finder says of one labelled item."""

    site: str
    split: str
    wording: str
    label: Label
    found: Found

    @property
    def said(self) -> str:
        """met, thin, absent or undecided."""
        return self.found.outcome

    @property
    def is_right(self) -> bool:
        """True when the finder says of the item's presence what the label says; what it lacks is the judges' matter."""
        there = self.said in {"met", "thin"}
        return there == (self.label.presence in {"met", "thin"})

    @property
    def rank(self) -> int | None:
        """Place of the first right page among those looked at, from 1; None where the label names none or none is right."""
        seen = list(dict.fromkeys(key(url) for place in self.found.places for url in (place.page, place.url)))
        ranks = [number for number, url in enumerate(seen, 1) if url in {key(right) for right in self.label.urls}]
        return min(ranks, default=None)


def answers(law: Methodology, some: Iterable[LabelledSite]) -> Iterator[Answer]:
    """The finder's answers to the labels of Annex 5."""
    for one in some:
        params = law.params_for(one.site.body.kind)
        content, stems = SiteContent(one.site, params), Stems(params.forms)
        items = [item for item in params.items if item.annex == 5 and item.finder]
        found = {(each.item.id, each.lang): each for finder in finders(content, params, stems).values() for each in finder.find_all(items)}
        for label in one.labels:
            if label.id.startswith("5-"):
                yield Answer(one.name, one.split, one.wording, label, found[label.id, label.lang])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "none"


def figures(some: list[Answer]) -> list[str]:
    """One row of the table for a group of answers."""
    told = [answer for answer in some if answer.label.presence != "unclear"]
    absent = [answer for answer in told if answer.said == "absent"]
    met = [answer for answer in told if answer.label.presence == "met"]
    there = [answer for answer in told if answer.label.presence in {"met", "thin"} and answer.label.urls]
    gone = [answer for answer in told if answer.label.presence == "absent"]
    said_met = [answer for answer in told if answer.said in {"met", "thin"}]
    ranks = [answer.rank for answer in there]
    return [
        str(len(told)),
        _share(sum(answer.is_right for answer in absent), len(absent)),
        _share(sum(answer.said == "met" for answer in met), len(met)),
        _share(sum(answer.said in {"met", "thin"} for answer in met), len(met)),
        _share(sum(answer.is_right for answer in said_met), len(said_met)),
        _share(sum(answer.said == "absent" for answer in gone), len(gone)),
        _share(sum(answer.said == "undecided" for answer in told), len(told)),
        _share(sum(rank == 1 for rank in ranks), len(ranks)),
        _share(sum(rank is not None and rank <= _FIRST for rank in ranks), len(ranks)),
    ]


_HEAD = [
    "part", "labels", "absent is right", "met found", "met found as there", "there is right", "absent found", "undecided",
    "right page first", "among five",
]  # fmt: skip


def tables(all_: list[Answer]) -> str:
    """The figures as tables in Markdown."""
    lines = ["| " + " | ".join(_HEAD) + " |", "|" + " --- |" * len(_HEAD)]
    for split in ("tune", "held-out"):
        for lang in ("kk", "ru", ""):
            some = [answer for answer in all_ if answer.split == split and lang in {"", answer.label.lang}]
            lines.append("| " + " | ".join([f"{split}, {lang or 'both'}", *figures(some)]) + " |")
        for wording in ("usual", "habit"):
            some = [answer for answer in all_ if answer.split == split and answer.wording == wording]
            lines.append("| " + " | ".join([f"{split}, {wording} words", *figures(some)]) + " |")
    lines += ["", "| said | confidence | " + " | ".join(("tune", "held-out")) + " |", "| --- | --- | --- | --- |"]
    for said in ("met", "thin", "absent"):
        for level in _LEVELS:
            cells = [_right(all_, split, said, level) for split in ("tune", "held-out")]
            lines.append(f"| {said} | {level} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _right(all_: list[Answer], split: str, said: str, level: str) -> str:
    some = [
        one for one in all_ if one.split == split and one.said == said and one.found.confidence == level and one.label.presence != "unclear"
    ]
    return _share(sum(one.is_right for one in some), len(some))


def _listed(some: list[Answer]) -> Iterator[str]:
    for answer in some:
        if answer.split == "tune" and answer.label.presence not in {"unclear", answer.said}:
            found, label = answer.found, answer.label
            yield f"{answer.site} {label.id} {label.concept} {label.lang}: {label.presence}, said {answer.said} {found.reason}"
            yield from (
                f"    {place.kind} {place.page[-50:]} {place.score} {place.how} {place.holds} {', '.join(place.lacks)} | {place.words[:60]}"
                for place in found.places[:3]
            )


def main() -> int:
    """Print the tables."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.content", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--list", action="store_true", dest="shown")
    asked.add_argument("--site", default="")
    asked.add_argument("--write", action="store_true", help="put the tables into docs/accuracy.md")
    asked.add_argument("--folder", type=Path, default=FOLDER)
    given = asked.parse_args()
    if given.write and (given.site or given.folder != FOLDER):
        asked.error("--write puts down the figures of all labelled sites: leave --site and --folder out")
    began = time.monotonic()
    some = list(sites(given.folder, given.site))
    seen = list(answers(methodology.load(), some))
    if given.shown:
        print("\n".join(_listed(seen)), end="\n\n")
    print(tables(seen))
    if given.write:
        put(ACCURACY, _TITLE, f"{_INTRO.format(count=len(some))}\n\n{tables(seen)}")
    print(Counter((answer.label.presence, answer.said) for answer in seen if answer.split == "tune"), file=sys.stderr)
    print(f"{len(seen)} labels on {len(some)} sites in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
