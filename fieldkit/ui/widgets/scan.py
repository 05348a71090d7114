"""A field for a scanner that types like a keyboard and ends with Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from fieldkit.ui.widgets.field import Line

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ScanBox(Line):
    """One line that Enter finishes, and nothing else: the key never reaches a default button or the page.

    keep: what was scanned stays in the field (it is a value); otherwise the field is empty for the next scan.

    Signals:
        scanned: what was typed, without blanks around it; empty lines are swallowed.
    """

    scanned = Signal(str)

    def __init__(
        self, name: str, text: str = "", hint: str = "", *, keep: bool = False, icon: str = "scan-line"
    ) -> None:
        super().__init__(name, text, hint, icon=icon)
        self._keep = keep

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for oneself; a QLineEdit would hand it on to the dialog's default button."""
        if event.key() not in _ENDS:
            super().keyPressEvent(event)
            return
        event.accept()
        found = self.text().strip()
        if not self._keep:
            self.clear()
        if found:
            self.scanned.emit(found)
