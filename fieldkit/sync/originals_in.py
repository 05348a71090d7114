"""Originals on their way in: opened as a stream, compared with what the entry signed, and only then put in their place.

No decrypted byte touches the disk. An original that no entry names yet, or whose key is missing, waits in quarantine
and is taken out by the import that brings the entry or the key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.identities import NoIdentity
from fieldkit.storage.store import Store
from fieldkit.sync.arrivals import Arrivals, Named
from fieldkit.sync.bundle import Member
from fieldkit.trust.sealing import NotARecipient, NotOurs, OverLimit, SealBroken, open_file

WAITING: Final = frozenset({"unnamed", "no-identity"})
"""Reasons in quarantine that a later bundle can lift."""


class OriginalIntake:
    """Takes the originals and seizure identities of one bundle into the store."""

    def __init__(self, store: Store, arrivals: Arrivals, keys: Iterable[Member]) -> None:
        """*keys*: the identities the bundle brings, still sealed."""
        self._store = store
        self._arrivals = arrivals
        self._keys = {_whose(member): member for member in keys}
        self._held = {
            kept.sha256 for kept in store.quarantine.all() if kept.kind == "original" and kept.reason in WAITING
        }

    @property
    def held(self) -> frozenset[str]:
        """Return the originals (hashes of sealed files) that wait in quarantine for their entry or key."""
        return frozenset(self._held)

    def take(self, members: Iterable[Member], pause: Callable[[int], None]) -> None:
        """Take in *members*, then what waited for the entries and keys of this bundle."""
        self._take_keys()
        for member in members:
            if member.file is not None:
                self._take_one(member.row.sha256, member.file)
            pause(member.size)
        for sealed in sorted(self._held & self._arrivals.names.keys()):
            waiting = self._store.quarantine.read(sealed)
            if isinstance(waiting, Path) and waiting.exists():
                self._take_one(sealed, waiting)

    def _take_keys(self) -> None:
        for (seizure, log), member in self._keys.items():
            recipient = self._arrivals.identities.get((seizure, log))
            if recipient is None or member.file is None:
                continue  # no entry says whose identity this is; it will come again with the entry
            if self._store.originals.identities.seizure_of(recipient) is not None:
                continue
            try:
                self._store.originals.identities.adopt(seizure, log, member.file.read_bytes(), recipient=recipient)
            except (NoIdentity, NotARecipient, NotOurs, SealBroken, OverLimit) as refused:
                self._arrivals.put_file_aside(member.row.sha256, "other", refused.code, member.file)

    def _take_one(self, sealed: str, file: Path) -> None:
        named, reason = self._named(sealed, file)
        if named is None:
            self._arrivals.put_file_aside(sealed, "original", reason, file)
            return
        originals = self._store.originals
        fresh = not originals.has(named.blob)
        with disk_errors():
            with file.open("r+b") as staged:
                durable.fsync_file(staged)
            target = originals.adopt(file, seizure=self._seizure(named), sealed_sha256=sealed)
            if _read_again(target) != sealed:
                self._arrivals.alarm("disk-changed-original", named.blob.sha256)
                return
        if sealed in self._held:
            self._store.quarantine.release(sealed)
            self._held.discard(sealed)
        self._arrivals.new_originals += fresh
        # A receipt names plain bytes; the same picture in two seizures is two sealed files, and both must be here. What
        # other devices say they have is theirs to bring: their word holds nobody's receipt back.
        here = all(originals.has(copy) for copy in originals.copies(named.blob.sha256, log=named.log))
        if here and named.blob.sha256 not in self._arrivals.originals:
            self._arrivals.originals.append(named.blob.sha256)

    def _named(self, sealed: str, file: Path) -> tuple[Named | None, str]:
        """Return the entry that names the sealed *file* truly, or None and why there is none.

        Sealed hashes are no secret, so entries of several logs may name the file; a false one does not spoil a true
        one. The file is opened once for each recipient, not for each claim.
        """
        claims: dict[str, list[Named]] = {}
        for named in self._arrivals.names.get(sealed, ()):
            claims.setdefault(named.blob.recipient, []).append(named)
        reasons: list[str] = []
        for recipient, all_named in claims.items():
            found, reason = self._plain(recipient, file, max(named.blob.size for named in all_named))
            true = [named for named in all_named if (named.blob.sha256, named.blob.size) == found]
            for named in true:
                if self._seizure(named) in named.scope:
                    return named, ""
            reasons.append(reason or ("no-identity" if true else "plain-differs"))
        waiting = next((reason for reason in reasons if reason in WAITING), "")
        return None, waiting or next(iter(reasons), "unnamed")

    def _seizure(self, named: Named) -> str:
        return self._store.originals.identities.seizure_of(named.blob.recipient) or ""

    def _plain(self, recipient: str, file: Path, limit: int) -> tuple[tuple[str, int], str]:
        """Return hash and size of what the sealed *file* holds, or why it cannot be opened with that identity."""
        sink = _Hashing()
        try:
            identity = self._store.originals.identities.opening(recipient)
            with file.open("rb", buffering=0) as sealed:
                open_file(sealed, sink, [identity], limit=limit)
        except OverLimit:
            return ("", -1), "plain-differs"
        except (NoIdentity, NotOurs, SealBroken) as refused:
            return ("", -1), refused.code
        return (sink.digest.hexdigest(), sink.size), ""


class _Hashing:
    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self.digest.update(data)
        self.size += len(data)
        return len(data)


def _whose(member: Member) -> tuple[str, str]:
    seizure, _, log = member.row.path.removeprefix("keys/").removesuffix(".age").rpartition("-")
    return seizure, log


def _read_again(path: Path) -> str:
    """Return the hash of *path* as the disk has it, past the system's copy where it can be told to drop it."""
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").hexdigest()
