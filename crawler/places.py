"""What is to be seen a second time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Places:
    """What is to be seen again: pages as (address, profile), files and link targets by address."""

    pages: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    search: bool = False  # the site's search, used anew

    def __len__(self) -> int:
        return len(self.pages) + len(self.documents) + len(self.targets) + self.search
