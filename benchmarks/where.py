"""Where a Python process spends its processor time, and what a tab waits for.

`sampling` takes a sample every few milliseconds of processor time and tells it by part of the program. Time inside C code
(parsers, SQLite, regular expressions) counts for the part that called it. Threads other than the main one count for whatever
the main one is at. `timing` takes the wall time of the steps that a page goes through in the browser.
"""

import contextlib
import functools
import importlib
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

EVERY = 0.004  # processor seconds between samples
# the innermost frame whose file holds one of these says the part; the first that fits
PARTS = (
    ("/crawler/extract/charset", "decoding"),
    ("/crawler/extract/", "parsing and extracting"),
    ("/crawler/language", "language"),
    ("/lingua", "language"),
    ("/crawler/documents", "files"),
    ("/crawler/filekinds", "files"),
    ("/pypdf/", "files"),
    ("/crawler/recognise", "recognising refusals and missing pages"),
    ("/crawler/pages", "page records"),
    ("/crawler/traps", "frontier, scope, traps"),
    ("/crawler/frontier", "frontier, scope, traps"),
    ("/crawler/urls", "frontier, scope, traps"),
    ("/crawler/scope", "frontier, scope, traps"),
    ("/crawler/versions", "frontier, scope, traps"),
    ("/crawler/walk", "frontier, scope, traps"),
    ("/crawler/targets", "link targets"),
    ("/crawler/robots", "robots.txt"),
    ("/protego", "robots.txt"),
    ("/httpcore/", "HTTP client"),
    ("/h11/", "HTTP client"),
    ("/anyio/", "HTTP client"),
    ("/crawler/client", "HTTP client"),
    ("/crawler/connections", "HTTP client"),
    ("/crawler/network", "HTTP client"),
    ("/scrapy/", "Scrapy's engine"),
    ("/twisted/", "Scrapy's engine"),
    ("/crawler/asking", "asking politely"),
    ("/crawler/fetch", "asking politely"),
    ("/warcio", "WARC"),
    ("/store/archive", "WARC"),
    ("/store/exchanges", "WARC"),
    ("/store/", "store"),
    ("/sqlite_utils/", "store"),
    ("/crawler/browser", "driving the browser"),
    ("/playwright/", "driving the browser"),
    ("/crawler/probes", "driving the browser"),
    ("/crawler/visits", "visits"),
    ("/crawler/", "rest of the crawler"),
    ("/checks/", "checks"),
    ("/scoring/", "scoring"),
    ("/methodology/", "methodology"),
    ("/reports/", "reports"),
    ("/jinja2/", "reports"),
    ("/xlsxwriter/", "reports"),
    ("/audits/photographs", "pictures"),
    ("/audits/", "stages"),
    ("<frozen importlib", "loading modules"),
    ("/asyncio/", "event loop"),
)
# steps of a page in the browser: the module that calls it, its name there, what it is
STEPS = (
    ("crawler.browser.process", "BrowserProcess.open", "opening a tab"),
    ("crawler.browser.tab", "Tab.start", "forgetting the visitor before"),
    ("crawler.browser.loading", "_goto", "leading to the address"),
    ("crawler.browser.loading", "_settle_here", "waiting until the content stands still"),
    ("crawler.browser.loading", "_written", "writing the document down"),
    ("crawler.probes.live", "ask_axe", "axe-core"),
    ("crawler.browser.pool", "look_live", "all live facts, axe-core among them"),
    ("crawler.browser.pool", "type_into_search", "typing into search fields"),
    ("crawler.browser.tab", "Tab.recorded", "handing over what was exchanged"),
    ("crawler.browser.pool", "BrowserPool._give_back", "giving the tab back"),
)
OTHER = "other"
_DEEPEST = 60  # frames looked at
_MOST_TOLD = 60  # functions
_ROOT = f"{Path(__file__).parent.parent}/"


def part_of(frame: FrameType | None) -> tuple[str, str]:
    """The part that a stack belongs to, and the function of that part that it is in, as `crawler/urls.py canonical`."""
    for _ in range(_DEEPEST):
        if frame is None:
            break
        name = frame.f_code.co_filename
        for mark, part in PARTS:
            if mark in name:
                return part, f"{_shown(name)} {frame.f_code.co_qualname}"
        frame = frame.f_back
    return OTHER, OTHER


@functools.cache
def _shown(name: str) -> str:
    """A file's path below the repository or the packages, without what is this machine's."""
    return name.removeprefix(_ROOT).rpartition("site-packages/")[2] if name.startswith(_ROOT) else "/".join(name.rsplit("/", 2)[-2:])


@contextlib.contextmanager
def sampling(path: str | None) -> Iterator[None]:
    """Sample while the block runs and write counts by part and by function to `path` as JSON; without a path do nothing."""
    if not path:
        yield
        return
    parts: Counter[str] = Counter()
    functions: Counter[str] = Counter()

    def take(_signal: int, frame: FrameType | None) -> None:
        part, function = part_of(frame)
        parts[part] += 1
        functions[function] += 1

    before = signal.signal(signal.SIGPROF, take)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        Path(path).write_text(json.dumps({"parts": parts, "functions": dict(functions.most_common(_MOST_TOLD))}))


@contextlib.contextmanager
def timing(path: str | None) -> Iterator[None]:
    """Take the time of STEPS while the block runs, and write seconds and times by step to `path` as JSON; without a path do nothing.

    Tabs work side by side, so the seconds of all steps together are more than the block's.
    """
    if not path:
        yield
        return
    taken: dict[str, list[float]] = {}
    before = [(*holder_of(module, name), label) for module, name, label in STEPS]
    for holder, name, label in before:
        setattr(holder, name, _timed(getattr(holder, name), taken.setdefault(label, [0.0, 0])))
    try:
        yield
    finally:
        Path(path).write_text(json.dumps({label: seconds for label, seconds in taken.items() if seconds[1]}))


def holder_of(module: str, name: str) -> tuple[Any, str]:
    """The module or class that holds a dotted name, and the last part of the name; AttributeError when it is not there."""
    holder: Any = importlib.import_module(module)
    *above, last = name.split(".")
    for each in above:
        holder = getattr(holder, each)
    getattr(holder, last)
    return holder, last


def _timed(step: Any, taken: list[float]) -> Any:
    @functools.wraps(step)
    async def run(*args: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return await step(*args, **named)
        finally:
            taken[0] += time.perf_counter() - started
            taken[1] += 1

    return run
