"""Watch a card, a cable or a folder: which files are new there, and which of them are written to their end."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import msgspec

from fieldkit.actions.photos import files_below

State: TypeAlias = dict[Path, tuple[int, int]]
"""Size and time of change (ns) of each file."""


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
    """Begin to watch *folder*: only what comes from now on is new, or, with *all_of_it*, every file there."""
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
    for path in files_below(folder):
        try:
            told = path.stat()
        except OSError:
            continue  # gone between listing and asking
        state[path] = (told.st_size, told.st_mtime_ns)
    return state
