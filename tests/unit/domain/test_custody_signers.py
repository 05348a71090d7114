from __future__ import annotations

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.custody import ALL
from fieldkit.domain.guards import axis_of
from fieldkit.domain.types import plain
from fieldkit.domain.values import Party
from fieldkit.domain.view import SeizureView
from tests.make import CLERK, NEWCOMER, OFFICER, REVIEWER, SECOND, STRANGER, amount, key, party, uid
from tests.unit.domain.raid import Raid, X, Y, holder, state


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
    raid.laptop.write("custody.withdraw", cb.Withdraw(offer=offer.hash, exhibits=(X,)), by=SECOND)
    assert why(raid.view()) == ["not-giver"]


def test_a_reviewer_can_endorse_an_offer_by_who_did_not_hold_it() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]}, by=SECOND)
    raid.station.write("endorse", rb.Endorse(entries=(offer.hash,), reason="holder in hospital"), by=REVIEWER)
    assert state(raid.x()) == "in_transit"


def test_no_endorsement_stands_in_for_the_receivers_signature() -> None:
    raid = Raid()
    offer = raid.offer({X: [raid.found[X]]})
    accept = raid.accept(offer, by=NEWCOMER, taker=party(CLERK.name))
    raid.station.write("endorse", rb.Endorse(entries=(accept.hash,), reason="trust me"), by=REVIEWER)
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
    body = cb.Package(package_no="P1", seals=("S9",), sealed_by=party(OFFICER.name))
    raid.laptop.write("correct", rb.Correct(target=sealed.hash, reason="misread", body=plain(body)), base=[sealed])
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
    raid.laptop.write("attest", rb.Attest(entries=(found.hash,)), by=SECOND)
    (attested,) = raid.x().find.attested
    assert (attested.act.name, attested.before_correction) == (SECOND.name, False)
    body = {**found.entry.body, "description": "crystals"}
    fixed = raid.laptop.write("correct", rb.Correct(target=found.hash, reason="r", body=body), base=[found])
    assert raid.x().find.attested[0].before_correction
    raid.laptop.write("attest", rb.Attest(entries=(fixed.hash,)), by=SECOND)
    assert [one.before_correction for one in raid.x().find.attested] == [True, False]
    assert [one.act.entry for one in raid.x().timeline[0].attested] == [one.act.entry for one in raid.x().find.attested]


def test_nobody_attests_their_own_and_a_struck_line_says_why() -> None:
    raid = Raid()
    raid.laptop.write("attest", rb.Attest(entries=(raid.found[X].hash,)))
    struck = rb.Struck(entry=raid.found[Y].hash, reason="did not see it")
    raid.laptop.write("attest", rb.Attest(entries=(raid.found[X].hash,), struck=(struck,)), by=SECOND)
    x, y = raid.view().exhibits
    assert why(raid.view()) == ["attests-own"]
    assert [one.struck for one in (*x.find.attested, *y.find.attested)] == ["", "did not see it"]


def test_an_attestation_without_standing_stands_beside_nothing() -> None:
    raid = Raid()
    raid.laptop.write("attest", rb.Attest(entries=(raid.found[X].hash,)), by=key("unknown"))
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
