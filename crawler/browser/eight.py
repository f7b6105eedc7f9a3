"""The browsers of indicator 4-2.1 as this program asks them (D-12): Chromium, Gecko and WebKit under eight names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from crawler.browser.profiles import DESKTOP, OPERA_BEHIND, PHONE, Profile

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
_LUMIA = (
    "Mozilla/5.0 (Windows Phone 10.0; Android 10; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{major}.0.0.0 Mobile Safari/537.36 Edg/{major}.0.0.0"
)
_GECKO = "Mozilla/5.0 (X11; Linux x86_64; rv:{major}.0) Gecko/20100101 Firefox/{major}.0"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15"
_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/26.0 Mobile/15E148 Safari/604.1"
)
NARROW_WIDTH = 447  # the narrowest window that WebKitGTK's browser can have


def _desktop(name: str, agent: str, engine: str = "chromium") -> Profile:
    return Profile(name=name, viewport=DESKTOP.viewport, agent=agent, engine=engine)


def _phone(name: str, agent: str, engine: str = "chromium") -> Profile:
    return Profile(name=name, viewport=PHONE.viewport, agent=agent, engine=engine, scale=PHONE.scale, is_mobile=True, has_touch=True)


FIREFOX = _desktop("firefox", _GECKO, "firefox")
EDGE = _desktop("edge", f"{_WINDOWS} Edg/{{major}}.0.0.0")
CHROME = _desktop("chrome", DESKTOP.agent)
OPERA = _desktop("opera", f"{_WINDOWS} OPR/{{opera}}.0.0.0")
SAFARI = _desktop("safari", _MAC, "webkit")
ANDROID = _phone("android", PHONE.agent)
WINDOWS_PHONE = _phone("windows-phone", _LUMIA)
IOS = _phone("ios", _IPHONE, "webkit")
# For comparison only: WebKitGTK has no phone's window, so iOS is compared with Chromium in the same narrow one too.
NARROW = Profile(name="narrow", viewport=(NARROW_WIDTH, PHONE.viewport[1]), agent=PHONE.agent)

# In the order of the law.
EIGHT: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (FIREFOX, EDGE, CHROME, OPERA, SAFARI, ANDROID, WINDOWS_PHONE, IOS)}
)


def hints_of(profile: Profile, version: str, suffix: str = "") -> dict[str, Any] | None:
    """Arguments of the protocol's `Emulation.setUserAgentOverride` with the client hints of that browser; None for others."""
    major = version.partition(".")[0] or "0"
    brand = {
        "edge": "Microsoft Edge",
        "windows-phone": "Microsoft Edge",
        "opera": "Opera",
        "chrome": "Google Chrome",
        "android": "Google Chrome",
    }
    if profile.name not in brand:
        return None
    own = str(max(int(major) - OPERA_BEHIND, 1)) if profile.name == "opera" and major.isdigit() else major
    platform = "Android" if profile.is_mobile else "Linux" if profile.name == "chrome" else "Windows"
    brands = [
        {"brand": "Chromium", "version": major},
        {"brand": brand[profile.name], "version": own},
        {"brand": "Not)A;Brand", "version": "99"},
    ]
    return {
        "userAgent": profile.user_agent(version, suffix),
        "acceptLanguage": "kk-KZ,kk,ru,en",
        "platform": {"Windows": "Win32", "Linux": "Linux x86_64", "Android": "Linux armv81"}[platform],
        "userAgentMetadata": {
            "brands": brands,
            "fullVersionList": [{**each, "version": f"{each['version']}.0.0.0"} for each in brands],
            "platform": platform,
            "platformVersion": "10.0.0",
            "architecture": "" if profile.is_mobile else "x86",
            "model": "",
            "mobile": profile.is_mobile,
        },
    }
