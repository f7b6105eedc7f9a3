"""Addresses in one spelling, so that a page is asked once whatever its links look like.

Source: WHATWG URL Standard for what browsers do with spaces, backslashes and dots; RFC 3986, section 6 for equivalence.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from facts import Lang

_DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 8_192  # characters; servers need to take no more (RFC 9110, 4.1), and no page has it
_TRACKING = frozenset({"fbclid", "gclid", "yclid", "_openstat", "phpsessid", "jsessionid", "asp.net_sessionid"})
_SESSION_VALUE = re.compile(r"[0-9A-Za-z,-]{16,}")  # `sid=12` is a section of some sites, `sid=<16 and more>` a session
_SESSION_NAMES = frozenset(
    {"s", "sess", "sessid", "session", "sessionid", "session_id", "phpsession", "oscsid", "zenid", "cftoken", "ssid"}
)
_TOKEN = re.compile(r"(?=[0-9]*[A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{16,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ORIGIN = re.compile(r"https?://[^/?#]+")
# addresses that are canonical as they stand: nothing to encode, no dot segments, no parameters that may be left out
PLAIN_PORT = (
    r"(?::(?!(?:80|443)(?![0-9]))(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3})(?!\d))?"  # no scheme's own, none that there is not
)
_PLAIN_ORIGIN = rf"(?:https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?{PLAIN_PORT})"
_PLAIN_SEGMENT = r"(?!\.\.?(?:[/?]|\Z))[A-Za-z0-9._~!$&'()*+,=@-]*"
_PLAIN_QUERY = r"(?:\?[A-Za-z0-9._~=&-]+)?"
_PERHAPS_NOISE = re.compile(
    r"[?&](?:&|\Z|utm_|fbclid|gclid|yclid|_openstat|php|jsess|asp|s(?:=|&|\Z|id|sid|ess)|oscsid|zenid|cftoken)", re.IGNORECASE
)
_PLAIN = re.compile(rf"{_PLAIN_ORIGIN}(?:/{_PLAIN_SEGMENT})+{_PLAIN_QUERY}")
_PLAIN_FROM_ROOT = re.compile(rf"/(?!/){_PLAIN_SEGMENT}(?:/{_PLAIN_SEGMENT})*{_PLAIN_QUERY}")
_PLAIN_RELATIVE = re.compile(rf"(?!\.\.?(?:[/?]|\Z))[A-Za-z0-9._~-]+(?:/(?!/){_PLAIN_SEGMENT})*{_PLAIN_QUERY}")
_PLAIN_BASE = re.compile(rf"({_PLAIN_ORIGIN})((?:/(?!\.\.?(?:[/?]|\Z))[A-Za-z0-9._~-]+)*/)(?:[A-Za-z0-9._~-]*)(?:\?.*)?")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_IN_QUERY = _IN_PATH | frozenset("?[]")
_EDGES = "".join(map(chr, range(0x21)))


def clean(raw: str) -> str:
    """The attribute as a browser reads it: spaces and controls at the edges and line breaks inside taken away."""
    return re.sub(r"[\t\r\n]", "", raw.strip(_EDGES))


def canonical(url: str) -> str:
    """The one spelling of an http(s) address, without fragment and user name; other addresses come back as they are, only trimmed."""
    if _is_plain(_PLAIN, url):
        return url
    return _canonical(url) if len(url) <= LONGEST_ADDRESS else _spelled_out(url)  # the memo holds no books


def _spelled_out(url: str) -> str:
    text = clean(url)
    if not text[:8].lower().startswith(("http://", "https://", "http:\\\\", "https:\\")):
        return text
    head, mark, query = text.partition("#")[0].partition("?")
    try:
        parts = urlsplit(head.replace("\\", "/"))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return _nowhere(head)
    if not host:
        return text
    scheme = parts.scheme.lower()
    netloc = host
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc += f":{port}"
    kept = _query(query) if mark else ""
    return f"{scheme}://{netloc}{_path(parts.path)}" + (f"?{kept}" if kept else "")


def _nowhere(head: str) -> str:
    """An address that no parser takes for one, such as `http://[` or `http://a:99999/`, in a spelling that every one can read."""
    scheme, _, rest = head.replace("\\", "/").partition("//")
    authority, _, path = rest.partition("/")
    return f"{scheme.lower()}//{quote(authority, safe='', errors='replace').lower()}{_path('/' + path)}"


_canonical = lru_cache(maxsize=4_096)(_spelled_out)


def resolve(raw: str, base: str) -> tuple[str, str]:
    """(canonical address, fragment) of an address as written on a page; ("", "") when it is empty, not http(s) or too long to be asked."""
    if len(raw) > LONGEST_ADDRESS and len(raw := clean(raw)) > LONGEST_ADDRESS:
        return "", ""
    url, fragment = _quickly(raw, base) or _resolved(raw, base)
    return (url, fragment) if len(url) <= LONGEST_ADDRESS else ("", "")


def _quickly(raw: str, base: str) -> tuple[str, str] | None:
    """The answer for an address that is plain already; None for one that must be looked at."""
    if raw.startswith("http"):
        return (raw, "") if _is_plain(_PLAIN, raw) else None
    origin, folder = _place_of(base)
    if origin and _is_plain(_PLAIN_FROM_ROOT, raw):
        return origin + raw, ""
    return (folder + raw, "") if origin and _is_plain(_PLAIN_RELATIVE, raw) else None


def _is_plain(pattern: re.Pattern[str], address: str) -> bool:
    return bool(pattern.fullmatch(address)) and not ("?" in address and _PERHAPS_NOISE.search(address))


@lru_cache(maxsize=256)
def _place_of(base: str) -> tuple[str, str]:
    """(origin, origin and folder) of a plain base address; ("", "") of another."""
    found = _PLAIN_BASE.fullmatch(base)
    if found is None or _canonical(found[1] + found[2]) != found[1] + found[2]:
        return "", ""
    return found[1], found[1] + found[2]


@lru_cache(maxsize=1_024)  # the base is the page's own, so no other page asks the same
def _resolved(raw: str, base: str) -> tuple[str, str]:
    text = clean(raw)
    if not text:
        return "", ""
    scheme = _SCHEME.match(text)
    if scheme and scheme.group().lower() not in {"http:", "https:"}:
        return "", ""
    head, _, fragment = text.partition("#")
    path, mark, query = head.partition("?")
    try:
        joined = _join(base, path.replace("\\", "/") + mark + query) if head else base
    except ValueError:
        return "", ""
    url = canonical(joined)
    return (url, fragment) if url.startswith(("http://", "https://")) else ("", "")


def _join(base: str, address: str) -> str:
    """urljoin, with a short way for the two commonest kinds."""
    if scheme := _SCHEME.match(address):
        return address if address[scheme.end() : scheme.end() + 2] == "//" else urljoin(base, address)
    if address.startswith("/") and not address.startswith("//"):
        origin = _ORIGIN.match(base)
        return origin.group() + address if origin else urljoin(base, address)
    return urljoin(base, address)


def parts_of(url: str) -> SplitResult:
    """The parts of an address; empty ones for what no parser takes for an address, such as `http://[`."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _host(name: str) -> str:
    host = name.rstrip(".").lower()
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _spell(text: str, allowed: frozenset[str]) -> str:
    """Percent-encoding in one form: what need not be encoded is plain, the rest is upper-case UTF-8."""
    if text.isascii() and "%" not in text and allowed.issuperset(text):
        return text
    out: list[str] = []
    at = 0
    for escape in _ESCAPE.finditer(text):
        out.append(_encode(text[at : escape.start()], allowed))
        char = chr(int(escape.group()[1:], 16))
        out.append(char if char in _UNRESERVED else escape.group().upper())
        at = escape.end()
    out.append(_encode(text[at:], allowed))
    return "".join(out)


def _encode(text: str, allowed: frozenset[str]) -> str:
    return "".join(c if c in allowed else "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "replace")) for c in text)


def _path(path: str) -> str:
    spelled = _spell(_SESSION_IN_PATH.sub("", path), _IN_PATH)
    out: list[str] = []
    segments = spelled.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    joined = "/".join(out)
    return joined if joined.startswith("/") else "/" + joined


def _query(query: str) -> str:
    pieces = ("&".join(_spell(pair, _IN_QUERY) for pair in piece.split("&") if pair and not _noise(pair)) for piece in query.split("?"))
    return "?".join(piece for piece in dict.fromkeys(pieces) if piece)  # ?special=1?special=1 -> ?special=1


def _noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name.startswith(("utm_", "aspsessionid")) or name in _TRACKING:
        return True
    return bool((name == "sid" and _SESSION_VALUE.fullmatch(value)) or (name in _SESSION_NAMES and _TOKEN.fullmatch(value)))


LANG_CODES: Mapping[Lang, tuple[str, ...]] = {  # as addresses and attributes write them
    "kk": ("kk", "kz", "kaz", "qaz", "kk-kz", "kk_kz"),
    "ru": ("ru", "rus", "ru-ru", "ru_ru", "ru-kz", "ru_kz"),
    "en": ("en", "eng", "en-us", "en_us", "en-gb", "en_gb"),
}
LANG_OF_CODE: Mapping[str, Lang] = {code: lang for lang, codes in LANG_CODES.items() for code in codes}
LANG_PARAMETERS = frozenset({"lang", "language", "locale", "lng", "ln", "l", "hl", "lan", "til", "lang_id"})


def lang_word(word: str) -> Lang | None:
    """The language behind a code as sites write it: kk, kz, kaz, ru, rus, en, eng, with or without a country."""
    return LANG_OF_CODE.get(word.strip().lower())


def lang_of(url: str) -> Lang | None:
    """The language that an address names, in its query first, then in the first path segment that is a language code."""
    return _split_lang(url)[0]


def without_lang(url: str) -> str:
    """The address with its language taken out: the same for all language versions of a page."""
    return _split_lang(url)[1]


def _split_lang(url: str) -> tuple[Lang | None, str]:
    head, mark, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    for pair in pairs:
        name, _, value = pair.partition("=")
        lang = lang_word(value) if name.lower() in LANG_PARAMETERS else None
        if lang is not None:
            rest = "&".join(other for other in pairs if other != pair)
            return lang, head + (mark + rest if rest else "")
    segments = head.split("/")
    for index, segment in enumerate(segments[3:], 3):
        lang = lang_word(segment)
        if lang is not None:
            return lang, "/".join(segments[:index] + segments[index + 1 :]).rstrip("/") + mark + query
    return None, url.rstrip("/") if not mark else url
