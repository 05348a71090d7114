"""The entry: one signed, immutable fact or edit, and the only thing that is ever written.

What each field means: `docs/formats/entry.md`. Everything here is plain data; bytes, hashes and signatures are
made and checked in `fieldkit.trust.entries`.
"""

from __future__ import annotations

from typing import Any

import msgspec

ENTRY_FORMAT = 1
FIRST_PREV = "0" * 64
"""`prev` of the first entry of a log."""


class Claimed(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """When the writing device says it was: a claim, never a judge.

    wall: milliseconds since 1970 UTC; offset: minutes east of UTC; mono_us: microseconds of the device's steady
    clock; boot: 32 hex characters that change when the steady clock restarts.
    """

    wall: int
    offset: int
    mono_us: int
    boot: str


class Blob(msgspec.Struct, frozen=True):
    """An original the entry brings in: hash and size of the plain bytes, hash of the sealed file, who can open it."""

    sha256: str
    size: int
    mime: str
    sealed_sha256: str
    recipient: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as signed. Lists are sorted; hashes are lower-case hex SHA-256; ids are lower-case uuid strings."""

    v: int
    log: str
    seq: int
    prev: str
    type: str
    tv: int
    subj: str
    scope: tuple[str, ...]
    base: tuple[str, ...]
    t: Claimed
    by: str
    body: dict[str, Any]
    blobs: tuple[Blob, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What an action asks the ledger to write; the ledger adds log, seq, prev, time and key.

    label, rests, fills: how a draft names another whose hash is not known yet; `fieldkit.domain.drafts` settles them
    before the ledger sees the draft, and they are never written.
    """

    type: str
    subj: str
    scope: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    body: dict[str, Any] = {}
    blobs: tuple[Blob, ...] = ()
    label: str = ""
    rests: tuple[str, ...] = ()
    fills: dict[str, str] = {}


class Signed(msgspec.Struct, frozen=True):
    """An entry with its exact bytes, hash and 64-byte signature. Only `fieldkit.trust` makes one."""

    entry: Entry
    hash: str
    raw: bytes
    sig: bytes
