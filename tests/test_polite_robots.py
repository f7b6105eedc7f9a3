"""robots.txt as servers really send it (RFC 9309, and what Google and Yandex added)."""

from datetime import UTC, datetime

import pytest

from crawler.client import Answer
from crawler.network import FetchFailed
from crawler.robots import Robots, read_robots
from facts import PageState

A = "https://a.kz"


async def read(body: str | bytes, *, status: int = 200, kind: str = "text/plain", cut: str = "") -> Robots:
    """The rules of a host that answers so."""

    async def ask(_url: str) -> Answer:
        raw = body.encode() if isinstance(body, str) else body
        return Answer(status=status, headers={"content-type": kind}, body=raw, cut=cut)  # type: ignore[arg-type]  # cuts by name

    return await read_robots(f"{A}/x", ask)


def allowed(robots: Robots, *paths: str) -> list[bool]:
    """Whether each path is open."""
    return [robots.allows(A + path) for path in paths]


@pytest.mark.parametrize(
    ("text", "paths", "expected"),
    [
        ("User-agent: *\nDisallow: /a\n", ("/a", "/ab", "/b"), [False, False, True]),
        ("User-agent: *\nDisallow: /*.pdf$\n", ("/x/a.pdf", "/x/a.pdf?x", "/x"), [False, True, True]),
        ("User-agent: *\nDisallow: /*?print=\n", ("/a?print=1", "/a?p=1"), [False, True]),
        ("User-agent: *\nDisallow: /\nAllow: /open\n", ("/open/x", "/"), [True, False]),
        ("User-agent: *\nDisallow:\n", ("/",), [True]),
        ("user-AGENT : TEKSER\ndisallow : /a\n\nUser-agent: *\nDisallow: /\n", ("/a", "/b"), [False, True]),
        ("User-agent: other\nDisallow: /\n", ("/",), [True]),
        ("User-agent: other\nUser-agent: tekser\nDisallow: /\n", ("/",), [False]),
        ("User-agent: tekserbot\nDisallow: /\n", ("/",), [True]),
        ("User-agent: *\rDisallow: /a\r", ("/a", "/b"), [False, True]),
        ("User-agent: *\nDisallow: /қазақша\n", ("/%D2%9B%D0%B0%D0%B7%D0%B0%D2%9B%D1%88%D0%B0", "/b"), [False, True]),
        ("User-agent: *\nDisallow: /a # not for robots\n", ("/a", "/b"), [False, True]),
        ("Disallow: /a\n", ("/a",), [True]),
    ],
)
async def test_rules(text: str, paths: tuple[str, ...], expected: list[bool]) -> None:
    """Wildcards, anchors, the longest match, tokens in any case, our own group before everybody's."""
    assert allowed(await read(text), *paths) == expected


async def test_a_byte_order_mark_hides_no_group() -> None:
    """Windows editors begin a file with one: the first line still counts."""
    robots = await read(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n")

    assert allowed(robots, "/a", "/b") == [False, True]


async def test_a_huge_file_counts_as_far_as_it_is_read() -> None:
    """Rules of the first half megabyte hold, what stands behind it does not, and no rule is cut in two."""
    line = "Disallow: /" + "x" * 80 + "\n"
    head = "User-agent: *\nDisallow: /a\n"
    robots = await read(head + line * 6000 + "Disallow: /late\n")

    assert allowed(robots, "/a", "/late", "/x") == [False, True, True]


@pytest.mark.parametrize("cut", ["timeout", "broken", "too-large", "encoding"])
async def test_what_was_not_read_whole_closes_everything(cut: str) -> None:
    """Half a robots.txt may lack the line that closes: nothing is open until it is known."""
    robots = await read("User-agent: *\nDisallow: /a\n", cut=cut)

    assert robots.refuses(f"{A}/b") == (PageState.ROBOTS_UNREAD, f"robots.txt was not read whole: {cut}")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
async def test_a_server_that_fails_closes_everything(status: int) -> None:
    """RFC 9309, 2.3.1.4."""
    refused = (await read("", status=status)).refuses(f"{A}/b")

    assert refused is not None
    assert refused[0] is PageState.ROBOTS_UNREAD


async def test_no_answer_closes_everything_under_its_own_name() -> None:
    """A link to a host that does not exist is dead, not closed."""

    async def ask(_url: str) -> Answer:
        raise FetchFailed(PageState.DNS, "no such host: a.kz")

    assert (await read_robots(f"{A}/x", ask)).refuses(f"{A}/b") == (PageState.DNS, "no such host: a.kz")


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "text/plain"), (403, "text/plain"), (401, "text/html"), (200, "text/html; charset=utf-8")]
)
async def test_no_robots_txt_opens_everything(status: int, kind: str) -> None:
    """4xx, and a page of the site in its place."""
    assert (await read("User-agent: *\nDisallow: /\n", status=status, kind=kind)).refuses(f"{A}/b") is None


async def test_redirects_are_followed_five_times() -> None:
    """To the host with www too; without end there are no rules."""
    asked: list[str] = []

    async def ask(url: str) -> Answer:
        asked.append(url)
        if len(asked) <= 3:
            return Answer(status=301, headers={"location": f"https://www.a.kz/robots.txt?{len(asked)}"})
        return Answer(status=200, headers={"content-type": "text/plain"}, body=b"User-agent: *\nDisallow: /a\n")

    async def forever(url: str) -> Answer:
        return Answer(status=301, headers={"location": f"{url}x"})

    assert allowed(await read_robots(f"{A}/x", ask), "/a", "/b") == [False, True]
    assert (await read_robots(f"{A}/x", forever)).refuses(f"{A}/a") is None


@pytest.mark.parametrize(
    ("lines", "apart"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Crawl-delay: -1", 0),
        ("Crawl-delay: soon", 0),
        ("Crawl-delay: inf", 0),
        ("Request-rate: 1/5", 5),
        ("Request-rate: 30/1m", 2),
        ("Crawl-delay: 1\nRequest-rate: 1/3", 3),
        ("Request-rate: 0/5", 0),
    ],
)
async def test_how_far_apart(lines: str, apart: float) -> None:
    """Crawl-delay and Request-rate; the larger counts, nonsense does not."""
    assert (await read(f"User-agent: *\n{lines}\nDisallow: /a\n")).crawl_delay == apart


@pytest.mark.parametrize(
    ("hours", "at", "welcome"),
    [("0600-0845", "07:00", True), ("0600-0845", "12:00", False), ("2200-0400", "23:30", True), ("2200-0400", "12:00", False)],
)
async def test_visit_hours(hours: str, at: str, welcome: bool) -> None:
    """Hours (UTC) in which the site wants visits; over midnight too."""
    robots = await read(f"User-agent: *\nVisit-time: {hours}\n")

    assert robots.welcome(datetime.fromisoformat(f"2026-11-20T{at}").replace(tzinfo=UTC)) is welcome
