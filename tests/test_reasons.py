"""The one table of reasons: closed, complete, said in words, and never a ground for points (issue 3)."""

import pytest

from facts import PageState
from facts.reasons import REASONS, http_reason, link_reason, page_reason, reason
from reports.catalogue import read_catalogue
from reports.messages import reason_text

STATUSES = (*range(400, 600), 999)


def test_every_state_of_a_page_is_a_row() -> None:
    """A page's state needs no translation to be looked up."""
    assert {state.value for state in PageState} <= set(REASONS)


@pytest.mark.parametrize("state", list(PageState))
def test_every_ending_of_a_page_and_a_link_is_a_row_for_it(state: PageState) -> None:
    """Whatever status came with a state, its key is in the table and is told of pages and of links."""
    for status in (None, *STATUSES):
        of_page, of_link = page_reason(state, status), link_reason(state, status)

        assert "page" in REASONS[of_page].about, of_page
        assert not of_link or "link" in REASONS[of_link].about, of_link


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_row_has_words(lang: str) -> None:
    """No reader of a report meets a key."""
    words = read_catalogue(lang)
    by_number = {"http-404", "http-410"}  # said by `reason.http` with the status
    silent = [key for key in REASONS if not (words.get(f"reason.{key}") or words.get(f"state.{key}") or key in by_number)]

    assert silent == []
    assert not [key for key in REASONS if reason_text(key, lang) == key]


def test_dead_are_only_the_links_that_the_decision_names() -> None:
    """D-14: no such host, refused, no TLS, 404, 410, 5xx, and "not found" with status 200."""
    dead = {row.key for row in REASONS.values() if row.dead}

    assert dead == {"dns", "refused", "tls", "http-404", "http-410", "http-5xx", "soft-404", "not-found-soft"}
    assert {REASONS[key].blame for key in dead} == {"site"}


def test_what_robots_a_wall_or_we_ourselves_did_is_never_dead() -> None:
    """Blame decides: only what is the site's own doing can be held against it."""
    assert not [row.key for row in REASONS.values() if row.dead and row.blame != "site"]


@pytest.mark.parametrize(
    ("status", "key"),
    [(401, "http-401"), (403, "http-403"), (404, "http-404"), (405, "http-4xx"), (410, "http-410"), (429, "http-429"), (503, "http-5xx")],
)
def test_a_status_has_its_row(status: int, key: str) -> None:
    """Statuses that mean something of their own are named, the rest go by class."""
    assert http_reason(status) == key


def test_a_status_of_no_class_is_a_refusal_of_programs() -> None:
    """999 and its like are answered to programs only, and are no failure of the server."""
    assert http_reason(999) == "http-error"
    assert not REASONS[http_reason(999)].dead


def test_a_challenge_with_an_error_status_is_a_wall() -> None:
    """A firewall answers 503 with its check: that is no failure of the server."""
    assert page_reason(PageState.BLOCKED, 503) == "blocked"
    assert page_reason(PageState.BLOCKED, 403) == "http-403"


def test_an_unknown_key_is_nobodys_permission() -> None:
    """Keys of older audit files are read as failures without a name."""
    row = reason("axe-core did not end in time")

    assert (row.key, row.dead, row.seen) == ("failed", False, False)
