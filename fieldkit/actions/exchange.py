"""Carry records between devices: a bundle onto a stick, bundles in, receipts home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, never, no_progress
from fieldkit.domain.ledger_bodies import Held
from fieldkit.errors import N_, KnownError
from fieldkit.storage import authority
from fieldkit.sync import carry, downlink, outbox, recipients
from fieldkit.sync.door import BundleForSomebodyElse
from fieldkit.sync.intake import Intake, take_in
from fieldkit.text.catalogue import _, sentence
from fieldkit.text.plain import plain

Outcome = Literal["stored", "already", "partial", "quarantined", "refused", "stopped"]

ALARMS: Final[dict[str, str]] = {
    "rolled-back": N_("Others hold entries of this device that it has lost: it was restored from an older copy."),
    "log-forked": N_("Two different entries claim one place of a log: a device was copied, or somebody tampered."),
    "device-revoked": N_("The sending device was revoked. What it wrote after that does not count."),
    "disk-changed-original": N_("An original was changed by this disk while it was stored."),
    "proof-wrong": N_("A proof of headquarters does not hold."),
    "tree-forked": N_("Headquarters showed two different histories."),
    "tree-shrunk": N_("Headquarters' history became shorter: it may have been restored from an older copy."),
    "tree-not-linked": N_("Headquarters' new history is not linked to the one known here."),
}
"""What should not happen by accident: code -> sentence."""


class NotEnrolledYet(KnownError):
    """Nobody to seal a bundle to."""

    code = "not-enrolled-yet"
    message = N_("This home does not belong to a headquarters yet, so nothing can leave it.")
    hint = N_("Everything is saved here. Make an enrolment request and carry it to headquarters.")


class NothingToSend(KnownError):
    """Everything is confirmed."""

    code = "nothing-to-send"
    message = N_("There is nothing to send.")
    hint = N_("Headquarters has confirmed everything, or no device is known here yet.")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an export would hold. bytes: about what it takes; to: names of the addressees; error: why nothing."""

    seizures: int = 0
    entries: int = 0
    originals: int = 0
    bytes: int = 0
    to: tuple[str, ...] = ()
    ready: bool = False
    error: Literal["", "not-enrolled-yet", "nothing-to-send"] = ""

    @property
    def why_not(self) -> str:
        """Return why nothing can be exported, in the language in use now."""
        errors: dict[str, type[KnownError]] = {one.code: one for one in (NotEnrolledYet, NothingToSend)}
        return sentence(errors[self.error]())[0] if self.error else ""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A finished export; the stick can be pulled."""

    changes: Changes
    files: tuple[Path, ...]
    entries: int
    originals: int
    bytes: int


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of an import that somebody should look at.

    said, advice: message ids of the catalogue, or strangers' words; facts fill them.
    """

    code: str
    said: str
    advice: str = ""
    facts: dict[str, str | int] = {}

    @property
    def message(self) -> str:
        """Return what happened, in the language in use now."""
        return _(self.said, **self._plain())

    @property
    def hint(self) -> str:
        """Return what to do next, in the language in use now."""
        return _(self.advice, **self._plain()) if self.advice else ""

    def _plain(self) -> dict[str, Any]:
        return {name: plain(fact, 200) if isinstance(fact, str) else fact for name, fact in self.facts.items()}


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file."""

    path: Path
    outcome: Outcome
    bundle: str = ""
    sender: str = ""
    seizures: tuple[str, ...] = ()
    accepted: int = 0
    known: int = 0
    pending: int = 0
    originals: int = 0
    bytes: int = 0
    receipt_no: str = ""
    quarantined: tuple[Held, ...] = ()
    exceptions: tuple[Remark, ...] = ()

    @property
    def refused(self) -> bool:
        """Tell whether nothing at all was taken from the file."""
        return self.outcome == "refused"

    @property
    def elsewhere(self) -> bool:
        """Tell whether it is merely for somebody else: on a stick that several offices share nothing to worry about."""
        return self.refused and {one.code for one in self.exceptions} == {BundleForSomebodyElse.code}


class ImportSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all of them. left: files not tried because it was cancelled."""

    changes: Changes
    imported: tuple[Imported, ...]
    left: int = 0

    @property
    def accepted(self) -> int:
        """Return how many entries are new here."""
        return sum(one.accepted for one in self.imported)

    @property
    def known(self) -> int:
        """Return how many entries were here already."""
        return sum(one.known for one in self.imported)

    @property
    def pending(self) -> int:
        """Return how many entries wait for others before them."""
        return sum(one.pending for one in self.imported)

    @property
    def quarantined(self) -> tuple[Held, ...]:
        """Return what was not taken in, and why."""
        refused = (Held(what=one.path.name, reason=one.exceptions[0].code) for one in self.imported if one.refused)
        return (*refused, *(held for one in self.imported for held in one.quarantined))

    @property
    def receipt(self) -> str:
        """Return the number of the last receipt given."""
        return next((one.receipt_no for one in reversed(self.imported) if one.receipt_no), "")


def plan(*, desk: Desk, seizures: Sequence[str] = ()) -> Plan:
    """Return what `export` would write for headquarters."""
    directory = recipients.held(desk.store)
    if directory is None:
        return Plan(error="not-enrolled-yet")
    going = outbox.plan(desk.store, seizures=seizures)
    names = (directory.name, *(station.name for station in directory.stations))
    return Plan(
        seizures=len(going.seizures),
        entries=going.entries,
        originals=len(going.originals),
        bytes=going.bytes,
        to=names,
        ready=not going.empty,
        error="nothing-to-send" if going.empty else "",
    )


def export(
    *,
    desk: Desk,
    to: Path,
    seizures: Sequence[str] = (),
    device: str = "",
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Exported:
    """Write a bundle into the folder *to*: what headquarters lacks; at headquarters, the answers for its devices.

    Raises NotEnrolledYet, NothingToSend, StickFull, StickFailed, StickLied, SourceDamaged, Stopped.
    """
    if desk.role == "hq":
        return _answers(desk, to, device, progress, cancelled)
    directory = recipients.held(desk.store)
    if directory is None:
        raise NotEnrolledYet
    own = desk.store.device.identity.recipient
    stations = (station.recipient for station in directory.stations if station.recipient != own)
    going = outbox.plan(desk.store, seizures=seizures)
    if going.empty:
        raise NothingToSend
    made = outbox.export(
        desk.store,
        going,
        to,
        to=sorted({directory.hq, *stations}),
        claimed=desk.clock.now(),
        progress=_bytes(progress),
        cancelled=cancelled,
    )
    return _exported([made], going.seizures)


def _answers(desk: Desk, to: Path, device: str, progress: Progress, cancelled: Cancelled) -> Exported:
    keys = authority.load(desk.store)
    directory = recipients.held(desk.store)
    wanted = [one for one in downlink.devices(desk.store) if device in ("", one.device, one.name)]
    if not wanted:
        raise NothingToSend
    made = [
        downlink.export(
            desk.store,
            keys,
            one,
            to,
            claimed=desk.clock.now(),
            directory=directory.signed if directory is not None else b"",
            progress=_bytes(progress),
            cancelled=cancelled,
        )
        for one in wanted
    ]
    return _exported(made, ())


def bundles_in(*, paths: Sequence[Path]) -> tuple[carry.BundleFile, ...]:
    """Return the bundles among *paths* and in the folders among them, sorted."""
    return carry.bundles(paths)


def import_bundles(
    *,
    desk: Desk,
    files: Sequence[Path],
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
    each: Callable[[Imported], None] | None = None,
) -> ImportSummary:
    """Take bundles in, one after the other; a bad one never stops the queue. *each* is told after every file."""
    done: list[Imported] = []
    for at, file in enumerate(files):
        if cancelled():
            break
        done.append(_import_one(desk, file, _share(progress, at, len(files)), cancelled))
        if each is not None:
            each(done[-1])
    if desk.role != "hq":
        recipients.seal_to_readers(desk.store)
    desk.store.projections.refresh()
    touched = frozenset(seizure for one in done for seizure in one.seizures)
    accepted = sum(one.accepted for one in done)
    return ImportSummary(
        changes=Changes(seizures=touched, entries=accepted, everything=bool(accepted)),
        imported=tuple(done),
        left=len(files) - len(done),
    )


def _import_one(desk: Desk, file: Path, progress: Progress, cancelled: Cancelled) -> Imported:
    receipt = authority.load(desk.store).receipt if desk.role == "hq" else None
    try:
        found = take_in(
            desk.store,
            file,
            claimed=desk.clock.now(),
            receipt=receipt,
            progress=lambda done, total: progress(done, total, file.name),
            cancelled=cancelled,
        )
    except KnownError as error:
        told = Remark(code=error.code, said=error.message, advice=error.hint, facts=error.facts)
        return Imported(path=file, outcome="refused", exceptions=(told,))
    return _told(file, found)


def _told(file: Path, found: Intake) -> Imported:
    outcome: Outcome = "quarantined" if found.quarantined else found.outcome
    told = [
        Remark(
            code=a.code, said=ALARMS.get(a.code, "{code}"), advice="{about}", facts={"code": a.code, "about": a.about}
        )
        for a in found.alarms
    ]
    if found.torn:
        told.append(Remark(code="torn", said=N_("The file ends too early."), advice=N_("Copy it again.")))
    told += [Remark(code=h.reason, said=N_("Put aside: {what}"), facts={"what": h.what}) for h in found.quarantined]
    told += [Remark(code=h.reason, said=N_("Not kept: {what}"), facts={"what": h.what}) for h in found.refused]
    if found.pending:
        waiting = N_("{n} entries wait for earlier ones.")
        told.append(Remark(code="pending", said=waiting, facts={"n": found.pending}))
    return Imported(
        path=file,
        outcome=outcome,
        bundle=found.bundle,
        sender=found.sender_name,
        seizures=found.seizures,
        accepted=found.accepted,
        known=found.known,
        pending=found.pending,
        originals=found.originals,
        bytes=found.bytes,
        receipt_no=found.receipt_no,
        quarantined=found.quarantined,
        exceptions=tuple(told),
    )


def _exported(made: Sequence[outbox.Exported], seizures: Iterable[str]) -> Exported:
    return Exported(
        changes=Changes(seizures=frozenset(seizures), entries=sum(one.entries for one in made), everything=True),
        files=tuple(part.path for one in made for part in one.parts),
        entries=sum(one.entries for one in made),
        originals=sum(one.originals for one in made),
        bytes=sum(one.bytes for one in made),
    )


def _bytes(progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(done, total, "")


def _share(progress: Progress, at: int, files: int) -> Progress:
    """Return the progress of one file as part of the progress of all: thousandths of a file."""

    def show(done: int, total: int, doing: str) -> None:
        progress(at * 1000 + (1000 * done // total if total else 0), files * 1000, doing)

    return show
