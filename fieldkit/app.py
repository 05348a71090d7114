"""Composition root of the desktop app: Qt, preferences, the window, and the way out of our own mistakes."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import TracebackType

from fieldkit.errors import KnownError
from fieldkit.qt_libraries import require
from fieldkit.text.catalogue import language, sentence, use_language


def open_window(home: Path | None = None) -> int:
    """Open the window, on *home* if one is named, and return the exit code when it is closed."""
    gc.disable()  # loading makes no garbage worth looking for; later the sweeper collects
    try:
        require()
    except KnownError as error:
        sys.stderr.write("\n".join(sentence(error)) + "\n")
        return 1
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from fieldkit.ui.look import style
    from fieldkit.ui.preferences import Preferences, look_in_force, wear
    from fieldkit.ui.sweep import Sweeper
    from fieldkit.ui.window import Window

    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError(type(app))
    app.setApplicationName("fieldkit")
    app.setApplicationDisplayName("Fieldkit")
    app.setStyle("Fusion")
    preferences = Preferences()
    if preferences.language:
        use_language(preferences.language)
    wear(preferences)
    style.apply(app, look_in_force(preferences.look), khmer=language() == "km")
    sweeper = Sweeper()
    window = Window(preferences, home)

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        window.show_error(error.with_traceback(trace))

    sys.excepthook = caught
    if not window.restoreGeometry(preferences.geometry):
        window.resize(1280, 800)
    window.show()
    # After the first paint: this imports storage in a thread, and the window must not wait for it.
    QTimer.singleShot(0, window, window.homes.describe)
    code = app.exec()
    sys.excepthook = sys.__excepthook__
    sweeper.stop()
    return code
