"""The write-up in the window, on a real practice home: what is typed is kept, what is saved is signed."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.actions import drafting
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.field import Pick
from tests.ui import fit
from tests.ui.practice import PASSPHRASE, Practice
from tests.ui.seat import LONG, type_passphrase
from tests.ui.sitting import CONTROL, Sitting


def test_one_key_begins_a_seizure_at_when_and_where_with_the_first_empty_field(sitting: Sitting) -> None:
    sitting.begin()
    assert sitting.state.section == "where"
    team = sitting.view.team
    assert team
    assert team.shown.lead.name == "Officer Practice A"
    focus = sitting.window.focusWidget()
    assert focus is sitting.line("times", "started")


def test_what_is_typed_is_on_the_disk_before_the_page_calls_it_kept_and_save_signs_it(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.go("called")
    sitting.type("called", "title", "House by the river")
    safe = sitting.page.safe()
    assert safe
    assert "Keeping" in safe.text
    sitting.kept()
    desk = sitting.window.desk
    assert desk
    (held,) = drafting.kept(desk=desk, seizure=sitting.view.id)
    assert (held.form, held.typed["title"]) == ("called", "House by the river")
    safe = sitting.page.safe()
    assert safe
    assert safe.text.startswith("Draft kept")
    sitting.save()
    assert sitting.view.head
    assert sitting.view.head.shown.title == "House by the river"
    assert drafting.kept(desk=desk, seizure=sitting.view.id) == ()
    assert sitting.page.safe() is None


def test_leaving_a_section_signs_what_can_be_read_and_keeps_the_rest_with_a_mark(sitting: Sitting) -> None:
    sitting.begin()
    sitting.type("times", "started", "half past two")
    sitting.type("times", "clock_evidence", "station clock")
    sitting.state.go("ground")
    sitting.settled()
    before = sitting.view
    assert before.times is None
    assert sitting.state.typing.keys == (Key("times", sitting.view.id),)
    button = sitting.page.part("section_where")
    assert button
    assert "not signed yet" in button.accessibleName()
    sitting.state.go("where")
    line = sitting.line("times", "started")
    assert isinstance(line, QLineEdit)
    assert line.text() == "half past two"
    line.clear()
    sitting.type("times", "started", "02:13")
    sitting.state.go("ground")
    sitting.settled()
    assert sitting.view.times
    assert sitting.view.times.shown.clock_evidence == "station clock"
    assert not sitting.state.typing.keys


def test_a_complaint_stands_at_its_field_and_nothing_typed_goes(sitting: Sitting) -> None:
    sitting.begin()
    sitting.type("times", "started", "soon")
    sitting.save()
    assert any("soon" in text and "time" in text for text in fit.words(sitting.page))
    line = sitting.line("times", "started")
    assert isinstance(line, QLineEdit)
    assert line.text() == "soon"


def test_the_other_language_and_the_night_look_keep_what_is_typed(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.go("narrative")
    sitting.type("narrative", "text", "The door was open")
    for switch in ("language", "look", "language", "look"):
        sitting.window.switched.emit(switch)
        sitting.qtbot.wait(20)
        field = sitting.line("narrative", "text")
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText() == "The door was open"


def test_a_lock_keeps_the_typing_and_the_next_unlock_offers_it(sitting: Sitting, written_home: Practice) -> None:
    sitting.begin()
    seizure = sitting.view.id
    sitting.state.go("called")
    sitting.type("called", "title", "Half a ti")
    sitting.window.homes.lock()
    assert sitting.page.head().title == "Seizure", "nothing of the record shows any more"
    sitting.qtbot.waitUntil(lambda: not sitting.window.ops.busy, timeout=LONG)
    sitting.qtbot.waitUntil(lambda: sitting.window.unlock_page.part("passphrase") is not None, timeout=LONG)
    type_passphrase(sitting.window, PASSPHRASE)
    sitting.qtbot.waitUntil(lambda: sitting.window.desk is not None, timeout=LONG)
    sitting.window.open(seizure)
    sitting.qtbot.waitUntil(lambda: bool(sitting.state.typing.keys), timeout=LONG)
    sitting.state.go("called")
    line = sitting.line("called", "title")
    assert isinstance(line, QLineEdit)
    assert line.text() == "Half a ti"
    assert sitting.page.part("from_before") is not None
    assert any("It is not signed yet." in text for text in fit.words(sitting.page))


def test_an_exhibit_is_added_cloned_and_weighed_by_keys_and_a_weight_is_read_back_first(sitting: Sitting) -> None:
    sitting.begin()
    first = sitting.add_drug()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_D, CONTROL)
    sitting.qtbot.wait(20)
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_2)
    sitting.qtbot.waitUntil(lambda: len(sitting.view.exhibits) == 3, timeout=LONG)
    clones = [x.find.register.shown for x in sitting.view.exhibits if x.id != first]
    assert {x.copied_from for x in clones} == {first}
    assert {x.description for x in clones} == {""}
    sitting.settled()
    sitting.state.chosen = first
    sitting.state.section_changed.emit()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_W)
    sitting.qtbot.wait(40)
    sitting.type("weighing", "value", "512.4 g", first)
    QTest.keyClick(sitting.window, Qt.Key.Key_S, CONTROL)
    dialog = sitting.dialog()
    assert "512.4 g" in fit.words(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible(), "nobody said yet who else saw it"
    pick = dialog.findChild(Pick, "second_person")
    assert pick
    pick.setCurrentIndex(pick.count() - 1)
    assert not dialog.yes.isEnabled()
    button = dialog.findChild(QAbstractButton, "suspect_refused")
    assert button
    button.click()
    assert dialog.yes.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    sitting.qtbot.waitUntil(lambda: any(x.weighings for x in sitting.view.exhibits), timeout=LONG)
    (weighing,) = next(x.weighings for x in sitting.view.exhibits if x.id == first)
    assert (weighing.register.shown.value.value, weighing.register.shown.suspect) == ("512.4", "refused")
    assert sitting.state.typing.keys == ()


def test_any_other_key_types_the_weight_again_and_signs_nothing(sitting: Sitting) -> None:
    sitting.begin()
    one = sitting.add_drug()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_W)
    sitting.qtbot.wait(40)
    sitting.type("weighing", "value", "5124 g", one)
    QTest.keyClick(sitting.window, Qt.Key.Key_S, CONTROL)
    dialog = sitting.dialog()
    QTest.keyClick(dialog, Qt.Key.Key_5)
    sitting.settled()
    line = sitting.line("weighing", "value", one)
    assert isinstance(line, QLineEdit)
    assert line.selectedText() == "5124 g"
    assert not any(x.weighings for x in sitting.view.exhibits)


def test_the_scale_carries_over_to_the_next_weighing_but_never_the_value(sitting: Sitting) -> None:
    exhibits = [x for x in sitting.view.exhibits if x.weighings]
    sitting.state.go("exhibits")
    sitting.state.chosen = exhibits[0].id
    sitting.state.section_changed.emit()
    sitting.window.setFocus()
    QTest.keyClick(sitting.window, Qt.Key.Key_W)
    sitting.qtbot.wait(40)
    shown = sitting.state.forms[Key("weighing", exhibits[0].id)].typed
    assert shown["scale"] == {"name": shown["scale"]["name"]} | shown["scale"]
    assert "value" not in shown
    assert "display" not in shown
    assert sitting.state.typing.keys == (), "what carries over is no typing"


def test_a_fact_is_corrected_with_one_key_and_the_old_value_stays_in_the_history(sitting: Sitting) -> None:
    one = next(x for x in sitting.view.exhibits if x.weighings)
    fact = one.weighings[0]
    sitting.state.go("exhibits")
    sitting.state.chosen = one.id
    sitting.state.section_changed.emit()
    sitting.press(f"correct_{fact.id[:12]}")
    line = sitting.line("weighing", "value", fact.id)
    assert isinstance(line, QLineEdit)
    line.clear()
    sitting.type("weighing", "value", "511.9 g", fact.id)
    QTest.keyClick(sitting.window, Qt.Key.Key_M, CONTROL)
    sitting.settled()
    now = next(x for x in sitting.view.exhibits if x.id == one.id).weighings[0].register
    assert now.shown.value.value == "511.9"
    assert now.heads[0].mistyped
    assert now.past[0].value.value == fact.register.shown.value
    sitting.press(f"history_weighing_{fact.id[:12]}")
    assert any(fact.register.shown.value.value in text for text in fit.words(sitting.page))


def test_a_missing_thing_is_answered_by_a_deviation_and_shrinks_to_one_line(sitting: Sitting) -> None:
    open_before = [one for one in sitting.state.missing if not one.answered_by]
    sitting.press("deviate_0")
    assert sitting.state.section == "deviations"
    subject = open_before[0].exhibit or sitting.view.id
    sitting.type("deviation", "why", "No light and rain", subject)
    sitting.save()
    sitting.qtbot.waitUntil(lambda: any(m.answered_by for m in sitting.state.missing), timeout=LONG)
    left = [one for one in sitting.state.missing if not one.answered_by]
    assert len(left) == len(open_before) - 1


def test_single_letters_are_letters_while_somebody_types(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.go("called")
    sitting.type("called", "title", "WATCS n p 123")
    line = sitting.line("called", "title")
    assert isinstance(line, QLineEdit)
    assert line.text() == "WATCS n p 123"
    assert sitting.state.section == "called"
    assert sitting.window.current is sitting.page


def test_a_lock_with_something_missing_asks_why_and_then_it_can_only_be_read(sitting: Sitting) -> None:
    sitting.state.go("lock")
    QTest.keyClick(sitting.window, Qt.Key.Key_L, CONTROL)
    sitting.settled()
    assert sitting.view.state == "draft"
    reason = sitting.page.part("lock_reason")
    assert isinstance(reason, QLineEdit)
    QTest.keyClicks(reason, "The rest follows from the station")
    QTest.keyClick(sitting.window, Qt.Key.Key_L, CONTROL)
    sitting.qtbot.waitUntil(
        lambda: sitting.window.view is not None and sitting.window.view.state == "locked", timeout=LONG
    )
    sitting.qtbot.waitUntil(lambda: sitting.window.current is sitting.window.seizure, timeout=LONG)


def test_the_narrative_starts_from_the_facts_and_asks_before_it_replaces_words(sitting: Sitting) -> None:
    sitting.state.go("narrative")
    held = sitting.page.narrative_text()
    assert held
    sitting.press("from_facts")
    assert sitting.page.narrative_text() == held
    question = next(d for d in sitting.window.findChildren(QDialog) if d.objectName() == "question")
    agree = question.findChild(QAbstractButton, "agree")
    assert agree
    agree.click()
    sitting.settled()
    assert sitting.page.narrative_text() not in {"", held}
    assert sitting.state.typing.keys == (Key("narrative", sitting.view.id),)


SECTIONS = ("called", "where", "ground", "team", "people", "exhibits", "photos", "narrative", "deviations", "lock")


@fit.IN_EVERY_SIZE
def test_no_section_is_cut_and_everything_is_named_and_reached(
    sitting: Sitting, language: str, size: tuple[int, int]
) -> None:
    sitting.window.resize(*size)
    if language == "km":
        sitting.window.switched.emit("language")
    for section in SECTIONS:
        sitting.state.go(section)
        sitting.qtbot.wait(40)
        found = {
            # What people typed scrolls inside its line; only our own words must fit.
            "cut": [one for one in fit.cut_text(sitting.window) if not one.startswith("field")],
            "overlaps": fit.overlaps(sitting.window),
            "outside": fit.outside(sitting.window),
            "nameless": fit.nameless(sitting.window),
            "unreached": sorted(fit.controls(sitting.page) - fit.reached_by_tab(sitting.window)),
        }
        assert not any(found.values()), (section, found)
    assert isinstance(sitting.page, QWidget)


def test_nobody_signs_by_walking_past_what_another_officer_typed(sitting: Sitting) -> None:
    window = sitting.window
    sitting.begin()
    sitting.state.go("called")
    sitting.type("called", "title", "House by the river")
    sitting.kept()
    desk, card = window.desk, window.card
    assert desk
    assert card
    window.change_officer(desk, msgspec.structs.replace(card, person=desk.new_id(), name="Officer Practice B"))
    sitting.settled()
    told = " ".join(fit.words(sitting.page))
    assert f"{card.name} typed it: whoever saves it signs it." in told
    sitting.state.go("where")
    sitting.settled()
    sitting.state.go("lock")
    sitting.state.lock("The rest follows from the station")
    sitting.settled()
    assert sitting.view.head
    assert len(sitting.view.head.shown.title) == 0
    assert sitting.view.state == "draft"
    assert sitting.state.section == "called", "the lock shows what it would sign"
    (held,) = drafting.kept(desk=desk, seizure=sitting.view.id)
    assert (held.person, held.typed["title"]) == (card.person, "House by the river")
    sitting.save()
    assert sitting.view.head.shown.title == "House by the river", "saving aloud signs what is shown"


def test_a_draft_on_the_disk_says_who_typed_it_and_is_signed_only_on_purpose(
    sitting: Sitting, written_home: Practice
) -> None:
    desk = sitting.window.desk
    assert desk
    body = {"seizure": sitting.view.id, "form": "narrative", "subject": sitting.view.id, "typed": {"text": "Not mine"}}
    said = msgspec.json.encode(body | {"person": desk.new_id(), "name": "Officer Practice B"})
    desk.store.drafts.put(f"writeup/{sitting.view.id}/narrative/{sitting.view.id}/", said, wall=1_795_286_220_000)
    sitting.begin()
    sitting.window.open(written_home.seizure)
    sitting.qtbot.waitUntil(lambda: sitting.view.id == written_home.seizure, timeout=LONG)
    sitting.settled()
    sitting.state.go("narrative")
    sitting.settled()
    assert "Officer Practice B typed it: whoever saves it signs it." in " ".join(fit.words(sitting.page))
    sitting.state.go("called")
    sitting.settled()
    assert sitting.view.narrative is None or sitting.view.narrative.shown.text != "Not mine"
