"""What forms say to wrong values: each is sent off empty, then with an e-mail, a phone number or an address that is none.

Nothing leaves: while a form is tried every request but plain styles, scripts, fonts and pictures is stopped in the browser, in all
windows of the visit, and what passes no request filter (sockets) is silenced in the page. Therefore what a server would answer
stays unknown. The values are put back afterwards.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Dialog, Request, Route
from playwright.async_api import Error as PlaywrightError

from crawler.browser.rendered import Rendered, host_of
from crawler.browser.scripts import script, with_selectors
from crawler.browser.tab import Tab
from crawler.probes.series import Probe
from facts import ErrorText, FieldName, FormTry, TriedForm

MOST_FORMS = 4
_SECONDS = 15.0
_PATIENCE = 1.5  # seconds in which a message must have come
_LOOKS = 0.1  # seconds between two looks
_AFTER = 0.15  # seconds after the first message in which the others come
_HARMLESS = frozenset({"stylesheet", "script", "font", "image"})
_NOISE = frozenset({"ping", "image", "cspreport", "media"})
_MOST_STOPPED = 5
_PROFILES = frozenset({"desktop-chrome"})


@dataclass
class _Stopped:
    """What a try asked for and did not get."""

    host: str
    action: str
    texts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    sent: bool = False
    asked: bool = False

    def clear(self) -> None:
        """A new try begins."""
        self.texts, self.said, self.sent, self.asked = [], [], False, False

    async def route(self, route: Route, request: Request) -> None:
        """Let plain parts of the page through and stop the rest."""
        try:
            if request.method == "GET" and request.resource_type in _HARMLESS and "?" not in request.url:
                await route.continue_()
                return
            self._note(request)
            await route.abort("aborted")
        except PlaywrightError:
            return  # the page is gone, and the request with it

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if len(self.texts) < _MOST_STOPPED:
            self.texts.append(f"{request.method} {parts.scheme}://{parts.netloc}{parts.path}"[:200])
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.sent = True
        elif request.resource_type not in _NOISE:
            own = host_of(request.url) in (self.host, host_of(self.action))
            self.sent = self.sent or (own and request.method != "GET")
            self.asked = True

    async def dialog(self, dialog: Dialog) -> None:
        """Keep what a dialog says, and close it."""
        if dialog.type in ("alert", "confirm", "prompt") and dialog.message.strip():
            self.said.append(dialog.message.strip())
        try:
            await dialog.dismiss()
        except PlaywrightError:
            return


async def _step(tab: Tab, step: str, **given: object) -> Any:
    return await tab.ask(with_selectors("crawler.probes", "form_errors.js"), {"step": step, **given})


async def _tried(tab: Tab, at: int, values: Literal["empty", "wrong"], stopped: _Stopped) -> FormTry:
    stopped.clear()
    pressed = await _step(tab, "try", at=at, values=values)
    if pressed != "pressed":
        ended: Any = pressed if pressed in ("no-button", "disabled") else "nothing"
        seen: Mapping[str, Any] = await _step(tab, "read") if pressed == "disabled" else {"messages": (), "marked": 0}
        return FormTry(values=values, ended=ended, messages=_messages(seen, stopped), marked=seen["marked"])
    ends = time.monotonic() + _PATIENCE
    while True:
        seen = await _step(tab, "read")
        came = seen["messages"] or stopped.said
        if came or stopped.sent or seen["let_go"] or time.monotonic() > ends:
            break
        await asyncio.sleep(_LOOKS)
    if came and not any(one["tied"] == "browser" for one in seen["messages"]):
        await asyncio.sleep(_AFTER)
        seen = await _step(tab, "read")
    return FormTry(
        values=values,
        ended=_ended(seen, stopped),
        messages=_messages(seen, stopped),
        marked=seen["marked"],
        invalid=seen["invalid"],
        stopped=tuple(dict.fromkeys(stopped.texts)),
    )


def _ended(seen: Mapping[str, Any], stopped: _Stopped) -> Literal["refused", "sent", "asked", "nothing"]:
    if stopped.sent or seen["let_go"] or seen["unknown"]:
        return "sent"
    if stopped.asked:
        return "asked"
    if seen["prevented"] or seen["invalid"] or seen["marked"] or seen["messages"] or stopped.said:
        return "refused"
    return "nothing"


def _messages(seen: Mapping[str, Any], stopped: _Stopped) -> tuple[ErrorText, ...]:
    said = tuple(ErrorText(text=text[:200], tied="dialog") for text in stopped.said[:3])
    return (*said, *(ErrorText(**one) for one in seen["messages"]))


async def _try_form(tab: Tab, at: int, form: Mapping[str, Any], stopped: _Stopped) -> TriedForm:
    described = {name: value for name, value in form.items() if name not in ("typed", "shown", "called")}
    called = tuple(FieldName(**one) for one in form["called"])
    tries = []
    try:
        tries.append(await _tried(tab, at, "empty", stopped))
        await _step(tab, "settle")
        if form["typed"] and tries[0].ended not in ("no-button", "nothing"):
            tries.append(await _tried(tab, at, "wrong", stopped))
    finally:
        await _step(tab, "restore")
    return TriedForm(**described, called=called, shown=tuple(ErrorText(**one) for one in form["shown"]), tries=tuple(tries))


async def try_forms(tab: Tab, page: Rendered) -> tuple[TriedForm, ...]:
    """Every form of the page that visitors write into, with what it said to wrong values."""
    forms = await _step(tab, "find", most=MOST_FORMS)
    if not forms:
        return ()
    found = []
    stopped = _Stopped(host=host_of(page.final_url), action="")
    guard = script("crawler.probes", "form_guard.js")
    tab.page.on("dialog", stopped.dialog)
    await tab.context.route("**/*", stopped.route)
    try:
        await tab.page.evaluate(guard, True)
        for at, form in enumerate(forms):
            stopped.action = form["action"]
            found.append(await _try_form(tab, at, form, stopped))
        await tab.page.evaluate(guard, False)
    finally:
        await asyncio.shield(_let_go(tab, stopped))
    return tuple(found)


async def _let_go(tab: Tab, stopped: _Stopped) -> None:
    """Take the stop away when nothing is left that could send: a script that tries again later has no timer any more."""
    try:
        for _ in range(2):
            await tab.ask(script("crawler.probes", "form_timers.js"))
            await asyncio.sleep(_LOOKS)  # what is asked in this moment is stopped too
    finally:
        await tab.context.unroute("**/*", stopped.route)
        tab.page.remove_listener("dialog", stopped.dialog)


FORM_ERRORS = Probe(fact="tried_forms", seconds=_SECONDS, ask=try_forms, profiles=_PROFILES)
