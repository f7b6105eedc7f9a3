"""Addresses as the crawl compares them. Pure.

There is one spelling of addresses in the program, that of `crawler.extract.urls`: links carry it, keys are made of it.
"""

import posixpath
import re
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.extract.urls import PLAIN_PORT, resolve

_DEFAULT_PORTS = frozenset({80, 443})
_ORIGIN = re.compile(rf"https?://[a-z0-9][a-z0-9.-]*{PLAIN_PORT}(?=/)")  # of nearly every canonical address


def canonical(url: str, base: str = "") -> str:
    """The key of `url` (resolved against `base`), or "" when it is no http(s) address that could be asked."""
    key = resolve(url, base)[0]
    return key if _askable(key) else ""


def origin(url: str) -> str:
    """Scheme, host and port of a canonical address, without a trailing slash."""
    if plain := _ORIGIN.match(url):
        return plain.group()
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def host(url: str) -> str:
    """Host name of an address in lower case, "" when it has none."""
    return urlsplit(origin(url)).hostname or ""


def extension(url: str) -> str:
    """Extension of the last path segment in lower case without the dot, "" when there is none."""
    return posixpath.splitext(urlsplit(url).path)[1][1:].lower()


def without_www(name: str) -> str:
    """A host name without its leading www."""
    return name.removeprefix("www.")


def same_host(one: str, other: str) -> bool:
    """True when two addresses are on one host: www and scheme aside, default ports alike."""
    return _place(origin(one)) == _place(origin(other))


def _askable(url: str) -> bool:
    if _ORIGIN.match(url):
        return True
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # brackets and ports that no address has
        return False
    name = (parts.hostname or "").strip(".")
    return bool(name) and "%" not in name  # no host is named so: what could not be read was spelled out


@lru_cache(maxsize=1024)
def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return without_www(parts.hostname or ""), parts.port if parts.port not in _DEFAULT_PORTS else None
