"""What is known of a signing key. Certificates are checked in `fieldkit.trust`; here they are plain facts."""

from __future__ import annotations

from typing import Literal

import msgspec

KeyKind = Literal["officer", "device", "hq"]
Role = Literal["officer", "clerk", "reviewer", "supervisor", "viewer", "field", "station", "hq", "issue", "receipt"]


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One key: who holds it and what a certificate lets it do. `certified` False = provisional (own word only)."""

    key: str
    kind: KeyKind
    person: str | None = None
    device: str | None = None
    name: str = ""
    rank: str = ""
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    certified: bool = False


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """HQ's word that a key counts only up to a position in the listed logs, and in no other log."""

    key: str
    upto: dict[str, int]
    reason: str
    entry: str
