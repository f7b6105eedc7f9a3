"""All judges of deficiencies of Annex 5, and what a check that asks them must declare.

Each is `judge(found, content, params)`: for an item that was found, at most a few findings; nothing where nothing is wrong.
Annex 6 knows three of these kinds (`MOBILE_JUDGES`).
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from checks.annex5 import insufficient, no_npa_link, not_identical, outdated, outdated_npa
from checks.commons.content.material import concept
from checks.commons.content.model import Content, Found
from facts import Finding, Outcome, Page
from methodology.model import Params

Judge = Callable[[Found, Content, Params], Iterator[Finding]]

JUDGES: tuple[Judge, ...] = (insufficient.judge, outdated_npa.judge, outdated.judge, not_identical.judge, no_npa_link.judge)
MOBILE_JUDGES: tuple[Judge, ...] = (insufficient.judge, outdated.judge, not_identical.judge)
_MODULES = (insufficient, outdated_npa, outdated, not_identical, no_npa_link)
ELSEWHERE: dict[str, str] = {one.KIND: f"{one.KIND}-elsewhere" for one in _MODULES}  # what each is called where it may be another item's


def kinds_of(*modules: ModuleType) -> frozenset[str]:
    """The kinds of findings of some judges' modules, those of places in doubt among them."""
    return frozenset().union(*(one.KINDS | {ELSEWHERE[one.KIND]} for one in modules))


KINDS = kinds_of(*_MODULES)
MOBILE_KINDS = kinds_of(insufficient, outdated, not_identical)
NEEDS: frozenset[str] = frozenset({"documents", "targets", "pairs", "acts"}) | {
    f"pages.{field}"
    for field in (
        "title",
        "headings",
        "landmarks",
        "links",
        "dates",
        "contacts",
        "blocks",
        "tables",
        "lists",
        "header_text",
        "main_text",
        "main_words",
        "footer_text",
        "forms",
        "images",
        "media",
        "iframes",
    )
}


class Remembering:
    """A `Content` that reads each page once for all judges of one item."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._pages: dict[str, Page | None] = {}
        self.site = content.site
        self.today = content.today
        self.document = content.document
        self.other = content.other
        self.lang_of = content.lang_of
        self.target = content.target

    def page(self, url: str) -> Page | None:
        """The page at an address, as `Content` gives it."""
        if url not in self._pages:
            self._pages[url] = self._content.page(url)
        return self._pages[url]


def judge_all(found: Found, content: Content, params: Params, judges: tuple[Judge, ...] = JUDGES) -> Iterator[Finding]:
    """What every judge says of one item in one language."""
    remembered = Remembering(content)
    for judge in judges:
        for finding in judge(found, remembered, params):
            yield _left_to_a_person(finding) if finding.outcome is Outcome.NOT_MET and _told_by_text_alone(found) else finding


def _told_by_text_alone(found: Found) -> bool:
    """Only its texts led to the place, whatever stands there: what is wrong may be another item's, whose own place lacks nothing."""
    return found.confidence != "certain" and found.place is not None and found.place.how == "text"


def _left_to_a_person(finding: Finding) -> Finding:
    values = {**finding.values, "deficiency": finding.kind}
    return dataclasses.replace(finding, kind=ELSEWHERE[finding.kind], outcome=Outcome.UNDECIDED, values=values)


def once_for_each_fact(judged: Sequence[tuple[Found, Finding]], params: Params) -> Iterator[Finding]:
    """The findings of all items of one language in the order of the law, each fact of a page told of one item (D-4).

    An act, or a difference of the versions, that several items on one page would answer for is that of the item that publishes acts,
    else of one that is a part of the page, else of the first; what is certain of one of them is certain. Files, and lacks that are
    left open because their page may be another item's, stay as they are.
    """
    facts = [_fact(found, finding) for found, finding in judged]
    owner: dict[tuple[str, ...], tuple[bool, bool, int]] = {}
    certain: dict[tuple[str, ...], Finding] = {}
    for place, (fact, (found, finding)) in enumerate(zip(facts, judged, strict=True)):
        if fact:
            rank = (concept(found) not in params.judging.acts, not finding.target, place)
            owner[fact] = min(rank, owner.get(fact, rank))
            if finding.outcome is Outcome.NOT_MET:
                certain.setdefault(fact, finding)
    for place, (fact, (found, finding)) in enumerate(zip(facts, judged, strict=True)):
        if fact and owner[fact][-1] != place:
            continue
        told = dataclasses.replace(certain.get(fact, finding), part=finding.part, target=finding.target) if fact else finding
        yield no_npa_link.left_open(told) if told.kind == no_npa_link.KIND and not no_npa_link.answers(found, params) else told


_FIGURES = frozenset({"numbers", "sizes"})  # a figure of the text may be a cell of a table too


def _fact(found: Found, finding: Finding) -> tuple[str, ...]:
    """What tells one fact of a page from another; empty for what is each item's own."""
    values = finding.values
    of_file = found.place is not None and found.place.kind == "document"
    if of_file or finding.kind in ELSEWHERE.values() or values.get("acts", "1") != "1":
        return ()
    kind = values.get("deficiency", finding.kind)
    if kind == not_identical.KIND and values.get("fact", "language") != "language":
        what = "figures" if values["fact"] in _FIGURES else values["fact"]
        return (kind, finding.page, what, values["here"] if what == "figures" else "", values["there"])
    act = values.get("address") or " ".join(filter(None, (values.get("number"), values.get("date"))))
    return (kind, finding.page, act) if act else ()
