"""Places in search engines: those that a person has entered, and those that the engines' interfaces tell."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audits.positions_file import kept_picture, read_positions
from facts import AuditPlan, EnginePosition
from store import AuditFile
from store.outlines import Outlines


def read(path: Path, plan: AuditPlan) -> tuple[EnginePosition, ...]:
    """The places that a person's file tells, before anything else is done; PositionsFileError for a wrong line."""
    return read_positions(path, plan.body, plan.today)


def enter(file: AuditFile, given: Iterable[EnginePosition]) -> None:
    """Keep what a person has found, with copies of the screenshots; a person's earlier word on the same name gives way."""
    new = {_key(one): replace(one, picture=kept_picture(one.picture, file.folder)) for one in given}
    if new:
        file.unseal()
        file.put_positions(({_key(one): one for one in file.positions()} | new).values())


def ask(file: AuditFile, environment: Mapping[str, str]) -> None:
    """Ask the engines whose keys the environment holds for what is not known yet; does nothing without a key or a name."""
    from crawler.engine_positions import Keys, ask_engines, names_of  # noqa: PLC0415  # only who has a key needs it

    keys, plan = Keys.of(environment), file.meta.plan
    known = {(one.engine, one.lang, one.name): one for one in file.positions() if one.gap is None}
    site = Outlines(file).site()
    if site is None or not keys.engines:
        return
    missing = [each for each in names_of(plan.body) if any((engine, each[0], each[1]) not in known for engine in keys.engines)]
    if missing:
        asked = ask_engines(keys, missing, site.scope, plan.today)
        file.put_positions(({_key(one): one for one in file.positions()} | {_key(one): one for one in asked}).values())


def _key(one: EnginePosition) -> tuple[str, str, str, str]:
    return one.engine, one.lang, one.name, one.by
