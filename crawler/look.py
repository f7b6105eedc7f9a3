"""One address of the resource looked at: fetched, rendered when it must be, told apart. Touches no store."""

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
    fetched: Fetched
    page: Page | None = None
    document: Document | None = None
    kept: bool = False  # comes from an earlier run


def is_document_address(url: str) -> bool:
    """True when an address names a file by its ending."""
    return extension(url) in DOCUMENTS


async def look(session: Session, url: str) -> Seen:
    """Fetch `url`, and render it when the site or the page needs that."""
    fetched = await fetch(session.ask, url, guard=session.guard)
    if fetched.state is PageState.OUT_OF_SCOPE:
        return Seen(url=url, fetched=fetched)
    answered = fetched.status is not None and fetched.status < 300
    if (answered and not is_html(fetched)) or (not answered and is_document_address(url)):
        return Seen(url=url, fetched=fetched, document=await document_of(fetched))
    page, _ = page_of(fetched)
    return Seen(url=url, fetched=fetched, page=await _rendered(session, page))


async def compare_rendered(session: Session, page: Page) -> tuple[Page, bool]:
    """The page as the browser builds it, and whether that shows materially more than what was fetched."""
    rendered = rendered_page(page, await session.browsers.render(page.url))
    more = rendered.rendered and (page.needs_browser or materially_more(page, rendered))
    return (_moved(session, page, rendered) if more or page.needs_browser else page), more


async def _rendered(session: Session, page: Page) -> Page:
    if not page.ok or not (page.needs_browser or session.renders_all):
        return _missing(session, page)
    shown = rendered_page(page, await session.browsers.render(page.url))
    return _missing(session, _moved(session, page, shown))


def _moved(session: Session, page: Page, shown: Page) -> Page:
    """A script may lead on to another address: the record then belongs to that one."""
    if not shown.rendered or shown.final_url == page.url:
        return shown
    if place(session.scope, shown.final_url) != "inside":
        return replace(page, state=PageState.OUT_OF_SCOPE, why="a script leads away from the audited resource", final_url=shown.final_url)
    hops = (*page.redirects, Redirect(url=page.url, status=page.status or 200))
    return replace(shown, url=shown.final_url, redirects=hops)


def _missing(session: Session, page: Page) -> Page:
    if page.ok and page.url not in session.homes.values() and look_of(page) in session.missing:
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
