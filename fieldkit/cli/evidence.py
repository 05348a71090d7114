"""Commands on one seizure: record, show, missing, attach, lock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.domain.rules import LABELS
from fieldkit.domain.writeup_bodies import Original
from fieldkit.text.catalogue import _, _n

if TYPE_CHECKING:
    from fieldkit.domain.completeness import Missing
    from fieldkit.storage.listing import Listed


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(record)
    app.command()(show)
    app.command()(missing)
    app.command()(attach)
    app.command()(lock)
    app.command()(attest)


@command
def record(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="JSON file of the write-up.")] = None,
    photos: Annotated[Path | None, typer.Option(help="Folder of the photos it names; default: beside it.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the file.")] = False,
) -> None:
    """Write up a seizure from a JSON file with the fields of the form; `show NUMBER` prints the same shape."""
    from fieldkit.actions import writeup

    if schema:
        typer.echo(json.dumps(writeup.schema(), indent=2, ensure_ascii=False))
        return
    if file is None:
        raise typer.BadParameter(_("Name a file, or ask for --schema."))
    one = session(context)
    with one.desk() as desk, one.out.progress(_("Recording")) as progress:
        made = writeup.record_file(desk=desk, file=file, photos=photos or file.parent, progress=progress)
    told = [f for f in made.files if f.status != "attached"]
    one.out.result(
        made,
        _("{number} is recorded: {n} entries.", number=made.number, n=made.entries),
        *(_("Look at this: {what}", what=what) for what in made.warnings),
        *(f"{f.status:17} {f.path.name}  {f.message} {f.hint}" for f in told),
    )
    raise typer.Exit(REFUSED if any(f.status == "refused" for f in told) else OK)


@command
def missing(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id.")],
) -> None:
    """List what a court will miss in a seizure, by the rules in force. Nothing missing or unanswered: exit code 0."""
    from fieldkit.actions import writeup

    one = session(context)
    with one.desk() as desk:
        view = desk.seizure(seizure)
        found = writeup.missing(desk=desk, seizure=view.id)
    numbers = {exhibit.id: exhibit.number for exhibit in view.exhibits}
    rows = [
        {
            "rule": m.rule,
            "label": m.label,
            "source": m.source,
            "exhibit": numbers.get(m.exhibit or ""),
            "what": m.said(),
            "answered_by": m.answered_by or None,
        }
        for m in found
    ]
    open_ones = [m for m in found if not m.answered_by]
    lines = [_missing_line(m, numbers.get(m.exhibit or "", "")) for m in found]
    one.out.result(rows, *(lines or [_("Nothing is missing.")]))
    raise typer.Exit(REFUSED if open_ones else OK)


def _missing_line(one: Missing, exhibit: str) -> str:
    """Return a missing thing in one line: where the rule comes from, what it is about, what is missing."""
    label = " ".join(filter(None, (_(LABELS[one.label]), one.source)))
    about = f"{exhibit}: " if exhibit else ""
    said = f"{label:32} {about}{one.said()}"
    return f"{said} ({_('explained by a deviation')})" if one.answered_by else said


@command
def show(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id; without one: the list.")] = "",
    view: Annotated[bool, typer.Option("--view", help="Print everything computed, not only the write-up.")] = False,
) -> None:
    """Print a seizure, or the list of seizures."""
    from fieldkit.actions import find, writeup

    one = session(context)
    with one.desk() as desk:
        if not seizure:
            listed = find.seizures(desk=desk)
            one.out.result(listed, *([_line(s) for s in listed] or [_("No seizure yet")]))
            return
        opened = find.opened(desk=desk, seizure=seizure)
        if view:
            typer.echo(msgspec.json.format(msgspec.json.encode(opened), indent=2).decode())
            return
        typer.echo(writeup.shown(desk=desk, seizure=seizure).decode())


def _line(one: Listed) -> str:
    """Return a seizure in one line: how far it has come is what the ticks of the window say."""
    ticks = one.ticks
    where = _("At HQ") if ticks.received else _("Left device") if ticks.left else _("Saved here")
    exhibits = _n("{n} exhibit", "{n} exhibits", one.exhibits)
    return f"{one.number}  {one.state}  {exhibits}  [{where} {ticks.receipt_no}]  {one.title}".replace(" ]", "]")


@command
def attach(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id.")],
    files: Annotated[list[Path], typer.Argument(help="Photos, files or folders.")],
    exhibit: Annotated[
        list[str] | None, typer.Option(help="Exhibit it shows: number or id, such as 7K2-01; may be repeated.")
    ] = None,
) -> None:
    """Attach photos and files to a seizure, byte for byte."""
    from fieldkit.actions import photos

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Attaching")) as progress:
        shown = photos.exhibit_ids(desk=desk, seizure=seizure, wanted=exhibit or [])
        given = [photos.Photo(path=path, said=Original(name="", exhibits=shown)) for path in files]
        attached = photos.attach(desk=desk, seizure=seizure, photos=given, progress=progress)
        photos.make_previews(desk=desk, seizure=seizure, progress=progress)
        told = photos.statuses(desk=desk, seizure=seizure, attached=attached)
    rows = [
        {"path": str(t.path), "sha256": t.sha256, "status": t.status, "reason": t.reason, "message": t.message}
        for t in told
    ]
    one.out.result(rows, *(f"{t.status:17} {t.sha256[:16]:16} {t.path.name}  {t.message} {t.hint}" for t in told))
    raise typer.Exit(REFUSED if any(t.status == "refused" for t in told) else OK)


@command
def lock(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id.")],
    reason: Annotated[str, typer.Option(help="Why, when the author is absent.")] = "",
) -> None:
    """Close the write-up."""
    from fieldkit.actions import review

    one = session(context)
    with one.desk() as desk:
        changed = review.lock(desk=desk, seizure=seizure, reason=reason, absent_author=bool(reason))
    one.out.result(changed, _("{number} is locked.", number=seizure))


@command
def attest(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id.")],
    statement: Annotated[str, typer.Option(help="What you state.")] = "",
) -> None:
    """Sign once, as the second person, for everything of a seizure that others signed."""
    from fieldkit.actions import review

    one = session(context)
    with one.desk() as desk:
        n = len(review.to_attest(desk=desk, seizure=seizure))
        changed = review.attest(desk=desk, seizure=seizure, statement=statement)
    one.out.result(changed, _n("{n} line is signed.", "{n} lines are signed.", n))
