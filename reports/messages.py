"""What a finding or a reason says to people, from the catalogues."""

import re
from dataclasses import replace

from facts import LANGUAGES, Finding, IndicatorResult, Lang
from facts.audit import Confirmation
from reports.catalogue import clipped, known, number, text

UNSTABLE = "unstable"  # the kind of a finding that was not seen again; `first` names what it was
_ABSENT_ITEM = ("absent-nowhere", "absent-item")  # an item of content, for which no place or some were looked at
_HTTP = re.compile(r"http-(\d\d\d|\dxx)")


def reason_text(reason: str, lang: str) -> str:
    """A reason in words; one that no catalogue knows stands as it is written."""
    http = _HTTP.fullmatch(reason)
    if http and not known(f"reason.{reason}"):
        return text("reason.http", lang, status=http[1])
    for prefix in ("reason", "state", "finding"):
        if known(f"{prefix}.{reason}"):
            return text(f"{prefix}.{reason}", lang)
    return reason


def lacking_text(names: str, lang: str) -> str:
    """What an item lacks, by the names that the methodology gives its demands, with "; " between them; unknown ones stand as they are."""
    told = names.split("; ")
    return "; ".join(text(f"demand.{name}", lang) if known(f"demand.{name}") else name for name in told)


def finding_text(finding: Finding, lang: str) -> str:
    """One plain sentence or two: what is wrong and what to do, or why it could not be decided."""
    values = {name: clipped(value) for name, value in finding.values.items()}
    if "reason" in values:
        values["reason"] = reason_text(values["reason"], lang)
    if "lacks" in values:
        values["lacks"] = lacking_text(values["lacks"], lang)
    values = {"page": clipped(finding.page), "target": clipped(finding.target), "text": clipped(finding.text)} | values
    if finding.kind == UNSTABLE and "first" in values:
        values["first"] = finding_text(replace(finding, kind=finding.values["first"]), lang)
        if finding.values.get("second") == "unseen":
            return text("finding.unstable_unseen", lang, **values)
    kind = _ABSENT_ITEM[bool(values["places"])] if finding.kind == "absent" and "places" in values else finding.kind
    for key in (f"finding.{kind}", f"reason.{kind}"):
        if known(key):
            return text(key, lang, **values)
    return text("finding.other", lang, kind=finding.kind)


def finding_texts(finding: Finding) -> dict[Lang, str]:
    """The finding's sentence in every language."""
    return {lang: finding_text(finding, lang) for lang in LANGUAGES}


def confirmation_text(confirmation: Confirmation, lang: str) -> str:
    """How far the findings that take points were seen twice."""
    counts = {name: number(getattr(confirmation, name), lang) for name in ("twice", "gone", "like", "once", "pages", "links")}
    if confirmation.state != "part":
        return text(f"report.confirmation.{confirmation.state}", lang, **counts)
    return f"{text('report.confirmation.part', lang)} {text('report.confirmation.done', lang, **counts)}"


def why_text(result: IndicatorResult, lang: str) -> str:
    """Why a row as a whole is undecided: in the words of its first finding of that kind, which carry what was measured."""
    for scored in result.findings:
        if scored.finding.kind == result.reason:
            return finding_text(scored.finding, lang)
    return reason_text(result.reason, lang)


def why_texts(result: IndicatorResult) -> dict[Lang, str]:
    """The reason of a row in every language."""
    return {lang: why_text(result, lang) for lang in LANGUAGES}
