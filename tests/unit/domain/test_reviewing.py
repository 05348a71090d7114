from __future__ import annotations

from fieldkit.domain import covers
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.types import plain
from fieldkit.domain.view import SeizureView
from tests.make import CLERK, NEWCOMER, OFFICER, REVIEWER, SECOND, Book, amount, context, party, uid

SEIZURE = uid("seizure")
X = uid("x")


class Desk:
    """One laptop, and headquarters' log beside it."""

    def __init__(self) -> None:
        self.laptop, self.hq = Book("laptop"), Book("hq")
        self.laptop.write("seizure.set", wb.SeizureSet(number="1"))
        find = wb.Find(
            number="1", detail=wb.OtherThing(), description="a", found_by=party("a"), collected_by=party(OFFICER.name)
        )
        self.found = self.laptop.write("custody.find", find, subj=X)
        self.told = self.laptop.write("narrative.set", wb.NarrativeSet(text="first"))

    def entries(self) -> list[Signed]:
        return [*self.laptop.entries, *self.hq.entries]

    def covers(self) -> rb.Covers:
        return covers.make(SEIZURE, self.entries())

    def lock(self, *base: Signed) -> Signed:
        return self.laptop.write("lock", rb.Lock(covers=self.covers()), base=base)

    def give_back(self, *base: Signed) -> Signed:
        return self.hq.write("review.return", rb.ReviewReturn(reason="seal missing"), base=base, by=REVIEWER)

    def accept(self, *base: Signed) -> Signed:
        body = rb.ReviewAccept(covers=self.covers(), official_no="26/7")
        return self.hq.write("review.accept", body, base=base, by=REVIEWER)

    def tell(self, text: str, *base: Signed, amend: Signed | None = None) -> Signed:
        body = wb.NarrativeSet(text=text, amend=amend.hash if amend else None)
        return self.laptop.write("narrative.set", body, base=base)

    def view(self) -> SeizureView:
        return fold_seizure(SEIZURE, self.entries(), context())

    def text(self) -> str:
        narrative = self.view().narrative
        assert narrative is not None
        return "/".join(head.value.text for head in narrative.heads)


def why(view: SeizureView) -> list[str]:
    return [problem.why for problem in view.problems]


def test_the_write_up_goes_from_draft_to_locked_to_returned_to_locked_to_accepted() -> None:
    desk = Desk()
    seen = [desk.view().state]
    locked = desk.lock()
    seen.append(desk.view().state)
    returned = desk.give_back(locked)
    seen.append(desk.view().state)
    again = desk.lock(returned)
    seen.append(desk.view().state)
    accepted = desk.accept(again)
    seen.append(desk.view().state)
    assert seen == ["draft", "locked", "returned", "locked", "accepted"]
    assert [review.kind for review in desk.view().reviews] == ["lock", "return", "lock", "accept"]
    assert desk.view().review_base == (accepted.hash,)
    assert desk.view().problems == ()


def test_an_edit_beside_a_lock_is_late_until_a_lock_covers_it() -> None:
    desk = Desk()
    locked = desk.lock()
    desk.tell("second", desk.told)
    assert desk.text() == "first"
    assert why(desk.view()) == ["late"]
    assert desk.view().problems[0].act.late
    returned = desk.give_back(locked)
    assert desk.text() == "second"
    desk.lock(returned)
    assert (desk.text(), why(desk.view())) == ("second", [])


def test_two_locks_side_by_side_cover_what_either_saw() -> None:
    desk = Desk()
    desk.lock()
    second = desk.tell("second", desk.told)
    body = rb.Lock(covers=covers.make(SEIZURE, [*desk.entries(), second]), absent_author=True)
    desk.hq.write("lock", body, by=SECOND)
    assert (desk.view().state, desk.text()) == ("locked", "second")


def test_custody_attestation_and_what_clerks_weigh_are_never_late() -> None:
    desk = Desk()
    desk.lock()
    body = cb.Package(package_no="P", seals=("S",), sealed_by=party("a"))
    desk.laptop.write("custody.package", body, subj=X, base=[desk.found])
    desk.laptop.write("attest", rb.Attest(entries=(desk.found.hash,)), by=SECOND)
    weighing = wb.Weighing(kind="net", value=amount(1), operator=party("a"))
    desk.laptop.write("weighing.add", weighing, subj=X, by=CLERK)
    view = desk.view()
    assert not any(step.act.late for step in view.exhibits[0].timeline)
    assert not view.exhibits[0].weighings[0].act.late
    assert view.exhibits[0].find.attested != ()


def test_a_late_fact_is_shown_and_marked() -> None:
    desk = Desk()
    desk.lock()
    weighing = wb.Weighing(kind="net", value=amount(1), operator=party("a"))
    desk.laptop.write("weighing.add", weighing, subj=X)
    desk.laptop.write("weighing.add", weighing, subj=X, by=NEWCOMER)
    assert [fact.act.late for fact in desk.view().exhibits[0].weighings] == [True, True]


def test_a_late_correction_or_voiding_changes_nothing() -> None:
    desk = Desk()
    desk.lock()
    body = {**desk.found.entry.body, "description": "b"}
    desk.laptop.write("correct", rb.Correct(target=desk.found.hash, reason="r", body=body), base=[desk.found])
    desk.laptop.write("void", rb.Void(target=desk.found.hash, reason="r"))
    find = desk.view().exhibits[0].find
    assert (find.register.shown.description, find.voided) == ("a", "")
    assert why(desk.view()) == ["late", "late"]


def test_after_acceptance_only_amendments_change_the_record() -> None:
    desk = Desk()
    accepted = desk.accept(desk.lock())
    desk.tell("silently", desk.told)
    assert (desk.text(), why(desk.view())) == ("first", ["needs-amendment"])
    amend = desk.laptop.write("amend", rb.Amend(reason="plate misread", version=2), base=[accepted])
    assert desk.view().state == "accepted"
    assert desk.text() == "first"
    desk.tell("amended", desk.told, amend=amend)
    view = desk.view()
    assert (desk.text(), view.version, view.state) == ("amended", 2, "accepted")
    body = {**desk.found.entry.body, "description": "b"}
    correct = rb.Correct(target=desk.found.hash, reason="r", body=body, amend=amend.hash)
    desk.laptop.write("correct", correct, base=[desk.found])
    assert desk.view().exhibits[0].find.register.shown.description == "b"


def test_an_amendment_that_does_not_stand_amends_nothing() -> None:
    desk = Desk()
    accepted = desk.accept(desk.lock())
    forged = desk.laptop.write("amend", rb.Amend(reason="r", version=2), base=[accepted], by=NEWCOMER)
    desk.tell("amended", desk.told, amend=forged)
    assert desk.text() == "first"
    assert why(desk.view()) == ["unauthorised", "needs-amendment"]


def test_a_new_acceptance_takes_in_what_was_late() -> None:
    desk = Desk()
    accepted = desk.accept(desk.lock())
    desk.tell("second", desk.told)
    desk.accept(accepted)
    assert (desk.text(), why(desk.view())) == ("second", [])


def test_an_acceptance_beside_a_lock_or_a_return_stands() -> None:
    desk = Desk()
    locked = desk.lock()
    desk.accept(locked)
    desk.lock()
    desk.give_back(locked)
    assert desk.view().state == "accepted"


def test_an_officer_cannot_accept_or_return() -> None:
    desk = Desk()
    locked = desk.lock()
    desk.laptop.write("review.accept", rb.ReviewAccept(covers=desk.covers()), base=[locked])
    desk.laptop.write("review.return", rb.ReviewReturn(reason="r"), base=[locked], by=NEWCOMER)
    assert desk.view().state == "locked"
    assert why(desk.view()) == ["unauthorised", "unauthorised"]


def test_a_resolve_by_the_lead_is_part_of_the_write_up_and_a_reviewers_is_not() -> None:
    desk = Desk()
    other = desk.hq.write("narrative.set", wb.NarrativeSet(text="other"), by=SECOND)
    desk.lock()
    body = rb.Resolve(register=f"{SEIZURE}:narrative.set", value={"text": "settled"})
    desk.laptop.write("resolve", body, base=[desk.told, other])
    assert sorted(desk.text().split("/")) == ["first", "other"]
    desk.hq.write("resolve", body, base=[desk.told, other], by=REVIEWER)
    assert desk.text() == "settled"


# -- covers -----------------------------------------------------------------------------------------------------------
def test_covers_name_runs_of_the_seizure_in_each_log() -> None:
    desk = Desk()
    desk.laptop.write("receipt.seen", lb.ReceiptSeen(receipt="0" * 64, number="R"))
    desk.tell("second", desk.told)
    made = desk.covers()
    assert [(area.log, area.runs) for area in made.ranges] == [(desk.laptop.log, ((0, 2), (4, 4)))]
    assert covers.check(made, SEIZURE, desk.entries()) == covers.CoversCheck(missing=0, agrees=True)


def test_covers_over_entries_that_are_not_here_say_how_many() -> None:
    desk = Desk()
    desk.lock()
    part = [signed for signed in desk.entries() if signed != desk.told]
    assert covers.check(desk.covers(), SEIZURE, part).missing == 1
    assert why(fold_seizure(SEIZURE, part, context())) == ["covers-unknown"]


def test_a_lock_over_another_entry_in_the_same_place_is_a_problem() -> None:
    desk = Desk()
    desk.lock()
    forged = Book("laptop").write("narrative.set", wb.NarrativeSet(text="swapped"), seq=desk.told.entry.seq)
    swapped = [forged if signed == desk.told else signed for signed in desk.entries()]
    assert why(fold_seizure(SEIZURE, swapped, context())) == ["covers-differ"]


def test_voiding_keeps_the_text_and_says_why() -> None:
    desk = Desk()
    person = desk.laptop.write("person.set", wb.PersonSet(roles=("witness",)), subj=uid("p"))
    desk.laptop.write("void", rb.Void(target=person.hash, reason="twice"))
    desk.laptop.write("void", rb.Void(target=desk.found.hash, reason="wrong seizure"))
    view = desk.view()
    assert view.persons[0].voided == "twice"
    assert view.exhibits[0].find.voided == "wrong seizure"
    assert plain(view.exhibits[0].find.register.shown)["description"] == "a"
