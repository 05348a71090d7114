"""New words for a key: whatever happens while they are drawn, shown or written down, nobody is left without any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions import home
from fieldkit.actions.clock import PracticeClock
from fieldkit.ui.dialogs.ask import Ask, Asked
from fieldkit.ui.window import Window
from tests.ui import seats
from tests.ui.seats import LONG, PHRASE, Laptop, dialog, press, type_in


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return seats.laptop(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    for window in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, window, laptop.first)
        window.officer_errands.show()
        qtbot.waitUntil(lambda w=window: w.officer_errands.page.part("new_passphrase") is not None, timeout=LONG)  # type: ignore[misc]  # bound now
        yield window


def opens(laptop: Laptop, person: str, phrase: str) -> None:
    home.lock(desk=home.unlock(path=laptop.path, person=person, passphrase=phrase, clock=PracticeClock(seats.WALL)))


def words(once: QWidget) -> str:
    found = (once.findChild(QLabel, f"word_{n}") for n in range(1, 7))
    return " ".join(label.text() for label in found if label is not None)


def test_a_lock_before_the_new_words_are_written_down_leaves_the_old_ones(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    press(window.officer_errands.page, "new_passphrase")
    type_in(dialog(qtbot, window, "renew"), "old", PHRASE)
    assert len(words(dialog(qtbot, window, "passphrase_once")).split()) == 6
    window.homes.lock()
    seats.settled(qtbot, window)
    opens(laptop, laptop.first, PHRASE)


def test_the_new_words_open_once_they_were_typed_from_the_paper(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    press(window.officer_errands.page, "new_passphrase")
    type_in(dialog(qtbot, window, "renew"), "old", PHRASE)
    once = dialog(qtbot, window, "passphrase_once")
    new = words(once)
    type_in(once, "typed_once", new)
    qtbot.waitUntil(lambda: "from now on" in window.banner.text, timeout=LONG)
    window.homes.lock()
    seats.settled(qtbot, window)
    opens(laptop, laptop.first, new)


def test_the_old_words_must_be_right_before_new_ones_are_drawn(qtbot: QtBot, window: Window) -> None:
    press(window.officer_errands.page, "new_passphrase")
    asked = dialog(qtbot, window, "renew")
    type_in(asked, "old", "none of the six words here")
    qtbot.waitUntil(lambda: asked.findChild(QWidget, "agree").isEnabled(), timeout=LONG)  # type: ignore[union-attr]  # it is there
    assert window.findChild(QWidget, "passphrase_once") is None


def test_a_lock_before_the_words_are_written_down_makes_no_officer(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    press(window.officer_errands.page, "add_officer")
    asked = dialog(qtbot, window, "add")
    type_in(asked, "name", "Officer Practice C", enter=False)
    press(asked, "agree")
    dialog(qtbot, window, "passphrase_once")
    window.homes.lock()
    seats.settled(qtbot, window)
    assert {one.person for one in home.describe(path=laptop.path).officers} == {laptop.first, laptop.second}


def test_a_lock_before_the_words_are_written_down_locks_nobody_out(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    key = (laptop.path / "vault" / f"{laptop.second}.key").read_bytes()
    press(window.officer_errands.page, f"locked_out_{laptop.second}")
    press(dialog(qtbot, window, "locked_out"), "agree")
    dialog(qtbot, window, "passphrase_once")
    window.homes.lock()
    seats.settled(qtbot, window)
    assert (laptop.path / "vault" / f"{laptop.second}.key").read_bytes() == key
    desk = home.unlock(path=laptop.path, person=laptop.second, passphrase=PHRASE, clock=PracticeClock(seats.WALL))
    assert home.locked_out(desk=desk) is None
    home.lock(desk=desk)


def test_a_question_whose_act_is_under_way_is_not_closed_by_a_slip(qtbot: QtBot, window: Window) -> None:
    ran: list[str] = []
    asked = Ask(
        window,
        "slow",
        "Slow",
        "",
        (Asked("line", "Line"),),
        act="Go",
        icon="check",
        run=lambda _dialog, typed: ran.append(typed["line"]),
    )
    asked.open()
    type_in(asked, "line", "typed")
    assert ran == ["typed"]
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    press(asked, "decline")
    assert asked.isVisible()
    asked.complain("Not so.")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert not asked.isVisible()
