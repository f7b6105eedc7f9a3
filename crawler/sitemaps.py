"""Addresses that a site names in its sitemaps (sitemaps.org protocol): plain, gzip, text, and indexes of them."""

import gzip
import zlib
from collections.abc import Awaitable, Callable
from io import BytesIO

from lxml import etree

from crawler.urls import canonical

MOST_FILES = 50
MOST_ADDRESSES = 50_000
LARGEST = 50 * 1024 * 1024  # bytes unpacked, the protocol's own limit
Read = Callable[[str], Awaitable[bytes]]


async def read_sitemaps(starts: list[str], read: Read) -> tuple[str, ...]:
    """Canonical addresses named by the sitemaps at `starts` and those they point to; `read` gives b"" for what is not there."""
    waiting, seen, found = list(dict.fromkeys(starts)), set[str](), dict[str, None]()
    while waiting and len(seen) < MOST_FILES and len(found) < MOST_ADDRESSES:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        index, urls = parse_sitemap(await read(url), url)
        if index:
            waiting += urls
        else:
            found |= dict.fromkeys(urls)
    return tuple(found)[:MOST_ADDRESSES]


def parse_sitemap(body: bytes, base: str) -> tuple[bool, list[str]]:
    """(is it an index, addresses in it); an unreadable file names nothing."""
    text = _unpacked(body).lstrip()
    if not text.startswith(b"<") and not text.startswith(b"\xef\xbb\xbf<"):
        return False, [url for line in text.decode("utf-8", "replace").splitlines() if (url := canonical(line))]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        return False, []
    if root is None:  # broken beyond recovery
        return False, []
    found = [canonical(loc.text or "", base) for loc in root.iterfind("*/{*}loc")]
    return etree.QName(root).localname == "sitemapindex", [url for url in found if url]


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(BytesIO(body)) as file:
            return file.read(LARGEST)
    except (OSError, EOFError, zlib.error):
        return b""
