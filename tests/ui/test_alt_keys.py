"""Alt and a digit lead to a section of the write-up; on X11 the key brings its digit as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from fieldkit.ui.forms.controls import Paragraph
from fieldkit.ui.widgets.field import Line


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("field", [lambda: Line("time"), lambda: Paragraph("text", "", 3)], ids=["line", "paragraph"])
def test_alt_and_a_digit_write_nothing_into_a_field(field: Callable[[], QLineEdit | QPlainTextEdit]) -> None:
    made = field()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier, "2")
    event.setAccepted(True)
    QApplication.sendEvent(made, event)
    text = made.text() if isinstance(made, QLineEdit) else made.toPlainText()
    assert (text, event.isAccepted()) == ("", False)
