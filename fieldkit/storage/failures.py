"""What a disk can do to us, as named errors; and how the system's or SQLite's complaints become them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fieldkit.errors import N_, BugError, KnownError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFull(KnownError):
    """No room. Nothing was changed; what was saved before is safe."""

    code = "disk-full"
    message = N_("The disk is full. This was not saved.")
    hint = N_("Everything saved before is safe. Free some space, then save again; your words are still on the screen.")


class DiskFailed(KnownError):
    """The disk refused a read or a write. Writing stops until the store is opened again and found whole."""

    code = "disk-failed"
    message = N_("The disk refused to read or write. This was not saved.")
    hint = N_("Everything the screen called saved before is on the disk. Copy it to a stick now, then check the disk.")


class StoreStopped(KnownError):
    """An earlier disk error stopped this store; `Store.reopen` looks whether it is whole."""

    code = "store-stopped"
    message = N_("Saving is stopped since the disk failed.")
    hint = N_("Nothing new is saved until Fieldkit has opened and checked its database again.")


class StoreBusy(KnownError):
    """Another process held the database for longer than we wait."""

    code = "store-busy"
    message = N_("Another Fieldkit window or command is writing just now. This was not saved.")
    hint = N_("Nothing was changed. Wait until the other one has finished, then try again.")


class StoreDamaged(KnownError):
    """The database does not pass its own check."""

    code = "store-damaged"
    message = N_("The database of this device is damaged ({what}).")
    hint = N_("Do not write to it. Restore the newest backup into an empty folder; headquarters sends back the rest.")


class WrongDatabaseKey(KnownError):
    """The key does not open the database, or the file is none of ours."""

    code = "wrong-database-key"
    message = N_("This key does not open the database of this device.")
    hint = N_("Nothing was changed. Unlock again; if it stays so, restore a backup or call headquarters.")


def from_os(error: OSError) -> KnownError:
    """Return the named error for *error*."""
    return DiskFull() if error.errno in _FULL else DiskFailed()


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn an OSError inside the block into DiskFull or DiskFailed."""
    try:
        yield
    except OSError as error:
        raise from_os(error) from error


def from_sqlite(said: str) -> KnownError | BugError:
    """Return the named error for what SQLite *said*.

    The driver hands on SQLite's sentence but not its code; the sentences are SQLite's own `sqlite3_errstr` table.
    """
    if "database or disk is full" in said:
        return DiskFull()
    if "locked" in said:
        return StoreBusy()
    if "file is not a database" in said:
        return WrongDatabaseKey()
    if "malformed" in said:
        return StoreDamaged(what="malformed")
    if any(words in said for words in ("disk I/O error", "unable to open", "readonly", "large file support")):
        return DiskFailed()
    return BugError(what=f"database: {said[:200]}")
