"""The encrypted database file: opening it rightly, one writer, many readers, and what happens when the disk fails.

SQLCipher with a raw 32-byte key, WAL and synchronous=FULL: a transaction that returned is on the disk. Everything that
only SQLite has (pragmas, FTS5, triggers) stands here, in `search.py` and in the migrations.

One writer at a time: a lock inside the process, SQLite's own lock between processes. Readers never wait for the writer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from fieldkit.errors import N_, BugError, KnownError
from fieldkit.storage.durable import fsync_file
from fieldkit.storage.failures import (
    DiskFailed,
    DiskFull,
    StoreDamaged,
    StoreStopped,
    WrongDatabaseKey,
    disk_errors,
    from_sqlite,
)
from fieldkit.storage.reserve import Reserve
from fieldkit.trust.wiping import wipe

KEY_BYTES: Final = 32
BUSY_MS: Final = 5000
"""How long a writer waits for another process before it gives up."""
LEAST_SQLITE: Final = (3, 51, 3)
"""Before this, two connections could corrupt a WAL database while it was reset (sqlite.org, fixed in 3.51.3)."""
_PROBE: Final = "CREATE VIRTUAL TABLE probe USING fts5(t, tokenize='trigram', content='', contentless_delete=1)"
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE would remove an entry without its trigger
    f"busy_timeout={BUSY_MS}",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cache_size=-16000",
    "journal_size_limit=67108864",
)

T = TypeVar("T")


class Rows(Protocol):
    """What a statement gives back."""

    def fetchone(self) -> Any:  # noqa: ANN401  (a tuple of what SQLite holds)
        """Return the next row, or None."""
        ...


class Driver(Protocol):
    """The driver's own connection, for the few statements that every save runs.

    SQLAlchemy adds about 25 microseconds to each; ten of them would double the cost of a save.
    """

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run *statement* once."""
        ...

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> Rows:
        """Run *statement* for each of *rows*."""
        ...


def driver(connection: Connection) -> Driver:
    """Return the driver's connection under *connection*, in the same transaction."""
    raw: Driver | None = connection.connection.driver_connection
    if raw is None:
        raise BugError(what="a connection without a driver")
    return raw


class WrongLibrary(KnownError):
    """The installed SQLCipher is too old or lacks full-text search."""

    code = "wrong-sqlite"
    message = N_("The database library of this installation cannot be used ({what}).")
    hint = N_("Nothing was opened and nothing is lost. Install Fieldkit again.")


class KeysChanged(KnownError):
    """The database file was replaced under a new key while this process had the old one."""

    code = "keys-changed"
    message = N_("The keys of this device were changed by another window or command.")
    hint = N_("Nothing was written. Unlock again.")


class Database:
    """One open database."""

    def __init__(self, path: Path, key: bytes, *, reserve: Reserve | None = None) -> None:
        """Open *path* (made when missing) with the raw *key*. Raises WrongDatabaseKey, WrongLibrary, DiskFailed."""
        check_library()
        self.path = path
        self._key = bytearray(key)
        self._reserve = reserve
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._after: list[Callable[[], None]] = []
        self._broken = False
        self._inode: tuple[int, int] | None = None
        self._durable = True
        self._open()

    # --- opening and closing -----------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._inode = self._file() if self.path.exists() else None
        self._engine = _engine(self)
        try:
            self._writer = self._engine.connect().execution_options(immediate=True)
        except DBAPIError as error:
            self._engine.dispose()
            raise from_sqlite(str(error.orig)) from None
        self._inode = self._file()

    def prepare(self, connection: Any) -> None:  # noqa: ANN401  (the driver ships no types)
        """Give a new driver connection its key and settings. For the connection pool only."""
        self._same_file()
        connection.isolation_level = None  # SQLAlchemy's begin event below sends BEGIN: schema changes roll back too
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level=NONE")
        plain = self._key.hex()
        phrase = f"x'{plain}'"
        connection.set_key(phrase)
        for secret in (plain, phrase):
            wipe(secret)
        cursor.execute("SELECT count(*) FROM sqlite_master").fetchall()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.close()
        self._same_file()

    def _same_file(self) -> None:
        """Refuse to go on when another file took this one's place: what is written here would be lost."""
        if self._inode is not None and self._file() != self._inode:
            raise KeysChanged

    def _file(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError:
            raise KeysChanged from None
        return status.st_dev, status.st_ino

    def close(self) -> None:
        """Close every connection and forget the key."""
        with self._lock:
            self._writer.close()
            self._engine.dispose()
            self._key[:] = bytes(len(self._key))

    @property
    def broken(self) -> bool:
        """Tell whether a disk error stopped the store."""
        return self._broken

    def reopen(self) -> None:
        """Open the file anew after a disk error and check it whole. Raises StoreDamaged, DiskFailed."""
        with self._lock:
            with suppress(DBAPIError, dbapi2.Error):
                self._writer.invalidate()
            self._engine.dispose()
            self._open()
            self._durable = True
            self._broken = False
            try:
                self.verify_pages()
            except KnownError:
                self._broken = True
                raise

    def verify_pages(self) -> None:
        """Check every page's seal (HMAC) and the database's structure. Raises StoreDamaged."""
        # The seals are checked in the main file alone, where a power cut during a checkpoint leaves torn pages whose
        # whole
        # ones stand in the WAL: so bring those over first. Another process may be doing that just now; look twice.
        if not (self._seals_hold() or self._seals_hold()):
            raise StoreDamaged(what="page")
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if found != "ok":
                raise StoreDamaged(what=str(found)[:80])

    def _seals_hold(self) -> bool:
        try:
            with self._lock:
                writer = driver(self._writer)
                if self._owner is None:
                    writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                return writer.execute("PRAGMA cipher_integrity_check").fetchone() is None
        except dbapi2.Error as error:
            raise self._named(error) from error

    def copy_to(self, target: Path) -> None:
        """Write a copy of the database as it stands now, under the same key, to the new file *target*; fsynced.

        Others may read and write meanwhile. Raises DiskFull, DiskFailed.
        """
        try:
            copy = dbapi2.connect(str(target), isolation_level=None)
        except dbapi2.Error:
            raise DiskFailed from None
        try:
            copy.execute("PRAGMA cipher_log_level=NONE")
            copy.set_key(f"x'{self._key.hex()}'")
            with self.reading() as connection:
                source = connection.connection.driver_connection
                if source is not None:
                    source.backup(copy, pages=1024)
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        except dbapi2.Error as error:
            raise (DiskFull if "full" in str(error) else DiskFailed) from None
        finally:
            copy.close()
        with disk_errors(), target.open("r+b") as file:
            fsync_file(file)

    # --- reading and writing -----------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one unchanging state; inside `writing` of the same thread, the writer's own."""
        if self._owner == threading.get_ident():
            yield self._writer
            return
        self._stopped()
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (DBAPIError, dbapi2.Error) as error:
            raise self._named(error) from error

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """Give the writing transaction; it is committed and on the disk when the block ends well.

        Inside another `writing` of the same thread the block joins it. *durable* False leaves out the fsync, for what
        can be computed again (projections); later durable writes make it durable too.
        Raises DiskFull (nothing changed), DiskFailed (the store stops), StoreBusy, StoreStopped.
        """
        with self._lock:
            self._stopped()
            if self._owner is not None:  # the lock is ours, so this is a block inside a block
                yield self._writer
                return
            self._same_file()
            self._set_durable(durable=durable)
            self._owner = threading.get_ident()
            self._after.clear()
            try:
                with self._writer.begin():
                    yield self._writer
            except (DBAPIError, dbapi2.Error) as error:
                raise self._named(error) from error
            finally:
                self._owner = None
            done, self._after = self._after, []
            for call in done:
                call()

    def write(self, work: Callable[[Connection], T], *, durable: bool = True) -> T:
        """Run *work* in a writing transaction; on a full disk give up the reserve and run it once more.

        *work* must have no effect outside the database. Raises as `writing`.
        """
        if self._owner == threading.get_ident():
            return work(self._writer)
        try:
            with self.writing(durable=durable) as connection:
                return work(connection)
        except DiskFull:
            if self._reserve is None or not self._reserve.give_up():
                raise
        with self.writing(durable=durable) as connection:
            return work(connection)

    def erase(self, statement: str, values: Sequence[Any]) -> None:
        """Run the DELETE *statement* so that neither the file nor the WAL holds the removed bytes any longer.

        What the disk itself keeps of overwritten blocks, and backups, are beyond this.
        """
        with self._lock:
            with self.writing() as tx:
                driver(tx).execute("PRAGMA secure_delete=ON").fetchone()
                driver(tx).execute(statement, values)
                driver(tx).execute("PRAGMA secure_delete=OFF").fetchone()
            if self._owner is None:
                driver(self._writer).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run *call* once the running transaction is on the disk; never when it fails."""
        self._after.append(call)

    def _set_durable(self, *, durable: bool) -> None:
        if durable != self._durable:
            mode = "FULL" if durable else "NORMAL"
            driver(self._writer).execute(f"PRAGMA synchronous={mode}")
            self._durable = durable

    def _stopped(self) -> None:
        if self._broken:
            raise StoreStopped

    def _named(self, error: Exception) -> Exception:
        named = from_sqlite(str(error.orig if isinstance(error, DBAPIError) else error))
        if isinstance(named, DiskFailed | StoreDamaged | WrongDatabaseKey):
            self._broken = True
        return named


def _engine(database: Database) -> Engine:
    """Return an engine whose every connection is keyed by event, so that no key stands in a URL."""
    engine = create_engine(
        f"sqlite:///{database.path}",
        module=dbapi2,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
    )

    @event.listens_for(engine, "connect")
    def _keyed(connection: Any, _record: object) -> None:  # noqa: ANN401
        database.prepare(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


_checked: list[bool] = []


def check_library() -> None:
    """Refuse a SQLite with known data loss or without trigram search, once. Raises WrongLibrary."""
    if _checked:
        return
    if dbapi2.sqlite_version_info < LEAST_SQLITE:
        raise WrongLibrary(what=dbapi2.sqlite_version)
    connection = dbapi2.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE probe USING fts5(t, tokenize='trigram', content='', contentless_delete=1)"
        )
    except dbapi2.Error:
        raise WrongLibrary(what="fts5") from None
    finally:
        connection.close()
    _checked.append(True)
