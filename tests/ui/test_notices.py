"""What the window tells somebody unasked, each with the button that answers it; and the stock of seals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from fieldkit.actions import home, seals
from fieldkit.actions.clock import PracticeClock
from fieldkit.ui.battery import Charge
from fieldkit.ui.dialogs.ask import Ask
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    """The second officer was locked out after the practice night."""
    made = seats.laptop(tmp_path, night=True)
    clock = PracticeClock(seats.WALL + 10**7)
    desk = home.unlock(path=made.path, person=made.first, passphrase=seats.PHRASE, clock=clock)
    home.lock_out(desk=desk, person=made.second, reason="Passphrase forgotten")
    home.lock(desk=desk)
    return made


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    yield from seats.window_on(laptop.path, qtbot, tmp_path)


def press(root: Window, name: str) -> None:
    button = next(b for b in root.findChildren(QAbstractButton, name) if b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_who_was_locked_out_reads_it_on_today_and_signs_from_there(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    seats.unlock(qtbot, window, laptop.second)
    qtbot.waitUntil(lambda: window.today.part("locked_out") is not None, timeout=LONG)
    qtbot.wait(30)
    assert any("You were locked out on" in text for text in fit.words(window.today))
    for size in ((1280, 800), (1024, 640)):
        window.resize(*size)
        qtbot.wait(30)
        assert fit.cut_text(window) == []
        assert fit.overlaps(window) == []
    press(window, "sign_after_lock_out")
    qtbot.waitUntil(lambda: window.current is window.review_errands.page, timeout=LONG)


def test_nobody_else_reads_of_a_lock_out(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.first)
    seats.settled(qtbot, window)
    assert window.today.part("locked_out") is None


def test_a_low_battery_offers_the_other_laptop_with_one_press(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.first)
    window.safety.battery.changed.emit(Charge(14, charging=False))
    qtbot.wait(20)
    press(window, "banner_act")
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    assert "laptop" in dialog.windowTitle()
    dialog.close()


def test_the_step_that_anchors_opens_the_words_for_the_duty_desk(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.first)
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    window.move_on(window.today.listed[0].id, "anchor")
    dialog = seats.dialog(qtbot, window, "anchor_dialog")
    assert window.current is window.documents
    dialog.close()


def test_a_box_of_seals_is_entered_counted_and_taken_out(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.first)
    window.officer_errands.show()
    window.writeup_errands.seals.refresh()
    page = window.officer_errands.page
    qtbot.waitUntil(lambda: page.part("add_seals") is not None, timeout=LONG)
    press(window, "add_seals")
    dialog = seats.dialog(qtbot, window, "seals")
    assert isinstance(dialog, Ask)
    seats.type_in(dialog, "first", "P 900 001", enter=False)
    seats.type_in(dialog, "last", "B 12")
    qtbot.waitUntil(lambda: any("is not a range of seals" in text for text in fit.words(dialog)), timeout=LONG)
    seats.type_in(dialog, "last", "P 900 010")
    qtbot.waitUntil(lambda: page.part("seals_left") is not None, timeout=LONG)
    qtbot.wait(30)
    assert "10 seals are left." in fit.words(page)
    assert "Few are left. Ask for a new box." in fit.words(page)
    assert window.desk
    assert seals.next_free(desk=window.desk) == "P 900 001"
    qtbot.wait(30)
    seats.fits(window)
    press(window, "seals_out_0")
    seats.press(seats.dialog(qtbot, window, "question"), "agree")
    qtbot.waitUntil(lambda: page.part("seals_left") is None, timeout=LONG)
    assert seals.ranges(desk=window.desk) == ()
