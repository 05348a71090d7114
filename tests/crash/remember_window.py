"""As `remember`, with the window: the passphrase goes through a field of the screen, as a person's does.

python -m tests.crash.remember_window HOME PERSON FOLDER
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldkit.ui.look import style
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.crash.remember import say


def until(true: Callable[[], bool]) -> None:
    """Let the window work until *true*."""
    while not true():
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[3])
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    style.apply(app, "light", khmer=False)
    window = Window(Preferences(folder / "window.ini"), path)
    window.show()
    window.homes.describe()
    until(lambda: window.unlock_page.part("passphrase") is not None)
    field = window.unlock_page.part("passphrase")
    assert isinstance(field, QLineEdit)
    typed = os.read(0, 1000)
    for letter in typed:
        field.insert(chr(letter))
    del typed
    field.returnPressed.emit()
    until(lambda: window.desk is not None)
    until(lambda: not window.ops.busy)
    gc.collect()
    say("open")
    locked: list[int] = []
    window.locked.connect(lambda: locked.append(1))
    window.homes.lock()
    until(lambda: bool(locked))
    gc.collect()
    until(lambda: window.unlock_page.part("passphrase") is not None)
    say("locked")
    window.close()


if __name__ == "__main__":
    main()
