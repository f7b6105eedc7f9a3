"""4-3.7 Text contrast is at least 4.5 : 1.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.7; D-15.
Applies:  every visible text that axe-core looked at on every page of the sample, in each profile, normal version, and the placeholders
          of fields. The order excepts no large text and no logotype made of text; that WCAG asks only 3 : 1 of large text is told as
          advice. Signs and icons without a letter or digit are no text. Controls that are switched off, text taken away from
          assistive technology and states under the pointer and the focus are left out.
Met:      the ratio, counted again from the colours by WCAG's formula and not rounded, reaches `contrast_min`. Where the background is
          not one colour (a picture, a gradient, another box, an svg), the contrast of the letters to the pixels behind and right
          beside them reaches it, but for `contrast_pixels_spared` of the pixels. It is too low where even the best contrast of
          `contrast_pieces_low` of the text's pieces does not.
Cannot:   a text between the two, one that moves, is covered by a window, has the colour of its background, is cut out of a gradient
          or stands over a video is left to a person, and so are texts beyond the most that are measured on a page.
"""

from collections.abc import Iterator
from decimal import Decimal

from checks.base import check
from checks.commons.color import shown
from checks.commons.contrast import Measure, measures
from checks.commons.contrast_pixels import is_large, read_pixels
from facts import Finding, Outcome, Page, met, not_met, undecided
from methodology.model import Params

_KINDS = {
    "contrast-low",
    "contrast-low-large",
    "contrast-low-pixels",
    "contrast-low-placeholder",
    "contrast-unclear",
    "background-unknown",
    "texts-left",
    "pixels-unmeasured",
    "nothing-measured",
}


@check("4-3.7", scope="page", pages="live", needs={"live.axe", "words"}, kinds=_KINDS)
def text_contrast(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each text that fails or stays open, and one for all that reach the limit."""
    enough = wrong = 0
    for seen in measures(page):
        finding = _single(seen, seen.ratio, params) if seen.ratio is not None else _on_pixels(seen, params)
        if finding is None:
            enough += 1
        else:
            wrong += finding.outcome is Outcome.NOT_MET
            yield finding
    unseen = tuple(_unseen(page))
    yield from unseen
    if enough and not wrong:
        yield met(checked=enough)


def _unseen(page: Page) -> Iterator[Finding]:
    """What was not looked at: texts beyond the most, a page whose pixels could not be had, a page with text of which none was measured."""
    gap = page.gaps.get("live.contrast_pixels")
    if gap is not None:
        yield undecided("pixels-unmeasured", reason=gap.reason)
    pixels = page.live.contrast_pixels if page.live else None
    if pixels is not None and pixels.left:
        yield undecided("texts-left", left=pixels.left)
    if page.words and next(measures(page), None) is None:
        yield undecided("nothing-measured")


def _single(seen: Measure, ratio: Decimal, params: Params) -> Finding | None:
    """The finding on a text with one contrast; None when it is enough."""
    required = params.number("contrast_min")
    if ratio >= required:
        return None
    colors = {"ratio": shown(ratio), "required": required, "color": seen.color, "background": seen.background}
    if is_large(seen.font_px, seen.weight, params) and ratio >= params.number("contrast_large_min"):
        return not_met("contrast-low-large", seen.selector, text=seen.text, **colors, wcag=params.number("contrast_large_min"))  # type: ignore[arg-type]
    return not_met("contrast-low", seen.selector, text=seen.text, **colors)  # type: ignore[arg-type]  # values are objects


def _on_pixels(seen: Measure, params: Params) -> Finding | None:
    """The finding on a text whose background is not one colour."""
    said = read_pixels(seen.pixels, params) if seen.pixels is not None else None
    if said is None or seen.pixels is None:
        return undecided("background-unknown", seen.selector, text=seen.text, reason=seen.why)
    if said.says == "enough":
        return None
    required = params.number("contrast_min")
    if said.says == "open":
        values = {"worst": shown(said.worst), "best": shown(said.best), "required": required}
        return undecided("contrast-unclear", seen.selector, text=seen.text, **values)  # type: ignore[arg-type]  # values are objects
    if seen.pixels.what == "placeholder":
        values = {"ratio": shown(said.best), "required": required, "color": seen.color}
        return not_met("contrast-low-placeholder", seen.selector, text=seen.text, **values)  # type: ignore[arg-type]  # as above
    values = {"ratio": shown(said.best), "worst": shown(said.worst), "required": required, "color": seen.color}
    return not_met("contrast-low-pixels", seen.selector, text=seen.text, **values)  # type: ignore[arg-type]  # as above
