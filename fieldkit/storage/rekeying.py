"""Giving the database a new key: a whole new file beside the old one, then one rename.

SQLCipher could re-encrypt in place (PRAGMA rekey); a power cut in the middle would then leave pages of both keys. Here
the old file stays whole until the new one is complete, verified and durable.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fieldkit.errors import KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import DiskFailed, DiskFull, StoreBusy, StoreDamaged, WrongDatabaseKey, disk_errors


class Copy:
    """A whole, verified and durable copy of the database under another key."""

    def __init__(self, held: Exclusive, path: Path) -> None:
        """Use `Exclusive.copied`."""
        self._held = held
        self._path = path

    def take_place(self) -> None:
        """Put the copy in the place of the database; durable when this returns. Raises DiskFailed."""
        with disk_errors():
            if sys.platform == "win32":
                self._held.connection.close()  # Windows renames no open file
            durable.rename(self._path, self._held.path)


class Exclusive:
    """The database, open in this process and in no other."""

    def __init__(self, path: Path, connection: Any) -> None:  # noqa: ANN401  (the driver ships no types)
        """Use `alone`."""
        self.path = path
        self.connection = connection

    @contextmanager
    def copied(self, key: bytes) -> Iterator[Copy]:
        """Give a copy of the database under *key*; it is removed again unless it takes the database's place.

        Raises DiskFull, DiskFailed, StoreDamaged; the database is untouched then.
        """
        new = durable.part_of(self.path)
        try:
            self._export(new, key)
            _verify(new, key, self._count())
            with disk_errors(), new.open("r+b") as file:
                durable.fsync_file(file)
            yield Copy(self, new)
        except dbapi2.Error as error:
            raise _named(error) from None
        finally:
            new.unlink(missing_ok=True)

    def _export(self, new: Path, key: bytes) -> None:
        run = self.connection.execute
        run("ATTACH DATABASE ? AS moved KEY ?", (str(new), f"x'{key.hex()}'"))
        run("SELECT sqlcipher_export('moved')").fetchall()
        version = run("PRAGMA main.user_version").fetchone()[0]
        run(f"PRAGMA moved.user_version = {int(version)}")
        run("DETACH DATABASE moved")

    def _count(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM entry").fetchone()[0])


@contextmanager
def alone(path: Path, key: bytes) -> Iterator[Exclusive]:
    """Hold the database so that no other process can open it. Raises StoreBusy when one has it open already."""
    try:
        connection = _opened(path, key)
    except dbapi2.Error as error:
        raise _named(error) from None
    try:
        _take(connection)
        yield Exclusive(path, connection)
    finally:
        connection.close()


def opens(path: Path, key: bytes) -> bool:
    """Tell whether *key* opens the database."""
    try:
        _opened(path, key).close()
    except dbapi2.Error as error:
        if isinstance(_named(error), WrongDatabaseKey):
            return False
        raise _named(error) from None
    return True


def _opened(path: Path, key: bytes) -> Any:  # noqa: ANN401
    connection = dbapi2.connect(str(path), isolation_level=None, timeout=1.0)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.set_key(f"x'{key.hex()}'")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return connection


def _take(connection: Any) -> None:  # noqa: ANN401
    """Leave WAL mode, which only the last connection can, and take the file's exclusive lock for good."""
    try:
        mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        again = connection.execute("PRAGMA journal_mode").fetchone()[0]
    except dbapi2.OperationalError as error:
        raise _named(error) from None
    if (mode, again) != ("delete", "delete"):
        raise StoreBusy


def _verify(path: Path, key: bytes, entries: int) -> None:
    connection = _opened(path, key)
    try:
        whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        count = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    finally:
        connection.close()
    if not whole or count != entries:
        raise StoreDamaged(what="copy")


def _named(error: dbapi2.Error) -> KnownError:
    said = str(error)
    if "locked" in said or "busy" in said:
        return StoreBusy()
    if "not a database" in said:
        return WrongDatabaseKey()
    return DiskFull() if "full" in said else DiskFailed()
