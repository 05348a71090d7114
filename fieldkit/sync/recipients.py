"""The recipient directory that this home holds: HQ's signed word on whom to seal to, replaced only by a newer one."""

from __future__ import annotations

from typing import Final

from fieldkit.errors import BugError
from fieldkit.storage.store import Store
from fieldkit.trust.directory import Directory, open_directory

_NAME: Final = "directory"  # of the secret that keeps the file exactly as it came


def held(store: Store) -> Directory | None:
    """Return the directory of this home, or None before it is enrolled."""
    signed = store.secrets.get(_NAME)
    root = store.certificates.root()
    return open_directory(signed, root=root) if signed is not None and root is not None else None


def keep(store: Store, untrusted: bytes) -> None:
    """Keep a directory where it is newer than the one here, and for practice where this home is.

    Raises WrongSignedFile: no directory that the pinned root vouches for.
    """
    root = store.certificates.root()
    if root is None:
        raise BugError(what="a directory before a root")
    new, old = open_directory(untrusted, root=root), held(store)
    if new.practice == store.home.practice and (old is None or new.version > old.version):
        store.secrets.put(_NAME, new.signed)


def readers(store: Store) -> tuple[str, ...]:
    """Return the recipients that originals' keys are sealed to besides this device: HQ, its recovery, stations."""
    directory = held(store)
    if directory is None:
        return ()
    return (directory.hq, directory.recovery, *(station.recipient for station in directory.stations))


def seal_to_readers(store: Store) -> None:
    """Seal the keys of every seizure that is here to whomever the directory names."""
    to = readers(store)
    for seizure in store.projections.seizures() if to else ():
        store.originals.identities.grant(seizure.id, to)
