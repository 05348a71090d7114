"""The window shows before storage, signing and reports are imported: they cost more than a second."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "pyhanko",
    "reportlab",
    "cryptography",
    "alembic",
    "PIL",
    "pikepdf",
    "pypdfium2",
    "uharfbuzz",
    "babel",
    "pyrage",
    "fieldkit.storage",
    "fieldkit.trust",
    "fieldkit.actions",
    "fieldkit.reports",
)
PROGRAM = f"""
import sys
from PySide6.QtWidgets import QApplication
from fieldkit.ui.look import style
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
app = QApplication(["fieldkit"])
style.apply(app, "light", khmer=False)
window = Window(Preferences())
window.show()
app.processEvents()
assert not window.grab().toImage().isNull()
found = sorted(name for name in {HEAVY!r} if any(m == name or m.startswith(name + ".") for m in sys.modules))
print("heavy:", ",".join(found))
window.ops.close()
"""


def test_no_heavy_module_is_loaded_when_the_first_window_shows(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "heavy: \n" in ran.stdout


OPEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from fieldkit.app import open_window
app = QApplication(["fieldkit"])
def look():
    windows = [w.objectName() for w in app.topLevelWidgets() if w.isVisible()]
    print("shown:", windows)
    app.closeAllWindows()
QTimer.singleShot(300, look)
print("code:", open_window(None))
"""


def test_the_app_opens_on_its_first_page_and_closes(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", OPEN], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "shown: ['shell']" in ran.stdout
    assert "code: 0" in ran.stdout
