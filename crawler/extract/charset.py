"""Bytes of a page to text: what is declared, and what works.

Source: WHATWG Encoding Standard and the encoding sniffing algorithm of HTML (BOM, HTTP, meta in the first 1,024 bytes, guess). It goes one
step further than a browser: a declaration that the bytes contradict is recorded and not believed.
"""

import codecs
import re
from dataclasses import dataclass

_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"']+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_META_WINDOW = 1024  # bytes
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CANDIDATES = ("cp1251", "kz1048", "koi8-r", "cp866")
_SAMPLE = 65_536  # bytes looked at for a guess
_FREQUENT = frozenset("оеаинтсрлкыды")  # the commonest letters of Russian and Kazakh text
_KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")  # words in a script of their own, not single accented letters
_ALIASES = {  # labels that browsers read as another encoding
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "utf8": "utf-8",
    "win-1251": "cp1251", "win1251": "cp1251", "windows1251": "cp1251", "x-cp1251": "cp1251", "cp-1251": "cp1251",
    "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932", "ks_c_5601-1987": "cp949",
    "kz-1048": "kz1048", "strk1048-2002": "kz1048", "unicode": "utf-16-le", "utf-16": "utf-16-le",
}  # fmt: skip
_NAMES = {"cp1251": "windows-1251", "cp1252": "windows-1252", "kz1048": "kz-1048", "cp866": "ibm866"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text of a page; charsets are lower case, "" when not declared; `charset_used` is the one that gives sensible text."""

    text: str
    charset_http: str = ""
    charset_meta: str = ""
    charset_used: str = ""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page as browsers do, except that a declaration the bytes contradict gives way to what the bytes say."""
    http = _HTTP.search(content_type)
    charset_http = http.group(1).lower() if http else ""
    charset_meta = _declared_in_meta(body)
    codec, text = _by_bom(body) or _by_content(body, _codec(charset_http) or _from_meta(charset_meta))
    return Decoded(text=text, charset_http=charset_http, charset_meta=charset_meta, charset_used=_NAMES.get(codec, codec))


def _declared_in_meta(body: bytes) -> str:
    found = _META.search(_COMMENT.sub(b"", body[:_META_WINDOW]))
    return found.group(1).decode("ascii").lower() if found else ""


def _from_meta(label: str) -> str:
    """A meta element that could be read at all cannot be UTF-16 (HTML standard)."""
    codec = _codec(label)
    return "utf-8" if codec.startswith("utf-16") else codec


def _codec(label: str) -> str:
    """Python's name of the codec behind a label; "" when it is unknown or not a text encoding."""
    if not label:
        return ""
    name = _ALIASES.get(label, label)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if info._is_text_encoding else ""


def _by_bom(body: bytes) -> tuple[str, str] | None:
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return codec, body[len(bom) :].decode(codec, "replace")
    return None


def _by_content(body: bytes, declared: str) -> tuple[str, str]:
    if declared == "utf-8" or not declared:
        if _is_utf8(body):
            return "utf-8", body.decode("utf-8", "replace")
        guess = _guess(body)
        return (guess, body.decode(guess, "replace")) if guess else ("utf-8", body.decode("utf-8", "replace"))
    if _multibyte_utf8(body):
        return "utf-8", body.decode("utf-8", "replace")
    text = _safely(body, declared)
    if declared in {"cp1251", "cp1252"} and not body.isascii():
        better = _better(body, declared)
        return better, body.decode(better, "replace")
    return (declared, text) if text is not None else ("utf-8", body.decode("utf-8", "replace"))


def _safely(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec, "replace")
    except (LookupError, ValueError):
        return None


def _is_utf8(body: bytes) -> bool:
    """True when the bytes are UTF-8; a few broken ones among many good ones (a cut string, a bad include) are forgiven."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        good = sum(1 for char in text if char > "\x7f") - broken
        return good > 10 * broken
    return True


def _multibyte_utf8(body: bytes) -> bool:
    """True for text that is UTF-8 and can hardly be anything else."""
    if body.isascii():
        return False
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(1 for char in text[:_SAMPLE] if char > "\x7f") >= 3


def _guess(body: bytes) -> str:
    """The codec that undeclared bytes are in; "" when they look like nothing known."""
    sample = body[:_SAMPLE]
    if sample[:200].count(0) > 20:
        return "utf-16-le" if sample[1:200:2].count(0) > sample[0:200:2].count(0) else "utf-16-be"
    if not _HIGH_RUN.search(sample):
        return "cp1252"
    scores = {codec: _likeness(sample, codec) for codec in _CANDIDATES}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] > 0 else ""


def _better(body: bytes, declared: str) -> str:
    """The declared one-byte codec, unless another explains the bytes clearly better."""
    best = _guess(body)
    if best not in _CANDIDATES or best == declared:
        return declared
    sample = body[:_SAMPLE]
    mine, other = _likeness(sample, declared), _likeness(sample, best)
    kazakh = best == "kz1048" and other > mine + 0.02  # the two differ in the Kazakh letters only
    return best if kazakh or other > max(mine * 1.2, 0.2) else declared


def _likeness(sample: bytes, codec: str) -> float:
    """How much the text looks like Russian or Kazakh: the share of frequent letters, less what such text never has."""
    text = "".join(char for char in sample.decode(codec, "replace") if char > "\x7f")
    if not text:
        return 0.0
    frequent = sum(1 for char in text if char in _FREQUENT or char in _KAZAKH)
    odd = sum(1 for char in text if not (char.isalpha() or char in "«»–—№„“”’…•°§\xa0"))
    turned = len(re.findall(r"[а-яё][А-ЯЁ]", text))
    return (frequent - 2 * odd - turned) / len(text)
