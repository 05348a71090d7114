"""Commands of a hand-over between two devices that share neither network nor stick."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from fieldkit.cli.output import OK, REFUSED
from fieldkit.cli.session import command, session
from fieldkit.domain.numbers import grouped
from fieldkit.errors import N_
from fieldkit.media import codes
from fieldkit.text.catalogue import _

if TYPE_CHECKING:
    from fieldkit.actions.handover import Offered

handover_app = typer.Typer(help="Hand over by codes: one device shows them, the other reads them.")
_STDIN: Final = "-"
_ANSWERS: Final = {
    "": N_("not answered"),
    "accepted": N_("accepted"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(handover_app, name="handover")


@handover_app.command()
@command
def show(
    context: typer.Context,
    seizure: Annotated[str, typer.Argument(help="Number or id of the seizure.")],
    offer: Annotated[str, typer.Argument(help="The offer, as `custody list` prints it, or its 10 letters.")],
    png: Annotated[Path | None, typer.Option(help="Folder for the codes as pictures; default: print them.")] = None,
) -> None:
    """Show an offer as codes; on the device that answered it: the answer."""
    from fieldkit.actions import handover

    one = session(context)
    with one.desk() as desk:
        shown = handover.show(desk=desk, seizure=seizure, offer=offer)
    files = [str(file) for file in handover.save_pictures(shown, png)] if png is not None else []
    if one.out.as_json or files:
        told = {"offer": shown.offer, "letters": shown.letters, "parts": shown.parts, "files": files}
        one.out.result(told, grouped(shown.letters, 5), *files)
    else:
        typer.echo("\n".join(shown.parts))  # whole: a line of a result would be cut


@handover_app.command()
@command
def take(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(help="Pictures of the codes, files of scanned lines, or - for lines typed in.")
    ],
) -> None:
    """Take in what the other device shows. Seals and weights are not printed: read them from the bags."""
    from fieldkit.actions import handover

    one = session(context)
    texts = [text for content in _contents(files) for text in handover.texts_in(content)]
    with one.desk() as desk:
        told = handover.take(desk=desk, texts=texts)
    one.out.result(told, *_sentences(told))
    raise typer.Exit(OK if told.counts else REFUSED)


def _contents(files: list[str]) -> Iterator[bytes]:
    for name in files:
        if name == _STDIN:
            yield sys.stdin.buffer.read(codes.LARGEST)
        else:
            yield codes.contents(Path(name))


def _sentences(told: Offered) -> Iterator[str]:
    yield _("Offer {letters} in {number}", letters=grouped(told.letters, 5), number=told.number)
    if not told.counts:
        yield _("It does not count: headquarters revoked the key of {name}, or it may not sign this.", name=told.signer)
    elif told.certified:
        yield _("Signed by {name}, {unit}. Headquarters certified this key.", name=told.signer, unit=told.unit)
    else:
        yield _("Signed by a key that says it is {name}'s. Headquarters has not certified it.", name=told.signer)
    if told.forked:
        yield _("The device that made it was copied: two devices write in its name.")
    for line in told.lines:
        disputed = _("disputed") if line.disputed else ""
        yield f"{line.label}  {line.exhibit}  {_(_ANSWERS[line.answer])}  {disputed}  {line.note}".rstrip()
