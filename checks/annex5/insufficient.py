"""Deficiency `insufficient`: an item that is there and lacks something that must be there.

Source:   Order No. 1279 (ed. 2022-08-27), notes under the tables of Annexes 5 and 6; D-4.
Judges:   what the finder missed in the item's place (`Found.outcome` "thin", `Place.lacks`), where a second, cruder look at the whole page
          does not see it either.
Cannot:   whether a text fits its title beyond what must be there by name; what the second look may see, or cannot tell, such as names of
          people. Figures of statistics without a word on their source: undecided, since the body itself may be the source.
"""

from collections.abc import Iterator

from checks.commons.content.lacking import certainly_lacks
from checks.commons.content.material import Material, concept, material, where
from checks.commons.content.model import Content, Found, Place
from checks.commons.wording import mentions
from facts import Finding, not_met, undecided
from methodology.model import Params

KIND = "insufficient"
UNSURE, NO_SOURCE = "insufficient-unsure", "source-untold"
KINDS = frozenset({KIND, UNSURE, NO_SOURCE})
_FIGURES = 5  # numbers in a text that make it one of figures


def judge(found: Found, content: Content, params: Params) -> Iterator[Finding]:
    """At most one finding: what the item lacks, or that its source is not told."""
    place = found.place
    if place is None:
        return
    if found.outcome == "thin" and place.lacks:
        yield _lacking(found, place, content, params)
        return
    if concept(found) in params.judging.sources:
        held = material(place, content)
        if held is not None and _has_figures(held) and not _tells_source(held, params):
            yield undecided(NO_SOURCE, **where(found, place), text=place.proof, deficiency=KIND)


def _lacking(found: Found, place: Place, content: Content, params: Params) -> Finding:
    """What is certainly not there; else all that was missed, for a person to look at."""
    held = material(place, content)
    asked = params.requirements.get(concept(found))
    missed = [demand for demand in asked.needs if demand.name in place.lacks] if asked is not None else []
    certain = [demand.name for demand in missed if held is not None and certainly_lacks(demand, held)]
    values = {**where(found, place), "text": place.proof}
    if certain and found.confidence != "weak":
        return not_met(KIND, **values, lacks="; ".join(certain))
    return undecided(UNSURE, **values, lacks="; ".join(place.lacks), deficiency=KIND)


def _has_figures(held: Material) -> bool:
    if held.document is None and held.page is not None and held.page.tables:
        return True
    return sum(word[:1].isdigit() for word in held.text.split()) >= _FIGURES


def _tells_source(held: Material, params: Params) -> bool:
    words = params.words("source-words")
    whole = held.document.text if held.document is not None else held.text
    return any(mentions(text, words) for text in (whole, *held.names)) or any(mentions(link.text, words) for link in held.links)
