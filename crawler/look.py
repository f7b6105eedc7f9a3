"""One address of the resource looked at: fetched, rendered when it must be, told apart."""

import asyncio
from dataclasses import dataclass, replace

from crawler.documents import inspect
from crawler.extract import materially_more
from crawler.fetch import Fetched, fetch
from crawler.pages import is_html, page_of, rendered_page
from crawler.recognise import look_of
from crawler.scope import place
from crawler.session import Session
from crawler.urls import extension
from facts import Document, Page, PageState, Redirect
from facts.reasons import page_reason, reason

_CUTS = {
    "too-large": "larger than what is read of a document",
    "not-read": "sound and films are not read",
    "broken": "the answer broke off before its end",
}
DOCUMENTS = frozenset({
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pps", "ppsx", "odt", "ods", "odp", "rtf", "txt", "csv", "zip",
    "rar", "7z", "tar", "gz", "jpg", "jpeg", "png", "gif", "svg", "webp", "bmp", "tif", "tiff", "ico", "mp3", "wav",
    "ogg", "mp4", "avi", "mov", "wmv", "webm", "mkv", "flv", "exe", "msi", "apk", "dmg", "iso", "djvu", "epub", "rss",
    "atom", "xml", "json", "ics", "vcf", "css", "js",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one address turned out to be: a page or a document; neither when it leads out of the resource."""

    url: str  # as asked
    fetched: Fetched  # without its body
    page: Page | None = None  # as a browser built it where that was wanted
    plain: Page | None = None  # as fetched
    document: Document | None = None
    kept: bool = False  # `page` or `document` is the record of an earlier run


def is_document_address(url: str) -> bool:
    """True when an address names a file by its ending."""
    return extension(url) in DOCUMENTS


async def look(session: Session, url: str) -> Seen:
    """Fetch `url`, and render it when the page needs that or it is known that pages like it do."""
    fetched = await fetch(session.ask, url, guard=session.guard)
    bare = replace(fetched, body=b"")
    if fetched.state is PageState.OUT_OF_SCOPE:
        return Seen(url=url, fetched=bare)
    answered = fetched.status is not None and fetched.status < 300
    if (answered and not is_html(fetched)) or (not answered and is_document_address(url)):
        return Seen(url=url, fetched=bare, document=await document_of(fetched))
    plain = plain_page(fetched)
    page = plain
    if plain.ok and (plain.needs_browser or session.rendering.wants(plain)):
        page = await shown_page(session, plain)
    return Seen(url=url, fetched=bare, page=missing(session, page), plain=plain)


def plain_page(fetched: Fetched) -> Page:
    """The record of a fetched page."""
    page, _ = page_of(fetched)
    return replace(page, scripted=True) if b"<script" in fetched.body.lower() else page


async def shown_page(session: Session, plain: Page) -> Page:
    """The page as a browser builds it; under the address that its scripts lead on to, if they do."""
    return _moved(session, plain, await _rendered(session, plain))


async def compare_rendered(session: Session, plain: Page) -> tuple[Page, bool]:
    """The page that visitors see, and whether rendering shows materially more than was fetched."""
    shown = await _rendered(session, plain)
    more = shown.rendered and (plain.needs_browser or materially_more(plain, shown))
    return (_moved(session, plain, shown) if more or plain.needs_browser else plain), more


async def _rendered(session: Session, plain: Page) -> Page:
    """The page out of a browser, kept at once: rendering is what costs most."""
    kept = session.kept.rendered(plain.url)
    if kept is not None:
        return kept
    shown = rendered_page(replace(plain, shape=plain.template), await session.browsers.render(plain.url))
    if shown.rendered and not reason(page_reason(shown.state, shown.status)).again:
        session.kept.put_rendered(plain.url, shown)
    return shown


def _moved(session: Session, page: Page, shown: Page) -> Page:
    """A script may lead on to another address: the record then belongs to that one."""
    if not shown.rendered or shown.final_url == page.url:
        return shown
    if place(session.scope, shown.final_url) != "inside":
        return replace(page, state=PageState.OUT_OF_SCOPE, why="a script leads away from the audited resource", final_url=shown.final_url)
    hops = (*page.redirects, Redirect(url=page.url, status=page.status or 200))
    return replace(shown, url=shown.final_url, redirects=hops)


def missing(session: Session, page: Page) -> Page:
    """The record with the state "not found" when it is what the site shows for addresses that never existed."""
    if page.ok and session.missing and page.url not in session.homes.values() and look_of(page) in session.missing:
        return replace(page, state=PageState.NOT_FOUND_SOFT, why="the site answers this to addresses that never existed, with status 200")
    return page


async def document_of(fetched: Fetched) -> Document:
    """The record of an address that is no page: what the file shows, or how asking for it ended."""
    body = None if fetched.cut == "not-read" or not fetched.body else fetched.body
    size, cut = fetched.length, fetched.cut in ("too-large", "timeout", "broken")
    unknown = cut and size is None
    document = await asyncio.to_thread(
        inspect,
        body,
        url=fetched.url,
        final_url=fetched.final_url,
        content_type=fetched.content_type,
        size=len(fetched.body) + 1 if unknown else size,
        status=fetched.status,
        state=fetched.state,
        why=fetched.why or _CUTS.get(fetched.cut, ""),
        disposition=fetched.headers.get("content-disposition", ""),
        fetched_at=fetched.at,
    )
    return replace(document, bytes=None) if unknown else document
