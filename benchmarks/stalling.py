"""How long the window stands still while 200 photos of 12 megapixels are dropped on it at once.

The same window's worst gap while nobody does anything is measured first, in the same run: it is the machine's own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from PySide6.QtCore import QEventLoop, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks import bench_home
from benchmarks.measuring import Row
from fieldkit.actions import writeup
from fieldkit.actions.home import PRACTICE_PASSPHRASE, lock
from fieldkit.domain.writeup import WriteUp
from fieldkit.ui.look import style
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.sweep import Sweeper
from fieldkit.ui.window import Window

COUNT = 200
IDLE_S = 5.0
BUDGET_MS: Final = 50.0
_BEAT_MS: Final = 5
_PATIENCE_S = 600.0


class Heart:
    """Beats every 5 ms on the GUI thread and keeps the longest time between two beats, in milliseconds."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Self:
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    @property
    def worst(self) -> float:
        """Return the longest gap."""
        return max(self.gaps, default=0.0)

    def over(self, limit: float) -> int:
        """Count the gaps longer than *limit* milliseconds."""
        return sum(1 for gap in self.gaps if gap > limit)


def rest(seconds: float) -> None:
    """Run the event loop for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def until(true: Callable[[], bool]) -> None:
    """Run the event loop until *true*. The question is asked rarely: asking is work of the GUI thread too."""
    end = time.monotonic() + _PATIENCE_S
    while not true():
        rest(0.1)
        if time.monotonic() > end:
            raise TimeoutError


def opened(base: Path, home: Path, passphrase: str = PRACTICE_PASSPHRASE) -> Window:
    """Return the real window on *home*, unlocked, with its list."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        app.setStyle("Fusion")
        style.apply(app, "light", khmer=False)
    window = Window(Preferences(base / "window.ini"), home)
    window.resize(1280, 800)
    window.show()
    window.homes.describe()
    until(lambda: window.unlock_page.part("passphrase") is not None)
    field = window.unlock_page.part("passphrase")
    if isinstance(field, QLineEdit):
        field.setText(passphrase)
        field.returnPressed.emit()
    until(lambda: window.desk is not None and bool(window.today.listed))
    return window


def peak_mb() -> float:
    """Return this process's peak of resident memory in megabytes; 0 where nobody tells (Windows)."""
    try:
        import resource  # noqa: PLC0415  (does not exist on Windows)
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows() -> Iterator[Row]:
    """Drop `COUNT` photos on the photo page and watch the window until the last thumbnail is there."""
    with bench_home.folder() as base:
        desk = bench_home.desk(base / "field")
        seizure = writeup.record(desk=desk, document=WriteUp(), photos=base).seizure
        lock(desk=desk)
        files = bench_home.photos(base / "card", COUNT)
        window, sweeper = opened(base, base / "field"), Sweeper()
        window.open(seizure, "photos")
        until(lambda: window.view is not None and window.current is window.photos)
        rest(1.0)
        before = peak_mb()
        with Heart() as idle:
            rest(IDLE_S)
        start = time.perf_counter()
        with Heart() as heart:
            _drop(window, files)
            until(lambda: window.view is not None and len(window.view.originals) == COUNT)
            attached = time.perf_counter() - start
            until(lambda: not window.ops.busy)
            until(lambda: all(one.examined for one in window.view.originals) if window.view else False)
        made = time.perf_counter() - start
        quiet = f"idle {idle.worst:.0f} ms; {heart.over(BUDGET_MS)} gaps over {BUDGET_MS:.0f} ms of {len(heart.gaps)}"
        yield Row("worst GUI gap, 200 photos [ms]", "budget", heart.worst, "at most", BUDGET_MS, quiet)
        pace = f"attached {COUNT / attached:.1f}/s, with previews {COUNT / made:.1f}/s"
        grown = f"{pace}; peak {peak_mb():.0f} MB"
        yield Row("memory for 200 photos [MB]", "before the drop", peak_mb() - before, "at most", 150.0, grown)
        window.close()
        sweeper.stop()


def _drop(window: Window, files: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    both, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.photos.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, both, plain))
