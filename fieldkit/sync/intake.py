"""Taking a bundle in: the one order of checks, cheap before dear.

Addressed to us -> sender's certificate -> seen before? -> certificates -> entries -> originals -> proofs -> read again
-> receipt. Import is set union: the same bundle twice, parts in any order, or an import that was cut off and run again
all end in the same state. Nothing is deleted by an import; what is not authentic goes to quarantine with its reason.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec

from fieldkit.domain.entry import Claimed, Draft
from fieldkit.domain.ledger_bodies import Held, ReceiptSeen
from fieldkit.domain.types import plain
from fieldkit.errors import N_, KnownError
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import BundleIn
from fieldkit.sync import receipts
from fieldkit.sync.arrivals import Alarm, Arrivals
from fieldkit.sync.bundle import PART_LIMIT, Cancelled, Head, Member, Progress, Reading, Stopped, TooLarge, read
from fieldkit.sync.door import Caller
from fieldkit.sync.entries_in import EntryIntake
from fieldkit.sync.originals_in import OriginalIntake
from fieldkit.sync.proofs_in import ProofIntake, read_receipts
from fieldkit.trust.certificates import NotCertified
from fieldkit.trust.signing import Signer

_SLACK: Final = 32 << 20
"""What the tag files and headers of a part may add to its payload."""

Outcome = Literal["stored", "already", "partial", "stopped"]


class CannotRead(KnownError):
    """The file is not there, is no plain file, or cannot be opened."""

    code = "cannot-read-bundle"
    message = N_("{name} cannot be read.")
    hint = N_("Nothing was taken from it. Check the stick and try again.")


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one part of a bundle.

    outcome: stored = all of it is here; already = it was, nothing was done; partial = something waits, was put aside or
    was torn off; stopped = a person stopped it, run it again. accepted, known, pending: entries. originals: new ones.
    receipt_no: headquarters' receipt, "" elsewhere; receipts: its entries. torn: where the file ended, "" = it did not.
    """

    outcome: Outcome
    bundle: str
    part: int
    parts: int
    sender: str
    sender_name: str
    from_headquarters: bool = False
    accepted: int = 0
    known: int = 0
    pending: int = 0
    originals: int = 0
    bytes: int = 0
    seizures: tuple[str, ...] = ()
    quarantined: tuple[Held, ...] = ()
    refused: tuple[Held, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    torn: str = ""
    damaged: tuple[str, ...] = ()
    receipt_no: str = ""
    receipts: tuple[str, ...] = ()


class _Before(Exception):
    """The same part was finished earlier."""


def take_in(
    store: Store,
    file: Path,
    *,
    claimed: Claimed,
    receipt: Signer | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Intake:
    """Import the bundle part *file* into the home of *store*.

    claimed: now. receipt: HQ's receipt key, at headquarters only. progress(bytes done, bytes in all) counts reading and
    checking. Never raises for a person's stop: the outcome says so, what was admitted stays, and running it again
    finishes it. Raises CannotRead, TooLarge, what `fieldkit.sync.bundle.read` and `fieldkit.sync.door` raise, DiskFull
    and DiskFailed.
    """
    caller = Caller(store)
    seen: list[Head] = []

    def begin(head: Head) -> None:
        caller.begin(head)
        seen.append(head)
        if caller.finished:
            raise _Before

    with _opened(file) as source:
        staging = store.home.staging / f"in-{secrets.token_hex(8)}"
        desk = _Desk(store, caller, claimed, receipt, _Meter(progress, cancelled))
        try:
            with disk_errors():
                staging.mkdir()
                reading = read(
                    source,
                    staging=staging,
                    admit=caller.admit,
                    begin=begin,
                    progress=desk.meter.reading,
                    cancelled=cancelled,
                )
                return desk.take(reading)  # from here on only this disk is read, no stick
        except _Before:
            return desk.again(seen[0])
        except Stopped:
            return desk.stopped(seen[0])
        finally:
            shutil.rmtree(staging, ignore_errors=True)


class _Meter:
    """Progress over reading and checking together, and a person's wish to stop."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._total = 0
        self._checked = 0

    def reading(self, done: int, total: int) -> None:
        self._total = total
        if self._progress is not None:
            self._progress(done, 2 * total)

    def checked(self, size: int) -> None:
        """Count *size* checked bytes. Raises Stopped."""
        if self._cancelled is not None and self._cancelled():
            raise Stopped
        self._checked = min(self._checked + size, self._total)
        if self._progress is not None:
            self._progress(self._total + self._checked, 2 * self._total)


class _Desk:
    """Carries one import through its steps."""

    def __init__(self, store: Store, caller: Caller, claimed: Claimed, receipt: Signer | None, meter: _Meter) -> None:
        self._store = store
        self._caller = caller
        self._claimed = claimed
        self._receipt = receipt
        self.meter = meter
        self._arrivals: Arrivals | None = None

    def take(self, reading: Reading) -> Intake:
        """Take in what was read, and answer."""
        store, head = self._store, reading.head
        arrivals = self._arrivals = Arrivals(
            store, bundle=head.info.bundle, device=self._caller.facts.key, claimed=self._claimed
        )
        if self._caller.revoked:
            arrivals.alarm("device-revoked", self._caller.facts.key)
        self._note(head, "open", ())
        self._take_certificates(reading, arrivals)
        originals = OriginalIntake(store, arrivals, reading.of("keys"))
        arrivals.wanted = originals.held | {member.row.sha256 for member in reading.of("originals")}
        loose = self._caller.is_headquarters or store.home.role == "field"
        EntryIntake(store, arrivals, head.info.heads, loose=loose).take(
            reading.of("entries"), lambda _count: self.meter.checked(0)
        )
        self.meter.checked(sum(member.size for member in reading.of("entries")))
        originals.take(reading.of("originals"), self.meter.checked)
        if self._caller.is_headquarters:
            ProofIntake(store, arrivals).take(reading.of("proofs"))
            self._read_receipts(arrivals)
        if store.home.role == "hq" and self._receipt is not None:
            arrivals.receipts = receipts.issue(store, arrivals, head, signer=self._receipt, claimed=self._claimed)
        self._note(head, "done" if reading.whole else "torn", tuple(one.hash for one in arrivals.receipts))
        return self._answer(reading, arrivals)

    def again(self, head: Head) -> Intake:
        """Answer a bundle that was finished before, as it was answered then."""
        before = self._caller.before
        entries = before.receipts if before is not None else ()
        return self._told(head, "already", receipts=entries, receipt_no=self._number(entries))

    def stopped(self, head: Head) -> Intake:
        """Answer after a person stopped it."""
        arrivals = self._arrivals
        if arrivals is None:
            return self._told(head, "stopped")
        return self._told(
            head,
            "stopped",
            accepted=arrivals.new,
            known=arrivals.known,
            pending=len(arrivals.waiting),
            originals=arrivals.new_originals,
            seizures=tuple(sorted(arrivals.seizures)),
            alarms=tuple(arrivals.alarms),
        )

    def _answer(self, reading: Reading, arrivals: Arrivals) -> Intake:
        complete = reading.whole and not (arrivals.held or arrivals.refused or arrivals.waiting)
        entries = tuple(one.hash for one in arrivals.receipts)
        return self._told(
            reading.head,
            "stored" if complete else "partial",
            accepted=arrivals.new,
            known=arrivals.known,
            pending=len(arrivals.waiting),
            originals=arrivals.new_originals,
            bytes=sum(member.size for member in reading.members),
            seizures=tuple(sorted(arrivals.seizures)),
            quarantined=tuple(arrivals.held),
            refused=tuple(arrivals.refused),
            alarms=tuple(arrivals.alarms),
            torn=reading.torn,
            damaged=tuple(row.path for row in reading.damaged),
            receipt_no=self._number(entries),
            receipts=entries,
        )

    def _told(self, head: Head, outcome: Outcome, **facts: object) -> Intake:
        info, sender = head.info, self._caller.facts
        said = {
            "outcome": outcome,
            "bundle": info.bundle,
            "part": info.part,
            "parts": info.parts,
            "sender": sender.key,
            "sender_name": sender.name,
            "from_headquarters": self._caller.is_headquarters,
        }
        return Intake(**said, **facts)  # type: ignore[arg-type]  # one dictionary of a struct's own fields

    def _take_certificates(self, reading: Reading, arrivals: Arrivals) -> None:
        """Keep the certificates that lead to our root. Others judge nothing here and would only cost time."""
        self._store.certificates.add(reading.head.chain)
        waiting = [member for member in reading.of("certs") if member.file is not None]
        before = -1
        while waiting and len(waiting) != before:  # an authority may come behind those it certified
            before = len(waiting)
            waiting = [member for member in waiting if not self._keep_certificate(member)]
        for member in waiting:
            arrivals.put_aside(member.row.sha256, "certificate", NotCertified.code, _bytes_of(member))

    def _keep_certificate(self, member: Member) -> bool:
        store, der = self._store, _bytes_of(member)
        try:
            if not store.certificates.holds(der):
                return False
        except NotCertified:
            return False
        store.certificates.add([der])
        if store.home.role == "hq":
            store.tree.append([member.row.sha256])
        return True

    def _read_receipts(self, arrivals: Arrivals) -> None:
        """Write down which receipts of headquarters this device has read: what follows in its log came after them."""
        new = read_receipts(self._store, arrivals)
        drafts = [
            Draft(
                type="receipt.seen", subj=self._store.home.device, body=plain(ReceiptSeen(receipt=name, number=number))
            )
            for name, number in new
        ]
        if drafts:
            self._store.ledger.append(drafts, signer=self._store.device.signer, claimed=self._claimed)

    def _note(self, head: Head, state: str, entries: tuple[str, ...]) -> None:
        came = BundleIn(
            bundle=head.info.bundle,
            part=head.info.part,
            sha256=head.sha256,
            device=self._caller.facts.key,
            wall=self._claimed.wall,
            state=state,
            receipts=entries,
        )
        self._store.bundles.record(came)

    def _number(self, entries: tuple[str, ...]) -> str:
        first = self._store.ledger.by_hash(entries[0]) if entries else None
        return str(first.entry.body.get("number", "")) if first is not None else ""


def _bytes_of(member: Member) -> bytes:
    return member.file.read_bytes() if member.file is not None else b""


def _opened(file: Path) -> BinaryIO:
    try:
        if file.is_symlink() or not file.is_file():
            raise CannotRead(name=file.name)
        if file.stat().st_size > PART_LIMIT + _SLACK:
            raise TooLarge(what=file.name)
        return file.open("rb", buffering=0)
    except OSError as error:
        raise CannotRead(name=file.name) from error
