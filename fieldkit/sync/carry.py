"""The folder on a stick: what is there, whether there is room, and putting a file there so that it can be pulled out.

A file gets its name only after it was written, pushed to the stick, read back from it and found right. Until then it
ends in `.part`, and what a pulled stick leaves behind under such a name is swept away at the next export.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable

SUFFIX: Final = ".fkb"
_KEEP_FREE: Final = 1 << 20
_PARTS: Final = f"*{SUFFIX}.*{durable.PART}"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


class StickFull(KnownError):
    """Not enough room where the bundle should go."""

    code = "stick-full"
    message = N_("There is no room for the bundle: it needs {needed} MB.")
    hint = N_("Nothing was left there. Everything is still safe on this device. Use another stick or free some space.")


class StickFailed(KnownError):
    """The stick was pulled, is write-protected or failed."""

    code = "stick-failed"
    message = N_("The stick could not be written ({why}).")
    hint = N_("Everything is still safe on this device. Check the stick, or use another one, and export again.")


class StickLied(KnownError):
    """What was read back is not what was written."""

    code = "stick-lied"
    message = N_("The stick did not keep what was written to it ({where}).")
    hint = N_("The file was removed again. Everything is still safe on this device. Do not trust this stick.")


class BundleFile(msgspec.Struct, frozen=True):
    """A file that calls itself a bundle, and its size in bytes."""

    path: Path
    size: int


def bundles(paths: Iterable[Path]) -> tuple[BundleFile, ...]:
    """Return the bundle files among *paths* and directly inside those that are folders, sorted by name.

    Raises StickFailed.
    """
    found: dict[Path, int] = {}
    try:
        for path in paths:
            for file in path.iterdir() if path.is_dir() else (path,):
                if file.suffix.lower() == SUFFIX and file.is_file() and not file.is_symlink():
                    found[file] = file.stat().st_size
    except OSError as error:
        raise StickFailed(why=error.strerror or "") from error
    return tuple(BundleFile(path, found[path]) for path in sorted(found))


def name_for(label: str, date: str, group: str, part: int, parts: int) -> str:
    """Return a name every file system takes: ASCII letters, digits and hyphens, under 64 characters.

    label: who it is from or for; only its letters and digits are used. date: 2026-11-22. The name means nothing to a
    reader: what counts is inside.
    """
    word = _UNSAFE.sub("-", label.lower()).strip("-")[:16].strip("-") or "fieldkit"
    return f"{word}-{date.replace('-', '')}-{group[:8]}-{part:0{len(str(parts))}}of{parts}{SUFFIX}"


def check_room(folder: Path, needed: int) -> None:
    """Raise StickFull unless *needed* bytes fit into *folder*; StickFailed when nobody can tell."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StickFailed(why=error.strerror or "") from error
    if free < needed + _KEEP_FREE:
        raise StickFull(needed=_megabytes(needed))


def sweep(folder: Path) -> int:
    """Remove what earlier, unfinished exports left in *folder*; return how many files that were."""
    try:
        leftovers = [path for path in folder.glob(_PARTS) if path.is_file()]
    except OSError as error:
        raise StickFailed(why=error.strerror or "") from error
    for path in leftovers:
        _drop(path)
    return len(leftovers)


def place(target: Path, *, size: int, fill: Callable[[BinaryIO], None], check: Callable[[BinaryIO], str]) -> None:
    """Let *fill* write a file, read it back with *check* and only then call it *target*.

    size: about how many bytes it will be. *check* returns what is wrong, or "". Whatever happens, no unfinished file
    stays. Raises StickFull, StickFailed, StickLied and what *fill* and *check* raise.
    """
    part = durable.part_of(target)
    try:
        with part.open("xb") as sink:
            fill(sink)
            durable.fsync_file(sink)
            _forget(sink)
        with part.open("rb") as source:
            wrong = check(source)
        if wrong:
            raise StickLied(where=wrong)
        durable.rename(part, target)
    except OSError as error:
        raise (
            StickFull(needed=_megabytes(size)) if error.errno in _FULL else StickFailed(why=error.strerror or "")
        ) from error
    finally:
        _drop(part)


def take_back(files: Iterable[Path]) -> None:
    """Remove *files* as far as the stick allows; never raises, because something else already went wrong."""
    for file in files:
        _drop(file)


def _megabytes(size: int) -> int:
    return -(-size // 10**6)


def _drop(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone, and the file with it


def _forget(file: BinaryIO) -> None:
    """Ask the system to drop its copy, so that reading back asks the stick. Windows has no such call."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
