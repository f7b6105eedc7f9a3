"""The words of files that are no pages: office formats old and new, rich text, plain text.

Pure and fenced: each reads at most what it is given, ends at `MOST` characters, and no part of its input is read twice by a pattern.
"""

import re
from collections.abc import Iterable
from html import unescape

MOST = 20_000  # characters of a file's text that are kept
_READ = 4 * MOST  # characters that are tidied to get them

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_OFFICE = re.compile(rb"<(?:w:t|a:t|t|m:t)(?:\s[^<>]*)?>([^<]*)</|</(?:w:p|a:p|si)>|<(?:w:tab|w:br|a:br)\b")
_ODF = re.compile(rb"</(?:text:p|text:h)>|<text:(?:tab|line-break|s)\b[^<>]*>")
_TAG = re.compile(rb"<[^<>]*>")
_MARKUP = re.compile(r"<[^<>]*>")
_RTF = re.compile(
    rb"\\'(?P<byte>[0-9a-f]{2})|\\u(?P<code>-?\d{1,6}) ?(?:\\'[0-9a-f]{2}|\?)?|\\(?P<word>[a-z]+)-?\d* ?|\\(?P<sign>[^a-z])"
    rb"|(?P<text>[^\\{}\r\n]+)|(?P<group>[{}])",
    re.IGNORECASE,
)
_RTF_ASIDE = frozenset({b"pict", b"fonttbl", b"colortbl", b"stylesheet", b"info", b"objdata", b"themedata", b"listtable", b"generator"})
_RTF_BREAKS = frozenset({b"par", b"line", b"cell", b"row", b"tab", b"page", b"sect"})
_RTF_SIGNS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_DOC = re.compile(rb"(?:[\x10-\xff]\x04|[\x07\x09\x0d\x20-\x7e\xa0\xab\xbb]\x00|[\x10-\x3a\x16]\x20|\x16\x21){16,4000}")


def tidy(text: str) -> str:
    """The beginning of a text: lines with single blanks, no empty ones, nothing unseen; at most `MOST` characters."""
    lines = (" ".join(line.split()) for line in _UNSEEN.sub(" ", text[:_READ]).splitlines())
    return "\n".join(filter(None, lines))[:MOST]


def office_text(parts: Iterable[bytes]) -> str:
    """The text of the XML parts of docx, xlsx and pptx, a line for each paragraph, shared string or cell."""
    pieces: list[str] = []
    length = 0
    for part in parts:
        for found in _OFFICE.finditer(part):
            piece = "\n" if found[1] is None else unescape(found[1].decode("utf-8", "replace"))
            pieces.append(piece)
            length += len(piece)
            if length > _READ:
                return tidy("".join(pieces))
        pieces.append("\n")
    return tidy("".join(pieces))


def odf_text(body: bytes) -> str:
    """The text of an OpenDocument's body, a line for each paragraph."""
    return tidy(unescape(_TAG.sub(b"", _ODF.sub(b"\n", body[: 50 * MOST])).decode("utf-8", "replace")))


def rtf_text(body: bytes) -> str:
    """The text of rich text; its letters by number, or in the code page that the file names."""
    page = "cp1251" if b"fcharset204" in body or b"ansicpg1251" in body else "cp1252"
    pieces: list[str] = []
    length = depth = 0
    aside = 0  # depth of the group that is left out: fonts, pictures
    for found in _RTF.finditer(body):
        if found["group"]:
            depth += 1 if found["group"] == b"{" else -1
            aside = aside if depth >= aside else 0
        elif not aside and (found["sign"] == b"*" or (found["word"] or b"").lower() in _RTF_ASIDE):
            aside = depth
        elif not aside:
            pieces.append(_rtf_piece(found, page))
            length += len(pieces[-1])
            if length > _READ:
                break
    return tidy("".join(pieces))


def _rtf_piece(found: re.Match[bytes], page: str) -> str:
    if found["text"] is not None:
        return found["text"].decode(page, "replace")
    if found["byte"] is not None:
        return bytes.fromhex(found["byte"].decode()).decode(page, "replace")
    if found["code"] is not None:
        return chr(int(found["code"]) % 0x10000)
    if found["word"] is not None:
        return "\n" if found["word"].lower() in _RTF_BREAKS else ""
    return _RTF_SIGNS.get(found["sign"], "")


def doc_text(body: bytes) -> str:
    """The text of Word 97, which stands in the file in two bytes a letter; runs of letters that are long enough to be text."""
    pieces: list[str] = []
    length = 0
    for found in _DOC.finditer(body):
        pieces.append(found.group().decode("utf-16-le", "replace").replace("\x07", "\n").replace("\r", "\n"))
        length += len(pieces[-1])
        if length > _READ:
            break
    return tidy("\n".join(pieces))


def markup_text(text: str) -> str:
    """The text of XML, without its tags."""
    return tidy(unescape(_MARKUP.sub(" ", text[: 10 * MOST])))
