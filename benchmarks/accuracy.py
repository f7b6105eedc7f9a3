"""How often the checks are right on pages that nobody here wrote, beside axe-core alone, and writes `docs/accuracy.md`.

    python -m benchmarks.accuracy [--indicator alt,contrast] [--source act,axe] [--tier core] [--list misses|undecided|all]
                                  [--profiles desktop-chrome,phone-android] [--id PART] [--no-axe] [--write]

The pages are read from `../shared/corpora`; where that is not, it says so and ends with 0. The page is written by a whole run, or by
--write. `--list misses` shows what was not found and what was found wrongly, each with the label's reason.
"""

import argparse
import asyncio
import datetime
import sys
import time
from pathlib import Path

from benchmarks.accuracy_tables import listed, page, table
from benchmarks.corpora import FOLDER, QUESTIONS, Case, cases, served, there
from benchmarks.sections import ACCURACY
from benchmarks.seeing import Ended, Judges, profiles_known

LISTS = ("none", "misses", "undecided", "all")


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--indicator", default="", help=f"by comma, of {', '.join(QUESTIONS)}")
    parser.add_argument("--source", default="", help="corpora by comma")
    parser.add_argument("--tier", default="", help="tiers by comma")
    parser.add_argument("--id", default="", help="only cases whose id holds this")
    parser.add_argument("--list", default="none", choices=LISTS, dest="shown", help="cases to show")
    known = [profile.name for profile in profiles_known()]
    parser.add_argument("--profiles", default=known[0], help=f"by comma, of {', '.join(known)}")
    parser.add_argument("--no-axe", action="store_true", help="do not look with axe-core alone")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md though only a part was measured")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the corpora are")
    asked = parser.parse_args()
    if not there(asked.folder):
        print("accuracy: skipped, there are no corpora in ../shared/corpora beside the project", file=sys.stderr)
        return 0
    if unknown := sorted(_some(asked.indicator) - QUESTIONS.keys()):
        parser.error(f"no indicator is called {', '.join(unknown)}; there are {', '.join(QUESTIONS)}")
    chosen = [case for case in cases(_some(asked.indicator), _some(asked.source), asked.folder) if _wanted(case, asked.tier, asked.id)]
    ended, judges, seconds = _measured(chosen, asked)
    if asked.shown != "none":
        print(listed(ended, asked.shown), end="\n\n")
    print(table(ended, judges.checks.keys()))
    whole = not (asked.indicator or asked.source or asked.tier or asked.id or asked.no_axe)
    if whole or asked.write:
        moment = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")
        ACCURACY.write_text(page(ended, judges.checks.keys(), judges.versions, moment, asked.profiles.split(",")), encoding="utf-8")
        print(ACCURACY)
    print(f"{len(chosen)} cases in {seconds:.0f} s", file=sys.stderr)
    return 0


def _measured(chosen: list[Case], asked: argparse.Namespace) -> tuple[list[Ended], Judges, float]:
    started = time.monotonic()

    def say(done: int, known: int, case: Case) -> None:
        if done % 25 == 0 or done == known:
            print(f"{done} of {known} pages, {case.source}", file=sys.stderr, flush=True)

    with served(asked.folder) as ground:
        judges = Judges(ground, asked.profiles.split(","), say, with_axe=not asked.no_axe)
        ended = asyncio.run(judges.all(chosen))
    return ended, judges, time.monotonic() - started


def _wanted(case: Case, tiers: str, part: str) -> bool:
    return (not tiers or case.tier in _some(tiers)) and part in case.id


def _some(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split(",") if part)


if __name__ == "__main__":
    sys.exit(main())
