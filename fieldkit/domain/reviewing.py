"""Where the write-up stands: draft, locked, returned or accepted; and which entries that leaves late.

Locks, returns, acceptances and amendments name in `base` the review entries they answer. Those that nobody answered
are the heads. Any accepted head, or an amendment of one, makes the record accepted; else a locked head makes it locked;
else it is returned, or a draft if there was nothing yet. Order of arrival and clocks play no part.

Late is a write-up entry that the heads do not cover while the record is locked or accepted. A late field group,
correction or voiding changes nothing until a lock covers it. A late fact is shown among the others and marked. After
acceptance an entry that names a standing amendment is not late. Custody, attestation and review are never late, nor is
what a clerk writes, nor anything that somebody records who took the exhibits over after the team.
"""

from __future__ import annotations

import msgspec

from fieldkit.domain import covers as covering
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.entry import Signed
from fieldkit.domain.judged import Judged
from fieldkit.domain.standing import is_reviewer
from fieldkit.domain.types import TYPES
from fieldkit.domain.view import State

_REVIEWS = (rb.Lock, rb.ReviewReturn, rb.ReviewAccept, rb.Amend)
CHANGES = frozenset({"correct", "void", "resolve"}) | {name for name, known in TYPES.items() if known.kind == "group"}
"""Types that change what is shown; late ones wait. The rest of the write-up only adds."""
_ADDS = frozenset(
    {"custody.find", "weighing.add", "count.add", "test.add", "original.add", "deviation.add"},
)


class Standpoint(msgspec.Struct, frozen=True, kw_only=True):
    """How far the review has come. late: hashes of late entries. heads: what the next review entry names as base."""

    state: State
    heads: tuple[str, ...]
    late: frozenset[str]


def standpoint(judged: Judged) -> Standpoint:
    """Return where the write-up of *judged* stands."""
    reviews = [signed for signed, _ in judged.counting(*_REVIEWS)]
    answered = {name for signed in reviews for name in signed.entry.base}
    heads = [signed for signed in reviews if signed.hash not in answered]
    closed = _closed(reviews, heads)
    state = _state(closed, heads)
    late: frozenset[str] = frozenset()
    if state in ("locked", "accepted"):
        late = _late(judged, closed)
    return Standpoint(state=state, heads=tuple(sorted(signed.hash for signed in heads)), late=late)


def _closed(reviews: list[Signed], heads: list[Signed]) -> list[Signed]:
    """Return the locks and acceptances in force: the heads, and what the amendments among the heads rest on."""
    known = {signed.hash: signed for signed in reviews}
    found: dict[str, Signed] = {}
    waiting = list(heads)
    seen: set[str] = set()
    while waiting:
        signed = waiting.pop()
        if signed.hash in seen:
            continue
        seen.add(signed.hash)
        if signed.entry.type in ("lock", "review.accept"):
            found[signed.hash] = signed
        elif signed.entry.type == "amend":
            waiting.extend(known[name] for name in signed.entry.base if name in known)
    return [found[name] for name in sorted(found)]


def _state(closed: list[Signed], heads: list[Signed]) -> State:
    if any(signed.entry.type == "review.accept" for signed in closed):
        return "accepted"
    if any(signed.entry.type == "lock" for signed in closed):
        return "locked"
    return "returned" if any(signed.entry.type == "review.return" for signed in heads) else "draft"


def _late(judged: Judged, closed: list[Signed]) -> frozenset[str]:
    amends = {signed.hash for signed, _ in judged.counting(rb.Amend)}
    covered: set[str] = set()
    for signed in closed:
        if signed.entry.type == "review.accept":
            covered |= covering.covered(judged.body(signed, rb.ReviewAccept).covers, judged.ours)
        else:
            covered |= covering.covered(judged.body(signed, rb.Lock).covers, judged.ours)
    return frozenset(
        signed.hash
        for signed in judged.ours
        if signed.hash not in covered
        and judged.counts(signed.hash)
        and _of_the_write_up(judged, signed)
        and signed.entry.body.get("amend") not in amends
    )


def _of_the_write_up(judged: Judged, signed: Signed) -> bool:
    name = signed.entry.type
    if name not in CHANGES and name not in _ADDS:
        return False
    facts = judged.key(signed)
    if name == "resolve":
        return facts is not None and facts.kind == "officer" and not is_reviewer(facts)
    if name in _ADDS and facts is not None and facts.certified:
        return "officer" in facts.roles and judged.scene.writes(facts)
    return True
