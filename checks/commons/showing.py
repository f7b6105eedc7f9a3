"""What is wrong with a page in one browser, beside the reference (D-12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from checks.commons.wording import mentions
from facts import Apart, Showing, apart
from facts.reasons import REASONS, page_reason
from methodology.model import Params

REFERENCES = {"safari": ("chrome",), "firefox": ("chrome",), "edge": ("chrome",), "opera": ("chrome",), "chrome": ("chrome",)} | {
    "android": ("android",),
    "windows-phone": ("android",),
    "ios": ("android", "narrow"),
}
_EMPTY, _FULL = 3, 20  # words


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong, or that leaves the page open (`sure` False), with what was measured."""

    kind: str
    sure: bool = True
    values: dict[str, str] = field(default_factory=dict)


def flaws(showing: Showing, references: Sequence[Showing], params: Params) -> Iterator[Flaw]:
    """All that is wrong with one load, the gravest first."""
    own = showing.browser in {each.browser for each in references}
    if not showing.ok:
        yield _unloaded(showing)
        return
    phrases = params.words("unsupported-browser")
    if mentions(showing.words, phrases) and not any(mentions(each.words, phrases) for each in references):
        yield Flaw("browser-refused")
    if _is_empty(showing, references, own=own):
        yield Flaw("browser-empty")
    yield from _parts(showing, references)
    if not own:
        yield from _beside(showing, references, params)


def _parts(showing: Showing, references: Sequence[Showing]) -> Iterator[Flaw]:
    """Stylesheets and scripts of the site that are lacking here; what the reference lacks too, nothing shows to be missed."""
    everywhere = frozenset[str].intersection(*(frozenset(_lacking(each)) for each in references))
    lacking = _lacking(showing)
    for address, values in lacking.items():
        if address not in everywhere:
            yield Flaw("browser-script-unread" if "error_text" in values else "browser-part-failed", values=values)
    for address in lacking:
        if address in everywhere:
            yield Flaw("browser-part-gone", sure=False, values={"part_address": address})


def _lacking(showing: Showing) -> dict[str, dict[str, str]]:
    failed = {address: {"part_address": address} for address in showing.failed}
    unread = [error for error in showing.errors or () if error.unread]
    return failed | {error.where: {"part_address": error.where, "error_text": error.message} for error in unread}


def _unloaded(showing: Showing) -> Flaw:
    key = page_reason(showing.state, showing.status)
    return Flaw("browser-unloaded" if REASONS[key].blame == "site" else "browser-unseen", REASONS[key].blame == "site", {"reason": key})


def _is_empty(showing: Showing, references: Sequence[Showing], *, own: bool) -> bool:
    words = len(showing.words.split())
    if own:
        return words == 0
    return words < _EMPTY and min(len(each.words.split()) for each in references) >= _FULL


def _beside(showing: Showing, references: Sequence[Showing], params: Params) -> Iterator[Flaw]:
    found = apart(showing, references, float(params.number("browser_moved")))
    languages = {each.lang.lower()[:2] for each in references}
    if showing.lang.lower()[:2] not in languages:
        yield Flaw("browser-other-language", sure=False)
        return
    different = tuple(_different(found, params))
    yield from _errors(showing, references, found, different)
    yield from different if showing.settled else (Flaw("browser-unsettled", sure=False) for _ in different[:1])


def _different(found: Apart, params: Params) -> Iterator[Flaw]:
    fewest = params.number("browser_words_lost_min")
    if found.lost_words > params.number("browser_words_lost") and found.lost_count >= fewest:
        yield Flaw("browser-text-lost", values={"share": _percent(found.lost_words), "words": ", ".join(found.lost)})
    if found.new_words > params.number("browser_words_new") and found.new_count >= fewest:
        yield Flaw("browser-text-other", values={"share": _percent(found.new_words), "words": ", ".join(found.new)})
    if len(found.lost_areas) > params.number("browser_areas_lost"):
        yield Flaw("browser-area-lost", values={"areas": ", ".join(found.lost_areas)})
    if found.moved:
        yield Flaw("browser-moved", values={"areas": ", ".join(found.moved), "share": _percent(found.furthest)})
    if found.wider > params.number("browser_wider"):
        yield Flaw("browser-wider", values={"share": _percent(found.wider)})


def _errors(showing: Showing, references: Sequence[Showing], found: Apart, different: Sequence[Flaw]) -> Iterator[Flaw]:
    """An error of the site's own script that stops here what does not stop in the reference: sure where the page shows it."""
    elsewhere = {error.where for each in references for error in each.errors or ()}
    here = [error for error in showing.errors or () if not error.unread and error.where not in elsewhere]
    if here:
        shows = bool(different or found.lost_count or found.lost_areas)
        yield Flaw(
            "browser-error" if shows else "browser-error-unclear", shows, {"error_text": here[0].message, "part_address": here[0].where}
        )


def _percent(share: float) -> str:
    return str(round(share * 100))
