"""Commands of `tekser`."""

import dataclasses
import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

import methodology
from audits import acts_file, positions, stages
from audits.body_file import read_body
from audits.errors import PlanError
from audits.positions_file import COLUMNS
from checks.base import collect
from crawler import CrawlError, Interrupted, SiteUnreachable
from facts import AuditPlan, Body, Lang, Verdict
from methodology.explain import explain as explain_indicator
from store import AuditFile
from tekser import doctor as machine
from tekser import options
from tekser.committees import committees
from tekser.exits import Exit, code_of
from tekser.interrupts import interruptible
from tekser.progress import progress_on
from tekser.speech import complain, guard_terminal, language, number, say
from tekser.whole import pack, tell_seal, verify

DEFAULT_PROFILES = "desktop-chrome,phone-android"
DEFAULT_LANGS = "kk,ru,en"
DEFAULT_LAW = "kz-1279"
_Command = TypeVar("_Command", bound=Callable[..., Any])

POSITIONS = click.option(
    "--positions",
    "positions_file",
    type=click.Path(path_type=Path),
    help=f"CSV of places in search engines that a person has found: {','.join(COLUMNS)}; a screenshot for each, copied into the audit.",
)
LAWS = click.option("--methodology", "laws", default="", help="Editions of the law, by comma.  [default: those of the audit]")
ACTS = click.option(
    "--acts",
    "acts_path",
    type=click.Path(path_type=Path),
    help=f"CSV register of acts, by which repealed ones are found: {','.join(acts_file.COLUMNS)}; status in-force or repealed.",
)
BODY = click.option(
    "--body", "body_file", type=click.Path(path_type=Path), help="TOML file: official names in kk, ru, en; kind; parent; homes."
)
FOLDER = click.argument("folder", type=click.Path(path_type=Path))
CRAWL_OPTIONS = (
    click.argument("url"),
    BODY,
    click.option(
        "--methodology",
        "laws",
        default=DEFAULT_LAW,
        show_default=True,
        help="Editions of the law to judge by, by comma; the main report is of the first.",
    ),
    click.option("--profiles", default=DEFAULT_PROFILES, show_default=True, help="Browser profiles, by comma."),
    click.option("--browsers", default="all", show_default=True, help="Browsers of 4-2.1 to show a few pages in, by comma; all, none."),
    click.option("--langs", default=DEFAULT_LANGS, show_default=True, help="Language versions to look at, by comma."),
    click.option("--max-pages", type=click.IntRange(min=1), help="Stop after so many pages."),
    click.option("--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Stop looking after so many minutes."),
    click.option("--out", type=click.Path(path_type=Path), help="Folder of the audit; by default a new one named by host and time."),
    click.option("--today", help="Date that currency is judged against, YYYY-MM-DD.  [default: this day]"),
    click.option("--seed", type=int, default=1, show_default=True, help="Draws the sample of pages; the same seed draws the same."),
    click.option(
        "--sample", "sample_pages", type=click.IntRange(min=1), default=30, show_default=True, help="Pages each profile opens in a browser."
    ),
    click.option(
        "--open-path",
        "opened_paths",
        multiple=True,
        help="Path closed by robots.txt that its owner opened to this audit; needs --opened-by.",
    ),
    click.option("--opened-by", default="", help="Who opened those paths; stands in the report."),
    click.option(
        "--contact",
        envvar="TEKSER_CONTACT",
        default="",
        help="E-mail or page of the auditor, told to every server in the user agent.  [default: $TEKSER_CONTACT]",
    ),
    click.option("--allow-private", is_flag=True, help="Permit loopback and private addresses."),
    click.option("--resume", is_flag=True, help="Go on with the audit in --out."),
)


def _crawl_options(command: _Command) -> _Command:
    for option in reversed(CRAWL_OPTIONS):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tekser")
def app() -> None:
    """Audits a government website of Kazakhstan against order No. 1279 and counts its points."""


@app.command()
@_crawl_options
@click.option("--fail-under", type=click.FloatRange(min=0), help="Exit code 1 unless at least so many points are certain.")
@POSITIONS
@ACTS
@click.option("--confirm/--no-confirm", default=True, show_default=True, help="See what takes points a second time.")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Take pictures of the places found wrong.")
def audit(
    fail_under: float | None, positions_file: Path | None, acts_path: Path | None, confirm: bool, pictures: bool, **given: Any
) -> None:
    """Crawl, check, score and report in one go; prints the path of report.html.

    Places in Google and Yandex are asked for where their keys are in the environment: TEKSER_GOOGLE_KEY and TEKSER_GOOGLE_CX (Custom Search
    JSON API), TEKSER_YANDEX_KEY and TEKSER_YANDEX_FOLDER (Search API v2). Pages of results are never read.
    """
    entered = positions.read(positions_file, _plan(given)) if positions_file else ()
    acts = acts_file.read_acts(acts_path) if acts_path else ()
    with _open_or_start(**given) as file:
        cut_short = _see_what_can_be_seen(file)
        positions.enter(file, entered)
        acts_file.enter(file, acts)
        if not cut_short:
            cut_short = _open_on_phone(file)
        if not cut_short:
            positions.ask(file, os.environ)
        stages.check(file)
        if confirm and not cut_short:
            cut_short = _confirm(file)
        if pictures and not cut_short:
            cut_short = _photograph(file)
        verdicts = [stages.score(file, law) for law in file.meta.laws]
        path = stages.report(file)
        if not cut_short:
            stages.pack(file)
    if not cut_short:
        tell_seal(file)
    if not isinstance(cut_short, SiteUnreachable):
        _tell_scores(verdicts)
    click.echo(path)
    if cut_short:
        raise cut_short
    _hold_limit(verdicts[0], fail_under)


@app.command()
@_crawl_options
def crawl(**given: Any) -> None:
    """Only look: gather the facts of a site; prints the folder."""
    with _open_or_start(**given) as file:
        _see(file)
        if interrupted := _open_on_phone(file):
            raise interrupted
    tell_seal(file)
    click.echo(file.folder)


@app.command()
@FOLDER
@POSITIONS
@ACTS
@LAWS
@BODY
def check(folder: Path, positions_file: Path | None, acts_path: Path | None, laws: str, body_file: Path | None) -> None:
    """Judge the facts of a kept crawl anew; prints the folder.

    With --body the same crawl is judged as that of the body which the file describes.
    """
    with AuditFile.open(folder) as file:
        body = read_body(body_file) if body_file else file.meta.plan.body
        asked = options.laws(laws or ",".join(file.meta.laws), body.kind)
        found = positions.read(positions_file, dataclasses.replace(file.meta.plan, body=body)) if positions_file else None
        acts = acts_file.read_acts(acts_path) if acts_path else None
        stages.describe(file, body)  # all that may be refused was read by now: a file is changed as a whole or not at all
        stages.judge_by(file, asked)
        if found is not None:
            positions.enter(file, found)
        if acts is not None:
            acts_file.enter(file, acts)
        stages.check(file)
    tell_seal(file)
    click.echo(folder)


@app.command()
@FOLDER
@click.option("--fail-under", type=click.FloatRange(min=0), help="Exit code 1 unless at least so many points are certain.")
@LAWS
def score(folder: Path, fail_under: float | None, laws: str) -> None:
    """Count the points of the kept findings; prints each parameter and the total.

    The total of a methodology beside the first is named total:ID. --fail-under holds the first.
    """
    with AuditFile.open(folder) as file:
        asked = options.laws(laws, file.meta.plan.body.kind) if laws else file.meta.laws
        _hold_judged(file, asked)
        verdicts = [stages.score(file, law) for law in asked]
    for verdict in verdicts:
        total = "total" if verdict is verdicts[0] else f"total:{verdict.methodology}"
        for name, points in (*((part.id, part.points) for part in verdict.parameters), (total, verdict.total)):
            click.echo(f"{name}\t{number(points.low)}\t{number(points.high)}\t{number(points.max)}")
    _hold_limit(verdicts[0], fail_under)


@app.command()
@FOLDER
@LAWS
def report(folder: Path, laws: str) -> None:
    """Write the reports of a kept audit anew; prints the path of report.html.

    With --methodology the kept crawl is to have been judged by exactly these: tekser check --methodology does that.
    """
    with AuditFile.open(folder) as file:
        if laws:
            _hold_judged(file, options.laws(laws, file.meta.plan.body.kind), all_of_them=True)
        path = stages.report(file)
    tell_seal(file)
    click.echo(path)


@app.command()
@click.argument("indicator")
@click.option("--methodology", "law", default="kz-1279", show_default=True, help="Edition of the law.")
@click.option("--lang", type=click.Choice(["kk", "ru", "en"]), help="Language of the explanation; by default that of the terminal.")
def explain(indicator: str, law: str, lang: Lang | None) -> None:
    """The order's words, how an indicator is checked, how points are taken, what stays open."""
    edition = methodology.load(law)
    rows = edition.find(indicator)
    spec = collect().get(rows[0].check) if rows else None
    click.echo(explain_indicator(edition, indicator, spec.doc if spec else "", lang or language()))


@app.command()
def doctor() -> None:
    """Which browser engines and optional parts this machine has, and what is lost without each."""
    click.echo("\n".join(machine.diagnose(language())))


app.add_command(committees)
app.add_command(pack)
app.add_command(verify)


def main() -> None:
    """Entry point: every exception that users can cause becomes one line and a documented exit code."""
    guard_terminal()
    try:
        with interruptible():
            app.main(standalone_mode=False)
    except click.ClickException as error:
        complain(error)
        sys.exit(Exit.USAGE)
    except (Exception, KeyboardInterrupt) as error:
        code = code_of(error)
        if code is None:
            raise
        sys.exit(code)


def _plan(given: dict[str, Any]) -> AuditPlan:
    body_file: Path | None = given["body_file"]
    if given["opened_paths"] and not given["opened_by"].strip():
        raise PlanError("--open-path overrides robots.txt: say who allowed it with --opened-by")
    return AuditPlan(
        url=options.address(given["url"]),
        body=read_body(body_file) if body_file else Body(),
        today=options.date(given["today"]),
        seed=given["seed"],
        langs=options.languages(given["langs"]),
        profiles=options.profiles(given["profiles"]),
        browsers=options.browsers(given["browsers"]),
        max_pages=given["max_pages"],
        max_minutes=given["max_minutes"],
        sample_pages=given["sample_pages"],
        allow_private=given["allow_private"],
        contrast_min=float(methodology.load(options.laws(given["laws"])[0]).params.number("contrast_min")),
        opened_paths=tuple(given["opened_paths"]),
        opened_by=given["opened_by"],
        contact=options.contact(given["contact"]),
    )


def _open_or_start(**given: Any) -> AuditFile:
    plan = _plan(given)
    out: Path | None = given["out"]
    laws = options.laws(given["laws"], plan.body.kind)
    if not given["resume"]:
        return stages.start(plan, out or stages.default_folder(plan.url), *laws)
    if out is None:
        raise PlanError("--resume goes on with a kept audit: name its folder with --out")
    file = AuditFile.open(out)
    refused = stages.differences(file.meta.plan, plan, _asked_for())
    if refused:
        raise PlanError(f"{out} holds an audit that was asked for with another {refused}; leave that out, or start anew in another --out")
    if "laws" in _asked_for():
        stages.judge_by(file, laws)
    return file


def _asked_for() -> frozenset[str]:
    """Fields of the plan that the caller gave on the command line, not left at their defaults."""
    context = click.get_current_context()
    return frozenset(
        "body" if name == "body_file" else name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    )


def _see(file: AuditFile) -> None:
    if stages.is_seen(file):
        return
    with progress_on(sys.stderr) as progress:
        stages.crawl(file, progress)


def _see_what_can_be_seen(file: AuditFile) -> CrawlError | None:
    """Crawl; what ended it before its end is given back, so that what was seen until then is reported."""
    try:
        _see(file)
    except (Interrupted, SiteUnreachable) as error:
        if not stages.can_be_judged(file):
            raise
        return error
    return None


def _open_on_phone(file: AuditFile) -> CrawlError | None:
    """Let a phone open what it must show; what it did not open stays undecided."""
    try:
        with progress_on(sys.stderr) as progress:
            stages.open_on_phone(file, progress)
    except Interrupted as error:
        return error
    return None


def _confirm(file: AuditFile) -> CrawlError | None:
    """See a second time what takes points; findings stand as far as that came."""
    try:
        with progress_on(sys.stderr) as progress:
            stages.confirm(file, progress)
    except Interrupted as error:
        return error
    return None


def _photograph(file: AuditFile) -> CrawlError | None:
    try:
        with progress_on(sys.stderr) as progress:
            stages.photograph(file, progress)
    except KeyboardInterrupt:
        return Interrupted("pictures were being taken")
    return None


def _hold_judged(file: AuditFile, laws: Sequence[str], *, all_of_them: bool = False) -> None:
    """Refuse methodologies by which the kept crawl was not judged yet."""
    judged = [law for law in file.meta.laws if file.meta.under(law).methodology_sha256]
    if set(laws) - set(judged) or (all_of_them and tuple(laws) != file.meta.laws):
        asked, known = ",".join(laws), ", ".join(judged) or "none"
        raise PlanError(f"{file.folder} was judged by {known}; judge it anew first: tekser check {file.folder} --methodology {asked}")


def _tell_scores(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        if verdict is not verdicts[0]:
            say("cli.beside", id=verdict.methodology)
        _tell_score(verdict)


def _tell_score(verdict: Verdict) -> None:
    for part in verdict.parameters:
        say("cli.parameter", id=part.id, low=number(part.points.low), high=number(part.points.high), max=number(part.points.max))
    say("cli.total", low=number(verdict.total.low), high=number(verdict.total.high), max=number(verdict.total.max))


def _hold_limit(verdict: Verdict, limit: float | None) -> None:
    if limit is not None and verdict.total.low < Decimal(str(limit)):
        say("cli.fail_under", limit=limit, low=number(verdict.total.low))
        raise SystemExit(Exit.LIMIT)
