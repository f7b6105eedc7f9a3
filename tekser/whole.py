"""`tekser pack` and `tekser verify`: an audit as one file to send, and whether every byte of it is as it was."""

from pathlib import Path

import click

from audits.errors import PlanError
from store import AuditFile, pack_folder, sha256_of, verify_audit
from tekser.exits import Exit
from tekser.speech import say

SHOWN = 50  # files named; a wrong copy can be wrong in thousands


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="FILE.zip, or FILE.wacz for what was exchanged alone.  [default: FOLDER.zip]")
def pack(folder: Path, out: Path | None) -> None:
    """Make one file of an audit, to be sent; prints its path.

    FILE.zip holds the whole folder: facts, reports, pictures, and what was exchanged as audit.wacz, which opens in any replay viewer
    (replayweb.page, pywb). Whoever gets it can verify it as it is; to check, score or report, unpack it first.
    """
    target = out or Path(f"{folder.resolve()}.zip")
    if target.suffix not in {".zip", ".wacz"}:
        raise PlanError(f"--out {target}: name a FILE.zip for the whole audit, or a FILE.wacz for what was exchanged alone")
    with AuditFile.open(folder) as file:
        packed = file.pack()
    tell_seal(file)
    if packed is None and target.suffix == ".wacz":
        raise PlanError(f"{folder} keeps nothing of what was exchanged; it was made by an older version, or its crawl never began")
    pack_folder(folder, target)
    say("cli.packed", file=target, digest=sha256_of(target))
    click.echo(target)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--digest", default="", help="The digest told when the audit ended or was packed: finds a replaced manifest too.")
def verify(file: Path, digest: str) -> None:
    """Look whether any byte of an audit was changed, or a file removed or added.

    FILE is the folder of an audit, a zip file of it, or an audit.wacz. Exit code 0: whole; 1: not as it was, each file is named;
    2: no audit.
    """
    found = verify_audit(file)
    lists = (("changed", found.changed), ("missing", found.missing), ("added", found.added), ("before", found.before))
    for kind, names in lists:
        for name in names[:SHOWN]:
            say(f"cli.verify.{kind}", file=name)
        if len(names) > SHOWN:
            say("cli.verify.more", count=len(names) - SHOWN)
    own = sha256_of(file) if digest and file.is_file() else ""
    replaced = bool(digest) and digest.strip().lower() not in {found.digest, own}
    if replaced:
        say("cli.verify.replaced", digest=found.digest, told=digest)
    if replaced or not found.whole:
        say("cli.verify.broken", path=file)
        raise SystemExit(Exit.LIMIT)
    say("cli.verify.whole", path=file, files=found.files, digest=found.digest)


def tell_seal(file: AuditFile) -> None:
    """Tell the digest of a changed and closed audit, by which a replaced manifest is found out."""
    if file.digest:
        say("cli.sealed", digest=file.digest)
