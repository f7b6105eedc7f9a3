"""What this machine can run, and what is lost without each part."""

from crawler.browser.engines import EngineStatus, engines, may_use_sandbox
from facts import Lang
from reports.catalogue import text


def diagnose(lang: Lang) -> list[str]:
    """Lines for people: each engine, then whether an audit with a browser is possible here."""
    statuses = engines()
    usable = any(status.name == "chromium" and status.usable for status in statuses)
    verdict = text("cli.doctor.ready" if usable else "cli.doctor.not_ready", lang)
    bare = [text("cli.doctor.no_sandbox", lang)] if usable and not may_use_sandbox() else []
    return [*(_line(status, lang) for status in statuses), *bare, verdict]


def _line(status: EngineStatus, lang: Lang) -> str:
    if status.usable and status.engine is not None:
        return text("cli.doctor.found", lang, name=status.name, version=status.engine.version, path=status.engine.path)
    why = text(f"cli.doctor.why.{status.why}", lang)
    return text("cli.doctor.missing", lang, name=status.name, why=why, lost=text(f"cli.doctor.lost.{status.name}", lang))
