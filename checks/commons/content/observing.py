"""What the finder found of an item, as findings: there, not there, or left to a person; and whether the item concerns the body at all."""

from typing import Any

from checks.commons.content.model import Found
from checks.commons.wording import level, mentions
from facts import Finding, Site, met, not_met, undecided
from methodology.model import Indicator, Params

_OPEN = frozenset(
    {
        "item-unclear",
        "item-unread",
        "item-unnamed",
        "content-closed",
        "crawl-incomplete",
        "language-unseen",
        "language-by-script",
        "menu-of-pictures",
        "menu-unopened",
        "latin-script",
        "language-unclear",
    }
)
KINDS = _OPEN | {"absent", "item-unseen", "concern-unknown"}
_SHOWN = 5  # places that a finding names


def concerns(item: Indicator, site: Site, params: Params) -> bool | None:
    """Whether the item concerns the body; None when that depends on the body's name, which no body file gave."""
    if {item.id, item.parent} & set(site.body.not_concerned):
        return False
    only = params.requirements[item.finder["concept"]].only_if
    if not only:
        return True
    names = [level(names.full) for names in site.body.names.values() if names.full]
    return any(mentions(name, only.split("|")) for name in names) if names else None


def observed(found: Found) -> Finding:
    """What was found of one item in one language, as a finding."""
    place, where = found.place, {"part": found.item.id, "lang": found.lang}
    if place is not None:
        target = place.selector or (place.url if place.url != place.page else "")
        if place.said:
            where["said"] = ", ".join(place.said)
        return met(target, page=place.page, text=place.proof, how=place.how, words=place.words, confidence=found.confidence, **where)  # type: ignore[arg-type]
    values: dict[str, Any] = {"places": ", ".join(dict.fromkeys(place.url for place in found.places[:_SHOWN])), **where}
    if found.outcome == "absent":
        return not_met("absent", confidence=found.confidence, **values)
    first = found.places[0] if found.places else None
    values |= {"page": first.page, "text": first.proof} if first is not None else {}
    if found.reason in _OPEN:
        return undecided(found.reason, **values)
    return undecided("item-unseen", reason=found.reason, **values)
