"""Bad input: each ends in one clear reason, or in a report that says what was not seen; never in a traceback."""

import socket
import time
from pathlib import Path

import pytest

from crawler import SiteUnreachable
from facts import PageState, TargetState
from tests.crawling import QUICK, crawled, pages
from tests.hostile_server import Reply, bomb, calendar, gigabyte, hostile, page, redirect, self_signed

CLOSED = Reply("User-agent: *\nDisallow: /\n", type="text/plain")


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEKSER_CHROMIUM", "no-such-browser")


def refused(folder: Path, url: str, **fields: object) -> SiteUnreachable:
    """The exception that a crawl of `url` ends in."""
    with pytest.raises(SiteUnreachable) as caught:
        crawled(folder, url, **fields)
    assert "\n" not in str(caught.value)
    return caught.value


def test_unknown_host(tmp_path: Path) -> None:
    """A host that does not exist is told as such."""
    assert refused(tmp_path, "https://no-such-body.invalid/").reason == "dns"


def test_refused_connection(tmp_path: Path) -> None:
    """A port where nobody listens is a refusal."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refused(tmp_path, f"http://127.0.0.1:{port}/").reason == "refused"


def test_untrusted_certificate(tmp_path: Path) -> None:
    """A certificate that nobody vouches for is never passed over."""
    with hostile({"/": Reply(page("Главная"))}, self_signed(tmp_path)) as site:
        error = refused(tmp_path / "audit", site.url("/"))
    assert error.reason == "tls"
    assert "certificate" in str(error)
    assert site.asked == []


def test_plain_http_on_a_tls_address(tmp_path: Path) -> None:
    """A server that speaks no TLS under https is a TLS failure."""
    with hostile({"/": Reply(page("Главная"))}) as site:
        assert refused(tmp_path, site.url("/").replace("http:", "https:")).reason == "tls"


def test_silent_server(tmp_path: Path) -> None:
    """A server that takes the connection and says nothing is a timeout, well within twice the limit."""
    with hostile({"*": Reply(page("Главная"), before=30)}) as site:
        started = time.monotonic()
        assert refused(tmp_path, site.url("/")).reason == "timeout"
    assert time.monotonic() - started < 12


def test_private_address(tmp_path: Path) -> None:
    """Loopback is refused unless allowed, and not one byte is asked."""
    with hostile({"/": Reply(page("Главная"))}) as site:
        assert refused(tmp_path, site.url("/"), allow_private=False).reason == "private-address"
    assert site.asked == []


def test_forbidden_everywhere(tmp_path: Path) -> None:
    """403 for every address is a refusal, not a site without content."""
    with hostile({"*": Reply(page("Forbidden"), 403)}) as site:
        assert refused(tmp_path, site.url("/")).reason == "blocked"


def test_captcha_with_status_200(tmp_path: Path) -> None:
    """A browser check in place of the home page is recognised before anything is judged."""
    check = '<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x.js"></script><body>Checking your browser'
    with hostile({"/": Reply(check)}) as site:
        assert refused(tmp_path, site.url("/")).reason == "blocked"


def test_robots_close_the_site(tmp_path: Path) -> None:
    """A site closed by robots.txt is not asked for a single page."""
    with hostile({"/robots.txt": CLOSED, "/": Reply(page("Главная"))}) as site:
        assert refused(tmp_path, site.url("/")).reason == "robots"
    assert set(site.counts) == {"/robots.txt"}


def test_robots_that_cannot_be_read_close_the_site(tmp_path: Path) -> None:
    """robots.txt with a server error means closed until it answers, and the message says so."""
    with hostile({"/robots.txt": Reply(status=503), "/": Reply(page("Главная"))}) as site:
        error = refused(tmp_path, site.url("/"))
    assert error.reason == "robots"
    assert "503" in str(error)


def test_a_file_at_the_start(tmp_path: Path) -> None:
    """An address that answers with a file is no site."""
    with hostile({"/": Reply(b"%PDF-1.4", type="application/pdf")}) as site:
        assert refused(tmp_path, site.url("/")).reason == "not-html"


def test_redirect_loop_at_the_start(tmp_path: Path) -> None:
    """Redirects without end are told as such."""
    with hostile({"/": redirect("/a"), "/a": redirect("/")}) as site:
        assert refused(tmp_path, site.url("/")).reason == "redirect-loop"
    assert len(site.asked) < 20


def test_start_leads_to_another_resource(tmp_path: Path) -> None:
    """An address that leads to somebody else's site is not followed."""
    with hostile({"/": redirect("http://no-such-body.invalid/")}) as site:
        assert refused(tmp_path, site.url("/")).reason == "redirected"


def test_a_dead_end_behind_a_redirect_off_the_site(tmp_path: Path) -> None:
    """A refusal on another host is doubted where no other host has answered: it may be our own network."""
    with hostile({"/": Reply(page("Главная", "/out")), "/out": redirect("http://[::1]:1/")}) as site:
        seen = crawled(tmp_path, site.url("/"))
    target = seen.targets[site.url("/out")]
    assert (target.state, target.reason) == (TargetState.UNDECIDED, "our-network")
    assert not seen.reached_outside


def test_empty_site(tmp_path: Path) -> None:
    """A home page without links is a report of one page."""
    with hostile({"/": Reply("<title>Пусто</title>")}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert list(pages(seen)) == ["/"]
    assert seen.coverage.complete


def test_one_language_only(tmp_path: Path) -> None:
    """A site without a switch has one home page, in the language that its text is in."""
    with hostile({"/": Reply(page("Главная", "/a")), "/a": Reply(page("Новости"))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert seen.homes == {"ru": site.url("/")}
    assert {one.lang for one in seen.pages} == {"ru"}


def test_windows_1251(tmp_path: Path) -> None:
    """A page in windows-1251 is read as its visitors read it."""
    body = page("Тарихы мен заңдары", lang="ru").replace('<meta charset="utf-8">', "").replace("қ", "к").replace("ң", "н")
    with hostile({"/": Reply(body.encode("cp1251", "replace"), type="text/html; charset=windows-1251")}) as site:
        seen = pages(crawled(tmp_path, site.url("/")))["/"]
    assert seen.charset_used == "windows-1251"
    assert "Министерство" in seen.main_text


def test_broken_html(tmp_path: Path) -> None:
    """Markup that no parser likes still gives its links."""
    body = "<html><body><p><a href='/a'>один<a href=/b>два</p></div></table><table><b><a href=\"/c>три<p"
    with hostile({"/": Reply(body), "/a": Reply(page("A")), "/b": Reply(page("B"))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert {"/", "/a", "/b"} <= set(pages(seen))


def test_redirect_loop_inside(tmp_path: Path) -> None:
    """A loop behind a link stops that page only, and its link is undecided."""
    routes = {"/": Reply(page("Главная", "/a", "/loop")), "/a": Reply(page("А")), "/loop": redirect("/loop2"), "/loop2": redirect("/loop")}
    with hostile(routes) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/loop"].state is PageState.REDIRECT_LOOP
    assert pages(seen)["/a"].ok
    assert seen.targets[site.url("/loop")].reason == "redirect-loop"


@pytest.mark.parametrize("announced", [True, False])
def test_a_gigabyte(tmp_path: Path, announced: bool) -> None:
    """A response of a gigabyte is cut at the limit and stays a document of known kind; its link is alive."""
    with hostile({"/": Reply(page("Главная", "/big.zip")), "/big.zip": gigabyte(announced)}) as site:
        started = time.monotonic()
        seen = crawled(tmp_path, site.url("/"))
    assert time.monotonic() - started < 8
    assert [one.kind for one in seen.documents] == ["zip"]
    assert seen.documents[0].bytes == ((1 << 30) if announced else None)
    assert "larger" in seen.documents[0].why
    assert seen.targets[site.url("/big.zip")].state is TargetState.ALIVE


def test_a_page_larger_than_the_limit(tmp_path: Path) -> None:
    """A page above the limit is not judged by its half."""
    with hostile({"/": Reply(page("Главная", "/big")), "/big": Reply(page("Большая", text="слово " * 300_000))}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/big"].state is PageState.TOO_LARGE
    assert seen.coverage.failed == (site.url("/big"),)


def test_a_page_that_breaks_off(tmp_path: Path) -> None:
    """Half a page is not judged; one that was whole before the connection broke is."""
    whole, half = page("Целая"), page("Половина").partition("</main>")[0]
    routes = {"/": Reply(page("Главная", "/whole", "/half")), "/whole": Reply(whole, lost=900), "/half": Reply(half, lost=900)}
    with hostile(routes) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/whole"].ok
    assert pages(seen)["/half"].state is PageState.BROKEN
    assert seen.coverage.failed == (site.url("/half"),)


def test_gzip_bomb(tmp_path: Path) -> None:
    """A small packed response that unpacks to a hundred megabytes is cut like any other."""
    with hostile({"/": Reply(page("Главная", "/bomb")), "/bomb": bomb()}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert pages(seen)["/bomb"].state is PageState.TOO_LARGE
    assert pages(seen)["/bomb"].bytes <= QUICK.page_bytes


def test_endless_drip(tmp_path: Path) -> None:
    """A page that comes byte by byte is cut by the clock, and its link is undecided."""
    with hostile({"/": Reply(page("Главная", "/drip")), "/drip": Reply(page("Медленно") * 9, slowly=400)}) as site:
        started = time.monotonic()
        seen = crawled(tmp_path, site.url("/"))
    assert time.monotonic() - started < 15
    assert pages(seen)["/drip"].state is PageState.TIMEOUT
    assert seen.targets[site.url("/drip")].reason == "timeout"


def test_endless_calendar(tmp_path: Path) -> None:
    """A calendar without end is cut, said so, and the rest of the site is seen whole."""
    news = {
        f"/news/{n}": Reply(page(f"Новость {n}", text=f"событие {'абвгдежзик'[n % 10] * 3}{'лмнопрсту'[n % 9] * 2} слово"))
        for n in range(90)
    }
    home = Reply(page("Главная", "/calendar?month=0", *news))
    with hostile({"/": home, "/calendar": calendar, **news}) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert seen.coverage.stopped_by == "trap-guard"
    assert len(seen.coverage.trapped) == 1
    assert seen.coverage.not_visited == 0
    assert 50 < sum(url.startswith("/calendar") for url in pages(seen)) < 90
    assert sum(url.startswith("/news") for url in pages(seen)) == 90


def test_relative_links_that_grow(tmp_path: Path) -> None:
    """A relative link that makes the path longer each time ends soon."""
    with hostile(
        {"/": Reply(page("Главная", "deeper/page")), "*": lambda path: Reply(page(f"Глубина {path.count('/')}", "deeper/page"))}
    ) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert len(pages(seen)) < 15
    assert seen.coverage.trapped


def test_slow_but_sound(tmp_path: Path) -> None:
    """A slow site is seen whole as long as each page comes within its limit."""
    with hostile(
        {"/": Reply(page("Главная", "/a", "/b"), before=0.3), "/a": Reply(page("А"), before=0.5), "/b": Reply(page("Б"), slowly=5)}
    ) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert {url for url, one in pages(seen).items() if one.ok} == {"/", "/a", "/b"}


def test_a_site_that_stops_answering(tmp_path: Path) -> None:
    """A site that turns the program away after the first page is not asked for ever, and the rest stands as not visited."""
    with hostile(
        {"/": Reply(page("Главная", *(f"/{n}" for n in range(200)))), "/robots.txt": Reply(status=404), "*": Reply(status=403)}
    ) as site:
        seen = crawled(tmp_path, site.url("/"))
    assert seen.coverage.not_visited > 100
    assert not seen.coverage.complete
    assert site.counts.total() < 100
