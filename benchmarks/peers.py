"""Programs of others that do a part of the work: installed from npm and Debian beside the repository, run as their users run them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sites import Ground

NPM = ("linkinator", "pa11y-ci")
DEBIAN = ("linkchecker",)
_SECONDS = 600  # for an installation
PAGE_SECONDS = 60  # that pa11y waits for a page


@dataclass(frozen=True, slots=True)
class Peer:
    """An installed program; `why` says why it is not, then it has no version."""

    name: str
    path: str = ""
    version: str = ""
    why: str = ""


def cache() -> Path:
    """The folder for what is installed and measured, outside the repository."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "tekser-bench"


def installed(name: str) -> Peer:
    """The peer, installed now if it is not yet and can be."""
    if name == "pa11y-ci" and shutil.which("chromium") is None:  # its driver loses the pages of the headless shell
        return Peer(name, why="it needs the whole Chromium: apt-get install chromium")
    return _debian(name) if name in DEBIAN else _npm(name)


def _npm(name: str) -> Peer:
    folder = cache() / "npm"
    module, path = folder / "node_modules" / name, folder / "node_modules" / ".bin" / name
    if not path.exists():
        if shutil.which("npm") is None:
            return Peer(name, why="npm is not on this machine")
        folder.mkdir(parents=True, exist_ok=True)
        if why := _run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), name]):
            return Peer(name, why=f"npm could not install it: {why}")
    return Peer(name, str(path), json.loads((module / "package.json").read_text())["version"])


def _debian(name: str) -> Peer:
    if shutil.which(name) is None:
        if shutil.which("apt-get") is None or os.geteuid() != 0:
            return Peer(name, why="not on this machine, and apt-get by root is needed to install it")
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
        if _run(install) and (why := _run(["apt-get", "update", "-qq"]) or _run(install)):
            return Peer(name, why=f"apt-get could not install it: {why}")
    path = shutil.which(name)
    if path is None:
        return Peer(name, why="it was installed and is not on the path")
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(?:\.\d+)+", told)
    return Peer(name, path, found[0] if found else "?")


def _run(command: Sequence[str]) -> str:
    """Run a command of an installation; "" when it did its work, else its last line."""
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    said = (ended.stderr or ended.stdout).strip().splitlines()
    return "" if ended.returncode == 0 else (said[-1][:120] if said else f"code {ended.returncode}")


def command(peer: Peer, site: Ground, folder: Path) -> tuple[list[str], tuple[int, ...]]:
    """How the peer is run over a site, and the exit codes that say it did its work."""
    folder.mkdir(parents=True, exist_ok=True)
    if peer.name == "linkinator":
        return [peer.path, site.start, "--recurse", "--format", "json", "--concurrency", "20"], (0, 1)
    if peer.name == "linkchecker":
        return [peer.path, "--no-status", "-t", "10", "-o", "text", site.start], (0, 1)
    chrome = shutil.which("chromium") or ""
    defaults = {
        "runners": ["axe"],
        "concurrency": 2,
        "timeout": PAGE_SECONDS * 1000,
        "chromeLaunchConfig": {"executablePath": chrome, "args": ["--no-sandbox"] if os.geteuid() == 0 else []},
    }
    config = folder / "pa11y-config.json"
    config.write_text(json.dumps({"defaults": defaults, "urls": list(site.pages)}))
    return [peer.path, "--config", str(config)], (0, 2)
