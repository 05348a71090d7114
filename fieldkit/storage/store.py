"""The store: an opened home as one process works with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from fieldkit.storage import schema
from fieldkit.storage.bearing import Bearing
from fieldkit.storage.certificates import Certificates
from fieldkit.storage.database import Database
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.guard import Guard
from fieldkit.storage.home import Home
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.ledger import Ledger
from fieldkit.storage.originals import Originals
from fieldkit.storage.previews import Previews
from fieldkit.storage.projections import Projections
from fieldkit.storage.reserve import Reserve
from fieldkit.storage.settings import Drafts, Secrets, Settings
from fieldkit.storage.traffic import BundleRegistry, Outbox, Quarantine
from fieldkit.storage.tree_store import Proofs, TreeStore


class Store:
    """Everything one home holds, open. Safe to use from several threads; several processes may open the same home."""

    def __init__(self, home: Home, device: DeviceKeys, *, guard: Guard | None = None) -> None:
        """Open the database of *home*, creating or upgrading it, and sweep what a crash left behind.

        Raises WrongDatabaseKey, NewerHome, WrongLibrary, DiskFull, DiskFailed.
        """
        self.home = home
        self.device = device
        with disk_errors():
            home.sweep()
            self.reserve = Reserve(home.reserve)
            self.reserve.lay_by()
        self._guard = guard or Guard(home.id)
        self.database = Database(home.database, device.database_key, reserve=self.reserve)
        schema.bring_up(self.database)
        self.ledger = Ledger(self.database, device, self._guard, practice=home.practice)
        self.certificates = Certificates(self.database)
        bearing = Bearing(self.certificates, hq=home.role == "hq", practice=home.practice)
        self.projections = Projections(self.database, bearing)
        self.originals = Originals(self.database, home.originals, device.identity)
        self.previews = Previews(self.database)
        self.settings = Settings(self.database)
        self.secrets = Secrets(self.database)
        self.drafts = Drafts(self.database)
        self.outbox = Outbox(self.database)
        self.bundles = BundleRegistry(self.database)
        self.quarantine = Quarantine(self.database, home.quarantine)
        self.tree = TreeStore(self.database)
        self.proofs = Proofs(self.database)

    def writing(self) -> AbstractContextManager[Connection]:
        """Join several writes into one transaction; see `Database.writing`. The connection is for this room only."""
        return self.database.writing()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run *call* once the transaction of `writing` is on the disk."""
        self.database.after_commit(call)

    def reopen(self) -> None:
        """Open and check the database again after DiskFailed. Raises StoreDamaged, DiskFailed."""
        self.database.reopen()

    def close(self) -> None:
        """Drop every key and close the files."""
        self._guard.settle()
        self.originals.identities.forget()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
