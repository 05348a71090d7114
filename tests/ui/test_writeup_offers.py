"""The write-up offers what is known, warns without blocking, and takes nothing away that was ever written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions import drafting, seals
from fieldkit.actions.practice import demo
from fieldkit.text.breaks import ZERO_WIDTH_SPACE
from fieldkit.ui.look import style
from fieldkit.ui.pages.writeup_slots import Slot
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.field import Pick
from fieldkit.ui.window import Window
from tests.ui import fit, seat, seats, staged
from tests.ui.conftest import Dress
from tests.ui.practice import PASSPHRASE, Practice
from tests.ui.seat import LONG, type_passphrase
from tests.ui.sitting import CONTROL, Sitting

WHY = "Entered twice in the dark"


def answer(sitting: Sitting, name: str, **typed: str) -> None:
    """Type into the dialog of that name and agree."""
    dialog = seats.dialog(sitting.qtbot, sitting.window, name)
    for field, text in typed.items():
        line = dialog.findChild(QLineEdit, field)
        assert line is not None, field
        line.setText(text)
    button = dialog.findChild(QAbstractButton, "agree")
    assert button
    button.click()
    sitting.settled()


def struck(page: QWidget, text: str) -> bool:
    """Tell whether *text* stands on the page, struck through."""
    return any(w.font().strikeOut() for w in page.findChildren(QWidget) if getattr(w, "text", str)() == text)


def test_an_exhibit_entered_by_mistake_stays_legible_struck_through_with_its_reason(sitting: Sitting) -> None:
    one = sitting.view.exhibits[0]
    number = one.number.rpartition("/")[2]
    sitting.state.go("exhibits")
    sitting.state.chosen = one.id
    sitting.state.section_changed.emit()
    count = len(sitting.state.exhibits)
    sitting.press(f"void_{one.id}")
    answer(sitting, "mistake", reason="")
    assert sitting.view.exhibits[0].find.voided == "", "no mistake without a reason"
    answer(sitting, "mistake", reason=WHY)
    sitting.qtbot.waitUntil(lambda: len(sitting.state.exhibits) == count - 1, timeout=LONG)
    sitting.settled()
    assert sitting.view.exhibits[0].find.voided == WHY
    assert struck(sitting.page, number)
    assert any(WHY in text for text in fit.words(sitting.page))


def test_a_weighing_a_person_and_a_deviation_are_struck_through_too(sitting: Sitting) -> None:
    one = next(x for x in sitting.view.exhibits if x.weighings)
    sitting.state.go("exhibits")
    sitting.state.chosen = one.id
    sitting.state.section_changed.emit()
    sitting.press(f"void_{one.weighings[0].id[:36]}")
    answer(sitting, "mistake", reason=WHY)
    assert next(x for x in sitting.view.exhibits if x.id == one.id).weighings[0].voided == WHY
    person = sitting.view.persons[0]
    sitting.state.go("people")
    sitting.settled()
    sitting.press(f"void_{person.id}")
    answer(sitting, "mistake", reason=WHY)
    sitting.qtbot.waitUntil(lambda: sitting.page.part(f"struck_{person.id}") is not None, timeout=LONG)
    assert sitting.view.persons[0].voided == WHY
    sitting.state.go("deviations")
    sitting.settled()
    told = sitting.view.deviations[0]
    sitting.press(f"void_{told.id[:36]}")
    answer(sitting, "mistake", reason=WHY)
    sitting.qtbot.waitUntil(lambda: sitting.page.part(f"struck_{told.id[:36]}") is not None, timeout=LONG)
    assert sitting.view.deviations[0].voided == WHY
    assert struck(sitting.page, told.register.shown.what)


def test_a_photo_attached_by_mistake_is_struck_from_its_page_and_stays_in_the_list(sitting: Sitting) -> None:
    sitting.window.go("photos")
    sitting.settled()
    button = sitting.window.photos.part("void_photo")
    assert isinstance(button, QAbstractButton)
    button.click()
    answer(sitting, "mistake", reason=WHY)
    sitting.qtbot.waitUntil(lambda: any(o.fact.voided for o in sitting.view.originals), timeout=LONG)
    gone = next(o for o in sitting.view.originals if o.fact.voided)
    sitting.window.go("writeup")
    sitting.state.go("photos")
    sitting.settled()
    assert struck(sitting.page, gone.fact.register.shown.name)


def test_the_next_seal_is_one_press_and_a_wrong_number_is_covered_with_both_legible(sitting: Sitting) -> None:
    desk = sitting.window.desk
    assert desk
    seals.issue(desk=desk, first="P 900 001", last="P 900 005")
    sitting.begin()
    one = sitting.add_drug()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_S)
    sitting.settled()
    assert "5 seals are left in the stock." in fit.words(sitting.page), "fewer than twenty"
    sitting.press("offer_package_seal")
    assert sitting.state.forms[Key("package", one)].typed["seals"] == ["P 900 001"]
    sitting.save()
    sitting.qtbot.waitUntil(lambda: bool(sitting.view.exhibits[0].axes.package.now), timeout=LONG)
    sitting.press(f"label_{one}")
    answer(sitting, "over_label", old="P 900 001", new="P 900 010", reason="Misread in the dark")
    now = sitting.view.exhibits[0].axes.package.now
    assert now
    assert now.seals == ("P 900 010",)
    said = " ".join(fit.words(sitting.page))
    assert "P 900 001" in said
    assert "P 900 010" in said


def test_a_sealing_is_offered_the_packaging_of_the_one_before(sitting: Sitting) -> None:
    steps = [s for x in sitting.view.exhibits for s in x.timeline if s.act.type == "custody.package"]
    last = max(steps, key=lambda step: (step.act.wall, step.act.seq))
    one = sitting.add_drug()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_S)
    sitting.settled()
    sitting.press("offer_package_type")
    assert sitting.state.forms[Key("package", one)].typed["package_type"] == last.body["package_type"]


def test_an_officer_of_the_laptop_joins_the_team_with_one_press(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.officers = (sitting.state.me.__class__(name="Officer Practice C", rank="Sgt"),)
    sitting.state.go("team")
    sitting.press("offer_team_0")
    members = sitting.state.forms[Key("team", sitting.view.id)].typed["members"]
    assert [one["name"] if isinstance(one, dict) else one for one in members] == ["Officer Practice C"]
    sitting.save()
    assert sitting.view.team
    assert [one.name for one in sitting.view.team.shown.members] == ["Officer Practice C"]


def test_position_and_clock_come_from_the_photos_that_hold_them(sitting: Sitting, written_home: Practice) -> None:
    sitting.begin()
    pictures = sorted(written_home.card.iterdir())
    sitting.state.dropped.emit("clock", "", pictures[:2])
    sitting.qtbot.waitUntil(lambda: len([o for o in sitting.view.originals if o.examined]) == 2, timeout=LONG)
    sitting.settled()
    assert {o.fact.register.shown.view for o in sitting.view.originals} == {"clock"}
    sitting.state.go("where")
    sitting.settled()
    offered = [w for w in sitting.page.findChildren(QAbstractButton) if w.objectName().startswith("offer_")]
    clocks = [w for w in offered if w.objectName().startswith("offer_times_")]
    assert clocks
    said = clocks[0].text()
    clocks[0].click()
    assert sitting.state.forms[Key("times", sitting.view.id)].typed["clock_evidence"] == said
    places = [w for w in offered if w.objectName().startswith("offer_place_")]
    point = next(o.examined.point for o in sitting.view.originals if o.examined)
    assert bool(places) == (point is not None)
    if point is not None:
        places[0].click()
        sitting.state.go("ground")
        sitting.settled()
        assert sitting.view.place
        assert sitting.view.place.shown.place.point is not None


def test_a_photo_chosen_in_a_slot_belongs_to_its_exhibit_and_shows_what_the_slot_says(
    sitting: Sitting, written_home: Practice
) -> None:
    sitting.begin()
    one = sitting.add_drug()
    slot = sitting.page.part(f"slot_display_{one}")
    assert isinstance(slot, Slot)
    slot.click()
    dialog = next(d for d in sitting.window.findChildren(QFileDialog) if d.isVisible())
    picture = min(written_home.card.iterdir())
    dialog.filesSelected.emit([str(picture)])
    dialog.close()
    sitting.qtbot.waitUntil(lambda: len(sitting.view.originals) == 1, timeout=LONG)
    said = sitting.view.originals[0].fact.register.shown
    assert (said.view, said.exhibits, said.name) == ("display", (one,), picture.name)


def test_what_looks_odd_is_amber_and_is_signed_all_the_same(sitting: Sitting) -> None:
    sitting.begin()
    sitting.type("times", "started", "2099-01-01 02:13")
    tones = {
        w.property("tone")
        for w in sitting.page.findChildren(QWidget)
        if "is in the future" in str(getattr(w, "text", str)())
    }
    assert tones == {"warn"}
    sitting.save()
    assert sitting.view.times is not None


def test_discard_drops_what_was_kept_from_before_and_only_after_a_question(sitting: Sitting) -> None:
    sitting.begin()
    seizure = sitting.view.id
    sitting.state.go("called")
    sitting.type("called", "title", "Half a ti")
    sitting.window.homes.lock()
    sitting.qtbot.waitUntil(lambda: not sitting.window.ops.busy, timeout=LONG)
    sitting.qtbot.waitUntil(lambda: sitting.window.unlock_page.part("passphrase") is not None, timeout=LONG)
    type_passphrase(sitting.window, PASSPHRASE)
    sitting.qtbot.waitUntil(lambda: sitting.window.desk is not None, timeout=LONG)
    sitting.window.open(seizure)
    sitting.qtbot.waitUntil(lambda: bool(sitting.state.typing.keys), timeout=LONG)
    sitting.settled()
    desk = sitting.window.desk
    assert desk
    sitting.press("discard")
    assert drafting.kept(desk=desk, seizure=seizure), "nothing goes before the answer"
    answer(sitting, "question")
    assert drafting.kept(desk=desk, seizure=seizure) == ()
    assert sitting.page.part("from_before") is None


def test_two_teams_at_one_scene_find_each_other_by_number_on_both_pages(
    sitting: Sitting, written_home: Practice
) -> None:
    sitting.begin()
    mine, number = sitting.view.id, sitting.view.number
    sitting.state.go("lock")
    sitting.settled()
    pick = sitting.page.part("link_pick")
    assert isinstance(pick, Pick)
    pick.setCurrentIndex(pick.findData(written_home.seizure))
    sitting.press("link")
    other = f"linked_{written_home.seizure}"
    sitting.qtbot.waitUntil(lambda: sitting.page.part(other) is not None, timeout=LONG)
    sitting.press(other)
    sitting.qtbot.waitUntil(lambda: sitting.view.id == written_home.seizure, timeout=LONG)
    sitting.settled()
    sitting.state.go("lock")
    sitting.qtbot.waitUntil(lambda: sitting.page.part(f"linked_{mine}") is not None, timeout=LONG)
    back = sitting.page.part(f"linked_{mine}")
    assert isinstance(back, QAbstractButton)
    assert back.text() == number
    back.click()
    sitting.qtbot.waitUntil(lambda: sitting.view.id == mine, timeout=LONG)


def test_language_look_and_size_bring_the_open_form_and_its_field_back_into_view(sitting: Sitting) -> None:
    one = next(x for x in sitting.view.exhibits if x.weighings)
    sitting.state.go("exhibits")
    sitting.state.chosen = sitting.view.exhibits[-1].id
    sitting.press(f"weighing_{sitting.view.exhibits[-1].id}") if sitting.page.part(
        f"weighing_{sitting.view.exhibits[-1].id}"
    ) else sitting.press(f"correct_{one.weighings[0].id[:12]}")
    sitting.settled()
    field = sitting.window.focusWidget()
    assert field is not None
    name = field.objectName()
    for change in ("language", "look", "size", "language", "size"):
        area, top, height = at_the_field(sitting)
        # At the lower edge: what grows above pushes it out.
        bar = area.verticalScrollBar()
        bar.setValue(bar.value() + top - area.viewport().height() + height + 2)
        if change == "size":
            sitting.window.dress.size_text(125 if style.scaled(100) == 100 else 100)
        else:
            sitting.window.switched.emit(change)
        sitting.settled()
        focus = sitting.window.focusWidget()
        assert focus is not None
        assert focus.objectName() == name, change
        area, top, height = at_the_field(sitting)
        assert 0 <= top <= area.viewport().height() - height, (change, top)


def at_the_field(sitting: Sitting) -> tuple[QScrollArea, int, int]:
    """Return the section's area, how far below its upper edge the field with the keyboard begins, and its height."""
    area, focus = sitting.page.findChild(QScrollArea, "section"), sitting.window.focusWidget()
    assert area is not None
    assert focus is not None
    return area, focus.mapTo(area.viewport(), focus.rect().topLeft()).y(), focus.height()


def test_a_returned_write_up_shows_who_sent_it_back_and_their_words(qtbot: QtBot, dress: Dress) -> None:
    dress("light", "en")
    shell = staged.stage("writeup-called")
    qtbot.addWidget(shell)
    qtbot.wait(30)
    card = shell.findChild(QWidget, "returned")
    assert card is not None
    said = " ".join(fit.words(card))
    assert said.startswith("Returned by ")
    page = shell.findChild(QWidget, "writeup")
    view = page.state.record  # type: ignore[union-attr]  # the page that was staged
    assert next(r.reason for r in reversed(view.reviews) if r.reason) in said


# --- other officers, other times -------------------------------------------------------------------------------------
@pytest.fixture
def second(qtbot: QtBot, dress: Dress, tmp_path: Path) -> Iterator[Sitting]:
    """The second officer of the practice night sits at the write-up of the first."""
    laptop = seats.laptop(tmp_path, night=True)
    for window in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, window, laptop.second)
        yield Sitting(qtbot, window)


def test_a_second_officer_locks_for_an_absent_author_only_with_a_reason(second: Sitting) -> None:
    at, window = second, second.window
    at.qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    window.open(window.today.listed[0].id)
    at.qtbot.waitUntil(lambda: window.current is at.page, timeout=LONG)
    at.settled()
    at.state.go("lock")
    at.settled()
    assert any("You did not write this." in text for text in fit.words(at.page))
    QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    at.settled()
    assert at.view.state == "draft"
    reason = at.page.part("lock_reason")
    assert isinstance(reason, QLineEdit)
    QTest.keyClicks(reason, "The lead officer was called away")
    QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    at.qtbot.waitUntil(lambda: window.view is not None and window.view.state == "locked", timeout=LONG)
    assert window.view
    assert window.view.reviews[-1].reason == "The lead officer was called away"


@pytest.fixture
def accepted(qtbot: QtBot, dress: Dress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The laptop after the demo night: headquarters has accepted it."""
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    told = demo.run(folder=tmp_path / "night")
    for window in seat.window_on(told.homes.field, qtbot, tmp_path):
        seat.unlocked(qtbot, window).open(told.seizure)
        yield window


def test_an_accepted_seizure_is_amended_with_a_reason_and_its_history_is_read_on_its_page(
    qtbot: QtBot, accepted: Window
) -> None:
    window, at = accepted, Sitting(qtbot, accepted)
    qtbot.waitUntil(lambda: window.view is not None and window.current is window.seizure, timeout=LONG)
    assert window.view
    assert window.view.state == "accepted"
    amend = window.seizure.part("amend")
    assert isinstance(amend, QAbstractButton)
    amend.click()
    answer(at, "amend_seizure", reason="The wrong door was written down")
    qtbot.waitUntil(lambda: window.current is at.page, timeout=LONG)
    at.settled()
    at.state.go("where")
    at.settled()
    line = at.line("place", "premises")
    assert isinstance(line, QLineEdit)
    before = line.text()
    line.clear()
    at.type("place", "premises", "A shed")
    at.save()
    assert window.view.place
    assert window.view.place.shown.premises == "A shed"
    assert window.view.place.shown.amend is not None
    assert window.view.version == 2
    assert window.view.problems == ()
    window.homes.lock()
    qtbot.waitUntil(lambda: window.unlock_page.part("passphrase") is not None, timeout=LONG)
    type_passphrase(window, PASSPHRASE)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    at.settled()
    window.open(window.today.listed[0].id)
    qtbot.waitUntil(lambda: window.current is window.seizure, timeout=LONG)
    at.settled()
    fold = window.seizure.part("history_card_place")
    assert isinstance(fold, QAbstractButton)
    fold.click()
    qtbot.wait(30)
    said = [text.replace(ZERO_WIDTH_SPACE, "") for text in fit.words(window.seizure)]
    assert any("device" in text for text in said), said
    assert any(before in text for text in said), before
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]
