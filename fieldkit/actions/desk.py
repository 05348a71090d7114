"""The desk: an opened home and the officer who sits at it. Every action takes it first."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from fieldkit.actions.clock import Clock
from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.numbers import uuid7
from fieldkit.domain.standing import may_sign
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.domain.viewing import ReadsOnly
from fieldkit.errors import N_, KnownError
from fieldkit.storage.home import HomeRole
from fieldkit.storage.keys import OfficerKeys
from fieldkit.storage.store import Store
from fieldkit.trust.canonical import NotCanonical

Progress: TypeAlias = Callable[[int, int, str], None]
"""progress(done, total, doing): units are the action's choice; may be called from any thread."""
Cancelled: TypeAlias = Callable[[], bool]
"""Asked between items; a cancelled action returns what it has done so far."""


def no_progress(done: int, total: int, doing: str) -> None:
    """Show nothing."""


def never() -> bool:
    """Never cancel."""
    return False


class NoSuchSeizure(KnownError):
    """No seizure has this number or id."""

    code = "no-such-seizure"
    message = N_("There is no seizure {wanted} in this home.")
    hint = N_("Nothing was changed. `fieldkit show` without a number lists them.")


class UnknownExhibit(KnownError):
    """The seizure has no such exhibit."""

    code = "unknown-exhibit"
    message = N_("There is no exhibit {exhibit} in {number}.")
    hint = N_("Nothing was changed. Look at the list of exhibits for its number.")


class TooLongToSign(KnownError):
    """More was typed or pasted into one section than fits into an entry."""

    code = "too-long-to-sign"
    message = N_("There is more in this section than one entry can hold.")
    hint = N_("What you typed is still here, as a draft. Shorten it, or attach long texts as files.")


class NotThisRole(KnownError):
    """An action that this kind of home does not do."""

    code = "not-this-role"
    message = N_("A home of role {role} cannot do this; it needs {needed}.")
    hint = N_("Nothing was changed.")


class OfficerCard(msgspec.Struct, frozen=True, kw_only=True):
    """An officer of a home, as a tile shows them. certified: HQ vouches for the key on this device.

    reads_only: certified as a viewer and nothing else.
    """

    person: str
    name: str
    rank: str = ""
    unit: str = ""
    certified: bool = False
    reads_only: bool = False


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What an action touched; truthy when anything. saved_wall: claimed time of the newest entry it wrote."""

    seizures: frozenset[str] = frozenset()
    entries: int = 0
    everything: bool = False
    saved_wall: int | None = None

    def __bool__(self) -> bool:
        return bool(self.seizures or self.entries or self.everything)

    def __or__(self, other: Changes) -> Changes:
        walls = [w for w in (self.saved_wall, other.saved_wall) if w is not None]
        return Changes(
            seizures=self.seizures | other.seizures,
            entries=self.entries + other.entries,
            everything=self.everything or other.everything,
            saved_wall=max(walls, default=None),
        )


class Desk:
    """An opened home, the officer who unlocked it and the clock."""

    def __init__(self, store: Store, officer: OfficerKeys, clock: Clock) -> None:
        """Sit down; `actions.home.unlock` makes one."""
        self.store = store
        self.keys = officer
        self.clock = clock

    @property
    def home(self) -> Path:
        """Return the folder of the home."""
        return self.store.home.path

    @property
    def role(self) -> HomeRole:
        """Return the home's role."""
        return self.store.home.role

    @property
    def practice(self) -> bool:
        """Tell whether this is practice."""
        return self.store.home.practice

    @property
    def officer(self) -> OfficerCard:
        """Return who sits here."""
        facts = self.store.certificates.facts(self.keys.signer.key_id)
        return OfficerCard(
            person=self.keys.person,
            name=self.keys.name,
            rank=self.keys.rank,
            unit=self.keys.unit,
            certified=bool(facts and facts.certified),
            reads_only=bool(facts and facts.certified and facts.roles == {"viewer"}),
        )

    @property
    def party(self) -> Party:
        """Return the officer as a party of a record."""
        return Party(name=self.keys.name, person=self.keys.person, rank=self.keys.rank, office=self.keys.unit)

    def log(self) -> str:
        """Return the log that the next entry goes into; a home that was restored or copied begins it here."""
        return self.store.ledger.begin(claimed=self.clock.now())

    def new_id(self) -> str:
        """Return a new id for something that begins now."""
        return uuid7(self.clock.now().wall, secrets.token_bytes(10))

    def write(self, *drafts: Draft, by_device: bool = False) -> list[Signed]:
        """Sign and save *drafts*, all or none, as this officer (or as the device). On the disk when this returns.

        Raises ReadsOnly as `may_write`, TooLongToSign, and what the ledger raises.
        """
        if not by_device:
            self.may_write(*(draft.type for draft in drafts))
        signer = self.store.device.signer if by_device else self.keys.signer
        try:
            return self.store.ledger.append(drafts, signer=signer, claimed=self.clock.now())
        except NotCanonical as refused:
            if refused.facts.get("what") == "size":
                raise TooLongToSign from refused
            raise

    def may_write(self, *types: str) -> None:
        """Refuse a viewer all but entries of *types* that viewers sign; without types anything. Raises ReadsOnly."""
        facts = self.store.certificates.facts(self.keys.signer.key_id)
        if facts is None or not facts.certified or facts.roles != {"viewer"}:
            return
        if not types or not all(may_sign(facts, one) for one in types):
            raise ReadsOnly

    def seizure(self, wanted: str) -> SeizureView:
        """Return the seizure with this id or number. Raises NoSuchSeizure."""
        found = self.store.projections.seizure(wanted)
        if found is None:
            listed = (one.id for one in self.store.projections.seizures() if one.number == wanted)
            found = self.store.projections.seizure(next(listed, ""))
        if found is None:
            raise NoSuchSeizure(wanted=wanted)
        return found

    def needs(self, *roles: HomeRole) -> None:
        """Refuse unless the home has one of *roles*. Raises NotThisRole."""
        if self.role not in roles:
            raise NotThisRole(role=self.role, needed=" / ".join(roles))


def exhibit_of(view: SeizureView, wanted: str) -> ExhibitView:
    """Return the exhibit with this id or number, whole or without the seizure's before it. Raises UnknownExhibit."""
    for exhibit in view.exhibits:
        if wanted in (exhibit.id, exhibit.number, exhibit.number.rpartition("/")[2]):
            return exhibit
    raise UnknownExhibit(exhibit=wanted, number=view.number)


def changes(written: Iterable[Signed], seizures: Sequence[str] = ()) -> Changes:
    """Return what these entries touched."""
    entries = list(written)
    return Changes(
        seizures=frozenset(s for one in entries for s in one.entry.scope) | frozenset(seizures),
        entries=len(entries),
        saved_wall=max((one.entry.t.wall for one in entries), default=None),
    )
