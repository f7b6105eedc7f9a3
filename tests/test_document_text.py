"""What files say: the beginning of their text, in lines, whatever they are."""

import io
import zipfile

import pytest

from crawler.document_text import MOST, tidy
from crawler.documents import inspect
from facts import PageState
from tests.test_documents import docx, odt, packed, pdf

KAZAKH = "Азаматтарды қабылдау кестесі бекітілді"


def text_of(body: bytes, kind: str = "application/octet-stream") -> tuple[str, str]:
    document = inspect(body, url="http://127.0.0.1/file", content_type=kind)
    assert document.state is PageState.OK
    return document.text, document.text_lang


def word(paragraphs: str) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document><w:body>{paragraphs}</w:body></w:document>"})


def word97(text: str) -> bytes:
    streams = "WordDocument".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + text.encode("utf-16-le") + b"\xff\x00\xfe" * 300 + streams


RTF = (
    rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Times;}}\f0 \'c3\'f0\'e0\'f4\'e8\'ea \b \'ef\'f0\'e8\'b8\'ec\'e0\b0\par "
    rb"\u1179?\u1072?\u1073?\u1099?\u1083?\u1076?\u1072?\u1091? 12\~\{\u1078\'3f\}\line end}"
)
RUNS = "<w:p><w:r><w:t>Қабыл</w:t></w:r><w:r><w:t>дау &amp; кесте</w:t></w:r></w:p><w:p><w:t>2</w:t></w:p>"
STRINGS = "<sst><si><t>Атауы</t></si><si><r><t>Со</t></r><r><t>масы &lt;мың&gt;</t></r></si></sst>"
SHEET: dict[str, str | bytes] = {"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": STRINGS}


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        pytest.param(word(RUNS), "", "Қабылдау & кесте\n2", id="docx"),
        pytest.param(odt("Жос<text:span>пар</text:span></text:p><text:p>2026"), "", "Жоспар\n2026", id="odt"),
        pytest.param(packed(SHEET), "", "Атауы\nСомасы <мың>", id="xlsx"),
        pytest.param(RTF, "", "График приёма\nқабылдау 12 {ж}\nend", id="rtf"),
        pytest.param("а;б\r\n1;2\r\n\r\n".encode(), "text/csv", "а;б\n1;2", id="csv"),
        pytest.param("<?xml version='1.0'?><a><b>Жоспар</b><c>2026</c></a>".encode(), "text/xml", "Жоспар 2026", id="xml"),
        pytest.param(word97(f"{KAZAKH}\r12.05.2026 жылғы"), "application/msword", f"{KAZAKH}\n12.05.2026 жылғы", id="doc"),
    ],
)  # fmt: skip
def test_the_text_of_files(body: bytes, kind: str, text: str) -> None:
    """Paragraphs, cells and lines stand on lines of their own; words that a file cuts into runs are whole."""
    assert text_of(body, kind)[0] == text


def test_the_language_of_a_file() -> None:
    """It is told from the text."""
    assert [text_of(f"{KAZAKH} және баспасөз қызметі".encode(), "text/plain")[1], text_of(pdf(text=True))[1]] == ["kk", "en"]


def test_only_the_beginning_is_kept() -> None:
    """A file of a hundred pages gives so much and no more; one of pictures gives nothing."""
    long = [text_of(body)[0] for body in (docx(5_000), pdf(text=True, pages=60))]

    assert [len(text) for text in long] == [MOST, len(tidy(long[1]))]
    assert 8_000 < len(long[1]) <= MOST
    assert text_of(pdf(text=False)) == ("", "")


@pytest.mark.parametrize(
    "body", [b"{\\rtf1 " + b"\\u" * 500_000, b"{\\rtf1 " + b"{\\pict" * 200_000, b"{\\rtf1 \\u99999999999 x", b"\x30\x04" * 15 + b"\x00"]
)
def test_hostile_files_cost_little(body: bytes) -> None:
    """Whatever stands in them, they end, and their text is bounded."""
    assert len(text_of(body)[0]) <= MOST


def test_text_without_what_nobody_sees() -> None:
    """Control characters, turns of direction and lone surrogates are left out."""
    assert tidy("a\x00b \u202ec\ud800\n\n  d\te ") == "a b c\nd e"


def test_slides_come_by_number() -> None:
    """The tenth slide is behind the second."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<T/>")
        for number in (10, 2, 1):
            archive.writestr(f"ppt/slides/slide{number}.xml", f"<a:p><a:t>{number}</a:t></a:p>")

    assert text_of(out.getvalue())[0].split() == ["1", "2", "10"]
