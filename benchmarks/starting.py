"""How long the window takes to come up, against an empty window of the same toolkit."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.measuring import Row

EMPTY = (
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication([]); window = QMainWindow(); window.show(); app.processEvents()\n"
)
OURS = (
    "from PySide6.QtWidgets import QApplication\n"
    "from fieldkit.ui.look import style\n"
    "from fieldkit.ui.preferences import Preferences, look_in_force\n"
    "from fieldkit.ui.window import Window\n"
    "app = QApplication([]); app.setStyle('Fusion'); wishes = Preferences()\n"
    "style.apply(app, look_in_force(wishes.look), khmer=False)\n"
    "window = Window(wishes, None); window.show(); app.processEvents()\n"
)
ROUNDS = 9


def rows() -> Iterator[Row]:
    """Start both in turns, as whole processes, from compiled files as on a person's machine."""
    compileall.compile_dir("fieldkit", quiet=1)
    times: dict[str, list[float]] = {EMPTY: [], OURS: []}
    for at in range(ROUNDS + 1):
        for code, seconds in times.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
            if at:
                seconds.append(time.perf_counter() - start)
    ours, peer = statistics.median(times[OURS]), statistics.median(times[EMPTY])
    detail = f"{ours * 1000:.0f} ms against {peer * 1000:.0f} ms"
    yield Row("cold start to a window (time)", "an empty PySide6 window", ours / peer, "at most", 1.6, detail)
