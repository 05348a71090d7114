"""A night written up form by form, as the window does it, on a real home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldkit.actions import drafting, exhibits, home, photos, review, seals, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.domain import guards
from fieldkit.domain import typed as forms
from fieldkit.domain.numbers import log_code
from fieldkit.domain.typed import NotUnderstood

WALL = 1_795_286_220_000
"""2026-11-22 01:37 in Cambodia."""
DRUG: dict[str, Any] = {
    "detail": {"type": "drug", "substance": "methamphetamine", "form": "crystal", "marks": "blue tape", "units": "3"},
    "description": "White crystals in a clear bag.",
    "spot": "Under the seat",
    "quantity": "1 bag",
}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One home for all: keys are slow to make, seizures are not."""
    clock = PracticeClock(WALL)
    path = tmp_path_factory.mktemp("laptop") / "field"
    officer = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    made = home.create(path=path, role="field", practice=True, name="field", officer=officer, clock=clock)
    desk = home.unlock(path=path, person=made.person, passphrase=made.passphrase, clock=clock)
    yield desk
    desk.store.close()


@pytest.fixture
def desk(laptop: Desk) -> Desk:
    for seizure, one in drafting.everywhere(desk=laptop):
        drafting.drop(desk=laptop, seizure=seizure, form=one.form, subject=one.subject)
    return laptop


def save(desk: Desk, seizure: str, form: str, typed: dict[str, Any], subject: str = "", **why: Any) -> bool:  # noqa: ANN401
    changed = writeup.save(desk=desk, seizure=seizure, form=form, subject=subject or seizure, typed=typed, **why)
    return bool(changed)


def test_one_key_opens_a_seizure_with_its_number_and_its_lead(desk: Desk) -> None:
    first, second = (desk.seizure(writeup.start(desk=desk, title="Practice")) for _ in "ab")
    assert first.number.endswith("-001")
    assert second.number.endswith("-002")
    assert first.team is not None
    assert first.team.shown.lead.person == desk.officer.person
    assert first.state == "draft"


def test_a_saved_form_is_one_entry_and_ends_its_draft(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    wall = drafting.keep(desk=desk, seizure=seizure, form="times", subject=seizure, typed={"started": "02:1"})
    assert [one.wall for one in drafting.kept(desk=desk, seizure=seizure)] == [wall]
    before = desk.seizure(seizure).entries
    assert save(desk, seizure, "times", {"started": "02:13"})
    view = desk.seizure(seizure)
    assert view.entries == before + 1
    assert view.times is not None
    assert forms.typed("times", view.times.shown) == {"started": "2026-11-22 02:13"}
    assert drafting.everywhere(desk=desk) == ()


def test_what_is_saved_already_writes_nothing_and_ends_its_draft(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    assert save(desk, seizure, "narrative", {"text": "We went in.", "language": "en"})
    drafting.keep(desk=desk, seizure=seizure, form="narrative", subject=seizure, typed={"text": "We went in."})
    assert not save(desk, seizure, "narrative", {"text": "We went in.", "language": "en"})
    assert desk.seizure(seizure).entries == 3
    assert not drafting.kept(desk=desk, seizure=seizure)


def test_what_cannot_be_read_stays_as_it_was_typed(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    typed = {"started": "half past two", "found": "02:20"}
    drafting.keep(desk=desk, seizure=seizure, form="times", subject=seizure, typed=typed)
    with pytest.raises(NotUnderstood) as caught:
        save(desk, seizure, "times", typed)
    assert caught.value.facts["where"] == "$.started"
    assert [one.typed for one in drafting.kept(desk=desk, seizure=seizure)] == [typed]
    assert desk.seizure(seizure).times is None


def test_an_exhibit_is_found_weighed_sealed_and_its_seal_rests_on_the_find_and_names_the_weighing(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    assert save(desk, seizure, "weighing", {"kind": "gross_sealed", "value": "512.4 g"}, exhibit)
    sealed = {"package_no": "P-1", "package_type": "tamper-evident bag", "seals": "S-1, S-2"}
    assert save(desk, seizure, "package", sealed, exhibit)
    one = desk.seizure(seizure).exhibits[0]
    package = one.timeline[-1]
    assert package.act.type == "custody.package"
    assert package.body["gross"] == one.weighings[0].id
    assert one.axes.package.now is not None
    assert one.axes.package.now.seals == ("S-1", "S-2")
    assert not desk.seizure(seizure).problems
    with pytest.raises(guards.AlreadySealed):
        save(desk, seizure, "package", sealed, exhibit)
    assert exhibits.package_type(desk.seizure(seizure), exhibit) == "tamper-evident bag"


def test_exhibits_are_numbered_by_this_log_and_a_mistaken_one_keeps_its_number(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    made = [exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)[1] for _ in range(2)]
    writeup.void(desk=desk, seizure=seizure, target=made[1], reason="counted twice")
    exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    view = desk.seizure(seizure)
    code = log_code(desk.log())
    assert [one.number for one in view.exhibits] == [f"{view.number}/{code}-0{n}" for n in (1, 2, 3)]
    assert [one.find.voided for one in view.exhibits] == ["", "counted twice", ""]
    assert not view.problems


def test_a_clone_copies_what_it_is_and_never_what_makes_it_this_one(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, first = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    save(desk, seizure, "package", {"package_no": "P-1", "package_type": "bag", "seals": "S-1"}, first)
    copies = exhibits.clone(desk=desk, seizure=seizure, exhibit=first, times=2)
    detail = {"type": "drug", "substance": "methamphetamine", "form": "crystal"}
    assert copies == ({"detail": detail, "copied_from": first},) * 2
    _, second = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=copies[0])
    view = desk.seizure(seizure)
    assert view.exhibits[1].find.register.shown.copied_from == first
    assert exhibits.package_type(view, second) == "bag"


def test_a_saved_fact_that_is_edited_becomes_a_correction_with_its_reason(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    save(desk, seizure, "weighing", {"kind": "net", "value": "51.24 g"}, exhibit)
    weighing = desk.seizure(seizure).exhibits[0].weighings[0]
    held = forms.typed("weighing", weighing.register.shown)
    assert not save(desk, seizure, "weighing", held, weighing.id)
    with pytest.raises(guards.ReasonMissing):
        save(desk, seizure, "weighing", held | {"value": "512.4 g"}, weighing.id)
    assert save(desk, seizure, "weighing", held | {"value": "512.4 g"}, weighing.id, mistyped=True)
    (now,) = desk.seizure(seizure).exhibits[0].weighings
    assert now.id == weighing.id
    assert (now.register.shown.value.value, now.register.heads[0].mistyped) == ("512.4", True)
    assert save(desk, seizure, "find", {**DRUG, "spot": "On the seat"}, exhibit, reason="looked again")
    find = desk.seizure(seizure).exhibits[0].find.register
    assert (find.shown.spot, find.heads[0].reason) == ("On the seat", "looked again")
    assert find.shown.number == desk.seizure(seizure).exhibits[0].number


def test_a_seal_that_was_typed_wrongly_is_corrected_and_stays_the_seal_of_the_package(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    save(desk, seizure, "package", {"package_no": "P-7", "seals": "S-7O"}, exhibit)
    step = desk.seizure(seizure).exhibits[0].timeline[-1]
    save(desk, seizure, "package", {"package_no": "P-7", "seals": "S-70"}, step.act.entry, mistyped=True)
    after = desk.seizure(seizure).exhibits[0].timeline[-1]
    assert after.corrected is not None
    assert after.corrected["seals"] == ["S-70"]


def test_people_are_added_changed_and_called_a_mistake(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    writeup.save(desk=desk, seizure=seizure, form="person", subject="", typed={"roles": ["suspect"], "age": "31"})
    (person,) = desk.seizure(seizure).persons
    save(desk, seizure, "person", {"roles": ["suspect"], "age": "32"}, person.id)
    (person,) = desk.seizure(seizure).persons
    assert person.register.shown.age == 32
    with pytest.raises(guards.ReasonMissing):
        writeup.void(desk=desk, seizure=seizure, target=person.id, reason="  ")
    writeup.void(desk=desk, seizure=seizure, target=person.id, reason="nobody like that was there")
    assert desk.seizure(seizure).persons[0].voided == "nobody like that was there"


def test_two_seizures_of_one_scene_are_linked_and_parted(desk: Desk) -> None:
    one, other = writeup.start(desk=desk), writeup.start(desk=desk)
    save(desk, one, "called", {"title": "Practice"})
    assert writeup.link(desk=desk, seizure=one, other=desk.seizure(other).number)
    assert not writeup.link(desk=desk, seizure=one, other=other)
    save(desk, one, "called", {"title": "Practice, house two"})
    head = desk.seizure(one).head
    assert head is not None
    assert (head.shown.linked, head.shown.title) == ((other,), "Practice, house two")
    assert writeup.link(desk=desk, seizure=one, other=other, linked=False)
    with pytest.raises(writeup.LinkedToItself):
        writeup.link(desk=desk, seizure=one, other=one)


def test_a_locked_write_up_refuses_and_keeps_what_was_typed(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    review.lock(desk=desk, seizure=seizure)
    drafting.keep(desk=desk, seizure=seizure, form="narrative", subject=seizure, typed={"text": "more"})
    for form, typed, subject in (
        ("narrative", {"text": "more"}, seizure),
        ("find", DRUG, seizure),
        ("find", {**DRUG, "spot": "elsewhere"}, exhibit),
        ("deviation", {"rule": "seal", "what": "x", "why": "y"}, seizure),
    ):
        with pytest.raises(guards.WriteUpLocked):
            save(desk, seizure, form, typed, subject, mistyped=True)
    assert len(drafting.kept(desk=desk, seizure=seizure)) == 1


def test_the_stock_of_seals_follows_what_is_sealed(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    stock = seals.issue(desk=desk, first="K 0001", last="K 0021")
    assert (stock.remaining, stock.few, seals.next_free(desk=desk)) == (21, False, "K 0001")
    with pytest.raises(seals.SealsIssuedTwice):
        seals.issue(desk=desk, first="K0021", last="K0030")
    save(desk, seizure, "package", {"package_no": "P", "seals": ["K 0001", "K 0002"]}, exhibit)
    stock = seals.stock(desk=desk)
    assert (stock.remaining, stock.few, seals.next_free(desk=desk)) == (19, True, "K 0003")
    typed = {"package_no": "P2", "seals": "K0001, Z9"}
    _, second = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    found = writeup.warnings(desk=desk, seizure=seizure, form="package", subject=second, typed=typed)
    assert {one.code for one in found} == {"seal-used-before", "seal-outside-stock"}
    assert seals.withdraw(desk=desk, first="K 0001").remaining == 0


LONG = "ន" * 10_000
HOSTILE = [
    "<b>&amp;</b>\x00",
    "\u202egnp.exe\u202c",
    "a\u200b\u200db",
    "👮🏽‍♀️" * 20,
    "'; DROP TABLE entry;--",
    "../../x",
    "{title}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text(desk: Desk, text: str) -> None:
    seizure = writeup.start(desk=desk)
    drafting.keep(desk=desk, seizure=seizure, form="called", subject=seizure, typed={"title": text})
    save(desk, seizure, "called", {"title": text})
    head = desk.seizure(seizure).head
    assert head is not None
    assert head.shown.title == forms.clean(text)


def test_a_name_of_ten_thousand_letters_is_refused_in_words_and_not_lost(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    typed = {"roles": ["suspect"], "name_km": LONG}
    drafting.keep(desk=desk, seizure=seizure, form="person", subject="new", typed=typed)
    with pytest.raises(NotUnderstood) as caught:
        save(desk, seizure, "person", typed, "new")
    assert caught.value.facts["where"] == "$.name_km"
    assert [one.typed for one in drafting.kept(desk=desk, seizure=seizure)] == [typed]


def test_a_draft_larger_than_a_form_can_be_is_refused_and_the_one_before_stays(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    drafting.keep(desk=desk, seizure=seizure, form="narrative", subject=seizure, typed={"text": "short"})
    with pytest.raises(drafting.DraftTooLong):
        drafting.keep(desk=desk, seizure=seizure, form="narrative", subject=seizure, typed={"text": LONG * 10})
    assert [one.typed for one in drafting.kept(desk=desk, seizure=seizure)] == [{"text": "short"}]


def test_a_draft_of_another_shape_is_passed_over(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    for place, body in enumerate((b"", b"[]", b"\xff", b'{"form": 5}')):
        desk.store.drafts.put(f"writeup/{seizure}/x/{place}/", body, wall=1)
    assert drafting.kept(desk=desk, seizure=seizure) == ()


def test_a_name_is_found_in_any_spelling_order(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    save(desk, seizure, "called", {"title": "កា្រមហាត់រៀន"})
    hits = desk.store.projections.find("ក្រាមហាត់រៀន")
    assert [hit.seizure for hit in hits] == [seizure]


@pytest.mark.parametrize(("typed", "code"), [("1970-01-01 07:00", "long-ago"), ("2099-01-01 00:00", "in-the-future")])
def test_a_date_of_another_age_is_asked_about_and_recorded(desk: Desk, typed: str, code: str) -> None:
    seizure = writeup.start(desk=desk)
    held = {"started": typed}
    found = writeup.warnings(desk=desk, seizure=seizure, form="times", subject=seizure, typed=held)
    assert [one.code for one in found] == [code]
    assert save(desk, seizure, "times", held)


def test_a_photo_is_told_of_again_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    seizure = writeup.start(desk=desk)
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    (one,) = photos.attach(desk=desk, seizure=seizure, photos=[photos.Photo(path=tmp_path / "a.jpg")]).kept
    assert save(desk, seizure, "photo", {"view": "display", "caption": "scale"}, one, mistyped=True)
    (original,) = desk.seizure(seizure).originals
    assert (original.fact.register.shown.view, original.fact.register.shown.name) == ("display", "a.jpg")


def test_a_reason_or_a_title_of_ten_thousand_letters_is_refused_before_it_is_signed(desk: Desk) -> None:
    with pytest.raises(NotUnderstood):
        writeup.start(desk=desk, title=LONG)
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    before = desk.seizure(seizure).entries
    with pytest.raises(NotUnderstood):
        writeup.void(desk=desk, seizure=seizure, target=exhibit, reason=LONG)
    with pytest.raises(NotUnderstood) as caught:
        save(desk, seizure, "find", {**DRUG, "spot": "elsewhere"}, exhibit, reason=LONG)
    assert caught.value.facts["where"] == "$.reason"
    assert desk.seizure(seizure).entries == before
