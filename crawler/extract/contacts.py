"""Phones, e-mail and postal addresses on a page.

The shapes of phones are those of real leader cards of akimats: `8 (7172) 74-10-16`, `8/7172/ 74 10 16`, `8-7172-74-10-16`,
`+7 /71722/74101`, `872533 5-96-51`, `8(7212)501519-6731`, `72-15-45` beside a word that says it is a phone.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator

from crawler.extract.dates import find_dates
from crawler.extract.dom import Dom, Element, squeeze
from crawler.extract.memo import remembered
from crawler.extract.words import Run
from facts import Contact

_LIMIT = 500
_LONG_TEXT = 5_000  # characters; reading a longer block is counted
_STEPS = 30  # that one character of it costs
_LABELLED = 80  # characters of the block before, in which a label may stand
_WORD = 30  # characters before a number in which stands what says that it is none
_DASH = r"\-–—‑‐−"
_GAP = rf"[\s\xa0()/{_DASH}.]{{0,4}}"
_EXTENSION = rf"(?:\s?\(\s?\d{{2,5}}\s?\)|[{_DASH}]\d{{3,5}}(?![\d{_DASH}]))?"
_BEFORE, _AFTER = r"(?<![\w№#.,/@=-])", r"(?![\w@%]|[.,]\d)"
_NUMBERS = (  # with the country or trunk code; with the area code in brackets; with it bare; local
    re.compile(rf"(?<![\w№#.,@=])(?P<digits>(?:\+\s?7|[78])(?:{_GAP}\d){{10}})(?!\d){_EXTENSION}{_AFTER}"),
    re.compile(rf"(?P<digits>\(\s?7\d{{2,4}}\s?\)(?:{_GAP}\d){{5,7}})(?!\d){_EXTENSION}{_AFTER}"),
    re.compile(rf"{_BEFORE}(?P<digits>7\d{{2,4}}(?:{_GAP}\d){{5,7}})(?!\d){_EXTENSION}{_AFTER}"),
    re.compile(
        rf"{_BEFORE}(?P<digits>\d{{1,3}}(?:[\s\xa0{_DASH}]\d{{2,4}}){{1,2}}|[1-9]\d{{4,6}})(?![\d{_DASH}]\d)"
        rf"(?:\s?\(\s?\d{{2,5}}\s?\))?{_AFTER}"
    ),
)
_FEWEST = (11, 10, 10, 5)  # digits that a number of each kind has at least
_NO_DIGIT = re.compile(r"\D+")
_MAY_CALL = re.compile(r"\d\D{0,4}\d\D{0,4}\d")  # every number has three digits with at most as much between them
_SHORT_NUMBER = re.compile(r"(?<![\w№#.,/+@-])1\d{2,3}(?![\w@%-]|[.,]\d)")
_LABEL = re.compile(
    r"(?:\bтел|телефон|факс|\bф\.|phone|\btel\b|\bfax\b|байланыс|қоңырау|сенім|анықтама|ұялы|\bмоб|приемн|приёмн|қабылдау бөлмес|call"
    r"|ватсап|whatsapp|горяч|жедел желі|hotline|номер|нөмір|диспетчер|кезекші|дежурн|внутр|ішкі)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:телефон|\bтел|call|қоңырау|сенім|доверия|жедел желі|горяч|hotline|байланыс|орталығы|центр)[^.\n]{0,40}$", re.IGNORECASE
)
_NOT_PHONE = re.compile(
    r"(?:БСН|БИН|ЖСН|ИИН|ИИК|ЖСК|БСК|БИК|КБЕ|код|код[ыа]|индекс|№|счет|счёт|шот|BIN|IBAN|ISBN|ОКПО|КАТО)\W{0,5}$", re.IGNORECASE
)
_MONEY = re.compile(r"^\s*(?:тенге|теңге|тг|₸|руб|млн|млрд|мың|тыс|%|кв|га\b|км|шт|адам|человек|KZT|USD)", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?![\w@])")
_MASKED = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][A-Za-z0-9_.+-]{0,63})\s*[\[({<]\s*(?:at|@|собака|ат)\s*[\])}>]\s*([A-Za-z0-9-]{1,63}"
    r"(?:\s*(?:\.|[\[({]\s*(?:dot|точка)\s*[\])}])\s*[A-Za-z0-9-]{2,63}){1,5})",
    re.IGNORECASE,
)
_MASK = re.compile(r"[\[({<]\s*(?:at|@|собака|ат)\s*[\])}>]", re.IGNORECASE)
_MAY_WRITE = re.compile(r"[@\[({<]")  # one of them is in every address, masked or not
_DOT = re.compile(r"\s*(?:\.|[\[({]\s*(?:dot|точка)\s*[\])}])\s*", re.IGNORECASE)
_INDEX = re.compile(r"(?<!\d)(?:Z\d{2}[A-Z]\d[A-Z]\d|[Z]?0\d{5})(?!\d)")
_STREET = re.compile(
    r"көше|даңғыл|шағын аудан|\bк-сі|\bдаң\.|\bүй\b|\bул\.|улица|пр\.|проспект|пр-т|мкр|микрорайон|переулок|площадь|алаң|дом\b"
    r"|street|avenue|\bave\b|\bstr\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"Қазақстан|Казахстан|Kazakhstan|\bқ\.|\bг\.|қаласы|город|\bcity\b|облыс|область|\bобл\.|\bауыл|\bсело|\bс\.", re.IGNORECASE
)
# what stands in everything that the two find, and is quicker to look for
_STREET_SIGNS = (
    "көше", "даңғыл", "шағын аудан", "к-сі", "даң.", "үй", "ул.", "улица", "пр.", "просп", "пр-т", "мкр", "микрорайон", "переулок",
    "площадь", "алаң", "дом", "str", "ave",
)  # fmt: skip
_PLACE_SIGNS = (
    "қазақстан", "казахстан", "kazakhstan", "қ.", "г.", "қаласы", "город", "city", "облыс", "област", "обл.", "ауыл", "село", "с.",
)  # fmt: skip
_ADDRESS_LABEL = re.compile(r"мекен-?жай\w*|(?:почтовый |юридический )?адрес\b|(?:postal |mailing )?address|индекс", re.IGNORECASE)
_ADDRESS_TEXT = 300  # characters of a block that may be an address


def contacts_of(dom: Dom, runs: list[Run]) -> tuple[Contact, ...]:
    """Contacts in document order, each value once a block."""
    found: dict[tuple[int, str, str], Contact] = {}
    for element, contact in (*_from_links(dom), *_from_runs(dom, runs)):
        block = next((node.pos for node in (element, *element.up()) if node.tag not in {"a", "span", "b", "strong"}), 0)
        found.setdefault((block, contact.kind, contact.value), contact)
        if len(found) >= _LIMIT:
            break
    return tuple(found.values())


def _from_links(dom: Dom) -> Iterator[tuple[Element, Contact]]:
    for node in dom.tagged("a"):
        if ":" not in (node.address or ""):
            continue
        scheme, _, rest = node.get("href").strip().partition(":")
        if scheme.lower() not in {"tel", "mailto", "callto"}:
            continue
        text = dom.text(node, 120)
        if scheme.lower() == "mailto":
            mail = _MAIL.search(rest.replace("%40", "@"))
            if mail:
                yield node, _contact(dom, node, "email", text or mail.group(), mail.group().lower())
        elif any(map(str.isdigit, rest)):
            yield node, _contact(dom, node, "phone", text or rest[:40], _digits(rest.partition(";")[0]))


def _from_runs(dom: Dom, runs: list[Run]) -> Iterator[tuple[Element, Contact]]:
    last = ""
    for run in runs:
        before, last = last, run.text
        if len(run.text) > _LONG_TEXT and not dom.afford(_STEPS * len(run.text)):
            return
        if run.digits:  # every phone and every address has one
            for text, value in _phones(run.text, before[-_LABELLED:]):
                yield run.element, _contact(dom, run.element, "phone", text, value)
        if _MAY_WRITE.search(run.text):
            for text, value in _mails(run.text):
                yield run.element, _contact(dom, run.element, "email", text, value)
        if run.digits and _is_address(run, before):
            yield run.element, _contact(dom, run.element, "address", run.text, run.text[:200])


def _contact(dom: Dom, node: Element, kind: str, text: str, value: str) -> Contact:
    return Contact(
        kind=kind,  # type: ignore[arg-type]
        text=squeeze(text)[:200],
        value=value,
        selector=dom.selector(node),
        region=node.region,
        visible=dom.visible(node),
    )


def _phones(text: str, before: str) -> tuple[tuple[str, str], ...]:
    """(text, digits) of each phone in a block, in order; `before` is the end of the block before it, where a label may stand."""
    return _numbers(text, before) if _MAY_CALL.search(text) else ()


@remembered(4096, 2_000)
def _numbers(text: str, before: str) -> tuple[tuple[str, str], ...]:
    digits = len(_NO_DIGIT.sub("", text))
    taken = [(date.start, date.end) for date in find_dates(text)]
    found: list[tuple[int, int, str]] = []
    ends: set[int] = set()
    for level, pattern in enumerate(_NUMBERS):
        if digits < _FEWEST[level]:
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if _overlaps(match, taken) or _MONEY.match(text, end) or _NOT_PHONE.search(text[max(0, start - _WORD) : start]):
                continue
            value = _value(match["digits"].strip(), level, labelled=level < 2 or _is_labelled(text, start, before, ends))
            if value and len(found) < _LIMIT:
                insort(taken, (start, end))
                found.append((start, end, value))
                ends.add(end)
    short = (match for match in _SHORT_NUMBER.finditer(text) if not _overlaps(match, taken))
    found += [(*match.span(), match.group()) for match in short if _CALL.search(text[max(0, match.start() - 60) : match.start()])]
    return tuple((text[start:end].strip(), value) for start, end, value in sorted(found))


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    """True when a match meets one of the places taken, which lie apart and in order."""
    before = bisect_left(taken, (match.end(), 0))
    return before > 0 and taken[before - 1][1] > match.start()


def _is_labelled(text: str, start: int, before: str, ends: set[int]) -> bool:
    if _LABEL.search(text[max(0, start - 60) : start]) or (start < 5 and _LABEL.search(before[-60:])):
        return True
    return any(start - gap in ends for gap in range(5))  # a number right behind a phone is a phone too


def _value(written: str, level: int, *, labelled: bool) -> str:
    """Digits with the country code as 7, extensions left out; "" for what is no phone.

    A number with the country or trunk code or with the area code in brackets needs no label; a barer one does.
    """
    digits = re.sub(r"\D", "", written)
    if level == 0:
        return "7" + digits[1:] if digits[1] in "78" and _is_phone_like(written) else ""
    if not labelled:
        return ""
    if level < 3:
        return "7" + digits if len(digits) == 10 else ""
    return digits if 5 <= len(digits) <= 7 else ""


def _is_phone_like(written: str) -> bool:
    """Eleven digits in a row are a phone when they begin as a mobile or city one; thousands in groups of three are a sum."""
    if written.isdecimal():
        return written[:2] in {"77", "87"} and written[2] in "01247"
    return not re.fullmatch(r"\d{1,3}(?:[\s\xa0.]\d{3})+", written)


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def _mails(text: str) -> Iterator[tuple[str, str]]:
    for match in _MAIL.finditer(text) if "@" in text else ():
        yield match.group(), match.group().lower()
    for match in _MASKED.finditer(text) if _MASK.search(text) else ():
        yield match.group(), f"{match.group(1)}@{_DOT.sub('.', match.group(2))}".lower()


def _is_address(run: Run, before: str) -> bool:
    return 12 <= len(run.text) <= _ADDRESS_TEXT and _reads_as_address(run.text, before[-40:])


@remembered(4096, 500)
def _reads_as_address(text: str, before: str) -> bool:
    plain = text.lower()
    street = any(sign in plain for sign in _STREET_SIGNS) and bool(_STREET.search(text))
    place = any(sign in plain for sign in _PLACE_SIGNS) and bool(_PLACE.search(text))
    signs = street + place
    signs += bool(signs and _INDEX.search(text))  # alone it is none
    return signs >= 2 and (signs == 3 or bool(_ADDRESS_LABEL.search(text) or _ADDRESS_LABEL.search(before) or _INDEX.search(text)))
