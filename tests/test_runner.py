"""The runner: checks see what they declared and nothing else, and what goes wrong is never points."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from checks.base import CheckError, CheckSpec, Pages, Scope, check
from checks.narrow import narrow
from checks.runner import is_shown, run_check
from facts import Finding, Outcome, met, not_met, undecided
from methodology.model import Params
from tests.cases import page, site

PARAMS = Params(numbers={"limit": Decimal("4.5")}, wordlists={})
LIVE = {"axe": []}


def spec(run: Callable[..., Iterable[Finding]], *, scope: Scope = "page", needs: Iterable[str] = (), pages: Pages = "desktop") -> CheckSpec:
    """A check as `@check` makes it, that is not registered."""
    kinds = frozenset({"bad", "open"})
    return CheckSpec(id="4-9.9", scope=scope, needs=frozenset(needs), kinds=kinds, pages=pages, run=run, module=__name__)


def titled(page: Any, params: Params) -> Iterator[Finding]:
    """Met for a page with a title."""
    yield met(title=page.title) if page.title else not_met("bad")


def test_page_finding_is_placed() -> None:
    """A page-scoped finding gets the page's address, language and profile."""
    (finding,) = run_check(spec(titled, needs={"title"}), site(page(title="Басты бет", lang="ru")), PARAMS).findings

    assert (finding.page, finding.lang, finding.profile) == ("https://body.gov.kz/kk/", "ru", "desktop-chrome")
    assert finding.outcome is Outcome.MET


def test_own_place_is_kept() -> None:
    """A finding that names another page keeps it."""

    def elsewhere(page: Any, params: Params) -> Iterator[Finding]:
        yield not_met("bad", page="https://body.gov.kz/kk/other")

    (finding,) = run_check(spec(elsewhere), site(page()), PARAMS).findings

    assert finding.page == "https://body.gov.kz/kk/other"


def test_undeclared_field_is_refused() -> None:
    """Reading a field that is not in `needs` ends as undecided, not as points."""
    (finding,) = run_check(spec(titled), site(page(title="Басты бет")), PARAMS).findings

    assert (finding.outcome, finding.kind) == (Outcome.UNDECIDED, "check-failed")
    assert finding.values == {"error": "CheckError"}


def test_undeclared_field_of_site_is_refused() -> None:
    """A site-scoped check that did not declare `documents` cannot read them."""

    def documents(site: Any, params: Params) -> Iterator[Finding]:
        yield met(count=len(site.documents))

    (finding,) = run_check(spec(documents, scope="site", needs={"pages"}), site(page()), PARAMS).findings

    assert (finding.outcome, finding.kind) == (Outcome.UNDECIDED, "check-failed")


def test_narrow_shows_declared_and_common_fields() -> None:
    """The fields that tell which page it is are always there; a dotted need opens its head."""
    narrowed = narrow(page(title="Басты бет"), spec(titled, needs={"live.axe"}))

    assert narrowed.url == "https://body.gov.kz/kk/"
    assert narrowed.live is None
    with pytest.raises(CheckError, match="'title'"):
        _ = narrowed.title


def test_exception_is_undecided() -> None:
    """What a check breaks on is undecided on that page; the findings it gave before do not count, the next page does."""

    def breaks(page: Any, params: Params) -> Iterator[Finding]:
        yield not_met("bad")
        if page.depth:
            raise ZeroDivisionError("1 / 0")

    pages = page(), page(url="https://body.gov.kz/kk/a", depth=1)
    findings = run_check(spec(breaks), site(*pages), PARAMS).findings

    assert [(finding.outcome, finding.kind) for finding in findings] == [(Outcome.NOT_MET, "bad"), (Outcome.UNDECIDED, "check-failed")]
    assert findings[1].page == "https://body.gov.kz/kk/a"


def test_exception_over_a_site_is_undecided() -> None:
    """A site-scoped check that breaks leaves one undecided finding."""

    def breaks(site: Any, params: Params) -> Iterator[Finding]:
        yield not_met("bad")
        raise KeyError("limit")

    findings = run_check(spec(breaks, scope="site"), site(page()), PARAMS).findings

    assert [(finding.outcome, finding.kind) for finding in findings] == [(Outcome.UNDECIDED, "check-failed")]


def test_unknown_kind_is_undecided() -> None:
    """A kind that the check did not declare is its error."""

    def surprises(page: Any, params: Params) -> Iterator[Finding]:
        yield undecided("surprise")

    (finding,) = run_check(spec(surprises), site(page()), PARAMS).findings

    assert finding.kind == "check-failed"


@pytest.mark.parametrize(
    ("data", "fact", "reason"),
    [
        ({"gaps": {"title": {"reason": "went-away", "detail": "the page closed"}}}, "title", "went-away"),
        ({"live": {}, "sampled": True}, "live.axe", "not-gathered"),
        ({"live": {}, "gaps": {"live.axe": {"reason": "probe-timeout"}}}, "live.axe", "probe-timeout"),
        ({"live": {"axe": [], "settled": False}, "sampled": True}, "live.axe", "unsettled"),
        ({"live": None, "sampled": True, "gaps": {"live": {"reason": "browser-failed"}}}, "live.axe", "browser-failed"),
        ({"sampled": True, "state": "browser-failed", "why": "crashed"}, "page", "browser-failed"),
        ({"sampled": True, "state": "timeout"}, "page", "timeout"),
    ],
    ids=[
        "gap",
        "not gathered",
        "gap below live",
        "looked at while it was still changing",
        "no live",
        "page lost, its words are for developers",
        "page lost",
    ],
)
def test_missing_fact_is_undecided(data: dict[str, Any], fact: str, reason: str) -> None:
    """A declared fact that could not be gathered makes undecided with its reason; the check is not asked."""
    (finding,) = run_check(spec(titled, needs={"title", "live.axe"}, pages="live"), site(page(**({"live": LIVE} | data))), PARAMS).findings

    assert (finding.outcome, finding.kind) == (Outcome.UNDECIDED, "fact-missing")
    assert finding.values == {"fact": fact, "reason": reason}


def test_desktop_checks_see_each_desktop_page() -> None:
    """Pages that failed and pages of a phone are not shown to a desktop check; a fetched page is."""
    pages = page(url="https://a/1"), page(url="https://a/2", state="timeout"), page(url="https://a/1", profile="phone-android", live=LIVE)

    assert [shown.url for shown in pages if is_shown(spec(titled), shown)] == ["https://a/1"]


def test_live_checks_see_the_sample_in_every_profile() -> None:
    """A live check sees what browsers loaded, and sampled pages that none could load."""
    pages = page(), page(live=LIVE), page(live=LIVE, profile="phone-android"), page(sampled=True, state="timeout")

    assert [shown for shown in pages if is_shown(spec(titled, pages="live"), shown)] == list(pages[1:])


@pytest.mark.parametrize("scope", ["page", "site"])
@pytest.mark.parametrize(
    ("states", "reason"),
    [((), "nothing-seen"), (("timeout", "timeout"), "timeout"), (("timeout", "dns"), "nothing-seen"), (("blocked", "blocked"), "blocked")],
    ids=["no page", "no page that loaded", "pages lost in several ways", "a wall before all"],
)
def test_nothing_seen_is_said(scope: Scope, states: tuple[str, ...], reason: str) -> None:
    """Without a page that was seen the check is not asked, and the run says so: why, where all pages ended alike."""

    def never(_: Any, params: Params) -> Iterator[Finding]:
        raise AssertionError("asked")

    pages = (page(url=f"https://body.gov.kz/{number}", state=state) for number, state in enumerate(states))
    run = run_check(spec(never, scope=scope), site(*pages), PARAMS)

    assert (run.findings, run.reason) == ((), reason)


def test_no_finding_on_seen_pages_is_not_applicable() -> None:
    """A check that finds nothing to judge on pages that were seen gives no reason: the row is not applicable."""

    def silent(page: Any, params: Params) -> Iterator[Finding]:
        yield from ()

    run = run_check(spec(silent), site(page()), PARAMS)

    assert (run.findings, run.reason) == ((), "")


def test_two_checks_for_one_id_are_refused() -> None:
    """Registering a second check for an id under another module is an error."""
    from checks.base import collect

    taken = next(iter(collect()))

    with pytest.raises(CheckError, match="two checks"):
        check(taken, scope="page", needs=(), kinds=())(titled)


def test_params_reach_the_check() -> None:
    """Numbers of the law come from the methodology's parameters."""

    def limited(page: Any, params: Params) -> Iterator[Finding]:
        yield met(limit=params.number("limit"))

    (finding,) = run_check(spec(limited), site(page()), PARAMS).findings

    assert finding.values == {"limit": "4.5"}


def test_text_is_cut() -> None:
    """A finding keeps 200 characters of the words at its place."""
    assert len(met(text="а" * 500).text) == 200


def test_an_optional_fact_does_not_hold_a_check_up() -> None:
    """With a question mark a fact that could not be gathered leaves the rest of the page to be judged."""
    judged = page(title="Басты бет", gaps={"live": {"reason": "timeout"}})

    (asked,) = run_check(spec(titled, needs={"title", "live?"}), site(judged), PARAMS).findings
    (needed,) = run_check(spec(titled, needs={"title", "live"}), site(judged), PARAMS).findings

    assert (asked.outcome, needed.kind) == (Outcome.MET, "fact-missing")


def test_what_is_read_over_every_page_stays_open_for_one_that_did_not_load() -> None:
    """A page that timed out leaves such sub-points undecided; a missing page, which shows nothing, does not."""
    pages = (
        page(title="Басты бет"),
        page(url="https://body.gov.kz/kk/slow", state="timeout"),
        page(url="https://body.gov.kz/kk/gone", state="http-error", status=404),
    )
    asked = dataclasses.replace(spec(titled, needs={"title"}), every_page=frozenset({""}))

    findings = run_check(asked, site(*pages), PARAMS).findings

    assert [(finding.outcome, finding.kind, finding.page) for finding in findings] == [
        (Outcome.MET, "", "https://body.gov.kz/kk/"),
        (Outcome.UNDECIDED, "fact-missing", "https://body.gov.kz/kk/slow"),
    ]
