"""The store: an opened home as one process works with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from fieldkit.storage import durable, schema
from fieldkit.storage.bearing import Bearing
from fieldkit.storage.certificates import Certificates
from fieldkit.storage.database import Database
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.guard import Guard
from fieldkit.storage.home import Home
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.ledger import Ledger
from fieldkit.storage.originals import Originals
from fieldkit.storage.presence import Presence
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
        self._guard = guard or Guard(home.id)
        with ExitStack() as undo:
            self._presence = _enter(home)
            undo.callback(self._presence.leave)
            self.reserve = Reserve(home.reserve)
            with disk_errors():
                self.reserve.lay_by()
            self.database = Database(home.database, device.database_key, reserve=self.reserve)
            undo.callback(self.database.close)
            schema.bring_up(self.database)
            undo.pop_all()
        self.ledger = Ledger(self.database, device, self._guard, practice=home.practice)
        self.certificates = Certificates(self.database)
        bearing = Bearing(self.certificates, hq=home.role == "hq", practice=home.practice)
        self.projections = Projections(self.database, bearing)
        self.originals = Originals(self.database, home.originals, home.staging, device.identity)
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
        self._presence.leave()
        self.originals.identities.forget()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _enter(home: Home) -> Presence:
    """Say that this process has *home* open; if it is the only one, sweep what a crash left behind."""
    with disk_errors(), ExitStack() as undo:
        for folder in home.folders():  # copies of homes arrive without their empty folders
            durable.make_folder(folder)
        presence = Presence(home.in_use)
        undo.callback(presence.leave)
        if presence.alone():
            home.sweep()
        presence.enter()
        undo.pop_all()
    return presence
