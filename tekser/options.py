"""Arguments that are lists, dates and addresses, read with a clear word when they are wrong."""

import datetime
from urllib.parse import urlsplit

import methodology
from audits.errors import PlanError
from crawler.browser.eight import EIGHT
from crawler.browser.profiles import PROFILES
from facts import LANGUAGES, BodyKind, Lang


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


def browsers(value: str) -> tuple[str, ...]:
    """`firefox,edge`, `all` or `none` as names of the browsers of indicator 4-2.1, in the order of the law."""
    asked = _split(value)
    if asked in ({"all"}, {"none"}):
        return tuple(EIGHT) if asked == {"all"} else ()
    unknown = asked - set(EIGHT)
    if unknown or not asked:
        raise PlanError(
            f"--browsers {value}: not known: {', '.join(sorted(unknown)) or 'nothing given'}; known: all, none, {', '.join(EIGHT)}"
        )
    return tuple(name for name in EIGHT if name in asked)


def laws(value: str, kind: BodyKind | None = None) -> tuple[str, ...]:
    """`kz-1279,kz-openness-2025` as ids of methodologies, in the order given; each must know bodies of this kind."""
    asked = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if not asked:
        raise PlanError(f"--methodology {value!r}: names none; known: {', '.join(methodology.editions())}")
    for law in map(methodology.load, asked):
        if kind and not law.rows(kind):
            raise PlanError(
                f"--methodology {law.id}: it does not assess a body of kind {kind}; leave it out, or mend kind in the body file"
            )
    return asked


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
