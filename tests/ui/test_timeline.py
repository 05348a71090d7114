"""An exhibit's custody as hops: an offer and its answer are one, newest first, what disagrees is marked."""

from __future__ import annotations

from msgspec.structs import replace

from fieldkit.ui.timeline import hops, standing_marks
from tests.ui import sample_exhibits


def test_an_offer_and_its_answer_are_one_hop_with_both_signatures() -> None:
    exhibit = sample_exhibits.exhibits()[0]
    made = hops(exhibit)
    assert [hop.title for hop in made] == ["Capt. Sok Dara to Lt. Heng Sophea", "Sealed in package P-881", "Found"]
    said = [mark.text for mark in made[0].marks]
    assert "Sok Dara signed" in said
    assert "Heng Sophea signed" in said
    assert "One device, 28 s apart" in said


def test_an_unanswered_offer_stands_alone() -> None:
    exhibit = sample_exhibits.exhibits()[0]
    waiting = replace(exhibit, timeline=exhibit.timeline[:-1])
    assert hops(waiting)[0].title == "Offered to Lt. Heng Sophea, not answered yet"


def test_both_claims_of_a_double_hand_over_are_marked_disputed() -> None:
    made = hops(sample_exhibits.disputed_bag())
    disputed = [hop for hop in made if any(mark.text == "Disputed" for mark in hop.marks)]
    assert [hop.title for hop in disputed] == ["Lt. Heng Sophea to Ros Samnang", "Lt. Heng Sophea to Kim Vuthy"]
    assert all(hop.bad for hop in disputed)


def test_a_weight_is_compared_with_the_like_one_before() -> None:
    made = hops(sample_exhibits.disputed_bag())
    taken = next(hop for hop in made if hop.title.endswith("Kim Vuthy"))
    assert taken.weight == "512.3 g"
    assert taken.delta is not None
    assert taken.delta.text == "+0.6\u00a0g"


def test_a_kind_of_entry_from_a_newer_version_is_shown_as_unknown() -> None:
    exhibit = sample_exhibits.exhibits()[0]
    last = exhibit.timeline[-1]
    strange = replace(last, act=replace(last.act, type="custody.teleport"), offer="")
    made = hops(replace(exhibit, timeline=(*exhibit.timeline[:1], strange)))
    assert made[0].title == "Entry of a kind this version does not know"
    assert made[0].note == "custody.teleport"


def test_what_weakens_an_entry_is_said() -> None:
    act = replace(sample_exhibits.exhibits()[0].find.act, standing="provisional", late=True, unproven=True)
    assert [mark.text for mark in standing_marks(act)] == [
        "Provisional key",
        "Written after the lock",
        "Not proven by HQ yet",
    ]
