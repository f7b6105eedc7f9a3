"""Groups findings: a fault of the header is one fault on 300 pages, not 300 rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from facts import Finding, Lang, More, Outcome, Picture, ScoredFinding
from facts.found import is_address, signature
from reports.pictures import Pictures, picture_of

FIRST_PAGES = 5
FIRST_TEXTS = 3


__all__ = ["Fault", "Place", "group", "is_address", "signature"]


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
    more_pages: int = 0  # pages in all, where not all are listed

    @property
    def seen_on(self) -> int:
        return max(len(self.pages), self.more_pages)


def group(findings: Iterable[ScoredFinding], seen: int, pictures: Pictures, more: Iterable[More] = ()) -> tuple[Fault, ...]:
    """The faults of one row: those that take points first, then by the number of pages; `seen` = pages looked at.

    `more` are the findings that are counted and not listed.
    """
    growing: dict[tuple[object, ...], _Growing] = {}
    for scored in findings:
        _grow(growing.setdefault(signature(scored.finding), _Growing(scored.finding)), scored, pictures)
    for unlisted in more:
        fault = growing.setdefault(signature(unlisted.example), _Growing(unlisted.example))
        fault.count += unlisted.count
        fault.more_pages = max(fault.more_pages, unlisted.pages)
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
        pages=fault.seen_on,
        share=Fraction(fault.seen_on, seen) if seen and fault.seen_on else None,
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
