"""No path gives points or takes them because of an error: the whole table of reasons against every check.

One crawl of the flawless sample site, without a browser, gives the facts; what a browser would add is put in by hand. Then
pages, link targets and probes are made to end in each row of the table. Whatever that row is, the interval of every
indicator must still hold both what the site is worth (nothing was wrong) and what it would be worth had everything been
wrong there: an error may widen the interval and never move it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import checks.runner
import methodology
import scoring
from audits.body_file import read_body
from crawler import Silent, crawl
from facts import AxeNode, Gap, Live, Page, PageState, Site, Target, TargetState
from facts.reasons import REASONS, Reason
from fixtures.site.server import serve
from tests.crawling import new_file, plan
from tests.sample import BODY, TODAY

Worth = Mapping[str, tuple[Fraction, Fraction]]
LAW = methodology.load("kz-1279")
# of each kind one: news, a list, the site map, a form, questions, a poll, a document's page, the home page of a language, contacts
ROLES = (
    "press/news/1260430",
    "press/announcements",
    "sitemap",
    "citizens/feedback",
    "citizens/faq",
    "citizens/poll",
    "documents/statute",
    "",
    "contacts",
)
STATUS = {
    "http-404": 404,
    "http-410": 410,
    "http-4xx": 418,
    "http-5xx": 500,
    "http-401": 401,
    "http-403": 403,
    "http-429": 429,
    "http-error": 999,
}
PAGE_ROWS = [row for row in REASONS.values() if "page" in row.about and row.key != "ok"]
LINK_ROWS = [row for row in REASONS.values() if "link" in row.about and row.key not in ("ok", "out-of-scope")]
PROBE_ROWS = [row for row in REASONS.values() if "probe" in row.about]
LIVE = Live(
    engine="chromium",
    engine_version="1",
    viewport=(1366, 768),
    page_height=900.0,
    page_width=1366.0,
    title="t",
    axe=(
        AxeNode(
            rule="color-contrast", outcome="pass", selector="p", data={"fgColor": "#000000", "bgColor": "#ffffff", "contrastRatio": "21"}
        ),
    ),
    text_runs=(),
)
PALE = (
    AxeNode(
        rule="color-contrast",
        outcome="violation",
        selector="p",
        data={"fgColor": "#aaaaaa", "bgColor": "#ffffff", "contrastRatio": "2.3", "text": "Мәтін"},
    ),
)


@pytest.fixture(scope="module")
def flawless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Facts of the flawless sample site in Kazakh and Russian."""
    before = os.environ.get("TEKSER_CHROMIUM")
    os.environ["TEKSER_CHROMIUM"] = "no-such-browser"
    try:
        with serve(shape="paths", defects=frozenset(), today=TODAY) as served:
            asked = plan(served.url, body=read_body(BODY), langs=("kk", "ru"))
            with new_file(tmp_path_factory.mktemp("flawless") / "audit", asked) as file:
                crawl(asked, file, Silent())
                site = file.site()
                pages = (page for page in site.pages if page.profile == "desktop-chrome" and _kept(page, site))
                yield replace(site, pages=tuple(map(_seen_live, pages)), targets=_led_to(site))
    finally:
        os.environ.pop("TEKSER_CHROMIUM") if before is None else os.environ.update(TEKSER_CHROMIUM=before)


def _kept(page: Page, site: Site) -> bool:
    """A smaller site that is judged in no time: the chosen pages, the tops of sections, and some news."""
    path = page.url.removeprefix(site.scope.origin).strip("/")
    return _chosen(page, site) or path.count("/") <= 1 or path.endswith("/press/news")


def _led_to(site: Site) -> Mapping[str, Target]:
    return {url: replace(target, state=TargetState.ALIVE, reason="") for url, target in site.targets.items()}


def _seen_live(page: Page) -> Page:
    """The page as if a browser had visited it."""
    forms = tuple(replace(form, fields=tuple(replace(one, accepts=30) for one in form.fields)) for form in page.forms)
    return replace(page, sampled=page.is_home, live=LIVE if page.is_home else None, forms=forms, gaps={}, rendered=page.is_home)


def worth(site: Site) -> Worth:
    """Points of every row, at least and at most."""
    verdict = scoring.judge(checks.runner.run(site, LAW.params), LAW, "cgb")
    return {row.id: (row.points.low, row.points.high) for row in verdict.indicators}


@pytest.fixture(scope="module")
def clean(flawless: Site) -> Worth:
    """What the flawless site is worth."""
    return worth(flawless)


def _chosen(page: Page, site: Site) -> bool:
    path = page.url.removeprefix(site.scope.origin).strip("/")
    return page.url != site.start_url and path.partition("/")[2] in ROLES


def with_pages(site: Site, change: Callable[[Page], Page]) -> Site:
    """The site with the chosen pages changed."""
    return replace(site, pages=tuple(change(page) if _chosen(page, site) else page for page in site.pages))


def _bare(page: Page) -> Page:
    """The worst page: it is there, and holds nothing that it should and a picture without a word."""
    live = replace(LIVE, axe=PALE) if page.live else None
    return Page(
        url=page.url,
        final_url=page.final_url,
        state=PageState.OK,
        profile=page.profile,
        status=200,
        depth=page.depth,
        lang=page.lang,
        lang_from=page.lang_from,
        is_home=page.is_home,
        sampled=page.sampled,
        rendered=page.rendered,
        live=live,
        template="bare",
        main_words=120,
    )


def _ended(page: Page, row: Reason) -> Page:
    """The record of a page that was never seen."""
    status = STATUS.get(row.key)
    state = PageState(row.key) if row.key in set(PageState) else PageState.BLOCKED if row.blame == "blocked" else PageState.HTTP_ERROR
    if row.key in ("went-away", "no-content", "no-browser", "not-rendered", "not-gathered", "not-asked"):
        state = PageState.BROWSER
    return replace(_bare(page), state=state, status=status, live=None, template="", main_words=0)


def _covering(site: Site, row: Reason) -> Site:
    urls = tuple(page.url for page in site.pages if not page.ok)
    robots = row.key == "robots"
    failed = () if robots or row.seen else urls
    return replace(site, coverage=replace(site.coverage, refused_by_robots=urls if robots else (), failed=failed))


def moved(after: Worth, clean: Worth, wrong: Worth, *, both: bool) -> dict[str, str]:
    """Rows whose interval has lost what the site may be worth."""
    lost: dict[str, str] = {}
    for name, (low, high) in after.items():
        if high < clean[name][1]:
            lost[name] = f"takes points: at most {high}, was {clean[name][1]}"
        elif both and low > wrong[name][0]:
            lost[name] = f"gives points: at least {low}, would be {wrong[name][0]}"
    return lost


@pytest.fixture(scope="module")
def all_wrong(flawless: Site) -> Worth:
    """What the site is worth when the chosen pages are the worst."""
    return worth(with_pages(flawless, _bare))


@pytest.mark.parametrize("row", PAGE_ROWS, ids=lambda row: row.key)
def test_pages(flawless: Site, clean: Worth, all_wrong: Worth, row: Reason) -> None:
    """Pages of every kind that ended so.

    What robots.txt closes is no part of what is read over all pages (D-20), and where nothing is for anybody nothing is
    judged: these two may not take points, and need not leave open what such a page could have shown.
    """
    site = _covering(with_pages(flawless, lambda page: _ended(page, row)), row)
    lost = moved(worth(site), clean, all_wrong, both=not (row.seen or row.key == "robots"))
    if row.seen:  # what is not there is missing
        lost = {name: why for name, why in lost.items() if why.startswith("gives")}
    elif row.dead:  # links to it are dead (D-14)
        lost = {name: why for name, why in lost.items() if name not in ("4-2.10", "4-2.10/1")}

    assert lost == {}


@pytest.mark.parametrize("row", LINK_ROWS, ids=lambda row: row.key)
def test_links(flawless: Site, clean: Worth, all_dead: Worth, row: Reason) -> None:
    """Links to other sites that ended so: a dead one takes the link's points and no others, any other takes and gives nothing."""
    state = TargetState.DEAD if row.dead else TargetState.UNDECIDED
    lost = moved(_ending(flawless, state, row.key), clean, all_dead, both=True)

    assert set(lost) == ({"4-2.10", "4-2.10/1"} if row.dead else set())
    assert all_dead["4-2.10/1"][1] < clean["4-2.10/1"][1]


def _ending(site: Site, state: TargetState, reason: str) -> Worth:
    """What the site is worth when every outer link ends so."""
    ended = {url: Target(url=url, state=state, reason=reason, external=True) for url, target in site.targets.items() if target.external}
    assert ended
    return worth(replace(site, targets={**site.targets, **ended}))


@pytest.fixture(scope="module")
def all_dead(flawless: Site) -> Worth:
    """What the site is worth when every outer link is dead."""
    return _ending(flawless, TargetState.DEAD, "http-404")


@pytest.mark.parametrize("row", PROBE_ROWS, ids=lambda row: row.key)
def test_probes(flawless: Site, clean: Worth, all_pale: Worth, row: Reason) -> None:
    """What only a live page shows, on every page of the sample where it was tried and ended so."""
    gap = Gap(row.key)
    names = ("live", "live.axe", "live.text_runs", "search", "rendered")
    after = all_live(flawless, lambda page: replace(page, live=None, gaps=dict.fromkeys(names, gap)))
    half = all_live(flawless, lambda page: replace(page, live=replace(LIVE, axe=None, text_runs=None), gaps=dict.fromkeys(names[1:], gap)))

    assert moved(after, clean, all_pale, both=True) == {}
    assert moved(half, clean, all_pale, both=True) == {}


def all_live(site: Site, change: Callable[[Page], Page]) -> Worth:
    """What the site is worth with the pages that a browser visited changed."""
    return worth(replace(site, pages=tuple(change(page) if page.live else page for page in site.pages)))


@pytest.fixture(scope="module")
def all_pale(flawless: Site) -> Worth:
    """What the site is worth when a browser finds pale text on every page that it visits."""
    pale = all_live(flawless, lambda page: replace(page, live=replace(LIVE, axe=PALE)))
    assert pale["4-3.7"] == (Fraction(0), Fraction(0))
    return pale


def test_the_worst_pages_do_take_points(clean: Worth, all_wrong: Worth) -> None:
    """The tests above compare with something: many rows fall when the chosen pages are the worst."""
    fallen = {name for name in clean if all_wrong[name][0] < clean[name][0]}

    assert {"4-2.3", "4-2.4", "4-3.5", "4-3.7", "4-4.1", "4-4.2", "4-4.4"} <= fallen


def test_chosen_pages_are_there(flawless: Site) -> None:
    """Each role is a page of both languages."""
    found = {page.url.removeprefix(flawless.scope.origin) for page in flawless.pages if _chosen(page, flawless)}

    assert len(found) >= 2 * (len(ROLES) - 1), sorted(found)
    assert Path(BODY).exists()
