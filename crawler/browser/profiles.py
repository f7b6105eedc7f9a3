"""Browser profiles: the windows through which an audit looks at a site."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_DESKTOP_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
_PHONE_AGENT = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile Safari/537.36"
OPERA_BEHIND = 16  # Opera's number stands so far behind its engine's
_LANGUAGES = "kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One browser as a visitor would have it; sizes are CSS pixels, `scale` device pixels for each of them.

    `agent` is the user agent of that browser with `{major}` for the engine's own version: a newer number would be
    answered with code that this engine cannot run.
    """

    name: str
    viewport: tuple[int, int]
    agent: str
    engine: str = "chromium"
    scale: float = 1
    is_mobile: bool = False
    has_touch: bool = False

    def user_agent(self, version: str, suffix: str = "") -> str:
        """The user agent for an engine of `version`, e.g. 156.0.8078.79, with the tool's own name behind it."""
        major = version.partition(".")[0] or "0"
        own = self.agent.format(major=major, opera=max(int(major) - OPERA_BEHIND, 1) if major.isdigit() else 1)
        return f"{own} {suffix}".strip()

    def context_options(self, version: str, suffix: str = "") -> dict[str, Any]:
        """Arguments of Playwright's `new_context`: Kazakhstan's time and languages, no permissions, downloads or workers."""
        width, height = self.viewport
        return {
            "viewport": {"width": width, "height": height},
            "screen": {"width": width, "height": height},
            "device_scale_factor": self.scale,
            "is_mobile": self.is_mobile,
            "has_touch": self.has_touch,
            "user_agent": self.user_agent(version, suffix),
            "locale": "kk-KZ",
            "extra_http_headers": {"Accept-Language": _LANGUAGES},
            "timezone_id": "Asia/Almaty",
            "reduced_motion": "no-preference",
            "color_scheme": "light",
            "service_workers": "block",
            "accept_downloads": False,
            "permissions": [],
        }


DESKTOP = Profile(name="desktop-chrome", viewport=(1366, 768), agent=_DESKTOP_AGENT)
# A Pixel 7 has 2.625 device pixels a CSS pixel; 2 picks the same images and style rules for less painting.
PHONE = Profile(name="phone-android", viewport=(412, 839), agent=_PHONE_AGENT, scale=2, is_mobile=True, has_touch=True)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in (DESKTOP, PHONE)})
