"""Audit files of older versions are brought up to date; newer and damaged ones are refused with a word that helps."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from audits import stages
from facts import Gap
from store import AuditFile, AuditFileUnreadable
from store.migrations import SCHEMA

OLD = Path(__file__).parent / "data" / "audit-schema1.db"  # written by the code of version 0.1.0, commit 105f210


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with an audit of schema 1: two pages, a gap, a document, a dead link and a finding."""
    shutil.copy(OLD, tmp_path / "audit.db")
    return tmp_path


def test_an_old_audit_is_brought_up_to_date(old: Path) -> None:
    """All records are there, a gap of free text has a reason and keeps the text, and the file says its new schema."""
    with AuditFile.open(old) as file:
        gaps = {page.url: dict(page.gaps) for page in file.pages()}

        assert gaps == {"https://body.gov.kz/kk/": {"live": Gap(reason="failed", detail="timeout")}, "https://body.gov.kz/kk/x": {}}
        assert (file.meta.schema, file.meta.id) == (SCHEMA, "a1")
        assert [document.kind for document in file.documents()] == ["pdf"]
        assert file.exchange("https://body.gov.kz/kk/") is None
    with sqlite3.connect(old / "audit.db") as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert not list(old.glob("audit.db-*"))


def test_an_old_audit_can_be_judged_again(old: Path) -> None:
    """Check, score and report work on it without a network."""
    with AuditFile.open(old) as file:
        stages.check(file)
        verdict = stages.score(file)
        path = stages.report(file)

    assert path.exists()
    assert 0 <= verdict.total.low <= verdict.total.high <= verdict.total.max


def test_people_find_views(old: Path) -> None:
    """Whoever opens the file with Datasette or sqlite3 sees pages by state, dead links with their pages, findings by indicator."""
    AuditFile.open(old).close()

    with sqlite3.connect(old / "audit.db") as db:
        assert db.execute("select profile, state, status, pages from pages_by_state order by state").fetchall() == [
            ("desktop-chrome", "http-error", 500, 1),
            ("desktop-chrome", "ok", 200, 1),
        ]
        assert db.execute("select * from dead_links").fetchall() == [
            ("https://body.gov.kz/kk/map", "http-404", 404, "https://body.gov.kz/kk/", "4-2.5")
        ]
        assert db.execute("select * from findings_by_indicator").fetchall() == [("kz-1279", "4-2.5", "not-met", "dead-link", 1, 1)]
    db.close()


def test_a_newer_file_is_refused_before_it_is_touched(old: Path) -> None:
    """A file of a later version is told so, and no byte of it changes."""
    with AuditFile.open(old) as file:
        file.update_meta(schema=SCHEMA + 1)
    before = (old / "audit.db").read_bytes()

    with pytest.raises(AuditFileUnreadable, match="newer version"):
        AuditFile.open(old)
    assert (old / "audit.db").read_bytes() == before


@pytest.mark.parametrize("damage", ["head", "middle", "short", "record", "foreign"])
def test_a_damaged_file_is_refused_with_one_clear_line(old: Path, damage: str) -> None:
    """Wherever it is damaged, opening or reading says that it is, and never raises anything else."""
    AuditFile.open(old).close()
    path = old / "audit.db"
    data = bytearray(path.read_bytes())
    if damage == "head":
        data[:16] = b"no database here"
    elif damage == "middle":
        data[4096 : len(data) - 4096] = b"\xa5" * (len(data) - 8192)
    elif damage == "short":
        data = data[: len(data) // 2 - 100]
    path.write_bytes(data)
    if damage in ("record", "foreign"):
        with sqlite3.connect(path) as db:
            db.execute("update pages set record = '{\"url\": 1}'" if damage == "record" else "drop table audit")
        db.close()

    with pytest.raises(AuditFileUnreadable) as told:
        _read_all(old)
    assert "\n" not in str(told.value)


def _read_all(folder: Path) -> None:
    with AuditFile.open(folder) as file:
        file.checks()
        for records in (file.pages(), file.documents(), file.targets(), file.site().pages):
            assert all(records)
