"""Which pages are rendered: decided for each template on its first page, looked at again now and then, and the same every time."""

from pathlib import Path

import pytest

from crawler.browser import find_chromium
from crawler.rendering import Rendering, Wish
from facts import Page, PageState
from tests.crawling import crawled, pages
from tests.hostile_server import Reply, hostile, page


def fetched(url: str, template: str = "t", *, scripted: bool = True) -> Page:
    """A page as it was fetched."""
    return Page(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", template=template, scripted=scripted)


def news(n: int) -> Page:
    """One of many pages alike."""
    return fetched(f"https://body.gov.kz/news/{n}")


def test_the_first_page_of_a_template_is_compared() -> None:
    """The first one is compared; what showed nothing more leaves the next ones as fetched, whatever else they share."""
    decides = Rendering(seed=1)
    first = news(1)

    assert decides.wish(first) is Wish.COMPARE
    assert decides.learn(first, more=False) == ()
    assert decides.wish(fetched("https://body.gov.kz/news/2", "another")) is Wish.LEAVE
    assert decides.wish(fetched("https://body.gov.kz/about", "t")) is Wish.LEAVE
    assert decides.wish(fetched("https://body.gov.kz/contacts", "u")) is Wish.COMPARE


def test_pages_without_scripts_are_never_compared() -> None:
    """Nothing can change them; the first one with a script is compared."""
    decides = Rendering(seed=1)

    assert decides.wish(fetched("https://body.gov.kz/a", scripted=False)) is Wish.LEAVE
    assert decides.wish(fetched("https://body.gov.kz/b")) is Wish.COMPARE


def test_what_shows_more_renders_all_pages_like_it_earlier_ones_too() -> None:
    """A later comparison that shows more gives back the pages that were left as fetched, once."""
    decides = Rendering(seed=1)
    decides.wish(news(1))
    decides.learn(news(1), more=False)
    at = next(n for n in range(2, 100) if decides.wish(news(n)) is Wish.COMPARE)

    assert decides.learn(news(at), more=True) == tuple(news(n).url for n in range(1, at))
    assert decides.wants(news(at + 1))
    assert decides.wish(news(at + 1)) is Wish.RENDER
    assert decides.learn(news(at + 2), more=True) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_comparisons_grow_rare(seed: int) -> None:
    """One in the first page, the next 63, the next 448 and so on; the same seed draws the same."""

    def compared() -> list[int]:
        decides = Rendering(seed)
        found = []
        for n in range(1, 5_000):
            if decides.wish(news(n)) is Wish.COMPARE:
                decides.learn(news(n), more=False)
                found.append(n)
        return found

    drawn = compared()
    bands = [(1, 1), (2, 64), (65, 512), (513, 4096)]
    assert len(drawn) in (4, 5)
    assert all(low <= n <= high for n, (low, high) in zip(drawn, bands, strict=False))
    assert drawn == compared()


TEXT = " ".join(f"слово{n}" for n in range(60))  # a page with less and a script would be taken for an empty shell
ADDS = """<script>document.querySelector('ul').insertAdjacentHTML('beforeend',
[1, 2, 3, 4].map(n => `<li><a href="/more/${n}">${n}</a></li>`).join(''))</script>"""


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")
def test_one_template_is_rendered_and_the_others_are_fetched(tmp_path: Path) -> None:
    """Only pages whose scripts bring links are rendered, all of them; what only they lead to is seen."""
    items = {f"/item/{n}": Reply(page(f"Новость {n}", "/", text=TEXT).replace("</body>", f"{ADDS}</body>")) for n in range(5)}
    still = {
        f"/still/{n}": Reply(page(f"Страница {n}", "/", text=TEXT).replace("<main>", "<main class='still'><script>1</script>"))
        for n in range(5)
    }
    more = {f"/more/{n}": Reply(page(f"Ещё {n}").replace("<main>", "<main class='more'>")) for n in range(1, 5)}
    home = page("Главная", *items, *still).replace("<main>", "<main class='home'>")
    with hostile({"/": Reply(home), **items, **still, **more}) as site:
        seen = pages(crawled(tmp_path, site.url("/"), sample_pages=1))

    assert set(more) <= set(seen)
    assert {path for path, found in seen.items() if found.rendered} - {"/"} == set(items)
    assert {found.shape for path, found in seen.items() if path in items} != {""}
