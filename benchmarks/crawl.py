"""What a full audit costs beside a floor measured in the same run: opening the same pages with nothing else to do.

    python -m benchmarks.crawl            the sample site in both shapes

Prints CPU-seconds of the whole process tree and wall time, each also as a ratio to the floor of its shape. The machine may be
shared: read the ratios.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import async_playwright

from crawler.browser import find_chromium
from fixtures.site.server import serve

TABS = 2


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    wall: float
    cpu: float


def run(command: Sequence[str]) -> Cost:
    """The cost of a command with all its children."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


async def floor(addresses: Sequence[str]) -> None:
    """Open each address once in one of TABS tabs and read its document."""
    engine = find_chromium()
    if engine is None:
        raise SystemExit("no Chromium on this machine: see `tekser doctor`")
    waiting: asyncio.Queue[str] = asyncio.Queue()
    for address in addresses:
        waiting.put_nowait(address)

    async def tab(page: object) -> None:
        while not waiting.empty():
            await page.goto(waiting.get_nowait())  # type: ignore[attr-defined]
            await page.content()  # type: ignore[attr-defined]

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=engine.path)
        pages = [await browser.new_page() for _ in range(TABS)]
        await asyncio.gather(*map(tab, pages))
        await browser.close()


def measure(shape: str) -> None:
    """Print the rows of one shape."""
    with serve(shape=shape) as site, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "audit"
        audit = run([sys.executable, "-m", "tekser", "audit", site.url, "--allow-private", "--out", str(out)])
        report = json.loads((out / "report.json").read_text())
        pages = report["crawl"]["pages"]
        listed = Path(folder) / "pages.json"
        listed.write_text(json.dumps(_addresses(out)))
        bare = run([sys.executable, "-m", "benchmarks.crawl", "--floor", str(listed)])
    print(f"{shape}: {pages} pages, {report['crawl']['rendered']} rendered")
    for name, cost in (("floor: raw goto, 2 tabs", bare), ("tekser audit, all of it", audit)):
        print(
            f"  {name:26} {cost.wall:7.1f} s wall {cost.wall / bare.wall:5.2f} x   {cost.cpu:7.1f} s CPU {cost.cpu / bare.cpu:5.2f} x"
            f"   {pages / cost.wall:6.1f} pages/s"
        )


def _addresses(out: Path) -> list[str]:
    from store import AuditFile  # noqa: PLC0415  # the floor must not load it

    with AuditFile.open(out) as file:
        return [page.url for page in file.pages() if page.ok and page.profile.startswith("desktop")]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--floor"]:
        asyncio.run(floor(json.loads(Path(sys.argv[2]).read_text())))
    else:
        for shape in ("paths", "app"):
            measure(shape)
