"""What is known of normative acts: whether they are in force, as a register that a person gave tells."""

from dataclasses import dataclass
from typing import Literal

ActState = Literal["in-force", "repealed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActStatus:
    """One act of a register, by its number and date or by the code of its address ("V2500035902")."""

    number: str  # as written: "1279", "124-НҚ", "434-V", or a code of the register of acts
    date: str  # YYYY-MM-DD; "" only beside a code
    status: ActState
    title: str = ""
    lang: str = ""  # kk, ru or "" where the title's language was not told
    replaced_by: str = ""  # words about the act that took its place
