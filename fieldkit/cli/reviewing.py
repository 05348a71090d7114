"""Commands of the reviewer."""

from __future__ import annotations

from typing import Annotated

import typer

from fieldkit.cli.session import command, session
from fieldkit.text.catalogue import _

review_app = typer.Typer(help="Review a locked write-up: return, accept, amend.")
Seizure = Annotated[str, typer.Argument(help="Number or id of the seizure.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(review_app, name="review")


@review_app.command("return")
@command
def return_(context: typer.Context, seizure: Seizure, reason: Annotated[str, typer.Option(help="Why.")]) -> None:
    """Send a write-up back to its team with a reason."""
    from fieldkit.actions import review

    one = session(context)
    with one.desk() as desk:
        changed = review.send_back(desk=desk, seizure=seizure, reason=reason)
    one.out.result(changed, _("Returned to the team."))


@review_app.command()
@command
def accept(
    context: typer.Context,
    seizure: Seizure,
    official_no: Annotated[str, typer.Option(help="Official number.")] = "",
) -> None:
    """Accept a write-up; from then on it takes amendments only."""
    from fieldkit.actions import review

    one = session(context)
    with one.desk() as desk:
        changed = review.accept(desk=desk, seizure=seizure, official_no=official_no)
    one.out.result(changed, _("Accepted and signed."))


@review_app.command()
@command
def amend(context: typer.Context, seizure: Seizure, reason: Annotated[str, typer.Option(help="Why.")]) -> None:
    """Open the next version of an accepted write-up."""
    from fieldkit.actions import review

    one = session(context)
    with one.desk() as desk:
        entry = review.amend(desk=desk, seizure=seizure, reason=reason)
    one.out.result({"amend": entry}, entry)
