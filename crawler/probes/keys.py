"""Keys and the pointer as a device gives them, and what on a page listens to them."""

import asyncio
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.tab import Tab

LISTENED = {
    "mouse": frozenset({"click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup"}),
    "keys": frozenset({"keydown", "keypress", "keyup"}),
    "focus": frozenset({"focus", "blur", "focusin", "focusout"}),
    "over": frozenset({"mouseenter", "mouseover", "pointerenter", "pointerover"}),
}
_HEARD = frozenset[str]().union(*LISTENED.values())
_MOST_HEARD = 300  # listeners whose elements are looked at
_GROUP = "tekser-keys"
_CODES = {"Tab": ("Tab", 9), "Escape": ("Escape", 27), "Enter": ("Enter", 13), "Space": (" ", 32), "ArrowDown": ("ArrowDown", 40)}
_TEXT = {"Enter": "\r", "Space": " "}
_KEEP = """function (...given) {
  const [types, sources] = given.splice(0, 2);
  (globalThis.tekserKeys ||= {}).listeners = given.map((element, at) => [element, types[at], sources[at]]);
}"""


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener of an element (`node` is its number in the browser), or of the document or the window (`root`)."""

    type: str
    root: bool
    node: int = 0
    source: str = ""


def _key(name: str, *, shift: bool, control: bool, alt: bool) -> dict[str, Any]:
    key, code = _CODES.get(name) or (name.lower(), ord(name.upper()))
    modifiers = alt * 1 + control * 2 + shift * 8
    return {"key": key, "code": name if name in _CODES else f"Key{name.upper()}", "windowsVirtualKeyCode": code, "modifiers": modifiers}


async def press(tab: Tab, name: str, *, shift: bool = False, control: bool = False, alt: bool = False) -> None:
    """Press and let go of one key."""
    key = _key(name, shift=shift, control=control, alt=alt)
    text = _TEXT.get(name)
    down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
    await tab.cdp.send("Input.dispatchKeyEvent", {**key, **down})
    await tab.cdp.send("Input.dispatchKeyEvent", {**key, "type": "keyUp"})


async def press_many(tab: Tab, name: str, count: int) -> None:
    """Press one key `count` times; the browser takes the keys in their order without our waiting for each."""
    key = _key(name, shift=False, control=False, alt=False)
    both = ({**key, "type": "rawKeyDown"}, {**key, "type": "keyUp"})
    await asyncio.gather(*(tab.cdp.send("Input.dispatchKeyEvent", one) for _ in range(count) for one in both))


async def point_at(tab: Tab, x: float, y: float) -> None:
    """Move the pointer."""
    await tab.cdp.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})


async def listeners(tab: Tab) -> tuple[Listener, ...]:
    """What listens to the mouse and to keys; the elements are handed to the script beside the page as `listeners`."""
    world = await tab.world()
    found: list[Listener] = []
    try:
        for expression, depth in (("window", 1), ("document", -1)):
            # In the page's own world: a listener is told of only in the world that it was set in.
            one = await tab.cdp.send("Runtime.evaluate", {"expression": expression, "objectGroup": _GROUP})
            root = one["result"]["objectId"]
            told = await tab.cdp.send("DOMDebugger.getEventListeners", {"objectId": root, "depth": depth, "pierce": False})
            found += [_listener(raw, window=expression == "window") for raw in told["listeners"] if raw["type"] in _HEARD]
        await _hand_over(tab, world, [one for one in found if not one.root and one.type not in LISTENED["focus"]][:_MOST_HEARD])
    finally:
        await tab.cdp.send("Runtime.releaseObjectGroup", {"objectGroup": _GROUP})
    return tuple(found)


def _listener(raw: dict[str, Any], *, window: bool) -> Listener:
    node = raw.get("backendNodeId", 0)
    source = str((raw.get("originalHandler") or raw.get("handler") or {}).get("description", ""))[:160]
    return Listener(raw["type"], window or not node, node, source)


async def _hand_over(tab: Tab, world: int, heard: list[Listener]) -> None:
    nodes = list({one.node for one in heard})
    objects = dict(zip(nodes, await asyncio.gather(*(_resolved(tab, world, node) for node in nodes)), strict=True))
    known = [(one, held) for one in heard if (held := objects[one.node])]
    given = [
        {"value": [one.type for one, _ in known]},
        {"value": [one.source for one, _ in known]},
        *({"objectId": held} for _, held in known),
    ]
    await tab.cdp.send("Runtime.callFunctionOn", {"functionDeclaration": _KEEP, "arguments": given, "executionContextId": world})


async def _resolved(tab: Tab, world: int, node: int) -> str:
    """The element of a number, as our scripts hold it; "" when it is gone."""
    asked = {"backendNodeId": node, "objectGroup": _GROUP, "executionContextId": world}
    try:
        answer = await tab.cdp.send("DOM.resolveNode", asked)
    except PlaywrightError:
        return ""
    return str(answer["object"]["objectId"])
