"""Covers: exactly which entries a lock, an acceptance or a report stands on."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from fieldkit.domain.digest import sha256_of_lines
from fieldkit.domain.entry import Signed
from fieldkit.domain.review_bodies import Covers, Range
from fieldkit.domain.view import SeizureView


class CoversCheck(msgspec.Struct, frozen=True, kw_only=True):
    """How covers compare with the entries at hand.

    missing: how many of the covered entries are not here. agrees: the entries here are exactly those that were covered;
    False with nothing missing means that another entry sits in a covered place.
    """

    missing: int
    agrees: bool


def make(seizure: str, entries: Iterable[Signed]) -> Covers:
    """Return the covers over all *entries* in the scope of *seizure*; others are passed over."""
    ours = [signed for signed in entries if seizure in signed.entry.scope]
    places: dict[str, set[int]] = {}
    for signed in ours:
        places.setdefault(signed.entry.log, set()).add(signed.entry.seq)
    ranges = tuple(Range(log=log, runs=_runs(sorted(seqs))) for log, seqs in sorted(places.items()))
    return Covers(ranges=ranges, hash=sha256_of_lines({signed.hash for signed in ours}))


def _runs(seqs: list[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for seq in seqs:
        if runs and seq == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], seq)
        else:
            runs.append((seq, seq))
    return tuple(runs)


def covered(covers: Covers, entries: Iterable[Signed]) -> frozenset[str]:
    """Return the hashes of those *entries* that lie in the ranges of *covers*."""
    return frozenset(signed.hash for signed in _inside(covers, entries))


def check(covers: Covers, seizure: str, entries: Iterable[Signed]) -> CoversCheck:
    """Compare *covers* with the *entries* in the scope of *seizure* that are here."""
    inside = _inside(covers, (signed for signed in entries if seizure in signed.entry.scope))
    here = len({(signed.entry.log, signed.entry.seq) for signed in inside})
    wanted = sum(max(0, last - first + 1) for area in covers.ranges for first, last in area.runs)
    agrees = sha256_of_lines({signed.hash for signed in inside}) == covers.hash
    return CoversCheck(missing=max(0, wanted - here), agrees=agrees)


def before_amendment(view: SeizureView, entries: Iterable[Signed]) -> frozenset[str]:
    """Return the hashes of those *entries* on which the version before the present one of *view* stands.

    They were accepted before the newest amendment, or written under an earlier one. Empty for version 1.
    """
    at = next((n for n, one in enumerate(view.reviews) if one.kind == "amend" and one.version == view.version), 0)
    known = list(entries)
    accepted = [one.covers for one in view.reviews[:at] if one.kind == "accept" and one.covers is not None]
    amendments = {one.act.entry for one in view.reviews[:at] if one.kind == "amend"}
    under = frozenset(signed.hash for signed in known if signed.entry.body.get("amend") in amendments)
    return under.union(*(covered(covers, known) for covers in accepted))


def _inside(covers: Covers, entries: Iterable[Signed]) -> list[Signed]:
    runs = {area.log: area.runs for area in covers.ranges}
    return [
        signed
        for signed in entries
        if any(first <= signed.entry.seq <= last for first, last in runs.get(signed.entry.log, ()))
    ]
