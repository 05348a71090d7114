"""How long the window takes to come up, against an empty window of the same toolkit and a small editor in C++.

The editor is asked only where it, Xvfb and xwininfo are installed: `apt install featherpad xvfb x11-utils`.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks.measuring import NO_BUDGET, Row

EMPTY = (
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication([]); window = QMainWindow(); window.show(); app.processEvents()\n"
)
OURS = (
    "import gc; gc.disable()\n"  # as `fieldkit.app` does it
    "from PySide6.QtWidgets import QApplication\n"
    "from fieldkit.ui.look import style\n"
    "from fieldkit.ui.preferences import Preferences, look_in_force\n"
    "from fieldkit.ui.window import Window\n"
    "app = QApplication([]); app.setStyle('Fusion'); wishes = Preferences()\n"
    "style.apply(app, look_in_force(wishes.look), khmer=False)\n"
    "window = Window(wishes, None); window.show(); app.processEvents()\n"
)
ROUNDS = 9
EDITOR = "featherpad"
DISPLAY = ":93"
SMALLEST = 200
PATIENCE_S = 20.0


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
    if all(shutil.which(tool) for tool in (EDITOR, "Xvfb", "xwininfo")):
        yield _beside_an_editor()


def _beside_an_editor() -> Row:
    """Start the whole app and the editor in turns on one screen, and wait for the first window that shows."""
    commands = {"ours": (sys.executable, "main.py"), "editor": (EDITOR, "--standalone")}
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"), folder)
        env = {**os.environ, **places, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"}
        server = [shutil.which("Xvfb") or "", DISPLAY, "-screen", "0", "1400x900x24"]
        with subprocess.Popen(server, stderr=subprocess.DEVNULL) as screen:
            _wait(lambda: _windows() >= 0)
            for at in range(ROUNDS + 1):
                for name, command in commands.items():
                    seconds = _until_shown(command, env)
                    if at:
                        times[name].append(seconds)
            screen.terminate()
    ours, peer = statistics.median(times["ours"]), statistics.median(times["editor"])
    detail = f"{ours * 1000:.0f} ms against {peer * 1000:.0f} ms, on an X server without a desktop"
    return Row(
        "cold start to a window (time)", f"{EDITOR}, a Qt editor in C++", ours / peer, "at most", NO_BUDGET, detail
    )


def _until_shown(command: Sequence[str], env: dict[str, str]) -> float:
    start = time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
        _wait(lambda: _windows() > 0)
        seconds = time.perf_counter() - start
        app.kill()
    _wait(lambda: _windows() == 0)
    return seconds


def _windows() -> int:
    """Return how many windows show a page of some size, or -1 while there is no screen."""
    asked = [shutil.which("xwininfo") or "", "-display", DISPLAY, "-root", "-tree"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    if told.returncode:
        return -1
    sizes = re.findall(r"\b(\d+)x(\d+)\+", told.stdout)
    return sum(int(width) > SMALLEST and int(height) > SMALLEST for width, height in sizes)


def _wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(DISPLAY)
