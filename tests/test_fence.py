"""Each fence between the rooms is shown to catch a violation planted for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLANTED = {
    "facts import a room": ("facts/planted.py", "import store\n"),
    "scoring imports a report": ("scoring/planted.py", "import reports\n"),
    "crawler judges": ("crawler/planted.py", "import checks.base\n"),
    "crawler reads the law": ("crawler/planted.py", "import methodology\n"),
    "store crawls": ("store/planted.py", "import crawler\n"),
    "a check gathers": ("checks/commons/planted.py", "import store\n"),
    "reports judge": ("reports/planted.py", "import checks.base\n"),
    "a check knows the time": ("checks/commons/planted.py", "import time\n"),
    "scoring knows chance": ("scoring/planted.py", "import random\n"),
    "facts open a network": ("facts/planted.py", "import httpx\n"),
    "one check imports another": ("checks/annex4/i9_9_planted.py", "import checks.annex4.i3_7_text_contrast\n"),
    "somebody imports the command line": ("audits/planted.py", "import tekser.main\n"),
    "the sample site knows the program": ("fixtures/site/planted.py", "import facts\n"),
}


def _fenced(folder: Path) -> bool:
    command = [sys.executable, "-c", "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"]
    return subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code alone, where violations can be planted."""
    folder = tmp_path_factory.mktemp("fence")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ("facts", "methodology", "store", "checks", "scoring", "reports", "crawler", "audits", "tekser"):
        shutil.copytree(ROOT / room, folder / room, ignore=lambda _, names: [name for name in names if name == "__pycache__"])
    shutil.copytree(
        ROOT / "fixtures" / "site", folder / "fixtures" / "site", ignore=lambda _, names: [n for n in names if n == "__pycache__"]
    )
    (folder / "fixtures" / "__init__.py").touch()
    return folder


def test_the_code_as_it_stands_keeps_every_fence(copy: Path) -> None:
    """Without a planted line the contracts hold, so that the failures below come from the planted lines."""
    assert _fenced(copy)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_caught(copy: Path, name: str) -> None:
    """One import over the fence fails the lint."""
    file, line = PLANTED[name]
    planted = copy / file
    planted.write_text(line)
    try:
        assert not _fenced(copy), name
    finally:
        planted.unlink()
