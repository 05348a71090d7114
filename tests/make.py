"""Entries for tests of the rules: valid by default, each with a hash of its own, signed by nobody.

The domain never looks at bytes or signatures, so these need no keys. Tests of bytes and signatures use
`fieldkit.trust` itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from fieldkit.domain.context import Context
from fieldkit.domain.entry import FIRST_PREV, Blob, Claimed, Entry, Signed
from fieldkit.domain.keys import KeyFacts, KeyKind, Role
from fieldkit.domain.types import TYPES, plain
from fieldkit.domain.values import Amount, Party

START = 1_795_287_600_000
"""2026-11-22 02:00 in Phnom Penh."""
UNIT = "Practice unit A"


def digest(text: str) -> str:
    """Return a hash that belongs to *text*."""
    return hashlib.sha256(text.encode()).hexdigest()


def uid(name: str) -> str:
    """Return an id that belongs to *name*."""
    found = hashlib.sha256(name.encode()).hexdigest()
    return f"{found[:8]}-{found[8:12]}-7{found[13:16]}-8{found[17:20]}-{found[20:32]}"


def log_id(name: str) -> str:
    """Return a log id that belongs to *name*."""
    return digest("log " + name)[:32]


def blob(name: str) -> Blob:
    """Return the original called *name*."""
    return Blob(
        sha256=digest(name), size=len(name), mime="image/jpeg", sealed_sha256=digest("sealed " + name), recipient="age1"
    )


def party(name: str) -> Party:
    """Return an invented person with an id that belongs to the name."""
    return Party(name=name, person=uid("person " + name))


def amount(grams: float) -> Amount:
    """Return a mass typed in grams."""
    return Amount(ug=round(grams * 1_000_000), value=str(grams), unit="g")


def key(name: str, *roles: Role, kind: KeyKind = "officer", unit: str = UNIT, certified: bool = True) -> KeyFacts:
    """Return the facts of the key called *name*; an officer's person has the same name."""
    return KeyFacts(
        key=digest("key " + name),
        kind=kind,
        person=uid("person " + name) if kind == "officer" else None,
        name=name,
        unit=unit,
        roles=frozenset(roles or ("officer",)),
        certified=certified,
    )


OFFICER = key("Dara Practice")
SECOND = key("Bopha Practice")
CLERK = key("Sok Practice", "clerk", unit="Practice evidence room")
REVIEWER = key("Vanna Practice", "reviewer", unit="Practice headquarters")
VIEWER = key("Chan Practice", "viewer")
STRANGER = key("Rith Practice", unit="Practice unit B")
NEWCOMER = key("Mealea Practice", certified=False)
DEVICE = key("laptop", "field", kind="device")
HQ_RECEIPT = key("hq receipt", "receipt", kind="hq")
HQ_ISSUE = key("hq issue", "issue", kind="hq")
KEYS = {
    facts.key: facts
    for facts in (
        OFFICER,
        SECOND,
        CLERK,
        REVIEWER,
        VIEWER,
        STRANGER,
        NEWCOMER,
        DEVICE,
        HQ_RECEIPT,
        HQ_ISSUE,
    )
}


def context(**changes: object) -> Context:
    """Return a context that knows all keys of this module."""
    return msgspec.structs.replace(Context(keys=KEYS), **changes)


class Book:
    """One device's log: every call writes its next entry, a minute after the one before."""

    def __init__(self, name: str = "laptop", *, seizure: str = uid("seizure"), wall: int = START) -> None:
        self.log = log_id(name)
        self.seizure = seizure
        self.wall = wall
        self.entries: list[Signed] = []

    def write(
        self,
        type_name: str,
        body: msgspec.Struct | dict[str, Any],
        *,
        subj: str | None = None,
        base: Iterable[Signed | str] = (),
        by: KeyFacts = OFFICER,
        scope: Sequence[str] | None = None,
        blobs: Sequence[Blob] = (),
        seq: int | None = None,
        wall: int | None = None,
    ) -> Signed:
        """Write an entry. Logs' and headquarters' own types get no scope, all others the book's seizure."""
        known = TYPES.get(type_name)
        unscoped = known is not None and known.kind in ("log", "hq")
        self.wall += 60_000
        place = (self.entries[-1].entry.seq + 1 if self.entries else 0) if seq is None else seq
        entry = Entry(
            v=1,
            log=self.log,
            seq=place,
            prev=self.entries[-1].hash if self.entries else FIRST_PREV,
            type=type_name,
            tv=1,
            subj=subj or self.seizure,
            scope=tuple(scope) if scope is not None else () if unscoped else (self.seizure,),
            base=tuple(sorted(one if isinstance(one, str) else one.hash for one in base)),
            t=Claimed(wall=self.wall if wall is None else wall, offset=420, mono_us=place * 60_000_000, boot=self.log),
            by=by.key,
            body=body if isinstance(body, dict) else plain(body),
            blobs=tuple(blobs),
        )
        signed = make_signed(entry)
        self.entries.append(signed)
        return signed


def make_signed(entry: Entry) -> Signed:
    """Return *entry* with bytes and the hash of those bytes, and 64 zeros for a signature."""
    raw = json.dumps(msgspec.to_builtins(entry), sort_keys=True, separators=(",", ":")).encode()
    return Signed(entry=entry, hash=hashlib.sha256(raw).hexdigest(), raw=raw, sig=bytes(64))
