"""Exchanges are kept as WARC: byte for byte, at once, and readable by others."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from facts import Document, Exchange, PageState
from store import AuditFile, AuditFileUnreadable, AuditFolderFull, AuditFolderUnwritable
from tests.test_store import META, PAGE

ROOT = Path(__file__).parent.parent
WARC = Path("archive") / "exchanges.warc.gz"
EXCHANGE = Exchange(
    url="https://body.gov.kz/kk/?q=%D2%9B",
    sent=(("User-Agent", "tekser"), ("Accept", "*/*")),
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=windows-1251"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "17"),
        ("Transfer-Encoding", "chunked"),
        ("X-Name", "Қазақстан é"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body=bytes(range(256)) * 9 + b"\r\n\r\nWARC/1.0\r\n",
    at="2026-11-20T00:00:01Z",
    seconds=0.25,
)


def test_an_exchange_comes_back_as_it_was_put(tmp_path: Path) -> None:
    """Every field and every byte of the body are equal after closing and opening."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(EXCHANGE)

        assert file.exchange(EXCHANGE.url) == EXCHANGE
    with AuditFile.open(tmp_path) as file:
        assert file.exchange(EXCHANGE.url) == EXCHANGE
        assert file.exchange(EXCHANGE.url, "HEAD") is None
        assert file.exchange("https://body.gov.kz/") is None


def test_the_file_holds_what_was_sent_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    """The request's body stands in its record; the record at the beginning names the limits."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(replace(EXCHANGE, method="POST", given="іздеу=қала".encode(), by="desktop-chrome"))
    with (tmp_path / WARC).open("rb") as stream:
        records = {record.rec_type: record.raw_stream.read() for record in ArchiveIterator(stream, no_record_parse=True)}

    assert b"limits: of what browsers asked for, answers above 5 MB" in records["warcinfo"]
    assert records["request"].startswith(b"POST /kk/?q=%D2%9B HTTP/1.1")
    assert records["request"].endswith("\r\n\r\nіздеу=қала".encode())


def test_the_last_answer_to_the_same_question_counts(tmp_path: Path) -> None:
    """Method, Cookie header and who asked keep answers apart; a second answer to the fetching tier takes the first one's place."""
    asked = replace(EXCHANGE, sent=(("Cookie", "lang=kk"),), body=b"kk")
    with AuditFile.create(tmp_path, META) as file:
        for exchange in (
            replace(EXCHANGE, status=503),
            EXCHANGE,
            asked,
            replace(EXCHANGE, by="desktop-chrome", body=b"browser", kind="document"),
        ):
            file.put_exchange(exchange)

        assert file.exchange(EXCHANGE.url) == EXCHANGE
        assert file.exchange(EXCHANGE.url, cookie="lang=kk") == asked
        assert file.has_exchange(EXCHANGE.url, "desktop-chrome")
        assert not file.has_exchange(EXCHANGE.url, "phone-android")


def test_the_warc_file_is_what_the_standard_asks(tmp_path: Path) -> None:
    """warcio reads it: warcinfo first, a request for each response, right digests, the encoding's headers moved, cut ones said."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(EXCHANGE)
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/big", cut="length", status=299))

    with (tmp_path / WARC).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.http_headers, record.content_stream().read()) for record in ArchiveIterator(stream)
        ]
    kinds = [kind for kind, *_ in records]
    info, asked, answer, _, cut = records
    http = answer[2]

    assert kinds == ["warcinfo", "request", "response", "request", "response"]
    assert b"software: tekser 0.1.0" in info[3]
    assert asked[1].get_header("WARC-Concurrent-To") == answer[1].get_header("WARC-Record-ID")
    assert (asked[2].protocol, asked[2].statusline) == ("GET", "/kk/?q=%D2%9B HTTP/1.1")
    assert answer[3] == EXCHANGE.body
    assert (http.get_header("Content-Length"), http.get_header("Content-Encoding")) == (str(len(EXCHANGE.body)), None)
    assert (http.get_header("X-Archive-Orig-Content-Encoding"), http.get_header("X-Archive-Orig-Content-Length")) == ("gzip", "17")
    assert [cut[1].get_header("WARC-Truncated"), answer[1].get_header("WARC-Truncated")] == ["length", None]
    checker = Checker(_CheckerArguments(tmp_path / WARC))
    checker.process_all()

    assert checker.exit_value == 0


class _CheckerArguments:
    """What `warcio check FILE` was given on its command line."""

    def __init__(self, path: Path) -> None:
        self.inputs = [str(path)]
        self.verbose = False


def test_a_header_of_the_site_cannot_write_records(tmp_path: Path) -> None:
    """Line ends in an address, a header or a method stay inside their line."""
    evil = "x\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n"
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(
            replace(EXCHANGE, url=f"https://body.gov.kz/{evil}", headers=(("X", evil), (evil, "y")), sent=(("Z", evil),), kind=evil)
        )
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/after"))

        assert file.exchange("https://body.gov.kz/after") is not None
    with (tmp_path / WARC).open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]

    assert kinds == ["warcinfo", "request", "response", "request", "response"]


def test_a_loose_tail_is_cut(tmp_path: Path) -> None:
    """Bytes that no row of the index knows go with the next exchange, and a row whose record the disk lost goes too."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(EXCHANGE)
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/2"))
    whole = (tmp_path / WARC).read_bytes()
    (tmp_path / WARC).write_bytes(whole + b"half a record")
    with AuditFile.open(tmp_path) as file:
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/3"))
    longer = (tmp_path / WARC).read_bytes()
    (tmp_path / WARC).write_bytes(longer[:-5])
    with AuditFile.open(tmp_path) as file:
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/4"))
        kept = [file.has_exchange(f"https://body.gov.kz/{number}", "fetch") for number in (2, 3, 4)]

    assert longer.startswith(whole)
    assert kept == [True, False, True]
    _assert_whole(tmp_path)


def test_a_damaged_record_is_told_not_returned(tmp_path: Path) -> None:
    """A flipped byte inside a record never comes back as what the site said."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(EXCHANGE)
    data = bytearray((tmp_path / WARC).read_bytes())
    data[-40] ^= 1
    (tmp_path / WARC).write_bytes(data)

    with AuditFile.open(tmp_path) as file, pytest.raises(AuditFileUnreadable, match=r"exchanges\.warc\.gz"):
        file.exchange(EXCHANGE.url)


def test_drafts_wait_for_their_turn(tmp_path: Path) -> None:
    """A page and a document come back as what they were, and are gone when the crawl ends."""
    document = Document(url="https://body.gov.kz/a.pdf", final_url="https://body.gov.kz/a.pdf", state=PageState.OK)
    with AuditFile.create(tmp_path, META) as file:
        file.put_draft(PAGE.url, PAGE.profile, PAGE)
        file.put_draft(document.url, "fetch", document)

        assert (file.draft(PAGE.url, PAGE.profile), file.draft(document.url, "fetch")) == (PAGE, document)
        assert file.draft(PAGE.url, "phone-android") is None
        file.drop_drafts()
        assert file.draft(PAGE.url, PAGE.profile) is None


def test_puts_together_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    """An exception between two puts takes back records, rows of the index and bytes of the archive."""
    with AuditFile.create(tmp_path, META) as file:
        with file.together():
            file.put_page(PAGE)
            file.put_exchange(EXCHANGE)
        with pytest.raises(ZeroDivisionError), file.together():  # noqa: PT012  # what is put before it is the test
            file.put_page(replace(PAGE, url="https://body.gov.kz/never"))
            file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/never"))
            raise ZeroDivisionError
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/after"))

        assert [page.url for page in file.pages()] == [PAGE.url]
        assert file.exchange("https://body.gov.kz/never") is None
    _assert_whole(tmp_path)


def test_a_first_exchange_that_is_taken_back_leaves_nothing(tmp_path: Path) -> None:
    """The archive begins anew, with its warcinfo, when the transaction that began it is undone."""
    with AuditFile.create(tmp_path, META) as file:
        with pytest.raises(ZeroDivisionError), file.together():  # noqa: PT012  # what is put before it is the test
            file.put_exchange(EXCHANGE)
            raise ZeroDivisionError
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/after"))
    with (tmp_path / WARC).open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]

    assert kinds == ["warcinfo", "request", "response"]
    _assert_whole(tmp_path)


def test_two_writers_are_refused(tmp_path: Path) -> None:
    """A second run in the same folder is told so before it can write into the first one's records."""
    with AuditFile.create(tmp_path, META) as first:
        first.put_exchange(EXCHANGE)
        with AuditFile.open(tmp_path) as second, pytest.raises(AuditFolderUnwritable, match="another run"):
            second.put_exchange(EXCHANGE)


WRITER = """
import dataclasses, sys
from pathlib import Path
from store import AuditFile
from tests.test_archive import EXCHANGE, PAGE
with AuditFile.open(Path(sys.argv[1])) as file:
    for number in range(int(sys.argv[2]), 100_000):
        url = f"https://body.gov.kz/{number}"
        with file.together():
            file.put_exchange(dataclasses.replace(EXCHANGE, url=url, body=url.encode() * (number % 977)))
            file.put_page(dataclasses.replace(PAGE, url=url))
        file.put_exchange(dataclasses.replace(EXCHANGE, url=url, by="desktop-chrome"))
        print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Five times kill -9 at random: what the writer said it had put is there byte for byte, and the archive is whole."""
    AuditFile.create(tmp_path, META).close()
    draw = random.Random(7)
    said = -1
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(said + 1)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(draw.random() / 10)
            os.kill(writer.pid, signal.SIGKILL)
            lines = [first, *writer.stdout.read().splitlines()]
        said = max(int(line) for line in lines if line.strip())
        with AuditFile.open(tmp_path) as file:
            for number in (*range(0, said, 50), *range(max(0, said - 50), said + 1)):
                url = f"https://body.gov.kz/{number}"
                kept = file.exchange(url)

                assert kept is not None
                assert kept.body == url.encode() * (number % 977)
                assert file.page(url, PAGE.profile) is not None
            file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/after"))
        _assert_whole(tmp_path)

    assert said > 5


def _assert_whole(folder: Path) -> None:
    """Every response of the WARC stands in the index at its place, nothing else stands there, and no log is left beside the database."""
    with (folder / WARC).open("rb") as stream:
        walker = ArchiveIterator(stream, check_digests="raise")
        found = [
            (walker.get_record_offset(), record.rec_headers.get_header("WARC-Target-URI"))
            for record in walker
            if record.rec_type == "response" and record.content_stream().read() is not None
        ]
    with AuditFile.open(folder) as file:
        known = [(entry.slot.offset, entry.url) for entry in file.exchanges()]

    assert found == known
    assert not list(folder.glob("audit.db-*"))


FILLER = """
import dataclasses, resource, signal, sys
from pathlib import Path
from store import AuditFile, AuditFolderFull, AuditFolderUnwritable
from tests.test_archive import EXCHANGE, PAGE
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
file, put = AuditFile.open(Path(sys.argv[1])), -1
try:
    for number in range(100_000):
        url = f"https://body.gov.kz/{number}"
        if sys.argv[2] == "exchange":
            file.put_exchange(dataclasses.replace(EXCHANGE, url=url, body=__import__("os").urandom(9_000)))
        else:
            file.put_page(dataclasses.replace(PAGE, url=url, main_text="x" * 9_000))
        put = number
except AuditFolderUnwritable as error:
    print(put, type(error).__name__, error)
try:
    file.close()
except AuditFolderUnwritable:
    print("closed unwritable")
"""


@pytest.mark.parametrize("kind", ["exchange", "page"])
def test_a_full_disk_loses_nothing_and_can_be_gone_on_with(tmp_path: Path, kind: str) -> None:
    """When no file may grow any more, one clear error comes; what was put before is there, and with room the audit goes on."""
    AuditFile.create(tmp_path, META).close()
    ended = subprocess.run([sys.executable, "-c", FILLER, str(tmp_path), kind], capture_output=True, text=True, cwd=ROOT, check=False)

    assert ended.returncode == 0, ended.stderr
    put, name, *_ = ended.stdout.split()
    assert int(put) > 5
    assert name in {AuditFolderFull.__name__, AuditFolderUnwritable.__name__}
    with AuditFile.open(tmp_path) as file:
        for number in range(int(put) + 1):
            url = f"https://body.gov.kz/{number}"
            assert file.exchange(url) if kind == "exchange" else file.page(url, PAGE.profile)
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/after"))
        assert file.exchange("https://body.gov.kz/after") is not None
    _assert_whole(tmp_path)
