"""Endless address spaces: each is left after a bounded number of pages, and a real site is never taken for one."""

import hashlib
import itertools
import random
import time
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from crawler.sitemaps import MOST_ADDRESSES, MOST_FILES, parse_sitemap, read_sitemaps
from crawler.traps import TrapGuard
from crawler.urls import canonical

HOME = "https://mid.gov.kz/"
WORDS = ("министерство сообщает сведения гражданам отдел услуга приём закон решение бюджет конкурс новости документ проект").split()  # noqa: SIM905  # easier to read
Seen = tuple[str, list[str]]  # words of a page, links


def walked(site: Callable[[str], Seen], most: int = 6000) -> tuple[int, TrapGuard]:
    """How many pages a walk level by level visits, at most `most`, and its guard."""
    guard, level, known, visited = TrapGuard(), [HOME], {HOME}, 0
    while level and visited < most:
        found: list[str] = []
        for url in level:
            if visited >= most:
                break
            if url != HOME and guard.closed(url):
                continue
            visited += 1
            text, links = site(url)
            keys = [key for link in links if (key := canonical(link, url))]
            for key in keys:
                if key not in known and not guard.refuse(key):
                    known.add(key)
                    found.append(key)
            if url != HOME:
                guard.note(url, text, frozenset(), frozenset(keys))
        level = found
    return visited, guard


def _mark(*of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def _letters(*of: object) -> str:
    return "".join(chr(ord("a") + int(digit, 16)) for digit in _mark(*of)[:9])


def facets(url: str) -> Seen:
    """Eight filters of five values each, in any combination; what is found depends on them."""
    chosen = dict(parse_qsl(urlsplit(url).query))
    links = [
        "/catalogue?" + urlencode(sorted({**chosen, f"f{name}": f"v{value}"}.items()))
        for name in "abcdefgh"
        for value in "abcde"
        if f"f{name}" not in chosen
    ]
    found = [word for number, word in enumerate(WORDS) if all((number + ord(value[1])) % 3 for value in chosen.values())]
    return "Каталог " + " ".join(found), links


def sessions(url: str) -> Seen:
    """A new session in each link of each page: in the query, in the path, as a parameter of the path."""
    own = urlsplit(url).path
    kinds = (
        f"/a{{n}}?PHPSESSID={_mark(url, 1)[:32]}",
        f"/a{{n}}?sid={_mark(url, 2)[:24]}",
        f"/a{{n}};jsessionid={_mark(url, 3)[:32].upper()}",
        f"/(S({_mark(url, 4)[:12]}{_letters(url)}{_mark(url, 5)[:4]}))/a{{n}}",
    )
    number = int("".join(filter(str.isdigit, own.rpartition("/a")[2])) or 0) % 5
    return f"Страница {WORDS[number]}", [kind.format(n=n) for kind in kinds for n in range(5)]


def random_names(url: str) -> Seen:
    """Parameters and folders whose names are made up for each page."""
    return " ".join(WORDS[:8]), [f"/{_letters(url, 1)}/", f"/{_letters(url, 2)}/{_letters(url, 3)}", f"/x?{_letters(url, 4)}=1"]


def tokens(url: str) -> Seen:
    """One page under ever new values of a parameter that nobody knows."""
    return "Обращение", [f"/form?t={_mark(url, n)}&back={_letters(url, n)}" for n in range(3)]


def growing(url: str) -> Seen:
    """Relative links that lead ever deeper."""
    return "Раздел", ["page/", "other/page/", "../x/page/"]


def calendars(url: str) -> Seen:
    """Days, months and years, as path and as query, in both directions."""
    _, year, month, day = [*[part for part in urlsplit(url).path.split("/") if part], "2026", "1", "1", "1"][:4]
    turned = [
        f"/cal/{int(year) + y}/{int(month) % 12 + m}/{int(day) % 28 + d}" for y, m, d in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1))
    ]
    return f"Календарь январь {day} {month} {year} сб вс", [*turned, f"/cal?date={year}-{month}-{int(day) + 1}"]


@pytest.mark.parametrize(
    ("trap", "most"), [(facets, 1500), (sessions, 400), (random_names, 1000), (tokens, 200), (growing, 3000), (calendars, 1000)]
)
def test_traps(trap: Callable[[str], Seen], most: int) -> None:
    """The walk ends by itself, and what was cut is named."""
    visited, guard = walked(trap)
    assert visited < most
    assert guard.cut or visited < 60


def test_one_page_under_many_sessions_is_one_page() -> None:
    """Sessions that can be told make no new address at all."""
    seen = {canonical(f"/news?id=1&PHPSESSID={_mark(n)[:26]}", HOME) for n in range(50)}
    seen |= {canonical(f"/news;jsessionid={_mark(n)[:26]}?id=1", HOME) for n in range(50)}
    assert seen == {"https://mid.gov.kz/news?id=1"}


def test_what_a_cut_family_held_is_not_known() -> None:
    """Pages of a family that was cut count as not visited, those of a barren pattern do not."""
    _, guard = walked(facets)
    rest = "https://mid.gov.kz/catalogue?fa=va&fb=vb&fc=vc&fd=vd&fe=ve&ff=va"
    assert guard.closed(rest)
    assert not guard.barren(rest)


def _portal(slugs: bool) -> Callable[[str], Seen]:
    """Four thousand news with words of their own in pages of twenty, filters by year and topic that lead to them."""
    names = [f"/news/{_letters(n)}-{_letters(n, 1)}" if slugs else f"/news?id={n}" for n in range(4000)]
    number_of = {canonical(name, HOME): n for n, name in enumerate(names)}

    def site(url: str) -> Seen:
        if url in number_of:
            number = number_of[url]
            chance = random.Random(number)
            return " ".join([*chance.sample(WORDS, 9), _letters(number, 2), _letters(number, 3)]), ["/", "/list?page=1"]
        page = int(dict(parse_qsl(urlsplit(url).query)).get("page", 1))
        shown = names[(page - 1) * 20 : page * 20]
        filters = [f"/list?page=1&year={year}&topic={topic}" for year, topic in itertools.product(range(2019, 2023), "abcd")]
        more = [f"/list?page={page + 1}"] if page < 200 else []
        return " ".join(["Новости", *(_letters(number_of[canonical(name, HOME)], 2) for name in shown)]), [*shown, *more, *filters]

    return site


@pytest.mark.parametrize("slugs", [False, True])
def test_a_large_site_is_walked_whole(slugs: bool) -> None:
    """Thousands of news, by number or by words in the address, with paging and filters, are all visited."""
    visited, guard = walked(_portal(slugs))
    assert guard.cut == ()
    assert visited == 4000 + 200 + 16 + 1


def test_a_hundred_thousand_links_on_a_page() -> None:
    """A page of a hundred thousand links is no trap."""
    links = [f"/{_letters(n)}/{n}?p{n}=1" for n in range(100_000)]
    guard = TrapGuard()
    keys = frozenset(canonical(link, HOME) for link in links)
    guard.note(f"{HOME}all", "все ссылки", frozenset(), keys)
    assert sum(guard.refuse(key) or guard.closed(key) for key in keys) == 0


# sitemaps


def _index(urls: Iterable[str]) -> bytes:
    return b"<sitemapindex>" + b"".join(f"<sitemap><loc>{url}</loc></sitemap>".encode() for url in urls) + b"</sitemapindex>"


async def test_sitemap_indexes_that_lead_in_circles() -> None:
    """Indexes of each other and of ever new ones end after so many files."""
    asked: list[str] = []

    async def read(url: str) -> bytes:
        asked.append(url)
        return _index([url, HOME, *(f"{HOME}{len(asked)}-{n}.xml" for n in range(1000))])

    assert await read_sitemaps([f"{HOME}sitemap.xml"], read) == ()
    assert len(asked) == MOST_FILES == len(set(asked))


async def test_sitemaps_that_take_their_time() -> None:
    """Files that come slowly do not keep the crawl: what was read counts."""

    async def read(url: str) -> bytes:
        time.sleep(0.2)  # nothing else runs here
        return f"<urlset><url><loc>{url}/a</loc></url></urlset>".encode()

    found = await read_sitemaps([f"{HOME}{n}.xml" for n in range(50)], read, patience=0.5)
    assert 1 <= len(found) <= 4


def test_a_sitemap_of_a_million_entries() -> None:
    """An index or a list of a million entries, in XML or in lines, is read to the protocol's limit and no further."""
    entries = b"<sitemap><loc>https://mid.gov.kz/s.xml</loc></sitemap>" * 1_000_000
    index, urls = parse_sitemap(b"<sitemapindex>" + entries, HOME)
    assert (index, len(urls)) == (True, MOST_ADDRESSES)
    index, urls = parse_sitemap(b"https://mid.gov.kz/a\n" * 1_000_000, HOME)
    assert (index, len(urls)) == (False, MOST_ADDRESSES)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><urlset><url><loc>https://mid.gov.kz/&a11;</loc></url></urlset>",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://mid.gov.kz/&a;</loc></url></urlset>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><urlset><url><loc>https://mid.gov.kz/</loc></url></urlset>',
        b"<urlset>" + b"<a>" * 200_000,
        b"<urlset><url><loc>" + b"https://mid.gov.kz/" + b"a" * (8 << 20),
        b"<urlset><url>" + b"<x y='" + b"a" * (12 << 20) + b"'/>" + b"<loc>https://mid.gov.kz/</loc></url></urlset>",
        b"<" * 1_000_000,
        b"<urlset><url><loc>https://mid.gov.kz/&#xD800;</loc></url></urlset>",
        b"\x1f\x8b" + b"\0" * 100,
        b"<urlset><url><loc>javascript:alert(1)</loc></url><url><loc>http://[</loc></url></urlset>",
    ],
)  # fmt: skip
def test_hostile_sitemaps(body: bytes) -> None:
    """Entities, external files, depth and length bring nothing from elsewhere."""
    _, urls = parse_sitemap(body, HOME)
    assert all(url.startswith(HOME) and "root:" not in url and len(url) < 9000 for url in urls)
