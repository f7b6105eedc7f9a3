"""report.html: one self-contained file in three languages, without scripts."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from facts import LANGUAGES, Lang
from methodology import load
from methodology.model import Group
from reports import content
from reports.catalogue import clean, clipped
from reports.faults import is_address
from reports.html_words import SIGNS, functions, law, three
from reports.model import Report, Row
from reports.shots import shots_of

TEMPLATES = Path(__file__).parent / "templates"
NAMES: Mapping[Lang, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
FAULTS_SHOWN = 10  # of one row; the rest stands in report.xlsx and report.json
ADDRESSES_SHOWN = 20
LOSSES_SHOWN = 10
FAULTS_OF_ITEM = 4  # deficiencies of one item; as above
CANDIDATES_SHOWN = 5  # places that may hold one item
SHORT_ADDRESS = 120
MOST_PRINTED = 10_000  # characters of one text or address


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where templates are read from, and how what a site wrote is put into them."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """What a site wrote goes out without control characters, and a word of a megabyte cut."""
    if isinstance(value, Markup):
        return Markup(clean(value))  # noqa: S704  # it was markup before
    return clipped(value, MOST_PRINTED) if isinstance(value, str) and not value.startswith("data:image/webp;base64,") else value


def render(report: Report, folder: Path, sizes: Mapping[str, int], default: Lang = "kk") -> Iterator[str]:
    """The document in pieces; pictures are read from `folder`.

    `sizes` are the files beside it, by name, in bytes. `default` is the language shown before one is chosen.
    """
    style = style_of(default)
    template = environment().get_template("report.html.j2")
    return template.generate(
        **_content(report),
        **functions(),
        default=default,
        files=list(sizes.items()),
        style=Markup(style),  # noqa: S704  # our own file
        style_hash=style_hash(style),
        shots=shots_of(report.rows, folder, FAULTS_SHOWN),
        limit=FAULTS_SHOWN,
        address_limit=ADDRESSES_SHOWN,
    )


def style_of(default: Lang) -> str:
    """The style sheet, with `default` as the language shown before one is chosen."""
    first, second = (lang for lang in LANGUAGES if lang != default)
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return css.replace("DEFAULT", default).replace("DEF1", first).replace("DEF2", second)


def style_hash(style: str) -> str:
    """What the page's policy names the style sheet by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _content(report: Report) -> dict[str, Any]:
    body = report.meta.plan.body
    titles = {parameter.id: parameter.title for parameter in report.law.parameters}
    return {
        "report": report,
        "langs": LANGUAGES,
        "names": NAMES,
        "signs": SIGNS,
        "host": _host(report),
        "body_name": {lang: names.full for lang, names in body.names.items() if names.full},
        "parameters": [(parameter, titles[parameter.id]) for parameter in report.verdict.parameters],
        "groups": _groups(report),
        "losses": _losses(report),
        "annexes": content.annexes(report),
        "heading": lambda annex: three(lambda lang: content.heading(report, annex, lang)),
        "beside": {name: law(load(name).title) for name in report.beside},
        "grade_signs": content.SIGNS,
        "faults_shown": FAULTS_OF_ITEM,
        "candidates_shown": CANDIDATES_SHOWN,
        "crawl": _figures(report),
        "counts": _counts(report),
        "parts": _telling_parts,
        "unseen_nothing": _saw_all(report),
        "is_address": is_address,
        "is_web": _is_web,
        "short": _short,
        "bare": lambda urls: [(url, "") for url in urls],
    }


def _host(report: Report) -> str:
    parts = urlsplit(report.meta.plan.url)
    return (parts.netloc + parts.path).rstrip("/") or report.meta.plan.url


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _short(url: str) -> str:
    return url if len(url) <= SHORT_ADDRESS else url[: SHORT_ADDRESS - 1] + "…"


def _groups(report: Report) -> list[tuple[Group | None, list[Row]]]:
    """Rows of Annex 4 under the headings of the law; rows of no heading come last."""
    rows = report.annex(4)
    headings = {group.id: group for group in report.law.groups if group.annex == 4}
    grouped: dict[str, list[Row]] = {name: [] for name in (*headings, "")}
    for row in rows:
        name = f"4-{row.law.group}"
        grouped[name if name in headings else ""].append(row)
    return [(headings.get(name), members) for name, members in grouped.items() if members]


def _counts(report: Report) -> list[tuple[str, int]]:
    """How many indicators of Annex 4 ended each way."""
    return [(name, sum(row.result.outcome.value == name for row in report.annex(4))) for name in SIGNS]


def _telling_parts(row: Row) -> list[Row]:
    """Sub-points that say something else than their indicator; where all stay open for one reason the indicator says it."""
    silent = all(part.result.reason == row.result.reason and not part.faults for part in row.parts)
    return [] if row.result.reason and silent else list(row.parts)


def _losses(report: Report) -> list[Row]:
    """The indicators that lost most for certain, greatest loss first."""
    lost = [row for row in report.annex(4) if row.result.points.high < row.result.points.max]
    return sorted(lost, key=lambda row: row.result.points.high - row.result.points.max)[:LOSSES_SHOWN]


def _figures(report: Report) -> list[tuple[str, int]]:
    summary = report.meta.summary
    names = ("pages", "rendered", "documents", "links_checked", "refused_by_robots", "failed")
    figures = [(f"crawl.{name}", int(getattr(summary, name))) for name in names]
    return figures[:1] + [(f"crawl.pages_{lang}", summary.by_language.get(lang, 0)) for lang in LANGUAGES] + figures[1:]


def _saw_all(report: Report) -> bool:
    unseen = report.unseen
    left = (unseen.robots_count, unseen.failed_count, unseen.not_visited, unseen.documents, unseen.targets, unseen.profiles, unseen.trapped)
    return unseen.stopped_by == "done" and not any(left) and not unseen.languages_not_asked and not unseen.languages_not_found
