"""Writing files so that they survive a power cut, on every platform.

The order is always: write to a temporary name in the same folder, fsync the file, rename, fsync the folder. A name that
ends in `.part` is never anything but an unfinished write; `sweep_parts` removes leftovers at start.

Windows has no fsync of folders: there the rename itself is written through (MOVEFILE_WRITE_THROUGH), and a rename that
meets a virus scanner's short lock is tried again.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path
from typing import BinaryIO, Final

import psutil

PART: Final = ".part"
_RENAME_TRIES: Final = 20
_RENAME_PAUSE: Final = 0.05
"""Seconds between tries while somebody else holds the target on Windows: one second in all."""


def fsync_file(file: BinaryIO) -> None:
    """Push what was written to *file* down to the disk. Raises OSError; after that the file must not be trusted."""
    file.flush()
    os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Make the names in *folder* durable. On Windows `rename` has done so already."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def rename(source: Path, target: Path) -> None:
    """Give *source* the name *target* in one step, replacing what stood there; durable when this returns."""
    if sys.platform == "win32":
        _rename_on_windows(source, target)
    else:
        source.replace(target)
        fsync_folder(target.parent)
        if source.parent != target.parent:
            fsync_folder(source.parent)


def move_in(source: Path, target: Path) -> None:
    """Give *source* the name *target* in another folder of the same disk; the new name is durable when this returns.

    After a power cut the old name may be there as well: for sources that are swept away at the next start.
    """
    if sys.platform == "win32":
        _rename_on_windows(source, target)
    else:
        source.replace(target)
        fsync_folder(target.parent)


def part_of(path: Path) -> Path:
    """Return a fresh temporary name beside *path*; it names this process for `sweep_parts`."""
    return path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}{PART}")


def write_new(path: Path, data: bytes) -> None:
    """Make *path* hold exactly *data*: all of it or what stood there before, whatever happens. Raises OSError."""
    part = part_of(path)
    try:
        with part.open("xb") as file:
            file.write(data)
            fsync_file(file)
        rename(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make *folder* and its parents, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    fsync_folder(folder.parent)


def remove(path: Path) -> None:
    """Remove the file *path* if it is there, durably."""
    path.unlink(missing_ok=True)
    fsync_folder(path.parent)


def sweep_parts(folder: Path) -> int:
    """Remove unfinished writes in *folder* whose process is gone; return how many there were."""
    leftovers = [path for path in folder.glob(f"*{PART}") if path.is_file() and not _alive(path)]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def _alive(part: Path) -> bool:
    """Tell whether the process that *part* names still runs. A name without a process is nobody's."""
    owner = part.name.removesuffix(PART).rpartition(".")[2].partition("-")[0]
    return owner.isdecimal() and len(owner) < 10 and psutil.pid_exists(int(owner))  # noqa: PLR2004  (a pid, not a hash)


if sys.platform == "win32":
    import ctypes

    _REPLACE_EXISTING: Final = 0x1
    _WRITE_THROUGH: Final = 0x8

    def _rename_on_windows(source: Path, target: Path) -> None:
        for left in reversed(range(_RENAME_TRIES)):
            if ctypes.windll.kernel32.MoveFileExW(str(source), str(target), _REPLACE_EXISTING | _WRITE_THROUGH):
                return
            error = ctypes.WinError()
            if not left or not isinstance(error, PermissionError):
                raise error
            time.sleep(_RENAME_PAUSE)
