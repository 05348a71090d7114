"""Chains: which entries of a log continue what is held, which wait, and what proves a fork.

Everything here is about places (`seq`, `prev`, hash). Whether an entry counts is standing; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from fieldkit.domain.entry import FIRST_PREV, Signed
from fieldkit.errors import BugError
from fieldkit.trust.heads import SignedHead


class Position(msgspec.Struct, frozen=True):
    """A place in a log: the last sequence number held without a gap, and the hash of that entry."""

    seq: int = -1
    head: str = FIRST_PREV


START: Final = Position()
"""Nothing of the log is held yet."""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Where entries of one log belong.

    linked: they continue what is held, in order. pending: beyond a gap or beyond the head; later entries may link them.
    astray: their place is taken by another entry; kept as evidence, never linked. at: the position after `linked`.
    forked: the signed head leads to another entry than the one held at the same place.
    """

    linked: tuple[Signed, ...]
    pending: tuple[Signed, ...]
    astray: tuple[Signed, ...]
    at: Position
    forked: bool


def settle(held: Position, entries: Iterable[Signed], head: SignedHead | None = None) -> Settled:
    """Sort *entries* of one log that are not held yet, in any order, by what *held* and the signed *head* allow.

    Links the longest run after *held*, up to *head*. Where two entries claim one place, the one that leads to the head
    stands; if that cannot be told yet, both wait. Without a *head* (a device's own log) nothing limits the run.
    """
    known = {signed.hash: signed for signed in entries}
    if len({signed.entry.log for signed in known.values()} | ({head.log} if head else set())) > 1:
        raise BugError(what="entries of several logs were settled as one")
    told = _told_by(head, known)
    after: dict[str, list[Signed]] = {}
    for signed in known.values():
        after.setdefault(signed.entry.prev, []).append(signed)
    linked: list[Signed] = []
    at = held
    while head is None or at.seq < head.seq:
        seq = at.seq + 1
        claims = [s for s in after.get(at.head, []) if s.entry.seq == seq and told.get(seq, s.hash) == s.hash]
        if len(claims) != 1:
            break
        linked.append(claims[0])
        at = Position(seq, claims[0].hash)
    rest = sorted(known.keys() - {signed.hash for signed in linked})
    by_place = sorted((known[name] for name in rest), key=lambda signed: signed.entry.seq)
    return Settled(
        linked=tuple(linked),
        pending=tuple(signed for signed in by_place if signed.entry.seq > at.seq),
        astray=tuple(signed for signed in by_place if signed.entry.seq <= at.seq),
        at=at,
        forked=told.get(held.seq, held.head) != held.head,
    )


def forks(older: SignedHead, newer: SignedHead, entries: Iterable[Signed]) -> bool:
    """Tell whether *entries* lead from *newer* back to the place of *older* and find another entry there: a proof.

    Both heads are of one log and one device key, else nothing is proven.
    """
    if (older.log, older.key) != (newer.log, newer.key):
        return False
    told = _told_by(newer, {signed.hash: signed for signed in entries})
    return told.get(older.seq, older.head) != older.head


def unbroken(entries: Sequence[Signed], after: Position = START) -> bool:
    """Tell whether *entries*, in this order, follow one another from *after* without gap or break."""
    for signed in entries:
        if (signed.entry.seq, signed.entry.prev) != (after.seq + 1, after.head):
            return False
        after = Position(signed.entry.seq, signed.hash)
    return True


def _told_by(head: SignedHead | None, known: dict[str, Signed]) -> dict[int, str]:
    """Return the hash at each place that *head* vouches for: its own, and back as far as entries are *known*."""
    told: dict[int, str] = {}
    if head is None:
        return told
    place, name = head.seq, head.head
    while place >= 0:
        told[place] = name
        signed = known.get(name)
        if signed is None or signed.entry.seq != place:
            break
        place, name = place - 1, signed.entry.prev
    return told
