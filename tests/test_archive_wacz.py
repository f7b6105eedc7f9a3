"""The WACZ is what the specification asks, the audit goes on from it, and a full disk leaves all as it was."""

import gzip
import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

import store.wacz
from facts import Exchange, Picture
from store import AuditFile, AuditFolderFull
from store.wacz import classic_surt, surt
from tests.test_archive import EXCHANGE, WARC
from tests.test_store import META, PAGE, SITE


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An audit of two pages with 3,000 exchanges and a picture, packed."""
    folder = tmp_path_factory.mktemp("wacz") / "audit"
    with AuditFile.create(folder, META) as file, file.together():
        for number in range(3_000):
            file.put_exchange(replace(EXCHANGE, url=f"https://body.gov.kz/n/{number}", body=str(number).encode() * 9))
        file.put_exchange(replace(EXCHANGE, url=PAGE.url))
        file.put_exchange(replace(EXCHANGE, url=PAGE.url, method="HEAD", body=b""))
        file.put_page(replace(PAGE, main_text="Қазақстан", fetched_at=EXCHANGE.at))
        file.put_page(replace(PAGE, url="https://body.gov.kz/kk/2", title="", fetched_at=EXCHANGE.at))
        file.put_site(SITE)
        (folder / "evidence" / "a.jpg").write_bytes(b"\xff\xd8")
        file.put_picture(Picture(page=PAGE.url, profile=PAGE.profile, selector="#map", file="evidence/a.jpg", width=1, height=1))
    with AuditFile.open(folder) as file:
        file.pack()
    return folder


@pytest.fixture
def packed(audit: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own, to be changed."""
    return Path(shutil.copytree(audit, tmp_path / "audit"))


def test_the_package_is_described(packed: Path) -> None:
    """Version, title, main page, and size and hash of every member but the description itself; the WARC is not compressed again."""
    with zipfile.ZipFile(packed / "audit.wacz") as zipped:
        raw = zipped.read("datapackage.json")
        package, digest = json.loads(raw), json.loads(zipped.read("datapackage-digest.json"))
        members = {name: zipped.read(name) for name in zipped.namelist() if not name.startswith("datapackage")}
        stored = {info.filename for info in zipped.infolist() if info.compress_type == zipfile.ZIP_STORED}

    assert (package["profile"], package["wacz_version"], package["title"]) == ("data-package", "1.1.1", META.plan.url)
    assert package["mainPageUrl"] == PAGE.url
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
    assert {row["path"]: (row["bytes"], row["hash"]) for row in package["resources"]} == {
        name: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") for name, data in members.items()
    }
    assert {"archive/exchanges.warc.gz", "archive/pictures.warc.gz", "indexes/index.cdx.gz"} <= stored


def test_viewers_find_the_bytes_where_the_zip_says(packed: Path) -> None:
    """No member has a longer header at its place than in the list: replayweb.page counts without looking."""
    data = (packed / "audit.wacz").read_bytes()
    with zipfile.ZipFile(packed / "audit.wacz") as zipped:
        for info in zipped.infolist():
            assert int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little") == len(info.extra) == 0


def test_the_index_leads_to_every_record(packed: Path) -> None:
    """Sorted keys, blocks found by the secondary index, each line's offset and length leading to the record of its address."""
    with zipfile.ZipFile(packed / "audit.wacz") as zipped:
        index, blocks = zipped.read("indexes/index.idx").decode().splitlines(), zipped.read("indexes/index.cdx.gz")
        warcs = {name: zipped.read(f"archive/{name}") for name in ("exchanges.warc.gz", "pictures.warc.gz")}
    lines: list[str] = []
    for row in index[1:]:
        key, _, told = row.partition(" {")
        place: dict[str, Any] = json.loads("{" + told)
        block = gzip.decompress(blocks[place["offset"] : place["offset"] + place["length"]]).decode().splitlines()
        assert block[0].startswith(key)
        lines += block

    assert json.loads(index[0].removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert lines == sorted(lines)
    assert len(lines) == 3_000 + 2 + 2  # HEAD not at all; a path that ends with a slash and a picture under two keys
    for line in lines[::97]:
        key, moment, told = line.split(" ", 2)
        entry = json.loads(told)
        start = int(entry["offset"])
        record = next(iter(ArchiveIterator(BytesIO(warcs[entry["filename"]][start : start + int(entry["length"])]))))
        assert key in {surt(entry["url"]), classic_surt(entry["url"])}
        assert moment == ("20261120000001" if entry["filename"].startswith("ex") else "20261120000000")
        if not entry["url"].startswith("urn:"):
            assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        assert f"sha256:{hashlib.sha256(record.raw_stream.read()).hexdigest()}" == entry["digest"]


def test_pages_are_listed_with_text(packed: Path) -> None:
    """A head line, then each page with address, time, title and text, home pages first."""
    with zipfile.ZipFile(packed / "audit.wacz") as zipped:
        head, *pages = [json.loads(line) for line in zipped.read("pages/pages.jsonl").splitlines()]

    assert head["format"] == "json-pages-1.0"
    assert [(page["url"], page["ts"], page["title"], page["text"]) for page in pages] == [
        (PAGE.url, EXCHANGE.at, PAGE.title, "Қазақстан"),
        ("https://body.gov.kz/kk/2", EXCHANGE.at, "https://body.gov.kz/kk/2", ""),
    ]


def test_the_warc_lives_in_the_wacz_until_the_audit_goes_on(packed: Path) -> None:
    """No second copy stands beside it; exchanges are read from it; the next one takes it out; packing again puts it back."""
    assert not (packed / "archive").exists()
    with AuditFile.open(packed) as file:
        kept = file.exchange(PAGE.url)
        assert isinstance(kept, Exchange)
        assert kept.body == EXCHANGE.body
        assert (packed / "audit.wacz").exists()
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/new"))
        assert (packed / WARC).exists()
        assert not (packed / "audit.wacz").exists()
        file.pack()
        file.pack()
        again = file.exchange(PAGE.url)

        assert again == kept
        assert file.exchange("https://body.gov.kz/new") is not None
    assert not (packed / "archive").exists()


def test_packing_killed_before_its_end_is_no_harm(packed: Path) -> None:
    """With the WARC still beside the finished package, or half a package beside the WARC, the audit goes on and packs again."""
    with zipfile.ZipFile(packed / "audit.wacz") as zipped:
        zipped.extract("archive/exchanges.warc.gz", packed)
    (packed / "audit.wacz.tmp").write_bytes(b"half")
    with AuditFile.open(packed) as file:
        assert file.exchange(PAGE.url) is not None
        file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/new"))
        assert not (packed / "audit.wacz").exists()
        file.pack()
        assert file.exchange("https://body.gov.kz/new") is not None
    assert sorted(path.name for path in packed.iterdir()) == ["audit.db", "audit.wacz", "evidence", "manifest.json"]


def test_a_full_disk_while_packing_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The WARC stays beside, no half package is left, and packing works when there is room."""
    with AuditFile.create(tmp_path, META) as file:
        file.put_exchange(EXCHANGE)
        with monkeypatch.context() as patch:
            patch.setattr(store.wacz, "_flush", _full)
            with pytest.raises(AuditFolderFull, match="no room left"):
                file.pack()

        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("audit.w")) == []
        assert file.exchange(EXCHANGE.url) == EXCHANGE
        assert file.pack() == tmp_path / "audit.wacz"
        with monkeypatch.context() as patch:
            patch.setattr(store.wacz, "_flush", _full)
            with pytest.raises(AuditFolderFull):
                file.put_exchange(replace(EXCHANGE, url="https://body.gov.kz/new"))

        assert file.exchange(EXCHANGE.url) == EXCHANGE


def _full(out: IO[bytes]) -> None:
    raise OSError(28, os.strerror(28))


def test_nothing_exchanged_is_nothing_to_pack(tmp_path: Path) -> None:
    """An audit of an older version has no WARC: no package is made of nothing."""
    with AuditFile.create(tmp_path, META) as file:
        assert file.pack() is None


@pytest.mark.parametrize(
    ("url", "key", "classic"),
    [
        ("https://www.gov.kz/Memleket/X?lang=kk", "kz,gov)/memleket/x?lang=kk", None),
        ("http://Body.gov.kz:8080", "kz,gov,body:8080)/", None),
        ("https://body.gov.kz:443/a?b=2&a=1&b=1", "kz,gov,body)/a?a=1&b=2&b=1", "kz,gov,body)/a?a=1&b=1&b=2"),
        ("https://body.gov.kz/kk/", "kz,gov,body)/kk/", "kz,gov,body)/kk"),
        ("https://body.gov.kz/?q=%D2%9B+x~", "kz,gov,body)/?q=%D2%9B+x%7E", "kz,gov,body)/?q=%d2%9b+x~"),
        ("urn:view:https://body.gov.kz/", "urn:view:https://body.gov.kz/", None),
        ("https://[broken/ x", "https://[broken/%20x", None),
    ],
)
def test_addresses_are_sorted_as_viewers_look_them_up(url: str, key: str, classic: str | None) -> None:
    """Host reversed without www, lower case, query sorted, no space in a key; replayweb.page and pywb differ in slashes and queries."""
    assert (surt(url), classic_surt(url)) == (key, classic or key)
