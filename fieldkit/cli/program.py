"""The program: options before the command, and every command by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit import __version__
from fieldkit.cli import (
    custody,
    evidence,
    handover,
    homes,
    keeping,
    officers,
    papers,
    practice,
    reporting,
    reviewing,
    travel,
)
from fieldkit.cli.output import Printer
from fieldkit.cli.session import Session
from fieldkit.text.catalogue import LANGUAGES, use_language

app = typer.Typer(
    name="fieldkit",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Write up seizures, keep their custody and photos, carry them to headquarters, print signed reports.\n\n"
    "Without a command: open the window. The options below stand before the command: `fieldkit --home FOLDER show`. A "
    "home's passphrase is asked for, or taken from FIELDKIT_PASSPHRASE; a practice home opens without.",
)
for room in (homes, officers, evidence, custody, handover, reviewing, travel, reporting, papers, keeping, practice):
    room.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fieldkit {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(envvar="FIELDKIT_HOME", help="Folder of the home; made by `new-home`.")
    ] = None,
    as_: Annotated[
        str, typer.Option("--as", help="Officer who acts: name or id; needed where a home has several.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
    lang: Annotated[str, typer.Option(help="Language of sentences: en or km.")] = "en",
    _show: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Without a command: open the window."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang {lang}")
    use_language("km" if lang == "km" else "en")
    context.obj = Session(home=home, officer=as_, out=Printer(as_json=as_json))
    if context.invoked_subcommand is None:
        from fieldkit.app import open_window  # Qt is wanted by the window only

        raise typer.Exit(open_window(home))


def main() -> None:
    """Run the program."""
    app()
