from __future__ import annotations

import pytest

from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.values import Moment
from fieldkit.domain.view import SeizureView
from tests.make import (
    CLERK,
    DEVICE,
    HQ_ISSUE,
    HQ_RECEIPT,
    NEWCOMER,
    OFFICER,
    REVIEWER,
    START,
    Book,
    blob,
    context,
    digest,
    party,
    uid,
)

SEIZURE = uid("seizure")
HQ_NOON = START + 10 * 3_600_000


class Trip:
    """A seizure with a photo on a laptop, on its way to headquarters."""

    def __init__(self) -> None:
        self.laptop, self.hq = Book("laptop"), Book("hq", wall=HQ_NOON)
        self.laptop.write("seizure.set", wb.SeizureSet(number="1"))
        self.photo = self.laptop.write(
            "original.add", wb.Original(name="a.jpg"), subj=uid("photo"), blobs=[blob("photo")]
        )

    def bundle(self, upto: int | None = None) -> Signed:
        seq = len(self.laptop.entries) - 1 if upto is None else upto
        body = lb.BundleMade(bundle="b", parts=1, to=("hq",), upto=seq, head=digest("head"), originals=1)
        return self.laptop.write("bundle.made", body, by=DEVICE)

    def receipt(
        self,
        upto: int | None = None,
        *,
        originals: tuple[str, ...] = (digest("photo"),),
        by: KeyFacts = HQ_RECEIPT,
        head: str | None = None,
        number: str = "R-1",
    ) -> Signed:
        last = self.laptop.entries[-1] if upto is None else self.laptop.entries[upto]
        state = lb.LogState(log=self.laptop.log, upto=last.entry.seq, head=head or last.hash)
        body = lb.Receipt(
            number=number,
            bundle="b",
            bundle_sha256=digest("bundle"),
            device=digest("device"),
            logs=(state,),
            originals=originals,
            tree=lb.Tree(size=1, root=digest("root")),
        )
        return self.hq.write("receipt", body, by=by)

    def view(self, **changes: object) -> SeizureView:
        known = {"own_logs": frozenset({self.laptop.log}), **changes}
        return fold_seizure(SEIZURE, [*self.laptop.entries, *self.hq.entries], context(**known))


def test_the_four_ticks_light_one_after_the_other() -> None:
    trip = Trip()
    ticks = trip.view().ticks
    assert (ticks.saved, ticks.left, ticks.received, ticks.reviewed) == (True, False, False, False)
    trip.bundle()
    assert trip.view().ticks.left
    assert not trip.view().ticks.received
    trip.receipt()
    ticks = trip.view().ticks
    assert (ticks.received, ticks.receipt_no, ticks.missing_originals) == (True, "R-1", ())
    covers = rb.Covers(ranges=(), hash=digest("c"))
    trip.hq.write("review.accept", rb.ReviewAccept(covers=covers), by=REVIEWER)
    ticks = trip.view().ticks
    assert (ticks.left, ticks.received, ticks.reviewed) == (True, True, True)


def test_a_new_entry_unticks_what_it_has_not_done() -> None:
    trip = Trip()
    trip.bundle()
    trip.receipt()
    trip.laptop.write("narrative.set", wb.NarrativeSet(text="more"))
    ticks = trip.view().ticks
    assert (ticks.left, ticks.received) == (False, False)


def test_looking_unticks_nothing() -> None:
    trip = Trip()
    trip.bundle()
    trip.receipt()
    trip.laptop.write("viewed", rb.Viewed(what="seizure"))
    assert trip.view().ticks.left
    assert trip.view().ticks.received


def test_a_receipt_that_lacks_an_original_does_not_light_the_third_tick() -> None:
    trip = Trip()
    trip.receipt(originals=())
    ticks = trip.view().ticks
    assert (ticks.received, ticks.missing_originals) == (False, (digest("photo"),))
    trip.receipt(0, number="R-2")
    ticks = trip.view().ticks
    assert (ticks.received, ticks.receipt_no) == (True, "R-2")


@pytest.mark.parametrize("by", [OFFICER, REVIEWER, DEVICE, HQ_ISSUE, NEWCOMER], ids=lambda k: k.name)
def test_a_receipt_signed_by_anybody_else_is_none(by: KeyFacts) -> None:
    trip = Trip()
    trip.receipt(by=by)
    view = trip.view()
    assert not view.ticks.received
    assert view.receipts == ()
    assert view.exhibits == ()
    assert view.originals[0].fact.act.not_after is None
    assert [problem.why for problem in view.problems] == ["unauthorised"]


def test_a_receipt_about_the_other_branch_of_a_fork_proves_nothing_here() -> None:
    trip = Trip()
    trip.receipt(head=digest("the other branch"))
    view = trip.view()
    assert not view.ticks.received
    assert [problem.why for problem in view.problems] == ["receipt-of-another-branch"]


def test_receipts_bracket_the_time_of_an_entry() -> None:
    trip = Trip()
    receipt = trip.receipt()
    trip.laptop.write("receipt.seen", lb.ReceiptSeen(receipt=receipt.hash, number="R-1"), by=DEVICE)
    trip.laptop.write("narrative.set", wb.NarrativeSet(text="later"))
    view = trip.view()
    before = view.originals[0].fact.act
    assert (before.not_before, before.not_after) == (None, receipt.entry.t.wall)
    assert view.narrative is not None
    after = view.narrative.heads[0].act
    assert (after.not_before, after.not_after) == (receipt.entry.t.wall, None)
    second = trip.receipt(number="R-2")
    assert trip.view().originals[0].fact.act.not_after == receipt.entry.t.wall
    assert trip.view().narrative.heads[0].act.not_after == second.entry.t.wall  # type: ignore[union-attr]


def test_a_receipt_that_nobody_here_has_proves_no_time() -> None:
    trip = Trip()
    trip.laptop.write("receipt.seen", lb.ReceiptSeen(receipt=digest("invented"), number="R"), by=DEVICE)
    trip.laptop.write("narrative.set", wb.NarrativeSet(text="later"))
    narrative = trip.view().narrative
    assert narrative is not None
    assert narrative.heads[0].act.not_before is None


def test_only_receipts_with_news_about_the_seizure_are_listed() -> None:
    trip = Trip()
    first = trip.receipt(0, originals=())
    second = trip.receipt()
    trip.receipt(number="R-9")
    assert [receipt.act.entry for receipt in trip.view().receipts] == [first.hash, second.hash]


def test_foreign_entries_are_unproven_until_headquarters_proves_them() -> None:
    trip = Trip()
    station = Book("station")
    foreign = station.write("narrative.set", wb.NarrativeSet(text="x"), by=CLERK)
    foreign = station.write("attest", rb.Attest(entries=(trip.photo.hash,)), by=CLERK)
    entries = [*trip.laptop.entries, foreign]
    own = frozenset({trip.laptop.log})

    def unproven(**changes: object) -> bool:
        view = fold_seizure(SEIZURE, entries, context(own_logs=own, **changes))
        return view.originals[0].fact.attested[0].act.unproven

    assert unproven()
    assert not unproven(proven=frozenset({foreign.hash}))
    assert not unproven(all_proven=True)


def test_what_headquarters_proved_of_other_devices_needs_no_receipt_here() -> None:
    trip = Trip()
    trip.receipt()
    station = Book("station")
    other = station.write("original.add", wb.Original(name="b"), subj=uid("b"), blobs=[blob("b")], by=CLERK)
    entries = [*trip.laptop.entries, *trip.hq.entries, other]
    own = frozenset({trip.laptop.log})
    assert not fold_seizure(SEIZURE, entries, context(own_logs=own)).ticks.received
    proven = context(own_logs=own, proven=frozenset({other.hash}))
    assert fold_seizure(SEIZURE, entries, proven).ticks.received


def test_what_headquarters_writes_itself_is_there_already() -> None:
    hq = Book("hq")
    hq.write("seizure.set", wb.SeizureSet(number="1"), by=REVIEWER)
    ctx = context(own_logs=frozenset({hq.log}), all_proven=True)
    assert fold_seizure(SEIZURE, hq.entries, ctx).ticks.left


def test_the_first_anchor_is_the_earliest_head_that_left_the_team() -> None:
    trip = Trip()
    assert trip.view().first_anchor is None
    made = trip.bundle()
    assert trip.view().first_anchor == made.entry.t.wall
    anchor = lb.AnchorAdd(
        kind="owner_receipt",
        to=party("Owner"),
        log=trip.laptop.log,
        seq=1,
        head=trip.photo.hash,
        at=Moment(wall=START + 5),
    )
    trip.laptop.write("anchor.add", anchor)
    assert trip.view().first_anchor == START + 5
    assert [one.kind for one in trip.view().anchors] == ["owner_receipt", "bundle"]


def test_an_anchor_from_before_the_seizure_anchors_nothing() -> None:
    book = Book()
    book.write("log.open", {}, by=DEVICE)
    book.write("bundle.made", lb.BundleMade(bundle="b", parts=1, to=(), upto=0, head=digest("h"), originals=0))
    book.write("seizure.set", wb.SeizureSet(number="1"))
    assert fold_seizure(SEIZURE, book.entries, context()).first_anchor is None


def test_a_receipt_alone_anchors() -> None:
    trip = Trip()
    receipt = trip.receipt()
    assert trip.view().first_anchor == receipt.entry.t.wall


def test_reports_and_what_was_read_from_originals_are_in_the_view() -> None:
    trip = Trip()
    examined = wb.Examined(original=digest("photo"), decoded=False, problem="truncated")
    trip.laptop.write("original.examined", examined, subj=uid("photo"), by=DEVICE)
    body = rb.ReportMade(
        kind="seizure",
        language="km",
        version=1,
        covers=rb.Covers(ranges=(), hash=digest("c")),
        record_sha256=digest("r"),
    )
    trip.laptop.write("report.add", body, blobs=[blob("report")])
    trip.laptop.write("report.add", body)
    view = trip.view()
    assert view.originals[0].examined == examined
    assert [report.blob.sha256 for report in view.reports] == [digest("report")]
    assert [problem.why for problem in view.problems] == ["no-original"]
    assert view.heads == {trip.laptop.log: (4, trip.laptop.entries[-1].hash)}
