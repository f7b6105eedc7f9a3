"""What a check found, kept small: on a site of 30,000 pages a fault of the template is found 30,000 times.

The first findings of each signature are listed; of the others it is counted how many there are and on how many pages, so that shares
and points are those of all of them.
"""

from facts import CheckRun, Finding, More, Outcome, PagesWith
from facts.found import signature

LISTED = 500  # findings of one signature
LISTED_OF_KIND = 2_000  # findings of one kind and sub-point; all that are beyond it are counted together

_Sort = tuple[str, Outcome, str]


class _Unlisted:
    """Findings of one signature that are not listed."""

    __slots__ = ("count", "example")

    def __init__(self, example: Finding) -> None:
        self.example = example
        self.count = 0


class Gathered:
    """The findings of one check, added one by one."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._times: dict[tuple[object, ...], int] = {}  # signature, or kind and part -> how many are listed
        self._unlisted: dict[tuple[object, ...], _Unlisted] = {}
        self._places: dict[tuple[object, ...], set[str]] = {}  # signature or kind -> pages, as far as some may be unlisted
        self._sorts: dict[_Sort, int] = {}  # sort -> its bit
        self._pages: dict[str, int] = {}  # page -> bits of the sorts that it shows

    def clear(self) -> None:
        """Forget all that was added."""
        self.__init__()  # type: ignore[misc]  # as new

    def told(self, page: str, part: str) -> bool:
        """True when some finding speaks of this page and sub-point."""
        shown = self._pages.get(page, 0)
        return any(shown & bit and sort[0] == part for sort, bit in self._sorts.items())

    def add(self, finding: Finding) -> None:
        """List the finding, or count it where its like are listed often enough."""
        if finding.page:
            sort = (finding.part, finding.outcome, "" if finding.part else finding.kind)
            bit = self._sorts.setdefault(sort, 1 << len(self._sorts))
            self._pages[finding.page] = self._pages.get(finding.page, 0) | bit
        kind = (finding.outcome, finding.kind, finding.part)
        like = signature(finding) if finding.outcome in {Outcome.NOT_MET, Outcome.UNDECIDED} else (*kind, "")
        group = like if like in self._times or self._times.get(kind, 0) < LISTED_OF_KIND else kind
        self._places.setdefault(group, set()).add(finding.page)
        if self._times.get(like, 0) < LISTED and self._times.get(kind, 0) < LISTED_OF_KIND:
            self._times[like] = self._times.get(like, 0) + 1
            self._times[kind] = self._times.get(kind, 0) + 1
            self._listed.append(finding)
        else:
            self._unlisted.setdefault(group, _Unlisted(finding)).count += 1

    def run(self, id: str, *, reason: str = "", kinds: frozenset[str] = frozenset(), parts: frozenset[str] = frozenset()) -> CheckRun:
        """All of it as the run of check `id`."""
        more = tuple(
            More(example=each.example, count=each.count, pages=len(self._places[group] - {""})) for group, each in self._unlisted.items()
        )
        pages = self._shown() if more else ()
        return CheckRun(id=id, findings=tuple(self._listed), more=more, pages=pages, reason=reason, kinds=kinds, parts=parts)

    def _shown(self) -> tuple[PagesWith, ...]:
        patterns: dict[int, int] = {}
        for bits in self._pages.values():
            patterns[bits] = patterns.get(bits, 0) + 1
        return tuple(
            PagesWith(sorts=tuple(sort for sort, bit in self._sorts.items() if bits & bit), pages=count) for bits, count in patterns.items()
        )
