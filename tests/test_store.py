"""The audit file keeps what is put into it, at once and unchanged."""

import subprocess
import sys
from pathlib import Path

import pytest

from facts import (
    AuditMeta,
    AuditPlan,
    CheckRun,
    Coverage,
    Document,
    Gap,
    Link,
    Page,
    PageState,
    Picture,
    Scope,
    Showing,
    Site,
    Target,
    TargetState,
    not_met,
)
from store import AuditFile, AuditFileMissing, AuditFileUnreadable, AuditFolderUnwritable

META = AuditMeta(id="a1", plan=AuditPlan(url="https://body.gov.kz/"), tool_version="0.1.0", schema=1, started_at="2026-11-20T00:00:00Z")
PAGE = Page(
    url="https://body.gov.kz/kk/",
    final_url="https://body.gov.kz/kk/",
    state=PageState.OK,
    profile="desktop-chrome",
    title="Басты бет",
    lang="kk",
    links=(Link(url="https://body.gov.kz/kk/map", raw="/kk/map", text="Сайт картасы", selector="#map", box=(1.0, 2.0, 3.0, 4.5)),),
    gaps={"live": Gap("timeout")},
)
SITE = Site(
    scope=Scope(origin="https://body.gov.kz"),
    body=META.plan.body,
    today="2026-11-20",
    start_url="https://body.gov.kz/",
    homes={"kk": PAGE.url},
    coverage=Coverage(stopped_by="max-pages", failed=("https://body.gov.kz/x",)),
)


def test_everything_comes_back_as_it_was_put(tmp_path: Path) -> None:
    """Each kind of record is equal after a round trip through the file."""
    document = Document(url="https://body.gov.kz/a.pdf", final_url="https://body.gov.kz/a.pdf", state=PageState.OK, kind="pdf", bytes=3)
    target = Target(url="https://x.kz/", state=TargetState.DEAD, reason="http-404", status=404, external=True)
    picture = Picture(page=PAGE.url, profile=PAGE.profile, selector="#map", file="evidence/ab.jpg", width=1, height=2)
    run = CheckRun(id="4-2.5", findings=(not_met("dead-link", target.url, page=PAGE.url, lang="kk"),), kinds=frozenset({"dead-link"}))
    with AuditFile.create(tmp_path / "a", META) as file:
        for put, record in ((file.put_page, PAGE), (file.put_document, document), (file.put_target, target), (file.put_picture, picture)):
            put(record)
        file.put_site(SITE)
        file.put_check(run)

    with AuditFile.open(tmp_path / "a") as file:
        site = file.site()

        assert (tuple(site.pages), site.documents, dict(site.targets)) == ((PAGE,), (document,), {target.url: target})
        assert (site.coverage, dict(site.homes), file.meta) == (SITE.coverage, dict(SITE.homes), META)
        assert (tuple(file.pictures()), dict(file.checks())) == ((picture,), {"4-2.5": run})


def test_halves_of_characters_are_kept_as_question_marks(tmp_path: Path) -> None:
    """JavaScript can make lone surrogates, UTF-8 cannot write them: what a browser tells of such a page is no end of an audit."""
    shown = Showing(url="https://body.gov.kz/", browser="firefox", engine="firefox", state=PageState.OK, words="\udc00 соңы", page_width=1)
    with AuditFile.create(tmp_path / "a", META) as file:
        file.put_shown((), (shown,))

        assert [one.words for one in file.shown()[1]] == ["? соңы"]


def test_a_second_record_of_a_page_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """A page that a browser saw later is kept once, as the browser saw it."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_page(PAGE)
        file.put_page(Page(url=PAGE.url, final_url=PAGE.url, state=PageState.OK, profile=PAGE.profile, rendered=True))

        assert [page.rendered for page in file.pages()] == [True]


def test_a_killed_writer_loses_nothing(tmp_path: Path) -> None:
    """What was put before the process died without closing is in the file."""
    code = (
        "import os, sys; from pathlib import Path; from tests.test_store import META, PAGE; from store import AuditFile\n"
        "file = AuditFile.create(Path(sys.argv[1]), META); file.put_page(PAGE); os._exit(9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parent.parent)

    assert ended.returncode == 9
    with AuditFile.open(tmp_path) as file:
        assert tuple(file.pages()) == (PAGE,)


def test_a_folder_is_never_written_over(tmp_path: Path) -> None:
    """Starting a second audit in the same folder is refused with what to do."""
    AuditFile.create(tmp_path, META).close()

    with pytest.raises(AuditFolderUnwritable, match="--resume"):
        AuditFile.create(tmp_path, META)


def test_an_output_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    """A plain file in the way gives one clear line."""
    (tmp_path / "plain").write_text("x")

    with pytest.raises(AuditFolderUnwritable, match="cannot write"):
        AuditFile.create(tmp_path / "plain" / "audit", META)


def test_what_is_no_audit_is_refused(tmp_path: Path) -> None:
    """A missing, a foreign, and a newer file each say what they are."""
    with pytest.raises(AuditFileMissing):
        AuditFile.open(tmp_path)
    (tmp_path / "audit.db").write_bytes(b"this is no database at all, " * 50)
    with pytest.raises(AuditFileUnreadable):
        AuditFile.open(tmp_path)
    with AuditFile.create(tmp_path / "new", META) as file:
        file.update_meta(schema=99)
    with pytest.raises(AuditFileUnreadable, match="newer version"):
        AuditFile.open(tmp_path / "new")
