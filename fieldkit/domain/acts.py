"""Who did it and between which times: the `Act` of each entry."""

from __future__ import annotations

from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain.judged import FirstReceipt, Judged
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.view import Act

_NOBODY = KeyFacts(key="", kind="officer")


def acts(judged: Judged, receipts: FirstReceipt) -> dict[str, Act]:
    """Return the act of every entry, by hash.

    not_after: HQ's time in the first receipt that names the entry. not_before: HQ's time in the newest receipt that the
    entry's log had read before it, since nobody can name a receipt that does not exist yet.
    """
    ctx = judged.ctx
    seen = _seen(judged)
    found = {}
    for name, signed in judged.by_hash.items():
        entry = signed.entry
        facts = ctx.keys.get(entry.by, _NOBODY)
        named = receipts.naming(signed)
        found[name] = Act(
            entry=name,
            type=entry.type,
            log=entry.log,
            seq=entry.seq,
            key=entry.by,
            person=facts.person,
            name=facts.name,
            rank=facts.rank,
            unit=facts.unit,
            wall=entry.t.wall,
            offset=entry.t.offset,
            mono_us=entry.t.mono_us,
            boot=entry.t.boot,
            not_before=max((wall for seq, wall in seen.get(entry.log, ()) if seq < entry.seq), default=None),
            not_after=named[0] if named else None,
            standing=judged.standing[name],
            late=name in judged.late,
            unproven=not (ctx.all_proven or entry.log in ctx.own_logs or name in ctx.proven),
        )
    return found


def _seen(judged: Judged) -> dict[str, list[tuple[int, int]]]:
    """Return, for each log, (position, HQ's time) of the receipts it has read."""
    found: dict[str, list[tuple[int, int]]] = {}
    for signed, body in judged.counting(lb.ReceiptSeen):
        receipt = judged.by_hash.get(body.receipt)
        if receipt is not None and receipt.entry.type == "receipt" and judged.counts(receipt.hash):
            found.setdefault(signed.entry.log, []).append((signed.entry.seq, receipt.entry.t.wall))
    return found
