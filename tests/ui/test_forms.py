"""The forms: what is typed stands as typed, everything is reached by keyboard, nothing is cut in either language."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain import typed as reading
from fieldkit.domain.friendly import NotAWriteUp
from fieldkit.domain.values import Party
from fieldkit.domain.writeup_bodies import PlaceSet, TimesSet
from fieldkit.text import suggest
from fieldkit.text.catalogue import Language, mark_translated
from fieldkit.ui.forms.all_forms import FORMS, form_for
from fieldkit.ui.forms.spec import Known
from fieldkit.ui.forms.things import FINDS
from fieldkit.ui.forms.view import FormView
from fieldkit.ui.widgets.boxes import Scroll, column
from fieldkit.ui.widgets.button import Button
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.test_pages import hard_coded

ID = "00000000-0000-4000-8000-00000000000"
LEAD = {"name": "Dara Practice", "rank": "Lieutenant", "office": "Poipet station", "person": f"{ID}1"}
WITNESS = {"name": "Witness A", "id_ref": "0-1", "phone": "000"}
SCALE = {"name": "Practice scale", "serial": "PS-1", "division_ug": "0.1 g", "zero_checked": True}
FILLED: dict[str, dict[str, Any]] = {
    "called": {"number": "T-1", "title": "ផ្ទះជួល", "unit": "Practice unit", "case_no": "P-1", "linked": [f"{ID}9"]},
    "times": {"started": "2026-11-22 01:37", "found": "2026-11-22 01:44", "clock_evidence": "Photo of a clock"},
    "place": {
        "place": {
            "province": "01",
            "district": "0110",
            "commune": "not in the list",
            "address": "House 00",
            "point": {"lat": "13.658333", "lon": "102.55", "accuracy_m": 12},
        },
        "premises": "ផ្ទះជួល",
        "occupier": "Practice One",
        "border_point": "Poipet",
    },
    "ground": {
        "ground": "prosecutor",
        "authority": "Prosecutor Practice",
        "verbal": True,
        "at": "2026-11-22 00:52",
        "reference": "P-17",
        "night_exception": "drug_place",
        "note": "By telephone.\nWritten one follows.",
    },
    "team": {"lead": LEAD, "members": [LEAD, "Vuthy Practice"], "agencies": ["Customs"], "prosecutor": "P. Practice"},
    "presence": {
        "people": [
            {
                "party": {"name": "Witness A", "id_ref": "0-1", "phone": "000"},
                "role": "civilian_witness",
                "mark": "signed",
            },
            {"party": "ហាត់រៀន មួយ", "role": "owner", "mark": "refused", "reason": "Says they are not his"},
        ]
    },
    "route": {"origin": "TH", "transit": ["LA", "somewhere"], "destination": "KH", "direction": "import"},
    "narrative": {"language": "km", "text": "នៅយប់ថ្ងៃទី ២២\nក្រុមហាត់រៀន"},
    "person": {
        "roles": ["suspect", "owner"],
        "status": "arrested",
        "name_km": "ហាត់រៀន មួយ",
        "sex": "female",
        "age": 27,
        "nationality": "TH",
        "aliases": ["A1", "A2"],
        "arrested_at": "2026-11-22 01:46",
    },
    "deviation": {"rule": "display", "what": "No photo", "why": "Battery", "decided_by": LEAD, "exhibit": f"{ID}6"},
    "weighing": {"kind": "gross_sealed", "value": "1.2kg", "scale": SCALE, "operator": LEAD, "display": f"{ID}4"},
    "count": {"currency": "USD", "lines": {"100": 5, "0.50": 1_000_000}, "counted_by": LEAD, "suspect": "agrees"},
    "test": {"kit": "Kit", "result": "positive", "used": "0.05 g", "operator": LEAD, "photo": f"{ID}5"},
    "package": {"package_no": "P-1", "seals": ["A 004 512 881"], "sealed_by": LEAD, "photos": [f"{ID}4"]},
    "photo": {"name": "IMG_1.JPG", "view": "display", "exhibits": [f"{ID}6"], "source": "card"},
    "find-drug": {
        "number": "K7Q-1/A-01",
        "detail": {"type": "drug", "substance": "meth-crystal", "form": "crystal", "units": 1, "marks": "Gold print"},
        "description": "White pieces",
        "spot": "Spare wheel",
        "found_by": LEAD,
        "collected_by": "Vuthy Practice",
        "from_person": f"{ID}3",
        "hazards": ["Sharp"],
    },
    "find-precursor": {"detail": {"type": "precursor", "substance": "safrole-oil", "volume_ul": "1500 mL"}},
    "find-cash": {"detail": {"type": "cash", "mode": "counted"}, "description": "Notes"},
    "find-vehicle": {"detail": {"type": "vehicle", "vehicle": "motorcycle", "plate_country": "KH", "keys": 2}},
    "find-weapon": {"detail": {"type": "weapon", "weapon": "pistol", "rounds": 5, "made_safe_at": "2026-11-22 02:09"}},
    "find-phone": {"detail": {"type": "phone", "power": "on", "locked": "locked", "isolation": "Faraday bag"}},
    "find-document": {"detail": {"type": "document", "document": "Ledger", "pages": 12}},
    "find-asset": {"detail": {"type": "asset", "asset": "House", "estimate": "12500 USD"}},
    "find-other": {"detail": {"type": "other", "what": "Scale"}},
}
Show = Callable[..., FormView]


def known() -> Known:
    officers = (Party(**LEAD), Party(name="Sophea Practice", rank="Captain", person=f"{ID}2"))
    return Known(
        officers=officers,
        persons=((f"{ID}3", "ហាត់រៀន មួយ"),),
        originals=((f"{ID}4", "IMG_3.JPG"), (f"{ID}5", "IMG_4.JPG")),
        exhibits=((f"{ID}6", "A-01"), (f"{ID}7", "A-02")),
        places=suggest.places,
        substances=suggest.find_substances,
        now=lambda: "2026-11-22 02:31",
    )


@pytest.fixture
def show(qtbot: QtBot, dress: Dress) -> Show:
    standing: list[Scroll] = []

    def put_up(name: str, typed: dict[str, Any] | None = None, width: int = 640, *, open_all: bool = False) -> FormView:
        given = FILLED[name] if typed is None else typed
        view = FormView(form_for(name.partition("-")[0], given), given, known(), name=name)
        area = Scroll(column(view, None))
        area.setObjectName("area")
        area.resize(width, 760)
        qtbot.addWidget(area)
        area.show()
        more = view.findChild(Button, f"{name}_more")
        if open_all and more is not None:
            more.setChecked(True)
        qtbot.wait(10)
        standing.append(area)
        return view

    return put_up


def line(view: FormView, name: str) -> QLineEdit:
    found = view.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit), name
    return found


def said(view: QWidget) -> list[str]:
    return [text.replace("\u200b", "").replace("\u00a0", " ") for text in fit.words(view)]


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def write(qtbot: QtBot, widget: QWidget, text: str) -> None:
    widget.setFocus()
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()  # as a Khmer keyboard or an input method gives it
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


# --- every form ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "km"])
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


# --- what is typed is read as ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("02:13", "2026-11-22 02:13"),
        ("០២:១៣", "2026-11-22 02:13"),
        ("23:50", "2026-11-21 23:50"),
        ("03:20", "2026-11-22 03:20"),
        ("15:00", "2026-11-21 15:00"),
        ("2026-11-20 09:05", "2026-11-20 09:05"),
        ("night", "night"),
    ],
)
def test_a_clock_time_is_pinned_to_its_day_and_stays_as_typed(qtbot: QtBot, show: Show, typed: str, meant: str) -> None:
    view = show("times", {})
    write(qtbot, line(view, "times_started"), typed)
    assert line(view, "times_started").text() == typed
    assert view.typed == {"started": meant}
    if meant != "night":
        assert isinstance(reading.read("times", view.typed), TimesSet)


def test_now_writes_the_present_time(qtbot: QtBot, show: Show) -> None:
    view = show("times", {})
    button = view.findChild(Button, "times_found_now")
    assert isinstance(button, Button)
    button.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert view.typed == {"found": "2026-11-22 02:31"}


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("200 tablets", "counted, not weighed"),
        ("២០០ គ្រាប់", "counted, not weighed"),
        ("512.4", "No unit"),
        ("1 viss", "1632.932532 g"),
        ("abc", "not a quantity"),
        ("1,200 g", "two ways"),
        ("1.2kg", ""),
        ("850 g", ""),
    ],
)
def test_a_mass_is_kept_as_typed_and_told_kindly_how_it_is_read(
    qtbot: QtBot, show: Show, typed: str, word: str
) -> None:
    view = show("weighing", {})
    write(qtbot, line(view, "weighing_value"), typed)
    press(qtbot, Qt.Key.Key_Tab)
    assert view.typed["value"] == typed
    advice = [text for text in said(view) if word and word in text]
    assert bool(advice) == bool(word), said(view)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("13°39'30\"N, 102°33'00\"E", "13.658333, 102.55"),
        ("102.55, 13.65", "not a position"),
        ("48.85, 2.35", "not in Cambodia"),
        ("somewhere", "not a position"),
    ],
)
def test_a_position_stays_as_typed_and_is_told_back(qtbot: QtBot, show: Show, typed: str, word: str) -> None:
    view = show("place", {})
    write(qtbot, line(view, "place_place.point"), typed)
    press(qtbot, Qt.Key.Key_Tab)
    assert view.typed == {"place": {"point": typed}}
    assert any(word in text for text in said(view)), said(view)


# --- money -----------------------------------------------------------------------------------------------------------
def test_notes_are_counted_by_keyboard_and_the_total_is_exact(qtbot: QtBot, show: Show) -> None:
    view = show("count", {"currency": "KHR"})
    line(view, "count_lines.50000").setFocus()
    QTest.keyClicks(line(view, "count_lines.50000"), "24")
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(view, "count_lines.30000")
    write(qtbot, line(view, "count_lines.100"), "3")
    assert view.typed == {"currency": "KHR", "lines": {"50000": "24", "100": "3"}}
    assert "1 200 300 KHR" in said(view)


def test_each_currency_keeps_its_count_while_the_form_is_open(qtbot: QtBot, show: Show) -> None:
    view = show("count", {"currency": "KHR", "lines": {"50000": 24}})
    for currency in ("USD", "KHR"):
        button = view.findChild(Button, f"count_currency_{currency}")
        assert isinstance(button, Button)
        button.click()
        qtbot.wait(1)
        if currency == "USD":
            assert "lines" not in view.typed
            write(qtbot, line(view, "count_lines.100"), "x")
            assert view.typed["lines"] == {"100": "x"}
            assert any("no whole number" in text for text in said(view))
    assert view.typed == {"currency": "KHR", "lines": {"50000": "24"}}
    line(view, "count_lines.50").setFocus()
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is line(view, "count_counted_by")
    assert fit.controls(view) - fit.reached_by_tab(view) == set()


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
