"""What every command shares: which home, who acts, how to print; and how an error becomes an exit code."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import msgspec
import typer

from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.cli.output import Printer
from fieldkit.errors import N_, FieldkitError, KnownError
from fieldkit.text.catalogue import _

if TYPE_CHECKING:
    from fieldkit.actions.home import HomeCard

P = ParamSpec("P")
R = TypeVar("R")


class NoHomeNamed(KnownError):
    """Neither `--home` nor FIELDKIT_HOME."""

    code = "no-home-named"
    message = N_("No home was named.")
    hint = N_("Add --home FOLDER, or set FIELDKIT_HOME.")


class WhoActs(KnownError):
    """Several officers could act."""

    code = "who-acts"
    message = N_("Several officers belong to this home: {officers}.")
    hint = N_("Add --as with a name or an id from this list.")


class NoSuchName(KnownError):
    """`--as` names nobody of this home."""

    code = "no-such-name"
    message = N_("No officer of this home is {wanted}. Its officers: {officers}.")
    hint = N_("Add --as with a name or an id from this list.")


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """The options before the command. home None: FIELDKIT_HOME was not set either."""

    home: Path | None
    officer: str
    out: Printer

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Unlock the home for the block, as the officer named by `--as`, and lock it again."""
        from fieldkit.actions import home

        person, typed = self.who()
        desk = home.unlock(path=self.folder(), person=person, passphrase=typed, clock=SystemClock())
        try:
            yield desk
        finally:
            home.lock(desk=desk)

    def who(self) -> tuple[str, str]:
        """Return the officer's id and passphrase: published, from FIELDKIT_PASSPHRASE or typed. Raises as `_person`."""
        from fieldkit.actions import home

        card = home.describe(path=self.folder())
        person = self._person(card)
        return person, card.passphrase_hint or os.environ.get("FIELDKIT_PASSPHRASE") or self._ask()

    def folder(self) -> Path:
        """Return the home's folder. Raises NoHomeNamed."""
        if self.home is None:
            raise NoHomeNamed
        return self.home

    def _person(self, card: HomeCard) -> str:
        """Return the id of the officer who acts. Raises NoSuchName, WhoActs."""
        fitting = [one for one in card.officers if self.officer.casefold() in (one.name.casefold(), one.person, "")]
        names = ", ".join(one.name for one in card.officers)
        if not fitting and self.officer:
            raise NoSuchName(wanted=self.officer, officers=names)
        if len(fitting) != 1:
            raise WhoActs(officers=names)
        return fitting[0].person

    @staticmethod
    def _ask() -> str:
        return str(typer.prompt(_("Passphrase"), hide_input=True, err=True))


def session(context: typer.Context) -> Session:
    """Return the session that the options before the command made."""
    found = context.find_object(Session)
    if found is None:
        raise NoHomeNamed
    return found


def command(call: Callable[P, R]) -> Callable[P, R]:
    """Turn a KnownError of a command into its sentence and exit code 1; bugs keep their traceback."""

    @functools.wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except FieldkitError as error:
            find = getattr(kwargs.get("context"), "find_object", None)
            found = find(Session) if find is not None else None
            printer = found.out if isinstance(found, Session) else Printer(as_json=False)
            printer.refuse(error)

    return guarded
