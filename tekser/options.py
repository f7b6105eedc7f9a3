"""Arguments that are lists, dates and addresses, read with a clear word when they are wrong."""

import datetime
from urllib.parse import urlsplit

from audits.errors import PlanError
from crawler.browser.profiles import PROFILES
from facts import LANGUAGES, Lang


def address(value: str) -> str:
    """An http(s) address; `body.gov.kz` is taken as `https://body.gov.kz`."""
    url = value.strip()
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise PlanError(f"{value!r} is no address of a site ({error}); give one like https://body.gov.kz/") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(letter.isspace() for letter in url):
        raise PlanError(f"{value!r} is no address of a site; give one like https://body.gov.kz/")
    return url


def languages(value: str) -> tuple[Lang, ...]:
    """`kk,ru` as languages, in the order's own order."""
    asked = _split(value)
    unknown = asked - set(LANGUAGES)
    if unknown or not asked:
        raise PlanError(f"--langs {value}: not known: {', '.join(sorted(unknown)) or 'nothing given'}; known: {', '.join(LANGUAGES)}")
    return tuple(lang for lang in LANGUAGES if lang in asked)


def profiles(value: str) -> tuple[str, ...]:
    """`desktop-chrome,phone-android` as names of browser profiles."""
    asked = _split(value)
    unknown = asked - set(PROFILES)
    if unknown or not asked:
        raise PlanError(f"--profiles {value}: not known: {', '.join(sorted(unknown)) or 'nothing given'}; known: {', '.join(PROFILES)}")
    return tuple(name for name in PROFILES if name in asked)


def date(value: str | None) -> str:
    """A date as YYYY-MM-DD; today when none is given."""
    if value is None:
        return datetime.datetime.now(datetime.UTC).astimezone().date().isoformat()
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise PlanError(f"--today {value}: is no date; write it as YYYY-MM-DD") from error


def contact(value: str) -> str:
    """An e-mail address, page or telephone number that can stand in a user agent; "" when none is given."""
    named = " ".join(value.split())
    if not named.isascii() or len(named) > 120 or any(letter in named for letter in '()<>\\;"') or not named.isprintable():
        raise PlanError(f"--contact {value!r}: give an e-mail address or the address of a page, in Latin letters, at most 120")
    return named


def _split(value: str) -> set[str]:
    return {part.strip().lower() for part in value.split(",") if part.strip()}
