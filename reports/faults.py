"""Groups findings: a fault of the header is one fault on 300 pages, not 300 rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from facts import Finding, Lang, Outcome, Picture, ScoredFinding
from reports.pictures import Pictures, picture_of

SORTS = ("language", "charset", "step", "fact", "reason", "error", "deficiency")  # values that tell sorts of a fault, not its measure
FIRST_PAGES = 5
FIRST_TEXTS = 3
_POSITION = re.compile(r":nth-(?:child|of-type|last-child)\(\d+\)")
_NUMBERED = re.compile(r"(?<=[-_])\d+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fault was seen."""

    url: str
    lang: Lang | None
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault with all the places that show it; `example` is its first finding."""

    example: Finding
    points: Fraction  # what its findings take together, zero or negative
    count: int  # findings
    pages: int  # distinct pages; 0 for what is not on a page
    share: Fraction | None  # of the pages that were looked at for this row
    varied: bool = False  # its findings measured different things, so that the example's words hold for the example only
    first: tuple[Place, ...] = ()
    texts: tuple[str, ...] = ()  # different words seen at such places, the first few
    langs: tuple[Lang, ...] = ()
    profiles: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(slots=True)
class _Growing:
    example: Finding
    points: Fraction = Fraction(0)
    count: int = 0
    pages: dict[str, Place] = field(default_factory=dict)
    varied: bool = False
    texts: dict[str, None] = field(default_factory=dict)
    langs: dict[Lang, None] = field(default_factory=dict)
    profiles: dict[str, None] = field(default_factory=dict)
    picture: Picture | None = None


def is_address(target: str) -> bool:
    """True for a target that is an address, false for a CSS selector."""
    return bool(_ADDRESS.match(target)) and "/" in target


def signature(finding: Finding) -> tuple[object, ...]:
    """Findings with the same signature are one fault: the same kind at the same place of the template, or of the same link.

    A selector is taken without positions and running numbers, so that the third news item is the same place as the fourth.
    """
    place = finding.target if is_address(finding.target) else _NUMBERED.sub("", _POSITION.sub("", finding.target))
    sorts = tuple(finding.values.get(name, "") for name in SORTS)
    return finding.outcome, finding.kind, finding.part, place, sorts


def group(findings: Iterable[ScoredFinding], seen: int, pictures: Pictures) -> tuple[Fault, ...]:
    """The faults of one row: those that take points first, then by the number of pages; `seen` = pages looked at."""
    growing: dict[tuple[object, ...], _Growing] = {}
    for scored in findings:
        _grow(growing.setdefault(signature(scored.finding), _Growing(scored.finding)), scored, pictures)
    faults = [_grown(fault, seen) for fault in growing.values()]
    return tuple(sorted(faults, key=_weight))


def _grow(fault: _Growing, scored: ScoredFinding, pictures: Pictures) -> None:
    finding = scored.finding
    fault.points += scored.points
    fault.count += 1
    fault.varied = fault.varied or finding.values != fault.example.values
    if finding.page:
        fault.pages.setdefault(finding.page, Place(url=finding.page, lang=finding.lang, profile=finding.profile))
    if finding.text and len(fault.texts) < FIRST_TEXTS:
        fault.texts[finding.text] = None
    if finding.lang:
        fault.langs[finding.lang] = None
    if finding.profile:
        fault.profiles[finding.profile] = None
    fault.picture = fault.picture or picture_of(finding, pictures)


def _grown(fault: _Growing, seen: int) -> Fault:
    return Fault(
        example=fault.example,
        points=fault.points,
        count=fault.count,
        pages=len(fault.pages),
        share=Fraction(len(fault.pages), seen) if seen and fault.pages else None,
        varied=fault.varied,
        first=_first(fault.pages.values()),
        texts=tuple(fault.texts),
        langs=tuple(sorted(fault.langs)),
        profiles=tuple(sorted(fault.profiles)),
        picture=fault.picture,
    )


def _first(places: Iterable[Place]) -> tuple[Place, ...]:
    """The first places, of each language one before a second of any."""
    times: dict[Lang | None, int] = {}
    ranked: list[tuple[int, Place]] = []
    for place in places:
        times[place.lang] = times.get(place.lang, 0) + 1
        if times[place.lang] <= FIRST_PAGES:
            ranked.append((times[place.lang], place))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(place for _, place in ranked[:FIRST_PAGES])


def _weight(fault: Fault) -> tuple[object, ...]:
    example = fault.example
    return example.outcome is not Outcome.NOT_MET, fault.points, -fault.pages, -fault.count, example.page, example.target, example.kind
