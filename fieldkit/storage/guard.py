"""The guard: a small file outside the home that knows how far its log has come, so that no position is used twice.

A home that was restored from a backup, copied to another machine or rolled back with a disk image would otherwise write
second entries at positions that others already hold: a fork. The guard is written after COMMIT, so it may lag behind
the database but never lead it; a database that lacks what the guard remembers opens a new log.

The file has two slots of 512 bytes, written in turn, each with its own hash: a torn write costs one slot, and the other
one only lags. It is not fsynced at each entry (lagging is allowed), but whenever a log is opened and when it is closed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors

SLOT: Final = 512
_SLOTS: Final = 2
_HASH: Final = 64
ENVIRONMENT: Final = "FIELDKIT_GUARD"
"""Names the guard folder; the installer or a test sets it."""


class Mark(msgspec.Struct, frozen=True):
    """How far a log had come: the hash `head` stands at `seq` of `log`."""

    log: str
    seq: int
    head: str


def default_folder() -> Path:
    """Return the folder of guards: the environment's, else a machine-wide one if provided, else the user's."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    shared = platformdirs.site_data_path("fieldkit", appauthor=False) / "guard"
    if shared.is_dir() and os.access(shared, os.W_OK):
        return shared
    return platformdirs.user_data_path("fieldkit", appauthor=False) / "guard"


class Guard:
    """The guard of one home on this machine."""

    def __init__(self, home: str, folder: Path | None = None) -> None:
        """Name the guard of the home with id *home*; nothing is written yet."""
        self.folder = folder or default_folder()
        self._path = self.folder / f"{home}.guard"
        self._next = 0
        self._seen: bytes | None = None

    def machine(self) -> str:
        """Return a name for this installation on this machine: it changes when the home moves to another one.

        Raises DiskFull, DiskFailed.
        """
        path = self.folder / "installation"
        with disk_errors():
            if not path.exists():
                durable.make_folder(self.folder)
                durable.write_new(path, secrets.token_hex(16).encode())
            return hashlib.sha256(path.read_bytes() + b"\0" + _machine_id()).hexdigest()[:32]

    def unchanged(self) -> bool:
        """Tell whether nobody but this object wrote the guard since it was last read or written here."""
        return self._seen is not None and self._bytes() == self._seen

    def read(self) -> list[Mark]:
        """Return what the guard remembers: up to two marks; an empty list when it is missing or unreadable."""
        stored = self._bytes()
        self._seen = stored
        slots = (stored[at : at + SLOT] for at in range(0, len(stored), SLOT))
        return [mark for slot in slots if (mark := _unpacked(slot))]

    def note(self, mark: Mark) -> None:
        """Remember *mark* in the older slot. A guard that cannot be written lags; it never stops a save."""
        self._next = (self._next + 1) % _SLOTS
        with contextlib.suppress(OSError), self._path.open("r+b", buffering=0) as file:
            file.seek(self._next * SLOT)
            file.write(_packed(mark))
            file.seek(0)
            self._seen = file.read(SLOT * _SLOTS)

    def begin(self, mark: Mark) -> None:
        """Remember *mark* of a newly opened log in both slots, durably where that can be done."""
        with contextlib.suppress(OSError):
            durable.make_folder(self.folder)
            durable.write_new(self._path, _packed(mark) * _SLOTS)
        self._seen = self._bytes()

    def settle(self) -> None:
        """Push the guard down to the disk; for when the home is closed."""
        with contextlib.suppress(OSError), self._path.open("r+b") as file:
            durable.fsync_file(file)

    def _bytes(self) -> bytes:
        try:
            with self._path.open("rb", buffering=0) as file:
                return file.read(SLOT * _SLOTS)
        except OSError:
            return b""


def _packed(mark: Mark) -> bytes:
    text = msgspec.json.encode(mark)
    return (hashlib.sha256(text).hexdigest().encode() + text).ljust(SLOT, b"\n")


def _unpacked(untrusted_slot: bytes) -> Mark | None:
    text = untrusted_slot[_HASH:].rstrip(b"\n")
    if hashlib.sha256(text).hexdigest().encode() != untrusted_slot[:_HASH]:
        return None
    try:
        return msgspec.json.decode(text, type=Mark)
    except msgspec.DecodeError:
        return None


def _machine_id() -> bytes:
    """Return the operating system's own name for this installation, empty when it has none."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415  (exists on Windows only)

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
    else:
        for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
            with contextlib.suppress(OSError):
                return Path(name).read_bytes().strip()
    return b""
