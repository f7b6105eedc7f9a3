"""How many clicks lead from the home pages to each address."""

from collections import deque
from collections.abc import Iterable, Mapping

from checks.commons.links import Whereabouts, key, openable
from facts import Page


def neighbours(pages: Iterable[Page], where: Whereabouts) -> Mapping[str, tuple[str, ...]]:
    """For each page, the keys of the addresses that its links end at; a hidden link counts where menus open."""
    out: dict[str, dict[str, None]] = {}
    for page in pages:
        reached = out.setdefault(key(page.final_url), {})
        for link in page.links:
            if openable(link):
                reached[where.final(link.url)] = None
    return {page: tuple(reached) for page, reached in out.items()}


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
