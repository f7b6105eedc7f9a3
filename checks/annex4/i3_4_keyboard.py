"""4-3.4 Everything works from the keyboard, and the active element is visibly marked.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.4; D-15.
Applies:  every page of the sample in the desktop profile: all that Tab stops at, all that a mouse operates (links, buttons, fields,
          elements with a click's listener or a control's role), parts of menus that show under the pointer, parts that scroll.
Met:      Tab reaches what a mouse operates, nothing holds the focus, menus open without a pointer, and at every stop the focus
          changes what is seen: style, pixels, or the text cursor in a field. A control whose address another stop leads to, a part of
          a widget that arrows work, and an element inside or around a link or button owe nothing. A dialog may hold the focus when
          Escape or a button ends it. A part that scrolls has to hold a stop or be one.
Cannot:   what a listener without a control's look does, what a key does that something around the element listens to, and whether a
          control beside a field or a closing sign has its like elsewhere are left to a person; so are a marking of little contrast or
          of few pixels, places that move by themselves, frames that keep the focus, and parts that scroll and are a stop only because
          Chromium and Gecko make them one, which WebKit (Safari, iOS, D-12) does not (seen with WebKitGTK 2.50.6). What shows only
          after a click is not walked through, nor are other profiles. A page with more stops than can be walked is walked so far.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.keyboard import hidden_menus, left_to_mouse, marked, trapped
from facts import Finding, Keyboard, Outcome, Page, met, not_met, undecided
from methodology.model import Params

_LEFT = frozenset({"frame", "dialog"})


@check(
    "4-3.4",
    scope="page",
    pages="live",
    needs={"live.keyboard?"},
    kinds={
        *("mouse-only", "no-key-answers", "keyboard-trap", "focus-not-visible", "focus-out-of-sight", "menu-by-hover-only"),
        *("scroll-by-mouse-only", "scroll-by-some-browsers", "control-unknown", "keys-unknown", "dialog-holds-focus"),
        *("menu-stays-open", "focus-faint"),
        *("focus-not-measured", "walk-broken-off", "keyboard-not-tried"),
    },
)
def keyboard(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each thing that fails or stays open, each menu, and one for all stops that are marked."""
    walk: Keyboard | None = page.live.keyboard if page.live else None
    if walk is None:
        if page.profile.startswith("desktop"):
            yield undecided(
                "keyboard-not-tried", reason=page.gaps["live.keyboard"].reason if "live.keyboard" in page.gaps else "not-gathered"
            )
        return
    seen = [finding for stop in walk.stops if (finding := marked(stop, params)) is not None]
    unmarked = any(finding.outcome is Outcome.NOT_MET for finding in seen)
    yield from (finding for finding in seen if finding.kind and not (unmarked and finding.kind == "focus-not-measured"))
    yield from filter(None, map(left_to_mouse, walk.controls))
    yield from filter(None, map(trapped, walk.traps))
    yield from hidden_menus(walk)
    for part in walk.scrollers:
        said = undecided if part.stop else not_met
        yield said("scroll-by-some-browsers" if part.stop else "scroll-by-mouse-only", part.selector, text=part.name)
    if walk.ended in _LEFT and not any(trap.left_by or not trap.modal for trap in walk.traps):
        yield undecided("walk-broken-off", how=walk.ended, stops=len(walk.stops))
    if any(not finding.kind for finding in seen):
        yield met(stops=len(seen), focusable=walk.focusable, walked=walk.walked)
