"""Backups: the database, the key files and the sealed originals, on another disk.

    <target>/<home id>/originals/<seizure>/<sealed sha256>.age    copied once, for all backups of this home
    <target>/<home id>/<time>/fieldkit.db, home.json, vault/...   the state at that time
    <target>/<home id>/<time>/manifest.json                       what belongs to it, written last

Everything in it is as encrypted as at home. A restored home opens a new log at its first entry whenever the guard is
ahead of it or missing: what was written since the backup may be in other hands already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.home import Home, HomeExists
from fieldkit.storage.store import Store

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_PIECE: Final = 1 << 20
_LIMIT: Final = 256 << 20
Progress = Callable[[int, int], None]


class NoBackup(KnownError):
    """The folder holds no finished backup."""

    code = "no-backup"
    message = N_("There is no finished backup in {folder}.")
    hint = N_("Nothing was changed. Choose the folder that holds manifest.json.")


class BackupDamaged(KnownError):
    """A file of the backup is missing or is not what the manifest says."""

    code = "backup-damaged"
    message = N_("The backup is damaged: {name}.")
    hint = N_("Nothing was restored. Try an older backup, or one on another disk.")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to one backup: files of the state by SHA-256, and originals as `<seizure>/<sealed sha256>.age`."""

    format: int
    home: str
    wall: int
    files: dict[str, str]
    originals: tuple[str, ...]


def back_up(store: Store, target: Path, *, wall: int, progress: Progress | None = None) -> Path:
    """Copy the home of *store* to the folder *target* on another disk; return the folder of the new backup.

    *wall* names it, ms since 1970 UTC. *progress* is told (done, all) bytes of originals. Work may go on meanwhile. An
    interrupted backup has no manifest; the next one uses what it copied. Raises DiskFull, DiskFailed, BackupDamaged
    when an original at home is not what its name says.
    """
    base = target / store.home.id
    state = base / str(wall)
    with disk_errors():
        durable.make_folder(state / "vault")
        store.database.copy_to(state / "fieldkit.db")
        names = [f"{seizure}/{path.name}" for seizure, path in store.originals.stored()]
        _copy_all(store.home.originals, base / "originals", names, progress)
        small = [Path("home.json"), *(Path("vault") / path.name for path in sorted(store.home.vault.iterdir()))]
        for name in small:
            durable.write_new(state / name, (store.home.path / name).read_bytes())
        files = {name.as_posix(): _sha256(state / name) for name in (*small, Path("fieldkit.db"))}
        manifest = Manifest(format=FORMAT, home=store.home.id, wall=wall, files=files, originals=tuple(names))
        durable.write_new(state / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return state


def restore(state: Path, target: Path, *, progress: Progress | None = None) -> Home:
    """Make a home in the empty folder *target* from the backup in the folder *state*.

    Every file is compared with the manifest while it is copied; `home.json` comes last, so a cut restore is no home.
    Raises NoBackup, HomeExists, BackupDamaged, DiskFull, DiskFailed.
    """
    manifest = read_manifest(state)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise HomeExists(folder=str(target))
    with disk_errors():
        for name, sha256 in sorted(manifest.files.items(), key=lambda item: item[0] == "home.json"):
            if name == "home.json":
                _copy_all(state.parent / "originals", target / "originals", manifest.originals, progress)
            durable.make_folder((target / name).parent)
            _copy(state / name, target / name, sha256)
        home = Home.open(target)
        for folder in home.folders():
            durable.make_folder(folder)
    return home


def read_manifest(state: Path) -> Manifest:
    """Return the manifest of the backup in *state*. Raises NoBackup."""
    try:
        with (state / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(_LIMIT), type=Manifest)
    except (OSError, msgspec.DecodeError, RecursionError):
        raise NoBackup(folder=str(state)) from None
    if not all(_inside(name) for name in (*manifest.files, *manifest.originals)):
        raise NoBackup(folder=str(state))
    return manifest


def _inside(untrusted_name: str) -> bool:
    parts = Path(untrusted_name).parts
    return bool(parts) and ".." not in parts and not Path(untrusted_name).is_absolute() and ":" not in untrusted_name


def _copy_all(source: Path, target: Path, names: tuple[str, ...] | list[str], progress: Progress | None) -> None:
    """Copy originals that are not there yet; the hash of each is its name."""
    wanted = [name for name in names if not (target / name).exists()]
    total = sum((source / name).stat().st_size for name in wanted if (source / name).exists())
    done = 0
    for name in wanted:
        durable.make_folder((target / name).parent)
        done += _copy(source / name, target / name, Path(name).stem)
        if progress:
            progress(done, total)


def _copy(source: Path, target: Path, sha256: str) -> int:
    """Copy one file whose hash must be *sha256*; return its size."""
    part = durable.part_of(target)
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("xb", buffering=0) as copy:
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                copy.write(piece)
            durable.fsync_file(copy)
        if digest.hexdigest() != sha256:
            raise BackupDamaged(name=source.name)
        durable.rename(part, target)
    except FileNotFoundError:
        raise BackupDamaged(name=source.name) from None
    finally:
        part.unlink(missing_ok=True)
    return size


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            yield piece


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
