"""How politely hosts are asked, seen from the server's side: real servers on loopback, measured by the server's own clock."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TypeVar

import pytest

from crawler.asking import RETRIES, Asker, scrapy_asker
from crawler.client import Client, Limits
from crawler.network import FetchFailed, Resolver
from crawler.pace import FAILURES, LOOPBACK, Hosts, Pace
from facts import PageState
from tests.hostile_server import Reply, Routes, hostile

T = TypeVar("T")
SHORT = Limits(connect_seconds=1, seconds=0.4)
QUICK = replace(LOOPBACK, together=8, first_pause=0.02, cool=0.15)


@dataclass
class Desk:
    """What the server sees: when each request came, and how many were with it at a time."""

    answer: Callable[[int, str], Reply]
    hold: float = 0.03  # seconds that each request is with the server
    times: list[float] = field(default_factory=list)
    together: list[int] = field(default_factory=list)
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, path: str) -> Reply:
        with self._lock:
            self._now += 1
            number = len(self.times)
            self.times.append(time.monotonic())
            self.together.append(self._now)
        time.sleep(self.hold)
        with self._lock:
            self._now -= 1
        return self.answer(number, path)


def asking(routes: Routes, work: Callable[[Asker, Hosts, str], Awaitable[T]], pace: Pace = QUICK, *, own: bool = True) -> T:
    """The result of `work` with an asker, the hosts and the origin of a server with these routes."""

    async def run(origin: str) -> T:
        async def pace_of(_: str) -> Pace:
            return pace

        hosts = Hosts(pace_of, own=f"{origin}/" if own else "")
        client = Client(Resolver(allow_private=True), "Tekser test", SHORT)
        try:
            async with scrapy_asker(client, hosts) as ask:
                return await work(ask, hosts, origin)
        finally:
            await client.close()

    with hostile(routes) as site:
        return asyncio.run(run(site.origin))


async def ask_all(ask: Asker, urls: list[str], *, retries: int = RETRIES) -> list[int | PageState]:
    """Ask for all side by side; statuses, or the state where no answer came."""

    async def one(url: str) -> int | PageState:
        try:
            return (await ask(url, retries=retries)).status
        except FetchFailed as error:
            return error.state

    return list(await asyncio.gather(*map(one, urls)))


OK = Reply("ok")


def test_no_more_side_by_side_than_the_pace() -> None:
    """However many requests are wanted, the server never sees more than the pace at a time."""
    desk = Desk(lambda *_: OK)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        return await ask_all(ask, [f"{origin}/{n}" for n in range(24)])

    assert asking({"*": desk}, work, replace(QUICK, together=3)) == [200] * 24
    assert max(desk.together) == 3


def test_strain_halves_and_answers_bring_it_back_slowly() -> None:
    """A 503 halves what the server sees at a time at once; it comes back one by one and never goes above the start."""
    desk = Desk(lambda number, _: Reply(status=503) if number == 8 else OK, hold=0.01)

    async def work(ask: Asker, hosts: Hosts, origin: str) -> list[int]:
        seen = [8]
        for start in range(0, 160, 16):
            await ask_all(ask, [f"{origin}/{n}" for n in range(start, start + 16)], retries=0)
            seen.append(hosts.side_by_side(origin))
        return seen

    limits = asking({"*": desk}, work)

    assert limits[1] == 4
    assert limits == [8, *sorted(limits[1:])]
    assert limits[-1] == 8
    assert max(desk.together[20:30]) <= 5
    assert max(desk.together) <= 8


def test_many_refusals_of_one_moment_halve_once() -> None:
    """Eight requests that were under way together and were all refused are one sign of strain, not eight."""
    desk = Desk(lambda number, _: Reply(status=429) if number < 8 else OK)

    async def work(ask: Asker, hosts: Hosts, origin: str) -> int:
        await ask_all(ask, [f"{origin}/{n}" for n in range(8)], retries=0)
        return hosts.side_by_side(origin)

    assert asking({"*": desk}, work) == 4


def test_silence_is_strain() -> None:
    """A server too slow to answer is asked half as much."""

    async def work(ask: Asker, hosts: Hosts, origin: str) -> tuple[list[int | PageState], int]:
        return await ask_all(ask, [f"{origin}/slow"], retries=0), hosts.side_by_side(origin)

    assert asking({"/slow": Reply("late", before=0.7)}, work) == ([PageState.TIMEOUT], 4)


@pytest.mark.parametrize("named", ["1", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_rests_the_whole_host(status: int, named: str) -> None:
    """A host that names a pause gets it for every address, by seconds or by date; then the page is there."""

    def after() -> str:
        return formatdate(time.time() + 2, usegmt=True) if named == "date" else named

    desk = Desk(lambda number, _: OK if number else Reply(status=status, headers={"Retry-After": after()}), hold=0.0)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        first = asyncio.create_task(ask(f"{origin}/first"))
        while not desk.times:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)  # for the answer's way back
        return [*await ask_all(ask, [f"{origin}/{n}" for n in range(4)]), (await first).status]

    assert asking({"*": desk}, work) == [200] * 5
    assert desk.times[1] - desk.times[0] > 0.8  # a date has no fractions: at least one of the two seconds is left


def test_retry_after_on_a_redirect_holds_the_next_step() -> None:
    """A redirect may ask to come later."""
    desk = Desk(lambda number, _: OK if number else Reply(status=302, headers={"Location": "/there", "Retry-After": "1"}), hold=0.0)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int]:
        return [(await ask(f"{origin}/here")).status, (await ask(f"{origin}/there")).status]

    assert asking({"*": desk}, work) == [302, 200]
    assert desk.times[1] - desk.times[0] > 0.9


def test_one_page_that_asks_for_an_hour_does_not_end_the_audit() -> None:
    """A long rest is believed of the whole host only when a second address asks for it; then nothing more is asked."""
    desk = Desk(lambda _, path: Reply(status=503, headers={"Retry-After": "3600"}) if "shut" in path else OK, hold=0.0)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        return [(await ask_all(ask, [origin + path]))[0] for path in ("/shut", "/open", "/shut2", "/open2", "/open3")]

    assert asking({"*": desk}, work) == [503, 200, 503, PageState.RESTS, PageState.RESTS]
    assert len(desk.times) == 3


def test_crawl_delay_holds_for_requests_side_by_side() -> None:
    """What robots.txt asks for lies between any two requests, however many wait."""
    desk = Desk(lambda *_: OK)

    async def work(ask: Asker, hosts: Hosts, origin: str) -> list[int | PageState]:
        ask.keep_apart(f"{origin}/", 0.15)

        async def load(n: int) -> int:  # a tab of the browser
            async with hosts.turn(f"{origin}/tab{n}", "browser"):
                return (await asyncio.to_thread(desk, "/")).status

        seen, *_ = await asyncio.gather(ask_all(ask, [f"{origin}/{n}" for n in range(4)]), load(1), load(2))
        return seen

    assert asking({"*": desk}, work) == [200] * 4
    assert len(desk.times) == 6
    assert min(later - earlier for earlier, later in zip(desk.times, desk.times[1:], strict=False)) > 0.13


def test_a_real_host_begins_gently_and_follows_its_answers() -> None:
    """Away from loopback the first requests are half a second apart; a quick host is then asked faster, never without a pause."""
    desk = Desk(lambda *_: OK, hold=0.0)

    async def work(ask: Asker, _: Hosts, origin: str) -> None:
        await ask_all(ask, [f"{origin}/{n}" for n in range(9)])

    asking({"*": desk}, work, Pace())
    apart = [later - earlier for earlier, later in zip(desk.times, desk.times[1:], strict=False)]

    assert apart[0] > 0.2
    assert sum(apart) / len(apart) > 0.08


def test_a_storm_of_503_is_waited_out() -> None:
    """The audited host is left alone and tried again, each time after a longer while; the pages behind the storm are seen."""
    desk = Desk(lambda number, _: Reply(status=503) if number < FAILURES + 1 else OK, hold=0.0)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        return await ask_all(ask, [f"{origin}/{n}" for n in range(20)], retries=0)

    seen = asking({"*": desk}, work)

    assert sorted(seen, key=str) == [200] * (20 - FAILURES - 1) + [503] * (FAILURES + 1)
    assert desk.times[FAILURES + 1] - desk.times[FAILURES] > 0.25  # the first trial failed, so that the rest doubled


def test_a_dead_host_elsewhere_is_asked_a_few_times_only() -> None:
    """An outer host that never answers costs some requests, not one for each link; what was not asked says so."""
    desk = Desk(lambda *_: OK, hold=0.6)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        return await ask_all(ask, [f"{origin}/{n}" for n in range(60)], retries=0)

    seen = asking({"*": desk}, work, replace(QUICK, together=2, cool=30.0), own=False)

    assert set(seen) == {PageState.TIMEOUT, PageState.RESTS}
    assert len(desk.times) <= 6


def test_a_host_that_refuses_connections_is_told_as_such_to_the_last() -> None:
    """That nothing listens is true of the host: later links to it are not asked, and are refused all the same (D-14)."""
    pace = replace(QUICK, together=1, cool=30.0)

    async def run() -> list[int | PageState]:
        async def pace_of(_: str) -> Pace:
            return pace

        client = Client(Resolver(allow_private=True), "Tekser test", SHORT)
        try:
            async with scrapy_asker(client, Hosts(pace_of)) as ask:
                return await ask_all(ask, [f"http://127.0.0.1:9/{n}" for n in range(12)])
        finally:
            await client.close()

    assert set(asyncio.run(run())) == {PageState.REFUSED}


def test_a_site_that_comes_back_is_seen() -> None:
    """After a host was left alone one request tries it; when that is answered all go on at once."""
    desk = Desk(lambda number, _: Reply(status=503) if number < FAILURES else OK, hold=0.0)

    async def work(ask: Asker, hosts: Hosts, origin: str) -> tuple[list[int | PageState], int]:
        await ask_all(ask, [f"{origin}/a{n}" for n in range(FAILURES)], retries=0)
        return await ask_all(ask, [f"{origin}/b{n}" for n in range(30)]), hosts.side_by_side(origin)

    seen, limit = asking({"*": desk}, work)

    assert seen == [200] * 30
    assert 1 < limit < 8


def test_who_is_turned_away_leaves_no_one_waiting() -> None:
    """Requests that are cancelled while they wait give their place on."""
    desk = Desk(lambda *_: OK, hold=0.1)

    async def work(ask: Asker, _: Hosts, origin: str) -> list[int | PageState]:
        tasks = [asyncio.create_task(ask(f"{origin}/{n}")) for n in range(10)]
        await asyncio.sleep(0.05)
        for task in tasks[1:]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return await asyncio.wait_for(ask_all(ask, [f"{origin}/later"]), 30)

    assert asking({"*": desk}, work, replace(QUICK, together=1)) == [200]
