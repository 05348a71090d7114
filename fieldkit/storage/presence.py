"""Knowing whether this is the only process that has a home open: only then may leftovers be swept away.

Every process holds a shared lock on the file `in-use`; the system drops it when the process ends, however it ends. Who
gets the exclusive lock for a moment is alone, and whoever starts meanwhile waits for the end of that moment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PLACES: Final = 4096
"""On Windows, where locks are never shared, each process locks a byte of its own among so many; all of them = alone."""


class Presence:
    """This process's word that it has the home open."""

    def __init__(self, path: Path) -> None:
        """Open the lock file *path*, making it when missing. Raises OSError."""
        self._file = path.open("a+b")
        self._place = os.getpid() % _PLACES

    def alone(self) -> bool:
        """Tell whether no other process is there. If so nobody else comes in before `enter`."""
        try:
            self._lock_all()
        except OSError:
            return False
        return True

    def enter(self) -> None:
        """Be there, with others, until `leave`; waits for one who is alone just now. Raises OSError."""
        if sys.platform == "win32":
            self._unlock_on_windows()
            self._file.seek(self._place)
            msvcrt.locking(self._file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Be gone."""
        self._file.close()

    def _lock_all(self) -> None:
        if sys.platform == "win32":
            self._file.seek(0)
            msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, _PLACES)
        else:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    if sys.platform == "win32":

        def _unlock_on_windows(self) -> None:
            self._file.seek(0)
            try:
                msvcrt.locking(self._file.fileno(), msvcrt.LK_UNLCK, _PLACES)
            except OSError:
                return  # nothing was locked
