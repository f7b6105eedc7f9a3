"""What takes points is seen twice: which places are looked at again, and what the findings are after that. Pure.

A finding rests on the page that shows it, on the file or the dead address that it names, and, where it says that something is not
there, on the home pages. Of each kind of a check's findings a few are chosen; the check then judges the site with the second records
in place. A finding that does not come again is undecided (`unstable`). Findings that were not looked at again follow those of
the same place of the template, or else of the same kind.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal, NamedTuple, Self, TypeVar, overload

from checks.base import CheckSpec
from checks.commons.content.on_phone import PHONE
from checks.commons.links import Whereabouts, key, short_facts, whereabouts
from checks.runner import run_check
from crawler.places import Places
from facts import CheckRun, Finding, KeptPages, Outcome, Page, PageState, PhoneLook, Site, TargetState
from facts.audit import Confirmation
from facts.found import is_address, signature
from methodology.model import Params
from store.records import Again

UNSTABLE = "unstable"
FIRST = "first"  # the value that names the kind seen the first time
SECOND = "second"  # the value that tells what came of the second look
_LOST = frozenset({"fact-missing", "check-failed"})
_Group = tuple[str, str]  # part, kind
_Record = TypeVar("_Record")
Fate = Literal["came", "gone", "unseen"]  # "unseen": looked for, and could not be seen


class Item(NamedTuple):
    """One thing to be seen again."""

    what: Literal["page", "document", "target", "search", "phone"]
    url: str = ""
    profile: str = ""


Evidence = frozenset[Item]


@dataclass(frozen=True, slots=True)
class _Index:
    """What a site's findings may rest on."""

    where: Whereabouts
    shown: frozenset[tuple[str, str]]  # address and profile of pages that were seen
    first: Mapping[str, str]  # address -> the profile of its first such record
    homes: Evidence
    phones: Mapping[str, str]  # address that a phone opened -> the page of the main version that led it there

    @classmethod
    def of(cls, site: Site) -> Self:
        """The index of one site."""
        shown: set[tuple[str, str]] = set()
        first: dict[str, str] = {}
        for page in short_facts(site):
            if page.ok:
                shown.add((page.url, page.profile))
                first.setdefault(page.url, page.profile)
        homes = frozenset(Item("page", url, first[url]) for url in site.homes.values() if url in first)
        return cls(whereabouts(site), frozenset(shown), first, homes, _phones(site))

    def evidence(self, finding: Finding, spec: CheckSpec) -> Evidence:
        """What `finding` rests on; empty when nothing of it can be seen again."""
        if "phone_pages" in spec.needs and finding.profile == PHONE and finding.page in self.phones:
            return frozenset({Item("phone", self.phones[finding.page])})
        address = finding.target if is_address(finding.target) else ""
        if address:
            state, reason = self.where.state(address)
            if state == "dead" and finding.values.get("reason") == reason:
                return frozenset({Item("target", address)})
        items = {*self._page(finding.page, finding.profile)}
        document = self.where.documents.get(key(address)) if address else None
        if document is not None and document.state is PageState.OK:
            items.add(Item("document", document.url))
        elif address and not finding.page:
            items.update(self._page(address, ""))
        if "searches" in spec.needs:
            items.add(Item("search"))
        return frozenset(items) or self.homes

    def _page(self, url: str, profile: str) -> Iterator[Item]:
        profile = profile or self.first.get(url, "")
        if (url, profile) in self.shown:
            yield Item("page", url, profile)


def _phones(site: Site) -> dict[str, str]:
    """What a phone opened, and which page of the main version it opens to see it again."""
    homes = {look.lang: look.url for look in site.phones if look.is_home and look.via == "address"}
    ways = {page.url: page.url for page in site.phone_pages}
    return ways | {look.url: homes.get(look.lang, look.url) if look.via == "link" else look.url for look in site.phones}


def choose(runs: Mapping[str, CheckRun], specs: Mapping[str, CheckSpec], site: Site, params: Params) -> Places:
    """What is looked at again for the findings that take points, in an order that the same findings give again."""
    groups = _groups(runs, specs, site)
    serving = Counter(item for group in groups for item in frozenset[Item]().union(*group))
    most = int(params.number("confirm_pages"))
    ranked = [sorted(group, key=lambda each: (-min((serving[item] for item in each), default=0), sorted(each)))[:most] for group in groups]
    items: dict[Item, None] = {}
    for row in zip_longest(*ranked):  # each group's first place before a second one of any
        for each in row:
            items.update(dict.fromkeys(sorted(each or ())))
    dead = dict.fromkeys(item.url for group in groups for each in group for item in sorted(each) if item.what == "target")
    pages = [(item.url, item.profile) for item in items if item.what == "page"]
    documents = [item.url for item in items if item.what == "document"]
    return Places(
        pages=tuple(pages[: int(params.number("confirm_pages_all"))]),
        documents=tuple(documents[: int(params.number("confirm_links"))]),
        targets=tuple(dead)[: int(params.number("confirm_links"))],
        search=Item("search") in items,
        phones=tuple(item.url for item in items if item.what == "phone")[: int(params.number("confirm_pages_all"))],
    )


def _groups(runs: Mapping[str, CheckRun], specs: Mapping[str, CheckSpec], site: Site) -> list[list[Evidence]]:
    """For each kind of each check's findings the different things that they rest on."""
    if not any(_taking(run) for run in runs.values()):
        return []
    index = _Index.of(site)
    groups: dict[tuple[str, str, str], dict[Evidence, None]] = {}
    for run in runs.values():
        for finding in _taking(run) if run.id in specs else ():
            if evidence := index.evidence(finding, specs[run.id]):
                groups.setdefault((run.id, finding.part, finding.kind), {})[evidence] = None
    return [list(group) for _, group in sorted(groups.items())]


def _taking(run: CheckRun) -> list[Finding]:
    return [finding for finding in run.findings if finding.outcome is Outcome.NOT_MET]


def together(chosen: Iterable[Places]) -> Places:
    """What several methodologies want to be seen again, each thing once."""
    chosen = tuple(chosen)
    return Places(
        pages=tuple(dict.fromkeys(page for each in chosen for page in each.pages)),
        documents=tuple(dict.fromkeys(url for each in chosen for url in each.documents)),
        targets=tuple(dict.fromkeys(url for each in chosen for url in each.targets)),
        search=any(each.search for each in chosen),
        phones=tuple(dict.fromkeys(url for each in chosen for url in each.phones)),
    )


def left(places: Places, again: Again) -> Places:
    """Those of the places that were not seen a second time yet, or could not be."""
    pages = {(page.url, page.profile) for page in again.pages if page.ok}
    documents = {document.url for document in again.documents if document.state is PageState.OK}
    targets = {target.url for target in again.targets if target.state is not TargetState.UNDECIDED}
    return Places(
        pages=tuple(each for each in places.pages if each not in pages),
        documents=tuple(url for url in places.documents if url not in documents),
        targets=tuple(url for url in places.targets if url not in targets),
        search=places.search and not again.searches,
        phones=tuple(url for url in places.phones if url not in {page.url for page in again.phone_pages if page.ok}),
    )


@dataclass(slots=True)
class _Tally:
    twice: int = 0
    gone: int = 0
    like: int = 0
    once: int = 0


def settled(
    runs: Mapping[str, CheckRun], specs: Mapping[str, CheckSpec], site: Site, again: Again, params: Params
) -> tuple[Mapping[str, CheckRun], Confirmation]:
    """The runs with what did not come again as undecided, and how far findings were seen twice."""
    found = sum(len(_taking(run)) for run in runs.values())
    if not found or not again:
        return runs, Confirmation(state="once" if found else "nothing", once=found)
    tally, second = _Tally(), _Second(site, again, params)
    ended = {name: second.judged(run, specs[name], tally) if name in specs and _taking(run) else run for name, run in runs.items()}
    confirmation = Confirmation(
        state="done" if _all_tried(choose(runs, specs, site, params), again) else "part",
        twice=tally.twice,
        gone=tally.gone,
        like=tally.like,
        once=tally.once,
        pages=sum(page.ok for page in (*again.pages, *again.phone_pages)),
        links=len(again.documents) + len(again.targets),
    )
    return ended, confirmation


def _all_tried(places: Places, again: Again) -> bool:
    """Whether a second look was taken at all of `places`, whatever came of it."""
    pages = {(page.url, page.profile) for page in again.pages}
    addresses = {*(document.url for document in again.documents), *(target.url for target in again.targets)}
    return (
        pages.issuperset(places.pages)
        and addresses.issuperset((*places.documents, *places.targets))
        and (bool(again.searches) or not places.search)
        and {page.url for page in again.phone_pages}.issuperset(places.phones)
    )


@dataclass(slots=True)
class _Fates:
    """What became of findings, by place of the template and by kind."""

    signatures: dict[tuple[object, ...], set[Fate]] = field(default_factory=dict)
    groups: dict[_Group, set[Fate]] = field(default_factory=dict)

    def note(self, finding: Finding, fate: Fate) -> None:
        self.signatures.setdefault(signature(finding), set()).add(fate)
        self.groups.setdefault((finding.part, finding.kind), set()).add(fate)

    def of(self, finding: Finding) -> Fate | None:
        """The fate of a finding that was not looked at itself; None when nothing like it was either."""
        for known in (self.signatures.get(signature(finding), set()), self.groups.get((finding.part, finding.kind), set())):
            for fate in ("came", "gone"):
                if fate in known:
                    return fate
        return "unseen" if self.groups.get((finding.part, finding.kind)) else None


class _Second:
    """The site with the second records in place of the first ones."""

    def __init__(self, site: Site, again: Again, params: Params) -> None:
        self._site = site
        self._params = params
        self._index = _Index.of(site)
        self._pages = tuple(page for page in again.pages if page.ok)
        self._seen = {
            *(Item("page", page.url, page.profile) for page in self._pages),
            *(Item("document", one.url) for one in again.documents if one.state is PageState.OK),
            *(Item("target", target.url) for target in again.targets),
            *(Item("phone", page.url) for page in again.phone_pages if page.ok),
        } | ({Item("search")} if again.searches else set())
        self._tried = self._seen | {Item("page", page.url, page.profile) for page in again.pages}
        self._tried |= {Item("document", one.url) for one in again.documents}
        self._tried |= {Item("phone", page.url) for page in again.phone_pages}
        self._whole = self._with(again)

    def _with(self, again: Again) -> Site:
        """Alive addresses lose the records that said otherwise."""
        asked = {key(target.url) for target in again.targets if target.state is not TargetState.DEAD}
        documents = {one.url: one for one in again.documents if one.state is PageState.OK}
        targets = {url: target for url, target in self._site.targets.items() if key(url) not in asked}
        return replace(
            self._site,
            pages=Replaced.of(self._site.pages, self._pages, asked),
            documents=tuple(
                documents.get(one.url, one) for one in self._site.documents if one.state is PageState.OK or key(one.url) not in asked
            ),
            targets={**targets, **{target.url: target for target in again.targets}},
            searches=again.searches or self._site.searches,
            phones=tuple(_in_place(self._site.phones, (look for look in again.phones if look.gap is None), _look_of)),
            phone_pages=tuple(_in_place(self._site.phone_pages, (page for page in again.phone_pages if page.ok), _url_of)),
        )

    def judged(self, run: CheckRun, spec: CheckSpec, tally: _Tally) -> CheckRun:
        """The run of one check after the second look."""
        site = replace(self._site, pages=self._pages) if spec.scope == "page" else self._whole
        second = run_check(spec, site, self._params)
        came = {_where(finding) for finding in second.findings if finding.outcome is Outcome.NOT_MET}
        lost = {(finding.page, finding.profile, finding.part) for finding in second.findings if finding.kind in _LOST}
        fates, own = _Fates(), dict[int, Fate]()
        for number, finding in enumerate(run.findings):
            if finding.outcome is Outcome.NOT_MET and (fate := self._fate(finding, spec, came, lost)):
                own[number] = fate
                fates.note(finding, fate)
        findings: list[Finding] = []
        for number, finding in enumerate(run.findings):
            fate = (own.get(number) or fates.of(finding)) if finding.outcome is Outcome.NOT_MET else "came"
            if fate == "unseen":  # it could not be seen itself: others like it speak for it
                fate = fates.of(finding)
            findings.append(_after(finding, fate))
            if finding.outcome is Outcome.NOT_MET:
                _count(tally, own.get(number), fate)
        more = tuple(
            replace(each, example=_after(each.example, fates.of(each.example))) if each.example.outcome is Outcome.NOT_MET else each
            for each in run.more
        )
        ended = replace(run, findings=tuple(findings), more=more)
        return replace(ended, pages=tuple(replace(each, sorts=_sorts(each.sorts, ended)) for each in run.pages))

    def _fate(self, finding: Finding, spec: CheckSpec, came: set[object], lost: set[tuple[str, str, str]]) -> Fate | None:
        evidence = self._index.evidence(finding, spec)
        if not evidence or not evidence <= self._tried:
            return None
        if not evidence <= self._seen or {(finding.page, finding.profile, finding.part), ("", "", finding.part), ("", "", "")} & lost:
            return "unseen"
        return "came" if _where(finding) in came else "gone"


def _look_of(look: PhoneLook) -> object:
    return look.lang, look.url, look.via


def _url_of(page: Page) -> object:
    return page.url


def _in_place(first: Iterable[_Record], second: Iterable[_Record], name: Callable[[_Record], object]) -> Iterator[_Record]:
    """The first records with the second ones in their places, and those that are new."""
    yield from {**{name(one): one for one in first}, **{name(one): one for one in second}}.values()


def _where(finding: Finding) -> object:
    return finding.page, finding.profile, finding.lang, signature(finding)


def _after(finding: Finding, fate: Fate | None) -> Finding:
    """The finding as it stands after the second look; one that nobody looked for again stays as it is."""
    if fate in (None, "came"):
        return finding
    deficiency = finding.values.get("deficiency", finding.kind)
    values = {**finding.values, FIRST: finding.kind, SECOND: fate or "", "deficiency": deficiency}
    return replace(finding, outcome=Outcome.UNDECIDED, kind=UNSTABLE, values=values)


def _count(tally: _Tally, own: Fate | None, fate: Fate | None) -> None:
    if own in ("came", "gone"):
        tally.twice += 1
        tally.gone += own == "gone"
    elif fate in ("came", "gone"):
        tally.like += 1
    else:
        tally.once += 1


def _sorts(sorts: Iterable[tuple[str, Outcome, str]], run: CheckRun) -> tuple[tuple[str, Outcome, str], ...]:
    """Sorts of a page's observations after the second look; a sort of which some came again stays."""
    known = (*run.findings, *(each.example for each in run.more))
    stay = {(each.part, "" if each.part else each.kind) for each in known if each.outcome is Outcome.NOT_MET}

    def after(sort: tuple[str, Outcome, str]) -> tuple[str, Outcome, str]:
        part, outcome, kind = sort
        if outcome is not Outcome.NOT_MET or (part, kind) in stay:
            return sort
        return part, Outcome.UNDECIDED, "" if part else UNSTABLE

    return tuple(dict.fromkeys(map(after, sorts)))


class Replaced(KeptPages):
    """Page records with some of them replaced or taken away, wherever the others are kept."""

    def __init__(self, pages: Sequence[Page], rows: Sequence[int | Page]) -> None:
        self._pages = pages
        self._rows = rows

    @classmethod
    def of(cls, pages: Sequence[Page], second: Iterable[Page], alive: frozenset[str] | set[str]) -> Self:
        """`second` records in place of the first ones; failures at addresses that are `alive` (by key) taken away."""
        known = {(page.url, page.profile): page for page in second}
        short = pages.only(("url", "profile", "state")) if isinstance(pages, KeptPages) else pages
        rows: list[int | Page] = []
        for number, page in enumerate(short):
            if page.state is PageState.OK or key(page.url) not in alive:
                rows.append(known.get((page.url, page.profile), number))
        return cls(pages, rows)

    def only(self, fields: Iterable[str]) -> Self:
        """The same pages with these fields; what is in memory is given whole."""
        return type(self)(self._pages.only(fields) if isinstance(self._pages, KeptPages) else self._pages, self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Page: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Page]: ...
    def __getitem__(self, at: int | slice) -> Page | Sequence[Page]:
        """One record, or those of a slice."""
        if isinstance(at, slice):
            return type(self)(self._pages, self._rows[at])
        row = self._rows[at]
        return row if isinstance(row, Page) else self._pages[row]

    def __iter__(self) -> Iterator[Page]:
        kept = ((number, page) for number, page in enumerate(self._pages))
        for row in self._rows:
            if isinstance(row, Page):
                yield row
            else:
                yield next(page for number, page in kept if number == row)
