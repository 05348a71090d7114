"""What one import has found so far: the running account from which the result and the receipt are made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec

from fieldkit.domain.entry import Blob, Claimed, Signed
from fieldkit.domain.ledger_bodies import Held
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import Kept, QuarantineFull

MOST_HELD: Final = 2_000
"""Things put aside or refused that are named one by one; the rest is only counted as one more line."""
Kind = Literal["entry", "original", "bundle", "certificate", "other"]


class Alarm(msgspec.Struct, frozen=True):
    """Something that should not happen by accident: its code and what it is about (a log, bundle, key or tree size)."""

    code: str
    about: str


class Named(msgspec.Struct, frozen=True):
    """The entry that names an original: the blob, the log it stands in and its seizures."""

    blob: Blob
    log: str
    scope: tuple[str, ...]


class Arrivals:
    """The account of one import."""

    def __init__(self, store: Store, *, bundle: str, device: str, claimed: Claimed) -> None:
        """Count what *device* (key id) sent in *bundle*."""
        self._store = store
        self._bundle = bundle
        self.device = device
        self.claimed = claimed
        self.new = 0
        self.known = 0
        self.waiting: set[str] = set()
        self.logs: set[str] = set()
        self.seizures: set[str] = set()
        self.held: list[Held] = []
        self.refused: list[Held] = []
        self.alarms: list[Alarm] = []
        self.originals: list[str] = []
        self.new_originals = 0
        self.receipts: list[Signed] = []
        self.names: dict[str, list[Named]] = {}
        self.identities: dict[tuple[str, str], str] = {}
        self.wanted: frozenset[str] = frozenset()

    def alarm(self, code: str, about: str) -> None:
        """Remember an alarm once."""
        alarm = Alarm(code, about)
        if alarm not in self.alarms:
            self.alarms.append(alarm)

    def look(self, entries: Iterable[Signed]) -> None:
        """Learn from authentic *entries* which originals they name, and which identities seal them."""
        for signed in entries:
            entry = signed.entry
            self.logs.add(entry.log)
            self.seizures.update(entry.scope)
            for blob in entry.blobs:
                if blob.sealed_sha256 in self.wanted:
                    self.names.setdefault(blob.sealed_sha256, []).append(Named(blob, entry.log, entry.scope))
                for seizure in entry.scope:
                    self.identities.setdefault((seizure, entry.log), blob.recipient)
            if entry.type == "seizure.key" and isinstance(recipient := entry.body.get("recipient"), str):
                for seizure in entry.scope:
                    self.identities.setdefault((seizure, entry.log), recipient)

    def put_aside(self, name: str, kind: Kind, reason: str, untrusted: bytes) -> None:
        """Keep small *untrusted* bytes in quarantine under *name*, for *reason* (a code)."""
        self._keep(name, kind, reason, len(untrusted), untrusted)

    def put_file_aside(self, name: str, kind: Kind, reason: str, file: Path) -> None:
        """Move a staged file into quarantine under *name*, for *reason* (a code)."""
        self._keep(name, kind, reason, file.stat().st_size, file)

    def refuse(self, name: str, reason: str) -> None:
        """Remember that *name* was not kept: the sender keeps it."""
        _add(self.refused, name, reason)

    def _keep(self, name: str, kind: Kind, reason: str, size: int, untrusted: bytes | Path) -> None:
        kept = Kept(
            sha256=name,
            device=self.device,
            bundle=self._bundle,
            kind=kind,
            reason=reason,
            size=size,
            wall=self.claimed.wall,
        )
        try:
            self._store.quarantine.keep(kept, untrusted)
        except QuarantineFull as full:
            self.refuse(name, full.code)
        else:
            _add(self.held, name, reason)


def _add(to: list[Held], name: str, reason: str) -> None:
    held = Held(what=name, reason=reason)
    if held not in to and len(to) <= MOST_HELD:
        to.append(held if len(to) < MOST_HELD else Held(what="", reason="more"))
