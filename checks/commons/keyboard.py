"""What a walk with the keyboard shows: who is left to the mouse, what holds the focus, how the focus is seen."""

import re
from collections.abc import Iterator

from facts import Finding, FocusTrap, Keyboard, KeyStop, MouseControl, met, not_met, undecided
from methodology.model import Params

_NOTHING = re.compile(r"^[\s;{}]*((return\s*(true|false)?|void\s*\(?0\)?|(event|e|this)\.(stop\w+|preventDefault)\(\))[\s;{}]*)*$")
_COUNTS = re.compile(r"^\W*(window\.)?(ga|gtag|ym|_gaq\.push|dataLayer\.push|_paq\.push|fbq|VK\.Retargeting\.\w+)\s*\(")
_PRESSED = frozenset({"onclick", "click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup"})


def marked(stop: KeyStop, params: Params) -> Finding | None:
    """How the focus shows at one stop; None where it marks itself."""
    where = {"text": stop.name, "element": stop.tag}
    if stop.mark == "none":
        return not_met("focus-not-visible", stop.selector, **where)  # type: ignore[arg-type]  # values are objects
    if stop.mark == "unseen":
        return not_met("focus-out-of-sight", stop.selector, **where)  # type: ignore[arg-type]
    if stop.mark in {"open", "moving"}:
        return undecided("focus-not-measured", stop.selector, how=stop.mark, **where)  # type: ignore[arg-type]
    if stop.mark == "pixels" and _faint(stop, params):
        return undecided("focus-faint", stop.selector, ratio=stop.ratio, changed=stop.changed, **where)  # type: ignore[arg-type]
    return met(stop.selector, **where) if stop.mark else None  # type: ignore[arg-type]


def _faint(stop: KeyStop, params: Params) -> bool:
    return (stop.changed or 0) < params.number("keyboard_mark_pixels") or (stop.ratio or 1) < params.number("keyboard_mark_ratio")


# Widgets of WAI-ARIA whose parts are reached by arrows.
_COMPOSITE = frozenset({"tablist", "radiogroup", "menu", "menubar", "toolbar", "listbox", "tree", "treegrid", "grid"})


def left_to_mouse(control: MouseControl) -> Finding | None:
    """What is said of a control that the keyboard did not reach or cannot work; None where it does without."""
    if control.same_place or _does_nothing(control):
        return None
    judge = {"skipped": _skipped, "left-out": _left_out, "no-stop": _made, "no-keys": _deaf, "keys-above": _deaf}[control.why]
    return judge(control)


def _does_nothing(control: MouseControl) -> bool:
    source = control.source.strip()
    return (
        control.why not in {"skipped", "left-out"}
        and control.handler == "onclick"
        and bool(_NOTHING.match(source) or _COUNTS.match(source))
    )


def _only_mouse(control: MouseControl) -> Finding:
    return not_met("mouse-only", control.selector, text=control.name, element=control.tag, how=control.why, handler=control.handler)


def _open(control: MouseControl, kind: str = "control-unknown") -> Finding:
    return undecided(kind, control.selector, text=control.name, element=control.tag, how=control.why, handler=control.handler)


def _skipped(control: MouseControl) -> Finding | None:
    if control.composite:
        return None
    return _open(control) if control.role in _COMPOSITE else _only_mouse(control)  # it may hand the focus on some other way


def _left_out(control: MouseControl) -> Finding | None:
    if control.composite or control.keys_around:
        return None
    if control.tag == "a":
        return _only_mouse(control)
    return _open(control) if control.beside_field or control.closes else _only_mouse(control)


def _made(control: MouseControl) -> Finding | None:
    """An element that only a script makes a control, and that is no stop."""
    if control.composite and control.keys_around:
        return None
    looks = control.pointer or bool(control.role) or control.handler == "onclick"
    if control.handler not in _PRESSED:
        return _open(control) if control.role and not control.composite else None
    if not looks:
        return _open(control) if control.leaf and control.name else None
    if control.closes or control.beside_field or control.composite or not (control.leaf or control.role):
        return _open(control)
    return _only_mouse(control)


def _deaf(control: MouseControl) -> Finding | None:
    """An element made a stop that does something at a click, and may do nothing at a key."""
    if control.composite and control.keys_around:
        return None
    if control.why == "keys-above" or not (control.pointer or control.role or control.handler == "onclick"):
        return _open(control, "keys-unknown") if control.leaf else None
    return not_met("no-key-answers", control.selector, text=control.name, element=control.tag, handler=control.handler)


def trapped(trap: FocusTrap) -> Finding | None:
    """What is said of elements that held the focus; None where a key led out."""
    if trap.left_by:
        return None
    first, held = next(iter(trap.selectors), ""), ", ".join(name for name in trap.names if name)[:160]
    if not trap.modal:
        return not_met("keyboard-trap", first, text=held, elements=len(trap.selectors), waiting=trap.waiting)
    return None if trap.closable else undecided("dialog-holds-focus", first, text=held, waiting=trap.waiting)


def hidden_menus(keyboard: Keyboard) -> Iterator[Finding]:
    """One observation for each part of a menu that shows under the pointer."""
    for menu in keyboard.menus:
        if menu.opened_by == "open":
            yield undecided("menu-stays-open", menu.selector, text=menu.name, links=menu.links)
        elif menu.opened_by:
            yield met(menu.selector, opened_by=menu.opened_by)
        else:
            yield not_met("menu-by-hover-only", menu.selector, text=menu.name, links=menu.links)
