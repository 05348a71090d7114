"""Today: each seizure with the one button that moves it on, counts as sentences, keys that work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.domain.next_step import Role
from fieldkit.domain.view import Ticks
from fieldkit.text.dates import time_of_day
from fieldkit.ui.models.seizures import arranged, button
from fieldkit.ui.pages.today import TodayPage
from fieldkit.ui.shell import Shell
from fieldkit.ui.window import Window
from tests.ui import fit, staged
from tests.ui.conftest import Dress
from tests.ui.practice import Practice
from tests.ui.seat import LONG, open_seizure
from tests.ui.staged import NIGHT, listed

ME = "me"
AWAY = Ticks(left=True)
EVERY = (
    listed(1, "Ice", "draft", Ticks()),
    listed(2, "Cash", "locked", Ticks(), anchored=False),
    listed(3, "Ketamine", "locked", Ticks()),
    listed(4, "Pickup", "locked", AWAY),
    listed(5, "Heroin", "returned", AWAY, return_reason="No witness.", returned_by="Heng Sophea"),
    listed(6, "Tablets", "draft", Ticks(), unsigned={ME: 6}),
    listed(7, "Precursor", "draft", Ticks(), offers=(ME,)),
    listed(8, "Phone", "draft", Ticks(), conflicts=1),
    listed(9, "Old one", "accepted", Ticks(left=True, received=True, reviewed=True, receipt_no="R-1")),
)


def shown(page: TodayPage, role: Role = "field") -> None:
    page.show_list(EVERY, staged.STATUS, now=NIGHT, today="2026-11-22", role=role, person=ME)


@pytest.fixture
def page(qtbot: QtBot, dress: Dress) -> TodayPage:
    made = TodayPage()
    shell = Shell()
    qtbot.addWidget(shell)
    shell.unlocked = True
    shell.add(made)
    shown(made)
    shell.resize(1280, 800)
    shell.show()
    shell.go("today")
    qtbot.waitExposed(shell)
    return made


def press(page: TodayPage, key: Qt.Key) -> None:
    cards = page.part("cards")
    assert cards is not None
    QTest.keyClick(cards, key)


def test_who_waits_for_me_comes_first_and_every_row_has_its_button(dress: Dress) -> None:
    rows = [(row.heading or row.key, "" if row.heading else button(row.step)) for row in arranged(EVERY, "field", ME)]
    assert rows == [
        ("Waiting for you", ""),
        ("1", "Sign 6 lines"),
        ("2", "Answer the offer"),
        ("3", "Settle the conflict"),
        ("Returned", ""),
        ("4", "Read the reply"),
        ("Unfinished", ""),
        ("5", "Go on writing"),
        ("Not yet at HQ", ""),
        ("6", "Anchor now"),
        ("7", "Export"),
        ("8", "Import receipt"),
        ("At HQ", ""),
        ("9", "Open"),
    ]


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_1, ("6", "sign")),
        (Qt.Key.Key_2, ("7", "answer_offer")),
        (Qt.Key.Key_3, ("8", "settle")),
        (Qt.Key.Key_4, ("5", "read")),
        (Qt.Key.Key_5, ("1", "write")),
        (Qt.Key.Key_6, ("2", "anchor")),
    ],
)
def test_the_keys_1_to_9_press_the_button_of_their_row(
    qtbot: QtBot, page: TodayPage, key: Qt.Key, wanted: tuple[str, str]
) -> None:
    with qtbot.waitSignal(page.step_asked, timeout=LONG) as told:
        press(page, key)
    assert tuple(told.args or ()) == wanted


def test_the_other_keys_export_bring_in_open_and_start_anew(qtbot: QtBot, page: TodayPage) -> None:
    with qtbot.waitSignal(page.export_asked, timeout=LONG) as told:
        press(page, Qt.Key.Key_7)
    assert told.args == [("3",)]
    with qtbot.waitSignal(page.import_asked, timeout=LONG):
        press(page, Qt.Key.Key_8)
    with qtbot.waitSignal(page.opened, timeout=LONG) as told:
        press(page, Qt.Key.Key_9)
    assert told.args == ["9"]
    with qtbot.waitSignal(page.new_asked, timeout=LONG):
        press(page, Qt.Key.Key_N)


def test_letters_and_digits_typed_into_the_search_box_press_nothing(qtbot: QtBot, page: TodayPage) -> None:
    search = page.part("search")
    assert isinstance(search, QLineEdit)
    pressed: list[object] = []
    page.step_asked.connect(lambda *told: pressed.append(told))
    page.new_asked.connect(lambda: pressed.append("new"))
    search.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_5):
        QTest.keyClick(search, key)
    assert search.text() == "1n5"
    assert pressed == []


def test_what_waits_is_said_in_sentences(page: TodayPage) -> None:
    said = " ".join(fit.words(page))
    assert "8 seizures are not yet at HQ. The oldest has waited 8 days." in said
    for sentence in (
        "1 offer waits for your answer.",
        "6 lines wait for your signature.",
        "1 was returned.",
        "1 does not agree with itself.",
        "1 is unfinished.",
    ):
        assert sentence in said


def test_a_viewer_gets_no_button_that_changes_anything(page: TodayPage) -> None:
    shown(page, "viewer")
    assert {button(row.step) for row in page._model.rows if row.listed} == {"Open"}  # noqa: SLF001  (what the list shows)
    assert page.primary() is None
    assert not {"N", "E"} & {act.key for act in page.acts()}


def test_key_1_opens_the_seizure_in_the_real_window(qtbot: QtBot, desk: Window, world: Practice) -> None:
    assert desk.focusWidget() is desk.today.part("cards"), "the keyboard is where work begins"
    QTest.keyClick(desk.focusWidget(), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: desk.current is not desk.today, timeout=LONG)


@pytest.mark.parametrize("name", ["seizure", "evidence", "photos", "documents"])
def test_the_rail_opens_the_newest_seizure_when_none_is_open(
    qtbot: QtBot, desk: Window, world: Practice, name: str
) -> None:
    assert not desk.open_seizure
    QTest.mouseClick(desk.rail.buttons[name], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.current is not None and desk.current.rail == name, timeout=LONG)
    assert desk.view is not None
    assert desk.view.id == world.seizure


def test_the_rail_says_what_to_do_when_there_is_no_seizure(qtbot: QtBot, desk: Window) -> None:
    desk.today.show_list((), None, now=NIGHT, today="")
    QTest.mouseClick(desk.rail.buttons["photos"], Qt.MouseButton.LeftButton)
    assert desk.current is desk.today
    assert "no seizure on this device" in desk.banner.text
    assert not desk.rail.buttons["photos"].isChecked()
    assert desk.rail.buttons["today"].isChecked()


def test_what_was_saved_last_is_told_in_the_hours_of_its_own_entry(qtbot: QtBot, desk: Window, world: Practice) -> None:
    qtbot.waitUntil(lambda: "All saved " in desk.saved.text, timeout=LONG)
    open_seizure(qtbot, desk, world)
    assert desk.view is not None
    assert desk.desk is not None
    newest = desk.desk.store.ledger.last_saved()
    assert newest is not None
    clock = time_of_day(newest.wall, newest.offset, seconds=True)
    assert desk.saved.text == f"All saved {clock}"
