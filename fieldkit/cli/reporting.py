"""Commands that make reports and verify what somebody hands over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(report)
    app.command()(verify)


@command
def report(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id.")],
    to: Annotated[Path, typer.Option(help="Folder for the PDF; made if absent.")],
    language: Annotated[Literal["km", "en", "both"], typer.Option(help="Language of the report.")] = "km",
    countersign: Annotated[bool, typer.Option("--countersign", help="Sign the newest report as clerk.")] = False,
) -> None:
    """Make and sign the evidence report of a seizure, or countersign the newest one.

    A key that headquarters has not certified signs nothing: then the draft is saved there, and the exit code is 1.
    """
    from fieldkit.actions import reports
    from fieldkit.storage.failures import disk_errors

    one = session(context)
    with disk_errors():
        to.mkdir(parents=True, exist_ok=True)
    with one.desk() as desk, one.out.progress(_("Making the report")) as progress:
        if countersign:
            entry = reports.newest(desk=desk, seizure=seizure, language=language)
            signed = reports.sign(desk=desk, seizure=seizure, report=entry)
        else:
            made = reports.make(desk=desk, seizure=seizure, language=language, progress=progress)
            try:
                signed = reports.sign(desk=desk, seizure=seizure, report=made.entry)
            except reports.NotCertifiedYet:
                reports.save_copy(desk=desk, seizure=seizure, report=made.entry, to=to)
                raise
        file = reports.save_copy(desk=desk, seizure=seizure, report=signed.entry, to=to)
    one.out.result({"file": str(file), "report": signed.entry}, str(file))


@command
def verify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Reports (PDF) or bundles.")],
    root: Annotated[list[Path] | None, typer.Option(help="Headquarters' root certificate (PEM or DER).")] = None,
) -> None:
    """Say of each file whether it is valid; without a root: intact at most, signer unknown."""
    from fieldkit.actions import verify as verifying

    one = session(context)
    roots = verifying.roots(files=root or [], home=one.home)
    told = [verifying.verify(path=path, roots=roots) for path in files]
    lines = []
    for verdict in told:
        word = _("valid") if verdict.valid else _("NOT VALID")
        lines.append(f"{word}  {verdict.file}  {', '.join(verdict.signers)}")
        lines += [f"    {reason}" for reason in verdict.reasons]
    if not roots:
        lines.append(_("No root certificate was named. Add --root with the file that headquarters hands out."))
    one.out.result(told, *lines)
    raise typer.Exit(OK if all(verdict.valid for verdict in told) else REFUSED)
