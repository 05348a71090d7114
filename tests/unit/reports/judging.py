"""Ask the verifier about a document of the practice world."""

from __future__ import annotations

from collections.abc import Sequence

from fieldkit.reports.verdict import Verdict
from fieldkit.reports.verifying import Identify, verify
from tests.unit.reports.documents import World, identify


def judged(
    pdf: bytes,
    world: World,
    *,
    roots: Sequence[bytes] | None = None,
    identify: Identify = identify,
    expected_record: bytes | None = None,
) -> Verdict:
    trusted = world.authority.roots if roots is None else roots
    verdict = verify(pdf, roots=trusted, identify=identify, expected_record=expected_record)
    assert verdict.valid == (verdict.intact and not verdict.reasons)
    return verdict


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}
