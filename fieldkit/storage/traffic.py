"""What travelled: bundles that left, bundles that came, and what was not authentic.

Whether something *arrived* is said by HQ's receipts, which are entries; these tables only remember what this device
did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.database import Database
from fieldkit.storage.failures import disk_errors

QUARANTINE_QUOTA: Final = 256 << 20
"""Bytes kept of what one device sent and was not authentic."""


class QuarantineFull(KnownError):
    """The device has sent more rubbish than we keep."""

    code = "quarantine-full"
    message = N_("More unusable data came from this device than is kept.")
    hint = N_("It was not taken in; the sender still has it. Tell headquarters: the device may be damaged or stolen.")


class BundleOut(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle this device made. addressee: key id or name; state: as the maker says (made, carried, ...)."""

    bundle: str
    addressee: str
    wall: int
    parts: int
    state: str
    upto: dict[str, int]


class Outbox:
    """What left this device, in which bundle, for whom."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def record(self, made: BundleOut, originals: Iterable[str]) -> None:
        """Remember that *made* was completed with these originals (hashes of sealed files); again changes nothing."""
        with self._database.writing() as tx:
            tx.exec_driver_sql(
                "INSERT OR IGNORE INTO bundle_out (bundle, addressee, wall, parts, state) VALUES (?, ?, ?, ?, ?)",
                (made.bundle, made.addressee, made.wall, made.parts, made.state),
            )
            for log, upto in made.upto.items():
                tx.exec_driver_sql("INSERT OR IGNORE INTO bundle_out_log VALUES (?, ?, ?)", (made.bundle, log, upto))
            rows = [(sealed, made.bundle) for sealed in originals]
            if rows:
                tx.exec_driver_sql("INSERT OR IGNORE INTO bundle_out_original VALUES (?, ?)", rows)

    def set_state(self, bundle: str, state: str) -> None:
        """Remember what became of *bundle*."""
        self._database.write(
            lambda tx: tx.exec_driver_sql("UPDATE bundle_out SET state = ? WHERE bundle = ?", (state, bundle))
        )

    def bundles(self, addressee: str | None = None) -> list[BundleOut]:
        """Return what was made, newest first; for *addressee* only when given."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT bundle, addressee, wall, parts, state FROM bundle_out "
                "WHERE ? IS NULL OR addressee = ? ORDER BY wall DESC, bundle",
                (addressee, addressee),
            ).all()
            logs = connection.exec_driver_sql("SELECT bundle, log, upto FROM bundle_out_log").all()
        reach: dict[str, dict[str, int]] = {}
        for bundle, log, upto in logs:
            reach.setdefault(bundle, {})[log] = upto
        return [
            BundleOut(
                bundle=row[0], addressee=row[1], wall=row[2], parts=row[3], state=row[4], upto=reach.get(row[0], {})
            )
            for row in rows
        ]

    def sent_upto(self, addressee: str) -> Mapping[str, int]:
        """Return how far each log went to *addressee* so far."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT l.log, max(l.upto) FROM bundle_out_log l JOIN bundle_out b ON b.bundle = l.bundle "
                "WHERE b.addressee = ? GROUP BY l.log",
                (addressee,),
            ).all()
        return {str(log): int(upto) for log, upto in rows}

    def sent_originals(self, addressee: str) -> set[str]:
        """Return the originals (hashes of sealed files) that went to *addressee* so far."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT o.sealed_sha256 FROM bundle_out_original o JOIN bundle_out b ON b.bundle = o.bundle "
                "WHERE b.addressee = ?",
                (addressee,),
            )
            return set(rows.scalars())


class BundleIn(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a bundle that was read here, and the receipts (entry hashes) it was answered with."""

    bundle: str
    part: int
    sha256: str
    device: str
    wall: int
    state: str
    receipts: tuple[str, ...] = ()


class BundleRegistry:
    """Which bundles came before, so that the same one twice gives the same answer."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def record(self, came: BundleIn) -> None:
        """Remember *came*, replacing what was known of the same part."""
        self._database.write(
            lambda tx: tx.exec_driver_sql(
                "INSERT OR REPLACE INTO bundle_in (bundle, part, sha256, device, wall, state, receipts) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (came.bundle, came.part, came.sha256, came.device, came.wall, came.state, " ".join(came.receipts)),
            )
        )

    def get(self, bundle: str, part: int = 1) -> BundleIn | None:
        """Return what is known of that part."""
        found = [one for one in self.parts(bundle) if one.part == part]
        return found[0] if found else None

    def parts(self, bundle: str) -> list[BundleIn]:
        """Return the parts of *bundle* that came, in order."""
        return self._rows("WHERE bundle = ? ORDER BY part", (bundle,))

    def newest(self, limit: int = 200) -> list[BundleIn]:
        """Return what came last, newest first."""
        return self._rows("ORDER BY wall DESC, bundle, part LIMIT ?", (limit,))

    def _rows(self, rest: str, values: Sequence[object]) -> list[BundleIn]:
        query = "SELECT bundle, part, sha256, device, wall, state, receipts FROM bundle_in "
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(query + rest, tuple(values)).all()
        return [
            BundleIn(
                bundle=row[0],
                part=row[1],
                sha256=row[2],
                device=row[3],
                wall=row[4],
                state=row[5],
                receipts=tuple(row[6].split()),
            )
            for row in rows
        ]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A thing in quarantine: what, why, who sent it in which bundle, its size in bytes, since when."""

    sha256: str
    device: str
    bundle: str
    kind: Literal["entry", "original", "bundle", "certificate", "other"]
    reason: str
    size: int
    wall: int


class Quarantine:
    """What is not authentic: kept as evidence, up to a quota for each device, and never counted."""

    def __init__(self, database: Database, folder: Path) -> None:
        """Small things lie in *database*, files in *folder*."""
        self._database = database
        self._folder = folder

    def keep(self, kept: Kept, untrusted: bytes | Path) -> None:
        """Keep *untrusted*: bytes (into the encrypted database) or a staged file, which is moved, never copied.

        Raises QuarantineFull beyond the quota of the device, DiskFull, DiskFailed.
        """
        if self.used(kept.device) + kept.size > QUARANTINE_QUOTA:
            raise QuarantineFull
        data = None
        if isinstance(untrusted, Path):
            with disk_errors():
                durable.rename(untrusted, self._folder / hashlib.sha256(kept.sha256.encode()).hexdigest())
        else:
            data = untrusted
        row = (kept.sha256, kept.device, kept.bundle, kept.kind, kept.reason, kept.size, kept.wall, data)
        self._database.write(
            lambda tx: tx.exec_driver_sql(
                "INSERT OR IGNORE INTO quarantine (sha256, device, bundle, kind, reason, size, wall, data) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        )

    def release(self, sha256: str) -> None:
        """Strike a thing off the list: it proved authentic after all and stands in its place by now."""
        self._database.write(lambda tx: tx.exec_driver_sql("DELETE FROM quarantine WHERE sha256 = ?", (sha256,)))

    def used(self, device: str) -> int:
        """Return how many bytes of *device* are kept."""
        with self._database.reading() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT coalesce(sum(size), 0) FROM quarantine WHERE device = ?", (device,)
                ).scalar_one()
            )

    def all(self) -> list[Kept]:
        """Return everything in quarantine, newest first."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT sha256, device, bundle, kind, reason, size, wall FROM quarantine ORDER BY wall DESC, sha256"
            ).all()
        names = Kept.__struct_fields__
        return [msgspec.convert(dict(zip(names, row, strict=True)), Kept) for row in rows]

    def read(self, sha256: str) -> bytes | Path | None:
        """Return the kept bytes, or the path of the kept file."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql("SELECT data FROM quarantine WHERE sha256 = ?", (sha256,)).first()
        if row is None or row[0] is not None:
            return bytes(row[0]) if row else None
        return self._folder / hashlib.sha256(sha256.encode()).hexdigest()
