"""What the tests of stopped audits share: the program as a child process, its kills, and sites that write down what was asked."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hostile_server import Reply, Site, hostile, page
from tests.sample import TODAY, without_times

SIDE_BY_SIDE = 24 + 5  # exchanges and visits that may be under way at once
Kill = Callable[["Run"], None]


@dataclass
class Run:
    """The program at work on a site, as users start it."""

    site: Site
    out: Path
    options: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    confirm: bool = False  # see what takes points a second time, which asks for what is kept
    child: "subprocess.Popen[str] | None" = None

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """A new process over the same folder."""
        command = [sys.executable, "-m", "tekser", "audit", self.site.url("/kk/"), "--allow-private", "--today", TODAY, "--no-pictures"]
        command += ["--browsers", "none", *([] if self.confirm else ["--no-confirm"])]
        self.child = subprocess.Popen(
            [*command, "--out", str(self.out), *self.options, *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "LC_ALL": "en_US.UTF-8", **self.env},
            preexec_fn=_hears_interrupts,  # noqa: PLW1509  # one call that takes no lock
        )
        return self.child

    def finish(self) -> tuple[int, str]:
        """Exit code and stderr of the process at its end."""
        assert self.child is not None
        _, told = self.child.communicate(timeout=300)
        assert "Traceback" not in told, told
        return self.child.returncode, told

    def wait_for(self, asked: int) -> bool:
        """Until the site was asked so often; False when the process ended before."""
        assert self.child is not None
        while len(self.site.asked) < asked:
            if self.child.poll() is not None:
                return False
            time.sleep(0.002)
        return True

    @property
    def report(self) -> dict[str, Any]:
        """The report without what may differ from run to run."""
        return without_times(json.loads((self.out / "report.json").read_text()))

    @property
    def kept(self) -> frozenset[str]:
        """Requests of the fetching tier whose answers the audit file holds, as the server writes them down."""
        database = self.out / "audit.db"
        if not database.exists():
            return frozenset()
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db, suppress(sqlite3.OperationalError):
            found = db.execute("select method, url from exchanges where by = 'fetch' and status < 500").fetchall()
            return frozenset(f"{method} {url.removeprefix(self.site.origin)}" for method, url in found if url.startswith(self.site.origin))
        return frozenset()


def _hears_interrupts() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so would the program."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def descendants(pid: int) -> dict[int, str]:
    """Processes that `pid` started, and theirs, with their command lines."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found, waiting = dict[int, str](), [pid]
    while waiting:
        above = waiting.pop()
        for child, parent in parents.items():
            if parent == above:
                waiting.append(child)
                with suppress(OSError):
                    found[child] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
    return found


def is_alive(pid: int) -> bool:
    """True for a process that runs; one that only waits to be buried does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def program(run: Run) -> None:
    """kill -9 of the program alone."""
    assert run.child is not None
    run.child.kill()


def browser(run: Run) -> None:
    """kill -9 of the browser, all its processes."""
    _kill(run, lambda line: "chrom" in line and "run-driver" not in line)


def driver(run: Run) -> None:
    """kill -9 of the browser's driver."""
    _kill(run, lambda line: "run-driver" in line)


def everything(run: Run) -> None:
    """kill -9 of the program and of all that it started."""
    assert run.child is not None
    below = descendants(run.child.pid)
    run.child.kill()
    for pid in below:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _kill(run: Run, chosen: Callable[[str], bool]) -> None:
    assert run.child is not None
    for pid, line in descendants(run.child.pid).items():
        if chosen(line):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Death:
    """One kill of the program: what the file held then, and how many requests the site had seen."""

    kept: frozenset[str]
    asked: int
    lost: int  # requests since the start whose answers were not kept: they were under way


def disturbed(run: Run, moments: list[tuple[int, Kill]]) -> list[Death]:
    """Run to the end, with each kill so many requests after the start or the kill before."""
    deaths: list[Death] = []
    begun = len(run.site.asked)
    child = run.start()
    for asked, kill in moments:
        if not run.wait_for(len(run.site.asked) + asked):
            break
        started = descendants(child.pid)
        kill(run)
        if kill in (browser, driver):  # the program itself goes on
            continue
        child.communicate(timeout=120)
        assert_ended(started)
        kept, now = run.kept, len(run.site.asked)
        deaths.append(Death(kept, now, len(fetched(run.site, begun, now) - kept)))
        begun = now
        child = run.start("--resume")
    code, told = run.finish()
    assert code == 0, told
    return deaths


def fetched(site: Site, begin: int, end: int | None = None) -> frozenset[str]:
    """Requests of the fetching tier, which does not call itself a browser."""
    pairs = zip(site.asked[begin:end], site.headers[begin:end], strict=False)
    return frozenset(line for line, headers in pairs if "Chrome/" not in headers.get("User-Agent", ""))


def loads(site: Site) -> Counter[str]:
    """How often a browser asked for each page of the site."""
    pairs = zip(site.asked, site.headers, strict=False)
    return Counter(
        line for line, headers in pairs if "Chrome/" in headers.get("User-Agent", "") and headers.get("Sec-Fetch-Dest") == "document"
    )


def assert_ended(started: Mapping[int, str]) -> None:
    """What a killed program had started ends by itself."""
    until = time.monotonic() + 60
    while left := {pid: line for pid, line in started.items() if is_alive(pid)}:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def assert_nothing_twice(site: Site, deaths: list[Death]) -> None:
    """No answer that the file held was asked for again; what was lost was under way."""
    for death in deaths:
        assert not fetched(site, death.asked) & death.kept
        assert death.lost <= SIDE_BY_SIDE


def ready_site(items: int) -> dict[str, Reply]:
    """Pages in kk and ru with a switch, files, a redirect, a dead link; each answer takes a moment of its own."""
    dice = random.Random(5)
    routes: dict[str, Reply] = {"/kk/old": Reply(status=301, headers={"Location": "/kk/item/1"})}
    for lang, other in (("kk", "ru"), ("ru", "kk")):
        for name in ("", *(f"item/{n}" for n in range(items))):
            switch = f'<ul class="languages"><li><a href="/{other}/{name}">{"Русский" if other == "ru" else "Қазақша"}</a></li></ul>'
            near = [f"/{lang}/item/{n}" for n in range(items)] if not name else [f"/{lang}/", f"/{lang}/gone", "/kk/old"]
            body = page(f"{lang} {name}", *near, f"/files/{lang}/{name or 'home'}.txt", lang=lang, head=switch)
            routes[f"/{lang}/{name}"] = Reply(body, before=dice.uniform(0, 0.06))
            routes[f"/files/{lang}/{name or 'home'}.txt"] = Reply("Текст документа, которого достаточно.", type="text/plain")
    return routes


SCRIPT = """
<script>fetch('/api' + location.pathname).then(answer => answer.text()).then(text => {
document.getElementById('root').innerHTML = text; });</script>"""


def scripted_site(items: int) -> dict[str, Reply]:
    """The same pages in a language, all content brought by a script."""
    routes: dict[str, Reply] = {}
    for path, reply in ready_site(items).items():
        if path.startswith("/kk/") and reply.status // 100 != 3:
            assert isinstance(reply.body, str)
            content = reply.body.partition("<body>")[2].removesuffix("</body></html>")
            head = f'<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8"><title>kk {path}</title></head>'
            routes[path] = Reply(f'{head}<body><div id="root"></div>{SCRIPT}')
            routes[f"/api{path}"] = Reply(content, before=0.02)
        elif path.startswith("/files/kk/"):
            routes[path] = reply
    return routes


@contextmanager
def served(routes: dict[str, Reply]) -> Iterator[Site]:
    """The site with a partner that one of its pages links to, so that this machine is seen to reach the outside."""
    with hostile({"*": lambda path: Reply(page(path))}) as partner, hostile(routes) as site:
        path = "/api/kk/item/0" if "/api/kk/item/0" in routes else "/kk/item/0"
        routes[path] = Reply(str(routes[path].body).replace("</ul>", f'<li><a href="{partner.url("/")}">Серіктес</a></li></ul>'))
        yield site
