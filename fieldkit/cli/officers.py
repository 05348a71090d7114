"""Commands about who may open a home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.actions.clock import SystemClock
from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _

officer_app = typer.Typer(help="Who may open this home.")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(officer_app, name="officer")


@officer_app.command("list")
@command
def list_(context: typer.Context) -> None:
    """Print who has a key on this device; nobody needs to unlock for it."""
    from fieldkit.actions import home

    one = session(context)
    card = home.describe(path=one.folder())
    one.out.result(card.officers, *(f"{o.person}  {o.rank} {o.name}  {o.unit}" for o in card.officers))


@officer_app.command()
@command
def add(
    context: typer.Context,
    *,
    name: Annotated[str, typer.Option(help="Name.")],
    rank: Annotated[str, typer.Option(help="Rank.")] = "",
    unit: Annotated[str, typer.Option(help="Unit.")] = "",
    person: Annotated[
        str, typer.Option(help="Id of a person who had a key before: new keys for the same person.")
    ] = "",
) -> None:
    """Give one more officer a key on this device. It is provisional until headquarters grants it."""
    from fieldkit.actions import home

    one = session(context)
    with one.desk() as desk:
        officer = home.NewOfficer(name=name, rank=rank, unit=unit, person=person)
        made, phrase = home.add_officer(desk=desk, officer=officer)
    told = {"person": made, "passphrase": phrase}
    one.out.result(told, made, _("Passphrase: {passphrase}", passphrase=phrase))


@officer_app.command()
@command
def remove(context: typer.Context, person: Annotated[str, typer.Argument(help="Id, from `officer list`.")]) -> None:
    """Take an officer off this device; the database gets a new key."""
    from fieldkit.actions import home

    one = session(context)
    with one.desk() as desk:
        home.remove_officer(desk=desk, person=person)
    one.out.result({"removed": person}, _("The officer is removed, and the database has a new key."))


@officer_app.command()
@command
def passphrase(context: typer.Context) -> None:
    """Change the passphrase of the officer named by --as; the new one is generated and printed once."""
    from fieldkit.actions import home

    one = session(context)
    person, typed = one.who()
    phrase = home.change_passphrase(path=one.folder(), person=person, old=typed)
    one.out.result({"passphrase": phrase}, _("Passphrase: {passphrase}", passphrase=phrase))


@officer_app.command()
@command
def recover(
    context: typer.Context,
    *,
    safe: Annotated[Path, typer.Option(help="The file safe.key of headquarters.")],
    name: Annotated[str, typer.Option(help="Name.")],
    rank: Annotated[str, typer.Option(help="Rank.")] = "",
    unit: Annotated[str, typer.Option(help="Unit.")] = "",
    person: Annotated[str, typer.Option(help="Id of the officer who is locked out.")] = "",
) -> None:
    """Open a home nobody can unlock, with headquarters' recovery key, and give an officer a new key on it.

    The passphrase of the safe is asked for, or taken from FIELDKIT_SAFE_PASSPHRASE.
    """
    from fieldkit.actions import home

    one = session(context)
    typed = os.environ.get("FIELDKIT_SAFE_PASSPHRASE") or typer.prompt(_("Passphrase"), hide_input=True, err=True)
    officer = home.NewOfficer(name=name, rank=rank, unit=unit, person=person)
    made, phrase = home.recover(
        path=one.folder(), safe=safe, safe_passphrase=str(typed), officer=officer, clock=SystemClock()
    )
    one.out.result({"person": made, "passphrase": phrase}, made, _("Passphrase: {passphrase}", passphrase=phrase))
