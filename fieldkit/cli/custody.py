"""Commands that hand exhibits on."""

from __future__ import annotations

from typing import Annotated

import typer

from fieldkit.actions.desk import exhibit_of
from fieldkit.cli.session import command, session
from fieldkit.domain.custody_bodies import AcceptLine
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _

custody_app = typer.Typer(help="Hand exhibits on: offer, accept, refuse, withdraw, store.")
Seizure = Annotated[str, typer.Argument(help="Number or id of the seizure.")]
Offer = Annotated[str, typer.Argument(help="The offer, as `custody list` prints it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(custody_app, name="custody")


@custody_app.command("list")
@command
def list_(context: typer.Context, seizure: Seizure) -> None:
    """Print where every exhibit is, and which offers wait for an answer."""
    one = session(context)
    with one.desk() as desk:
        view = desk.seizure(seizure)
    rows = []
    for exhibit in view.exhibits:
        holder, place = exhibit.axes.holder.now, exhibit.axes.location.now
        rows.append(
            {
                "exhibit": exhibit.number,
                "holder": holder.party.name if holder and holder.party else "",
                "state": holder.state if holder else "disputed",
                "place": place.place if place else "",
                "offer": holder.entry if holder and holder.state == "in_transit" else "",
            }
        )
    one.out.result(rows, *(f"{r['exhibit']}  {r['state']:10}  {r['holder']}  {r['place']}  {r['offer']}" for r in rows))


@custody_app.command()
@command
def offer(
    context: typer.Context,
    seizure: Seizure,
    exhibits: Annotated[list[str], typer.Argument(help="Exhibits: numbers or ids.")],
    *,
    to: Annotated[str, typer.Option(help="Name of the receiver.")],
    person: Annotated[str, typer.Option(help="Id of the receiver, where known: nobody else can then accept.")] = "",
    office: Annotated[str, typer.Option(help="Office of the receiver.")] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "",
) -> None:
    """Offer exhibits to somebody. They stay with the giver until the receiver signs."""
    from fieldkit.actions import custody

    one = session(context)
    with one.desk() as desk:
        receiver = Party(name=to, person=person or None, office=office)
        made = custody.offer(desk=desk, seizure=seizure, exhibits=exhibits, to=receiver, purpose=purpose)
    one.out.result({"offer": made.offer}, made.offer)


@custody_app.command()
@command
def accept(
    context: typer.Context,
    seizure: Seizure,
    offer: Offer,
    *,
    line: Annotated[list[str], typer.Option(help="EXHIBIT=SEAL[,SEAL][=GROSS], as read on the bag; may be repeated.")],
    location: Annotated[str, typer.Option(help="Where it is put.")] = "",
) -> None:
    """Accept exhibits: what you read on the bags is written down before it is compared."""
    from fieldkit.actions import custody

    one = session(context)
    with one.desk() as desk:
        view = desk.seizure(seizure)
        read = []
        for text in line:
            wanted, seals, gross = (*text.split("="), "", "")[:3]
            read.append(
                AcceptLine(
                    exhibit=exhibit_of(view, wanted).id,
                    seals=tuple(part.strip() for part in seals.split(",") if part.strip()),
                    gross=parse_mass(gross) if gross else None,
                )
            )
        changed = custody.accept(desk=desk, seizure=seizure, offer=offer, lines=read, location=location)
    one.out.result(changed, _("Accepted and signed."))


@custody_app.command()
@command
def refuse(
    context: typer.Context,
    seizure: Seizure,
    offer: Offer,
    *,
    line: Annotated[list[str], typer.Option(help="EXHIBIT=REASON; may be repeated.")],
) -> None:
    """Refuse exhibits of an offer; they stay with the giver."""
    from fieldkit.actions import custody

    one = session(context)
    with one.desk() as desk:
        view = desk.seizure(seizure)
        pairs = (text.partition("=") for text in line)
        reasons = {exhibit_of(view, wanted).id: reason for wanted, _equals, reason in pairs}
        changed = custody.refuse(desk=desk, seizure=seizure, offer=offer, reasons=reasons)
    one.out.result(changed, _("Refused and signed."))


@custody_app.command()
@command
def withdraw(
    context: typer.Context,
    seizure: Seizure,
    offer: Offer,
    exhibits: Annotated[list[str], typer.Argument(help="Exhibits: numbers or ids.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Take an unanswered offer back."""
    from fieldkit.actions import custody

    one = session(context)
    with one.desk() as desk:
        changed = custody.withdraw(desk=desk, seizure=seizure, offer=offer, exhibits=exhibits, reason=reason)
    one.out.result(changed, _("The offer is withdrawn."))


@custody_app.command()
@command
def store(
    context: typer.Context,
    seizure: Seizure,
    exhibit: Annotated[str, typer.Argument(help="Number or id.")],
    location: Annotated[str, typer.Option(help="Room, safe, shelf.")],
) -> None:
    """Put an exhibit into a place of the store, or move it."""
    from fieldkit.actions import custody

    one = session(context)
    with one.desk() as desk:
        changed = custody.store(desk=desk, seizure=seizure, exhibit=exhibit, location=location)
    one.out.result(changed, _("Stored and signed."))
