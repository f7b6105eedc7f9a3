"""From what was fetched or rendered to a Page record. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType

from crawler.browser.rendered import Rendered
from crawler.extract import Decoded, decode, extract, is_bare_shell, needs_browser
from crawler.fetch import Fetched, now
from crawler.recognise import says_not_found, turned_away
from crawler.urls import canonical
from facts import Field, Form, Gap, Page, PageState
from facts.reasons import page_reason

FETCHED_AS = "desktop-chrome"  # the profile whose twin the fetching tier is
UNSETTLED = "the page's content still changed when patience ended"
_UNREAD = Decoded(text="")
_END = b"</html"
_TAIL = 2_000  # bytes in which the end of a whole page stands
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\x1f\x8b")


def is_html(fetched: Fetched) -> bool:
    """True when the answer is a page and no file: by its type and its first bytes."""
    media = fetched.content_type.partition(";")[0].strip().lower()
    head = fetched.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if fetched.body.startswith(_FILES) or (head.startswith((b"<?xml", b"<rss", b"<feed")) and b"<html" not in fetched.body[:2048].lower()):
        return False
    return media in _HTML or (not media and head[:1] == b"<") or not (media or head)


def page_of(fetched: Fetched) -> tuple[Page, str]:
    """The record of a fetched page, and its text. Its state tells a refusal or "not found" apart from content."""
    ok = fetched.state is PageState.OK
    if ok and fetched.cut == "too-large":
        return replace(bare(fetched), state=PageState.TOO_LARGE, why="the page is larger than the limit"), ""
    if ok and fetched.cut == "broken" and _END not in fetched.body[-_TAIL:].lower():
        return replace(bare(fetched), state=PageState.BROKEN), ""  # half a page lacks what stands in the other half
    if not is_html(fetched) or fetched.cut == "too-large":
        return bare(fetched), ""
    text = decode(fetched.body, fetched.content_type)
    page = extract(text.text, bare(fetched, text), rendered=False)
    if page.ok and needs_browser(page, text.text):
        page = replace(page, needs_browser=True)
    return recognised(page, text.text, fetched.headers), text.text


def bare(fetched: Fetched, text: Decoded = _UNREAD) -> Page:
    """A record with what the exchange alone tells; the key is where the redirects ended, when they ended in an answer."""
    url = fetched.final_url if fetched.status is not None and fetched.state is not PageState.REDIRECT_LOOP else fetched.url
    return Page(
        url=url,
        final_url=fetched.final_url,
        state=fetched.state,
        why=fetched.why,
        profile=FETCHED_AS,
        status=fetched.status,
        redirects=fetched.redirects,
        fetched_at=fetched.at,
        content_type=fetched.content_type,
        bytes=len(fetched.body),
        sha256=sha256(fetched.body).hexdigest() if fetched.body else "",
        charset_http=text.charset_http,
        charset_meta=text.charset_meta,
        charset_used=text.charset_used,
    )


def recognised(page: Page, html: str, headers: Mapping[str, str] = MappingProxyType({})) -> Page:
    """The record with the state that its content shows: turned away, not found, or as it was."""
    if page.state in (PageState.OK, PageState.HTTP_ERROR) and turned_away(page, html, headers):
        return replace(page, state=PageState.BLOCKED, why="a captcha, a browser check or a firewall stands before the page")
    if page.ok and not page.needs_browser and says_not_found(page):
        return replace(page, state=PageState.NOT_FOUND_SOFT, why="the page says that it does not exist, with status 200")
    return page


def rendered_page(seen: Page, rendered: Rendered) -> Page:
    """The record of a page as a browser showed it, keeping what only the fetch knows.

    A browser that failed on a page whose fetched document has content leaves that record, with the gap named; so does a
    page that never stood still.
    """
    if not rendered.ok or not rendered.html:
        why = rendered.why or "the browser gave no document"
        if seen.ok and not seen.needs_browser and rendered.state is not PageState.HTTP_ERROR:
            return replace(seen, gaps={**seen.gaps, "rendered": Gap(_gap_reason(rendered.state, rendered.status), why)})
        return replace(seen, state=PageState.BROWSER if rendered.ok else rendered.state, why=why)
    if not rendered.settled and seen.ok and not seen.needs_browser:
        return replace(seen, gaps={**seen.gaps, "rendered": Gap(PageState.UNSETTLED.value, UNSETTLED)})
    final = canonical(rendered.final_url) or seen.final_url
    base = replace(seen, profile=rendered.profile, final_url=final, state=PageState.OK, why="", gaps={})
    page = extract(rendered.html, base, rendered=True)
    if seen.needs_browser and is_bare_shell(page, rendered.html):  # its data did not come: a refusal or a failure, not an empty page
        return replace(seen, state=PageState.BROWSER, why="the page's scripts brought no content")
    page = replace(page, live=rendered.live, gaps={**page.gaps, **rendered.gaps}, forms=_accepting(page.forms, rendered.accepts))
    if not rendered.settled:  # half a page lacks what stands in the other half; the links that are there may be followed
        return replace(page, state=PageState.UNSETTLED, why=UNSETTLED, needs_browser=seen.needs_browser)
    return replace(recognised(replace(page, needs_browser=False), rendered.html, rendered.headers), needs_browser=seen.needs_browser)


def visited_page(seen: Page, rendered: Rendered) -> Page:
    """The record of one profile's visit to the sampled page `seen`.

    After a visit that failed, the fetching tier's twin keeps what was seen before, with the gap named; another
    profile's record holds the failure.
    """
    if not (rendered.ok and rendered.html):
        state = PageState.BROWSER if rendered.ok else rendered.state
        return unvisited_page(seen, rendered.profile, rendered.why or "no document", state, rendered.status)
    if not rendered.settled:
        return unvisited_page(seen, rendered.profile, UNSETTLED, PageState.UNSETTLED, rendered.status)
    page = rendered_page(replace(seen, gaps={}, needs_browser=False), rendered)
    if rendered.profile != FETCHED_AS:
        return replace(page, redirects=rendered.redirects, sampled=True, fetched_at=now())
    if not page.ok:
        return unvisited_page(seen, rendered.profile, page.why, page.state, page.status)
    return replace(page, final_url=seen.final_url, needs_browser=seen.needs_browser, sampled=True, fetched_at=now())


def unvisited_page(seen: Page, profile: str, why: str, state: PageState = PageState.BROWSER, status: int | None = None) -> Page:
    """The record of a sampled page that a profile could not show."""
    if profile == FETCHED_AS:
        return replace(seen, sampled=True, gaps={**seen.gaps, "live": Gap(_gap_reason(state, status), why)})
    return _empty(seen, profile, state, why)


def _gap_reason(state: PageState, status: int | None) -> str:
    return page_reason(PageState.BROWSER if state is PageState.OK else state, status)


def _empty(seen: Page, profile: str, state: PageState, why: str) -> Page:
    return Page(
        url=seen.url,
        final_url=seen.final_url,
        profile=profile,
        state=state,
        why=why,
        status=seen.status,
        depth=seen.depth,
        lang=seen.lang,
        lang_from=seen.lang_from,
        is_home=seen.is_home,
        template=seen.template,
        sampled=True,
        fetched_at=now(),
    )


def _accepting(forms: tuple[Form, ...], accepts: Mapping[str, int]) -> tuple[Form, ...]:
    def field(one: Field) -> Field:
        return replace(one, accepts=accepts[one.selector]) if one.selector in accepts else one

    return tuple(replace(form, fields=tuple(map(field, form.fields))) for form in forms) if accepts else forms
