"""`tekser verify` finds any byte that was changed, and any file that went or came; `tekser pack` makes what it can look at."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts import Picture
from store import AuditFile, AuditFileMissing, AuditFileUnreadable, verify_audit
from tekser.main import main
from tests.test_archive import EXCHANGE
from tests.test_store import META, PAGE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small audit with facts, exchanges, a picture and a report, packed and closed."""
    folder = tmp_path_factory.mktemp("verify") / "audit"
    with AuditFile.create(folder, META) as file:
        file.put_page(replace(PAGE, main_text="Қазақстан"))
        file.put_exchange(EXCHANGE)
        file.put_exchange(replace(EXCHANGE, url=PAGE.url))
        (folder / "evidence" / "a.jpg").write_bytes(b"\xff\xd8 no real picture")
        file.put_picture(Picture(page=PAGE.url, profile=PAGE.profile, selector="#map", file="evidence/a.jpg", width=1, height=1))
        (folder / "report.json").write_text("{}")
        file.pack()
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program as users run it: exit code, stdout, stderr."""
    monkeypatch.setenv("LC_ALL", "en")

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tekser", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def _copy(audit: Path, to: Path) -> Path:
    return Path(shutil.copytree(audit, to / "audit", dirs_exist_ok=True))


def _zip(folder: Path, out: Path, top: str = "audit/") -> Path:
    with zipfile.ZipFile(out, "w") as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                zipped.write(path, f"{top}{path.relative_to(folder)}")
    return out


def test_an_audit_as_it_was_is_whole(audit: Path, run: Run, tmp_path: Path) -> None:
    """The folder, a zip of it with or without a folder inside, and the WACZ alone all verify; reading changes no byte."""
    before = {path: path.read_bytes() for path in audit.rglob("*") if path.is_file()}
    with AuditFile.open(audit) as file:
        assert file.exchange(EXCHANGE.url) == EXCHANGE
        assert len(tuple(file.pages())) == 1

    for path in (audit, _zip(audit, tmp_path / "a.zip"), _zip(audit, tmp_path / "b.zip", top=""), audit / "audit.wacz"):
        assert run("verify", path)[0] == 0
    assert {path: path.read_bytes() for path in audit.rglob("*") if path.is_file()} == before


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(audit: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Whatever byte of whatever file is flipped, the file is named and nothing else."""
    folder = _copy(audit, tmp_path)
    path = data.draw(st.sampled_from(sorted(path for path in folder.rglob("*") if path.is_file())))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)

    found = verify_audit(folder)

    assert not found.whole
    assert path.relative_to(folder).as_posix() in found.changed


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_a_member_of_a_zip_is_found(audit: Path, tmp_path: Path, data: st.DataObject) -> None:
    """The same for the content of a zip file and of a lone WACZ."""
    path = data.draw(st.sampled_from([_zip(audit, tmp_path / "a.zip"), Path(shutil.copy(audit / "audit.wacz", tmp_path))]))
    with zipfile.ZipFile(path) as zipped:
        info = data.draw(st.sampled_from([info for info in zipped.infolist() if info.compress_type == zipfile.ZIP_STORED]))
    content = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename.encode())
    content[start + data.draw(st.integers(0, info.file_size - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)

    assert not verify_audit(path).whole


def test_missing_and_added_files_are_named(audit: Path, run: Run, tmp_path: Path) -> None:
    """Each file that went or came is told on a line of its own."""
    folder = _copy(audit, tmp_path)
    (folder / "evidence" / "a.jpg").unlink()
    (folder / "evidence" / "b.jpg").write_bytes(b"x")
    code, _, said = run("verify", folder)

    assert code == 1
    assert said.splitlines()[:2] == ["missing: evidence/a.jpg", "added: evidence/b.jpg"]


def test_a_replaced_manifest_is_found_by_its_digest(audit: Path, run: Run, tmp_path: Path) -> None:
    """Facts and manifest forged together verify by themselves, and not against the digest that was told."""
    folder = _copy(audit, tmp_path)
    told = verify_audit(folder).digest
    with AuditFile.open(folder) as file:
        file.put_page(replace(PAGE, title="forged"))
    (folder / "manifest.json").unlink()
    with AuditFile.open(folder) as file:
        file.update_meta()

    assert run("verify", folder)[0] == 0
    code, _, said = run("verify", folder, "--digest", told)
    assert (code, told in said) == (1, True)
    assert run("verify", audit, "--digest", told)[0] == 0


def test_going_on_does_not_whitewash(audit: Path, run: Run, tmp_path: Path) -> None:
    """What a stranger changed is remembered when a later stage seals the audit anew; a report that was deleted is no matter."""
    folder = _copy(audit, tmp_path)
    (folder / "evidence" / "a.jpg").write_bytes(b"forged")
    (folder / "report.json").unlink()
    for _ in range(2):
        with AuditFile.open(folder) as file:
            file.update_meta()
    code, _, said = run("verify", folder)

    assert code == 1
    assert [line.rpartition(" ")[2] for line in said.splitlines() if "sealed" in line and "tekser" in line] == ["evidence/a.jpg"]


def test_being_killed_does_not_whitewash(audit: Path, run: Run, tmp_path: Path) -> None:
    """What a stranger changed is still told when the stage after it was killed, and another one sealed the audit."""
    folder = _copy(audit, tmp_path)
    (folder / "evidence" / "a.jpg").write_bytes(b"forged")
    code = "import os, sys, pathlib, store; store.AuditFile.open(pathlib.Path(sys.argv[1])).update_meta(); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, folder], check=False, cwd=Path(__file__).parent.parent)
    assert run("verify", folder)[0] == 2
    with AuditFile.open(folder) as file:
        file.update_meta()

    assert verify_audit(folder).before == ("evidence/a.jpg",)


def test_what_is_no_audit_is_refused(audit: Path, run: Run, tmp_path: Path) -> None:
    """Nothing there, a text file, an empty folder, an audit cut short: one line, exit code 2."""
    text, empty, cut = tmp_path / "a.txt", tmp_path / "empty", _copy(audit, tmp_path)
    text.write_text("x")
    empty.mkdir()
    (cut / "manifest.json").unlink()

    for path in (tmp_path / "none", text, empty, cut):
        code, _, said = run("verify", path)
        assert (code, len(said.splitlines())) == (2, 1)
    with pytest.raises(AuditFileUnreadable):
        verify_audit(text)
    with pytest.raises(AuditFileMissing):
        verify_audit(empty)


def test_pack_makes_one_file_to_send(audit: Path, run: Run, tmp_path: Path) -> None:
    """The zip holds all and verifies; unpacked elsewhere it is the same audit; a stage told to read the zip says what to do."""
    folder = _copy(audit, tmp_path)
    code, out, _ = run("pack", folder)
    packed = Path(out.strip())
    assert (code, packed) == (0, tmp_path / "audit.zip")
    assert run("verify", packed)[0] == 0
    with zipfile.ZipFile(packed) as zipped:
        zipped.extractall(tmp_path / "elsewhere")
    assert run("verify", tmp_path / "elsewhere" / "audit")[0] == 0
    with AuditFile.open(tmp_path / "elsewhere" / "audit") as file:
        assert file.exchange(EXCHANGE.url) == EXCHANGE

    code, _, said = run("score", packed)
    assert (code, "unzip" in said) == (2, True)


def test_pack_can_take_what_was_exchanged_alone(audit: Path, run: Run, tmp_path: Path) -> None:
    """`--out FILE.wacz` writes the WACZ; another ending is refused before anything is written."""
    folder = _copy(audit, tmp_path)

    assert run("pack", folder, "--out", tmp_path / "x.wacz")[0] == 0
    assert run("verify", tmp_path / "x.wacz")[0] == 0
    assert run("pack", folder, "--out", tmp_path / "x.rar")[0] == 2
    assert not (tmp_path / "x.rar").exists()


def test_the_manifest_says_what_it_seals(audit: Path) -> None:
    """Tool, audit, seed, date and law stand in it, and every file but itself."""
    manifest = json.loads((audit / "manifest.json").read_text())

    assert manifest["tool"] == {"name": "tekser", "version": META.tool_version}
    assert (manifest["audit"]["id"], manifest["audit"]["seed"]) == (META.id, META.plan.seed)
    assert set(manifest["methodology"]) == {"id", "sha256"}
    assert set(manifest["files"]) == {"audit.db", "audit.wacz", "evidence/a.jpg", "report.json"}
