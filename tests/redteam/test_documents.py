"""Files made to hurt whoever opens them: each is inspected in bounded time and memory, and its kind is told."""

import io
import subprocess
import sys
import textwrap
import zipfile
import zlib

import msgspec
import pytest

from crawler.documents import inspect
from facts import Document

_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha ha ha ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)


def zipped(parts: dict[str, bytes], *, copies: int = 0) -> bytes:
    """A zip of parts; `copies` more directory entries of the last one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
        for number in range(copies):
            archive.writestr(f"m{number}", b"")
    return file.getvalue()


def office(kind: str, part: str, body: bytes) -> bytes:
    """An office file with one part."""
    return zipped({"[Content_Types].xml": b"<Types/>", f"{kind}/x.xml": b"<x/>", part: body})


def pdf(content: bytes, *, catalog: bytes = b"", pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>", extra: bytes = b"") -> bytes:
    """A PDF of one page with this packed content stream, without a table of its objects."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj\n2 0 obj" + pages + b"endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n"
        % len(content)
        + content
        + b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + extra
        + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"
    )


_SPACES = zlib.compress(b" " * (120 << 20), 9)
FILES: dict[str, tuple[str, bytes]] = {
    "docx-bomb": ("docx", office("word", "word/document.xml", b"<w:t>a</w:t>" * 4_000_000)),
    "docx-one-tag": ("docx", office("word", "word/document.xml", b"<w:t " + b"a" * (40 << 20))),
    "docx-open-tags": ("docx", office("word", "word/document.xml", b"<w:t>" * 4_000_000)),
    "docx-laughs": ("docx", office("word", "word/document.xml", _LAUGHS + b"]><w:t>&a11;</w:t>")),
    "docx-title": ("docx", office("word", "docProps/core.xml", b"<dc:title>" * 2_000_000)),
    "xlsx-bomb": ("xlsx", office("xl", "xl/sharedStrings.xml", b"\0" * (200 << 20))),
    "pptx-many": ("pptx", office("ppt", "ppt/slides/slide1.xml", b"<a:t>x</a:t>" * 1_000_000)),
    "pptx-slides": (
        "pptx",
        zipped({"[Content_Types].xml": b"", **{f"ppt/slides/slide{n}.xml": b"<a:t>x</a:t>" + b" " * (1 << 20) for n in range(500)}}),
    ),
    "odt-bomb": (
        "odt",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:body " + b"<" * (30 << 20)}),
    ),
    "zip-bomb": ("zip", zipped({f"{n}.bin": b"\0" * (4 << 20) for n in range(30)})),
    "zip-members": ("zip", zipped({"a": b""}, copies=60_000)),
    "zip-paths": ("zip", zipped({"../../etc/cron.d/x": b"x", "/etc/passwd": b"x", "C:\\x": b"x"})),
    "zip-cut": ("zip", zipped({"a": b"abc" * 1000})[:-40]),
    "zip-nested": ("zip", zipped({"a.zip": zipped({"b.zip": zipped({"c": b"\0" * (4 << 20)})})})),
    "xml-laughs": ("xml", _LAUGHS + b"]><x>&a11;</x>"),
    "feed-laughs": ("feed", _LAUGHS + b"]><rss><channel><title>&a11;</title></channel></rss>"),
    "feed-external": ("feed", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><title>&a;</title></channel></rss>'),
    "feed-endless": ("feed", b"<rss><channel>" + b"<item><title>x</title></item>" * 60_000),
    "feed-deep": ("feed", b"<rss><channel>" + b"<x>" * 200_000),
    "feed-surrogates": (
        "feed",
        b"<rss><channel><title>&#xD800;&#0;&#x1b;]0;x&#7;</title><item><title>&#55296;</title></item></channel></rss>",
    ),
    "pdf-bomb": ("pdf", pdf(_SPACES)),
    "pdf-bomb-twice": ("pdf", pdf(zlib.compress(_SPACES, 9)).replace(b"/Filter/FlateDecode", b"/Filter[/FlateDecode/FlateDecode]")),
    "pdf-operators": ("pdf", pdf(zlib.compress(b"BT /F 9 Tf (a) Tj ET " * 400_000, 9))),
    "pdf-arrays": ("pdf", pdf(zlib.compress(b"[" * 2_000_000, 9))),
    "pdf-pages-loop": ("pdf", pdf(b"", pages=b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")),
    "pdf-count": ("pdf", pdf(b"", pages=b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>")),
    "pdf-deep": ("pdf", b"%PDF-1.7\n1 0 obj" + b"<</A" * 100_000 + b"endobj trailer<</Root 1 0 R>>"),
    "pdf-title": ("pdf", pdf(b"", extra=b"6 0 obj<</Title<FEFFD800001B005D0030>>>endobj\n").replace(b"/Size 6", b"/Size 7/Info 6 0 R")),
    "pdf-javascript": ("pdf", pdf(b"", catalog=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
    "pdf-xref-loop": ("pdf", b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF"),
    "rtf-deep": ("rtf", b"{\\rtf1 " + b"{" * 2_000_000),
    "rtf-pict": ("rtf", b"{\\rtf1 " + b"{\\pict " * 300_000),
    "doc-noise": ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"a\0" * 8_000_000),
    "csv-null": ("csv", b"\0" * 10_000_000),
    "csv-one-line": ("csv", b"=1+1," * 3_000_000),
}
_HARNESS = """
    import msgspec, pathlib, re, sys
    from crawler.documents import inspect
    for name in sys.argv[2:]:
        print(name, file=sys.stderr, flush=True)
        body = pathlib.Path(sys.argv[1], name).read_bytes()
        record = msgspec.json.encode(inspect(body, url="https://mid.gov.kz/" + name)).decode()
        status = pathlib.Path("/proc/self/status").read_text()  # getrusage would tell the peak of the process before exec, too
        peak = int(re.search(r"VmHWM:[ \\t]*([0-9]+)", status)[1])
        print(peak << 10, record, flush=True)
"""
Made = dict[str, tuple[int, Document]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What a program with a gigabyte and a half of memory makes of each file, and the most memory it took until then."""
    folder = tmp_path_factory.mktemp("files")
    names = {name: f"{name}.{'rss' if kind == 'feed' else kind}" for name, (kind, _) in FILES.items()}
    for name, (_, body) in FILES.items():
        (folder / names[name]).write_bytes(body)
    run = subprocess.run(
        ["bash", "-c", 'ulimit -v 1600000; exec "$@"', "-", sys.executable, "-c", textwrap.dedent(_HARNESS), str(folder), *names.values()],
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    lines = [line.partition(b" ") for line in run.stdout.splitlines()]
    return {name: (int(peak), msgspec.json.decode(record, type=Document)) for name, (peak, _, record) in zip(FILES, lines, strict=True)}


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, made: Made) -> None:
    """The record is whole, can be kept, and no control character or lone surrogate stands in it."""
    peak, document = made[name]
    assert document.kind == FILES[name][0]
    said = document.title + document.why + "".join(document.feed_titles)
    assert said.isprintable(), said
    assert len(said) < 5000
    assert peak < 700 << 20


def test_what_feeds_say(made: Made) -> None:
    """Entities of a feed's own making stay unread, its entries are counted, and what cannot be read is told."""
    assert made["feed-laughs"][1].title == made["feed-external"][1].title == ""
    assert made["feed-endless"][1].entries == 60_000
    assert made["feed-deep"][1].why == "not-well-formed"
    assert made["feed-surrogates"][1].entries == 1


def test_names_of_files() -> None:
    """A name that a server gives is read for its ending only."""
    for given in (
        'attachment; filename="../../../../etc/passwd.pdf"',
        "attachment; filename*=UTF-8''..%2f..%2fx.pdf",
        'x; filename="a\0.pdf"',
    ):
        assert inspect(None, url="https://mid.gov.kz/get", disposition=given).kind == "pdf"
