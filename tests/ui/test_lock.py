"""Locking: by idle time, before sleep, with what was typed kept first and the keys gone from the process."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.actions.desk import Changes
from fieldkit.ui.watch import IdleWatch, SleepWatch
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return seats.laptop(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    for shown in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, shown, laptop.first)
        yield shown


class Clocks:
    """Steady and wall seconds, moved by hand."""

    def __init__(self) -> None:
        self.steady, self.wall = 1000.0, 1_000_000.0

    def __call__(self) -> tuple[float, float]:
        return self.steady, self.wall

    def move(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


def warned(window: Window) -> bool:
    return window.notice is not None


def watched(window: Window, clocks: Clocks) -> IdleWatch:
    idle = window.safety.idle
    idle.now = clocks
    idle.start(300)
    return idle


def test_nobody_there_warns_then_locks(qtbot: QtBot, window: Window) -> None:
    clocks = Clocks()
    idle = watched(window, clocks)
    clocks.move(269)
    idle.look()
    assert window.notice is None
    clocks.move(2)
    idle.look()
    assert "Locks in 30 s. Any key keeps it open." in fit.words(window)
    assert fit.cut_text(window) == []
    clocks.move(30)
    idle.look()
    assert window.desk is None
    assert window.current is window.unlock_page
    seats.settled(qtbot, window)
    assert not idle.running


def test_any_key_or_pointer_keeps_it_open(qtbot: QtBot, window: Window) -> None:
    clocks = Clocks()
    idle = watched(window, clocks)
    system = window.windowHandle()  # what the system tells of hands, it tells its own window
    touches: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(system, Qt.Key.Key_Shift),
        lambda: QTest.mouseMove(system, window.rect().center()),
        lambda: QTest.mouseClick(system, Qt.MouseButton.LeftButton, pos=window.stack.geometry().center()),
    )
    for touch in touches:
        clocks.move(280)
        idle.look()
        assert warned(window)
        touch()
        qtbot.wait(10)
        assert not warned(window)
    clocks.move(260)
    idle.look()
    assert window.desk is not None


def test_hands_in_a_dialog_and_words_from_an_input_method_keep_it_open(qtbot: QtBot, window: Window) -> None:
    clocks = Clocks()
    idle = watched(window, clocks)
    field = QLineEdit(window)
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=LONG)
    clocks.move(280)
    idle.look()
    assert warned(window)
    composed = QInputMethodEvent()
    composed.setCommitString("ភ្នំពេញ")
    QCoreApplication.sendEvent(field, composed)  # as an input method does: past the window
    assert field.text() == "ភ្នំពេញ"
    assert not warned(window)
    window.keys_asked.emit()
    shown = seats.dialog(qtbot, window, "keys")
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is shown.windowHandle(), timeout=LONG)
    clocks.move(280)
    idle.look()
    assert warned(window)
    QTest.keyClick(shown.windowHandle(), Qt.Key.Key_Shift)
    assert not warned(window)
    shown.reject()


def test_what_the_app_does_by_itself_keeps_nothing_open(qtbot: QtBot, window: Window) -> None:
    clocks = Clocks()
    idle = watched(window, clocks)
    clocks.move(280)
    idle.look()
    window.today.rebuild()
    window.go("settings")
    window.banner.say("ok", "Told by nobody's hand")
    seats.settled(qtbot, window)
    assert warned(window)


def test_time_asleep_counts_though_the_steady_clock_stood_still(window: Window) -> None:
    clocks = Clocks()
    idle = watched(window, clocks)
    clocks.wall += 3600
    idle.look()
    assert window.desk is None


def test_the_minutes_are_a_setting_that_lasts(window: Window, tmp_path: Path) -> None:
    window.settings.idle_chosen.emit(30)
    assert window.preferences.idle_minutes == 30
    for odd, read in (("0", 1), ("x", 5), ("99", 30), ("-3", 1)):
        window.preferences._settings.setValue("idle_minutes", odd)  # noqa: SLF001  (as a damaged file would say)
        assert window.preferences.idle_minutes == read


def test_what_was_typed_reaches_the_disk_before_the_keys_go(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    desk = window.desk
    assert desk is not None
    hold = threading.Event()

    def keep() -> None:
        def act() -> Changes:
            hold.wait(10)
            desk.store.drafts.put("seizure/narrative", b'"half a sentence"', wall=1)
            return Changes()

        window.ops.write(act)

    window.about_to_lock.connect(keep)
    window.homes.lock()
    assert seats.desk_of(window) is None, "the screen is empty at once"
    hold.set()
    with qtbot.waitSignal(window.locked, timeout=LONG):
        pass
    window.about_to_lock.disconnect(keep)
    seats.unlock(qtbot, window, laptop.first)
    again = seats.desk_of(window)
    assert again is not None
    kept = again.store.drafts.get("seizure/narrative")
    assert kept is not None
    assert kept.body == b'"half a sentence"'


def test_dialogs_go_too_and_stopped_work_is_named_afterwards(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    window.homes.switch_asked()
    seats.dialog(qtbot, window, "switch")
    job = window.ops.long(
        lambda j: [j.cancelled() for _n in iter(j.cancelled, True)], kind="export", done=lambda _n: None
    )
    window.homes.lock()
    seats.settled(qtbot, window)
    assert not job.running
    assert not any(d.isVisible() for d in window.findChildren(QDialog))
    seats.unlock(qtbot, window, laptop.first)
    assert "Locking stopped work" in window.banner.text


@pytest.mark.skipif(sys.platform != "linux", reason="logind is Linux's")
@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs Debian's dbus")
def test_the_lid_locks(qtbot: QtBot, window: Window) -> None:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        bus = QDBusConnection.connectToBus(address, "logind-of-a-test")
        heard = SleepWatch(window)
        assert heard.listen_to(bus)
        asked = heard._asked  # noqa: SLF001  (what was asked of logind)
        assert asked is not None
        with qtbot.waitSignal(asked.finished, timeout=LONG):
            pass  # there is none here; whatever comes is heard of, not waited for
        heard.sleeping.connect(window.safety.sleep.sleeping)
        say = ["dbus-send", f"--bus={address}", "--type=signal", "/org/freedesktop/login1"]
        subprocess.run([*say, "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:false"], check=True)
        qtbot.wait(50)
        assert window.desk is not None, "sleep is over: nothing to do"
        subprocess.run([*say, "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"], check=True)
        qtbot.waitUntil(lambda: window.desk is None, timeout=LONG)
        QDBusConnection.disconnectFromBus("logind-of-a-test")
    finally:
        daemon.terminate()
        daemon.wait()
        if daemon.stdout is not None:
            daemon.stdout.close()


def test_a_watch_that_is_stopped_takes_no_part(qtbot: QtBot, qapp: QApplication) -> None:
    idle, clocks = IdleWatch(qapp), Clocks()
    idle.now = clocks
    said: list[str] = []
    idle.expired.connect(lambda: said.append("expired"))
    idle.start(60)
    idle.stop()
    clocks.move(600)
    idle.look()
    assert said == []
