"""Commands that make a home and tie it to a headquarters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _

enrol_app = typer.Typer(help="Belong to a headquarters: request out, grant back, sixteen characters compared by voice.")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("new-home")(new_home)
    app.add_typer(enrol_app, name="enrol")


@command
def new_home(
    context: typer.Context,
    *,
    role: Annotated[Literal["field", "station", "hq"], typer.Option(help="What the device is for.")],
    name: Annotated[str, typer.Option(help="What people call the device.")],
    officer: Annotated[str, typer.Option(help="Name of its first officer.")],
    rank: Annotated[str, typer.Option(help="Rank.")] = "",
    unit: Annotated[str, typer.Option(help="Unit.")] = "",
    practice: Annotated[bool, typer.Option("--practice", help="Watermarked; unlocks with a published phrase.")] = False,
) -> None:
    """Make a home in the folder of --home. Its passphrase is generated and printed once; write it down."""
    from fieldkit.actions import home
    from fieldkit.actions.clock import SystemClock

    one = session(context)
    made = home.create(
        path=one.folder(),
        role=role,
        practice=practice,
        name=name,
        officer=home.NewOfficer(name=officer, rank=rank, unit=unit, passphrase=os.environ.get("FIELDKIT_PASSPHRASE")),
        clock=SystemClock(),
    )
    lines = [
        _("A new home is ready in {folder}.", folder=str(made.path)),
        _("Passphrase: {passphrase}", passphrase=made.passphrase),
    ]
    if made.safe_passphrase:
        lines.append(_("Passphrase of the file for the safe: {passphrase}", passphrase=made.safe_passphrase))
        lines.append(
            _("Move this file to a stick and lock it in a safe: {file}", file=made.path / "vault" / "safe.key")
        )
    one.out.result(made, *lines)


@enrol_app.command("request")
@command
def enrol_request(
    context: typer.Context, to: Annotated[Path, typer.Option(help="Folder for the request file.")]
) -> None:
    """Write the request of this device and its officers."""
    from fieldkit.actions import enrol

    one = session(context)
    with one.desk() as desk:
        made = enrol.request(desk=desk, to=to)
    one.out.result(made, str(made.file), _("Read these to headquarters: {code}", code=made.code))


@enrol_app.command("grant")
@command
def enrol_grant(
    context: typer.Context,
    request: Annotated[Path, typer.Argument(help="The request file.")],
    *,
    code: Annotated[str, typer.Option(help="The sixteen characters the other side read out.")],
    to: Annotated[Path, typer.Option(help="Folder for the grant file.")],
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=role,role of officer, clerk, reviewer, supervisor, viewer; may be repeated. Who is not named "
            "gets no certificate; without it everybody is an officer."
        ),
    ] = None,
    renew: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=reason of an officer who asked for a new key on that device: the old one ends; may be repeated."
        ),
    ] = None,
) -> None:
    """Certify a device and its officers (at headquarters)."""
    from fieldkit.actions import enrol

    one = session(context)
    with one.desk() as desk:
        roles = enrol.roles_for(request=request, given=role or [])
        renewed = enrol.renewals_for(request=request, given=renew or [])
        made = enrol.grant(desk=desk, request=request, code=code, roles=roles, renewed=renewed, to=to)
    one.out.result(made, str(made.file), _("Read these to the device: {code}", code=made.code))


@enrol_app.command("accept")
@command
def enrol_accept(
    context: typer.Context,
    grant: Annotated[Path, typer.Argument(help="The grant file.")],
    code: Annotated[str, typer.Option(help="The sixteen characters headquarters read out.")],
) -> None:
    """Take headquarters' answer in."""
    from fieldkit.actions import enrol

    one = session(context)
    with one.desk() as desk:
        changed = enrol.accept(desk=desk, grant=grant, code=code)
    one.out.result(changed, _("This home now belongs to headquarters."))


@enrol_app.command("root")
@command
def enrol_root(
    context: typer.Context, to: Annotated[Path, typer.Option(help="Folder for the certificate; made if absent.")]
) -> None:
    """Write headquarters' root certificate to hand out: `verify --root` needs it, and so does every court."""
    from fieldkit.actions import verify

    one = session(context)
    with one.desk() as desk:
        made = verify.save_root(desk=desk, to=to)
    one.out.result(
        made, str(made.file), _("Whoever takes it compares this with headquarters: {sha256}", sha256=made.sha256)
    )
