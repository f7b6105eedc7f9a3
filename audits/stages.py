"""The four stages of an audit, each re-runnable on what the one before left in the audit folder."""

import dataclasses
import datetime
import hashlib
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import checks.base
import checks.runner
import crawler
import methodology
import reports
import scoring
from audits import again, phones
from checks.commons.content.on_phone import PHONE
from facts import AuditMeta, AuditPlan, CheckRun, Site, Verdict
from methodology.model import Methodology
from store import AuditFile
from store.migrations import SCHEMA
from store.outlines import Outlines


def now() -> str:
    """This moment in UTC, ISO 8601 to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def default_folder(url: str) -> Path:
    """A new folder name in the working directory, from the host and this moment."""
    host = re.sub(r"[^a-z0-9.-]+", "-", urlsplit(url).hostname or "site")[:100]
    return Path(f"tekser-{host}-{datetime.datetime.now(datetime.UTC).strftime('%Y%m%d-%H%M%S')}")


def differences(kept: AuditPlan, asked: AuditPlan, fields: frozenset[str]) -> str:
    """Names of those of `fields` in which two plans differ, for a person; empty when a kept audit can go on."""
    return ", ".join(
        field.name for field in dataclasses.fields(kept) if field.name in fields and getattr(kept, field.name) != getattr(asked, field.name)
    )


def start(plan: AuditPlan, folder: Path, law: str) -> AuditFile:
    """A new audit file for `plan` under methodology `law`; store.AuditFolderUnwritable when the folder cannot be used."""
    started = now()
    name = hashlib.sha256(f"{plan.url} {started} {plan.seed}".encode()).hexdigest()[:16]
    meta = AuditMeta(id=name, plan=plan, methodology=law, tool_version=version("tekser"), schema=SCHEMA, started_at=started)
    return AuditFile.create(folder, meta)


def crawl(file: AuditFile, progress: crawler.Progress) -> None:
    """See the site: facts of pages, documents and links into the file.

    crawler.SiteUnreachable, crawler.Interrupted, store.StoreError, each with what was seen until then in the file.
    """
    file.update_meta(stage="crawling")
    try:
        crawler.crawl(file.meta.plan, file, progress)
    except crawler.CrawlError:
        file.update_meta(finished_at=now())
        raise
    file.update_meta(stage="crawled", finished_at=now())


def is_seen(file: AuditFile) -> bool:
    """True when an ended crawl has nothing left that another run may see: nothing that failed and may not fail again."""
    return file.meta.stage == "crawled" and not crawler.worth_going_on(file)


def can_be_judged(file: AuditFile) -> bool:
    """True when so much was seen, of a crawl that did not end, that there is something to report: that nothing was given is something."""
    return Outlines(file).site() is not None


def open_on_phone(file: AuditFile, progress: crawler.Progress) -> None:
    """Let a phone open the pages that hold items of Annex 6; needs the network, and asks for nothing that it has opened before.

    crawler.Interrupted with what was seen until then in the file.
    """
    plan = file.meta.plan
    law, site = methodology.load(file.meta.methodology), file.site()
    if PHONE not in plan.profiles:
        return
    urls = phones.left(phones.wanted(site, law.params_for(site.body.kind), plan.phone_pages), site.phone_pages)
    if urls:
        from crawler.phone_items import see_pages_on_phone  # noqa: PLC0415  # brings Scrapy, which a kept file is judged without

        see_pages_on_phone(plan, file, urls, progress)


def check(file: AuditFile) -> Mapping[str, CheckRun]:
    """Judge the kept facts; the findings take the place of earlier ones."""
    law = methodology.load(file.meta.methodology)
    site = file.site()
    return _settle(file, checks.runner.run(site, law.params_for(site.body.kind)), site, law)


def _settle(file: AuditFile, found: Mapping[str, CheckRun], site: Site, law: Methodology) -> Mapping[str, CheckRun]:
    """Put the findings into the file as they stand after what was seen a second time."""
    runs, confirmation = again.settled(found, checks.base.collect(), site, file.again(), law.params_for(site.body.kind))
    file.update_meta(methodology_sha256=law.sha256, confirmation=confirmation)
    file.drop_checks()
    for run in runs.values():
        file.put_check(run)
    return runs


def confirm(file: AuditFile, progress: crawler.Progress) -> None:
    """See again what takes points, and judge by both looks; needs the network, and does nothing where no points are taken.

    crawler.Interrupted with the findings as they stand after what was seen until then.
    """
    from crawler.again import look_again  # noqa: PLC0415  # brings Scrapy, which a kept file is judged without

    law, site = methodology.load(file.meta.methodology), file.site()
    found = checks.runner.run(site, law.params_for(site.body.kind)) if file.again() else file.checks()
    places = again.left(again.choose(found, checks.base.collect(), site, law.params_for(site.body.kind)), file.again())
    if not len(places):
        return
    try:
        look_again(file.meta.plan, file, places, progress)
    finally:
        _settle(file, found, site, law)


def photograph(file: AuditFile, progress: crawler.Progress) -> None:
    """Take pictures of the places found wrong; needs the network and a browser, and does without where there is none."""
    from audits.photographs import take_photographs  # noqa: PLC0415  # brings Playwright, which only this stage needs

    take_photographs(file, file.checks(), progress)


def score(file: AuditFile) -> Verdict:
    """What the kept findings are worth."""
    return scoring.judge(file.checks(), methodology.load(file.meta.methodology), file.meta.plan.body.kind)


def report(file: AuditFile) -> Path:
    """Write report.json, report.html and report.xlsx into the folder; the path of report.html."""
    law = methodology.load(file.meta.methodology)
    file.unseal()
    return reports.write_all(file.folder, file.meta, file.site(), score(file), law, tuple(file.pictures()))


def pack(file: AuditFile) -> Path | None:
    """Pack what was exchanged as audit.wacz, for replay viewers; None when nothing was."""
    return file.pack()
