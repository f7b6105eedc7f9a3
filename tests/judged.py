"""A small site made of HTML for the judges of deficiencies, and the plainest `Content` over it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from checks.commons.content.model import Confidence, Found, Place
from checks.commons.links import Known, key, whereabouts
from crawler.extract import extract
from facts import ActStatus, Document, Lang, LanguagePair, Page, PageState, Scope, Site, Target, TargetState
from methodology.model import Indicator, Rule

ORIGIN = "https://body.gov.kz"
TODAY = "2026-11-20"


def page(path: str, main: str, *, title: str = "", lang: Lang | None = None, frame: str = "") -> Page:
    """A page of the site as the crawler reads it: `main` inside the main landmark, `frame` below it."""
    language: Lang = lang or ("kk" if path.startswith("/kk") else "ru")
    url = ORIGIN + path
    seen = Page(url=url, final_url=url, state=PageState.OK, profile="desktop-chrome", lang=language)
    html = f"<!doctype html><html lang='{language}'><head><title>{title}</title></head><body><main>{main}</main>{frame}</body></html>"
    return extract(html, seen, rendered=False)


def document(path: str, *, title: str = "", text: str = "", text_lang: str = "") -> Document:
    """A file of the site."""
    url = ORIGIN + path
    kind = path.rpartition(".")[2]
    return Document(url=url, final_url=url, state=PageState.OK, kind=kind, title=title, text=text, text_lang=text_lang)


def item(concept: str, id: str = "5-1.7/2") -> Indicator:
    """A row of Annex 5 for a concept."""
    return Indicator(id=id, annex=5, reference="", title={}, max=cast("Rule", 1), rule=Rule(kind="item"), finder={"concept": concept})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Small:
    """Pages, files and pairs of a site; answers as `Content` does and counts the pages that were asked for."""

    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)  # path -> path in the other language
    dead: frozenset[str] = frozenset()
    acts: tuple[ActStatus, ...] = ()
    asked: list[str] = field(default_factory=list)

    @property
    def site(self) -> Site:
        """All of it as facts."""
        return Site(
            scope=Scope(origin=ORIGIN),
            body=None,  # type: ignore[arg-type]  # no judge reads it
            today=TODAY,
            start_url=ORIGIN,
            pages=self.pages,
            documents=self.documents,
            targets={url: Target(url=url, state=TargetState.DEAD, reason="http-404") for url in self.dead},
            pairs=tuple(_pairs(self.pairs)),
            acts=self.acts,
        )

    @property
    def today(self) -> datetime.date:
        """The day of the audit."""
        return datetime.date.fromisoformat(TODAY)

    def page(self, url: str) -> Page | None:
        """The page at an address."""
        self.asked.append(url)
        return next((one for one in self.pages if key(one.url) == key(url)), None)

    def document(self, url: str) -> Document | None:
        """The file at an address."""
        return next((one for one in self.documents if key(one.url) == key(url)), None)

    def other(self, url: str, lang: Lang) -> str | None:
        """The counterpart as the pairs name it."""
        path = self.pairs.get(url.removeprefix(ORIGIN))
        return ORIGIN + path if path is not None and self.lang_of(ORIGIN + path) == lang else None

    def lang_of(self, url: str) -> Lang | None:
        """The language by the path."""
        return "kk" if "/kk" in url else "ru"

    def target(self, url: str) -> tuple[Known, str]:
        """Dead where it is said so."""
        return whereabouts(self.site).state(url)


def _pairs(pairs: Mapping[str, str]) -> Iterable[LanguagePair]:
    for one, other in pairs.items():
        yield LanguagePair(urls={"kk": ORIGIN + one, "ru": ORIGIN + other}, how="switch")


def found(concept: str, path: str, lang: Lang = "ru", *, words: str = "", confidence: Confidence = "likely", **place: object) -> Found:
    """An item that was found on a page, or in the place that is told."""
    where = {"kind": "page", "url": ORIGIN + path, "page": ORIGIN + path, "score": 1.0, "words": words, **place}
    return Found(item=item(concept), lang=lang, outcome="met", confidence=confidence, places=(Place(**where),))  # type: ignore[arg-type]
