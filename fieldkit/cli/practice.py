"""The practice demo: the whole job with invented people."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(demo)


@command
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder for the three homes, the stick and the reports.")],
    photos: Annotated[Path | None, typer.Option(help="Folder of real photos to use; default: drawn ones.")] = None,
    window: Annotated[bool, typer.Option("--window/--no-window", help="Open the window at the end.")] = True,
) -> None:
    """Do the whole job in practice mode: raid, photos, hand-over, headquarters, receipt, signed reports, verified."""
    from fieldkit.actions.practice import demo as night

    one = session(context)
    with one.out.progress(_("A practice night")) as progress:
        told = night.run(folder=folder, photos=photos, progress=progress)
    one.out.result(told, *night.lines(told, sys.argv[0]))
    if window and not one.out.as_json and told.valid and _has_display():
        from fieldkit.app import open_window  # Qt is wanted by the window only

        raise typer.Exit(open_window(told.homes.field))
    raise typer.Exit(OK if told.valid else REFUSED)


def _has_display() -> bool:
    windows_or_mac = sys.platform in ("win32", "darwin")
    return sys.stdout.isatty() and (
        windows_or_mac or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )
