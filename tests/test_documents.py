"""Files are told by their bytes, text layers are found, hostile files never raise."""

import io
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from crawler.documents import inspect
from crawler.filekinds import kind_of
from facts import Document, PageState

URL = "http://127.0.0.1/uploads/file"
SENTENCE = "This order approves the rules of publishing information on the internet resources of state bodies. "


def look(body: bytes | None, **more: object) -> Document:
    return inspect(body, url=more.pop("url", URL), **more)  # type: ignore[arg-type]


def pdf(*, text: bool, pages: int = 2, password: str = "") -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=password or None)
    page.setTitle("Order 1279")
    for _ in range(pages):
        if text:
            for line in range(10):
                page.drawString(50, 800 - 20 * line, SENTENCE[:80])
        else:
            page.drawImage(ImageReader(Image.new("L", (200, 300), 200)), 0, 0, 595, 842)
        page.showPage()
    page.save()
    return out.getvalue()


def packed(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(paragraphs: int, pictures: int = 0) -> bytes:
    body = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{SENTENCE}</w:t></w:r></w:p>" for _ in range(paragraphs))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": "<cp:coreProperties><dc:title>Бұйрық</dc:title></cp:coreProperties>",
        "docProps/app.xml": "<Properties><Pages>3</Pages></Properties>",
    }
    return packed(members | {f"word/media/image{n}.png": b"\x89PNG" for n in range(pictures)})


def odt(text: str, pictures: int = 0) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content><office:body><text:p>{text}</text:p></office:body></office:document-content>",
    }
    return packed(members | {f"Pictures/{n}.png": b"x" for n in range(pictures)})


def test_pdf_with_text_has_a_layer() -> None:
    """A PDF whose text can be copied has a text layer, a page count and a title."""
    seen = look(pdf(text=True), content_type="application/pdf", status=200)

    assert (seen.kind, seen.text_layer, seen.pages, seen.title) == ("pdf", True, 2, "Order 1279")
    assert seen.text_chars is not None
    assert seen.text_chars > 500


def test_scanned_pdf_has_none() -> None:
    """A PDF of pictures has no text layer, and that is certain."""
    seen = look(pdf(text=False))

    assert (seen.text_layer, seen.text_chars, seen.why) == (False, 0, "")


def test_encrypted_pdf_is_not_guessed() -> None:
    """A PDF behind a password is not told to be with or without text."""
    seen = look(pdf(text=True, password="secret"))

    assert (seen.kind, seen.text_layer, seen.why) == ("pdf", None, "encrypted")


def test_cut_file_is_not_guessed() -> None:
    """Of a file that was not read to its end only the kind is told."""
    whole = pdf(text=True)
    seen = look(whole[:500], size=len(whole))

    assert (seen.kind, seen.text_layer, seen.why, seen.bytes) == ("pdf", None, "too-large-to-inspect", len(whole))


def test_broken_pdf_is_not_guessed() -> None:
    """A damaged PDF is a PDF whose text could not be looked for."""
    seen = look(b"%PDF-1.4\n" + b"\x00garbage" * 50)

    assert (seen.kind, seen.text_layer) == ("pdf", None)
    assert seen.why.startswith("unreadable")


@pytest.mark.parametrize(
    ("body", "kind", "layer"),
    [
        (docx(5), "docx", True),
        (docx(0, pictures=4), "docx", False),
        (odt(SENTENCE * 3), "odt", True),
        (odt("", pictures=3), "odt", False),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": "<t>a</t>"}), "xlsx", True),
        (packed({"[Content_Types].xml": "<T/>", "ppt/slides/slide1.xml": f"<a:t>{SENTENCE}</a:t>"}), "pptx", True),
        (b"{\\rtf1\\ansi " + rb"\'cc\'e8\'ed\'e8\'f1\'f2\'f0 " * 20 + b"}", "rtf", True),
        ("Жоспар 2026 жылға".encode("cp1251", "replace"), "txt", True),
    ],
)
def test_office_files(body: bytes, kind: str, layer: bool) -> None:
    """Office files are known by what they hold; those of pictures only have no text."""
    seen = look(body, content_type="text/plain" if kind == "txt" else "application/octet-stream")

    assert (seen.kind, seen.text_layer) == (kind, layer)


def test_docx_says_its_title_and_pages() -> None:
    """Title and page count come from the file's own properties."""
    seen = look(docx(1))

    assert (seen.title, seen.pages) == ("Бұйрық", 3)


def test_feed_entries() -> None:
    """A feed is read whatever type the server gives it."""
    body = """<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><title>Новости</title>
    <item><title>Первая</title></item><item><title>Вторая</title></item></channel></rss>""".encode("cp1251")
    seen = look(body, content_type="text/xml; charset=windows-1251")

    assert (seen.kind, seen.entries, seen.feed_titles) == ("feed", 2, ("Новости", "Первая", "Вторая"))


def test_archive_members() -> None:
    """Members of an archive are counted from its directory, a bomb inside is not unpacked."""
    seen = look(packed({"a.txt": "x", "bomb.txt": b"\0" * 20_000_000}), content_type="application/zip")

    assert (seen.kind, seen.entries, seen.text_layer) == ("zip", 2, None)


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "content_type", "address", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00", "application/pdf", "/a.pdf", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00", "", "/a", "7z"),
        (b"\x1f\x8b\x08\x00", "", "/a.tar.gz", "gz"),
        (tar(), "", "/a", "tar"),
        (b"MZ\x90\x00\x03\x00", "", "/setup.exe", "exe"),
        (b"CWS\x09\x00\x01\x02", "", "/movie.swf", "exe"),
        (packed({"AndroidManifest.xml": "x", "classes.dex": "y"}), "", "/app.apk", "exe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "", "/a", "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "", "/a.doc", "xls"),
        (b"\x89PNG\r\n\x1a\n\x00", "", "/a", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "/a", "image"),
        (b"\x00\x00\x00\x18ftypmp42", "", "/a", "video"),
        (b"ID3\x03\x00\x00", "", "/a", "audio"),
        (b"BMW and MZ are letters here", "text/plain", "/a.txt", "txt"),
        (b"<html><p>%PDF-1.4 is a sign", "text/html", "/a.pdf", "html"),
        (b"<?xml version='1.0'?><urlset/>", "text/xml", "/sitemap.xml", "xml"),
        (b"a;b\n1;2\n", "application/octet-stream", "/data.csv", "csv"),
        (None, "application/octet-stream", "/%D0%B6%D0%BE%D1%81%D0%BF%D0%B0%D1%80.docx?x=1", "docx"),
        (None, "application/pdf", "/download/15", "pdf"),
        (None, "application/octet-stream", "/download/15", "other"),
    ],
)
def test_kind(body: bytes | None, content_type: str, address: str, kind: str) -> None:
    """The bytes are believed before the server, the server before the name."""
    assert kind_of(body, content_type=content_type, address=f"http://127.0.0.1{address}") == kind


def test_name_in_the_disposition() -> None:
    """A download's own file name tells its kind when nothing else does."""
    assert kind_of(None, content_type="application/octet-stream", disposition="attachment; filename*=UTF-8''%D0%B0.xlsx") == "xlsx"


def test_failed_file_is_not_looked_into() -> None:
    """An error page under a file's address says nothing of the file."""
    seen = look(b"<html>404", state=PageState.HTTP_ERROR, status=404, why="HTTP 404", url="http://127.0.0.1/a.pdf")

    assert (seen.state, seen.text_layer, seen.why) == (PageState.HTTP_ERROR, None, "HTTP 404")


PREFIXES = [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"<?xml version='1.0'?><rss>", b"<feed>", b""]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PREFIXES), st.binary(max_size=300), st.sampled_from(["", "text/plain", "application/zip", "\x00/\xff"]))
def test_hostile_files_never_raise(prefix: bytes, rest: bytes, content_type: str) -> None:
    """Whatever the bytes are, a record comes out."""
    assert look(prefix + rest, content_type=content_type, url="http://[bad").state is PageState.OK


def test_xml_bomb_is_harmless() -> None:
    """Entities that multiply are not expanded."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "lol">{entities}]><rss><channel><title>&a11;</title></channel></rss>'
    seen = look(body.encode(), content_type="application/rss+xml")

    assert seen.kind == "feed"
    assert len(seen.title) <= 300
