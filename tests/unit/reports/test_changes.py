from __future__ import annotations

from typing import Final

import msgspec
import pytest

from fieldkit.domain import covers
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.bases import correction_base, group_base
from fieldkit.domain.context import WeightRule
from fieldkit.domain.entry import Signed
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.types import plain
from fieldkit.domain.values import Party
from fieldkit.reports.changes import changed
from fieldkit.reports.facts import seizure_facts
from tests.make import OFFICER, REVIEWER, SECOND, uid
from tests.unit.reports.night import RAID, SEIZURE, Night

MISREAD: Final = "the display was misread"


class Accepted(Night):
    """The practice night, accepted, and opened for amendment."""

    def after_the_lock(self) -> None:
        self.accept(base=self.locked)
        self.amendment = self.amend(MISREAD, base=self.accepted_at)

    def accept(self, *, base: Signed) -> None:
        known = rb.ReviewAccept(covers=covers.make(SEIZURE, self.entries))
        self.accepted_at = self.hq.write("review.accept", known, by=REVIEWER, base=[base])

    def amend(self, reason: str, *, base: Signed, version: int = 2) -> Signed:
        return self.field.write("amend", rb.Amend(reason=reason, version=version), base=[base])

    def rewrite(self, kind: str, body: wb.Group, *, subj: str = SEIZURE) -> Signed:
        told = msgspec.structs.replace(body, amend=self.amendment.hash)
        return self.field.write(kind, told, subj=subj, base=group_base(self.view(), subj, kind))

    def reweigh(self, ref: str, weight: str) -> None:
        first = self.weighings[ref]
        right = msgspec.structs.replace(msgspec.convert(first.entry.body, wb.Weighing), value=parse_mass(weight))
        body = rb.Correct(target=first.hash, reason=MISREAD, body=plain(right), amend=self.amendment.hash)
        base = correction_base(self.view(), first.hash)
        self.field.write("correct", body, subj=self.exhibit(ref), base=base)

    def said(self) -> tuple[str, ...]:
        return changed("en", self.view(), [one for one in self.entries if SEIZURE in one.entry.scope])


@pytest.fixture
def night() -> Accepted:
    return Accepted()


def test_version_1_differs_from_nothing() -> None:
    night = Night()
    assert changed("en", night.view(), night.entries) == ()


def test_the_reason_of_the_amendment_comes_first_and_custody_is_no_difference(night: Accepted) -> None:
    store = cb.Store(location="Practice safe 3")
    night.station.write("custody.store", store, subj=night.exhibit("cash"), base=[night.stored["cash"]])
    (reason,) = night.said()
    assert reason.startswith("Amended by ")
    assert reason.endswith(MISREAD)


def test_a_field_group_names_each_field_with_its_old_and_new_value(night: Accepted) -> None:
    assert RAID.place is not None
    night.rewrite("place.set", msgspec.structs.replace(RAID.place, premises="a shed", border_point="Practice gate"))
    assert night.said()[1:] == (
        f"Place, Premises: {RAID.place.premises} is now a shed",
        f"Place, Border point: {RAID.place.border_point} is now Practice gate",
    )


def test_a_corrected_weight_is_named_by_its_exhibit(night: Accepted) -> None:
    night.reweigh("bag1", "513.4 g")
    (said,) = night.said()[1:]
    assert said.endswith("Weight: 512.4 g is now 513.4 g")
    assert "Weighing" in said


def test_the_same_value_written_again_is_no_difference(night: Accepted) -> None:
    assert RAID.times is not None
    night.rewrite("times.set", RAID.times)
    assert len(night.said()) == 1


def test_a_person_can_be_added_and_another_entered_by_mistake(night: Accepted) -> None:
    person = wb.PersonSet(roles=("witness",), name_latin="New Practice")
    night.rewrite("person.set", person, subj=uid("person new"))
    first = next(one for one in night.field.entries if one.entry.type == "person.set")
    night.field.write("void", rb.Void(target=first.hash, reason="not there", amend=night.amendment.hash))
    said = night.said()[1:]
    assert "New Practice: added" in said
    assert any(one.endswith("Entered by mistake: not there") for one in said)


def test_two_new_values_side_by_side_are_both_named(night: Accepted) -> None:
    base = group_base(night.view(), SEIZURE, "narrative.set")
    for text, by in (("First.", OFFICER), ("Second.", SECOND)):
        told = wb.NarrativeSet(text=text, language="en", amend=night.amendment.hash)
        night.field.write("narrative.set", told, base=base, by=by)
    assert [one.rpartition(" is now ")[2] for one in night.said()[1:]] == ["First.", "Second."]


def test_version_3_differs_from_version_2_not_from_version_1(night: Accepted) -> None:
    night.reweigh("bag1", "513.4 g")
    night.amendment = night.amend("the owner came", base=night.amendment, version=3)
    lead = Party(name="Owner Practice")
    night.rewrite("presence.set", wb.PresenceSet(people=(wb.Present(party=lead, role="owner"),)))
    said = night.said()
    assert said[0].endswith("the owner came")
    assert not any("513.4" in one for one in said)
    assert any("Owner Practice" in one for one in said)


def test_an_acceptance_of_the_amendment_leaves_what_version_2_says(night: Accepted) -> None:
    night.reweigh("bag1", "513.4 g")
    said = night.said()
    night.accept(base=night.amendment)
    assert night.said() == said


def test_the_report_prints_every_difference_in_both_languages(night: Accepted) -> None:
    night.reweigh("bag1", "513.4 g")
    told = changed("both", night.view(), night.entries)
    facts = seizure_facts(night.record("both", version=2, changed=told), "both", rule=WeightRule())
    assert [one.main for one in facts.changed] == list(told)
    assert "513.4 g" in facts.changed[1].main
