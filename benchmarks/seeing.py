"""One page of the corpora on the product's own way: fetched, visited with every probe, judged as a site of one page.

axe-core alone looks at the same page in a visit of its own, with its own limits; what it says of a file is kept beside what is
installed for the benchmarks, because neither changes from run to run.
"""

import asyncio
import hashlib
import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

import methodology
from audits import stages
from benchmarks.corpora import QUESTIONS, RULES, SILENT_ON_LACK, Case, Ground, Question
from benchmarks.peers import cache
from checks.base import collect
from checks.runner import run_check
from crawler.browser import PROFILES, BrowserPool, Profile, find_chromium
from crawler.browser.loading import Clock, load
from crawler.browser.rendered import Fault
from crawler.browser.scripts import with_selectors
from crawler.browser.tab import Tab
from crawler.errors import CrawlError
from crawler.fetch import Fetched
from crawler.language import identify
from crawler.pages import FETCHED_AS, page_of, visited_page
from crawler.progress import Silent
from facts import AuditPlan, Body, Finding, Names, Outcome, Page, PageState, Scope, Site
from methodology.model import Params

TODAY = "2026-11-20"
LAW = "kz-1279"
LARGE = "3:1"  # what axe-core asks of large text
_SECONDS = 75.0
_AXE_SECONDS = 40.0
_TABS = 3
_LANGS = ("kk", "ru", "en")
_LACKING = "the rule asks how a thing is done where it is there; the order takes points where it is not there"
_ELSEWHERE = "the label is of one element, and every deduction is at others, of which it says nothing"
_LARGE_TEXT = "large text: WCAG asks 3 : 1 of it, the order excepts none"


@dataclass(frozen=True, slots=True)
class Said:
    """How a case ended for one judge: pass, fail, undecided, or nothing where the judge does not ask it."""

    verdict: str  # pass, fail, undecided, "" = not asked
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """One case and what was said of it; `apart` names the difference of the law that its label does not know."""

    case: Case
    ours: Said
    axe: Said
    apart: str = ""


@dataclass(frozen=True, slots=True)
class AxeNodeSaid:
    """One element in one rule's result of axe-core."""

    rule: str
    outcome: str
    selector: str
    asked: str  # the ratio that it asks of text


class Axe:
    """What axe-core alone says of files, kept from run to run."""

    def __init__(self, folder: Path) -> None:
        self.version = ""
        self._folder = folder
        self._path = cache() / "axe-alone.json"
        with suppress(OSError, ValueError):
            self._kept: dict[str, list[list[str]]] = json.loads(self._path.read_text())
        if not hasattr(self, "_kept"):
            self._kept = {}

    def key(self, case: Case, engine: str) -> str:
        """The case's file by content, under this engine and these rules."""
        content = (self._folder / case.source / case.file).read_bytes()
        return hashlib.sha256(f"{engine} {RULES} {case.root}{case.path} ".encode() + content).hexdigest()

    def known(self, key: str) -> tuple[AxeNodeSaid, ...] | None:
        """What it said before, or None."""
        rows = self._kept.get(key)
        return None if rows is None else tuple(AxeNodeSaid(*row) for row in rows)

    def learn(self, key: str, nodes: Iterable[AxeNodeSaid]) -> None:
        """Keep what it said."""
        self._kept[key] = [[node.rule, node.outcome, node.selector, node.asked] for node in nodes]

    def save(self) -> None:
        """Write all of it down."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._kept))


class Judges:
    """Looks at cases, each page once."""

    def __init__(self, ground: Ground, profiles: Sequence[str], say: Callable[[int, int, Case], None], *, with_axe: bool = True) -> None:
        self._ground = ground
        self._profiles = [PROFILES[name] for name in profiles]
        self._say = say
        self._params: Params = methodology.load(LAW).params
        self._axe = Axe(ground.folder) if with_axe else None
        self.checks = collect()
        self.versions: dict[str, str] = {}

    async def all(self, cases: Sequence[Case]) -> list[Ended]:
        """Every case as it ended, in the order given."""
        ended: dict[str, Ended] = {}
        pages: dict[str, list[Case]] = {}
        for case in cases:
            if case.indicator == "lang-id":
                ended[case.id] = _language(case)
            elif case.indicator == "dead-link":
                ended[case.id] = await asyncio.to_thread(self._links, case)
            else:
                pages.setdefault(f"{case.root} {case.path}", []).append(case)
        if pages:
            await self._visit_all(list(pages.values()), ended)
        return [ended[case.id] for case in cases]

    async def _visit_all(self, groups: list[list[Case]], ended: dict[str, Ended]) -> None:
        engine = find_chromium()
        if engine is None:
            raise RuntimeError("no Chromium on this machine; look at: tekser doctor")
        self.versions["browser"] = f"{Path(engine.path).name} {engine.version}"
        lanes, done = asyncio.Semaphore(_TABS), 0
        async with BrowserPool(engine, tabs=_TABS) as pool:

            async def one(group: list[Case]) -> None:
                nonlocal done
                async with lanes:
                    for each in await self._page(pool, group):
                        ended[each.case.id] = each
                done += 1
                self._say(done, len(groups), group[0])

            await asyncio.gather(*map(one, groups))
        if self._axe:
            self._axe.save()

    async def _page(self, pool: BrowserPool, group: list[Case]) -> list[Ended]:
        """One page: fetched, seen by each profile, judged for each of its cases."""
        url = self._ground.url(group[0])
        fetched = await asyncio.to_thread(_fetched, url)
        seen, _ = page_of(fetched)
        seen = replace(seen, url=url, lang="en", sampled=True)
        contrast = float(self._params.number("contrast_min"))
        pages = [
            visited_page(seen, await pool.visit(url, profile, deadline=_SECONDS, contrast=contrast, probe_search=False))
            for profile in self._profiles
        ]
        for page in pages:
            if page.live and page.live.axe_version:
                self.versions["axe-core"] = page.live.axe_version
        alone = await self._alone(pool, group[0], url) if self._axe else None
        return [self._judged(case, pages, alone) for case in group]

    async def _alone(self, pool: BrowserPool, case: Case, url: str) -> tuple[AxeNodeSaid, ...] | None:
        assert self._axe is not None
        key = self._axe.key(case, pool.version)
        known = self._axe.known(key)
        if known is not None:
            return known
        try:
            nodes = await pool.use(PROFILES[FETCHED_AS], lambda tab, clock: _asked_alone(tab, url, clock), live=True, seconds=_AXE_SECONDS)
        except (Fault, PlaywrightError, TimeoutError):
            return None
        self._axe.learn(key, nodes)
        return nodes

    def _judged(self, case: Case, pages: Sequence[Page], alone: tuple[AxeNodeSaid, ...] | None) -> Ended:
        question = QUESTIONS[case.indicator]
        findings = self._findings(case, pages, question)
        ours = _verdict(findings, question)
        return Ended(case, ours, _axe_verdict(alone, question), _apart(case, ours, findings, alone or ()))

    def _findings(self, case: Case, pages: Sequence[Page], question: Question) -> list[Finding] | None:
        spec = self.checks.get(question.check)
        if spec is None:
            return None
        run = run_check(spec, _site(case, pages), self._params)
        found = [finding for finding in run.findings if not question.part or finding.part == question.part]
        if run.reason:
            found.append(Finding(outcome=Outcome.UNDECIDED, kind=run.reason))
        return found

    def _links(self, case: Case) -> Ended:
        """A crawl of the page's site, for the links of that page."""
        if case.tier == "needs-network":
            return Ended(case, Said(""), Said(""))
        url, question = self._ground.url(case), QUESTIONS[case.indicator]
        plan = AuditPlan(url=url, today=TODAY, profiles=(), sample_pages=0, allow_private=True, max_pages=30, langs=("en",))
        with tempfile.TemporaryDirectory(prefix="tekser-accuracy-") as folder, stages.start(plan, Path(folder) / "audit", LAW) as file:
            try:
                stages.crawl(file, Silent())
            except CrawlError as error:
                return Ended(case, Said("undecided", str(error)[:120]), Said(""))
            run = stages.check(file)[question.check]
        found = [each for each in run.findings if each.part == question.part and each.page == url]
        return Ended(case, _verdict(found, question), Said(""))


def _site(case: Case, pages: Sequence[Page]) -> Site:
    """The one page as a site: its home page, but where the question is about pages below it."""
    first = pages[0]
    origin = "/".join(first.url.split("/", 3)[:3])
    inner = case.indicator == "breadcrumbs"
    home = f"{origin}/" if inner else first.url
    title = next((page.title for page in pages if page.title.strip()), "")
    return Site(
        scope=Scope(origin=origin),
        body=Body(names={"en": Names(full=title or "A body whose name stands nowhere")}),
        today=TODAY,
        start_url=home,
        homes={"en": home},
        pages=tuple(replace(page, is_home=not inner) for page in pages),
    )


def _verdict(findings: Sequence[Finding] | None, question: Question) -> Said:
    if findings is None:
        return Said("", "no check yet")
    asked = [each for each in findings if (question.kinds is None or each.kind in question.kinds or not each.kind or _ours(each))]
    asked = [each for each in asked if each.kind not in question.but]
    for outcome, verdict in ((Outcome.NOT_MET, "fail"), (Outcome.UNDECIDED, "undecided")):
        told = [each for each in asked if each.outcome is outcome and each.kind not in question.shown]
        if told:
            return Said(verdict, "; ".join(dict.fromkeys(_told(each) for each in told))[:300])
    return Said("pass")


def _ours(finding: Finding) -> bool:
    """True for what the runner says in a check's place."""
    return finding.kind in {"fact-missing", "check-failed", "nothing-seen"}


def _told(finding: Finding) -> str:
    reason = finding.values.get("reason") or finding.values.get("ratio") or ""
    return " ".join(part for part in (finding.kind, finding.target[-60:], str(reason), finding.profile.partition("-")[0]) if part)


def _axe_verdict(nodes: tuple[AxeNodeSaid, ...] | None, question: Question) -> Said:
    if not question.rules or nodes is None:
        return Said("")
    asked = [node for node in nodes if node.rule in question.rules]
    for outcome, verdict in (("violation", "fail"), ("incomplete", "undecided")):
        rules = sorted({node.rule for node in asked if node.outcome == outcome})
        if rules:
            return Said(verdict, ", ".join(rules))
    return Said("pass")


def _apart(case: Case, ours: Said, findings: Sequence[Finding] | None, alone: Iterable[AxeNodeSaid]) -> str:
    """Why a deduction on a page labelled right is the order's and not a fault: every one is of text that axe-core lets pass as large."""
    lacking = SILENT_ON_LACK.get(case.rule)
    if lacking and case.expected != "fail" and ours.verdict == "fail" and ours.why.startswith(lacking):
        return _LACKING
    if case.expected == "fail" or ours.verdict != "fail":
        return ""
    low = [each for each in findings or () if each.outcome is Outcome.NOT_MET]
    if _elsewhere(case, low):
        return _ELSEWHERE
    if case.indicator != "contrast":
        return ""
    large = {node.selector for node in alone if node.outcome == "pass" and node.asked == LARGE}
    return _LARGE_TEXT if all(each.target in large for each in low) else ""


def _elsewhere(case: Case, low: Sequence[Finding]) -> bool:
    """True when every deduction is at an element that the label is not of, nor of anything around it."""
    own = case.selector.startswith("#") and all(each.target for each in low)
    return own and not any(each.target == case.selector or each.target.startswith(f"{case.selector} ") for each in low)


def _language(case: Case) -> Ended:
    told, wanted = identify(case.text), case.lang if case.lang in _LANGS else "other"
    if told == wanted:
        return Ended(case, Said("pass"), Said(""))
    if not told or (told == "other" and wanted == "other"):
        return Ended(case, Said("undecided", "not told"), Said(""))
    return Ended(case, Said("fail", f"told {told}"), Said(""))


async def _asked_alone(tab: Tab, url: str, clock: Clock) -> tuple[AxeNodeSaid, ...]:
    """axe-core as it comes: its rules, its limits, no help of ours."""
    page = await load(tab, url, clock)
    if not page.ok:
        raise Fault(page.state, page.why)
    given = {"rules": RULES, "contrast": None, "most": 200}
    said: Mapping[str, list[dict[str, object]]] = await tab.ask(with_selectors("crawler.probes", "axe.js"), given)
    return tuple(_node(raw) for raw in said["nodes"])


def _node(raw: Mapping[str, object]) -> AxeNodeSaid:
    data = raw["data"]
    asked = str(data.get("expectedContrastRatio", "")) if isinstance(data, Mapping) else ""
    return AxeNodeSaid(str(raw["rule"]), str(raw["outcome"]), str(raw["selector"]), asked)


def _fetched(url: str) -> Fetched:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Fetched(url=url, final_url=url, state=PageState.OK, status=answer.status, headers=headers, body=answer.read(), at=at)
    except urllib.error.HTTPError as error:
        return Fetched(url=url, final_url=url, state=PageState.HTTP_ERROR, status=error.code, at=at)


def profiles_known() -> tuple[Profile, ...]:
    """Profiles that pages can be looked at with."""
    return tuple(profile for profile in PROFILES.values() if profile.engine == "chromium")
