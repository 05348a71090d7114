"""The battery: what the system tells, the badge, and what stops when it is low."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.ui.battery import Battery, Charge, read
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress


def supply(folder: Path, name: str, **facts: str) -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    for fact, value in facts.items():
        (folder / name / fact).write_text(f"{value}\n", encoding="ascii")


def test_two_batteries_count_as_their_mean_and_a_mouse_not_at_all(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", capacity="20", status="Discharging")
    supply(tmp_path, "BAT1", type="Battery", capacity="40", status="Discharging")
    supply(tmp_path, "mouse", type="Battery", scope="Device", capacity="3", status="Discharging")
    assert read(tmp_path) == Charge(30, charging=False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"capacity": "9", "status": "Charging"}, Charge(9, charging=True)),
        ({"capacity": "100", "status": "Full"}, Charge(100, charging=True)),
        ({"capacity": "140", "status": "Unknown"}, Charge(100, charging=False)),
        ({"capacity": "many", "status": "Discharging"}, None),
        ({}, None),
    ],
)
def test_strange_answers_are_no_alarm(tmp_path: Path, facts: dict[str, str], expected: Charge | None) -> None:
    supply(tmp_path, "BAT0", type="Battery", **facts)
    assert read(tmp_path) == expected


def test_no_battery_and_no_folder_are_none(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path / "absent") is None


def previews(window: Window) -> bool:
    return window.safety.previews


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, tmp_path: Path) -> Iterator[Window]:
    laptop = seats.laptop(tmp_path)
    for shown in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, shown, laptop.first)
        yield shown


def test_a_low_battery_shows_stops_previews_and_names_the_way_out(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    supplies = tmp_path / "supplies"
    battery = Battery(window, supplies)
    battery.changed.connect(window.safety._charge)  # noqa: SLF001  (in place of this machine's own battery)
    supply(supplies, "BAT0", type="Battery", capacity="29", status="Discharging")
    battery.look()
    assert "Battery 29 %" in fit.words(window)
    assert previews(window)
    supply(supplies, "BAT0", capacity="15")
    battery.look()
    assert not previews(window)
    assert "another laptop" in window.banner.text
    qtbot.wait(20)
    assert fit.cut_text(window) == []
    window.banner.clear()
    supply(supplies, "BAT0", capacity="14")
    battery.look()
    assert window.banner.text == "", "said once"
    supply(supplies, "BAT0", status="Charging")
    battery.look()
    assert previews(window)
    assert not any("Battery" in text for text in fit.words(window))
