"""What is to be seen a second time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Places:
    """What is to be seen again: pages as (address, profile), files and link targets by address."""

    pages: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    search: bool = False  # the site's search, used anew
    phones: tuple[str, ...] = ()  # addresses of pages of the main version that a phone opens anew

    def __len__(self) -> int:
        return len(self.pages) + len(self.documents) + len(self.targets) + self.search + len(self.phones)
