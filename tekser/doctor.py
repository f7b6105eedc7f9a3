"""What this machine can run, and what is lost without each part."""

from crawler.browser.engines import engines
from reports.catalogue import text


def diagnose(lang: str) -> tuple[list[str], bool]:
    """Lines for people, and whether an audit with a browser is possible here."""
    statuses = engines()
    lines = []
    for status in statuses:
        found = status.engine
        if found is not None:
            lines.append(text("cli.doctor.found", lang, name=status.name, version=found.version, path=found.path))
        else:
            lost = text(f"cli.doctor.lost.{status.name}", lang)
            lines.append(text("cli.doctor.missing", lang, name=status.name, why=status.why, lost=lost))
    usable = any(status.name == "chromium" and status.engine is not None for status in statuses)
    lines.append(text("cli.doctor.ready" if usable else "cli.doctor.not_ready", lang))
    return lines, usable
