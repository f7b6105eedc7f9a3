"""The contrast of each text of a page: from axe-core's measurement, from the text runs, and from pixels where both leave it open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from checks.commons.color import ColorError, contrast_ratio
from facts import AxeNode, Page, PixelText, TextRun

_RULE = "color-contrast"
_NOTHING = "nothing-shown"  # an empty field, a placeholder whose place a label takes
_PIXELS = re.compile(r"\(([\d.]+)px\)")
_TAGS = re.compile(r"<[^>]*>?")
# axe-core's reasons that speak of the text or its place, not of what is behind it: a text run with one background settles them.
_SETTLED_BY_RUN = frozenset(
    {"", "default", "shortTextContent", "nonBmp", "elmPartiallyObscured", "elmPartiallyObscuring", "outsideViewport"}
)
# The colours that axe-core gives with these reasons are those of the text and its background.
_SETTLED_BY_DATA = frozenset({"shortTextContent", "nonBmp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One text; `ratio` is None where it is not one number: `pixels` then holds what pixels say, `why` what is in the way of that."""

    selector: str
    text: str
    ratio: Decimal | None
    why: str = ""
    color: str = ""
    background: str = ""
    font_px: float = 0
    weight: int = 400
    pixels: PixelText | None = None


def measures(page: Page) -> Iterator[Measure]:
    """Every text that axe-core looked at, once, signs and icons and empty fields aside; then the placeholders."""
    live = page.live
    if live is None:
        return
    runs = {run.selector: run for run in live.text_runs or ()}
    seen = live.contrast_pixels.texts if live.contrast_pixels else ()
    pixels = {text.selector: text for text in seen if text.what == "text"}
    told: set[str] = set()
    for node in live.axe or ():
        if node.rule != _RULE or node.selector in told:
            continue
        told.add(node.selector)
        if node.data.get("disabled"):
            continue
        on_pixels = pixels.get(node.selector)
        if on_pixels is not None:
            if on_pixels.why != _NOTHING:
                yield _by_pixels(on_pixels, node.reason)
            continue
        run = runs.get(node.selector)
        text = (run.text if run else node.data.get("text") or _text_of(node.html)).strip()
        if not text or any(letter.isalnum() for letter in text):
            yield _measured(node, run, text)
    for pictured in seen:
        if (pictured.what == "placeholder" or pictured.selector not in told) and pictured.why != _NOTHING:
            yield _by_pixels(pictured, "")


def _by_pixels(text: PixelText, reason: str) -> Measure:
    return Measure(
        selector=text.selector,
        text=text.text,
        ratio=None,
        why=text.why or reason,
        color=text.color,
        font_px=text.font_px,
        weight=text.weight,
        pixels=text,
    )


def _text_of(html: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def _measured(node: AxeNode, run: TextRun | None, text: str) -> Measure:
    if node.outcome == "incomplete" and node.reason not in _SETTLED_BY_DATA:
        return _by_run(node, run, text)
    color, background = node.data.get("fgColor", ""), node.data.get("bgColor", "")
    try:
        ratio = _best(node, contrast_ratio(color, background), color, background)
    except ColorError:
        return _by_run(node, run, text)
    size = _PIXELS.search(node.data.get("fontSize", ""))
    weight = 700 if node.data.get("fontWeight") == "bold" else 400
    font_px = float(size[1]) if size else 0
    return Measure(selector=node.selector, text=text, ratio=ratio, color=color, background=background, font_px=font_px, weight=weight)


def _best(node: AxeNode, ratio: Decimal, color: str, background: str) -> Decimal:
    """With a text shadow axe-core takes the better of three contrasts; so do we."""
    shadow = node.data.get("shadowColor", "")
    if shadow in {"", "None", "null"}:
        return ratio
    return max(ratio, contrast_ratio(color, shadow), contrast_ratio(shadow, background))


def _by_run(node: AxeNode, run: TextRun | None, text: str) -> Measure:
    why = node.reason or "unknown"
    if run is None or run.background is None or node.reason not in _SETTLED_BY_RUN:
        return Measure(selector=node.selector, text=text, ratio=None, why=(run.why if run and run.background is None else "") or why)
    try:
        ratio = contrast_ratio(run.color, run.background)
    except ColorError:
        return Measure(selector=node.selector, text=text, ratio=None, why=why)
    return Measure(
        selector=node.selector,
        text=text,
        ratio=ratio,
        color=run.color,
        background=run.background,
        font_px=run.font_px,
        weight=run.weight,
    )
