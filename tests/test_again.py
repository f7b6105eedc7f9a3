"""What takes points is seen twice: what does not come again is undecided, and the report says how often that was."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from audits.again import Replaced, choose, left, settled, together
from checks.base import CheckSpec, collect
from checks.commons.links import key
from checks.runner import run as run_checks
from checks.runner import run_check
from crawler.browser import find_chromium
from crawler.places import Places
from facts import Body, Finding, Link, Outcome, Page, PageState, Scope, Site, met, not_met
from methodology import load
from methodology.model import Params
from store.records import Again
from tests.hostile_server import Answer, Reply, hostile, page
from tests.hostile_server import Site as Running
from tests.killing import Run

NO_BROWSER = {"TEKSER_CHROMIUM": "no-such-browser"}
LAW = load("kz-1279")
SPECS = collect()
HOME = "https://body.gov.kz/kk/"
SKIP = '<a href="#m">Негізгі мазмұнға өту</a>'


def html(name: str, *links: str, skip: bool = False, **more: str) -> str:
    """A page that may have a link to its main content."""
    return page(name, *links, lang="kk", **more).replace("<body><main>", f'<body>{SKIP if skip else ""}<main id="m">')


def then(first: Reply, later: Reply, times: int = 1) -> Answer:
    """One answer so many times, then another."""
    asked = Counter[str]()

    def answer(path: str) -> Reply:
        asked[path] += 1
        return first if asked[path] <= times else later

    return answer


def findings(out: Path) -> dict[str, list[dict[str, Any]]]:
    """Not-met and undecided findings of a report, by the row's id."""
    report = json.loads((out / "report.json").read_text())
    return {row["id"]: row["findings"] for row in report["indicators"]}


def told(out: Path) -> dict[str, Any]:
    """What a report says of second looks."""
    said: dict[str, Any] = json.loads((out / "report.json").read_text())["confirmation"]
    return said


def flaky(delay: float = 0.0) -> dict[str, Reply | Answer]:
    """Pages without a skip link, one of them the first time only; a dead link that comes alive, another that stays dead."""
    gone = html("Екінші", "/kk/", skip=False)
    mended = html("Екінші", "/kk/", skip=True)
    return {
        "/robots.txt": Reply(status=404),
        "/kk/": then(Reply(html("Басты", "/kk/a", "/kk/b")), Reply(html("Басты", "/kk/a", "/kk/b"), before=delay), times=2),
        "/kk/a": then(Reply(gone), Reply(mended, before=delay)),
        "/kk/b": Reply(html("Үшінші", "/kk/", "/kk/dead", "/kk/late", skip=True)),
        "/kk/late": then(Reply(status=404), Reply(html("Кеш", "/kk/", skip=True))),
    }


def audited(site: Running, out: Path, *options: str, confirm: bool = True, env: Mapping[str, str] = NO_BROWSER) -> Run:
    """One whole audit."""
    run = Run(site, out, ("--langs", "kk", *options), env, confirm=confirm)
    run.start()
    code, said = run.finish()
    assert code == 0, said
    return run


def test_what_is_not_there_the_second_time_is_undecided(tmp_path: Path) -> None:
    """A page that has a skip link when it is fetched again, and a dead link that comes alive, take nothing; what stays takes points.

    A kept file is judged the same way without the site.
    """
    with hostile(flaky()) as site:
        run = audited(site, tmp_path / "a")
        origin = site.origin
    rows = findings(run.out)
    skip = {finding["page"]: finding for finding in rows["4-3.5"]}
    links = {finding["evidence"]["target"]: finding for finding in rows["4-2.10/1"] if finding["kind"] in {"dead-link", "unstable"}}

    assert skip[f"{origin}/kk/"]["outcome"] == "not-met"
    assert (skip[f"{origin}/kk/a"]["outcome"], skip[f"{origin}/kk/a"]["kind"]) == ("undecided", "unstable")
    assert skip[f"{origin}/kk/a"]["evidence"]["values"]["first"] == "no-skip-link"
    assert skip[f"{origin}/kk/a"]["points"] == "0"
    assert "{" not in "".join(skip[f"{origin}/kk/a"]["message"].values())
    assert links[f"{origin}/kk/dead"]["kind"] == "dead-link"
    assert links[f"{origin}/kk/late"]["kind"] == "unstable"
    assert told(run.out)["state"] == "done"
    assert told(run.out)["not_seen_again"] == 2
    assert told(run.out)["links"] == 2
    assert "Проверено дважды" in (run.out / "report.html").read_text()

    before = (run.out / "report.json").read_bytes()
    for command in ("check", "report"):
        ended = subprocess.run([sys.executable, "-m", "tekser", command, str(run.out)], capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
    assert (run.out / "report.json").read_bytes() == before


def test_seen_once_where_it_is_wanted_so(tmp_path: Path) -> None:
    """`--no-confirm` asks for nothing twice, takes the points, and the report says that findings were seen once."""
    with hostile(flaky()) as site:
        run = audited(site, tmp_path / "a", confirm=False)
        origin = site.origin
        asked = site.counts

    assert {finding["page"] for finding in findings(run.out)["4-3.5"]} == {f"{origin}/kk/", f"{origin}/kk/a"}
    assert (told(run.out)["state"], told(run.out)["seen_twice"]) == ("once", 0)
    assert told(run.out)["seen_once"] > 0
    assert asked["/kk/a"] == 1


def test_stopped_while_it_looks_again(tmp_path: Path) -> None:
    """Ctrl-C during second looks: exit code 4 and a report that says so; killed, and gone on with: as if nothing had been."""
    with hostile(flaky()) as site:
        whole = audited(site, tmp_path / "whole")
        undisturbed = _nowhere(whole.report, site)
    with hostile(flaky(delay=4)) as site:
        run = Run(site, tmp_path / "broken", ("--langs", "kk"), NO_BROWSER, confirm=True)
        child = run.start()
        _until(site, lambda: any(_is_second(headers) for headers in site.headers))
        child.send_signal(signal.SIGINT)
        code, said = run.finish()
        assert code == 4, said
        assert told(run.out)["state"] in {"part", "once"}

        before = sum(map(_is_second, site.headers))
        child = run.start("--resume")
        _until(site, lambda: sum(map(_is_second, site.headers)) > before)
        child.kill()
        child.communicate(timeout=120)
        run.start("--resume")
        code, said = run.finish()
        assert code == 0, said
        assert _nowhere(run.report, site) == undisturbed
        assert told(run.out) == told(whole.out)


def _nowhere(report: dict[str, Any], site: Running) -> Any:
    """The indicators of a report without the port of the site."""
    text = json.dumps(report["indicators"])
    return json.loads(text.replace(site.origin, "https://site").replace(quote(site.origin, safe=""), "https://site"))


def _is_second(headers: Mapping[str, str]) -> bool:
    return headers.get("Cache-Control") == "no-cache"


def _until(site: Running, true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 120
    while not true():
        assert time.monotonic() < ends, site.asked
        time.sleep(0.01)


PALE = "color:#999;background:#fff"


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")
def test_a_visit_is_repeated_under_the_profile_that_saw_it(tmp_path: Path) -> None:
    """Pale text that only phones are shown is confirmed by a phone; what only the first visits showed is undecided."""
    rules = f"p{{color:#000}} @media (max-width: 600px) {{ #narrow {{ {PALE} }} }}"
    style = f'<meta name="viewport" content="width=device-width"><style>{rules}</style>'
    narrow = html("Басты", "/kk/a", skip=True, head=style).replace("</main>", '<p id="narrow">Тар терезедегі бозғылт мәтін</p></main>')
    plain = html("Екінші", "/kk/", skip=True, head=style)
    odd = plain.replace("</main>", f'<p id="odd" style="{PALE}">Бір рет көрінген бозғылт мәтін</p></main>')
    # once to the fetching tier, once to each of two profiles
    routes: dict[str, Reply | Answer] = {
        "/robots.txt": Reply(status=404),
        "/kk/": Reply(narrow),
        "/kk/a": then(Reply(odd), Reply(plain), 3),
    }
    with hostile(routes) as site:
        run = audited(site, tmp_path / "a", env={})
    seen = {(finding["evidence"]["selector"], finding["profile"]): finding["kind"] for finding in findings(run.out)["4-3.7"]}

    assert seen["#narrow", "phone-android"] == "contrast-low"
    assert ("#narrow", "desktop-chrome") not in seen
    assert {kind for (selector, _), kind in seen.items() if selector == "#odd"} == {"unstable"}


# which places are chosen, and what follows from them


def sample(*names: str) -> tuple[Page, ...]:
    """Pages without a skip link."""
    urls = (HOME, *(f"{HOME}{name}" for name in names))
    return tuple(Page(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", lang="kk", buttons=()) for url in urls)


def site_of(pages: tuple[Page, ...]) -> Site:
    return Site(
        scope=Scope(origin="https://body.gov.kz", prefix="/kk/"),
        body=Body(),
        today="2026-11-20",
        start_url=HOME,
        homes={"kk": HOME},
        pages=pages,
    )


def judged(site: Site) -> Any:
    return run_checks(site, LAW.params, only={"4-3.5"})


def test_few_pages_stand_for_many() -> None:
    """Of twenty pages with one fault three are looked at again; the others follow them, both ways."""
    pages = sample(*(f"{n:02}" for n in range(20)))
    site = site_of(pages)
    runs = judged(site)
    places = choose(runs, SPECS, site, LAW.params)
    kept = Again(pages=tuple(one for one in pages if (one.url, one.profile) in places.pages))
    same, twice = settled(runs, SPECS, site, kept, LAW.params)
    link = Link(url=HOME, raw="#m", text="Негізгі мазмұнға өту", selector="#s", fragment="m", fragment_exists=True)
    changed, gone = settled(runs, SPECS, site, Again(pages=tuple(replace(one, links=(link,)) for one in kept.pages)), LAW.params)

    assert len(places.pages) == 3
    assert not len(left(places, kept))
    assert {finding.outcome for finding in same["4-3.5"].findings} == {Outcome.NOT_MET}
    assert (twice.state, twice.twice, twice.gone, twice.like, twice.once) == ("done", 3, 0, 18, 0)
    assert {finding.kind for finding in changed["4-3.5"].findings if finding.outcome is not Outcome.MET} == {"unstable"}
    assert (gone.twice, gone.gone, gone.like) == (3, 3, 18)


def test_a_page_that_does_not_come_says_nothing() -> None:
    """When none of the pages could be seen again nothing is confirmed; one that could speaks for the others."""
    pages = sample("a", "b")
    site = site_of(pages)
    runs = judged(site)
    lost = tuple(replace(one, state=PageState.TIMEOUT) for one in pages)
    none, _ = settled(runs, SPECS, site, Again(pages=lost), LAW.params)
    one, counted = settled(runs, SPECS, site, Again(pages=(pages[0], *lost[1:])), LAW.params)

    assert {finding.values["second"] for finding in none["4-3.5"].findings} == {"unseen"}
    assert {finding.outcome for finding in none["4-3.5"].findings} == {Outcome.UNDECIDED}
    assert {finding.outcome for finding in one["4-3.5"].findings} == {Outcome.NOT_MET}
    assert (counted.twice, counted.like) == (1, 2)
    assert left(Places(pages=tuple((page.url, page.profile) for page in pages)), Again(pages=lost)).pages


def test_what_is_missing_in_one_language_says_nothing_of_the_other() -> None:
    """An item that is not there in kk and ru, and is there in kk the second time, stays missing in ru alone."""

    def check(site: Any, _params: Params) -> Iterator[Finding]:
        titled = any(page.title for page in site.pages)
        yield (met if titled else partial(not_met, "absent"))(part="5-1.1/1", lang="kk")
        yield not_met("absent", part="5-1.1/1", lang="ru")

    needs = frozenset({"pages.title"})
    spec = CheckSpec(id="5", scope="site", needs=needs, kinds=frozenset({"absent"}), pages="desktop", run=check, module=__name__)
    site = site_of(sample(""))
    runs = {"5": run_check(spec, site, LAW.params)}
    again = Again(pages=tuple(replace(one, title="Рәміздер") for one in site.pages))
    after, _ = settled(runs, {"5": spec}, site, again, LAW.params)

    assert [(finding.lang, finding.kind) for finding in after["5"].findings] == [("kk", "unstable"), ("ru", "absent")]


def test_what_two_laws_want_to_see_again_is_seen_once() -> None:
    """Second looks are shared by the methodologies that judge one crawl."""
    one = Places(pages=(("a", "p"), ("b", "p")), targets=("x",), phones=("m",))
    other = Places(pages=(("b", "p"),), documents=("d",), search=True, phones=("m", "n"))

    assert together((one, other)) == Places(
        pages=(("a", "p"), ("b", "p")), documents=("d",), targets=("x",), search=True, phones=("m", "n")
    )


def test_nothing_to_see_again_on_a_site_without_faults() -> None:
    """No finding, no second look."""
    site = site_of(())
    runs = judged(site)

    assert not len(choose(runs, SPECS, site, LAW.params))
    assert settled(runs, SPECS, site, Again(), LAW.params)[1].state == "nothing"


def test_records_in_place_of_others() -> None:
    """Second records stand where the first ones stood; failures at addresses that are alive go away."""
    pages = sample("a", "b", "c")
    dead = replace(pages[2], state=PageState.HTTP_ERROR, status=404)
    second = replace(pages[1], title="екінші")
    shown = Replaced.of((pages[0], pages[1], dead, pages[3]), (second,), {key(dead.url)})

    assert list(shown) == [pages[0], second, pages[3]]
    assert [shown[0], shown[1], shown[2]] == list(shown)
    assert len(shown) == 3
    assert list(shown.only({"url"})) == list(shown)
