"""Times, masses, positions and money: kept as typed, and told back as they are read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.domain import typed as reading
from fieldkit.domain.writeup_bodies import TimesSet
from fieldkit.ui.widgets.button import Button
from tests.ui import fit
from tests.ui.forms_shown import Show, line, press, said, show, write

__all__ = ["show"]


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
