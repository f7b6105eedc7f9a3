"""The built package holds everything that the program needs besides code."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = (".toml", ".po", ".js", ".j2", ".css")
ROOMS = ("facts", "methodology", "store", "checks", "scoring", "reports", "crawler", "audits", "tekser")


def test_the_wheel_carries_every_data_file(tmp_path: Path) -> None:
    """Law, catalogues, templates and browser scripts are inside, tests and the sample site are not."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("tekser-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        file.relative_to(ROOT).as_posix()
        for room in ROOMS
        for file in (ROOT / room).rglob("*")
        if file.suffix in {*DATA, ".py"} and "__pycache__" not in file.parts
    }

    assert wanted - inside == set()
    assert not [name for name in inside if name.startswith(("tests/", "fixtures/", "benchmarks/"))]
