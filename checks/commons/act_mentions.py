"""References to normative acts in Kazakh and Russian text: kind, date, number, title; and the codes of acts in addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from checks.commons.wording import level
from facts.written_dates import WrittenDate, written_dates
from methodology.model import Params

ActKind = Literal["law", "code", "decree", "resolution", "order", "decision", "ordinance"]
_HIGHEST = frozenset({"law", "code", "decree"})  # normative whoever cites them
_BACK = 260  # characters before the requisites in which a Russian sentence names the kind
_WORDS_BETWEEN = 4  # between the requisites and a kind behind them
_AHEAD = 60  # characters behind them in which a Kazakh one does
_GAP = 14  # characters between the date and the number: "года", "жылғы", a comma
_REGISTERED = 200  # characters around in which the number of registration stands
_BODY = 110  # characters before the act in which its body stands
_TITLE = 260  # characters in which the title in quotation marks stands

_ROMAN = str.maketrans({"І": "I", "Х": "X", "Ү": "V", "С": "C", "М": "M"})
_NUMBER = re.compile(
    r"(?:№|\bN[o°]?\.?)\s{0,3}(?P<number>\d{1,6}(?:\s?[-–/]\s?(?:[A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{1,4}|\d{1,5})(?![A-Za-zА-Яа-яәғқңөұүһі]))"
    r"{0,3})(?![\d])|(?<![\w№./-])(?P<bare>\d{1,4}\s?[-–]\s?[IVXІХ]{1,4})(?![\w-])"
)
_KAZAKH = re.compile(r"жыл|\bж\.|j[yı]l", re.IGNORECASE)
_QUOTED = re.compile(r"[«\"“„]([^«»\"“”„\n]{6,240})[»\"”]")
_REGISTRATION = re.compile(
    r"(?:тіркел|зарегистр|мемлекеттік тіркеу)[^.;«]{0,120}?№\s?(\d{3,6})|№\s?(\d{3,6})\s?(?:болып )?тіркел", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.;]\s+(?=[А-ЯЁӘҒҚҢӨҰҮҺІA-Z«\"])|\n")
_ABBREVIATED = re.compile(r"(?:^|[\s(.])[^\W\d]{1,3}$")  # "г", "м.а", "и.о" before a full stop: the sentence goes on
_CODE = re.compile(r"(?<![A-Za-z0-9])(?P<code>(?P<letter>[A-Z])(?P<year>\d\d)(?P<rest>[0-9A-Z]{6,8})_?)(?![A-Za-z0-9])")
_KIND_OF_LETTER: dict[str, ActKind] = {"Z": "law", "K": "code", "U": "decree", "P": "resolution", "R": "ordinance"}
_CENTURY = 60  # two digits from here on are of the last century


@dataclass(frozen=True, slots=True, kw_only=True)
class ActMention:
    """An act that `text[start:end]` refers to. `date` YYYY-MM-DD or ""; `number` levelled ("124-НҚ", "434-V"); `title` as quoted beside it.

    `normative`: True for what is an act of law for certain, False for orders on staff and the like, None where it may be either.
    """

    kind: ActKind
    date: str
    number: str
    start: int
    end: int
    title: str = ""
    registered: str = ""  # number of its registration with justice
    normative: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ActCode:
    """An act by the code of its address in the register of acts: Z1500000434, V2500035902. `kind` None for acts that others registered."""

    code: str
    year: int
    number: str
    kind: ActKind | None


def level_number(number: str) -> str:
    """A number with Latin Roman figures, upper case, one kind of dash and no blanks: "434-V", "124-НҚ"."""
    text = re.sub(r"\s+", "", number).replace("–", "-").upper()
    head, dash, tail = text.partition("-")
    roman = tail.translate(_ROMAN)
    return head + dash + (roman if re.fullmatch(r"[IVXLC]+", roman) else tail)


def says_number(words: str, number: str) -> bool:
    """True when words hold a levelled number as a number of its own: "№ 687 бұйрығы" holds 687, "6875" and "687-V" do not."""
    said = re.sub(r"\s?-\s?", "-", words.replace("–", "-").upper()).translate(_ROMAN)
    return bool(re.search(rf"(?<![\w/-]){re.escape(number.translate(_ROMAN))}(?![\w/]|-\w)", said))


def act_code(address: str) -> ActCode | None:
    """The act that an address of the register of acts, or a code alone, stands for."""
    found = _CODE.search(address)
    digits = re.sub(r"^[0-9]?[A-Z]", "", found["rest"]) if found else ""
    if found is None or not digits.isdigit():
        return None
    year = int(found["year"])
    return ActCode(
        code=found["code"].rstrip("_"),
        year=year + (1900 if year >= _CENTURY else 2000),
        number=str(int(digits)),
        kind=_KIND_OF_LETTER.get(found["letter"]),
    )


def act_mentions(text: str, params: Params) -> tuple[ActMention, ...]:
    """Every act that a text refers to by its number, in its order; papers that are no acts are left out."""
    if "№" not in text and not _NUMBER.search(text):
        return ()
    words = _kind_words(params)
    dates = written_dates(text)
    found = (_mention(text, match, dates, words, params) for match in _NUMBER.finditer(text))
    return tuple(mention for mention in found if mention is not None)


def _mention(text: str, match: re.Match[str], dates: tuple[WrittenDate, ...], words: re.Pattern[str], params: Params) -> ActMention | None:
    date = _beside(text, match, dates)
    start = min(match.start(), date.start if date else match.start())
    end = max(match.end(), date.end if date else match.end())
    kind, first, last = _kind(text, start, end, words, most=_WORDS_BETWEEN if date else 0)
    if kind is None:
        return None
    number = level_number(match["number"] or match["bare"])
    registered = _registered(text, end)
    body = text[max(0, min(start, first) - _BODY) : end]
    return ActMention(
        kind=kind,
        date=date.date if date else "",
        number=number,
        start=min(start, first),
        end=max(end, last),
        title=_title(text, min(start, first), max(end, last), kazakh=_is_kazakh(text, start, end)),
        registered=registered,
        normative=True if registered else _normative(kind, number, body, params),
        words=re.sub(r"\s+", " ", text[min(start, first) : max(end, last)])[-200:],
    )


def _beside(text: str, match: re.Match[str], dates: tuple[WrittenDate, ...]) -> WrittenDate | None:
    """The date right before or right behind the number."""
    for date in dates:
        if 0 <= match.start() - date.end <= _GAP and _joins(text[date.end : match.start()]):
            return date
        if 0 <= date.start - match.end() <= _GAP and _joins(text[match.end() : date.start]):
            return date
    return None


def _joins(between: str) -> bool:
    """True for what may stand between a date and a number of one act."""
    return not re.search(r"\d|;|№|\n\s*\n", between) and len(re.findall(r"\w+", between)) <= 2


def _kind(text: str, start: int, end: int, words: re.Pattern[str], *, most: int) -> tuple[ActKind | None, int, int]:
    """The kind and its place: right behind Kazakh requisites, else the nearest before them in the sentence."""
    sides = (_behind, _ahead) if _is_kazakh(text, start, end) else (_ahead, _behind)
    for side in sides:
        kind, place = side(text, start, end, words, most)
        if kind == "other":
            break
        if kind:
            return _known(kind), min(start, place), max(end, place)
    return None, start, end


def _is_kazakh(text: str, start: int, end: int) -> bool:
    return bool(_KAZAKH.search(text[start:end]))


def _behind(text: str, _start: int, end: int, words: re.Pattern[str], most: int) -> tuple[str, int]:
    """The kind that follows within a few words, and where it ends."""
    rest = text[end : end + _AHEAD]
    found = words.search(rest[: _stop(rest)])
    between = rest[: found.start()] if found else ""
    if found is None or len(re.findall(r"\w+", between)) > most or re.search(r"[«№,]", between):
        return "", end
    return str(found.lastgroup), end + found.end()


def _ahead(text: str, start: int, _end: int, words: re.Pattern[str], _most: int) -> tuple[str, int]:
    """The nearest kind before the requisites in their sentence, and where it begins."""
    before = text[max(0, start - _BACK) : start]
    begin = start - len(before)
    found = None
    for found in words.finditer(before, _begin(before)):  # noqa: B007  # the last one is wanted
        pass
    return ("", start) if found is None else (str(found.lastgroup), begin + found.start())


def _known(name: str) -> ActKind | None:
    return next((kind for kind in get_args(ActKind) if kind == name), None)


def _stop(ahead: str) -> int:
    found = _SENTENCE_END.search(ahead)
    return found.start() if found else len(ahead)


def _begin(before: str) -> int:
    """Where the sentence begins that `before` ends with; full stops of abbreviations do not end one."""
    ends = [found for found in _SENTENCE_END.finditer(before) if found.group() == "\n" or not _ABBREVIATED.search(before[: found.start()])]
    return ends[-1].end() if ends else 0


def _title(text: str, start: int, end: int, *, kazakh: bool) -> str:
    """The title in quotation marks: right behind the act in Russian, before it in Kazakh."""
    behind = _QUOTED.match(text[end : end + _TITLE].lstrip(" ,:"))
    inside = list(_QUOTED.finditer(text[max(0, start - _TITLE) : end]))
    if not kazakh:
        return behind[1].strip() if behind is not None else ""
    own = inside[-1] if inside else None
    return own[1].strip() if own is not None and "№" not in text[max(0, start - _TITLE) + own.end() : start] else ""


def _registered(text: str, end: int) -> str:
    found = _REGISTRATION.search(text[end : end + _REGISTERED])
    return (found[1] or found[2]) if found else ""


def _normative(kind: ActKind, number: str, body: str, params: Params) -> bool | None:
    tail = number.partition("-")[2].lower()
    if kind in _HIGHEST or tail in params.words("act-suffix-normative"):
        return True
    if tail in params.words("act-suffix-inner"):
        return False
    said = level(body)
    return True if any(name in said for name in params.words("act-normative-bodies")) else None


def _kind_words(params: Params) -> re.Pattern[str]:
    kinds = tuple((kind, params.words(f"act-{kind}")) for kind in get_args(ActKind))
    return _pattern(kinds, params.words("act-other-paper"), params.words("act-endings"))


@lru_cache(maxsize=8)
def _pattern(kinds: tuple[tuple[str, tuple[str, ...]], ...], others: tuple[str, ...], endings: tuple[str, ...]) -> re.Pattern[str]:
    ends = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    groups = [f"(?P<{kind}>{_either(stems)})" for kind, stems in kinds]
    groups.append(f"(?P<other>{_either(others)})")
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(groups)})(?:{ends})?(?![^\W\d_])", re.IGNORECASE)


def _either(stems: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, stems))


def distinct(mentions: Iterator[ActMention] | tuple[ActMention, ...]) -> tuple[ActMention, ...]:
    """One mention of each act: the first with its date where one has it."""
    found: dict[tuple[str, str], ActMention] = {}
    for mention in mentions:
        known = found.get((mention.kind, mention.number))
        if known is None or (mention.date and not known.date):
            found[mention.kind, mention.number] = mention
    return tuple(found.values())
