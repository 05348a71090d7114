"""What has left the device: the four ticks, the first anchor, and the receipts that matter to one seizure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain.entry import Signed
from fieldkit.domain.judged import FirstReceipt, Judged
from fieldkit.domain.values import Moment
from fieldkit.domain.view import Act, AnchorKind, AnchorView, ReceiptView, State, Ticks


def relevant_receipts(judged: Judged, receipts: FirstReceipt, acts: dict[str, Act]) -> tuple[ReceiptView, ...]:
    """Return the receipts that were the first to name an entry or an original of this seizure, in causal order."""
    wanted = {named[1] for signed in judged.ours if (named := receipts.naming(signed)) is not None}
    originals = {blob.sha256 for signed in judged.ours for blob in signed.entry.blobs}
    found = []
    for signed, body in judged.counting(lb.Receipt):
        news = originals.intersection(body.originals)
        originals -= news
        if news or signed.hash in wanted:
            found.append(ReceiptView(act=acts[signed.hash], receipt=body))
    return tuple(found)


def ticks(judged: Judged, receipts: FirstReceipt, views: tuple[ReceiptView, ...], state: State) -> Ticks:
    """Return the four ticks.

    left: every entry this device wrote is in a bundle it made. received: HQ's receipts, or its inclusion proofs, name
    every entry, and receipts name every original except those of other devices whose entries HQ has proven. What HQ's
    own log holds is at HQ already, and has nowhere to leave for. Looking at a record (`viewed`) unticks nothing.
    """
    ctx = judged.ctx
    hq_logs = {signed.entry.log for signed, _ in judged.counting(lb.Receipt)}
    if ctx.all_proven:
        hq_logs |= ctx.own_logs
    bundled: dict[str, int] = {}
    for signed, body in judged.counting(lb.BundleMade):
        log = signed.entry.log
        bundled[log] = max(body.upto, bundled.get(log, -1))
    ours = [signed for signed in judged.ours if signed.entry.type != "viewed"]
    mine = [] if ctx.all_proven else [signed for signed in ours if signed.entry.log in ctx.own_logs]
    away = [signed for signed in ours if signed.entry.log not in hq_logs]
    held = {name for view in views for name in view.receipt.originals}
    missing = {
        blob.sha256
        for signed in away
        if signed.entry.log in ctx.own_logs or signed.hash not in ctx.proven
        for blob in signed.entry.blobs
        if blob.sha256 not in held
    }
    received = bool(views) and all(signed.hash in ctx.proven or receipts.naming(signed) for signed in away)
    return Ticks(
        left=bool(ours) and all(signed.entry.seq <= bundled.get(signed.entry.log, -1) for signed in mine),
        received=received and not missing,
        receipt_no=views[-1].receipt.number if views else "",
        reviewed=state == "accepted",
        missing_originals=tuple(sorted(missing)),
    )


def anchors(judged: Judged, receipts: FirstReceipt) -> tuple[AnchorView, ...]:
    """Return each time at which a head over part of this seizure left the hands of those who wrote it, earliest first.

    Anchors are owner's receipts, calls, papers, bundles, hand-overs to another device, and HQ's receipts. Except for
    the last the time is the claim of the device that wrote it.
    """
    return tuple(sorted(_anchors(judged, receipts), key=lambda one: (one.wall, one.kind, one.entry)))


def _anchors(judged: Judged, receipts: FirstReceipt) -> Iterator[AnchorView]:
    first = _first(judged.ours)
    for signed in first.values():
        named = receipts.naming(signed)
        if named is not None:
            yield AnchorView(kind="receipt", wall=named[0], offset=signed.entry.t.offset, entry=named[1])

    def reaches(log: str, seq: int) -> bool:
        return log in first and seq >= first[log].entry.seq

    for signed, told in judged.counting(lb.AnchorAdd):
        if reaches(told.log, told.seq):
            at = told.at or Moment(wall=signed.entry.t.wall, offset=signed.entry.t.offset)
            yield AnchorView(kind=told.kind, wall=at.wall, offset=at.offset, to=told.to, entry=signed.hash)
    for signed, made in judged.counting(lb.BundleMade):
        if reaches(signed.entry.log, made.upto):
            yield _claimed("bundle", signed)
    for signed, taken in judged.counting(cb.Accept):
        offer = judged.by_hash.get(taken.offer)
        if offer is not None and offer.entry.log != signed.entry.log:
            yield _claimed("hand_over", signed)


def _first(entries: Iterable[Signed]) -> dict[str, Signed]:
    """Return the earliest entry of each log."""
    found: dict[str, Signed] = {}
    for signed in entries:
        held = found.setdefault(signed.entry.log, signed)
        if signed.entry.seq < held.entry.seq:
            found[signed.entry.log] = signed
    return found


def _claimed(kind: AnchorKind, signed: Signed) -> AnchorView:
    return AnchorView(kind=kind, wall=signed.entry.t.wall, offset=signed.entry.t.offset, entry=signed.hash)
