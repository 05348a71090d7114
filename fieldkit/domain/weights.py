"""Like compared with like: the series of weighings of an exhibit, tolerance, and what does not agree."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

import msgspec

from fieldkit.domain.context import WeightRule
from fieldkit.domain.view import Discrepancy, WeightPoint


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One point of the series with what comparing needs: the scale's division and the seals (`seals.key`) it had."""

    point: WeightPoint
    division_ug: int | None = None
    seals: frozenset[str] = frozenset()


def tolerance_ug(earlier_ug: int, first_division: int | None, second_division: int | None, rule: WeightRule) -> int:
    """Return how far two readings may lie apart, in micrograms: max(2 sqrt(d1^2 + d2^2), share of the earlier one)."""
    first = rule.division_ug if first_division is None else first_division
    second = rule.division_ug if second_division is None else second_division
    return max(isqrt(4 * (first * first + second * second)), abs(earlier_ug) * rule.share_ppm // 1_000_000)


def compare(series: Sequence[Reading], rule: WeightRule) -> tuple[Discrepancy, ...]:
    """Return where sealed gross weights in *series* disagree with the one before, or with the first they agreed with.

    Only `gross_sealed` readings are compared: they are the ones that should never change. Comparing with the first
    reading too finds a loss that was spread over many small steps. A reading that disagrees, or has a new seal, is the
    first one from there on, so each loss is told once.
    """
    sealed = [reading for reading in series if reading.point.kind == "gross_sealed"]
    found = []
    first = 0
    for place in range(1, len(sealed)):
        if _seal_changed(sealed[place - 1], sealed[place]):
            first = place
        against_before = _differ(sealed[place - 1], sealed[place], rule)
        worse = against_before or (_differ(sealed[first], sealed[place], rule) if first < place else None)
        if worse is not None:
            found.append(worse)
            first = place
    return tuple(found)


def _differ(earlier: Reading, later: Reading, rule: WeightRule) -> Discrepancy | None:
    allowed = tolerance_ug(earlier.point.ug, earlier.division_ug, later.division_ug, rule)
    delta = later.point.ug - earlier.point.ug
    if abs(delta) <= allowed:
        return None
    return Discrepancy(
        what="weight",
        earlier=earlier.point.entry,
        later=later.point.entry,
        delta_ug=delta,
        tolerance_ug=allowed,
        seal_changed=_seal_changed(earlier, later),
    )


def _seal_changed(earlier: Reading, later: Reading) -> bool:
    return bool(earlier.seals and later.seals) and earlier.seals.isdisjoint(later.seals)
