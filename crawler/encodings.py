"""Content codings: what a server packed, unpacked piece by piece and never more than asked, so that a bomb stays small.

Source: RFC 9110, 8.4; what browsers do where servers do otherwise (names that are no codings, deflate without its
header, bytes after the end, a gzip of several members).
"""

import zlib
from collections.abc import Iterator

_OURS = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP = b"\x1f\x8b"
_OTHERS = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "sdch", "exi", "pack200-gzip", "lzma", "xz", "bzip2", "x-bzip2"})
_MOST_LAYERS = 2  # some servers pack twice by mistake; nobody packs more often with good intent
_PIECE = 64 * 1024  # bytes unpacked at a time


class BrokenEncoding(Exception):
    """What came is not what its Content-Encoding says."""


class Decoder:
    """Unpacks gzip and deflate, also one in the other; `able` is False for a coding that this program cannot unpack."""

    def __init__(self, encoding: str) -> None:
        names = [name for part in encoding.lower().split(",") if (name := part.strip()) in _OURS | _OTHERS]
        self.able = len(names) <= _MOST_LAYERS and not _OTHERS.intersection(names)
        self._layers = [_Layer(name) for name in reversed(names)] if self.able else []

    @property
    def whole(self) -> bool:
        """True when every layer has come to its end."""
        return all(layer.whole for layer in self._layers)

    @property
    def unpacked(self) -> int:
        """Bytes that came out of the layer that gave most."""
        return max((layer.given for layer in self._layers), default=0)

    def decode(self, data: bytes, most: int) -> bytes:
        """At most `most` bytes and a piece out of what came next; BrokenEncoding when it cannot be unpacked."""
        return b"".join(self._through(0, data, most))

    def _through(self, index: int, data: bytes, most: int) -> Iterator[bytes]:
        if index == len(self._layers):
            yield data
            return
        size = 0
        for piece in self._layers[index].pieces(data, most):
            for plain in self._through(index + 1, piece, most - size):
                yield plain
                size += len(plain)
                if size >= most:
                    return


class _Layer:
    def __init__(self, name: str) -> None:
        self._gzip = name != "deflate"
        self._inflate: zlib._Decompress | None = None
        self._head = b""  # too few bytes to tell what begins
        self._plain = self._over = False  # says that it is packed and is not; has ended
        self.given = 0
        self.whole = False

    def pieces(self, data: bytes, most: int) -> Iterator[bytes]:
        """Pieces out of the next bytes until about `most` bytes came out."""
        until, more = self.given + most, True
        while more and not self._over and self.given < until:
            if self._inflate is None and not self._plain:
                data = self._begin(self._head + data)
            if self._inflate is None:
                if data:
                    yield data
                return
            try:
                piece = self._inflate.decompress(data, _PIECE)
            except zlib.error as error:
                raise BrokenEncoding(str(error)) from error
            self.given += len(piece)
            if piece:
                yield piece
            data = self._inflate.unconsumed_tail
            more = bool(data) or len(piece) == _PIECE
            if self._inflate.eof:
                data, self._inflate, self.whole = self._inflate.unused_data, None, True
                more = bool(data)

    def _begin(self, data: bytes) -> bytes:
        """Find out what begins here; b"" while there are too few bytes to tell, or when what follows the end is not packed."""
        if len(data) < 2:
            self._head = data
            return b""
        self._head = b""
        if self._gzip and not data.startswith(_GZIP):
            self._plain, self._over = not self.whole, self.whole  # bytes after the end are passed over
            self.whole = True
            return b"" if self._over else data
        zlib_header = data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
        self._over = self.whole and not self._gzip
        if not self._over:
            self._inflate = zlib.decompressobj(31 if self._gzip else 15 if zlib_header else -15)
            self.whole = False
        return data
