from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations

import pytest

from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.custody import ALL
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.guards import axis_of
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.types import plain
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from tests.make import CLERK, NEWCOMER, OFFICER, REVIEWER, SECOND, STRANGER, Book, amount, context, key, party, uid

SEIZURE = uid("seizure")
X, Y = uid("exhibit x"), uid("exhibit y")


class Raid:
    """Two exhibits found by the officer, on one laptop; the evidence room writes on a station."""

    def __init__(self) -> None:
        self.laptop = Book("laptop")
        self.station = Book("station")
        self.found = {X: self.find(X, "1"), Y: self.find(Y, "2")}

    def find(self, exhibit: str, number: str) -> Signed:
        body = wb.Find(
            number=number,
            detail=wb.Drug(substance="ketamine"),
            description="powder",
            found_by=party(OFFICER.name),
            collected_by=party(OFFICER.name),
        )
        return self.laptop.write("custody.find", body, subj=exhibit)

    def offer(
        self,
        lines: dict[str, Iterable[Signed]],
        *,
        to: Party | None = None,
        by: KeyFacts = OFFICER,
        grams: float | None = None,
        book: Book | None = None,
        seals: tuple[str, ...] = (),
    ) -> Signed:
        gross = amount(grams) if grams is not None else None
        told = tuple(
            lb.OfferLine(exhibit=one, seals=seals, gross=gross, base=tuple(sorted(entry.hash for entry in base)))
            for one, base in lines.items()
        )
        body = lb.Offer(giver=party(by.name), to=to or party(CLERK.name), lines=told)
        return (book or self.laptop).write("custody.offer", body, subj=uid("hand-over"), by=by)

    def accept(
        self,
        offer: Signed,
        *exhibits: str,
        by: KeyFacts = CLERK,
        book: Book | None = None,
        taker: Party | None = None,
        seals: tuple[str, ...] = (),
        grams: float | None = None,
        intact: bool = True,
    ) -> Signed:
        gross = amount(grams) if grams is not None else None
        lines = tuple(
            lb.AcceptLine(exhibit=one, seals=seals, gross=gross, seal_intact=intact) for one in exhibits or (X,)
        )
        body = lb.Accept(offer=offer.hash, taker=taker or party(by.name), lines=lines, location="counter")
        return (book or self.station).write("custody.accept", body, subj=offer.entry.subj, base=[offer], by=by)

    def package(self, exhibit: str, *base: Signed, seal: str = "S1") -> Signed:
        body = lb.Package(package_no="P1", seals=(seal,), sealed_by=party(OFFICER.name))
        return self.laptop.write("custody.package", body, subj=exhibit, base=base)

    def store(self, exhibit: str, *base: Signed, place: str = "safe") -> Signed:
        return self.station.write("custody.store", lb.Store(location=place), subj=exhibit, base=base, by=CLERK)

    def view(self, *more: Book) -> SeizureView:
        books = (self.laptop, self.station, *more)
        return fold_seizure(SEIZURE, [signed for book in books for signed in book.entries], context())

    def x(self, *more: Book) -> ExhibitView:
        return next(one for one in self.view(*more).exhibits if one.id == X)


def state(exhibit: ExhibitView, axis: str = "holder") -> str:
    now = axis_of(exhibit, axis).now  # type: ignore[arg-type]
    return now.state if now else "?"


def holder(exhibit: ExhibitView) -> str:
    now = exhibit.axes.holder.now
    assert now is not None
    assert now.party is not None
    return now.party.name


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
    refusal = lb.Refuse(offer=offer.hash, taker=party(CLERK.name), lines=(lb.RefuseLine(exhibit=Y, reason="seal"),))
    raid.station.write("custody.refuse", refusal, subj=offer.entry.subj, base=[offer], by=CLERK)
    x, y = raid.view().exhibits
    assert (holder(x), holder(y)) == (CLERK.name, OFFICER.name)
    assert (state(x), state(y)) == ("held", "held")
    assert state(y, "location") == "at_scene"
    assert [step.answer != "" for step in x.timeline if step.act.type == "custody.offer"] == [True]


def test_a_withdrawn_offer_leaves_things_as_they_were() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    body = lb.Withdraw(offer=offer.hash, exhibits=(X,), reason="wrong person")
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
        body = lb.Resolve(axis=axis, exhibit=X, holds=taken.hash, reason="counted")
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
    body = lb.Withdraw(offer=offer.hash, exhibits=(X,))
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
    result = lb.LabResult(lab="Practice laboratory", report_no="7", substances=("ketamine",))
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
    raid.laptop.write("resolve", lb.Resolve(axis="package", exhibit=X, holds=a.hash), base=[a, b], by=by)
    assert raid.x().axes.package.disputed


def test_a_resolve_must_choose_one_of_the_claims() -> None:
    raid = Raid()
    a, b = raid.package(X, raid.found[X], seal="A"), raid.package(X, raid.found[X], seal="B")
    raid.laptop.write("resolve", lb.Resolve(axis="package", exhibit=X, holds="f" * 64), base=[a, b], by=REVIEWER)
    assert raid.x().axes.package.disputed
    assert [problem.why for problem in raid.view().problems] == ["resolves-nothing"]


def test_breaking_and_resealing_follow_the_package() -> None:
    raid = Raid()
    sealed = raid.package(X, raid.found[X])
    body = lb.SealBreak(order="7/26", reason="sample", old_seals=("S1",))
    broken = raid.station.write("custody.break", body, subj=X, base=[sealed], by=CLERK)
    assert state(raid.x(), "package") == "broken"
    resealed = lb.Reseal(package_no="P2", seals=("S2",))
    raid.station.write("custody.reseal", resealed, subj=X, base=[broken], by=CLERK)
    now = raid.x().axes.package.now
    assert now is not None
    assert (now.state, now.package_no, now.seals) == ("sealed", "P2", ("S2",))


def test_a_relabelled_bag_stays_sealed_under_its_new_number() -> None:
    raid = Raid()
    sealed = raid.package(X, raid.found[X])
    body = lb.LabelSupersede(old="P1", new="P7", reason="misread")
    raid.station.write("label.supersede", body, subj=X, base=[sealed], by=CLERK)
    now = raid.x().axes.package.now
    assert now is not None
    assert (now.state, now.package_no, now.seals) == ("sealed", "P7", ("S1",))


def test_somebody_without_the_app_holds_what_was_given_out() -> None:
    raid = Raid()
    line = lb.OfferLine(exhibit=X, base=(raid.found[X].hash,))
    body = lb.ExternalReceipt(to=Party(name="Court clerk", office="Practice court"), lines=(line,), mark="signed")
    raid.laptop.write("custody.external", body, subj=uid("h"))
    assert (state(raid.x()), holder(raid.x())) == ("external", "Court clerk")


# -- who signs --------------------------------------------------------------------------------------------------------
def why(view: SeizureView) -> list[str]:
    return [problem.why for problem in view.problems]


def test_who_does_not_hold_it_cannot_offer_it() -> None:
    raid = Raid()
    raid.offer({X: [raid.found[X]]}, by=STRANGER)
    assert why(raid.view()) == ["not-holder"]
    assert (state(raid.x()), raid.x().axes.disputed) == ("held", False)


def test_the_giver_cannot_accept_his_own_offer_even_with_another_key() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.accept(offer, by=OFFICER)
    twin = key(OFFICER.name, "clerk")
    assert twin.person == OFFICER.person
    assert why(raid.view()) == ["giver-answers-own-offer"]
    assert state(raid.x()) == "in_transit"


def test_nobody_accepts_in_the_name_of_another() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.accept(offer, by=SECOND, taker=party(CLERK.name))
    assert why(raid.view()) == ["not-signed-by-taker"]
    assert state(raid.x()) == "in_transit"


def test_an_acceptance_by_another_than_the_offer_names_moves_and_is_flagged() -> None:
    raid = Raid()
    raid.accept(raid.offer({X: [raid.found[X]]}), by=SECOND)
    assert holder(raid.x()) == SECOND.name
    assert [odd.what for odd in raid.x().discrepancies] == ["taker"]


def test_only_the_giver_withdraws() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.laptop.write("custody.withdraw", lb.Withdraw(offer=offer.hash, exhibits=(X,)), by=SECOND)
    assert why(raid.view()) == ["not-giver"]


def test_a_reviewer_can_endorse_an_offer_by_who_did_not_hold_it() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]}, by=SECOND)
    raid.station.write("endorse", lb.Endorse(entries=(offer.hash,), reason="holder in hospital"), by=REVIEWER)
    assert state(raid.x()) == "in_transit"


def test_no_endorsement_stands_in_for_the_receivers_signature() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    accept = raid.accept(offer, by=NEWCOMER, taker=party(CLERK.name))
    raid.station.write("endorse", lb.Endorse(entries=(accept.hash,), reason="trust me"), by=REVIEWER)
    assert state(raid.x()) == "in_transit"


def test_who_accepts_without_saying_who_they_are_is_who_signed() -> None:
    raid = Raid()
    raid.accept(raid.offer({X: [raid.found[X]]}), taker=Party(name="Duty clerk"))
    now = raid.x().axes.holder.now
    assert now is not None
    assert now.party == Party(name="Duty clerk", person=CLERK.person)


def test_who_took_an_exhibit_over_may_weigh_it_and_who_took_what_was_never_offered_may_not() -> None:
    def weighed_by_stranger(raid: Raid) -> int:
        body = wb.Weighing(kind="gross_sealed", value=amount(5), operator=party(STRANGER.name))
        raid.station.write("weighing.add", body, subj=X, by=STRANGER)
        return len(raid.x().weighings)

    opened, taken, own, others = Raid(), Raid(), Raid(), Raid()
    for raid in (opened, taken, own, others):
        raid.laptop.write("seizure.set", wb.SeizureSet(number="1"))
    taken.accept(taken.offer({X: [taken.found[X]]}, to=party(STRANGER.name)), by=STRANGER)
    own.accept(own.offer({X: [own.found[X]]}, to=party(STRANGER.name), by=STRANGER), by=STRANGER)
    others.accept(others.offer({X: [others.found[X]]}, to=party(CLERK.name)), by=STRANGER)
    assert [weighed_by_stranger(raid) for raid in (opened, taken, own, others)] == [0, 1, 0, 0]


def test_a_line_that_was_not_offered_does_not_move() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.accept(offer, X, Y)
    y = raid.view().exhibits[1]
    assert (state(y), y.axes.holder.waiting != ()) == ("held", True)


def test_a_second_find_of_one_exhibit_disputes_everything_and_is_listed() -> None:
    raid = Raid()
    raid.find(X, "9")
    assert all(axis_of(raid.x(), axis).disputed for axis in ALL)
    assert why(raid.view()) == ["second-find"]


def test_two_exhibits_of_one_number_are_listed() -> None:
    raid = Raid()
    raid.find(uid("z"), "1")
    assert why(raid.view()) == ["number-used-twice"]


def test_facts_about_an_exhibit_nobody_found_are_listed() -> None:
    raid = Raid()
    raid.package(uid("z"), raid.found[X])
    assert why(raid.view()) == ["unknown-exhibit"]


# -- corrections, attestation, device ---------------------------------------------------------------------------------
def test_a_correction_of_a_custody_entry_moves_no_custody() -> None:
    raid = Raid()
    sealed = raid.package(X, raid.found[X], seal="S1")
    body = lb.Package(package_no="P1", seals=("S9",), sealed_by=party(OFFICER.name))
    raid.laptop.write("correct", lb.Correct(target=sealed.hash, reason="misread", body=plain(body)), base=[sealed])
    exhibit = raid.x()
    step = next(step for step in exhibit.timeline if step.act.type == "custody.package")
    assert step.corrected is not None
    assert step.corrected["seals"] == ("S9",)
    assert step.body["seals"] == ("S1",)
    assert exhibit.axes.package.now is not None
    assert exhibit.axes.package.now.seals == ("S1",)


def test_who_else_signed_stands_beside_the_fact_and_says_if_it_was_corrected_since() -> None:
    raid = Raid()
    found = raid.found[X]
    raid.laptop.write("attest", lb.Attest(entries=(found.hash,)), by=SECOND)
    (attested,) = raid.x().find.attested
    assert (attested.act.name, attested.before_correction) == (SECOND.name, False)
    body = {**found.entry.body, "description": "crystals"}
    fixed = raid.laptop.write("correct", lb.Correct(target=found.hash, reason="r", body=body), base=[found])
    assert raid.x().find.attested[0].before_correction
    raid.laptop.write("attest", lb.Attest(entries=(fixed.hash,)), by=SECOND)
    assert [one.before_correction for one in raid.x().find.attested] == [True, False]
    assert [one.act.entry for one in raid.x().timeline[0].attested] == [one.act.entry for one in raid.x().find.attested]


def test_nobody_attests_their_own_and_a_struck_line_says_why() -> None:
    raid = Raid()
    raid.laptop.write("attest", lb.Attest(entries=(raid.found[X].hash,)))
    struck = lb.Struck(entry=raid.found[Y].hash, reason="did not see it")
    raid.laptop.write("attest", lb.Attest(entries=(raid.found[X].hash,), struck=(struck,)), by=SECOND)
    x, y = raid.view().exhibits
    assert why(raid.view()) == ["attests-own"]
    assert [one.struck for one in (*x.find.attested, *y.find.attested)] == ["", "did not see it"]


def test_an_attestation_without_standing_stands_beside_nothing() -> None:
    raid = Raid()
    raid.laptop.write("attest", lb.Attest(entries=(raid.found[X].hash,)), by=key("unknown"))
    assert raid.x().find.attested == ()


def test_both_signatures_on_one_device_are_said_to_be_with_the_seconds_between() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    raid.accept(offer, book=raid.laptop)
    step = raid.x().timeline[-1]
    assert (step.same_device, step.seconds, step.offer) == (True, 60, offer.hash)
    apart = Raid()
    apart.accept(apart.offer({X: [apart.found[X]]}))
    assert (apart.x().timeline[-1].same_device, apart.x().timeline[-1].seconds) == (False, None)


# -- every subset in every order --------------------------------------------------------------------------------------
def test_any_subset_of_a_double_hand_over_folds_alike_in_any_order() -> None:
    """All 13 699 orders of all subsets of seven entries: a find, two rival hand-overs and their resolve."""
    raid = Raid()
    first = raid.offer({X: [raid.found[X]]})
    second = raid.accept(first)
    third = raid.offer({X: [second]}, to=party(SECOND.name), by=CLERK, book=raid.station)
    fourth = raid.accept(third, by=SECOND)
    rival = raid.offer({X: [raid.found[X]]}, to=party(STRANGER.name))
    resolve = lb.Resolve(axis="holder", exhibit=X, holds=fourth.hash)
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
