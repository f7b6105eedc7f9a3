"""Audits of the sample site as users run them, and what their reports say row by row."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image

from fixtures.site import truth
from fixtures.site.demo import BODY_FILES
from fixtures.site.server import serve

BODY = BODY_FILES["ministry"]
TODAY = "2026-11-20"
SAMPLE = "18"  # home pages, one page of each template, forms: all that the table's defects need


@dataclass(frozen=True)
class Row:
    """One indicator of a report, without its findings."""

    outcome: str
    low: Decimal
    high: Decimal
    max: Decimal
    kinds: frozenset[str]


def audit(url: str, out: Path, *options: str, browsers: str = "none", body: Path = BODY) -> dict[str, Any]:
    """Run the program on `url` and read its report.json."""
    command = [
        sys.executable,
        "-m",
        "tekser",
        "audit",
        url,
        "--allow-private",
        "--body",
        str(body),
        "--today",
        TODAY,
        "--out",
        str(out),
        "--browsers",
        browsers,
        *options,
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert "Traceback" not in ended.stderr, ended.stderr[-4000:]
    report: dict[str, Any] = json.loads((out / "report.json").read_text())
    return report


def audit_sample(shape: str, defects: Collection[str], out: Path, *options: str, body: str = "ministry") -> dict[str, Any]:
    """Serve the sample site of a body with `defects` and audit it; the report names neither its port nor that of the other site.

    What takes points is seen once, unless `options` say otherwise: a second look costs as much as the first.
    """
    options = options or ("--no-confirm",)
    browsers = "all" if any(row.startswith("4-2.1/") for row in truth.rows_of(defects)) else "none"  # eight browsers cost half a minute
    if places := truth.positions_of(defects):
        options += ("--positions", str(_positions_file(out.parent, body, places)))
    with serve(shape=shape, defects=frozenset(defects), today=TODAY, body=body) as site:
        seen = audit(site.url, out, "--sample", SAMPLE, "--no-pictures", *options, browsers=browsers, body=BODY_FILES[body])
    text = json.dumps(seen, ensure_ascii=False)
    for origin, name in ((site.origin, "https://sample.test"), (site.partner, "https://partner.test")):
        text = text.replace(origin, name).replace(quote(origin, safe=""), quote(name, safe=""))
    report: dict[str, Any] = json.loads(text)
    return report


def _positions_file(folder: Path, body: str, places: Mapping[str, str]) -> Path:
    """A person's file of places in search engines, the same in an engine for each name of the body, with its screenshot."""
    Image.new("RGB", (8, 8)).save(folder / "shot.png")
    names = tomllib.loads(BODY_FILES[body].read_text(encoding="utf-8"))["names"]
    asked = [
        (lang, kind, query) for lang in ("kk", "ru") for kind, query in (("full", names[lang]["full"]), ("short", names[lang]["short"][0]))
    ]
    lines = [f"{engine},{lang},{kind},{query},{place},{TODAY},shot.png" for engine, place in places.items() for lang, kind, query in asked]
    path = folder / "positions.csv"
    path.write_text("\n".join(["engine,lang,name,query,position,date,screenshot", *lines]), encoding="utf-8")
    return path


def without_times(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report without what two runs on an unchanged site may differ in: times and the audit's number."""
    kept: dict[str, Any] = _without(report)
    del kept["audit"]["id"]
    return kept


def _without(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _without(value) for key, value in node.items() if key not in {"started_at", "finished_at", "seen_at"}}
    return [_without(value) for value in node] if isinstance(node, list) else node


def rows(report: Mapping[str, Any]) -> dict[str, Row]:
    """The rows of Annex 4 by id."""
    return {row["id"]: _row(row) for row in report["indicators"] if row["id"].startswith("4-")}


def content_rows(report: Mapping[str, Any]) -> dict[str, Row]:
    """The rows of Annexes 5 and 6 by id and language: sections `5-1.2 kk`, items `5-1.2/3 kk`."""
    return {f"{row['id']} {row['lang']}": _row(row) for row in report["indicators"] if row["id"].startswith(("5-", "6-"))}


def _row(raw: Mapping[str, Any]) -> Row:
    return Row(
        outcome=raw["outcome"],
        low=Decimal(raw["points"]["low"]),
        high=Decimal(raw["points"]["high"]),
        max=Decimal(raw["points"]["max"]),
        kinds=frozenset(finding["kind"] for finding in raw["findings"]),
    )
