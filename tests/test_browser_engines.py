"""Which engines are found, in which order, and what is said where one is missing."""

import json
import re
from pathlib import Path

import playwright
import pytest

from crawler.browser import PROFILES, engines, find_chromium
from crawler.browser.eight import SAFARI
from crawler.browser.engines import Engine, version_of
from crawler.browser.process import FEATURES, NoBrowser
from crawler.browser.webkit import WebKit
from facts import PageState


def _program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    path.chmod(0o755)
    version_of.cache_clear()
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own: an empty PATH, no downloads, no override."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloads"))
    monkeypatch.delenv("TEKSER_CHROMIUM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    return tmp_path


def _revision() -> str:
    listed = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    browsers = json.loads(listed.read_text(encoding="utf-8"))["browsers"]
    return next(str(entry["revision"]) for entry in browsers if entry["name"] == "chromium-headless-shell")


def test_nothing_is_found_on_a_bare_machine(machine: Path) -> None:
    """Without any browser all eight browsers of the indicator are named as lost."""
    found = engines()

    assert [one.why for one in found] == ["not-found"] * 3
    assert not any(one.usable for one in found)
    lost = [browser for one in found for browser in one.stands_for]
    assert sorted(lost) == ["android", "chrome", "edge", "firefox", "ios", "opera", "safari", "windows-phone"]


def test_the_headless_shell_is_preferred_to_the_whole_browser(machine: Path) -> None:
    """Of the system's Chromiums the cheaper one is taken, with the version that it says."""
    _program(machine / "bin" / "chromium", "Chromium 150.0.1.2 built on something")
    _program(machine / "bin" / "chromium-headless-shell", "Chromium 151.0.3.4")

    found = find_chromium()

    assert found is not None
    assert (found.path, found.version, found.how) == (str(machine / "bin" / "chromium-headless-shell"), "151.0.3.4", "system")


def test_a_download_comes_first_unless_it_cannot_run(machine: Path) -> None:
    """Playwright's own download is taken before the system's, but not when this machine cannot start it."""
    folder = machine / "downloads" / f"chromium_headless_shell-{_revision()}" / "chrome-headless-shell-linux64"
    own = _program(folder / "chrome-headless-shell", "Chrome Headless Shell 156.0.0.1")
    system = _program(machine / "bin" / "chromium", "Chromium 150.0.1.2")
    first = find_chromium()
    own.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    version_of.cache_clear()
    second = find_chromium()

    assert first is not None
    assert (first.path, first.how) == (str(own), "playwright")
    assert second is not None
    assert (second.path, second.how) == (str(system), "system")


def test_the_override_rules_and_is_not_passed_over(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TEKSER_CHROMIUM decides; when it names nothing, nothing else is taken in silence."""
    _program(machine / "bin" / "chromium", "Chromium 150.0.1.2")
    named = _program(machine / "elsewhere" / "chrome", "Google Chrome 149.0.0.1")
    monkeypatch.setenv("TEKSER_CHROMIUM", str(named))
    chosen = find_chromium()
    monkeypatch.setenv("TEKSER_CHROMIUM", str(machine / "gone"))

    assert chosen is not None
    assert (chosen.path, chosen.how) == (str(named), "env")
    assert find_chromium() is None
    assert engines()[0].why == "override-missing"


def test_firefox_and_webkit_are_told(machine: Path) -> None:
    """The ESR is enough for Firefox; WebKitGTK's driver also needs a display to stand in."""
    _program(machine / "bin" / "firefox-esr", "Mozilla Firefox 153.7.0esr")
    _program(machine / "bin" / "WebKitWebDriver", "WebKitWebDriver 2.50.6")

    _, firefox, webkit = engines()

    assert firefox.usable
    assert firefox.engine is not None
    assert firefox.engine.version == "153.7.0"
    assert webkit.engine is not None
    assert webkit.engine.version == "2.50.6"
    assert webkit.why in {"", "no-display", "not-found"}


def test_profiles_speak_with_the_engines_version() -> None:
    """The user agent names the engine's own major version, the tool, and no robot or headless browser."""
    for profile in PROFILES.values():
        agent = profile.user_agent("156.0.8078.79", "Tekser/1.2")
        assert "Chrome/156.0.0.0" in agent
        assert agent.endswith(" Tekser/1.2")
        assert "bot" not in agent.lower()
        assert "headless" not in agent.lower()


@pytest.mark.asyncio
async def test_a_webkit_that_does_not_start_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a page that held it two tries are made, then further pages are left undecided at once."""
    tries = 0

    async def start(_: WebKit) -> None:
        nonlocal tries
        tries += 1
        raise NoBrowser("no display")

    async def held(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(WebKit, "start", start)
    monkeypatch.setattr(WebKit, "_see", held)
    webkit = WebKit(Engine(name="webkit", version="2.50", path="/none", how="system"), SAFARI)
    seen = [(await webkit.see(f"http://a.kz/{page}", SAFARI, picture=False)).showing for page in range(6)]

    assert [one.state for one in seen] == [PageState.TIMEOUT, *[PageState.BROWSER] * 5]
    assert "does not start again" in seen[-1].why
    assert tries == 2


def test_what_the_driver_switches_on_stays_on() -> None:
    """A browser hears the last of two lists of features: ours holds all that this version of Playwright asks for."""
    bundle = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "coreBundle.js"
    asked = re.findall(r'LEGACY_SCREENSHOT \? "" : "--enable-features=([\w,]+)"', bundle.read_text(encoding="utf-8"))

    assert len(asked) == 1
    assert set(asked[0].split(",")) <= set(FEATURES.split(","))
