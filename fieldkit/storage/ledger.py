"""The ledger: every entry this device knows, append-only, in the encrypted database.

Two ways in. `append` signs what an action drafted and chains it to this device's own log, all in one transaction that
reads the log's head inside itself. `admit` (see `admission.py`) takes authentic entries of others. Both mark the
seizures they touch as dirty in the same transaction; `projections.py` does the folding later.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from fieldkit import __version__
from fieldkit.domain.entry import ENTRY_FORMAT, Claimed, Draft, Entry, Signed
from fieldkit.domain.ledger_bodies import ClockJump, LogOpen
from fieldkit.domain.types import TYPES, plain
from fieldkit.storage import admission, insertion, own_log
from fieldkit.storage.admission import Admitted
from fieldkit.storage.database import Database
from fieldkit.storage.guard import Guard, Mark
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.reading import many, signed
from fieldkit.trust import entries as trusted
from fieldkit.trust.heads import SignedHead
from fieldkit.trust.signing import Signer

CLOCK_JUMP_MS: Final = 120_000
"""Wall and steady clock may drift apart by this much between two entries before it is written down."""


class Ledger:
    """The entries of one home."""

    def __init__(self, database: Database, device: DeviceKeys, guard: Guard, *, practice: bool) -> None:
        """Stand on *database*; *device* signs log openings and clock jumps."""
        self._database = database
        self._device = device
        self._guard = guard
        self._practice = practice
        self._last: tuple[str, Claimed] | None = None

    # --- writing -----------------------------------------------------------------------------------------------------

    def append(self, drafts: Sequence[Draft], *, signer: Signer, claimed: Claimed) -> list[Signed]:
        """Sign *drafts* in order with *signer* and save them, all or none. When this returns they are on the disk.

        Opens the log first when it is new, and writes down a clock jump; those entries are not in the answer.
        Raises NotCanonical or NotAnEntry for a draft nobody could read, DiskFull, DiskFailed, StoreBusy, StoreStopped.
        """
        return self._database.write(lambda tx: self._append(tx, drafts, signer, claimed))

    def begin(self, *, claimed: Claimed) -> str:
        """Return the log that the next entry goes into, opening it now when it is new. Raises as `append`.

        For whoever must name the log before writing: an original is sealed to the identity of its (seizure, log).
        """
        with self._database.reading() as connection:
            head = own_log.head(connection)
            if head and self._guard.unchanged() and not own_log.closed(connection):
                return head.log
        return self._database.write(lambda tx: self._begun(tx, claimed))

    def _begun(self, tx: Connection, claimed: Claimed) -> str:
        place = own_log.place(tx, self._guard)
        if place.seq < 0:
            self._write(tx, place, [(self._opening(place), self._device.signer)], claimed)
        return place.log

    def _append(self, tx: Connection, drafts: Sequence[Draft], signer: Signer, claimed: Claimed) -> list[Signed]:
        place = own_log.place(tx, self._guard)
        first = self._opening(place) if place.seq < 0 else self._jump(tx, place, claimed)
        signed_by = [(first, self._device.signer)] if first else []
        made = self._write(tx, place, [*signed_by, *((draft, signer) for draft in drafts)], claimed)
        return made[len(signed_by) :]

    def _write(
        self, tx: Connection, place: own_log.Place, drafts: Sequence[tuple[Draft, Signer]], claimed: Claimed
    ) -> list[Signed]:
        new = place.seq < 0
        made: list[Signed] = []
        for draft, signer in drafts:
            one = self._sealed(place, draft, signer, claimed)
            made.append(one)
            place = place.after(one)
        insertion.insert(tx, made)
        if made:
            mark = Mark(place.log, place.seq, place.head)
            self._database.after_commit(lambda: self._remember(mark, claimed, new=new))
        return made

    def _remember(self, mark: Mark, claimed: Claimed, *, new: bool) -> None:
        self._last = (mark.head, claimed)
        if new:
            self._guard.begin(mark)
        else:
            self._guard.note(mark)

    def _sealed(self, place: own_log.Place, draft: Draft, signer: Signer, claimed: Claimed) -> Signed:
        kind = TYPES.get(draft.type)
        entry = Entry(
            v=ENTRY_FORMAT,
            log=place.log,
            seq=place.seq + 1,
            prev=place.head,
            type=draft.type,
            tv=kind.tv if kind else 1,
            subj=draft.subj,
            scope=tuple(sorted(set(draft.scope))),
            base=tuple(sorted(set(draft.base))),
            t=claimed,
            by=signer.key_id,
            body=draft.body,
            blobs=draft.blobs,
        )
        return trusted.seal(entry, signer)

    def _opening(self, place: own_log.Place) -> Draft:
        device = self._device
        body = LogOpen(
            key=base64.b64encode(device.signer.public).decode(),
            recipient=device.identity.recipient,
            device=device.device,
            name=device.name,
            app=__version__,
            practice=self._practice,
            continues=place.continues,
        )
        return Draft(type="log.open", subj=device.device, body=plain(body))

    def _jump(self, tx: Connection, place: own_log.Place, claimed: Claimed) -> Draft | None:
        """Return a `clock.jump` when the wall clock moved against the steady one since this log's last entry."""
        if self._last is None or self._last[0] != place.head:
            found = self._select(tx, "SELECT hash, raw, sig FROM entry WHERE hash = ?", (place.head,))
            self._last = (place.head, found[0].entry.t)
        before = self._last[1]
        if before.boot != claimed.boot:
            return None
        wall, steady = claimed.wall - before.wall, (claimed.mono_us - before.mono_us) // 1000
        if abs(wall - steady) <= CLOCK_JUMP_MS:
            return None
        body = ClockJump(wall_delta_ms=wall, mono_delta_ms=steady)
        return Draft(type="clock.jump", subj=self._device.device, body=plain(body))

    def admit(
        self,
        entries: Sequence[Signed],
        *,
        heads: Sequence[SignedHead] = (),
        device: str = "",
        wall: int = 0,
        loose: bool = False,
    ) -> Admitted:
        """Take in authentic *entries* of others, all in one transaction. Again, in any order: the same result.

        *heads*: verified device-signed heads; without *loose* an entry is admitted once everything before it in its log
        is here and a signed head reaches it, and waits as pending until then (counted against *device*, since *wall*).
        *loose*: admit each by its own signature, as a downlink or a scanned offer brings them.
        """
        return self._database.write(
            lambda tx: admission.admit(tx, entries, heads=heads, device=device, wall=wall, loose=loose)
        )

    # --- reading -----------------------------------------------------------------------------------------------------

    def in_scope(self, seizure: str) -> list[Signed]:
        """Return every admitted entry of *seizure*, oldest arrival first."""
        return self._read(
            "SELECT hash, raw, sig FROM entry_scope s JOIN entry e ON e.n = s.n WHERE s.seizure = ? ORDER BY e.n",
            (seizure,),
        )

    def by_hash(self, name: str) -> Signed | None:
        """Return the admitted entry with hash *name*."""
        found = self._read("SELECT hash, raw, sig FROM entry WHERE hash = ?", (name,))
        return found[0] if found else None

    def beginning(self, digits: str) -> list[Signed]:
        """Return the admitted entries whose hash begins with these hex digits, by hash; for codes people type."""
        found = "SELECT hash, raw, sig FROM entry WHERE hash >= ? AND hash < ? ORDER BY hash"
        return self._read(found, (digits, digits + "g"))

    def by_hashes(self, names: Sequence[str]) -> list[Signed]:
        """Return the admitted entries among *names*, in no particular order."""
        with self._database.reading() as connection:
            return signed(many(connection, "SELECT hash, raw, sig FROM entry WHERE hash IN ({marks})", names))

    def known(self, names: Sequence[str]) -> set[str]:
        """Return those hashes of *names* that are admitted here: nothing needs to be done for them again."""
        with self._database.reading() as connection:
            return {row[0] for row in many(connection, "SELECT hash FROM entry WHERE hash IN ({marks})", names)}

    def of_type(self, *types: str) -> list[Signed]:
        """Return every admitted entry of these types, which must be of kind log or hq; each oldest arrival first."""
        query = "SELECT hash, raw, sig FROM entry_type t JOIN entry e ON e.n = t.n WHERE t.type = ? ORDER BY e.n"
        return [one for name in types for one in self._read(query, (name,))]

    def run(self, log: str, first: int, last: int) -> Iterator[Signed]:
        """Yield the entries of *log* from seq *first* to *last* inclusive, in order (then by hash, where it forks)."""
        while first <= last:
            upto = min(last, first + 499)
            query = "SELECT hash, raw, sig FROM entry WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq, hash"
            yield from self._read(query, (log, first, upto))
            first = upto + 1

    def heads(self) -> dict[str, tuple[int, str]]:
        """Return each log's last admitted (seq, hash), loose entries left out; the first hash where it forks."""
        with self._database.reading() as connection:
            return admission.heads(connection)

    def own_logs(self) -> list[str]:
        """Return the logs this home ever wrote, oldest first; the last is the current one."""
        with self._database.reading() as connection:
            return own_log.all_of(connection)

    def own_head(self) -> Mark | None:
        """Return where this device's current log stands, or None before its first entry."""
        with self._database.reading() as connection:
            return own_log.head(connection)

    def signed_heads(self, log: str) -> list[SignedHead]:
        """Return the device-signed heads of *log* that are known, lowest seq first."""
        with self._database.reading() as connection:
            return admission.signed_heads(connection, log)

    def forks(self) -> dict[str, list[tuple[int, str]]]:
        """Return, by log, the (seq, hash) of entries that share their place with another."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT log, seq, hash FROM twin ORDER BY log, seq, hash").all()
        found: dict[str, list[tuple[int, str]]] = {}
        for log, seq, name in rows:
            found.setdefault(log, []).append((seq, name))
        return found

    def loose(self) -> list[Signed]:
        """Return the admitted entries whose place in their log is not proven here yet, by log and place."""
        return self._read(
            "SELECT e.hash, e.raw, e.sig FROM loose l JOIN entry e ON e.hash = l.hash ORDER BY l.log, l.seq, l.hash", ()
        )

    def pending(self, device: str | None = None) -> list[admission.Waiting]:
        """Return what waits beyond a gap, of *device* only when given."""
        with self._database.reading() as connection:
            return admission.waiting(connection, device)

    def count(self) -> int:
        """Return how many entries are admitted."""
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() or 0)

    def last_saved(self) -> Claimed | None:
        """Return the claimed time of the newest entry this device wrote."""
        head = self.own_head()
        entry = self.by_hash(head.head) if head else None
        return entry.entry.t if entry else None

    def _read(self, query: str, values: Sequence[Any]) -> list[Signed]:
        with self._database.reading() as connection:
            return self._select(connection, query, values)

    @staticmethod
    def _select(connection: Connection, query: str, values: Sequence[Any]) -> list[Signed]:
        return signed(connection.exec_driver_sql(query, tuple(values)).all())
