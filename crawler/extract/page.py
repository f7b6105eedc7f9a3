"""One document read into one record."""

import dataclasses

from crawler.extract.buttons import buttons_of, ups_of
from crawler.extract.contacts import contacts_of
from crawler.extract.crumbs import breadcrumbs_of
from crawler.extract.dates import dates_of
from crawler.extract.dom import Dom
from crawler.extract.forms import forms_of
from crawler.extract.head import base_of, head_facts
from crawler.extract.links import MAX_LINKS, links_of
from crawler.extract.pictures import images_of, media_of
from crawler.extract.regions import landmarks, settle
from crawler.extract.shape import fingerprint
from crawler.extract.switches import switches_of
from crawler.extract.tables import Above, lists_of, tables_of
from crawler.extract.urls import canonical
from crawler.extract.words import (
    aside_text,
    blocks_of,
    clipped_main,
    count_words,
    footer_text,
    header_text,
    headings_of,
    hidden_text,
    main_text_of,
    runs_of,
    text_language,
)
from facts import Gap, Link, Page

_OF_THE_WHOLE = (  # facts that lack something where a document was cut
    "links", "switches", "images", "media", "iframes", "forms", "buttons", "headings", "landmarks", "dates", "breadcrumbs", "contacts",
    "blocks", "tables", "lists", "main_text", "footer_text", "aside_text",
    "hidden_text", "counters",
)  # fmt: skip


def extract(html: str, seen: Page, *, rendered: bool) -> Page:
    """`seen` with everything that stands in the document.

    `rendered` says that `html` is a browser's document with its marks (`data-tekser-h`, `data-tekser-box`, `data-tekser-before`/`-after`).
    Never raises on any text: what is broken is read as a browser reads it; what is too large is cut and named in `gaps`.
    """
    dom = Dom(html, rendered=rendered)
    settle(dom)
    page = canonical(seen.final_url or seen.url)
    base = base_of(dom, seen.final_url or seen.url)
    head = head_facts(dom, base)
    runs = runs_of(dom)
    links = links_of(dom, base, page)
    blocks = blocks_of(dom, runs)
    main = main_text_of(dom)
    whole = dom.text(dom.body)
    above = Above(dom)
    page_facts = dataclasses.replace(
        seen,
        **head,
        rendered=rendered,
        template=fingerprint(dom),
        text_lang=text_language(blocks, main, whole),
        header_text=header_text(dom),
        footer_text=footer_text(dom),
        aside_text=aside_text(dom),
        hidden_text=hidden_text(dom),
        landmarks=landmarks(dom),
        headings=headings_of(dom),
        links=links,
        switches=switches_of(dom, base, page, head["html_lang"]),
        images=images_of(dom, base),
        media=media_of(dom, base),
        forms=forms_of(dom, base),
        buttons=buttons_of(dom),
        ups=ups_of(dom),
        dates=dates_of(dom, runs),
        breadcrumbs=breadcrumbs_of(dom, base),
        contacts=contacts_of(dom, runs),
        blocks=blocks,
        tables=tables_of(dom, above),
        lists=lists_of(dom, above),
        ids=_targets(links),
        words=count_words(whole),
        main_words=count_words(main),
        main_text=clipped_main(main),
        gaps={**seen.gaps, **_gaps(dom, links)},
    )
    dom.release()
    return page_facts


def _targets(links: tuple[Link, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.fragment for link in links if link.fragment_exists))


def _gaps(dom: Dom, links: tuple[Link, ...]) -> dict[str, Gap]:
    if dom.cut:
        return dict.fromkeys(_OF_THE_WHOLE, Gap("document-too-large"))
    return {"links": Gap("too-many-links")} if len(links) >= MAX_LINKS else {}
