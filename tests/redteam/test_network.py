"""The network that must not be reached: whatever way a site leads there, nobody there is asked anything."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import crawler.browser.gate
import crawler.network
from crawler import SiteUnreachable
from crawler.client import Client, Limits
from crawler.network import FetchFailed, Resolver
from facts import PageState, Target, TargetState
from tests.crawling import crawled, pages
from tests.hostile_server import Reply, Site, gigabyte, hostile, page, redirect

PUBLIC, INTERNAL = "127.0.0.1", "127.0.0.2"  # what the tests take for an address of the internet, and what stays private
SPELLINGS = (
    "http://127.0.0.2:{port}/a", "http://2130706434:{port}/a", "http://0x7f000002:{port}/a", "http://0x7f.2:{port}/a",
    "http://0177.0.0.2:{port}/a", "http://127.2:{port}/a", "http://127.0.0.2.:{port}/a", "http://[::ffff:127.0.0.2]:{port}/a",
    "http://[::ffff:7f00:2]:{port}/a", "http://gov.kz@127.0.0.2:{port}/a", "http://gov.kz:80@127.0.0.2:{port}/a",
    "http://gov.kz%40x@127.0.0.2:{port}/a", "http://127。0。0。2:{port}/a", "http://１２７.0.0.2:{port}/a", "//127.0.0.2:{port}/a",
    "http:\\\\127.0.0.2:{port}\\a", "http://localhost:{port}/a", "http://localhost.:{port}/a", "http://LOCALHOST:{port}/a",
    "http://0.0.0.0:{port}/a", "http://0:{port}/a", "http://[::]:{port}/a", "http://[::1]:{port}/a", "http://[64:ff9b::7f00:2]:{port}/a",
    "http://internal.test:{port}/a", "http://both.test:{port}/a", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
    "http://100.64.0.1/", "http://[fd00:ec2::254]/latest/", "http://[fe80::1]/",
)  # fmt: skip


@dataclass
class Names:
    """A name server: names to addresses; `rebind.test` is public the first time and private ever after."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        self.asked.append(host)
        known = {
            "body.test": [PUBLIC],
            "outer.test": [PUBLIC],
            "internal.test": [INTERNAL],
            "both.test": [PUBLIC, INTERNAL],
            "rebind.test": [PUBLIC] if self.asked.count(host) == 1 else [INTERNAL],
            "localhost": ["127.0.0.2"],
        }.get(str(host).rstrip("."))
        if known is None:
            return _REAL(host, port, *args, **kwargs)
        return [entry for address in known for entry in _REAL(address, port, *args, **kwargs)]


_REAL: Callable[..., Any] = socket.getaddrinfo


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """One loopback address plays the internet, all others are what they are."""
    server, real = Names(), crawler.network.is_private
    monkeypatch.setattr(socket, "getaddrinfo", server)
    for module in (crawler.network, crawler.browser.gate):
        monkeypatch.setattr(module, "is_private", lambda address: address != PUBLIC and real(address))
    return server


@pytest.fixture
def secret() -> Iterator[Site]:
    """A server inside the network, whose answers nobody outside may have."""
    with hostile({"*": Reply(page("Внутренняя", "/more", text="СЕКРЕТ"))}, host=INTERNAL) as running:
        yield running


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the fetching tier."""
    monkeypatch.setenv("TEKSER_CHROMIUM", "no-such-browser")


def at(site: Site, name: str) -> str:
    """The origin of a running site under a name."""
    return f"http://{name}:{site.origin.rpartition(':')[2]}"


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.usefixtures("without_browser", "names")
def test_an_audit_is_not_begun_there(tmp_path: Path, secret: Site, spelling: str) -> None:
    """However the address is spelled that is given to the program."""
    url = spelling.format(port=secret.origin.rpartition(":")[2])
    with pytest.raises(SiteUnreachable) as caught:
        crawled(tmp_path, f"http:{url}" if url.startswith("//") else url, allow_private=False)
    assert caught.value.reason in {"private-address", "dns"}
    assert secret.asked == []


@pytest.mark.usefixtures("without_browser", "names")
def test_no_way_leads_there(tmp_path: Path, secret: Site) -> None:
    """Links, redirects of every kind, feeds, sitemaps, robots.txt, language versions, base addresses, robots of other hosts."""
    inside = secret.origin
    port = inside.rpartition(":")[2]
    spelled = [spelling.format(port=port) for spelling in SPELLINGS]
    jumps = {f"/r{status}": redirect(f"{inside}/{status}", status) for status in (301, 302, 303, 307, 308)}
    sitemap = f"<urlset><url><loc>{inside}/from-map</loc></url></urlset>"
    head = (
        f'<link rel=alternate type=application/rss+xml href="{inside}/feed.xml"><link rel=canonical href="{inside}/canonical">'
        f'<link rel=alternate hreflang=kk href="{inside}/kk/"><script src="{inside}/x.js"></script>'
        f'<link rel=stylesheet href="{inside}/x.css">'
    )
    routes = {
        **jumps,
        "/refresh": Reply(page("Переход", head=f'<meta http-equiv=refresh content="0;url={inside}/refreshed">')),
        "/based": Reply(page("Основа", "from-base", head=f'<base href="{inside}/">')),
        "/chain": redirect("/chain2"),
        "/chain2": redirect(f"{inside}/chained"),
        "/robots.txt": Reply(
            f"User-agent: *\nSitemap: {inside}/sitemap.xml\nSitemap: /moved.xml\nSitemap: /sitemap.xml", type="text/plain"
        ),
        "/moved.xml": redirect(f"{inside}/moved-sitemap.xml"),
        "/sitemap.xml": Reply(sitemap, type="application/xml"),
    }
    outer_routes = {"/robots.txt": redirect(f"{inside}/robots.txt"), "*": redirect(f"{inside}/outer")}
    with hostile(outer_routes) as outer, hostile(routes) as site:
        away = at(outer, "outer.test") + "/x"
        routes["/"] = Reply(page("Главная", *jumps, "/refresh", "/based", "/chain", away, *spelled, head=head))
        seen = crawled(tmp_path, at(site, "body.test") + "/", allow_private=False)
    assert secret.asked == []
    assert site.counts["/chain2"]
    assert site.counts["/moved.xml"]
    assert "СЕКРЕТ" not in repr(seen)
    own = at(site, "body.test")
    for path in (*jumps, "/chain"):
        assert _of(seen.targets, own + path).state in {TargetState.UNDECIDED, TargetState.ALIVE}  # it answered: it leads away
    led_there = [target for target in seen.targets.values() if f":{port}/" in target.url and target.url.endswith("/a")]
    assert len(led_there) > 12
    assert {target.state for target in led_there} <= {TargetState.UNDECIDED, TargetState.DEAD}
    assert all(target.reason in {"private-address", "dns", "our-network"} for target in led_there), led_there
    assert seen.targets[f"{inside}/a"].reason == "private-address"


def _of(targets: Any, url: str) -> Target:
    found: Target = targets[url]
    return found


@pytest.mark.usefixtures("names")
async def test_an_answer_that_changes_between_check_and_use() -> None:
    """A name that is public when it is checked is asked where it was checked, however often it is asked."""
    with hostile({"*": Reply("внутри")}, host=INTERNAL) as inside, hostile({"*": Reply("снаружи")}) as outside:
        port = outside.origin.rpartition(":")[2]
        client = Client(Resolver(allow_private=False), "test", Limits(seconds=2))
        for number in range(5):
            answer = await client.ask(f"http://rebind.test:{port}/{number}")
            assert answer.body.decode() == "снаружи"
        await client.close()
        client = Client(Resolver(allow_private=False), "test", Limits(seconds=2))  # another crawl, to which it is private from the start
        with pytest.raises(FetchFailed) as caught:
            await client.ask(f"http://rebind.test:{port}/")
        await client.close()
    assert caught.value.state is PageState.PRIVATE
    assert inside.asked == []


@pytest.mark.parametrize("port", [22, 25, 6667, 10080])
@pytest.mark.usefixtures("names")
async def test_ports_of_other_protocols(port: int) -> None:
    """What browsers never open is not opened here either, and is no private address."""
    client = Client(Resolver(allow_private=False), "test", Limits(seconds=2))
    with pytest.raises(FetchFailed) as caught:
        await client.ask(f"http://body.test:{port}/")
    await client.close()
    assert caught.value.state is PageState.OTHER
    assert not caught.value.again


@pytest.mark.usefixtures("without_browser")
def test_other_sites_are_asked_for_life_only(tmp_path: Path) -> None:
    """Where links lead outside, HEAD or GET is asked, a bounded part is read, and nothing is followed."""
    outer_routes = {
        "/": Reply(page("Чужой", "/deeper", "/deeper/still", head='<meta http-equiv=refresh content="0;url=/refreshed">')),
        "/endless": lambda _: gigabyte(announced=False),
        "/no-head": Reply(page("Чужая страница", "/deeper2"), 200),
        "/feed": Reply("<rss><channel><item><link>/item</link></item></channel></rss>", type="application/rss+xml"),
    }
    with hostile(outer_routes) as outer:
        links = [outer.url(path) for path in ("/", "/endless", "/no-head", "/feed")]
        with hostile({"/": Reply(page("Главная", *links))}) as site:
            seen = crawled(tmp_path, site.url("/"))
    assert {seen.targets[url].state for url in links} == {TargetState.ALIVE}
    assert {line.partition(" ")[0] for line in outer.asked} <= {"HEAD", "GET"}
    assert {line.partition(" ")[2] for line in outer.asked} == {"/robots.txt", "/", "/endless", "/no-head", "/feed"}
    assert list(pages(seen)) == ["/"]


@pytest.mark.browser
@pytest.mark.usefixtures("names")
def test_no_page_in_the_browser_leads_there(tmp_path: Path, secret: Site) -> None:
    """What pages ask for by themselves in the browser: pictures, frames, scripts, fetches, sockets, forms, jumps, workers, prefetches."""
    inside = secret.origin
    port = inside.rpartition(":")[2]
    script = f"""
      const to = n => '{inside}/' + n, names = ['http://internal.test:{port}/', 'http://both.test:{port}/', 'http://0x7f.2:{port}/',
        'http://localhost:{port}/', 'http://[::ffff:7f00:2]:{port}/', 'http://rebind.test:{port}/'];
      for (const name of [to('fetch'), ...names]) fetch(name, {{mode: 'no-cors'}}).catch(() => 0);
      fetch('/jump', {{mode: 'no-cors'}}).catch(() => 0);
      new Image().src = to('image');
      try {{ new WebSocket('ws://{INTERNAL}:{port}/socket') }} catch (e) {{}}
      try {{ new EventSource(to('events')) }} catch (e) {{}}
      try {{ navigator.sendBeacon(to('beacon'), 'x') }} catch (e) {{}}
      try {{ new Worker(URL.createObjectURL(new Blob([`fetch('{inside}/worker')`]))) }} catch (e) {{}}
      try {{ const rtc = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{INTERNAL}:{port}'}}]}});
        rtc.createDataChannel('x'); rtc.createOffer().then(o => rtc.setLocalDescription(o)) }} catch (e) {{}}
      for (const tag of ['iframe', 'embed', 'script', 'video']) {{
        const made = document.createElement(tag); made.src = to(tag); document.body.append(made) }}
      for (const rel of ['prefetch', 'preload', 'dns-prefetch', 'preconnect', 'stylesheet', 'icon', 'manifest', 'prerender']) {{
        const made = document.createElement('link'); made.rel = rel; made.as = 'image'; made.href = to(rel); document.head.append(made) }}
      const form = document.createElement('form'); form.action = to('form'); form.target = 'frame'; form.method = 'post';
      const frame = document.createElement('iframe'); frame.name = 'frame'; document.body.append(frame, form); form.submit();
      document.body.insertAdjacentHTML('beforeend', '<p id=ran>Сценарий работал на этой странице</p>');
    """
    routes = {
        "/": Reply(page("Главная", "/leaves", "/quiet")[:-14] + f"<script>{script}</script></body></html>"),
        "/leaves": Reply(page("Уходит")[:-14] + f"<script>location = '{inside}/left'</script></body></html>"),
        "/quiet": Reply(page("Тихая")),
        "/jump": redirect(f"{inside}/jumped"),
    }
    with hostile(routes) as site, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind((INTERNAL, int(port)))
        listening.setblocking(False)
        seen = crawled(tmp_path, at(site, "body.test") + "/", allow_private=False, sample_pages=3)
        with pytest.raises(BlockingIOError):
            listening.recv(100)
    assert site.counts["/jump"]  # the script ran
    assert secret.asked == []
    assert "СЕКРЕТ" not in repr(list(seen.pages))
    assert pages(seen)["/quiet"].ok
