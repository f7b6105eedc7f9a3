"""The four stages of an audit, each re-runnable on what the one before left in the audit folder."""

import dataclasses
import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import checks.base
import checks.runner
import crawler
import methodology
import reports
import scoring
from audits import again
from audits.errors import BodyFileError
from checks.commons.content.on_phone import PHONE
from facts import AuditMeta, AuditPlan, Body, CheckRun, Site, Verdict
from facts.audit import Judged
from methodology.model import Methodology
from store import AuditFile
from store.migrations import SCHEMA
from store.outlines import Outlines

Runs = Mapping[str, CheckRun]  # by the id of the check


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


def start(plan: AuditPlan, folder: Path, *laws: str) -> AuditFile:
    """A new audit file for `plan` under the methodologies `laws`; store.AuditFolderUnwritable when the folder cannot be used."""
    started = now()
    name = hashlib.sha256(f"{plan.url} {started} {plan.seed}".encode()).hexdigest()[:16]
    beside = tuple(Judged(methodology=law) for law in laws[1:])
    meta = AuditMeta(
        id=name, plan=plan, methodology=laws[0], beside=beside, tool_version=version("tekser"), schema=SCHEMA, started_at=started
    )
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


def judge_by(file: AuditFile, laws: Sequence[str]) -> None:
    """From now on the crawl is judged by these methodologies, the first of which the main report is of."""
    if tuple(laws) == file.meta.laws:
        return
    file.update_meta(methodology=laws[0], methodology_sha256="", beside=tuple(Judged(methodology=law) for law in laws[1:]))


def describe(file: AuditFile, body: Body) -> None:
    """From now on the audit is of this body, as its file describes it; what was seen stays.

    BodyFileError for home pages other than those the crawl went by. Places in search engines under names that changed are forgotten.
    """
    plan = file.meta.plan
    if body == plan.body:
        return
    site = file.site()
    for lang, url in body.homes.items():
        crawled = plan.body.homes.get(lang), site.homes.get(lang)
        if url not in crawled:
            told = next(filter(None, crawled), "none")
            raise BodyFileError(f"homes.{lang} is not the home page that was crawled ({told}); leave homes out, or audit the site anew")
    body = dataclasses.replace(body, homes=plan.body.homes)
    if body == plan.body:
        return
    file.unseal()
    kept = [one for one in file.positions() if body.names.get(one.lang) == plan.body.names.get(one.lang)]
    with file.together():
        file.put_positions(kept)
        file.put_site(dataclasses.replace(site, body=body))
        file.update_meta(plan=dataclasses.replace(plan, body=body))


def open_on_phone(file: AuditFile, progress: crawler.Progress) -> None:
    """Let a phone open the pages that hold items of Annex 6; needs the network, and asks for nothing that it has opened before.

    crawler.Interrupted with what was seen until then in the file.
    """
    plan = file.meta.plan
    if PHONE not in plan.profiles:
        return
    site = file.site()
    from audits import phones  # noqa: PLC0415  # brings the finder, which a crawl does without

    wanted = dict.fromkeys(url for law in _laws(file) for url in phones.wanted(site, law.params_for(site.body.kind), plan.phone_pages))
    urls = phones.left(wanted, site.phone_pages)
    if urls:
        from crawler.phone_items import see_pages_on_phone  # noqa: PLC0415  # brings Scrapy, which a kept file is judged without

        see_pages_on_phone(plan, file, urls, progress)


def check(file: AuditFile) -> Mapping[str, CheckRun]:
    """Judge the kept facts by every methodology of the audit; the findings, here of the first one, take the place of earlier ones."""
    site = file.site()
    return _settle(file, {law.id: _found(site, law) for law in _laws(file)}, site)[file.meta.methodology]


def _laws(file: AuditFile) -> tuple[Methodology, ...]:
    return tuple(map(methodology.load, file.meta.laws))


def _found(site: Site, law: Methodology) -> Runs:
    """What the checks say that see rows of this law."""
    return checks.runner.run(site, law.params_for(site.body.kind), law.checks(site.body.kind))


def _settle(file: AuditFile, found: Mapping[str, Runs], site: Site) -> Mapping[str, Runs]:
    """Put the findings into the file as they stand after what was seen a second time."""
    specs, seen, settled, heads = checks.base.collect(), file.again(), dict[str, Runs](), list[Judged]()
    for law in _laws(file):
        settled[law.id], confirmation = again.settled(found[law.id], specs, site, seen, law.params_for(site.body.kind))
        heads.append(Judged(methodology=law.id, methodology_sha256=law.sha256, confirmation=confirmation))
    first, *beside = heads
    file.update_meta(methodology_sha256=first.methodology_sha256, confirmation=first.confirmation, beside=tuple(beside))
    file.drop_checks()
    for name, runs in settled.items():
        for run in runs.values():
            file.put_check(run, name)
    return settled


def confirm(file: AuditFile, progress: crawler.Progress) -> None:
    """See again what takes points, and judge by both looks; needs the network, and does nothing where no points are taken.

    crawler.Interrupted with the findings as they stand after what was seen until then.
    """
    from crawler.again import look_again  # noqa: PLC0415  # brings Scrapy, which a kept file is judged without

    laws, site, specs = _laws(file), file.site(), checks.base.collect()
    found = {law.id: _found(site, law) if file.again() else file.checks(law.id) for law in laws}
    chosen = (again.choose(found[law.id], specs, site, law.params_for(site.body.kind)) for law in laws)
    places = again.left(again.together(chosen), file.again())
    if not len(places):
        return
    try:
        look_again(file.meta.plan, file, places, progress)
    finally:
        _settle(file, found, site)


def photograph(file: AuditFile, progress: crawler.Progress) -> None:
    """Take pictures of the places found wrong; needs the network and a browser, and does without where there is none."""
    from audits.photographs import take_photographs  # noqa: PLC0415  # brings Playwright, which only this stage needs

    take_photographs(file, {name: run for law in reversed(file.meta.laws) for name, run in file.checks(law).items()}, progress)


def score(file: AuditFile, law: str = "") -> Verdict:
    """What the kept findings are worth under one methodology of the audit (the first one where none is named)."""
    law = law or file.meta.methodology
    return scoring.judge(file.checks(law), methodology.load(law), file.meta.plan.body.kind)


def report(file: AuditFile) -> Path:
    """Write report.json, report.html and report.xlsx into the folder, and those of each further methodology beside them.

    The path of report.html.
    """
    file.unseal()
    laws, site, pictures = _laws(file), file.site(), tuple(file.pictures())
    names = {law.id: reports.stem(law.id, first=law is laws[0]) for law in laws}
    reports.drop_others(file.folder, tuple(names.values()))
    paths = [
        reports.write_all(file.folder, file.meta.under(law.id), site, score(file, law.id), law, pictures, names=names)
        for law in reversed(laws)  # the main report last: it tells the sizes of files that are there
    ]
    return paths[-1]


def pack(file: AuditFile) -> Path | None:
    """Pack what was exchanged as audit.wacz, for replay viewers; None when nothing was."""
    return file.pack()
