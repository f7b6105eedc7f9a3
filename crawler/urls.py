"""Canonical keys of addresses: two spellings of one address give one key. Pure."""

import posixpath
import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|yclid|ysclid|_openstat|mc_[ce]id|_ga|_gl|phpsessid|jsessionid|aspsessionid\w*|session_?id", re.IGNORECASE
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(url: str, base: str = "") -> str:
    """The key of `url` (resolved against `base`), or "" when it is no http(s) address.

    Scheme and host in lower case, default port, fragment, user name, tracking and session parameters dropped, dot
    segments resolved, percent-encoding made uniform; the order of parameters stays.
    """
    try:
        parts = urlsplit(safe_url_string(urljoin(base, _CONTROL.sub("", url.strip()))))
        scheme, netloc = parts.scheme.lower(), _netloc(parts.scheme.lower(), parts.hostname, parts.port)
    except ValueError:  # brackets, ports and labels that no address has
        return ""
    if scheme not in _DEFAULT_PORTS or not netloc:
        return ""
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def origin(url: str) -> str:
    """Scheme, host and port of a canonical address, without a trailing slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url: str) -> str:
    """Host name of an address in lower case, "" when it has none."""
    return urlsplit(url).hostname or ""


def extension(url: str) -> str:
    """Extension of the last path segment in lower case without the dot, "" when there is none."""
    return posixpath.splitext(urlsplit(url).path)[1][1:].lower()


def without_www(name: str) -> str:
    """A host name without its leading www."""
    return name.removeprefix("www.")


def same_host(one: str, other: str) -> bool:
    """True when two addresses are on one host: www and scheme aside, default ports alike."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    port = parts.port if parts.port not in _DEFAULT_PORTS.values() else None
    return without_www(parts.hostname or ""), port


def _netloc(scheme: str, name: str | None, port: int | None) -> str:
    name = (name or "").rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    return name if port in (None, _DEFAULT_PORTS.get(scheme)) else f"{name}:{port}"


def _path(path: str) -> str:
    path = _escapes(_PATH_SESSION.sub("", path))
    if "/." in path:
        path = _without_dots(path)
    return path or "/"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            kept[1:] = kept[1:-1]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept) + ("/" if segments[-1] in (".", "..") and kept[-1:] != [""] else "")


def _query(query: str) -> str:
    first, *again = query.split("?")  # "?special=1?special=1" is met on real sites
    pairs = first.split("&")
    if again and not all(part in pairs for part in again):
        pairs = query.split("&")
    kept = dict.fromkeys(_escapes(pair) for pair in pairs if pair and not _TRACKING.fullmatch(pair.partition("=")[0]))
    return "&".join(kept)


def _escapes(text: str) -> str:
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter in _UNRESERVED else f"%{match[1].upper()}"
