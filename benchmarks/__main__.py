"""Measures Tekser beside floors and peers, and writes docs/performance.md.

    python -m benchmarks                              everything: about an hour and a half on two quiet cores
    python -m benchmarks --only fetch,where           some parts; the rest of the page keeps its earlier figures
    python -m benchmarks --sizes 300,3000             without the largest site
    python -m benchmarks --only ""                    writes the page anew from what was measured

Parts: fetch (the fetching tier beside raw Scrapy), full (audits beside raw goto), peers (linkinator, linkchecker, pa11y-ci),
where (a profile), scale (memory and time a page as the site grows). Rows are kept in a cache folder as they are measured, so a
run that was stopped goes on with --only. The machine may be shared: read ratios of processor time.
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.measure import CommandFailed
from benchmarks.parts import LARGE, MIDDLE, PARTS, SMALL, Bench, Row
from benchmarks.peers import cache
from benchmarks.tables import Kept, machine, page

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> int:
    """Measure what is asked for; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts by comma, of {', '.join(PARTS)}")
    parser.add_argument("--sizes", default=f"{SMALL},{MIDDLE},{LARGE}", help="sizes of the grown site by comma")
    parser.add_argument("--repeat", type=int, default=3, help="runs of what is measured on the smallest site; their median counts")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the tables are written")
    asked = parser.parse_args()
    parts = [part for part in asked.only.split(",") if part]
    if unknown := sorted(set(parts) - PARTS.keys()):
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    failed = _measure(parts, sorted(int(size) for size in asked.sizes.split(",")), asked.repeat)
    asked.page.write_text(page(_kept().values(), machine()), encoding="utf-8")
    print(asked.page)
    return 1 if failed else 0


def _measure(parts: list[str], sizes: list[int], repeat: int) -> bool:
    failed = False
    with tempfile.TemporaryDirectory(prefix="tekser-bench-") as work, Bench(Path(work) / "work", repeat, _say) as bench:
        for part in parts:
            try:
                for row in PARTS[part](bench, sizes):
                    _keep(row)
            except (CommandFailed, RuntimeError) as error:
                _say(f"{part}: {error}")
                failed = True
    return failed


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _results() -> Path:
    return cache() / "results.json"


def _kept() -> dict[str, Kept]:
    path = _results()
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Kept]) if path.exists() else {}


def _keep(row: Row) -> None:
    path = _results()
    path.parent.mkdir(parents=True, exist_ok=True)
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    kept = {**_kept(), row.key: Kept(row=row, at=moment, commit=_commit())}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(msgspec.to_builtins(kept), indent=1))
    new.replace(path)


def _commit() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False, cwd=PAGE.parent)
    return told.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
