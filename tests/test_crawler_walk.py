"""The crawl against a real server: what is seen, in which order, how politely, and what is kept."""

import random
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from crawler import Interrupted, Silent, crawl
from crawler.session import Clock, Session
from crawler.targets import of_this_host
from facts import PageState, Scope, Target, TargetState
from tests.crawling import QUICK, Watch, crawled, held, new_file, pages, plan, without_times
from tests.hostile_server import Reply, Routes, hostile, page, redirect, self_signed

TEXT = "text/plain"


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEKSER_CHROMIUM", "no-such-browser")


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests run in the background and a shell has turned it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def two_languages(items: int, late: random.Random | None = None) -> Routes:
    """A site in kk and ru whose pages link to one another; `late` makes each answer come after a random while."""
    routes: dict[str, Reply] = {"/": redirect("/kk/")}
    for lang, other in (("kk", "ru"), ("ru", "kk")):
        for n in ("", *(f"item/{n}" for n in range(items))):
            switch = f'<ul class="languages"><li><a href="/{other}/{n}">{"Русский" if other == "ru" else "Қазақша"}</a></li></ul>'
            body = page(f"{lang} {n}", *(f"/{lang}/item/{m}" for m in range(items)), f"/files/{n or 'home'}.txt", lang=lang, head=switch)
            routes[f"/{lang}/{n}"] = Reply(body, before=late.uniform(0, 0.05) if late else 0.0)
    routes["*"] = Reply("Текст документа, которого достаточно для проверки.", type=TEXT)
    return routes


def state(target: Target) -> tuple[str, str]:
    """State and reason of a target."""
    return target.state.value, target.reason


def test_same_pages_whatever_the_timing(tmp_path: Path) -> None:
    """Two crawls of an unchanged site under a page budget give the same facts, though answers come in another order."""
    with hostile(two_languages(12, random.Random(1))) as site:
        one = crawled(tmp_path / "1", site.url("/"), max_pages=13)
    with hostile(two_languages(12, random.Random(2))) as again:
        other = crawled(tmp_path / "2", again.url("/"), max_pages=13)
    assert list(pages(one)) == list(pages(other))
    assert len(pages(one)) == 13
    assert one.coverage == other.coverage
    assert one.coverage.stopped_by == "max-pages"
    assert {page.lang for page in one.pages} == {"kk", "ru"}


@pytest.mark.parametrize("budget", [None, 13])
def test_same_facts_one_after_another_or_side_by_side(budget: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many requests run side by side decides nothing, whatever the order in which answers come."""
    found = []
    with hostile(two_languages(8, random.Random(3))) as site:
        for together in (1, 8):
            monkeypatch.setattr("crawler.run.Session", partial(Session, together=together))
            found.append(crawled(tmp_path / str(together), site.url("/"), max_pages=budget))
    one, eight = found
    assert without_times(one) == without_times(eight)


def test_twice_the_same_facts(tmp_path: Path) -> None:
    """Two whole crawls differ in nothing but times."""
    with hostile(two_languages(6)) as site:
        one, other = (crawled(tmp_path / name, site.url("/")) for name in "ab")
    assert without_times(one) == without_times(other)


def test_budget_cuts_languages_alike(tmp_path: Path) -> None:
    """Under a page budget each language version has its share."""
    with hostile(two_languages(20)) as site:
        seen = pages(crawled(tmp_path, site.url("/"), max_pages=10))
    assert sum(one.lang == "kk" for one in seen.values()) == 5


def test_each_address_is_asked_once(tmp_path: Path) -> None:
    """However many links lead to an address, and however they spell it, it is asked for once."""
    spelled = page("Главная", "/a", "/a#x", "/a?utm_source=y", "/./a", "/b", "/A%2e", "http://LOCALHOST/")
    with hostile({"/": Reply(spelled), "/a": Reply(page("А", "/", "/b", "/a")), "/b": Reply(page("Б", "/a"))}) as site:
        crawled(tmp_path, site.url("/"))
    assert site.counts["/a"] == site.counts["/b"] == site.counts["/"] == 1


def test_versions_homes_and_pairs(tmp_path: Path) -> None:
    """Languages come from the path, homes from the switch, and pages that lead to one another are pairs."""
    with hostile(two_languages(3)) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert seen.homes == {"kk": site.url("/kk/"), "ru": site.url("/ru/")}
    assert {page.url for page in seen.pages if page.is_home} == set(seen.homes.values())
    assert [dict(pair.urls) for pair in seen.pairs][:1] == [seen.homes]
    assert {pair.how for pair in seen.pairs} == {"switch"}
    assert len(seen.pairs) == 4
    assert seen.start_redirects == (site.url("/kk/"),)


def test_only_the_languages_asked_for(tmp_path: Path) -> None:
    """Pages of a language that was not asked for are not crawled; their home is known, their links are asked."""
    with hostile(two_languages(3)) as site:
        seen = crawled(tmp_path, site.url("/"), langs=("kk",))
    assert {page.lang for page in seen.pages} == {"kk"}
    assert seen.homes["ru"] == site.url("/ru/")
    assert state(seen.targets[site.url("/ru/item/1")]) == ("alive", "")
    assert seen.coverage.complete


def test_address_and_text_of_another_language(tmp_path: Path) -> None:
    """A Russian text at a Kazakh address stays a page of the Kazakh version, and the text's language is a fact beside it."""
    with hostile({"/": Reply(page("Главная", "/kk/a", lang="ru")), "/kk/a": Reply(page("Страница", lang="ru"))}) as site:
        seen = pages(crawled(tmp_path, site.url("/")))["/kk/a"]
    assert (seen.lang, seen.lang_from, seen.text_lang) == ("kk", "path", "ru")


def test_redirects_and_aliases(tmp_path: Path) -> None:
    """A page is kept under the address it answers at; the address that redirects to it is an alive target."""
    routes = {"/": Reply(page("Главная", "/old", "/new", "/older")), "/old": redirect("/new", 301), "/new": Reply(page("Новая"))}
    with hostile({**routes, "/older": redirect("/other"), "/other": Reply(page("Иная"))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert list(pages(seen)) == ["/", "/new", "/other"]
    assert [(hop.url, hop.status) for hop in pages(seen)["/other"].redirects] == [(site.url("/older"), 302)]
    assert seen.targets[site.url("/old")].final_url == site.url("/new")


def test_robots_are_kept_and_recorded(tmp_path: Path) -> None:
    """What robots.txt closes is not asked, stands in the coverage, and its link is undecided."""
    robots = Reply("User-agent: *\nDisallow: /search\nDisallow: /uploads/\n", type=TEXT)
    home = Reply(page("Главная", "/search?q=1", "/uploads/a.pdf", "/open"))
    with hostile({"/robots.txt": robots, "/": home, "/open": Reply(page("Открыто"))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    closed = (site.url("/search?q=1"), site.url("/uploads/a.pdf"))
    assert seen.coverage.refused_by_robots == closed
    assert not {"/search?q=1", "/uploads/a.pdf"} & {line.split()[1] for line in site.asked}
    assert [state(seen.targets[url]) for url in closed] == [("undecided", "robots")] * 2
    assert [(one.state, one.kind) for one in seen.documents] == [(PageState.ROBOTS, "pdf")]
    assert pages(seen)["/search?q=1"].state is PageState.ROBOTS


def test_paths_opened_by_the_owner(tmp_path: Path) -> None:
    """A path that the owner opened to the audit is asked although robots.txt closes it (D-20)."""
    robots = Reply("User-agent: *\nDisallow: /uploads/\n", type=TEXT)
    files = {"/uploads/a.txt": Reply("Текст документа на несколько слов", type=TEXT), "/uploads/b.txt": Reply("x", type=TEXT)}
    with hostile({"/robots.txt": robots, "/": Reply(page("Главная", *files)), **files}) as site:
        seen = crawled(tmp_path, site.url("/"), opened_paths=("/uploads/a",), opened_by="owner")
    assert [one.state for one in seen.documents] == [PageState.OK, PageState.ROBOTS]


def test_crawl_delay(tmp_path: Path) -> None:
    """Requests are as far apart as robots.txt asks."""
    robots = Reply("User-agent: *\nCrawl-delay: 0.2\n", type=TEXT)
    with hostile({"/robots.txt": robots, "/": Reply(page("Главная", "/a", "/b")), "*": Reply(page("Стр"))}) as site:
        crawled(tmp_path, site.url("/"))
    gaps = [later - earlier for earlier, later in zip(site.times[1:], site.times[2:], strict=False)]
    assert sum(gaps) / len(gaps) > 0.15  # a busy machine hears two at once now and then


def test_hosts_elsewhere_are_spared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from loopback a host is asked at most ten times a second, slower when it answers slowly."""

    async def elsewhere(*_: object) -> bool:
        return False

    monkeypatch.setattr("crawler.run._on_loopback", elsewhere)
    with hostile({"/": Reply(page("Главная", *(f"/{n}" for n in range(9)))), "*": lambda path: Reply(page(path))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert len(pages(seen)) == 10
    assert (site.times[-1] - site.times[0]) / (len(site.times) - 1) > 0.09


def test_retry_after(tmp_path: Path) -> None:
    """A host that asks for a pause gets it, then the page is seen."""
    tries: list[str] = []

    def busy(path: str) -> Reply:
        tries.append(path)
        return Reply(status=429, headers={"Retry-After": "1"}) if len(tries) == 1 else Reply(page("Готово"))

    with hostile({"/": Reply(page("Главная", "/busy")), "/busy": busy}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/busy"].ok
    moments = [moment for line, moment in zip(site.asked, site.times, strict=True) if line == "GET /busy"]
    assert len(moments) == 2
    assert moments[1] - moments[0] > 0.95


def test_server_errors_are_asked_again(tmp_path: Path) -> None:
    """A page that fails is tried three times, then it is a failure of coverage and a dead target."""
    with hostile({"/": Reply(page("Главная", "/broken")), "/broken": Reply(status=500)}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert site.counts["/broken"] == 3
    assert seen.coverage.failed == (site.url("/broken"),)
    assert state(seen.targets[site.url("/broken")]) == ("dead", "http-5xx")


def test_sitemap(tmp_path: Path) -> None:
    """Pages that only a sitemap names are visited too, after all that links lead to; a linked one keeps its clicks."""
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{}/pages.xml</loc></sitemap></sitemapindex>'
    locations = "".join(f"<url><loc>{{0}}{path}</loc></url>" for path in ("/hidden", "/linked", "/"))
    urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
    routes: dict[str, Reply] = {"/": Reply(page("Главная", "/linked")), "/linked": Reply(page("А")), "/hidden": Reply(page("Б"))}
    with hostile(routes) as site:
        routes["/robots.txt"] = Reply(f"Sitemap: {site.url('/map.xml')}\n", type=TEXT)
        routes["/map.xml"] = Reply(index.format(site.origin), type="application/xml")
        routes["/pages.xml"] = Reply(urls.format(site.origin), type="application/xml")
        seen = crawled(tmp_path, site.url("/"))
    assert seen.sitemap_urls == 3
    assert pages(seen)["/hidden"].depth > 50
    assert pages(seen)["/linked"].depth == 1


def test_soft_not_found(tmp_path: Path) -> None:
    """Pages that say "not found" with status 200, in words or by being what any wrong address shows, are dead targets."""
    nothing = Reply(page("Сайт министерства", text="К сожалению, здесь ничего нет, вернитесь на главную страницу сайта."))
    words = Reply(page("Бет табылмады", lang="kk", text="Кешіріңіз"))
    with hostile({"/": Reply(page("Главная", "/wrong", "/words", "/a")), "/words": words, "/a": Reply(page("А")), "*": nothing}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert [pages(seen)[path].state for path in ("/wrong", "/words", "/a")] == [
        PageState.NOT_FOUND_SOFT,
        PageState.NOT_FOUND_SOFT,
        PageState.OK,
    ]
    assert state(seen.targets[site.url("/wrong")]) == ("dead", "soft-404")


def test_link_targets(tmp_path: Path) -> None:
    """Targets on other hosts are alive, dead or undecided as D-14 says, each asked once."""
    outer: dict[str, Reply] = {
        "/ok": Reply(page("Партнёр")),
        "/gone": Reply(status=410),
        "/lost": Reply(status=404),
        "/no-head": Reply(page("Партнёр")),
        "/forbidden": Reply(status=403),
        "/no-programs": Reply(status=999),
        "/challenge": Reply("<title>Just a moment...</title>", status=503),
        "/silent": Reply(page("Партнёр"), before=30),
        "/moved": redirect("/ok"),
        "/robots.txt": Reply("User-agent: *\nDisallow: /closed\n", type=TEXT),
    }
    with hostile(outer) as partner:
        dead = ["http://no-such-body.invalid/", "http://127.0.0.1:1/"]
        links = [
            *(partner.url(path) for path in outer if path != "/robots.txt"),
            partner.url("/closed"),
            *dead,
            "mailto:a@b.kz",
            "tel:+7",
            "#top",
        ]
        site_routes = {"/": Reply(page("Главная", *links, "/inner", "/missing")), "/inner": Reply(page("А", *links))}
        with hostile(site_routes) as site:
            seen = crawled(tmp_path, site.url("/"))
    found = {url.removeprefix(partner.origin): state(target) for url, target in seen.targets.items() if target.external}
    assert found == {
        "/ok": ("alive", ""),
        "/gone": ("dead", "http-410"),
        "/lost": ("dead", "http-404"),
        "/no-head": ("alive", ""),
        "/forbidden": ("undecided", "http-403"),
        "/no-programs": ("undecided", "http-error"),
        "/challenge": ("undecided", "blocked"),
        "/silent": ("undecided", "timeout"),
        "/moved": ("alive", ""),
        "/closed": ("undecided", "robots"),
        dead[0]: ("dead", "dns"),
        dead[1]: ("dead", "refused"),
    }
    assert seen.reached_outside
    assert state(seen.targets[site.url("/missing")]) == ("dead", "http-404")
    assert sum(line.endswith(" /gone") for line in partner.asked) == 1


def test_certificates_of_other_hosts(tmp_path: Path) -> None:
    """A certificate that vouches for itself is a dead link; one whose issuer was not sent may open in a browser."""
    (tmp_path / "b").mkdir()
    routes: Routes = {"/": Reply(page("Партнёр"))}
    home: Routes = {}
    unsent = self_signed(tmp_path / "b", issuer="Some CA")
    with hostile(routes, self_signed(tmp_path)) as alone, hostile(routes, unsent) as chained, hostile(home) as site:
        home["/"] = Reply(page("Главная", alone.url("/"), chained.url("/")))
        seen = crawled(tmp_path / "audit", site.url("/"))
    assert state(seen.targets[alone.url("/")]) == ("dead", "tls")
    assert state(seen.targets[chained.url("/")]) == ("undecided", "tls-chain")


def test_a_site_that_refuses_page_after_page(tmp_path: Path) -> None:
    """After many refusals in a row nothing more is asked, and the crawl does not say that it is done."""
    routes: dict[str, Reply] = {"/": Reply(page("Главная", *(f"/p/{n:03}" for n in range(60)))), "*": Reply(status=403)}
    with hostile(routes) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert seen.coverage.stopped_by == "site-refused"
    assert seen.coverage.not_visited
    assert not seen.coverage.complete


def test_without_the_outside_world(tmp_path: Path) -> None:
    """Where no other host answers, their absence may be our own network's fault."""
    with hostile({"/": Reply(page("Главная", "http://no-such-body.invalid/"))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert state(seen.targets["http://no-such-body.invalid/"]) == ("undecided", "our-network")


def test_other_pages_of_the_own_host_are_no_outside(tmp_path: Path) -> None:
    """On gov.kz other bodies' pages share the host: that they answer says nothing of whether other hosts can be reached."""
    body = page("Министерство", "/memleket/entities/other/about", "http://no-such-body.invalid/")
    routes: Routes = {"/memleket/entities/body": Reply(body), "/memleket/entities/other/about": Reply(page("Другое"))}
    with hostile(routes) as site:
        seen = crawled(tmp_path, site.url("/memleket/entities/body"))
    assert state(seen.targets[site.url("/memleket/entities/other/about")]) == ("alive", "")
    assert not seen.reached_outside
    assert state(seen.targets["http://no-such-body.invalid/"]) == ("undecided", "our-network")


def test_own_host_that_refuses_midway() -> None:
    """A site that stops taking connections has no dead links for it: what it did not give is undecided."""
    scope = Scope(origin="https://body.gov.kz")
    told = {
        url: of_this_host(scope, Target(url=url, state=TargetState.DEAD, reason=reason)).state
        for url, reason in (
            ("https://body.gov.kz/a", "refused"),
            ("https://body.gov.kz/b", "http-404"),
            ("https://other.gov.kz/", "refused"),
        )
    }
    assert list(told.values()) == [TargetState.UNDECIDED, TargetState.DEAD, TargetState.DEAD]


def test_one_answer_among_many_failures_proves_no_outside(tmp_path: Path) -> None:
    """A network that lets a single host through cannot tell that the others are dead."""
    with hostile({"/": Reply(page("Партнёр"))}) as partner:
        lost = [f"http://no-such-body-{n}.invalid/" for n in range(9)]
        with hostile({"/": Reply(page("Главная", partner.url("/"), *lost))}) as site:
            seen = crawled(tmp_path, site.url("/"))
    assert not seen.reached_outside
    assert {state(seen.targets[url]) for url in lost} == {("undecided", "our-network")}


def test_the_home_page_under_another_address(tmp_path: Path) -> None:
    """`/index.html` shows the home page and is no page of its own that would owe a way home."""
    home = page("Басты бет", "/index.html", "/a", lang="kk")
    inner = page("Ішкі бет", "/index.html", lang="kk")
    with hostile({"/": Reply(home), "/index.html": Reply(home), "/a": Reply(inner)}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert {path: found.is_home for path, found in pages(seen).items()} == {"/": True, "/index.html": True, "/a": False}


def test_prefix_of_a_shared_host(tmp_path: Path) -> None:
    """A path is a resource of its own: neighbours are outside, files under shared paths are its documents (D-19)."""
    base = "/memleket/entities/abc"
    home = page("Главная", f"{base}/press", "/memleket/entities/abcd", "/uploads/a.txt", "/services/5", "/")
    routes = {base: Reply(home), f"{base}/press": Reply(page("Пресса")), "/uploads/a.txt": Reply("Текст в несколько слов", type=TEXT)}
    with hostile({**routes, "/services/5": Reply(page("Услуга", "/services/6")), "*": Reply(page("Портал"))}) as site:
        seen = crawled(tmp_path, site.url(f"{base}?lang=ru").partition("?")[0])
    assert seen.scope == Scope(origin=site.origin, prefix=base, shared=("/services", "/uploads"))
    assert list(pages(seen)) == [base, f"{base}/press"]
    assert [one.url for one in seen.documents] == [site.url("/uploads/a.txt")]
    assert [one.linked_from for one in seen.documents] == [(site.url(base),)]
    assert state(seen.targets[site.url("/services/5")]) == ("alive", "")
    assert site.url("/services/6") not in seen.targets


def test_a_shell_without_a_browser(tmp_path: Path) -> None:
    """A page whose content comes from JavaScript is not judged where no browser can show it."""
    shell = '<title>Портал</title><div id="root"></div><script src="/app.js"></script>'
    with hostile({"/": Reply(page("Главная", "/app")), "/app": Reply(shell)}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/app"].state is PageState.BROWSER
    assert pages(seen)["/app"].needs_browser
    assert not seen.coverage.complete
    assert [(used.status, bool(used.why)) for used in seen.profiles] == [("unavailable", True)]


def test_time_budget(tmp_path: Path) -> None:
    """When the minutes are used up the crawl ends, says so, and what was seen is kept."""
    routes = {"/": Reply(page("Главная", *(f"/{n}" for n in range(400)))), "*": lambda path: Reply(page(f"Стр {path}"), before=0.2)}
    with hostile(routes) as site:
        seen = crawled(tmp_path, site.url("/"), max_minutes=0.05)
    assert seen.coverage.stopped_by == "max-minutes"
    assert seen.coverage.not_visited > 100
    assert len(pages(seen)) > 5


def test_more_time_goes_on_where_the_minutes_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the minutes nothing more is asked, and links say so; with more of them all of it is there, and asked for once."""
    routes = {
        "/": Reply(page("Главная", *(f"/{n}" for n in range(60)), "http://127.0.0.1:9/outside")),
        "*": lambda path: Reply(page(f"Страница {path}")),
    }
    with hostile(routes) as site:
        asked = plan(site.url("/"), max_minutes=1000)
        with new_file(tmp_path, asked) as file:
            with monkeypatch.context() as hurried:
                hurried.setattr(Clock, "over", lambda _, share=1.0: bool(share) and len(site.asked) >= 30)
                crawl(asked, file, Silent(), limits=QUICK)
            stopped, first = held(file.site()), site.counts.total()
            crawl(asked, file, Silent(), limits=QUICK)
            whole = held(file.site())
        again = site.counts

    assert stopped.coverage.stopped_by == "max-minutes"
    assert stopped.targets["http://127.0.0.1:9/outside"].reason == "not-asked"
    assert first < 50
    assert whole.coverage.stopped_by == "done"
    assert len(pages(whole)) == 61
    assert {again[f"/{n}"] for n in range(60)} == {1}


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(("phase", "step"), [("fetch", 8), ("links", 1)])
def test_interrupted_and_gone_on_with(phase: str, step: int, tmp_path: Path) -> None:
    """Ctrl-C keeps what was seen; the next run asks for nothing twice and ends with the same facts as an unbroken one."""
    stopped = []

    def stop(now: str, done: int, _known: int, _current: str) -> None:
        if now == phase and done == step and not stopped:
            stopped.append(now)
            signal.raise_signal(signal.SIGINT)

    slow: Routes = {f"/{n}": Reply(page("Партнёр"), before=n / 5) for n in range(4)}
    routes = two_languages(12)
    with hostile(slow) as partner, hostile(routes) as site:
        routes["/kk/item/3"] = Reply(page("kk item/3", *map(partner.url, slow), lang="kk"))
        whole = crawled(tmp_path / "whole", site.url("/"))
        asked = plan(site.url("/"))
        with new_file(tmp_path / "broken", asked) as file:
            with pytest.raises(Interrupted):
                crawl(asked, file, Watch(stop), limits=QUICK)
            assert (file.site().coverage.stopped_by == "interrupted") == (phase == "fetch")
            kept = {page.url.removeprefix(site.origin) for page in file.pages()}
            site.asked.clear()
            crawl(asked, file, Silent(), limits=QUICK)
            mended = held(file.site())
    again = {path for path in kept if site.counts[path]} - {"/kk/", "/ru/"}
    assert len(kept) >= 7
    assert not again
    assert without_times(mended) == without_times(whole)


def test_what_was_not_asked_stays_undecided(tmp_path: Path) -> None:
    """Links to pages that the budget left out are undecided, not alive and not dead."""
    with hostile({"/": Reply(page("Главная", "/a", "/b", "/c")), "*": lambda path: Reply(page(path))}) as site:
        seen = crawled(tmp_path, site.url("/"), max_pages=2)
    states = sorted(state(target) for target in seen.targets.values())
    assert states == [("alive", ""), ("alive", ""), ("undecided", "not-asked"), ("undecided", "not-asked")]
    assert seen.targets[site.url("/a")].state is TargetState.ALIVE
