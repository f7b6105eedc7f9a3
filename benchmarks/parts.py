"""What is measured, part by part; each row is one command over one site, run so often and told by its median in processor time."""

import json
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import CommandFailed, Cost, Look, measured
from benchmarks.ours import PROFILE, STEPS, TODAY
from benchmarks.peers import command, installed
from benchmarks.sites import Ground, ground
from store import AuditFile

BODY = Path(__file__).parent.parent / "fixtures" / "site" / "body.toml"
SMALL, MIDDLE, LARGE = 300, 3_000, 30_000
NOTED_AT = (500, 3_000, 10_000, 30_000)  # pages at which memory is told
_NEAR = 0.15  # of a page count: looks so near to it count for it


@dataclass(frozen=True, slots=True)
class Row:
    """One measured command. Seconds, megabytes; `pages` HTML pages; `phases` by name: wall, processor; `memory` by pages fetched."""

    part: str
    name: str
    shape: str
    pages: int
    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    runs: int = 1
    phases: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    processes: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)  # share of Python's time by part of the program
    functions: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # of pages in the browser: wall seconds, times
    note: str = ""

    @property
    def key(self) -> str:
        """What a later measurement of the same takes the place of."""
        return f"{self.part} {self.name} {self.shape} {self.pages}"


class Bench:
    """Runs commands over grown sites; a site once started stays until the bench is closed."""

    def __init__(self, work: Path, repeat: int, say: Callable[[str], None]) -> None:
        self._work, self._repeat, self._say = work, repeat, say
        self._stack = ExitStack()
        self._grounds: dict[tuple[str, int], Ground] = {}

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def site(self, shape: str, pages: int) -> Ground:
        """The running site of a shape and size."""
        if (shape, pages) not in self._grounds:
            self._grounds[shape, pages] = self._stack.enter_context(ground(shape, pages))
        return self._grounds[shape, pages]

    def rows(self, part: str, names: Sequence[str], shape: str, pages: int, *, profile: bool = False) -> Iterator[Row]:
        """Measure commands by name, taking turns, so that a busy minute of the machine strikes them alike."""
        site = self.site(shape, pages)
        repeat = self._repeat if pages <= SMALL and not profile else 1
        costs: dict[str, list[Cost]] = {name: [] for name in names}
        for _ in range(repeat):
            for name in names:
                costs[name].append(self._run(name, site, profile=profile))
        for name, all_of_it in costs.items():
            yield self._row(part, name, site, all_of_it, profile=profile)

    def peer(self, part: str, name: str, shape: str, pages: int) -> Row:
        """Measure a program of others once; a row without figures and with a note when it is not to be had."""
        peer = installed(name)
        if peer.why:
            self._say(f"{name}: skipped, {peer.why}")
            return Row(part, name, shape, pages, note=f"not measured: {peer.why}")
        site = self.site(shape, pages)
        line, codes = command(peer, site, self._work / "peer")
        cost = measured(line, self._work / "run", codes=codes)
        row = Row(part, name, shape, len(site.pages), cost.wall, cost.cpu, cost.peak, processes=cost.by_process, note=peer.version)
        self._tell(row)
        return row

    def _run(self, name: str, site: Ground, *, profile: bool) -> Cost:
        out = self._work / "out"
        shutil.rmtree(out, ignore_errors=True)
        python = [sys.executable, "-m"]
        if name in ("raw Scrapy", "raw goto"):
            listed = self._work / "pages.json"
            self._work.mkdir(parents=True, exist_ok=True)
            listed.write_text(json.dumps(site.pages))
            line = [*python, "benchmarks.floors", "fetch" if name == "raw Scrapy" else "goto", str(listed)]
        elif name == "full audit":
            options = ["--allow-private", "--body", str(BODY), "--today", TODAY, "--out", str(out)]
            line = [*python, "benchmarks.ours", "tekser", "audit", site.start, *options]
        else:
            line = [*python, "benchmarks.ours", "fetch" if name == "fetching tier" else "render", site.start, str(out)]
        environment = {PROFILE: str(self._work / "profile.json"), STEPS: str(self._work / "steps.json")} if profile else {}
        cost = measured(line, self._work / "run", environment=environment)
        if out.exists():
            saw_all(out, site)
        return cost

    def _row(self, part: str, name: str, site: Ground, costs: Sequence[Cost], *, profile: bool) -> Row:
        middle = sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]
        told = json.loads((self._work / "profile.json").read_text()) if profile else {"parts": {}, "functions": {}}
        steps = json.loads((self._work / "steps.json").read_text()) if profile else {}
        row = Row(
            part,
            name,
            site.shape,
            len(site.pages),
            wall=statistics.median(cost.wall for cost in costs),
            cpu=middle.cpu,
            peak=max(cost.peak for cost in costs),
            runs=len(costs),
            phases=phases(middle.looks, middle.cpu),
            processes=middle.by_process,
            memory=memory_at(middle.looks),
            parts=shares(told["parts"]),
            functions=shares(told["functions"], sum(told["parts"].values())),
            steps={step: (seconds, times) for step, (seconds, times) in steps.items()},
        )
        self._tell(row)
        return row

    def _tell(self, row: Row) -> None:
        self._say(
            f"{row.part}: {row.name}, {row.shape}, {row.pages} pages: {row.cpu:.1f} CPU-s, {row.wall:.1f} s, "
            f"{1000 * row.cpu / row.pages:.1f} ms CPU a page, {row.peak:.0f} MB"
        )


def saw_all(folder: Path, site: Ground) -> None:
    """CommandFailed when an audit has not seen every page of the site: its figures would be those of less work."""
    with AuditFile.open(folder) as file:
        seen = {page.url for page in file.pages() if page.ok}
    wanted = {url for url in site.pages if "/search" not in url}  # robots.txt closes the search of the application
    if missing := sorted(wanted - seen):
        raise CommandFailed(f"the audit has not seen {len(missing)} of {len(site.pages)} pages, such as {missing[0]}")


def phases(looks: Sequence[Look], total: float) -> Mapping[str, tuple[float, float]]:
    """Wall and processor seconds between the looks, by the phase that was under way; what follows the last look counts for it."""
    found: dict[str, tuple[float, float]] = {}
    ends = [*((look.at, look.cpu) for look in looks[1:]), (looks[-1].at, total)] if looks else []
    for look, (at, cpu) in zip(looks, ends, strict=True):
        wall, spent = found.get(look.phase or "loading", (0.0, 0.0))
        found[look.phase or "loading"] = (wall + at - look.at, spent + max(0.0, cpu - look.cpu))
    return found


def memory_at(looks: Sequence[Look]) -> Mapping[str, float]:
    """Median memory of the tree near each noted number of pages fetched, at the end of fetching, and at most in each phase."""
    fetching = [look for look in looks if look.phase in ("fetch", "goto") and look.memory]
    found: dict[str, float] = {}
    for pages in NOTED_AT:
        near = [look.memory for look in fetching if abs(look.done - pages) <= _NEAR * pages]
        if near:
            found[str(pages)] = statistics.median(near)
    if fetching:
        last = [look.memory for look in fetching[-max(3, len(fetching) // 20) :]]
        found["end of fetching"] = statistics.median(last)
    for look in looks:
        if look.memory and look.phase:
            found[f"most in {look.phase}"] = max(found.get(f"most in {look.phase}", 0.0), look.memory)
    return found


def shares(counts: Mapping[str, int], total: int = 0) -> Mapping[str, float]:
    """Counts as shares of their sum, or of `total`, largest first."""
    whole = total or sum(counts.values()) or 1
    return {name: count / whole for name, count in sorted(counts.items(), key=lambda item: -item[1])}


# parts: each yields its rows


def fetching(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """The fetching tier beside Scrapy that only fetches."""
    for size in sizes:
        yield from bench.rows("fetch", ("raw Scrapy", "fetching tier"), "paths", size)


def full(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """The whole audit, and its browser tier, beside a browser that only opens pages."""
    yield from bench.rows("full", ("raw goto", "full audit"), "paths", SMALL)
    yield from bench.rows("full", ("raw goto", "rendering tier", "full audit"), "app", SMALL)
    for size in sizes:
        if SMALL < size <= MIDDLE:
            yield from bench.rows("full", ("raw goto", "full audit"), "app", size)


def peers(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """What others need for links and for axe."""
    for size in sizes:
        if size <= MIDDLE:
            yield bench.peer("peers", "linkinator", "paths", size)
    yield bench.peer("peers", "linkchecker", "paths", SMALL)
    yield bench.peer("peers", "pa11y-ci", "paths", SMALL)


def scale(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """The whole audit as the site grows."""
    for size in sizes:
        yield from bench.rows("scale", ("full audit",), "paths", size)


def where(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """Where the time goes, by samples of the Python process."""
    yield from bench.rows("where", ("fetching tier",), "paths", MIDDLE if MIDDLE in sizes else SMALL, profile=True)
    yield from bench.rows("where", ("full audit",), "paths", SMALL, profile=True)
    yield from bench.rows("where", ("rendering tier",), "app", SMALL, profile=True)


PARTS: Mapping[str, Callable[[Bench, Sequence[int]], Iterator[Row]]] = {
    "fetch": fetching,
    "full": full,
    "peers": peers,
    "where": where,
    "scale": scale,
}
