"""What identifies one audit and how it was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from facts.site import Body, CrawlSummary, ProfileUsed, Scope
from facts.terms import LANGUAGES, Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """Everything the caller decided before the first request; the same plan on the same site gives the same audit."""

    url: str
    body: Body = field(default_factory=Body)
    today: str = ""  # YYYY-MM-DD
    seed: int = 1
    langs: tuple[Lang, ...] = LANGUAGES
    profiles: tuple[str, ...] = ("desktop-chrome", "phone-android")
    browsers: tuple[str, ...] = ()  # of indicator 4-2.1, in which a few pages are shown
    max_pages: int | None = None
    max_minutes: float | None = None
    allow_private: bool = False
    sample_pages: int = 30  # pages a profile visits for what only a live page shows (D-15)
    phone_pages: int = 100  # pages with items of Annex 6 that a phone opens at most; 0 leaves them out
    contrast_min: float = 0.0  # ratio that axe-core is told to ask of all text; 0 = axe-core's own limits
    opened_paths: tuple[str, ...] = ()  # paths closed by robots.txt that the owner opened to the audit (D-20)
    opened_by: str = ""  # who allowed it
    user_agent: str = ""  # "" = the tool's own, with name, version and contact
    contact: str = ""  # address of the auditor that site owners may write to; stands in the user agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """How far the findings that take points were seen twice.

    `twice` of them were looked at a second time, `gone` of these were not seen again; `like` were not looked at again and follow
    those of their kind; `once` could not be looked at again, or were not. `state`: nothing (no finding to confirm), done, part
    (stopped on the way), once (not tried).
    """

    state: Literal["nothing", "done", "part", "once"] = "once"
    twice: int = 0
    gone: int = 0
    like: int = 0
    once: int = 0
    pages: int = 0  # pages seen again, each profile for itself
    links: int = 0  # addresses and files asked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How an audit stands under a methodology that its crawl is judged by beside the first one."""

    methodology: str
    methodology_sha256: str = ""
    confirmation: Confirmation = field(default_factory=Confirmation)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMeta:
    """The head of an audit file.

    `methodology`, its hash and `confirmation` are those of the first methodology; `beside` are the others, in the order asked for.
    """

    id: str
    plan: AuditPlan
    methodology: str = "kz-1279"
    methodology_sha256: str = ""  # of all its data files, when the audit was last judged
    tool_version: str
    schema: int
    started_at: str
    finished_at: str = ""
    scope: Scope | None = None
    profiles: tuple[ProfileUsed, ...] = ()
    summary: CrawlSummary = field(default_factory=CrawlSummary)
    stage: str = "new"  # new, crawling, crawled
    confirmation: Confirmation = field(default_factory=Confirmation)
    beside: tuple[Judged, ...] = ()

    @property
    def laws(self) -> tuple[str, ...]:
        """Ids of all methodologies that the crawl is judged by, the first one first."""
        return (self.methodology, *(each.methodology for each in self.beside))

    def under(self, law: str) -> "AuditMeta":
        """The head as it stands under one of `laws`."""
        own = next((each for each in self.beside if each.methodology == law), None)
        if own is None:
            return self
        return replace(self, methodology=law, methodology_sha256=own.methodology_sha256, confirmation=own.confirmation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A screenshot that marks the element of a finding; `file` is relative to the audit folder (evidence/…)."""

    page: str
    profile: str
    selector: str
    file: str
    width: int
    height: int
    found: bool = True  # False: the element was not there when the page was opened again
    why: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
