"""Is a fetched document only the shell of a JavaScript application?"""

import re

from facts import Link, Page

_FEW_WORDS = 30  # words under which a page with scripts may be a shell
_SOME_WORDS = 120  # words that a shell with a message or a ready header may have
_CONTENT_LINKS = 5  # links of its own under which a page may be a shell
_MORE_WORDS = 1.3  # times as many words after rendering
_MORE_LINKS = 3  # links that rendering added
_MOUNT = re.compile(
    r"<(?:div|main|section|body)\b[^>]*\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|app-root|react-root|svelte|main-app|application)[\"']?[^>]*>\s*"
    r"(?:<(?:div|span)\b[^>]*(?:load|spin|preload|splash)[^>]*>.{0,600}?</(?:div|span)>\s*|<!--.{0,300}?-->\s*)*</"
    r"|<app-root\b[^>]*>\s*(?:<[^>]*>\s*){0,6}(?:loading|загрузка|жүктелуде)?[.…\s]*(?:</[^>]*>\s*){0,6}</app-root>",
    re.IGNORECASE | re.DOTALL,
)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.*?)</noscript>", re.IGNORECASE | re.DOTALL)
_ASKS = re.compile(r"javascript|java script|джаваскрипт|скрипт", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SCANNED = 400_000  # characters of the document looked at


def needs_browser(page: Page, html: str) -> bool:
    """True when the fetched document has no content of its own and scripts that could bring it."""
    if page.main_words >= _FEW_WORDS:  # most pages: nothing below could say otherwise
        return False
    head = html[:_SCANNED]
    if not _SCRIPT.search(head):
        return False
    links = _own_links(page)
    if page.words < _FEW_WORDS and links < _CONTENT_LINKS and not page.forms:
        return True
    if _MOUNT.search(head):
        return True
    asks = any(_ASKS.search(text) for text in _NOSCRIPT.findall(head))
    return asks and page.words < _SOME_WORDS and links < _CONTENT_LINKS


def is_bare_shell(rendered: Page, html: str) -> bool:
    """True when a browser ran the scripts of a shell and there is still neither text to speak of nor a link, at most a turning wheel."""
    return needs_browser(rendered, html) and not _own_links(rendered) and len(rendered.images) <= 1 and not rendered.media


def materially_more(fetched: Page, rendered: Page) -> bool:
    """True when rendering shows links or text that fetching did not."""
    before = {link.url for link in fetched.links if link.url}
    after = {link.url for link in rendered.links if link.url}
    if len(after - before) >= _MORE_LINKS:
        return True
    more = rendered.main_words > max(fetched.main_words * _MORE_WORDS, fetched.main_words + _FEW_WORDS)
    return more or (bool(rendered.forms) and not fetched.forms)


def _own_links(page: Page) -> int:
    return len({link.url for link in page.links if _counts(link, page)})


def _counts(link: Link, page: Page) -> bool:
    return bool(link.url) and link.url != page.final_url and link.visible is not False
