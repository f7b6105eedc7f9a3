"""The command line: bad input gives one clear line and the documented exit code."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ENV = {**os.environ, "LC_ALL": "en_US.UTF-8"}


def tekser(*arguments: str | Path, lang: str = "en_US.UTF-8", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The program as users start it."""
    command = [sys.executable, "-m", "tekser", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env={**ENV, "LC_ALL": lang}, timeout=120)


def assert_one_line(ended: subprocess.CompletedProcess[str], code: int, *words: str, report: Path | None = None) -> None:
    """The exit code, one line on stderr that holds the words, no traceback, on stdout nothing but the path of the report."""
    lines = ended.stderr.strip().splitlines()
    assert (ended.returncode, ended.stdout) == (code, f"{report}\n" if report else ""), ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(lines) == 1, lines
    for word in words:
        assert word in lines[0]


@pytest.fixture
def closed_port() -> int:
    """A port of loopback where nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_an_unknown_host_is_told_from_other_faults(tmp_path: Path) -> None:
    """DNS failure ends with exit code 3 and names the host."""
    assert_one_line(
        tekser("audit", "https://no-such-body.invalid/", "--out", tmp_path / "a"),
        3,
        "no such host",
        "no-such-body.invalid",
        report=tmp_path / "a" / "report.html",
    )


def test_a_refused_connection_is_told_in_the_users_language(tmp_path: Path, closed_port: int) -> None:
    """Nothing listens there: exit code 3, in Russian on a Russian terminal."""
    url = f"http://127.0.0.1:{closed_port}/"
    assert_one_line(
        tekser("audit", url, "--allow-private", "--out", tmp_path / "a", lang="ru_RU.UTF-8"),
        3,
        "отклонил соединение",
        report=tmp_path / "a" / "report.html",
    )


def test_private_addresses_are_refused_by_default(tmp_path: Path, closed_port: int) -> None:
    """Loopback without --allow-private: exit code 3 and how to permit it."""
    assert_one_line(
        tekser("audit", f"http://127.0.0.1:{closed_port}/", "--out", tmp_path / "a"),
        3,
        "--allow-private",
        report=tmp_path / "a" / "report.html",
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://body.gov.kz/"], ["ftp://body.gov.kz/", "https://body.gov.kz/"]),
        (["https://body.gov.kz:port/"], ["is no address"]),
        (["body.gov.kz", "--langs", "kk,fr"], ["--langs", "fr", "kk, ru, en"]),
        (["body.gov.kz", "--profiles", "netscape"], ["--profiles", "netscape", "desktop-chrome"]),
        (["body.gov.kz", "--today", "20.11.2026"], ["--today", "YYYY-MM-DD"]),
        (["body.gov.kz", "--methodology", "kz-9999"], ["kz-9999", "kz-1279"]),
        (["body.gov.kz", "--resume"], ["--resume", "--out"]),
        (["body.gov.kz", "--open-path", "/uploads"], ["--opened-by"]),
    ],
)
def test_wrong_arguments_say_what_is_known(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    """Each wrong argument is named with what it takes; exit code 2."""
    assert_one_line(tekser("audit", *arguments, cwd=tmp_path), 2, *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kind = "ministry"\n', ["kind", "ministry", "cgb, leb"]),
        ('[names.kz]\nfull = "x"\n', ["names.kz", "kk, ru, en"]),
        ('[names.kk]\nname = "x"\n', ["names.kk.name", "full, short"]),
        ("[names.kk]\nfull = 5\n", ["names", "full"]),
        ("names = 3\n", ["names", "table"]),
        ("kind = \n", ["TOML"]),
        ("# to be filled in\n", ["describes nothing", "names"]),
        (None, ["cannot be read"]),
    ],
)
def test_a_wrong_body_file_names_the_field(text: str | None, words: list[str], tmp_path: Path) -> None:
    """The line says file, field and what it takes."""
    body = tmp_path / "body.toml"
    if text is not None:
        body.write_text(text)

    assert_one_line(tekser("audit", "body.gov.kz", "--body", body, "--out", tmp_path / "a"), 2, "body.toml", *words)


def test_an_output_folder_that_cannot_be_written_is_refused(tmp_path: Path, closed_port: int) -> None:
    """A plain file where the folder should be: exit code 2 before anything is fetched."""
    (tmp_path / "plain").write_text("x")

    assert_one_line(tekser("audit", f"http://127.0.0.1:{closed_port}/", "--allow-private", "--out", tmp_path / "plain" / "a"), 2, "plain")


@pytest.mark.parametrize("command", ["check", "score", "report"])
def test_later_stages_want_a_kept_audit(command: str, tmp_path: Path) -> None:
    """A folder without an audit is named."""
    assert_one_line(tekser(command, tmp_path), 2, str(tmp_path), "holds no audit")


def test_an_unknown_indicator_is_said_so() -> None:
    """`explain` of an id that is not there: exit code 2."""
    assert_one_line(tekser("explain", "4-9.9"), 2, "4-9.9")


def test_explain_joins_the_order_and_the_check() -> None:
    """The order's words, the points and the check's own description come out."""
    ended = tekser("explain", "4-3.7", "--lang", "en")

    assert ended.returncode == 0
    for words in ("4,5:1", "0.2", "Annex 4", "cannot decide"):
        assert words in ended.stdout


def test_doctor_names_every_engine() -> None:
    """Chromium, Firefox and WebKit are told as found or missing with what is lost."""
    ended = tekser("doctor")

    assert ended.returncode == 0
    for engine in ("chromium", "firefox", "webkit"):
        assert engine in ended.stdout


def test_an_unknown_option_is_a_usage_error(tmp_path: Path) -> None:
    """click's own message, exit code 2, no traceback."""
    ended = tekser("audit", "body.gov.kz", "--ignore-robots", cwd=tmp_path)

    assert ended.returncode == 2
    assert "--ignore-robots" in ended.stderr
    assert "Traceback" not in ended.stderr
