"""What judging a seizure needs besides its entries: keys, revocations and what is proven. Plain facts, no look-ups."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from fieldkit.domain.keys import KeyFacts, Revocation


class WeightRule(msgspec.Struct, frozen=True, kw_only=True):
    """When two like weighings disagree. A default of ours unless headquarters' rule pack says otherwise, never law.

    share_ppm: tolerated share of the earlier reading, in parts per million (1000 = 0.1 %).
    division_ug: what to assume of a scale whose division nobody recorded, in micrograms.
    """

    share_ppm: int = 1_000
    division_ug: int = 100_000


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Everything besides the entries that a fold depends on.

    keys: what is known of each signing key, by key id. A key that is missing here signs nothing that counts.
    revocations: HQ's words that count (`fieldkit.domain.standing.revocations` picks them from entries).
    own_logs: every log this device ever wrote. proven: hashes of entries for which HQ's inclusion proof was checked.
    all_proven: True at headquarters, which admitted everything itself.
    forks: for each forked log, the first place at which two entries stand. lines: by the hash of a log's head in
    a receipt, the entries from the fork on that lead to it.
    """

    keys: Mapping[str, KeyFacts] = {}
    revocations: tuple[Revocation, ...] = ()
    own_logs: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    all_proven: bool = False
    forks: Mapping[str, int] = {}
    lines: Mapping[str, frozenset[str]] = {}
    practice: bool = False
    weight_rule: WeightRule = WeightRule()
