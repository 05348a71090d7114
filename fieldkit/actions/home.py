"""Make a home, let officers in and out, say how it stands."""

from __future__ import annotations

import base64
import secrets
import shutil
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.actions import enrol
from fieldkit.actions.clock import Clock
from fieldkit.actions.desk import Changes, Desk, OfficerCard, changes
from fieldkit.domain.entry import Draft
from fieldkit.domain.guards import second_person_differs
from fieldkit.domain.keys import Role
from fieldkit.domain.ledger_bodies import KeyOpen, LockedOut
from fieldkit.domain.numbers import uuid7
from fieldkit.domain.types import plain
from fieldkit.domain.values import Moment
from fieldkit.errors import N_, KnownError
from fieldkit.storage import authority
from fieldkit.storage.home import Home, HomeRole
from fieldkit.storage.keys import DeviceKeys, OfficerKeys
from fieldkit.storage.store import Store
from fieldkit.storage.vault import NoSuchOfficer, Vault
from fieldkit.text.resources import read_resource
from fieldkit.trust import selftest
from fieldkit.trust.passphrase import Kdf, normalise_typed, six_words, word_list

PRACTICE_PASSPHRASE: Final = " ".join(["practice"] * 6)
"""Published: it protects nothing, and a practice home holds nothing real."""
SHORTEST: Final = 18
"""Letters of a passphrase of one's own: the shortest six words of our list."""
OPENED_BY_SAFE: Final = "opened with headquarters' safe"
"""What the log gives as the reason, in the one language of entries, when a key file is replaced that way."""
HQ_ROLES: Final[frozenset[Role]] = frozenset({"officer", "reviewer", "supervisor"})


class WeakPassphrase(KnownError):
    """A passphrase of one's own that would not protect."""

    code = "weak-passphrase"
    message = N_("This passphrase is too short: it needs {letters} letters at least.")
    hint = N_("Nothing was made. Leave it out, and six words are drawn for you.")


class SafeUnreadable(KnownError):
    """The file of the safe cannot be read."""

    code = "safe-unreadable"
    message = N_("The file {name} cannot be read.")
    hint = N_("Nothing was changed. Bring the file safe.key that headquarters keeps in its safe.")


class NewOfficer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who gets a key on this device. passphrase None: one is generated, or the practice one is used."""

    name: str
    rank: str = ""
    unit: str = ""
    person: str = ""
    passphrase: str | None = None


class NewHome(msgspec.Struct, frozen=True, kw_only=True):
    """A home that was made. Both passphrases are told once and kept nowhere."""

    path: Path
    role: HomeRole
    person: str
    passphrase: str
    safe_passphrase: str = ""


class HomeCard(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of a home before anybody unlocks it."""

    path: Path
    role: HomeRole
    practice: bool
    name: str
    officers: tuple[OfficerCard, ...]
    passphrase_hint: str = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How a home stands. unsent: seizures that never left; waiting: that left and have no receipt.

    Times are ms UTC; last_saved_offset is the newest entry's own, in minutes east of UTC.
    """

    entries: int
    originals: int
    unsent: int
    waiting: int
    oldest_unsent_wall: int | None
    free_bytes: int
    last_saved_wall: int | None
    last_saved_offset: int = 0


def create(*, path: Path, role: HomeRole, practice: bool, name: str, officer: NewOfficer, clock: Clock) -> NewHome:
    """Make a home in the empty folder *path* with its first officer; a headquarters certifies itself.

    Raises HomeExists, WeakPassphrase, DiskFull, DiskFailed.
    """
    selftest.run()
    made = clock.now().wall
    phrase = _phrase(officer, practice=practice)
    home = Home.create(path, role=role, practice=practice, name=name, wall=made)
    person = officer.person or uuid7(made, secrets.token_bytes(10))
    unlocked = Vault(home).found(
        person=person,
        name=officer.name,
        rank=officer.rank,
        unit=officer.unit,
        passphrase=phrase,
        kdf=_kdf(practice=practice),
    )
    safe = ""
    with Store(home, unlocked.device) as store:
        desk = Desk(store, unlocked.officer, clock)
        _open_key(desk, unlocked.officer)
        if role == "hq":
            safe = PRACTICE_PASSPHRASE if practice else _six_words()
            keys = authority.establish(store, name=name, made=made, safe_passphrase=safe, kdf=_kdf(practice=practice))
            enrol.certify_own(store, keys, made=made, roles={person: HQ_ROLES})
            Vault(home).set_recovery(unlocked.device, [keys.recovery])
    return NewHome(path=path, role=role, person=person, passphrase=phrase, safe_passphrase=safe)


def add_officer(*, desk: Desk, officer: NewOfficer) -> tuple[str, str]:
    """Give one more officer a key on this device; return their person id and passphrase.

    The key is provisional until HQ grants it. New keys for somebody who has some here take the old ones away: that
    they were locked out is written down first, by who sits here. Raises SamePerson for oneself, WeakPassphrase,
    ReadsOnly, DiskFull, DiskFailed.
    """
    desk.may_write()
    practice = desk.practice
    phrase = _phrase(officer, practice=practice)
    person = officer.person or desk.new_id()
    if any(one.person == person for one in Vault(desk.store.home).officers()) and not _locked_out(desk, person):
        lock_out(desk=desk, person=person)
    keys = Vault(desk.store.home).add_officer(
        desk.store.device,
        person=person,
        name=officer.name,
        rank=officer.rank,
        unit=officer.unit,
        passphrase=phrase,
        kdf=_kdf(practice=practice),
    )
    _open_key(desk, keys)
    return person, phrase


def draw_passphrase(*, practice: bool) -> str:
    """Return words for a key that is made or changed only after they were written down: shown once, never lost."""
    return PRACTICE_PASSPHRASE if practice else _six_words()


def draw_another(*, path: Path, person: str, old: str) -> str:
    """Return words for `change_passphrase` once *old* was found to open; nothing is changed. Raises as `unlock`."""
    Vault(Home.open(path)).unlock(person, old).device.forget()
    return _six_words()


def change_passphrase(*, path: Path, person: str, old: str, new: str = "") -> str:
    """Give an officer's key file another passphrase, generated where *new* is empty; return it. Raises as `unlock`."""
    home = Home.open(path)
    phrase = new or _six_words()
    Vault(home).change_passphrase(person, old, phrase, _kdf(practice=home.practice))
    return phrase


def remove_officer(*, desk: Desk, person: str) -> None:
    """Take an officer off this device: the key file goes and the database gets a new key. The home is closed after it.

    Raises ReadsOnly, SamePerson for the one who sits here, NoSuchOfficer, LastOfficer, StoreBusy while others have it
    open.
    """
    desk.may_write()
    second_person_differs(desk.keys.person, person, desk.keys.name)
    desk.store.close()
    Vault(desk.store.home).remove_officer(desk.store.device, person)


def officers(*, desk: Desk) -> tuple[OfficerCard, ...]:
    """Return who has a key on this device, by name, and for whom headquarters vouches."""
    enrolled = Vault(desk.store.home).officers()
    known = desk.store.certificates.facts_of_many([one.key for one in enrolled])
    return tuple(
        OfficerCard(
            person=one.person,
            name=one.name,
            rank=one.rank,
            unit=one.unit,
            certified=one.key in known and known[one.key].certified,
        )
        for one in enrolled
    )


def lock_out(*, desk: Desk, person: str, reason: str = "") -> Changes:
    """Write down that *person*, an officer of this device, cannot unlock it and that others go on.

    `add_officer` with the same person id gives them a new key; they attest later. Raises SamePerson, NoSuchOfficer.
    """
    second_person_differs(desk.keys.person, person, desk.keys.name)
    named = next((one for one in Vault(desk.store.home).officers() if one.person == person), None)
    if named is None:
        raise NoSuchOfficer
    body = LockedOut(person=person, name=named.name, reason=reason)
    return changes(desk.write(Draft(type="officer.locked_out", subj=person, body=plain(body))))


def locked_out(*, desk: Desk) -> Moment | None:
    """Return when the officer who sits here was last named as locked out on this device, or None."""
    named = [one for one in desk.store.ledger.of_type("officer.locked_out") if one.entry.subj == desk.keys.person]
    last = max(named, key=lambda one: one.entry.seq, default=None)
    return Moment(wall=last.entry.t.wall, offset=last.entry.t.offset) if last is not None else None


def same_passphrase(typed: str, phrase: str) -> bool:
    """Tell whether *typed* opens what *phrase* opens: keyboard layout, capitals and blanks do not matter."""
    return normalise_typed(typed) == normalise_typed(phrase)


def recover(*, path: Path, safe: Path, safe_passphrase: str, officer: NewOfficer, clock: Clock) -> tuple[str, str]:
    """Open a home nobody can unlock with headquarters' recovery key, only to give an officer a new key on it.

    safe: the file of headquarters' safe. Returns person id and passphrase; the new key is provisional until a grant.
    That somebody's key file is replaced so is written down first, by the device.
    Raises WrongPassphrase, NotAdmitted when the home was never enrolled, SafeUnreadable.
    """
    home = Home.open(path)
    try:
        _root, identity = authority.open_safe(safe, safe_passphrase)
    except OSError:
        raise SafeUnreadable(name=safe.name) from None
    device = Vault(home).recover(identity)
    phrase = _phrase(officer, practice=home.practice)
    person = officer.person or uuid7(clock.now().wall, secrets.token_bytes(10))
    _say_recovered(home, device, person, clock)
    keys = Vault(home).add_officer(
        device,
        person=person,
        name=officer.name,
        rank=officer.rank,
        unit=officer.unit,
        passphrase=phrase,
        kdf=_kdf(practice=home.practice),
    )
    with Store(home, device) as store:
        _open_key(Desk(store, keys, clock), keys)
    return person, phrase


def describe(*, path: Path) -> HomeCard:
    """Return what is known of a home without any key. Raises NoHome."""
    home = Home.open(path)
    officers = tuple(
        OfficerCard(person=one.person, name=one.name, rank=one.rank, unit=one.unit) for one in Vault(home).officers()
    )
    return HomeCard(
        path=path,
        role=home.role,
        practice=home.practice,
        name=home.name,
        officers=officers,
        passphrase_hint=PRACTICE_PASSPHRASE if home.practice else "",
    )


def unlock(*, path: Path, person: str, passphrase: str, clock: Clock) -> Desk:
    """Open a home as one of its officers. Raises NoHome, NoSuchOfficer, WrongPassphrase, what `Store` raises."""
    selftest.run()
    home = Home.open(path)
    unlocked = Vault(home).unlock(person, passphrase)
    return Desk(Store(home, unlocked.device), unlocked.officer, clock)


def switch(*, desk: Desk, person: str, passphrase: str) -> Desk:
    """Let another officer sit down at the opened home; the one before keeps no key. Raises as `unlock`."""
    unlocked = Vault(desk.store.home).unlock(person, passphrase)
    return Desk(desk.store, unlocked.officer, desk.clock)


def lock(*, desk: Desk) -> None:
    """Drop every key and close the home."""
    desk.store.close()
    desk.store.device.forget()


def status(*, desk: Desk) -> Status:
    """Return how the home stands."""
    listed = desk.store.projections.seizures()
    unsent = [one for one in listed if not one.ticks.left]
    waiting = [one for one in listed if one.ticks.left and not one.ticks.received]
    saved = desk.store.ledger.last_saved()
    return Status(
        entries=desk.store.ledger.count(),
        originals=sum(one.originals for one in listed),
        unsent=len(unsent),
        waiting=len(waiting),
        oldest_unsent_wall=min((one.first_wall for one in (*unsent, *waiting)), default=None),
        free_bytes=shutil.disk_usage(desk.home).free,
        last_saved_wall=saved.wall if saved else None,
        last_saved_offset=saved.offset if saved else 0,
    )


def _locked_out(desk: Desk, person: str) -> bool:
    """Tell whether the last word of this device's log about *person* is that they are locked out."""
    said = [
        one.entry
        for one in desk.store.ledger.of_type("officer.locked_out", "key.open")
        if one.entry.subj == person and one.entry.log == desk.log()
    ]
    return bool(said) and max(said, key=lambda entry: entry.seq).type == "officer.locked_out"


def _say_recovered(home: Home, device: DeviceKeys, person: str, clock: Clock) -> None:
    """Write down, by the device, that the key file of *person* is about to be replaced with headquarters' safe."""
    named = next((one for one in Vault(home).officers() if one.person == person), None)
    if named is None:
        return
    body = LockedOut(person=person, name=named.name, reason=OPENED_BY_SAFE)
    draft = Draft(type="officer.locked_out", subj=person, body=plain(body))
    with Store(home, device) as store:
        store.ledger.append([draft], signer=device.signer, claimed=clock.now())


def _open_key(desk: Desk, officer: OfficerKeys) -> None:
    """Write the officer's `key.open`, signed by that very key, and keep their claim for the next request."""
    body = KeyOpen(
        key=base64.b64encode(officer.signer.public).decode(),
        recipient=officer.identity.recipient,
        person=officer.person,
        name=officer.name,
        rank=officer.rank,
        unit=officer.unit,
    )
    draft = Draft(type="key.open", subj=officer.person, body=plain(body))
    desk.store.ledger.append([draft], signer=officer.signer, claimed=desk.clock.now())
    enrol.keep_claim(desk.store, officer)


def _phrase(officer: NewOfficer, *, practice: bool) -> str:
    if practice:
        return PRACTICE_PASSPHRASE
    if officer.passphrase is None:
        return _six_words()
    if len(officer.passphrase) < SHORTEST:
        raise WeakPassphrase(letters=SHORTEST)
    return officer.passphrase


def _six_words() -> str:
    return six_words(word_list(read_resource("words.txt")))


def _kdf(*, practice: bool) -> Kdf:
    return Kdf.for_practice() if practice else Kdf.for_officers()
