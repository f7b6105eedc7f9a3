"""How many clicks lead from the home pages to each address."""

from collections import deque
from collections.abc import Iterable, Mapping

from checks.commons.links import Whereabouts, desktop_records, key, openable
from facts import Page, Site


def neighbours(pages: Iterable[Page], where: Whereabouts) -> Mapping[str, tuple[str, ...]]:
    """For each page, the keys of the addresses that its links end at; a hidden link counts where menus open."""
    out: dict[str, tuple[str, ...]] = {}
    same: dict[str, str] = {}  # a key is kept once, however many links end there
    for page in pages:
        place = key(page.final_url)
        ends = [where.final(link.url) for link in (*page.links, *page.pressed) if openable(link)]
        out[place] = tuple(dict.fromkeys((*out.get(place, ()), *(same.setdefault(end, end) for end in ends))))
    return out


class Ways:
    """Where the links of any page end; the pages are walked over once, when that is asked for the first time."""

    def __init__(self, site: Site, where: Whereabouts) -> None:
        self._site = site
        self._where = where
        self._known: Mapping[str, tuple[str, ...]] | None = None

    def from_page(self, url: str) -> tuple[str, ...]:
        """Keys of the addresses that the links of the page at `url` end at."""
        if self._known is None:
            self._known = neighbours(desktop_records(self._site), self._where)
        return self._known.get(self._where.final(url), ())


def clicks(homes: Iterable[str], ways: Mapping[str, tuple[str, ...]]) -> Mapping[str, int]:
    """Shortest path in clicks from the nearest of `homes` to every key that can be reached."""
    distance = dict.fromkeys(homes, 0)
    queue = deque(distance)
    while queue:
        place = queue.popleft()
        for target in ways.get(place, ()):
            if target not in distance:
                distance[target] = distance[place] + 1
                queue.append(target)
    return distance
