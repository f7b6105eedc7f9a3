"""The crawler's pure parts: addresses, scope, versions, traps, order, sample, robots."""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import choose_sample
from crawler.asking import retry_after
from crawler.browser import Rendered
from crawler.client import Answer, Client, Limits
from crawler.extract import urls
from crawler.frontier import Frontier, in_order, in_turn
from crawler.network import FetchFailed, Resolver, is_private
from crawler.pages import rendered_page
from crawler.recognise import says_not_found, turned_away
from crawler.robots import Robots, read_robots
from crawler.scope import place, scope_of
from crawler.sitemaps import parse_sitemap
from crawler.traps import BARREN, TrapGuard, absurd, pattern
from crawler.urls import canonical, origin, same_host
from crawler.versions import Pairing, address_language, home_path, page_language, swapped
from facts import Field, Form, Heading, Lang, LanguagePair, Media, Page, PageState, Scope, SwitchLink
from tests.hostile_server import Reply, hostile

BASE = "https://mid.gov.kz/"


def seen(url: str, **fields: object) -> Page:
    """A page that was seen."""
    return Page(**{"url": url, "final_url": url, "state": PageState.OK, "profile": "desktop-chrome"} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://MID.gov.kz:443/a#top", "https://mid.gov.kz/a"),
        ("/kk/../ru/./x", "https://mid.gov.kz/ru/x"),
        ("?special=1?special=1", "https://mid.gov.kz/?special=1"),
        ("/a?utm_source=x&b=2&fbclid=1&a=1", "https://mid.gov.kz/a?b=2&a=1"),
        ("/жаңалық%3f?q=%d0%b6", "https://mid.gov.kz/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B%3F?q=%D0%B6"),
        ("/a;jsessionid=AB12?x=1", "https://mid.gov.kz/a?x=1"),
        ("mailto:a@b.kz", ""),
        ("http://mid.gov.kz:99999/", ""),
        ("http://[bad", ""),
    ],
)
def test_canonical(url: str, key: str) -> None:
    """Spellings of one address have one key; what is no address has none."""
    assert canonical(url, BASE) == key


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "port", ["", "0", "8", "80", "443", "8080", "08080", "36429", "59999", "60000", "65000", "65535", "65536", "99999", "80١", "808٠", "x"]
)
def test_the_short_way_for_plain_addresses_is_the_long_way(scheme: str, port: str) -> None:
    """An address with a port, or with what is none, has the key that spelling it out gives."""
    url = f"{scheme}://mid.gov.kz:{port}/kk/a?b=1"
    key = urls._spelled_out(url)

    assert urls.canonical(url) == key
    assert canonical(url) == (key if not port or (port.isascii() and port.isdecimal() and int(port) < 65_536) else "")
    assert origin(key) == key.partition("/kk/a")[0]
    assert not same_host(key, BASE) or port in {"", "80", "443"}  # whatever stands there, it is compared


@given(st.text(max_size=60))
def test_canonical_is_stable(text: str) -> None:
    """The key of a key is the key, whatever stands in a link."""
    key = canonical(text, BASE)
    assert canonical(key, BASE) == key


def test_same_host() -> None:
    """www and scheme make no other host; a port does."""
    assert same_host("http://mid.gov.kz/", "https://www.mid.gov.kz/x")
    assert not same_host("http://127.0.0.1:80/", "http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    ("asked", "final", "prefix"),
    [
        (BASE, BASE, "/"),
        (BASE, "https://www.mid.gov.kz/web/kk/home.aspx", "/"),
        ("https://mid.gov.kz/kk/index.php", "https://mid.gov.kz/kk/", "/"),
        ("https://mid.gov.kz/?lang=kz", "https://mid.gov.kz/?lang=kz", "/"),
        ("https://egov.kz/cms/ru", "https://egov.kz/cms/ru", "/cms"),
        ("https://www.gov.kz/memleket/entities/mfa", "https://www.gov.kz/memleket/entities/mfa?lang=kk", "/memleket/entities/mfa"),
        ("https://www.gov.kz/memleket/entities/miid", "https://www.gov.kz/memleket/entities/maidd", "/memleket/entities/maidd"),
        ("https://www.gov.kz/memleket/entities/miid", "https://www.gov.kz/", None),
        ("https://mid.gov.kz/", "https://www.gov.kz/memleket/entities/mfa", None),
    ],
)
def test_scope(asked: str, final: str, prefix: str | None) -> None:
    """A root stands for its host, a path for itself; redirects to another owner or to the portal's root are another resource."""
    scope = scope_of(asked, final)
    assert (scope and scope.prefix) == prefix


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://gov.kz/memleket/entities/mfa/press?lang=ru", "inside"),
        ("https://www.gov.kz/memleket/entities/mfa-almaty", "outside"),
        ("https://www.gov.kz/memleket/entities", "outside"),
        ("https://www.gov.kz/uploads/a.pdf", "shared"),
        ("https://www.gov.kz/", "outside"),
        ("https://egov.kz/memleket/entities/mfa", "outside"),
    ],
)
def test_place(url: str, where: str) -> None:
    """Neighbours with a like name are outside, files beside the prefix are shared."""
    assert place(Scope(origin="https://www.gov.kz", prefix="/memleket/entities/mfa"), url) == where


@pytest.mark.parametrize(
    ("url", "lang", "how"),
    [
        ("https://a.kz/kz/news", "kk", "path"),
        ("https://a.kz/cms/rus/news", "ru", "path"),
        ("https://a.kz/x?lang=kz", "kk", "query"),
        ("https://a.kz/x?id=1&Language=ENG", "en", "query"),
        ("https://a.kz/x?lang=", None, ""),
        ("https://a.kz/x?ang=ru", None, ""),
        ("https://a.kz/enterprise", None, ""),
        ("https://a.kz/news?til=kz", "kk", "query"),  # what the switch is read by, addresses are read by too
    ],
)
def test_address_language(url: str, lang: Lang | None, how: str) -> None:
    """Languages are read off whole path segments and known parameters; broken forms name none."""
    assert address_language(url) == (lang, how)


def test_page_language() -> None:
    """The address rules, then the switch; a declared language counts unless the text denies it."""
    url = "https://a.kz/x"
    assert page_language("https://a.kz/kk/x", switched=None, html_lang="ru", text_lang="ru") == ("kk", "path")
    assert page_language(url, switched="ru", html_lang="kk", text_lang="kk") == ("ru", "switch")
    assert page_language(url, switched=None, html_lang="en", text_lang="ru") == ("ru", "text")
    assert page_language(url, switched=None, html_lang="kk-KZ", text_lang="") == ("kk", "html")
    assert page_language(url, switched=None, html_lang="", text_lang="", site_lang="ru") == ("ru", "home")


def test_swapped() -> None:
    """A language code is swapped for those of the same length; an address without one gives nothing."""
    assert swapped("https://a.kz/rus/x", "kk") == ["https://a.kz/kaz/x", "https://a.kz/qaz/x"]
    assert swapped("https://a.kz/x?lang=ru&b=1", "en") == ["https://a.kz/x?lang=en&b=1"]
    assert swapped("https://a.kz/x", "en") == []


def test_home_path() -> None:
    """Language segments and index files do not make a path."""
    assert home_path("https://a.kz/kk/index.php") == ""
    assert home_path("https://a.kz/ru/about/") == "/about"


def test_pairs() -> None:
    """Mutual switches pair pages, a switch that always leads home does not; addresses pair what is left."""

    def to(lang: Lang, url: str) -> SwitchLink:
        return SwitchLink(lang=lang, url=url, selector="a")

    pages = [
        seen("https://a.kz/kk/", lang="kk", switches=(to("ru", "https://a.kz/ru/"),)),
        seen("https://a.kz/ru/", lang="ru", switches=(to("kk", "https://a.kz/kk/"),)),
        seen("https://a.kz/kk/x", lang="kk", switches=(to("ru", "https://a.kz/ru/"),)),
        seen("https://a.kz/ru/x", lang="ru", switches=(to("kk", "https://a.kz/kk/"),)),
        seen("https://a.kz/ru/lonely", lang="ru"),
    ]

    def pairs(noted: Iterable[Page]) -> tuple[LanguagePair, ...]:
        pairing = Pairing({page.url: page.lang for page in pages if page.lang}, {})
        for page in noted:
            pairing.note(page)
        return pairing.pairs()

    assert [(dict(pair.urls), pair.how) for pair in pairs(pages)] == [
        ({"kk": "https://a.kz/kk/", "ru": "https://a.kz/ru/"}, "switch"),
        ({"kk": "https://a.kz/kk/x", "ru": "https://a.kz/ru/x"}, "address"),
    ]
    assert pairs(reversed(pages)) == pairs(pages)


def test_pattern() -> None:
    """Numbers and parameter values do not make another pattern."""
    assert pattern("https://a.kz/news/12?page=3") == pattern("https://a.kz/news/999?page=x")
    assert pattern("https://a.kz/news/12") != pattern("https://a.kz/docs/12")


def test_absurd() -> None:
    """Repeated segments and overlong addresses are refused; deep real paths are not."""
    assert absurd("https://a.kz/a/b/a/b/a/b/a/b")
    assert absurd("https://a.kz/" + "x" * 2000)
    assert not absurd("https://a.kz/kk/about/structure/departments/leadership/12/1")


def test_a_news_archive_is_no_trap() -> None:
    """Five thousand news items, each with words of its own, go through; a calendar does not."""
    guard = TrapGuard()
    for n in range(5000):
        word = "".join("абвгдежзик"[int(digit)] for digit in str(n))
        guard.note(f"https://a.kz/news/{n}", f"Новость о событии {word}слово от 5 мая 2026", frozenset(), frozenset())
        months = f"Календарь {n % 12 + 1} {'қаңтар' if n % 2 else 'марта'} {2026 + n}"
        guard.note(f"https://a.kz/calendar?m={n}", months, frozenset(), frozenset({f"https://a.kz/calendar?m={n + 1}"}))
        if n == BARREN - 10:
            assert guard.cut == ()
    assert guard.closed("https://a.kz/calendar?m=7000")
    assert not guard.closed("https://a.kz/news/7000")
    assert len(guard.cut) == 1


def test_a_gallery_is_no_trap() -> None:
    """Pages with one and the same text but pictures of their own bring something."""
    guard = TrapGuard()
    for n in range(500):
        guard.note(f"https://a.kz/photo/{n}", "Фото", frozenset({f"/img/{n}.jpg"}), frozenset())
    assert guard.cut == ()


def test_frontier() -> None:
    """Levels come in order, each address once, languages in turn."""
    frontier = Frontier()
    for url, depth in (
        ("https://a.kz/ru/b", 1),
        ("https://a.kz/ru/a", 1),
        ("https://a.kz/kk/z", 1),
        ("https://a.kz/", 0),
        ("https://a.kz/ru/a", 5),
    ):
        frontier.add(url, depth)
    assert frontier.take_level() == (0, ["https://a.kz/"])
    assert frontier.take_level() == (1, ["https://a.kz/kk/z", "https://a.kz/ru/a", "https://a.kz/ru/b"])
    assert frontier.take_level() is None


@given(st.lists(st.sampled_from(["/kk/a", "/kk/b", "/ru/a", "/x", "/en/q"]), unique=True), st.randoms())
def test_turns_do_not_depend_on_order(urls: list[str], dice: object) -> None:
    """The visiting order of a level is that of its addresses, not that of finding them."""
    shuffled = list(urls)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_turn(shuffled) == in_turn(urls)


async def test_results_come_in_order() -> None:
    """However long each takes, results come in the order asked, and no more are under way than may be."""
    running, most = 0, 0

    async def work(url: str) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.002 * (7 - int(url)))
        running -= 1
        return int(url)

    found = [result async for _, result in in_order("0123456", work, lambda under_way: under_way < 3)]
    assert found == list(range(7))
    assert most <= 3


def _pages(n: int) -> list[Page]:
    form = Form(selector="form", action="", method="post", fields=(Field(name="q", type="text", selector="input"),), region="main")
    made = [
        seen(f"https://a.kz/{lang}/{k}", lang=lang, template=f"t{k % 5}", is_home=k == 0, forms=(form,) if k == 7 else ())
        for lang in ("kk", "ru")
        for k in range(n)
    ]
    return [*made, seen("https://a.kz/ru/film", lang="ru", template="t1", media=(Media(kind="video", src="", selector="video"),))]


def test_sample_covers() -> None:
    """The sample holds home pages, every template, forms and players, and both languages alike."""
    pages = {page.url: page for page in _pages(40)}
    sample = choose_sample(pages.values(), 20, seed=1)
    chosen = [pages[url] for url in sample]
    assert len(sample) == len(set(sample)) == 20
    assert sum(page.is_home for page in chosen) == 2
    assert {page.template for page in chosen} == {f"t{k}" for k in range(5)}
    assert sum(bool(page.forms) for page in chosen) == 2
    assert any(page.media for page in chosen)
    assert abs(sum(page.lang == "kk" for page in chosen) - 10) <= 2


def test_sample_is_drawn_again() -> None:
    """The same seed draws the same sample from the same pages in any order; another seed another one."""
    pages = _pages(40)
    assert choose_sample(pages, 12, 1) == choose_sample(list(reversed(pages)), 12, 1)
    assert choose_sample(pages, 12, 1) != choose_sample(pages, 12, 2)


def test_sample_of_unseen_pages() -> None:
    """What was not seen is not sampled, and a small site is sampled whole."""
    pages = [seen("https://a.kz/"), replace(seen("https://a.kz/x"), state=PageState.TIMEOUT)]
    assert choose_sample(pages, 30, 1) == ("https://a.kz/",)


async def test_robots() -> None:
    """Rules are those for every program or for this one; errors of the server close everything but what the owner opened."""

    async def says(status: int, text: str = "") -> Robots:
        async def ask(_url: str) -> Answer:
            return Answer(status=status, headers={"content-type": "text/plain"}, body=text.encode())

        return await read_robots("https://a.kz/x", ask, opened=("/open/",))

    own = await says(
        200, "User-agent: *\nDisallow: /\nUser-agent: tekser\nDisallow: /a\nAllow: /a/b\nCrawl-delay: 3\nSitemap: https://a.kz/m.xml\n"
    )
    assert [own.allows(f"https://a.kz{path}") for path in ("/", "/a", "/a/b", "/open/a")] == [True, False, True, True]
    assert own.crawl_delay == 3
    assert own.sitemaps == ("https://a.kz/m.xml",)
    assert (await says(404)).allows("https://a.kz/a")
    broken = await says(503)
    assert not broken.allows("https://a.kz/a")
    assert broken.allows("https://a.kz/open/a")
    assert "503" in broken.failed


@pytest.mark.parametrize(
    ("body", "index", "count"),
    [
        (b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> /a </loc></url></urlset>', False, 1),
        (b"<sitemapindex><sitemap><loc>https://a.kz/1.xml.gz</loc></sitemap></sitemapindex>", True, 1),
        (b"https://a.kz/a\nhttps://a.kz/b\n", False, 2),
        (b"<urlset><url><loc>https://a.kz/a</loc></url><url><loc>https://a.kz/b", False, 2),
        (b"\x1f\x8bnot really", False, 0),
        (b"", False, 0),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>https://a.kz/&a;</loc></url></urlset>', False, 1),
    ],
)
def test_sitemaps(body: bytes, index: bool, count: int) -> None:
    """Plain, index, text, broken and hostile sitemaps give what addresses they have."""
    found = parse_sitemap(body, "https://a.kz/sitemap.xml")
    assert (found[0], len(found[1])) == (index, count)


def test_recognition() -> None:
    """A short page titled "not found" or "access denied" is told apart; an article about them is not."""
    assert says_not_found(seen(BASE, title="404 - Страница не найдена | Сайт", main_words=12))
    assert says_not_found(seen(BASE, title="Портал", headings=(Heading(level=1, text="Бет табылмады", selector="h1"),), main_words=3))
    assert not says_not_found(seen(BASE, title="Страница не найдена: что делать", main_words=900))
    assert not says_not_found(seen(BASE, title="Итоги 404 дней работы", main_words=40))
    assert turned_away(seen(BASE, title="Attention Required! | Cloudflare", main_words=30), "")
    assert not turned_away(seen(BASE, title="Обратная связь", main_words=300), "<div class='g-recaptcha'></div>")


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("169.254.1.1", True),
        ("::1", True),
        ("::ffff:192.168.1.1", True),
        ("fe80::1%eth0", True),
        ("8.8.8.8", False),
    ],
)
def test_private_addresses(address: str, private: bool) -> None:
    """Loopback, private and link-local numbers are private, also in IPv6 clothes."""
    assert is_private(address) is private


async def test_names_that_lead_to_private_addresses() -> None:
    """A name is refused for the number behind it, and let through when the caller allowed that."""
    with pytest.raises(FetchFailed) as caught:
        await Resolver(allow_private=False).resolve("localhost")
    assert caught.value.state is PageState.PRIVATE
    assert await Resolver(allow_private=True).resolve("localhost")


async def test_a_private_redirect_target_is_never_connected_to() -> None:
    """The check stands at the connection itself, so that a redirect cannot go round it."""
    with hostile({"*": Reply("x")}) as site:
        client = Client(Resolver(allow_private=False), "test", Limits(seconds=2))
        with pytest.raises(FetchFailed) as caught:
            await client.ask(site.url("/"))
        await client.close()
    assert caught.value.state is PageState.PRIVATE
    assert site.asked == []


def test_retry_after() -> None:
    """Seconds and dates are read, anything else is none."""
    assert retry_after("7") == 7
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("soon") is None
    assert retry_after("") is None


@pytest.mark.parametrize(
    ("inside", "state"),
    [
        ("", PageState.BROWSER),
        ("<img src=wheel.gif><p>Загрузка…</p>", PageState.BROWSER),
        ("<h1>Добро пожаловать</h1><a href=/main>Войти на сайт</a>", PageState.OK),
        (f"<p>{'Министерство работает для граждан. ' * 20}</p>", PageState.OK),
    ],
)
def test_shell_that_stays_empty(inside: str, state: PageState) -> None:
    """A shell whose scripts brought nothing is a page that was not seen; what a short page shows counts."""
    html = f"<html><head><script src=/app.js></script><title>Портал</title></head><body><div id=root>{inside}</div></body></html>"
    rendered = Rendered(url=BASE, final_url=BASE, profile="desktop-chrome", state=PageState.OK, html=html)

    assert rendered_page(seen(BASE, needs_browser=True), rendered).state is state


async def test_a_busy_name_server_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Try again" from the name server is no word on the host; its second answer counts."""
    answers: list[object] = [socket.gaierror(socket.EAI_AGAIN, "busy"), [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]]

    def getaddrinfo(*_: object, **__: object) -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    assert await Resolver(allow_private=False).resolve("body.gov.kz") == ("93.184.216.34",)
