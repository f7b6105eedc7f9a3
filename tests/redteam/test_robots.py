"""A robots.txt made to be slow to read or to ask: its rules are kept, and a thousand addresses cost seconds at most."""

import time

import pytest

from crawler.client import Answer
from crawler.robots import LARGEST, Robots, read_robots

A = "https://a.kz"
LONG = "/" + "a" * 8_000
ALL = "User-agent: *\n"
MOST = 20.0  # processor seconds, on any machine: what backtracks without end takes hours

HOSTILE = {  # robots.txt, whether /private and the long path are open
    "stars between letters": (ALL + "Disallow: /" + "*a" * 1_000 + "*b$\nDisallow: /private\n", (False, True)),
    "nothing but stars": (ALL + "Disallow: /" + "*" * 400_000 + "b\nDisallow: /private\n", (False, True)),
    "stars and an end that never comes": (ALL + "Disallow: /" + "*a" * 100 + "*$*b\nDisallow: /private\n", (False, True)),
    "one line of half a megabyte": ("User-agent: *\nDisallow: /private\nDisallow: /" + "*a" * 240_000 + "b\n", (False, True)),
    "thousands of long patterns": (
        ALL + "Disallow: /private\n" + "".join(f"Disallow: /{'*a' * 100}*b{n}$\n" for n in range(2_300)),
        (False, True),
    ),
    "thousands of rules": (ALL + "Disallow: /private\n" + "".join(f"Disallow: /{n}*x*y{n}$\n" for n in range(18_000)), (False, True)),
    "thousands of agents": ("".join(f"User-agent: other{n}\n" for n in range(20_000)) + ALL + "Disallow: /private\n", (False, True)),
    "escapes without end": (ALL + "Disallow: /" + "%D0%B0" * 70_000 + "\nDisallow: /private\n", (False, True)),
    "broken escapes": (ALL + "Disallow: /" + "%zz" * 140_000 + "\nDisallow: /private\n", (False, True)),
}


async def read(body: str) -> Robots:
    """The rules of a host that answers so."""

    async def ask(_url: str) -> Answer:
        return Answer(status=200, headers={"content-type": "text/plain"}, body=body.encode()[:LARGEST])

    return await read_robots(f"{A}/x", ask)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", HOSTILE)
async def test_slow_rules_are_read_and_asked_in_time(name: str) -> None:
    """Patterns that would make a matcher go back and forth without end, and files full of them."""
    body, expected = HOSTILE[name]
    started = time.process_time()
    robots = await read(body)
    for number in range(20):
        robots.allows(f"{A}{LONG}{number}")
    taken = time.process_time() - started

    assert (robots.allows(f"{A}/private"), robots.allows(A + LONG)) == expected
    assert taken < MOST
