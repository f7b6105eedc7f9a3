"""Loads one edition of a methodology from its folder of TOML data, and refuses data that does not add up."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import get_args

from facts import BodyKind
from facts.terms import CommitteeForm
from methodology.base import laid_over, with_those_of
from methodology.errors import MethodologyError
from methodology.judging import read_judging
from methodology.limits import read_decisions, read_limits, read_words
from methodology.model import Methodology, Parameter, Params
from methodology.reading import Table, read
from methodology.requirements import hold_sites, read_forms, read_requirements, read_sites
from methodology.sums import hold_sums
from methodology.tables import Tables, read_tables

_HERE = Path(__file__).parent
_EDITION = "edition.toml"


def editions(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of the editions that are there: a folder `kz_1279` holds `kz-1279`."""
    return tuple(sorted(path.parent.name.replace("_", "-") for path in (folder or _HERE).glob(f"*/{_EDITION}")))


def load(id: str = "kz-1279", folder: Path | None = None) -> Methodology:
    """The methodology `id`; MethodologyError when it is unknown or its data does not add up.

    `folder` holds the editions' folders; the program's own ones are read once and kept.
    """
    return _own(id) if folder is None else _load(id, folder)


@lru_cache(maxsize=8)
def _own(id: str) -> Methodology:
    return _load(id, _HERE)


def _load(id: str, root: Path) -> Methodology:
    known = editions(root)
    if id not in known:
        raise MethodologyError(f"unknown methodology {id!r}; known are {', '.join(known) or 'none'}")
    folder = root / id.replace("-", "_")
    edition = read(folder / _EDITION)
    base = _base(edition, id, root)
    limits = {**(base.params.numbers if base else {}), **read_limits(folder / "limits")}
    decisions = with_those_of(base.decisions if base else (), read_decisions(folder / "decisions.toml", limits))
    tables = read_tables(folder, limits, frozenset(decision.id for decision in decisions))
    concepts = frozenset(str(row.finder["concept"]) for row in tables.rows if "concept" in row.finder)
    if edition.text("id") != id:
        edition.fail(f"its id is {edition.text('id')!r} in the folder {folder.name}", "make them the same")
    methodology = Methodology(
        id=id,
        edition=edition.text("edition"),
        sha256=_sha256(folder, base.sha256 if base else ""),
        title=edition.languages("title"),
        total=edition.points("total"),
        parameters=tuple(_parameter(table) for table in edition.tables("parameter")),
        indicators=tables.rows,
        decisions=decisions,
        params=_params(folder, limits, concepts, base),
        tables_of=_tables_of(edition.table("tables_of"), tables),
        groups=tables.groups,
        committees=_committees(edition),
        notice=edition.languages("notice") if "notice" in edition else {},
    )
    hold_sums(edition.table("sums"), methodology)
    edition.done()
    return methodology


def _params(folder: Path, limits: Mapping[str, Decimal], concepts: frozenset[str], base: Methodology | None) -> Params:
    content = folder / "content"
    own = Params(
        numbers=limits,
        wordlists=read_words(folder / "words"),
        requirements=read_requirements(content),
        sites=read_sites(content),
        forms=read_forms(content),
        judging=read_judging(folder, limits, concepts),
    )
    params = laid_over(base.params, own) if base else own
    hold_sites(folder, params.requirements, params.sites)
    return params


def _base(edition: Table, id: str, root: Path) -> Methodology | None:
    """The edition whose limits, words, requirements and decisions an edition falls back on, where it names one."""
    name = edition.text("base", "")
    if name == id:
        edition.fail("it names itself as its base", "name another edition, or leave base out")
    return load(name, None if root == _HERE else root) if name else None


def _sha256(folder: Path, base: str) -> str:
    """The hash of all data files of the folder, and of those of its base."""
    digest = hashlib.sha256(base.encode())
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.toml")):
        digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _committees(edition: Table) -> Mapping[str, tuple[str, ...]]:
    """Form of a committee's resource -> the parameters that it is scored on; empty where an edition does not score committees."""
    if "committees" not in edition:
        return {}
    table = edition.table("committees")
    forms = {form: table.texts(form) for form in get_args(CommitteeForm)}
    table.text("reference")
    table.done()
    return forms


def _parameter(table: Table) -> Parameter:
    coefficients = table.table("coefficients") if "coefficients" in table else None
    parameter = Parameter(
        id=table.text("id"),
        annex=table.whole("annex"),
        reference=table.text("reference"),
        title=table.languages("title"),
        value=table.points("value"),
        divisor=table.points("divisor"),
        languages=table.whole("languages"),
        penalty=table.flag("penalty"),
        steps={name: coefficients.points(name) for name in coefficients.names()} if coefficients else {},
    )
    table.done()
    return parameter


def _tables_of(table: Table, tables: Tables) -> Mapping[BodyKind, Mapping[int, int]]:
    kinds: tuple[BodyKind, ...] = get_args(BodyKind)
    there = {(row.annex, row.table) for row in tables.rows}
    found: dict[BodyKind, dict[int, int]] = {}
    for kind in kinds:
        chosen = table.table(kind)
        found[kind] = {int(annex): chosen.whole(annex) for annex in chosen.names()}
        for pair in found[kind].items():
            if pair not in there:
                chosen.fail(f"Annex {pair[0]} has no table {pair[1]}", "name a table that is there")
    table.done()
    return found
