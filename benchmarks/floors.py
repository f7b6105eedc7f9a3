"""Floors: the least that any program pays for the same pages. `python -m benchmarks.floors fetch|goto FILE`.

FILE holds a JSON list of addresses. `fetch` is Scrapy with its default settings and a spider that only counts bytes;
`goto` opens every address in one of two tabs of the browser that the product drives, and reads the document.
"""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import note

TABS = 2


def fetch(addresses: Sequence[str]) -> int:
    """How many addresses answered with 200."""
    import scrapy  # noqa: PLC0415  # each floor loads its own
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415

    good = 0

    class Plain(scrapy.Spider):
        name = "plain"

        async def start(self) -> AsyncIterator[Any]:
            for address in addresses:
                yield scrapy.Request(address)

        def parse(self, response: Any) -> None:
            nonlocal good
            good += bool(response.body)
            note("fetch", good)

    logging.disable(logging.INFO)
    process = CrawlerProcess({"LOG_LEVEL": "WARNING"})
    process.crawl(Plain)
    process.start()
    return good


async def goto(addresses: Sequence[str]) -> int:
    """How many addresses opened with 200."""
    from playwright.async_api import Page, async_playwright  # noqa: PLC0415

    from crawler.browser import find_chromium  # noqa: PLC0415

    engine = find_chromium()
    if engine is None:
        raise SystemExit("no Chromium on this machine: see `tekser doctor`")
    waiting, good = list(reversed(addresses)), 0

    async def tab(page: Page) -> None:
        nonlocal good
        while waiting:
            answer = await page.goto(waiting.pop())
            whole = await page.content()
            good += bool(answer and answer.status == 200 and whole)  # nothing awaited within: the tabs count together
            note("goto", good)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=engine.path)
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        await asyncio.gather(*[tab(await context.new_page()) for _ in range(TABS)])
        await browser.close()
    return good


if __name__ == "__main__":
    listed = json.loads(Path(sys.argv[2]).read_text())
    reached = fetch(listed) if sys.argv[1] == "fetch" else asyncio.run(goto(listed))
    print(reached)
    sys.exit(0 if reached == len(listed) else 1)
