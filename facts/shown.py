"""What one browser showed of one page, and how far that is apart from what the reference showed of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from facts.terms import PageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A landmark or main heading: where it stands, as shares of the window's width (x, width) and in CSS pixels (y, height)."""

    role: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptError:
    """An uncaught error of one of the site's own scripts; `unread`: the script could not be read at all, so nothing of it ran."""

    message: str
    where: str  # address of the script, or of the page for one inside it
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One full load of `url` by one browser as a new visitor.

    `browser` is firefox, edge, chrome, opera, safari, android, windows-phone or ios, or one that is looked at for comparison only. `load`
    counts the loads of the same page by the same browser. `words` are the visible words in order, in lower case, numbers left out.
    """

    url: str
    browser: str
    engine: str
    version: str = ""
    load: int = 0
    state: PageState
    why: str = ""
    status: int | None = None
    final_url: str = ""
    viewport: tuple[int, int] = (0, 0)
    title: str = ""
    lang: str = ""  # as the document names it
    words: str = ""
    areas: tuple[Area, ...] = ()
    page_width: float = 0  # of the window's width
    failed: tuple[str, ...] = ()  # addresses of the site's own stylesheets and scripts that did not come
    errors: tuple[ScriptError, ...] | None = None  # None where the browser does not tell
    settled: bool = True
    screenshot: str = ""  # name inside the audit folder

    @property
    def ok(self) -> bool:
        """True when the page was loaded."""
        return self.state is PageState.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One of the eight browsers of an audit: `why` it could not be asked, a key of reasons, "" when it could."""

    name: str
    engine: str
    version: str = ""
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How a showing differs from its references; what differs between the references themselves does not count."""

    lost_words: float = 0  # share of the words that all references show
    lost: tuple[str, ...] = ()  # the first of them
    lost_count: int = 0
    new_words: float = 0  # share of its own words that no reference shows
    new: tuple[str, ...] = ()
    new_count: int = 0
    lost_areas: tuple[str, ...] = ()  # roles of landmarks that all references show
    moved: tuple[str, ...] = ()  # roles of areas that stand elsewhere
    furthest: float = 0  # share of the window's width by which the farthest stands elsewhere
    wider: float = 0  # share of the window's width by which the page is wider than any reference


def apart(showing: Showing, references: Sequence[Showing], moved_by: float) -> Apart:
    """The differences; an area has moved when its place or width differs by more than `moved_by` of the window's width."""
    counts = [Counter(each.words.split()) for each in references]
    own = Counter(showing.words.split())
    stable, known = _least(counts), _most(counts)
    lost, new = stable - own, own - known
    moved = _moved(showing, references, moved_by)
    return Apart(
        lost_words=_share(lost, stable),
        lost=_first(lost, references[0].words),
        lost_count=lost.total(),
        new_words=_share(new, own),
        new=_first(new, showing.words),
        new_count=new.total(),
        lost_areas=_lost_areas(showing, references),
        moved=tuple(dict.fromkeys(role for role, _ in moved)),
        furthest=max((by for _, by in moved), default=0.0),
        wider=max(0.0, showing.page_width - max(each.page_width for each in references)),
    )


def _least(counts: Sequence[Counter[str]]) -> Counter[str]:
    least = counts[0]
    for each in counts[1:]:
        least = least & each
    return least


def _most(counts: Sequence[Counter[str]]) -> Counter[str]:
    most = counts[0]
    for each in counts[1:]:
        most = most | each
    return most


def _share(part: Counter[str], whole: Counter[str]) -> float:
    total = whole.total()
    return part.total() / total if total else 0.0


def _first(words: Counter[str], order: str, most: int = 12) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in order.split() if word in words))[:most]


def _lost_areas(showing: Showing, references: Sequence[Showing]) -> tuple[str, ...]:
    shown = [Counter(area.role for area in each.areas if area.visible) for each in references]
    own = Counter(area.role for area in showing.areas if area.visible)
    return tuple(sorted((_least(shown) - own).elements()))


def _moved(showing: Showing, references: Sequence[Showing], by: float) -> list[tuple[str, float]]:
    """Areas seen in all, whose place across the window all references agree on, and by how much they stand elsewhere."""
    moved = []
    for key, area in _placed(showing).items():
        there = [_placed(each).get(key) for each in references]
        known = [each for each in there if each is not None]
        if len(known) < len(references) or any(_across(known[0], each) > by / 2 for each in known):
            continue
        farthest = min(_across(area, each) for each in known)
        if farthest > by:
            moved.append((area.role, farthest))
    return moved


def _placed(showing: Showing) -> dict[tuple[str, int], Area]:
    """Visible areas by role and place among those of their role, where no area of the role is hidden: else the places do not tally."""
    placed: dict[tuple[str, int], Area] = {}
    times: Counter[str] = Counter()
    for area in showing.areas:
        if area.visible:
            placed[area.role, times[area.role]] = area
        times[area.role] += 1
    return placed


def _across(one: Area, other: Area) -> float:
    return max(abs(one.x - other.x), abs(one.x + one.width - other.x - other.width))
