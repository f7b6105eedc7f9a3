"""Tab through a page as a visitor without a mouse would: where it stops, what it never reaches, what holds it, what opens.

Keys are real key events. They go out in groups without waiting for each; only where the focus did not do what the document's
order says are they pressed one at a time, with the pauses a person leaves. Nothing that leads away is activated.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.rendered import Fault, Rendered
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab, WentAway
from crawler.probes.keyboard_marks import measure
from crawler.probes.keyboard_menus import look_at_menus
from crawler.probes.keys import LISTENED, listeners, press, press_many
from crawler.probes.series import Probe
from facts import FocusTrap, Keyboard, KeyStop, MouseControl, Scroller

MOST_PRESSES = 250
MOST_STOPS = 250  # stops whose marking is looked at
MOST_CONTROLS = 60
_GROUP = 60  # keys that go out together
_TRUSTED = 8  # keys pressed where no script listens to keys or to the focus
_SETTLE = 80  # ms in which scripts may still move the focus after a group of keys
_PAUSE = 60  # ms after a single key
_REST = 200  # ms until nothing comes of a key any more
_BACK = "Shift+Tab"
_MOST_SLOW = 40  # single keys in search of a way out
_MOST_MISSED = 8  # elements that Tab came round without reaching, tried one by one
_MOST_BETWEEN = 12  # keys pressed from the element before such a one

Seen = Mapping[str, Any]


class Asked:
    """The script beside the page, asked step by step."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self._source = with_selectors("crawler.probes", "keyboard.js")

    async def __call__(self, step: str, **given: object) -> Any:
        """What a step returns."""
        return await self.tab.ask(self._source, {"step": step, **given})


async def walk_with_keyboard(tab: Tab, _: Rendered) -> Keyboard:
    """One walk through the page that stands in `tab`, which is left as it was found."""
    ask = Asked(tab)
    await tab.ask("(() => { delete globalThis.tekserKeys; })")
    try:
        return await _walked(ask)
    finally:
        with suppress(PlaywrightError, WentAway, Fault):  # where the page is gone there is nothing to put back
            await tab.ask("(() => globalThis.tekserKeys?.end?.())")


async def _walked(ask: Asked) -> Keyboard:
    begun = await ask("begin")
    heard = await listeners(ask.tab)
    walk = _Walk(ask, begun)
    alone = begun["alone"] and not any(one.type in LISTENED["keys"] | LISTENED["focus"] for one in heard)
    if not (alone and await walk.trusts()):
        await walk.go()
    marks = await ask("mark", most=MOST_STOPS)
    stops = await measure(ask, marks["stops"])
    root_keys = any(one.root and one.type in LISTENED["keys"] for one in heard)
    root_mouse = any(one.root and one.type in LISTENED["mouse"] for one in heard)
    controls = await ask("controls", rootKeys=root_keys, rootMouse=root_mouse, most=MOST_CONTROLS)
    menus = await look_at_menus(ask, waits=any(one.type in LISTENED["over"] for one in heard))
    return Keyboard(
        presses=walk.presses,
        walked="whole" if walk.ended == "round" else "part",
        ended=walk.ended,  # type: ignore[arg-type]  # one of its words
        focusable=begun["expected"],
        stops=tuple(KeyStop(**stop) for stop in stops),
        controls=tuple(MouseControl(**{**one, "box": tuple(one["box"])}) for one in controls),
        traps=tuple(walk.traps),
        menus=menus,
        scrollers=tuple(Scroller(**{**one, "box": tuple(one["box"])}) for one in marks["scrollers"]),
    )


class _Walk:
    """Tab pressed until it comes round, or cannot."""

    def __init__(self, ask: Asked, begun: Seen) -> None:
        self._ask = ask
        self._limit = min(MOST_PRESSES, begun["expected"] + begun["more"] + 2)
        self.presses = 0
        self.ended = "round"
        self.traps: list[FocusTrap] = []

    async def trusts(self) -> bool:
        """Press a few keys where no script can change what Tab does; True when it keeps to the browser's order, and the rest is known."""
        await press_many(self._ask.tab, "Tab", min(_TRUSTED, self._limit))
        self.presses += min(_TRUSTED, self._limit)
        seen = await self._ask("record", wait=0)
        return not seen["moved"] and bool(await self._ask("trusted"))

    async def go(self) -> None:
        """The whole walk; what it found is in the fields."""
        for _ in range(3):  # a dialog or a trap that could be left lets the walk go on
            seen = await self._quick()
            if not seen["waiting"] and not seen["moved"]:
                self.ended = "round"
                return
            if not await self._slow(seen):
                return
        self.ended = "limit"

    async def _quick(self) -> Seen:
        """Groups of keys until the focus came round or the limit is reached."""
        seen: Seen = {"waiting": 1, "reached": 0}
        pressed = 0
        while pressed < self._limit:
            count = min(_GROUP, self._limit - pressed)
            await press_many(self._ask.tab, "Tab", count)
            pressed += count
            before = seen["reached"]
            seen = await self._ask("record", wait=_SETTLE)
            if seen["left"] or seen["round"] or seen["moved"] or seen["still"] or seen["reached"] == before:
                break
            if not seen["waiting"] and not seen["moved"]:
                break
        self.presses += pressed
        return seen

    async def _slow(self, seen: Seen) -> bool:
        """Find out one key at a time why some elements were not reached; True when the quick walk should go on."""
        if seen["left"] and not seen["moved"]:  # it came round, and passed some elements over
            return await self._missed()
        if seen["moved"]:  # by scripts, between keys: only the pace of a person shows where that leads
            await self._ask("again", kept=False)
        places = await self._one_by_one("Tab", _MOST_SLOW)
        if not places.waiting:
            self.ended = "round"
            return False
        if places.framed:
            self.ended = "frame"
            return False
        if -1 in places.at:  # the focus left the document: it is no trap, some elements are passed over
            return await self._missed()
        held = sorted({at for at in places.at if places.at.count(at) > 1})
        if not held:  # so many stops, none of them twice
            self.ended = "limit"
            return False
        return await self._trapped(held, places.waiting)

    async def _one_by_one(self, key: str, most: int, *, shift: bool = False) -> "_Places":
        places = _Places()
        times: dict[int, int] = {}
        for _ in range(most):
            await press(self._ask.tab, key, shift=shift)
            self.presses += 1
            seen = await self._ask("after", wait=_PAUSE)
            places.at.append(seen["at"])
            places.waiting, places.framed = seen["waiting"], seen["frame"]
            times[seen["at"]] = times.get(seen["at"], 0) + 1
            if not places.waiting or times[seen["at"]] > 2:
                break
        return places

    async def _trapped(self, held: list[int], waiting: int) -> bool:
        about = await self._ask("held", held=held)
        left_by = await self._way_out(len(held), waiting, about["keys"])
        self.traps.append(
            FocusTrap(
                selectors=tuple(about["selectors"]),
                names=tuple(about["names"]),
                left_by=left_by,
                modal=about["modal"],
                closable=about["closable"],
                waiting=waiting,
            )
        )
        if left_by != _BACK:
            self.ended = "dialog" if about["modal"] else "trap"
        return left_by not in ("", _BACK)

    async def _way_out(self, held: int, waiting: int, named: list[tuple[str, str]]) -> str:
        """The key after which Tab reaches something new, or the way backwards through the whole page; "" when there is none."""
        await press(self._ask.tab, "Escape")
        if await self._gets_on(held, waiting):
            return "Escape"
        for modifier, letter in named:  # by the page's own text
            with_control, with_alt = modifier.lower().startswith("c"), modifier.lower() == "alt"
            await press(self._ask.tab, letter, control=with_control, alt=with_alt, shift=not (with_control or with_alt))
            if await self._gets_on(held, waiting):
                return f"{modifier}+{letter}"
        if not await self._ask("tail", wait=_REST):
            return ""
        back = await self._one_by_one("Tab", _MOST_SLOW, shift=True)
        on = await self._one_by_one("Tab", 1, shift=True)
        return _BACK if not back.waiting and on.at != back.at[-1:] else ""

    async def _gets_on(self, held: int, waiting: int) -> bool:
        if (await self._ask("after", wait=_PAUSE))["waiting"] < waiting:
            return True
        for _ in range(held + 2):
            places = await self._one_by_one("Tab", 1)
            if places.waiting < waiting or -1 in places.at:
                return True
        return False

    async def _missed(self) -> bool:
        """Try what Tab passed over from the element before it, one by one; what it passes over again is kept as unreached."""
        missed = await self._ask("skipped")
        for at in range(min(missed, _MOST_MISSED)):
            if await self._ask("before", at=at):
                for _ in range(_MOST_BETWEEN):  # stops that came with the focus may stand in between
                    await press(self._ask.tab, "Tab")
                    self.presses += 1
                    await self._ask("after", wait=_PAUSE)
                    if not await self._ask("between", at=at):
                        break
        await self._ask("unreached", tried=_MOST_MISSED)
        return False


class _Places:
    """Where single keys led, as numbers of the elements met; -1 is outside."""

    def __init__(self) -> None:
        self.at: list[int] = []
        self.waiting = 0
        self.framed = False


KEYBOARD = Probe(fact="keyboard", seconds=12.0, ask=walk_with_keyboard, profiles=frozenset({"desktop-chrome"}))
