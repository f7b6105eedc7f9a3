"""The tables of an audit file, step by step; a file of an older version is brought up to date when it is opened."""

from typing import Any

import msgspec
from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("tekser")
SCHEMA = 3  # raised when a file can no longer be read by older versions


def table(db: Database, name: str) -> Table:
    """`db[name]` as a table: none of ours is a view."""
    found = db[name]
    assert isinstance(found, Table)  # noqa: S101  # narrows the type; our migrations make no views
    return found


@MIGRATIONS()
def m001_first_tables(db: Database) -> None:
    """Records as JSON beside the columns that people ask for in Datasette."""
    table(db, "audit").create({"key": str, "record": str}, pk="key")
    table(db, "pages").create(
        {
            "url": str,
            "profile": str,
            "lang": str,
            "state": str,
            "status": int,
            "depth": int,
            "rendered": int,
            "sampled": int,
            "title": str,
            "fetched_at": str,
            "record": str,
        },
        pk=("url", "profile"),
    )
    table(db, "documents").create(
        {"url": str, "state": str, "status": int, "kind": str, "bytes": int, "record": str},
        pk="url",
    )
    table(db, "targets").create({"url": str, "state": str, "reason": str, "record": str}, pk="url")
    pictures = {"page": str, "profile": str, "selector": str, "file": str, "record": str}
    table(db, "pictures").create(pictures, pk=("page", "profile", "selector"))
    table(db, "checks").create({"id": str, "reason": str, "findings": int, "record": str}, pk="id")


@MIGRATIONS()
def m002_exchanges_and_drafts(db: Database) -> None:
    """The index of the WARC file, and results that wait for their turn."""
    table(db, "exchanges").create(
        {
            "id": int,
            "url": str,
            "method": str,
            "cookie": str,  # hash of the Cookie header sent, "" when none was
            "status": int,
            "mime": str,
            "by": str,
            "kind": str,
            "at": str,
            "seconds": float,
            "cut": str,
            "sent": str,  # request headers as JSON
            "offset": int,  # of the response record in the WARC file
            "length": int,
            "digest": str,  # of the body
        },
        pk="id",
    )
    db.execute("create index exchanges_by_url on exchanges (url, method)")
    table(db, "drafts").create({"url": str, "profile": str, "kind": str, "record": str}, pk=("url", "profile"))


@MIGRATIONS()
def m003_gaps_with_reasons(db: Database) -> None:
    """Schema 1 kept a gap as free text; since schema 2 it names a reason of the closed table, the text being its detail."""
    rows = db.execute("select url, profile, record from pages where record not like '%\"gaps\":{}%'").fetchall()
    for url, profile, text in rows:
        record: dict[str, Any] = msgspec.json.decode(text)
        gaps = record.get("gaps") or {}
        record["gaps"] = {key: {"reason": "failed", "detail": gap} if isinstance(gap, str) else gap for key, gap in gaps.items()}
        db.execute("update pages set record = ? where url = ? and profile = ?", [_json(record), url, profile])
    for (text,) in db.execute("select record from audit where key = 'meta'").fetchall():
        meta: dict[str, Any] = msgspec.json.decode(text)
        meta["schema"] = 2
        db.execute("update audit set record = ? where key = 'meta'", [_json(meta)])


@MIGRATIONS()
def m004_views_for_people(db: Database) -> None:
    """What people ask first when they open the file with Datasette or sqlite3."""
    db.create_view("pages_by_state", "select profile, state, status, count(*) as pages from pages group by profile, state, status")
    db.create_view(
        "findings",
        "select checks.id as indicator, json_extract(found.value, '$.outcome') as outcome, json_extract(found.value, '$.kind') as kind,"
        " json_extract(found.value, '$.page') as page, json_extract(found.value, '$.lang') as lang,"
        " json_extract(found.value, '$.profile') as profile, json_extract(found.value, '$.target') as target"
        " from checks join json_each(checks.record, '$.findings') as found",
    )
    db.create_view(
        "dead_links",
        "select targets.url as address, targets.reason, json_extract(targets.record, '$.status') as status,"
        " findings.page, findings.indicator from targets"
        " left join findings on findings.target = targets.url and findings.outcome = 'not-met' where targets.state = 'dead'",
    )
    db.create_view(
        "findings_by_indicator",
        "select indicator, outcome, kind, count(*) as findings, count(distinct page) as pages from findings"
        " group by indicator, outcome, kind",
    )


@MIGRATIONS()
def m005_seen_again(db: Database) -> None:
    """Second records of what findings rest on, apart from the first ones: what takes points is seen twice."""
    table(db, "again").create({"url": str, "profile": str, "kind": str, "record": str}, pk=("url", "profile", "kind"))


@MIGRATIONS()
def m006_checks_of_several_methodologies(db: Database) -> None:
    """One crawl is judged by several methodologies: what a check said is kept under each. Schema 3 names it in every row."""
    views = ("findings_by_indicator", "dead_links", "findings")
    told: dict[str, str] = {name: db.execute("select sql from sqlite_master where name = ?", [name]).fetchone()[0] for name in views}
    for name in views:
        db.execute(f"drop view {name}")
    columns = {"methodology": str, "id": str, "reason": str, "findings": int, "record": str}
    table(db, "checks_of").create(columns, pk=("methodology", "id"))
    law = "coalesce((select json_extract(record, '$.methodology') from audit where key = 'meta'), 'kz-1279')"
    db.execute(f"insert into checks_of select {law}, id, reason, findings, record from checks")  # noqa: S608  # our own names
    table(db, "checks").drop()
    db.rename_table("checks_of", "checks")
    told["findings"] = told["findings"].replace("select checks.id as indicator,", "select checks.methodology, checks.id as indicator,")
    by = "select indicator, outcome, kind, count", "group by indicator,"
    new = "select methodology, indicator, outcome, kind, count", "group by methodology, indicator,"
    told["findings_by_indicator"] = told["findings_by_indicator"].replace(by[0], new[0]).replace(by[1], new[1])
    for name in reversed(views):
        db.execute(told[name])
    for (text,) in db.execute("select record from audit where key = 'meta'").fetchall():
        meta: dict[str, Any] = msgspec.json.decode(text)
        meta["schema"] = 3
        db.execute("update audit set record = ? where key = 'meta'", [_json(meta)])


@MIGRATIONS()
def m007_on_a_phone(db: Database) -> None:
    """Pages as a phone shows them after touching what opens, and what a phone gets in place of the main version."""
    table(db, "phone_pages").create({"url": str, "state": str, "record": str}, pk="url")
    table(db, "phones").create({"lang": str, "url": str, "via": str, "record": str}, pk=("lang", "url", "via"))


def _json(record: dict[str, Any]) -> str:
    return msgspec.json.encode(record).decode()
