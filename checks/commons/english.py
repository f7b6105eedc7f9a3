"""The English version of a site: whether it is there, and how much of the Kazakh and Russian ones it repeats."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.commons.links import Whereabouts, key, short_records
from checks.commons.materials import is_home, is_list, main_heading, readable, shown_pages
from checks.commons.phrases import mentions
from checks.commons.seen import home_pages
from facts import Document, LanguagePair, Page, Site, SwitchLink
from methodology.model import Params

_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]{3,}", re.IGNORECASE)
_INTERFACE = frozenset({"header", "nav", "footer"})


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `all` have no English counterpart, with one example."""

    lacking: int
    all: int
    example: str = ""

    def is_clear(self, limit: float) -> bool:
        """True when more than `limit` of them lack it."""
        return bool(self.all) and self.lacking / self.all > limit


def home(site: Site) -> Page | None:
    """The English home page, as far as it could be read."""
    pages = short_records(site, "text_lang")
    return next((page for page in pages if readable(page) and page.lang == "en" and is_home(page, site)), None)


def switches(site: Site) -> Iterator[tuple[Page, SwitchLink]]:
    """Controls of home pages of the other languages that lead to English."""
    for page in home_pages(site):
        if page.lang != "en":
            yield from ((page, switch) for switch in page.switches if switch.lang == "en")


def pages_without(site: Site, where: Whereabouts, chosen: Iterable[Page]) -> Share:
    """Which of `chosen` pages (kk or ru) have no counterpart whose text is English; `where` knows `text_lang`."""
    pairs = _pairs(site.pairs)
    total = lacking = 0
    example = ""
    for page in chosen:
        total += 1
        other = where.page(pairs.get(key(page.url), "") or page.alternates.get("en", ""))
        if other is None or not other.ok or other.text_lang != "en":
            lacking += 1
            example = example or page.url
    return Share(lacking, total, example)


def _pairs(pairs: Iterable[LanguagePair]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        english = pair.urls.get("en")
        if english:
            found.update({key(url): english for lang, url in pair.urls.items() if lang != "en"})
    return found


def materials(site: Site, params: Params) -> Iterator[Page]:
    """Kazakh and Russian pages that give information: home pages, lists and pages of normative legal acts aside."""
    acts = params.words("people_npa")
    pages = (page for page in shown_pages(site) if page.lang in {"kk", "ru"} and not is_home(page, site))
    own = (page for page in pages if not is_list(page, params))
    return (page for page in own if not mentions(acts, main_heading(page), urlsplit(page.url).path))


def news(pages: Iterable[Page], params: Params) -> Iterator[Page]:
    """Those of `pages` that lie among the news by their address or their navigation chain."""
    words = params.words("people_news")
    return (
        page
        for page in pages
        if mentions(words, urlsplit(page.url).path, *(item for chain in page.breadcrumbs for item in chain.items[:-1]))
    )


_GONE = frozenset({404, 410})  # a dead link is no information that could be translated


def files_without(documents: Iterable[Document], params: Params) -> Share:
    """How many more files there are in Kazakh or in Russian than in English, acts aside."""
    acts = params.words("people_npa")
    told = [
        file
        for file in documents
        if file.kind not in {"feed", "image", "audio", "video"}
        and file.status not in _GONE
        and not mentions(acts, file.title, urlsplit(file.url).path)
    ]
    counts = {lang: sum(file.lang == lang for file in told) for lang in ("kk", "ru", "en")}
    most = max(counts["kk"], counts["ru"])
    return Share(max(most - counts["en"], 0), most)


def labels_left(site: Site) -> Share:
    """Different words of menus, header and footer of the English pages that are still in Kazakh or Russian, names of languages aside."""
    labels: dict[str, str] = {}
    for page in shown_pages(site):
        if page.lang == "en":
            switching = {switch.selector for switch in page.switches}
            shown = (link for link in page.links if link.region in _INTERFACE and link.selector not in switching and not link.hreflang)
            shown = (link for link in shown if not link.fragment)  # a table of contents is content
            labels.update({link.text.strip(): page.url for link in shown if link.text.strip() and link.visible is not False})
    left = [label for label in labels if _CYRILLIC.search(label)]
    return Share(len(left), len(labels), left[0] if left else "")
