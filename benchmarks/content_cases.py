"""Labelled small sites as facts: pages through `crawler.extract`, files through `crawler.documents`; no network, no browser."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.documents import inspect
from crawler.extract import canonical, extract
from facts import LANGUAGES, Body, Document, Lang, LanguagePair, Names, Page, PageState, Scope, Site

FOLDER = Path(__file__).parent.parent / "fixtures" / "content"


@dataclass(frozen=True)
class Label:
    """What an expert says of one item in one language: met, thin (there and insufficient), absent, unclear; other kinds are met here."""

    id: str
    concept: str
    lang: Lang
    presence: str
    kinds: tuple[str, ...]
    urls: frozenset[str]  # addresses that are right answers


@dataclass(frozen=True)
class LabelledSite:
    """One site with its labels."""

    name: str
    split: str
    wording: str
    site: Site
    labels: tuple[Label, ...]
    files: Mapping[str, Path]  # by the address that each stands for, as written


def sites(folder: Path = FOLDER, name: str = "") -> Iterator[LabelledSite]:
    """The labelled sites whose names hold `name`, in order."""
    for path in sorted(folder.glob(f"*{name}*/labels.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        addresses = {page["file"]: canonical(page["url"]) for page in told["page"]}
        yield LabelledSite(
            name=told["name"],
            split=told["split"],
            wording=told.get("wording", ""),
            site=_site(told, path.parent),
            labels=tuple(_label(item, addresses) for item in told["item"]),
            files={page["url"]: path.parent / page["file"] for page in told["page"]},
        )


def _label(item: Mapping[str, Any], addresses: Mapping[str, str]) -> Label:
    files = item.get("page", ())
    kinds = tuple(item.get("kinds", ()))
    missing = "absent" if "absent" in kinds else "thin" if "insufficient" in kinds else "met"
    return Label(
        id=item["id"],
        concept=item["concept"],
        lang=item["lang"],
        presence="unclear" if item["outcome"] == "unclear" else "met" if item["outcome"] == "met" else missing,
        kinds=kinds,
        urls=frozenset(addresses[file] for file in ((files,) if isinstance(files, str) else files)),
    )


def _site(told: Mapping[str, Any], folder: Path) -> Site:
    homes: dict[Lang, str] = {lang: canonical(told["homes"][lang]) for lang in LANGUAGES if lang in told["homes"]}
    pages = [_page(page, folder, told["encoding"], homes) for page in told["page"] if _is_html(page)]
    parts = urlsplit(told["homes"]["ru"])
    return Site(
        scope=Scope(origin=f"{parts.scheme}://{parts.netloc}"),
        body=Body(kind=told["kind"], names={lang: Names(full=told["names"][lang]) for lang in LANGUAGES if lang in told["names"]}),
        today=str(told["today"]),
        start_url=told["homes"]["ru"],
        homes=homes,
        pages=tuple(sorted(pages, key=lambda page: page.url)),
        documents=tuple(_documents(told, folder, pages)),
        pairs=tuple(_pairs(pages)),
    )


def _is_html(page: Mapping[str, Any]) -> bool:
    return str(page["file"]).endswith((".html", ".htm"))


def _page(stored: Mapping[str, Any], folder: Path, encoding: str, homes: Mapping[Lang, str]) -> Page:
    url = canonical(stored["url"])
    html = (folder / stored["file"]).read_bytes().decode(encoding, "replace")
    seen = Page(
        url=url, final_url=url, state=PageState.OK, status=200, profile="desktop-chrome", lang=stored["lang"], is_home=url in homes.values()
    )
    return extract(html, seen, rendered=False)


def _documents(told: Mapping[str, Any], folder: Path, pages: list[Page]) -> Iterator[Document]:
    for stored in told["page"]:
        if not _is_html(stored):
            url = canonical(stored["url"])
            linked = tuple(page.url for page in pages if any(link.url == url for link in page.links))
            yield inspect((folder / stored["file"]).read_bytes(), url=url, status=200, linked_from=linked)


def _pairs(pages: list[Page]) -> Iterator[LanguagePair]:
    known = {page.url for page in pages}
    for page in pages:
        if page.lang is not None:
            urls: dict[Lang, str] = {page.lang: page.url}
            urls |= {switch.lang: switch.url for switch in page.switches if switch.url in known and switch.lang != page.lang}
            if len(urls) > 1:
                yield LanguagePair(urls=urls, how="switch")
