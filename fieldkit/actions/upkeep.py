"""Look after a home: check it, compute it anew, copy it, put a copy back."""

from __future__ import annotations

from pathlib import Path

import msgspec

from fieldkit.actions.desk import Desk, Progress, no_progress
from fieldkit.storage import backup as backups
from fieldkit.storage import check as checking
from fieldkit.text.catalogue import _


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found; problems in words, each with what to do next."""

    ok: bool
    entries: int
    originals: int
    problems: tuple[str, ...] = ()


def check(*, desk: Desk, deep: bool = False, progress: Progress = no_progress) -> Checked:
    """Prove that ledger, projections and originals agree; *deep* opens every original. Raises DiskFailed, StoreBusy."""
    found = checking.check(desk.store, deep=deep, progress=lambda what, done, total: progress(done, total, what))
    problems = tuple(
        f"{_(checking.MESSAGES[one.code], what=one.what)} {_(checking.HINTS.get(one.code, checking.HINTS['']))}"
        for one in found.problems
    )
    return Checked(ok=found.ok, entries=found.entries, originals=found.originals, problems=problems)


def rebuild(*, desk: Desk, progress: Progress = no_progress) -> int:
    """Compute every projection anew; return how many seizures."""
    return desk.store.projections.rebuild(lambda done, total: progress(done, total, ""))


def backup(*, desk: Desk, to: Path, progress: Progress = no_progress) -> Path:
    """Copy the home, still encrypted, into *to*; return the folder of the copy. Raises DiskFull, DiskFailed."""
    wall = desk.clock.now().wall
    return backups.back_up(desk.store, to, wall=wall, progress=lambda done, total: progress(done, total, ""))


def restore(*, source: Path, to: Path, progress: Progress = no_progress) -> Path:
    """Make a home in *to* from the copy in *source*. Raises NoBackup, HomeExists, BackupDamaged, DiskFull."""
    return backups.restore(source, to, progress=lambda done, total: progress(done, total, "")).path
