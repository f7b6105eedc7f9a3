"""Uses the search of a page as a visitor does: finds its field, types a query, sends it, looks at what comes. Facts, never a verdict.

A search that sends its query by POST is not used: it most likely stores nothing, but that cannot be known from outside, and nothing
that a site may keep is ever sent. Results that robots.txt closes, or that another site shows, are not asked for.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote_plus

from playwright.async_api import Error as PlaywrightError

from crawler.browser.loading import Clock, settle
from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab, WentAway
from crawler.probes.search_guard import Refuses, SearchGuard
from crawler.urls import canonical, same_host
from facts import Criterion, Gap
from facts.reasons import http_reason

_ANSWER = 3.0  # seconds in which a search that was sent shows that it is at work
_STEP = 0.05
_OPENS = 1.5  # seconds in which a box opens
_MORE_TEXT = 120  # letters that come with an answer
_MOST_PAGES = 3  # of results
_SECONDS = 20.0


@dataclass(slots=True)
class Seen:
    """What came of one query; records of `facts` are made of it."""

    field: str = ""
    typed: str = ""  # what the field took of the query
    opened_by: str = ""
    submitted: Literal["", "enter", "button"] = ""
    address: str = ""
    place: Literal["", "document", "address", "page"] = ""
    stays: bool = False
    kept: Literal["", "yes", "hidden", "no"] = ""
    fresh: int = 0  # links that the page asked from did not have
    pages: int = 0
    more: bool = False  # further results that were not looked at
    found: str = ""
    criteria: tuple[Criterion, ...] = ()
    extended: str = ""
    extended_gap: Gap | None = None
    outer: str = ""
    no_field: bool = False
    gap: Gap | None = None
    picture: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is typed, and how the page that is looked for can be told among the results."""

    words: str
    urls: tuple[str, ...]  # canonical addresses
    titles: tuple[str, ...] = ()
    open_extended: bool = False  # look at what calls itself the extended search, too
    picture: bool = False  # of results that do not show the page


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of a search on its way."""

    tab: Tab
    query: Query
    refuses: Refuses
    delay: float
    seen: Seen
    clock: Clock

    async def ask(self, step: str, **given: object) -> Any:
        return await self.tab.ask(with_selectors("crawler.probes", "site_search.js"), {"step": step, **given})

    async def results(self, before: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = await self.ask("results", query=self.seen.typed, before=before)
        self.seen.fresh += int(shown["fresh"])
        self.seen.pages += 1
        return shown


async def search_once(tab: Tab, query: Query, refuses: Refuses, delay: float, clock: Clock) -> Seen:
    """Use the search of the page in `tab` once; never raises but for a page that is dead."""
    seen = Seen()
    use = _Use(tab, query, refuses, delay, seen, clock)
    try:
        await tab.within(_searched(use), min(clock.left, _SECONDS + 3 * delay))
    except TimeoutError:
        seen.gap = Gap("probe-timeout", "using the search did not end in time")
    except WentAway:
        seen.gap = Gap("went-away", "the page left for another address while its search was used")
    except PlaywrightError as error:
        seen.gap = Gap("probe-failed", str(error)[:200])
    except Fault as fault:
        if tab.gone.done():
            raise
        seen.gap = Gap("probe-failed", fault.why[:200])
    return seen


async def _searched(use: _Use) -> None:
    tab, query, seen = use.tab, use.query, use.seen
    async with SearchGuard(tab, use.refuses, use.delay) as guard:
        start = tab.page.url
        before = await _field(use, guard)
        if before is None:
            return
        box = before["fields"][0]
        seen.field = box["selector"]
        seen.gap = await _closed(box, tab.page.url, query, use.refuses)
        if seen.gap is not None:
            seen.address = seen.gap.detail if seen.gap.detail.startswith("http") else ""
            return
        seen.typed = _fitting(query.words, int(box["maxlength"]))
        guard.ask_for(seen.typed)
        documents = len(tab.traffic.documents)
        if not await _typed(use):
            seen.gap = Gap("no-answer", "the search field does not take the focus")
            return
        await _sent(use, guard, documents)
        if seen.submitted and not guard.stopped:
            await settle(tab, use.clock)  # the browser tells of a document before the guard is asked about it
        seen.outer = guard.outer
        stopped = guard.stopped or (guard.held if len(tab.traffic.documents) == documents else None)
        if stopped:
            seen.gap, seen.address = Gap(*stopped), stopped[1]
        elif not seen.submitted:
            seen.gap = Gap("no-answer", "nothing changed after the query was sent by Enter and by the button")
        else:
            await _results(use, before, start, documents)


async def _field(use: _Use, guard: SearchGuard) -> dict[str, Any] | None:
    """What is known of the page with its search field in sight, pressing what opens it where it has to be."""
    tab, seen = use.tab, use.seen
    found: dict[str, Any] = await use.ask("find")
    if found["fields"]:
        return found
    for opener in await use.ask("openers"):
        documents = len(tab.traffic.documents)
        if not await _pressed(use, opener, button=False):
            continue
        until = Clock.of(_OPENS)
        while until.left and not guard.stopped:
            await asyncio.sleep(_STEP * 2)
            try:
                opened: dict[str, Any] = await use.ask("find")
            except WentAway:
                continue
            if opened["fields"]:
                if len(tab.traffic.documents) > documents:
                    await settle(tab, use.clock)
                    opened = await use.ask("find")
                seen.opened_by = opener
                return {**opened, "texts": found["texts"]} if opened["fields"] else None
        if guard.stopped:
            seen.gap, seen.address, seen.opened_by = Gap(*guard.stopped), guard.stopped[1], opener
            seen.outer = guard.outer
            return None
    seen.no_field = True
    return None


async def _closed(box: dict[str, Any], page: str, query: Query, refuses: Refuses) -> Gap | None:
    """Why the results of a form may not be asked for, as far as its own markup tells."""
    if box["captcha"]:
        return Gap("blocked", "a captcha stands in the search form")
    if box["method"] == "post":
        return Gap("would-write", "the search form sends its query by POST")
    if not box["form"] or not box["action"] or not box["name"]:
        return None  # a script decides where it goes: held back there
    address = canonical(f"{box['action'].partition('?')[0]}?{box['name']}={quote_plus(query.words)}", page)
    if not address or not same_host(address, page):
        return None
    why = await refuses(address)
    return Gap(why, address) if why else None


async def _typed(use: _Use) -> bool:
    if not await use.ask("focus", selector=use.seen.field):
        return False
    keyboard, words = use.tab.page.keyboard, use.seen.typed
    await keyboard.insert_text(words[:-1])
    await keyboard.type(words[-1])  # so that what listens to keys hears one
    await asyncio.sleep(_STEP)
    use.seen.typed = str(await use.ask("read", selector=use.seen.field))
    return bool(use.seen.typed)


def _fitting(words: str, most: int) -> str:
    """As many of the words as a field takes; of a single one that is too long, its beginning."""
    if most <= 0 or len(words) <= most:
        return words
    return words[: most + 1].rpartition(" ")[0].strip() or words[:most]


async def _pressed(use: _Use, selector: str, *, button: bool) -> bool:
    try:
        point = await use.ask("point", selector=selector, query="button" if button else "")
    except WentAway:
        return True
    if point is None:
        return False
    if not point["clicked"]:
        await use.tab.page.mouse.click(point["x"], point["y"])
    return True


async def _sent(use: _Use, guard: SearchGuard, documents: int) -> None:
    """Send the query by Enter; by the button where that leads nowhere."""
    seen = use.seen
    at_first = await use.ask("where")
    guard.sent()
    await use.tab.page.keyboard.press("Enter")
    by_enter = await _answered(use, guard, at_first, documents)
    if by_enter == "left" or guard.stopped:
        seen.submitted = "enter"
        return
    before = await _where(use) or at_first
    if await _pressed(use, seen.field, button=True):
        by_button = await _answered(use, guard, {**before, "url": at_first["url"]}, documents)
        if by_button and (by_button == "left" or not by_enter):
            seen.submitted = "button"
            return
    seen.submitted = "enter" if by_enter else ""


async def _where(use: _Use) -> dict[str, Any] | None:
    try:
        where: dict[str, Any] = await use.ask("where")
    except WentAway:
        return None
    return where


async def _answered(use: _Use, guard: SearchGuard, before: dict[str, Any], documents: int) -> str:
    """ "left": another document or address; "changed": something was asked for with the query, or the page says more; "" for nothing."""
    until = Clock.of(_ANSWER)
    changed = ""
    while until.left and not guard.stopped:
        if len(use.tab.traffic.documents) > documents:
            return "left"
        now = await _where(use)
        if now is None or now["url"].partition("#")[0] != before["url"].partition("#")[0]:
            return "left"
        if guard.carried or abs(now["letters"] - before["letters"]) > _MORE_TEXT:
            if changed and not use.tab.traffic.busy(_ANSWER):
                return changed
            changed = "changed"
            await asyncio.sleep(_STEP * 4)
        await asyncio.sleep(_STEP)
    return changed


async def _results(use: _Use, before: dict[str, Any], start: str, documents: int) -> None:
    tab, seen, query = use.tab, use.seen, use.query
    document = tab.traffic.document()
    left = len(tab.traffic.documents) > documents
    if left and document is not None and document.status >= 400:
        seen.gap, seen.address = Gap(http_reason(document.status), f"the results answered {document.status}"), document.url
        return
    shown = await use.results(before)
    seen.address = shown["url"]
    moved = shown["url"].partition("#")[0] != start.partition("#")[0]
    why = await use.refuses(canonical(shown["url"])) if moved and same_host(shown["url"], start) else ""
    if why:  # a script led on to it: what was seen there is not used
        seen.gap = Gap(why, shown["url"])
        return
    seen.place = ("document" if left else "address") if moved else "page"
    seen.stays = shown["stays"] * 2 > len(before["texts"]) > 0
    seen.kept = shown["kept"]
    seen.criteria = _criteria(shown)
    if shown["captcha"] and not seen.fresh:
        seen.gap = Gap("blocked", "a captcha stands before the results")
        return
    seen.found = _hit(query, shown)
    if query.picture and (not seen.found or seen.kept != "yes" or seen.place == "page"):
        seen.picture = await tab.page.screenshot(type="jpeg", quality=60, timeout=5000)
    await _leaf(use, before, shown)
    if query.open_extended and not seen.criteria and shown["extended"]:
        await _extended(use, before, shown["extended"])


def _criteria(shown: dict[str, Any]) -> tuple[Criterion, ...]:
    return tuple(Criterion(**one) for one in shown["criteria"])


async def _leaf(use: _Use, before: dict[str, Any], shown: dict[str, Any]) -> None:
    """Turn over to further results while the page was not among those seen."""
    seen = use.seen
    while not seen.found and shown["next"] and seen.pages < _MOST_PAGES and use.clock.left > _ANSWER:
        following = canonical(shown["next"])
        if not following or not same_host(following, shown["url"]) or await use.refuses(following):
            break
        await _gone_to(use, following)
        shown = await use.results(before)
        seen.found = _hit(use.query, shown)
    seen.more = not seen.found and bool(shown["next"] or shown["more"])


async def _gone_to(use: _Use, url: str) -> None:
    await use.tab.navigate(url)
    await settle(use.tab, use.clock)


async def _extended(use: _Use, before: dict[str, Any], door: dict[str, str]) -> None:
    """Look behind what calls itself the extended search."""
    seen = use.seen
    seen.extended = door["url"] or door["selector"]
    if door["url"]:
        address = canonical(door["url"])
        why = await use.refuses(address) if same_host(address, seen.address) else "leads-out"
        if why:
            seen.extended_gap = Gap(why, door["url"])
            return
        await _gone_to(use, address)
    elif await _pressed(use, door["selector"], button=False):
        await asyncio.sleep(_STEP * 6)
        await settle(use.tab, use.clock)
    seen.criteria = _criteria(await use.results(before))


def _hit(query: Query, shown: dict[str, Any]) -> str:
    """The result that leads to the page that is looked for; its words where scripts follow it."""
    wanted = {_place(url) for url in query.urls}
    titles = _telling(query.titles)
    for link in shown["links"]:
        url = canonical(link["url"])
        if url and _place(url) in wanted:
            return url
    for link in shown["links"]:
        text = _level(link["text"])
        if any(title in text for title in titles):
            return str(link["url"])
    if titles and titles[0].startswith(_level(query.words)[:20]):
        return ""  # the page's own name was asked for: results repeat the query
    return next((line for line in shown["lines"] if any(title in _level(line) for title in titles)), "")


def _place(url: str) -> str:
    """An address without what says nothing of the page: scheme, www, the slash at its end."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _telling(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(level for title in titles if len(level := _level(title)) >= 15)


def _level(text: str) -> str:
    return " ".join(text.lower().split())
