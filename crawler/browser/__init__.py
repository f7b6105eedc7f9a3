"""Browsers: which this machine has, and a pool of tabs that opens pages in them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crawler.browser.engines import Engine, EngineStatus, engines, find_chromium
from crawler.browser.profiles import DESKTOP, PHONE, PROFILES, Profile

if TYPE_CHECKING:
    from crawler.browser.gate import public_only
    from crawler.browser.photographs import Shot, photograph
    from crawler.browser.pool import BrowserPool
    from crawler.browser.process import NoBrowser
    from crawler.browser.rendered import Rendered

__all__ = [
    "DESKTOP",
    "PHONE",
    "PROFILES",
    "BrowserPool",
    "Engine",
    "EngineStatus",
    "NoBrowser",
    "Profile",
    "Rendered",
    "Shot",
    "engines",
    "find_chromium",
    "photograph",
    "public_only",
]
_LATE = {
    "BrowserPool": "crawler.browser.pool",
    "NoBrowser": "crawler.browser.process",
    "Rendered": "crawler.browser.rendered",
    "Shot": "crawler.browser.photographs",
    "photograph": "crawler.browser.photographs",
    "public_only": "crawler.browser.gate",
}


def __getattr__(name: str) -> Any:
    """Load Playwright and the rest only where a browser is started: most commands need none."""
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
