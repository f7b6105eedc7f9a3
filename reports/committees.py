"""The combined report of a central body and its committees: JSON, and one page that people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, Self

import msgspec
from markupsafe import Markup

from facts import LANGUAGES, Interval, Lang, Verdict
from methodology.model import Methodology
from reports.catalogue import clean
from reports.html_report import NAMES, environment, style_hash, style_of
from reports.html_words import functions
from reports.write import write_whole
from scoring.committees import Combined
from scoring.decimals import decimal_text

SCHEMA = "tekser-committees/1"


class _Kept(Protocol):
    """A kept audit as `audits.committees` reads it."""

    @property
    def id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def names(self) -> Mapping[Lang, str]: ...
    @property
    def today(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def exact(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The central body (`form` empty) or a committee."""

    id: str
    url: str
    names: Mapping[Lang, str]
    today: str
    form: str
    points: Mapping[str, Interval]  # by parameter
    exact: bool

    @classmethod
    def of(cls, kept: _Kept, form: str) -> Self:
        """A member from its kept audit."""
        points = {parameter.id: parameter.points for parameter in kept.verdict.parameters}
        return cls(id=kept.id, url=kept.url, names=kept.names, today=kept.today, form=form, points=points, exact=kept.exact)


def write(  # noqa: PLR0917  # all that the report is made of
    path: Path, law: Methodology, half_year: str, members: Sequence[Member], combined: Sequence[Combined], total: Interval
) -> Path:
    """Write `path` (JSON) and the page of the same name; the path of the JSON. ReportError when one cannot be written."""
    told = _told(law, half_year, members, combined, total)
    write_whole(path, lambda file: file.writelines([msgspec.json.format(msgspec.json.encode(told), indent=1), b"\n"]))
    page = _page(law, half_year, members, combined, total)
    write_whole(path.with_suffix(".html"), lambda file: file.writelines([page.encode("utf-8", "replace")]))
    return path


def _told(law: Methodology, half_year: str, members: Sequence[Member], combined: Sequence[Combined], total: Interval) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "tool": {"name": "tekser", "version": version("tekser")},
        "methodology": {"id": law.id, "edition": law.edition, "sha256": law.sha256},
        "half_year": half_year,
        "bodies": [_member(member, law) for member in members],
        "parameters": [
            {"id": each.id, **_interval(each.points), "mean_of": [members[0].id, *(members[number + 1].id for number in each.of)]}
            for each in combined
        ],
        "total": _interval(total),
    }


def _member(member: Member, law: Methodology) -> dict[str, Any]:
    counted = law.committees[member.form] if member.form else tuple(member.points)
    return {
        "role": "committee" if member.form else "cgb",
        **({"committee_form": member.form} if member.form else {}),
        "audit": member.id,
        "url": clean(member.url),
        "today": member.today,
        "name": {lang: clean(member.names.get(lang, "")) for lang in LANGUAGES},
        "exact": member.exact,
        "parameters": [{"id": name, **_interval(points), "counted": name in counted} for name, points in member.points.items()],
    }


def _interval(points: Interval) -> dict[str, str]:
    return {"low": decimal_text(points.low), "high": decimal_text(points.high), "max": decimal_text(points.max)}


def _page(law: Methodology, half_year: str, members: Sequence[Member], combined: Sequence[Combined], total: Interval) -> str:
    style = style_of("kk")
    return (
        environment()
        .get_template("committees.html.j2")
        .render(
            **functions(),
            methodology=law,
            half_year=half_year,
            members=members,
            combined=combined,
            total=total,
            langs=LANGUAGES,
            names=NAMES,
            tool=version("tekser"),
            style=Markup(style),  # noqa: S704  # our own file
            style_hash=style_hash(style),
            is_web=lambda url: url.startswith(("http://", "https://")),
        )
    )
