from __future__ import annotations

from itertools import combinations, permutations

import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.custody import ALL
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.values import Party
from tests.make import CLERK, OFFICER, REVIEWER, SECOND, STRANGER, Book, context, party, uid
from tests.unit.domain.raid import SEIZURE, Raid, X, Y, holder, state


def test_a_find_begins_all_five_axes() -> None:
    exhibit = Raid().x()
    assert [state(exhibit, axis) for axis in ALL] == ["held", "at_scene", "open", "none", "seized"]
    assert holder(exhibit) == OFFICER.name


def test_custody_moves_when_the_receiver_signs_and_not_before() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    assert (state(raid.x()), holder(raid.x())) == ("in_transit", OFFICER.name)
    raid.accept(offer)
    assert (state(raid.x()), holder(raid.x())) == ("held", CLERK.name)
    assert state(raid.x(), "location") == "at"


def test_each_exhibit_of_an_offer_goes_its_own_way() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]], Y: [raid.found[Y]]})
    raid.accept(offer, X)
    refusal = cb.Refuse(offer=offer.hash, taker=party(CLERK.name), lines=(cb.RefuseLine(exhibit=Y, reason="seal"),))
    raid.station.write("custody.refuse", refusal, subj=offer.entry.subj, base=[offer], by=CLERK)
    x, y = raid.view().exhibits
    assert (holder(x), holder(y)) == (CLERK.name, OFFICER.name)
    assert (state(x), state(y)) == ("held", "held")
    assert state(y, "location") == "at_scene"
    assert [step.answer != "" for step in x.timeline if step.act.type == "custody.offer"] == [True]


def test_a_withdrawn_offer_leaves_things_as_they_were() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    body = cb.Withdraw(offer=offer.hash, exhibits=(X,), reason="wrong person")
    raid.laptop.write("custody.withdraw", body, subj=offer.entry.subj, base=[offer])
    assert (state(raid.x()), state(raid.x(), "location"), holder(raid.x())) == ("held", "at_scene", OFFICER.name)
    assert not raid.x().axes.disputed


def test_a_double_hand_over_is_disputed_on_both_axes_it_changes_and_stays_flagged_when_resolved() -> None:
    raid = Raid()
    one = raid.offer({X: [raid.found[X]]})
    taken = raid.accept(one)
    two = raid.offer({X: [raid.found[X]]}, to=party(SECOND.name), book=Book("other"))
    other = Book("other")
    other.entries.append(two)
    exhibit = raid.x(other)
    assert exhibit.axes.holder.disputed
    assert exhibit.axes.location.disputed
    assert not exhibit.axes.package.disputed
    assert {claim.entry for claim in exhibit.axes.holder.claims} == {taken.hash, two.hash}
    for axis in ("holder", "location"):
        body = rb.Resolve(axis=axis, exhibit=X, holds=taken.hash, reason="counted")
        raid.station.write("resolve", body, base=[taken, two], by=REVIEWER)
    exhibit = raid.x(other)
    assert not exhibit.axes.disputed
    assert holder(exhibit) == CLERK.name
    assert {step.act.entry for step in exhibit.timeline if step.disputed} == {one.hash, two.hash}


def test_two_takers_of_one_offer_are_a_dispute() -> None:
    raid = Raid()
    somebody = Party(name="whoever is on duty")
    offer = raid.offer({X: [raid.found[X]]}, to=somebody)
    raid.accept(offer)
    raid.accept(offer, by=SECOND, book=(other := Book("other")))
    assert raid.x(other).axes.holder.disputed


def test_an_acceptance_against_a_withdrawal_is_a_dispute() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.accept(offer)
    body = cb.Withdraw(offer=offer.hash, exhibits=(X,))
    raid.laptop.write("custody.withdraw", body, subj=offer.entry.subj, base=[offer])
    assert raid.x().axes.holder.disputed


def test_an_acceptance_waits_for_its_offer_in_either_order() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    accept = raid.accept(offer)
    stored = raid.store(X, accept)
    without = [signed for signed in (*raid.laptop.entries, *raid.station.entries) if signed != offer]
    exhibit = fold_seizure(SEIZURE, without, context()).exhibits[0]
    assert (state(exhibit), holder(exhibit)) == ("held", OFFICER.name)
    assert exhibit.axes.holder.waiting == (accept.hash,)
    assert exhibit.axes.location.waiting == (accept.hash, stored.hash)
    assert [step.act.entry for step in exhibit.timeline if step.waiting] == [accept.hash, stored.hash]
    whole = fold_seizure(SEIZURE, [*without, offer], context()).exhibits[0]
    assert (holder(whole), state(whole, "location")) == (CLERK.name, "stored")
    assert whole.axes.location.waiting == ()


def test_storing_takes_the_location_and_the_laboratory_the_analysis_and_they_never_collide() -> None:
    raid = Raid()
    accept = raid.accept(raid.offer({X: [raid.found[X]]}))
    raid.store(X, accept)
    result = cb.LabResult(lab="Practice laboratory", report_no="7", substances=("ketamine",))
    raid.station.write("lab.result", result, subj=X, base=[raid.found[X]], by=CLERK)
    exhibit = raid.x()
    assert (holder(exhibit), state(exhibit, "location"), state(exhibit, "analysis")) == (
        CLERK.name,
        "stored",
        "reported",
    )
    assert not exhibit.axes.disputed


def test_an_offer_after_storing_names_what_last_changed_each_axis() -> None:
    raid = Raid()
    accept = raid.accept(raid.offer({X: [raid.found[X]]}))
    stored = raid.store(X, accept)
    raid.offer({X: [accept, stored]}, to=party("Practice laboratory"), by=CLERK, book=raid.station)
    assert not raid.x().axes.disputed
    assert state(raid.x()) == "in_transit"


def test_an_offer_that_passes_over_a_move_in_the_store_is_a_dispute_of_the_place_only() -> None:
    raid = Raid()
    accept = raid.accept(raid.offer({X: [raid.found[X]]}))
    raid.store(X, accept)
    raid.offer({X: [accept]}, to=party("Practice laboratory"), by=CLERK, book=raid.station)
    exhibit = raid.x()
    assert exhibit.axes.location.disputed
    assert not exhibit.axes.holder.disputed


def test_only_a_resolve_may_name_rival_claims() -> None:
    raid = Raid()
    a, b = raid.package(X, raid.found[X], seal="A"), raid.package(X, raid.found[X], seal="B")
    raid.package(X, a, b, seal="C")
    assert len(raid.x().axes.package.claims) == 3


@pytest.mark.parametrize("by", [OFFICER, CLERK, SECOND], ids=lambda k: k.name)
def test_no_officer_or_clerk_resolves_a_custody_dispute(by: KeyFacts) -> None:
    raid = Raid()
    a, b = raid.package(X, raid.found[X], seal="A"), raid.package(X, raid.found[X], seal="B")
    raid.laptop.write("resolve", rb.Resolve(axis="package", exhibit=X, holds=a.hash), base=[a, b], by=by)
    assert raid.x().axes.package.disputed


def test_a_resolve_must_choose_one_of_the_claims() -> None:
    raid = Raid()
    a, b = raid.package(X, raid.found[X], seal="A"), raid.package(X, raid.found[X], seal="B")
    raid.laptop.write("resolve", rb.Resolve(axis="package", exhibit=X, holds="f" * 64), base=[a, b], by=REVIEWER)
    assert raid.x().axes.package.disputed
    assert [problem.why for problem in raid.view().problems] == ["resolves-nothing"]


def test_breaking_and_resealing_follow_the_package() -> None:
    raid = Raid()
    sealed = raid.package(X, raid.found[X])
    body = cb.SealBreak(order="7/26", reason="sample", old_seals=("S1",))
    broken = raid.station.write("custody.break", body, subj=X, base=[sealed], by=CLERK)
    assert state(raid.x(), "package") == "broken"
    resealed = cb.Reseal(package_no="P2", seals=("S2",))
    raid.station.write("custody.reseal", resealed, subj=X, base=[broken], by=CLERK)
    now = raid.x().axes.package.now
    assert now is not None
    assert (now.state, now.package_no, now.seals) == ("sealed", "P2", ("S2",))


def test_a_relabelled_bag_stays_sealed_under_its_new_number() -> None:
    raid = Raid()
    sealed = raid.package(X, raid.found[X])
    body = cb.LabelSupersede(old="P1", new="P7", reason="misread")
    raid.station.write("label.supersede", body, subj=X, base=[sealed], by=CLERK)
    now = raid.x().axes.package.now
    assert now is not None
    assert (now.state, now.package_no, now.seals) == ("sealed", "P7", ("S1",))


def test_somebody_without_the_app_holds_what_was_given_out() -> None:
    raid = Raid()
    line = cb.OfferLine(exhibit=X, base=(raid.found[X].hash,))
    body = cb.ExternalReceipt(to=Party(name="Court clerk", office="Practice court"), lines=(line,), mark="signed")
    raid.laptop.write("custody.external", body, subj=uid("h"))
    assert (state(raid.x()), holder(raid.x())) == ("external", "Court clerk")


# -- every subset in every order --------------------------------------------------------------------------------------
def test_any_subset_of_a_double_hand_over_folds_alike_in_any_order() -> None:
    """All 13 699 orders of all subsets of seven entries: a find, two rival hand-overs and their resolve."""
    raid = Raid()
    first = raid.offer({X: [raid.found[X]]})
    second = raid.accept(first)
    third = raid.offer({X: [second]}, to=party(SECOND.name), by=CLERK, book=raid.station)
    fourth = raid.accept(third, by=SECOND)
    rival = raid.offer({X: [raid.found[X]]}, to=party(STRANGER.name))
    resolve = rb.Resolve(axis="holder", exhibit=X, holds=fourth.hash)
    settled = raid.station.write("resolve", resolve, base=[fourth, rival], by=REVIEWER)
    entries = (raid.found[X], first, second, third, fourth, rival, settled)
    ctx, cases = context(), 0
    for size in range(1, len(entries) + 1):
        for subset in combinations(entries, size):
            wanted = fold_seizure(SEIZURE, subset, ctx)
            assert wanted.entries == size
            for order in permutations(subset):
                cases += 1
                assert fold_seizure(SEIZURE, order, ctx) == wanted
    assert cases == 13_699
