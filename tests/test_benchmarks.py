"""What the benchmarks say of a command is true: processor time of its whole tree, memory, phases; and the page says what was measured."""

import inspect
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from benchmarks import tables
from benchmarks.measure import CommandFailed, Look, kind_of, measured, memory_of
from benchmarks.parts import Row, memory_at, phases, saw_all, shares
from benchmarks.peers import Peer, command
from benchmarks.sites import Ground, addresses
from benchmarks.where import OTHER, STEPS, holder_of, part_of, sampling
from crawler.traps import absurd
from fixtures.site.content import LANGS, load
from store import AuditFile
from tests.test_store import META, PAGE

GROUND = Ground("paths", "http://127.0.0.1:1/", ())
BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"


def python(text: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(text)]


def test_processor_time_of_children_and_orphans_is_counted(tmp_path: Path) -> None:
    """A child, and a grandchild whose parent is gone and that outlives the command for a moment, count with their whole time."""
    burnt = tmp_path / "burnt"
    text = f"""
    import os, subprocess, sys, time
    subprocess.run([sys.executable, "-c", {BURN.format(seconds=0.5)!r}])
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            exec({BURN.format(seconds=0.7)!r})
            open({str(burnt)!r}, "w").close()
            time.sleep(60)
        os._exit(0)
    while not os.path.exists({str(burnt)!r}): time.sleep(0.05)
    """
    cost = measured(python(text), tmp_path)

    assert 1.2 <= cost.cpu <= 4
    assert cost.wall < 30
    assert cost.cpu == pytest.approx(sum(cost.by_process.values()), abs=0.5)
    assert cost.by_process["python"] + cost.by_process.get("unseen", 0) >= 1.0  # what ends between two looks has no kind
    assert cost.by_process["python"] >= 0.5


def test_nothing_is_left_running(tmp_path: Path) -> None:
    """A process that the command leaves behind is ended."""
    started = tmp_path / "pid"
    text = f"""
    import os, time
    if os.fork() == 0:
        os.setsid()
        open({str(started)!r}, "w").write(str(os.getpid()))
        time.sleep(300)
    while not os.path.exists({str(started)!r}): time.sleep(0.05)
    time.sleep(0.3)
    """
    measured(python(text), tmp_path)

    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


def test_own_processes_are_no_part_of_the_command(tmp_path: Path) -> None:
    """A process that ran before, such as the site's server, is neither counted nor ended."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            cost = measured(python("import time; time.sleep(1.5)"), tmp_path)
            assert busy.poll() is None
            assert cost.cpu < 1
        finally:
            busy.kill()


def test_memory_is_that_of_the_tree(tmp_path: Path) -> None:
    """Memory held by a child is seen, what is shared with its parent is not seen twice."""
    text = """
    import os, time
    held = bytearray(os.urandom(1) * (120 * 1024 * 1024))
    if os.fork() == 0:
        time.sleep(2.5)
        os._exit(0)
    os.wait()
    """
    cost = measured(python(text), tmp_path)

    assert 120 <= cost.peak <= 200
    assert memory_of(os.getpid()) > 10
    assert memory_of(2**22 + 1) == 0.0
    assert kind_of(os.getpid()) == "python"


def test_notes_tell_the_phase(tmp_path: Path) -> None:
    """What a program says of its way stands in the looks, and each phase has its processor time."""
    text = """
    import time
    from benchmarks.measure import note
    time.sleep(0.6)
    for done in range(1, 6):
        note("work", done)
        until = time.process_time() + 0.3
        while time.process_time() < until: pass
    note("rest", 0)
    time.sleep(0.6)
    """
    cost = measured(python(text), tmp_path, environment={"PYTHONPATH": str(Path(__file__).parent.parent)})
    told = phases(cost.looks, cost.cpu)

    assert {"work", "rest"} <= told.keys()
    assert max(look.done for look in cost.looks if look.phase == "work") >= 4
    assert sum(cpu for _, cpu in told.values()) == pytest.approx(cost.cpu, abs=0.05)
    assert told["work"][1] > told["rest"][1]


def test_a_failing_command_says_why(tmp_path: Path) -> None:
    """Its last words are the message; codes that mean success of a kind are let through."""
    line = python("import sys; print('three links are dead', file=sys.stderr); sys.exit(3)")

    with pytest.raises(CommandFailed, match=r"ended with 3: three links are dead"):
        measured(line, tmp_path)
    assert measured(line, tmp_path, codes=(0, 3)).wall > 0


def test_phases_and_memory_are_read_from_looks() -> None:
    """Seconds go to the phase that was under way; memory is told near a page count, at the end of fetching and at most in each phase."""
    looks = [Look(at, at * 2, 100 + done / 10, phase, done) for at, phase, done in ((0, "", 0), (1, "fetch", 480), (2, "fetch", 520))]
    looks += [Look(3, 6, 400, "fetch", 3000), Look(4, 8, 900, "sample", 1), Look(5, 9, 0, "report", 0)]

    assert phases(looks, 11) == {"loading": (1, 2), "fetch": (3, 6), "sample": (1, 1), "report": (0, 2)}
    told = memory_at(looks)
    assert told["500"] == pytest.approx(150)
    assert told["3000"] == 400
    assert (told["most in sample"], told["most in fetch"]) == (900, 400)
    assert "most in report" not in told
    assert phases([], 0) == {}
    assert shares({"a": 1, "b": 3}) == {"b": 0.75, "a": 0.25}


def test_samples_belong_to_parts(tmp_path: Path) -> None:
    """Processor time is told by the innermost part of the program on the stack, and by its function; without a path nothing is written."""
    told = tmp_path / "profile.json"
    with sampling(str(told)):
        until = process_time() + 0.4
        while process_time() < until:
            for number in range(50):
                absurd(f"http://a.kz/{number}?b=1&a=%D1%8F")
    with sampling(None):
        pass
    counts = json.loads(told.read_text())

    assert sum(counts["parts"].values()) >= 40
    assert max(counts["parts"], key=counts["parts"].get) == "frontier, scope, traps"
    assert next(iter(counts["functions"])).startswith("crawler/traps.py ")
    assert list(tmp_path.iterdir()) == [told]
    assert part_of(None) == (OTHER, OTHER)


def test_steps_name_what_is_there() -> None:
    """Each step that is timed is a coroutine function of the program, called by that name."""
    for module, name, _ in STEPS:
        holder, last = holder_of(module, name)
        assert inspect.iscoroutinefunction(getattr(holder, last)), (module, name)


def rows(**of: float) -> list[Row]:
    """A whole measurement in which every goal is just met; `of` changes the processor time of a row by its name."""
    memory = {"500": 300.0, "3000": 325.0, "end of fetching": 400.0}
    return [
        Row("fetch", "raw Scrapy", "paths", 3000, wall=10, cpu=10, peak=70),
        Row("fetch", "fetching tier", "paths", 3000, wall=30, cpu=of.get("tier", 29), peak=200, memory=memory),
        Row("full", "raw goto", "app", 300, wall=10, cpu=30),
        Row("full", "full audit", "app", 300, wall=19, cpu=59, phases={"fetch": (15, 50)}),
        Row("full", "full audit", "paths", 300, wall=30, cpu=of.get("audit", 30), phases={"fetch": (3, 9)}),
        Row("peers", "pa11y-ci", "paths", 300, wall=310, cpu=310, note="4.1.1"),
        Row("peers", "linkchecker", "paths", 300, note="not measured: no apt-get"),
        Row("scale", "full audit", "paths", 3000, wall=90, cpu=90, phases={"fetch": (50, 30)}),
        Row(
            "scale",
            "full audit",
            "paths",
            30_000,
            wall=700,
            cpu=650,
            phases={"fetch": (500, 310)},
            memory=memory,
        ),
        Row(
            "where",
            "fetching tier",
            "paths",
            3000,
            wall=30,
            cpu=29,
            parts={"store": 0.6, "language": 0.4},
            functions={"store/a.py put": 0.3},
        ),
    ]


def test_goals_are_judged_by_the_figures() -> None:
    """Met figures are told as met, a figure over its limit is not, what was not measured is neither."""
    met = list(tables.goals(tables.Rows(rows())))
    missed = {goal.name: goal for goal in tables.goals(tables.Rows(rows(tier=31, audit=32)))}

    assert {goal.met for goal in met} == {True}
    assert len(met) == 12
    assert sorted(name for name, goal in missed.items() if not goal.met) == [
        "CPU of the fetching tier, 3,000 pages, beside raw Scrapy",
        "Full audit, 300 pages, CPU a page beside pa11y-ci running axe alone (300 pages)",
    ]
    assert {goal.met for goal in tables.goals(tables.Rows([]))} == {None}


def test_page_tells_all_rows_and_no_machine() -> None:
    """Every measured command, what could not be measured with its reason, dates and commits; and no path of this machine."""
    kept = [tables.Kept(row, f"2026-11-21 0{at % 6}:00", "abc1234") for at, row in enumerate(rows())]
    page = tables.page(kept, tables.machine())

    assert "2026-11-21 00:00 to 2026-11-21 05:00 UTC, commit abc1234" in page
    assert "linkchecker: not measured: no apt-get" in page
    assert "pa11y-ci 4.1.1" in page
    assert "| 2.90 times | yes |" in page
    assert "`store/a.py put` 30.0%" in page
    for private in (str(Path.home()), str(Path(__file__).parent.parent), "/tmp"):
        assert private not in page
    assert "not measured" in tables.page([], "none")


def test_a_row_replaces_its_earlier_self() -> None:
    """Rows of the same command over the same site have one key, whatever they measured."""
    row = rows()[0]

    assert replace(row, cpu=1.0).key == row.key
    assert replace(row, pages=300).key != row.key
    assert len({row.key for row in rows()}) == len(rows())


def test_peers_are_given_the_same_pages(tmp_path: Path) -> None:
    """pa11y-ci gets every address of the site, the others its start; all pages of the content are among the addresses."""
    pages = addresses("paths", 0, "http://127.0.0.1:1/")
    site = Ground("paths", "http://127.0.0.1:1/", pages)
    line, codes = command(Peer("pa11y-ci", "pa11y-ci", "4"), site, tmp_path)

    assert len(pages) == len(load().pages) * len(LANGS) == len(set(pages))
    assert codes == (0, 2)
    assert all(address in Path(line[2]).read_text() for address in pages)
    assert site.start in command(Peer("linkinator", "linkinator", "7"), site, tmp_path)[0]
    assert site.origin == "http://127.0.0.1:1"


def test_an_audit_that_saw_less_is_no_measurement(tmp_path: Path) -> None:
    """A crawl that left pages out is refused, with their number; pages of a search that robots.txt closes may be missing."""
    seen, left = f"{GROUND.origin}/ru/", f"{GROUND.origin}/ru/about"
    with AuditFile.create(tmp_path / "out", META) as file:
        file.put_page(replace(PAGE, url=seen, final_url=seen))
    whole = replace(GROUND, pages=(seen, f"{GROUND.origin}/ru/search"))

    saw_all(tmp_path / "out", whole)
    with pytest.raises(CommandFailed, match=r"not seen 1 of 3 pages, such as \S+/ru/about$"):
        saw_all(tmp_path / "out", replace(whole, pages=(*whole.pages, left)))
