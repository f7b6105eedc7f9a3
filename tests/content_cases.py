"""Labelled small sites: `fixtures/content/<site>/labels.toml` and the pages beside it, as `fixtures/content/README.md` describes them."""

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from facts.terms import BodyKind

FOLDER = Path(__file__).parent.parent / "fixtures" / "content"
Outcome = Literal["met", "not-met", "unclear"]
Kind = Literal["absent", "outdated", "insufficient", "outdated-npa", "not-identical", "no-npa-link"]
Lang = Literal["kk", "ru"]


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One page or document: the file in the site's folder and the address that it stands for."""

    file: str
    url: str
    lang: Lang


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an expert says of one item in one language; `page` holds every file that is a right answer."""

    id: str
    concept: str
    lang: Lang
    outcome: Outcome
    why: str
    kinds: tuple[Kind, ...] = ()
    page: str | tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Files where the item is found, or where a visitor would look for it in vain."""
        return (self.page,) if isinstance(self.page, str) else self.page


class LabelledSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A site with its labels. `today` is the day that the labels were made for."""

    name: str
    kind: BodyKind
    split: Literal["tune", "held-out"]
    wording: Literal["usual", "habit"]
    today: datetime.date
    engine: str
    encoding: str
    names: Mapping[Lang, str]
    homes: Mapping[Lang, str]
    page: tuple[Stored, ...]
    item: tuple[Label, ...]

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return FOLDER / self.name

    @property
    def html(self) -> tuple[Stored, ...]:
        """Pages without the documents."""
        return tuple(each for each in self.page if each.file.endswith((".html", ".htm")))

    def text(self, stored: Stored) -> str:
        """A page decoded by the encoding that it declares."""
        return (self.folder / stored.file).read_bytes().decode(self.encoding)


def sites() -> Sequence[LabelledSite]:
    """All labelled sites by name."""
    found = sorted(FOLDER.glob("*/labels.toml"))
    return [msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), LabelledSite) for path in found]
