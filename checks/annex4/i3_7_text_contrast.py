"""4-3.7 Text contrast is at least 4.5 : 1.

Source:   Order No. 1279 (ed. 2022-08-27), Annex 4, row 3.7; D-15.
Applies:  every visible text that axe-core measured on every page of the sample, in each profile, normal version. The order
          excepts no large text and no logotype made of text. Signs and icons without a letter or digit are no text. Controls that
          are switched off and text taken away from assistive technology are left out, as axe-core leaves them out.
Met:      the ratio, counted again from the colours by WCAG's formula and not rounded, reaches `contrast_min`.
Cannot:   text over a picture or a gradient, or text that something overlaps, has no single background: left to a person. States
          under the pointer and the focus are not looked at.
"""

from collections.abc import Iterator

from checks.base import check
from checks.commons.color import shown
from checks.commons.contrast import measures
from facts import Finding, Page, met, not_met, undecided
from methodology.model import Params


@check("4-3.7", scope="page", pages="live", needs={"live.axe", "words"}, kinds={"contrast-low", "background-unknown", "nothing-measured"})
def text_contrast(page: Page, params: Params) -> Iterator[Finding]:
    """One observation for each text that fails or stays open, and one for all that reach the limit."""
    required = params.number("contrast_min")
    enough = low = still_open = 0
    for seen in measures(page):
        if seen.ratio is None:
            still_open += 1
            yield undecided("background-unknown", seen.selector, text=seen.text, reason=seen.why)
        elif seen.ratio >= required:
            enough += 1
        else:
            low += 1
            colors = {"ratio": shown(seen.ratio), "required": required, "color": seen.color, "background": seen.background}
            yield not_met("contrast-low", seen.selector, text=seen.text, **colors)  # type: ignore[arg-type]  # values are objects
    if enough and not low:
        yield met(checked=enough)
    if page.words and not enough and not low and not still_open:
        yield undecided("nothing-measured")
