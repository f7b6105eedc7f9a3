"""Doors: pages that ask who the visitor is before they show anything."""

from collections.abc import Iterator

from checks.commons.links import Whereabouts, at, desktop_records, key
from checks.commons.materials import in_content, readable, shown_pages
from checks.commons.wording import address_mentions, mentions
from facts import Document, Finding, Link, Page, PageState, Site, met, not_met, undecided
from methodology.model import Params

_REFUSES = frozenset({401, 403})  # a firewall answers programs so as well: whether a person must sign in is seen by a person
_NAMES_ASKED = frozenset({"password"})


def is_sign_in(page: Page, params: Params) -> bool:
    """True for a page whose content is a password form and little else; a box for signing in on the page's frame does not make it one."""
    regions = in_content(page)
    forms = (form for form in page.forms if form.visible is not False and form.region in regions)
    asks = any(field.type in _NAMES_ASKED for form in forms for field in form.fields)
    return asks and page.main_words <= params.number("sign_in_words_max")


def to_sign_in(link: Link, params: Params) -> bool:
    """True for a link that announces signing in: a personal cabinet, an editor's door; what lies behind is no public information."""
    return mentions(f"{link.text} {link.title}", params.words("sign-in-words")) or address_mentions(
        link.url, params.words("sign-in-addresses")
    )


def doors(site: Site, where: Whereabouts, params: Params) -> Iterator[Finding]:
    """Sub-point 4: one observation a page and a file that public links lead to."""
    leading = _public_links(site, where, params)
    for page in desktop_records(site):
        text = leading.get(key(page.url))
        if page.is_home or text is not None:
            yield from _door(page, text or "", params)
    for document in site.documents:
        if key(document.url) in leading:
            yield from _file_door(document)


def _public_links(site: Site, where: Whereabouts, params: Params) -> dict[str, str]:
    """Key of an address, and of the one it ends at -> the text of the first link to it that does not announce signing in.

    Links on a sign-in page, to itself or to its other forms, are the door's own.
    """
    found: dict[str, str] = {}
    for page in shown_pages(site):
        if is_sign_in(page, params):
            continue
        for link in page.links:
            if link.url and not to_sign_in(link, params):
                found.setdefault(key(link.url), link.text)
                found.setdefault(where.final(link.url), link.text)
    return found


def _door(page: Page, text: str, params: Params) -> Iterator[Finding]:
    if readable(page) and is_sign_in(page, params):
        yield not_met("sign-in-required", page.url, part="4", **at(page), text=text, address=page.url)
    elif page.status in _REFUSES and page.state in {PageState.BLOCKED, PageState.HTTP_ERROR}:
        yield undecided("access-refused", page.url, part="4", **at(page), text=text, address=page.url)
    elif readable(page):
        yield met(page.url, part="4", **at(page))


def _file_door(document: Document) -> Iterator[Finding]:
    page = next(iter(document.linked_from), "")
    if document.status in _REFUSES:
        yield undecided("access-refused", document.url, part="4", page=page, lang=document.lang, address=document.url)
    elif document.state is PageState.OK:
        yield met(document.url, part="4", page=page, lang=document.lang)
