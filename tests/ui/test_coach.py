"""The guided first raid: a card under the page that follows what the record says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain.coach import STEPS
from fieldkit.domain.view import SeizureView
from fieldkit.ui.window import Window
from tests.ui import fit
from tests.ui.seat import settled


def said(window: Window) -> str:
    card = window.findChild(QWidget, "coach")
    return card.accessibleName() if card else ""


def press(window: Window, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_begins_on_today_in_practice_and_can_be_hidden_and_resumed(qtbot: QtBot, desk: Window) -> None:
    assert said(desk) == ""
    press(desk, "coach_begin")
    assert "Start a seizure" in said(desk)
    press(desk, "coach_hide")
    assert said(desk) == ""
    press(desk, "coach_begin")
    assert "Step 1 of 9" in said(desk)


def test_it_moves_on_with_the_record_and_forgets_it_when_locked(qtbot: QtBot, desk: Window) -> None:
    desk.coach.begin()
    desk.coach.show(SeizureView(id="a", state="draft", practice=True, entries=1))
    assert "Say where" in said(desk)
    desk.coach.show(SeizureView(id="b", state="draft", practice=True, entries=9))
    assert "Say where" in said(desk), "another seizure is not the one that is followed"
    desk.homes.lock()
    settled(qtbot, desk)
    assert said(desk) == ""
    assert desk.coach.step is None


def test_a_real_seizure_is_never_coached(qtbot: QtBot, desk: Window) -> None:
    desk.coach.begin()
    desk.coach.show(SeizureView(id="a", state="draft", entries=1))
    assert "Start a seizure" in said(desk)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)], ids=["1280", "1024"])
@pytest.mark.parametrize("language", ["en", "km"])
def test_every_step_fits_under_every_page(
    qtbot: QtBot, desk: Window, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settings.language_chosen.emit(language)
    desk.resize(*size)
    for at in range(len(STEPS) + 1):
        monkeypatch.setattr("fieldkit.ui.errands.coach.current", lambda _view, n=at: n)
        desk.coach.begin()
        settled(qtbot, desk)
        card = desk.findChild(QWidget, "coach")
        assert card is not None
        assert fit.cut_text(card) == []
        assert fit.overlaps(card) == []
        assert card.findChildren(QLabel)
    assert fit.outside(desk) == []
