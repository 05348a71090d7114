"""Watch a card, a cable or a folder: which files are new there, and which of them are written to their end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.media.kinds import sniff

MOST_FILES: Final = 20_000
"""Entries of a folder and its subfolders that one look goes through: with more it would take longer than the pause."""
State: TypeAlias = dict[Path, tuple[int, int]]
"""Size and time of change (ns) of each file."""


class TooManyFiles(KnownError):
    """A folder too large to be looked through every few seconds."""

    code = "too-many-files"
    message = N_("There are more than {limit} files and folders in “{name}”: too many to watch.")
    hint = N_("What was added is safe. Choose the one folder in it that the new photos go to, and watch that.")


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What a look found.

    ready: new files that have not grown since the look before. waiting: new files that may still be written.
    gone: the folder itself cannot be read any more.
    """

    ready: tuple[Path, ...] = ()
    waiting: int = 0
    gone: bool = False
    seen: State = {}
    taken: frozenset[Path] = frozenset()

    @property
    def count(self) -> int:
        """Return how many files are there."""
        return len(self.seen)


def begin(*, folder: Path, all_of_it: bool) -> Watched:
    """Begin to watch *folder*: only what comes from now on is new, or, with *all_of_it*, every file there.

    Raises TooManyFiles, as `look` does.
    """
    if not folder.is_dir():
        return Watched(gone=True)
    seen = _state(folder)
    return Watched(seen=seen, taken=frozenset() if all_of_it else frozenset(seen))


def look(*, folder: Path, before: Watched) -> Watched:
    """Look again. A file is ready when two looks find it of the same size and age, and not empty.

    One that was taken and is written on, or comes anew under its name, is new again: a slow copy may pause.
    """
    if not folder.is_dir():
        return Watched(gone=True, seen=before.seen, taken=before.taken)
    seen = _state(folder)
    taken = frozenset(path for path in before.taken if path in seen and before.seen.get(path) == seen[path])
    new = {path: state for path, state in seen.items() if path not in taken}
    ready = tuple(path for path, state in sorted(new.items()) if state[0] and before.seen.get(path) == state)
    return Watched(ready=ready, waiting=len(new) - len(ready), seen=seen, taken=taken | set(ready))


def _state(folder: Path) -> State:
    state: State = {}
    for count, entry in enumerate(_below(folder)):
        if count >= MOST_FILES:
            raise TooManyFiles(limit=MOST_FILES, name=folder.name or str(folder))
        with suppress(OSError):  # gone between listing and asking
            if sniff(b"", entry.name).claimed and entry.is_file(follow_symlinks=False):
                told = Path(entry.path).stat()  # Windows' listing may lag behind a file that is being written
                state[Path(entry.path)] = (told.st_size, told.st_mtime_ns)
    return state


def _below(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what stands below *folder*, never through a link; of a card that was pulled out, what was still read."""
    waiting = [os.fspath(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                yield entry
