"""Finds the browser engines of this machine and says what is lost without each.

Order for Chromium: the file named by `TEKSER_CHROMIUM`, Playwright's own download, the system's headless shell
(about a quarter less processor time than the whole browser), then the system's Chromium or Chrome.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal

import playwright

OVERRIDE = "TEKSER_CHROMIUM"
_ON_PATH = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
_MINIBROWSERS = ("lib/*/webkit2gtk-4*/MiniBrowser", "libexec/webkit2gtk-4*/MiniBrowser", "lib64/webkit2gtk-4*/MiniBrowser")
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_MAC_PLAYWRIGHT_APP = "*/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A browser that can be started: `name` chromium, firefox or webkit; `how` it was found: env, playwright, system."""

    name: str
    version: str  # "" when it would not say
    path: str
    how: Literal["env", "playwright", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """What this machine has of one engine family.

    `stands_for` are the browsers of indicator 4-2.1 that this engine answers for (D-12): without the engine, or without
    a driver for it, they stay undecided. `why` is empty when the engine can be driven, else a key: `not-found`,
    `override-missing`, `no-display`.
    """

    name: str
    engine: Engine | None
    stands_for: tuple[str, ...]
    why: str = ""

    @property
    def usable(self) -> bool:
        """True when this program can start it."""
        return self.engine is not None and not self.why


@cache
def version_of(path: str) -> str:
    """The version a browser prints for `--version`; "" when it cannot be run."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - our own find
    except (OSError, subprocess.SubprocessError):
        return ""
    found = _VERSION.search(done.stdout)
    return found.group() if found else ""


def _playwright_folder() -> Path:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    driver = Path(playwright.__file__).parent / "driver" / "package"
    if named == "0":
        return driver / ".local-browsers"
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"


def _playwright_revision(browser: str) -> str:
    listed = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    try:
        browsers = json.loads(listed.read_text(encoding="utf-8"))["browsers"]
        return next((entry["revision"] for entry in browsers if entry["name"] == browser), "")
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _downloaded(browser: str, *patterns: str) -> Iterator[str]:
    """Files that Playwright's own installer put there, of the revision that this Playwright drives."""
    folder = _playwright_folder() / f"{browser.replace('-', '_')}-{_playwright_revision(browser)}"
    for pattern in patterns:
        yield from sorted(str(file) for file in folder.glob(pattern) if os.access(file, os.X_OK))


def _playwright_chromium() -> Iterator[str]:
    yield from _downloaded("chromium-headless-shell", "*/chrome-headless-shell", "*/headless_shell")
    yield from _downloaded("chromium", "*/chrome", _MAC_PLAYWRIGHT_APP)


def _system_chromium() -> Iterator[str]:
    for name in _ON_PATH:
        found = shutil.which(name)
        if found:
            yield found
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (str(folder / app) for app in _MAC_APPS if (folder / app).exists())


def find_chromium() -> Engine | None:
    """The Chromium this machine shall use; None when there is none, or when `TEKSER_CHROMIUM` names no program."""
    named = os.environ.get(OVERRIDE, "")
    if named:
        path = shutil.which(named)
        return Engine(name="chromium", version=version_of(path), path=path, how="env") if path else None
    own = (Engine(name="chromium", version=version_of(path), path=path, how="playwright") for path in _playwright_chromium())
    system = (Engine(name="chromium", version=version_of(path), path=path, how="system") for path in _system_chromium())
    # One that cannot even say its version lacks libraries on this machine: the next may run.
    return next((engine for engine in chain(own, system) if engine.version), None)


def find_firefox() -> Engine | None:
    """Firefox as Playwright drives it: its own build, or the system's ESR over WebDriver BiDi."""
    own = next(_downloaded("firefox", "firefox/firefox", "firefox/Nightly.app/Contents/MacOS/firefox"), None)
    if own:
        return Engine(name="firefox", version=version_of(own), path=own, how="playwright")
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    return Engine(name="firefox", version=version_of(found), path=found, how="system") if found else None


def find_webkit() -> Engine | None:
    """WebKitGTK's WebDriver. Playwright's own build is not driven: a user agent and a window are all that is wanted."""
    found = shutil.which("WebKitWebDriver")
    return Engine(name="webkit", version=version_of(found), path=found, how="system") if found else None


def find_minibrowser() -> str:
    """WebKitGTK's own small browser, which its WebDriver starts; "" when it is not there."""
    return next((str(file) for pattern in _MINIBROWSERS for file in sorted(Path("/usr").glob(pattern), reverse=True)), "")


def _webkit_lack(engine: Engine | None) -> str:
    if engine is None or not find_minibrowser():
        return "not-found"
    return "" if os.environ.get("DISPLAY") or shutil.which("Xvfb") else "no-display"


def may_use_sandbox() -> bool:
    """False where Chromium refuses to start in its sandbox: for root."""
    return hasattr(os, "geteuid") and os.geteuid() != 0


def engines() -> tuple[EngineStatus, ...]:
    """The three engine families, found or not, in a fixed order."""
    chromium, firefox, webkit = find_chromium(), find_firefox(), find_webkit()
    lack = "override-missing" if os.environ.get(OVERRIDE) else "not-found"
    return (
        EngineStatus(
            name="chromium",
            engine=chromium,
            stands_for=("chrome", "opera", "edge", "android", "windows-phone"),
            why="" if chromium else lack,
        ),
        EngineStatus(name="firefox", engine=firefox, stands_for=("firefox",), why="" if firefox else "not-found"),
        EngineStatus(name="webkit", engine=webkit, stands_for=("safari", "ios"), why=_webkit_lack(webkit)),
    )
