"""A few megabytes set aside, so that a full disk can still take the words of an open write-up.

The reserve is an ordinary file whose room is really taken (a file of zeros might be stored without). When a write
meets a full disk it is given up once and the write tried again: text is small. Originals never use it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO, Final

from fieldkit.storage import durable

SIZE: Final = 4 << 20
_COMFORT: Final = 16
"""The reserve is laid by only where this many times its size is free."""


class Reserve:
    """The reserve file of one home."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is touched yet."""
        self._path = path

    @property
    def spent(self) -> bool:
        """Tell whether the disk was so full that the reserve is gone."""
        return not self._path.exists()

    def lay_by(self) -> None:
        """Make the reserve if it is missing and there is room; otherwise do nothing."""
        if not self.spent or shutil.disk_usage(self._path.parent).free < SIZE * _COMFORT:
            return
        part = durable.part_of(self._path)
        try:
            with part.open("xb") as file:
                _take_room(file)
                durable.fsync_file(file)
            durable.rename(part, self._path)
        finally:
            part.unlink(missing_ok=True)

    def give_up(self) -> bool:
        """Free the reserved room. Return whether that made any."""
        if self.spent:
            return False
        try:
            durable.remove(self._path)
        except OSError:  # a disk in this state gives nothing back
            return False
        return True


def _take_room(file: BinaryIO) -> None:
    """Give *file* its room on the disk: by asking for it where that can be done, else by filling it."""
    if sys.platform == "linux":
        os.posix_fallocate(file.fileno(), 0, SIZE)
    else:
        file.write(os.urandom(SIZE))
