"""Commands that look after a home: check, rebuild, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _, _n


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command()(rebuild)
    app.command()(backup)
    app.command()(restore)


@command
def check(
    context: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Open every original too.")] = False,
) -> None:
    """Prove that ledger, projections and originals agree."""
    from fieldkit.actions import upkeep

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Checking")) as progress:
        found = upkeep.check(desk=desk, deep=deep, progress=progress)
    counted = _("{entries} entries, {originals} originals.", entries=found.entries, originals=found.originals)
    word = _("Everything agrees.") if found.ok else _("Something is damaged:")
    one.out.result(found, word, counted, *(f"  {problem}" for problem in found.problems))
    raise typer.Exit(OK if found.ok else REFUSED)


@command
def rebuild(context: typer.Context) -> None:
    """Compute every projection anew from the entries."""
    from fieldkit.actions import upkeep

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Rebuilding")) as progress:
        n = upkeep.rebuild(desk=desk, progress=progress)
    one.out.result({"seizures": n}, _n("{n} seizure is rebuilt.", "{n} seizures are rebuilt.", n))


@command
def backup(context: typer.Context, to: Annotated[Path, typer.Argument(help="Folder for the copy.")]) -> None:
    """Copy the whole home, still encrypted."""
    from fieldkit.actions import upkeep

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Copying")) as progress:
        made = upkeep.backup(desk=desk, to=to, progress=progress)
    one.out.result({"backup": str(made)}, str(made))


@command
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The folder that `backup` printed.")],
) -> None:
    """Put a copy back into the empty folder of --home. It writes on in a new log and says so."""
    from fieldkit.actions import upkeep

    one = session(context)
    with one.out.progress(_("Copying")) as progress:
        made = upkeep.restore(source=source, to=one.folder(), progress=progress)
    one.out.result({"home": str(made)}, str(made))
