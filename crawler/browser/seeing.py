"""What one load of a page by one browser brought, before it is put into the audit file; and the load itself in Chromium."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.browser.eight import hints_of
from crawler.browser.loading import Clock, load
from crawler.browser.profiles import Profile
from crawler.browser.rendered import Fault, host_of
from crawler.browser.scripts import script
from crawler.browser.tab import Tab
from facts import Area, PageState, ScriptError, Showing

MOST_WORDS = 60_000  # characters of one page's words that are kept
SECONDS = 40.0  # of one load
QUALITY = 60  # of a screenshot
_NOISE = ("ResizeObserver loop", "Script error", "JSON")  # said by engines of healthy pages; the last is no unread script


@dataclass(frozen=True, slots=True)
class Seen:
    """A showing and its picture (JPEG); empty when none was taken."""

    showing: Showing
    picture: bytes = b""


def unseen(url: str, profile: Profile, version: str, state: PageState, why: str, status: int | None = None) -> Seen:  # noqa: PLR0917  # as a fault tells them
    """The record of a load that brought nothing."""
    return Seen(
        Showing(
            url=url, browser=profile.name, engine=profile.engine, version=version, state=state, why=why[:300], status=status, settled=False
        )
    )


def shown_script() -> str:
    """The program that tells what is seen of a document: an async function in parentheses."""
    return script("crawler.browser", "shown.js").strip().rstrip(";")


def of_page(
    url: str,
    profile: Profile,
    version: str,
    said: Mapping[str, Any],
    *,
    status: int | None,
    state: PageState = PageState.OK,
    why: str = "",
    failed: tuple[str, ...] = (),
    errors: tuple[ScriptError, ...] | None = (),
    settled: bool = True,
) -> Showing:
    """The showing of a page from what `shown.js` said of it."""
    unread = tuple(ScriptError(**one) for one in said["unread"])
    return Showing(
        url=url,
        browser=profile.name,
        engine=profile.engine,
        version=version,
        state=state,
        why=why,
        status=status,
        final_url=said["url"],
        viewport=(round(said["viewport"][0]), round(said["viewport"][1])),
        title=said["title"][:300],
        lang=said["lang"][:20],
        words=said["words"],
        areas=tuple(_area(one) for one in said["areas"]),
        page_width=round(said["page_width"], 3),
        failed=tuple(sorted({*failed, *said["failed"]})),
        errors=None if errors is None and not unread else (*(errors or ()), *unread),
        settled=settled,
    )


def _area(raw: Mapping[str, Any]) -> Area:
    numbers = {name: round(raw[name], 3) for name in ("x", "y", "width", "height")}
    return Area(role=raw["role"][:40], visible=raw["visible"], **numbers)


def own_errors(errors: list[ScriptError], page: str) -> tuple[ScriptError, ...]:
    """Errors of the site's own scripts, each place and message once, without what engines say of healthy pages."""
    own = [one for one in errors if host_of(one.where) == host_of(page) and not any(word in one.message for word in _NOISE)]
    return tuple(dict.fromkeys(own))[:20]


async def see_in_chromium(tab: Tab, url: str, version: str, suffix: str, clock: Clock, *, picture: bool) -> Seen:
    """One load in a tab of the pool; Fault when there is no document."""
    hints = hints_of(tab.profile, version, suffix)
    errors: list[ScriptError] = []

    def threw(event: dict[str, Any]) -> None:
        details = event["exceptionDetails"]
        thrown = details.get("exception", {})
        trace = details.get("stackTrace", {}).get("callFrames", [])
        where = details.get("url") or (trace[0]["url"] if trace else "")
        message = str(thrown.get("description") or details.get("text", "")).partition("\n")[0][:300]
        if "(in promise)" not in details.get("text", ""):
            errors.append(ScriptError(message=message, where=where, unread=thrown.get("className") == "SyntaxError" and not trace))

    if hints is not None:
        await tab.cdp.send("Emulation.setUserAgentOverride", hints)
    tab.cdp.on("Runtime.exceptionThrown", threw)
    try:
        page = await load(tab, url, clock)
        said = await tab.ask(shown_script(), {"most": MOST_WORDS, "verify": False})
        shot = b""
        if picture:
            asked = {"format": "jpeg", "quality": QUALITY}
            shot = base64.b64decode((await tab.cdp.send("Page.captureScreenshot", asked))["data"])
    finally:
        tab.cdp.remove_listener("Runtime.exceptionThrown", threw)
    if not page.html:
        raise Fault(page.state, page.why, page.final_url, page.status)
    showing = of_page(
        url,
        tab.profile,
        version,
        said,
        status=page.status,
        state=page.state,
        why=page.why,
        failed=tuple(tab.traffic.failed),
        errors=own_errors(errors, said["url"]),
        settled=page.settled,
    )
    return Seen(showing, shot)
