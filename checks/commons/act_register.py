"""The register of acts that a person gave with the audit, asked by number and date or by the code of an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from checks.commons.act_mentions import ActCode, ActMention, act_code, level_number
from checks.commons.wording import alike
from facts import ActStatus

_LAW = re.compile(r"\d+-[IVXLC]+")


@dataclass(frozen=True, slots=True)
class Register:
    """Acts by number and date, and by code; an entry that two different lines contradict is told by neither."""

    dated: Mapping[tuple[str, str], tuple[ActStatus, ...]] = field(default_factory=dict)
    coded: Mapping[str, ActStatus] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """True when the register holds anything."""
        return bool(self.dated or self.coded)

    def by_mention(self, mention: ActMention) -> ActStatus | None:
        """What is said of the act that a text refers to with its date; None where two acts may be meant."""
        found = self.dated.get((mention.number, mention.date), ()) if mention.date else ()
        if mention.title and len(found) > 1:
            found = tuple(one for one in found if one.title and alike(one.title, mention.title))
        return found[0] if found and len({one.status for one in found}) == 1 else None

    def by_code(self, code: ActCode) -> ActStatus | None:
        """What is said of the act of an address: by its code, or by its number and year where the code holds the act's own number."""
        if code.code in self.coded:
            return self.coded[code.code]
        if code.kind not in {"law", "code"}:  # resolutions and decrees share their numbers with the acts of others
            return None
        wanted = str(code.year), code.number
        same = [one for (number, date), each in self.dated.items() if (date[:4], _law_number(number)) == wanted for one in each]
        return same[0] if len(same) == 1 else None


def _law_number(number: str) -> str:
    """ "434" of a law's "434-V"; "" of another act's number."""
    return number.partition("-")[0] if _LAW.fullmatch(number) else ""


@lru_cache(maxsize=4)
def register_of(acts: tuple[ActStatus, ...]) -> Register:
    """The register of a site's acts."""
    dated: dict[tuple[str, str], tuple[ActStatus, ...]] = {}
    coded: dict[str, ActStatus] = {}
    for act in acts:
        code = act_code(act.number)
        if code is not None:
            coded[code.code] = act
        else:
            name = level_number(act.number), act.date
            dated[name] = (*dated.get(name, ()), act)
    return Register(dated=dated, coded=coded)
