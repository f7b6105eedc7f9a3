"""Addresses: one spelling however they are written, quickly, and none that hides where it leads."""

import posixpath
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extract import urls as spelling
from crawler.network import is_private
from crawler.traps import absurd, pattern
from crawler.urls import canonical, host, origin, same_host

BASE = "https://mid.gov.kz/ru/"
_PIECES = st.sampled_from([
    "/", "//", ".", "..", "a", "news", "?", "&", "=", "#", ";", ":", "@", "%2e", "%41", "%d0", "ж", " ", "\t", "\\", "id=7", "utm_x=1",
    "s=1", "sid=abcdefabcdefabcdef1", "PHPSESSID=1", "http:", "https://", "mid.gov.kz", "MID.gov.kz.", ":443", ":8080", "javascript:",
    "1", "-", "_", "~", "'", "(", "[", "\u2028", "\x00", "\ud800", "www.",
])  # fmt: skip
_WRITTEN = st.one_of(st.text(max_size=30), st.lists(_PIECES, max_size=9).map("".join))
_BASES = st.sampled_from([
    BASE, "https://mid.gov.kz", "https://mid.gov.kz/a//b/c", "https://mid.gov.kz/a;x/b", "http://127.0.0.1:8080/x/y.html?z=/..",
    "http://mid.gov.kz:80/a/b", "https://user@mid.gov.kz/a/", "https://mid.gov.kz/ж/", "", "mailto:x@y.kz",
])  # fmt: skip


def _slowly(raw: str, base: str) -> tuple[str, str]:
    """How addresses were resolved before there was a short way: every step for every address."""
    text = spelling.clean(raw)
    if not text:
        return "", ""
    scheme = spelling._SCHEME.match(text)
    if scheme and scheme.group().lower() not in {"http:", "https:"}:
        return "", ""
    head, _, fragment = text.partition("#")
    path, mark, query = head.partition("?")
    try:
        joined = _joined(base, path.replace("\\", "/") + mark + query) if head else base
    except ValueError:
        return "", ""
    url = spelling._spelled_out(joined)
    return (url, fragment) if url.startswith(("http://", "https://")) else ("", "")


def _joined(base: str, address: str) -> str:
    if scheme := spelling._SCHEME.match(address):
        return address if address[scheme.end() : scheme.end() + 2] == "//" else urljoin(base, address)
    if address.startswith("/") and not address.startswith("//"):
        found = spelling._ORIGIN.match(base)
        return found.group() + address if found else urljoin(base, address)
    return urljoin(base, address)


@settings(max_examples=1500, deadline=None)
@given(_WRITTEN, _BASES)
@example("//evil.kz", BASE)
@example("a//b", BASE)
@example("/a/.?x=1", BASE)
@example("/a?x=1&", BASE)
@example("/a?&x=1", BASE)
@example("/a?x", "https://mid.gov.kz/a//b/c")
@example("a.html", "https://mid.gov.kz/a//b/c")
@example("https://mid.gov.kz/..", BASE)
@example("/a\n", BASE)
@example("https://mid.gov.kz/a\n", BASE)
def test_the_short_way_is_the_long_way(raw: str, base: str) -> None:
    """What is answered quickly is what the whole procedure answers."""
    assert spelling.resolve(raw, base) == _slowly(raw, base)
    assert spelling.canonical(raw) == spelling._spelled_out(raw)


@settings(max_examples=500, deadline=None)
@given(_WRITTEN, _BASES)
def test_places_of_addresses(raw: str, base: str) -> None:
    """Origin and host read off quickly are those of the parsed address."""
    url = canonical(raw, base)
    parts = urlsplit(url)
    assert host(url) == (parts.hostname or "")
    assert origin(url) == f"{parts.scheme}://{parts.netloc}"
    assert not url or same_host(url, posixpath.join(origin(url), "x"))


@pytest.mark.parametrize(
    "raw",
    [
        "http://gov.kz@127.0.0.1/",
        "http://gov.kz:secret@127.0.0.1/",
        "http://gov.kz\\@127.0.0.1/@",
        "http:\\\\127.0.0.1\\",
        "//127.0.0.1/",
        "http://127。0。0。1/",
        "http://１２７.0.0.1/",
        "http://127.0.0.1./",
        "\x01http://127.0.0.1/",
        "ht\ntp://127.0.0.1/",
        "http://127.0.0.1\t/",
        "http://127.0.0.1#@mid.gov.kz/",
        "http://127.0.0.1?@mid.gov.kz/",
        "http://\xad127.0.0.1/",
    ],
)
def test_disguised_hosts(raw: str) -> None:
    """Whatever stands around it, the host is the one that a browser would ask, and no other."""
    url = canonical(raw, BASE)
    assert host(url) in {"127.0.0.1", "gov.kz"}
    assert (host(url) == "gov.kz") == ("\\@" in raw)  # browsers take a backslash for a slash
    assert "@" not in origin(url)
    assert not same_host(url, BASE)


def test_look_alikes_are_other_hosts() -> None:
    """A Cyrillic letter makes another name, in its ASCII form for everybody to see."""
    url = canonical("https://mіd.gov.kz/", BASE)
    assert host(url).startswith("xn--")
    assert not same_host(url, BASE)


@pytest.mark.parametrize(
    "raw",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://mid.gov.kz/", "gopher://mid.gov.kz/", "blob:https://x/1",
     "view-source:https://mid.gov.kz/", "https://[::1", "https://mid.gov.kz:99999/", "https://mid.gov.kz:x/", "http://", "https:///", "http://./"],
)  # fmt: skip
def test_nothing_but_http_is_asked(raw: str) -> None:
    """Other schemes and broken hosts are no addresses to be asked."""
    assert canonical(raw) == ""


def test_long_addresses_are_not_asked_and_not_remembered() -> None:
    """An address or an inlined file of a megabyte is no address, and takes no place in a memo."""
    before = spelling._resolved.cache_info().currsize
    for number in range(50):
        assert spelling.resolve(f"/{number}{'a' * (1 << 20)}", BASE) == ("", "")
        assert spelling.resolve(f"data:image/png;base64,{number}{'A' * (1 << 20)}", BASE) == ("", "")
        assert canonical("/" + "ж" * 5000, BASE) == ""
    assert spelling._resolved.cache_info().currsize <= before + 1
    assert spelling.resolve(" " * 20_000 + "/a" + "\n" * 20_000, BASE) == (f"{BASE[:-3]}a", "")


@pytest.mark.parametrize(
    "raw",
    [
        "/a?PHPSESSID=0123456789abcdef0123456789abcdef",
        "/a;jsessionid=4F1A0C0DE9B3",
        "/a;JSESSIONID=4F1A0C0DE9B3?",
        "/a?sid=0123456789abcdef0123",
        "/a?ASPSESSIONIDQQBBCC=KLMNOPQRSTUV",
        "/a?session_id=9f86d081884c7d659a2feaa0c55ad015",
        "/a?s=9f86d081884c7d659a2feaa0c55ad015",
        "/a?sessionid=123e4567-e89b-12d3-a456-426614174000",
        "//user1:pass@mid.gov.kz/a",
    ],
)
def test_sessions_in_addresses(raw: str) -> None:
    """A page is one page under every session's address."""
    assert canonical(raw, BASE) == "https://mid.gov.kz/a"


@pytest.mark.parametrize("kept", ["/a?sid=12", "/a?s=budget", "/a?session=plenarnoe-zasedanie-2024-03", "/a?session=5", "/a?sess=2025"])
def test_what_is_no_session_stays(kept: str) -> None:
    """Sections and words under the same names are pages of their own."""
    assert canonical(kept, BASE) == f"https://mid.gov.kz{kept}"


def test_sessions_in_paths_have_one_pattern() -> None:
    """Session marks that must stay in the path, as ASP.NET's, are one pattern to the trap guard."""
    marks = ("lit3py55t21z5v55vlm25s55", "0f3kqd45zw1yvq55ab2r1x45", "zzzz3py55t21z5v55vlm2999")
    assert len({pattern(f"https://mid.gov.kz/(S({mark}))/news/{n}") for n, mark in enumerate(marks)}) == 1


@pytest.mark.parametrize("path", ["/a/" * 30, "/" + "x/y/" * 5, "/" + "a" * 3000])
def test_absurd_paths(path: str) -> None:
    """Too deep, repeated, too long."""
    assert absurd(f"https://mid.gov.kz{path}")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1", "2002:7f00:1::",
        "2002:a9fe:a9fe::1", "2001:0:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "100::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "4000::1", "::5efe:127.0.0.1",
        "2a00:1450::5efe:127.0.0.1", "2a00:1450::200:5efe:10.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, CGNAT, multicast, reserved, and IPv6 forms that hold such an IPv4 address or could."""
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "95.59.124.1", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses(address: str) -> None:
    """What is public stays so, NAT64 of an IPv6-only network too."""
    assert not is_private(address)
