"""The sample site at a size, served from memory by a process of its own whose cost is counted nowhere."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from fixtures.site.content import LANGS
from fixtures.site.defects import site_with
from fixtures.site.server import DEFAULT_TODAY


@dataclass(frozen=True, slots=True)
class Ground:
    """A running site: where an audit starts, and the addresses of all its HTML pages."""

    shape: str
    start: str
    pages: tuple[str, ...]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.start)
        return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def ground(shape: str, pages: int) -> Iterator[Ground]:
    """The flawless site in `shape`, grown to about so many pages; RuntimeError when it does not start."""
    command = [sys.executable, "-m", "fixtures.site", "--shape", shape, "--pages", str(pages), "--ready", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        start = process.stdout.readline().strip()
        if not start:
            raise RuntimeError("the sample site did not start")
        yield Ground(shape, start, addresses(shape, pages, start))
    finally:
        process.terminate()
        process.wait()


def addresses(shape: str, pages: int, start: str) -> tuple[str, ...]:
    """All pages of the grown site under the origin of `start`, in the order of its contents, versions of a page side by side."""
    parts = urlsplit(start)
    origin = f"{parts.scheme}://{parts.netloc}"
    builder = site_with(shape, frozenset(), DEFAULT_TODAY, origin, origin, pages=pages).builder
    return tuple(origin + builder.at.page(page, lang) for page in builder.content.pages for lang in LANGS)
