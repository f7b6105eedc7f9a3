"""What a file is and whether its text can be read, told from its first bytes and, where it is small enough, from the inside.

Nothing is unpacked to disk, nothing is trusted: every reader is fenced by a limit of size or time, so that a hostile file costs little and
never raises.
"""

import io
import logging
import re
import time
import zipfile
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from pypdf import PdfReader

from crawler.document_text import MOST, doc_text, markup_text, odf_text, office_text, rtf_text, tidy
from crawler.extract import decode
from crawler.filekinds import kind_of
from crawler.language import identify
from facts import Document, PageState

MAX_INSPECTED = 30_000_000  # bytes of a file that are looked into
_PDF_SECONDS = 5.0
_PDF_PAGES = 40  # pages whose text is looked for
_PDF_ENOUGH = 2_000  # characters after which a text layer is certain
_PDF_TEXT_PAGES = 12  # pages whose text is kept, as far as there is room for it
_PDF_MIN_PER_PAGE = 25  # characters a page under which a "text layer" is page numbers and stamps on scans
_PART_MAX = 20_000_000  # bytes of one part of an office file
_PARTS_MAX = 60_000_000  # bytes of all its parts together
_MEMBERS = 100_000
_FEED_TITLES = 10
_FEED_MAX = 10_000_000  # bytes
_TITLE = 300  # characters
_TELLS = 2_000  # characters that are enough to tell a language
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_PLAIN = frozenset({"txt", "csv", "xml", "feed"})  # text whatever stands in it
_OFFICE_TEXT = re.compile(rb"<(?:w:t|a:t|t|m:t)(?:\s[^<>]*)?>([^<]*)</")  # no part of it may be read twice: files are hostile
_ODF_BODY = re.compile(rb"<office:body\b.*", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>")
_CORE_TITLE = re.compile(rb"<dc:title>([^<]{1,1000})</dc:title>")
_CORE_PAGES = re.compile(rb"<Pages>(\d{1,6})</Pages>|meta:page-count=\"(\d{1,6})\"")
_RTF_CODE = re.compile(rb"\\'[0-9a-f]{2}|\\u-?\d+\??|\\[a-z]+-?\d* ?|[{}\\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inside:
    """What was found inside a file; None where it could not be told, with the reason."""

    text_layer: bool | None = None
    text_chars: int | None = None
    text: str = ""
    pages: int | None = None
    title: str = ""
    entries: int | None = None
    feed_titles: tuple[str, ...] = ()
    why: str = ""


def inspect(
    body: bytes | None,
    *,
    url: str,
    final_url: str = "",
    content_type: str = "",
    size: int | None = None,
    status: int | None = None,
    state: PageState = PageState.OK,
    why: str = "",
    disposition: str = "",
    fetched_at: str = "",
    depth: int = 0,
    linked_from: tuple[str, ...] = (),
) -> Document:
    """The record of one file. `body` None or cut short (fewer bytes than `size`): only its kind is told.

    `content_type` and `disposition` are the response's headers. Never raises, whatever the bytes are.
    """
    kind = kind_of(body, content_type=content_type, address=final_url or url, disposition=disposition)
    inside = _look(body, kind, size) if state is PageState.OK else _Inside()
    return Document(
        url=url,
        final_url=final_url or url,
        state=state,
        why=why or inside.why,
        status=status,
        media_type=content_type.partition(";")[0].strip().lower(),
        kind=kind,
        bytes=size if size is not None else (len(body) if body is not None else None),
        text_layer=inside.text_layer,
        text_chars=inside.text_chars,
        text=inside.text,
        text_lang=identify(inside.text[:_TELLS]),
        pages=inside.pages,
        title=inside.title,
        entries=inside.entries,
        feed_titles=inside.feed_titles,
        linked_from=linked_from[:20],
        depth=depth,
        fetched_at=fetched_at,
    )


def _look(body: bytes | None, kind: str, size: int | None) -> _Inside:
    if kind not in _INSPECTORS:
        return _Inside()
    if body is None:
        return _Inside(text_layer=True if kind in _PLAIN else None, why="not-fetched")
    if len(body) > MAX_INSPECTED or (size is not None and len(body) < size):
        return _Inside(text_layer=True if kind in _PLAIN else None, why="too-large-to-inspect")
    try:
        return _INSPECTORS[kind](body)
    except (Exception, RecursionError) as error:  # parsers of other people raise anything on hostile files
        return _Inside(why=f"unreadable: {type(error).__name__}")


def _pdf(body: bytes) -> _Inside:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity of a file
    reader = PdfReader(io.BytesIO(body), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return _Inside(why="encrypted")
    pages = len(reader.pages)
    chars, looked, text = _pdf_text(reader, pages)
    layer: bool | None = chars >= min(_PDF_ENOUGH, _PDF_MIN_PER_PAGE * max(looked, 1))
    if not layer and looked < min(pages, _PDF_PAGES):
        layer = None  # the time ran out before anything was found
    title = reader.metadata.title if reader.metadata is not None else ""
    return _Inside(
        text_layer=layer,
        text_chars=chars,
        text=text,
        pages=pages,
        title=_tidy(title),
        why="" if layer is not None else "text-not-reached-in-time",
    )


class _TimeOver(Exception):
    """The time for one file is over."""


def _pdf_text(reader: PdfReader, pages: int) -> tuple[int, int, str]:
    """(letters and digits found, pages looked at, text), until there is text enough or the time is over.

    Where the first pages have no text layer, more are looked at for one than are kept.
    """
    until = time.monotonic() + _PDF_SECONDS

    def watch(*_: Any) -> None:
        if time.monotonic() > until:
            raise _TimeOver

    chars = looked = 0
    texts: list[str] = []
    for index in range(min(pages, _PDF_PAGES)):
        if chars >= _PDF_ENOUGH and (looked >= _PDF_TEXT_PAGES or sum(map(len, texts)) >= MOST):
            break
        try:
            watch()
            text = reader.pages[index].extract_text(visitor_operand_before=watch) or ""
        except _TimeOver:
            break
        chars += sum(map(str.isalnum, text))
        texts.append(text[: 2 * MOST])
        looked += 1
    return chars, looked, tidy("\n".join(texts))


def _ooxml(body: bytes) -> _Inside:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()[:_MEMBERS]
        parts = [name for name in names if re.fullmatch(r"(?:word/document|xl/sharedStrings|ppt/slides/slide\d+)\.xml", name)]
        chars, text = _read_parts(archive, parts)
        sheets = any(name.startswith("xl/") for name in names)
        pages = _CORE_PAGES.search(_part(archive, "docProps/app.xml"))
        return _Inside(
            text_layer=True if sheets else _has_text(chars, names),
            text_chars=chars,
            text=text,
            pages=int(pages.group(1)) if pages and pages.group(1) else None,
            title=_xml_title(_part(archive, "docProps/core.xml")),
        )


def _odf(body: bytes) -> _Inside:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        content = _ODF_BODY.search(_part(archive, "content.xml"))
        meta = _part(archive, "meta.xml")
        pages = _CORE_PAGES.search(meta)
        chars = _letters(_TAG.sub(b" ", content.group())) if content else 0
        return _Inside(
            text_layer=_has_text(chars, archive.namelist()),
            text_chars=chars,
            text=odf_text(content.group()) if content else "",
            pages=int(pages.group(2)) if pages and pages.group(2) else None,
            title=_xml_title(meta),
        )


def _read_parts(archive: zipfile.ZipFile, names: list[str]) -> tuple[int, str]:
    """(letters and digits, the beginning of the text) of the parts that hold an office file's text."""
    chars, left = 0, _PARTS_MAX
    texts: list[str] = []
    for name in sorted(names, key=_slide):
        part = _part(archive, name)
        chars += sum(_letters(found.group(1)) for found in _OFFICE_TEXT.finditer(part))
        if sum(map(len, texts)) < MOST:
            texts.append(office_text([part]))
        left -= len(part)
        if left < 0:
            break
    return chars, "\n".join(texts)[:MOST]


def _slide(name: str) -> int:
    """The number of a slide, 0 for parts without one."""
    return int("".join(filter(str.isdecimal, name))[:6] or 0)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part of an office file; empty when it is absent; never more than the limit, whatever the directory says of its size."""
    try:
        with archive.open(name) as part:
            return part.read(_PART_MAX)
    except KeyError:
        return b""


def _has_text(chars: int, names: list[str]) -> bool:
    """False for a file that holds nothing but pictures of pages."""
    pictures = sum(1 for name in names if re.match(r"(?:word/media|ppt/media|Pictures)/", name))
    return chars > _PDF_MIN_PER_PAGE * pictures if pictures and chars < _PDF_ENOUGH else chars > 0


def _letters(text: bytes) -> int:
    return sum(map(str.isalnum, text.decode("utf-8", "replace")))


def _xml_title(part: bytes) -> str:
    found = _CORE_TITLE.search(part)
    return _tidy(found.group(1).decode("utf-8", "replace")) if found else ""


def _tidy(text: Any) -> str:
    """One line without control characters, turns of direction and lone surrogates, which a file can name by number."""
    return " ".join(_UNSEEN.sub(" ", str(text or "")[: 10 * _TITLE]).split())[:_TITLE]


def _doc(body: bytes) -> _Inside:
    """Word 97: text stands in the file as it is, in one or two bytes a letter; where none is found it cannot be told from a scan."""
    wide = re.findall(rb"(?:[\x20-\x7f\xd0\x30-\x4f\x50-\x5f]\x04|[\x20-\x7e]\x00){12,500}", body)
    narrow = re.findall(rb"[\x20-\x7e\xc0-\xff]{40,}", body)
    found = len(wide) >= 3 or len(narrow) >= 20
    return _Inside(text_layer=True if found else None, text=doc_text(body), why="" if found else "no-text-found-in-old-format")


def _text(body: bytes) -> _Inside:
    text = decode(body[:2_000_000]).text
    return _Inside(text_layer=True, text_chars=sum(map(str.isalnum, text)), text=tidy(text))


def _xml(body: bytes) -> _Inside:
    inside = _text(body)
    return replace(inside, text=markup_text(decode(body[:2_000_000]).text))


def _rtf(body: bytes) -> _Inside:
    head = body[:5_000_000]
    plain = re.sub(rb"\{\\\*?\\?(?:pict|fonttbl|colortbl|stylesheet|info|objdata)[^{}]{0,2000000}", b"", head)
    coded = len(re.findall(rb"\\'[0-9a-f]{2}|\\u-?\d+", plain, re.IGNORECASE))
    chars = coded + sum(map(str.isalnum, _RTF_CODE.sub(b" ", plain).decode("ascii", "ignore")))
    return _Inside(text_layer=chars > _PDF_MIN_PER_PAGE or b"\\pict" not in head, text_chars=chars, text=rtf_text(head))


def _feed(body: bytes) -> _Inside:
    """RSS, RDF and Atom, as far as they can be read; entities and files from elsewhere are left alone."""
    text = decode(body[:_FEED_MAX]).text.encode("utf-8", "replace")
    parser = etree.iterparse(
        io.BytesIO(text), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    own, titles, entries, broken = "", [], 0, False
    try:
        for _, element in parser:
            name, parent = _local(element), element.getparent()
            if name == "title" and parent is not None and _local(parent) in {"channel", "feed"}:
                own = own or _words_of(element)
            elif name in {"item", "entry"}:
                entries += 1
                if entries <= _FEED_TITLES:
                    titles.append(next((_words_of(each) for each in element if _local(each) == "title"), ""))
                element.clear()
    except etree.XMLSyntaxError:
        broken = True
    broken = broken or bool(parser.error_log)
    why = "not-well-formed" if broken and not entries else ""
    return _Inside(text_layer=True, entries=entries, title=own, feed_titles=(own, *titles), why=why)


def _words_of(element: etree._Element) -> str:
    try:
        return _tidy("".join(map(str, element.itertext("*"))))
    except UnicodeDecodeError:  # half a letter, named by its number
        return ""


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _zip(body: bytes) -> _Inside:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        encrypted = any(info.flag_bits & 1 for info in archive.infolist()[:_MEMBERS])
        return _Inside(entries=len(archive.namelist()), why="encrypted" if encrypted else "")


_INSPECTORS = {
    "pdf": _pdf, "docx": _ooxml, "xlsx": _ooxml, "pptx": _ooxml, "odt": _odf, "ods": _odf, "odp": _odf, "doc": _doc, "rtf": _rtf,
    "txt": _text, "csv": _text, "xml": _xml, "feed": _feed, "zip": _zip,
}  # fmt: skip
