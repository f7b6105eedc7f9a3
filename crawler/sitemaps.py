"""Addresses that a site names in its sitemaps (sitemaps.org protocol): plain, gzip, text, and indexes of them."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from itertools import islice

from lxml import etree

from crawler.encodings import BrokenEncoding, Decoder
from crawler.urls import canonical

MOST_FILES = 50
MOST_ADDRESSES = 50_000  # also the protocol's limit for one file
LARGEST = 50 * 1024 * 1024  # bytes unpacked, the protocol's own limit
PATIENCE = 300.0  # seconds for all sitemaps together; one that drips must not keep the site waiting
_LONGEST_LINE = 4096  # characters of one address
Read = Callable[[str], Awaitable[bytes]]


async def read_sitemaps(starts: list[str], read: Read, patience: float = PATIENCE) -> tuple[str, ...]:
    """Canonical addresses named by the sitemaps at `starts` and those they point to; `read` gives b"" for what is not there."""
    waiting, seen, found = deque(dict.fromkeys(starts)), set[str](), dict[str, None]()
    until = time.monotonic() + patience
    while waiting and len(seen) < MOST_FILES and len(found) < MOST_ADDRESSES and time.monotonic() < until:
        url = waiting.popleft()
        if url in seen:
            continue
        seen.add(url)
        index, urls = await asyncio.to_thread(parse_sitemap, await read(url), url)
        if index:
            waiting += urls[:MOST_FILES]
        else:
            found |= dict.fromkeys(urls)
    return tuple(found)[:MOST_ADDRESSES]


def parse_sitemap(body: bytes, base: str) -> tuple[bool, list[str]]:
    """(is it an index, addresses in it, at most MOST_ADDRESSES); an unreadable file names nothing."""
    text = _unpacked(body).lstrip()
    if not text.startswith(b"<") and not text.startswith(b"\xef\xbb\xbf<"):
        return False, list(islice(_lines(text), MOST_ADDRESSES))
    found: list[str] = []
    index = False
    try:
        for is_index, loc in _locs(text):
            index = is_index
            if url := canonical(loc, base):
                found.append(url)
            if len(found) >= MOST_ADDRESSES:
                break
    except etree.XMLSyntaxError:  # broken beyond recovery: what stood before it counts
        pass
    return index, found


def _lines(text: bytes) -> Iterator[str]:
    for line in BytesIO(text):
        if len(line) <= _LONGEST_LINE and (url := canonical(line.decode("utf-8", "replace"))):
            yield url


def _locs(text: bytes) -> Iterator[tuple[bool, str]]:
    """(is the file an index, address) of every entry, read piece by piece and dropped."""
    parser = etree.iterparse(BytesIO(text), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for _, element in parser:
        entry = element.getparent()
        top = entry.getparent() if entry is not None else None
        if top is not None and top.getparent() is None and etree.QName(element).localname == "loc":
            yield etree.QName(top).localname == "sitemapindex", _written(element)
        elif entry is not None and top is None:  # an entry is over
            element.clear()
            while element.getprevious() is not None:
                del entry[0]


def _written(loc: etree._Element) -> str:
    try:
        return (loc.text or "")[:_LONGEST_LINE]
    except UnicodeDecodeError:  # half a letter, named by its number
        return ""


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return Decoder("gzip").decode(body, LARGEST)[:LARGEST]
    except BrokenEncoding:
        return b""
