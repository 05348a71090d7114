"""The forms: what is typed stands as typed, everything is reached by keyboard, nothing is cut in either language."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from fieldkit.domain import typed as reading
from fieldkit.domain.friendly import NotAWriteUp
from fieldkit.domain.writeup_bodies import PlaceSet
from fieldkit.text.catalogue import Language, _, mark_translated
from fieldkit.ui.forms.all_forms import FORMS
from fieldkit.ui.forms.things import FINDS
from fieldkit.ui.widgets.button import Button
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.forms_shown import FILLED, Show, known, line, press, said, show, write
from tests.ui.test_pages import hard_coded

__all__ = ["show"]


# --- every form ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.heavy), "km"])
@pytest.mark.parametrize("name", FILLED)
def test_a_form_fits_both_widths_and_tab_goes_through_it_as_one_reads(
    qtbot: QtBot, show: Show, dress: Dress, name: str, language: Language
) -> None:
    dress("night" if language == "km" else "light", language)
    view = show(name, open_all=True)
    area = view.window()
    for width in (640, 400):
        area.resize(width, 760)
        for _turn in range(6):  # rows lay themselves out after the form, one event later each
            qtbot.wait(8)
        assert area.width() == width, "the form forces the page to grow"
        assert fit.cut_text(area) == []
        assert fit.overlaps(area) == []
        assert fit.nameless(area) == []
        assert fit.controls(view) - fit.reached_by_tab(view) == set()
        stops = [one for one in view.stops() if one.isVisible() and not one.objectName().endswith("_remove")]
        places = [(stop.mapTo(view, QPoint(0, 0)).y(), stop.mapTo(view, QPoint(0, 0)).x()) for stop in stops]
        for (above, left), (below, right) in pairwise(places):
            assert above <= below + 60 or left < right, "Tab goes back up"
    assert not view.grab().toImage().isNull()


@pytest.mark.parametrize("name", FILLED)
def test_every_word_of_a_form_comes_out_of_the_catalogue(show: Show, name: str) -> None:
    mark_translated(on=True)
    data = {"Banteay Meanchey", "Paoy Paet", "Laos", "Methamphetamine, crystal", "Safrole-rich oils", "THB", "VND"}
    lists = [*known().persons, *known().originals, *known().exhibits]

    def walk(value: object) -> None:
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
            walk(part)
        if isinstance(value, str):
            data.add(value)

    walk([FILLED[name], lists])
    names = sorted(data, key=len, reverse=True)
    left = {text: rest for text in fit.words(show(name, open_all=True)) if (rest := hard_coded(text, names))}
    assert left == {}


def test_every_form_of_the_domain_is_declared_with_the_names_of_its_fields() -> None:
    for name in reading.FORMS:
        for form in FINDS.values() if name == "find" else (FORMS[name],):
            fields = reading.kind_of(name).__struct_fields__
            assert {one.name.partition(".")[0] for one in form.fields} <= {*fields, "place"}


@pytest.mark.parametrize("name", FILLED)
def test_what_was_typed_comes_back_key_for_key_and_is_what_the_record_reads(show: Show, name: str) -> None:
    typed = show(name).typed
    assert typed == FILLED[name]
    reading.read(name.partition("-")[0], typed)


# --- nothing typed is lost -------------------------------------------------------------------------------------------
def test_half_typed_nonsense_is_kept_and_restored(qtbot: QtBot, show: Show) -> None:
    view = show("times", {})
    write(qtbot, line(view, "times_started"), "02:1")
    write(qtbot, line(view, "times_found"), "tomorrow?")
    assert view.typed == {"started": "02:1", "found": "tomorrow?"}
    again = show("times", view.typed)
    assert again.typed == view.typed
    assert line(again, "times_started").text() == "02:1"


def test_changed_is_told_at_every_key(qtbot: QtBot, show: Show) -> None:
    view = show("called", {})
    told: list[dict[str, Any]] = []
    view.changed.connect(lambda: told.append(view.typed))
    write(qtbot, line(view, "called_title"), "abc")
    assert told == [{"title": "a"}, {"title": "ab"}, {"title": "abc"}]


@pytest.mark.parametrize(
    "strange", ["អ" * 10_000, "👮🏽‍♀️ 🚔", "\u202eabc\u202c \u2066x\u2069", "\ud83d half", "a\x00b\tc"]
)
def test_a_strange_paste_crashes_nothing_and_stays(show: Show, strange: str) -> None:
    view = show("called", {})
    QGuiApplication.clipboard().setText(strange)
    line(view, "called_title").paste()
    kept = view.typed["title"]
    assert show("called", view.typed).typed == {"title": kept}
    kept.encode("utf-8")
    if len(strange) == 10_000:
        assert kept == strange
        assert any("9600" in text for text in said(view))


def test_a_choice_that_another_laptop_wrote_in_no_shape_of_ours_crashes_nothing(show: Show) -> None:
    for given in ({"a": 1}, [{"a": 1}], [None], 10**40, ["witness", 7]):
        show("package", {"photos": given, "suspect": given})


def test_a_paragraph_takes_ten_thousand_letters_and_says_when_it_is_too_long(qtbot: QtBot, show: Show) -> None:
    view = show("narrative", {})
    edit = view.findChild(QPlainTextEdit, "narrative_text")
    assert isinstance(edit, QPlainTextEdit)
    QGuiApplication.clipboard().setText("ក" * 10_000)
    edit.paste()
    assert len(view.typed["text"]) == 10_000
    assert not any("too many" in text for text in said(view))
    edit.paste()
    assert any("8000" in text for text in said(view))


def test_break_marks_are_taken_out_and_letters_composed(show: Show) -> None:
    view = show("called", {})
    line(view, "called_title").setText("ផ្ទះ\u200bជួល cafe\u0301")
    assert view.typed == {"title": "ផ្ទះជួល café"}


def test_the_wheel_never_changes_a_pick(show: Show) -> None:
    view = show("person", {"roles": ["suspect"], "status": "arrested"})
    pick = view.findChild(QComboBox, "person_status")
    assert isinstance(pick, QComboBox)
    pick.setFocus()
    middle = QPointF(pick.rect().center())
    turn = QWheelEvent(
        middle,
        middle,
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pick, turn)
    assert view.typed["status"] == "arrested"


def test_a_value_that_no_list_knows_stays(show: Show) -> None:
    typed = {"ground": "a newer ground", "night_exception": "x"}
    assert show("ground", typed).typed == typed
    assert "a newer ground" in said(show("ground", typed))


# --- by keyboard -----------------------------------------------------------------------------------------------------
def test_enter_in_a_line_goes_on_and_the_page_may_take_it(qtbot: QtBot, show: Show) -> None:
    view = show("called", {})
    line(view, "called_title").setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(view, "called_unit")
    view.enter_moves_on = False
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(view, "called_unit")


def test_a_witness_is_added_by_keyboard_and_the_tab_order_follows(qtbot: QtBot, show: Show) -> None:
    view = show("presence", {"people": [{"party": "A", "role": "owner"}]})
    add = view.findChild(Button, "presence_people_add1")
    assert isinstance(add, Button)
    add.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    focus = QApplication.focusWidget()
    assert focus is line(view, "presence_people[1].party")
    QTest.keyClicks(focus, "Witness B")
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line(view, "presence_people[1].party.id_ref")
    assert view.typed["people"] == [
        {"party": "A", "role": "owner"},
        {"party": "Witness B", "role": "civilian_witness"},
    ]
    assert line(view, "presence_people[1].party").accessibleName() == "Name 2"


def test_a_row_is_removed_and_the_others_stay(qtbot: QtBot, show: Show) -> None:
    view = show("team", {"lead": "L", "members": ["A", "B", "C"]})
    remove = view.findChild(Button, "team_members[1]_remove")
    assert isinstance(remove, Button)
    remove.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert view.typed == {"lead": "L", "members": ["A", "C"]}
    assert view.isAncestorOf(QApplication.focusWidget() or view)
    assert fit.controls(view) - fit.reached_by_tab(view) == set()


def test_rows_added_after_one_was_removed_have_names_of_their_own(qtbot: QtBot, show: Show) -> None:
    view = show("team", {"members": ["A", "B"]})
    for name in ("team_members[0]_remove", "team_members_add0"):
        button = view.findChild(Button, name)
        assert isinstance(button, Button)
        button.click()
        qtbot.wait(1)
    lines = [one.objectName() for one in view.findChildren(QLineEdit) if "members" in one.objectName()]
    assert sorted(lines) == ["team_members[0]", "team_members[1]"]


def test_pressing_a_choice_again_takes_it_back(qtbot: QtBot, show: Show) -> None:
    view = show("weighing", {"kind": "net"})
    for name, value in (("tare", "tare"), ("tare", None), ("ash", "ash")):
        button = view.findChild(Button, f"weighing_kind_{name}")
        assert isinstance(button, Button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert view.typed.get("kind") == value


def test_chips_put_words_in_and_take_them_out(qtbot: QtBot, show: Show) -> None:
    view = show("weighing", {"pan": "my own tray"})
    chip = view.findChild(Button, "weighing_pan_chip2")
    assert isinstance(chip, Button)
    chip.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert view.typed["pan"] == "my own tray, Label"
    press(qtbot, Qt.Key.Key_Space)
    assert view.typed["pan"] == "my own tray"


def test_a_chip_is_one_value_whoever_presses_it(show: Show, dress: Dress) -> None:
    dress("light", "km")
    khmer = show("weighing", {"pan": "my own tray"})
    chip = khmer.findChild(Button, "weighing_pan_chip2")
    assert isinstance(chip, Button)
    chip.click()
    assert chip.isChecked()
    assert chip.text() == _("Label", lang="km") != "Label"
    assert khmer.typed["pan"] == "my own tray, Label"
    again = show("weighing", khmer.typed)
    assert line(again, "weighing_pan").text() == f"my own tray, {chip.text()}"
    dress("light", "en")
    english = show("weighing", khmer.typed)
    assert line(english, "weighing_pan").text() == "my own tray, Label"


# --- fields that come and go -----------------------------------------------------------------------------------------
def test_a_field_that_does_not_apply_is_not_shown_unless_it_holds_something(qtbot: QtBot, show: Show) -> None:
    view = show("ground", {})
    assert not line(view, "ground_authority").isVisible()
    button = view.findChild(Button, "ground_ground_warrant")
    assert isinstance(button, Button)
    button.click()
    assert line(view, "ground_authority").isVisible()
    write(qtbot, line(view, "ground_authority"), "Court Practice")
    flagrante = view.findChild(Button, "ground_ground_flagrante")
    assert isinstance(flagrante, Button)
    flagrante.setFocus()
    flagrante.click()
    assert line(view, "ground_authority").isVisible(), "nobody signs what cannot be seen"
    assert not line(view, "ground_reference").isVisible()


def test_rare_fields_are_folded_away_until_they_hold_something(show: Show) -> None:
    assert not line(show("find-weapon", {"detail": {"type": "weapon"}}), "find-weapon_condition").isVisible()
    filled = show("find-weapon", {"detail": {"type": "weapon"}, "condition": "rusty"})
    assert line(filled, "find-weapon_condition").isVisible()


# --- complaints ------------------------------------------------------------------------------------------------------
def test_a_complaint_finds_its_field_shows_the_words_and_is_hushed(show: Show) -> None:
    view = show("place")
    assert view.complain("$.place.village", "There is no such village.")
    assert QApplication.focusWidget() is line(view, "place_place.village")
    assert "There is no such village." in said(view)
    assert line(view, "place_place.village").property("fault") is True
    view.hush()
    assert "There is no such village." not in said(view)
    assert not view.complain("$.nothing", "x")


def test_a_complaint_finds_its_row_and_unfolds_what_is_folded(show: Show) -> None:
    rows = show("presence")
    assert rows.complain("$.people[1].party", "Who?")
    assert QApplication.focusWidget() is line(rows, "presence_people[1].party")
    team = show("team", {"lead": "L"})
    assert team.complain("$.agencies", "Too many.")
    assert line(team, "team_agencies").isVisible()


def test_the_first_complaint_keeps_the_keyboard(show: Show) -> None:
    view = show("times")
    view.complain("$.found", "First.")
    view.complain("$.left", "Second.")
    assert QApplication.focusWidget() is line(view, "times_found")
    assert {"First.", "Second."} <= set(said(view))


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("ground", {}, "ground_ground_warrant"),
        ("weighing", {"kind": "net", "value": "many"}, "weighing_value"),
        ("find-drug", {"detail": {"type": "drug", "units": "many"}}, "find-drug_detail.units"),
        ("count", {"currency": "USD", "lines": {"100": "x"}}, "count_lines.100"),
        ("presence", {"people": [{"party": "A", "role": "owner"}, {"role": "x"}]}, "presence_people[1].role"),
    ],
)
def test_what_the_record_refuses_is_complained_of_at_its_field(
    show: Show, name: str, typed: dict[str, Any], field: str
) -> None:
    view = show(name, typed)
    with pytest.raises(NotAWriteUp) as refused:
        reading.read(name.partition("-")[0], view.typed)
    found = view.complain(str(refused.value.facts["where"]), str(refused.value.facts["what"]))
    assert found is not None
    assert found.objectName() == field


def test_a_complaint_goes_away_when_its_field_is_mended(qtbot: QtBot, show: Show) -> None:
    view = show("times")
    view.complain("$.found", "Not a time.")
    write(qtbot, line(view, "times_found"), "0")
    assert "Not a time." not in said(view)


def test_a_form_is_built_again_in_the_other_language_as_it_stood(qtbot: QtBot, show: Show, dress: Dress) -> None:
    view = show("place")
    write(qtbot, line(view, "place_place.village"), "ភូមិ")
    dress("night", "km")
    again = show("place", view.typed)
    assert again.typed == view.typed
    assert line(again, "place_place.province").text() == "បន្ទាយមានជ័យ"
    assert isinstance(reading.read("place", again.typed), PlaceSet)
