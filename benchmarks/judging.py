"""What judging costs as a site grows: `tekser check`, `score` and `report` over kept crawls, with no network and no browser.

    python -m benchmarks.judging                          crawls the sample site with a fault on every page, and multiplies it
    python -m benchmarks.judging --source DIR             multiplies a kept audit instead
    python -m benchmarks.judging --pages 300 2000 30000

A grown site has the home pages, sections and menus of the real one and as many copies of its other pages and files as are wanted, each
under an address of its own, with its links, language versions and link targets. Records that browsers made (the sample of D-15 does not
grow with a site) are not copied. Prints CPU-seconds, CPU a page and the most memory of each command; read how they grow.
"""

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from facts import Document, LanguagePair, Page, Target
from fixtures.site.server import serve
from store import AuditFile

PAGES = (300, 2_000, 30_000)
FAULTS = frozenset({"no-skip-link", "breadcrumbs-plain", "publication-without-time", "external-no-notice", "no-search"})
STAGES = ("check", "score", "report")
TOP = 1  # clicks from the home page: the pages that there is one of in every site
AT_ONCE = 500  # records a transaction
_Record = TypeVar("_Record", Page, Document, Target, LanguagePair)


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds of processor time, megabytes at most."""

    cpu: float
    megabytes: float


def grow(source: Path, folder: Path, pages: int) -> int:
    """Write a kept audit like that in `source` with about `pages` pages into `folder`; returns how many pages it has."""
    with AuditFile.open(source) as kept, AuditFile.create(folder, kept.meta) as file:
        site = kept.site()
        records = list(kept.pages())
        copied = [page for page in records if page.depth > TOP and not page.rendered and page.profile.startswith("desktop")]
        files = list(site.documents)
        own = (
            {page.url for page in copied}
            | {page.final_url for page in copied}
            | {one.url for one in files}
            | {one.final_url for one in files}
        )
        targets = [target for target in site.targets.values() if target.url in own]
        pairs = [pair for pair in site.pairs if own.issuperset(pair.urls.values())]
        times = max(0, -(-(pages - len(records)) // len(copied)))
        put(file, file.put_page, records)
        put(file, file.put_document, files)
        put(file, file.put_target, site.targets.values())
        all_pairs = list(site.pairs)
        for number in range(1, times + 1):
            put(file, file.put_page, (moved(page, own, number) for page in copied))
            put(file, file.put_document, (moved(one, own, number) for one in files))
            put(file, file.put_target, (moved(target, own, number) for target in targets))
            all_pairs += (moved(pair, own, number) for pair in pairs)
        file.put_pairs(all_pairs)
        file.put_site(site)
        file.update_meta(stage="crawled")
        return len(records) + times * len(copied)


def put(file: AuditFile, keep: Callable[[Any], None], records: Any) -> None:
    """Keep records, many a transaction."""
    left: Iterator[Any] = iter(records)
    while some := list(itertools.islice(left, AT_ONCE)):
        with file.together():
            for record in some:
                keep(record)


def moved(record: _Record, own: set[str], number: int) -> _Record:
    """A copy of a record in which every address of `own` is another one."""

    def elsewhere(found: re.Match[str]) -> str:
        return f'"{address(found[1], number)}"' if found[1] in own else found[0]

    text = msgspec.json.encode(record).decode()
    return msgspec.json.decode(re.sub(r'"(https?://[^"\\]+)"', elsewhere, text), type=type(record))


def address(url: str, number: int) -> str:
    """The address of copy `number` of what stands at `url`."""
    head, question, query = url.partition("?")
    stem, dot, ending = head.rpartition(".") if re.search(r"/[^/]+\.[a-z0-9]{1,5}$", head) else (head.rstrip("/"), "", "")
    return f"{stem}-copy{number}{dot}{ending}{question}{query}"


def cost(command: Sequence[str]) -> Cost:
    """What a command takes, without its children."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # wait4() tells what popen.wait() does not
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit code {process.returncode}")
    return Cost(cpu=used.ru_utime + used.ru_stime, megabytes=used.ru_maxrss / 1024)


def judged(folder: Path, pages: int) -> None:
    """Print what each stage takes over the audit in `folder`."""
    print(f"{pages:,} pages, audit.db {(folder / 'audit.db').stat().st_size / 1e6:,.0f} MB")
    for stage in STAGES:
        took = cost([sys.executable, "-m", "tekser", stage, str(folder)])
        print(f"  tekser {stage:7} {took.cpu:8.1f} s CPU   {took.cpu / pages * 1000:7.2f} ms a page   {took.megabytes:7.0f} MB at most")
    sizes = "   ".join(f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in sorted(folder.glob("report.*")))
    print(f"  {sizes}", flush=True)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--source", type=Path, help="folder of a kept audit to multiply")
    asked.add_argument("--pages", type=int, nargs="+", default=PAGES)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as room:
        source = given.source or Path(room) / "source"
        if given.source is None:
            with serve(shape="paths", defects=FAULTS) as site:
                command = [sys.executable, "-m", "tekser", "audit", site.url, "--allow-private", "--no-pictures", "--out", str(source)]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for pages in given.pages:
            folder = Path(room) / str(pages)
            judged(folder, grow(source, folder, pages))


if __name__ == "__main__":
    main()
