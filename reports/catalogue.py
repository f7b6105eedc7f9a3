"""Texts for people in kk, ru, en: every `locale/<lang>/LC_MESSAGES/*.po`, keys as msgid, `{placeholder}` formatting."""

import logging
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from facts import LANGUAGES, Lang
from scoring.decimals import PEOPLE_PLACES, rounded

log = logging.getLogger(__name__)

LOCALE = Path(__file__).parent / "locale"
FALLBACK: Lang = "en"
MOST_SHOWN = 500  # characters of a site's words in one sentence
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# control characters, line separators, marks that turn the direction of writing round, lone surrogates, no characters at all
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]+")


def read_catalogue(lang: str, root: Path = LOCALE) -> Mapping[str, str]:
    """Key -> text of all domains of one language; later domains by name never replace a key of earlier ones."""
    texts: dict[str, str] = {}
    for path in sorted((root / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string:
                    texts.setdefault(message.id, message.string)
    return texts


@lru_cache(maxsize=len(LANGUAGES))
def _texts(lang: str) -> Mapping[str, str]:
    return read_catalogue(lang)


def known(key: str) -> bool:
    """True when the catalogue holds `key`."""
    return key in _texts(FALLBACK)


@lru_cache(maxsize=4096)
def _template(key: str, lang: str) -> str:
    for each in (lang, FALLBACK):
        if key in _texts(each):
            return _texts(each)[key]
    log.warning("no text for %r in %s", key, lang)
    return key


def text(key: str, lang: str, **values: object) -> str:
    """The text of `key` in `lang` with its placeholders filled; a missing value leaves its placeholder as it stands.

    An unknown key is looked up in English, then returned itself. Values are put in once and never read as templates.
    """
    template = _template(key, lang)
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), template) if values else template


def texts(key: str, **values: object) -> dict[Lang, str]:
    """The text of `key` in every language."""
    return {lang: text(key, lang, **values) for lang in LANGUAGES}


def clean(words: str) -> str:
    """`words` without control characters, turns of direction and lone surrogates, which no report may carry."""
    return _CONTROL.sub(" ", words)


def clipped(words: str, most: int = MOST_SHOWN) -> str:
    """`words` clean, and short enough for a sentence."""
    return clean(words if len(words) <= most else words[: most - 1] + "…")


def number(value: int | float | Fraction, lang: str) -> str:
    """A number as `lang` writes it."""
    shown = rounded(value, PEOPLE_PLACES) if isinstance(value, Fraction) else value
    return format_decimal(shown, locale=lang)


def points(value: Fraction, lang: str) -> str:
    """Points with two places, half up, as `lang` writes them (D-1)."""
    return format_decimal(rounded(value, PEOPLE_PLACES), format="#,##0.00", locale=lang)


def percent(share: Fraction, lang: str) -> str:
    """A share as a whole percentage."""
    return text("report.percent", lang, value=format_decimal(whole_percent(share), locale=lang))


def whole_percent(share: Fraction) -> int:
    """A share in whole per cent; what is not nothing and not all never looks so."""
    whole = int(share * 100 + Fraction(1, 2))
    return min(99, max(1, whole)) if 0 < share < 1 else whole
