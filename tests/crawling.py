"""What the tests of the crawler share: one crawl into a new audit file."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crawler import Silent, crawl
from crawler.client import Limits
from facts import AuditMeta, AuditPlan, Page, Site
from store import AuditFile
from store.migrations import SCHEMA

QUICK = Limits(connect_seconds=2, seconds=2, page_bytes=1 << 20, document_bytes=1 << 20)


class Watch(Silent):
    """Calls `seen` with what the crawl tells at every step of a crawl."""

    def __init__(self, seen: Callable[[str, int, int, str], None]) -> None:
        self._seen = seen

    def update(self, phase: str, done: int, known: int, current: str = "") -> None:
        self._seen(phase, done, known, current)


def plan(url: str, **fields: Any) -> AuditPlan:
    """A plan for a site on loopback, without a phone and with a small sample."""
    given = {"allow_private": True, "today": "2026-11-20", "profiles": ("desktop-chrome",), "sample_pages": 2} | fields
    return AuditPlan(url=url, **given)


def new_file(folder: Path, of: AuditPlan) -> AuditFile:
    """A new audit file."""
    return AuditFile.create(folder, AuditMeta(id="test", plan=of, tool_version="0", schema=SCHEMA, started_at=""))


def crawled(folder: Path, url: str, *, limits: Limits = QUICK, **fields: Any) -> Site:
    """Crawl a site and give its facts."""
    asked = plan(url, **fields)
    with new_file(folder, asked) as file:
        crawl(asked, file, Silent(), limits=limits)
        return held(file.site())


def held(site: Site) -> Site:
    """The facts of a site with its pages in memory, for after its file is closed."""
    return dataclasses.replace(site, pages=tuple(site.pages))


def pages(site: Site) -> dict[str, Page]:
    """Desktop page records by path and query."""
    origin = site.scope.origin
    return {page.url.removeprefix(origin): page for page in site.pages if page.profile == "desktop-chrome"}


def without_times(site: Site) -> Site:
    """The facts of a site but for when they were seen."""
    return dataclasses.replace(
        site,
        pages=tuple(dataclasses.replace(page, fetched_at="", live=None) for page in site.pages),
        documents=tuple(dataclasses.replace(one, fetched_at="") for one in site.documents),
        targets={url: dataclasses.replace(target, checked_at="") for url, target in site.targets.items()},
    )
