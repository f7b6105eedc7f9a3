"""`tekser committees`: a central body's parameters as means over it and its committees."""

from decimal import Decimal
from pathlib import Path

import click

from audits.committees import hold_together, read, with_forms
from reports.committees import Member, write
from scoring.committees import combine
from tekser.exits import Exit
from tekser.speech import number, say


@click.command()
@click.argument("body", type=click.Path(path_type=Path))
@click.argument("committees", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--form", "form", default="", help="own, domain or section: one for all, or one for each in their order, by comma.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="FILE.json to write, FILE.html beside it.  [default: tekser-committees-….json]"
)
@click.option("--fail-under", type=click.FloatRange(min=0), help="Exit code 1 unless at least so many points are certain.")
def committees(body: Path, committees: tuple[Path, ...], form: str, out: Path | None, fail_under: float | None) -> None:
    """Average a central body with its committees (paragraphs 15-17); prints the path of the combined report.

    BODY and COMMITTEES are folders of kept audits of one half-year, judged by the same methodology, or their report.json (whose points have
    four places only). A committee's resource is its own (parameters 1.1 and 1.2 are averaged), a fourth-level domain or a section of the
    body's resource (1.2 alone): --form, or committee_form in its body file.
    """
    first, others = read(body), [read(each) for each in committees]
    law = hold_together(first, others)
    forms = with_forms(others, form)
    combined, total = combine(first.verdict, [(form, each.verdict) for form, each in zip(forms, others, strict=True)], law)
    members = [Member.of(first, ""), *(Member.of(each, own) for each, own in zip(others, forms, strict=True))]
    path = write(out or Path(f"tekser-committees-{first.half_year}-{first.id[:8]}.json"), law, first.half_year, members, combined, total)
    for each in combined:
        say("cli.committees.parameter", id=each.id, count=len(each.of), low=number(each.points.low), high=number(each.points.high))
    say("cli.total", low=number(total.low), high=number(total.high), max=number(total.max))
    click.echo(path)
    if fail_under is not None and total.low < Decimal(str(fail_under)):
        say("cli.fail_under", limit=fail_under, low=number(total.low))
        raise SystemExit(Exit.LIMIT)
