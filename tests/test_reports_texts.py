"""Texts for people: every catalogue in three languages, every finding with words of its own, safe formatting."""

import logging
import re
from fractions import Fraction
from pathlib import Path

import pytest

import methodology
from checks.base import collect
from facts import LANGUAGES, Finding, Outcome, PageState, TargetState
from reports.catalogue import LOCALE, clean, known, points, read_catalogue, text
from reports.messages import finding_text, reason_text
from scoring.folds import OPEN_REASONS
from scoring.rows import CHECK_FAILED, NO_CHECK, PARTS_UNDECIDED, PERSON_ONLY

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_USED = re.compile(r"""\bt\("([a-z0-9_.-]+)"[,)]""")
TEMPLATES = LOCALE.parent / "templates"


def test_the_three_languages_hold_the_same_domains() -> None:
    """A domain that is missing in one language would leave English there."""
    domains = [sorted(path.name for path in (LOCALE / lang / "LC_MESSAGES").glob("*.po")) for lang in LANGUAGES]

    assert domains[0] == domains[1] == domains[2]
    assert "report.po" in domains[0]


def _names(words: str) -> set[str]:
    return set(_PLACEHOLDER.findall(words))


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_keys_and_placeholders_are_the_same_in_all_languages(lang: str) -> None:
    """A translator who forgot a key or a placeholder is told which."""
    english, other = read_catalogue("en"), read_catalogue(lang)
    differing = {
        key for key in english if key in other and set(_PLACEHOLDER.findall(english[key])) != set(_PLACEHOLDER.findall(other[key]))
    }

    assert set(english) == set(other)
    assert not differing


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_texts_are_translated(lang: str) -> None:
    """What is longer than a name is in Cyrillic, not left in English."""
    bare = {key: _PLACEHOLDER.sub("", words) for key, words in read_catalogue(lang).items()}
    left = [key for key, words in bare.items() if len(words) > 20 and not re.search(r"[а-яәғқңөұүһі]", words.lower())]

    assert not left


def test_every_kind_that_a_check_may_give_has_words() -> None:
    """Not-met and undecided findings speak to people in words of their own."""
    silent = {f"{spec.id} {kind}" for spec in collect().values() for kind in spec.kinds if not known(f"finding.{kind}")}

    assert not {each for each in silent if not known(f"reason.{each.split()[1]}")}


@pytest.mark.parametrize("law", methodology.editions())
def test_what_an_item_may_lack_has_words(law: str) -> None:
    """Every demand of the methodology that a report may say is missing is said in each language."""
    laws = methodology.load(law)
    every = [each for kind in ("cgb", "leb") for each in laws.params_for(kind).requirements.values()]
    asked = {demand.name for each in every for demand in each.needs}

    assert [name for name in (*asked, "readable text", "empty") if not known(f"demand.{name}")] == []


def test_what_is_lacking_is_said_in_the_language_of_the_report() -> None:
    """The finding's value keeps the methodology's names, the sentence does not."""
    lacks = "conditions, protocols or results; phone; what we never heard of"
    finding = Finding(outcome=Outcome.NOT_MET, kind="insufficient", values={"lacks": lacks})

    assert "условия, протоколы или итоги; телефон; what we never heard of" in finding_text(finding, "ru")
    assert "телефон" in finding_text(finding, "kk")


def test_every_state_outcome_and_reason_has_words() -> None:
    """Closed lists of the program are all said in words."""
    keys = [f"state.{state.value}" for state in PageState] + [f"outcome.{outcome.value}" for outcome in Outcome]
    keys += [f"target.{state.value}" for state in TargetState]
    reasons = {
        NO_CHECK,
        PERSON_ONLY,
        CHECK_FAILED,
        PARTS_UNDECIDED,
        "nothing-seen",
        "share-between",
        "robots",
        "crawl-incomplete",
        *OPEN_REASONS,
    }
    keys += [f"reason.{reason}" for reason in reasons]

    assert [key for key in keys if not known(key)] == []


def test_every_key_that_templates_use_is_known() -> None:
    """A template that asks for a text that is not there would print its key."""
    used = {key for path in TEMPLATES.glob("*.j2") for key in _USED.findall(path.read_text(encoding="utf-8"))}

    assert len(used) > 40
    assert [key for key in sorted(used) if not known(key)] == []


def test_a_missing_value_leaves_its_placeholder_and_never_fails() -> None:
    """A finding of a plug-in that lacks a value is still told."""
    assert "{low}" in text("cli.total", "en", high="1")


def test_values_are_never_read_as_templates() -> None:
    """Braces in a page's text are text."""
    said = text("report.unseen.opened_by", "en", who="{count} {0.__class__}", count="5")

    assert said.endswith("{count} {0.__class__}")


def test_an_unknown_key_is_told_in_the_log_and_returned(caplog: pytest.LogCaptureFixture) -> None:
    """A report never fails for a text."""
    with caplog.at_level(logging.WARNING):
        assert text("no.such-key", "kk") == "no.such-key"
    assert "no.such-key" in caplog.text


def test_a_key_that_one_language_lacks_is_said_in_english(tmp_path: Path) -> None:
    """The reader of catalogues takes every domain and skips what is not translated."""
    folder = tmp_path / "kk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "a.po").write_text(head + 'msgid "x"\nmsgstr "қазақша"\n\nmsgid "y"\nmsgstr ""\n', encoding="utf-8")
    (folder / "b.po").write_text(head + 'msgid "z"\nmsgstr "тағы"\n', encoding="utf-8")

    assert read_catalogue("kk", tmp_path) == {"x": "қазақша", "z": "тағы"}


def test_numbers_are_written_as_each_language_writes_them() -> None:
    """Two places, half up, with a comma in Kazakh and Russian."""
    assert [points(Fraction(1, 8), lang) for lang in LANGUAGES] == ["0,13", "0,13", "0.13"]


def test_reasons_are_said_in_words_also_inside_findings() -> None:
    """`http-404` is no word for an official."""
    finding = Finding(outcome=Outcome.UNDECIDED, kind="fact-missing", values={"fact": "live.axe", "reason": "timeout"})

    assert reason_text("http-404", "en") == "the server answered with status 404"
    assert reason_text("timeout", "en") in finding_text(finding, "en")
    assert reason_text("some plain words", "ru") == "some plain words"


def test_control_characters_and_lone_surrogates_go() -> None:
    """What no report may carry becomes a space."""
    assert clean("a\x00b\x1b[31mc\ud800d\u2028e\n") == "a b [31mc d e\n"
