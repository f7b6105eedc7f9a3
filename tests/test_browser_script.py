"""tools/browser.sh: which of the system's packages it asks for, seen on machines made of empty folders and small scripts."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "browser.sh"
ALL = "install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb xauth"
STUBS = {
    "id": "echo ${TEST_UID:-0}",
    "timeout": 'shift; "$@"',
    "apt-get": 'echo "$@" >> "$TEST_LOG"; exit ${TEST_APT:-0}',
    "python": "exit 0",  # a Chromium is there
}


def _run(folder: Path, have: tuple[str, ...] = (), **surroundings: str) -> tuple[int, list[str], str]:
    """Exit code, what apt-get was asked for, and what the user reads."""
    for name, body in {**STUBS, **dict.fromkeys(have, "exit 0")}.items():
        file = folder / name
        file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        file.chmod(0o755)
    log = folder / "asked"
    ended = subprocess.run(
        ["/bin/sh", str(SCRIPT), str(folder)],
        env={"PATH": str(folder), "TEST_LOG": str(log), **surroundings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, log.read_text(encoding="utf-8").splitlines() if log.is_file() else [], ended.stderr


@pytest.mark.parametrize(
    ("have", "asked"),
    [
        ((), ["update -qq", ALL]),
        (("firefox-esr", "Xvfb"), ["update -qq", "install -y -qq --no-install-recommends webkit2gtk-driver"]),
        (("firefox", "WebKitWebDriver", "Xvfb"), []),
    ],
)
def test_what_is_lacking_is_asked_for(tmp_path: Path, have: tuple[str, ...], asked: list[str]) -> None:
    """As root, the packages of the engines that are not there, and nothing where all are."""
    assert _run(tmp_path, have)[:2] == (0, asked)


def test_a_machine_without_packages_goes_on(tmp_path: Path) -> None:
    """Where they are not to be had, one line says what that costs, and Chromium is enough."""
    code, asked, said = _run(tmp_path, TEST_APT="100")

    assert (code, asked[-1]) == (0, ALL)
    assert "4-2.1" in said
    assert "undecided" in said


def test_nothing_is_installed_by_an_ordinary_user(tmp_path: Path) -> None:
    """Only root installs the system's packages."""
    assert _run(tmp_path, TEST_UID="1000") == (0, [], "")
