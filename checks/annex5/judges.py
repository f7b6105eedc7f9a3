"""All judges of deficiencies of Annex 5, and what a check that asks them must declare.

Each is `judge(found, content, params)`: for an item that was found, at most a few findings; nothing where nothing is wrong.
Annex 6 knows three of these kinds (`MOBILE_JUDGES`).
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from checks.annex5 import insufficient, no_npa_link, not_identical, outdated, outdated_npa
from checks.commons.content.model import Content, Found
from facts import Finding, Outcome, Page
from methodology.model import Params

Judge = Callable[[Found, Content, Params], Iterator[Finding]]

JUDGES: tuple[Judge, ...] = (insufficient.judge, outdated_npa.judge, outdated.judge, not_identical.judge, no_npa_link.judge)
MOBILE_JUDGES: tuple[Judge, ...] = (insufficient.judge, outdated.judge, not_identical.judge)
PLACE_UNSURE = "place-unsure"
KINDS: frozenset[str] = (
    insufficient.KINDS | outdated_npa.KINDS | outdated.KINDS | not_identical.KINDS | no_npa_link.KINDS | frozenset({PLACE_UNSURE})
)
MOBILE_KINDS: frozenset[str] = insufficient.KINDS | outdated.KINDS | not_identical.KINDS | frozenset({PLACE_UNSURE})
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
    """No name of the place is the item's: what is wrong there may be another item's, whose own place lacks nothing."""
    return found.confidence != "certain" and found.place is not None and found.place.how == "text"


def _left_to_a_person(finding: Finding) -> Finding:
    return dataclasses.replace(finding, kind=PLACE_UNSURE, outcome=Outcome.UNDECIDED, values={**finding.values, "deficiency": finding.kind})


def once_for_each_act(findings: Iterable[Finding], told: set[tuple[str, ...]]) -> Iterator[Finding]:
    """`findings` without those of an act that another item on the same page was told of before: one fact is one deficiency (D-4).

    `told` is kept by the caller for all items of one language, in the order of the law.
    """
    for finding in findings:
        act = finding.values.get("address") or " ".join(filter(None, (finding.values.get("number"), finding.values.get("date"))))
        fact = (finding.kind, finding.page, act)
        if not act or fact not in told:
            told.add(fact)
            yield finding
