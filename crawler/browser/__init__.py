"""Browsers: which this machine has, and a pool of tabs that opens pages in them."""

from crawler.browser.engines import Engine, EngineStatus, engines, find_chromium
from crawler.browser.gate import public_only
from crawler.browser.photographs import Shot, photograph
from crawler.browser.pool import BrowserPool
from crawler.browser.process import NoBrowser
from crawler.browser.profiles import DESKTOP, PHONE, PROFILES, Profile
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
