"""What is known of acts: the register that a person gave with the audit and, below it, the repealed acts that the methodology knows (D-25).

Asked by number and date, or by the code of an address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from checks.commons.act_mentions import ActCode, ActKind, ActMention, act_code, level_number
from checks.commons.wording import alike
from facts import ActStatus
from methodology.repealed import RepealedAct

_LAW = re.compile(r"\d+-[IVXLC]+")
_LAWS: frozenset[ActKind] = frozenset({"law", "code"})


@dataclass(frozen=True, slots=True)
class Register:
    """Acts by number and date, and by code; an entry that two different lines contradict is told by neither."""

    dated: Mapping[tuple[str, str], tuple[ActStatus, ...]] = field(default_factory=dict)
    coded: Mapping[str, ActStatus] = field(default_factory=dict)
    old: Mapping[tuple[str, str], tuple[frozenset[ActKind], ActStatus]] = field(default_factory=dict)  # the methodology's, with their kinds
    old_coded: Mapping[str, ActStatus] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """True when the register holds anything."""
        return bool(self.dated or self.coded or self.old)

    def by_mention(self, mention: ActMention) -> ActStatus | None:
        """What is said of the act that a text refers to with its date; None where two acts may be meant."""
        name = mention.number, mention.date
        found = self.dated.get(name, ()) if mention.date else ()
        if not found and name in self.old and mention.kind in self.old[name][0]:
            return self.old[name][1]
        if mention.title and len(found) > 1:
            found = tuple(one for one in found if one.title and alike(one.title, mention.title))
        return found[0] if found and len({one.status for one in found}) == 1 else None

    def by_code(self, code: ActCode) -> ActStatus | None:
        """What is said of the act of an address: by its code, or by its number and year where the code holds the act's own number."""
        if code.code in self.coded:
            return self.coded[code.code]
        if code.kind in _LAWS:  # resolutions and decrees share their numbers with the acts of others
            wanted = str(code.year), code.number
            same = [one for (number, date), each in self.dated.items() if (date[:4], _law_number(number)) == wanted for one in each]
            if len(same) == 1:
                return same[0]
        return self.old_coded.get(code.code)


def _law_number(number: str) -> str:
    """ "434" of a law's "434-V"; "" of another act's number."""
    return number.partition("-")[0] if _LAW.fullmatch(number) else ""


@lru_cache(maxsize=4)
def register_of(acts: tuple[ActStatus, ...], known: tuple[RepealedAct, ...] = (), today: str = "") -> Register:
    """The register of a site's acts, and below it those of the methodology that have no force on the day `today` (YYYY-MM-DD)."""
    dated: dict[tuple[str, str], tuple[ActStatus, ...]] = {}
    coded: dict[str, ActStatus] = {}
    for act in acts:
        code = act_code(act.number)
        if code is not None:
            coded[code.code] = act
        else:
            name = level_number(act.number), act.date
            dated[name] = (*dated.get(name, ()), act)
    old: dict[tuple[str, str], tuple[frozenset[ActKind], ActStatus]] = {}
    old_coded: dict[str, ActStatus] = {}
    for each in known:
        code, names = act_code(each.code), _names(each)
        if code is None or each.since > today or code.code in coded or any(name in dated for name in names):
            continue
        told = ActStatus(number=each.number, date=each.date, status="repealed", title=each.title_ru, replaced_by=each.replaced_by)
        old_coded[code.code] = told
        if code.kind is not None:  # orders of several ministries share their number and day
            kinds = _LAWS if code.kind in _LAWS else frozenset[ActKind]({code.kind})
            old.update(dict.fromkeys(names, (kinds, told)))
    return Register(dated=dated, coded=coded, old=old, old_coded=old_coded)


def _names(act: RepealedAct) -> tuple[tuple[str, str], ...]:
    """A law is called by its number with or without the Roman figure: "221-III", "221"."""
    number = level_number(act.number)
    return tuple((name, act.date) for name in dict.fromkeys((number, _law_number(number) or number)))
