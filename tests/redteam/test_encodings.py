"""Content codings: bombs stay small, and half a page is never taken for a whole one."""

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from crawler.encodings import BrokenEncoding, Decoder

TEXT = "".join(f"<p>Қызмет {number} {random.Random(number).random()}</p>" for number in range(3000)).encode()


def deflated(body: bytes, bits: int = 15) -> bytes:
    """The body as `deflate`, with or without (-15) the zlib header."""
    pack = zlib.compressobj(9, zlib.DEFLATED, bits)
    return pack.compress(body) + pack.flush()


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    """The body in pieces of a size."""
    yield from (body[at : at + size] for at in range(0, len(body), size))


def unpacked(encoding: str, sent: bytes, size: int = 1000, most: int = 1 << 24) -> tuple[bytes, bool]:
    """What came out, and whether it is the whole."""
    decoder = Decoder(encoding)
    return b"".join(decoder.decode(piece, most) for piece in pieces(sent, size)), decoder.whole


@pytest.mark.parametrize("size", [1, 2, 3, 1000, 1 << 20])
@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("UTF-8", TEXT),  # no coding at all, as some servers write
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("deflate", deflated(TEXT)),
        ("deflate", deflated(TEXT, -15)),
        ("gzip", gzip.compress(TEXT[:9999]) + gzip.compress(TEXT[9999:])),  # two members
        ("gzip", gzip.compress(TEXT) + b"\0" * 64),  # padded
        ("gzip", gzip.compress(TEXT) + b"<!-- 0.2 s -->"),
        ("gzip", TEXT),  # says so and is not
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("deflate, gzip", gzip.compress(deflated(TEXT))),
    ],
)
def test_what_can_be_unpacked(encoding: str, sent: bytes, size: int) -> None:
    """In pieces of any size, the same body comes out, and it is known to be whole."""
    assert unpacked(encoding, sent, size) == (TEXT, True)


@pytest.mark.parametrize(
    "packed", [("gzip", gzip.compress(TEXT)), ("deflate", deflated(TEXT)), ("gzip,gzip", gzip.compress(gzip.compress(TEXT)))]
)
@pytest.mark.parametrize("share", [0.0001, 0.5, 0.9999])
def test_cut_short(packed: tuple[str, bytes], share: float) -> None:
    """What ends before its end is not whole."""
    encoding, sent = packed
    body, whole = unpacked(encoding, sent[: max(1, int(len(sent) * share))])
    assert not whole
    assert TEXT.startswith(body)


@pytest.mark.parametrize("packed", [("gzip", gzip.compress(TEXT)), ("deflate", deflated(TEXT))])
def test_damaged_in_the_middle(packed: tuple[str, bytes]) -> None:
    """A changed byte is an error and no short page."""
    encoding, sent = packed
    middle = len(sent) // 2
    with pytest.raises(BrokenEncoding):
        unpacked(encoding, sent[:middle] + bytes(byte ^ 0xFF for byte in sent[middle : middle + 40]) + sent[middle + 40 :])


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, br", "dcb", "gzip, gzip, gzip"])
def test_what_cannot_be_unpacked(encoding: str) -> None:
    """Codings that were not offered are known for what they are."""
    assert not Decoder(encoding).able


def _bombs() -> dict[str, tuple[str, bytes]]:
    zeros = gzip.compress(b"\0" * (64 << 20), 9)
    return {
        "gzip": ("gzip", zeros),
        "deflate": ("deflate", deflated(b"\0" * (64 << 20))),
        "nested": ("gzip, gzip", gzip.compress(zeros * 16)),
        "nothing": ("gzip, gzip", gzip.compress(gzip.compress(b"") * 1_000_000, 9)),  # much in between, nothing in the end
        "members": ("gzip", gzip.compress(b"\0" * 100_000, 9) * 10_000),
    }


@pytest.mark.parametrize("name", ["gzip", "deflate", "nested", "nothing", "members"])
def test_bombs(name: str) -> None:
    """However much is packed, no more than was asked for comes out of any layer, in little memory."""
    encoding, sent = _bombs()[name]
    decoder, most, size = Decoder(encoding), 1 << 20, 0
    tracemalloc.start()
    for piece in pieces(sent, 65536):
        size += len(decoder.decode(piece, most - size + 1))
        if max(size, decoder.unpacked) > most:
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(size, decoder.unpacked) > most
    assert size <= most + (64 << 10) + 1
    assert peak < 12 << 20
