"""Commands that move records between devices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _, _n

if TYPE_CHECKING:
    from fieldkit.actions.exchange import Imported


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("export")(export)
    app.command("import")(import_)


@command
def export(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help="Folder, usually of a stick.")],
    device: Annotated[str, typer.Option(help="At headquarters: the device the answer is for; default: all.")] = "",
) -> None:
    """Write what has not been received yet into a bundle; at headquarters: receipts and news for the devices."""
    from fieldkit.actions import exchange

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Writing the bundle")) as progress:
        made = exchange.export(desk=desk, to=to, device=device, progress=progress)
    told = {"files": [str(f) for f in made.files], "entries": made.entries, "originals": made.originals}
    counted = (_n("{n} entry", "{n} entries", made.entries), _n("{n} original", "{n} originals", made.originals))
    one.out.result(told, *map(str, made.files), ", ".join(counted))


@command
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Bundles, or folders of bundles.")],
) -> None:
    """Take bundles in. Importing twice, or in any order, changes nothing."""
    from fieldkit.actions import exchange

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Importing")) as progress:
        found = exchange.bundles_in(paths=files)
        summary = exchange.import_bundles(desk=desk, files=[f.path for f in found], progress=progress)
    told = {
        "accepted": summary.accepted,
        "known": summary.known,
        "pending": summary.pending,
        "quarantined": [{"what": x.what, "reason": x.reason} for x in summary.quarantined],
        "receipt": summary.receipt,
    }
    lines = [] if found else [_("No bundle was found there.")]
    for x in summary.imported:
        lines.append(f"{x.outcome:12} {x.path.name}  {x.receipt_no}")
        lines += [f"    {remark.message} {remark.hint}" for remark in x.exceptions]
    one.out.result(told, *lines)
    failed = any(_failed(x, files) for x in summary.imported)
    raise typer.Exit(REFUSED if failed or not found else OK)


def _failed(file: Imported, named: list[Path]) -> bool:
    """Tell whether a file is a failure: others' bundles beside ours on one stick are none, unless named one by one."""
    from fieldkit.sync.door import BundleForSomebodyElse

    if file.path not in named and {remark.code for remark in file.exceptions} == {BundleForSomebodyElse.code}:
        return False
    return file.outcome in ("refused", "quarantined")
