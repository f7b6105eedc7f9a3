"""The labelled content holds its format and its size, and what a label names is there, so that figures made from it mean something."""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from methodology import load
from tests.content_cases import LabelledSite, Stored, sites

SITES = sites()
EACH = pytest.mark.parametrize("site", SITES, ids=[site.name for site in SITES])
LANGS = {"kk", "ru"}


def parsed(site: LabelledSite, stored: Stored) -> LexborHTMLParser:
    return LexborHTMLParser(site.text(stored))


def out_of(site: LabelledSite, stored: Stored) -> Iterator[str]:
    for node in parsed(site, stored).css("a[href]"):
        yield urljoin(stored.url, node.attributes["href"] or "").partition("#")[0]


def reached(site: LabelledSite) -> Mapping[str, int]:
    """Clicks from the home page of its language to each stored file, by links of that language's pages alone."""
    by_url = {stored.url: stored for stored in site.page}
    waiting = [by_url[home] for home in site.homes.values()]
    clicks = dict.fromkeys((stored.file for stored in waiting), 0)
    for stored in waiting:
        if stored not in site.html:
            continue
        for url in out_of(site, stored):
            there = by_url.get(url)
            if there and there.lang == stored.lang and there.file not in clicks:
                clicks[there.file] = clicks[stored.file] + 1
                waiting.append(there)
    return clicks


@EACH
def test_labels_name_what_is_there(site: LabelledSite) -> None:
    """An item of the tables of the site's kind, once a language, with files that exist; only a lack or a doubt may have no place."""
    methodology = load()
    concepts = {row.id: row.finder["concept"] for row in methodology.rows(site.kind) if row.finder}
    files = {stored.file for stored in site.page}
    seen = Counter((label.id, label.lang) for label in site.item)
    assert [each for each, times in seen.items() if times > 1] == []
    for label in site.item:
        assert concepts.get(label.id) == label.concept, label
        assert set(label.places) <= files, label
        assert (label.outcome == "not-met") == bool(label.kinds), label
        assert label.places or "absent" in label.kinds or label.outcome == "unclear", label
        assert "absent" not in label.kinds or len(label.kinds) == 1, label
        assert label.why.endswith("."), label


@EACH
def test_every_page_parses_and_is_reached(site: LabelledSite) -> None:
    """Each file is listed and reads as a page with a title and words; links lead to it from a home page in three clicks."""
    inside = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()} - {"labels.toml"}
    assert inside == {stored.file for stored in site.page}
    assert len({stored.url for stored in site.page}) == len(site.page)
    for stored in site.html:
        tree = parsed(site, stored)
        assert tree.css_first("title") is not None, stored
        assert tree.body is not None, stored
        assert len(tree.body.text(separator=" ").split()) >= 10, stored
    clicks = reached(site)
    assert [stored.file for stored in site.page if clicks.get(stored.file, 9) > 3] == []


def test_there_is_enough_of_each() -> None:
    """The sizes that the figures of the finder rest on: pages, labels, lacks, items, and both languages on both parts."""
    labels = [(site, label) for site in SITES for label in site.item]
    assert len(SITES) >= 12
    assert 2 * sum(site.split == "held-out" for site in SITES) >= len(SITES)
    assert sum(len(site.html) for site in SITES) >= 160
    assert len(labels) >= 300
    assert 3 * sum(label.outcome != "met" for _, label in labels) >= len(labels)
    for split in ("tune", "held-out"):
        part = Counter((label.lang, label.outcome) for site, label in labels if site.split == split)
        assert {lang for lang, _ in part} == LANGS
        assert {site.wording for site in SITES if site.split == split} == {"usual", "habit"}
        assert min(part[lang, outcome] for lang in LANGS for outcome in ("met", "not-met")) >= 30
    assert len({label.concept for _, label in labels if label.outcome == "met"}) >= 95
    assert {kind for _, label in labels for kind in label.kinds} == {
        "absent",
        "outdated",
        "insufficient",
        "outdated-npa",
        "not-identical",
        "no-npa-link",
    }
