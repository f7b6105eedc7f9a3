"""Pages made to hurt whoever parses them: each is taken in, or left in a state that says why, in bounded memory."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

_TEXT = "<h1>Раздел</h1><p>Министерство публикует сведения о своей работе и приёме граждан.</p>"
PAGES: dict[str, str] = {
    "nodes": "<b></b>" * 700_000,
    "nested": "<div>" * 100_000 + _TEXT,
    "nested-inline": "<b><i>" * 20_000 + _TEXT,
    "nested-lists": "<ul><li>" * 20_000 + _TEXT,
    "nested-tables": "<table><tr><td>" * 5_000 + _TEXT,
    "nested-links": "<a href=/x><div>" * 5_000 + _TEXT,
    "attribute": f'<p title="{"a" * 5_000_000}">' + _TEXT,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + _TEXT,
    "classes": f'<p class="{" ".join(f"c{n}" for n in range(200_000))}">' + _TEXT,
    "links": "".join(f'<a href="/{n}">ссылка {n}</a> ' for n in range(60_000)),
    "one-word": "<p>" + "А" * 3_000_000,
    "one-paragraph": "<p>" + "слово 12.03.2025 " * 200_000,
    "numbers": "<p>" + "8" * 3_000_000 + " +7" * 300_000,
    "headings": "<h2>Заголовок</h2>" * 100_000,
    "forms": "<form action=/s><input name=q><button>Поиск</button></form>" * 20_000,
    "selects": "<select>" + "<option>1" * 300_000,
    "labels": "<label for=x>л</label>" * 50_000 + "<input id=x>" * 50_000,
    "images": "<img src=/a.png alt=картинка>" * 100_000,
    "same-ids": "<p id=x>текст</p>" * 150_000,
    "templates": "<template>" * 20_000 + _TEXT,
    "misnested": "<a><b></a></b><p></i><table><p></table>" * 30_000 + _TEXT,
    "open-tag": "<p " * 1_000_000,
    "open-comment": "<!--" * 1_000_000,
    "entities": "<p>" + "&amp;" * 1_000_000 + "&#x1F600;" * 100_000,
    "scripts": "<script>var a = 1;</script>" * 100_000 + _TEXT,
    "styles": "<style>" + "a{color:red}" * 300_000 + "</style>" + _TEXT,
    "svg": "<svg>" + "<g>" * 50_000 + _TEXT,
    "breadcrumbs": "<nav class=breadcrumb>" + "<a href=/a>А</a> / " * 50_000,
    "base": "<base href='http://[/'>" + _TEXT + "<a href='a'>а</a><a href='http://['>б</a><a href='//'>в</a><img src='http://['>",
    "nulls": "\0" * 1_000_000 + _TEXT,
    "spaces": "<p>" + " \t\n" * 1_500_000 + _TEXT,
    "bidi": "<p>" + "\u202e\u2066\u200f" * 300_000 + _TEXT,
}
_HARNESS = """
    import json, pathlib, resource, sys, time, msgspec
    from crawler.fetch import Fetched
    from crawler.pages import page_of
    from facts import PageState
    for name in sys.argv[2:]:
        print(name, file=sys.stderr, flush=True)
        body = pathlib.Path(sys.argv[1], name).read_bytes()
        began = time.process_time()
        url = "https://mid.gov.kz/" + name
        headers = {"content-type": "text/html; charset=utf-8"}
        page, _ = page_of(Fetched(url=url, final_url=url, state=PageState.OK, status=200, headers=headers, body=body))
        record = msgspec.json.encode(page)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        print(json.dumps([page.state.value, page.why, len(record), peak, time.process_time() - began]), flush=True)
"""
Made = dict[str, tuple[str, str, int, int, float]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """State, reason, bytes of the record, the most memory until then and seconds of each page, from a program of its own."""
    folder: Path = tmp_path_factory.mktemp("pages")
    for name, body in PAGES.items():
        whole = f"<!DOCTYPE html><html lang=ru><head><title>Страница</title></head><body><main>{body}</main></body></html>"
        (folder / name).write_text(whole, encoding="utf-8")
    run = subprocess.run(
        ["bash", "-c", 'ulimit -v 6000000; exec "$@"', "-", sys.executable, "-c", textwrap.dedent(_HARNESS), str(folder), *PAGES],
        capture_output=True,
        check=False,
        timeout=400,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    return {name: tuple(json.loads(line)) for name, line in zip(PAGES, run.stdout.splitlines(), strict=True)}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, made: Made) -> None:
    """No page ends the program, and its record is no larger than what the page itself holds, some times over."""
    state, why, size, peak, _ = made[name]
    assert state in {"ok", "too-large", "failed", "not-found-soft"}, why
    assert size < 16 << 20
    assert peak < 1 << 30
