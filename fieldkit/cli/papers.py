"""Commands that make the papers of the night, let the log head leave, and type paper forms in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fieldkit.cli.session import Session, command, session
from fieldkit.domain.values import Moment, Party
from fieldkit.text.catalogue import _
from fieldkit.text.dates import parse_moment

if TYPE_CHECKING:
    from fieldkit.actions.papers import Handed

paper_app = typer.Typer(help="Papers of the night: receipt, flash report, hand-over slip, custody form, blank forms.")
Lang = Annotated[Literal["km", "en", "both"], typer.Option(help="Language of the paper.")]
Number = Annotated[str, typer.Argument(help="Number or id of the seizure.")]
Folder = Annotated[Path, typer.Option("--to", help="Folder for the PDF; made if absent.")]
_EAST = 420
"""Minutes east of UTC where a typed time says nothing: Cambodia."""


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(paper_app, name="paper")
    app.command()(anchor)


@paper_app.command()
@command
def receipt(
    context: typer.Context,
    seizure: Number,
    *,
    to: Folder,
    owner: Annotated[str, typer.Option(help="Name of who gets it.")],
    identity: Annotated[str, typer.Option(help="Their identity number.")] = "",
    exhibit: Annotated[list[str] | None, typer.Option(help="Only these exhibits; repeat it. Default: all.")] = None,
    language: Lang = "km",
) -> None:
    """Make the receipt that the owner keeps. It anchors the log and is written down before the file is there."""
    from fieldkit.actions import papers

    one = session(context)
    with one.desk() as desk:
        handed = papers.owner_receipt(
            desk=desk,
            seizure=seizure,
            to=Party(name=owner, id_ref=identity),
            language=language,
            exhibits=exhibit or [],
        )
        file = papers.save_copy(desk=desk, seizure=seizure, paper=handed.entry, to=_folder(to))
    _tell(one, handed, file)


@paper_app.command()
@command
def flash(
    context: typer.Context,
    seizure: Number,
    *,
    to: Folder,
    commander: Annotated[str, typer.Option(help="Who it is given to.")],
    names: Annotated[bool, typer.Option("--names", help="With names of persons and the exact place.")] = False,
    language: Lang = "km",
) -> None:
    """Make the flash report: six lines and one page, without names. That it was given is written down first."""
    from fieldkit.actions import papers

    one = session(context)
    with one.desk() as desk:
        handed = papers.flash(desk=desk, seizure=seizure, to=Party(name=commander), language=language, names=names)
        file = papers.save_copy(desk=desk, seizure=seizure, paper=handed.entry, to=_folder(to))
    _tell(one, handed, file)


@paper_app.command()
@command
def slip(
    context: typer.Context,
    seizure: Number,
    *,
    to: Folder,
    taker: Annotated[str, typer.Option(help="Who takes the exhibits over, without this program.")],
    exhibit: Annotated[list[str], typer.Option(help="Exhibit to hand over; repeat it.")],
    office: Annotated[str, typer.Option(help="Their office.")] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "",
    language: Lang = "km",
) -> None:
    """Make the slip that giver, taker and witness sign in ink. No custody moves by it."""
    from fieldkit.actions import papers, slips

    one = session(context)
    with one.desk() as desk:
        made = slips.hand_over_slip(
            desk=desk,
            seizure=seizure,
            exhibits=exhibit,
            to=Party(name=taker, office=office),
            purpose=purpose,
            language=language,
        )
        file = papers.save_copy(desk=desk, seizure=seizure, paper=made.entry, to=_folder(to))
    one.out.result({"file": str(file), "paper": made.entry, "code": made.code}, str(file), made.code)


@paper_app.command()
@command
def match(
    context: typer.Context,
    picture: Annotated[Path, typer.Argument(help="Photo or scan of the signed slip.")],
) -> None:
    """Say which hand-over a signed slip belongs to."""
    from fieldkit.actions import slips

    one = session(context)
    with one.desk() as desk:
        found = slips.match(desk=desk, picture=picture)
    one.out.result(found, f"{found.number}  {found.code}  {found.to.name}", *found.exhibits)


@paper_app.command()
@command
def custody(
    context: typer.Context,
    seizure: Number,
    exhibit: Annotated[str, typer.Argument(help="Number or id of the exhibit.")],
    to: Folder,
    language: Lang = "km",
) -> None:
    """Make the custody form of one exhibit: its chain so far, and rows for hand-overs on paper."""
    from fieldkit.actions import papers

    one = session(context)
    with one.desk() as desk:
        handed = papers.custody_form(desk=desk, seizure=seizure, exhibit=exhibit, language=language)
        file = papers.save_copy(desk=desk, seizure=seizure, paper=handed.entry, to=_folder(to))
    _tell(one, handed, file)


@paper_app.command()
@command
def blank(
    context: typer.Context,
    to: Folder,
    copies: Annotated[int, typer.Option(help="How many, each with its own number.")] = 10,
    language: Lang = "km",
) -> None:
    """Make blank numbered forms for the night on which the laptop dies."""
    from fieldkit.actions import papers

    one = session(context)
    with one.desk() as desk, one.out.progress(_("Making the forms")) as progress:
        pile = papers.blank_forms(desk=desk, copies=copies, language=language, progress=progress)
        file = papers.save_pile(pile=pile, to=_folder(to))
    one.out.result({"file": str(file), "first": pile.first, "last": pile.last}, str(file))


@paper_app.command()
@command
def transcribe(
    context: typer.Context,
    form: Annotated[str, typer.Argument(help="Number on the paper form.")],
    *,
    author: Annotated[str, typer.Option(help="Who wrote the paper.")] = "",
    written: Annotated[str, typer.Option(help="When it was written: 2026-11-22 02:13.")] = "",
    scan: Annotated[list[Path] | None, typer.Option(help="Scan or photo of a page; repeat it.")] = None,
    seizure: Annotated[str, typer.Option(help="Add to this seizure instead of beginning a new one.")] = "",
    done: Annotated[
        bool, typer.Option("--done", help="All of it is typed: name the entries (needs --seizure).")
    ] = False,
) -> None:
    """Begin to type a paper form in, or say that it is done. The paper stays the original."""
    from fieldkit.actions import transcribe as typing_in

    one = session(context)
    with one.desk() as desk:
        if done:
            typing_in.finish(desk=desk, seizure=seizure, form_no=form)
            number = desk.seizure(seizure).number
        else:
            at = None
            if written:
                wall, offset = parse_moment(written, offset=_EAST)
                at = Moment(wall=wall, offset=offset)
            begun = typing_in.begin(
                desk=desk, form_no=form, author=Party(name=author), written_at=at, scans=scan or [], seizure=seizure
            )
            number = desk.seizure(begun.seizure).number
    one.out.result({"seizure": number, "form": form}, number)


@command
def anchor(
    context: typer.Context,
    seizure: Number,
    to: Annotated[str, typer.Option(help="Who hears or keeps it; without it the characters are shown only.")] = "",
    how: Annotated[Literal["duty_desk", "paper", "photo"], typer.Option(help="How it leaves.")] = "duty_desk",
    at: Annotated[str, typer.Option(help="When, if not now: 2026-11-22 02:13.")] = "",
) -> None:
    """Show the head of the log in 26 characters, and write down to whom it was read out."""
    from fieldkit.actions import anchors

    one = session(context)
    with one.desk() as desk:
        told = anchors.head(desk=desk, seizure=seizure)
        if to:
            moment = None
            if at:
                wall, offset = parse_moment(at, offset=_EAST)
                moment = Moment(wall=wall, offset=offset)
            anchors.anchor_now(desk=desk, told=told, to=Party(name=to), how=how, at=moment)
    said = {"number": told.number, "letters": told.letters, "log": told.log, "seq": told.seq, "written": bool(to)}
    one.out.result(said, told.number, told.letters)


def _folder(to: Path) -> Path:
    from fieldkit.storage.failures import disk_errors

    with disk_errors():
        to.mkdir(parents=True, exist_ok=True)
    return to


def _tell(one: Session, handed: Handed, file: Path) -> None:
    one.out.result(
        {"file": str(file), "paper": handed.entry, "letters": handed.letters, "text": handed.text},
        str(file),
        *filter(None, (handed.letters, *handed.text.split("\n"))),
    )
