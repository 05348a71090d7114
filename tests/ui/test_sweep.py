"""Garbage that holds Qt objects is collected on the GUI thread only."""

from __future__ import annotations

import gc
import sys
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fieldkit.ui.sweep import Sweeper


class Knot:
    """Garbage in a cycle that says which thread collected it."""

    def __init__(self, told: list[str]) -> None:
        self.self_, self._told, self.held = self, told, QObject()

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


def allocate() -> None:
    """Make enough containers to start an automatic collection many times over."""
    for _ in range(50):
        kept = [[n] for n in range(5_000)]
        del kept


def test_a_worker_that_allocates_does_not_collect(qtbot: QtBot) -> None:
    told: list[str] = []
    sweeper = Sweeper()
    try:
        Knot(told)
        worker = threading.Thread(target=allocate, name="worker")
        worker.start()
        worker.join()
        assert told == [], "garbage with a Qt object was collected in a worker"
        gc.collect()
        assert told == [threading.main_thread().name]
    finally:
        sweeper.stop()


def test_the_sweeper_collects_what_is_due(qtbot: QtBot) -> None:
    told: list[str] = []
    sweeper = Sweeper()
    try:
        Knot(told)
        allocate()
        kept = [[n] for n in range(2_000)]
        sweeper.sweep()
        assert told == [threading.main_thread().name]
        assert kept
    finally:
        sweeper.stop()
    assert gc.isenabled()
    gc.disable()  # the fixture of every window test expects it so


def test_qt_calls_keep_the_count_of_none(qtbot: QtBot) -> None:
    """PySide6 6.12 loses one reference to None with each call that returns nothing, and aborts after thousands."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("a")
    assert sys.getrefcount(None) > before - 250
