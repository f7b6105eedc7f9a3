"""How long an animated picture moves, read from its bytes: GIF, APNG and WebP."""

from dataclasses import dataclass

_SHORTEST = 0.011  # seconds; browsers show a frame that asks for less a tenth of a second
_USUAL = 0.1
_MOST_FRAMES = 5_000


@dataclass(frozen=True, slots=True)
class Film:
    """Frames of a picture and the seconds that it plays; None for ever."""

    frames: int
    seconds: float | None


def film(data: bytes) -> Film | None:
    """The film in a picture; None when it has one frame only or is no picture of these kinds."""
    try:
        if data[:4] == b"GIF8":
            return _gif(data)
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except IndexError:  # cut off: what browsers make of it is not known
        return None
    return None


def _made(delays: list[float], times: int) -> Film | None:
    if len(delays) < 2:
        return None
    once = sum(_USUAL if delay < _SHORTEST else delay for delay in delays)
    return Film(len(delays), once * times if times else None)


def _gif(data: bytes) -> Film | None:
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    delays: list[float] = []
    delay, times = 0.0, 1
    while data[at] != 0x3B and len(delays) < _MOST_FRAMES:
        if data[at] == 0x2C:
            delays.append(delay)
            packed = data[at + 9]
            at += 11 + (3 << (packed & 7) + 1 if packed & 0x80 else 0)
        elif data[at] == 0x21:
            if data[at + 1] == 0xF9:
                delay = int.from_bytes(data[at + 4 : at + 6], "little") / 100
            elif data[at + 1] == 0xFF and data[at + 3 : at + 14] == b"NETSCAPE2.0":
                repeats = int.from_bytes(data[at + 16 : at + 18], "little")
                times = repeats + 1 if repeats else 0
            at += 2
        else:
            return None
        while data[at]:
            at += data[at] + 1
        at += 1
    return _made(delays, times)


def _png(data: bytes) -> Film | None:
    at = 8
    delays: list[float] = []
    times = 1
    while at + 8 <= len(data) and len(delays) < _MOST_FRAMES:
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name == b"acTL":
            times = int.from_bytes(data[at + 12 : at + 16], "big")
        elif name == b"fcTL":
            above, below = int.from_bytes(data[at + 28 : at + 30], "big"), int.from_bytes(data[at + 30 : at + 32], "big")
            delays.append(above / (below or 100))
        elif name == b"IDAT" and not delays and b"acTL" not in data[:at]:
            return None
        at += size + 12
    return _made(delays, times)


def _webp(data: bytes) -> Film | None:
    at = 12
    delays: list[float] = []
    times = 1
    while at + 8 <= len(data) and len(delays) < _MOST_FRAMES:
        size, name = int.from_bytes(data[at + 4 : at + 8], "little"), data[at : at + 4]
        if name == b"ANIM":
            times = int.from_bytes(data[at + 12 : at + 14], "little")
        elif name == b"ANMF":
            delays.append(int.from_bytes(data[at + 20 : at + 23], "little") / 1000)
        elif name == b"VP8X" and not data[at + 8] & 2:
            return None
        at += 8 + size + (size & 1)
    return _made(delays, times)
