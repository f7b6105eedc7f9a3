"""How a phone gets a mobile version: what the looks at one language's pages say of it (paragraphs 25 and 29; D-5, D-6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from checks.commons.links import key
from facts import Fit, Lang, PhoneLook, Site
from facts.reasons import reason
from methodology.model import Params

Step = Literal["by-itself", "by-link", "none"]
How = Literal["redirect", "variant", "responsive", "link", ""]
EVERY: tuple[Step, ...] = ("by-itself", "by-link", "none")


@dataclass(frozen=True, slots=True)
class Served:
    """How one language is served to a phone: one step, or the steps that it may be, with why that is open.

    `how` tells by what; `look` is what it rests on.
    """

    steps: tuple[Step, ...]
    how: How = ""
    look: PhoneLook | None = None
    why: str = ""  # a kind of finding for more than one step
    reason: str = ""  # a key of facts.reasons

    @property
    def step(self) -> Step | None:
        """The step, where it is one."""
        return self.steps[0] if len(self.steps) == 1 else None


def served(site: Site, lang: Lang, params: Params) -> Served:
    """The way in which a phone gets a mobile version in one language."""
    looks = [look for look in site.phones if look.lang == lang]
    home = next((look for look in looks if look.is_home and look.via == "address"), None)
    if home is None:
        return Served(EVERY, why="phone-unseen", reason="not-gathered")
    if home.gap is not None:
        return Served(EVERY, look=home, why="phone-unseen", reason=home.gap.reason)
    fits = adapts(home.fit, params)
    how = by_itself(home, params)
    if fits:
        inner = [look for look in looks if not look.is_home and look.gap is None]
        tight = next((look for look in inner if adapts(look.fit, params) is False), None)
        return Served(("by-itself", "none"), how, tight, "phone-inner-page") if tight else Served(("by-itself",), how, home)
    linked = _linked([look for look in looks if look.via == "link"], params)
    if fits is None:
        return Served(("by-itself", *linked.steps), how, home, "phone-fit-unclear")
    if how != "responsive":  # something else than the desktop's, and not made for the window
        return Served(("by-itself", *linked.steps), how, home, "phone-version-wide")
    return linked if linked.look else Served(("none",), "", home)


def _linked(looks: Sequence[PhoneLook], params: Params) -> Served:
    """What the links of a main version that does not adapt lead to."""
    there = next((look for look in looks if look.gap is None and adapts(look.fit, params)), None)
    if there is not None:
        return Served(("by-link",), "link", there)
    unseen = next((look for look in looks if look.gap is not None and not reason(look.gap.reason).dead), None)
    if unseen is not None and unseen.gap is not None:
        return Served(("by-link", "none"), "link", unseen, "phone-unseen", unseen.gap.reason)
    wide = next((look for look in looks if look.gap is None), None)
    return Served(("by-link", "none"), "link", wide, "phone-version-wide") if wide else Served(("none",))


def adapts(fit: Fit | None, params: Params) -> bool | None:
    """Whether a page stands in the phone's window with letters that can be read; None where a person must look."""
    if fit is None or not fit.letters:
        return None
    if fit.beyond > params.number("phone_beyond_lost") or fit.font < params.number("phone_font_lost"):
        return False
    wide = fit.page_width * fit.scale / max(fit.window, 1)
    stands = fit.beyond <= params.number("phone_beyond_met") and wide <= params.number("phone_width_met")
    return True if stands and fit.font >= params.number("phone_font_met") else None


def by_itself(look: PhoneLook, params: Params) -> How:
    """What a phone is given by itself: another address, another document, or the page that the desktop gets."""
    if look.desktop_url and key(look.final_url) != key(look.desktop_url):
        return "redirect"
    return "variant" if is_other_document(look, params) else "responsive"


def is_other_document(look: PhoneLook, params: Params) -> bool | None:
    """Whether a phone's user agent gets another document; None where they were not compared or it is not clear."""
    variant = look.variant
    if variant is None:
        return None
    if max(variant.shape, variant.words) >= params.number("phone_same_document"):
        return False
    return True if variant.shape < params.number("phone_other_document") else None


def shown_links(look: PhoneLook) -> list[str]:
    """Addresses of the links to the main version that a visitor sees."""
    return [link.url for link in look.to_main if link.visible is not False]


def seen_looks(looks: Iterable[PhoneLook], lang: Lang) -> bool:
    """True when anything at all was looked at in a language."""
    return any(look.lang == lang and look.gap is None for look in looks)
