"""The age identities to which originals are sealed: one for each (seizure, log), kept sealed inside the database."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from fieldkit.errors import N_, KnownError
from fieldkit.storage.database import Database
from fieldkit.trust.sealing import Identity, open_bytes, seal_bytes


class NoIdentity(KnownError):
    """The identity that opens these originals is not here, or was destroyed by order."""

    code = "no-identity"
    message = N_("This device holds no key for the originals of this seizure.")
    hint = N_("Nothing was changed. Headquarters can grant this device the key.")


class SeizureIdentity(msgspec.Struct, frozen=True):
    """What may be told of an identity: whose it is, its recipient, and to whom it is sealed."""

    seizure: str
    log: str
    recipient: str
    readers: tuple[str, ...]


class SeizureIdentities:
    """The identities of one home."""

    def __init__(self, database: Database, own: Identity) -> None:
        """*own* is the device's identity, to which every one of these is sealed too."""
        self._database = database
        self._own = own
        self._open: dict[str, Identity] = {}
        self._recipients: dict[tuple[str, str], str] = {}
        self._seizures: dict[str, str] = {}

    def recipient(self, seizure: str, log: str, *, readers: Iterable[str] = ()) -> str:
        """Return the recipient to which *log* seals originals of *seizure*, making its identity durably when new.

        *readers*: whom else a new identity is sealed to (headquarters, stations), besides this device.
        """
        if known := self._recipients.get((seizure, log)):
            return known
        found = self._database.write(lambda tx: self._found_or_made(tx, seizure, log, readers))
        self._recipients[seizure, log] = found
        return found

    def _found_or_made(self, tx: Connection, seizure: str, log: str, readers: Iterable[str]) -> str:
        row = tx.exec_driver_sql(
            "SELECT recipient FROM seizure_identity WHERE seizure = ? AND log = ?", (seizure, log)
        ).first()
        if row:
            return str(row[0])
        made = Identity.generate()
        self._write(tx, seizure, log, made, readers)
        return made.recipient

    def opening(self, recipient: str) -> Identity:
        """Return the identity behind *recipient*. Raises NoIdentity."""
        if known := self._open.get(recipient):
            return known
        with self._database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT sealed FROM seizure_identity WHERE recipient = ?", (recipient,)
            ).first()
        if row is None:
            raise NoIdentity
        identity = Identity.from_text(open_bytes(row[0], [self._own]).decode())
        self._open[recipient] = identity
        return identity

    def seizure_of(self, recipient: str) -> str | None:
        """Return the seizure whose originals are sealed to *recipient*."""
        if known := self._seizures.get(recipient):
            return known
        with self._database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT seizure FROM seizure_identity WHERE recipient = ?", (recipient,)
            ).first()
        if row is None:
            return None
        return self._seizures.setdefault(recipient, str(row[0]))

    def of(self, seizure: str) -> list[SeizureIdentity]:
        """Return every identity of *seizure*."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT seizure, log, recipient, readers FROM seizure_identity WHERE seizure = ? ORDER BY log",
                (seizure,),
            ).all()
        return [SeizureIdentity(row[0], row[1], row[2], tuple(row[3].split())) for row in rows]

    def sealed_for(self, recipient: str, readers: Iterable[str]) -> bytes:
        """Return the identity behind *recipient*, sealed to *readers* only, as it travels. Raises NoIdentity."""
        return seal_bytes(self.opening(recipient).text.encode(), sorted(set(readers)))

    def grant(self, seizure: str, readers: Iterable[str]) -> None:
        """Seal every identity of *seizure* to *readers* too, keeping those it has. Raises NoIdentity."""
        for kept in self.of(seizure):
            wider = {*kept.readers, *readers}
            if wider == set(kept.readers):
                continue
            identity = self.opening(kept.recipient)
            self._database.write(
                lambda tx, kept=kept, identity=identity, wider=wider: self._write(  # type: ignore[misc]  # bound now
                    tx, kept.seizure, kept.log, identity, wider
                )
            )

    def adopt(self, seizure: str, log: str, untrusted_sealed: bytes, *, recipient: str) -> None:
        """Keep an identity that came in a bundle, sealed to us. *recipient*: what the log's signed entry says it is.

        Raises NotOurs, SealBroken, NotARecipient; NoIdentity when it is another identity than the entry's.
        """
        identity = Identity.from_text(open_bytes(untrusted_sealed, [self._own]).decode("ascii", "replace").strip())
        if identity.recipient != recipient:
            raise NoIdentity
        self._database.write(lambda tx: self._write(tx, seizure, log, identity, ()))

    def destroy(self, seizure: str) -> int:
        """Destroy every identity of *seizure* by order of a court; its originals can never be opened here again."""
        gone = self.of(seizure)
        self._database.erase("DELETE FROM seizure_identity WHERE seizure = ?", (seizure,))
        for kept in gone:
            self._open.pop(kept.recipient, None)
            self._recipients.pop((kept.seizure, kept.log), None)
        return len(gone)

    def forget(self) -> None:
        """Drop what is open in memory; for locking."""
        self._open.clear()

    def _write(self, tx: Connection, seizure: str, log: str, identity: Identity, readers: Iterable[str]) -> None:
        everybody = sorted({self._own.recipient, *readers})
        tx.exec_driver_sql(
            "INSERT INTO seizure_identity (recipient, seizure, log, sealed, readers) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (recipient) DO UPDATE SET sealed = excluded.sealed, readers = excluded.readers",
            (identity.recipient, seizure, log, seal_bytes(identity.text.encode(), everybody), " ".join(everybody)),
        )
