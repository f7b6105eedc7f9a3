"""Whole audits of the labelled sites (`fixtures/content/`), served on loopback: what the report says of Annexes 5 and 6 beside the labels.

    python -m benchmarks.content_audits [--site NAME] [--folder DIR] [--list] [--write] [--keep DIR]

The finder's own figures (`benchmarks.content`) need no browser; here every item goes through crawl, phone, judges and report. `--list`
shows what was said wrongly on the sites that words may be made from, never on those held out; `--keep` leaves the audits in a folder.
"""

import argparse
import json
import mimetypes
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.content_cases import FOLDER, Label, LabelledSite, sites
from benchmarks.sections import ACCURACY, put
from facts import Lang

_SECONDS = 600
KINDS = ("insufficient", "outdated", "outdated-npa", "not-identical", "no-npa-link")
_TITLE = "## Audits of the labelled sites"
_INTRO = """`python -m benchmarks.content_audits --write` serves the {count} labelled sites on loopback, audits each by the
command line, phone included, and compares the report with the labels. *met found*: said met, of what is labelled met without any
deficiency. *not-met is right*: labelled not-met, of what is said not-met for whatever reason. *decided*: said met or not-met, of all.
A kind of deficiency counts as found where the report names it for that item and language. Labels "unclear" are left out. There is no
internet where this is measured: what depends on whether the text of an act can be reached is left to a person, and counts as not found."""


@dataclass(frozen=True)
class Said:
    """What a report says of one labelled item: its outcome and the kinds of deficiency that it names."""

    site: str
    split: str
    label: Label
    outcome: str
    kinds: frozenset[str]

    @property
    def is_met(self) -> bool:
        """True for a label without any lack."""
        return self.label.presence == "met" and not self.label.kinds


class _Pages(BaseHTTPRequestHandler):
    """Answers with the files of one site, under the site's own paths and queries."""

    protocol_version = "HTTP/1.1"
    files: Mapping[str, tuple[str, bytes]] = {}

    def do_GET(self) -> None:
        kind, body = self.files.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815  # the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(one: LabelledSite) -> Iterator[str]:
    """The origin on loopback at which a labelled site answers; addresses of its own host lead there."""
    host = urlsplit(one.site.start_url).netloc
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    own = f"127.0.0.1:{server.server_port}"
    files: dict[str, tuple[str, bytes]] = {}
    for url, path in one.files.items():
        body = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if path.suffix in {".html", ".htm"}:
            kind = "text/html"
            for scheme in (b"https://", b"http://", b"//"):
                body = body.replace(scheme + host.encode(), b"http://" + own.encode())
        files[_moved(url, "")] = (kind, body)
    server.RequestHandlerClass = type("Pages", (_Pages,), {"files": files})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{own}"
    finally:
        server.shutdown()
        server.server_close()


def audited(one: LabelledSite, folder: Path) -> Mapping[str, Any]:
    """The report of an audit of a labelled site; RuntimeError with its last words when there is none."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with served(one) as origin:
        at = {lang: _moved(url, origin) for lang, url in one.site.homes.items()}
        body = folder / "body.toml"
        body.write_text(_body(one, at), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "tekser",
            "audit",
            at["ru"],
            "--body",
            str(body),
            "--today",
            one.site.today,
            "--out",
            str(folder / "a"),
        ]
        command += ["--allow-private", "--langs", "kk,ru", "--browsers", "none", "--no-confirm", "--no-pictures", "--sample", "4"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    report = folder / "a" / "report.json"
    if not report.exists():
        raise RuntimeError(f"{one.name}: {done.stderr.strip()[-400:]}")
    found: Mapping[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _moved(url: str, origin: str) -> str:
    parts = urlsplit(url)
    return origin + parts.path + (f"?{parts.query}" if parts.query else "")


def _body(one: LabelledSite, homes: Mapping[Lang, str]) -> str:
    body = one.site.body
    assert body is not None
    lines = [f'kind = "{body.kind}"', "[homes]", *(f"{lang} = {json.dumps(url)}" for lang, url in homes.items())]
    for lang, names in body.names.items():
        lines += [f"[names.{lang}]", f"full = {json.dumps(names.full, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n"


def said_by(one: LabelledSite, report: Mapping[str, Any]) -> Iterator[Said]:
    """What the report says of each label; a row that it does not have is told as "none"."""
    rows = {(row["id"], row["lang"]): row for row in _rows(report["indicators"])}
    for label in one.labels:
        row = rows.get((label.id, label.lang))
        kinds = frozenset(each["kind"] for each in row["findings"] if each["outcome"] == "not-met") if row else frozenset[str]()
        yield Said(one.name, one.split, label, row["outcome"] if row else "none", kinds)


def _rows(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        if "id" in node and "outcome" in node:
            yield node
        for value in node.values():
            yield from _rows(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _rows(value)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "none"


def tables(said: Sequence[Said]) -> str:
    """The figures in Markdown."""
    told = [one for one in said if one.label.presence != "unclear"]
    lines = ["| annex | part | labels | met found | not-met is right | decided |", "| --- | --- | --- | --- | --- | --- |"]
    for annex in ("5", "6"):
        for split in ("tune", "held-out"):
            some = [one for one in told if one.split == split and one.label.id.startswith(f"{annex}-")]
            met, gone = [one for one in some if one.is_met], [one for one in some if one.outcome == "not-met"]
            cells = [
                _share(sum(one.outcome == "met" for one in met), len(met)),
                _share(sum(not one.is_met for one in gone), len(gone)),
                _share(sum(one.outcome in {"met", "not-met"} for one in some), len(some)),
            ]
            lines.append(f"| {annex} | {split} | {len(some)} | {' | '.join(cells)} |")
    lines += ["", "| kind of deficiency | part | labelled | found | right where named |", "| --- | --- | --- | --- | --- |"]
    for kind in KINDS:
        for split in ("tune", "held-out"):
            some = [one for one in told if one.split == split]
            there, named = [one for one in some if kind in one.label.kinds], [one for one in some if kind in one.kinds]
            right = sum(kind in one.label.kinds for one in named)
            lines.append(f"| {kind} | {split} | {len(there)} | {_share(right, len(there))} | {_share(right, len(named))} |")
    return "\n".join(lines)


def _listed(said: Sequence[Said]) -> Iterator[str]:
    for one in said:
        if one.split != "tune" or one.label.presence == "unclear":
            continue
        wrong = one.outcome != "met" if one.is_met else one.outcome != "not-met"
        if wrong or frozenset(one.label.kinds) & frozenset(KINDS) ^ one.kinds & frozenset(KINDS):
            label, kinds, named = one.label, ", ".join(one.label.kinds), ", ".join(sorted(one.kinds))
            yield f"{one.site} {label.id} {label.concept} {label.lang}: {label.presence} [{kinds}], said {one.outcome} [{named}]"


def main() -> int:
    """Audit, compare, print the tables."""
    asked = argparse.ArgumentParser(
        prog="python -m benchmarks.content_audits", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--site", default="")
    asked.add_argument("--folder", type=Path, default=FOLDER)
    asked.add_argument("--list", action="store_true", dest="shown")
    asked.add_argument("--write", action="store_true", help="put the tables into docs/accuracy.md")
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    if given.write and (given.site or given.folder != FOLDER):
        asked.error("--write puts down the figures of all labelled sites: leave --site and --folder out")
    some = list(sites(given.folder, given.site))
    said: list[Said] = []
    with tempfile.TemporaryDirectory() as scratch:
        for one in some:
            print(one.name, file=sys.stderr)
            said += said_by(one, audited(one, (given.keep or Path(scratch)) / one.name))
    if given.shown:
        print("\n".join(_listed(said)), end="\n\n")
    print(tables(said))
    if given.write:
        put(ACCURACY, _TITLE, f"{_INTRO.format(count=len(some))}\n\n{tables(said)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
