"""The page of figures: from measured rows to Markdown. Pure but for `machine`."""

import os
import platform
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.parts import SMALL, Row
from crawler.browser import find_chromium

GROUND = """\
Everything runs on the flawless sample site grown by archives (`python -m fixtures.site --pages N`), served from memory over
loopback by a process that is not counted. CPU is processor time of the whole tree of processes (Python, Node driver, browser),
memory its proportional set size. `paths` is rendered by the server, `app` needs JavaScript everywhere. Ratios count; seconds
are this machine's."""
FETCHING = """\
The tier without a browser: every page and file fetched once, facts extracted and stored, exchanges kept, links checked,
documents typed. Floor: Scrapy with default settings and a spider that counts bytes, over the same pages."""
LINKS = """\
linkchecker waits between requests to a host out of politeness, so its wall time says nothing; linkinator keeps neither facts nor
answers. At 300 pages loading modules weighs most: about two seconds of ours and more than one of raw Scrapy's."""
BROWSER = """\
A full audit is `tekser audit` with its defaults: crawl, sample of 30 pages in two profiles with axe-core, checks, reports. Floor:
the same browser opening the same pages in two tabs (`goto`, then reading the document). pa11y-ci runs axe on every page, two at
a time."""
GROWTH = """\
Full audits of `paths`. Memory in MB of the whole tree, the browser's processes with it. The sample does not grow with the site, so
the share of visits falls."""
READING = """\
- What was measured on the smallest site is the median of several runs, taking turns with its floor; larger sites and peers ran
  once.
- Wall time on a machine that others use is worth little; CPU is steadier, within about a tenth.
- A peer does a part of the work: no peer keeps facts, exchanges and evidence, or judges by the order.
- Loopback asks at full speed (8 at a time, no throttling). On a real site politeness decides the wall time, not this program.
- What judging alone costs as a site grows: `python -m benchmarks.judging`; what a visit costs beside a bare `goto`:
  `python -m benchmarks.browser_pool`."""
_LIKE = 0.1  # two sizes nearer than this share are the same size


@dataclass(frozen=True, slots=True)
class Kept:
    """A row with the moment (UTC) and the commit of its measuring."""

    row: Row
    at: str
    commit: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of the project: what was wanted and what came out; `met` is None while it was not measured."""

    name: str
    wanted: str
    found: str
    met: bool | None


def machine() -> str:
    """Cores, memory and versions of what is measured, in one line; nothing that names the machine."""
    with Path("/proc/meminfo").open() as lines:
        gigabytes = int(next(lines).split()[1]) / 1024 / 1024
    engine = find_chromium()
    browser = f"{Path(engine.path).name} {engine.version}" if engine else "no browser"
    libraries = ", ".join(f"{name} {version(name.lower())}" for name in ("Scrapy", "Playwright"))
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GB, Linux; Python {platform.python_version()}, {libraries}, {browser}"


def page(kept: Iterable[Kept], where: str) -> str:
    """docs/performance.md as a whole."""
    told = list(kept)
    rows = Rows([one.row for one in told])
    return "\n".join([*_head(told, where), *_goals(rows), *_fetching(rows), *_browser(rows), *_growth(rows), *_where(rows), *_reading()])


class Rows:
    """Rows to be found by what they are."""

    def __init__(self, rows: Collection[Row]) -> None:
        self.all = tuple(rows)

    def one(self, name: str, shape: str, pages: int, *parts: str) -> Row | None:
        """The row of a command on a shape at about a size, of the first of the parts that has one; None when it was not measured."""
        fitting = [row for row in self.all if row.name == name and row.shape == shape and row.cpu and _alike(row.pages, pages)]
        found = [row for part in parts for row in fitting if row.part == part]
        return found[0] if found else None

    def sizes(self, part: str) -> list[int]:
        """Sizes measured in a part, smallest first."""
        return sorted({row.pages for row in self.all if row.part == part and row.cpu})


def _alike(one: int, other: int) -> bool:
    return abs(one - other) <= _LIKE * other


def _per_page(row: Row) -> float:
    return 1000 * row.cpu / row.pages


def _speed(row: Row) -> float:
    return row.pages / row.wall


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' if at == 0 else '---:' for at in range(len(head)))} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _head(kept: Sequence[Kept], where: str) -> Iterator[str]:
    moments = sorted(one.at for one in kept)
    span = "nothing measured yet" if not kept else f"{moments[0]} to {moments[-1]} UTC"
    commits = sorted({one.commit for one in kept if one.commit})
    yield "# Performance"
    yield ""
    yield "Made by `python -m benchmarks` (or `make bench`); its figures are not edited by hand."
    yield ""
    yield f"Measured {span}, commit{'s' if len(commits) > 1 else ''} {', '.join(commits)}, on one machine: {where}."
    yield ""
    yield GROUND


# goals


def _goals(rows: Rows) -> Iterator[str]:
    yield ""
    yield "## Goals"
    marks = {True: "yes", False: "**no**", None: "not measured"}
    yield from _table(("goal", "wanted", "measured", "met"), ((one.name, one.wanted, one.found, marks[one.met]) for one in goals(rows)))


def goals(rows: Rows) -> Iterator[Goal]:
    """Every goal with what was measured of it."""
    for size in rows.sizes("fetch"):
        floor, ours = rows.one("raw Scrapy", "paths", size, "fetch"), rows.one("fetching tier", "paths", size, "fetch")
        yield _ratio(f"CPU of the fetching tier, {size:,} pages, beside raw Scrapy", ours, floor, most=3)
    yield from _beside_axe(rows)
    for size in sorted({row.pages for row in rows.all if row.part == "full" and row.shape == "app"}):
        floor, ours = rows.one("raw goto", "app", size, "full"), rows.one("full audit", "app", size, "full")
        name = f"Full audit of a site rendered whole, {size:,} pages, beside raw `goto`, 2 tabs"
        yield _share(f"{name}: pages per second", ours, floor, _speed)
        yield _share(f"{name}: pages per CPU-second", ours, floor, lambda row: row.pages / row.cpu)
    yield _memory(rows, "fetching tier", "fetch")
    yield _memory(rows, "full audit", "scale")
    yield _flat(rows)


def _ratio(name: str, ours: Row | None, floor: Row | None, *, most: float) -> Goal:
    wanted = f"at most {most:g} times"
    if ours is None or floor is None:
        return Goal(name, wanted, "", None)
    ratio = ours.cpu / floor.cpu
    return Goal(name, wanted, f"{ratio:.2f} times", ratio <= most)


def _share(name: str, ours: Row | None, floor: Row | None, of: Callable[[Row], float]) -> Goal:
    if ours is None or floor is None:
        return Goal(name, "at least 0.5", "", None)
    share = of(ours) / of(floor)
    return Goal(name, "at least 0.5", f"{share:.2f}", share >= 0.5)


def _beside_axe(rows: Rows) -> Iterator[Goal]:
    """Pages are counted, not sites: axe costs as much on each page, ours less the more there are, so a larger site is told beside."""
    axe = rows.one("pa11y-ci", "paths", SMALL, "peers")
    for size in dict.fromkeys((SMALL, *rows.sizes("scale"))):
        names = (
            f"Full audit, {size:,} pages, CPU a page beside pa11y-ci running axe alone ({SMALL} pages)",
            f"Full audit, {size:,} pages, pages per second beside pa11y-ci ({SMALL} pages)",
        )
        ours = rows.one("full audit", "paths", size, "full", "scale")
        if axe is None or ours is None:
            yield from (Goal(name, wanted, "", None) for name, wanted in zip(names, ("at most 1/10", "at least 10 times"), strict=True))
            continue
        dearer, quicker = _per_page(axe) / _per_page(ours), _speed(ours) / _speed(axe)
        yield Goal(names[0], "at most 1/10", f"1/{dearer:.1f}", dearer >= 10)
        yield Goal(names[1], "at least 10 times", f"{quicker:.1f} times", quicker >= 10)


def _memory(rows: Rows, name: str, part: str) -> Goal:
    told, wanted = f"Memory of the whole tree while fetching, page 500 to the last, {name}", "grows under 10 %"
    sizes = rows.sizes(part)
    largest = rows.one(name, "paths", sizes[-1], part) if sizes else None
    marks = sorted((mark for mark in largest.memory if mark.isdigit()), key=int) if largest is not None else []
    if largest is None or "500" not in marks or len(marks) < 2:
        return Goal(told, wanted, "", None)
    growth = largest.memory[marks[-1]] / largest.memory["500"] - 1  # what the end of the phase opens besides is no growth by pages
    return Goal(f"{told} ({largest.pages:,})", wanted, f"{growth:+.0%}", growth < 0.1)


def _flat(rows: Rows) -> Goal:
    name, wanted = "CPU a page of the fetching phase, largest site beside 3,000 pages", "flat (within 10 %)"
    sizes = rows.sizes("scale")
    large = rows.one("full audit", "paths", sizes[-1], "scale") if sizes else None
    middle = rows.one("full audit", "paths", 3000, "scale")
    if large is None or middle is None or large is middle:
        return Goal(name, wanted, "", None)
    ratio = (large.phases["fetch"][1] / large.pages) / (middle.phases["fetch"][1] / middle.pages)
    return Goal(name, wanted, f"{ratio:.2f} times", ratio <= 1.1)


# tables


def _line(row: Row, floor: Row | None) -> tuple[str, ...]:
    beside = (f"{row.cpu / floor.cpu:.2f}", f"{row.wall / floor.wall:.2f}") if floor else ("", "")
    return (
        f"{row.pages:,}",
        f"{row.cpu:.1f}",
        f"{_per_page(row):.1f}",
        f"{row.wall:.1f}",
        f"{_speed(row):.1f}",
        *beside,
        f"{row.peak:.0f}",
    )


_COLUMNS = ("pages", "CPU s", "ms CPU a page", "wall s", "pages/s", "x floor CPU", "x floor wall", "peak MB")


def _fetching(rows: Rows) -> Iterator[str]:
    yield ""
    yield "## The fetching tier, and programs that check links"
    yield ""
    yield FETCHING
    lines = []
    for size in rows.sizes("fetch"):
        floor = rows.one("raw Scrapy", "paths", size, "fetch")
        for name in ("raw Scrapy", "fetching tier"):
            row = rows.one(name, "paths", size, "fetch")
            lines += [(name, *_line(row, floor))] if row else []
    lines += _peers(rows, ("linkinator", "linkchecker"), lambda size: rows.one("raw Scrapy", "paths", size, "fetch"))
    yield from _table(("", *_COLUMNS), lines)
    yield ""
    yield LINKS


def _peers(rows: Rows, names: Sequence[str], floor: Callable[[int], Row | None]) -> list[tuple[str, ...]]:
    lines = []
    for row in sorted((row for row in rows.all if row.part == "peers" and row.name in names), key=lambda row: (row.name, row.pages)):
        if not row.cpu:
            lines.append((f"{row.name}: {row.note}", *[""] * len(_COLUMNS)))
        else:
            lines.append((f"{row.name} {row.note}", *_line(row, floor(row.pages))))
    return lines


def _browser(rows: Rows) -> Iterator[str]:
    yield ""
    yield "## Whole audits, and programs that drive a browser"
    yield ""
    yield BROWSER
    lines = []
    for shape in ("paths", "app"):
        for size in sorted({row.pages for row in rows.all if row.part == "full" and row.shape == shape}):
            floor = rows.one("raw goto", shape, size, "full")
            for name in ("raw goto", "rendering tier", "full audit"):
                row = rows.one(name, shape, size, "full")
                lines += [(f"{shape}: {name}", *_line(row, floor))] if row else []
    lines += _peers(rows, ("pa11y-ci",), lambda size: rows.one("raw goto", "paths", size, "full"))
    yield from _table(("", *_COLUMNS), lines)
    for shape in ("paths", "app"):
        yield from _by_phase([row for row in rows.all if row.part == "full" and row.name == "full audit" and row.shape == shape])


def _by_phase(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield ""
        told = ", ".join(f"{name} {cpu:.1f} s ({wall:.1f} s)" for name, (wall, cpu) in row.phases.items() if cpu >= 0.05)
        yield f"Full audit of {row.pages:,} pages, `{row.shape}`, CPU (wall) by phase: {told}."


def _growth(rows: Rows) -> Iterator[str]:
    yield ""
    yield "## As the site grows"
    yield ""
    yield GROWTH
    sizes = rows.sizes("scale")
    found = [row for size in sizes if (row := rows.one("full audit", "paths", size, "scale"))]
    names = list(dict.fromkeys(name for row in found for name in row.phases))
    head = ("pages", "CPU s", "ms CPU a page", "wall s", "ms wall a page", *(f"{name}, ms CPU a page" for name in names))
    lines = [
        (
            f"{row.pages:,}",
            f"{row.cpu:.0f}",
            f"{_per_page(row):.1f}",
            f"{row.wall:.0f}",
            f"{1000 * row.wall / row.pages:.1f}",
            *(f"{1000 * row.phases.get(name, (0.0, 0.0))[1] / row.pages:.2f}" for name in names),
        )
        for row in found
    ]
    yield from _table(head, lines)
    marks = list(dict.fromkeys(mark for row in found for mark in row.memory))
    lines = [(f"{row.pages:,}", *(f"{row.memory[mark]:.0f}" if mark in row.memory else "" for mark in marks)) for row in found]
    yield from _table(("pages", *(f"at page {int(mark):,}" if mark.isdigit() else mark for mark in marks)), lines)


def _where(rows: Rows) -> Iterator[str]:
    yield ""
    yield "## Where the time goes"
    yield ""
    yield "Samples of the main Python process, every 4 ms of its processor time; time in C code counts for who called it."
    found = [row for row in rows.all if row.part == "where" and row.cpu]
    names = list(dict.fromkeys(name for row in found for name in row.parts))
    names.sort(key=lambda name: -max(row.parts.get(name, 0.0) for row in found))
    head = ("part", *(f"{row.name}, {row.shape}, {row.pages:,}" for row in found))
    shown = [name for name in names if any(row.parts.get(name, 0.0) >= 0.01 for row in found)]
    yield from _table(head, ((name, *(f"{row.parts.get(name, 0.0):.0%}" for row in found)) for name in shown))
    yield ""
    yield "Processor time by kind of process, in seconds:"
    kinds = list(dict.fromkeys(kind for row in found for kind, seconds in row.processes.items() if seconds >= 0.5))
    lines = [(kind, *(f"{row.processes.get(kind, 0.0):.1f}" for row in found)) for kind in kinds]
    yield from _table(("process", *head[1:]), [*lines, ("all", *(f"{row.cpu:.1f}" for row in found))])
    yield from _steps(found)
    for row in found:
        yield from _functions(row)


def _steps(found: Sequence[Row]) -> Iterator[str]:
    """What a tab spends on a page; tabs work side by side."""
    with_steps = [row for row in found if row.steps]
    names = list(dict.fromkeys(name for row in with_steps for name in row.steps))
    yield ""
    yield "What one tab waits for in each step of a page, wall milliseconds (and how often the step was done); tabs work side by side:"
    lines = [
        (
            name,
            *(
                f"{1000 * row.steps[name][0] / row.steps[name][1]:.0f} ({row.steps[name][1]:.0f})" if name in row.steps else ""
                for row in with_steps
            ),
        )
        for name in names
    ]
    yield from _table(("step", *(f"{row.name}, {row.shape}, {row.pages:,}" for row in with_steps)), lines)


def _functions(row: Row, most: int = 15) -> Iterator[str]:
    yield ""
    told = ", ".join(f"`{name}` {share:.1%}" for name, share in list(row.functions.items())[:most])
    yield f"Dearest functions of {row.name}, {row.shape}, {row.pages:,} pages: {told}."


def _reading() -> Iterator[str]:
    yield ""
    yield "## How to read this"
    yield ""
    yield READING
    yield ""
