"""Screenshots for the HTML report: small enough to stand in it, the rest as links to the evidence folder."""

import base64
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

from facts import Picture
from reports.faults import Fault
from reports.model import Row

BUDGET = 2_000_000  # bytes of all pictures inside the file
WIDTH, HEIGHT = 900, 700  # pixels at most
QUALITY = 75
_EVIDENCE = re.compile(r"evidence/[A-Za-z0-9_-]+\.[a-z]{3,4}")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as the report shows it: inside it (`data`) or beside it (`href`)."""

    href: str
    alt: str
    width: int
    height: int
    data: str = ""


class Shots:
    """Shots by fault."""

    def __init__(self, shots: dict[int, Shot]) -> None:
        self._shots = shots

    def get(self, fault: Fault) -> Shot | None:
        """The fault's picture, None where there is none."""
        return self._shots.get(id(fault))


def shots_of(rows: Iterable[Row], folder: Path, shown: int) -> Shots:
    """Pictures of the faults that are shown; the faults on most pages are put in first, while the budget lasts."""
    faults = [(fault, fault.picture) for row in rows for fault in _faults(row, shown) if fault.picture]
    shots: dict[int, Shot] = {}
    left = BUDGET
    for fault, picture in sorted(faults, key=lambda pair: -pair[0].pages):
        shot = _shot(fault, picture, folder, left)
        left -= len(shot.data)
        shots[id(fault)] = shot
    return Shots(shots)


def _faults(row: Row, shown: int) -> Iterator[Fault]:
    yield from row.faults[:shown]
    for part in row.parts:
        yield from _faults(part, shown)


def _shot(fault: Fault, picture: Picture, folder: Path, budget: int) -> Shot:
    if not _EVIDENCE.fullmatch(picture.file):  # no name that this program gives: nothing to look at, and nothing to link to
        return Shot("", "", 0, 0)
    shown = _small(folder, picture.file)
    alt = f"{fault.example.target} — {picture.page}"
    href = quote(picture.file)
    if shown is None:
        return Shot(href, alt, picture.width, picture.height)
    data, width, height = shown
    return Shot(href, alt, width, height, data if len(data) <= budget else "")


def _small(folder: Path, file: str) -> tuple[str, int, int] | None:
    """The picture as a data address with its size; None when it is not there, not a picture, or outside the folder."""
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        return None
    try:
        with Image.open(path) as image:
            small = image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    small.thumbnail((WIDTH, HEIGHT))
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=QUALITY)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode(), *small.size
