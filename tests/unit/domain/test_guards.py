from __future__ import annotations

import pytest

from fieldkit.domain import covers, guards
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from tests.make import CLERK, OFFICER, REVIEWER, SECOND, STRANGER, VIEWER, Book, context, party, uid

SEIZURE = uid("seizure")
X = uid("x")


class Case:
    """One exhibit with a seal, on one laptop."""

    def __init__(self) -> None:
        self.book = Book()
        self.opened = self.book.write("seizure.set", wb.SeizureSet(number="T-1"))
        self.book.write("team.set", wb.TeamSet(lead=party(SECOND.name)))
        self.found = self.find(X, "1")
        body = cb.Package(package_no="P", seals=("S1",), sealed_by=party("a"))
        self.sealed = self.book.write("custody.package", body, subj=X, base=[self.found])

    def find(self, exhibit: str, number: str) -> Signed:
        body = wb.Find(
            number=number,
            detail=wb.OtherThing(),
            description="a",
            found_by=party(OFFICER.name),
            collected_by=party(OFFICER.name),
        )
        return self.book.write("custody.find", body, subj=exhibit)

    def offer(self, to: Party | None = None) -> Signed:
        line = cb.OfferLine(exhibit=X, base=guards.base_for(self.exhibit(), "custody.offer"))
        body = cb.Offer(giver=party(OFFICER.name), to=to or party(CLERK.name), lines=(line,))
        return self.book.write("custody.offer", body, subj=uid("h"), base=line.base)

    def accept(self, offer: Signed) -> Signed:
        body = cb.Accept(offer=offer.hash, taker=party(CLERK.name), lines=(cb.AcceptLine(exhibit=X),))
        return self.book.write("custody.accept", body, subj=uid("h"), base=[offer], by=CLERK)

    def lock(self) -> Signed:
        return self.book.write("lock", rb.Lock(covers=covers.make(SEIZURE, self.book.entries)))

    def view(self) -> SeizureView:
        return fold_seizure(SEIZURE, self.book.entries, context())

    def exhibit(self) -> ExhibitView:
        return self.view().exhibits[0]


def test_the_holder_may_offer_and_nobody_else() -> None:
    case = Case()
    guards.holder_must_offer(case.exhibit(), OFFICER.person)
    for other in (CLERK.person, None):
        with pytest.raises(guards.HolderMustOffer) as caught:
            guards.holder_must_offer(case.exhibit(), other)
        assert caught.value.facts["holder"] == OFFICER.name
    case.accept(case.offer())
    guards.holder_must_offer(case.exhibit(), CLERK.person)
    with pytest.raises(guards.HolderMustOffer):
        guards.holder_must_offer(case.exhibit(), OFFICER.person)


def test_what_is_offered_already_is_not_offered_again() -> None:
    case = Case()
    case.offer()
    with pytest.raises(guards.UnderWay):
        guards.holder_must_offer(case.exhibit(), OFFICER.person)


def test_disputed_custody_does_not_move() -> None:
    case = Case()
    one, two = case.offer(), Book("other")
    two.write("custody.offer", one.entry.body | {"purpose": "again"}, subj=uid("h"))
    entries = [*case.book.entries, *two.entries]
    exhibit = fold_seizure(SEIZURE, entries, context()).exhibits[0]
    with pytest.raises(guards.CustodyDisputed):
        guards.holder_must_offer(exhibit, OFFICER.person)
    with pytest.raises(guards.CustodyDisputed):
        guards.base_for(exhibit, "custody.store")
    assert guards.base_for(exhibit, "custody.break") == (case.sealed.hash,)


def test_what_is_destroyed_does_not_move() -> None:
    case = Case()
    body = cb.Disposition(state="destroyed", order="7/26")
    case.book.write("custody.disposition", body, subj=X, base=[case.found], by=CLERK)
    with pytest.raises(guards.ChainEnded):
        guards.holder_must_offer(case.exhibit(), OFFICER.person)
    with pytest.raises(guards.ChainEnded):
        guards.base_for(case.exhibit(), "custody.store")


def test_a_new_custody_entry_names_what_last_changed_each_axis() -> None:
    case = Case()
    assert guards.base_for(case.exhibit(), "custody.offer") == (case.found.hash,)
    assert guards.base_for(case.exhibit(), "custody.package") == (case.sealed.hash,)
    accepted = case.accept(case.offer())
    stored = case.book.write("custody.store", cb.Store(location="s"), subj=X, base=[accepted], by=CLERK)
    assert guards.base_for(case.exhibit(), "custody.offer") == tuple(sorted([accepted.hash, stored.hash]))
    assert guards.base_for(case.exhibit(), "lab.result") == (case.found.hash,)


def test_an_offer_is_answered_once() -> None:
    case = Case()
    offer = case.offer()
    guards.offer_still_open(case.view(), offer.hash, [X])
    case.accept(offer)
    with pytest.raises(guards.OfferAnswered):
        guards.offer_still_open(case.view(), offer.hash, [X])
    for unknown in ("0" * 64, case.found.hash):
        with pytest.raises(guards.UnknownOffer):
            guards.offer_still_open(case.view(), unknown, [X])


def test_only_the_receiver_answers_and_only_the_giver_withdraws() -> None:
    case = Case()
    offer = case.offer()
    body = cb.Offer(giver=party(OFFICER.name), to=party(CLERK.name), lines=())
    guards.receiver_answers(body, OFFICER.person, CLERK.person)
    with pytest.raises(guards.SamePerson):
        guards.receiver_answers(body, OFFICER.person, OFFICER.person)
    with pytest.raises(guards.NotTheReceiver):
        guards.receiver_answers(body, OFFICER.person, SECOND.person)
    step = guards.offer_step(case.view(), offer.hash, X)
    guards.giver_withdraws(step, OFFICER.person)
    with pytest.raises(guards.NotTheGiver):
        guards.giver_withdraws(step, CLERK.person)


def test_one_person_is_never_two() -> None:
    guards.second_person_differs("a", "b")
    guards.second_person_differs(None, None)
    with pytest.raises(guards.SamePerson):
        guards.second_person_differs("a", "a", "Dara Practice")


def test_who_signed_in_the_chain_does_not_witness_the_destruction() -> None:
    case = Case()
    case.accept(case.offer())
    guards.witness_outside_chain(case.exhibit(), SECOND.person)
    for person in (OFFICER.person, CLERK.person):
        with pytest.raises(guards.SamePerson):
            guards.witness_outside_chain(case.exhibit(), person)


def test_a_locked_write_up_is_not_edited_and_an_accepted_one_only_by_amendment() -> None:
    case = Case()
    guards.open_for_writing(case.view())
    locked = case.lock()
    with pytest.raises(guards.WriteUpLocked):
        guards.open_for_writing(case.view())
    with pytest.raises(guards.NotAccepted):
        guards.may_amend(case.view())
    body = rb.ReviewAccept(covers=covers.make(SEIZURE, case.book.entries))
    accepted = case.book.write("review.accept", body, base=[locked], by=REVIEWER)
    with pytest.raises(guards.NeedsAmendment):
        guards.open_for_writing(case.view())
    with pytest.raises(guards.NeedsAmendment):
        guards.open_for_writing(case.view(), "0" * 64)
    guards.may_amend(case.view())
    amend = case.book.write("amend", rb.Amend(reason="r", version=2), base=[accepted])
    guards.open_for_writing(case.view(), amend.hash)
    with pytest.raises(guards.NeedsAmendment):
        guards.may_lock(case.view(), OFFICER.person)


def test_the_author_or_the_lead_locks() -> None:
    case = Case()
    guards.may_lock(case.view(), OFFICER.person)
    guards.may_lock(case.view(), SECOND.person)
    for person in (CLERK.person, None):
        with pytest.raises(guards.MayNotLock):
            guards.may_lock(case.view(), person)
    case.lock()
    with pytest.raises(guards.WriteUpLocked):
        guards.may_lock(case.view(), OFFICER.person)


def test_a_reviewer_who_did_not_lock_it_reviews_what_is_locked() -> None:
    case = Case()
    with pytest.raises(guards.NotLocked):
        guards.may_review(case.view(), REVIEWER, accepting=True)
    case.lock()
    guards.may_review(case.view(), REVIEWER, accepting=True)
    with pytest.raises(guards.NotYours):
        guards.may_review(case.view(), OFFICER, accepting=False)
    own = Case()
    own.book.write("lock", rb.Lock(covers=covers.make(SEIZURE, own.book.entries)), by=REVIEWER)
    with pytest.raises(guards.SamePerson):
        guards.may_review(own.view(), REVIEWER, accepting=True)


def test_nobody_accepts_what_is_still_disputed() -> None:
    case = Case()
    for text in ("a", "b"):
        case.book.write("narrative.set", wb.NarrativeSet(text=text))
    case.lock()
    guards.may_review(case.view(), REVIEWER, accepting=False)
    with pytest.raises(guards.StillDisputed):
        guards.may_review(case.view(), REVIEWER, accepting=True)


def test_a_member_of_the_team_locks_for_an_absent_author_and_says_why() -> None:
    case = Case()
    with pytest.raises(guards.MayNotLock):
        guards.may_lock(case.view(), STRANGER.person, absent_author=True, reason="ill")
    base = [one for one in case.book.entries if one.entry.type == "team.set"]
    team = wb.TeamSet(lead=party(SECOND.name), members=(party(STRANGER.name), Party(name="Guest")))
    case.book.write("team.set", team, base=base)
    with pytest.raises(guards.AbsenceUnexplained):
        guards.may_lock(case.view(), STRANGER.person, absent_author=True, reason="  ")
    guards.may_lock(case.view(), STRANGER.person, absent_author=True, reason="ill")
    for person, absent in ((STRANGER.person, False), (CLERK.person, True), (None, True)):
        with pytest.raises(guards.MayNotLock):
            guards.may_lock(case.view(), person, absent_author=absent, reason="ill")


def test_a_lock_for_an_absent_author_locks_and_shows_its_reason() -> None:
    case = Case()
    body = rb.Lock(covers=covers.make(SEIZURE, case.book.entries), reason="the author is ill", absent_author=True)
    case.book.write("lock", body, by=SECOND)
    view = case.view()
    assert view.state == "locked"
    (lock,) = view.reviews
    assert (lock.reason, lock.act.person) == ("the author is ill", SECOND.person)


def test_roles_are_told_before_signing() -> None:
    guards.role_permits(OFFICER, "custody.find")
    with pytest.raises(guards.NotYours):
        guards.role_permits(VIEWER, "custody.find")
