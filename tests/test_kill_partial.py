"""Audits that could not come to their end: a report of what was seen, the documented exit code, and a way to go on."""

import json
import random
import resource
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.hostile_server import Answer, Reply, Site, hostile, page
from tests.killing import Run, ready_site, served

NO_BROWSER = {"TEKSER_CHROMIUM": "no-such-browser"}


def rows(out: Path) -> list[dict[str, Any]]:
    """The indicators of Annex 4 in a report."""
    report = json.loads((out / "report.json").read_text())
    return [row for row in report["indicators"] if row["id"].startswith("4-")]


def whole_run(site: Site, out: Path) -> Run:
    """An undisturbed audit."""
    run = Run(site, out, ("--langs", "kk,ru"), NO_BROWSER)
    run.start()
    code, told = run.finish()
    assert code == 0, told
    return run


def gone_on_with(run: Run) -> None:
    """Go on with an audit to its end."""
    run.start("--resume")
    code, told = run.finish()
    assert code == 0, told


CAPTCHA = '<title>Just a moment...</title><h1>Checking your browser</h1><script src="/cdn-cgi/challenge-platform/x.js"></script>'


@pytest.mark.parametrize("reply", [Reply(status=403), Reply(CAPTCHA)], ids=["403", "captcha"])
def test_a_site_that_turns_programs_away(reply: Reply, tmp_path: Path) -> None:
    """Exit code 3, one line, and a report in which every checked indicator is undecided because of it; none is not met."""
    with hostile({"*": reply}) as site:
        run = Run(site, tmp_path / "a", (), NO_BROWSER)
        run.start()
        code, told = run.finish()

    assert code == 3
    assert len(told.strip().splitlines()) == 1, told
    assert "turns programs away" in told
    assert {row["outcome"] for row in rows(run.out)} == {"undecided"}
    assert {row["reason"] for row in rows(run.out)} - {"no-check-yet", "person-only"} == {"blocked"}
    assert (run.out / "report.html").exists()


def test_a_site_behind_whose_first_page_a_wall_stands(tmp_path: Path) -> None:
    """A site that shows its home page and refuses all else is audited as far as it can be; nothing is taken for what was refused."""
    with hostile({"/kk/": Reply(page("Басты", *(f"/kk/{n}" for n in range(40)), lang="kk")), "*": Reply(status=403)}) as site:
        run = Run(site, tmp_path / "a", ("--langs", "kk"), NO_BROWSER)
        run.start()
        code, told = run.finish()

    assert code == 0, told
    assert json.loads((run.out / "report.json").read_text())["crawl"]["stopped_by"] == "site-refused"
    taken = [finding for row in rows(run.out) for finding in row["findings"] if finding["outcome"] == "not-met"]
    assert not [finding for finding in taken if finding.get("page", "").rpartition("/")[2].isdigit()]


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM: a report of what was seen that says so, exit code 4, and the last run ends as an unbroken one."""
    routes = ready_site(16)
    with served(routes) as site:
        whole = whole_run(site, tmp_path / "whole")
        run = Run(site, tmp_path / "broken", whole.options, NO_BROWSER)
        routes.update({path: replace(reply, before=0.3) for path, reply in routes.items()})  # there is time to interrupt it
        seen = [0]
        for number, more in ((signal.SIGINT, ()), (signal.SIGTERM, ("--resume",))):
            child = run.start(*more)
            assert run.wait_for(len(site.asked) + 15)
            child.send_signal(number)
            out, told = child.communicate(timeout=120)
            assert child.returncode == 4, told
            assert "Traceback" not in told
            assert "--resume" in told
            assert out.strip() == str(run.out / "report.html")
            assert run.report["crawl"]["stopped_by"] == "interrupted"
            seen.append(run.report["crawl"]["pages"])
        assert seen == sorted(set(seen))
        assert seen[-1] < whole.report["crawl"]["pages"]
        gone_on_with(run)

    assert run.report == whole.report


def test_a_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    """While the first Ctrl-C still writes its report a second one ends the program; the audit can be gone on with."""
    home = Reply(page("Басты", *(f"/kk/{n}" for n in range(9)), lang="kk"))
    with hostile({"/kk/": home, "/robots.txt": Reply(status=404), "*": Reply(page("x"), before=20)}) as site:
        run = Run(site, tmp_path / "a", ("--langs", "kk"), NO_BROWSER)
        child = run.start()
        assert run.wait_for(3)
        child.send_signal(signal.SIGINT)
        child.send_signal(signal.SIGTERM)
        code, _ = run.finish()

    assert code == 4


def test_a_network_that_drops(tmp_path: Path) -> None:
    """Connections that break off in the middle end the walk soon; the next run asks for what failed, and the report is whole."""
    asked: list[str] = []

    def fragile(reply: Reply) -> Callable[[str], Reply]:
        def answer(path: str) -> Reply:
            asked.append(path)
            if len(asked) > 24:
                raise ConnectionResetError
            return reply

        return answer

    routes: dict[str, Reply | Answer] = {path: fragile(reply) for path, reply in ready_site(30).items()}
    with hostile(routes) as site:
        run = Run(site, tmp_path / "broken", ("--langs", "kk,ru"), NO_BROWSER)
        run.start()
        code, told = run.finish()
        assert code == 0, told
        assert run.report["crawl"]["stopped_by"] == "site-refused"
        assert len(asked) < 400
        kept = run.kept
        routes.update(ready_site(30))
        before = len(site.asked)
        gone_on_with(run)
        assert not kept & set(site.asked[before:])
        whole = whole_run(site, tmp_path / "whole")

    assert run.report == whole.report


def test_a_full_disk(tmp_path: Path) -> None:
    """No room left: one clear line and exit code 4; with room again the audit goes on and nothing was lost."""
    noise = random.Random(1)
    routes = ready_site(10)
    for path, reply in list(routes.items()):
        if isinstance(reply.body, str) and reply.body.startswith("<!DOCTYPE"):
            filler = "".join(f"{noise.getrandbits(64):x}" for _ in range(12_000))
            routes[path] = Reply(reply.body.replace("</body>", f"<!-- {filler} --></body>"))
    with served(routes) as site:
        whole = whole_run(site, tmp_path / "whole")
        size = (tmp_path / "whole" / "audit.db").stat().st_size
        command = Run(site, tmp_path / "full", whole.options, NO_BROWSER)
        limit = max(900_000, size)
        child = command.start()
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (limit, limit))
        code, told = command.finish()
        assert code == 4, told
        assert "no room left" in told.strip().splitlines()[-1]
        assert child.returncode == 4
        kept, before = command.kept, len(site.asked)
        gone_on_with(command)
        assert not kept & set(site.asked[before:])

    assert command.report == whole.report
