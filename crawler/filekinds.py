"""What kind of file some bytes are: by the bytes first, then by what the server says, then by the name.

Kinds are the words of `facts.Document.kind`.
"""

import codecs
import io
import re
import zipfile
from urllib.parse import unquote, urlsplit

_MEMBERS = 100_000  # names of an archive that are looked at
_EXTENSIONS = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "xlsx": "xlsx", "xlsm": "xlsx", "pptx": "pptx", "ppsx": "pptx",
    "odt": "odt", "ods": "ods", "odp": "odp", "doc": "doc", "dot": "doc", "xls": "xls", "ppt": "ppt", "pps": "ppt", "rtf": "rtf",
    "txt": "txt", "csv": "csv", "xml": "xml", "rss": "feed", "atom": "feed", "rdf": "feed", "zip": "zip", "rar": "rar", "7z": "7z",
    "tar": "tar", "gz": "gz", "tgz": "gz", "jpg": "image", "jpeg": "image", "png": "image", "gif": "image", "bmp": "image",
    "tif": "image", "tiff": "image", "webp": "image", "svg": "image", "ico": "image", "avif": "image", "djvu": "image", "mp3": "audio",
    "wav": "audio", "ogg": "audio", "wma": "audio", "m4a": "audio", "mp4": "video", "avi": "video", "mov": "video", "wmv": "video",
    "webm": "video", "mkv": "video", "flv": "video", "mpg": "video", "mpeg": "video", "3gp": "video", "exe": "exe", "msi": "exe",
    "apk": "exe", "swf": "exe", "dmg": "exe", "jar": "exe", "bat": "exe", "deb": "exe", "rpm": "exe", "json": "other", "html": "html",
    "htm": "html", "epub": "epub",
}  # fmt: skip
_TYPES = {
    "application/pdf": "pdf", "application/msword": "doc", "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx", "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods", "application/vnd.oasis.opendocument.presentation": "odp",
    "application/rtf": "rtf", "text/rtf": "rtf", "text/plain": "txt", "text/csv": "csv", "text/xml": "xml", "application/xml": "xml",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed", "application/feed+json": "feed",
    "application/zip": "zip", "application/x-zip-compressed": "zip", "application/x-rar-compressed": "rar", "application/vnd.rar": "rar",
    "application/x-rar": "rar", "application/x-7z-compressed": "7z", "application/x-tar": "tar", "application/gzip": "gz",
    "application/x-gzip": "gz", "application/x-shockwave-flash": "exe", "application/vnd.android.package-archive": "exe",
    "application/x-msdownload": "exe", "application/x-msdos-program": "exe", "application/x-msi": "exe", "text/html": "html",
    "application/xhtml+xml": "html", "application/epub+zip": "epub",
}  # fmt: skip
_MAGIC = (
    (b"{\\rtf", "rtf"), (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"MZ", "exe"), (b"FWS", "exe"),
    (b"CWS", "exe"), (b"ZWS", "exe"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\x00", "image"),
    (b"MM\x00*", "image"), (b"BM", "image"), (b"AT&TFORM", "image"), (b"ID3", "audio"), (b"OggS", "audio"), (b"fLaC", "audio"),
    (b"\x1aE\xdf\xa3", "video"), (b"FLV\x01", "video"), (b"\x00\x00\x01\xba", "video"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_TEXT_START = re.compile(rb"\s*(?:<\?xml|<rss\b|<feed\b|<rdf:RDF\b|<!DOCTYPE html|<html\b|<svg\b)", re.IGNORECASE)
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def kind_of(body: bytes | None, *, content_type: str = "", address: str = "", disposition: str = "") -> str:
    """The kind of a file: its bytes first, then what the server says, then its name; "other" when nothing tells."""
    named = _by_name(disposition, address)
    found = _by_bytes(body, named) if body else ""
    if found:
        return found
    media = content_type.partition(";")[0].strip().lower()
    said = _TYPES.get(media) or _by_family(media)
    if named and said in {"", "txt", "xml", "zip", "html"} and named != "html":
        return named  # servers call everything they do not know text or bytes
    return said or named or "other"


def _by_family(media: str) -> str:
    family = media.partition("/")[0]
    return family if family in {"image", "audio", "video"} else ""


def _by_name(disposition: str, address: str) -> str:
    given = re.search(r"filename\*?\s*=\s*(?:UTF-8'')?\"?([^\";]+)", disposition, re.IGNORECASE)
    try:
        path = urlsplit(address).path
    except ValueError:
        path = ""
    for name in (unquote(given.group(1)) if given else "", unquote(path)):
        kind = _EXTENSIONS.get(name.rpartition(".")[2].strip().lower(), "") if "." in name.rpartition("/")[2] else ""
        if kind:
            return kind
    return ""


def _by_bytes(body: bytes, named: str) -> str:
    head = body[:2048]
    if b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<"):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body, named)
    if head.startswith(_OLE):
        return _ole_kind(body, named)
    magic = next((kind for start, kind in _MAGIC if head.startswith(start) and not (start.isalnum() and _is_plain(head))), "")
    return magic or _container_kind(head) or _markup_kind(head)


def _is_plain(head: bytes) -> bool:
    """True for bytes that are text: two or three letters at its beginning are no sign of a format."""
    return not any(byte < 9 or 13 < byte < 32 for byte in head[:256])


def _container_kind(head: bytes) -> str:
    """Formats that tell their kind some bytes in."""
    if head[257:262] == b"ustar":
        return "tar"
    if head[:4] == b"RIFF":
        return {b"WEBP": "image", b"WAVE": "audio", b"AVI ": "video"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in {b"avif", b"heic"} else "audio" if head[8:11] == b"M4A" else "video"
    return ""


def _markup_kind(head: bytes) -> str:
    start = head.removeprefix(codecs.BOM_UTF8)
    if not _TEXT_START.match(start):
        return ""
    if _FEED_START.search(start):
        return "feed"
    if re.match(rb"\s*(?:<!DOCTYPE html|<html\b)", start, re.IGNORECASE):
        return "html"
    return "image" if re.search(rb"<svg\b", start, re.IGNORECASE) else "xml"


def _zip_kind(body: bytes, named: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _member_kind(archive)
    except Exception:  # a broken or cut archive says nothing: its name does
        return named if named in {"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "exe"} else "zip"


def _member_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist()[:_MEMBERS])
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = _TYPES.get(archive.read("mimetype").decode("ascii", "replace").strip())
        if kind:
            return kind
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    if "AndroidManifest.xml" in names or "META-INF/MANIFEST.MF" in names:
        return "exe"
    return "zip"


def _ole_kind(body: bytes, named: str) -> str:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in body:
            return kind
    return named if named in {"doc", "xls", "ppt", "exe"} else "other"
