"""The first look at an address: can the site be audited at all, what is its scope, where are its language versions."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from crawler.asking import Asker
from crawler.errors import SiteUnreachable
from crawler.fetch import Fetched, Refusal, fetch
from crawler.look import Seen, compare_rendered, look, plain_page
from crawler.pages import is_html
from crawler.recognise import Look, look_of
from crawler.scope import place, same_owner, scope_of
from crawler.session import RobotsBook, Session
from crawler.urls import canonical
from crawler.versions import address_language, current_switch, page_language, swapped, version_links
from facts import LANGUAGES, Lang, Page, PageState, Scope

_REASONS = {
    PageState.DNS: "dns",
    PageState.REFUSED: "refused",
    PageState.TLS: "tls",
    PageState.TLS_CHAIN: "tls",
    PageState.TIMEOUT: "timeout",
    PageState.UNSETTLED: "timeout",
    PageState.PRIVATE: "private-address",
    PageState.BLOCKED: "blocked",
    PageState.ROBOTS: "robots",
    PageState.ROBOTS_UNREAD: "robots",
    PageState.HTTP_ERROR: "http-error",
    PageState.REDIRECT_LOOP: "redirect-loop",
    PageState.OUT_OF_SCOPE: "redirected",
    PageState.TOO_LARGE: "too-large",
    PageState.NOT_FOUND_SOFT: "http-error",
}


@dataclass(frozen=True, slots=True)
class Start:
    """Where the address given by the caller leads, and what is audited from there."""

    fetched: Fetched
    page: Page
    scope: Scope


async def open_start(ask: Asker, robots: RobotsBook, url: str) -> Start:
    """The start page; SiteUnreachable with the reason when there is none that can be audited."""
    key = canonical(url)
    if not key:
        raise SiteUnreachable("bad-address", f"{url} is no http(s) address")

    async def guard(hop: str) -> Refusal | None:
        if not same_owner(key, hop):
            return Refusal(PageState.OUT_OF_SCOPE, "it leads to another resource")
        rules = await robots.of(hop)
        refused = rules.refuses(hop)
        return Refusal(*refused) if refused else None

    fetched = await fetch(ask, key, guard=guard)
    if fetched.state is not PageState.OK:
        raise unreachable(fetched.state, fetched.why, fetched.final_url)
    page = plain_page(fetched)
    if not is_html(fetched):
        raise SiteUnreachable("not-html", f"{fetched.final_url} answers with {fetched.content_type or 'a file'}, not with a page")
    if not page.ok:
        raise unreachable(page.state, page.why, page.url)
    scope = scope_of(key, fetched.final_url)
    if scope is None:
        raise SiteUnreachable("redirected", f"{key} leads to {fetched.final_url}, which is another resource: audit that address")
    return Start(replace(fetched, body=b""), page, scope)


def unreachable(state: PageState, why: str, url: str) -> SiteUnreachable:
    """The exception for a page without which nothing can be audited."""
    return SiteUnreachable(_REASONS.get(state, "failed"), f"{url}: {why}", state)


async def find_homes(session: Session, start: Page) -> dict[str, Seen]:
    """Set the session's language homes, and learn which of them must be rendered; what was looked at on the way, by address.

    The homes come from the body file, the start page's own language, its switch and hreflang links, and, where these
    say nothing, from its address with the language swapped, if the answer is in that language.
    """
    looked: dict[str, Seen] = {}
    start = await _opening(session, start, looked)
    lang, _ = own_language(start)
    offered = {**version_links(start, current=address_language(start.url)[0] is None), **_given(session)}
    if lang:
        offered.setdefault(lang, start.url)
    for wanted in LANGUAGES:
        for url in [offered[wanted]] if wanted in offered else swapped(start.url, wanted):
            if place(session.scope, url) != "inside":
                continue
            seen = looked.get(url) or await look(session, url)
            looked[url] = seen
            if seen.page and seen.page.ok and (wanted in offered or seen.page.text_lang == wanted):
                session.homes = {**session.homes, wanted: seen.page.url}
                break
    await _compare_homes(session, looked)
    session.site_lang = next((one for one, url in session.homes.items() if not address_language(url)[0]), None)
    return looked


def own_language(page: Page, switched: Lang | None = None, site_lang: Lang | None = None) -> tuple[Lang | None, str]:
    """The language version of a page and what told it."""
    return page_language(
        page.final_url, switched=current_switch(page) or switched, html_lang=page.html_lang, text_lang=page.text_lang, site_lang=site_lang
    )


async def looks_of_nothing(session: Session) -> frozenset[Look]:
    """What the site shows, with status 200, at addresses that never existed; one is tried in each language."""
    found: set[Look] = set()
    for url in session.homes.values() or (session.start_page,):
        parts = urlsplit(url)
        folder = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        page = (await look(session, urlunsplit(parts._replace(path=f"{folder}tekser-no-such-page-{session.plan.seed}")))).page
        if page and page.ok and len(look_of(page).words) > 2:
            found.add(look_of(page))
    return frozenset(found)


async def _opening(session: Session, plain: Page, looked: dict[str, Seen]) -> Page:
    """The page that visitors of the start address come to see, rendered if that shows more.

    A start page without content of its own may send its visitors on by a meta refresh.
    """
    start, more = await _compared(session, plain)
    looked[start.url] = Seen(url=start.url, fetched=_as_fetched(start), page=start, plain=plain)
    target = refresh_target(start)
    if more or not target or version_links(start) or place(session.scope, target) != "inside":
        return start
    looked[target] = seen = await look(session, target)
    if not (seen.page and seen.page.ok and seen.plain):
        return start
    page, _ = await _compared(session, seen.plain)
    looked[target] = replace(seen, page=page)
    return page


async def _compared(session: Session, plain: Page) -> tuple[Page, bool]:
    page, more = await compare_rendered(session, plain)
    if more:
        session.rendering.learn(plain, more=True)
    return page, more


def refresh_target(page: Page) -> str:
    """Where a meta refresh leads to, "" without one."""
    return canonical(page.meta_refresh.partition("=")[2].strip(" '\""), page.final_url) if "=" in page.meta_refresh else ""


def _given(session: Session) -> dict[Lang, str]:
    return {lang: key for lang, url in session.plan.body.homes.items() if (key := canonical(url))}


async def _compare_homes(session: Session, looked: dict[str, Seen]) -> None:
    """Render the other home pages too: one language may be served ready and another by script."""
    for url in session.homes.values():
        key, seen = next(((key, seen) for key, seen in looked.items() if seen.page and seen.page.url == url), ("", None))
        if seen is None or seen.plain is None or (seen.page and seen.page.rendered):
            continue
        page, more = await _compared(session, seen.plain)
        if more:
            looked[key] = replace(seen, page=page)


def _as_fetched(page: Page) -> Fetched:
    return Fetched(
        url=page.url, final_url=page.final_url, state=page.state, status=page.status, redirects=page.redirects, at=page.fetched_at
    )
