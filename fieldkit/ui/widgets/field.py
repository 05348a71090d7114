"""Fields: a visible label above its control, choices that show all their options, and a pick list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QSizePolicy, QWidget

from fieldkit.ui.keys import belongs_to_page
from fieldkit.ui.look import icons
from fieldkit.ui.look.tokens import TOUCH, M, S
from fieldkit.ui.widgets.boxes import Flow, column
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.text import Text


class Line(QLineEdit):
    """One line that a person types. hint: an example, never the label."""

    def __init__(self, name: str, text: str = "", hint: str = "", *, secret: bool = False, icon: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setPlaceholderText(hint)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        if icon:
            self.addAction(icons.icon(icon, "muted", 20), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Alt to the page: on X11 they come with text, and Alt+2 would write a 2 here."""
        if belongs_to_page(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mark(self, *, fault: bool) -> None:
        """Show or clear that what was typed is wrong."""
        self.setProperty("fault", fault)
        self.style().unpolish(self)
        self.style().polish(self)


class Pick(QComboBox):
    """One of many. Scrolling the page over it never changes the choice."""

    def __init__(self, name: str, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        for value, text in options:
            self.addItem(text, value)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def value(self) -> str:
        """Return the value chosen."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the arrow that the style sheet cannot tint."""
        super().paintEvent(event)
        at = QPoint(self.width() - 30, (self.height() - 18) // 2)
        QPainter(self).drawPixmap(at, icons.pixmap("chevron-down", "muted", 18))


class Field(QWidget):
    """A visible label above its control; the label gives the control its accessible name."""

    def __init__(self, label: str, control: QWidget, note: str = "") -> None:
        super().__init__()
        name = Text(label, "label")
        name.setBuddy(control)
        control.setAccessibleName(label)
        box = column(name, control, gap=6)
        self.note = Text(note, "cap", "muted", wrapped=True)
        self.note.setVisible(bool(note))
        box.addWidget(self.note)
        self.setLayout(box)

    def complain(self, text: str) -> None:
        """Show under the field what is wrong with it; empty takes it back."""
        self.tell(text, "bad")

    def tell(self, text: str, tone: str = "muted") -> None:
        """Show *text* under the field; empty takes it back."""
        self.note.say(text)
        self.note.setProperty("tone", tone)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.note.setVisible(bool(text))


class Choice(QWidget):
    """One of a few, all visible. options: (value, words, key)."""

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[str, str, str]],
        chosen: str,
        picked: Callable[[str], None],
        *,
        height: int = TOUCH,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        for value, words, key in options:
            button = Button(
                words, "seg", name=f"{name}_{value or 'none'}", key=key, height=height, checked=value == chosen, pad=M
            )
            button.clicked.connect(lambda _on=False, v=value: picked(v))
            self._group.addButton(button)
            self.buttons[value] = button
        self.setLayout(Flow(*self.buttons.values(), gap=S))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
