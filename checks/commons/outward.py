"""Links to other resources: how they open, and whether the visitor is told."""

import re
from collections.abc import Iterator

from checks.commons.links import at, is_external
from checks.commons.wording import mentions
from facts import Finding, Link, Page, met, not_met
from methodology.model import Params

PART = "3"
_SAME_WINDOW = frozenset({"", "_self", "_top", "_parent"})


def outward(page: Page, origin: str, params: Params) -> Iterator[Finding]:
    """One observation a visible link to another resource, each address once a page; two where both duties are not done."""
    told_for_all = _told(page.footer_text, params) and _speaks_of_links(page.footer_text, params)
    seen: set[tuple[str, str]] = set()
    for link in page.links:
        outside = link.visible is not False and is_external(link.url, origin, params.words("registry-suffixes"))
        if outside and (link.url, link.target) not in seen:
            seen.add((link.url, link.target))
            yield from _judged(link, page, params, told_for_all=told_for_all)


def _judged(link: Link, page: Page, params: Params, *, told_for_all: bool) -> Iterator[Finding]:
    place = {**at(page), "part": PART, "text": link.text, "address": link.url}
    new = link.target not in _SAME_WINDOW
    told = is_told(link, params) or told_for_all
    if not new:
        yield not_met("same-tab", link.selector, **place)
    if not told:
        yield not_met("no-notice", link.selector, **place)
    if new and told:
        yield met(link.selector, **place)


def is_told(link: Link, params: Params) -> bool:
    """True when words or a sign at the link say that it leads to another resource or opens a new window."""
    if _told(f"{link.text} {link.title} {link.context}", params):
        return True
    icons = link.icons.lower().replace("_", "-")
    return any(_bounded(sign, f"{icons} {link.text}") for sign in params.words("new-window-icons"))


def _bounded(sign: str, icons: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){re.escape(sign)}(?![a-z])", icons))


def _told(text: str, params: Params) -> bool:
    return mentions(text, params.words("new-window-words"))


def _speaks_of_links(text: str, params: Params) -> bool:
    return mentions(text, params.words("link-words"))
